"""Approximate search by an inverted file: the vectors in cells, as 16-bit floats, of which a search looks into a few.

The cells are k-means' (Sivic & Zisserman 2003; FAISS IndexIVFScalarQuantizer). Half-precision was chosen over 8 bits,
and cells over a graph (HNSW), by measurement (docs/scale.md): on a million vectors 8 bits alone lose more than is
allowed. Rounding to 16 bits twice is rounding once, so that an index made of what was read from another is the same.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from unsqa.finding.embedding import Vectors

RECALL = 0.98  # to reach when the index is built; real questions may get a little less (docs/scale.md)
LEAST_SHARE = 32  # one cell in so many is looked into at least
NEIGHBOURS = 10
N_SAMPLED = 256
TRAINED_PER_CELL = 64  # vectors that k-means is given for each cell
BLOCK = 65_536  # rows rounded at a time


@dataclass(frozen=True, slots=True)
class Cost:
    """What an approximate index costs: the share of the ten true neighbours that it finds, and its bytes a vector."""

    recall: float
    n_cells: int
    n_probed: int
    bytes_per_vector: float

    def __str__(self) -> str:
        """Return it as a line to print.

        >>> print(Cost(0.9931, 512, 32, 784.0))
        approximate search: 99.3% of the 10 nearest are found, 32 of 512 cells looked into, 784 bytes a vector
        """
        return (
            f"approximate search: {self.recall:.1%} of the {NEIGHBOURS} nearest are found, "
            f"{self.n_probed} of {self.n_cells} cells looked into, {self.bytes_per_vector:.0f} bytes a vector"
        )


def count_cells(n_rows: int) -> int:
    """Return how many cells that many vectors are put into: the power of two nearest to twice the root.

    >>> [count_cells(n) for n in (1, 100_000, 1_000_000, 10_000_000)]
    [2, 512, 2048, 8192]
    """
    return 1 << round(math.log2(2 * math.sqrt(n_rows)))


def fit(exact: Any) -> Any:  # noqa: ANN401  (FAISS has no types)
    """Return a FAISS index, in cells, of the vectors of an exact one."""
    import faiss

    n_rows, n_cells = exact.ntotal, min(count_cells(exact.ntotal), exact.ntotal)
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(exact.d), exact.d, n_cells, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT, False
    )
    index.cp.max_points_per_centroid = TRAINED_PER_CELL
    index.cp.min_points_per_centroid = 1
    index.cp.spherical = True
    index.train(_round(exact.reconstruct_batch(np.arange(0, n_rows, max(1, n_rows // (n_cells * TRAINED_PER_CELL))))))
    for first in range(0, n_rows, BLOCK):
        index.add(_round(exact.reconstruct_n(first, min(BLOCK, n_rows - first))))
    index.make_direct_map()
    return index


def tune(index: Any, exact: Any, recall: float = RECALL) -> Cost:  # noqa: ANN401  (FAISS has no types)
    """Let an index look into as many cells as the recall takes, against the exact index of the same vectors.

    It is asked for what lies half way between two of the vectors: a question, too, lies away from all of them. Where
    vectors come in clumps that is still too easy, so that a share of the cells is always looked into.
    """
    rows = np.linspace(0, index.ntotal - 1, min(N_SAMPLED, index.ntotal)).astype(np.int64)
    ends = exact.reconstruct_batch(rows)
    asked = ends + ends[np.random.default_rng(0).permutation(len(ends))]
    wanted = exact.search(asked, NEIGHBOURS)[1]
    index.nprobe = max(1, index.nlist // LEAST_SHARE)
    while (reached := _recall(index.search(asked, NEIGHBOURS)[1], wanted)) < recall and index.nprobe < index.nlist:
        index.nprobe = min(index.nprobe + 1 + index.nprobe // 4, index.nlist)
    n_bytes = 2 * index.d + 8 + 8 + 4 * index.d * index.nlist / index.ntotal  # code, id, place, its part of the cells
    return Cost(reached, index.nlist, index.nprobe, n_bytes)


def _recall(found: np.ndarray[Any, Any], wanted: np.ndarray[Any, Any]) -> float:
    """Return the share of the rows wanted, (n, k), that were found."""
    shares = [np.isin(theirs, mine).mean() for mine, theirs in zip(found, wanted, strict=True)]
    return float(np.mean(shares))


def _round(vectors: Vectors) -> Vectors:
    return np.ascontiguousarray(vectors.astype(np.float16), np.float32)
