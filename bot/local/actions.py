"""What a person does with the app: commands, presses, shortcuts, modals; and what the app is sent for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.local import payloads
from bot.local.composer import typed_after_command
from bot.local.delivery import COMMAND, INTERACTION, Courier, Delivery
from bot.local.elements_of import chosen, element, states_of
from bot.local.files import Upload
from bot.local.method import Context
from bot.local.methods.views import checked_view
from bot.local.nouns import JSON, Channel, Message, Person, SlackError, View
from bot.local.response_urls import ResponseUrls
from bot.local.talk import Talk


class Actions(Talk):
    """Commands, presses, choices, shortcuts and submissions, beside everything that is said."""

    def __init__(self, context: Context, courier: Courier, response_urls: ResponseUrls) -> None:
        super().__init__(context)
        self._courier = courier
        self._response_urls = response_urls

    def command(self, person: str, channel: str, text: str) -> Delivery:
        """Type a slash command, its name included."""
        who, where = self._workspace.person(person), self.place(person, channel)
        name, _, rest = text.strip().partition(" ")
        if name not in self._context.app.commands or not self._context.app.installation.is_there:
            self.tell(who, where, f"`{name}` is not a valid command.")
            raise SlackError("unknown_command")
        url = self._response_urls.issue(where.id, who.id)
        form = payloads.command_form(
            who,
            where,
            self._context.app,
            self._workspace.team,
            command=name,
            text=typed_after_command(rest.strip(), people=self.names(), channels=self.channel_names()),
            response_url=url,
            trigger=self._context.triggers.issue(who.id),
        )

        def then(delivery: Delivery) -> None:
            if not delivery.acknowledged:
                self.tell(who, where, f"`{name}` failed with the error “{_error(delivery)}”")
            elif delivery.attempts[-1].answer:
                self._response_urls.answer(url, delivery.attempts[-1].answer)

        return self._courier.send(COMMAND, dict(form), then=then)

    def press(
        self,
        person: str,
        message_ts: str,
        action_id: str,
        value: str | Sequence[str] | None = None,
        *,
        values: Mapping[str, Any] | None = None,
        seen: Message | None = None,
    ) -> Delivery:
        """Press a button or choose an option in a message; `values` is what else stands in its inputs.

        `seen` is the message as the person's window shows it, where it was changed since.
        """
        who, message = self._workspace.person(person), self._workspace.find_any(message_ts)
        blocks = (seen or message).blocks
        where = self._workspace.channel(message.channel)
        if message.only_for not in (None, who.id):
            raise SlackError("message_not_found")
        block, pressed = element(blocks, action_id, value if isinstance(value, str) else None)
        payload = payloads.message_press(
            who,
            where,
            self._context.app,
            self._workspace.team,
            message=message,
            action=chosen(block, pressed, value, at=self._workspace.stamps.ts()),
            state=states_of(blocks, {**(values or {}), action_id: value}),
            response_url=self._response_urls.issue(where.id, who.id, message),
            trigger=self._context.triggers.issue(who.id),
        )
        return self._interact(payload, who, where)

    def press_in_view(
        self,
        person: str,
        view_id: str,
        action_id: str,
        value: str | Sequence[str] | None = None,
        *,
        values: Mapping[str, Any] | None = None,
    ) -> Delivery:
        """Press or choose in a modal or the App Home."""
        who, view = self._workspace.person(person), self._workspace.view(view_id)
        blocks = view.content["blocks"]
        block, pressed = element(blocks, action_id, value if isinstance(value, str) else None)
        state = states_of(blocks, {**(values or {}), action_id: value})
        payload = payloads.view_press(
            who,
            self._context.app,
            self._workspace.team,
            view=self._body(view, state),
            action=chosen(block, pressed, value, at=self._workspace.stamps.ts()),
            trigger=self._context.triggers.issue(who.id),
        )
        return self._interact(payload, who, self._workspace.dm(who.id))

    def shortcut(self, person: str, message_ts: str, callback_id: str) -> Delivery:
        """Choose one of the app's shortcuts from a message's menu."""
        who, message = self._workspace.person(person), self._workspace.find_any(message_ts)
        if callback_id not in [shortcut.callback_id for shortcut in self._context.app.shortcuts]:
            raise SlackError("shortcut_not_found")
        where = self._workspace.channel(message.channel)
        payload = payloads.message_shortcut(
            who,
            where,
            self._context.app,
            self._workspace.team,
            message=message,
            callback_id=callback_id,
            response_url=self._response_urls.issue(where.id, who.id, message),
            trigger=self._context.triggers.issue(who.id),
            at=self._workspace.stamps.ts(),
        )
        return self._interact(payload, who, where)

    def submit(self, person: str, view_id: str, values: Mapping[str, Any]) -> Delivery:
        """Submit a modal; `values` is what was filled in, by action_id; of a file input a list of Upload."""
        who, view = self._workspace.person(person), self._workspace.view(view_id)
        kept = {action_id: self._kept(value, user=who.id) for action_id, value in values.items()}
        state = states_of(view.content["blocks"], kept)
        payload = payloads.view_event(
            "view_submission",
            who,
            self._context.app,
            self._workspace.team,
            view=self._body(view, state),
            trigger=self._context.triggers.issue(who.id),
        )

        def then(delivery: Delivery) -> None:
            if delivery.acknowledged:
                self._after_submission(view, delivery.attempts[-1].answer)
            else:
                problem = "We had some trouble connecting. Try again?"
                self._workspace.set_view(replace(view, errors={"": problem}))

        return self._courier.send(INTERACTION, payload, then=then)

    def close(self, person: str, view_id: str) -> None:
        """Close a modal without submitting; the app hears of it where it asked to."""
        who, view = self._workspace.person(person), self._workspace.view(view_id)
        self._workspace.close_view(view)
        if view.content.get("notify_on_close"):
            body = self._body(view, {})
            trigger = self._context.triggers.issue(who.id)
            payload = payloads.view_event(
                "view_closed", who, self._context.app, self._workspace.team, view=body, trigger=trigger
            )
            self._courier.send(INTERACTION, payload)

    def remove_app(self) -> list[Delivery]:
        """Remove the app from the workspace: its token is dead before it hears of it."""
        self._context.app.installation.take_out()
        return self._context.events.removed()

    def revoke_token(self) -> Delivery:
        """Revoke the app's token, and leave the app where it is."""
        self._context.app.installation.revoke()
        return self._context.events.revoked()

    def open_home(self, person: str, tab: str = "home") -> Delivery:
        """Open the app's `home` or `messages` tab."""
        return self._context.events.home_opened(person, tab)

    def _after_submission(self, view: View, answer: Any) -> None:
        action = answer.get("response_action") if isinstance(answer, dict) else None
        match action:
            case "errors":
                self._workspace.set_view(replace(view, errors=answer.get("errors", {})))
            case "update":
                content = checked_view(answer.get("view"), kind="modal")
                self._workspace.set_view(replace(view, content=content, errors={}))
            case "push":
                self._workspace.open_view(view.owner, checked_view(answer.get("view"), kind="modal"), on=view)
            case _:
                self._workspace.close_view(view, whole_stack=action == "clear")

    def _interact(self, payload: JSON, who: Person, where: Channel) -> Delivery:
        def then(delivery: Delivery) -> None:
            if not delivery.acknowledged:
                name = self._context.app.name
                self.tell(who, where, f"{name} did not answer that press: “{_error(delivery)}”. Try again.")

        return self._courier.send(INTERACTION, payload, then=then)

    def _kept(self, value: Any, *, user: str) -> Any:
        """What was filled in, with files in the place of uploads."""
        if not isinstance(value, list):
            return value
        keep = self._context.files.keep
        return [keep(each, user=user).as_json() if isinstance(each, Upload) else each for each in value]

    def _body(self, view: View, state: JSON) -> JSON:
        return payloads.view_body(view, self._context.app, self._workspace.team, state=state)


def _error(delivery: Delivery) -> str:
    """What Slack shows when an app did not take a command or a press."""
    late = delivery.attempts[-1].failure in ("http_timeout", "timeout")
    return "operation_timeout" if late else "dispatch_failed"
