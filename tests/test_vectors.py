"""FAISS against brute force."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unsqa.errors import DamagedIndexError
from unsqa.finding.vectors import FaissStore

if TYPE_CHECKING:
    from pathlib import Path


def unit_rows(n: int, dimension: int, seed: int) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(n, dimension)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


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
