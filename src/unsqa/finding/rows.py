"""What is embedded: each passage, its sentences, pairs of neighbours and readings of figures, its bank questions.

The passage has its headings in front and is found by a question about its subject; a sentence stands alone and is
found by a question about one fact; a bank question is found by the same question in other words. Headings in front of
sentences cost precision (measured: docs/architecture.md).
"""

from __future__ import annotations

import hashlib
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from unsqa.reading.bank import tie_banks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from unsqa.types import Document, Passage

WHOLE, PART, QUESTION = 0, 1, 2
# One row a vector: the passage's number; the first of its units meant and how many; the kind; the text's language.
ROW = np.dtype([("passage", "i4"), ("first", "i4"), ("n_units", "i4"), ("kind", "i4"), ("language", "U8")])
RowTable = np.ndarray[Any, np.dtype[np.void]]


def make_rows(documents: Sequence[Document], passages: Sequence[Passage]) -> tuple[RowTable, list[str]]:
    """Return the row table, (n_rows,) of ROW, and the text of each row: the passages in order, then their questions.

    A question has a row for each run of units that answers it.
    """
    rows: list[tuple[int, int, int, int, str]] = []
    texts: list[str] = []
    languages = {document.id: document.report.language for document in documents}
    for number, passage in enumerate(passages):
        for first, n_units, kind, text in _parts(passage):
            rows.append((number, first, n_units, kind, languages[passage.document]))
            texts.append(text)
    for question, number, units in tie_banks(documents, passages):
        for first, n_units in _runs(units):
            rows.append((number, first, n_units, QUESTION, question.language))
            texts.append(question.question)
    return np.array(rows, ROW), texts


def hash_text(text: str, kind: int) -> bytes:
    """Return the key under which a text's vector is kept from one build to the next: 32 bytes.

    Questions are encoded otherwise than passages, so the same words have another key.
    """
    return hashlib.sha256(f"{'query' if kind == QUESTION else 'passage'}: {text}".encode()).digest()


def _runs(units: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the runs of units that follow one another: the first and how many.

    >>> list(_runs([2, 3, 7]))
    [(2, 2), (7, 1)]
    """
    first = 0
    for row in range(1, len(units) + 1):
        if row == len(units) or units[row] != units[row - 1] + 1:
            yield units[first], row - first
            first = row


def _parts(passage: Passage) -> Iterator[tuple[int, int, int, str]]:
    n_sentences = len(passage.sentences)
    yield 0, n_sentences, WHOLE, passage.shown
    for unit in range(len(passage.units)):
        yield unit, 1, PART, passage.unit_text(unit)
    for first, ((start, _), (_, end)) in enumerate(pairwise(passage.sentences)):
        yield first, 2, PART, passage.text[start - passage.start : end - passage.start]
