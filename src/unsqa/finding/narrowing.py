"""A large index -> the few passages that a query is ranked among, as if they were an index of their own.

Ranking scores every passage by all its vectors and standardises each leg over all passages. Beyond what a store can
score for each question, the passages are narrowed to

- candidates: those of the nearest vectors in each language, and those of the highest BM25 scores; where filters leave
  few passages, all that they leave;
- a sample, the same for every query, by which the legs of the vectors are standardised. BM25, nearly always zero, is
  standardised over all passages.

A candidate's score is computed from all its vectors, so it differs from an exhaustive one by the sample's error in the
spread of a leg (4% with 256) and by the store's rounding; what is not among the candidates is not found.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from unsqa.finding.vectors import Confined

if TYPE_CHECKING:
    from unsqa.finding.embedding import Vectors
    from unsqa.finding.filters import Scope
    from unsqa.finding.index import SearchIndex
    from unsqa.finding.lexical import Scores as WordScores
    from unsqa.finding.rows import RowTable
    from unsqa.finding.vectors import Rows, VectorStore
    from unsqa.types import Query

N_NEAREST = 128  # rows, for each language
N_WORDED = 32  # passages, by BM25
N_SAMPLED = 256  # passages
N_FEW = 2048  # passages left by filters, up to which all are candidates

Mask = np.ndarray[Any, np.dtype[np.bool_]]
Places = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things lie in a large index, worked out once when it is loaded.

    `order` lists the rows passage by passage, those of passage p from `starts[p]` to `starts[p + 1]`. For each language
    of the rows, `spoken` tells the rows, bool (n_rows,), and `speaks` the passages with such a row, bool (n_passages,).
    `sample` are the passages that stand for all, ascending, and `sampled` the vectors of their rows.
    """

    order: Places
    starts: Places
    spoken: dict[str, Mask]
    speaks: dict[str, Mask]
    sample: Places
    sampled: Vectors

    @classmethod
    def of(cls, rows: RowTable, n_passages: int, store: VectorStore) -> Layout:
        """Work it out for a row table and the vectors of its rows."""
        passages = rows["passage"]
        starts = np.concatenate(([0], np.cumsum(np.bincount(passages, minlength=n_passages))))
        spoken = {str(language): rows["language"] == language for language in np.unique(rows["language"])}
        speaks = {language: np.bincount(passages[mine], minlength=n_passages) > 0 for language, mine in spoken.items()}
        order = np.argsort(passages, kind="stable")
        sample = np.unique(np.linspace(0, n_passages - 1, min(N_SAMPLED, n_passages)).astype(np.int64))
        layout = cls(order, starts, spoken, speaks, sample, np.zeros((0, 0), np.float32))
        return replace(layout, sampled=store.vectors(layout.rows_of(sample)))

    @classmethod
    def empty(cls) -> Layout:
        """Return the layout of an index that is ranked as it is."""
        none = np.zeros(0, np.int64)
        return cls(none, none, {}, {}, none, np.zeros((0, 0), np.float32))

    def rows_of(self, passages: Places) -> Places:
        """Return the rows of some passages, in the passages' order."""
        counts = self.starts[passages + 1] - self.starts[passages]
        before = np.cumsum(counts) - counts
        found: Places = self.order[np.repeat(self.starts[passages] - before, counts) + np.arange(counts.sum())]
        return found


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A small index in place of a large one; `scope` is of its passages, too.

    `sample` tells the passages by which the legs of the vectors are standardised; `words` are the BM25 scores of all
    passages of the large index.
    """

    index: SearchIndex
    scope: Scope | None
    sample: Mask
    words: WordScores


@dataclass(frozen=True, slots=True)
class KnownScores:
    """BM25 scores that are known already, in place of a lexicon."""

    scores: WordScores

    def score(self, query: str, language: str) -> WordScores:  # noqa: ARG002  (as a lexicon has it)
        """Return the scores."""
        return self.scores


@dataclass(frozen=True, slots=True)
class GivenVectors:
    """A `VectorStore` over an array, float32 (n, dim), that is made for one query."""

    given: Vectors

    @property
    def reach(self) -> int:
        """All of them."""
        return len(self.given)

    def __len__(self) -> int:
        return len(self.given)

    def search(self, vectors: Vectors, k: int, confined: Confined | None = None) -> tuple[Rows, Vectors]:  # noqa: ARG002
        """Return the k nearest rows and their similarities; nothing is confined here."""
        found = vectors @ self.given.T
        rows = np.argsort(-found, axis=1, kind="stable")[:, :k]
        return rows, np.take_along_axis(found, rows, 1)

    def vectors(self, rows: Rows | None = None) -> Vectors:
        """Return the vectors of some rows, or of all."""
        return self.given if rows is None else self.given[rows]


def narrow(index: SearchIndex, query: Query, vector: Vectors, scope: Scope | None) -> Narrowed:
    """Narrow a large index down to what a query and its vector, float32 (dim,), are ranked among."""
    n_passages = len(index.passages)
    words = _score_words(index, query)
    allowed = np.ones(n_passages, bool) if scope is None else scope.allowed
    if np.count_nonzero(allowed) <= N_FEW:
        candidates = np.flatnonzero(allowed)
    else:
        candidates = np.concatenate([_find_nearest(index, query, vector, scope), _find_worded(words, allowed)])
    kept = np.union1d(index.layout.sample, candidates)
    return Narrowed(
        index=_cut(index, kept, words[kept]),
        scope=None if scope is None else replace(scope, allowed=scope.allowed[kept], bonus=scope.bonus[kept]),
        sample=np.isin(kept, index.layout.sample),
        words=words,
    )


def _score_words(index: SearchIndex, query: Query) -> WordScores:
    """Return the BM25 score of each passage; 0 for those that do not speak the query's language."""
    speaks = index.layout.speaks.get(query.language)
    if speaks is None:
        return np.zeros(len(index.passages), np.float32)
    text = " ".join((query.text, *index.names.others(query.text)))
    return np.where(speaks, index.lexicon.score(text, query.language), np.float32(0))


def _find_nearest(index: SearchIndex, query: Query, vector: Vectors, scope: Scope | None) -> Places:
    """Return the passages of the rows nearest to the query, moved to each language, among the rows in it."""
    passages = index.rows["passage"]
    found = []
    for language, spoken in index.layout.spoken.items():
        moved = index.background.move(vector, query.language, language)
        confined = Confined(spoken, language)
        if scope is not None and not scope.allowed.all():
            confined = Confined(spoken & scope.allowed[passages], language, scope.filters)
        rows = index.store.search(moved[None, :], N_NEAREST, confined)[0][0]
        found.append(passages[rows[rows >= 0]])
    return np.concatenate(found).astype(np.int64)


def _find_worded(words: WordScores, allowed: Mask) -> Places:
    """Return the passages allowed with the highest BM25 scores above 0; of equal ones the first."""
    best = np.where(allowed, words, 0)
    held = np.flatnonzero(best)
    return held[np.argsort(-best[held], kind="stable")[:N_WORDED]]


def _cut(index: SearchIndex, kept: Places, words: WordScores) -> SearchIndex:
    """Return an index of some of the passages, numbered anew."""
    rows = index.layout.rows_of(kept)
    table = index.rows[rows].copy()
    is_sampled = np.isin(table["passage"], index.layout.sample)
    table["passage"] = np.searchsorted(kept, table["passage"])
    vectors = np.empty((len(rows), index.layout.sampled.shape[1]), np.float32)
    vectors[is_sampled] = index.layout.sampled
    if not is_sampled.all():
        vectors[~is_sampled] = index.store.vectors(rows[~is_sampled])
    passages = tuple(index.passages[row] for row in kept)
    return replace(index, passages=passages, rows=table, store=GivenVectors(vectors), lexicon=KnownScores(words))
