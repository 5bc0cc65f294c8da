"""FAISS against brute force: exact up to a size, beyond it at a recall that is told."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unsqa.errors import DamagedIndexError
from unsqa.finding import approximate, index
from unsqa.finding.vectors import Confined, FaissStore, HeldVectors, compare


def unit_rows(n: int, dimension: int, seed: int) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(n, dimension)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@settings(deadline=None)  # a busy machine is no failure
@given(n=st.integers(1, 60), k=st.integers(1, 80), seed=st.integers(0, 10_000))
def test_search_is_brute_force_search(n: int, k: int, seed: int) -> None:
    vectors, queries = unit_rows(n, 8, seed), unit_rows(3, 8, seed + 1)
    store = FaissStore(8)
    store.add(vectors[: n // 2])
    store.add(vectors[n // 2 :])
    rows, similarities = store.search(queries, k)
    products = queries @ vectors.T
    expected = np.argsort(-products, axis=1, kind="stable")[:, :k]
    assert np.array_equal(rows, expected)
    assert np.allclose(similarities, np.take_along_axis(products, expected, 1), atol=1e-6)


def test_equal_similarities_come_in_order_of_row() -> None:
    store = FaissStore(2)
    store.add(np.array([[0, 1], [1, 0], [0, 1], [0, 1]], np.float32))
    assert store.search(np.array([[0, 1]], np.float32), 4)[0].tolist() == [[0, 2, 3, 1]]


def test_an_empty_store_finds_nothing() -> None:
    rows, similarities = FaissStore(4).search(unit_rows(2, 4, 0), 5)
    assert rows.shape == similarities.shape == (2, 0)


@settings(deadline=None)
@given(n=st.integers(0, 40), seed=st.integers(0, 1000))
def test_what_is_saved_is_loaded(tmp_path_factory: pytest.TempPathFactory, n: int, seed: int) -> None:
    store = FaissStore(6)
    store.add(unit_rows(n, 6, seed))
    path = tmp_path_factory.mktemp("store") / "vectors.faiss"
    store.save(path)
    loaded = FaissStore.load(path)
    assert len(loaded) == n
    assert np.array_equal(loaded.vectors(), unit_rows(n, 6, seed))


def test_a_file_that_is_no_index_is_named(tmp_path: Path) -> None:
    path = tmp_path / "vectors.faiss"
    path.write_bytes(b"not FAISS")
    with pytest.raises(DamagedIndexError, match=r"vectors\.faiss is not a FAISS index\. Build it again"):
        FaissStore.load(path)


@settings(deadline=None)
@given(n=st.integers(0, 60), seed=st.integers(0, 10_000), has_mask=st.booleans())
def test_comparing_gives_what_a_search_for_all_gives(n: int, seed: int, has_mask: bool) -> None:
    store = FaissStore(8)
    store.add(unit_rows(n, 8, seed))
    mine = np.random.default_rng(seed).random(n) < 0.5 if has_mask else None
    (rows,), (similarities,) = store.search(unit_rows(1, 8, seed + 1), n)
    wanted = np.zeros(n, np.float32)
    wanted[rows] = similarities
    wanted = wanted if mine is None else wanted[mine]
    assert np.array_equal(compare(store, unit_rows(1, 8, seed + 1)[0], mine), wanted)
    held = HeldVectors(unit_rows(n, 8, seed))
    assert compare(held, unit_rows(1, 8, seed + 1)[0], mine) == pytest.approx(wanted, abs=1e-6)


def clustered_rows(n: int, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    vectors = unit_rows(40, 16, 7)[rng.integers(0, 40, n)] + 0.15 * rng.normal(size=(n, 16)).astype(np.float32)
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def compressed(vectors: np.ndarray) -> FaissStore:
    store = FaissStore(vectors.shape[1])
    store.add(vectors)
    store.compress(exact_rows=100)
    return store


def test_few_vectors_stay_exact() -> None:
    store = FaissStore(8)
    store.add(unit_rows(100, 8, 0))
    assert store.compress(exact_rows=100) is None
    assert store.is_exact


def test_many_vectors_take_half_the_bytes_and_their_recall_is_told(tmp_path: Path) -> None:
    vectors, queries = clustered_rows(4000), clustered_rows(200, 1)
    store = FaissStore(16)
    store.add(vectors)
    wanted = store.search(queries, 10)[0]
    cost = store.compress(exact_rows=100)
    found = store.search(queries, 10)[0]
    reached = np.mean([np.isin(theirs, mine).mean() for mine, theirs in zip(found, wanted, strict=True)])
    assert cost is not None
    assert (cost.n_cells, store.is_exact, len(store)) == (128, False, 4000)
    assert min(reached, cost.recall) >= 0.97
    store.save(tmp_path / "vectors.faiss")
    assert cost.bytes_per_vector * 4000 == pytest.approx((tmp_path / "vectors.faiss").stat().st_size, rel=0.02)


def test_an_approximate_store_is_mapped_and_answers_as_it_did(tmp_path: Path) -> None:
    store = compressed(clustered_rows(2000))
    store.save(tmp_path / "vectors.faiss")
    loaded = FaissStore.load(tmp_path / "vectors.faiss")
    maps = Path("/proc/self/maps")
    assert not maps.exists() or str(tmp_path / "vectors.faiss") in maps.read_text()
    queries = clustered_rows(50, 1)
    for mine, theirs in zip(loaded.search(queries, 10), store.search(queries, 10), strict=True):
        assert np.array_equal(mine, theirs)


def test_what_was_rounded_once_is_not_rounded_again() -> None:
    once = compressed(clustered_rows(2000))
    twice = compressed(once.vectors())
    queries = clustered_rows(50, 1)
    assert np.array_equal(twice.vectors(), once.vectors())
    assert np.array_equal(twice.search(queries, 10)[0], once.search(queries, 10)[0])
    assert np.abs(once.vectors(np.array([5, 1999])) - clustered_rows(2000)[[5, 1999]]).max() < 1e-3


@pytest.mark.parametrize("is_large", [False, True], ids=["exact", "approximate"])
def test_a_part_of_a_store_has_its_vectors_in_the_order_asked_for(is_large: bool) -> None:
    store, asked = (
        compressed(clustered_rows(1000)) if is_large else HeldVectors(clustered_rows(1000)),
        unit_rows(1, 16, 3)[0],
    )
    for rows in (np.array([7, 3, 999]), np.zeros(0, np.int64)):
        similarities = compare(HeldVectors.of(store, rows), asked)
        assert similarities == pytest.approx(clustered_rows(1000)[rows] @ asked, abs=1e-3)


@pytest.mark.parametrize("is_large", [False, True], ids=["exact", "approximate"])
def test_a_confined_search_finds_all_that_it_may_and_nothing_else(is_large: bool) -> None:
    vectors = clustered_rows(1000)
    store = compressed(vectors) if is_large else FaissStore(16)
    if not is_large:
        store.add(vectors)
    allowed = np.arange(1000) % 125 == 0
    rows, similarities = store.search(clustered_rows(2, 1), 20, Confined(allowed, "en"))
    for mine, values in zip(rows, similarities, strict=True):
        assert sorted(mine[:8]) == np.flatnonzero(allowed).tolist()
        assert mine[8:].tolist() == [-1] * 12
        assert np.isneginf(values[8:]).all()


def test_a_truncated_approximate_store_is_named(tmp_path: Path) -> None:
    path = tmp_path / "vectors.faiss"
    compressed(clustered_rows(1000)).save(path)
    path.write_bytes(path.read_bytes()[:-1000])
    with pytest.raises(DamagedIndexError, match=r"vectors\.faiss is not a FAISS index"):
        FaissStore.load(path)


def test_an_approximate_store_with_a_row_that_does_not_exist_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "vectors.faiss"
    compressed(clustered_rows(1000)).save(path)
    whole, row = path.read_bytes(), np.int64(777).tobytes()
    places = [at for at in range(len(whole)) if whole.startswith(row, at)]
    path.write_bytes(whole[: places[0]] + np.int64(1_000_777).tobytes() + whole[places[0] + 8 :])
    with pytest.raises(DamagedIndexError, match=r"vectors\.faiss is not as unsqa wrote it\. Build it again"):
        FaissStore.load(path)


def test_an_index_of_another_kind_is_named(tmp_path: Path) -> None:
    faiss.write_index(faiss.IndexHNSWFlat(16, 8), str(tmp_path / "vectors.faiss"))
    with pytest.raises(DamagedIndexError, match=r"vectors\.faiss is of a form that is no more\. Build it again"):
        FaissStore.load(tmp_path / "vectors.faiss")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_store_that_cannot_be_written_whole_says_so() -> None:
    with pytest.raises(OSError, match="No space left on device"):
        compressed(clustered_rows(1000)).save(Path("/dev/full"))


def test_a_large_file_is_checked_in_parts_when_it_is_opened_and_wholly_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "LARGE", 1000)
    monkeypatch.setattr(index, "PART_BYTES", 10)
    (tmp_path / "small").write_bytes(bytes(1000))
    (tmp_path / "large").write_bytes(bytes(100_000))
    digests = index.hash_build(tmp_path)
    index.check_files(tmp_path, digests)
    index.check_files(tmp_path, digests, wholly=False)
    for name, at, seen in (("large", 0, True), ("large", 99_999, True), ("large", 50, False), ("small", 50, True)):
        whole = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(whole[:at] + b"x" + whole[at + 1 :])
        with pytest.raises(DamagedIndexError, match=f"{name} is not as unsqa wrote it"):
            index.check_files(tmp_path, digests)
        if seen:
            with pytest.raises(DamagedIndexError, match=f"{name} is not as unsqa wrote it"):
                index.check_files(tmp_path, digests, wholly=False)
        else:
            index.check_files(tmp_path, digests, wholly=False)
        (tmp_path / name).write_bytes(whole)


def test_the_cells_of_an_earlier_store_are_used_again_unless_they_do_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    earlier, found = compressed(clustered_rows(2000)), []
    find_cells = approximate._find_cells
    monkeypatch.setattr(approximate, "_find_cells", lambda *given: found.append(given) or find_cells(*given))
    monkeypatch.setattr("unsqa.finding.vectors.MOST_PROBED", 1.0)
    for n_rows, n_found in ((2020, 0), (9000, 1)):  # so many more take more cells
        store = FaissStore(16)
        store.add(clustered_rows(n_rows))
        cost = store.compress(exact_rows=100, earlier=earlier)
        assert cost is not None
        assert (len(found), cost.recall >= 0.97) == (n_found, True)
    monkeypatch.setattr("unsqa.finding.vectors.MOST_PROBED", 0.0)
    store = FaissStore(16)
    store.add(clustered_rows(2020))
    store.compress(exact_rows=100, earlier=earlier)
    assert len(found) == 2


def test_of_vectors_that_are_the_same_any_will_do() -> None:
    store = FaissStore(16)
    store.add(np.repeat(clustered_rows(40), 50, axis=0))
    cost = store.compress(exact_rows=100)
    assert cost is not None
    assert cost.recall >= 0.9  # by their rows a fifth would count as found


def test_vectors_held_in_memory_are_searched_as_those_of_a_store() -> None:
    vectors, queries = unit_rows(200, 8, 1), unit_rows(5, 8, 2)
    store, held = FaissStore(8), HeldVectors(vectors)
    store.add(vectors)
    confined = Confined(np.arange(200) % 50 == 0, "en")
    assert len(held) == held.reach == 200
    assert np.array_equal(held.vectors(np.array([3, 1])), vectors[[3, 1]])
    for confinement in (None, confined):
        rows, similarities = held.search(queries, 10, confinement)
        wanted, expected = store.search(queries, 10, confinement)
        assert np.array_equal(rows, wanted)
        assert similarities == pytest.approx(expected, abs=1e-6)
