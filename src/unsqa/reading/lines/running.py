"""Running headers and footers: lines that come again at the edge of page after page, and the page numbers in them.

Works on the lines of any reader that knows where pages start. A line counts as running where its text, numbers masked,
stands at the same end of at least three pages and of a good share of the pages, where each of its numbers either stays
the same or rises with the pages ("Table 1", "Table 2" at the head of some pages are none), and where no other text
stands between it and the edge of the page. Headers of odd and even pages may differ. A page number that stands alone is
not judged here, nor are rows of tables.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from unsqa.types import SourceLine

EDGE_LINES = 3  # how many lines at either end of a page may be running ones
LEAST_PAGES = 3
LEAST_SHARE = 0.25  # of all pages; headers of odd pages, say, have at most half of them
DENSE = 0.8  # of each second page from the first to the last that has the line: the header of one chapter
STEPS = (1, 2)  # how far the printed number rises from one page of the file to the next: 2 for spreads

_NUMBER = re.compile(r"\d+", re.ASCII)
_OUTER = re.compile(
    r"^(?P<before>\d{1,4}(?: ?/ ?\d{1,4})?) (?=\S)|(?<=\S) (?P<after>\d{1,4}(?: ?/ ?\d{1,4})?)$", re.ASCII
)


@dataclass(frozen=True, slots=True)
class _Edge:
    """A line at the end of a page: `core` without its outer page number; all its numbers, those of the core first."""

    page: int
    end: str
    line: int
    core: str
    numbers: tuple[int, ...]


def find_running_lines(lines: Sequence[SourceLine]) -> frozenset[int]:
    """Return the numbers of the lines that are running headers or footers; none in fewer than three pages.

    >>> from unsqa.types import SourceLine
    >>> texts = ["A/80/1", "One", "2/4", "A/80/1", "Two", "3/4", "A/80/1", "Three", "4/4"]
    >>> sorted(find_running_lines([SourceLine(row + 1, text, row % 3 == 0) for row, text in enumerate(texts)]))
    [1, 3, 4, 6, 7, 9]
    """
    pages = _split_pages(lines)
    if len(pages) < LEAST_PAGES:
        return frozenset()
    alike: dict[str, list[_Edge]] = defaultdict(list)
    for page, shown in enumerate(pages):
        for end, rows in (("top", shown[:EDGE_LINES]), ("bottom", shown[-EDGE_LINES:])):
            for line in rows:
                edge = _as_edge(page, end, line)
                if edge is not None:
                    alike[_NUMBER.sub("#", edge.core)].append(edge)
    found: set[int] = set()
    for group in alike.values():
        fitting = _fitting(group)
        # Proven at one end, it is one at the other too: some pages are set sideways.
        if any(
            _is_frequent({edge.page for edge in fitting if edge.end == end}, len(pages)) for end in ("top", "bottom")
        ):
            found.update(edge.line for edge in fitting)
    return frozenset(line for shown in pages for line in (*_outermost(shown, found), *_outermost(shown[::-1], found)))


def find_page_labels(lines: Sequence[SourceLine], running: frozenset[int]) -> tuple[tuple[int, int], ...]:
    """Return (source line, printed page number) for the running lines whose number rises with the pages, in order.

    >>> from unsqa.types import SourceLine
    >>> lines = [SourceLine(row, f"25-04567 {row + 6}/30", True) for row in range(1, 5)]
    >>> find_page_labels(lines, frozenset({1, 2, 3, 4}))
    ((1, 7), (2, 8), (3, 9), (4, 10))
    """
    seen = [
        (page, line.number, int(number))
        for page, shown in enumerate(_split_pages(lines))
        for line in shown
        if line.number in running
        for number in _NUMBER.findall(line.text)
        if len(number) <= 4 and int(number) > 0
    ]
    rule = _rising((page, number) for page, _, number in seen)
    if rule is None:
        return ()
    step, base = rule
    labels: dict[int, tuple[int, int]] = {}
    for page, line, number in seen:
        if number == base + step * page:
            labels.setdefault(page, (line, number))
    return tuple(sorted(labels.values()))


def _outermost(shown: Sequence[SourceLine], found: set[int]) -> Iterator[int]:
    """Yield the found lines from one end of a page inwards, up to the first line of text.

    What comes again under other text, such as the unit under the title of each table, is text too.
    """
    for line in shown[:EDGE_LINES]:
        if line.number in found:
            yield line.number
        elif any(map(str.isalpha, line.text)):
            return


def _split_pages(lines: Sequence[SourceLine]) -> list[list[SourceLine]]:
    """Return the lines of each page that are not blank."""
    pages: list[list[SourceLine]] = []
    for line in lines:
        if line.starts_page or not pages:
            pages.append([])
        if line.text.strip():
            pages[-1].append(line)
    return pages


def _as_edge(page: int, end: str, line: SourceLine) -> _Edge | None:
    """Part a line into its core and its outer page number; None for what cannot be a running line."""
    text = " ".join(line.text.split()).casefold()
    if "\t" in line.text.strip():
        return None  # a table's head comes again on each page too, and its columns need it
    outer = _OUTER.search(text)
    core = _OUTER.sub("", text, count=1) if outer else text
    inner = _numbers_in(core)
    if not any(map(str.isalnum, core)):
        return None  # the rule over the footnotes
    if not any(map(str.isalpha, core)) and len(inner) < 2:
        return None  # a number alone
    return _Edge(page, end, line.number, core, inner + _numbers_in(outer[0] if outer else ""))


def _numbers_in(text: str) -> tuple[int, ...]:
    return tuple(int(number[:18]) for number in _NUMBER.findall(text))


def _fitting(group: list[_Edge]) -> list[_Edge]:
    """Keep the lines each of whose numbers is the same as in most of them or rises with the pages."""
    slots: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for edge in group:
        for slot, number in enumerate(edge.numbers):
            slots[slot].append((edge.page, number))
    usual = {slot: Counter(number for _, number in seen).most_common(1)[0] for slot, seen in slots.items()}
    rules = {slot: _rising(seen) for slot, seen in slots.items()}

    def fits(edge: _Edge) -> bool:
        for slot, number in enumerate(edge.numbers):
            value, count = usual[slot]
            rule = rules[slot]
            same = number == value and count >= LEAST_PAGES
            if not same and (rule is None or number != rule[1] + rule[0] * edge.page):
                return False
        return True

    return [edge for edge in group if fits(edge)]


def _rising(seen: Iterable[tuple[int, int]]) -> tuple[int, int] | None:
    """Return (step, number on page 0) of the rule "number = base + step x page" that most (page, number) pairs follow.

    At least three pages must follow it, else None.

    >>> _rising([(0, 7), (1, 8), (2, 99), (3, 10)])
    (1, 7)
    """
    pairs = set(seen)
    rules = Counter((step, number - step * page) for page, number in pairs for step in STEPS)
    if not rules:
        return None
    rule, count = min(rules.items(), key=lambda item: (-item[1], item[0]))
    return rule if count >= LEAST_PAGES else None


def _is_frequent(found: set[int], n_pages: int) -> bool:
    """Whether lines on these pages come again often enough to be running ones.

    >>> _is_frequent({1, 2, 3}, 12), _is_frequent({1, 5, 9}, 13), _is_frequent({31, 33, 35, 37, 39}, 400)
    (True, False, True)
    """
    if len(found) < LEAST_PAGES:
        return False
    each_second = (max(found) - min(found)) / 2 + 1
    dense = len(found) >= LEAST_PAGES + 2 and len(found) >= DENSE * each_second
    return dense or len(found) >= LEAST_SHARE * n_pages
