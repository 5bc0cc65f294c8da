"""A large index -> the few passages that a query is ranked among, as if they were an index of their own.

Ranking scores every passage by all its vectors and standardises each leg over all passages. Beyond what a store can
score for each question, the passages are narrowed to

- candidates: of the passages of the nearest vectors in each language, and of those of the highest BM25 scores, the best
  by what these alone say; where filters leave few passages, all that they leave;
- a sample, the same for every query, by which the legs of the vectors are standardised. BM25, nearly always zero, is
  standardised over all passages.

A candidate's score is computed from all its vectors, so it differs from an exhaustive one by the sample's error in the
spread of a leg (4% with 256) and by the store's rounding; what is not among the candidates is not found.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from unsqa.finding.rows import PART, QUESTION, ROW, WHOLE
from unsqa.finding.vectors import Confined, HeldVectors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from unsqa.finding.embedding import Vectors
    from unsqa.finding.filters import Scope, Scores
    from unsqa.finding.index import SearchIndex
    from unsqa.finding.lexical import Scores as WordScores
    from unsqa.finding.rows import RowTable
    from unsqa.finding.vectors import Rows, VectorStore
    from unsqa.types import Passage, Query

N_NEAREST = 512  # rows, for each language
N_WORDED = 128  # passages, by BM25
N_CANDIDATES = 96  # passages of both
KINDS = {"passage": WHOLE, "sentence": PART, "question": QUESTION}
N_SAMPLED = 256  # passages
N_FEW = 2048  # passages left by filters, up to which all are candidates

Mask = np.ndarray[Any, np.dtype[np.bool_]]
Places = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things lie in a large index, worked out once when it is loaded.

    `owners` are the passages of the rows, int32 (n_rows,). `order` lists the rows passage by passage, those of passage
    p from `starts[p]` to `starts[p + 1]`. For each language of the rows, `spoken` tells the rows, bool (n_rows,), and
    `speaks` the passages with such a row, bool (n_passages,).
    `sample` are the passages that stand for all, ascending, and `documents` those that they are of; `table` are their
    rows, numbered anew, and `sampled` the vectors of these.
    """

    owners: np.ndarray[Any, np.dtype[np.int32]]
    order: Places
    starts: Places
    spoken: dict[str, Mask]
    speaks: dict[str, Mask]
    sample: Places
    documents: tuple[str, ...]
    table: RowTable
    sampled: VectorStore

    @classmethod
    def of(cls, rows: RowTable, passages: Sequence[Passage], store: VectorStore) -> Layout:
        """Work it out for a row table, its passages, and the vectors of its rows."""
        owners, n_passages = np.ascontiguousarray(rows["passage"]), len(passages)
        starts = np.concatenate(([0], np.cumsum(np.bincount(owners, minlength=n_passages))))
        spoken = {str(language): rows["language"] == language for language in np.unique(rows["language"])}
        speaks = {language: np.bincount(owners[mine], minlength=n_passages) > 0 for language, mine in spoken.items()}
        order = np.argsort(owners, kind="stable")
        sample = np.unique(np.linspace(0, n_passages - 1, min(N_SAMPLED, n_passages)).astype(np.int64))
        documents = tuple(passages[row].document for row in sample.tolist())
        layout = cls(owners, order, starts, spoken, speaks, sample, documents, rows[:0], store)
        own = layout.rows_of(sample)
        return replace(layout, table=layout.number(rows, sample), sampled=HeldVectors.of(store, own))

    @classmethod
    def empty(cls) -> Layout:
        """Return the layout of an index that is ranked as it is."""
        none = np.zeros(0, np.int64)
        return cls(
            none.astype(np.int32),
            none,
            none,
            {},
            {},
            none,
            (),
            np.zeros(0, ROW),
            HeldVectors(np.zeros((0, 1), np.float32)),
        )

    def rows_of(self, passages: Places) -> Places:
        """Return the rows of some passages, in the passages' order."""
        counts = self.starts[passages + 1] - self.starts[passages]
        before = np.cumsum(counts) - counts
        found: Places = self.order[np.repeat(self.starts[passages] - before, counts) + np.arange(counts.sum())]
        return found

    def number(self, rows: RowTable, passages: Places) -> RowTable:
        """Return the rows of some passages, which are numbered anew."""
        table = rows[self.rows_of(passages)]
        table["passage"] = np.repeat(np.arange(len(passages)), self.starts[passages + 1] - self.starts[passages])
        return table


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A small index in place of a large one; `scope` is of its passages, too.

    Of all passages of the large index: how many there are, whether any speaks the query's language, and the mean and
    the spread of their BM25 scores.
    """

    index: SearchIndex
    scope: Scope | None
    n_passages: int
    speaks: bool
    words: tuple[float, float]


@dataclass(frozen=True, slots=True)
class KnownScores:
    """BM25 scores that are known already, in place of a lexicon."""

    scores: WordScores

    def score(self, query: str, language: str) -> WordScores:  # noqa: ARG002  (as a lexicon has it)
        """Return the scores."""
        return self.scores


def narrow(
    index: SearchIndex, query: Query, vector: Vectors, scope: Scope | None, worth: Mapping[str, float]
) -> Narrowed:
    """Narrow a large index down to what a query and its vector, float32 (dim,), are ranked among.

    `worth` is what a similarity, or a standardised BM25 score, adds to a passage's score, by leg.
    """
    words = _score_words(index, query)
    moments = float(words.mean()), float(words.std())
    if (len(words) if scope is None else np.count_nonzero(scope.allowed)) <= N_FEW:
        kept = np.arange(len(words)) if scope is None else np.flatnonzero(scope.allowed)
    else:
        found = _find_nearest(index, query, vector, scope)
        worded = _find_worded(words if scope is None else np.where(scope.allowed, words, 0))
        pool: Places = np.array(sorted({*index.layout.owners[found[0]].tolist(), *worded.tolist()}), np.int64)
        known = words[pool].astype(np.float64) * (worth["words"] / max(moments[1], 1e-12))
        kept = _choose(index, pool, found, known if scope is None else known + scope.bonus[pool], worth)
    return Narrowed(
        index=_cut(index, kept, words[kept]),
        scope=None if scope is None else replace(scope, allowed=scope.allowed[kept], bonus=scope.bonus[kept]),
        n_passages=len(words),
        speaks=query.language in index.layout.speaks,
        words=moments,
    )


def _score_words(index: SearchIndex, query: Query) -> WordScores:
    """Return the BM25 score of each passage; 0 for those that do not speak the query's language."""
    speaks = index.layout.speaks.get(query.language)
    if speaks is None:
        return np.zeros(len(index.passages), np.float32)
    text = " ".join((query.text, *index.names.others(query.text)))
    words = index.lexicon.score(text, query.language)
    return words if speaks.all() else np.where(speaks, words, np.float32(0))


def _find_nearest(index: SearchIndex, query: Query, vector: Vectors, scope: Scope | None) -> tuple[Rows, Vectors]:
    """Return the rows nearest to the query, moved to each language, among the rows in it, and how near they are."""
    allowed = None if scope is None or scope.allowed.all() else scope.allowed[index.layout.owners]
    found = []
    for language, spoken in index.layout.spoken.items():
        confined = None if allowed is None and len(index.layout.spoken) == 1 else Confined(spoken, language)
        if scope is not None and allowed is not None:
            confined = Confined(spoken & allowed, language, scope.filters)
        moved = index.background.move(vector, query.language, language)
        found.append(index.store.search(moved[None, :], N_NEAREST, confined))
    rows, similarities = (np.concatenate(parts, axis=1)[0] for parts in zip(*found, strict=True))
    return rows[rows >= 0], similarities[rows >= 0]


def _find_worded(words: WordScores) -> Places:
    """Return the passages with the highest BM25 scores above 0; of equal ones the first."""
    n_lower = len(words) - N_WORDED
    least = np.partition(words, n_lower)[n_lower] if n_lower > 0 else 0
    held = np.flatnonzero((words > 0) & (words >= least))
    return held[np.argsort(-words[held], kind="stable")[:N_WORDED]]


def _choose(
    index: SearchIndex, pool: Places, found: tuple[Rows, Vectors], known: Scores, worth: Mapping[str, float]
) -> Places:
    """Return the candidates of a pool, both ascending: the best by the rows that were found and by what else is known.

    Where no row of a passage was found, the farthest that was stands for it.
    """
    rows, similarities = found
    place, kinds = np.searchsorted(pool, index.layout.owners[rows]), index.rows["kind"][rows]
    score = known.astype(np.float64)
    for leg, kind in KINDS.items():
        best = np.full(len(pool), similarities.min(initial=1))
        np.maximum.at(best, place[kinds == kind], similarities[kinds == kind])
        score += worth.get(leg, 0) * best
    return np.sort(pool[np.argsort(-score, kind="stable")[:N_CANDIDATES]])


def _cut(index: SearchIndex, kept: Places, words: WordScores) -> SearchIndex:
    """Return an index of some of the passages, numbered anew."""
    is_sample = np.array_equal(kept, index.layout.sample)
    return replace(
        index,
        passages=tuple(index.passages[row] for row in kept.tolist()),
        rows=index.layout.number(index.rows, kept),
        store=index.layout.sampled if is_sample else HeldVectors.of(index.store, index.layout.rows_of(kept)),
        lexicon=KnownScores(words),
    )
