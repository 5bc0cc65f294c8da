"""A picture of passages by meaning: two coordinates for each, near one another where their vectors are.

t-SNE (van der Maaten & Hinton 2008, JMLR 9) by scikit-learn, from the cosines of the passages' own vectors; beyond
MAX_EMBEDDED passages the first two principal components, which take no time and keep less. The same vectors give the
same picture. Only nearness means something: not the axes, nor how far apart two groups lie.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from unsqa.finding.rows import WHOLE

if TYPE_CHECKING:
    from unsqa.finding.embedding import Vectors
    from unsqa.finding.index import SearchIndex

MAX_EMBEDDED = 3000  # passages; t-SNE takes seconds for them on two cores
MIN_EMBEDDED = 10
MIN_PLACED = 3  # with fewer, or all the same, they stand in a row
NEIGHBOURS = 15  # t-SNE's perplexity: the passages that each is placed by
SEED = 0

Points = np.ndarray[Any, np.dtype[np.float64]]


def map_passages(index: SearchIndex) -> Points:
    """Return the place of each passage of an index, float64 (n_passages, 2), each axis from 0 to 1."""
    return place_vectors(index.store.vectors()[index.rows["kind"] == WHOLE])


def place_vectors(vectors: Vectors) -> Points:
    """Return a place for each unit vector, float64 (n, 2), each axis from 0 to 1."""
    n_vectors = len(vectors)
    if n_vectors < MIN_PLACED or not np.ptp(vectors, axis=0).any():
        return np.stack([np.linspace(0, 1, n_vectors), np.full(n_vectors, 0.5)], axis=1)
    if MIN_EMBEDDED <= n_vectors <= MAX_EMBEDDED:
        return _to_unit(_embed(vectors))
    return _to_unit(_project(vectors))


def _embed(vectors: Vectors) -> Points:
    from sklearn.manifold import TSNE

    perplexity = min(NEIGHBOURS, (len(vectors) - 1) / 3)
    method = TSNE(perplexity=perplexity, metric="cosine", init="random", random_state=SEED, n_jobs=1)
    found: Points = method.fit_transform(vectors).astype(np.float64)
    return found


def _project(vectors: Vectors) -> Points:
    from sklearn.decomposition import PCA

    found: Points = PCA(2, random_state=SEED).fit_transform(vectors).astype(np.float64)
    return found


def _to_unit(points: Points) -> Points:
    low, high = points.min(axis=0), points.max(axis=0)
    spread = np.where(high > low, high - low, 1.0)
    found: Points = (points - low) / spread
    return found
