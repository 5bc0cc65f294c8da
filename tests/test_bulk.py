"""Embedding many texts: batches, processes, Ray, and the journal that a stopped build goes on from."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from doubles import WordEmbedder, load_words
from small import write_small_corpus

from unsqa.errors import InputError, ModelError
from unsqa.finding.build import build_index
from unsqa.finding.bulk.batches import N_TEXTS, Batch, InProcess, make_batches
from unsqa.finding.bulk.choosing import choose_encoder
from unsqa.finding.bulk.journal import Journal
from unsqa.finding.bulk.known import KnownVectors
from unsqa.finding.bulk.processes import FEW, InProcesses
from unsqa.finding.bulk.ray_data import ClusterError, OnRay
from unsqa.finding.index import load_index, read_manifest
from unsqa.finding.rows import PART, QUESTION, WHOLE, hash_text
from unsqa.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from unsqa.finding.embedding import Vectors

TEXTS = [f"Crew {number} mended {'a net and ' * (number % 5)}{number} boats." for number in range(10 * N_TEXTS)]


def key(text: str, kind: int = PART) -> bytes:
    return hash_text(text, kind)


def batches_of(texts: Sequence[str]) -> list[Batch]:
    return make_batches({key(text): (text, PART) for text in texts})


def encoded(found: Iterator[tuple[Batch, Vectors]]) -> dict[bytes, Vectors]:
    return {key: vector for batch, vectors in found for key, vector in zip(batch.keys, vectors, strict=True)}


def assert_all_are_encoded_once(found: list[tuple[Batch, Vectors]], texts: Sequence[str]) -> None:
    assert sorted(key for batch, _ in found for key in batch.keys) == sorted(map(key, texts))
    vectors = encoded(iter(found))
    wanted = WordEmbedder().encode_queries(texts)
    assert np.array_equal(np.stack([vectors[key(text)] for text in texts]), wanted)


# Batches


def test_texts_go_longest_first_and_questions_apart() -> None:
    texts = {
        b"a": ("short", PART),
        b"b": ("Who?", QUESTION),
        b"c": ("a long one", WHOLE),
        b"d": ("What else?", QUESTION),
    }
    assert make_batches(texts) == [
        Batch((b"c", b"a"), ("a long one", "short"), are_questions=False),
        Batch((b"d", b"b"), ("What else?", "Who?"), are_questions=True),
    ]
    assert [len(batch.keys) for batch in batches_of(TEXTS[: N_TEXTS + 3])] == [N_TEXTS, 3]
    assert make_batches({}) == []


# Processes


def test_several_processes_encode_everything_once() -> None:
    found = list(InProcesses(Settings(), 2, WordEmbedder(), load_words).encode(batches_of(TEXTS)))
    assert_all_are_encoded_once(found, TEXTS)


def test_a_few_batches_are_encoded_here() -> None:
    here = WordEmbedder()
    batches = batches_of(TEXTS[: FEW * N_TEXTS])
    assert encoded(InProcesses(Settings(), 2, here).encode(batches)).keys() == set(map(key, here.embedded))
    alone = WordEmbedder()
    assert len(list(InProcesses(Settings(), 1, alone).encode(batches_of(TEXTS)))) == 10
    assert sorted(alone.embedded) == sorted(TEXTS)


def load_and_end(settings: Settings) -> WordEmbedder:
    os._exit(9)


def test_a_process_that_is_ended_is_said_with_what_to_do() -> None:
    with pytest.raises(ModelError, match=r"ended, perhaps for want of memory.*run unsqa index again, with a smaller"):
        list(InProcesses(Settings(), 2, WordEmbedder(), load_and_end).encode(batches_of(TEXTS)))


def test_the_settings_choose_the_encoder() -> None:
    embedder = WordEmbedder()
    assert choose_encoder(Settings(), embedder) == InProcesses(Settings(), 1, embedder)
    three = Settings(processes=3)
    assert choose_encoder(three, embedder) == InProcesses(three, 3, embedder)
    cluster = Settings(ray_address="ray://head:10001", processes=4)
    assert choose_encoder(cluster, embedder) == OnRay(cluster, "ray://head:10001", 4)


# Ray


@pytest.mark.filterwarnings("ignore")
def test_two_workers_of_a_ray_cluster_encode_everything_once(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ray.data")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    found = list(OnRay(Settings(), "local", 2, load_words).encode(batches_of(TEXTS)))
    assert_all_are_encoded_once(found, TEXTS)


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_that_cannot_be_reached_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ray.data")
    for address in ("127.0.0.1:1", "ray://127.0.0.1:1", "auto"):
        with pytest.raises(ClusterError, match=rf"'{address}' does not do what is asked .* mend the cluster"):
            list(OnRay(Settings(), address, 1, load_words).encode(batches_of(TEXTS[:3])))
    assert list(OnRay(Settings(), "127.0.0.1:1").encode([])) == []
    monkeypatch.setattr("unsqa.finding.bulk.ray_data.import_module", lambda name: (_ for _ in ()).throw(ImportError()))
    with pytest.raises(InputError, match=r'needs Ray\. Install it with: pip install "unsqa\[ray\]"'):
        list(OnRay(Settings(), "local").encode(batches_of(["one"])))


# The journal


VECTORS = np.arange(12, dtype=np.float32).reshape(4, 3) / 8
KEYS = [key(text) for text in "abcd"]


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "journal"
    journal = Journal(path, "model")
    journal.append(KEYS[:3], VECTORS[:3])
    journal.append(KEYS[3:], VECTORS[3:])
    return path


def read(path: Path, digest: str = "model") -> dict[bytes, list[float]]:
    journal = Journal(path, digest)
    return dict(zip(journal.keys, journal.vectors(np.arange(len(journal.keys))).tolist(), strict=True))


def test_what_was_written_is_read_by_the_next_process(written: Path) -> None:
    assert read(written) == dict(zip(KEYS, VECTORS.tolist(), strict=True))
    Journal(written, "model").remove()
    Journal(written, "model").remove()
    assert read(written) == {}


def test_vectors_are_rounded_to_16_bits(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal", "model")
    journal.append([key("a")], np.array([[0.1, 0.2]], np.float32))
    assert journal.vectors(np.array([0])).tolist() == [[0.0999755859375, 0.199951171875]]


def test_of_a_journal_cut_anywhere_the_whole_records_are_used_and_it_is_written_on(written: Path) -> None:
    whole = written.read_bytes()
    for n_bytes in range(len(whole)):
        written.write_bytes(whole[:n_bytes])
        n_whole = max(0, (n_bytes - 128) // 42)
        assert read(written) == dict(zip(KEYS[:n_whole], VECTORS[:n_whole].tolist(), strict=True))
        journal = Journal(written, "model")
        journal.append(KEYS[n_whole:], VECTORS[n_whole:])
        assert written.read_bytes() == whole


def test_a_record_with_a_changed_byte_is_dropped_and_the_others_are_used(written: Path) -> None:
    whole = written.read_bytes()
    for place in range(128, len(whole)):
        written.write_bytes(whole[:place] + bytes([whole[place] ^ 64]) + whole[place + 1 :])
        left = [number for number in range(4) if number != (place - 128) // 42]
        assert read(written) == {KEYS[number]: VECTORS[number].tolist() for number in left}


def test_a_journal_of_another_model_or_of_none_is_begun_anew(written: Path) -> None:
    assert read(written, "another") == {}
    written.write_bytes(b"unsqa vectors 1 model x".ljust(300))
    assert read(written) == {}
    assert not written.exists()


def test_vectors_come_from_wherever_they_are_known(written: Path) -> None:
    class Store:
        def vectors(self, rows):
            return np.array([[4, 5, 6], [1, 2, 3]], np.float32)[rows]

    known = KnownVectors()
    known.add(Store(), [key("x"), KEYS[0]])
    journal = Journal(written, "model")
    known.add(journal, journal.keys)
    assert known.gather([KEYS[3], key("x"), KEYS[0], KEYS[3]]).tolist() == [
        VECTORS[3].tolist(), [4, 5, 6], [1, 2, 3], VECTORS[3].tolist(),
    ]  # fmt: skip
    assert (key("x") in known, key("y") in known) == (True, False)
    with pytest.raises(ValueError, match="No vector"):
        known.gather([])


class StoppedError(Exception):
    """What stops a build in the midst of encoding."""


class StopsAfter(WordEmbedder):
    """Stops after so many texts."""

    def __init__(self, n_texts: int) -> None:
        super().__init__()
        self.n_texts = n_texts

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        if len(self.embedded) >= self.n_texts:
            raise StoppedError
        return super().encode_passages(texts)


def test_a_build_that_is_stopped_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unsqa.finding.bulk.batches.N_TEXTS", 8)
    corpus, index = write_small_corpus(tmp_path), tmp_path / "index"
    stopped, finishing = StopsAfter(20), WordEmbedder()
    with pytest.raises(StoppedError):
        build_index(corpus, index, stopped, model="words")
    report = build_index(corpus, index, finishing, model="words")
    assert (len(stopped.embedded), report.n_resumed) == (24, 24)
    assert set(stopped.embedded) & set(finishing.embedded) == set()
    assert report.describe()[-1] == "24 more were kept from a build that was stopped."
    assert not (index / ".vectors").exists()
    build_index(corpus, tmp_path / "fresh", WordEmbedder(), model="words")
    assert read_manifest(index) == read_manifest(tmp_path / "fresh")
    load_index(index, read_manifest(index))


def test_in_this_process_batches_come_in_the_order_given() -> None:
    batches = batches_of(TEXTS[:100])
    assert [batch for batch, _ in InProcess(WordEmbedder()).encode(batches)] == batches
