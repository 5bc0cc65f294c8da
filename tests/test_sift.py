"""What is no part of the running text: page numbers, addresses, running headers; and the numbers that are facts."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unsqa.reading.blocks.repair import repair
from unsqa.reading.lines.sift import longest_rise, read_page_numbers, sift
from unsqa.reading.sources import split_lines
from unsqa.types import Dropped

NUMBER, ADDRESS, RUNNING = "page number", "address", "running header or footer"


def texts(text):
    return [block.text for block in repair(split_lines(text)).blocks]


def left_out(text):
    return [(gone.line, gone.text, gone.reason) for gone in sift(split_lines(text)).dropped]


# Page numbers.


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
    numbers = ((3, 24), (7, 30), (7, 31), (11, 47), (13, 48), (13, 49), (17, 102))
    assert sift(split_lines(text)).page_numbers == numbers
    assert repair(split_lines(text)).page_numbers == numbers


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


def test_a_number_that_stands_alone_in_the_whole_document_may_be_anything():
    assert texts("Alpha.\n\n24\n\nBeta.") == ["Alpha.", "24", "Beta."]
    assert left_out("Alpha.\n\n24\n\nBeta.") == []


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


def paged(*numbers):
    return "\f".join(f"Alpha {chr(96 + row)} beta.\n{number}\n" for row, number in enumerate(numbers, 1))


def test_a_single_figure_at_the_foot_of_its_page_is_its_number_where_three_others_are_as_far_from_the_count():
    text = paged(8, 9, "\n10\n", "\n11\n", "\n12\n")
    assert left_out(text) == [
        (2, "8", NUMBER),
        (4, "9", NUMBER),
        (7, "10", NUMBER),
        (11, "11", NUMBER),
        (15, "12", NUMBER),
    ]


@pytest.mark.parametrize(
    "numbers",
    [
        (8, 7, "\n10\n", "\n11\n", "\n12\n"),  # another figure
        (8, 9, "\n10\n", "\n11\n"),  # two alone show how far
        (8, 9, "\n10\n", "\n12\n", "\n14\n"),  # spreads
    ],
)
def test_a_single_figure_that_may_be_something_else_stays(numbers):
    assert str(numbers[1]) in [line.text for line in sift(split_lines(paged(*numbers))).lines]


def test_a_job_number_may_end_with_a_letter():
    assert left_out("Alpha.\n\n25-05010X (E) 080425") == [(3, "25-05010X (E) 080425", "job number")]


# Addresses.


def test_a_line_that_is_but_an_address_is_left_out_and_one_in_a_sentence_stays():
    text = (
        "Look at\nhttps://example.org/a for more.\n\n"
        " https://example.org/b?c=%20#d \nwww.example.org/e\nThe next paragraph."
    )
    assert texts(text) == ["Look at https://example.org/a for more.", "The next paragraph."]
    assert left_out(text) == [(4, "https://example.org/b?c=%20#d", ADDRESS), (5, "www.example.org/e", ADDRESS)]


def test_an_address_parts_the_paragraphs_above_and_below_it():
    assert texts("Alpha beta.\nwww.example.org\nGamma delta.") == ["Alpha beta.", "Gamma delta."]


# Running headers and footers.


def test_a_line_at_the_edge_of_each_page_is_left_out_and_names_the_pages():
    text = "Harbour report 7\nAlpha beta.\n\fHarbour report 8\nGamma delta.\n\fHarbour report 9\nEta theta."
    assert texts(text) == ["Alpha beta.", "Gamma delta.", "Eta theta."]
    assert left_out(text) == [
        (1, "Harbour report 7", RUNNING),
        (3, "Harbour report 8", RUNNING),
        (5, "Harbour report 9", RUNNING),
    ]
    assert sift(split_lines(text)).page_numbers == ((1, 7), (3, 8), (5, 9))


def test_the_numbers_of_running_lines_go_before_those_that_stand_alone():
    pages = [f"Harbour report {number}\nAlpha {number} beta.\n\n{number + 40}\n" for number in (7, 8, 9)]
    assert sift(split_lines("\f".join(pages))).page_numbers == ((1, 7), (5, 8), (9, 9))


def test_a_line_on_two_pages_runs_through_nothing():
    text = "Harbour report 7\nAlpha beta.\n\fHarbour report 8\nGamma delta."
    assert left_out(text) == []


# The lines that stay.


def test_lines_keep_their_number_and_page_start_where_their_text_is_left_out():
    sifted = sift(split_lines("\f24\n\nAlpha.\n\n25\n\f\nhttps://example.org\nBeta."))
    assert [(line.number, line.text, line.starts_page) for line in sifted.lines] == [
        (1, "", True),
        (2, "", False),
        (3, "Alpha.", False),
        (4, "", False),
        (5, "", False),
        (6, "\f", True),
        (7, "", False),
        (8, "Beta.", False),
    ]
    assert sifted.dropped == (
        Dropped(1, "24", NUMBER),
        Dropped(5, "25", NUMBER),
        Dropped(7, "https://example.org", ADDRESS),
    )
