"""Sentences printed around large numbers are put together only where numbers and pieces are equally many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from unsqa.reading.blocks.block import Block
from unsqa.reading.blocks.holes import fill_holes
from unsqa.reading.lines.words import Words

if TYPE_CHECKING:
    from unsqa.types import Dropped

START = "The catch of the nine boats of the harbour fell in that year by about"
PIECE = "while the wages of the crews fell by"
WHOLE = "Teachers opened night schools in five warehouses that the port had given away."


def fill(*texts, dropped=None):
    """Return (text, kind, group) of the blocks that come of these, one a line."""
    blocks = [Block([(text, line)]) for line, text in enumerate(texts, 1)]
    filled = fill_holes(blocks, Words(), dropped if dropped is not None else [])
    return [(block.text, block.kind, block.group) for block in filled]


def plain(*texts):
    return [(text, "text", -1) for text in texts]


FILLED = (f"{START} 20.9% {PIECE} 19.3%", "box", 0)


@pytest.mark.parametrize(
    "texts",
    [
        ("20.9%", "19.3%", START, PIECE),
        (START, PIECE, "20.9%", "19.3%"),
        ("20.9%", START, PIECE, "19.3%"),
    ],
    ids=["numbers above", "numbers below", "one above and one below"],
)
def test_as_many_numbers_as_pieces_fill_the_holes_in_their_order(texts):
    assert fill(*texts) == [FILLED]
    assert fill(WHOLE, *texts, WHOLE) == [*plain(WHOLE), FILLED, *plain(WHOLE)]


@pytest.mark.parametrize(
    "number", ["20.9%", "20,9 %", "13,580", "US$ 13,580", "US$13,580", "$500", "€500", "1.3 million", "2 billion", "7"]
)
def test_numbers_with_their_unit_fill_holes(number):
    assert fill(number, "19.3%", START, PIECE) == [(f"{START} {number} {PIECE} 19.3%", "box", 0)]


@pytest.mark.parametrize("number", ["about 20%", "20.9% of it", "nine", "p. 7", "20-21", "%"])
def test_other_texts_beside_the_pieces_fill_none(number):
    assert fill(number, "19.3%", START, PIECE) == plain(number, "19.3%", START, PIECE)


@pytest.mark.parametrize(
    "texts",
    [
        ("20.9%", START, PIECE),  # one number, two pieces
        ("20.9%", "19.3%", "18.1%", START, PIECE),  # three numbers, two pieces
        ("20.9%", START, WHOLE),  # one piece alone
        ("20.9%", "19.3%", WHOLE, PIECE),  # a first piece that is whole
        ("20.9%", "19.3%", START.removesuffix(" about"), PIECE.capitalize()),  # a new sentence
        ("20.9%", "19.3%", f"{START} nine boats", PIECE),  # nothing is left out
        ("20.9%", "19.3%", START, f"{PIECE} much."),  # the last piece ends
        ("20.9%", "19.3%", START, f"{PIECE} much more than they had ever done before"),  # too long
        ("20.9%", "19.3%", "The catch fell by about", PIECE),  # no running text
        ("20.9%", WHOLE, "19.3%", START, PIECE),  # not beside the pieces
    ],
)
def test_where_their_numbers_differ_or_no_piece_breaks_off_all_stays_as_it_came(texts):
    assert fill(*texts) == plain(*texts)


def test_a_title_in_capitals_above_is_of_the_same_box_and_another_text_is_not():
    assert fill("LOST CATCH", "20.9%", "19.3%", START, PIECE) == [("LOST CATCH", "box", 0), FILLED]
    assert fill("Lost catch", "20.9%", "19.3%", START, PIECE) == [*plain("Lost catch"), FILLED]
    assert fill("LOST CATCH", WHOLE, "20.9%", "19.3%", START, PIECE) == [*plain("LOST CATCH", WHOLE), FILLED]


def test_two_boxes_are_told_apart_by_their_group():
    texts = ("20.9%", "19.3%", START, PIECE)
    assert fill(*texts, WHOLE, *texts) == [FILLED, *plain(WHOLE), (FILLED[0], "box", 1)]


def test_each_part_keeps_its_line_and_a_word_cut_before_a_number_is_joined():
    blocks = [Block([(text, line)]) for line, text in enumerate(("20.9%", "19.3%", START, PIECE), 1)]
    filled = fill_holes(blocks, Words(), [])
    assert filled[0].pieces == [(f"{START} ", 3), ("20.9% ", 1), (f"{PIECE} ", 4), ("19.3%", 2)]


def test_headings_by_level_and_notes_are_no_pieces():
    dropped: list[Dropped] = []
    blocks = [Block([("20.9%", 1)]), Block([("19.3%", 2)]), Block([(START, 3)], kind="note"), Block([(PIECE, 4)])]
    assert fill_holes(blocks, Words(), dropped) == blocks
    assert dropped == []
