"""What is no part of the running text: page numbers, addresses, running headers, ruled lines.

Whether a number that stands alone is a page's is decided by all of them together: page numbers rise.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from unsqa.reading.lines.running import find_page_labels, find_running_lines
from unsqa.types import Dropped, SourceLine

if TYPE_CHECKING:
    from collections.abc import Sequence

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_RULE = re.compile(r"[_‗—–=*·.-]{5,}|[_—]{3,}")
_JOB = re.compile(
    r"\d\d-\d{5}[A-Z*]?(?: \([A-Z]\))?(?: +\d{6}){0,3}|\*\d{7}\*"
)  # at the foot of a United Nations document
_NUMBERS = re.compile(r"\d{2,6}(?: \d{2,6}){0,3}")

MIN_PAGE_NUMBERS = 2  # a number that stands alone in the whole document may be anything
MIN_SAME_DISTANCE = 3  # numbers as far from the count of the pages as each other, to tell the single figures by
LEAST_SHARE = 0.8

PAGE_NUMBER, ADDRESS, RUNNING, RULE = "page number", "address", "running header or footer", "ruled line"
JOB = "job number"


@dataclass(frozen=True, slots=True)
class Sifted:
    """The lines, blank where something was dropped; what was dropped; the page numbers seen: (line, number)."""

    lines: tuple[SourceLine, ...]
    dropped: tuple[Dropped, ...]
    page_numbers: tuple[tuple[int, int], ...]


def sift(lines: Sequence[SourceLine]) -> Sifted:
    """Part the running text from page numbers, bare addresses, running headers and ruled lines."""
    running = find_running_lines(lines)
    page_numbers = list(find_page_labels(lines, running)) or _find_page_numbers(lines)
    numbered = {line for line, _ in page_numbers} - running
    kept: list[SourceLine] = []
    dropped: list[Dropped] = []
    for line in lines:
        text = line.text.strip()
        reason = ""
        if line.number in running:
            reason = RUNNING
        elif line.number in numbered:
            reason = PAGE_NUMBER
        elif _ADDRESS.fullmatch(text):
            reason = ADDRESS
        elif _RULE.fullmatch(text):
            reason = RULE
        elif _JOB.fullmatch(text):
            reason = JOB
        if reason:
            dropped.append(Dropped(line.number, text, reason))
        kept.append(replace(line, text="") if reason else line)
    return Sifted(tuple(kept), tuple(dropped), tuple(page_numbers))


def _find_page_numbers(lines: Sequence[SourceLine]) -> list[tuple[int, int]]:
    """Return the numbers that stand alone and rise from page to page: (line, number)."""
    seen = [(line.number, number) for line in _stand_alone(lines) for number in read_page_numbers(line.text)]
    page_numbers = [seen[row] for row in longest_rise([number for _, number in seen])]
    return [*_single_figures(lines, page_numbers), *page_numbers] if len(page_numbers) >= MIN_PAGE_NUMBERS else []


def _single_figures(lines: Sequence[SourceLine], found: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the single figures at the foot of their pages that are as far from the pages' count as the numbers found.

    Where those are not as far from it as each other, as where a page of the file is a spread, there are none.
    """
    starts = [line.number for row, line in enumerate(lines) if line.starts_page or row == 0]
    distances = Counter(number - bisect_right(starts, line) for line, number in found)
    distance, count = distances.most_common(1)[0]
    if count < MIN_SAME_DISTANCE or count < LEAST_SHARE * len(found):
        return []
    last_of: dict[int, SourceLine] = {}
    for line in lines:
        page = bisect_right(starts, line.number)
        if page + distance >= 10:
            break
        if line.text.strip():
            last_of[page] = line
    return [
        (line.number, page + distance)
        for page, line in last_of.items()
        if line.text.strip() == str(page + distance) and page + distance > 0
    ]


def _stand_alone(lines: Sequence[SourceLine]) -> list[SourceLine]:
    """Return the lines with a blank line or a page's edge right above and below them."""
    found = []
    for row, line in enumerate(lines):
        free_above = line.starts_page or not lines[row - 1].text.strip()
        below = lines[row + 1] if row + 1 < len(lines) else None
        if free_above and (below is None or below.starts_page or not below.text.strip()):
            found.append(line)
    return found


def read_page_numbers(text: str) -> list[int]:
    """Read a line that holds nothing but page numbers, alone, in pairs, printed twice or over one another.

    Years and single figures are too often something else. Whether a number is a page's is decided by `longest_rise`.

    >>> [read_page_numbers(text) for text in ("47", "2424", "30 31", "48 4948")]
    [[47], [24], [30, 31], [48, 49]]
    >>> [read_page_numbers(text) for text in ("7", "2020", "2020 2019", "1,283", "15 78", "p. 9")]
    [[], [], [], [], [], []]
    """
    if not _NUMBERS.fullmatch(text.strip()):
        return []
    numbers: set[int] = set()
    for part in text.split():
        half = len(part) // 2 if len(part) in (4, 6) else len(part)
        if len(part) == 4 and 1900 <= int(part) < 2100:
            return []
        numbers |= {int(part[:half]), int(part[half:] or part)}
    rising = sorted(numbers)
    return rising if rising[0] >= 10 and rising[-1] - rising[0] == len(rising) - 1 else []


def longest_rise(numbers: Sequence[int]) -> list[int]:
    """Return the rows of a longest non-decreasing subsequence (patience sorting; the last of equals).

    >>> longest_rise([24, 25, 77, 30, 31, 22, 39])
    [0, 1, 3, 4, 6]
    """
    tails: list[int] = []
    rows: list[int] = []
    before: list[int] = []
    for row, number in enumerate(numbers):
        at = bisect_right(tails, number)
        before.append(rows[at - 1] if at else -1)
        tails[at : at + 1] = [number]
        rows[at : at + 1] = [row]
    found = []
    row = rows[-1] if rows else -1
    while row >= 0:
        found.append(row)
        row = before[row]
    return found[::-1]
