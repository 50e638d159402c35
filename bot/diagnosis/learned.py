"""Learned: all that a word index works out from the corpus's texts, as arrays that can be kept."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from bot.diagnosis.taught import Taught
from bot.diagnosis.tfidf import Channel, Collected

if TYPE_CHECKING:
    from bot.diagnosis.cache import Arrays


def key_of(parts: Sequence[Sequence[str]], cut_by: str, speakers: NDArray[np.intp]) -> str:
    """What tells one corpus's index from another's: its texts, what they are cut by, and whose they are."""
    digest = hashlib.sha256(cut_by.encode())
    for texts in parts:
        digest.update("\0".join((str(len(texts)), *texts)).encode())
    digest.update(speakers.astype(np.int64).tobytes())
    return digest.hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Learned:
    """The texts, weighed, and what their words speak for."""

    collected: Collected
    taught: Taught

    def arrays(self) -> Arrays:
        """Everything that `of` needs."""
        channels = {
            f"{number} {name}": array
            for number, channel in enumerate(self.collected.channels)
            for name, array in channel.arrays().items()
        }
        return {**channels, "kept": self.taught.kept, "weights": self.taught.weights}

    @classmethod
    def of(cls, arrays: Arrays, *, documents: int) -> Learned:
        """What gave these arrays. Raises KeyError and ValueError where they are something else."""
        count = len({name.partition(" ")[0] for name in arrays if " " in name})
        channels = [
            Channel.of({name.partition(" ")[2]: a for name, a in arrays.items() if name.startswith(f"{number} ")})
            for number in range(count)
        ]
        return cls(Collected(channels, documents=documents), Taught(arrays["kept"], arrays["weights"]))

    def targets_of(self, speakers: NDArray[np.intp], *, targets: int) -> csr_array:
        """By meaning, a row, 1 for each target whose texts speak of it; the speakers are the first texts' targets."""
        documents, terms, _ = self.collected.postings(channels=1)
        spoken = documents < len(speakers)
        meanings = len(self.collected.channels[0].idfs)
        often = csr_array(
            (np.ones(int(spoken.sum()), dtype=np.float32), (terms[spoken], speakers[documents[spoken]])),
            shape=(meanings, targets),
        )
        often.data[:] = 1.0
        return often
