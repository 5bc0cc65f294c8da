"""Milvus against FAISS and the lexicon: the same rows, scores and hits; and a server that goes and comes.

Milvus Lite runs the code that a cluster runs.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from doubles import WordEmbedder
from small import BOATS_QUESTION, write_small_corpus

from unsqa.answering.assistant import Assistant
from unsqa.errors import InputError, SearchIndexError, StaleIndexError
from unsqa.finding.build import build_index
from unsqa.finding.filters import Scope, allow, find_facets
from unsqa.finding.index import load_index, read_manifest
from unsqa.finding.lexical import stem_words
from unsqa.finding.parts import collect_words
from unsqa.finding.ranking import rank
from unsqa.finding.stores.choosing import Searchable, StoreChoice, open_store, prune_store, write_store
from unsqa.finding.stores.connection import Connection, StoreUnavailableError
from unsqa.finding.vectors import Confined
from unsqa.types import Query
from unsqa.types.answer import EVERYTHING, Filters

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from unsqa.finding.index import SearchIndex

pytest.importorskip("pymilvus")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def exact(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    folder = tmp_path_factory.mktemp("exact")
    write_small_corpus(folder)
    build_index(folder / "corpus", folder / "index", WordEmbedder(), model="words")
    return load_index(folder / "index", read_manifest(folder / "index"))


def searchable(index: SearchIndex) -> Searchable:
    words = collect_words(tuple(index.documents.values()), index.passages)
    stems = [" ".join(stem for part in parts for stem in stem_words(*part)) for parts in words]
    return Searchable(index.rows, index.store.vectors(), stems, lambda: (index.documents, index.passages))


def move(index: SearchIndex, folder: Path, choice: StoreChoice) -> SearchIndex:
    write_store(folder, searchable(index), choice)
    return open_index(index, folder, choice)


def open_index(index: SearchIndex, folder: Path, choice: StoreChoice) -> SearchIndex:
    store, words = open_store(folder, index.documents, index.passages, index.rows, choice)
    return replace(index, store=store, lexicon=words)


@pytest.fixture(scope="module")
def choice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreChoice]:
    address = str(tmp_path_factory.mktemp("milvus") / "library.db")
    yield StoreChoice("milvus", address)
    from milvus_lite.server_manager import server_manager_instance

    server_manager_instance.release_server(address)


@pytest.fixture(scope="module")
def moved(exact: SearchIndex, choice: StoreChoice, tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    return move(exact, tmp_path_factory.mktemp("build"), choice)


def test_the_same_rows_are_nearest(exact: SearchIndex, moved: SearchIndex) -> None:
    asked = WordEmbedder().encode_queries([BOATS_QUESTION, "night schools", "water"])
    rows, similarities = exact.store.search(asked, 1000)
    mine, values = moved.store.search(asked, 1000)
    assert values == pytest.approx(similarities, abs=1e-5)
    assert [dict(zip(a, b, strict=True)) for a, b in zip(mine.tolist(), np.round(values, 5).tolist(), strict=True)] == [
        dict(zip(a, b, strict=True)) for a, b in zip(rows.tolist(), np.round(similarities, 5).tolist(), strict=True)
    ]
    assert np.array_equal(moved.store.vectors(), exact.store.vectors())


@pytest.mark.parametrize(
    ("query", "language"), [("the school", "en"), ("los barcos", "es"), ("2,307 C&A", "en"), ("", "en")]
)
def test_words_are_scored_by_the_same_formula(
    exact: SearchIndex, moved: SearchIndex, query: str, language: str
) -> None:
    assert moved.lexicon.score(query, language) == pytest.approx(exact.lexicon.score(query, language), abs=1e-4)


FILTERS = [EVERYTHING, Filters(years=(2021,)), Filters(languages=("es",)), Filters(kinds=("text",), years=(2021,))]


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_the_same_hits_are_found(exact: SearchIndex, moved: SearchIndex, filters: Filters) -> None:
    allowed = allow(find_facets(exact.documents, exact.passages), filters)
    scope = Scope(allowed, np.zeros(len(allowed)), filters)
    for text, language in ((BOATS_QUESTION, "en"), ("¿Quién reparó los barcos?", "es"), ("night schools", "en")):
        vector = WordEmbedder().encode_queries([text])[0]
        wanted = rank(exact, Query(text, language), vector, 5, None, scope)
        found = rank(moved, Query(text, language), vector, 5, None, scope)
        assert [hit.passage.id for hit in found] == [hit.passage.id for hit in wanted]
        assert [hit.score for hit in found] == pytest.approx([hit.score for hit in wanted], abs=1e-3)


@pytest.mark.parametrize("filters", FILTERS[1:], ids=str)
def test_filters_are_pushed_down(exact: SearchIndex, moved: SearchIndex, filters: Filters) -> None:
    allowed = allow(find_facets(exact.documents, exact.passages), filters)[exact.rows["passage"]]
    asked = WordEmbedder().encode_queries([BOATS_QUESTION])
    everything = np.ones(len(exact.rows), bool)  # what is left out, the server left out
    rows = moved.store.search(asked, 1000, Confined(everything, "en", filters))[0][0]
    assert sorted(rows[rows >= 0]) == np.flatnonzero(allowed & (exact.rows["language"] == "en")).tolist()


def test_a_kind_that_no_passage_has_leaves_nothing(exact: SearchIndex, moved: SearchIndex) -> None:
    everything = Confined(np.ones(len(exact.rows), bool), "en", Filters(kinds=("figure",)))
    assert set(moved.store.search(WordEmbedder().encode_queries(["boats"]), 5, everything)[0][0].tolist()) == {-1}


def test_a_report_that_did_not_change_is_not_written_again(
    exact: SearchIndex, moved: SearchIndex, choice: StoreChoice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    call = Connection.call

    def listen(self: Connection, method: str, **arguments: object) -> object:
        written.extend(row["id"].split(":")[0] for row in arguments["data"]) if method == "upsert" else None
        return call(self, method, **arguments)

    monkeypatch.setattr(Connection, "call", listen)
    move(exact, tmp_path, choice)
    assert written == []
    changed = next(iter(exact.documents))
    rows = np.array([exact.passages[row].document == changed for row in exact.rows["passage"]])
    other = replace(searchable(exact), vectors=np.where(rows[:, None], -exact.store.vectors(), exact.store.vectors()))
    write_store(tmp_path, other, choice)
    assert len(set(written)) == 1
    assert np.array_equal(moved.store.vectors(), exact.store.vectors())  # the index in force is answered as before
    prune_store(tmp_path, choice)
    assert np.array_equal(open_index(exact, tmp_path, choice).store.vectors(), other.vectors)
    with pytest.raises(SearchIndexError, match=r"vectors of the index are not on .*library\.db\. Build it again"):
        moved.store.vectors()
    move(exact, tmp_path, choice)


def test_an_index_of_the_other_store_is_stale(exact: SearchIndex, tmp_path: Path) -> None:
    write_store(tmp_path, searchable(exact), StoreChoice())
    with pytest.raises(StaleIndexError, match='built with store = "faiss", not "milvus" as it is set now'):
        open_index(exact, tmp_path, StoreChoice("milvus", "http://127.0.0.1:1"))


def test_a_store_that_is_not_known_and_an_address_that_is_missing_are_named() -> None:
    with pytest.raises(InputError, match="The store is 'redis'; 'faiss' or 'milvus' was expected"):
        StoreChoice("redis")
    with pytest.raises(InputError, match="milvus_address is empty"):
        Connection("")


def serve(folder: Path, port: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "milvus_lite", "server", "--data-dir", str(folder), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(150):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return server
        time.sleep(0.1)
    server.kill()
    raise TimeoutError(port)


def test_a_server_that_goes_is_named_and_one_that_comes_back_is_used(exact: SearchIndex, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = serve(tmp_path / "data", port)
    try:
        index = move(exact, tmp_path, StoreChoice("milvus", f"http://127.0.0.1:{port}"))
        asked = WordEmbedder().encode_queries(["night schools"])
        before = index.store.search(asked, 5)[0].tolist()
        server.kill()
        server.wait()
        with pytest.raises(SearchIndexError, match=rf"Milvus server at http://127\.0\.0\.1:{port} does not answer"):
            index.store.search(asked, 5)
        server = serve(tmp_path / "data", port)
        assert index.store.search(asked, 5)[0].tolist() == before
    finally:
        server.kill()
        server.wait()


def test_one_setting_moves_an_index_to_the_server_and_back_and_nothing_is_embedded_again(
    choice: StoreChoice, tmp_path: Path
) -> None:
    corpus, index = write_small_corpus(tmp_path), tmp_path / "index"
    elsewhere = replace(choice, collection="moving")
    built, answers = [], []
    for store in (StoreChoice(), elsewhere, elsewhere, StoreChoice()):
        built.append(build_index(corpus, index, WordEmbedder(), model="words", store=store).n_embedded)
        assistant = Assistant(load_index(index, read_manifest(index), store), WordEmbedder())
        answers.append(
            [assistant.ask(question).citations for question in (BOATS_QUESTION, "Who runs the night schools?")]
        )
    assert built[1:] == [0, 0, 0]
    assert answers[1:] == [answers[0]] * 3


def test_a_server_that_is_gone_is_said_before_anything_is_embedded(tmp_path: Path) -> None:
    corpus, index, embedder = write_small_corpus(tmp_path), tmp_path / "index", WordEmbedder()
    build_index(corpus, index, WordEmbedder(), model="words")
    before = read_manifest(index)
    gone = StoreChoice("milvus", "http://127.0.0.1:1")
    with pytest.raises(
        StoreUnavailableError, match=r"at http://127\.0\.0\.1:1 does not answer .* The index is untouched"
    ):
        build_index(corpus, index, embedder, model="words", store=gone)
    assert embedder.embedded == []
    assert read_manifest(index) == before
