"""Vectors and words on a Milvus server (Wang et al. 2021, SIGMOD; https://milvus.io), for more than one machine.

Two collections: `<name>_vectors`, a row a vector, partitioned by report; `<name>_words`, a row a passage, scored by
Milvus's own BM25 function. Words are stemmed here, as for the lexicon on disk, so that both score the same words.

Not here: writing them (milvus_writer.py); texts and the row table, which stay in the index folder.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from unsqa.errors import DamagedIndexError
from unsqa.finding.lexical import K1, stem_words
from unsqa.finding.stores.connection import Connection
from unsqa.finding.stores.labels import is_pushed_down, word_filters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from unsqa.finding.embedding import Vectors
    from unsqa.finding.lexical import Scores
    from unsqa.finding.stores.labels import Labels, Places
    from unsqa.finding.vectors import Confined, Rows

LIMIT = 16_384  # the most that one search of Milvus gives
BATCH = 500  # rows a call


@dataclass(frozen=True, slots=True)
class Collections:
    """The collections of a library on a server, and the edition of each report that counts."""

    connection: Connection
    vectors: str
    words: str
    editions: Mapping[str, str]

    @classmethod
    def open(cls, address: str, token: str, name: str, editions: Mapping[str, str]) -> Collections:
        """Return the collections of that name on a server."""
        vectors, words = f"{name}_vectors", f"{name}_words"
        return cls(Connection(address, token, (vectors, words)), vectors, words, editions)

    def place(self, identity: str, places: Mapping[str, Places]) -> int:
        """Return where in the index something with an id lies; -1 when no edition that counts has it."""
        edition, _, ordinal = identity.partition(":")
        mine = places.get(edition)
        return int(mine[int(ordinal)]) if mine is not None and int(ordinal) < len(mine) else -1

    def by_edition(self, places: Mapping[str, Places]) -> dict[str, Places]:
        """Return what reports hold by the names of their editions."""
        return {self.editions[report]: mine for report, mine in places.items()}


class MilvusStore:
    """A `VectorStore` over the vectors on a server."""

    reach = 0  # a server is never asked for all rows: ranking is narrowed, by a sample that is fetched once

    def __init__(self, collections: Collections, labels: Labels) -> None:
        self._collections = collections
        self._places = collections.by_edition(labels.rows)
        self._n_rows = sum(map(len, labels.rows.values()))
        self._editions = [collections.editions[report] for report in labels.rows]
        self._edition_of, self._ordinal_of = np.empty(self._n_rows, np.int32), np.empty(self._n_rows, np.int32)
        for number, mine in enumerate(labels.rows.values()):
            self._edition_of[mine], self._ordinal_of[mine] = number, np.arange(len(mine))

    def __len__(self) -> int:
        return self._n_rows

    def search(self, vectors: Vectors, k: int, confined: Confined | None = None) -> tuple[Rows, Vectors]:
        """Return the k nearest rows, int64 (n, k), and their similarities, float32 (n, k), best first."""
        k = min(k, self._n_rows, LIMIT)
        rows, similarities = np.full((len(vectors), k), -1, np.int64), np.full((len(vectors), k), -np.inf, np.float32)
        if k == 0 or not len(vectors):
            return rows, similarities
        asked = min(LIMIT, k if confined is None or is_pushed_down(confined.filters) else 4 * k)
        found = self._collections.connection.call(
            "search",
            collection_name=self._collections.vectors,
            data=np.asarray(vectors, np.float32).tolist(),
            anns_field="vector",
            limit=asked,
            filter="" if confined is None else word_filters(confined.filters, confined.language),
            search_params={"metric_type": "IP", "params": {"ef": max(asked, 256)}},
        )
        for number, hits in enumerate(found):
            mine = np.array([self._collections.place(hit["id"], self._places) for hit in hits], np.int64)
            values = np.array([hit["distance"] for hit in hits], np.float32)
            known = (mine >= 0) if confined is None else (mine >= 0) & confined.rows[mine]
            mine, values = mine[known], values[known]
            order = np.lexsort((mine, -values))[:k]
            rows[number, : len(order)], similarities[number, : len(order)] = mine[order], values[order]
        return rows, similarities

    def vectors(self, rows: Rows | None = None) -> Vectors:
        """Return the vectors of some rows, or of all, float32 (n, dim). Raises DamagedIndexError when one is gone."""
        wanted = np.arange(self._n_rows) if rows is None else rows
        editions = map(self._editions.__getitem__, self._edition_of[wanted].tolist())
        ids = [f"{edition}:{ordinal}" for edition, ordinal in zip(editions, self._ordinal_of[wanted], strict=True)]
        found: dict[str, Vectors] = {}
        for first in range(0, len(ids), BATCH):
            got = self._collections.connection.call(
                "get",
                collection_name=self._collections.vectors,
                ids=ids[first : first + BATCH],
                output_fields=["vector"],
            )
            found |= {one["id"]: np.asarray(one["vector"], np.float32) for one in got}
        if missing := set(ids) - set(found):
            address = self._collections.connection.address
            raise DamagedIndexError(
                f"{len(missing)} vectors of the index are not on {address}. Build it again with: unsqa index"
            )
        return np.stack([found[identity] for identity in ids])


class MilvusWords:
    """BM25 over the passages, on a server."""

    def __init__(self, collections: Collections, labels: Labels) -> None:
        self._collections = collections
        self._places = collections.by_edition(labels.passages)
        self._n_passages = sum(map(len, labels.passages.values()))

    def score(self, query: str, language: str) -> Scores:
        """Return the BM25 score of each passage, float32 (n_passages,); 0 beyond the best 16,384."""
        scores = np.zeros(self._n_passages, np.float32)
        if not (text := word_text(stem_words(query, language))):
            return scores
        found = self._collections.connection.call(
            "search",
            collection_name=self._collections.words,
            data=[text],
            anns_field="sparse",
            limit=min(LIMIT, max(self._n_passages, 1)),
            search_params={"metric_type": "BM25", "params": {}},
        )
        for hit in found[0]:  # with the factor K1 + 1, which Lucene's formula leaves out; by Milvus Lite with a minus
            if (place := self._collections.place(hit["id"], self._places)) >= 0:
                scores[place] = abs(hit["distance"]) / (K1 + 1)
        return scores


def word_text(stems: Sequence[str]) -> str:
    """Return stems as words that every analyzer leaves whole.

    >>> word_text(["shelter", "of", "c&a", "2.5", "million"])
    'shelter of c_a 2_5 million'
    """
    return " ".join(re.sub(r"\W", "_", stem) for stem in stems)
