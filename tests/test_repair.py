"""Lines -> blocks: paragraphs as printed, each piece with its line, and nothing lost on the way."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unsqa.reading.blocks.block import Block
from unsqa.reading.blocks.repair import Repaired, repair
from unsqa.reading.lines.words import Words
from unsqa.reading.sources import split_lines
from unsqa.types import Dropped, SourceLine

HYPHEN, NUMBER, ADDRESS = "hyphen at a line end", "page number", "address"
REASONS = {
    HYPHEN,
    NUMBER,
    ADDRESS,
    "running header or footer",
    "footnote mark",
    "printed twice",
    "opening quote used as a closing one",
}


def read(text):
    return repair(split_lines(text))


def texts(text):
    return [block.text for block in read(text).blocks]


def left_out(text):
    return [(dropped.line, dropped.text, dropped.reason) for dropped in read(text).dropped]


# Pieces.


def test_each_piece_of_a_block_knows_its_line():
    assert read("A  wide   gap\n\nthe resour-\nces of\nall  ") == Repaired(
        blocks=(
            Block([("A wide gap", 1)], starts_page=True),
            Block([("the resour", 3), ("ces of ", 4), ("all", 5)]),
        ),
        dropped=(Dropped(3, "-", HYPHEN),),
        page_numbers=(),
        page_starts=(1,),
        n_lines=5,
        marks=(),
        words=Words(Counter({"a": 1, "wide": 1, "gap": 1, "the": 1, "of": 1, "all": 1})),
    )


def test_a_block_knows_its_first_line_its_text_and_how_it_ends():
    (block,) = read("one\ntwo\nthree\nfour").blocks
    assert (block.first_line, block.text, block.tail) == (1, "one two three four", "two three four")


def test_no_lines_make_no_blocks():
    assert repair([]) == Repaired((), (), (), (), 0, (), Words())


# Sentences cut by a blank line or a page's end.


def test_a_word_cut_over_a_blank_line_is_made_whole():
    assert texts("women from finding decent work in the labour mar-\n\nket and the discrimination they face") == [
        "women from finding decent work in the labour market and the discrimination they face"
    ]


def test_a_word_cut_over_a_page_number_and_addresses_is_made_whole():
    text = (
        "women from finding decent work in the labour mar-\n\n24\n\nhttps://example.org/a\n\n"
        "\fket and the discrimination they face.\n\n25"
    )
    assert texts(text) == ["women from finding decent work in the labour market and the discrimination they face."]
    assert left_out(text) == [
        (1, "-", HYPHEN),
        (3, "24", NUMBER),
        (5, "https://example.org/a", ADDRESS),
        (9, "25", NUMBER),
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The agencies went on working with the", "people of the whole country"),
        ("The agencies went on working with", "people of the country"),
        ("It was put to work in five cities (Tijuana,", "Mexicali, Puebla, and Tapachula)"),
    ],
)
@pytest.mark.parametrize("gap", ["\n\n", "\n\f", "\n\n\f", "\n\nwww.example.org/b\n\n"])
def test_a_sentence_left_open_goes_on_below(before, after, gap):
    assert texts(f"{before}{gap}{after}") == [f"{before} {after}"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The agencies went on working in 2020.", "and the people of the country"),
        ("The agencies went on working in 2020:", "and the people of the country"),
        ("The agencies said “to go on working”", "and the people of the country"),
        ("The agencies went on working with the", "People of the whole country"),
        ("The agencies went on working with the", "people of both"),
        ("The agencies went on working", "with the people of the country"),
        ("The agencies went on working with the", "PEOPLE OF THE WHOLE COUNTRY"),
        ("THE AGENCIES WENT ON WORKING WITH THE", "people of the whole country"),
        ("The agencies went on working with the", "• people of the whole country"),
        ("The agencies prepared a protocol to pro-", "PREVENTION OF VIOLENCE"),
    ],
)
def test_what_is_complete_or_something_else_stays_apart(before, after):
    assert texts(f"{before}\n\n{after}") == [before, after]


# Bullets and headings.


def test_each_bullet_is_a_block_of_its_own_with_the_lines_below_it():
    text = "It does this:\n• Coverage was given\nto all.\n● Two\n- Three goes\non\n– Four\n◦ Five"
    assert texts(text) == [
        "It does this:",
        "• Coverage was given to all.",
        "● Two",
        "- Three goes on",
        "– Four",
        "◦ Five",
    ]


def test_a_minus_sign_is_no_bullet():
    assert texts("The product fell by\n-8.5 per cent\n- 8.5 more") == [
        "The product fell by -8.5 per cent",
        "- 8.5 more",
    ]


def test_a_heading_in_capitals_is_split_from_the_paragraph_below_it():
    assert texts("FOOD AND\nNUTRITION IN 2020\nDuring 2020 the agencies\nworked.") == [
        "FOOD AND NUTRITION IN 2020",
        "During 2020 the agencies worked.",
    ]


def test_a_heading_in_capitals_goes_on_over_a_page_break_unless_a_number_starts_there():
    assert texts("PLANET: A COUNTRY WITH\n\fCHALLENGES TO ACTION") == ["PLANET: A COUNTRY WITH CHALLENGES TO ACTION"]
    assert texts("PLANET: A COUNTRY WITH\n2.1. CHALLENGES") == ["PLANET: A COUNTRY WITH 2.1. CHALLENGES"]


def test_a_numbered_heading_at_the_start_of_a_page_is_not_glued_to_the_one_above_it():
    assert texts("TABLE OF RESULTS\n\f2.1. CHALLENGES") == ["TABLE OF RESULTS", "2.1. CHALLENGES"]


def test_a_line_with_one_capital_letter_or_few_of_them_is_no_heading():
    assert texts("A\ncity of Mexico") == ["A city of Mexico"]
    assert texts("8.5%\nof GDP") == ["8.5% of GDP"]


# Headings by level and rows of tables, as the file's format gives them.


def as_lines(*lines):
    """Make lines of texts, or of (text, level)."""
    pairs = [(line, 0) if isinstance(line, str) else line for line in lines]
    return [SourceLine(number, text, number == 1, level) for number, (text, level) in enumerate(pairs, 1)]


def test_lines_of_one_level_make_one_heading_and_another_level_another():
    blocks = repair(as_lines(("Water and", 1), ("land", 1), ("Boats", 2), "The catch of nine boats.")).blocks
    assert [(block.text, block.level) for block in blocks] == [
        ("Water and land", 1),
        ("Boats", 2),
        ("The catch of nine boats.", 0),
    ]


def test_a_heading_takes_up_no_sentence_and_goes_on_with_none():
    lines = as_lines(("The agencies went on working with the", 1), "", "people of the whole country")
    assert [block.text for block in repair(lines).blocks] == [lines[0].text, lines[2].text]
    lines = as_lines("The agencies went on working with the", "", ("people of the whole country", 1))
    assert [block.text for block in repair(lines).blocks] == [lines[0].text, lines[2].text]


def test_each_row_of_a_table_is_a_block_with_tabs_between_its_cells():
    assert texts("Boats of the port\nYear\t 2020 \t2021\nBoats  lost\t\t12\nSo much for that") == [
        "Boats of the port",
        "Year\t2020\t2021",
        "Boats lost\t\t12",
        "So much for that",
    ]


def test_a_row_of_a_table_keeps_its_empty_cells():
    rows = ["\t2020\t2021", "Boats\t12\t", "Nets\t\t", "\t7\t9"]
    assert texts("\n".join(rows)) == rows


def test_a_row_of_a_table_takes_up_no_sentence():
    before = "The agencies went on working with the"
    assert texts(f"{before}\n\npeople of the\t12 towns") == [before, "people of the\t12 towns"]


# A colon within a sentence, and a number that is missing.


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("In 2021 it helped the council with:", "nets for nine boats and two engines"),
        ("There are two gaps to close: water; Pay:", "nets for nine boats and two engines"),
    ],
)
def test_a_colon_that_asks_for_more_is_answered_below(before, after):
    assert texts(f"{before}\n\n{after}") == [f"{before} {after}"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("In 2021 it helped the council so:", "nets for nine boats and two engines"),
        ("In 2021 it helped the council with:", "nets for nine boats"),
        ("In 2021 it helped the council with:", "1. nets for nine boats and two engines"),
        ("In 2021 it helped the council with:", "a) nets for nine boats and two engines"),
        ("In 2021 it helped the council with:", "• nets for nine boats and two engines"),
        ("It helped with:", "nets for nine boats and two engines"),
        ("In 2021 the catch of the boats fell by about", "while the wages of the crews shrank again"),
        ("Source: the census of boats of the", "whole country and its towns in 2021"),
    ],
)
def test_a_lead_in_a_missing_number_and_a_label_stay_apart(before, after):
    assert texts(f"{before}\n\n{after}") == [before, after]


def test_a_sentence_that_breaks_off_before_its_number_goes_on_with_it():
    before, after = "In 2021 the catch of the boats fell by about", "9 per cent of the year before."
    assert texts(f"{before}\n\n{after}") == [f"{before} {after}"]


# Page starts.


def test_a_block_at_the_start_of_a_page_is_marked_so():
    blocks = read("One alpha.\n\nTwo alpha.\n\fThree alpha.\n\n\fFour alpha.\nFour goes on.").blocks
    assert [(block.text, block.starts_page) for block in blocks] == [
        ("One alpha.", True),
        ("Two alpha.", False),
        ("Three alpha.", True),
        ("Four alpha. Four goes on.", True),
    ]


def test_a_block_stands_on_the_page_it_begins_on_and_the_first_line_of_each_page_is_known():
    text = (
        "In 2021 the agencies went on working with\n\n24\n\n\f25\n\nthe people of the whole\n"
        "\fcountry and its towns.\n\nPLANET: A COUNTRY\n\fWITH CHALLENGES\n\nWater."
    )
    repaired = read(text)
    assert [(block.text, block.page, block.starts_page) for block in repaired.blocks] == [
        ("In 2021 the agencies went on working with the people of the whole country and its towns.", 0, True),
        ("PLANET: A COUNTRY WITH CHALLENGES", 2, False),
        ("Water.", 3, False),
    ]
    assert (repaired.page_starts, repaired.n_lines) == ((1, 5, 8, 11), 13)


@pytest.mark.parametrize("head", ["\f\n", "\f \n\n", "\f25\n\n", "\fhttps://example.org\n"])
def test_a_page_that_begins_with_a_line_that_is_blank_or_left_out_still_starts(head):
    blocks = read(f"One alpha.\n\n23\n\n24\n{head}Two beta.").blocks
    assert [(block.text, block.starts_page) for block in blocks] == [("One alpha.", True), ("Two beta.", True)]


# Nothing is lost.

FRAGMENTS = st.sampled_from(
    [
        "the resour-",
        "ces of resources and the labour mar-",
        "CO-",
        "VID-19",
        "19 and 20-",
        "the Sou-",
        "th-South, and more words go on here,",
        "a b c d e f g",
        "47",
        "2424",
        "48 4948",
        "2020",
        " 56",
        "\f",
        "\f25",
        "\fThe next page",
        " https://example.org/a-",
        "www.example.org",
        "• A bullet-",
        "- Another",
        "-",
        "many people1 of the town2",
        "1 The list of crews",
        "W A T E R",
        "4.5%4.5%",
        "he said “no“",
        "Boats\t12\t13",
        "FOOD AND NUTRITION",
        "2.1. RESULTS-",
        "and/",
        "",
        "   ",
        "\u00a0x\u2028y\x1cz",
    ]
)
LINES = st.lists(FRAGMENTS | st.text(alphabet="aB1é -–•.,:/\f\t’“\u200b\u0301", max_size=12), max_size=14)


def characters(text):
    """Count the characters of the text without its blanks, by which source and blocks are compared."""
    return Counter("".join(text.split()))


@settings(deadline=None)
@given(LINES)
def test_every_character_of_a_line_ends_in_a_block_at_that_line_or_among_those_left_out(lines):
    source = split_lines("\n".join(lines))
    repaired = repair(source)
    found = {line.number: Counter() for line in source}
    expected = {line.number: characters(line.text) for line in source}
    for block in repaired.blocks:
        for text, number in block.pieces:
            found[number] += characters(text)
    for dropped in repaired.dropped:
        found[dropped.line] += characters(dropped.text)
        expected[dropped.line] += characters(dropped.instead)
    assert found == expected


@settings(deadline=None)
@given(LINES)
def test_pieces_and_what_is_left_out_stand_in_the_order_of_the_source(lines):
    repaired = repair(split_lines("\n".join(lines)))
    numbers = [[number for _, number in block.pieces] for block in repaired.blocks]
    assert numbers == [sorted(own) for own in numbers]
    assert [own[0] for own in numbers] == sorted(own[0] for own in numbers)
    all_numbers = [number for own in numbers for number in own]
    assert sorted(all_numbers) == sorted(set(all_numbers))
    left_out_lines = [dropped.line for dropped in repaired.dropped]
    assert left_out_lines == sorted(left_out_lines)
    assert {dropped.reason for dropped in repaired.dropped} <= REASONS


@settings(deadline=None)
@given(LINES)
def test_without_notes_a_block_ends_before_the_next_begins(lines):
    repaired = repair(split_lines("\n".join(lines)))
    if not repaired.marks:
        numbers = [number for block in repaired.blocks for _, number in block.pieces]
        assert numbers == sorted(set(numbers))


@settings(deadline=None)
@given(LINES)
def test_no_block_is_empty_begins_or_ends_with_a_blank_or_holds_a_line_end(lines):
    found = [block.text for block in repair(split_lines("\n".join(lines))).blocks]
    cells = [text.split("\t") for text in found]
    assert cells == [[" ".join(cell.split()) for cell in row] for row in cells]
    assert [text.strip("\t") for text in found] == [text.strip() for text in found]
    assert "" not in found
