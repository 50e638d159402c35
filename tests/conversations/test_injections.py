"""What a text may try to be: markup, a header, a path, a template. In everything that leaves it stays a text."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import pytest
from desk import Desk, Opener, opener

from bot.knowledge_read import Knowledge
from bot.local.nouns import Message, Person
from bot.local.server import PEOPLE, LoopbackSlack
from bot.slack.scopes import SCOPES
from tests.mrkdwn import parsed

HOSTILE = {
    "markup": "<!channel> <!here|x> <!everyone> <!subteam^S1> <#C0INVITES|x> <https://evil.example|bank> <mailto:a@b>",
    "escaped markup": "&lt;!channel&gt; &amp;lt;!here&amp;gt; &#60;!everyone&#62;",
    "template": "{{ 7919 * 7907 }} {% for x in [1] %}62615533{% endfor %} {{ config }} ${7919*7907} "
    "#{7919*7907} %(x)s {0.__class__}",
    "JSON": '", "type": "mrkdwn", "text": "<!channel>"}, {"x": "',
    "header": "x\r\nBcc: thief@evil.example\r\nContent-Type: text/html\r\n\r\n<b>hello</b>\n.\nQUIT",
    "path": "../../../../etc/passwd ..\\..\\x /dev/null file:///etc/passwd \x00.eml",
    "HTML": "<script>alert(1)</script><img src=https://evil.example/x.gif onerror=alert(1)></pre></body>",
    "SQL": "'; DROP TABLE cases; -- \" OR 1=1",
    "fences": "``` <!channel> ```` `<!here>` *x* _y_ ~z~",
}
COMMANDING = re.compile(r"<(?:[!#]|https?:(?!//127\.0\.0\.1)|mailto:(?!support(?:@|%40)xm)|@(?!U0))")
"""What Slack would act on: a broadcast, a channel, a link, a mention; but for our own links and those who pressed."""


def _delivered(desk: Desk, text: str) -> Message:
    """The answer to a mention whose text comes exactly so from Slack."""
    ts = desk.slack.say("maya", "invitations", "hello")
    # Slack's twins say the same; here the first says less, so it has to be done with before the other comes
    desk.slack.wait_for(lambda: [each for each in desk.slack.deliveries if each.event.get("ts") == ts and each.is_over])
    event = {"type": "app_mention", "channel": "C0INVITES", "user": "U0MAYA", "ts": ts}
    desk.deliver({**event, "text": f"<@{desk.slack.app.bot_user}> {text}"}, event_id=f"Ev{ts}")
    (reply,) = desk.replies("invitations", ts)
    return reply


@pytest.mark.fault(
    "Markup, templates, JSON, headers, paths, HTML and SQL in a question",
    part="Attacks",
    sees="the same characters, in the thread, in private, shared and in forms",
    lost="nothing",
    recovers="all that is said is escaped, and no text is ever a template",
)
@pytest.mark.parametrize("what", HOSTILE)
def test_a_text_stays_a_text_in_every_message(open_desk: Opener, what: str) -> None:
    """In the thread, privately, shared and in the modal: nothing rings, links, formats or is computed."""
    desk = open_desk()
    text = f"{HOSTILE[what]} Webex Connect error 7105 {HOSTILE[what]}"
    reply = _delivered(desk, text)
    desk.slack.command("maya", "invitations", f"/whyfailed {text}")
    (private,) = desk.whispers("maya")
    desk.slack.press("maya", private.ts, "share_channel")
    desk.slack.wait_for(lambda: any(message.by_app for message in desk.slack.messages("invitations")))
    desk.slack.press("maya", reply.ts, "ask_support")
    form = desk.form("maya")
    desk.finish()
    said = [text for message in desk.said() for text in (message.text, *parsed(message.blocks))]
    assert [text for text in (*said, *parsed(form.content)) if COMMANDING.search(text)] == []
    assert "62615533" not in json.dumps([message.blocks for message in desk.said()]).replace("}62615533{", "")
    assert len(desk.rows("cases")) == 2


@pytest.mark.fault(
    "The same in every field of a mail to support",
    part="Attacks",
    sees="one mail to support, with our own headers, in its folder",
    lost="nothing",
    recovers="headers are one line, parts are escaped, names of files are ours",
)
@pytest.mark.parametrize("what", HOSTILE)
def test_a_text_stays_a_text_in_a_mail(open_desk: Opener, what: str) -> None:
    """In every field of the form: one recipient, our own headers, a file inside the folder, no markup of theirs."""
    desk = open_desk()
    reply = _delivered(desk, f"Webex Connect error 7105 {HOSTILE[what]}")
    hostile = HOSTILE[what].replace("\r\n", "\r")
    desk.hand_on("maya", reply, title=hostile, question=hostile, tried=hostile)
    desk.slack.wait_for(desk.mails)
    desk.finish()
    (path,) = desk.mails()
    mail = message_from_bytes(path.read_bytes(), policy=SMTP)
    html = mail.get_body(("html",))
    assert html is not None
    assert path.parent == desk.folder / "mail"
    assert path.suffix == ".eml"
    assert [mail["To"], mail["Bcc"], mail["Cc"]] == ["support@xm.webex.com", None, None]
    assert len(mail["Subject"].splitlines()) == 1
    assert re.search(r"<(script|img|b>hello)", str(html.get_content())) is None
    assert len(desk.rows("cases")) == 1


@pytest.mark.fault(
    "A display name with a broadcast, a header and a template",
    part="Attacks",
    sees="the same characters",
    lost="nothing",
    recovers="the same as for texts",
)
def test_a_persons_name_stays_a_name(knowledge: Knowledge, tmp_path: Path) -> None:
    """People choose their names, and these stand in subjects, mails and modals."""
    eve = Person("U0EVE", "<!channel>\r\nBcc: thief@evil.example {{ 7919 * 7907 }}", "Eve", "eve@example.com")
    with (
        LoopbackSlack(people=(*PEOPLE, eve), scopes=SCOPES) as slack,
        opener(slack, knowledge, tmp_path, mode="http") as open_desk,
    ):
        channel = slack.workspace.channel("invitations")
        slack.workspace.set_channel(replace(channel, members=channel.members | {eve.id}))
        desk = open_desk()
        desk.hand_on(eve.id, _delivered(desk, "Webex Connect error 7105"))
        desk.slack.wait_for(desk.mails)
        desk.finish()
        said = [text for message in desk.said() for text in (message.text, *parsed(message.blocks))]
    (path,) = desk.mails()
    assert message_from_bytes(path.read_bytes(), policy=SMTP)["Bcc"] is None
    assert [text for text in said if COMMANDING.search(text)] == []
    assert "62615533" not in path.read_text()
