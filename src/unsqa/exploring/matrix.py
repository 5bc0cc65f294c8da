"""Passages counted by two of their facets: which agency for which goal, which state under which priority."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from unsqa.exploring.labels import Facet, Labels

MAX_ROWS, MAX_COLUMNS = 17, 8
OTHERS = ""  # stands for all values beyond the most frequent


@dataclass(frozen=True, slots=True)
class Matrix:
    """The values of two facets, in order, and for each pair that has some the numbers of its passages, ascending.

    A passage with several values is in several cells, so cells do not add up to the number of passages.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], tuple[int, ...]]

    def passages(self, row: str | None, column: str | None) -> tuple[int, ...]:
        """Return the numbers of the passages of a cell; None stands for any row or column."""
        found = {
            number
            for (own_row, own_column), numbers in self.cells.items()
            if row in (None, own_row) and column in (None, own_column)
            for number in numbers
        }
        return tuple(sorted(found))


def cross(
    labels: Labels,
    rows: Facet,
    columns: Facet,
    *,
    among: Sequence[int],
    max_rows: int = MAX_ROWS,
    max_columns: int = MAX_COLUMNS,
) -> Matrix:
    """Count the passages numbered in `among` by two facets; only values that share a passage with the other are told.

    Beyond the most frequent values, ties by their order, the rest is counted together as OTHERS, which comes last.
    """
    pairs = [(number, labels.of[rows][number], labels.of[columns][number]) for number in among]
    crossed = [pair for pair in pairs if pair[1] and pair[2]]
    kept_rows = _most(labels.values[rows], [own for _, own, _ in crossed], max_rows)
    kept_columns = _most(labels.values[columns], [own for _, _, own in crossed], max_columns)
    cells: dict[tuple[str, str], dict[int, None]] = {}
    for number, own_rows, own_columns in crossed:
        for row in own_rows:
            for column in own_columns:
                cell = (row if row in kept_rows else OTHERS, column if column in kept_columns else OTHERS)
                cells.setdefault(cell, {})[number] = None
    found = {cell: tuple(sorted(numbers)) for cell, numbers in cells.items()}
    return Matrix(
        _with_others(kept_rows, [row for row, _ in found]), _with_others(kept_columns, [c for _, c in found]), found
    )


def _most(values: Sequence[str], used: Sequence[tuple[str, ...]], n_most: int) -> tuple[str, ...]:
    """Return the most frequent of the values used, in their order; all where there is but one more."""
    counted = Counter(value for own in used for value in own)
    there = [value for value in values if counted[value]]
    if len(there) <= n_most + 1:
        return tuple(there)
    most = set(sorted(there, key=lambda value: -counted[value])[:n_most])
    return tuple(value for value in there if value in most)


def _with_others(kept: tuple[str, ...], used: Sequence[str]) -> tuple[str, ...]:
    return (*kept, OTHERS) if OTHERS in used else kept
