"""Tables whose rows have tabs between their cells, as PDF and markup readers give them, with the title above.

A row counts only if it has a cell for each column that the header names; the values of other rows are unlabelled. A
label that runs over two lines is joined. Tables without a number are not taken: they are text.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from unsqa.reading.figures.evidence import Evidence, joined
from unsqa.reading.figures.kinds import read_source, read_title
from unsqa.reading.figures.units import find_unit, find_year
from unsqa.reading.figures.values import WORD, Cell, FoundFigure, FoundRow, goes_on, is_table_value, is_year_phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from unsqa.reading.figures.kinds import Kind

MAX_ABOVE, MAX_BETWEEN_WORDS = 3, 15
_BULLET = "•"
_PARENTHESES = re.compile(r"\([^()]*\)")

MAX_LABEL_LINES = 6


@dataclass(frozen=True, slots=True)
class _Row:
    label: tuple[Cell, ...]
    values: tuple[Cell, ...]


def find_tables(texts: Sequence[str], kinds: Sequence[Kind], evidence: Evidence) -> Iterator[FoundFigure]:
    """Yield the tables that hold numbers."""
    at = 0
    while at < len(kinds):
        if kinds[at] != "cells":
            at += 1
            continue
        start, at = at, _table_end(texts, kinds, at)
        figure = _make(texts, kinds, (start, at), evidence)
        if figure:
            yield figure


def _table_end(texts: Sequence[str], kinds: Sequence[Kind], start: int) -> int:
    """Return the row behind a table's last one; one short block between two rows is a part of it."""
    end = start + 1
    while end < len(kinds):
        is_between = kinds[end] == "short" and len(texts[end].split()) <= MAX_BETWEEN_WORDS
        if kinds[end] == "cells":
            end += 1
        elif is_between and end + 1 < len(kinds) and kinds[end + 1] == "cells":
            end += 2
        else:
            break
    return end


def _make(texts: Sequence[str], kinds: Sequence[Kind], span: tuple[int, int], evidence: Evidence) -> FoundFigure | None:
    table = [_cells(texts[row], row) for row in range(*span)]
    n_header = next((at for at, cells in enumerate(table) if _holds_number(cells)), None)
    if n_header is None:
        return None
    while n_header and _is_label(table[n_header - 1]) and goes_on(table[n_header - 1][0].text, table[n_header][0].text):
        n_header -= 1
    body = _join_labels(table[n_header:])
    columns, is_sure = _columns(table[:n_header], body)
    rows = tuple(
        FoundRow(joined(cell.text for cell in row.label), row.label, row.values)
        for row, following in zip(body, [*body[1:], None], strict=True)
        if is_sure and len(row.values) == max(1, len(columns)) and _is_whole(row, following)
    )
    tied = {cell for row in rows for cell in row.values}
    unlabelled = [c.text for row in body for c in row.values if c not in tied and any(map(str.isdigit, c.text))]
    above, name, title, notes = _title_above(texts, kinds, span[0])
    is_sourced = kinds[span[1] : span[1] + 1] == ["source"]
    source = read_source(texts[span[1]]) if is_sourced else ""
    words = [*notes, *(cell.text for cells in table[:n_header] for cell in cells)]
    values = [cell.text for found in rows for cell in found.values] or unlabelled
    return FoundFigure(
        blocks=tuple(range(above, span[1] + is_sourced)),
        name=name,
        title=title,
        columns=columns,
        rows=rows,
        unit=find_unit(values, words, "", evidence),
        year=find_year(title, " ".join(columns), source),
        source=source,
        proof="layout",
        unlabelled=tuple(unlabelled),
    )


def _cells(text: str, row: int) -> tuple[Cell, ...]:
    cells, at = [], 0
    for part in text.split("\t"):
        words = part.strip()
        start = at + (part.index(words) if words else 0)
        cells.append(Cell(words, row, start, start + len(words)))
        at += len(part) + 1
    return tuple(cells)


def _holds_number(cells: Sequence[Cell]) -> bool:
    """Tell whether a row holds a number besides its label that is no year."""
    return any(
        is_table_value(cell.text) and not is_year_phrase(cell.text) and any(map(str.isdigit, cell.text))
        for cell in cells[1:]
    )


def _is_label(cells: Sequence[Cell]) -> bool:
    """Tell a row that has nothing but a label."""
    return not any(cell.text for cell in cells[1:])


def _join_labels(rows: Sequence[tuple[Cell, ...]]) -> list[_Row]:
    """Part labels from values, and join a label that stands alone to the row below which goes on with it."""
    found: list[_Row] = []
    for cells in rows:
        row = _Row(cells[:1], () if _is_label(cells) else cells[1:])
        before = found[-1] if found else None
        is_alone = before is not None and not before.values and len(before.label) < MAX_LABEL_LINES
        if before and is_alone and cells[0].text and goes_on(before.label[-1].text, cells[0].text):
            found[-1] = _Row((*before.label, *row.label), row.values)
        else:
            found.append(row)
    return found


def _columns(header: Sequence[tuple[Cell, ...]], body: Sequence[_Row]) -> tuple[tuple[str, ...], bool]:
    """Name the columns by the header's rows that have a cell for each, and tell whether that is sure.

    Sure are names that differ, one for each value of most rows; or no header, and one value in each row.
    """
    counts = Counter(len(row.values) for row in body if row.values)
    n_columns = counts.most_common(1)[0][0]
    parted = [cells for cells in header if not _is_label(cells)]
    if not parted:
        return (), set(counts) == {1}
    full = [[cell.text for cell in cells[-n_columns:]] for cells in parted if len(cells) in (n_columns, n_columns + 1)]
    names = _join_names(full, n_columns)
    are_names = all(any(map(str.isalpha, name)) or is_year_phrase(name) or "%" in name for name in names)
    is_sure = len(parted[-1]) in (n_columns, n_columns + 1) and are_names and len(set(names)) == n_columns
    return (names, True) if is_sure else ((), False)


def _join_names(header: Sequence[Sequence[str]], n_columns: int) -> tuple[str, ...]:
    """Join the words of each column, from top to bottom.

    A row of few words over many columns spans several. It is left out; but where the columns' own names are not enough
    to tell them apart and it begins over the first, each of its words holds up to the next.
    """
    spanning = [row for row in header[:-1] if 3 * sum(map(bool, row)) <= n_columns]
    names = tuple(joined(row[at] for row in header if row not in spanning) for at in range(n_columns))
    if len(set(names)) == n_columns or not all(row[0] for row in spanning):
        return names
    filled = [_hold(row) if row in spanning else row for row in header]
    return tuple(joined(row[at] for row in filled) for at in range(n_columns))


def _hold(row: Sequence[str]) -> list[str]:
    """Fill each empty cell with the words of the one before it."""
    held = ""
    return [held := text or held for text in row]


def _is_whole(row: _Row, following: _Row | None) -> bool:
    """Tell whether a row has a label that neither begins in a line above nor goes on in a line with values below."""
    label = joined(cell.text for cell in row.label)
    below = following.label[0].text if following and following.values else ""
    goes_on_below = bool(below) and goes_on(label, below)
    return (
        bool(WORD.search(label)) and not label[0].islower() and not goes_on_below and _BULLET not in row.values[0].text
    )


def _title_above(texts: Sequence[str], kinds: Sequence[Kind], start: int) -> tuple[int, str, str, list[str]]:
    """Return the first row of the title above a table, the figure's name, its title, and what stands in parentheses."""
    for row in range(start - 1, max(-1, start - 1 - MAX_ABOVE), -1):
        named = read_title(texts[row]) if kinds[row] == "title" else None
        if named:
            whole = joined([named.title, *texts[row + 1 : start]])
            notes = _PARENTHESES.findall(whole)
            units = [note for note in notes if find_unit(["1"], [note], "", Evidence([]))]
            title = whole[: whole.index(units[0])].strip() if units else whole
            return row, named.name, title, notes
        if kinds[row] != "short":
            break
    return start, "", "", []
