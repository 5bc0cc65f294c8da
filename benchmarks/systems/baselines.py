"""What needs no library of its own: BM25 alone, one vector a text, and both fused by reciprocal rank.

BM25 has k1 0.9 and b 0.4, and its words are not stemmed; the fusion is that of Cormack et al. 2009, with k 60.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from unsqa.finding.lexical import Lexicon

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from unsqa.finding.embedding import Embedder

BASELINES = ("bm25", "plain", "rrf")
CHUNK_CHARS, OVERLAP_CHARS = 1_000, 200
RRF_K = 60


def cut_into_chunks(text: str) -> list[str]:
    """Cut a text at blanks into chunks of at most 1,000 characters, each with the last 200 of the one before it.

    That is what most tutorials do. Line ends are kept, since a word may be parted there.
    """
    words = [match.span() for match in re.finditer(r"\S+", text)]
    chunks, first, last = [], 0, 0
    while last < len(words):
        while last < len(words) and words[last][1] - words[first][0] <= CHUNK_CHARS:
            last += 1
        last = max(last, first + 1)  # a word of more than a chunk is one
        start, end = words[first][0], words[last - 1][1]
        chunks.append(text[start:end])
        first = next((row for row in range(first + 1, last) if words[row][0] >= end - OVERLAP_CHARS), last)
    return chunks


def search_baseline(
    system: str, texts: Mapping[str, str], questions: Sequence[str], embedder: Embedder, k: int
) -> list[list[tuple[str, str]]]:
    """Return for each question the k best (id, text); equal scores in the order of the texts."""
    scores = []
    if system in ("bm25", "rrf"):
        lexicon = Lexicon.build([[(text, "")] for text in texts.values()])
        scores.append(np.stack([lexicon.score(question, "") for question in questions]))
    if system in ("plain", "rrf"):
        scores.append(embedder.encode_queries(questions) @ embedder.encode_passages(list(texts.values())).T)
    orders = [np.argsort(-leg, axis=1, kind="stable") for leg in scores]
    if system == "rrf":
        fused = sum(1 / (RRF_K + 1 + np.argsort(order, axis=1)) for order in orders)
        orders = [np.argsort(-fused, axis=1, kind="stable")]
    ids = list(texts)
    return [[(ids[row], texts[ids[row]]) for row in order[:k]] for order in orders[0]]
