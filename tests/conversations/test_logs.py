"""A log is answered with an overview first; each failure in full is a press away, and so is the way back."""

from __future__ import annotations

from desk import Desk, action_ids, elements, header


def log_of(lines: int) -> str:
    """One line a second: two failures, statuses that are none, and much that says nothing."""
    told = {1: "ERROR connect code=7105", 3: "ERROR connect code=7106", 5: "INFO connect code=7500"}
    written = []
    for number in range(lines):
        said = told.get(number % (10 if number % 2 else 50), f"INFO worker-{number % 7} took {number} ms")
        stamp = f"2026-11-{21 + number // 86_400}T{number // 3600 % 24:02d}:{number // 60 % 60:02d}:{number % 60:02d}Z"
        written.append(f"{stamp} {said} tid={number * 7919:x}")
    return "\n".join(written)


def test_a_log_gets_an_overview_and_each_failure_a_press(desk: Desk) -> None:
    """What failed, how often, first and last, in a table; statuses counted; a press shows one, another goes back."""
    ts = desk.slack.say(
        "maya", "invitations", "@whyfailed what is wrong?", files={"dispatch.log": log_of(400).encode()}
    )
    (reply,) = desk.replies("invitations", ts)
    (table,) = [block for block in reply.blocks if block["type"] == "table"]
    rows = [[cell["text"] for cell in row] for row in table["rows"]]
    assert header(reply) == "2 different failures in your text"
    assert rows[0] == ["Failure", "How often", "First seen", "Last seen"]
    assert [row[1:] for row in rows[1:]] == [
        ["40 times", "00:00:01", "00:06:31"],
        ["40 times", "00:00:03", "00:06:33"],
    ]
    assert "All times: 2026-11-21, UTC." in str(reply.blocks)
    assert "Also in your text, and no failure: 40 x " in reply.text
    assert "40 times, first at 2026-11-21 00:00:01 UTC, last at 2026-11-21 00:06:31 UTC" in reply.text
    shown = next(each for each in elements(reply) if each["action_id"] == "show_2")
    desk.slack.press("tomas", reply.ts, "show_2")
    desk.slack.wait_for(lambda: header(desk.now(reply)) != header(reply))
    opened = desk.now(reply)
    desk.slack.press("tomas", reply.ts, "show")
    desk.slack.wait_for(lambda: header(desk.now(reply)) == header(reply))
    desk.finish()
    assert header(opened) in shown["text"]["text"]
    assert "In your text 40 times, first at" in opened.text
    assert "show" in action_ids(opened)
    assert table in desk.now(reply).blocks
    assert len(desk.said()) == 1
