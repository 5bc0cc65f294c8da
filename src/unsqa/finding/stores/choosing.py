"""The one place where a store is chosen: in the index folder (`store = "faiss"`) or on a server (`store = "milvus"`).

A build writes its vectors and words here and gets them back here. In a build's folder `vectors.faiss` and `lexicon/`
hold them, or `milvus.json` says where they are: the address, the collections' name, the edition of each report.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from unsqa.errors import DamagedIndexError, InputError, StaleIndexError
from unsqa.finding.lexical import Lexicon
from unsqa.finding.stores.connection import Connection
from unsqa.finding.stores.labels import Labels, name_edition
from unsqa.finding.stores.milvus import Collections, MilvusStore, MilvusWords
from unsqa.finding.stores.milvus_writer import MilvusWriter, prune
from unsqa.finding.vectors import FaissStore

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from unsqa.finding.approximate import Cost
    from unsqa.finding.embedding import Vectors
    from unsqa.finding.index import Words
    from unsqa.finding.rows import RowTable
    from unsqa.finding.vectors import VectorStore
    from unsqa.settings import Settings
    from unsqa.types import Document, Passage

STORES = ("faiss", "milvus")
REBUILD = "Build it again with: unsqa index"
VECTORS, LEXICON, TICKET = "vectors.faiss", "lexicon", "milvus.json"


@dataclass(frozen=True)
class StoreChoice:
    """Which store, and for Milvus its address, what it asks for to let one in, and the name of the collections."""

    store: str = "faiss"
    address: str = ""
    token: str = ""
    collection: str = "unsqa"

    def __post_init__(self) -> None:
        if self.store not in STORES:
            raise InputError(f"The store is {self.store!r}; {' or '.join(map(repr, STORES))} was expected.")

    @classmethod
    def of(cls, settings: Settings) -> StoreChoice:
        """Return what the settings say."""
        return cls(settings.store, settings.milvus_address, settings.milvus_token, settings.milvus_collection)


@dataclass(frozen=True, slots=True)
class Searchable:
    """What of a build is searched: its rows, their vectors, float32 (n_rows, dim), the stems of each passage.

    `load` gives the documents, by id, and the passages, which a server alone has a use for.
    """

    rows: RowTable
    vectors: Vectors
    stems: Sequence[str]
    load: Callable[[], tuple[Mapping[str, Document], Sequence[Passage]]]


def check_store(choice: StoreChoice) -> None:
    """Raise StoreUnavailableError when the store is on a server that does not answer; better now than hours later."""
    if choice.store == "milvus":
        Connection(choice.address, choice.token).call("list_collections")


def write_store(build: Path, made: Searchable, choice: StoreChoice, earlier: VectorStore | None = None) -> Cost | None:
    """Write vectors and words for a build, and return what approximate search costs, if that is what they get.

    Of the earlier build's store may be used what takes long to make. On a server it stays until `prune_store`.
    """
    if choice.store == "milvus":
        _write_to_milvus(build, made, choice)
        return None
    store = FaissStore(made.vectors.shape[1])
    store.add(made.vectors)
    cost = store.compress(earlier=earlier)
    store.save(build / VECTORS)
    Lexicon.of_stems([line.split() for line in made.stems]).save(build / LEXICON)
    return cost


def open_store(
    build: Path, documents: Mapping[str, Document], passages: Sequence[Passage], rows: RowTable, choice: StoreChoice
) -> tuple[VectorStore, Words]:
    """Return the vectors and the words of a build. Raises StaleIndexError when it was written for another store."""
    written = "milvus" if (build / TICKET).exists() else "faiss"
    if written != choice.store:
        raise StaleIndexError(
            f'The index was built with store = "{written}", not "{choice.store}" as it is set now. {REBUILD}'
        )
    if written == "faiss":
        return FaissStore.load(build / VECTORS), Lexicon.load(build / LEXICON, len(passages))
    collections = _open_collections(build, choice)
    labels = Labels.of(documents, passages, rows)
    if set(labels.rows) != set(collections.editions):
        raise DamagedIndexError(f"{build / TICKET} is of other reports. {REBUILD}")
    return MilvusStore(collections, labels), MilvusWords(collections, labels)


def prune_store(build: Path, choice: StoreChoice) -> None:
    """Remove from a server what the build in force does not hold."""
    if choice.store == "milvus":
        prune(_open_collections(build, choice))


def _write_to_milvus(build: Path, made: Searchable, choice: StoreChoice) -> None:
    labels = Labels.of(*made.load(), made.rows)
    editions = {report: _name_edition(report, labels, made) for report in labels.rows}
    collections = Collections.open(choice.address, choice.token, choice.collection, editions)
    MilvusWriter(collections, labels).write(made.vectors, made.rows["language"].tolist(), made.stems)
    ticket: dict[str, Any] = {"address": choice.address, "collection": choice.collection, "editions": editions}
    (build / TICKET).write_text(json.dumps(ticket, indent=1, ensure_ascii=False), encoding="utf-8")


def _name_edition(report: str, labels: Labels, made: Searchable) -> str:
    """Return the name of a report's edition: other vectors, words or labels are another edition."""
    rows, passages = labels.rows[report], labels.passages[report]
    told = [[labels.kinds[row], made.stems[row]] for row in passages.tolist()]
    spoken = [made.rows["language"][rows].tolist(), labels.scalars[report]]
    return name_edition(report, made.vectors[rows].tobytes(), json.dumps([told, spoken]).encode())


def _open_collections(build: Path, choice: StoreChoice) -> Collections:
    try:
        ticket = json.loads((build / TICKET).read_text(encoding="utf-8"))
        name, editions = ticket["collection"], ticket["editions"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DamagedIndexError(f"{build / TICKET} is not as unsqa wrote it. {REBUILD}") from error
    return Collections.open(choice.address or ticket["address"], choice.token, name, editions)
