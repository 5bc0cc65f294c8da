"""A query -> ranked passages: passage vectors, sentence vectors and words, fused into one total order.

Each leg scores every passage; a leg is standardised over the passages (z-score) and the legs are added:

    score = z(passage) + z(best sentence or pair) + WORDS_WEIGHT * z(BM25)

BM25 takes part only for passages of documents in the query's language: across languages its matches are accidents,
and at full weight they halve what is found (measured: docs/architecture.md). Equal scores are ordered by passage id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from unsqa.finding.rows import WHOLE
from unsqa.types import Hit

if TYPE_CHECKING:
    from unsqa.finding.embedding import Vectors
    from unsqa.finding.index import SearchIndex
    from unsqa.types import Query

WORDS_WEIGHT = 0.5
MAX_ROWS = 65_536  # of vectors looked at for a query; below that many the search is exhaustive
DECIMALS = 5  # scores are rounded, so that the last bits of a processor's sums do not decide the order

Scores = np.ndarray[Any, np.dtype[np.float64]]


def rank(index: SearchIndex, query: Query, vector: Vectors, k: int) -> tuple[Hit, ...]:
    """Return the k best passages for a query and its vector, float32 (dim,): score descending, then passage id."""
    n_passages = len(index.passages)
    if not n_passages or k < 1:
        return ()
    rows, similarities = index.store.search(vector[None, :], MAX_ROWS)
    by_row = _spread(rows[0], similarities[0], len(index.store))
    is_whole = index.rows[:, 2] == WHOLE
    passage = by_row[is_whole].astype(np.float64)
    part = np.full(n_passages, -1.0)
    np.maximum.at(part, index.rows[:, 0], by_row)
    legs = {"passage": passage, "sentence": part}
    score = standardise(passage) + standardise(part)
    in_language = np.array([index.documents[p.document].report.language == query.language for p in index.passages])
    if in_language.any():
        words = np.where(in_language, index.lexicon.score(query.text), 0).astype(np.float64)
        legs["words"] = words
        score += WORDS_WEIGHT * standardise(words)
    score = np.round(score, DECIMALS)
    ids = np.array([p.id for p in index.passages])
    order = np.lexsort((ids, -score))[:k]
    places = {leg: _places(values) for leg, values in legs.items()}
    return tuple(_hit(index, int(row), float(score[row]), places, by_row) for row in order)


def standardise(values: Scores) -> Scores:
    """Return the z-scores of the values; zeros when they are all equal.

    >>> standardise(np.array([1.0, 3.0])).tolist(), standardise(np.array([2.0, 2.0])).tolist()
    ([-1.0, 1.0], [0.0, 0.0])
    """
    spread = values.std()
    return (values - values.mean()) / spread if spread > 1e-12 else np.zeros_like(values)


def _spread(rows: np.ndarray[Any, Any], similarities: Vectors, n_rows: int) -> Vectors:
    """Return a similarity for every row; rows beyond the search's reach get the least that it found."""
    by_row = np.full(n_rows, similarities[-1], np.float32)
    by_row[rows] = similarities
    return by_row


def _places(values: Scores) -> Scores:
    """Return each value's rank from 1; equal values share one."""
    return 1 + np.searchsorted(np.sort(-values), -values)


def _hit(index: SearchIndex, row: int, score: float, places: dict[str, Scores], by_row: Vectors) -> Hit:
    table = index.rows
    mine = table[:, 0] == row
    sentences = by_row[mine & (table[:, 2] == 1)]
    return Hit(
        passage=index.passages[row],
        score=score,
        ranks=tuple((leg, int(place[row])) for leg, place in places.items()),
        similarity=round(float(by_row[mine].max()), DECIMALS),
        similarities=tuple(round(float(value), DECIMALS) for value in sentences),
    )
