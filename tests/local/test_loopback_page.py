"""The page as a browser gets it, and what it sends back."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from tiny_app import TinyApp, form

from bot.local.server import LoopbackSlack
from tests.exchange import exchange


def asked(slack: LoopbackSlack, path: str, content: Any = None, **headers: str) -> tuple[int, str, dict[str, str]]:
    """Status, body and headers of a request; a POST of JSON where there is content."""
    body = None if content is None else json.dumps(content).encode()
    kind = {} if content is None else {"Content-Type": "application/json"}
    answer = exchange(f"{slack.page_url[:-1]}{path}", body, {**kind, **headers})
    return answer.status, answer.text, {name.lower(): value for name, value in answer.headers.items()}


def seen(slack: LoopbackSlack, path: str) -> str:
    """What a page says, without its markup."""
    text = re.sub(r"<(script|style)[^>]*>.*?</\1>|<[^>]+>", " ", asked(slack, path)[1])
    return re.sub(r"\s+", " ", text)


@pytest.fixture
def slack(tmp_path: Path) -> Iterator[LoopbackSlack]:
    """A loopback Slack with examples and a mail folder."""
    with LoopbackSlack(examples=["Why 7105?"], mail_folder=tmp_path, retry_delays=()) as slack:
        yield slack


def test_stranger_sees_channel_people_and_examples(slack: LoopbackSlack) -> None:
    """The first page shows the channels, the app, who one is, and a question to press."""
    slack.say("tomas", "invitations", "Morning <all> & @maya")
    page = seen(slack, "/")
    for words in ("invitations", "cx-programs", "whyfailed", "Maya Lindqvist", "Why 7105?", "Tomás Ortega"):
        assert words in page
    assert "Morning &lt;all&gt; &amp; @maya" in page


def test_page_fetches_nothing_from_elsewhere(slack: LoopbackSlack) -> None:
    """The policy allows this server only, without inline script or style, and the page has neither."""
    status, body, headers = asked(slack, "/")
    policy = headers["content-security-policy"]
    assert (status, "unsafe" in policy, "default-src 'none'" in policy) == (200, False, True)
    assert not re.search(r"<style|<script(?![^>]* src=)|\sstyle=|\son\w+=", body)
    for address in re.findall(r'<(?:script|link|img)[^>]* (?:src|href)="([^"]+)"', body):
        assert asked(slack, address)[0] == 200


def test_foreign_names_and_forms_are_refused(slack: LoopbackSlack) -> None:
    """Neither another host name nor a form, which any site could send, reaches the workspace."""
    assert asked(slack, "/", Host="evil.example")[0] == 400
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert exchange(f"{slack.page_url}do/say", b"as=maya&in=invitations&text=x", kind).status == 415
    assert slack.messages("invitations") == []


def test_box_says_commands_and_mentions(slack: LoopbackSlack, app: TinyApp) -> None:
    """What is typed in the box is a message, or a command where it begins like one."""
    status, answer, _ = asked(slack, "/do/say", {"as": "maya", "in": "C0INVITES", "text": "@whyfailed hi"})
    ts = json.loads(answer)["ts"]
    assert status == 200
    slack.wait_for(lambda: slack.messages("invitations", ts)[1:])
    assert "You said @whyfailed hi" in seen(slack, f"/?in=invitations&thread={ts}")
    asked(slack, "/do/say", {"as": "maya", "in": "C0INVITES", "text": "/whyfailed 7105"})
    slack.wait_for(lambda: slack.ephemerals("maya"))
    assert "Only visible to you whyfailed APP" in seen(slack, "/?as=maya&in=invitations")
    assert "Only visible to you" not in seen(slack, "/?as=tomas&in=invitations")


def test_unknown_command_is_not_said(slack: LoopbackSlack) -> None:
    """A command that no app has is refused, to its author alone; a path that begins alike is a message."""
    content = {"as": "maya", "in": "C0INVITES"}
    status, answer, _ = asked(slack, "/do/say", {**content, "text": "/nope 7105"})
    assert (status, json.loads(answer)["error"], slack.messages("invitations")) == (409, "unknown_command", [])
    assert "/nope is not a valid command." in seen(slack, "/?as=maya")
    assert asked(slack, "/do/say", {**content, "text": "/var/log/dispatch.log is full"})[0] == 200
    assert len(slack.messages("invitations")) == 1


def test_command_in_a_thread_is_refused(slack: LoopbackSlack) -> None:
    """Commands do not work in threads, as in Slack."""
    ts = slack.say("maya", "invitations", "start")
    content = {"as": "maya", "in": "C0INVITES", "text": "/whyfailed x", "thread_ts": ts}
    status, answer, _ = asked(slack, "/do/say", content)
    assert (status, json.loads(answer)) == (409, {"error": "command_not_in_thread"})


def test_press_and_choice_on_the_page(slack: LoopbackSlack, app: TinyApp) -> None:
    """Buttons and menus of a message reach the app from the page."""
    ts = slack.say("maya", "invitations", "@whyfailed hi")
    answer = slack.wait_for(lambda: slack.messages("invitations", ts)[1:])[0]
    press = {"as": "tomas", "in": "C0INVITES", "ts": answer.ts}
    assert asked(slack, "/do/press", {**press, "action_id": "which", "value": "one"})[0] == 200
    slack.wait_for(lambda: [message.text for message in slack.ephemerals("tomas")] == ["Chose one"])
    assert asked(slack, "/do/press", {**press, "action_id": "solved", "value": "yes"})[0] == 200
    slack.wait_for(lambda: slack.messages("invitations", ts)[1].text.startswith("Solved"))
    assert "Solved, says @tomas" in seen(slack, f"/?in=invitations&thread={ts}")


def test_modal_and_home_are_drawn(slack: LoopbackSlack, app: TinyApp) -> None:
    """A modal is drawn for its owner with its errors, and the App Home on its tab."""
    slack.command("maya", "invitations", "/whyfailed form")
    view = slack.wait_for(lambda: slack.views("maya"))[0]
    asked(slack, "/do/submit", {"as": "maya", "in": "C0INVITES", "view_id": view.id, "values": {"note": ""}})
    slack.wait_for(lambda: slack.views("maya")[0].errors)
    assert "Ask support ✕ Note Write something." in seen(slack, "/?as=maya")
    assert "Write something." not in seen(slack, "/?as=tomas")
    asked(slack, "/do/open", {"as": "maya", "in": "dm", "tab": "home"})
    slack.wait_for(lambda: slack.workspace.home("U0MAYA"))
    assert "Welcome" in seen(slack, "/?as=maya&in=dm&tab=home")


def test_mail_tab_reads_the_folder(slack: LoopbackSlack, tmp_path: Path) -> None:
    """The Mail tab shows subject, receiver and body of each .eml file."""
    assert "No mail yet" in seen(slack, "/?tab=mail")
    (tmp_path / "1.eml").write_text("To: support@example.com\nSubject: 7105 since noon\n\nPlease help.\n")
    page = seen(slack, "/?tab=mail")
    for words in ("7105 since noon", "support@example.com", "Please help."):
        assert words in page


EVERY_BLOCK = [
    {"type": "header", "text": {"type": "plain_text", "text": "A header :tada:"}},
    {
        "type": "section",
        "text": {"type": "mrkdwn", "text": "*bold* <https://example.com|a link>"},
        "accessory": {
            "type": "overflow",
            "action_id": "o",
            "options": [{"text": {"type": "plain_text", "text": "In the overflow"}, "value": "1"}],
        },
    },
    {"type": "section", "fields": [{"type": "mrkdwn", "text": "Field one"}, {"type": "mrkdwn", "text": "Field two"}]},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "In the context"}]},
    {"type": "divider"},
    {
        "type": "actions",
        "elements": [
            {
                "type": "checkboxes",
                "action_id": "c",
                "options": [{"text": {"type": "mrkdwn", "text": "A box"}, "value": "1"}],
            },
            {
                "type": "radio_buttons",
                "action_id": "r",
                "options": [{"text": {"type": "mrkdwn", "text": "A radio"}, "value": "1"}],
            },
        ],
    },
    {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "A picture of it"},
    {
        "type": "table",
        "rows": [[{"type": "raw_text", "text": "Column"}], [{"type": "raw_text", "text": "Cell <1>"}]],
    },
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_list",
                "style": "ordered",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "First step"}]}],
            },
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "raw *code*"}]},
        ],
    },
]


def test_every_block_is_drawn(slack: LoopbackSlack, client: WebClient) -> None:
    """Each block that Slack draws in a message is drawn, none is left out."""
    client.chat_postMessage(channel="C0INVITES", text="all", blocks=EVERY_BLOCK)
    page = seen(slack, "/")
    for words in (
        "A header 🎉",
        "bold a link",
        "In the overflow",
        "Field one Field two",
        "In the context",
        "A box",
        "A radio",
        "A picture of it",
        "Column Cell &lt;1&gt;",
        "First step",
        "raw *code*",
    ):
        assert words in re.sub(r"\s+", " ", page)
    assert "is not drawn here" not in page


def test_table_keeps_its_columns_and_markdown_its_marks(slack: LoopbackSlack, client: WebClient) -> None:
    """A column stands where its settings say; a markdown block shows headings, weight and links, not their marks."""
    row = [{"type": "raw_text", "text": "Code"}, {"type": "raw_text", "text": "Count"}]
    table = {"type": "table", "rows": [row, row], "column_settings": [{}, {"align": "right"}]}
    markdown = "# Title\n**bold** and *slanted* [link](https://example.com)\n- item\n```\n**raw**\n```"
    client.chat_postMessage(channel="C0INVITES", text="both", blocks=[table, {"type": "markdown", "text": markdown}])
    page = asked(slack, "/")[1]
    assert re.findall(r'<t[hd][^>]* class="(\w+)', page) == ["left", "right"] * 2
    for drawn in ("<b>Title</b>", "<b>bold</b>", "<i>slanted</i>", ">link</a>", "• item", "<pre>**raw**</pre>"):
        assert drawn in page


def test_picture_of_this_slack_is_drawn(slack: LoopbackSlack, client: WebClient) -> None:
    """An image that shows a file of the workspace is drawn; one from elsewhere is described, and never fetched."""
    slack.say("maya", "invitations", "", files={"chart.png": b"\x89PNG"})
    file = slack.messages("invitations")[0].files[0]
    shown = {"type": "image", "slack_file": {"id": file["id"]}, "alt_text": "A chart"}
    elsewhere = {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "Far away"}
    client.chat_postMessage(channel="C0INVITES", text="pictures", blocks=[shown, elsewhere])
    page = asked(slack, "/")[1]
    assert f'src="/files/{file["id"]}" alt="A chart"' in page
    assert "Far away" in page
    assert "example.com" not in page


def test_reaction_says_whose_it_is(slack: LoopbackSlack) -> None:
    """A reaction tells who reacted, and looks pressed to those who did."""
    ts = slack.say("maya", "invitations", "hello")
    for person in ("maya", "tomas"):
        asked(slack, "/do/react", {"as": person, "in": "C0INVITES", "ts": ts, "name": "heart"})
    for person, is_pressed in (("maya", "true"), ("priya", "false")):
        page = asked(slack, f"/?as={person}")[1]
        assert f'aria-pressed="{is_pressed}" aria-label="heart, 2"' in page
        assert "Maya Lindqvist, Tomás Ortega reacted with :heart:" in page


def test_each_private_answer_has_its_author(slack: LoopbackSlack, app: TinyApp) -> None:
    """Answers that only one person sees stand apart, each under its author's name."""
    for question in ("7105", "7106"):
        slack.command("maya", "invitations", f"/whyfailed {question}")
        slack.settle()
    assert seen(slack, "/?as=maya").count("Only visible to you whyfailed APP") == 2
    assert asked(slack, "/?as=maya")[1].count("ephemeral follows") == 0


def test_home_that_was_never_published_says_so(slack: LoopbackSlack) -> None:
    """A Home tab without a home says that there is none, and leads to the messages."""
    page = seen(slack, "/?in=dm&tab=home")
    assert "Nothing here yet whyfailed has not published a Home for you. Ask it in Messages" in page


def test_places_tell_their_newest_message(slack: LoopbackSlack) -> None:
    """The sidebar carries what the browser needs to mark a place unread: the newest message of somebody else."""
    ts = slack.say("tomas", "lounge", "psst")
    assert f'data-place="C0LOUNGE" data-latest="{ts}"' in asked(slack, "/?as=maya")[1]
    assert 'data-place="C0LOUNGE" data-latest="0"' in asked(slack, "/?as=tomas")[1]


def test_live_signal_follows_a_change(slack: LoopbackSlack) -> None:
    """A browser that listens hears of a change at once."""
    connection = http.client.HTTPConnection("127.0.0.1", slack.port, timeout=5)
    connection.request("GET", "/live")
    response = connection.getresponse()
    assert (response.headers["content-type"], response.readline()) == (
        "text/event-stream; charset=utf-8",
        b"event: changed\n",
    )
    slack.say("maya", "invitations", "hello")
    lines = [response.readline() for _ in range(4)]
    connection.close()
    assert b"data: 1\n" in lines


def test_form_of_the_tests_is_valid(client: WebClient) -> None:
    """blocks.validate takes the modal that these tests use."""
    assert client.api_call("blocks.validate", params={"view": json.dumps(form())})["ok"] is True
