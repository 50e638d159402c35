"""The coded checks of `whyfailed knowledge check`: small, atomic, each with its reason; all findings at once."""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.corpus import walk_checks
from bot.corpus.entry import Advice, Corpus, Entry, Kind, Outcome, Resend
from bot.corpus.problem import Problem
from bot.corpus.wording import content_words, fingerprint, likeness, read_fingerprints, runs_of, words_of
from bot.errors import KnowledgeError

MOST_ENTRIES_A_STEP = 8
MOST_EXCEPTIONS = 5
LEAST_SHARE_OF_OWN_STEPS = 0.6
MOST_ALIKE = 0.5

_NO_VERB = frozenset(
    """
    the a an this these that there it you your we our please if when in for
    """.split()
)
_ADDRESS = re.compile(r"https?://[^\s`)]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_OURS = ("support@xm.webex.com", "https://sms.8x8.com/", "https://connect.8x8.com")
"""The only addresses that the sources print."""


@dataclass(frozen=True, slots=True)
class Check:
    """One rule: its code, what it holds, why, and the function that finds what breaks it."""

    code: str
    rule: str
    reason: str
    find: Callable[[Corpus, Path], Iterable[Problem]]


def _problem(entry: Entry, key: str, code: str, sentence: str) -> Problem:
    return Problem(f"{entry.product}/{entry.id}.toml", key, code, sentence)


def explanations_of(entry: Entry) -> Iterator[tuple[str, str]]:
    """Every text of ours in an entry, with its key."""
    yield "title", entry.title
    for key in ("causes", "steps", "notes", "collect"):
        for text in getattr(entry, key):
            yield key, text


def acts_fit_outcome(corpus: Corpus, _: Path) -> Iterator[Problem]:
    for entry in corpus:
        quiet = entry.outcome in (Outcome.SUCCESS, Outcome.PENDING, Outcome.INFORMATION)
        if not entry.acts and not quiet:
            yield _problem(
                entry, "acts", "ENT:007", f"is empty, and the outcome is {entry.outcome}. Name who has to act."
            )


def resend_fits_outcome(corpus: Corpus, _: Path) -> Iterator[Problem]:
    for entry in corpus:
        if entry.outcome in (Outcome.SUCCESS, Outcome.PENDING) and entry.resend is not Resend.NO:
            yield _problem(
                entry, "resend", "ENT:008", f"is {entry.resend}; what succeeded or is under way is not sent again: no."
            )


def advice_fits_product(corpus: Corpus, _: Path) -> Iterator[Problem]:
    for entry in corpus:
        if (entry.advice is Advice.GUIDE) != (entry.product == "webex-xm"):
            yield _problem(
                entry,
                "advice",
                "ENT:009",
                "only the dispatch guide gives remedies; steps for the code tables are ours.",
            )


def remedies_are_there(corpus: Corpus, _: Path) -> Iterator[Problem]:
    for entry in corpus:
        if not entry.steps and entry.outcome not in (Outcome.SUCCESS, Outcome.PENDING, Outcome.INFORMATION):
            yield _problem(entry, "steps", "TXT:001", "is empty. Say at least what to collect and whom to ask.")
        if not entry.self_service and not entry.collect:
            yield _problem(
                entry, "collect", "TXT:001", "is empty, and only support can solve it. Say what support needs."
            )


def steps_are_imperative(corpus: Corpus, _: Path) -> Iterator[Problem]:
    for entry in corpus:
        for step in entry.steps:
            first = (words_of(step) or [""])[0]
            if first in _NO_VERB or not step[:1].isupper():
                yield _problem(
                    entry, "steps", "TXT:002", f"{step[:50]!r} does not start with a verb in the imperative."
                )


def sentences_end(corpus: Corpus, _: Path) -> Iterator[Problem]:
    for entry in corpus:
        for key, text in explanations_of(entry):
            if key in ("causes", "steps", "notes") and text[-1] not in ".?)`":
                yield _problem(entry, key, "TXT:003", f"…{text[-40:]!r} does not end with a full stop.")
            if key == "title" and text.endswith("."):
                yield _problem(entry, key, "TXT:003", "ends with a full stop; a title has none.")


def addresses_are_given(corpus: Corpus, _: Path) -> Iterator[Problem]:
    for entry in corpus:
        for key, text in explanations_of(entry):
            for address in _ADDRESS.findall(text):
                if not address.startswith(_OURS):
                    yield _problem(
                        entry, key, "TXT:004", f"names {address}, which no source prints. Name the guide in words."
                    )


def wording_is_ours(corpus: Corpus, folder: Path) -> Iterator[Problem]:
    known = read_fingerprints(folder / "sources.fingerprints")
    for entry in corpus:
        for key, text in explanations_of(entry):
            for run in runs_of(text):
                if fingerprint(run) in known:
                    yield _problem(entry, key, "TXT:005", f"copies a source: {' '.join(run)!r}. Say it in other words.")
                    break
    yield from walk_checks.wording_is_ours(corpus, folder)


def titles_tell_apart(corpus: Corpus, _: Path) -> Iterator[Problem]:
    seen: dict[tuple[str, str], Entry] = {}
    for entry in corpus:
        other = seen.setdefault((entry.product, entry.title.casefold()), entry)
        if other is not entry:
            yield _problem(
                entry, "title", "TXT:006", f"is also the title of {other.id}; in a menu nobody could tell them apart."
            )


def exceptions_of(folder: Path) -> dict[str, str]:
    """Steps that may stand in more than eight entries, with their reasons; none where the file does not say so.

    Raises KnowledgeError where `exceptions.toml` is missing or no TOML.
    """
    try:
        table = tomllib.loads((folder / "exceptions.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise KnowledgeError(
            [Problem("exceptions.toml", "", "FMT:003", f"cannot be read as TOML: {error}.")]
        ) from error
    items = table.get("steps", [])
    return {item["step"]: str(item.get("reason", "")) for item in items if isinstance(item, dict) and "step" in item}


def steps_are_specific(corpus: Corpus, folder: Path) -> Iterator[Problem]:
    places: dict[str, list[Entry]] = defaultdict(list)
    for entry in corpus:
        for step in entry.steps:
            places[step].append(entry)
    excepted = exceptions_of(folder)
    if len(excepted) > MOST_EXCEPTIONS:
        yield Problem(
            "exceptions.toml", "steps", "STP:002", f"excepts {len(excepted)} steps; at most {MOST_EXCEPTIONS} may be."
        )
    for step, reason in excepted.items():
        if len(places.get(step, ())) <= MOST_ENTRIES_A_STEP:
            yield Problem(
                "exceptions.toml", "steps", "STP:003", f"{step[:60]!r} needs no exception any more; take it out."
            )
        if not reason.strip():
            yield Problem("exceptions.toml", "steps", "STP:002", f"{step[:60]!r} gives no reason.")
    for step, entries in places.items():
        if len(entries) > MOST_ENTRIES_A_STEP and step not in excepted:
            yield _problem(
                entries[0],
                "steps",
                "STP:001",
                f"{step[:60]!r} stands in {len(entries)} entries; at most {MOST_ENTRIES_A_STEP} may share a step.",
            )
    tables = Counter(
        {step: len(entries) for step, entries in places.items() if any(e.product != "webex-xm" for e in entries)}
    )
    if tables:
        share = sum(1 for n in tables.values() if n == 1) / tables.total()
        if share < LEAST_SHARE_OF_OWN_STEPS:
            yield Problem(
                "",
                "steps",
                "STP:004",
                f"{share:.0%} of the code tables' steps stand in one entry only; "
                f"at least {LEAST_SHARE_OF_OWN_STEPS:.0%} must.",
            )


def asks_suffice(corpus: Corpus, _: Path) -> Iterator[Problem]:
    for entry in corpus:
        least = 8 if entry.product == "webex-xm" and entry.kind is Kind.SCENARIO else 3
        if len(entry.asks) < least:
            yield _problem(entry, "asks", "ASK:001", f"holds {len(entry.asks)}; at least {least} are needed.")


def asks_differ(corpus: Corpus, _: Path) -> Iterator[Problem]:
    seen: dict[str, Entry] = {}
    for entry in corpus:
        bags = [content_words(ask) for ask in entry.asks]
        for at, bag in enumerate(bags):
            for other in range(at):
                alike = likeness(bag, bags[other])
                if alike > MOST_ALIKE:
                    yield _problem(
                        entry,
                        "asks",
                        "ASK:002",
                        f"{entry.asks[other][:50]!r} and {entry.asks[at][:50]!r} are too alike ({alike:.2f}).",
                    )
        for ask in entry.asks:
            first = seen.setdefault(ask.casefold(), entry)
            if first is not entry:
                yield _problem(entry, "asks", "ASK:003", f"{ask[:60]!r} is also an ask of {first.id}.")


CHECKS: tuple[Check, ...] = (
    Check(
        "ENT:007",
        "acts names somebody wherever something is to be done",
        "People ask first whose turn it is.",
        acts_fit_outcome,
    ),
    Check(
        "ENT:008", "success and pending are not sent again", "A resend would reach people twice.", resend_fits_outcome
    ),
    Check(
        "ENT:009",
        "only the dispatch guide's advice is the guide's",
        "The code tables give no remedies, and readers must see that.",
        advice_fits_product,
    ),
    Check(
        "TXT:001",
        "a failure has steps, and what only support can solve has facts to collect",
        "An answer without either helps nobody.",
        remedies_are_there,
    ),
    Check("TXT:002", "steps start with a verb in the imperative", "A step is something to do.", steps_are_imperative),
    Check("TXT:003", "sentences end, titles do not", "They are read aloud by screen readers.", sentences_end),
    Check(
        "TXT:004",
        "no address that the sources do not print",
        "An invented address sends people astray.",
        addresses_are_given,
    ),
    Check(
        "TXT:005",
        "no run of more than ten words is copied from a source",
        "Explanations are in our own words.",
        wording_is_ours,
    ),
    Check("TXT:006", "titles differ within a product", "They are the options of a menu.", titles_tell_apart),
    Check(
        "STP:001",
        "a step stands in at most eight entries",
        "A step that fits forty codes says nothing about any.",
        steps_are_specific,
    ),
    Check(
        "ASK:001",
        "enough asks: eight a dispatch scenario, three elsewhere",
        "What nobody asked cannot be found.",
        asks_suffice,
    ),
    Check("ASK:002", "no two asks of an entry are too alike", "Likeness adds weight and no reach.", asks_differ),
    Check(
        "WLK:002",
        "every point of the walk is reached from its start",
        "What nobody comes to helps nobody.",
        walk_checks.points_are_reached,
    ),
    Check(
        "WLK:003",
        "the walk offers every stage and scenario of its product",
        "Somebody who answers every question must find theirs.",
        walk_checks.scenarios_are_reached,
    ),
    Check(
        "WLK:004",
        "a question of the walk has two answers that differ and fit on buttons, an end has facts",
        "They are what people press and read.",
        walk_checks.answers_differ,
    ),
    Check(
        "WLK:005",
        "no point of the walk leads back to itself",
        "A walk has to come to an end.",
        walk_checks.walks_end,
    ),
)

OTHER_CODES: dict[str, str] = {
    "FMT:001": "A file of the knowledge folder can be read, and there are entries at all.",
    "FMT:002": "Files are UTF-8.",
    "FMT:003": "Files are valid TOML.",
    "FMT:004": "Every required key is there; knowledge/README.md has a commented template.",
    "FMT:005": "Values have the kind that the template shows: a text, a list of texts, true or false.",
    "FMT:006": "No key that nobody reads; most are misspelled.",
    "ENT:001": "File name and folder say the id and product that stand inside.",
    "ENT:002": "Values that come from a list are on that list.",
    "ENT:003": "A title fits on a button.",
    "ENT:004": "One cause, or one for each message.",
    "ENT:005": "Patterns are regular expressions.",
    "ENT:006": "Related entries exist.",
    "ENT:010": "A word of users stands for one concept only.",
    "STP:002": "At most five steps are excepted, each with its reason.",
    "STP:003": "An exception that is no longer needed is taken out.",
    "STP:004": "At least 60 % of the code tables' steps stand in one entry only.",
    "WLK:001": "Points of the walk have ids of their own, and lead to points that exist.",
    "ASK:003": "No ask stands in two entries: it could find only one of them.",
    "PRF:001": "Every ask finds its entry: answered with it, or offered among the options.",
    "PRF:002": "No near miss is answered with the entry that carries it.",
    "PRF:003": "Entries whose messages are close carry a near miss of each other.",
}
"""What the loader's codes and the proofs' hold; the proofs live in `bot.diagnosis.proofs`."""


def explain(code: str) -> str | None:
    """What a check's code stands for, or None where there is no such code."""
    for check in CHECKS:
        if check.code == code.upper():
            return f"{check.rule[0].upper()}{check.rule[1:]}. Why: {check.reason}"
    return OTHER_CODES.get(code.upper())


def check_corpus(corpus: Corpus, folder: Path) -> list[Problem]:
    """Every finding of every check."""
    return sorted(problem for check in CHECKS for problem in check.find(corpus, folder))
