"""Tables printed as lines that say their label anew for each column: "STAFF: 8 STAFF: 14" under "OFFICE 1 OFFICE 2"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from unsqa.reading.figures.units import find_year
from unsqa.reading.figures.values import Cell, FoundFigure, FoundRow, find_values, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from unsqa.reading.blocks.block import Block
    from unsqa.reading.figures.values import Line

_NUMBERED = re.compile(r"([^\W\d][^\d]*?) (\d{1,2}|[IVX]+)(?: \1 (?:\d{1,2}|[IVX]+))+")
MAX_HEAD_CHARS = 200
MAX_BLOCKS_BETWEEN = 12  # between the names of the columns and the first row: what the columns are about


def find_repeated(blocks: Sequence[Block], rows: Sequence[int]) -> Iterator[FoundFigure]:
    """Yield the tables of this kind in a run of short blocks."""
    free: list[int] = []
    for row in rows:
        lines = list(lines_of(blocks[row], row))
        found = [cells for line in lines if (cells := _read_line(line))]
        if not found or len(found) != len(lines) or len({len(cells) for _, cells in found}) != 1:
            free.append(row)
            continue
        figure = _make(blocks, free[-MAX_BLOCKS_BETWEEN:], row, found)
        if figure:
            yield figure
        free = []


def _read_line(line: Line) -> tuple[Cell, tuple[Cell, ...]] | None:
    """Read a line that repeats one label before each of its values: the label and the values."""
    values = find_values(line.text)
    ends = [0, *(end for _, end in values)]
    labels = [line.text[end:start].strip(" :") for end, (start, _) in zip(ends, values, strict=False)]
    if len(values) < 2 or len(set(labels)) != 1 or not labels[0] or ends[-1] != len(line.text):
        return None
    at = line.text.index(labels[0])
    label = Cell(labels[0], line.block, line.start + at, line.start + at + len(labels[0]))
    return label, tuple(Cell(line.text[a:b], line.block, line.start + a, line.start + b) for a, b in values)


def _make(
    blocks: Sequence[Block], above: Sequence[int], row: int, found: Sequence[tuple[Cell, tuple[Cell, ...]]]
) -> FoundFigure | None:
    """Make a record of the rows, and of the columns' names and title among the blocks above; None without names."""
    n_columns = len(found[0][1])
    for at in range(len(above) - 1, -1, -1):
        lines = list(lines_of(blocks[above[at]], above[at]))
        for number, line in enumerate(lines):
            heads = _read_heads(line.text)
            if len(heads) != n_columns:
                continue
            over = lines[:number] or (list(lines_of(blocks[above[at - 1]], above[at - 1])) if at else [])
            title = " ".join(" ".join(part.text for part in over).split())
            first = at - 1 if over and not lines[:number] else at
            table = tuple(FoundRow(label.text, (label,), values) for label, values in found)
            own = (*above[first:], row)
            return FoundFigure(own, "", title, heads, table, "", find_year(title), "", "layout", ())
    return None


def _read_heads(text: str) -> tuple[str, ...]:
    """Read the names of columns that are one word numbered.

    >>> _read_heads("OFFICE 3 OFFICE 4"), _read_heads("OFFICE 3 STAFF 4")
    (('OFFICE 3', 'OFFICE 4'), ())
    """
    found = _NUMBERED.fullmatch(text[:MAX_HEAD_CHARS])
    return tuple(f"{found[1]} {number}" for number in re.findall(r" (\d{1,2}|[IVX]+)\b", text)) if found else ()
