"""What is embedded: each passage, each of its sentences and pairs of neighbours, and the bank questions it answers.

The passage has its headings in front and is found by a question about its subject; a sentence stands alone and is
found by a question about one fact; a bank question is found by the same question in other words. Headings in front of
sentences cost precision (measured: docs/architecture.md).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np

from unsqa.reading.bank import tie_banks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from unsqa.types import Document, Passage

WHOLE, PART, QUESTION = 0, 1, 2
# One row a vector: the passage's number; the first of its sentences meant and how many; the kind; the text's language.
ROW = np.dtype([("passage", "i4"), ("first", "i4"), ("n_sentences", "i4"), ("kind", "i4"), ("language", "U8")])
RowTable = np.ndarray[Any, np.dtype[np.void]]


def make_rows(documents: Sequence[Document], passages: Sequence[Passage]) -> tuple[RowTable, list[str]]:
    """Return the row table, (n_rows,) of ROW, and the text of each row: the passages in order, then their questions."""
    rows: list[tuple[int, int, int, int, str]] = []
    texts: list[str] = []
    languages = {document.id: document.report.language for document in documents}
    for number, passage in enumerate(passages):
        for first, n_sentences, kind, text in _parts(passage):
            rows.append((number, first, n_sentences, kind, languages[passage.document]))
            texts.append(text)
    for question, number, sentences in tie_banks(documents, passages):
        rows.append((number, sentences[0], len(sentences), QUESTION, question.language))
        texts.append(question.question)
    return np.array(rows, ROW), texts


def hash_text(text: str, kind: int) -> bytes:
    """Return the key under which a text's vector is kept from one build to the next: 32 bytes.

    Questions are encoded otherwise than passages, so the same words have another key.
    """
    return hashlib.sha256(f"{'query' if kind == QUESTION else 'passage'}: {text}".encode()).digest()


def _parts(passage: Passage) -> Iterator[tuple[int, int, int, str]]:
    spans = passage.sentences
    yield 0, len(spans), WHOLE, passage.shown
    for n_sentences in (1, 2):
        for first in range(len(spans) - n_sentences + 1):
            start, end = spans[first][0], spans[first + n_sentences - 1][1]
            yield first, n_sentences, PART, passage.text[start - passage.start : end - passage.start]
