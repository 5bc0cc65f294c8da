"""Printed page numbers: from the few that stand in the text to one for every page.

The number of a page without one is inferred from its neighbours; where the file has fewer pages than the print
(spreads of two), a page's label is a span. What is inferred is marked so.
"""

from __future__ import annotations

from bisect import bisect_left
from math import ceil, floor
from typing import TYPE_CHECKING

from unsqa.types import Page

if TYPE_CHECKING:
    from collections.abc import Sequence


def number_pages(starts: Sequence[int], end: int, numbers: Sequence[tuple[int, int]]) -> tuple[Page, ...]:
    """Return the pages that start at these lines, the last one ending at `end`; `numbers` holds (line, number) as seen.

    >>> [(page.label, page.printed) for page in number_pages([1, 11, 21, 31], 40, [(5, 7), (35, 12)])]
    [('7', True), ('8-9', False), ('10-11', False), ('12', True)]
    """
    if not starts:
        return ()
    bounds = list(zip(starts, [*(start - 1 for start in starts[1:]), end], strict=True))
    seen: list[list[int]] = [[] for _ in bounds]
    row = 0
    for line, number in sorted(numbers):
        while row + 1 < len(bounds) and line >= bounds[row + 1][0]:
            row += 1
        seen[row].append(number)
    labels = _labels(seen)
    return tuple(
        Page(label, bool(found), start, stop) for (start, stop), found, label in zip(bounds, seen, labels, strict=True)
    )


def _labels(seen: Sequence[Sequence[int]]) -> list[str]:
    known = [row for row, found in enumerate(seen) if found]
    if not known:
        return [str(row + 1) for row in range(len(seen))] if len(seen) > 1 else [""]
    first, last = known[0], known[-1]
    per_page = max(1.0, (max(seen[last]) - min(seen[first])) / (last - first)) if last > first else 1.0
    spans: list[tuple[float, float]] = []
    for row, found in enumerate(seen):
        if found:
            spans.append((min(found), max(found) + 1))
        elif row < first:
            upper = min(seen[first]) - per_page * (first - row - 1)
            spans.append((upper - per_page, upper))
        elif row > last:
            lower = max(seen[last]) + 1 + per_page * (row - last - 1)
            spans.append((lower, lower + per_page))
        else:
            at = bisect_left(known, row)
            before, after = known[at - 1], known[at]
            low, high = max(seen[before]) + 1, min(seen[after])
            share = (high - low) / (after - before - 1)
            within = (low + share * (row - before - 1), low + share * (row - before))
            spans.append(within if high > low else (low - 1, high + 1))  # no number is left: one of its neighbours'
    return [_label(low, high) for low, high in spans]


def _label(low: float, high: float) -> str:
    """Name the whole pages that a span touches.

    >>> _label(7, 8), _label(26.5, 28), _label(-3, -1)
    ('7', '26-27', '')
    """
    first, last = floor(low + 1e-9), ceil(high - 1e-9) - 1
    first, last = max(first, 1), max(first, last)
    if last < 1:
        return ""
    return str(last) if first >= last else f"{first}-{last}"
