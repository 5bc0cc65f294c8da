"""Footnotes: the lines that are notes, and the marks glued to the words they belong to.

A line is a note where it begins with a number and stands below a ruled line at the foot of its page, or where that
number is glued to a word near by: "1,500 people1 work" and "1UNDSS, list of staff". A mark is lifted off its word only
if there is such a note on the same page or the one before or after. Not here: where the note stands in the document
(reading/document.py).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set

    from unsqa.types import SourceLine

Place = tuple[int, int]  # the row of a line, and where in it

_NOTE = re.compile(r"(\d{1,3})[  ]{0,4}(?=[A-ZÀ-ÞА-Я“\"(]|https?:|www\.|ibid)")
_AFTER_MARK = r"(?=$|[\s.,;:)\]”—–])"
# Where a mark may stand, the surest first: after a small letter, a word's full stop, a closing quote or parenthesis;
# after a year; after a number's full stop; after a blank behind a full stop; after a blank.
_PLACES = (
    re.compile(
        rf"(?:(?<=[^\W\d_A-Z])|(?<=[^\W\d_][.,;:!?])|(?<=[)”’\"][.,;:!?])|(?<=[)”’\"]))(\d{{1,3}}){_AFTER_MARK}"
    ),
    re.compile(rf"(?<![\d.,/])(?:19|20)\d\d(\d{{1,2}}){_AFTER_MARK}|(?<=[-–](?:19|20)\d\d)(\d{{1,2}}){_AFTER_MARK}"),
    re.compile(r"(?<=\d[.,;:])(\d{1,2})(?= [A-Z]|$)"),
    re.compile(r"(?<=[^\W_][.,;:)”]) (\d{1,3})(?= [^\W\d_]|$)"),
    re.compile(r"(?<=[^\W\d_A-Z]) (\d{1,2})(?=[.,;:] |[.,;:]$)"),
)
_UNSURE_PLACES = _PLACES[3:]
MAX_FOOT_LINES = 8
_ANYWHERE = re.compile(r"(?<=[^\W\d_]) (\d{1,2})(?= [^\W\d_])")


@dataclass(frozen=True, slots=True)
class Mark:
    """A footnote's mark: its source line, its offset in that line, and the first line of the note it stands for."""

    line: int
    at: int
    mark: str
    note: int


@dataclass(frozen=True, slots=True)
class Notes:
    """The marks in order, and for each line of a note the number of the note's first line."""

    marks: tuple[Mark, ...]
    lines: dict[int, int]


def find_notes(lines: Sequence[SourceLine], ruled: Set[int] = frozenset()) -> Notes:
    r"""Return the footnotes and their marks; `ruled` holds the numbers of the lines that are but a rule.

    >>> from unsqa.reading.sources import split_lines
    >>> find_notes(split_lines("We employ many people2 here.\n\n2Staff list, 2020"))
    Notes(marks=(Mark(line=1, at=21, mark='2', note=3),), lines={3: 3})
    """
    page_of = _count_pages(lines)
    below_rule = _rows_below_rules(lines, ruled)
    at_foot = below_rule | _rows_at_foot(lines)
    starts = {row: match[1] for row, line in enumerate(lines) if (match := _NOTE.match(line.text.strip()))}
    marks: dict[int, Mark] = {}
    for pattern in _PLACES:
        free = {row: mark for row, mark in starts.items() if row not in marks}
        taken = {(mark.line, mark.at) for mark in marks.values()}
        found = _tie(lines, page_of, free, pattern, taken)
        is_sure = pattern not in _UNSURE_PLACES
        line_of = {int(known.mark): known.line for known in marks.values()}
        marks |= {row: mark for row, mark in found.items() if is_sure or row in at_foot or _fits(mark, line_of)}
    bare = {row: mark for row, mark in starts.items() if row in below_rule and row not in marks}
    marks |= _only_places(lines, page_of, bare, marks)
    noted = {*marks, *(starts.keys() & below_rule)}
    note_lines: dict[int, int] = {}
    for row in sorted(noted):
        for member in _extent(lines, row, noted, is_ruled=row in below_rule):
            note_lines[lines[member].number] = lines[row].number
    outside = [mark for mark in marks.values() if mark.line not in note_lines]
    return Notes(tuple(sorted(outside, key=lambda mark: (mark.line, mark.at))), note_lines)


def _count_pages(lines: Sequence[SourceLine]) -> list[int]:
    page, pages = 0, []
    for row, line in enumerate(lines):
        page += row > 0 and line.starts_page
        pages.append(page)
    return pages


def _rows_below_rules(lines: Sequence[SourceLine], ruled: Set[int]) -> set[int]:
    """Return the rows between a ruled line and the end of its page."""
    rows: set[int] = set()
    is_below = False
    for row, line in enumerate(lines):
        is_below = (is_below and not line.starts_page) or line.number in ruled
        if is_below:
            rows.add(row)
    return rows


def _rows_at_foot(lines: Sequence[SourceLine]) -> set[int]:
    """Return the rows of the last lines of each page that break: the last page's end need not be its foot."""
    rows: set[int] = set()
    for end in (row for row, line in enumerate(lines) if line.starts_page and row):
        row = end - 1
        n_lines = 0
        while row >= 0 and n_lines < MAX_FOOT_LINES:
            rows.add(row)
            n_lines += bool(lines[row].text.strip())
            row = -1 if lines[row].starts_page else row - 1
    return rows


def _tie(
    lines: Sequence[SourceLine],
    page_of: Sequence[int],
    starts: dict[int, str],
    pattern: re.Pattern[str],
    taken: set[tuple[int, int]],
) -> dict[int, Mark]:
    """Return for each row that begins a note the mark nearest to it, within a page's distance; none is taken twice."""
    passed = frozenset(starts)
    seen = _find_places(lines, page_of, pattern, set(starts.values()), passed)
    for key, places in seen.items():
        seen[key] = [place for place in places if (lines[place[0]].number, place[1]) not in taken]
    tied: dict[int, Mark] = {}
    for row, mark in starts.items():
        pages = [seen.get((page_of[row] + page, mark), []) for page in (0, -1, 1)]
        near = _nearest(pages[0], row) or [place for places in pages[1:] for place in _nearest(places, row)]
        if near:
            best = min(near, key=lambda place: abs(place[0] - row))
            tied[row] = Mark(lines[best[0]].number, best[1], mark, lines[row].number)
            rest = seen[page_of[best[0]], mark]
            rest.pop(bisect_left(rest, best))
    return tied


def _find_places(
    lines: Sequence[SourceLine],
    page_of: Sequence[int],
    pattern: re.Pattern[str],
    wanted: Set[str],
    passed: Set[int] = frozenset(),
) -> dict[tuple[int, str], list[Place]]:
    """Return where marks stand, by page and mark, but for the rows that are passed over."""
    seen: dict[tuple[int, str], list[Place]] = {}
    for row, line in enumerate(lines):
        for match in pattern.finditer(line.text) if wanted and row not in passed else ():
            group = match.lastindex or 1
            if match[group] in wanted:
                seen.setdefault((page_of[row], match[group]), []).append((row, match.start(group)))
    return seen


def _nearest(places: Sequence[Place], row: int) -> list[Place]:
    """Return the last place above a row, the first of its line, and the first one below.

    >>> _nearest([(1, 5), (3, 0), (3, 9), (7, 2), (8, 1)], 5)
    [(3, 0), (7, 2)]
    """
    below = bisect_left(places, (row, 0))
    above = bisect_left(places, (places[below - 1][0], 0)) if below else 0
    return [*places[above : min(above + 1, below)], *places[below : below + 1]]


def _fits(mark: Mark, line_of: Mapping[int, int]) -> bool:
    """Tell whether a mark stands between the marks of the notes before and after its own, one of which is known."""
    before, after = line_of.get(int(mark.mark) - 1), line_of.get(int(mark.mark) + 1)
    is_known = before is not None or after is not None
    return is_known and (before is None or before <= mark.line) and (after is None or mark.line <= after)


def _only_places(
    lines: Sequence[SourceLine], page_of: Sequence[int], starts: Mapping[int, str], marks: Mapping[int, Mark]
) -> dict[int, Mark]:
    """Return for each note the one place above it on its page where its number stands between two words, if it is."""
    seen = _find_places(lines, page_of, _ANYWHERE, set(starts.values()))
    taken = {(known.line, known.at) for known in marks.values()}
    found: dict[int, Mark] = {}
    for row, mark in starts.items():
        places = seen.get((page_of[row], mark), [])
        if bisect_left(places, (row, 0)) == 1 and (lines[places[0][0]].number, places[0][1]) not in taken:
            found[row] = Mark(lines[places[0][0]].number, places[0][1], mark, lines[row].number)
            taken.add((lines[places[0][0]].number, places[0][1]))
    return found


def _extent(lines: Sequence[SourceLine], row: int, noted: Set[int], *, is_ruled: bool) -> list[int]:
    """Return the rows of the note that begins at `row`: to the next note or page, or blank line if no rule is above."""
    members = [row]
    for after in range(row + 1, len(lines)):
        line = lines[after]
        if line.starts_page or after in noted or not (line.text.strip() or is_ruled):
            break
        members.append(after)
    return members


def lift_marks(text: str, marks: Sequence[Mark]) -> str:
    """Return a line without its marks (all of this line).

    >>> lift_marks("the people1 of the land 2.", [Mark(1, 10, "1", 8), Mark(1, 24, "2", 9)])
    'the people of the land.'
    """
    for mark in sorted(marks, key=lambda found: -found.at):
        after = text[mark.at + len(mark.mark) :]
        text = text[: mark.at].rstrip() + (after.lstrip() if after.lstrip()[:1] in tuple(".,;:") else after)
    return text
