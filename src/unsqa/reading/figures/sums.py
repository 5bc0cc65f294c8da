"""Values in the order they came -> columns that add up to their totals, if there is one way only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from unsqa.reading.figures.strip import Reading, Strip, make_row, untied
from unsqa.reading.figures.values import read_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from unsqa.reading.figures.evidence import Evidence

_TOTAL = re.compile(r"(?:grand |sub)?total(?:es| general)?", re.IGNORECASE)
MAX_VALUES, MAX_COLUMNS, MIN_ROWS = 40, 6, 2
MIN_TOTAL = 100  # small numbers add up by chance


def read_sums(strip: Strip, _: Evidence) -> Reading | None:
    """Read columns that add up to the last values, where the labels are as many as rows and columns need."""
    numbers = [read_number(value.cell.text) for value in strip.values]
    columns = find_columns([number for number in numbers if number is not None]) if None not in numbers else None
    if not columns or any(strip.gaps[1:-1]):
        return None
    before = [phrase for phrase in strip.gaps[0] if not _TOTAL.fullmatch(phrase.text)]
    behind = [phrase for phrase in strip.gaps[-1] if not _TOTAL.fullmatch(phrase.text)]
    total = [phrase for phrase in (*strip.gaps[0], *strip.gaps[-1]) if _TOTAL.fullmatch(phrase.text)]
    n_rows, n_columns = len(columns[0]) - 1, len(columns)
    n_heads = n_columns if n_columns > 1 else 0
    options = [
        (labels, heads)
        for labels, heads in ((before, behind), (behind, before))
        if len(labels) == n_rows and len(heads) == n_heads
    ]
    if len(options) != 1 or len(total) > 1:
        return None
    labels, heads = options[0]
    rows = [
        make_row(label, *(strip.values[column[at]].cell for column in columns))
        for at, label in enumerate([*labels, *total])
    ]
    return Reading(tuple(rows), tuple(head.text for head in heads), proof="sums", unlabelled=untied(strip, rows))


def find_columns(numbers: Sequence[float]) -> tuple[tuple[int, ...], ...] | None:
    """Return the rows of the values that make each column, its total last; None if no or several arrangements add up.

    Tried are: row after row, column after column, columns with all totals at the end; each with up to six columns.

    >>> find_columns([110, 20, 330, 40, 440, 60])
    ((0, 2, 4), (1, 3, 5))
    >>> find_columns([110, 330, 440, 20, 40, 61]) is None
    True
    """
    if not 0 < len(numbers) <= MAX_VALUES:
        return None
    found = {columns for columns in _arrangements(len(numbers)) if _add_up(numbers, columns)}
    return found.pop() if len(found) == 1 else None


def _arrangements(n_values: int) -> Iterator[tuple[tuple[int, ...], ...]]:
    for n_columns in range(1, MAX_COLUMNS + 1):
        n_rows, left = divmod(n_values, n_columns)
        if left or n_rows <= MIN_ROWS:
            continue
        columns = range(n_columns)
        yield tuple(tuple(range(column, n_values, n_columns)) for column in columns)
        yield tuple(tuple(range(column * n_rows, (column + 1) * n_rows)) for column in columns)
        n_own, first_total = n_rows - 1, n_values - n_columns
        yield tuple((*range(column * n_own, (column + 1) * n_own), first_total + column) for column in columns)


def _add_up(numbers: Sequence[float], columns: tuple[tuple[int, ...], ...]) -> bool:
    """Tell whether each column's last number is the sum of the others, and too large to be so by chance."""
    for column in columns:
        *parts, total = (numbers[row] for row in column)
        if abs(sum(parts) - total) > 1e-6 * max(1.0, abs(total)) or sum(part != 0 for part in parts) < MIN_ROWS:
            return False
    return any(abs(numbers[column[-1]]) >= MIN_TOTAL for column in columns)
