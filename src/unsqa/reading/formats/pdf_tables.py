"""The rows of a PDF's page -> its tables: where one ends, its columns, its cells of several lines.

A table is told by gaps that stand in the same place in several rows; which lines make one cell, by the order of the
file. Its title and units are not looked for.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from math import inf, isinf
from typing import TYPE_CHECKING

from unsqa.reading.formats.pdf_runs import Line, Run, as_line

if TYPE_CHECKING:
    from collections.abc import Iterable

# Lengths are in ems: multiples of the size of the type.
CELL_PITCH = 1.6  # at most between the lines of a cell
STACK_PITCH = 2.4  # at most between lines that stand in the same stack
TABLE_PITCH = 4.0  # at most between the rows of a table
CAPTION = re.compile(
    r"(?:table|figure|chart|graph|map|box|cuadro|tabla|gráfic[oa]|figura|mapa|recuadro|таблица|рисунок|диаграмма)"
    r"\s+(?:\d|[ivxlc]+\b)",
    re.IGNORECASE,
)
LEADERS = re.compile(r"\.{4}|(?:[.…] ?){4}|…{2}")


def table_end(rows: list[list[Run]], start: int) -> tuple[int, bool]:
    """Return the row after those that keep a gap in the same place from a row on, and whether they make a table.

    That takes three rows, or two of three cells; rows between may fill but one side of the gap.
    """
    gaps = _gaps(rows[start])
    stop, n_rows = start, 0
    for row in range(start, len(rows)):
        cells = rows[row]
        if row > start and (
            _is_far(rows[row - 1], cells, TABLE_PITCH) or (len(cells) == 1 and CAPTION.match(cells[0].text))
        ):
            break
        gaps = [part for gap in gaps for part in _free(gap, cells)]
        if all(isinf(left) or isinf(right) for left, right in gaps) or any(LEADERS.search(run.text) for run in cells):
            break
        if any(cells[0].right <= left and right <= cells[-1].left for left, right in gaps):
            stop, n_rows = row + 1, n_rows + 1
    while n_rows > 1 and stop < len(rows) and all(_is_under_any(rows[stop - 1], run) for run in rows[stop]):
        stop += 1
    most = max((len(row) for row in rows[start:stop]), default=0)
    return (stop, n_rows > 2 or most > 2) if n_rows > 1 else (start, False)


def _is_far(row: list[Run], under: list[Run], pitch: float) -> bool:
    return row[0].base - under[0].base > pitch * under[0].size


def is_beside(row: list[Run], under: list[Run], columns: list[tuple[float, float]]) -> bool:
    """Whether each run of a row keeps to one of the columns that stand side by side over it."""
    lefts = [left for left, _ in columns[1:]]
    return not _is_far(row, under, STACK_PITCH) and not any(
        run.left < left <= run.right for run in under for left in lefts
    )


def _is_under_any(row: list[Run], run: Run) -> bool:
    return any(_is_under(cell, run) for cell in row)


def is_head(row: list[Run], under: list[Run]) -> bool:
    """Whether a row holds but the first line of a column's head whose next line stands in the row under it."""
    return all(under[0].right < run.left and any(_is_under(run, cell) for cell in under) for run in row)


def _is_under(before: Run, run: Run) -> bool:
    """Whether a run comes next in the file and stands right under the one before, flush with it or centred."""
    offsets = (
        run.left - before.left,
        run.left - before.hang,
        run.right - before.right,
        (run.left - before.left + run.right - before.right) / 2,
    )
    return (
        run.order == before.order + 1
        and 0 < before.base - run.base <= CELL_PITCH * run.size
        and min(map(abs, offsets)) <= 0.5 * run.size
    )


def _gaps(row: list[Run]) -> list[tuple[float, float]]:
    inner = [(run.right, after.left) for run, after in pairwise(row) if after.left > run.right]
    return [(-inf, row[0].left), *inner, (row[-1].right, inf)] if inner else []


def _free(gap: tuple[float, float], row: list[Run]) -> list[tuple[float, float]]:
    """Return what a row leaves of a gap, where that is wide enough to part cells."""
    left, right = gap
    parts = []
    for run in row:
        if run.right > left and run.left < right:
            parts.append((left, run.left))
            left = run.right
    parts.append((left, right))
    return [(left, right) for left, right in parts if right - left >= 0.5 * row[0].size]


def table_lines(rows: list[list[Run]], columns: list[tuple[float, float]]) -> list[Line]:
    """Return one line for each row of a table, its cells in their columns, each with all the lines it has in print."""
    merged: list[list[list[Run]]] = []  # row, column, runs
    for row in rows:
        cells: list[list[Run]] = [[] for _ in columns]
        for run in row:
            cells[column_at(run, columns)].append(run)
        if merged and _same_row(merged[-1], cells, columns):
            merged[-1] = [cell + more for cell, more in zip(merged[-1], cells, strict=True)]
        else:
            merged.append(cells)
    lines = []
    for cells in merged:
        shown = "\t".join(_join_lines([run.text for run in cell]) for cell in cells)
        lines.append(replace(as_line([run for cell in cells for run in cell], shown), in_table=True, even=False))
    return lines


def column_at(run: Run, columns: list[tuple[float, float]]) -> int:
    """Return which column, from 0, a run begins in."""
    return next((at for at, (_, right) in enumerate(columns) if run.left < right), len(columns) - 1)


def reads_down(rows: list[list[Run]], columns: list[tuple[float, float]]) -> bool:
    """Whether the file has the words of these rows column after column, with hardly a return to an earlier column."""
    runs = sorted((run for row in rows for run in row), key=lambda run: run.order)
    at = [column_at(run, columns) for run in runs]
    returns = sum(after < before for before, after in pairwise(at))
    later = [any(map(str.isalpha, run.text)) for run, column in zip(runs, at, strict=True) if column]
    if returns == 1 and sum(len(row) > 1 for row in rows) < 4 and (len(columns) > 2 or len(runs) < 6):
        return False
    return returns <= 1 and 2 * sum(later) > len(later)


def columns_of(rows: list[list[Run]]) -> list[tuple[float, float]]:
    """Return the left and right edge of each column; cells that lie over several columns count for none."""
    columns: list[tuple[float, float]] = []
    for run in sorted((run for row in rows for run in row), key=lambda run: run.right - run.left):
        over = [column for column in columns if column[0] < run.right and run.left < column[1]]
        if len(over) <= 1:
            columns = [column for column in columns if column not in over]
            edges = [run.left, run.right, *(edge for column in over for edge in column)]
            columns.append((min(edges), max(edges)))
    return _merge_columns(rows, sorted(columns))


def _merge_columns(rows: list[list[Run]], columns: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Take for one column what no row has both of: figures set to the right and a dash set to the left, say."""
    merged: list[tuple[tuple[float, float], set[int]]] = []
    for left, right in columns:
        has = {at for at, row in enumerate(rows) if any(left <= run.left and run.right <= right for run in row)}
        if merged and not merged[-1][1] & has:
            (before, _), had = merged.pop()
            merged.append(((before, right), had | has))
        else:
            merged.append(((left, right), has))
    return [column for column, _ in merged]


def _same_row(cells: list[list[Run]], more: list[list[Run]], columns: list[tuple[float, float]]) -> bool:
    """Whether a printed line of a table goes on with the row before it: what stands under a cell is its next line."""
    pairs = [
        (cell[-1], runs[0], column) for cell, runs, column in zip(cells, more, columns, strict=True) if cell and runs
    ]
    if not all(_is_under(before, run) and any(map(str.isalpha, run.text)) for before, run, _ in pairs):
        return False
    close = cells[0] and not more[0] and all(before.base - run.base <= 1.25 * run.size for before, run, _ in pairs)
    return bool(pairs) and bool(close or any(_wraps(before, run, right - left) for before, run, (left, right) in pairs))


def _wraps(before: Run, run: Run, width: float) -> bool:
    """Whether what may be a cell's next line is: a small letter begins it, or its first word had no room before."""
    word = (run.right - run.left) * len(run.text.split()[0]) / len(run.text)
    return run.text[0].islower() or before.right - before.left + word >= width


def _join_lines(texts: Iterable[str]) -> str:
    """Join the lines of a cell.

    >>> _join_lines(["System-", "wide review", "of 2024"])
    'System-wide review of 2024'
    """
    return re.sub(r"(?<=\w-)\n", "", "\n".join(texts)).replace("\n", " ")
