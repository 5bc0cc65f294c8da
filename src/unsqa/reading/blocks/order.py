"""Blocks in the order of the print: paragraphs that a box, a figure or a note cut in two are made whole.

A sentence that breaks off and one that begins in its middle belong together when they are the nearest on the page or
the next; what follows the second half up to the next heading goes with it. A title that cuts a sentence, or stands
below its text, is put above it. Where nothing shows what belongs together, blocks stay as they came.

Not here: what is a figure (reading/figures/) or a panel (panels.py); sentences around loose numbers (holes.py).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from unsqa.reading.blocks.recognize import (
    BULLET,
    LETTERED,
    find_agencies,
    in_capitals,
    is_label,
    is_open,
    is_prose,
    is_tag,
    leaves_word_out,
    reads_as_heading,
    worded_rank,
)
from unsqa.reading.blocks.repair import append
from unsqa.reading.lines.words import cut_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unsqa.reading.blocks.block import Block
    from unsqa.reading.lines.words import Words
    from unsqa.types import Dropped

MIN_HALF_WORDS = 6
MAX_PAGES_APART = 2  # a file may part a spread of two pages
MAX_BLOCKS_APART = 200


def mend_paragraphs(blocks: Sequence[Block], words: Words, dropped: list[Dropped]) -> list[Block]:
    """Return the blocks with each paragraph that was cut in two made whole, at the place of its page's text."""
    mended = list(blocks)
    for find in (_page_before, partial(_half_above, words=words), partial(_half_below, words=words)):
        row = 0
        while row < len(mended):
            first = find(mended, row)
            if first is not None:
                row = _make_whole(mended, first, row, words, dropped)
            row += 1
    return mended


def _half_above(blocks: Sequence[Block], row: int, words: Words) -> int | None:
    """Return the row of the nearest sentence above that breaks off, if the block at `row` begins in mid-sentence."""
    goes_on_word = row > 1 and blocks[row].kind == "text" and _breaks_in_word(blocks[row - 2])
    if not begins_within(blocks[row]) and not goes_on_word:
        return None
    return next((above for above in _rows_above(blocks, row) if _ties(blocks[above], blocks[row], words)), None)


def _page_before(blocks: Sequence[Block], row: int) -> int | None:
    """Return the row of a sentence on the page before that asks for more, if the block begins its page."""
    rest = blocks[row]
    is_sentence = rest.kind == "text" and not rest.level and len(rest.text.split()) >= MIN_HALF_WORDS
    if not (rest.starts_page and is_sentence) or in_capitals(rest.text) or BULLET.match(rest.text):
        return None
    below = blocks[row + 1 : row + MAX_BLOCKS_APART]
    if any(begins_within(block) for block in below if block.page == rest.page):
        return None  # the other half is further down
    for above in _rows_above(blocks, row):
        text = blocks[above].text
        if blocks[above].page == blocks[row].page - 1 and breaks_off(blocks[above]):
            return above if text.endswith(",") or leaves_word_out(text) else None
    return None


def _half_below(blocks: Sequence[Block], row: int, words: Words) -> int | None:
    """Return the row of a sentence further down the page that breaks off, if the block begins in mid-sentence."""
    if not begins_within(blocks[row]):
        return None
    for below in range(row + 1, min(row + MAX_BLOCKS_APART, len(blocks))):
        if blocks[below].page != blocks[row].page:
            return None
        if _ties(blocks[below], blocks[row], words):
            return below
    return None


def _rows_above(blocks: Sequence[Block], row: int) -> range:
    first = row
    last = max(row - MAX_BLOCKS_APART, 0)
    while first > last and blocks[row].page - blocks[first - 1].page <= MAX_PAGES_APART:
        first -= 1
    return range(row - 1, first - 1, -1)


def begins_within(block: Block) -> bool:
    """Tell whether a block is the second half of a sentence."""
    is_running = block.kind == "text" and not block.level and "\t" not in block.text and not LETTERED.match(block.text)
    return is_running and block.text[0].islower() and len(block.text.split()) >= MIN_HALF_WORDS


def _breaks_in_word(block: Block) -> bool:
    return block.kind == "text" and block.text[-1] in "-/" and breaks_off(block)


def breaks_off(block: Block) -> bool:
    """Tell whether a block is the first half of a sentence."""
    text = block.text
    if block.kind != "text" or block.level or "\t" in text or not is_open(text) or is_label(text):
        return False
    return is_prose(text) and not find_agencies(text) and not in_capitals(text[:12])


def _ties(half: Block, rest: Block, words: Words) -> bool:
    if not breaks_off(half) or half is rest:
        return False
    cut = cut_word(half.text)
    return not cut or words.knows(cut + rest.text.split()[0].rstrip(".,;:)"))


def _make_whole(blocks: list[Block], first: int, second: int, words: Words, dropped: list[Dropped]) -> int:
    """Join the block at `second` to the one at `first`; return the row to go on from.

    What goes on after the second half stays with it. Of two halves on one page the lower one moves: a page that begins
    in mid-sentence has its text's beginning elsewhere.
    """
    if first > second:
        run = blocks[max(_start_of_run(blocks, first), second + 1) : first + 1]
        del blocks[first - len(run) + 1 : first + 1]
        append(run[-1], blocks[second], words, dropped)
        run[0].starts_page = blocks[second].starts_page
        blocks[second : second + 1] = run
        return second + len(run) - 1
    end = second + 1
    while end < len(blocks) and _follows(blocks[end]):
        end += 1
    title = _cutting_title(blocks, first, second)
    rest = blocks[second + 1 : end]
    append(blocks[first], blocks[second], words, dropped)
    if end < len(blocks) and blocks[second].starts_page and not rest:
        blocks[end].starts_page = blocks[end].page == blocks[second].page
    del blocks[second:end]
    blocks[first + 1 : first + 1] = rest
    if title is not None:
        blocks.insert(_start_of_result(blocks, first), blocks.pop(title + len(rest)))
    return first + len(rest)


def _follows(block: Block) -> bool:
    """Tell whether a block goes on with the text above it: no heading, figure, tag or new page comes between."""
    is_running = block.kind == "text" and not block.starts_page and not block.level and not is_tag(block.text)
    return (
        is_running and not (reads_as_heading(block.text) and not find_agencies(block.text)) and not is_label(block.text)
    )


def _start_of_run(blocks: Sequence[Block], row: int) -> int:
    while row > 0 and not blocks[row].starts_page and _follows(blocks[row - 1]) and is_prose(blocks[row - 1].text):
        row -= 1
    return row


def _cutting_title(blocks: Sequence[Block], first: int, second: int) -> int | None:
    """Return the row of the one title that stands between two halves of a sentence and nothing else, if so."""
    between = [row for row in range(first + 1, second) if blocks[row].kind == "text"]
    is_title = len(between) == 1 and is_bare_title(blocks[between[0]])
    return between[0] if is_title else None


def is_bare_title(block: Block) -> bool:
    """Tell a title in capitals that no wording gives a rank."""
    text = block.text
    return block.kind == "text" and reads_as_heading(text) and worded_rank(text) is None and not find_agencies(text)


def _start_of_result(blocks: Sequence[Block], row: int) -> int:
    """Return the row of the first paragraph of a result: below agencies, a tag, a heading or a page's start."""
    while row > 0 and not blocks[row].starts_page:
        above = blocks[row - 1]
        if not _follows(above) or find_agencies(above.text):
            break
        row -= 1
    return row
