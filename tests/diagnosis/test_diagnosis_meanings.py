"""One code or one message with several meanings: what decides between them, and what is offered where nothing does."""

from __future__ import annotations

import pytest
from conftest_types import Ask, Means

from bot.corpus.entry import Corpus, Entry
from bot.diagnosis.diagnosis import Answered, Choice, Several, Unknown, decision_of
