"""Test doubles with scores that can be worked out by hand."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from unsqa.finding.lexical import fold_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unsqa.finding.embedding import Vectors
    from unsqa.settings import Settings


class WordEmbedder:
    """One axis a word (by its hash, of 512): the cosine of two texts is that of their word counts."""

    digest = "words-512"

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), 512), np.float32)
        for row, text in enumerate(texts):
            for word in fold_words(text) or ["nothing"]:
                vectors[row, int(hashlib.sha256(word.encode()).hexdigest(), 16) % 512] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True) if len(texts) else vectors

    def encode_bank(self, texts: Sequence[str]) -> Vectors:
        return self.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.embedded += texts
        return self.encode_queries(texts)


def load_words(settings: Settings) -> WordEmbedder:
    """Load the double as a process of its own would load the model."""
    return WordEmbedder()
