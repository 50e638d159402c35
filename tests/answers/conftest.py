"""The real corpus and the real templates, read once."""

from __future__ import annotations

import pytest

from bot.answers.render import Renderer
from bot.corpus.entry import Corpus
from bot.corpus.folders import knowledge_folder, templates_folder
from bot.corpus.load import load_corpus


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """Every entry that ships."""
    return load_corpus(knowledge_folder())


@pytest.fixture(scope="session")
def renderer(corpus: Corpus) -> Renderer:
    """A renderer over the templates that ship."""
    return Renderer(corpus, templates_folder())
