"""English: whether a text is written in another language than the documents, told by the words that they know.

A library that names the language would carry megabytes and still guess wrong on a line of ten words; all that is needed
here is whether it is ours, and thousands of English words stand in the corpus already.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from bot.corpus.entry import Corpus

LEAST_WORDS = 3
"""Fewer words are a name or a typo, not a language."""
LEAST_KNOWN = 0.6
"""Share of a text's words from which it is English; other languages share names and a few short words with it."""
LEAST_TIMES = 4
"""How often a word stands in the corpus if it is English: some of the asks quote people who mix languages."""
LEAST_OTHER_LETTERS = 0.5
"""Share of letters of another script from which nothing else is looked at."""

_WORD = re.compile(r"(?<![\w@/.-])[^\W\d_]{2,}(?![\w@/])")
_CODE = re.compile(r"`[^`]*`|https?://\S+|<[^>]*>|\S+@\S+|\{.*\}", re.DOTALL)
_PLAIN_WORD = re.compile(r"[a-z]{2,}")
_NAME = re.compile(r"[A-Z]{2,}|[A-Za-z][a-z]*[A-Z]\w*")
"""`DP`, `EventLog`: names that every language writes so."""


_OTHER = frozenset(
    """
    aan aber al ale algunos anche ao apa att au auch auf aux av avec bei bez bij bir bitte blev bu ce cela che chi
    co come con cuando czy da dan dans dari das dass dat de dei del della dem dengan der des desde det deze değil di
    dit dla dlaczego door dopo dos du een ein eine einen el ela ele ella elle eller em en erro es est esta este está
    et ett fehler foi foram från fue för für geen gibt gli ha haben han har hat hay het ho hoe hola hur ich ik ikke
    il ile ils ini inte io isso ist itu için jag jak je jeg jest już kadar kami kan kann ke kein keine kenapa
    komplett la las le les leur lo los ma maar mais mas med men met mi mit mot muito más na naar nach nada nam nas
    nasze ne necesito neden nel nella nem nicht nie niet nos nossa nossos nostra nostri nous nuestra nuestro não när
    och od og ogni olarak onze ook os où par para pas pelo perché pero però più po por porque pour pourquoi på qu
    que questo qui qué saya se seit sem ser seu sind się som sono sonra sont stati su sua sur são są te tem ti tidak
    till tous tudo tylko tym uit um uma un una und une uns unser unsere unseren untuk vad van var varför ve von voor
    vous vår waarom warum wat wenn werd werden wie wij wir wird worden wurde wurden ya yang yok za zijn zu çok że
    """.split()
)
"""Words that a dozen other languages cannot do without, and English has not; a sentence in one of those has one of
them, or a letter that English has not."""


class English:
    """Knows the words of one corpus."""

    def __init__(self, corpus: Corpus) -> None:
        counts = Counter(_PLAIN_WORD.findall("\n".join(_texts(corpus)).lower()))
        self._words = frozenset(word for word, count in counts.items() if count >= LEAST_TIMES) - _OTHER

    def is_other(self, text: str) -> bool:
        """Whether a text is written in another language; False where it is too short to tell."""
        plain = _CODE.sub(" ", text)
        letters = [character for character in plain if character.isalpha()]
        other = sum(1 for letter in letters if not unicodedata.name(letter, "LATIN").startswith("LATIN"))
        if len(letters) >= LEAST_WORDS and other >= LEAST_OTHER_LETTERS * len(letters):
            return True
        words = list(_words(plain))
        # a name from elsewhere, such as São Paulo, is no tell
        telling = [word for at, word in enumerate(words) if at == 0 or word[0].islower()]
        tells = sum(1 for word in telling if word.lower() in _OTHER or not word.isascii())
        known = sum(1 for word in words if word.lower() in self._words)
        return tells > 0 and len(words) >= LEAST_WORDS and known < LEAST_KNOWN * len(words)


def _words(text: str) -> Iterator[str]:
    return (found[0] for found in _WORD.finditer(text) if not _NAME.fullmatch(found[0]))


def _texts(corpus: Corpus) -> Iterator[str]:
    """Every text of the corpus that is prose."""
    yield from corpus.chatter
    for topic in corpus.topics:
        yield from topic.asks
    for entry in corpus:
        yield entry.title
        for texts in (entry.causes, entry.steps, entry.notes, entry.asks, entry.near_misses, entry.messages):
            yield from texts
