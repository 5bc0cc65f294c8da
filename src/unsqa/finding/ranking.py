"""A query -> ranked passages: passage vectors, sentence vectors and words, fused into one total order.

Each leg scores every passage; a leg is standardised over the passages (z-score) and the legs are added:

    score = 0.5 z(passage) + 1 z(best sentence or pair) + 0.25 z(BM25)

The weights were chosen on benchmarks/calibration.jsonl. BM25 takes part only for passages of documents in the query's
language: across languages its matches are accidents. Equal scores are ordered by passage id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from unsqa.finding.rows import SENTENCE, WHOLE
from unsqa.types import Hit

if TYPE_CHECKING:
    from unsqa.finding.embedding import Vectors
    from unsqa.finding.index import SearchIndex
    from unsqa.types import Query

WEIGHTS = {"passage": 0.5, "sentence": 1.0, "words": 0.25}
MAX_ROWS = 65_536  # of vectors looked at for a query; below that many the search is exhaustive
DECIMALS = 5  # scores are rounded, so that the last bits of a processor's sums do not decide the order

Scores = np.ndarray[Any, np.dtype[np.float64]]


def rank(index: SearchIndex, query: Query, vector: Vectors, k: int, focus: Vectors | None = None) -> tuple[Hit, ...]:
    """Return the k best passages for a query and its vector, float32 (dim,): score descending, then passage id.

    The similarities of the hits' sentences are those to `focus`, where it is given: the part of the query that matters
    within a passage.
    """
    if not index.passages or k < 1:
        return ()
    languages = np.array([index.documents[passage.document].report.language for passage in index.passages])
    by_row = _similarities(index, query, vector, languages)
    whole = by_row[index.rows[:, 2] == WHOLE].astype(np.float64)
    part = np.full(len(index.passages), -1.0)
    np.maximum.at(part, index.rows[:, 0], by_row)
    legs = {"passage": whole, "sentence": part}
    if query.language in languages:
        words = index.lexicon.score(query.text, query.language)
        legs["words"] = np.where(languages == query.language, words, 0).astype(np.float64)
    score = sum((WEIGHTS[leg] * standardise(values) for leg, values in legs.items()), np.zeros(len(whole)))
    score = np.round(score, DECIMALS)
    ids = np.array([passage.id for passage in index.passages])
    order = np.lexsort((ids, -score))[:k]
    places = {leg: _places(values) for leg, values in legs.items()}
    to_focus = by_row if focus is None else _similarities(index, query, focus, languages)
    return tuple(_hit(index, int(row), float(score[row]), places, (by_row, to_focus)) for row in order)


def _similarities(index: SearchIndex, query: Query, vector: Vectors, languages: np.ndarray[Any, Any]) -> Vectors:
    """Return the query's similarity to every row, the query moved to the language of the row's document."""
    found = np.zeros(len(index.store), np.float32)
    of_row = languages[index.rows[:, 0]]
    for language in np.unique(languages):
        moved = index.background.move(vector, query.language, str(language))
        rows, similarities = index.store.search(moved[None, :], MAX_ROWS)
        mine = of_row == language
        found[mine] = _spread(rows[0], similarities[0], len(found))[mine]
    return found


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


def _places(values: Scores) -> np.ndarray[Any, Any]:
    """Return each value's rank from 1; equal values share one."""
    return 1 + np.searchsorted(np.sort(-values), -values)


def _hit(
    index: SearchIndex,
    row: int,
    score: float,
    places: dict[str, np.ndarray[Any, Any]],
    similarities: tuple[Vectors, Vectors],
) -> Hit:
    to_query, to_focus = similarities
    mine = index.rows[:, 0] == row
    sentences = to_focus[mine & (index.rows[:, 2] == SENTENCE)]
    return Hit(
        passage=index.passages[row],
        score=score,
        ranks=tuple((leg, int(place[row])) for leg, place in places.items()),
        similarity=round(float(to_query[mine].max()), DECIMALS),
        similarities=tuple(round(float(value), DECIMALS) for value in sentences),
    )
