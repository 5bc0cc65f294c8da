"""Printed page numbers: from the few that stand in the text to one for every page."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unsqa.reading.pages import number_pages
from unsqa.types import Page


def label(n_pages, numbers):
    """Label pages of ten lines each; a number stands on the page (from 0) given with it."""
    pages = number_pages(
        range(1, 10 * n_pages, 10), 10 * n_pages, [(10 * page + 5, number) for page, number in numbers]
    )
    return [page.label if page.printed else f"({page.label})" for page in pages]


def test_a_page_ends_on_the_line_before_the_next_begins():
    assert number_pages([1, 7, 30], 31, [(8, 5)]) == (
        Page("4", False, 1, 6),
        Page("5", True, 7, 29),
        Page("6", False, 30, 31),
    )


def test_a_number_belongs_to_the_page_whose_lines_hold_it():
    assert [page.label for page in number_pages([1, 11], 20, [(1, 5), (11, 6)])] == ["5", "6"]
    assert [page.label for page in number_pages([1, 11], 20, [(10, 5), (20, 6)])] == ["5", "6"]


@pytest.mark.parametrize(
    ("n_pages", "numbers", "labels"),
    [
        (4, [(0, 7), (3, 10)], ["7", "(8)", "(9)", "10"]),
        (3, [(0, 7), (2, 11)], ["7", "(8-10)", "11"]),
        (4, [(0, 7), (3, 12)], ["7", "(8-9)", "(10-11)", "12"]),
        (4, [(0, 7), (3, 11)], ["7", "(8-9)", "(9-10)", "11"]),
        (4, [(0, 7), (3, 9)], ["7", "(8)", "(8)", "9"]),
        (5, [(1, 20), (2, 21), (4, 23)], ["(19)", "20", "21", "(22)", "23"]),
    ],
)
def test_pages_between_two_numbers_share_what_lies_between(n_pages, numbers, labels):
    assert label(n_pages, numbers) == labels


@pytest.mark.parametrize(
    ("n_pages", "numbers", "labels"),
    [
        (3, [(0, 24), (0, 25), (2, 28), (2, 29)], ["24-25", "(26-27)", "28-29"]),
        (3, [(0, 24), (0, 25), (2, 28)], ["24-25", "(26-27)", "28"]),
        (2, [(0, 24), (1, 25), (1, 26)], ["24", "25-26"]),
        (1, [(0, 48), (0, 49)], ["48-49"]),
        (1, [(0, 48), (0, 48)], ["48"]),
    ],
)
def test_a_spread_is_labelled_with_all_its_pages(n_pages, numbers, labels):
    assert label(n_pages, numbers) == labels


@pytest.mark.parametrize(
    ("n_pages", "numbers", "labels"),
    [
        (4, [(2, 9)], ["(7)", "(8)", "9", "(10)"]),
        (4, [(1, 20), (2, 22)], ["(18-19)", "20", "22", "(23-24)"]),
        (4, [(3, 3)], ["()", "(1)", "(2)", "3"]),
        (4, [(2, 1), (3, 2)], ["()", "()", "1", "2"]),
        (5, [(2, 4), (2, 5), (3, 6), (3, 7)], ["()", "(1-3)", "4-5", "6-7", "(8-10)"]),
    ],
)
def test_pages_before_the_first_number_and_after_the_last_go_on_at_the_same_pace(n_pages, numbers, labels):
    assert label(n_pages, numbers) == labels


def test_no_lines_make_no_pages():
    assert number_pages([], 0, []) == ()


def test_pages_without_any_number_are_counted_from_one():
    assert label(3, []) == ["(1)", "(2)", "(3)"]


def test_a_single_page_has_its_number_or_no_label():
    assert label(1, []) == ["()"]
    assert label(1, [(0, 47)]) == ["47"]


def test_numbers_may_come_in_any_order():
    assert label(3, [(2, 9), (0, 7)]) == ["7", "(8)", "9"]


def test_a_span_cut_off_at_page_one_is_named_by_one_number():
    assert label(3, [(1, 2), (2, 6)]) == ["(1)", "2", "6"]


def test_a_page_between_two_that_show_the_same_number_has_that_number():
    assert label(3, [(0, 43), (2, 43)]) == ["43", "(43)", "43"]


@settings(deadline=None)
@given(st.dictionaries(st.integers(0, 7), st.integers(0, 3), min_size=1), st.integers(5, 40))
def test_labels_never_fall_where_the_numbers_rise(steps, first):
    numbers = []
    for page, step in sorted(steps.items()):
        first += page + step + 1
        numbers.append((page, first))
    names = [name.strip("()") for name in label(8, numbers)]
    spans = [tuple(map(int, name.split("-"))) for name in names if name]
    assert [span[0] for span in spans] == sorted(span[0] for span in spans)
    assert [span[-1] for span in spans] == sorted(span[-1] for span in spans)
