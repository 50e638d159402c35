"""Whole messages as files that can be pasted into Block Kit Builder; UPDATE_SNAPSHOTS=1 writes them anew."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from making_answers import finding, ids_of_code

from bot.answers.answer import SingleAnswer, answer_for
from bot.answers.message import Message
from bot.answers.onward import onward_from
from bot.answers.progress import WHYS, Mark, Progress
from bot.answers.render import NO_PROGRESS, Renderer
from bot.answers.samples import REMARKS
from bot.answers.sentences import SENTENCES
from bot.answers.walking import walked
from bot.corpus.entry import Corpus
from bot.corpus.folders import knowledge_folder, templates_folder
from bot.corpus.load import load_corpus
from bot.diagnosis.diagnosis import Answered, Choice, Diagnosis, Evidence, Finding, Match, Remark, Several, Unknown

FOLDER = Path(__file__).parent / "snapshots"
CORPUS: Corpus = load_corpus(knowledge_folder())
RENDERER = Renderer(CORPUS, templates_folder())
VALUES = {
    "questions": "3",
    "presses": "2",
    "mails": "1",
    "most": "8",
    "told": "I cannot read pictures, so I did not read error.png. Paste the error as text.",
    "reference": "r-7KQ2",
    "code": "not_in_channel",
    "recipient": "support@xm.webex.com",
    "case": "c1f2",
    "person": "U0ADA",
    "reason": "The mail server could not be reached; look at SMTP_HOST, SMTP_PORT and SMTP_TLS.",
    "rate": "5 in 1 hour",
    "minutes": "12",
    "mode": "watch",
    "word": "foo",
    "before": "mentions",
    "mailto": "mailto:support@xm.webex.com?subject=Case%20C1&body=see%20below",
}


def answered(entry_id: str, quote: str, by: str = "message") -> Diagnosis:
    """An answer with one piece of evidence."""
    entry = CORPUS[entry_id]
    hit = next((message for message in entry.messages if quote[:20] in message), quote)
    evidence = Evidence(quote, hit, "code" if by == "code" else "message")
    return Answered(Finding("answer", quote, (Match(entry, 0.97, (evidence,)),)))


def message(diagnosis: Diagnosis, *, chosen: str | None = None, progress: Progress = NO_PROGRESS) -> Message:
    """The message in a thread."""
    answer = answer_for(diagnosis, CORPUS, chosen=chosen)
    return RENDERER.slack(answer, case_id="C1", audience="thread", progress=progress)


def private(diagnosis: Diagnosis, *, thread_ts: str = "") -> Message:
    """The message that only the asker sees, to be shared in a thread or in the channel."""
    return RENDERER.slack(answer_for(diagnosis, CORPUS), case_id="C1", audience="only-you", thread_ts=thread_ts)


def walk(*trail: str, diagnosis: Diagnosis | None = None) -> Message:
    """The message at a point of the guided walk, in a thread."""
    answer, come_by = walked(trail, diagnosis or Unknown(), CORPUS)
    return RENDERER.slack(answer, case_id="C1", audience="thread", trail=come_by)


def messages() -> dict[str, Message]:
    """Each snapshot's name and message."""
    paused = answered("wxm-2.4.2", "Delivery Policy configured under Dispatch to be used to send invites is paused.")
    runner_up = Answered(finding(CORPUS, "wxm-2.4.6", excerpt="the dispatch is paused"))
    open_code = Choice(finding(CORPUS, *ids_of_code(CORPUS, "1002"), excerpt="error 1002"))
    log = Several(
        (
            finding(CORPUS, "connect-7105", excerpt="7105 for +49 170 1234567", count=12),
            finding(CORPUS, *ids_of_code(CORPUS, "7208"), excerpt="code 7208", count=2),
            finding(CORPUS, "bird-14001", excerpt="14001"),
        ),
        (REMARKS[4],),
    )
    long_log = Several(
        tuple(finding(CORPUS, e.id, excerpt=f"line {n}", count=40 - n) for n, e in enumerate(list(CORPUS)[40:70]))
    )
    answers = {
        "answer_scenario": message(paused),
        "answer_scenario_solved": message(paused, progress=Progress(mark=Mark("solved", "U0ADA"))),
        "answer_scenario_ticked": message(paused, progress=Progress(ticked=frozenset({1, 3}))),
        "answer_scenario_not_solved": message(paused, progress=Progress(mark=Mark("not_solved", "U0ADA"))),
        "answer_runner_up": message(runner_up, progress=Progress(ruled_out=(CORPUS["wxm-2.4.2"],))),
        "choose_without_one": message(open_code, progress=Progress(ruled_out=(CORPUS["8x8-1002"],))),
        "answer_cause_by_message": message(answered("wxm-2.5.3", CORPUS["wxm-2.5.3"].messages[4])),
        "answer_all_causes": message(answered("wxm-2.5.3", "inactive dispatch")),
        "answer_code": message(answered("connect-7105", "7105", by="code")),
        "answer_no_failure": message(answered("connect-7500", "7500", by="code")),
        "answer_support_only": message(answered("bird-12001", "12001", by="code")),
        "answer_how_to": message(answered("8x8-sms-feedback", "feedback")),
        "choose_buttons": message(open_code),
        "choose_menu": message(Choice(finding(CORPUS, *ids_of_code(CORPUS, "7003"), excerpt="7003"))),
        "choose_chosen": message(open_code, chosen="8x8-1002"),
        "walk_start": walk("response"),
        "walk_stage": walk("response", "rejected"),
        "walk_stage_asked": walk("whole-batch", diagnosis=Answered(finding(CORPUS, "wxm-2.3", "wxm-2.1"))),
        "walk_check": walk("response", "checklist", "checklist-2"),
        "walk_end": walk("response", "batch-id", "extent", "open"),
        "several": message(log),
        "several_chosen": message(log, chosen="connect-7208-source-ip"),
        "several_many": message(long_log),
        "answer_private": private(paused),
        "answer_private_in_thread": private(paused, thread_ts="1795238400.000100"),
        "answer_shared": RENDERER.slack(answer_for(paused, CORPUS), case_id="C1", audience="thread", shared_by="U0ADA"),
        "answer_edited": RENDERER.slack(answer_for(paused, CORPUS), case_id="C1", audience="thread", is_edited=True),
        "choose_private": private(open_code),
        "unknown": message(Unknown()),
        "unknown_hint": message(Unknown(REMARKS[1])),
        "unknown_unread": message(
            Unknown(remarks=(Remark("file-not-read", {"file": "error.png", "reason": "picture"}),))
        ),
        "unknown_language": message(Unknown(REMARKS[7])),
    }
    sentences = {
        f"sentence_{name}": RENDERER.sentence(name, **{value: VALUES[value] for value in values})
        for name, values in SENTENCES.items()
    }
    single = answer_for(answered("connect-7105", "7105", by="code"), CORPUS)
    assert isinstance(single, SingleAnswer)
    steps = {"step_named": 1, "step_not_named": None, "all_steps": 1_000}
    onward = {
        f"onward_{name}": RENDERER.onward(onward_from(single, step=step), case_id="C1") for name, step in steps.items()
    }
    whys = {
        f"answer_not_solved_{why.replace('-', '_')}": message(
            paused, progress=Progress(ticked=frozenset({1}), mark=Mark("not_solved", "U0ADA", why))
        )
        for why in WHYS
    }
    return answers | onward | whys | sentences


MESSAGES = messages()


@pytest.mark.parametrize("name", MESSAGES)
def test_the_message_is_the_one_that_was_looked_at(name: str) -> None:
    """The blocks are those of the snapshot, to the letter; a wanted change is written with UPDATE_SNAPSHOTS=1."""
    path = FOLDER / f"{name}.json"
    blocks = {"blocks": list(MESSAGES[name].blocks)}
    if os.environ.get("UPDATE_SNAPSHOTS") == "1":
        path.write_text(json.dumps(blocks, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    assert json.loads(path.read_text(encoding="utf-8")) == blocks


def test_every_snapshot_has_a_message() -> None:
    """No snapshot is left over from a message that is gone."""
    assert {f"{name}.json" for name in MESSAGES} == {path.name for path in FOLDER.iterdir()}
