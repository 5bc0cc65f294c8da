"""The figures of reports as pictures: which of their values can be drawn side by side, and which cannot and why.

Bars are drawn of values that have a label, a number and one unit. A row that is the sum of the others is a total: it is
told and not drawn, since it would dwarf them. What has no label is never drawn, only listed.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from unsqa.exploring.numbers import read_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from unsqa.types import Document, Figure, FigureRow

MAX_BARS, MAX_COLUMNS = 60, 6
MAX_SPREAD = 1000  # the largest bar to the smallest that can still be seen
MIN_SUMMED = 2  # rows that a total is the sum of, at least

# Why there is no chart: no values at all, none with a label, but one, values of several kinds, of very different size,
# or more than a chart can hold.
NoChart = Literal["empty", "unlabelled", "single", "mixed", "spread", "large"]

_MONEY = re.compile(r"US ?\$|USD|[A-Z]{1,3}\$|EUR|[$€£¥]|\b(?:dollars|dólares|euros|pesos)\b", re.IGNORECASE)
_SHARE = re.compile(r"%|\bper ?cent\b|\bpor ciento\b", re.IGNORECASE)
_TOTAL = re.compile(r"\b(?:totals?|totales|overall|all|sum|suma)\b", re.IGNORECASE)
_BY_AIM = re.compile(r"\b(?:priorit\w+|prioridad\w*|SDGs?|ODS|goals?|objetivos?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Bar:
    """A value that can be drawn: its row's label, its column ("" where there is but one), as printed, as a number.

    `row` is the row of the figure, `span` the value's (start, end) in the document's text.
    """

    row: int
    label: str
    column: str
    printed: str
    number: float
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Picture:
    """What can be drawn of a figure: bars in the order of print, or the reason why there are none.

    `totals` are the labels of the rows left out as sums of the others; `others` the columns left out because their
    values are of another kind.
    """

    figure: Figure
    bars: tuple[Bar, ...]
    totals: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    why_not: NoChart | None = None

    @property
    def caption(self) -> str:
        """What the report calls it, with its title; else its first label, else ""."""
        parts = [part for part in (self.figure.name, self.figure.title) if part]
        return ". ".join(parts) or next((row.label for row in self.figure.rows), "")

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are drawn, in the order of print."""
        return tuple(dict.fromkeys(bar.column for bar in self.bars))


def picture(figure: Figure, language: str) -> Picture:
    """Return what can be drawn of a figure; `language` (ISO 639-1) is the report's."""
    if not any(map(str.isdigit, "".join(value for row in figure.rows for value in row.values))):
        return Picture(figure, (), why_not="unlabelled" if figure.unlabelled else "empty")
    numbers = _number_rows(figure, language)
    summed = [_is_total(figure, numbers, row) for row in range(len(numbers))]
    totals = tuple(row.label for row, is_total in zip(figure.rows, summed, strict=True) if is_total)
    kept = [row for row, is_total in enumerate(summed) if not is_total]
    drawn = _columns_of_one_kind([figure.rows[row] for row in kept])
    n_columns = max(len(row.values) for row in figure.rows)
    names = figure.columns or ("",) * n_columns
    bars = tuple(
        Bar(row, one.label, names[column] if n_columns > 1 else "", one.values[column], number, one.spans[column])
        for row in kept
        for one in [figure.rows[row]]
        for column, number in enumerate(numbers[row])
        if number is not None and column in drawn
    )
    others = tuple(name for column, name in enumerate(names) if drawn and column not in drawn)
    why_not = _why_not(bars, len(drawn))
    return Picture(figure, () if why_not else bars, () if why_not else totals, () if why_not else others, why_not)


def list_pictures(documents: Iterable[Document]) -> tuple[tuple[Document, Picture], ...]:
    """Return the figures of reports: money by priority or SDG first, other money, the rest, those without values.

    Within each of these those with a chart come first, then the order of print.
    """
    found = [
        (document, picture(figure, document.report.language)) for document in documents for figure in document.figures
    ]
    return tuple(sorted(found, key=lambda pair: _rank(pair[1])))


def is_money(figure: Figure) -> bool:
    """Tell whether the values of a figure are amounts of money."""
    printed = [*(value for row in figure.rows for value in row.values), *figure.unlabelled]
    return bool(_MONEY.search(figure.unit)) or (bool(printed) and all(_MONEY.search(value) for value in printed))


def _rank(found: Picture) -> tuple[int, bool]:
    figure = found.figure
    words = " ".join((figure.title, *figure.columns, *(row.label for row in figure.rows)))
    by_aim = is_money(figure) and bool(_BY_AIM.search(words))
    group = 0 if by_aim else 1 if is_money(figure) else 3 if found.why_not == "empty" else 2
    return group, found.why_not is not None


def _number_rows(figure: Figure, language: str) -> list[tuple[float | None, ...]]:
    flat = iter(read_numbers([value for row in figure.rows for value in row.values], language))
    return [tuple(next(flat) for _ in row.values) for row in figure.rows]


def _is_total(figure: Figure, numbers: Sequence[tuple[float | None, ...]], row: int) -> bool:
    """Tell whether a row is the sum of all others in every column, and is known to be: by its label, or the proof."""
    is_named = figure.proof == "sums" or bool(_TOTAL.search(figure.rows[row].label))
    columns = range(len(numbers[row]))
    return is_named and len(numbers) > MIN_SUMMED and all(_is_sum(numbers, row, column) for column in columns)


def _is_sum(numbers: Sequence[tuple[float | None, ...]], row: int, column: int) -> bool:
    others = [own[column] if column < len(own) else None for other, own in enumerate(numbers) if other != row]
    known = [number for number in others if number is not None]
    total = numbers[row][column]
    if total is None or len(known) != len(others) or total == 0:
        return False
    return math.isclose(sum(known), total, rel_tol=0.005)


def _kind_of(value: str) -> str:
    return "money" if _MONEY.search(value) else "share" if _SHARE.search(value) else "number"


def _columns_of_one_kind(rows: Sequence[FigureRow]) -> tuple[int, ...]:
    """Return the columns whose values are all of one kind, and of the kind of the first such column."""
    kinds: dict[int, set[str]] = {}
    for row in rows:
        for column, value in enumerate(row.values):
            if any(map(str.isdigit, value)):
                kinds.setdefault(column, set()).add(_kind_of(value))
    pure = {column: min(own) for column, own in sorted(kinds.items()) if len(own) == 1}
    first = next(iter(pure.values()), "")
    return tuple(column for column, kind in pure.items() if kind == first)


def _why_not(bars: Sequence[Bar], n_columns: int) -> NoChart | None:
    sizes = [abs(bar.number) for bar in bars if bar.number]
    if not n_columns:
        return "mixed"
    if len(bars) < 2:
        return "single"
    if len(bars) > MAX_BARS or n_columns > MAX_COLUMNS:
        return "large"
    return "spread" if sizes and max(sizes) > MAX_SPREAD * min(sizes) else None
