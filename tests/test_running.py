"""Running headers and footers are found; body text never is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unsqa.reading.lines.running import find_page_labels, find_running_lines
from unsqa.types import SourceLine


def lines_of(*pages):
    """Make the lines of pages; a page is a list of texts."""
    lines = []
    for page in pages:
        for row, text in enumerate(page):
            lines.append(SourceLine(len(lines) + 1, text, starts_page=row == 0))
    return lines


def running(*pages):
    """Return the texts of the running lines."""
    lines = lines_of(*pages)
    return [line.text for line in lines if line.number in find_running_lines(lines)]


def body(page):
    """Five lines that no other page has."""
    return [f"{'abcdefghijkl'[page]}{word} text" for word in ("first", "second", "third", "fourth", "fifth")]


def test_headers_and_footers_that_come_again_are_found():
    pages = [["A/80/12", *body(page), f"25-04567 {page + 1}/4"] for page in range(4)]
    assert running(*pages) == [text for page in range(4) for text in ("A/80/12", f"25-04567 {page + 1}/4")]


def test_headers_of_odd_and_even_pages_may_differ():
    heads = ["Annual report", "Council of the North"]
    pages = [[heads[page % 2], *body(page)] for page in range(8)]
    assert running(*pages) == heads * 4


def test_the_page_number_may_stand_on_either_side():
    pages = [[*body(page), f"{page + 1} 25-04567" if page % 2 else f"25-04567 {page + 1}"] for page in range(4)]
    assert running(*pages) == ["25-04567 1", "2 25-04567", "25-04567 3", "4 25-04567"]


def test_a_first_page_without_a_header_does_not_hide_those_of_the_others():
    pages = [["Title", *body(0)], *(["A/80/12", *body(page)] for page in range(1, 4))]
    assert running(*pages) == ["A/80/12"] * 3


def test_a_number_of_pages_alone_is_a_running_line_where_it_counts_them():
    assert running(*([*body(page), f"{page + 1}/14"] for page in range(4))) == ["1/14", "2/14", "3/14", "4/14"]


def test_a_page_number_alone_is_left_to_others():
    assert running(*([*body(page), str(page + 1)] for page in range(5))) == []
    assert running(*([*body(page), f"- {page + 1} -"] for page in range(5))) == []


def test_two_pages_are_too_few():
    assert running(*(["A/80/12", *body(page)] for page in range(2))) == []


def test_a_line_that_comes_again_on_few_of_many_pages_is_text():
    pages = [[*body(page % 12)[:4], f"page {'abcdefghijklmnop'[page]}"] for page in range(16)]
    for page in (2, 7, 13):
        pages[page].insert(0, "Source: survey of the towns")
    assert running(*pages) == []


def test_the_header_of_one_chapter_is_found_though_other_chapters_have_others():
    pages = [
        [f"{'Wells' if page < 6 else 'Roads of chapter ' + chr(97 + page)}", f"line {chr(97 + page)}"]
        for page in range(26)
    ]
    assert running(*pages) == ["Wells"] * 6


def test_captions_whose_number_does_not_rise_with_the_pages_are_text():
    pages = [[f"Table {number}", *body(page)] for page, number in enumerate([1, 2, 6, 7, 7, 20])]
    assert running(*pages) == []


def test_the_head_of_a_table_that_goes_on_is_text():
    assert running(*(["Donor\t2023\t2024", *body(page)] for page in range(5))) == []


def test_the_rule_over_the_footnotes_is_text():
    assert running(*([*body(page), "__________", f"note {'abcde'[page]}"] for page in range(5))) == []


def test_lines_in_the_middle_of_a_page_are_text():
    pages = [[*body(page)[:3], "Source: survey", *body(page + 5)[:3]] for page in range(5)]
    assert running(*pages) == []


def test_what_comes_again_under_a_title_is_text():
    pages = [["A/80/12", f"Wells {'of the towns' * page}", "(Thousands of dollars)", *body(page)] for page in range(5)]
    assert running(*pages) == ["A/80/12"] * 5


def test_blank_lines_at_the_edge_do_not_count():
    pages = [["", "A/80/12", "", "", *body(page)] for page in range(3)]
    assert running(*pages) == ["A/80/12"] * 3


def test_pages_of_plain_text_may_begin_with_a_form_feed():
    pages = [["\fA/80/12" if page else "A/80/12", *body(page)] for page in range(3)]
    assert running(*pages) == ["A/80/12", "\fA/80/12", "\fA/80/12"]


def test_a_header_at_the_foot_of_a_page_set_sideways_is_found():
    pages = [["A/80/12", *body(page)] for page in range(5)]
    pages[3] = [*body(3), "A/80/12"]
    assert running(*pages) == ["A/80/12"] * 5


def labels(*footers):
    lines = lines_of(*([*body(page), footer] for page, footer in enumerate(footers)))
    return [label for _, label in find_page_labels(lines, frozenset(6 * page + 6 for page in range(len(footers))))]


@pytest.mark.parametrize(
    ("footers", "expected"),
    [
        (["25-04567 3/14", "4/14 25-04567", "25-04567 5/14"], [3, 4, 5]),
        (["Annual report 2024 | 17", "Annual report 2024 | 18", "Annual report 2024 | 19"], [17, 18, 19]),
        (["24 Report 25", "26 Report 27", "28 Report 29"], [24, 26, 28]),
        (["Report 7", "Report", "Report 9", "Report 10"], [7, 9, 10]),
        (["A/80/12", "A/80/12", "A/80/12"], []),
        (["Report 7", "Report 12", "Report 3"], []),
        ([], []),
    ],
)
def test_page_numbers_are_those_that_rise_with_the_pages(footers, expected):
    assert labels(*footers) == expected


def test_a_page_number_is_given_with_the_line_it_stands_in():
    lines = lines_of(*([*body(page), f"Report {page + 7}"] for page in range(3)))
    assert find_page_labels(lines, find_running_lines(lines)) == ((6, 7), (12, 8), (18, 9))


texts = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["A/80/1", "25-04567 3/9", "4/9 25-04567", "7", "", "\f", "\t", "___", "9" * 5000, "٣", "²", "Report 2"]
    ),
)
pages_of_text = st.lists(st.lists(texts, min_size=1, max_size=9), max_size=12)


@given(pages=pages_of_text)
def test_any_lines_are_searched_without_an_error(pages):
    lines = lines_of(*pages)
    found = find_running_lines(lines)
    assert found <= {line.number for line in lines if line.text.strip()}
    seen = find_page_labels(lines, found)
    assert {line for line, _ in seen} <= found
    assert list(seen) == sorted(seen)
    assert find_running_lines(lines[: sum(map(len, pages[:2]))]) == frozenset()


@given(pages=pages_of_text)
def test_only_lines_at_the_edge_of_a_page_are_found(pages):
    lines = lines_of(*pages)
    found = find_running_lines(lines)
    start = 0
    for page in pages:
        shown = [number for number, text in enumerate(page, start + 1) if text.strip()]
        assert not found & set(shown[3:-3])
        start += len(page)
