"""Blocks -> the contents of a report as a tree of its headings, and the parts that a long report is read in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from unsqa.browsing.blocks import Block
    from unsqa.types import Document, Page

MAX_PART_CHARS = 250_000  # drawn at once; a report of 200 pages is one part
PART_LEVEL = 2  # a part begins with a chapter, or a numbered part of one


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading, its place in the text, its page (None: the report has none), and the headings below it."""

    title: str
    start: int
    end: int
    page: Page | None
    entries: tuple[Entry, ...] = ()


def list_contents(document: Document, blocks: Sequence[Block]) -> tuple[Entry, ...]:
    """Return the headings as a tree, in the order they are drawn; those of stories are all the same and left out."""
    headings = [block for block in _headings(blocks) if block.title]
    return _gather(document, headings)


def _headings(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        if block.kind == "heading":
            yield block
        elif block.kind == "box":
            yield from _headings(block.blocks)


def _gather(document: Document, headings: Sequence[Block]) -> tuple[Entry, ...]:
    """Return the entries of headings; those that follow one and are of a deeper level stand below it."""
    entries: list[Entry] = []
    row = 0
    while row < len(headings):
        first, after = headings[row], row + 1
        while after < len(headings) and headings[after].level > first.level:
            after += 1
        below = _gather(document, headings[row + 1 : after])
        entries.append(Entry(first.title, first.start, first.end, page_of(document, first.start), below))
        row = after
    return tuple(entries)


def page_of(document: Document, offset: int) -> Page | None:
    """Return the page that a character stands on, or None where nothing is known of it."""
    page = document.page_at(offset) if document.pages and document.line_starts else None
    return page if page and page.label else None


def split_parts(blocks: Sequence[Block], max_chars: int = MAX_PART_CHARS) -> tuple[tuple[Block, ...], ...]:
    """Return the blocks in parts of up to `max_chars` characters, beginning with a heading wherever that is possible.

    One block that is longer is a part by itself; a report without any text is one empty part.
    """
    parts: list[list[Block]] = [[]]
    n_chars = 0
    for block in blocks:
        size = block.end - block.start
        opens = block.kind == "heading" and block.level <= PART_LEVEL and n_chars > max_chars / 2
        if parts[-1] and (opens or n_chars + size > max_chars):
            parts.append([])
            n_chars = 0
        parts[-1].append(block)
        n_chars += size
    return tuple(map(tuple, parts))


def part_at(parts: Sequence[Sequence[Block]], offset: int) -> int:
    """Return the row of the part that holds a character, else of the last that begins before it."""
    for row, part in enumerate(parts):
        if any(block.start <= offset < block.end for block in part):
            return row
    begun = [row for row, part in enumerate(parts) if part and part[0].start <= offset]
    return max(begun, default=0)
