"""A query -> ranked passages: passage vectors, sentence vectors and words, fused into one total order.

Each leg scores every passage; a leg is standardised over the passages (z-score) and the legs are added:

    score = 0.5 z(passage) + 1 z(best sentence or pair) + 2 z(best bank question) + 1 z(BM25)

To that comes, where there are several reports, how much the passage's report says of it: how far its best N_TOLD
passages stand above the N_COMPARED-th best of all, or above the middle of a few, on average.

A question that is nothing but a name or an acronym has one leg more, of weight 2: whether the passage has that very
name, or another form of it (names.py). BM25 looks for the other forms of all names in a query, too.

An index too large to score every passage is narrowed first (narrowing.py); a smaller one is ranked exhaustively.

Without a question bank its leg is left out, and BM25, which then knows the report's words alone, weighs 0.25. The
weights were chosen by benchmarks/calibrate.py. BM25 takes part only for passages with text in the query's
language, their own or their bank questions': across languages its matches are accidents. Equal scores are ordered by
passage id.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from unsqa.finding.narrowing import narrow
from unsqa.finding.rows import PART, QUESTION, WHOLE
from unsqa.finding.vectors import compare
from unsqa.types import Hit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from unsqa.finding.background import Background
    from unsqa.finding.embedding import Vectors
    from unsqa.finding.filters import Mask, Scope
    from unsqa.finding.index import SearchIndex
    from unsqa.finding.narrowing import Narrowed
    from unsqa.finding.rows import RowTable
    from unsqa.finding.vectors import Rows, VectorStore
    from unsqa.types import Query

WEIGHTS = {"passage": 0.5, "sentence": 1.0, "question": 2.0, "words": 1.0, "name": 2.0}
WEIGHTS_WITHOUT_BANK = {"passage": 0.5, "sentence": 1.0, "words": 0.25, "name": 2.0}
N_TOLD, N_COMPARED = 5, 96
DECIMALS = 5  # scores are rounded, so that the last bits of a processor's sums do not decide the order

Scores = np.ndarray[Any, np.dtype[np.float64]]
Moments = tuple[float, float]  # a mean and a spread


@dataclass(frozen=True, slots=True)
class VectorLegs:
    """What the legs of the vectors say of passages.

    `asked` are the similarities of the bank questions of those that have any, and `banked` the documents of these.
    Where they are a sample's, those of other passages are measured by them.
    """

    legs: dict[str, Scores]
    asked: Scores
    banked: set[str]


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
    narrowed = standard = None
    if len(index.store) > index.store.reach:
        standard = _measure_sample(index, query, vector)
        narrowed = narrow(index, query, vector, scope, _weigh_legs(standard.legs))
        index, scope = narrowed.index, narrowed.scope
    by_row = _similarities(index.background, index.rows["language"], index.store, query, vector)
    legs = _legs(index, query, by_row, standard, narrowed)
    weights = WEIGHTS if "question" in legs else WEIGHTS_WITHOUT_BANK
    score = np.zeros(len(index.passages))
    for leg, values in legs.items():
        score += weights[leg] * standardise(values, _moments(leg, values, standard, narrowed))
    n_passages = len(score) if narrowed is None else narrowed.n_passages
    score += _weigh_reports(index, score, None if scope is None else scope.allowed, n_passages)
    score = np.round(score if scope is None else score + scope.bonus, DECIMALS)
    found = _best_first(index, score, k, None if scope is None else scope.allowed)
    ranks = {leg: _places(values, found).tolist() for leg, values in legs.items()}
    by_leg = [tuple(zip(ranks, own, strict=True)) for own in zip(*ranks.values(), strict=True)]
    if focus is None:
        to_focus = by_row
    else:
        to_focus = _similarities(index.background, index.rows["language"], index.store, query, focus)
    details = zip(found.tolist(), by_leg, *_details(index, found, by_row, to_focus), strict=True)
    return tuple(Hit(index.passages[row], float(score[row]), *others) for row, *others in details)


def _best_first(index: SearchIndex, score: Scores, k: int, allowed: Mask | None) -> Rows:
    """Return the k passages allowed with the highest scores, in order: score descending, then passage id."""
    rows = np.arange(len(score)) if allowed is None else np.flatnonzero(allowed)
    if k < len(rows):
        least = np.partition(score[rows], len(rows) - k)[len(rows) - k]
        rows = rows[score[rows] >= least]
    return np.array(sorted(rows.tolist(), key=lambda row: (-score[row], index.passages[row].id))[:k], np.int64)


def _weigh_reports(index: SearchIndex, score: Scores, allowed: Mask | None, n_passages: int) -> Scores:
    """Return what each passage's report adds to its score; nothing where the best are all of one report."""
    added = np.zeros_like(score)
    if len(index.documents) < 2:
        return added
    rows = np.arange(len(score)) if allowed is None else np.flatnonzero(allowed)
    best = rows[np.argsort(-score[rows], kind="stable")[: min(N_COMPARED, n_passages // 2)]]
    above: dict[str, list[float]] = {}
    for row, value in zip(best.tolist(), (score[best] - score[best].min(initial=np.inf)).tolist(), strict=True):
        above.setdefault(index.passages[row].document, []).append(value)
    if len(above) > 1:
        told = {document: sum(values[:N_TOLD]) / N_TOLD for document, values in above.items()}
        added[best] = [told[index.passages[row].document] for row in best.tolist()]
    return added


def _measure_sample(index: SearchIndex, query: Query, vector: Vectors) -> VectorLegs:
    """Return what the legs of the vectors say of the passages that stand for all in a large index."""
    layout = index.layout
    by_row = _similarities(index.background, layout.table["language"], layout.sampled, query, vector)
    return _vector_legs(layout.table, layout.documents, by_row, None)


def _weigh_legs(legs: Mapping[str, Scores]) -> dict[str, float]:
    """Return what a similarity, or a standardised BM25 score, adds to a passage's score, by leg."""
    weights = WEIGHTS if "question" in legs else WEIGHTS_WITHOUT_BANK
    spreads = {leg: max(float(values.std()), 1e-12) for leg, values in legs.items()}
    return {leg: weights[leg] / spread for leg, spread in spreads.items()} | {"words": weights["words"]}


def _moments(leg: str, values: Scores, standard: VectorLegs | None, narrowed: Narrowed | None) -> Moments:
    """Return the mean and the spread that a leg is standardised by."""
    if narrowed is None or standard is None:
        return values.mean(), values.std()
    if leg == "words":
        return narrowed.words
    if leg == "name":
        share = values.sum() / narrowed.n_passages
        return share, (share * (1 - share)) ** 0.5
    others = standard.legs.get(leg, values)
    return others.mean(), others.std()


def _legs(
    index: SearchIndex, query: Query, by_row: Vectors, standard: VectorLegs | None, narrowed: Narrowed | None
) -> dict[str, Scores]:
    """Return what each leg that takes part says of every passage."""
    legs = _vector_legs(index.rows, [passage.document for passage in index.passages], by_row, standard).legs
    has_words = _speaks(index, query.language)
    if has_words.any() if narrowed is None else narrowed.speaks:
        text = " ".join((query.text, *index.names.others(query.text)))
        words = np.where(has_words, index.lexicon.score(text, query.language), 0)
        legs["words"] = words.astype(np.float64).reshape(len(index.passages))
    named = np.array(index.names.find(query.text, (passage.shown for passage in index.passages)), np.float64)
    return legs | {"name": named} if named.any() else legs


def _vector_legs(rows: RowTable, documents: Sequence[str], by_row: Vectors, standard: VectorLegs | None) -> VectorLegs:
    """Return what the legs of the vectors say of passages, given by their rows and the document that each is of."""
    n_passages, kinds = len(documents), rows["kind"]
    sentence = _best(n_passages, rows, by_row, kinds == PART)
    legs = {"passage": by_row[kinds == WHOLE].astype(np.float64), "sentence": sentence}
    question = _best(n_passages, rows, by_row, kinds == QUESTION)
    asked = np.isfinite(question)
    typical = question[asked] if standard is None or not len(standard.asked) else standard.asked
    banked = set() if standard is None else set(standard.banked)
    if len(typical):
        # A passage that no question was written for is neither better nor worse; but where its whole report has none,
        # its sentences speak instead, or the reports that have a bank would drown it.
        banked |= {document for document, has in zip(documents, asked.tolist(), strict=True) if has}
        without = np.array([document not in banked for document in documents])
        others = sentence if standard is None else standard.legs["sentence"]
        instead = np.where(without, standardise(sentence, (others.mean(), others.std())), 0.0)
        legs["question"] = np.where(asked, question, typical.mean() + typical.std() * instead)
    return VectorLegs(legs, typical, banked)


def _best(n_passages: int, rows: RowTable, by_row: Vectors, mine: Mask) -> Scores:
    """Return each passage's best similarity among the rows that are meant; minus infinity where it has none."""
    best = np.full(n_passages, -np.inf)
    np.maximum.at(best, rows["passage"][mine].astype(np.int64), by_row[mine].astype(np.float64))
    return best


def _speaks(index: SearchIndex, language: str) -> np.ndarray[Any, Any]:
    """Tell for each passage whether any text in the language, its own or its questions', is indexed with it."""
    speaks = np.zeros(len(index.passages), bool)
    speaks[index.rows["passage"][index.rows["language"] == language]] = True
    return speaks


def _similarities(
    background: Background, languages: np.ndarray[Any, Any], store: VectorStore, query: Query, vector: Vectors
) -> Vectors:
    """Return the query's similarity to every row, the query moved to the language of the row's text."""
    found = np.zeros(len(store), np.float32)
    left = np.ones(len(found), bool)
    while left.any():
        language = str(languages[left.argmax()])
        mine = languages == language
        left &= ~mine
        moved = background.move(vector, query.language, language)
        found[mine] = compare(store, moved, None if mine.all() else mine)
    return found


def standardise(values: Scores, moments: Moments | None = None) -> Scores:
    """Return the z-scores of the values, by a mean and spread (their own); zeros without a spread.

    >>> standardise(np.array([1.0, 3.0])).tolist(), standardise(np.array([2.0, 2.0])).tolist()
    ([-1.0, 1.0], [0.0, 0.0])
    """
    mean, spread = (values.mean(), values.std()) if moments is None else moments
    return (values - mean) / spread if spread > 1e-12 else np.zeros_like(values)


def _places(values: Scores, rows: Rows) -> Rows:
    """Return the rank, from 1, of the values of some rows among all; equal values share one."""
    return 1 + np.searchsorted(np.sort(-values), -values[rows])


def _details(index: SearchIndex, found: Rows, by_row: Vectors, to_focus: Vectors) -> tuple[list[Any], ...]:
    """Return for each passage found its similarity, and for each of its units how near it and its questions are."""
    place = np.full(len(index.passages), -1)
    place[found] = np.arange(len(found))
    owner = place[index.rows["passage"]]
    own = np.flatnonzero(owner >= 0)
    owner, rows, kinds = owner[own], index.rows[own], index.rows["kind"][own]
    nearest, told = np.full(len(found), -np.inf), kinds != QUESTION
    np.maximum.at(nearest, owner[told], by_row[own[told]].astype(np.float64))
    starts = np.cumsum([0, *(len(index.passages[row].units) for row in found.tolist())])
    by_unit = []
    for mine in ((kinds == PART) & (rows["n_units"] == 1), kinds == QUESTION):
        firsts = starts[owner[mine]] + rows["first"][mine]
        by_unit.append(_by_unit(starts, firsts, rows["n_units"][mine], to_focus[own[mine]]))
    return np.round(nearest, DECIMALS).tolist(), *by_unit


def _by_unit(starts: Rows, firsts: Rows, counts: Rows, values: Vectors) -> list[tuple[float, ...]]:
    """Return for each unit of each passage the best value among the runs of units that cover it; 0 where none does.

    The units of passage n are `starts[n]` to `starts[n + 1]`.
    """
    best = np.zeros(starts[-1])
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    np.maximum.at(best, np.repeat(firsts, counts) + within, np.repeat(values, counts).astype(np.float64))
    rounded = np.round(best, DECIMALS).tolist()
    return [tuple(rounded[start:end]) for start, end in pairwise(starts.tolist())]
