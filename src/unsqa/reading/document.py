"""Lines -> a Document: the stages of reading in their order, and the text laid out.

repair -> panels -> holes -> figures -> paragraphs -> titles -> notes -> sections, pages, records
"""

from __future__ import annotations

import re
from bisect import bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING

from unsqa.reading.blocks.holes import fill_holes
from unsqa.reading.blocks.order import is_bare_title, mend_paragraphs
from unsqa.reading.blocks.panels import tie_panels
from unsqa.reading.blocks.recognize import find_agencies
from unsqa.reading.blocks.repair import repair
from unsqa.reading.blocks.titles import put_titles_above
from unsqa.reading.figures import find_figures
from unsqa.reading.glossary import find_glossary
from unsqa.reading.lines.sift import ADDRESS
from unsqa.reading.outline import make_sections
from unsqa.reading.pages import number_pages
from unsqa.types import Document, Figure, FigureRow, Footnote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from unsqa.reading.blocks.block import Block
    from unsqa.reading.blocks.repair import LiftedMark
    from unsqa.reading.figures import Cell, FoundFigure
    from unsqa.types import Dropped, Report, SourceLine

_NUMBER = re.compile(r"\d+")


def make_document(report: Report, lines: Sequence[SourceLine]) -> Document:
    """Return the document that the lines make, as it reads in print."""
    repaired = repair(lines, report.language)
    dropped = list(repaired.dropped)
    blocks, notes = _part_notes(tie_panels(repaired.blocks, dropped))
    blocks = fill_holes(blocks, repaired.words, dropped)
    found = find_figures(blocks)
    in_source_order = list(blocks)
    for number, figure in enumerate(found):
        for row in figure.blocks:
            blocks[row].kind, blocks[row].group = "figure", number
    blocks = mend_paragraphs(_gather(blocks), repaired.words, dropped)
    blocks = put_titles_above(blocks, repaired.words, dropped)
    blocks = _put_notes(blocks, notes, repaired.marks)
    text, starts, line_starts = lay_out(blocks)
    start_of = {id(block): start for block, start in zip(blocks, starts, strict=True)}
    return Document(
        report=report,
        text=text,
        line_starts=tuple(line_starts),
        pages=number_pages(repaired.page_starts, repaired.n_lines, repaired.page_numbers),
        sections=make_sections(blocks, starts, _addresses(dropped, repaired.page_starts)),
        dropped=tuple(sorted(dropped, key=lambda gone: gone.line)),
        footnotes=_footnotes(notes, repaired.marks, start_of, line_starts, text),
        figures=tuple(_figure(figure, in_source_order, start_of, text) for figure in found),
        glossary=find_glossary(blocks),
    )


def lay_out(blocks: Sequence[Block]) -> tuple[str, list[int], list[tuple[int, int]]]:
    """Join the blocks by blank lines; return the text, each block's offset, and where each source line begins."""
    parts: list[str] = []
    starts: list[int] = []
    line_starts: list[tuple[int, int]] = []
    at = 0
    for block in blocks:
        if parts:
            parts.append("\n\n")
            at += 2
        starts.append(at)
        for text, line in block.pieces:
            line_starts.append((at, line))
            parts.append(text)
            at += len(text)
    return "".join(parts), starts, line_starts


def _part_notes(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    return [block for block in blocks if block.kind != "note"], [block for block in blocks if block.kind == "note"]


def _gather(blocks: Sequence[Block]) -> list[Block]:
    """Put the blocks of each figure or panel together where its first stands, below agencies that close a result.

    A panel between a title and its text goes above the title.
    """
    members: dict[tuple[str, int], list[Block]] = {}
    for block in blocks:
        if block.kind != "text":
            members.setdefault((block.kind, block.group), []).append(block)
    gathered: list[Block] = []
    waiting: list[Block] = []
    for block in blocks:
        if block.kind == "text":
            closes = bool(waiting) and bool(find_agencies(block.text)) and not block.starts_page
            gathered += [block, *waiting] if closes else [*waiting, block]
            waiting = []
        elif block.kind == "panel" and gathered and is_bare_title(gathered[-1]):
            gathered[-1:] = [*members.pop((block.kind, block.group), []), gathered[-1]]
        else:
            waiting += members.pop((block.kind, block.group), [])
    return gathered + waiting


def _put_notes(blocks: Sequence[Block], notes: Sequence[Block], marks: Sequence[LiftedMark]) -> list[Block]:
    """Put each footnote below the block that its mark was lifted from, or at the end of its page."""
    notes_of_line: dict[int, list[int]] = {}
    for mark in marks:
        notes_of_line.setdefault(mark.line, []).append(mark.note)
    left = {note.first_line: note for note in notes}
    marked = {mark.note for mark in marks}
    last_of_page = {block.page: row for row, block in enumerate(blocks)}
    placed: list[Block] = []
    for row, block in enumerate(blocks):
        placed.append(block)
        wanted = [
            note for line in dict.fromkeys(line for _, line in block.pieces) for note in notes_of_line.get(line, ())
        ]
        if last_of_page[block.page] == row:
            wanted += [note.first_line for note in notes if note.page == block.page and note.first_line not in marked]
        placed += [left.pop(note) for note in wanted if note in left]
    return [*placed, *left.values()]


def _addresses(dropped: Sequence[Dropped], page_starts: Sequence[int]) -> list[tuple[str, ...]]:
    """Return the addresses printed on each page."""
    found: list[list[str]] = [[] for _ in page_starts]
    for gone in dropped:
        if gone.reason == ADDRESS:
            found[bisect_right(page_starts, gone.line) - 1].append(gone.text)
    return [tuple(addresses) for addresses in found]


def _footnotes(
    notes: Sequence[Block],
    marks: Sequence[LiftedMark],
    start_of: dict[int, int],
    line_starts: Sequence[tuple[int, int]],
    text: str,
) -> tuple[Footnote, ...]:
    mark_of = {mark.note: mark for mark in marks}
    offset_of: dict[int, int] = {}
    for offset, line in line_starts:
        offset_of.setdefault(line, offset)
    at_of = _place_marks([mark for mark in mark_of.values() if mark.line in offset_of], offset_of, text)
    footnotes = []
    for note in notes:
        mark = mark_of.get(note.first_line)
        start = start_of[id(note)]
        number = mark.mark if mark else (_NUMBER.match(note.text) or [""])[0]
        footnotes.append(Footnote(number, start, start + len(note.text), at_of.get(note.first_line)))
    return tuple(footnotes)


def _place_marks(marks: Iterable[LiftedMark], offset_of: Mapping[int, int], text: str) -> dict[int, int]:
    """Return the offset in the text that the mark of each note stood at, by the note's first line.

    It stood after so many characters of its line that are no blanks.
    """
    placed: dict[int, int] = {}
    line = at = n_chars = 0
    for mark in sorted(marks, key=lambda mark: (mark.line, mark.n_chars_before)):
        if mark.line != line:
            line, at, n_chars = mark.line, offset_of[mark.line], 0
        while n_chars < mark.n_chars_before and at < len(text):
            n_chars += not text[at].isspace()
            at += 1
        placed[mark.note] = at
    return placed


def _figure(found: FoundFigure, blocks: Sequence[Block], start_of: dict[int, int], text: str) -> Figure:
    """Return the record of a figure, its cells placed in the text."""
    starts = [start_of[id(blocks[row])] for row in found.blocks]
    ends = [start_of[id(blocks[row])] + len(blocks[row].text) for row in found.blocks]

    def offsets(cells: Sequence[Cell]) -> list[tuple[int, int]]:
        begins = [start_of[id(blocks[cell.block])] for cell in cells]
        return [(start + cell.start, start + cell.end) for start, cell in zip(begins, cells, strict=True)]

    rows = tuple(
        FigureRow(
            row.label,
            tuple(value.text for value in row.values),
            tuple(_reaches(offsets(row.values), offsets(row.label_cells), text)),
        )
        for row in found.rows
    )
    return Figure(
        found.name,
        found.title,
        found.columns,
        rows,
        found.unit,
        found.year,
        found.source,
        found.proof,
        found.unlabelled,
        min(starts),
        max(ends),
    )


def _reaches(
    values: Sequence[tuple[int, int]], labels: Sequence[tuple[int, int]], text: str
) -> Iterator[tuple[int, int]]:
    """Yield the span of each value with its label, where nothing stands between them; else that of the value alone."""
    stretches: list[tuple[int, int]] = []  # cells with nothing between them
    for first, last in sorted({*labels, *values}):
        if stretches and not text[stretches[-1][1] : first].strip():
            stretches[-1] = (stretches[-1][0], last)
        else:
            stretches.append((first, last))
    around = (min(first for first, _ in labels), max(last for _, last in labels)) if labels else None
    for value in values:
        start, end = stretches[bisect_right(stretches, value[0], key=itemgetter(0)) - 1]
        yield value if around and not (start <= around[0] and around[1] <= end) else (start, end)
