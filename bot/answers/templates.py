"""Templates: a folder of Jinja files that give runs of JSON objects; a broken one is told with file and line."""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Callable, Iterator, MutableMapping
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import jinja2
import jinja2.meta
import jinja2.nodes

from bot.answers.answer import Explanation
from bot.answers.brief_times import brief_times
from bot.answers.customer import from_us
from bot.answers.examples import EXAMPLES
from bot.answers.mrkdwn import channel, escaped, link, linked, mention
from bot.answers.quoting import LONGEST_QUOTE, quoted
from bot.corpus.entry import Corpus
from bot.errors import TemplateError

Made = TypeVar("Made")

_DECODER = json.JSONDecoder()
_ENCODER = json.JSONEncoder(ensure_ascii=False)
_BEGINS = re.compile(r"[^\s,]")


class _Environment(jinja2.Environment):
    """Jinja's, with its globals as they are: for a look at what lies over them, each import compares both."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The environment's own; no template here is given any besides."""
        return self.globals


class Templates:
    """The templates of one folder, with the filters that they may use."""

    def __init__(self, corpus: Corpus, folder: Path) -> None:
        self._folder = folder
        self._kept: dict[tuple[Callable[[Explanation], object], str], str] = {}
        self._environment = _Environment(  # gives JSON and mrkdwn, each escaped by its own filter, and no HTML
            loader=jinja2.FileSystemLoader(folder),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,  # they are few, and each stays
        )
        self._environment.globals |= {"examples": EXAMPLES, "walk_start": corpus.walk.start, "kept": self._for_entry}
        self._environment.filters |= {
            "tojson": _json,
            "mrkdwn": escaped,
            "linked": lambda text: linked(text, corpus.links),
            "mention": mention,
            "channel": channel,
            "link": link,
            "from_us": from_us,
            "brief_times": lambda failures: brief_times([failure.seen for failure in failures]),
            "quote": lambda text, most=LONGEST_QUOTE: quoted(str(text), most),
            "lower_first": lambda text: text[:1].lower() + text[1:],
            "title_of": lambda entry_id: corpus[entry_id].title if entry_id in corpus else quoted(entry_id, 60),
            "product_name": lambda product: (
                corpus.products[product].name if product in corpus.products else quoted(product, 60)
            ),
        }

    def run(self, name: str, make: Callable[[Any], Made], **values: object) -> list[Made]:
        """The objects that a template gives, each made by `make`, which raises ValueError for one that does not fit."""
        text = self._guarded(name, lambda: self._environment.get_template(name).render(values))
        try:
            return [make(item) for item in _objects(text)]
        except json.JSONDecodeError as error:
            near = text[max(0, error.pos - 30) : error.pos + 30].strip()
            raise self._broken(name, 1, f"does not give JSON objects: {error.msg} near `{near}`.") from error
        except ValueError as error:
            raise self._broken(name, 1, f"{error}.") from error

    def macro(self, name: str, macro: str, *values: object) -> str:
        """What one macro of a template gives for these values."""
        return self._guarded(name, lambda: str(getattr(self._environment.get_template(name).module, macro)(*values)))

    def _for_entry(self, macro: Callable[[Explanation], object], explanation: Explanation) -> str:
        """What a macro says of an entry whatever was asked: worded once, and kept, for that is most of an answer."""
        key = (macro, explanation.entry.id)
        said = self._kept.get(key)
        if said is None:
            said = self._kept[key] = str(macro(explanation))
        return said

    def read_all(self) -> None:
        """Reads every template for syntax, also those that others render. Raises TemplateError for a broken one."""
        names = [name for name in self._environment.list_templates() if name.endswith(".j2")]
        if not names:
            raise TemplateError(
                f"{self._folder} holds no templates. Set TEMPLATES_DIR to a folder that does, or unset it."
            )
        for name in names:
            self._guarded(name, partial(self._parse, name))

    def _parse(self, name: str) -> jinja2.nodes.Template:
        return self._environment.parse((self._folder / name).read_text(encoding="utf-8"), name)

    def expect_values(self, name: str, values: tuple[str, ...]) -> None:
        """Raises TemplateError where a template is missing or asks for a value that it is not given."""
        if not (self._folder / name).is_file():
            raise TemplateError(f"The template {self._folder / name} is missing. Put it back.")
        unknown = jinja2.meta.find_undeclared_variables(self._parse(name)) - set(values)
        if unknown:
            asked = min(unknown)
            lines = (self._folder / name).read_text(encoding="utf-8").splitlines()
            line = next((number for number, text in enumerate(lines, 1) if asked in text), 1)
            known = ", ".join(values) or "none"
            raise self._broken(name, line, f"asks for `{asked}`; the values that it is given are: {known}.")

    def _guarded(self, name: str, work: Callable[[], Made]) -> Made:
        try:
            return work()
        except jinja2.TemplateNotFound as error:
            asked = f", which {name} asks for," if error.name != name else ""
            raise TemplateError(f"The template {error.name}{asked} is not in {self._folder}. Put it back.") from error
        except jinja2.TemplateSyntaxError as error:
            raise self._broken(error.name or name, error.lineno, f"is no valid Jinja: {error.message}.") from error
        except UnicodeDecodeError as error:
            raise self._broken(name, 1, f"is not UTF-8 (byte {error.start}). Save it as UTF-8.") from error
        except (jinja2.UndefinedError, TypeError, LookupError, ValueError, AttributeError) as error:
            place, line, reached = self._place(error, name)
            raise self._broken(place, line, f"{reached}asks for something that is not there: {error}.") from error

    def _place(self, error: Exception, name: str) -> tuple[str, int, str]:
        """The template and line in which an error arose, and from where it was reached; the traceback holds both."""
        places = [
            (path.relative_to(self._folder).as_posix(), frame.lineno or 1)
            for frame in traceback.extract_tb(error.__traceback__)
            if (path := Path(frame.filename)).suffix == ".j2" and path.is_relative_to(self._folder)
        ]
        if not places:
            return name, 1, ""
        reached = f"reached from {places[0][0]}, line {places[0][1]}, " if places[0] != places[-1] else ""
        return *places[-1], reached

    def _broken(self, name: str, line: int, what: str) -> TemplateError:
        return TemplateError(f"The template {self._folder / name}, line {line}, {what}")


def _objects(text: str) -> Iterator[Any]:
    """The JSON objects of a run, with or without commas between them."""
    at = 0
    while (found := _BEGINS.search(text, at)) is not None:
        item, at = _DECODER.raw_decode(text, found.start())
        yield item


def _json(value: object) -> str:
    """JSON of a value; of a name that does not exist, the error that says which name it was."""
    return _ENCODER.encode(str(value) if isinstance(value, jinja2.Undefined) else value)
