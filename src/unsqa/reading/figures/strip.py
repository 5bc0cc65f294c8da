"""The lines of a figure or box as a strip: its values in order, and the phrases of words between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from unsqa.reading.figures.evidence import joined
from unsqa.reading.figures.values import COUNTED_BY, Cell, FoundRow, goes_on, is_year_phrase, shape_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from unsqa.reading.figures.values import Line, Shape, Span
    from unsqa.types import Proof

_UNIT_WORDS = re.compile(r"(?:of|per|del|de|de la|por) \w[\w ]{1,30}")
MAX_LABEL_LINES = 30


@dataclass(frozen=True, slots=True)
class Value:
    """A value, and whether words stand before (`is_led`) or behind it (`is_followed`) on its line."""

    cell: Cell
    line: int
    is_led: bool
    is_followed: bool


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that belong together, and the lines that they stand on."""

    cells: tuple[Cell, ...]
    lines: tuple[int, ...]

    @property
    def text(self) -> str:
        """The words."""
        return joined(cell.text for cell in self.cells)


@dataclass(slots=True)
class Strip:
    """The values of a box in order; `gaps[i]` holds the phrases before value i, the last those behind all values."""

    values: list[Value]
    gaps: list[list[Phrase]]
    years: list[Cell]
    unit_words: list[Cell]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was made of a box."""

    rows: tuple[FoundRow, ...] = ()
    columns: tuple[str, ...] = ()
    title: tuple[Cell, ...] = ()
    proof: Proof = "layout"
    unlabelled: tuple[Cell, ...] = ()
    header: tuple[Cell, ...] = ()


def make_strip(lines: Sequence[Line], *, named: bool) -> Strip:
    """Part the lines into values and the phrases between them; years by themselves are set aside."""
    shapes = [shape_of(line.text, named=named) for line in lines]
    is_value_first = sum(shape == "value words" for shape, _ in shapes) >= 2
    strip = Strip([], [[]], [], [])
    for row, (line, (shape, spans)) in enumerate(zip(lines, shapes, strict=True)):
        counts_others = bool(strip.gaps[-1]) and bool(COUNTED_BY.search(strip.gaps[-1][-1].text))
        if (shape == "words value words" and not is_value_first) or counts_others:
            _take_line(strip, row, line, "words", [])
        else:
            _take_line(strip, row, line, shape, spans)
    return strip


def _take_line(strip: Strip, row: int, line: Line, shape: Shape, spans: Sequence[Span]) -> None:
    at = 0
    for start, end in spans:
        _take_words(strip, row, line, (at, start))
        strip.values.append(
            Value(
                _cell(line, start, end), row, is_led=shape == "words value", is_followed=shape.endswith("value words")
            )
        )
        strip.gaps.append([])
        at = end
    _take_words(strip, row, line, (at, len(line.text)))


def _take_words(strip: Strip, row: int, line: Line, span: Span) -> None:
    """Add the words of a part of a line to the phrase that they go on with, or as a new one."""
    start, end = span
    while start < end and line.text[start] in " :;,":
        start += 1
    while end > start and line.text[end - 1] in " :;":
        end -= 1
    text, phrases = line.text[start:end], strip.gaps[-1]
    if not any(map(str.isalnum, text)):
        return
    last = phrases[-1] if phrases and len(phrases[-1].lines) < MAX_LABEL_LINES else None
    is_next = last is not None and last.cells[-1].block == line.block and last.lines[-1] == row - 1
    if last and is_next:
        first = last.cells[-1]
        cell = Cell(line.source[first.start : line.start + end], line.block, first.start, line.start + end)
        phrases[-1] = Phrase((*last.cells[:-1], cell), (*last.lines, row))
    elif is_year_phrase(text):
        strip.years.append(_cell(line, start, end))
    elif not any(letter.isalpha() for letter in text):
        return
    elif last and goes_on(last.text, text):
        phrases[-1] = Phrase((*last.cells, _cell(line, start, end)), (*last.lines, row))
    elif last and _UNIT_WORDS.fullmatch(text) and last.text.isupper():
        strip.unit_words.append(_cell(line, start, end))
    else:
        phrases.append(Phrase((_cell(line, start, end),), (row,)))


def _cell(line: Line, start: int, end: int) -> Cell:
    return Cell(line.text[start:end], line.block, line.start + start, line.start + end)


def make_row(phrase: Phrase, *values: Cell) -> FoundRow:
    """Tie a label to its values."""
    return FoundRow(phrase.text, phrase.cells, values)


def untied(strip: Strip, rows: Iterable[FoundRow]) -> tuple[Cell, ...]:
    """Return the values that no row holds."""
    tied = {cell for row in rows for cell in row.values}
    return tuple(value.cell for value in strip.values if value.cell not in tied)
