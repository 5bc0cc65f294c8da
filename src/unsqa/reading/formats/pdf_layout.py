"""The runs of a PDF's page -> its lines in the order of reading: columns, rows, gaps between paragraphs.

Columns are told by an XY-cut (Nagy and Seth 1984) that the order of the characters in the file must bear out.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from unsqa.reading.formats.pdf_runs import Line, Run, as_line
from unsqa.reading.formats.pdf_tables import (
    LEADERS,
    column_at,
    columns_of,
    is_beside,
    is_head,
    reads_down,
    table_end,
    table_lines,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

# Lengths are in ems: multiples of the size of the type.
SAME_BASELINE = 0.4
LINE_PITCH = 1.2
PARAGRAPH_GAP = 1.25  # times the usual distance of lines
COLUMN_LINES = 4  # each column of prose has at least so many
_LIST_MARK = re.compile(r"[(\[]?(?:\d{1,3}|[^\W\d_]|[ivxlc]+)[.)\]]+|[•‣▪■◦●○➢✓*·–—-]|[\ue000-\uf8ff]", re.IGNORECASE)


def lay_out(runs: list[Run]) -> list[Line]:
    """Return the lines of a page as it is read; words up the margin come after the rest."""
    upright = [run for run in runs if not run.askew]
    lines = [line for region in _regions(upright) for line in _region_lines(region)]
    lines += [replace(as_line([run], run.text), askew=True, even=False) for run in runs if run.askew]
    return _mark_gaps(lines)


def _regions(runs: list[Run]) -> list[list[Run]]:
    """Part a page into what is read one after the other: its columns of prose, what stands over and under them."""
    gutter = _gutter(runs)
    if gutter is None:
        return [runs] if runs else []
    prose = [run for run in runs if _is_prose(run) and not run.left < gutter < run.right]
    top = min(max(run.base for run in side) for side in _sides(prose, gutter)) + 2 * LINE_PITCH * prose[0].size
    foot = min(run.base for run in prose) - 0.1
    parts: list[list[Run]] = [[]]
    was_across = True
    for run in sorted(runs, key=lambda run: -run.base):
        across = run.left < gutter < run.right or not foot <= run.base <= top
        if across != was_across:
            parts.append([])
        parts[-1].append(run)
        was_across = across
    cut: list[list[Run]] = []
    for row, part in enumerate(parts):
        sides = _sides(part, gutter) if row % 2 else [part]
        cut += [region for side in sides if side for region in (_regions(side) if row % 2 else [side])]
    return cut


def _gutter(runs: list[Run]) -> float | None:
    """Return where the left edge of a second column of prose is, or None for a page without one."""
    prose = [run for run in runs if _is_prose(run)]
    starts = Counter(round(run.left) for run in prose)
    for start in sorted(edge for edge, count in starts.items() if count >= COLUMN_LINES):
        left = [run for run in prose if run.right < start - 0.5 * run.size]
        right = [run for run in prose if run.left >= start - 1]
        if min(len(left), len(right)) >= COLUMN_LINES and _run_on(left, right):
            return start - 1.0
    return None


def _run_on(left: list[Run], right: list[Run]) -> bool:
    """Whether two stacks of lines are columns of one text rather than cells of a table, by their order in the file."""
    beside = min(max(run.base for run in side) for side in (left, right))
    if beside - max(min(run.base for run in side) for side in (left, right)) < 2 * left[0].size:
        return False
    sides = {run.order: side for side in (0, 1) for run in (left, right)[side]}
    order = sorted((*left, *right), key=lambda run: run.order)
    jumps = [run for before, run in pairwise(order) if sides[before.order] != sides[run.order]]
    if len(jumps) <= 1:
        return True
    return sum(run.text[0].islower() for run in jumps) >= 0.3 * len(jumps)


def _is_prose(run: Run) -> bool:
    return run.text.count(" ") >= 3 and not LEADERS.search(run.text)


def _sides(runs: Iterable[Run], gutter: float) -> list[list[Run]]:
    sides: list[list[Run]] = [[], []]
    for run in runs:
        sides[run.left >= gutter].append(run)
    return sides


def _region_lines(runs: list[Run]) -> list[Line]:
    """Return the printed lines of a region from top to bottom, rows of tables with tabs.

    What the file has column by column, like the head of a letter, is read so and gets no tabs.
    """
    rows = _rows(runs)
    lines: list[Line] = []
    row = 0
    while row < len(rows):
        stop, is_table = table_end(rows, row)
        columns = columns_of(rows[row:stop])
        beside = stop
        while stop > row and beside < len(rows) and is_beside(rows[beside - 1], rows[beside], columns):
            beside += 1
        if stop > row and reads_down(rows[row:beside], columns):
            stop = beside
            stacked = sorted(
                (run for cells in rows[row:stop] for run in cells), key=lambda run: column_at(run, columns)
            )
            lines += [replace(as_line([run], run.text), even=False) for run in stacked]
        elif is_table:
            start = row
            while lines and not lines[-1].in_table and is_head(rows[start - 1], rows[start]):
                lines.pop()
                start -= 1
            lines += table_lines(rows[start:stop], columns_of(rows[start:stop]))
        else:
            stop = row + 1
            lines.append(as_line(rows[row], " ".join(run.text for run in rows[row])))
        row = stop
    return lines


def _rows(runs: list[Run]) -> list[list[Run]]:
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: -run.base):
        if rows and rows[-1][0].base - run.base <= SAME_BASELINE * max(run.size, rows[-1][-1].size):
            rows[-1].append(run)
        else:
            rows.append([run])
    return [_join_marks(sorted(row, key=lambda run: run.left)) for row in rows]


def _join_marks(row: list[Run]) -> list[Run]:
    """Join the number, letter or bullet of a paragraph with its first words, however wide the gap."""
    if len(row) < 2 or not _LIST_MARK.fullmatch(row[0].text) or not any(map(str.isalpha, row[1].text)):
        return row
    mark, words = row[:2]
    joined = replace(words, left=mark.left, text=f"{mark.text} {words.text}", all_bold=mark.all_bold and words.all_bold)
    return [joined, *row[2:]]


def _mark_gaps(page: list[Line]) -> list[Line]:
    """Mark the lines that stand further under the line before than lines of their size usually do on the page."""
    pairs = list(pairwise(page))
    pitches = Counter(
        round((before.foot - line.base) / line.size, 1)
        for before, line in pairs
        if round(before.size) == round(line.size) and before.foot > line.base
    )
    usual, count = pitches.most_common(1)[0] if pitches else (LINE_PITCH, 0)
    limit = PARAGRAPH_GAP * (usual if count > 4 else LINE_PITCH)
    marked = page[:1]
    for before, line in pairs:
        is_far = before.foot - line.base > limit * line.size and not (before.in_table and line.in_table)
        marked.append(replace(line, after_gap=is_far or line.askew))
    return marked
