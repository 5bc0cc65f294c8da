"""The strip of a figure or box -> its rows, each value tied to its label by evidence.

Evidence is: value and label on one line; values and labels alternating all through the box; columns that add up to
their totals; a sentence that states the value. A value for which there is none is kept as unlabelled, never guessed:
the order alone, in which labels and values came out of a page, is no evidence.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from unsqa.reading.figures.strip import Phrase, Reading, Strip, make_row, untied
from unsqa.reading.figures.sums import read_sums
from unsqa.reading.figures.values import MAGNITUDE, Cell, read_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unsqa.reading.figures.evidence import Evidence

_MAGNITUDE = re.compile(rf"{MAGNITUDE}\b", re.IGNORECASE)
_SHARE_OF = re.compile(r"(?:of|de|del) ", re.IGNORECASE)
_FRAME = re.compile(r"(?:(?:for|out of|of|de|por)\s)?(?:every|each|cada)\b", re.IGNORECASE)
_PLACE = re.compile(r"(?<=\s)(?:in|en) [^\W\d][\w ]{1,30},$", re.IGNORECASE)
_BETWEEN = re.compile(
    r"(?:between|entre)(?: (?:the|el|la))? (\w+) (?:and|y)(?: (?:the|el|la))? (\w+) (\w+?)s?(?: (?:of|de|del))?",
    re.IGNORECASE,
)
_AXIS_ENDS = {0.0, 100.0}
MAX_STATED = 40


def read_box(strip: Strip, evidence: Evidence) -> Reading:
    """Tie the values of a box to its labels by the first kind of evidence that holds, or to none."""
    if not strip.values or _is_numbering(strip):
        return Reading()
    for reader in _READERS:
        reading = reader(strip, evidence)
        if reading:
            return _without_axis(reading)
    return _without_axis(replace(_read_stated(strip, evidence), title=_last_phrase(strip.gaps[0])))


def _is_numbering(strip: Strip) -> bool:
    """Tell whether the values number a list or headings: 1, 2, 3 or 2.3, 2.4, 3."""
    numbers = [value.cell.text.split(".") for value in strip.values]
    if len(numbers) < 2 or not all(len(part) <= 2 and part.isdecimal() for number in numbers for part in number):
        return False
    return all(_follows([int(part) for part in one], [int(part) for part in other]) for one, other in pairwise(numbers))


def _follows(before: list[int], after: list[int]) -> bool:
    """Tell whether a heading's number may come right after another one.

    >>> _follows([1], [2]), _follows([2, 4], [3]), _follows([2], [2, 1]), _follows([1], [2, 5])
    (True, True, True, False)
    """
    if len(after) > len(before):
        return after == [*before, 1]
    depth = len(after)
    return after[:-1] == before[: depth - 1] and after[-1] == before[depth - 1] + 1


def _read_change(strip: Strip, evidence: Evidence) -> Reading | None:
    """Two values of one label "between the first and third quarter", stated in the running text too."""
    if len(strip.values) != 2 or not strip.gaps[0] or strip.gaps[1] or not strip.gaps[2]:
        return None
    between = _BETWEEN.fullmatch(strip.gaps[2][0].text)
    label = Phrase(tuple(cell for phrase in strip.gaps[0] for cell in phrase.cells), ())
    values = [value.cell for value in strip.values]
    if not between or not evidence.states([cell.text for cell in values], label.text):
        return None
    columns = (f"{between[1]} {between[3]}", f"{between[2]} {between[3]}")
    return Reading((make_row(label, *values),), columns, proof="sentence", header=strip.gaps[2][0].cells)


def _read_lines(strip: Strip, _: Evidence) -> Reading | None:
    """Rows of a printed table: a label and as many values on each line as the header has columns."""
    by_line: dict[int, list[int]] = {}
    for row, value in enumerate(strip.values):
        if value.is_led:
            by_line.setdefault(value.line, []).append(row)
    n_columns = max((len(rows) for rows in by_line.values()), default=0)
    if len(by_line) < 2 or n_columns < 2:
        return None
    columns = _columns(strip, n_columns)
    rows = [
        make_row(strip.gaps[found[0]][-1], *(strip.values[row].cell for row in found))
        for found in by_line.values()
        if len(found) == n_columns and columns and strip.gaps[found[0]]
    ]
    return Reading(tuple(rows), columns, unlabelled=untied(strip, rows))


def _columns(strip: Strip, n_columns: int) -> tuple[str, ...]:
    """Name the columns after the years above the rows, else after as many phrases; () where neither fits."""
    years = [year for cell in strip.years if cell.block <= strip.values[0].cell.block for year in cell.text.split()]
    if len(years) == n_columns:
        return tuple(years)
    heads = [phrase.text for phrase in strip.gaps[0][:-1]]
    return tuple(heads[-n_columns:]) if len(heads) in (n_columns, n_columns + 1) else ()


def _read_side_by_side(strip: Strip, _: Evidence) -> Reading | None:
    """Labels on the lines of their values, all before or all behind them."""
    n_followed = sum(value.is_followed for value in strip.values)
    n_led = sum(value.is_led for value in strip.values)
    n_needed = min(2, len(strip.values))
    if n_followed >= n_needed and not n_led:
        return _values_first(strip)
    if n_led >= n_needed and not n_followed:
        return _labels_first(strip)
    return None


def _values_first(strip: Strip) -> Reading:
    """Take for each value what stands behind it; the last value takes no more phrases than the others."""
    n_most = max((len(gap) for gap in strip.gaps[1:-1]), default=1)
    frame_at = next((at for at, phrase in enumerate(strip.gaps[-1]) if at and _FRAME.match(phrase.text)), None)
    gaps = [*strip.gaps[1:-1], strip.gaps[-1][: max(1, n_most)][:frame_at]]
    labels = [Phrase(tuple(cell for phrase in gap for cell in phrase.cells), ()) for gap in gaps]
    title = _last_phrase(strip.gaps[0])
    if frame_at is not None:
        places, labels = _lift_places(labels)
        title = (*places, *(cell for phrase in strip.gaps[-1][frame_at:] for cell in phrase.cells))
    rows = [make_row(label, value.cell) for label, value in zip(labels, strip.values, strict=True) if label.cells]
    return Reading(tuple(rows), title=title, unlabelled=untied(strip, rows))


def _lift_places(labels: Sequence[Phrase]) -> tuple[list[Cell], list[Phrase]]:
    """Take "in such a place," out of the labels: it opens the lead-in that all of them share."""
    places, kept = [], []
    for label in labels:
        cells = []
        for cell in label.cells:
            found = _PLACE.search(cell.text)
            if found and found.start():
                at = cell.start + found.start()
                places.append(Cell(found[0], cell.block, at, cell.end))
                text = cell.text[: found.start()].rstrip()
                cells.append(Cell(text, cell.block, cell.start, cell.start + len(text)))
            else:
                cells.append(cell)
        kept.append(Phrase(tuple(cells), label.lines))
    return places, kept


def _labels_first(strip: Strip) -> Reading:
    """Take for each value the phrase that ends before it; what stands above the first is the header."""
    rows, header = [], strip.gaps[0][:-1]
    for value, gap in zip(strip.values, strip.gaps, strict=False):
        if gap:
            rows.append(make_row(gap[-1], value.cell))
    cells = tuple(cell for phrase in header for cell in phrase.cells)
    return Reading(tuple(rows), header=cells, unlabelled=untied(strip, rows))


def _last_phrase(phrases: Sequence[Phrase]) -> tuple[Cell, ...]:
    return phrases[-1].cells if phrases else ()


def _read_alternating(strip: Strip, _: Evidence) -> Reading | None:
    """Labels and values by turns, all through the box."""
    first, *inner, last = strip.gaps
    if not all(inner):
        return None
    if not first and last:
        return _alternate(strip, [*inner, last], ())
    if first and (not last or _is_other_style(last, inner)):
        label = _like_the_others(first, inner)
        title = _last_phrase([phrase for phrase in first if phrase is not label])
        return _alternate(strip, [[label], *inner], title)
    return None


def _like_the_others(first: Sequence[Phrase], others: Sequence[Sequence[Phrase]]) -> Phrase:
    """Return the phrase that begins as another label does, else the last one."""
    openings = {phrase.text.split()[0] for gap in others for phrase in gap}
    return next((phrase for phrase in first if phrase.text.split()[0] in openings), first[-1])


def _is_other_style(last: Sequence[Phrase], inner: Sequence[Sequence[Phrase]]) -> bool:
    """Tell whether what follows the last value is set in capitals and no label is: a heading."""
    labels = [phrase for gap in inner for phrase in gap]
    return bool(labels) and last[0].text.isupper() and not any(phrase.text.isupper() for phrase in labels)


def _alternate(strip: Strip, gaps: Sequence[Sequence[Phrase]], title: tuple[Cell, ...]) -> Reading | None:
    rows = []
    for value, gap in zip(strip.values, gaps, strict=True):
        counted = [phrase for phrase in gap if _MAGNITUDE.match(phrase.text)]
        phrases = counted if counted and value.cell.text.replace(".", "").isdecimal() else gap
        if len(phrases) != 1:
            return _read_share(strip, gaps)
        rows.append(make_row(phrases[0], value.cell))
    return Reading(tuple(rows), title=title)


def _read_share(strip: Strip, gaps: Sequence[Sequence[Phrase]]) -> Reading | None:
    """Where labels are more than values, a label "of ..." still needs a share, and there is but one of each."""
    shares = [value for value in strip.values if value.cell.text.endswith("%")]
    wanting = [phrase for gap in gaps for phrase in gap if _SHARE_OF.match(phrase.text)]
    if len(shares) != 1 or len(wanting) != 1:
        return None
    rows = (make_row(wanting[0], shares[0].cell),)
    return Reading(rows, unlabelled=untied(strip, rows))


def _read_mirrored(strip: Strip, _: Evidence) -> Reading | None:
    """Two values between two labels that begin alike: each value has but one neighbour."""
    if len(strip.values) != 2 or strip.gaps[1] or not strip.gaps[0] or not strip.gaps[2]:
        return None
    first, last = strip.gaps[0][-1], strip.gaps[2][0]
    if first.text.split()[0] != last.text.split()[0] or len(strip.gaps[2]) > 1:
        return None
    rows = (make_row(first, strip.values[0].cell), make_row(last, strip.values[1].cell))
    return Reading(rows, title=_last_phrase(strip.gaps[0][:-1]))


def _read_pairs(strip: Strip, evidence: Evidence) -> Reading | None:
    """Tie value and label that have a block of their own, where as many labels are left as values."""
    blocks: dict[int, list[Cell]] = {}
    phrases = [phrase for gap in strip.gaps for phrase in gap]
    for cell in (*(value.cell for value in strip.values), *(cell for phrase in phrases for cell in phrase.cells)):
        blocks.setdefault(cell.block, []).append(cell)
    own_of: dict[int, list[Phrase]] = {}
    for phrase in phrases:
        if len(phrase.cells) == 1:
            own_of.setdefault(phrase.cells[0].block, []).append(phrase)
    rows = []
    for value in strip.values:
        own = own_of.get(value.cell.block, [])
        if len(own) == 1 and len(blocks[value.cell.block]) == 2:
            rows.append(make_row(own[0], value.cell))
    tied = {cell for row in rows for cell in row.label_cells}
    n_left = sum(len(evidence.unglue(phrase.text)) for phrase in phrases if phrase.cells[0] not in tied)
    rest = untied(strip, rows)
    return Reading(tuple(rows), unlabelled=rest) if rows and n_left == len(rest) else None


def _read_stated(strip: Strip, evidence: Evidence) -> Reading:
    """Tie each value to the one label that a sentence of the running text states it with."""
    phrases = [phrase for gap in strip.gaps for phrase in gap]
    rows = []
    for value in strip.values[:MAX_STATED]:
        stated = [phrase for phrase in phrases[:MAX_STATED] if evidence.states([value.cell.text], phrase.text)]
        if len(stated) == 1:
            rows.append(make_row(stated[0], value.cell))
    labels = [row.label for row in rows]
    rows = [row for row in rows if labels.count(row.label) == 1]
    return Reading(tuple(rows), proof="sentence" if rows else "layout", unlabelled=untied(strip, rows))


def _without_axis(reading: Reading) -> Reading:
    """Leave out the ends of an axis, 0 and 100, and its even steps."""
    numbers = [read_number(cell.text) for cell in reading.unlabelled]
    steps = {after - before for before, after in pairwise(numbers) if before is not None and after is not None}
    if len(numbers) >= 3 and len(steps) == 1 and steps != {0.0}:
        return replace(reading, unlabelled=())
    if _AXIS_ENDS.issubset(numbers):
        kept = [cell for cell, number in zip(reading.unlabelled, numbers, strict=True) if number not in _AXIS_ENDS]
        return replace(reading, unlabelled=tuple(kept))
    return reading


_READERS = (
    _read_change,
    _read_lines,
    _read_side_by_side,
    read_sums,
    _read_alternating,
    _read_mirrored,
    _read_pairs,
)
