"""Somebody opens the App Home: how to ask, their cases and how far they are, and for support leads the figures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from desk import Desk, HandClock, Opener, action_ids, header

from bot.answers.examples import EXAMPLES
from bot.local.nouns import Message
from bot.store.channel_modes import ChannelModes, Mode

DAY = 86_400.0


def opened(desk: Desk, person: str) -> list[dict[str, Any]]:
    """The blocks of a person's Home after they opened it."""
    before = desk.slack.workspace.home(desk.slack.workspace.person(person).id)
    desk.slack.open_home(person)
    return changed(desk, person, before.hash if before else "")


def changed(desk: Desk, person: str, before: str) -> list[dict[str, Any]]:
    """The blocks of a person's Home once it is another than the one of this hash."""
    person_id = desk.slack.workspace.person(person).id

    def published() -> bool:
        home = desk.slack.workspace.home(person_id)
        return home is not None and home.hash != before

    desk.slack.wait_for(published)
    home = desk.slack.workspace.home(person_id)
    assert home is not None
    return list(home.content["blocks"])


def hash_of(desk: Desk, person: str) -> str:
    home = desk.slack.workspace.home(desk.slack.workspace.person(person).id)
    assert home is not None
    return home.hash


def home_id(desk: Desk, person: str) -> str:
    home = desk.slack.workspace.home(desk.slack.workspace.person(person).id)
    assert home is not None
    return home.id


def texts(blocks: list[dict[str, Any]]) -> list[str]:
    """Every text, in order."""
    found = []
    for block in blocks:
        found += [block["text"]["text"]] if "text" in block else []
        found += [each["text"] for each in (*block.get("fields", ()), *block.get("elements", ())) if "text" in each]
    return [each if isinstance(each, str) else each["text"] for each in found]


def pressable(blocks: list[dict[str, Any]]) -> list[str]:
    elements = [
        element
        for block in blocks
        for element in (*block.get("elements", ()), *([block["accessory"]] if "accessory" in block else []))
    ]
    return [element["action_id"] for element in elements if "action_id" in element]


def between(blocks: list[dict[str, Any]], heading: str) -> list[str]:
    """The texts under a heading, up to the next divider."""
    at = next(n for n, block in enumerate(blocks) if block["type"] == "header" and block["text"]["text"] == heading)
    end = next(n for n, block in enumerate(blocks) if n > at and block["type"] == "divider")
    return texts(blocks[at + 1 : end])


def test_home_says_how_to_ask(desk: Desk) -> None:
    """Three examples to press, what is known, the button that deletes; and nothing for support leads."""
    blocks = opened(desk, "maya")
    desk.finish()
    everything = "\n".join(texts(blocks))
    assert pressable(blocks) == ["example_1", "example_2", "example_3", "delete_kept"]
    assert f"I know {len(desk.service.corpus)} failures and codes of " in everything
    assert desk.service.corpus.version in everything
    assert between(blocks, "Your cases") == ["You have not asked anything yet, or it is not kept any more."]
    assert "For support leads" not in everything
    assert desk.said() == []


def test_the_messages_tab_publishes_nothing(desk: Desk) -> None:
    """Only the Home tab does."""
    desk.slack.actions.open_home("maya", "messages")
    desk.finish()
    assert [call.method for call in desk.slack.calls if call.method == "views.publish"] == []


def test_a_home_that_slack_does_not_take_is_published_the_next_time(desk: Desk) -> None:
    """It costs nobody else anything, and the next opening shows it."""
    desk.slack.fail_next("views.publish", error="internal_error")
    desk.slack.open_home("maya")
    desk.slack.wait_for(lambda: any(call.method == "views.publish" for call in desk.slack.calls))
    blocks = opened(desk, "maya")
    desk.finish()
    assert pressable(blocks) == ["example_1", "example_2", "example_3", "delete_kept"]


def test_an_example_is_answered_in_the_messages(desk: Desk) -> None:
    """The Home says where the answer comes; nobody is asked about it again, for a try is no case of theirs."""
    opened(desk, "maya")
    before = hash_of(desk, "maya")
    desk.slack.press_in_view("maya", home_id(desk, "maya"), "example_1")
    notice = texts(changed(desk, "maya", before))[0]
    dm = desk.slack.dm_of("maya")
    (answer,) = desk.slack.wait_for(lambda: [each for each in desk.slack.messages(dm.id) if each.by_app])
    desk.slack.wait_for(lambda: len(desk.rows("cases")) == 1)
    blocks = opened(desk, "maya")
    desk.finish()
    assert notice == "I am answering in *Messages*, the tab next to this one."
    assert header(answer) == desk.service.corpus["connect-7105"].title
    assert action_ids(answer) == ["tick", "solved", "not_solved", "ask_support", "customer_reply"]
    assert EXAMPLES[0].text not in str(between(blocks, "Your cases"))
    assert notice not in texts(blocks)


def test_a_retried_press_on_an_example_is_answered_once(desk: Desk) -> None:
    """However often Slack sends it."""
    opened(desk, "maya")
    press = desk.slack.press_in_view("maya", home_id(desk, "maya"), "example_1")
    desk.slack.wait_for(lambda: press.is_over)
    desk.slack.redeliver(press, 3)
    desk.finish()
    assert len(desk.said()) == 1


def test_cases_are_shown_with_their_state(desk: Desk) -> None:
    """Open, solved, and with support: each with the way to its answer; what only the asker saw has none."""
    asked = {}
    for text in ("Webex Connect error 7105", "Webex Connect error 7106", "Webex Connect error 7208"):
        ts = desk.slack.say("maya", "invitations", f"@whyfailed {text}")
        (asked[text],) = desk.replies("invitations", ts)
    desk.slack.command("maya", "invitations", "/whyfailed my mail is maya@example.com, Bird 14001")
    desk.whispers("maya")
    desk.slack.wait_for(lambda: len(desk.rows("cases")) == 4)
    desk.slack.press("maya", asked["Webex Connect error 7105"].ts, "solved")
    desk.hand_on("maya", asked["Webex Connect error 7106"], tried="everything")
    desk.slack.wait_for(lambda: [row["state"] for row in desk.rows("outbox")] == ["sent"])
    desk.slack.wait_for(lambda: len(desk.rows("feedback")) == 1)
    shown = between(opened(desk, "maya"), "Your cases")
    others = between(opened(desk, "tomas"), "Your cases")
    desk.finish()
    link = desk.slack.page_url
    assert shown[0] == "Open: 2 · With support: 1 · Solved: 1. Only you see this list."
    assert shown[1::2] == [
        "my mail is [email 1], Bird 14001",
        "Webex Connect error 7208",
        "Webex Connect error 7106",
        "Webex Connect error 7105",
    ]
    states = [each.split(" · ")[0] for each in shown[2::2]]
    assert states == [
        "*Open*",
        "*Open*",
        "*With support: mail written, to be sent by hand*",
        "*Solved*",
    ]
    ways = [each.split(" · ")[2] for each in shown[2::2]]
    assert ways[0] == "only you saw the answer"
    assert all(way.startswith(f"<{link}") and way.endswith("|Go to the answer>") for way in ways[1:])
    assert others == ["You have not asked anything yet, or it is not kept any more."]


def test_channels_are_shown_to_their_members(open_desk: Opener) -> None:
    """With the mode that somebody chose, and what it means; Slack says whose channels they are."""
    desk = open_desk()
    nothing_chosen = between(opened(desk, "maya"), "Your channels")
    asked_before = [call.method for call in desk.slack.calls if call.method == "users.conversations"]
    team, modes = desk.slack.workspace.team, ChannelModes(desk.service.database, clock=desk.clock)
    modes.set(Mode.WATCH, team=team, channel="C0INVITES", person="U0TOMAS")
    modes.set(Mode.OFF, team=team, channel="G0PARTNERS", person="U0TOMAS")
    modes.set(Mode.OFF, team="T0OTHER", channel="C0PROGRAMS", person="U0TOMAS")
    partners = desk.slack.workspace.channel("partner-desk")
    desk.slack.workspace.set_channel(replace(partners, members=partners.members - {"U0MAYA"}))
    maya, tomas = (between(opened(desk, person), "Your channels") for person in ("maya", "tomas"))
    desk.finish()
    assert nothing_chosen == ["I answer whoever mentions me. To change that, type `/whyfailed channel` in the channel."]
    assert asked_before == []
    assert maya[0] == "<#C0INVITES>: *watch*"
    assert maya[1].startswith("*watch*: I also read messages that mention nobody")
    assert maya[2].startswith("In all others I answer whoever mentions me.")
    assert tomas[0] == "<#C0INVITES>: *watch*\n<#G0PARTNERS>: *off*"


def test_without_the_scopes_a_home_has_no_channels(open_desk: Opener) -> None:
    """An app that was installed before they were asked for shows everything else."""
    desk = open_desk()
    modes = ChannelModes(desk.service.database, clock=desk.clock)
    modes.set(Mode.WATCH, team=desk.slack.workspace.team, channel="C0INVITES", person="U0TOMAS")
    desk.slack.fail_next("users.conversations", error="missing_scope")
    blocks = opened(desk, "maya")
    desk.finish()
    assert "Your channels" not in texts(blocks)
    assert "Your cases" in texts(blocks)


def test_what_a_user_wrote_is_no_markup_on_the_home(open_desk: Opener) -> None:
    """A mention of everyone, a link and a template in a question stand there as they were written."""
    desk = open_desk()
    ts = desk.slack.say(
        "maya", "invitations", "@whyfailed <!channel> {{ 7*7 }} *7105* Webex Connect <https://x.example|y>"
    )
    desk.replies("invitations", ts)
    desk.slack.wait_for(lambda: len(desk.rows("cases")) == 1)
    blocks = opened(desk, "maya")
    desk.finish()
    (block,) = [each for each in blocks if "{{ 7*7 }}" in str(each)]
    assert block["text"]["type"] == "plain_text"


def test_delete_what_you_keep_of_me_on_the_home(desk: Desk) -> None:
    """What went is said there, and the cases are gone from it."""
    ts = desk.slack.say("maya", "invitations", "@whyfailed Webex Connect error 7105")
    desk.replies("invitations", ts)
    desk.slack.wait_for(lambda: len(desk.rows("cases")) == 1)
    blocks = opened(desk, "maya")
    before = hash_of(desk, "maya")
    desk.slack.press_in_view("maya", home_id(desk, "maya"), "delete_kept")
    after = changed(desk, "maya", before)
    desk.finish()
    assert "Webex Connect error 7105" in between(blocks, "Your cases")
    assert texts(after)[0].startswith("Deleted. I kept 1 of your questions with their answers")
    assert between(after, "Your cases") == ["You have not asked anything yet, or it is not kept any more."]
    assert desk.rows("cases") == []


def test_without_a_database_the_home_says_so(open_desk: Opener, tmp_path: Path) -> None:
    """How to ask is there all the same, for a lead too."""
    (tmp_path / "file").write_text("no folder")
    desk = open_desk(database_url=f"sqlite:///{tmp_path / 'file' / 'whyfailed.db'}", support_leads=("U0MAYA",))
    blocks = opened(desk, "maya")
    desk.finish()
    assert pressable(blocks) == ["example_1", "example_2", "example_3", "delete_kept"]
    assert between(blocks, "Your cases")[0].startswith("My record cannot be reached just now")
    assert between(blocks, "For support leads") == ["My record cannot be reached just now, so there are no figures."]


def ask(desk: Desk, person: str, text: str, *, cases: int) -> Message:
    """A question in the channel; its answer, once it is kept as one case more."""
    ts = desk.slack.say(person, "invitations", f"@whyfailed {text}")
    (reply,) = desk.replies("invitations", ts)
    desk.slack.settle()
    desk.slack.wait_for(lambda: len(desk.rows("cases")) == cases)
    return reply


def test_a_support_lead_sees_figures(open_desk: Opener) -> None:
    """Counted by hand over three weeks; a question nobody said anything about is open, never solved."""
    desk = open_desk(clock=HandClock(ahead=-20 * DAY), support_leads=("U0PRIYA",))
    first = ask(desk, "maya", "Webex Connect error 7105", cases=1)
    desk.slack.press("maya", first.ts, "solved")
    desk.slack.wait_for(lambda: len(desk.rows("feedback")) == 1)
    desk.clock.ahead = -19 * DAY
    ask(desk, "maya", "again Webex Connect error 7105", cases=2)
    desk.clock.ahead = -5 * DAY
    second = ask(desk, "tomas", "Webex Connect error 7106", cases=3)
    desk.slack.press("tomas", second.ts, "solved")
    ask(desk, "tomas", "Webex Connect error 1002", cases=4)
    ask(desk, "maya", "why does the coffee machine of maya@example.com blink purple", cases=5)
    for_support = ask(desk, "maya", "Bird failure code 15007", cases=6)
    desk.hand_on("maya", for_support, tried="everything")
    desk.slack.wait_for(lambda: [row["state"] for row in desk.rows("outbox")] == ["sent"])
    desk.clock.ahead = 0.0
    lead, other = opened(desk, "priya"), opened(desk, "maya")
    desk.finish()
    assert "For support leads" not in texts(other)
    figures = between(lead, "For support leads")
    assert figures[1].splitlines() == [
        "*The last 7 days*",
        "Asked: *4*",
        "Answered: *2*",
        "Asked back: *1*",
        "Unknown: *1*",
        "",
        "Solved, confirmed: *1*",
        "Solved, then contradicted: *0*",
        "Handed to support: *1*",
        "Open: *2*",
        "",
        "Only support could solve: 1 of 2 answered (50%)",
    ]
    assert figures[2].splitlines() == [
        "*The last 30 days*",
        "Asked: *6*",
        "Answered: *4*",
        "Asked back: *1*",
        "Unknown: *1*",
        "",
        "Solved, confirmed: *1*",
        "Solved, then contradicted: *1*",
        "Handed to support: *1*",
        "Open: *3*",
        "",
        "Only support could solve: 1 of 4 answered (25%)",
    ]
    corpus = desk.service.corpus
    assert figures[4].splitlines() == [
        "*Most frequent in the last 30 days*",
        f"1. {corpus['connect-7105'].title}: *2*",
        f"2. {corpus['bird-15007'].title}: *1*",
        f"3. {corpus['connect-7106'].title}: *1*",
    ]
    assert figures[5:] == [
        "*What I did not know in the last 30 days, the latest first*",
        "why does the coffee machine of [email 1] blink purple",
    ]
    assert not any(name in str(figures) for name in ("U0MAYA", "U0TOMAS", "maya@"))


def test_the_fullest_home_holds_slacks_limit(open_desk: Opener) -> None:
    """At most 100 blocks, with more cases and unknowns than are shown; the loopback refuses what Slack would."""
    desk = open_desk(support_leads=("U0MAYA",))
    for number in range(12):
        ask(desk, "maya", f"purple machine {number} " + "blinks & hums <b> " * 30, cases=number + 1)
    blocks = opened(desk, "maya")
    desk.finish()
    assert len(blocks) <= 100
    assert len(between(blocks, "Your cases")) == 1 + 2 * 10
    assert [call.answer["ok"] for call in desk.slack.calls if call.method == "views.publish"] == [True]
