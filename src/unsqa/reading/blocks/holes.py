"""Sentences printed around large numbers: the words arrive in pieces that break off, the numbers stand apart.

    20.9% / 19.3% / the drop in hours was about / while income shrank
        ->   the drop in hours was about 20.9% while income shrank 19.3%

They are put together only where as many numbers stand alone beside the pieces as pieces break off; the order of both
is that of the print.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from unsqa.reading.blocks.recognize import in_capitals, is_open, is_prose, leaves_word_out
from unsqa.reading.blocks.repair import append

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unsqa.reading.blocks.block import Block
    from unsqa.reading.lines.words import Words
    from unsqa.types import Dropped

_NUMBER = re.compile(r"(?:US\$ ?|\$|€)?\d[\d.,]*(?: ?%| million| billion)?")


def fill_holes(blocks: Sequence[Block], words: Words, dropped: list[Dropped]) -> list[Block]:
    """Return the blocks with each sentence that was printed around numbers as a box: its title, if any, and itself."""
    filled = list(blocks)
    row = n_boxes = 0
    while row < len(filled):
        pieces = _pieces_from(filled, row)
        numbers = _numbers_beside(filled, row, row + pieces, pieces) if pieces else []
        if numbers:
            sentence = filled[row]
            tails = filled[row + 1 : row + pieces]
            values = [filled[at] for at in numbers]
            for value, tail in zip(values, [*tails, None], strict=True):
                append(sentence, value, words, dropped)
                if tail:
                    append(sentence, tail, words, dropped)
            title = filled[min(numbers[0], row) - 1 : min(numbers[0], row)]
            for member in (sentence, *(block for block in title if in_capitals(block.text))):
                member.kind, member.group = "box", n_boxes
            n_boxes += 1
            gone = {id(block) for block in (*tails, *values)}
            filled = [block for block in filled if id(block) not in gone]
            row = next(at for at, block in enumerate(filled) if block is sentence)
        row += 1
    return filled


def _pieces_from(blocks: Sequence[Block], row: int) -> int:
    """Return how many blocks from `row` on are pieces of one sentence that all break off; 0 if it begins none."""
    first = blocks[row]
    if first.kind != "text" or not is_prose(first.text) or not is_open(first.text) or not leaves_word_out(first.text):
        return 0
    end = row + 1
    while end < len(blocks) and _is_piece(blocks[end]):
        end += 1
    return end - row if end > row + 1 else 0


def _is_piece(block: Block) -> bool:
    return block.kind == "text" and block.text[0].islower() and is_open(block.text) and len(block.text.split()) <= 12


def _numbers_beside(blocks: Sequence[Block], start: int, end: int, n_wanted: int) -> list[int]:
    """Return the rows of the numbers that stand alone right above or right below, if they are as many as wanted."""
    above = start
    while above > 0 and _NUMBER.fullmatch(blocks[above - 1].text):
        above -= 1
    below = end
    while below < len(blocks) and _NUMBER.fullmatch(blocks[below].text):
        below += 1
    rows = [*range(above, start), *range(end, below)]
    return rows if len(rows) == n_wanted else []
