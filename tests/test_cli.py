"""The command line: what a person and a program read, and the exit status."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from tests.conftest import Whyfailed

Invoke = Callable[..., Result]


@pytest.fixture
def invoke(little_knowledge: Path) -> Invoke:
    """Runs a command inside this process, on a little corpus."""

    def run(*arguments: str, given: bytes | str = b"") -> Result:
        return CliRunner().invoke(main, arguments, input=given, env={"KNOWLEDGE_DIR": str(little_knowledge)})

    return run


def test_a_code_is_answered_in_words(whyfailed: Whyfailed) -> None:
    """A code alone gets its title, cause, steps and source; piped, there is no drawing in it."""
    done = whyfailed("ask", "7105")
    said = done.stdout.decode()
    assert done.returncode == 0
    assert said.startswith("Customer profile not found for this message\n")
    assert "What to do:\n1. " in said
    assert "Because your text has the code “7105”." in said
    assert "\x1b" not in said
    assert "│" not in said


def test_one_object_keeps_the_contract(invoke: Invoke) -> None:
    """`--json` prints one object: decision, findings, matches with evidence."""
    done = invoke("ask", "--json", "Webex Connect gave error 7105 for one customer")
    found = json.loads(done.stdout)
    finding = found["findings"][0]
    assert (done.exit_code, found["decision"], finding["decision"], finding["count"]) == (0, "answer", "answer", 1)
    assert finding["matches"][0]["id"] == "connect-7105"
    assert finding["matches"][0]["evidence"][0] == {"quote": "7105", "hit": "7105", "by": "code"}
    assert 0 < finding["matches"][0]["confidence"] <= 1
    assert "7105" in finding["excerpt"]


def test_not_knowing_is_no_failure(invoke: Invoke) -> None:
    """Whatever is decided, the exit status is 0; a code of a known class gives a hint in a sentence."""
    done = invoke("ask", "--json", "Bird error code 14999")
    found = json.loads(done.stdout)
    assert (done.exit_code, found["decision"], found["findings"]) == (0, "unknown", [])
    assert "14999" in found["hint"]


def test_standard_input_is_read(invoke: Invoke) -> None:
    """Without TEXT, and with -, the text comes from standard input."""
    for arguments in (("ask", "--json"), ("ask", "--json", "-")):
        done = invoke(*arguments, given="code: 7105")
        assert json.loads(done.stdout)["findings"][0]["matches"][0]["id"] == "connect-7105"


@pytest.mark.parametrize(
    "given",
    [
        b"code 7105 caf\xe9 \xff\xfe",
        b"\xef\xbb\xbfcode 7105",
        "code 7105".encode("utf-16"),
        b"\x1b[31mERROR\x1b[0m code 7105\r\n",
        b"code 7105" + b" lorem ipsum" * 3_400,
    ],
    ids=["invalid-utf-8", "bom", "utf-16", "colours", "40000-characters"],
)
def test_any_text_is_read(invoke: Invoke, given: bytes) -> None:
    """Old encodings, byte order marks, colours of a terminal and long texts are read as well as they can be."""
    done = invoke("ask", "--json", given=given)
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["findings"][0]["matches"][0]["id"] == "connect-7105"


def test_a_huge_text_is_read_from_its_beginning(invoke: Invoke) -> None:
    """Of 10 MB the beginning is read, all is taken from the pipe, and the person is told."""
    done = invoke("ask", "--json", given=b"code 7105\n" + b"nothing to see here \n" * 500_000)
    assert done.exit_code == 0
    assert json.loads(done.stdout)["findings"][0]["matches"][0]["id"] == "connect-7105"
    assert "its first 200,000 characters are read" in done.stderr


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (b"", "Nothing was asked"),
        (b" \n\t ", "Nothing was asked"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "is binary"),
    ],
    ids=["empty", "blank", "binary"],
)
def test_what_is_no_text_is_bad_usage(invoke: Invoke, given: bytes, sentence: str) -> None:
    """Nothing at all and binary files are refused with a sentence and exit status 2."""
    done = invoke("ask", given=given)
    assert (done.exit_code, done.stdout) == (2, "")
    assert sentence in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", "--json", "--jsonl"),
        ("ask", "--jsonl", "7105"),
        ("ask", "--loud", "7105"),
        ("ask", "7105", "7106"),
        ("serve", "--socket-mode"),
        ("eval",),
        ("eval", "--totals-only", "--misses", "3", "x.jsonl"),
        ("knowledge", "export"),
        ("guess",),
    ],
    ids=" ".join,
)
def test_bad_usage_is_told(invoke: Invoke, arguments: tuple[str, ...]) -> None:
    """Options that do not go together and commands that do not exist end with a usage line and exit status 2."""
    done = invoke(*arguments)
    assert done.exit_code == 2
    assert done.stderr.startswith("Usage: ")


def test_lines_are_answered_in_order(invoke: Invoke) -> None:
    """One object a line in, one a line out; a bad line gives its error and number, the rest goes on, exit status 1."""
    lines = (
        b'{"text": "code 7105"}\n'
        b"nonsense\n"
        b"\n"
        b"[1]\n"
        b'{"text": 7105}\n'
        b'{"txt": "7105"}\n'
        b'{"text": "x", "context": []}\n'
        b'{"text": "\xff"}\n' + b"[" * 100_000 + b"\n"
        b'{"text": "\\ud800 code 7106", "context": null, "more": 1}'
    )
    done = invoke("ask", "--jsonl", given=lines)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 1
    assert [answer.get("line") for answer in found] == [None, 2, 3, 4, 5, 6, 7, 8, 9, None]
    assert [answer["findings"][0]["matches"][0]["id"] for answer in (found[0], found[-1])] == [
        "connect-7105",
        "connect-7106",
    ]
    assert all(set(answer) == {"error", "line"} and answer["error"].endswith(".") for answer in found[1:-1])


def test_good_lines_end_well(invoke: Invoke) -> None:
    """Where every line is good, an empty text and no text at all included, the exit status is 0."""
    done = invoke("ask", "--jsonl", given=b'{"text": ""}\n')
    assert (done.exit_code, json.loads(done.stdout)) == (0, {"decision": "unknown", "findings": []})
    assert invoke("ask", "--jsonl").exit_code == 0


def test_a_line_is_answered_before_the_next_is_read(environment: dict[str, str]) -> None:
    """Another program can write a line, read its answer, and only then write the next."""
    command = [sys.executable, "-m", "bot", "ask", "--jsonl"]
    with subprocess.Popen(  # noqa: S603 - the program under test
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for code in ("7105", "7106"):
            process.stdin.write(json.dumps({"text": f"code {code}"}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["findings"][0]["matches"][0]["id"] == f"connect-{code}"
        process.stdin.close()
        assert process.wait(timeout=30) == 0


def test_what_the_thread_knows_is_heard(invoke: Invoke) -> None:
    """The context's offered entries and earlier question decide a text that says nothing by itself."""
    question = {"text": "the second one", "context": {"text": "which?", "offered": ["connect-7105", "bird-14001"]}}
    done = invoke("ask", "--jsonl", given=json.dumps(question))
    assert json.loads(done.stdout)["findings"][0]["matches"][0]["id"] == "bird-14001"


def test_a_closed_pipe_is_silent(environment: dict[str, str]) -> None:
    """`whyfailed knowledge export --jsonl | head -1` says nothing on standard error."""
    command = [sys.executable, "-m", "bot", "knowledge", "export", "--jsonl"]
    with subprocess.Popen(  # noqa: S603 - the program under test
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline())["id"] == "wxm-2.1"
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send to another process")
def test_ctrl_c_ends_without_a_traceback(environment: dict[str, str]) -> None:
    """An interrupted program ends with status 130 and no traceback."""
    command = [sys.executable, "-m", "bot", "ask", "--jsonl"]
    with subprocess.Popen(  # noqa: S603 - the program under test
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b'{"text": "7105"}\n')
        process.stdin.flush()
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130
        assert b"Traceback" not in process.stderr.read()


def test_explain_tells_signals_scores_and_reason(invoke: Invoke) -> None:
    """`--explain` follows the answer with what was read, the scores and why it was decided so."""
    said = invoke("ask", "--explain", "Webex Connect error 7105 Customer profile not found").stdout
    answer, _, explanation = said.partition("\nSignals\n")
    assert "Customer profile not found" in answer
    for line in (
        "code 7105, because of the word code or error beside it",
        "product: webex-connect",
        "Words",
        "Why this decision",
    ):
        assert line in explanation
    assert "answer: one entry explains the text" in explanation


def test_an_entry_is_shown_as_an_answer(invoke: Invoke) -> None:
    """`knowledge show` prints an entry as the bot would; an unknown id names those that look alike."""
    shown = invoke("knowledge", "show", "wxm-2.4.2")
    assert shown.stdout.startswith("Delivery Policy is paused\n")
    missing = invoke("knowledge", "show", "wxm-2.4.9")
    assert missing.exit_code == 1
    assert missing.stderr.startswith("Error: There is no entry wxm-2.4.9. Ids that look alike: wxm-2.4.2")


def test_a_check_is_explained(invoke: Invoke) -> None:
    """`--explain` tells what a code holds, in any case; a code that no check has is told."""
    assert invoke("knowledge", "check", "--explain", "prf:001").stdout.startswith("PRF:001: Every ask finds its entry")
    assert "Why: " in invoke("knowledge", "check", "--explain", "TXT:003").stdout
    assert invoke("knowledge", "check", "--explain", "TXT:999").exit_code == 1


def test_broken_files_are_named(invoke: Invoke, little_knowledge: Path) -> None:
    """A question is not answered from a broken folder: file, key and what is expected are told, exit status 1."""
    (little_knowledge / "bird" / "bird-14001.toml").write_text("title = ", encoding="utf-8")
    (little_knowledge / "8x8" / "8x8-1200.toml").write_bytes(b"\xff")
    for command in (("ask", "7105"), ("knowledge", "check"), ("knowledge", "export", "--jsonl")):
        done = invoke(*command)
        assert done.exit_code == 1
        assert "bird/bird-14001.toml" in done.output
        assert "8x8/8x8-1200.toml" in done.output
        assert "Traceback" not in done.output


def test_a_folder_that_is_not_there_is_told(whyfailed: Whyfailed) -> None:
    """KNOWLEDGE_DIR that names no folder ends in a sentence."""
    done = whyfailed("ask", "7105", KNOWLEDGE_DIR="no-such-folder")
    assert done.returncode == 1
    assert done.stderr.startswith(b"Error: KNOWLEDGE_DIR names no-such-folder, which is no folder.")


def test_missing_settings_are_named_at_once(whyfailed: Whyfailed) -> None:
    """`serve` without settings names every key and how to get it."""
    done = whyfailed("serve", SLACK_BOT_TOKEN="", SLACK_SIGNING_SECRET="", SLACK_APP_TOKEN="")
    assert done.returncode == 1
    assert b"SLACK_BOT_TOKEN" in done.stderr
    assert b"SLACK_SIGNING_SECRET" in done.stderr
    assert b"Traceback" not in done.stderr


def test_help_is_quick(environment: dict[str, str]) -> None:
    """`--help` reads neither corpus nor libraries that take long to import."""
    code = (
        "import sys, click.testing, bot.cli;"
        "print(click.testing.CliRunner().invoke(bot.cli.main, ['ask', '--help']).output);"
        "print(sorted({'sklearn', 'slack_bolt', 'sqlalchemy', 'rich', 'jinja2', 'pydantic'} & set(sys.modules)))"
    )
    done = subprocess.run(  # noqa: S603 - this interpreter with the code above
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment, timeout=60
    )
    assert done.stdout.startswith("Usage: ")
    assert done.stdout.endswith("[]\n")
