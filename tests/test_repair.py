"""Lines -> blocks: words made whole, page numbers and addresses taken out, and nothing lost on the way."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unsqa.reading.repair import Block, Repaired, count_words, join_hyphen, longest_rise, read_page_numbers, repair
from unsqa.reading.sources import split_lines
from unsqa.types import Dropped

HYPHEN, NUMBER, ADDRESS = "hyphen at a line end", "page number", "address"


def read(text):
    return repair(split_lines(text))


def texts(text):
    return [block.text for block in read(text).blocks]


def left_out(text):
    return [(dropped.line, dropped.text, dropped.reason) for dropped in read(text).dropped]


# Words cut at a line end.


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The resour-\nces came when resources were few", "The resources came when resources were few"),
        ("A post-\npandemic plan for post-pandemic years", "A post-pandemic plan for post-pandemic years"),
        ("asked the CO-\nMAR, as COMAR says", "asked the COMAR, as COMAR says"),
        ("asked the CO-\nMAR for help", "asked the COMAR for help"),
        ("a plan for CO-\nVID-19 and after COVID-19", "a plan for COVID-19 and after COVID-19"),
        ("a plan for COVID-\n19 relief", "a plan for COVID-19 relief"),
        ("in the years 2020-\n2022 alone", "in the years 2020-2022 alone"),
        ("the Breach-\nValdez Prize", "the Breach-Valdez Prize"),
        ("Sou-\nth-South and triangular", "South-South and triangular"),
        ("an evidence-\nbased plan is based on evidence", "an evidence-based plan is based on evidence"),
        ("all the-\nre is, the end re", "all there is, the end re"),
        ("gaps of non-fi-\nnancial kinds", "gaps of non-financial kinds"),
        ("a zzyx-\nqwv came", "a zzyxqwv came"),
        ("los ni-\nños y las niñas", "los niños y las niñas"),
        ("people in the state’s mi-\ngrant towns", "people in the state’s migrant towns"),
    ],
    ids=lambda text: text.replace("\n", "|"),
)
def test_a_word_cut_at_a_line_end_is_made_whole_by_the_words_of_the_document(text, expected):
    assert texts(text) == [expected]


@pytest.mark.parametrize(
    ("left", "right", "words", "keeps_hyphen"),
    [
        ("resour", "ces", {"resources": 1}, False),
        ("post", "pandemic", {"post-pandemic": 1}, True),
        ("sub", "component", {"subcomponent": 2, "sub-component": 1}, False),
        ("sub", "component", {"subcomponent": 1, "sub-component": 2}, True),
        ("sub", "component", {"subcomponent": 1, "sub-component": 1}, False),
        ("Sub", "Component", {"sub-component": 1}, True),
        ("CO", "MAR", {"comar": 3}, False),
        ("CO", "MAR", {}, False),
        ("COVID", "19", {}, True),
        ("G20", "led", {}, True),
        ("Breach", "Valdez", {}, True),
        ("Breach", "Valdez", {"breachvaldez": 1}, False),
        ("evidence", "based", {"evidence": 1, "based": 1}, True),
        ("evidence", "based", {"evidence": 1}, False),
        ("evidence", "based", {"based": 1}, False),
        ("the", "rest", {"the": 9, "rest": 9}, False),
        ("long", "run", {"long": 9, "run": 9}, False),
        ("well", "paid", {"well": 9, "paid": 9}, True),
        ("non-multi", "lateral", {"multi": 9, "lateral": 9}, True),
        ("zzyx", "qwvu", {}, False),
    ],
)
def test_the_evidence_for_a_hyphen_is_weighed_in_its_order(left, right, words, keeps_hyphen):
    assert join_hyphen(left, right, Counter(words)) is keeps_hyphen


def test_words_are_counted_without_the_halves_that_line_ends_cut():
    lines = split_lines("The post-pandemic resour-\n\nces of\nthe\ntown-\nships")
    assert count_words(lines) == Counter({"the": 2, "post-pandemic": 1, "of": 1})


def test_a_hyphen_that_goes_is_left_out_with_its_line_and_one_that_stays_is_not():
    text = "the resour-\nces of COVID-\n19 and the coun-\ntry"
    assert texts(text) == ["the resources of COVID-19 and the country"]
    assert left_out(text) == [(1, "-", HYPHEN), (3, "-", HYPHEN)]


def test_only_a_hyphen_glued_to_a_word_is_a_cut():
    assert texts("help for migrants -\nand refugees") == ["help for migrants - and refugees"]
    assert texts("help for migrants and/\nor refugees") == ["help for migrants and/or refugees"]
    assert texts("the (CO-\n2) gas of a plant-\n“based” kind") == ["the (CO-2) gas of a plant-“based” kind"]


def test_each_piece_of_a_block_knows_its_line():
    assert read("A  wide   gap\n\nthe resour-\nces of\nall  ") == Repaired(
        blocks=(
            Block([("A wide gap", 1)], [(0, 1)]),
            Block([("the resour", 3), ("ces of ", 4), ("all", 5)]),
        ),
        dropped=(Dropped(3, "-", HYPHEN),),
        page_numbers=(),
    )


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


# Page numbers and addresses.


def test_page_numbers_that_stand_alone_are_left_out_with_their_line():
    text = "Alpha.\n\n2424\n\nBeta.\n\n30 31\n\nGamma.\n\n 47 \n\n48 4948\n\nDelta.\n\n102102"
    assert texts(text) == ["Alpha.", "Beta.", "Gamma.", "Delta."]
    assert left_out(text) == [
        (3, "2424", NUMBER),
        (7, "30 31", NUMBER),
        (11, "47", NUMBER),
        (13, "48 4948", NUMBER),
        (17, "102102", NUMBER),
    ]
    assert read(text).page_numbers == ((3, 24), (7, 30), (7, 31), (11, 47), (13, 48), (13, 49), (17, 102))


def test_a_page_number_at_the_edge_of_a_page_stands_alone_without_blank_lines():
    text = "Alpha beta gamma\n\f24\n\nDelta epsilon zeta\n\n25\n\fEta theta iota"
    assert texts(text) == ["Alpha beta gamma", "Delta epsilon zeta", "Eta theta iota"]
    assert left_out(text) == [(2, "24", NUMBER), (6, "25", NUMBER)]


@pytest.mark.parametrize("fact", ["7", "2020", "1919", "2020 2019", "1,283", "8.5", "15 78", "p. 25", "77"])
def test_a_number_that_is_a_fact_stays_in_the_text(fact):
    text = f"Alpha.\n\n24\n\n{fact}\n\nBeta.\n\n26\n\n27"
    assert texts(text) == ["Alpha.", fact, "Beta."]
    assert left_out(text) == [(3, "24", NUMBER), (9, "26", NUMBER), (11, "27", NUMBER)]


@pytest.mark.parametrize("text", ["People reached:\n25\nin the north", "People reached:\n25", "25\nin the north"])
def test_a_number_beside_other_lines_is_no_page_number(text):
    assert texts(f"Alpha.\n\n24\n\n{text}\n\n26") == ["Alpha.", text.replace("\n", " ")]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("10", [10]),
        ("123", [123]),
        ("1010", [10]),
        ("4748", [47, 48]),
        ("12 13 14 15", [12, 13, 14, 15]),
        ("102103", [102, 103]),
        ("11 10", [10, 11]),
        ("9", []),
        ("09", []),
        ("1999", []),
        ("2099", []),
        ("4750", []),
        ("12 14", []),
        ("12 13 14 15 16", []),
        ("1234567", []),
        ("12-13", []),
        ("", []),
    ],
)
def test_page_numbers_are_read_alone_in_pairs_and_printed_over_one_another(text, numbers):
    assert read_page_numbers(text) == numbers


@settings(deadline=None)
@given(st.lists(st.integers(0, 9), max_size=9))
def test_the_longest_rise_is_as_long_as_the_longest_of_all_that_rise(numbers):
    rows = longest_rise(numbers)
    assert rows == sorted(set(rows))
    assert [numbers[row] for row in rows] == sorted(numbers[row] for row in rows)
    rising = [size for size in range(len(numbers) + 1) for some in combinations(numbers, size) if is_rising(some)]
    assert len(rows) == max(rising)


def is_rising(numbers):
    return list(numbers) == sorted(numbers)


def test_a_line_that_is_but_an_address_is_left_out_and_one_in_a_sentence_stays():
    text = (
        "Look at\nhttps://example.org/a for more.\n\n"
        " https://example.org/b?c=%20#d \nwww.example.org/e\nThe next paragraph."
    )
    assert texts(text) == ["Look at https://example.org/a for more.", "The next paragraph."]
    assert left_out(text) == [(4, "https://example.org/b?c=%20#d", ADDRESS), (5, "www.example.org/e", ADDRESS)]


def test_an_address_parts_the_paragraphs_above_and_below_it():
    assert texts("Alpha beta.\nwww.example.org\nGamma delta.") == ["Alpha beta.", "Gamma delta."]


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


# Page starts.


def test_a_block_at_the_start_of_a_page_is_marked_so():
    blocks = read("One alpha.\n\nTwo alpha.\n\fThree alpha.\n\n\fFour alpha.\nFour goes on.").blocks
    assert [(block.text, block.starts_page) for block in blocks] == [
        ("One alpha.", True),
        ("Two alpha.", False),
        ("Three alpha.", True),
        ("Four alpha. Four goes on.", True),
    ]


def test_a_block_knows_each_page_that_starts_in_it_and_the_first_line_of_that_page():
    text = (
        "In 2021 the agencies went on working with\n\n24\n\n\f25\n\nthe people of the whole\n"
        "\fcountry and its towns.\n\nPLANET: A COUNTRY\n\fWITH CHALLENGES"
    )
    assert [(block.text, block.page_starts, block.starts_page) for block in read(text).blocks] == [
        (
            "In 2021 the agencies went on working with the people of the whole country and its towns.",
            [(0, 1), (1, 5), (2, 8)],
            True,
        ),
        ("PLANET: A COUNTRY WITH CHALLENGES", [(1, 11)], False),
    ]


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
    """Return the text without its blanks, by which source and blocks are compared."""
    return "".join(text.split())


@settings(deadline=None)
@given(LINES)
def test_every_character_of_a_line_ends_in_a_block_at_that_line_or_among_those_left_out(lines):
    source = split_lines("\n".join(lines))
    repaired = repair(source)
    found = dict.fromkeys(range(1, len(source) + 1), "")
    for block in repaired.blocks:
        for text, number in block.pieces:
            found[number] += characters(text)
    for dropped in repaired.dropped:
        found[dropped.line] += characters(dropped.text)
    assert found == {line.number: characters(line.text) for line in source}


@settings(deadline=None)
@given(LINES)
def test_pieces_and_what_is_left_out_stand_in_the_order_of_the_source(lines):
    repaired = repair(split_lines("\n".join(lines)))
    numbers = [number for block in repaired.blocks for _, number in block.pieces]
    assert numbers == sorted(set(numbers))
    left_out_lines = [dropped.line for dropped in repaired.dropped]
    assert left_out_lines == sorted(set(left_out_lines))
    assert {dropped.reason for dropped in repaired.dropped} <= {HYPHEN, NUMBER, ADDRESS}


@settings(deadline=None)
@given(LINES)
def test_no_block_is_empty_begins_or_ends_with_a_blank_or_holds_a_line_end(lines):
    found = [block.text for block in repair(split_lines("\n".join(lines))).blocks]
    assert found == [" ".join(text.split()) for text in found]
    assert "" not in found
