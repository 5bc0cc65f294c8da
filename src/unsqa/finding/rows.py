"""What is embedded: for each passage itself, each of its sentences, and each pair of neighbouring sentences.

The passage has its headings in front and is found by a question about its subject; a sentence stands alone and is
found by a question about one fact. Headings in front of sentences cost precision (measured: docs/architecture.md).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from unsqa.types import Passage

# One row of the array a vector: the passage's number, its first sentence's number, how many sentences (0: the passage)
RowTable = np.ndarray[Any, np.dtype[np.int32]]
WHOLE, SENTENCE, PAIR = 0, 1, 2


def make_rows(passages: Sequence[Passage]) -> tuple[RowTable, list[str]]:
    """Return the row table, int32 (n_rows, 3), and the text of each row, passages in order."""
    rows: list[tuple[int, int, int]] = []
    texts: list[str] = []
    for number, passage in enumerate(passages):
        for first, n_sentences, text in _parts(passage):
            rows.append((number, first, n_sentences))
            texts.append(text)
    return np.array(rows, np.int32).reshape(-1, 3), texts


def hash_text(text: str) -> bytes:
    """Return the key under which a text's vector is kept from one build to the next: 32 bytes."""
    return hashlib.sha256(text.encode()).digest()


def _parts(passage: Passage) -> Iterator[tuple[int, int, str]]:
    yield 0, WHOLE, passage.shown
    spans = passage.sentences
    for n_sentences in (SENTENCE, PAIR):
        for first in range(len(spans) - n_sentences + 1):
            start, end = spans[first][0], spans[first + n_sentences - 1][1]
            text = passage.text[start - passage.start : end - passage.start]
            yield first, n_sentences, text
