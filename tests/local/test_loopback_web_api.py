"""The Web API as an app's client meets it: tokens, Slack's error words, limits, faults on demand."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.local.nouns import Channel, SlackError
from bot.local.server import LoopbackSlack

BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": "Hello"}}]


def error_of(client: WebClient, method: str, **arguments: Any) -> str:
    """Slack's word for what is wrong with a call."""
    with pytest.raises(SlackApiError) as problem:
        client.api_call(method, params=arguments)
    return str(problem.value.response["error"])


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("no.such", {}, "unknown_method"),
        ("chat.postMessage", {"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "C0INVITES"}, "no_text"),
        ("chat.postMessage", {"channel": "C0LOUNGE", "text": "x"}, "not_in_channel"),
        ("chat.postMessage", {"channel": "C0INVITES", "text": "x", "thread_ts": "1.2"}, "thread_not_found"),
        ("chat.postMessage", {"channel": "C0INVITES", "blocks": '[{"type": "x"}]'}, "invalid_blocks"),
        ("chat.postMessage", {"channel": "C0INVITES", "blocks": "["}, "invalid_blocks_format"),
        ("chat.postEphemeral", {"channel": "C0INVITES", "text": "x", "user": "U0NOBODY"}, "user_not_found"),
        ("chat.update", {"channel": "C0INVITES", "ts": "1.2", "text": "x"}, "message_not_found"),
        ("chat.delete", {"channel": "C0INVITES", "ts": "1.2"}, "message_not_found"),
        ("conversations.replies", {"channel": "C0INVITES", "ts": "1.2"}, "thread_not_found"),
        ("conversations.history", {"channel": "C0LOUNGE"}, "not_in_channel"),
        ("conversations.info", {"channel": "C0NOWHERE"}, "channel_not_found"),
        ("users.info", {"user": "U0NOBODY"}, "user_not_found"),
        ("views.open", {"trigger_id": "1", "view": "{}"}, "invalid_arguments"),
        ("apps.connections.open", {}, "not_allowed_token_type"),
    ],
)
def test_mistake_has_slacks_word(client: WebClient, method: str, arguments: dict[str, str], error: str) -> None:
    """What Slack refuses is refused here with the same word."""
    assert error_of(client, method, **arguments) == error


def test_token_is_checked(slack: LoopbackSlack) -> None:
    """No token and a wrong token are told apart."""
    assert error_of(WebClient(base_url=slack.api_url), "auth.test") == "not_authed"
    wrong = WebClient(base_url=slack.api_url, token=slack.bot_token + "x")
    assert error_of(wrong, "auth.test") == "invalid_auth"


def test_get_form_and_json_are_the_same_call(slack: LoopbackSlack, client: WebClient) -> None:
    """A method takes its arguments from the address, a form or JSON."""
    client.api_call("chat.postMessage", http_verb="GET", params={"channel": "C0INVITES", "text": "by GET"})
    client.api_call("chat.postMessage", params={"channel": "C0INVITES", "text": "by form"})
    client.api_call("chat.postMessage", json={"channel": "C0INVITES", "text": "by JSON", "blocks": BLOCKS})
    assert [message.text for message in slack.messages("invitations")] == ["by GET", "by form", "by JSON"]
    assert [call.method for call in slack.calls] == ["chat.postMessage"] * 3


def test_missing_scope_is_named() -> None:
    """A method beyond the app's scopes says which scope it needs."""
    with LoopbackSlack(scopes=frozenset({"chat:write"})) as slack:
        client = WebClient(token=slack.bot_token, base_url=slack.api_url)
        client.chat_postMessage(channel="C0INVITES", text="fine")
        with pytest.raises(SlackApiError) as problem:
            client.users_info(user="U0MAYA")
    assert (problem.value.response["error"], problem.value.response["needed"]) == ("missing_scope", "users:read")


def test_answers_carry_the_scopes_and_the_time() -> None:
    """Every answer says in its headers what the token may do, and what time it is at Slack."""
    with LoopbackSlack(scopes=frozenset({"commands", "chat:write"}), clock=lambda: 86_400.0) as slack:
        bot = WebClient(token=slack.bot_token, base_url=slack.api_url).auth_test().headers
        app = WebClient(base_url=slack.api_url).apps_connections_open(app_token=slack.app_token).headers
    assert (bot["x-oauth-scopes"], bot["date"]) == ("chat:write,commands", "Fri, 02 Jan 1970 00:00:00 GMT")
    assert app["x-oauth-scopes"] == "connections:write"


def test_scope_follows_the_kind_of_conversation() -> None:
    """Reading a channel, a group and a direct message each needs a scope of its own."""
    with LoopbackSlack(scopes=frozenset({"channels:history", "groups:read"})) as slack:
        client = WebClient(token=slack.bot_token, base_url=slack.api_url)
        assert client.conversations_history(channel="C0INVITES")["ok"]
        needed = []
        for method, channel in (("history", "G0PARTNERS"), ("history", slack.dm_of("maya").id), ("info", "C0INVITES")):
            with pytest.raises(SlackApiError, match="missing_scope") as problem:
                client.api_call(f"conversations.{method}", params={"channel": channel})
            needed.append(problem.value.response["needed"])
    assert needed == ["groups:history", "im:history", "channels:read"]


def test_channels_of_a_person() -> None:
    """Public ones that they are in, groups only where the app is too, archived ones unless left out, page by page."""
    channels = (
        Channel("C1", "one", frozenset({"U0MAYA"})),
        Channel("C2", "two", frozenset({"U0TOMAS"})),
        Channel("C3", "three", frozenset({"U0MAYA"}), is_archived=True),
        Channel("G1", "with-the-app", frozenset({"U0MAYA", "U0WHYFAILED"}), kind="group"),
        Channel("G2", "without-the-app", frozenset({"U0MAYA"}), kind="group"),
    )
    with LoopbackSlack(channels=channels) as slack:
        client = WebClient(token=slack.bot_token, base_url=slack.api_url)
        asked = {"user": "U0MAYA", "types": "public_channel,private_channel", "exclude_archived": True}
        pages = [each["channels"] for each in client.users_conversations(**asked, limit=1)]
        everything = client.users_conversations(user="U0MAYA")["channels"]
    assert [[channel["id"] for channel in page] for page in pages] == [["C1"], ["G1"]]
    assert [channel["id"] for channel in everything] == ["C1", "C3"]


def test_channels_of_a_person_need_the_scope_of_each_type() -> None:
    """A type that is none is refused by name."""
    with LoopbackSlack(scopes=frozenset({"channels:read"})) as slack:
        client = WebClient(token=slack.bot_token, base_url=slack.api_url)
        client.users_conversations(user="U0MAYA")
        with pytest.raises(SlackApiError, match="missing_scope") as problem:
            client.users_conversations(user="U0MAYA", types="public_channel,private_channel")
        with pytest.raises(SlackApiError, match="invalid_types"):
            client.users_conversations(user="U0MAYA", types="secret_channel")
    assert problem.value.response["needed"] == "groups:read"


def test_email_needs_its_own_scope() -> None:
    """users.info leaves the address out without users:read.email."""
    for scopes, email in ((frozenset({"users:read"}), None), (None, "maya@example.com")):
        with LoopbackSlack(scopes=scopes) as slack:
            client = WebClient(token=slack.bot_token, base_url=slack.api_url)
            assert client.users_info(user="U0MAYA")["user"]["profile"].get("email") == email


def test_archived_channel_takes_nothing(slack: LoopbackSlack, client: WebClient) -> None:
    """Neither the app nor a person writes where a channel is archived; it can still be read."""
    slack.workspace.set_channel(replace(slack.workspace.channel("invitations"), is_archived=True))
    assert error_of(client, "chat.postMessage", channel="C0INVITES", text="x") == "is_archived"
    with pytest.raises(SlackError, match="is_archived"):
        slack.say("maya", "invitations", "x")
    assert client.conversations_history(channel="C0INVITES")["messages"] == []


def test_group_is_unknown_to_an_app_outside(slack: LoopbackSlack, client: WebClient) -> None:
    """A private group without the app is channel_not_found, not not_in_channel."""
    group = slack.workspace.channel("partner-desk")
    slack.workspace.set_channel(replace(group, members=group.members - {"U0WHYFAILED"}))
    assert error_of(client, "chat.postMessage", channel=group.id, text="x") == "channel_not_found"


def test_long_texts_are_cut_or_refused(slack: LoopbackSlack, client: WebClient) -> None:
    """chat.postMessage cuts at 40,000 characters, chat.update refuses beyond 4,000."""
    posted = client.chat_postMessage(channel="C0INVITES", text="x" * 40_001)
    assert len(slack.messages("invitations")[0].text) == 40_000
    changed = {"channel": "C0INVITES", "ts": posted["ts"]}
    assert error_of(client, "chat.update", **changed, text="x" * 4_001) == "msg_too_long"
    assert client.chat_update(**changed, text="x" * 4_000)["ok"]


def test_markdown_text_stands_alone(slack: LoopbackSlack, client: WebClient) -> None:
    """`markdown_text` is drawn as markdown, takes 12,000 characters, and neither text nor blocks beside it."""
    client.chat_postMessage(channel="C0INVITES", markdown_text="**bold**")
    message = slack.messages("invitations")[0]
    assert (message.text, [block["type"] for block in message.blocks]) == ("**bold**", ["markdown"])
    long = "x" * 12_001
    for arguments, error in (
        ({"markdown_text": "a", "text": "b"}, "markdown_text_conflict"),
        ({"markdown_text": "a", "blocks": '[{"type": "divider"}]'}, "markdown_text_conflict"),
        ({"markdown_text": long}, "msg_too_long"),
    ):
        assert error_of(client, "chat.postMessage", channel="C0INVITES", **arguments) == error


def test_large_view_is_refused(slack: LoopbackSlack, client: WebClient) -> None:
    """A view beyond 250 kB of JSON is `view_too_large`, before anything else is looked at."""
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}}
    view = {"type": "home", "blocks": [section] * 90}
    assert error_of(client, "views.publish", user_id="U0MAYA", view=json.dumps(view)) == "view_too_large"
    assert client.views_publish(user_id="U0MAYA", view={**view, "blocks": [section] * 80})["ok"]


def test_rich_text_is_only_replaced_by_rich_text(slack: LoopbackSlack, client: WebClient) -> None:
    """chat.update answers block_mismatch where rich text would become something else."""
    run = {"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}
    rich = [{"type": "rich_text", "elements": [run]}]
    changed = {"channel": "C0INVITES", "ts": client.chat_postMessage(channel="C0INVITES", text="x", blocks=rich)["ts"]}
    assert error_of(client, "chat.update", **changed, text="y", blocks=json.dumps(BLOCKS)) == "block_mismatch"
    assert client.chat_update(**changed, text="y", blocks=[*BLOCKS, *rich])["ok"]


def test_metadata_is_checked(client: WebClient) -> None:
    """Metadata has an event_type, a payload that is an object, and an end to its size."""
    for metadata, error in (
        ({"event_payload": {}}, "invalid_metadata_format"),
        ({"event_type": "x", "event_payload": "text"}, "invalid_metadata_format"),
        ({"event_type": "x", "event_payload": {"text": "x" * 9_000}}, "metadata_too_large"),
    ):
        given = {"channel": "C0INVITES", "text": "x", "metadata": json.dumps(metadata)}
        assert error_of(client, "chat.postMessage", **given) == error


def test_ephemeral_message_cannot_be_updated(slack: LoopbackSlack, client: WebClient) -> None:
    """Only its response_url changes a message that one person sees."""
    posted = client.chat_postEphemeral(channel="C0INVITES", user="U0MAYA", text="x")
    changed = {"channel": "C0INVITES", "ts": posted["message_ts"], "text": "y"}
    assert error_of(client, "chat.update", **changed) == "message_not_found"


def test_anothers_message_cannot_be_updated(slack: LoopbackSlack, client: WebClient) -> None:
    """The app changes and deletes its own messages only."""
    ts = slack.say("maya", "invitations", "mine")
    assert error_of(client, "chat.update", channel="C0INVITES", ts=ts, text="y") == "cant_update_message"
    assert error_of(client, "chat.delete", channel="C0INVITES", ts=ts) == "cant_delete_message"


def test_fourth_modal_is_refused() -> None:
    """Three views lie on each other at most."""
    view = {"type": "modal", "title": {"type": "plain_text", "text": "Hi"}, "blocks": BLOCKS}
    with LoopbackSlack() as slack:
        client = WebClient(token=slack.bot_token, base_url=slack.api_url)
        triggers = [slack.command("maya", "dm", "/whyfailed x").payload["trigger_id"] for _ in range(4)]
        client.views_open(trigger_id=triggers[0], view=view)
        for trigger in triggers[1:3]:
            client.views_push(trigger_id=trigger, view=view)
        refused = error_of(client, "views.push", trigger_id=triggers[3], view=json.dumps(view))
        slack.settle()
    assert refused == "push_limit_reached"


def test_update_with_text_alone_removes_blocks(slack: LoopbackSlack, client: WebClient) -> None:
    """chat.update keeps metadata, and drops the blocks when only text is given."""
    metadata = {"event_type": "answer", "event_payload": {"id": "1"}}
    posted = client.chat_postMessage(channel="C0INVITES", text="old", blocks=BLOCKS, metadata=metadata)
    client.chat_update(channel="C0INVITES", ts=posted["ts"], text="new")
    message = slack.messages("invitations")[0]
    assert (message.text, message.blocks, message.metadata) == ("new", (), metadata)
    assert message.edited_ts is not None


def test_replies_keep_the_range_and_the_limit(slack: LoopbackSlack, client: WebClient) -> None:
    """A thread is read from `oldest` on, page by page, its first message always there."""
    start = slack.say("maya", "invitations", "start")
    replies = [slack.say("tomas", "invitations", f"reply {number}", thread_ts=start) for number in range(3)]
    after = client.conversations_replies(channel="C0INVITES", ts=start, oldest=replies[0])
    assert [message["text"] for message in after["messages"]] == ["start", "reply 1", "reply 2"]
    inclusive = client.conversations_replies(channel="C0INVITES", ts=start, oldest=replies[0], inclusive=True)
    assert [message["text"] for message in inclusive["messages"]] == ["start", "reply 0", "reply 1", "reply 2"]
    page = client.conversations_replies(channel="C0INVITES", ts=start, limit=2)
    assert page["has_more"] is True
    cursor = page["response_metadata"]["next_cursor"]
    rest = client.conversations_replies(channel="C0INVITES", ts=start, limit=2, cursor=cursor)
    assert [message["text"] for message in rest["messages"]] == ["reply 1", "reply 2"]


def test_permalink_opens_the_message_on_the_page(slack: LoopbackSlack, client: WebClient) -> None:
    """A permalink leads to a page on which the message stands."""
    ts = slack.say("maya", "invitations", "Find me")
    link = client.chat_getPermalink(channel="C0INVITES", message_ts=ts)["permalink"]
    with urllib.request.urlopen(link) as page:  # noqa: S310 (an address on loopback that this test just got)
        assert f'id="m-{ts}"' in page.read().decode()


def test_reaction_is_added_once(slack: LoopbackSlack, client: WebClient) -> None:
    """The app reacts once, and takes it back."""
    ts = slack.say("maya", "invitations", "hello")
    client.reactions_add(channel="C0INVITES", timestamp=ts, name="eyes")
    assert error_of(client, "reactions.add", channel="C0INVITES", timestamp=ts, name="eyes") == "already_reacted"
    assert dict(slack.messages("invitations")[0].reactions) == {"eyes": ("U0WHYFAILED",)}
    client.reactions_remove(channel="C0INVITES", timestamp=ts, name="eyes")
    assert dict(slack.messages("invitations")[0].reactions) == {}


def test_blocks_validate_lists_pointers(client: WebClient) -> None:
    """blocks.validate names each error's place and code."""
    client.api_call("blocks.validate", params={"blocks": json.dumps(BLOCKS)})
    with pytest.raises(SlackApiError) as problem:
        client.api_call("blocks.validate", params={"blocks": '[{"type": "header"}]'})
    assert problem.value.response["errors"] == [
        {"pointer": "/0", "code": "missing_field", "message": "missing required field: text"}
    ]


def test_faults_come_when_ordered_and_then_stop(slack: LoopbackSlack, client: WebClient) -> None:
    """A rate limit with Retry-After, an error, and an answer lost after the fact; the next call works."""
    slack.fail_next("chat.postMessage", retry_after=7)
    with pytest.raises(SlackApiError) as problem:
        client.chat_postMessage(channel="C0INVITES", text="1")
    assert (problem.value.response.status_code, problem.value.response.headers["Retry-After"]) == (429, "7")
    slack.fail_next("chat.postMessage", error="fatal_error", after_the_fact=True)
    assert error_of(client, "chat.postMessage", channel="C0INVITES", text="2") == "fatal_error"
    client.chat_postMessage(channel="C0INVITES", text="3")
    assert [message.text for message in slack.messages("invitations")] == ["2", "3"]


def test_response_url_ends_after_five_uses_and_thirty_minutes() -> None:
    """A response_url takes five answers within 30 minutes, and refuses bad blocks."""
    now = [1_800_000_000.0]
    with LoopbackSlack(clock=lambda: now[0]) as slack:
        first, second = (
            WebhookClient(slack.command("maya", "dm", "/whyfailed x").payload["response_url"]) for _ in "12"
        )
        answers = [first.send(text="x", blocks=[{"type": "nothing"}]).status_code]
        answers += [first.send(text=str(number)).status_code for number in range(5)]
        now[0] += 1801
        answers.append(second.send(text="late").status_code)
        slack.settle()
    assert answers == [400, 200, 200, 200, 200, 404, 404]


def test_trigger_is_good_once_and_for_three_seconds() -> None:
    """A trigger_id opens one view, and none after three seconds."""
    now = [1_800_000_000.0]
    view = {"type": "modal", "title": {"type": "plain_text", "text": "Hi"}, "blocks": BLOCKS}
    with LoopbackSlack(clock=lambda: now[0]) as slack:
        client = WebClient(token=slack.bot_token, base_url=slack.api_url)
        used, late = (slack.command("maya", "dm", "/whyfailed x").payload["trigger_id"] for _ in "12")
        client.views_open(trigger_id=used, view=view)
        assert error_of(client, "views.open", trigger_id=used, view=json.dumps(view)) == "exchanged_trigger_id"
        now[0] += 3.1
        assert error_of(client, "views.open", trigger_id=late, view=json.dumps(view)) == "expired_trigger_id"
        slack.settle()
