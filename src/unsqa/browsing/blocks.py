"""A Document -> what to draw, in order: headings, paragraphs, lists, boxes, figures, notes.

Every character of the text that is no blank stands in exactly one block without blocks of its own. Nothing is worded or
drawn here. A title goes above the lead-in that was read before it; all else keeps the order of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from unsqa.reading.blocks.recognize import BULLET, find_agencies, is_tag

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from unsqa.types import Document, Figure, Section

BlockKind = Literal[
    "heading", "paragraph", "item", "entry", "row", "agencies", "tag", "note", "figure", "story", "box", "panel"
]
Span = tuple[int, int]

FRAMES: dict[str, BlockKind] = {"story": "story", "box": "box", "panel": "panel"}
_ENTRY = re.compile(r"[^:.\n]{1,60}:(?=\s|\Z)")
_CHUNK = re.compile(r"\S(?:(?!\n\n).)*+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a report, `text[start:end]`, or a frame around the blocks in it.

    A heading has a `level` (from 1) and, as `title`, its words as they stand in the path of its sections. A frame of
    kind "figure" holds the records of its figures; one that is `doubtful` stands as it came, because the order in
    print could not be told.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    title: str = ""
    blocks: tuple[Block, ...] = ()
    figures: tuple[Figure, ...] = ()
    doubtful: bool = False


def make_blocks(document: Document) -> tuple[Block, ...]:
    """Return the blocks of a document in the order to draw them."""
    sections = sorted(document.sections, key=lambda section: section.start)
    bounds = [0, *(section.end for section in sections)]
    gaps = [
        _headings(document.text, (bounds[row], section.start), _paths(sections, row))
        for row, section in enumerate(sections)
    ]
    last = sections[-1:]
    gaps.append(_headings(document.text, (bounds[-1], len(document.text)), [section.headings for section in last]))
    drawn: list[Block] = []
    for row, section in enumerate(sections):
        gap, gaps[row + 1] = _raise_titles(section, gaps[row], gaps[row + 1])
        drawn += _draw_section(document, section, gap, is_whole=not _goes_on(section, sections[row + 1 : row + 2]))
    return (*drawn, *gaps[-1])


def leaves(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks that hold words, in the order they are drawn."""
    for block in blocks:
        if block.blocks:
            yield from leaves(block.blocks)
        else:
            yield block


def split_chunks(text: str, start: int, end: int) -> list[Span]:
    r"""Return the spans of the pieces of `text[start:end]` between blank lines, without the blanks around them.

    >>> split_chunks("One.\n\n Two. ", 0, 12)
    [(0, 4), (7, 11)]
    """
    spans = [match.span() for match in _CHUNK.finditer(text, start, end)]
    return [(first, first + len(text[first:last].rstrip())) for first, last in spans]


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _paths(sections: Sequence[Section], row: int) -> list[tuple[str, ...]]:
    """Return the paths that a heading before a section may belong to, the likeliest first.

    A panel stands under the path of its priority alone, so the headings over it may be those of the next running text.
    """
    below = next((section.headings for section in sections[row:] if section.kind != "panel"), ())
    before = sections[row - 1].headings if row else ()
    return [sections[row].headings, below, before]


def _headings(text: str, gap: Span, paths: Sequence[tuple[str, ...]]) -> list[Block]:
    """Return what stands between two sections as headings; two that make up one heading of a path are joined."""
    found: list[Block] = []
    for start, end in split_chunks(text, *gap):
        level, title = _rank(text[start:end], paths)
        before = found[-1] if found else None
        if before and before.level == level and title and before.title == title:
            joined = _plain(text[before.start : end])
            if _plain(title).startswith(joined):
                found[-1] = replace(before, end=end)
                continue
        found.append(Block("heading", start, end, level, title or BULLET.sub("", text[start:end], count=1).strip()))
    return found


def _rank(words: str, paths: Sequence[tuple[str, ...]]) -> tuple[int, str]:
    """Return the level of a heading and its title in the path that has it; a level below the path if none has it."""
    plain = _plain(words)
    for path in paths:
        for level, title in enumerate(path, 1):
            if plain and f" {plain} " in f" {_plain(title)} ":
                return level, title
    return max(len(paths[0]) if paths else 0, 1), ""


def _raise_titles(section: Section, gap: list[Block], below: list[Block]) -> tuple[list[Block], list[Block]]:
    """Move a title that stands below its own lead-in above it; return the headings above and below the section."""
    if not section.headings or any(block.title == section.headings[-1] for block in gap):
        return gap, below
    row = next((row for row, block in enumerate(below) if block.title == section.headings[-1]), -1)
    return [*gap, *below[: row + 1]], below[row + 1 :]


def _draw_section(document: Document, section: Section, gap: list[Block], *, is_whole: bool) -> list[Block]:
    """Return the headings and the text of a section; a box takes the heading that is its own into its frame."""
    blocks = _draw_text(document, section)
    if not blocks or section.kind not in FRAMES:
        return [*gap, *(replace(block, doubtful=section.doubtful and not row) for row, block in enumerate(blocks))]
    is_own = section.kind == "story" or (section.kind == "box" and is_whole)
    is_titled = is_own and [block.title for block in gap[-1:]] == [*section.headings[-1:]]
    inner = [*(gap[-1:] if is_titled else []), *blocks]
    kind: BlockKind = FRAMES[section.kind]
    frame = Block(kind, inner[0].start, inner[-1].end, blocks=tuple(inner), doubtful=section.doubtful)
    return [*(gap[:-1] if is_titled else gap), frame]


def _goes_on(section: Section, following: Sequence[Section]) -> bool:
    """Tell whether what follows stands under the same headings, or under headings below them."""
    return any(after.headings[: len(section.headings)] == section.headings for after in following)


def _draw_text(document: Document, section: Section) -> list[Block]:
    """Return the blocks of a section; those of a figure, or of figures that overlap, stand in one frame."""
    figures = sorted((f for f in document.figures if f.start < section.end and section.start < f.end), key=_start)
    notes = sorted((n.start, n.end) for n in document.footnotes if n.start < section.end and section.start < n.end)
    blocks: list[Block] = []
    reach = -1  # where the figure frame being filled ends
    for start, end in split_chunks(document.text, section.start, section.end):
        leaf = Block(_kind(document.text[start:end], (start, end), section, notes), start, end)
        begun = [figures.pop(0) for figure in tuple(figures) if figure.start < end]
        if start < reach:
            frame = blocks.pop()
            inner, held = (*frame.blocks, leaf), (*frame.figures, *begun)
        else:
            inner, held = (leaf,), tuple(begun)
        reach = max([reach, *(figure.end for figure in begun)])
        is_framed = start < reach
        blocks.append(Block("figure", inner[0].start, end, blocks=inner, figures=held) if is_framed else leaf)
    return blocks


def _start(figure: Figure) -> int:
    return figure.start


def _kind(words: str, span: Span, section: Section, notes: Sequence[Span]) -> BlockKind:
    if any(start <= span[0] < end for start, end in notes):
        return "note"
    if "\t" in words:
        return "row"
    if BULLET.match(words):
        return "item"
    if section.kind in ("box", "panel") and _ENTRY.match(words):
        return "entry"
    if is_tag(words):
        return "tag"
    return "agencies" if section.agencies and find_agencies(words) else "paragraph"
