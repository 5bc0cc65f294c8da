"""Approximate search in two steps: by short codes of the vectors in a few cells, then by 16-bit floats of the best.

The vectors lie in the cells of k-means (an inverted file: Sivic & Zisserman 2003), each as the difference to its cell's
centre in 4 bits for every 2 dimensions (product quantisation: Jégou et al. 2011; scanned in registers: André et al.
2017, FAISS IndexIVFPQFastScan). The best N_REFINED by these are compared as half-precision floats (FAISS IndexRefine),
which is what `vectors` gives back. Chosen over 16-bit or 8-bit floats in cells, and over a graph (HNSW), by measurement
(docs/scale.md). Rounding to 16 bits twice is rounding once, so that an index made of what was read from another is the
same.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from unsqa.finding.embedding import Vectors

RECALL = 0.98  # to reach when the index is built; real questions may get a little less (docs/scale.md)
LEAST_SHARE = 32  # one cell in so many is looked into at least
NEIGHBOURS = 10
N_REFINED = 512  # nearest by their codes that are compared by their 16-bit floats
N_SAMPLED, N_SAMPLED_AGAIN = 256, 64  # questions that recall is measured by, when cells are new and used again
MARGIN = 1e-4  # of a similarity that is computed otherwise
PIECE, BITS = 2, 4  # dimensions to a code, and its bits, which FAISS scans in registers only if they are 4
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


def fit(exact: Any, earlier: Any = None) -> Any:  # noqa: ANN401  (FAISS has no types)
    """Return a FAISS index, in cells, of the vectors of an exact one.

    The cells of an earlier index are used again where it has as many; to find new ones takes nearly all the time.
    """
    import faiss

    n_rows, n_cells = exact.ntotal, min(count_cells(exact.ntotal), exact.ntotal)
    cells = _empty(earlier) if earlier and _cells_of(earlier).nlist == n_cells else _find_cells(exact, n_cells)
    halves = faiss.IndexScalarQuantizer(exact.d, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    for first in range(0, n_rows, BLOCK):
        vectors = _round(exact.reconstruct_n(first, min(BLOCK, n_rows - first)))
        cells.add(vectors)
        halves.add(vectors)
    return faiss.IndexRefine(cells, halves)


def _find_cells(exact: Any, n_cells: int) -> Any:  # noqa: ANN401
    """Return an empty index with so many cells, found among the vectors of an exact one."""
    import faiss

    n_pieces = next(n for n in range(max(1, exact.d // PIECE), 0, -1) if exact.d % n == 0)
    cells = faiss.IndexIVFPQFastScan(
        faiss.IndexFlatIP(exact.d), exact.d, n_cells, n_pieces, BITS, faiss.METRIC_INNER_PRODUCT
    )
    cells.by_residual = True
    cells.cp.max_points_per_centroid = TRAINED_PER_CELL
    cells.cp.min_points_per_centroid = cells.pq.cp.min_points_per_centroid = 1
    cells.cp.spherical = True
    n_rows = exact.ntotal
    step = max(1, n_rows // (n_cells * TRAINED_PER_CELL))
    cells.train(_round(exact.reconstruct_batch(np.arange(0, n_rows, step))))
    return cells


def _cells_of(index: Any) -> Any:  # noqa: ANN401
    import faiss

    return faiss.downcast_index(index.base_index)


def _empty(index: Any) -> Any:  # noqa: ANN401
    """Return the cells of an index, without what is in them; they are looked into as before."""
    import faiss

    cells: Any = faiss.clone_index(_cells_of(index))
    cells.reset()
    return cells


def tune(index: Any, exact: Any, n_sampled: int = N_SAMPLED) -> Cost:  # noqa: ANN401  (FAISS has no types)
    """Let an index look into as many cells as the recall takes, against the exact index of the same vectors.

    It is asked for what lies half way between two of the vectors: a question, too, lies away from all of them. Where
    vectors come in clumps that is still too easy, so that a share of the cells is always looked into.
    """
    import faiss

    cells: Any = faiss.downcast_index(index.base_index)
    rows = np.linspace(0, index.ntotal - 1, min(n_sampled, index.ntotal)).astype(np.int64)
    ends = exact.reconstruct_batch(rows)
    asked = ends + ends[np.random.default_rng(0).permutation(len(ends))]
    least = exact.search(asked, NEIGHBOURS)[0][:, -1:] - MARGIN  # of vectors that are the same, any will do
    index.k_factor = N_REFINED / NEIGHBOURS
    cells.nprobe = max(1, cells.nlist // LEAST_SHARE, cells.nprobe)
    while (
        reached := float((index.search(asked, NEIGHBOURS)[0] >= least).mean())
    ) < RECALL and cells.nprobe < cells.nlist:
        cells.nprobe = min(cells.nprobe + 1 + cells.nprobe // 4, cells.nlist)
    per_cell = 4 * index.d + cells.code_size * cells.bbs / 2  # its centre; its codes are filled up to whole blocks
    n_bytes = 2 * index.d + cells.code_size + 8 + per_cell * cells.nlist / index.ntotal
    return Cost(reached, cells.nlist, cells.nprobe, n_bytes)


def is_sound(index: Any) -> bool:  # noqa: ANN401  (FAISS has no types)
    """Tell whether the cells hold no rows but those there are: FAISS would look for others beyond the file's end."""
    import faiss

    cells: Any = faiss.downcast_index(index.base_index)
    lists = cells.invlists
    rows = [faiss.rev_swig_ptr(lists.get_ids(cell), lists.list_size(cell)) for cell in range(cells.nlist)]
    return all(own.min() >= 0 and own.max() < index.ntotal for own in rows if len(own))


def look_into(index: Any, k: int, chosen: Any = None, share: float = 1.0) -> Any:  # noqa: ANN401  (FAISS has no types)
    """Return the parameters of a search for the k nearest; where few rows are chosen, more of the cells are searched.

    `chosen` is a FAISS selector of that share of the rows.
    """
    faiss: Any = import_module("faiss")  # whose types know no keyword arguments
    cells: Any = faiss.downcast_index(index.base_index)
    n_probed = min(cells.nlist, round(cells.nprobe / max(share, 1 / index.ntotal)))
    within = faiss.SearchParametersIVF(sel=chosen, nprobe=n_probed)
    return faiss.IndexRefineSearchParameters(k_factor=max(1, N_REFINED / k), base_index_params=within)


def read_refined(index: Any, rows: np.ndarray[Any, Any]) -> Vectors:  # noqa: ANN401  (FAISS has no types)
    """Return the vectors of some rows, float32 (n, dim), from the 16 bits that they are kept in."""
    import faiss
    import torch

    kept: Any = faiss.downcast_index(index.refine_index)
    codes = kept.codes
    halves = faiss.rev_swig_ptr(codes.data(), codes.size()).view(np.float16).reshape(-1, index.d)
    found: Vectors = torch.from_numpy(halves[rows]).float().numpy()  # in a quarter of the time that numpy takes
    return found


def _round(vectors: Vectors) -> Vectors:
    import torch

    rounded: Vectors = torch.from_numpy(vectors).half().float().numpy()
    return rounded
