"""What screens, logs and people do to a documented message before somebody pastes it."""

from __future__ import annotations

import html
import json
import re
import textwrap
from collections.abc import Callable, Mapping

Perturbation = Callable[[str], str]

STACK = (
    "   at Dispatcher.Vendors.Sender.<SendAsync>d__12.MoveNext() in D:\\a\\1\\s\\Vendors\\Sender.cs:line 7101\n"
    "   at System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw()\n"
    "--- End of stack trace from previous location where exception was thrown ---"
)
NOISE = (
    "2024-03-02 08:14:55,120 INFO  heartbeat ok, 7500 rows in 12003 ms\n"
    "GET /health HTTP/1.1 204 in 3 ms, client 10.0.71.5:7103\n"
)


def straight(message: str) -> str:
    return message.translate(str.maketrans("“”’", '""\''))


def curly(message: str) -> str:
    return re.sub(r'"([^"]*)"', r"“\1”", message).replace("'", "’")


def without_head(message: str) -> str:
    """The message without its first sixth, at least a word."""
    words = message.split()
    return " ".join(words[max(1, len(words) // 6) :])


def without_tail(message: str) -> str:
    """The message without its last third, at least a word."""
    words = message.split()
    return " ".join(words[: len(words) - max(1, len(words) // 3)])


def with_swapped_letters(message: str) -> str:
    """Two letters in the middle of the longest plain word change places."""
    plain = [word for word in message.split() if word.isalpha()]
    longest = max(plain, key=len, default="")
    if len(longest) < 5:
        return message
    at = len(longest) // 2
    return message.replace(longest, longest[: at - 1] + longest[at] + longest[at - 1] + longest[at + 1 :])


def with_value(message: str, name: str) -> str:
    """Templates as a system prints them, with values in the place of the placeholders."""
    message = re.sub(r"\s*\+?\s*\{\s*Exception\s*\}", f" {name}", message)
    message = message.replace("+ Details about the exception", name)
    message = re.sub(r"<UUID \d+>", "C-20419", message)
    return re.sub(r"\bx{2,}\b", "7", message).replace("uxxxx", "u0007")


UNAMBIGUOUS: Mapping[str, Perturbation] = {
    "as it is": lambda m: m,
    "upper case": str.upper,
    "spaces doubled": lambda m: m.replace(" ", "  "),
    "space before each comma": lambda m: m.replace(",", " ,"),
    "non-breaking spaces": lambda m: m.replace(" ", "\u00a0"),
    "straight quotes": straight,
    "curly quotes": curly,
    "HTML escapes": html.escape,
    "HTML escapes twice": lambda m: html.escape(html.escape(m)),
    "a page's alert": lambda m: f'<div class="toast" role="alert">{html.escape(m)}</div>',
    "an alert's tail": lambda m: f'role="alert">{m}</span>',
    "an escaped alert": lambda m: html.escape(f'<p role="alert">{m}</p>'),
    "a JSON field": lambda m: json.dumps({"id": "b41", "message": m, "ok": False}),
    "JSON within JSON": lambda m: json.dumps({"body": json.dumps({"description": m})}),
    "JSON in ASCII over lines": lambda m: json.dumps({"level": "error", "message": m}, indent=2),
    "wrapped and quoted": lambda m: "\n".join(f"> {line}" for line in textwrap.wrap(m, 48)),
    "wrapped by a terminal": lambda m: "\n".join(textwrap.wrap(m, 60)),
    "log prefix": lambda m: f"2024-03-02T08:14:55.120Z ERROR [worker-3] {m}",
    "syslog": lambda m: f"<11>Mar  2 08:14:55 host-7 app[4411]: {m}",
    ".NET exception": lambda m: f"System.InvalidOperationException: {with_value(m, 'x')}\n{STACK}",
    "noise around": lambda m: f"{NOISE}{m}\n{NOISE}",
    "values": lambda m: with_value(m, "System.TimeoutException: The operation has timed out."),
}
"""Nothing of the message is lost."""

LOSSY: Mapping[str, Perturbation] = {
    "cut head": without_head,
    "cut tail": without_tail,
    "cut tail with dots": lambda m: f"{without_tail(m)}…",
    "swapped letters": with_swapped_letters,
}
"""Something is lost, so that a message may become another one's, or nobody's."""
