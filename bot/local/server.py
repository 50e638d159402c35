"""LoopbackSlack: the whole Slack on one port of this machine, with a Python face for tests."""

from __future__ import annotations

import asyncio
import errno
import itertools
import secrets
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import uvicorn

from bot.local.actions import Actions
from bot.local.app import App
from bot.local.delivery import Courier, Delivery
from bot.local.events import Events
from bot.local.faults import Fault, Faults
from bot.local.file_routes import file_routes
from bot.local.files import Files, Upload
from bot.local.method import Context
from bot.local.neighbours import Neighbours
from bot.local.nouns import Channel, Message, Person, Shortcut, View
from bot.local.page.routes import Page
from bot.local.rate_limits import RateLimits
from bot.local.replicas import AtOnce, InTurn
from bot.local.response_urls import ResponseUrls
from bot.local.routes import application
from bot.local.signed_http import SignedHttp
from bot.local.socket_mode import SocketMode
from bot.local.stamps import Stamps
from bot.local.talk import SLACKBOT
from bot.local.triggers import Triggers
from bot.local.web_api import Call, WebApi
from bot.local.workspace import Workspace

HOST = "127.0.0.1"
BOT_USER = "U0WHYFAILED"
PEOPLE = (
    Person("U0MAYA", "maya", "Maya Lindqvist", "maya@example.com"),
    Person("U0TOMAS", "tomas", "Tomás Ortega", "tomas@example.com"),
    Person("U0PRIYA", "priya", "Priya Nair", "priya@example.com"),
)
BOTS = (Person("B0MONITOR", "delivery-monitor", "Delivery monitor", is_bot=True),)
_EVERYONE = frozenset(person.id for person in PEOPLE)
CHANNELS = (
    Channel("C0INVITES", "invitations", _EVERYONE | {BOT_USER}, topic="Invitations and messages that did not arrive"),
    Channel("C0PROGRAMS", "cx-programs", _EVERYONE | {BOT_USER}, topic="Programs, surveys, dispatches"),
    Channel("C0LOUNGE", "lounge", _EVERYONE, topic="The app is not a member here"),
    Channel("G0PARTNERS", "partner-desk", _EVERYONE | {BOT_USER}, kind="group", topic="Partner engineers only"),
)
WHY_FAILED = Shortcut("why_failed", "Why did this fail?")


class PortInUseError(OSError):
    """The port is taken; the sentence says which and what to do."""


class LoopbackSlack:
    """A Slack with one app in it, from `start()` to `stop()`, or within a `with`."""

    app: App
    neighbours: Neighbours
    api_url: str

    def __init__(
        self,
        *,
        port: int = 0,
        people: Sequence[Person] = PEOPLE,
        channels: Sequence[Channel] = CHANNELS,
        bot_name: str = "whyfailed",
        bot_user: str = BOT_USER,
        app_id: str = "A0WHYFAILED",
        commands: Sequence[str] = ("/whyfailed",),
        shortcuts: Sequence[Shortcut] = (WHY_FAILED,),
        scopes: frozenset[str] | None = None,
        generosity: float = 10.0,
        examples: Sequence[str] = (),
        mail_folder: Path | None = None,
        ack_seconds: float = 3.0,
        retry_delays: tuple[float, ...] = (0.0, 60.0, 300.0),
        trigger_seconds: float = 3.0,
        clock: Callable[[], float] = time.time,
        team: str = "T0LOOPBACK",
        name: str = "Loopback",
        beside: LoopbackSlack | None = None,
    ) -> None:
        """Take the port, 0 for any free one.

        With `beside`, another workspace `team` in the same Slack, with the same app, in which it is not installed yet;
        the app calls it at the first one's `api_url`.

        `scopes` are the manifest's, None for all; `generosity` multiplies Slack's rate limits, 0 for none at all;
        `examples` are questions that the page offers a first-time visitor, `mail_folder` is what its Mail tab lists,
        `retry_delays` are the seconds before each of Slack's retries. Raises PortInUseError, and
        ValueError for an app whose manifest Slack would not take.
        """
        self.app = App(
            app_id=app_id,
            bot_id=f"B{app_id[1:]}",
            bot_user=bot_user,
            name=bot_name,
            app_token=f"xapp-loopback-{secrets.token_hex(12)}",
            signing_secret=secrets.token_hex(16) if beside is None else beside.signing_secret,
            client_id=f"{secrets.randbits(40)}.{secrets.randbits(40)}" if beside is None else beside.app.client_id,
            client_secret=secrets.token_hex(16) if beside is None else beside.app.client_secret,
            commands=tuple(commands),
            shortcuts=tuple(shortcuts),
            scopes=scopes,
        )
        self._socket = _bound(port)
        self.port: int = self._socket.getsockname()[1]
        address = f"http://{HOST}:{self.port}"
        # one Slack gives no id twice, whatever the workspace: the app tells events apart by their ids alone
        stamps = Stamps(clock) if beside is None else beside._stamps
        self._stamps: Stamps = stamps
        bot = Person(bot_user, bot_name, bot_name, is_bot=True)
        self.workspace = Workspace(
            bot=bot, people=(*people, *BOTS, SLACKBOT), channels=channels, stamps=stamps, team=team, name=name
        )
        self._clock = clock
        self.faults = Faults()
        self.files = Files(stamps, address=address)
        self._courier = Courier(self.workspace, self.faults, ack_seconds=ack_seconds, retry_delays=retry_delays)
        self.socket_mode = SocketMode(app_id=app_id, stamps=stamps)
        events = Events(self.workspace, self.app, self._courier)
        triggers = Triggers(stamps, seconds=trigger_seconds)
        context = Context(self.workspace, self.app, events, self.files, triggers, self.socket_mode, address)
        self._web_api = WebApi(
            context, faults=self.faults, limits=RateLimits(clock, generosity=generosity), clock=clock
        )
        self.neighbours = Neighbours(clock) if beside is None else beside.neighbours
        self.neighbours.join(context, self._web_api)
        if beside is not None:
            self.app.installation.take_out()
        response_urls = ResponseUrls(self.workspace, self.app, events, address=address)
        self.actions = Actions(context, self._courier, response_urls)
        page = Page(
            self.workspace, self.app, self.actions, self.faults, examples=tuple(examples), mail_folder=mail_folder
        )
        self._server = _Server(
            uvicorn.Config(
                application(
                    self.neighbours,
                    response_urls,
                    self.socket_mode,
                    page,
                    file_routes(self.files, self.app, self.faults),
                ),
                log_config=None,
                date_header=False,
                lifespan="off",
                ws="websockets-sansio",
                timeout_graceful_shutdown=1,
            )
        )
        self._page = page
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)
        self.page_url = f"{address}/"
        self.api_url = f"{address}/api/" if beside is None else beside.api_url

    # Running

    def start(self) -> Self:
        """Serve, in a thread of its own; comes back when the port answers."""
        self._thread.start()
        self._server.ready.wait()
        return self

    def stop(self) -> None:
        """Stop serving and delivering."""
        self._courier.stop()
        self._page.stop()
        self._server.end()
        self._thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def await_app(self) -> None:
        """From now on, keep what people do until the app is connected; without this it finds nobody there."""
        self._courier.await_app()

    def connect(self, events_url: str | None = None, *, seconds: float = 10.0) -> None:
        """Deliver to the app from now on: to its request URL, or, without one, over its Socket Mode link.

        Over Socket Mode this waits until the app has opened its link. Raises TimeoutError after `seconds` without.
        """
        if events_url is not None:
            self._courier.connect(SignedHttp(events_url, signing_secret=self.app.signing_secret, clock=self._clock))
            return
        if not self.socket_mode.wait_for_link(seconds):
            raise TimeoutError(f"No app opened a Socket Mode link to {self.page_url} within {seconds:g} seconds.")
        self._courier.connect(self.socket_mode)

    def connect_replicas(self, events_urls: Sequence[str], *, at_once: bool = False) -> None:
        """Deliver to several processes of the app from now on: to each in turn, or everything to all of them."""
        ways = [SignedHttp(url, signing_secret=self.app.signing_secret, clock=self._clock) for url in events_urls]
        self._courier.connect(AtOnce(ways) if at_once else InTurn(ways))

    @property
    def bot_token(self) -> str:
        """What the app calls the Web API with."""
        return self.app.bot_token

    @property
    def app_token(self) -> str:
        """What the app opens its Socket Mode link with."""
        return self.app.app_token

    @property
    def signing_secret(self) -> str:
        """What the app checks signatures with."""
        return self.app.signing_secret

    # What a person does

    def say(
        self,
        person: str,
        channel: str,
        text: str,
        thread_ts: str | None = None,
        *,
        files: Mapping[str, bytes] | None = None,
    ) -> str:
        """Type a message as a person, by name or id, into a channel or `dm`, with files by name; gives its ts."""
        uploads = [Upload(name, content) for name, content in (files or {}).items()]
        return self.actions.say(person, channel, text, thread_ts=thread_ts, files=uploads).ts

    def say_as_bot(self, channel: str, text: str, thread_ts: str | None = None) -> str:
        """Post as the bot of another app; gives the ts."""
        return self.actions.say_as_bot(BOTS[0].id, channel, text, thread_ts=thread_ts).ts

    def command(self, person: str, channel: str, text: str) -> Delivery:
        """Type a slash command, its name included."""
        return self.actions.command(person, channel, text)

    def press(self, person: str, message_ts: str, action_id: str, value: str | None = None) -> Delivery:
        """Press a button in a message; `value` tells buttons of one action_id apart."""
        return self.actions.press(person, message_ts, action_id, value)

    def choose(
        self,
        person: str,
        message_ts: str,
        action_id: str,
        option_value: str | Sequence[str],
        *,
        seen: Message | None = None,
    ) -> Delivery:
        """Choose an option of a menu in a message, or check several.

        `seen` is the message as this person's window shows it, where that is older than what stands there by now.
        """
        return self.actions.press(person, message_ts, action_id, option_value, seen=seen)

    def press_in_view(self, person: str, view_id: str, action_id: str, value: str | None = None) -> Delivery:
        """Press or choose in a modal or the App Home."""
        return self.actions.press_in_view(person, view_id, action_id, value)

    def shortcut(self, person: str, message_ts: str, callback_id: str) -> Delivery:
        """Choose a shortcut of the app from a message's menu."""
        return self.actions.shortcut(person, message_ts, callback_id)

    def submit(self, person: str, view_id: str, values: Mapping[str, Any]) -> Delivery:
        """Submit a modal; `values` by action_id."""
        return self.actions.submit(person, view_id, values)

    def open_home(self, person: str) -> Delivery:
        """Open the app's Home tab."""
        return self.actions.open_home(person)

    def open_messages(self, person: str) -> Delivery:
        """Open the app's Messages tab."""
        return self.actions.open_home(person, "messages")

    def remove_app(self) -> list[Delivery]:
        """Remove the app from this workspace."""
        return self.actions.remove_app()

    # What there is to see

    def messages(self, channel: str, thread_ts: str | None = None) -> list[Message]:
        """A channel's messages outside threads, or one thread with its first message."""
        return self.workspace.messages(self.workspace.channel(channel).id, thread_ts)

    def dm_of(self, person: str) -> Channel:
        """A person's direct messages with the app."""
        return self.workspace.dm(person)

    def ephemerals(self, person: str) -> list[Message]:
        """What only this person sees."""
        return self.workspace.ephemerals(self.workspace.person(person).id)

    def views(self, person: str) -> list[View]:
        """A person's open modals, the lowest first."""
        return self.workspace.stack(self.workspace.person(person).id)

    @property
    def calls(self) -> list[Call]:
        """Every Web API call so far, oldest first."""
        return list(self._web_api.calls)

    @property
    def deliveries(self) -> list[Delivery]:
        """Everything sent to the app so far, oldest first."""
        return list(self._courier.deliveries)

    def wait_for(self, predicate: Callable[[], Any], seconds: float = 30.0) -> Any:
        """What `predicate` gives once it is true; AssertionError after `seconds`."""
        seen = self.workspace.wait_for(predicate, seconds)
        if not seen:
            raise AssertionError(f"Not within {seconds:g} seconds. Calls: {self.calls[-5:]}")
        return seen

    def settle(self, seconds: float = 5.0) -> None:
        """Wait until nothing is on its way to the app any more. Raises AssertionError after `seconds`."""
        self.wait_for(lambda: all(delivery.is_over for delivery in self.deliveries), seconds)

    # What goes wrong

    def redeliver(self, delivery: Delivery, times: int = 1) -> list[Delivery]:
        """Send an event again, as Slack does when it missed the acknowledgement: same event_id, retry headers."""
        return [self._courier.send_again(delivery.payload) for _ in range(times)]

    def fail_next(
        self,
        method: str,
        *,
        error: str | None = None,
        status: int = 200,
        retry_after: int | None = None,
        delay: float = 0.0,
        after_the_fact: bool = False,
        half_sent: bool = False,
        times: int = 1,
    ) -> None:
        """Let the next calls of a Web API method fail, be rate limited (`retry_after` in seconds) or come late.

        With `after_the_fact` the call takes effect and only its answer is lost; with `half_sent` it takes effect and
        half of its answer arrives.
        """
        self.faults.order(method, Fault(error, status, retry_after, delay, after_the_fact, half_sent), times=times)


class _Server(uvicorn.Server):
    """uvicorn's server, which says when it answers."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        self._ended = asyncio.Event()
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        """Wait for the end by an event; uvicorn looks every tenth of a second, which many tests would wait for."""
        ticks = itertools.count()
        while not await self.on_tick(next(ticks) % 864_000):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), 0.1)

    def end(self) -> None:
        """Stop serving, from another thread."""
        self.should_exit = True
        self._loop.call_soon_threadsafe(self._ended.set)


def _bound(port: int) -> socket.socket:
    listening = socket.socket(proto=socket.IPPROTO_TCP)  # named: asyncio then turns Nagle's algorithm off
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
    except OSError as problem:
        listening.close()
        if problem.errno != errno.EADDRINUSE:
            raise
        raise PortInUseError(
            f"Port {port} on {HOST} is in use by another program. Stop that program or choose another port."
        ) from problem
    listening.listen()
    return listening
