"""Paragraphs cut in two are made whole where halves fit; what does not surely belong together stays as it came."""

from __future__ import annotations

from collections import Counter

import pytest

from unsqa.reading.blocks.block import Block
from unsqa.reading.blocks.order import begins_within, breaks_off, mend_paragraphs
from unsqa.reading.lines.words import Words
from unsqa.types import Dropped

HALF = "The harbour council paid for the nets and the engines of nine old boats and for"
REST = "all the crews that had lost theirs in the storm of the winter."
WHOLE = "Teachers opened night schools in five warehouses that the port had given away."
OTHER = "A cooperative of many households laid nine kilometres of new pipe along the road."
JOINED = f"{HALF} {REST}"


def figure(text, group=0):
    return Block([(text, 0)], kind="figure", group=group)


def make_blocks(*texts):
    """Make blocks, one a line; a form feed begins a page."""
    blocks = []
    page = 0
    for line, text in enumerate(texts, 1):
        block = text if isinstance(text, Block) else Block([(text.removeprefix("\f"), line)])
        starts_page = line == 1 or (isinstance(text, str) and text.startswith("\f"))
        page += starts_page and line > 1
        block.pieces = [(piece, line) for piece, _ in block.pieces]
        block.page, block.starts_page = page, starts_page
        blocks.append(block)
    return blocks


def mend(*texts, words=None):
    return [block.text for block in mend_paragraphs(make_blocks(*texts), words or Words(), [])]


# Halves.


@pytest.mark.parametrize(
    "between",
    [
        (figure("42%"), figure("Boats that were lost")),
        ("FIGURE 2. Boats by year",),
        ("Source: the port",),
        ("• Nets and engines",),
        (WHOLE,),
        ("\f• Nets and engines",),
        ("\f• Nets and engines", "\fFIGURE 2. Boats by year"),
    ],
    ids=["a figure", "a title of a figure", "a source", "a bullet", "a paragraph", "a page", "two pages"],
)
def test_a_sentence_that_breaks_off_goes_on_over_what_cut_it(between):
    texts = [(text if isinstance(text, str) else text.text).removeprefix("\f") for text in between]
    assert mend(HALF, *between, REST) == [JOINED, *texts]


@pytest.mark.parametrize(
    ("half", "rest"),
    [
        (f"{HALF} all.", REST),  # nothing is left open
        (HALF, REST.capitalize()),  # a sentence of its own
        (HALF, "all the crews that left."),  # five words
        (HALF, f"• {REST}"),
        (HALF, f"c) {REST}"),
        ("The council paid for", REST),  # no running text
        (HALF.upper(), REST),
        ("FAO, ILO, IFAD, UNDP, UNEP, UNICEF, UNESCO, UNHCR, UNFPA, UNODC, IOM, WFP, and OHCHR", REST),
        (f"Source: {HALF}", REST),
        (f"NET PROGRAMME: {HALF}", REST),
    ],
)
def test_what_is_no_half_stays_apart(half, rest):
    assert mend(half, WHOLE, rest) == [half, WHOLE, rest]


def test_halves_more_than_two_pages_apart_stay_apart():
    pages = ("\f• Nets", "\f• Boats")
    assert mend(HALF, *pages, REST) == [JOINED, "• Nets", "• Boats"]
    assert mend(HALF, *pages, "\f• Engines", REST) == [HALF, "• Nets", "• Boats", "• Engines", REST]


def test_of_two_halves_the_nearest_above_is_taken():
    other = "The fund for rural credit paid for the seed and the tools of the hill farms and for"
    assert mend(HALF, other, WHOLE, REST) == [HALF, f"{other} {REST}", WHOLE]


def test_a_half_further_down_the_page_is_taken_where_there_is_none_above():
    assert mend(OTHER, REST, "NIGHT SCHOOLS", HALF) == [OTHER, JOINED, "NIGHT SCHOOLS"]
    assert mend(OTHER, REST, "NIGHT SCHOOLS", WHOLE, HALF) == [OTHER, WHOLE, JOINED, "NIGHT SCHOOLS"]
    assert mend(OTHER, REST, "NIGHT SCHOOLS", f"\f{HALF}") == [OTHER, REST, "NIGHT SCHOOLS", HALF]


def test_what_follows_the_second_half_up_to_the_next_heading_goes_with_it():
    assert mend(HALF, "• Nets", REST, WHOLE, "NIGHT SCHOOLS", OTHER) == [
        JOINED,
        WHOLE,
        "• Nets",
        "NIGHT SCHOOLS",
        OTHER,
    ]
    assert mend(HALF, "• Nets", REST, "FAO, ILO", "PILLAR 2. Protecting people", OTHER) == [
        JOINED,
        "FAO, ILO",
        "• Nets",
        "PILLAR 2. Protecting people",
        OTHER,
    ]


def test_a_word_cut_over_an_interruption_is_made_whole_where_it_is_known():
    half, rest = f"{HALF} the resour-", f"ces of {REST}"
    joined = f"{HALF} the resources of {REST}"
    assert mend(half, WHOLE, rest, words=Words(Counter({"resources": 1}))) == [joined, WHOLE]
    assert mend(half, WHOLE, rest, words=Words(language="en")) == [joined, WHOLE]
    assert mend(half, WHOLE, rest) == [half, WHOLE, rest]


def test_a_hyphen_that_goes_is_left_out_with_its_line():
    dropped: list[Dropped] = []
    blocks = make_blocks(f"{HALF} the resour-", WHOLE, f"ces of {REST}")
    (first, _) = mend_paragraphs(blocks, Words(Counter({"resources": 1})), dropped)
    assert first.pieces == [(f"{HALF} the resour", 1), (f"ces of {REST}", 3)]
    assert dropped == [Dropped(1, "-", "hyphen at a line end")]


# Pages.


def test_a_page_that_begins_with_a_capital_goes_on_with_a_sentence_that_asks_for_more():
    rest = "Norvik, Tolmin and three other towns of the coast."
    assert mend(HALF, "42%", f"\f{rest}") == [f"{HALF} {rest}", "42%"]
    assert mend(f"{HALF} all,", "42%", f"\f{rest}") == [f"{HALF} all, {rest}", "42%"]
    assert mend(f"{HALF} crews", "42%", f"\f{rest}") == [f"{HALF} crews", "42%", rest]
    assert mend(HALF, "42%", rest) == [HALF, "42%", rest]
    assert mend(HALF, "42%", "\f• Nets", f"\f{rest}") == [HALF, "42%", "• Nets", rest]


@pytest.mark.parametrize(
    "rest", ["NORVIK, TOLMIN AND THREE OTHER TOWNS OF THE COAST", "• Norvik and five other towns", "Norvik"]
)
def test_a_page_that_begins_with_a_heading_a_bullet_or_a_label_does_not(rest):
    assert mend(HALF, "42%", f"\f{rest}") == [HALF, "42%", rest]


# Titles.


def test_a_title_that_alone_cuts_a_sentence_is_put_above_its_result():
    assert mend(WHOLE, "FAO, ILO", OTHER, HALF, "NIGHT SCHOOLS", REST) == [
        WHOLE,
        "FAO, ILO",
        "NIGHT SCHOOLS",
        OTHER,
        JOINED,
    ]
    assert mend("PILLAR 2. Protecting people", HALF, "NIGHT SCHOOLS", REST) == [
        "PILLAR 2. Protecting people",
        "NIGHT SCHOOLS",
        JOINED,
    ]


def test_a_title_ranked_by_its_wording_or_one_of_two_stays_below():
    assert mend(HALF, "OUTCOME 3. HEALTH", REST) == [JOINED, "OUTCOME 3. HEALTH"]
    assert mend(HALF, "NIGHT SCHOOLS", WHOLE, REST) == [JOINED, "NIGHT SCHOOLS", WHOLE]


# What is half a sentence.


def test_only_running_text_begins_in_mid_sentence():
    blocks = make_blocks(REST, WHOLE, "of the five towns.", "of\tthe five towns of it")
    assert [begins_within(block) for block in blocks] == [True, False, False, False]
    assert begins_within(Block([(REST, 1)], kind="note")) is False
    assert begins_within(Block([(REST, 1)], level=2)) is False


def test_only_running_text_breaks_off():
    blocks = make_blocks(HALF, WHOLE, "The council paid for", f"{HALF}\tthe", "FIGURE 2. " + HALF)
    assert [breaks_off(block) for block in blocks] == [True, False, False, False, False]
    assert breaks_off(Block([(HALF, 1)], kind="figure")) is False
    assert breaks_off(Block([(HALF, 1)], level=2)) is False


# Faults.


@pytest.mark.parametrize("between", [(), (WHOLE,)])
def test_a_half_below_running_text_is_joined_to_the_second_half_above(between):
    assert mend(OTHER, REST, *between, HALF) == [OTHER, *between, JOINED]


def test_a_half_in_small_letters_goes_before_a_whole_sentence_that_begins_the_page():
    assert mend(HALF, f"\f{WHOLE}", REST) == [JOINED, WHOLE]


def test_a_stroke_takes_up_no_figure():
    half = f"{HALF} nets and/"
    assert mend(half, "42%", figure("Boats")) == [half, "42%", "Boats"]
