"""Vector search by FAISS (Douze et al. 2024, arXiv 2401.08281) on one machine.

Rows are numbered from 0 in the order they were added. Up to EXACT_ROWS the search is exact; what `compress` makes of
more is approximate (approximate.py), stays on disk and is mapped into memory, so that opening it reads next to nothing.

Not here: the store for more than one machine (stores/milvus.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np

from unsqa.errors import DamagedIndexError
from unsqa.finding.approximate import N_SAMPLED_AGAIN, fit, is_sound, look_into, read_refined, tune
from unsqa.types.answer import EVERYTHING

if TYPE_CHECKING:
    from pathlib import Path

    from unsqa.finding.approximate import Cost
    from unsqa.finding.embedding import Vectors
    from unsqa.types.answer import Filters

EXACT_ROWS = 65_536  # a flat search of so many takes 8 ms, once for each language (benchmarks/scale.py)
MOST_PROBED = 0.25  # of the cells, for which they were found among vectors too unlike those that are there now

Rows = np.ndarray[Any, np.dtype[np.int64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class Confined:
    """What a search is confined to: rows, bool (n_rows,), which are those of a language that the filters leave.

    The same thing twice: a store in this process takes the mask, a server its terms.
    """

    rows: Mask
    language: str
    filters: Filters = EVERYTHING


class VectorStore(Protocol):
    """Holds vectors and finds the nearest by inner product. How they come to be there is each store's own affair."""

    @property
    def reach(self) -> int:
        """How many rows the store may have for a search to give them all, exactly."""

    def __len__(self) -> int:
        """Return how many vectors are held."""

    def search(self, vectors: Vectors, k: int, confined: Confined | None = None) -> tuple[Rows, Vectors]:
        """Return the k nearest rows, int64 (n, k), and their similarities, float32 (n, k), best first.

        k is cut to the number of rows. Equal similarities come in order of row. Where fewer are found, the rest is
        row -1 with similarity minus infinity.
        """

    def vectors(self, rows: Rows | None = None) -> Vectors:
        """Return the vectors of some rows, or of all, float32 (n, dim)."""


@runtime_checkable
class Comparing(Protocol):
    """What a store may have beside: a quicker way to all similarities than a search for all rows."""

    def compare(self, vector: Vectors, mine: Mask | None = None) -> Vectors:
        """Return the similarity of a vector (dim,) to every row, or to those that are `mine`: float32, in order."""


def compare(store: VectorStore, vector: Vectors, mine: Mask | None = None) -> Vectors:
    """Return the similarity of a vector (dim,) to every row, or to those that are `mine`: float32, in their order.

    Rows beyond the store's reach get the least that was found.
    """
    if isinstance(store, Comparing):
        return store.compare(vector, mine)
    return _search_all(store, vector, mine)


class HeldVectors:
    """A `VectorStore` of a few vectors in memory, float32 (n, dim), which are all compared at once."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    @classmethod
    def of(cls, store: VectorStore, rows: Rows) -> HeldVectors:
        """Take some rows out of a store, in their order."""
        return cls(store.vectors(rows)) if len(rows) else cls(np.zeros((0, 1), np.float32))

    @property
    def reach(self) -> int:
        """How many rows there are."""
        return len(self)

    def __len__(self) -> int:
        return len(self._vectors)

    def search(self, vectors: Vectors, k: int, confined: Confined | None = None) -> tuple[Rows, Vectors]:
        """Return the k nearest rows, int64 (n, k), and their similarities, float32 (n, k), best first."""
        similarities = vectors @ self._vectors.T
        if confined is not None:
            similarities[:, ~confined.rows] = -np.inf
        order = np.argsort(-similarities, axis=1, kind="stable")[:, :k]
        similarities = np.take_along_axis(similarities, order, 1)
        return np.where(np.isfinite(similarities), order, -1), similarities

    def compare(self, vector: Vectors, mine: Mask | None = None) -> Vectors:
        """Return the similarity of a vector (dim,) to every row, or to those that are `mine`: float32, in order."""
        found: Vectors = self._vectors @ vector if len(self) else np.zeros(0, np.float32)
        return found if mine is None else found[mine]

    def vectors(self, rows: Rows | None = None) -> Vectors:
        """Return the vectors of some rows, or of all, float32 (n, dim)."""
        return self._vectors if rows is None else self._vectors[rows]


class FaissStore:
    """A `VectorStore` over a FAISS index."""

    reach = EXACT_ROWS

    def __init__(self, dimension: int) -> None:
        import faiss

        self._index: Any = faiss.IndexFlatIP(dimension)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def is_exact(self) -> bool:
        """Whether every vector is compared, as it was given."""
        return not hasattr(self._index, "refine_index")

    def add(self, vectors: Vectors) -> None:
        """Append float32 (n, dim) rows."""
        if len(vectors):
            self._index.add(np.ascontiguousarray(vectors, np.float32))

    def compress(self, exact_rows: int = EXACT_ROWS, earlier: VectorStore | None = None) -> Cost | None:
        """Make a store of more rows than that smaller and quicker, and return what it costs; None for one of fewer.

        The recall is measured on some of the vectors, against exact search. The cells of an earlier store are used
        again, unless more than MOST_PROBED of them would have to be looked into.
        """
        if len(self) <= exact_rows or not self.is_exact:
            return None
        exact = self._index
        if isinstance(earlier, FaissStore) and not earlier.is_exact:
            self._index = fit(exact, earlier._index)
            cost = tune(self._index, exact, N_SAMPLED_AGAIN)
            if cost.n_probed <= cost.n_cells * MOST_PROBED:
                return cost
        self._index = fit(exact)
        return tune(self._index, exact)

    def search(self, vectors: Vectors, k: int, confined: Confined | None = None) -> tuple[Rows, Vectors]:
        """Return the k nearest rows, int64 (n, k), and their similarities, float32 (n, k), best first."""
        k = min(k, len(self))
        if k == 0:
            return np.zeros((len(vectors), 0), np.int64), np.zeros((len(vectors), 0), np.float32)
        asked = np.ascontiguousarray(vectors, np.float32)
        similarities, rows = self._index.search(asked, k, params=self._parameters(k, confined))
        if rows.max() >= len(self):
            raise DamagedIndexError("The vectors are not as unsqa wrote them. Build the index again with: unsqa index")
        similarities[rows < 0] = -np.inf
        order = np.lexsort((rows, -similarities), axis=1)
        return np.take_along_axis(rows, order, 1), np.take_along_axis(similarities, order, 1)

    def compare(self, vector: Vectors, mine: Mask | None = None) -> Vectors:
        """Return the similarity of a vector (dim,) to every row, or to those that are `mine`: float32, in order."""
        if not self.is_exact or not len(self):
            return _search_all(self, vector, mine)
        found, confined = np.zeros(len(self), np.float32), None if mine is None else Confined(mine, "")
        # a quarter of the time of a search for the n nearest
        _, similarities, rows = self._index.range_search(vector[None], -np.inf, params=self._parameters(1, confined))
        found[rows] = similarities
        return found if mine is None else found[mine]

    def _parameters(self, k: int, confined: Confined | None) -> Any:  # noqa: ANN401  (FAISS has no types)
        """Return what confines a search."""
        faiss: Any = import_module("faiss")  # whose types know no keyword arguments
        chosen, n_chosen = None, len(self)
        if confined is not None and (n_chosen := int(np.count_nonzero(confined.rows))) < len(self):
            chosen = faiss.IDSelectorBitmap(np.packbits(confined.rows, bitorder="little"))
        if self.is_exact:
            return chosen and faiss.SearchParameters(sel=chosen)
        return look_into(self._index, k, chosen, n_chosen / len(self))

    def vectors(self, rows: Rows | None = None) -> Vectors:
        """Return the vectors of some rows, or of all, float32 (n, dim)."""
        wanted = np.arange(len(self)) if rows is None else np.ascontiguousarray(rows, np.int64)
        found: Vectors = self._index.reconstruct_batch(wanted) if self.is_exact else read_refined(self._index, wanted)
        return found

    def save(self, path: Path) -> None:
        """Write the store to a file. Raises OSError when it cannot be written whole."""
        faiss: Any = import_module("faiss")
        with path.open("wb") as file:
            faiss.write_index(self._index, faiss.PyCallbackIOWriter(file.write, 1 << 20))

    @classmethod
    def load(cls, path: Path) -> FaissStore:
        """Open the store that `save` wrote. Raises DamagedIndexError when it is not one."""
        import faiss

        store = cls.__new__(cls)
        try:
            store._index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
            readable = isinstance(store._index, faiss.IndexFlat | faiss.IndexRefine)
        except RuntimeError as error:
            raise DamagedIndexError(f"{path} is not a FAISS index. Build it again with: unsqa index") from error
        if not readable:
            raise DamagedIndexError(f"{path} is of a form that is no more. Build it again with: unsqa index")
        if not store.is_exact and not is_sound(store._index):
            raise DamagedIndexError(f"{path} is not as unsqa wrote it. Build it again with: unsqa index")
        return store


def _search_all(store: VectorStore, vector: Vectors, mine: Mask | None) -> Vectors:
    rows, similarities = store.search(vector[None], len(store))
    found = np.full(len(store), similarities[0, -1] if len(store) else 0, np.float32)
    found[rows[0]] = similarities[0]
    return found if mine is None else found[mine]
