"""Hits over reports in several languages: each language has a share of them, so that none drowns the others.

A model draws texts in some languages nearer to any query, by how much depends on the texts; so the best of one language
may rank behind whatever another has. The first half of the hits are the best as they are scored, whatever they are in.

Not here: the scores (finding/ranking.py).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unsqa.types import Hit


def least_share(k: int, n_languages: int) -> int:
    """Return how many of k hits are to be in each language at least: of ten 3 where there are two, 2 of three or four.

    >>> [least_share(10, n_languages) for n_languages in (2, 3, 4, 6)]
    [3, 2, 2, 1]
    """
    return k // (n_languages + 1)


def share(hits: Sequence[Hit], spoken: Sequence[str], k: int, least: int) -> tuple[Hit, ...]:
    """Return k of the hits in their order, in each language at least `least` of them, or as many as there are.

    `spoken` is the language of each.
    """
    owed = {language: min(least, count) for language, count in Counter(spoken).items()}
    kept: list[Hit] = []
    for hit, language in zip(hits, spoken, strict=True):
        to_others = sum(max(count, 0) for name, count in owed.items() if name != language)
        if len(kept) < k // 2 or k - len(kept) > to_others:
            kept.append(hit)
            owed[language] -= 1
    return tuple(kept[:k])
