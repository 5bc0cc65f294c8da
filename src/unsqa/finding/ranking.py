"""A query -> ranked passages: passage vectors, sentence vectors and words, fused into one total order.

Each leg scores every passage; a leg is standardised over the passages (z-score) and the legs are added:

    score = 0.5 z(passage) + 1 z(best sentence or pair) + 2 z(best bank question) + 1 z(BM25)

A question that is nothing but a name or an acronym has one leg more, of weight 2: whether the passage has that very
name, or another form of it (names.py). BM25 looks for the other forms of all names in a query, too.

An index too large to score every passage is narrowed first (narrowing.py); a smaller one is ranked exhaustively.

Without a question bank its leg is left out, and BM25, which then knows the report's words alone, weighs 0.25. The
weights were chosen by benchmarks/calibrate.py. BM25 takes part only for passages with text in the query's
language, their own or their bank questions': across languages its matches are accidents. Equal scores are ordered by
passage id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from unsqa.finding.narrowing import narrow
from unsqa.finding.rows import PART, QUESTION, WHOLE
from unsqa.types import Hit

if TYPE_CHECKING:
    from unsqa.finding.embedding import Vectors
    from unsqa.finding.filters import Scope
    from unsqa.finding.index import SearchIndex
    from unsqa.finding.narrowing import Narrowed
    from unsqa.finding.rows import RowTable
    from unsqa.types import Passage, Query

WEIGHTS = {"passage": 0.5, "sentence": 1.0, "question": 2.0, "words": 1.0, "name": 2.0}
WEIGHTS_WITHOUT_BANK = {"passage": 0.5, "sentence": 1.0, "words": 0.25, "name": 2.0}
DECIMALS = 5  # scores are rounded, so that the last bits of a processor's sums do not decide the order

Scores = np.ndarray[Any, np.dtype[np.float64]]


def rank(
    index: SearchIndex,
    query: Query,
    vector: Vectors,
    k: int,
    focus: Vectors | None = None,
    scope: Scope | None = None,
) -> tuple[Hit, ...]:
    """Return the k best passages for a query and its vector, float32 (dim,): score descending, then passage id.

    The similarities of the hits' sentences are those to `focus`, where it is given: the part of the query that matters
    within a passage. `scope` confines the search to some passages and raises the scores of those preferred.
    """
    if not index.passages or k < 1:
        return ()
    narrowed = narrow(index, query, vector, scope) if len(index.store) > index.store.reach else None
    if narrowed:
        index, scope = narrowed.index, narrowed.scope
    by_row = _similarities(index, query, vector)
    legs = _legs(index, query, by_row, np.ones(len(index.passages), bool) if narrowed is None else narrowed.sample)
    weights = WEIGHTS if "question" in legs else WEIGHTS_WITHOUT_BANK
    score = np.zeros(len(index.passages))
    for leg, values in legs.items():
        score += weights[leg] * standardise(values, _standard(leg, values, narrowed))
    score = np.round(score if scope is None else score + scope.bonus, DECIMALS)
    ids = np.array([passage.id for passage in index.passages])
    order = np.lexsort((ids, -score))
    order = (order if scope is None else order[scope.allowed[order]])[:k]
    places = {leg: _places(values) for leg, values in legs.items()}
    to_focus = by_row if focus is None else _similarities(index, query, focus)
    return tuple(_hit(index, int(row), float(score[row]), places, (by_row, to_focus)) for row in order)


def _standard(leg: str, values: Scores, narrowed: Narrowed | None) -> Scores:
    """Return the values that a leg is standardised by."""
    if narrowed is None:
        return values
    if leg == "words":
        return narrowed.words.astype(np.float64)
    if leg == "name":
        return np.asarray(np.arange(len(narrowed.words)) < values.sum(), np.float64)
    return values[narrowed.sample]


def _legs(index: SearchIndex, query: Query, by_row: Vectors, sample: np.ndarray[Any, Any]) -> dict[str, Scores]:
    """Return what each leg that takes part says of every passage; `sample` tells those that stand for all."""
    n_passages, kinds = len(index.passages), index.rows["kind"]
    legs = {"passage": by_row[kinds == WHOLE].astype(np.float64), "sentence": _best(index, by_row, kinds == PART)}
    if (kinds == QUESTION).any():
        question = _best(index, by_row, kinds == QUESTION)
        asked = np.isfinite(question)
        typical = question[asked & sample] if (asked & sample).any() else question[asked]
        # A passage that no question was written for is neither better nor worse; but where its whole report has none,
        # its sentences speak instead, or the reports that have a bank would drown it.
        banked = {passage.document for passage, has in zip(index.passages, asked.tolist(), strict=True) if has}
        without = np.array([passage.document not in banked for passage in index.passages])
        instead = np.where(without, standardise(legs["sentence"], legs["sentence"][sample]), 0.0)
        legs["question"] = np.where(asked, question, typical.mean() + typical.std() * instead)
    has_words = _speaks(index, query.language)
    if has_words.any():
        text = " ".join((query.text, *index.names.others(query.text)))
        words = np.where(has_words, index.lexicon.score(text, query.language), 0)
        legs["words"] = words.astype(np.float64).reshape(n_passages)
    named = np.array(index.names.find(query.text, [passage.shown for passage in index.passages]), np.float64)
    return legs | {"name": named} if named.any() else legs


def _best(index: SearchIndex, by_row: Vectors, mine: np.ndarray[Any, Any]) -> Scores:
    """Return each passage's best similarity among the rows that are meant; minus infinity where it has none."""
    best = np.full(len(index.passages), -np.inf)
    np.maximum.at(best, index.rows["passage"][mine], by_row[mine])
    return best


def _speaks(index: SearchIndex, language: str) -> np.ndarray[Any, Any]:
    """Tell for each passage whether any text in the language, its own or its questions', is indexed with it."""
    speaks = np.zeros(len(index.passages), bool)
    speaks[index.rows["passage"][index.rows["language"] == language]] = True
    return speaks


def _similarities(index: SearchIndex, query: Query, vector: Vectors) -> Vectors:
    """Return the query's similarity to every row, the query moved to the language of the row's text."""
    found = np.zeros(len(index.store), np.float32)
    for language in dict.fromkeys(index.rows["language"].tolist()):
        moved = index.background.move(vector, query.language, language)
        rows, similarities = index.store.search(moved[None, :], len(index.store))
        mine = index.rows["language"] == language
        found[mine] = _spread(rows[0], similarities[0], len(found))[mine]
    return found


def standardise(values: Scores, standard: Scores | None = None) -> Scores:
    """Return the z-scores of the values, by the mean and spread of the standard (themselves); zeros without a spread.

    >>> standardise(np.array([1.0, 3.0])).tolist(), standardise(np.array([2.0, 2.0])).tolist()
    ([-1.0, 1.0], [0.0, 0.0])
    """
    standard = values if standard is None else standard
    spread = standard.std()
    return (values - standard.mean()) / spread if spread > 1e-12 else np.zeros_like(values)


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
    own = np.flatnonzero(index.rows["passage"] == row)
    rows = index.rows[own]
    to_query, to_focus = (values[own] for values in similarities)
    kinds, passage = rows["kind"], index.passages[row]
    sentences, questions = (kinds == PART) & (rows["n_units"] == 1), kinds == QUESTION
    return Hit(
        passage=passage,
        score=score,
        ranks=tuple((leg, int(place[row])) for leg, place in places.items()),
        similarity=round(float(to_query[~questions].max()), DECIMALS),
        similarities=_by_unit(to_focus[sentences], rows[sentences], passage),
        asked=_by_unit(to_focus[questions], rows[questions], passage),
    )


def _by_unit(values: Vectors, rows: RowTable, passage: Passage) -> tuple[float, ...]:
    """Return for each unit of a passage the best value among the rows that cover it; 0 where none does."""
    best = [0.0] * len(passage.units)
    for value, first, n_units in zip(values.tolist(), rows["first"].tolist(), rows["n_units"].tolist(), strict=True):
        for unit in range(first, first + n_units):
            best[unit] = max(best[unit], round(value, DECIMALS))
    return tuple(best)
