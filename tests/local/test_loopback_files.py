"""Files: shared in the message box and in modals, heard of as file_share, read with the app's token."""

from __future__ import annotations

import base64
import json
import urllib.request
from collections.abc import Iterator

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from test_loopback_page import asked, seen
from tiny_app import TinyApp

from bot.local.file_routes import SCOPE
from bot.local.server import LoopbackSlack

LOG = "\n".join(f"line {number}" for number in range(1, 10)).encode()
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def slack() -> Iterator[LoopbackSlack]:
    """A loopback Slack in which the app may read files."""
    with LoopbackSlack(retry_delays=(), scopes=frozenset({SCOPE, "chat:write"})) as slack:
        yield slack


def read(address: str, token: str = "") -> tuple[str, bytes]:
    """Content type and body of an address, read with a token."""
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"})  # noqa: S310 (loopback)
    with urllib.request.urlopen(request, timeout=5) as response:  # noqa: S310 (loopback)
        return response.headers["content-type"], response.read()


def test_shared_file_comes_as_file_share(slack: LoopbackSlack) -> None:
    """A file comes with its message as file_share, with an empty text where nothing was typed."""
    slack.say("maya", "invitations", "", files={"dispatch.log": LOG})
    event = slack.deliveries[0].event
    assert (event["subtype"], event["text"], len(event["files"])) == ("file_share", "", 1)
    file = event["files"][0]
    assert (file["name"], file["mode"], file["size"], file["preview"], file["lines_more"]) == (
        "dispatch.log",
        "snippet",
        len(LOG),
        "line 1\nline 2\nline 3\nline 4\nline 5",
        4,
    )


def test_mention_with_a_file_carries_it(slack: LoopbackSlack) -> None:
    """An app_mention has the files and no subtype."""
    slack.say("maya", "invitations", "@whyfailed look", files={"a.png": PIXEL})
    mention = next(delivery.event for delivery in slack.deliveries if delivery.event["type"] == "app_mention")
    assert ("subtype" in mention, mention["files"][0]["mode"]) == (False, "hosted")


def test_file_is_read_with_the_token_alone(slack: LoopbackSlack) -> None:
    """url_private gives the content to the app's token, and a page to sign in to everybody else."""
    slack.say("maya", "invitations", "", files={"dispatch.log": LOG})
    file = slack.deliveries[0].event["files"][0]
    for address in (file["url_private"], file["url_private_download"]):
        assert read(address, slack.bot_token) == ("text/plain; charset=utf-8", LOG)
        kind, body = read(address, "xoxb-wrong")
        assert (kind, b"Sign in" in body, LOG in body) == ("text/html; charset=utf-8", True, False)


def test_file_needs_its_scope() -> None:
    """Without files:read neither the content nor files.info is to be had."""
    with LoopbackSlack(scopes=frozenset({"chat:write"})) as slack:
        slack.say("maya", "invitations", "", files={"dispatch.log": LOG})
        file = slack.deliveries[0].event["files"][0]
        assert b"Sign in" in read(file["url_private"], slack.bot_token)[1]
        with pytest.raises(SlackApiError, match="missing_scope"):
            WebClient(token=slack.bot_token, base_url=slack.api_url).files_info(file=file["id"])


def test_files_info_tells_of_a_file(slack: LoopbackSlack, client: WebClient) -> None:
    """files.info gives the file object, or file_not_found."""
    slack.say("maya", "invitations", "", files={"dispatch.log": LOG})
    file = slack.deliveries[0].event["files"][0]
    assert client.files_info(file=file["id"])["file"] == file
    with pytest.raises(SlackApiError, match="file_not_found"):
        client.files_info(file="F0NONE")


def test_page_shares_and_shows_files(slack: LoopbackSlack) -> None:
    """A file sent from the page stands in the message, a picture as one, a text with its first lines."""
    files = [
        {"name": "a <b>.png", "base64": base64.b64encode(PIXEL).decode()},
        {"name": "dispatch.log", "base64": base64.b64encode(LOG).decode()},
    ]
    say = {"as": "maya", "in": "C0INVITES", "text": "", "files": files}
    assert asked(slack, "/do/say", say)[0] == 200
    picture, log = (file["id"] for file in slack.messages("invitations")[0].files)
    page = asked(slack, "/")[1]
    assert f'<img class="file-picture" src="/files/{picture}" alt="a &lt;b&gt;.png">' in page
    assert "dispatch.log Plain Text · 62 bytes line 1" in seen(slack, "/")
    assert "… 4 more lines" in page
    assert asked(slack, f"/files/{picture}")[2]["content-type"] == "image/png"
    headers = asked(slack, f"/files/{log}")[2]
    assert headers["content-disposition"] == "attachment; filename*=UTF-8''dispatch.log"
    assert "sandbox" in headers["content-security-policy"]


def test_message_takes_ten_files(slack: LoopbackSlack) -> None:
    """An eleventh file is refused, and nothing is said."""
    files = [{"name": f"{number}.bin", "base64": "eA=="} for number in range(11)]
    say = {"as": "maya", "in": "C0INVITES", "text": ""}
    status, body, _ = asked(slack, "/do/say", {**say, "files": files})
    assert (status, json.loads(body), slack.messages("invitations")) == (409, {"error": "too_many_files"}, [])
    assert asked(slack, "/do/say", {**say, "files": files[:10]})[0] == 200
    assert len(slack.messages("invitations")[0].files) == 10


def test_text_beyond_a_megabyte_is_no_snippet(slack: LoopbackSlack) -> None:
    """A text up to 1 MB is a snippet with a preview, a longer one a file."""
    megabyte = 1024 * 1024
    slack.say("maya", "invitations", "", files={"a.log": b"x" * megabyte, "b.log": b"x" * (megabyte + 1)})
    modes = [file["mode"] for file in slack.messages("invitations")[0].files]
    assert modes == ["snippet", "hosted"]


@pytest.mark.parametrize(
    ("content", "error"),
    [(b"", "no_file_data"), (b"x" * (10 * 1024 * 1024 + 1), "file_too_large")],
    ids=["empty", "too large"],
)
def test_file_that_slack_would_not_take(slack: LoopbackSlack, content: bytes, error: str) -> None:
    """An empty file and one beyond 10 MB are refused, and nothing is said."""
    files = [{"name": "x.bin", "base64": base64.b64encode(content).decode()}]
    status, body, _ = asked(slack, "/do/say", {"as": "maya", "in": "C0INVITES", "text": "", "files": files})
    assert (status, json.loads(body)["error"]) == (409, error)
    assert slack.messages("invitations") == []


def test_file_input_of_a_modal(slack: LoopbackSlack, app: TinyApp) -> None:
    """A modal's file input is drawn, and what is put in reaches the app as file objects."""
    slack.command("maya", "invitations", "/whyfailed file")
    view = slack.wait_for(lambda: slack.views("maya"))[0]
    assert 'type="file"' in asked(slack, "/?as=maya")[1]
    values = {"log": [{"name": "dispatch.log", "base64": base64.b64encode(LOG).decode()}]}
    asked(slack, "/do/submit", {"as": "maya", "in": "C0INVITES", "view_id": view.id, "values": values})
    dm = slack.dm_of("maya").id
    slack.wait_for(lambda: [message.text for message in slack.messages(dm)] == ["Got dispatch.log, 62 bytes"])
