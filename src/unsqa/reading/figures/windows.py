"""A run of short blocks -> windows, each of one figure; a window -> the figure's record."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import takewhile
from typing import TYPE_CHECKING

from unsqa.reading.figures.boxes import read_box
from unsqa.reading.figures.evidence import Evidence, joined
from unsqa.reading.figures.kinds import SOURCE, Kind, Named, is_drawn, read_source, read_title
from unsqa.reading.figures.strip import Reading, make_strip
from unsqa.reading.figures.units import find_unit, find_year
from unsqa.reading.figures.values import WORD, FoundFigure, FoundRow, find_values, is_measured, lines_of, shape_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from unsqa.reading.blocks.block import Block
    from unsqa.reading.figures.strip import Strip
    from unsqa.reading.figures.values import Line

MAX_GAP = 8  # blocks without a value that a figure may hold in a row
MIN_CLUSTER = 3  # values in a row without any words: those of a drawing
_REPEATED = re.compile(r"^(.+?)(?: \1)+$")  # a unit printed once for each value
_STUB = re.compile(
    r"(?:description|concept|indicator|item|component|category|sector|region|country|descripción|concepto|indicador|rubro|"
    r"componente|categoría|región|país)\s+",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Overview:
    """The blocks, and what was learnt of each: its text, its kind, whether it holds a value."""

    blocks: Sequence[Block]
    texts: list[str]
    kinds: list[Kind]
    evidence: Evidence
    valued: list[bool] = field(default_factory=list)

    def lines(self, rows: Iterable[int]) -> list[Line]:
        """Return the lines of the short blocks among the rows, as far as a source that is named in them."""
        return [
            line
            for row in rows
            if self.kinds[row] == "short"
            for line in takewhile(lambda line: not SOURCE.match(line.text), lines_of(self.blocks[row], row))
        ]

    def source_of(self, row: int) -> str:
        """Return the source that a block names from one of its lines on, or ""."""
        if self.kinds[row] not in ("source", "short"):
            return ""
        found = next((line for line in lines_of(self.blocks[row], row) if SOURCE.match(line.text)), None)
        return self.texts[row][found.start :] if found else ""

    def find_values(self) -> None:
        """Learn once which of the short blocks hold a value."""
        self.valued = [
            kind == "short" and any(find_values(line.text) for line in self.lines([row]))
            for row, kind in enumerate(self.kinds)
        ]

    def has_value(self, row: int) -> bool:
        """Tell whether a short block holds a value."""
        return self.valued[row]


@dataclass(slots=True)
class Window:
    """A stretch of blocks that may be one figure: its title's row, short blocks above it, its body, its source."""

    title: int | None = None
    above: list[int] = field(default_factory=list)
    body: list[int] = field(default_factory=list)
    source: int | None = None


def windows_of(overview: Overview, run: list[int]) -> list[Window]:
    """Part a run into windows: at titles, which stand above their figures or all below them, and behind sources."""
    titles = [row for row in run if overview.kinds[row] == "title"]
    if not titles:
        return _boxes(overview, run)
    parts = _part(overview, run)
    valued = [any(map(overview.has_value, part)) for part in parts]
    if valued[0] and not valued[-1]:
        windows = [Window(title, body=part) for title, part in zip(titles, parts, strict=False)]
        windows[-1].body += parts[-1]
        return [found for window in windows for found in _cut(overview, window)]
    windows = [
        found
        for title, part in zip(titles, parts[1:], strict=True)
        for found in _cut(overview, Window(title, body=part))
    ]
    if valued[0]:
        return [*_boxes(overview, parts[0]), *windows]
    windows[0].above = [row for row in parts[0][-MAX_GAP:] if overview.kinds[row] == "short"]
    return windows


def _part(overview: Overview, run: Sequence[int]) -> list[list[int]]:
    """Return the blocks before the first title, and those behind each one."""
    parts: list[list[int]] = [[]]
    for row in run:
        if overview.kinds[row] == "title":
            parts.append([])
        else:
            parts[-1].append(row)
    return parts


def _boxes(overview: Overview, run: list[int]) -> list[Window]:
    """Part a run without titles into boxes: behind sources, at long gaps, and where a drawing's bare values end."""
    boxes = []
    for window in _cut(overview, Window(body=run)):
        *drawing, box = _split_drawing(overview, window.body)
        boxes += [*(Window(body=part) for part in drawing), Window(body=box, source=window.source)]
    return boxes


def _split_drawing(overview: Overview, run: list[int]) -> list[list[int]]:
    """Part a box whose lines hold value and label from the bare values of a drawing before it."""
    n_bare, cut = 0, 0
    for at, row in enumerate(run):
        shapes = [shape_of(line.text, named=False)[0] for line in overview.lines([row])]
        if cut and any(" " in shape for shape in shapes):
            return [run[:cut], run[cut:]]
        if any(map(str.isalpha, overview.texts[row])):
            n_bare = 0
        n_bare += shapes.count("value")
        if n_bare >= MIN_CLUSTER:
            cut = at + 1
    return [run]


def _cut(overview: Overview, whole: Window) -> list[Window]:
    """Give a window the source that closes it or, before its values, opens it; what comes behind is a box by itself."""
    windows = [Window(whole.title)]
    n_empty = 0
    for row in whole.body:
        window = windows[-1]
        has_values = any(map(overview.has_value, window.body))
        n_empty = 0 if overview.has_value(row) else n_empty + 1
        if overview.source_of(row):
            if overview.kinds[row] == "short":
                window.body.append(row)
            window.source = row
            if has_values or overview.has_value(row):
                windows.append(Window())
        elif n_empty <= MAX_GAP:
            window.body.append(row)
        elif has_values or window.title is not None:
            windows.append(Window(body=[row]))
        else:
            window.body = [*window.body[-MAX_GAP:], row]
    return [window for window in windows if window.title is not None or any(map(overview.has_value, window.body))]


def read_window(overview: Overview, window: Window) -> FoundFigure | None:
    """Make the record of a window; None where there is no figure in it."""
    named = read_title(overview.texts[window.title]) if window.title is not None else None
    window.body = _without_headings(overview, window)
    if named and not named.is_complete and not named.title and window.body and not overview.has_value(window.body[0]):
        named = Named(named.name, joined([overview.texts[window.body[0]]]), is_complete=True)
        lines = overview.lines(window.body[1:])
    else:
        lines = overview.lines(window.body)
    strip = make_strip([*overview.lines(window.above), *lines], named=named is not None)
    reading = read_box(strip, overview.evidence)
    if window.above and reading.proof != "sums":
        window.above = []
        strip = make_strip(lines, named=named is not None)
        reading = read_box(strip, overview.evidence)
    if named is None:
        checked = _check_box(strip, reading, has_source=window.source is not None)
        return _record(overview, window, strip, checked, None) if checked else None
    if is_drawn(named) or reading.rows or reading.unlabelled:
        return _record(overview, window, strip, reading, named)
    return None


def _without_headings(overview: Overview, window: Window) -> list[int]:
    """Leave out what begins a page behind the last value; without values, what is behind the source or over text."""
    body = window.body
    last = max((at for at, row in enumerate(body) if overview.has_value(row)), default=-1)
    if last < 0 and window.source is not None:
        return [row for row in body if row <= window.source]
    for at in range(last + 1, len(body)):
        if overview.blocks[body[at]].starts_page:
            return body[:at]
    is_over_text = last < 0 < len(body) and overview.kinds[body[-1] + 1 : body[-1] + 2] == ["prose"]
    return body[:-1] if is_over_text else body


def _check_box(strip: Strip, reading: Reading, *, has_source: bool) -> Reading | None:
    """Return what holds of a box without a name: it needs two measured values or a source, else nothing is a fact."""
    values = [value.cell.text for value in strip.values]
    if (
        reading.rows
        and all(map(_is_labelled, reading.rows))
        and (has_source or (len(values) > 1 and any(map(is_measured, values))))
    ):
        return reading
    bare = [value.cell.text for value in strip.values if not value.is_followed]
    if all(value.replace(".", "").isdecimal() for value in bare):
        return None
    return Reading(unlabelled=tuple(value.cell for value in strip.values))


def _is_labelled(row: FoundRow) -> bool:
    """Tell whether a row has a label of words that is not the rest of something above."""
    first, value = row.label_cells[0], row.values[0]
    is_rest = first.text[:1].islower() and (first.block, first.start) < (value.block, value.start)
    return bool(WORD.search(row.label)) and not is_rest


def _record(overview: Overview, window: Window, strip: Strip, reading: Reading, named: Named | None) -> FoundFigure:
    title = named.title if named else joined(cell.text for cell in reading.title)
    header = joined(cell.text for cell in reading.header)
    columns = reading.columns
    if named and header and not columns and reading.rows:
        columns = (_STUB.sub("", header, count=1),)
    source = read_source(overview.source_of(window.source)) if window.source is not None else ""
    years = [joined(cell.text for cell in strip.years)] if len(strip.years) == 1 else []
    values = [cell.text for row in reading.rows for cell in row.values] or [cell.text for cell in reading.unlabelled]
    unit_words = _REPEATED.sub(r"\1", joined(cell.text for cell in strip.unit_words[:1]))
    return FoundFigure(
        blocks=_own_blocks(window, strip, reading, is_named=named is not None),
        name=named.name if named else "",
        title=title,
        columns=columns,
        rows=reading.rows,
        unit=find_unit(values, [header, title], unit_words, overview.evidence),
        year=find_year(title, *years, joined([*columns, header]), source),
        source=source,
        proof=reading.proof,
        unlabelled=tuple(cell.text for cell in reading.unlabelled),
    )


def _own_blocks(window: Window, strip: Strip, reading: Reading, *, is_named: bool) -> tuple[int, ...]:
    """Return the blocks of a figure: all of the window if it has a title, else those that a cell of it is from."""
    own = {row for row in (window.title, window.source) if row is not None}
    cells = [*reading.title, *reading.header, *reading.unlabelled]
    cells += [cell for row in reading.rows for cell in (*row.label_cells, *row.values)]
    cells += [*strip.years, *strip.unit_words, *(value.cell for value in strip.values)]
    used = {cell.block for cell in cells}
    first, last = min(used, default=0), max(used, default=0)
    return tuple(sorted(own | used | {row for row in window.body if is_named or first < row < last}))
