"""Knowledge: what the program reads once before it starts, the corpus with its index and the wording."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.answers.language import English
from bot.answers.redaction import Redactor
from bot.answers.render import Renderer
from bot.corpus.entry import Corpus
from bot.corpus.load import load_corpus
from bot.diagnosis.diagnose import Diagnoser
from bot.index_cache import FolderCache
from bot.settings import Settings
from bot.wording import check_wording


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What takes a while to read and never changes while the program runs."""

    corpus: Corpus
    diagnoser: Diagnoser
    renderer: Renderer
    """Every template of it has been rendered once."""
    english: English
    redactor: Callable[[], Redactor] = Redactor
    """Makes what redacts the texts of one case."""


def read_knowledge(settings: Settings) -> Knowledge:
    """Read and index the corpus and the wording. Raises KnowledgeError and TemplateError with what is broken."""
    corpus = load_corpus(settings.knowledge_folder)
    renderer = Renderer(corpus, settings.templates_folder)
    check_wording(renderer, corpus)
    diagnoser = Diagnoser(corpus, cache=FolderCache())
    diagnoser.warm_up()
    return Knowledge(corpus, diagnoser, renderer, English(corpus))
