"""Vector search: exact inner products by FAISS (Douze et al. 2024, arXiv 2401.08281).

Rows are numbered from 0 in the order they were added. Exact until it is measurably too slow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from unsqa.errors import DamagedIndexError

if TYPE_CHECKING:
    from pathlib import Path

    from unsqa.finding.embedding import Vectors

Rows = np.ndarray[Any, np.dtype[np.int64]]


class VectorStore(Protocol):
    """Holds vectors and finds the nearest by inner product."""

    def __len__(self) -> int:
        """Return how many vectors are held."""

    def add(self, vectors: Vectors) -> None:
        """Append float32 (n, dim) rows."""

    def search(self, vectors: Vectors, k: int) -> tuple[Rows, Vectors]:
        """Return the k nearest rows, int64 (n, k), and their similarities, float32 (n, k), best first.

        k is cut to the number of rows. Equal similarities come in order of row.
        """

    def save(self, path: Path) -> None:
        """Write the store to a file."""


class FaissStore:
    """A `VectorStore` over a flat FAISS index."""

    def __init__(self, dimension: int) -> None:
        import faiss

        self._index: Any = faiss.IndexFlatIP(dimension)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, vectors: Vectors) -> None:
        """Append float32 (n, dim) rows."""
        if len(vectors):
            self._index.add(np.ascontiguousarray(vectors, np.float32))

    def search(self, vectors: Vectors, k: int) -> tuple[Rows, Vectors]:
        """Return the k nearest rows, int64 (n, k), and their similarities, float32 (n, k), best first."""
        k = min(k, len(self))
        if k == 0:
            return np.zeros((len(vectors), 0), np.int64), np.zeros((len(vectors), 0), np.float32)
        similarities, rows = self._index.search(np.ascontiguousarray(vectors, np.float32), k)
        order = np.lexsort((rows, -similarities), axis=1)
        return np.take_along_axis(rows, order, 1), np.take_along_axis(similarities, order, 1)

    def vectors(self) -> Vectors:
        """Return all rows, float32 (n, dim)."""
        found: Vectors = self._index.reconstruct_n(0, len(self))
        return found

    def save(self, path: Path) -> None:
        """Write the store to a file. Raises OSError when it cannot be written whole."""
        import faiss

        path.write_bytes(faiss.serialize_index(self._index).tobytes())

    @classmethod
    def load(cls, path: Path) -> FaissStore:
        """Read the store that `save` wrote. Raises DamagedIndexError when it is not one."""
        import faiss

        store = cls.__new__(cls)
        try:
            store._index = faiss.deserialize_index(np.frombuffer(path.read_bytes(), np.uint8))
        except RuntimeError as error:
            raise DamagedIndexError(f"{path} is not a FAISS index. Build it again with: unsqa index") from error
        return store
