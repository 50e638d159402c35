"""TF-IDF: the numbers are scikit-learn's, and a large collection does not make a text expensive."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.corpus.entry import Corpus
from bot.diagnosis.terms import RUN, TermReader, runs_of
from bot.diagnosis.tfidf import MOST_POSTINGS, Collected, Floats


def _cosines(collected: Collected, *texts: list[str]) -> Floats:
    """A row for each text, which has the same terms in each channel."""
    return collected.cosines(
        collected.vectors([[channel.numbers(text) for channel in collected.channels] for text in texts])
    )


WORDS = st.lists(st.sampled_from([f"w{number}" for number in range(12)]), max_size=12)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(documents=st.lists(WORDS.filter(bool), min_size=1, max_size=8), texts=st.lists(WORDS, min_size=1, max_size=4))
def test_cosines_are_those_of_scikit_learn(documents: list[list[str]], texts: list[list[str]]) -> None:
    """Weights, smoothing and lengths agree with TfidfVectorizer; two channels add up, and texts do not."""
    vectors = TfidfVectorizer(analyzer=lambda terms: terms, sublinear_tf=True)
    expected = (vectors.fit_transform(documents) @ vectors.transform(texts).T).toarray().T
    twice = Collected.weighed([(document, document) for document in documents], channels=2)
    np.testing.assert_allclose(_cosines(twice, *texts), 2 * expected, atol=1e-6)


def test_letters_are_cut_as_scikit_learn_cuts_them(corpus: Corpus) -> None:
    """Runs of letters within words, the space around a word included, are its `char_wb` n-grams."""
    reader = TermReader(corpus)
    cut = TfidfVectorizer(analyzer="char_wb", ngram_range=(RUN, RUN), preprocessor=reader.plain).build_analyzer()
    for text in ("a", "It is  in no\tstate - to be sent, is it?", "Ünïcode « für » 7105", *corpus.chatter[:200]):
        (terms,) = reader.read([text])
        assert sorted(cut(text)) == sorted(chain.from_iterable(map(runs_of, terms.written)))


@pytest.mark.parametrize("documents", [10, MOST_POSTINGS - 1, 2 * MOST_POSTINGS])
def test_the_rarest_terms_count_where_there_are_too_many_documents(documents: int) -> None:
    """In a large collection a word of every document costs nothing; the word that tells one apart still finds it."""
    collected = Collected.weighed(([["everywhere", f"only{number}"]] for number in range(documents)), channels=1)
    cosines, _ = _cosines(collected, ["everywhere", f"only{documents // 2}"], ["everywhere"])
    assert documents // 2 == int(cosines.argmax())
    assert (documents if documents < MOST_POSTINGS else 1) == int(np.count_nonzero(cosines))
