"""Vector search by FAISS (Douze et al. 2024, arXiv 2401.08281) on one machine.

Rows are numbered from 0 in the order they were added. Up to EXACT_ROWS the search is exact; what `compress` makes of
more is approximate (approximate.py), stays on disk and is mapped into memory, so that opening it reads next to nothing.

Not here: the store for more than one machine (stores/milvus.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from unsqa.errors import DamagedIndexError
from unsqa.finding.approximate import fit, tune
from unsqa.types.answer import EVERYTHING

if TYPE_CHECKING:
    from pathlib import Path

    from unsqa.finding.approximate import Cost
    from unsqa.finding.embedding import Vectors
    from unsqa.types.answer import Filters

EXACT_ROWS = 65_536  # a flat search of so many takes 8 ms, once for each language (benchmarks/scale.py)

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
        return not hasattr(self._index, "nlist")

    def add(self, vectors: Vectors) -> None:
        """Append float32 (n, dim) rows."""
        if len(vectors):
            self._index.add(np.ascontiguousarray(vectors, np.float32))

    def compress(self, exact_rows: int = EXACT_ROWS) -> Cost | None:
        """Make a store of more rows than that smaller and quicker, and return what it costs; None for one of fewer.

        The recall is measured on some of the vectors, against exact search.
        """
        if len(self) <= exact_rows or not self.is_exact:
            return None
        exact, self._index = self._index, fit(self._index)
        return tune(self._index, exact)

    def search(self, vectors: Vectors, k: int, confined: Confined | None = None) -> tuple[Rows, Vectors]:
        """Return the k nearest rows, int64 (n, k), and their similarities, float32 (n, k), best first."""
        k = min(k, len(self))
        if k == 0:
            return np.zeros((len(vectors), 0), np.int64), np.zeros((len(vectors), 0), np.float32)
        asked = np.ascontiguousarray(vectors, np.float32)
        similarities, rows = self._index.search(asked, k, params=self._parameters(confined))
        if rows.max() >= len(self):
            raise DamagedIndexError("The vectors are not as unsqa wrote them. Build the index again with: unsqa index")
        similarities[rows < 0] = -np.inf
        order = np.lexsort((rows, -similarities), axis=1)
        return np.take_along_axis(rows, order, 1), np.take_along_axis(similarities, order, 1)

    def _parameters(self, confined: Confined | None) -> Any:  # noqa: ANN401  (FAISS has no types)
        """Return what confines a search; where few rows are left, more of the cells are looked into."""
        faiss: Any = import_module("faiss")  # whose types know no keyword arguments
        if confined is None or confined.rows.all():
            return None
        chosen = faiss.IDSelectorBitmap(np.packbits(confined.rows, bitorder="little"))
        if self.is_exact:
            return faiss.SearchParameters(sel=chosen)
        share = max(float(confined.rows.mean()), 1 / len(self))
        n_probed = min(self._index.nlist, round(self._index.nprobe / share))
        return faiss.SearchParametersIVF(sel=chosen, nprobe=n_probed)

    def vectors(self, rows: Rows | None = None) -> Vectors:
        """Return the vectors of some rows, or of all, float32 (n, dim)."""
        wanted = np.arange(len(self)) if rows is None else np.ascontiguousarray(rows, np.int64)
        found: Vectors = self._index.reconstruct_batch(wanted)
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
        except RuntimeError as error:
            raise DamagedIndexError(f"{path} is not a FAISS index. Build it again with: unsqa index") from error
        return store
