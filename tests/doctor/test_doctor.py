"""`whyfailed doctor`: a healthy set-up, and many broken ones, through the real command and real servers."""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from set_up import SetUp
from sqlalchemy import create_engine, text

from bot.doctor.examination import CHECKS
from bot.local.server import LoopbackSlack
from bot.slack.scopes import SCOPES
from bot.store.database import Database
from tests.conftest import Whyfailed
from tests.mail_server import Opener
from tests.postgresql import PostgreSQL

NAMES = [check.name for check in CHECKS if not check.for_many]
CLOSED = "127.0.0.1:9"
"""Nobody listens on the discard port."""


def test_a_healthy_set_up_is_well_over_http(set_up: SetUp) -> None:
    """Every check says ok, nothing has to be mended, and scripts see 0."""
    report = set_up.examine()
    assert [(line["check"], line["state"], line["mend"]) for line in report.lines] == [(n, "ok", "") for n in NAMES]
    assert (report.exit_code, report.state) == (0, "ok")
    assert report.of("Events")[0][1].startswith("The signing secret is there")


def test_a_healthy_set_up_is_well_over_socket_mode(set_up: SetUp, slack: LoopbackSlack) -> None:
    """The link really opens, and is closed again."""
    report = set_up.without("SLACK_SIGNING_SECRET").examine(SLACK_APP_TOKEN=slack.app_token)
    assert (report.exit_code, report.unwell, report.state) == (0, [], "ok")
    assert report.of("Events") == [("ok", "The Socket Mode link opens.")]
    assert not slack.socket_mode.wait_for_link(0)


def test_people_read_a_line_for_each_check(set_up: SetUp) -> None:
    """Without --json each line says how it is; the last one sums up."""
    set_up.write()
    said = set_up.run("doctor").said.splitlines()
    assert [line.split()[0] for line in said[:-1]] == ["ok"] * len(NAMES)
    assert said[-1] == "All is well."


def test_nothing_is_changed_and_nothing_is_sent(set_up: SetUp, slack: LoopbackSlack, open_mail_server: Opener) -> None:
    """No database is made, no message is posted, no mail is handed in."""
    server = open_mail_server()
    report = set_up.examine(SMTP_PORT=str(server.port), SMTP_CA_FILE=str(server.ca_file))
    assert report.exit_code == 0
    assert not (set_up.folder / "whyfailed.db").exists()
    assert {call.method for call in slack.calls} == {"auth.test", "blocks.validate"}
    assert server.taken.empty()


def test_every_missing_setting_is_named_at_once(set_up: SetUp) -> None:
    """Nothing is set: the settings are named with how to get them, and what does not need them is looked at."""
    report = set_up.without(*set_up.settings).examine()
    assert [said for _, said in report.of("Settings")] == [
        "SLACK_BOT_TOKEN: is missing.",
        "SLACK_SIGNING_SECRET: is missing.",
    ]
    assert (report.exit_code, report.unwell, report.state) == (1, ["Settings"], "problem")
    assert report.of("Knowledge")[0][0] == "ok"
    assert {"check": "Token", "state": "warning", "said": "Not looked at.", "mend": "Mend SLACK_BOT_TOKEN first."} in (
        report.lines
    )
    assert report.of("Mail")[0][0] == "warning"


def test_malformed_settings_do_not_hide_each_other(set_up: SetUp) -> None:
    """Each is named; the others are gone by."""
    report = set_up.examine(PORT="80000", SMTP_TLS="sometimes", KNOWLEDGE_DIR="/nowhere", LOG_LEVEL="LOUD")
    assert [said.partition(":")[0] for _, said in report.of("Settings")] == [
        "SMTP_TLS",
        "PORT",
        "LOG_LEVEL",
        "KNOWLEDGE_DIR",
    ]
    assert [report.of(name)[0][1] for name in ("Knowledge", "Templates", "Mail")] == ["Not looked at."] * 3
    assert [report.of(name)[0][0] for name in ("Token", "Database", "Scopes")] == ["ok"] * 3


def test_a_setting_that_is_misspelled_is_named(set_up: SetUp) -> None:
    """Nobody reads it, so nothing else would tell; what is for other programs is left alone."""
    report = set_up.examine(SUPORT_LEADS="U012AB3CD", RETENTION_DAY="30", COMPOSE_PROJECT_NAME="desk", PORT="")
    assert (report.exit_code, report.state) == (0, "warning")
    assert [(line["said"], line["mend"]) for line in report.lines if line["state"] == "warning"] == [
        (".env has SUPORT_LEADS, which is no setting.", "If SUPPORT_LEADS is meant, mend its name."),
        (".env has RETENTION_DAY, which is no setting.", "If RETENTION_DAYS is meant, mend its name."),
    ]


def test_a_secrets_file_in_another_encoding_is_named(set_up: SetUp) -> None:
    """The file is named, and the defaults are looked at."""
    set_up.env_file.write_bytes(b"SLACK_BOT_TOKEN=\xff\xfe")
    report = set_up.run("doctor")
    assert report.exit_code == 1
    assert ".env: cannot be read as UTF-8 text." in report.said
    assert "ok       Knowledge" in report.said


def test_files_that_everyone_can_read_are_named(set_up: SetUp) -> None:
    """The tokens and the database are for one user; as the program makes it the database is, and a command mends it."""
    database = Database(set_up.settings["DATABASE_URL"])
    database.migrate()
    database.close()
    file = set_up.folder / "whyfailed.db"
    own = set_up.examine()
    file.chmod(0o644)
    set_up.env_file.chmod(0o604)
    report = set_up.examine()
    assert (own.exit_code, own.unwell) == (0, [])
    assert (report.exit_code, report.unwell) == (1, ["Secrets file", "Database file"])
    assert report.of("Database file") == [
        ("problem", f"Everyone on this machine can read {file}, and what people asked.")
    ]
    mends = [line["mend"] for line in report.lines if line["state"] == "problem"]
    assert mends == ["Run: chmod 600 .env", f"Run: chmod 600 {file}*"]


def test_a_place_that_takes_no_database_is_named(set_up: SetUp) -> None:
    """A folder that is a file: the first start could not make the database."""
    (set_up.folder / "taken").write_text("a file", encoding="utf-8")
    report = set_up.examine(DATABASE_URL=f"sqlite:///{set_up.folder / 'taken' / 'whyfailed.db'}")
    assert report.unwell == ["Database"]
    assert "cannot be made" in report.of("Database")[0][1]


def test_a_file_that_is_no_database_is_named(set_up: SetUp) -> None:
    """SQLite says so, and where to look is told."""
    (set_up.folder / "whyfailed.db").write_text("no database at all, but a text that is long enough", encoding="utf-8")
    (set_up.folder / "whyfailed.db").chmod(0o600)
    report = set_up.examine()
    assert report.unwell == ["Database"]
    assert "file is not a database" in report.of("Database")[0][1]


def test_tables_of_another_version_are_told(set_up: SetUp) -> None:
    """Older tables are a warning, for the next start mends them; newer ones a problem."""
    database = Database(set_up.settings["DATABASE_URL"])
    database.migrate()
    database.close()
    engine = create_engine(set_up.settings["DATABASE_URL"])
    found = []
    for version in ("0002", "9999"):
        with engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
        found.append(set_up.examine())
    engine.dispose()
    older, newer = found
    assert (older.exit_code, older.state, older.of("Database")[0][0]) == (0, "warning", "warning")
    assert "0003" in older.of("Database")[0][1]
    assert newer.unwell == ["Database"]
    assert "made by a newer version of whyfailed" in newer.of("Database")[0][1]


def test_a_running_postgresql_is_well(set_up: SetUp, postgresql: PostgreSQL) -> None:
    """An empty database is told to miss every table, an up-to-date one is well; it is no file."""
    url = postgresql.new_database()
    empty = set_up.examine(DATABASE_URL=url)
    database = Database(url)
    database.migrate()
    database.close()
    full = set_up.examine(DATABASE_URL=url)
    assert (empty.exit_code, empty.of("Database")[0][0]) == (0, "warning")
    assert full.of("Database") == [("ok", "The database answers, and its tables are up to date.")]
    assert full.of("Database file") == [("ok", "The database is no file on this machine.")]


def test_a_database_server_that_is_away_is_named_without_its_password(set_up: SetUp) -> None:
    """What does not need it is looked at all the same."""
    report = set_up.examine(DATABASE_URL=f"postgresql://bot:hidden@{CLOSED}/whyfailed")
    assert (report.exit_code, report.unwell) == (1, ["Database"])
    assert "Connection refused" in report.of("Database")[0][1]
    assert "hidden" not in report.said
    assert report.lines[-1]["state"] == "ok"


def test_a_token_that_slack_refuses_is_named(set_up: SetUp) -> None:
    """The word is Slack's; what needs the token is not looked at, the rest is."""
    report = set_up.examine(SLACK_BOT_TOKEN="xoxb-of-somebody-else")  # noqa: S106 (no token)
    assert report.of("Token") == [("problem", "Slack does not take SLACK_BOT_TOKEN: invalid_auth.")]
    assert report.unwell == ["Token"]
    assert [report.of(name) for name in ("Scopes", "Clock", "Blocks")] == [[("warning", "Not looked at.")]] * 3
    assert report.of("Mail")[0][0] == "ok"
    assert "somebody-else" not in report.said


def test_a_slack_that_is_not_there_is_named(set_up: SetUp) -> None:
    """Whoever mends it reads which address was asked."""
    report = set_up.examine(SLACK_API_URL=f"http://{CLOSED}/api/")
    assert report.of("Token") == [("problem", "Slack gave no answer to auth.test: URLError.")]
    assert f"http://{CLOSED}/api/" in report.said


def test_nothing_is_said_beside_the_lines(whyfailed: Whyfailed) -> None:
    """What slack_sdk says of a Slack that is not there is in a line of ours, and not on standard error again."""
    needed = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "0" * 32}
    done = whyfailed("doctor", **needed, SLACK_API_URL=f"http://{CLOSED}/api/")
    assert done.returncode == 1
    assert b"Slack gave no answer to auth.test" in done.stdout
    assert done.stderr == b""


@pytest.mark.parametrize("secret", ["x", "mail", "whyfailed"])
def test_a_secret_that_is_a_piece_of_words_is_no_reason_to_hide_them(set_up: SetUp, secret: str) -> None:
    """The paths of settings are shown whole, whatever somebody chose for a secret."""
    folder = set_up.folder / "nonexistent"
    report = set_up.examine(
        SLACK_SIGNING_SECRET=secret, DATABASE_URL=f"sqlite:///{folder}/mail/whyfailed.db", KNOWLEDGE_DIR=str(folder)
    )
    assert report.of("Database") == [
        ("ok", f"There is no database yet; the first start makes {folder}/mail/whyfailed.db.")
    ]
    assert report.of("Settings") == [("problem", f"KNOWLEDGE_DIR: names {folder}, which is no folder.")]


@pytest.mark.parametrize("secret", ["hush", "a-secret-that-is-long"])
def test_a_secret_that_stands_in_an_address_is_hidden(set_up: SetUp, secret: str) -> None:
    """Long or short, on its own it is shown to nobody."""
    report = set_up.examine(SLACK_SIGNING_SECRET=secret, SLACK_API_URL=f"http://bot:{secret}@{CLOSED}/api/")
    assert f"Let this machine reach http://bot:…@{CLOSED}/api/" in str(report.lines)
    assert secret not in report.said


def test_each_missing_scope_is_named_with_what_needs_it(set_up: SetUp) -> None:
    """An app that was made from an older manifest; a scope too much is a warning."""
    with LoopbackSlack(scopes=SCOPES - {"commands", "im:history"} | {"files:write"}) as slack:
        report = set_up.examine(SLACK_BOT_TOKEN=slack.bot_token, SLACK_API_URL=slack.api_url)
    assert report.of("Scopes") == [
        ("problem", "The token lacks the scope commands, which commands and shortcuts needs."),
        ("problem", "The token lacks the scope im:history, which message.im needs."),
        ("warning", "The token may do more than whyfailed needs: files:write."),
    ]
    assert report.unwell == ["Scopes"]


class _WithCapitals(BaseHTTPRequestHandler):
    """A Slack behind something that writes the names of headers with capitals, as `Date`."""

    def do_POST(self) -> None:
        said = b'{"ok": true, "user": "whyfailed", "team": "Acme", "team_id": "T1", "user_id": "U1"}'
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("X-OAuth-Scopes", ",".join(sorted(SCOPES)))
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


def test_headers_are_read_however_their_names_are_written(set_up: SetUp) -> None:
    """The scopes, and the time."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _WithCapitals) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        report = set_up.examine(SLACK_API_URL=f"http://127.0.0.1:{server.server_port}/api/")
        server.shutdown()
        thread.join()
    assert [report.of(name)[0][0] for name in ("Scopes", "Clock")] == ["ok", "ok"]


@pytest.mark.parametrize(("ahead", "state"), [(0, "ok"), (120, "warning"), (-600, "problem")])
def test_a_clock_that_is_wrong_is_told(set_up: SetUp, ahead: float, state: str) -> None:
    """Beyond five minutes nothing that Slack sends is taken."""
    with LoopbackSlack(scopes=SCOPES, clock=lambda: time.time() + ahead) as slack:
        report = set_up.examine(SLACK_BOT_TOKEN=slack.bot_token, SLACK_API_URL=slack.api_url)
    assert [found for found, _ in report.of("Clock")] == [state]
    assert report.unwell == (["Clock"] if state == "problem" else [])


def test_an_app_token_that_slack_refuses_is_named(set_up: SetUp) -> None:
    """What to switch on, and which token to copy, is told."""
    report = set_up.examine(SLACK_APP_TOKEN="xapp-of-somebody-else")  # noqa: S106 (no token)
    assert report.of("Events") == [("problem", "Slack opens no Socket Mode link: invalid_auth.")]
    assert report.unwell == ["Events"]


def test_a_link_that_does_not_open_is_named(set_up: SetUp, slack: LoopbackSlack) -> None:
    """Calls go through and websockets do not, as behind some proxies."""
    slack.socket_mode.refuse()
    report = set_up.examine(SLACK_APP_TOKEN=slack.app_token)
    assert report.unwell == ["Events"]
    assert report.of("Events")[0][1].startswith("The Socket Mode link does not open: ")


def test_a_template_that_slack_would_refuse_is_named(set_up: SetUp) -> None:
    """It renders, and Slack says where it is wrong; the template is named."""
    folder = set_up.copied_templates()
    help_text = (folder / "slack/sentences/help.j2").read_text(encoding="utf-8")
    spoiled = help_text + '{"type": "actions", "elements": [{"type": "button", "style": "loud", "action_id": "a",'
    spoiled += ' "text": {"type": "plain_text", "text": "Press"}}]}'
    (folder / "slack/sentences/help.j2").write_text(spoiled, encoding="utf-8")
    report = set_up.examine(TEMPLATES_DIR=str(folder))
    assert report.unwell == ["Blocks"]
    assert report.of("Templates")[0][0] == "ok"
    assert "templates/slack/sentences/help.j2" in report.of("Blocks")[0][1]
    assert "style" in report.of("Blocks")[0][1]


def test_a_template_that_does_not_render_is_named(set_up: SetUp) -> None:
    """File and line stand in the sentence, as at the start."""
    folder = set_up.copied_templates()
    (folder / "slack/sentences/closed.j2").write_text("{{ nobody }}", encoding="utf-8")
    report = set_up.examine(TEMPLATES_DIR=str(folder))
    assert report.unwell == ["Templates"]
    assert "sentences/closed.j2, line 1" in report.of("Templates")[0][1]
    assert report.of("Blocks") == [("warning", "Not looked at.")]


def test_a_slack_that_is_busy_is_a_warning(set_up: SetUp, slack: LoopbackSlack) -> None:
    """Nothing is wrong with the blocks; they could not all be looked at."""
    slack.fail_next("blocks.validate", retry_after=30)
    report = set_up.examine()
    assert (report.exit_code, report.unwell) == (0, [])
    assert report.of("Blocks")[0][0] == "warning"
    assert "ratelimited" in report.of("Blocks")[0][1]


def test_a_broken_entry_is_named(set_up: SetUp, little_knowledge: Path) -> None:
    """File and key are told, and what needs the corpus waits."""
    (little_knowledge / "bird" / "bird-14001.toml").write_text("title = ", encoding="utf-8")
    report = set_up.examine(KNOWLEDGE_DIR=str(little_knowledge))
    assert report.unwell == ["Knowledge"]
    assert "bird/bird-14001.toml" in report.of("Knowledge")[0][1]
    assert report.of("Templates") == [("warning", "Not looked at.")]


def test_an_entry_against_the_rules_is_named(set_up: SetUp, little_knowledge: Path) -> None:
    """It loads, and breaks a rule of wording."""
    file = little_knowledge / "webex-connect" / "connect-7105.toml"
    title = 'title = "Customer profile not found for this message'
    spoiled = file.read_text(encoding="utf-8").replace(title, f"{title}.")
    file.write_text(spoiled, encoding="utf-8")
    report = set_up.examine(KNOWLEDGE_DIR=str(little_knowledge))
    assert report.unwell == ["Knowledge"]
    assert "webex-connect/connect-7105.toml" in report.said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"SMTP_PASSWORD": "not-that-one"}, "The mail server does not take SMTP_USERNAME and SMTP_PASSWORD"),
        ({"SMTP_PORT": "9"}, "The mail server could not be reached"),
        ({"SMTP_CA_FILE": ""}, "certificate or encryption is not trusted"),
    ],
    ids=["password", "port", "certificate"],
)
def test_a_mail_server_that_lets_nobody_in_is_named(set_up: SetUp, changes: dict[str, str], said: str) -> None:
    """The sentence is the one that the log would say at the first mail, and holds no password."""
    report = set_up.examine(**changes)
    assert (report.exit_code, report.unwell) == (1, ["Mail"])
    assert said in report.of("Mail")[0][1]
    assert "not-that-one" not in report.said


def test_without_a_mail_server_the_folder_is_tried(set_up: SetUp) -> None:
    """Mails that nobody sends are a warning; a folder that takes none is a problem. Nothing is left behind, or made."""
    folder_only = set_up.without(*(key for key in set_up.settings if key.startswith("SMTP_")))
    written = folder_only.examine(MAIL_DIR=str(set_up.folder / "mail"))
    (set_up.folder / "taken").write_text("a file", encoding="utf-8")
    refused = folder_only.examine(MAIL_DIR=str(set_up.folder / "taken"))
    assert (written.exit_code, written.of("Mail")[0][0]) == (0, "warning")
    assert not (set_up.folder / "mail").exists()
    assert [path.name for path in set_up.folder.iterdir() if path.name.startswith(".check")] == []
    assert refused.unwell == ["Mail"]
    assert "takes no mail" in refused.of("Mail")[0][1]


def test_bad_usage_is_told(set_up: SetUp) -> None:
    """An option that is not there ends with exit status 2."""
    assert set_up.run("doctor", "--loud").exit_code == 2
