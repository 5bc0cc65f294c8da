"""Writes the vectors and words of an index to a Milvus server, report by report; see labels.py for how editions go.

Not here: what is asked of the server (milvus.py).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from unsqa.finding.lexical import K1, B
from unsqa.finding.stores.connection import load_pymilvus
from unsqa.finding.stores.milvus import BATCH, word_text
from unsqa.finding.vectors import EXACT_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from unsqa.finding.embedding import Vectors
    from unsqa.finding.stores.labels import Labels
    from unsqa.finding.stores.milvus import Collections

MAX_BYTES = 65_535  # of a text; more Milvus does not take
N_PARTITIONS = 64  # that the reports are spread over
EXACT, EXACT_PARAMETERS = "FLAT", dict[str, Any]()
LARGE, LARGE_PARAMETERS = "HNSW_SQ", {"M": 16, "efConstruction": 200, "sq_type": "FP16"}
BM25, BM25_PARAMETERS = "SPARSE_INVERTED_INDEX", {"bm25_k1": K1, "bm25_b": B}


@dataclass(frozen=True, slots=True)
class MilvusWriter:
    """Writes the editions of reports that are not on the server yet."""

    collections: Collections
    labels: Labels

    def write(self, vectors: Vectors, spoken: Sequence[str], stems: Sequence[str]) -> int:
        """Write the vectors of all rows, with their languages, and the stems of all passages; what is there stays.

        Return how many reports were written.
        """
        self._create_vectors(vectors.shape[1], is_large=len(vectors) > EXACT_ROWS)
        self._create_words()
        written = 0
        for report, rows in self.labels.rows.items():
            passages = self.labels.passages[report]
            if self._is_there(self.collections.vectors, report, len(rows)) and self._is_there(
                self.collections.words, report, len(passages)
            ):
                continue
            self._upsert(self.collections.words, self._word_rows(report, stems))
            self._upsert(self.collections.vectors, self._vector_rows(report, vectors, spoken))
            written += 1
        for name in (self.collections.vectors, self.collections.words):
            self._call("flush", name)
            self._call("load_collection", name)
        return written

    def _create_vectors(self, dimension: int, *, is_large: bool) -> None:
        name = self.collections.vectors
        if not self._call("has_collection", name):
            schema, kinds = self._start_schema(is_partitioned=True), load_pymilvus().DataType
            schema.add_field("year", kinds.INT64)
            schema.add_field("language", kinds.VARCHAR, max_length=16)
            schema.add_field("spoken", kinds.VARCHAR, max_length=16)
            schema.add_field("kinds", kinds.ARRAY, element_type=kinds.VARCHAR, max_capacity=16, max_length=32)
            schema.add_field("vector", kinds.FLOAT_VECTOR, dim=dimension)
            self._call("create_collection", name, schema=schema, num_partitions=N_PARTITIONS)
        index = (LARGE, LARGE_PARAMETERS) if is_large else (EXACT, EXACT_PARAMETERS)
        self._index(name, "vector", "IP", *index)

    def _create_words(self) -> None:
        name = self.collections.words
        if not self._call("has_collection", name):
            pymilvus = load_pymilvus()
            schema, kinds = self._start_schema(is_partitioned=False), pymilvus.DataType
            analyzer = {"tokenizer": "standard"}
            schema.add_field(
                "text", kinds.VARCHAR, max_length=MAX_BYTES, enable_analyzer=True, analyzer_params=analyzer
            )
            schema.add_field("sparse", kinds.SPARSE_FLOAT_VECTOR)
            bm25 = {"input_field_names": ["text"], "output_field_names": ["sparse"]}
            schema.add_function(pymilvus.Function(name="bm25", function_type=pymilvus.FunctionType.BM25, **bm25))
            self._call("create_collection", name, schema=schema)
        self._index(name, "sparse", "BM25", BM25, BM25_PARAMETERS)

    def _start_schema(self, *, is_partitioned: bool) -> Any:  # noqa: ANN401
        pymilvus = load_pymilvus()
        schema, kinds = pymilvus.MilvusClient.create_schema(auto_id=False), pymilvus.DataType
        schema.add_field("id", kinds.VARCHAR, is_primary=True, max_length=64)
        schema.add_field("edition", kinds.VARCHAR, max_length=32)
        schema.add_field("report", kinds.VARCHAR, max_length=256, is_partition_key=is_partitioned)
        return schema

    def _index(self, name: str, field: str, metric: str, kind: str, parameters: dict[str, Any]) -> None:
        """Index a field, unless it is indexed so already; what was right for few vectors is replaced for many."""
        if field in self._call("list_indexes", name):
            found = self._call("describe_index", name, index_name=field)
            if found["index_type"] == kind:
                return
            self._call("release_collection", name)
            self._call("drop_index", name, index_name=field)
        wanted = load_pymilvus().MilvusClient.prepare_index_params()
        # a server reads parameters flat or under "params", Milvus Lite under "params" alone; pymilvus makes them flat
        nested = {"params": parameters}
        wanted.add_index(field_name=field, index_name=field, index_type=kind, metric_type=metric, params=nested)
        self._call("create_index", name, index_params=wanted)

    def _call(self, method: str, collection: str, **arguments: Any) -> Any:  # noqa: ANN401
        return self.collections.connection.call(method, collection_name=collection, **arguments)

    def _is_there(self, collection: str, report: str, n_wanted: int) -> bool:
        edition = self.collections.editions[report]
        condition = f"report == {json.dumps(report, ensure_ascii=False)} and edition == {json.dumps(edition)}"
        found = self._call("query", collection, filter=condition, output_fields=["count(*)"])
        return int(found[0]["count(*)"]) == n_wanted

    def _upsert(self, collection: str, rows: Iterator[dict[str, Any]]) -> None:
        batch: list[dict[str, Any]] = []
        for row in rows:
            batch.append(row)
            if len(batch) == BATCH:
                self._call("upsert", collection, data=batch)
                batch = []
        if batch:
            self._call("upsert", collection, data=batch)

    def _vector_rows(self, report: str, vectors: Vectors, spoken: Sequence[str]) -> Iterator[dict[str, Any]]:
        edition = self.collections.editions[report]
        for ordinal, row in enumerate(self.labels.rows[report].tolist()):
            yield {
                "id": f"{edition}:{ordinal}",
                "edition": edition,
                **self.labels.scalars[report],
                "kinds": list(self.labels.kinds[self.labels.passage_of[row]]),
                "spoken": spoken[row],
                "vector": vectors[row].tolist(),
            }

    def _word_rows(self, report: str, stems: Sequence[str]) -> Iterator[dict[str, Any]]:
        edition = self.collections.editions[report]
        for ordinal, row in enumerate(self.labels.passages[report].tolist()):
            text = word_text(stems[row].split(" ")).encode()[:MAX_BYTES].decode(errors="ignore")
            yield {"id": f"{edition}:{ordinal}", "edition": edition, "report": report, "text": text}


def prune(collections: Collections) -> None:
    """Remove what no edition that counts holds; to be done when the build that names them is in force."""
    kept = json.dumps(sorted(collections.editions.values()))
    for name in (collections.vectors, collections.words):
        collections.connection.call("delete", collection_name=name, filter=f"edition not in {kept}")
