"""The parts that answer a question outside Slack: the corpus, the diagnosis and the wording."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.answers.render import Renderer
from bot.corpus.entry import Corpus
from bot.corpus.folders import knowledge_folder, templates_folder
from bot.corpus.load import load_corpus
from bot.diagnosis.diagnose import Diagnoser
from bot.diagnosis.diagnosis import Diagnosis, Unknown
from bot.diagnosis.wire import to_json
from bot.index_cache import FolderCache


@dataclass(frozen=True, slots=True)
class Service:
    """A corpus with its diagnoser and renderer."""

    corpus: Corpus
    diagnoser: Diagnoser
    renderer: Renderer

    @classmethod
    def here(cls) -> Service:
        """From the folders that are set, or came with the program. Raises KnowledgeError and TemplateError."""
        corpus = load_corpus(knowledge_folder())
        return cls(corpus, Diagnoser(corpus, cache=FolderCache()), Renderer(corpus, templates_folder()))

    def object_of(self, diagnosis: Diagnosis) -> dict[str, Any]:
        """The contract's object, an unknown's hint as a sentence."""
        hint = diagnosis.hint if isinstance(diagnosis, Unknown) else None
        return to_json(diagnosis, hint=None if hint is None else self.renderer.hint(hint))
