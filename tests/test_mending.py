"""Letters that came out of the print wrongly: spaced out, torn off, printed twice, quotes unpaired."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unsqa.reading.lines.mending import close_letters, close_words, mend
from unsqa.reading.lines.words import Words
from unsqa.reading.sources import split_lines

ENGLISH = Words(language="en")
TWICE, QUOTE = "printed twice", "opening quote used as a closing one"


def mended(text, words=ENGLISH):
    """Return the lines as mended, and what was taken from them as (line, text, reason, instead)."""
    lines, dropped = mend(split_lines(text), words)
    return [line.text for line in lines], [(gone.line, gone.text, gone.reason, gone.instead) for gone in dropped]


# Letters spaced out.


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("W E R E", "WERE"),
        ("N O R V I K   I S L E", "NORVIK ISLE"),
        ("1  S U F F E R S  A  L O T IN TOWN", "1 SUFFERS A LOT IN TOWN"),
        ("P L A N 2030", "PLAN 2030"),
        ("s e ñ a l", "señal"),
        ("1 2 3 4 A B", "1234AB"),
    ],
)
def test_letters_that_are_spaced_out_are_closed_up(text, expected):
    assert close_letters(text) == expected


@pytest.mark.parametrize(
    "text",
    ["plan A B C", "T O M", "2 0 2 0", "1 2 3 4 A", "W E  R E", "4 2 . 4 %", "I saw a b in it", "A, B, C, D", ""],
)
def test_a_few_letters_numbers_and_lists_stay_apart(text):
    assert close_letters(text) == text


# Words and years that a blank tears in two.


def english(*seen):
    return Words(Counter(seen), "en")


@pytest.mark.parametrize(
    ("text", "seen", "expected"),
    [
        ("FOOD BASKE T", ["basket"], "FOOD BASKET"),
        ("the baske t of food", ["basket"], "the basket of food"),
        ("Tolmi n", ["tolmin"], "Tolmin"),
        ("Tolmi n", ["tolmin", "tolmi"], "Tolmin"),  # the torn word itself is counted
        ("to Nor vik and Tol min", ["norvik", "tolmin"], "to Norvik and Tolmin"),
        ("wast ewater", ["wastewater"], "wastewater"),
        ("the no rvik boats", ["norvik"], "the norvik boats"),
        ("fishe rmen", [], "fishermen"),
        ("governm ental", [], "governmental"),
        ("in 202 4, at last", ["2024", "2024"], "in 2024, at last"),
    ],
)
def test_a_word_or_year_torn_in_two_is_closed_up_where_only_the_whole_is_known(text, seen, expected):
    assert close_words(text, english(*seen)) == expected


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("in to the harbour", ["into", "into"]),  # both parts are words
        ("any one", ["anyone", "anyone"]),
        ("plan b was", []),
        ("FOOD BASKE T", []),  # nobody says that it is one word
        ("Tolmi n", ["tolmin", "tolmi", "tolmi", "n", "n"]),  # the parts are seen elsewhere
        ("Tol Min", ["tolmin"]),  # two capitals
        ("Tolmi’s n", ["tolmin"]),
        ("the Tolmi-n coast", ["tolmin"]),
        ("Tolmi  n", ["tolmin"]),  # two blanks part columns
        ("in 202 4", ["2024"]),  # the year is seen nowhere else
        ("in 202 45", ["2024", "2024"]),
        ("in 1202 4", ["2024", "2024"]),
        ("in 20 24", ["2024", "2024"]),
        ("of 202 4.5", ["2024", "2024"]),
        ("of 202 4%", ["2024", "2024"]),
        ("of 302 4", ["3024", "3024"]),
    ],
)
def test_parts_that_may_stand_alone_stay_apart(text, seen):
    assert close_words(text, english(*seen)) == text


def test_closing_up_takes_blanks_alone_and_drops_nothing():
    assert mended("W A T E R\nfor all") == (["WATER", "for all"], [])


def test_capitals_and_small_letters_stay_apart():
    assert close_words("TOLMI n", english("tolmin")) == "TOLMI n"


# Printed twice.


@pytest.mark.parametrize(
    ("text", "once"),
    [
        ("4.5%4.5%", "4.5%"),
        ("of%of%", "of%"),
        ("New nets New nets", "New nets"),
        ("the old pier the old pier", "the old pier"),
    ],
)
def test_a_line_printed_over_itself_is_read_once_and_its_second_half_left_out(text, once):
    assert mended(text) == ([once], [(1, once, TWICE, "")])


@pytest.mark.parametrize(
    "text",
    [
        "water water",
        "waterwater",
        "4.54.5",
        "4.5% 4.5%",
        "4.5%4.6%",
        "1919",
        "2020",
        "New nets new nets",
        "Boats, new nets new nets",
        "12 13 12 13",
    ],
)
def test_a_line_that_only_looks_doubled_stays(text):
    assert mended(text) == ([text], [])


def test_a_number_alone_counts_as_doubled_only_near_a_line_that_surely_is():
    assert mended("4.5%4.5%\n\n1919\n77") == (
        ["4.5%", "", "19", "7"],
        [(1, "4.5%", TWICE, ""), (3, "19", TWICE, ""), (4, "7", TWICE, "")],
    )
    far = "\n" * 12
    assert mended(f"1919{far}5%5%")[0][0] == "19"
    assert mended(f"1919{far}\n5%5%")[0][0] == "1919"
    assert mended("5%5%\n1,212\n191\n19 19")[0] == ["5%", "1,212", "191", "19 19"]


# Quotes.


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said “go“ and left", "He said “go” and left"),
        ("He said “go“, and “stay“.", "He said “go”, and “stay”."),
        ("it is called “Water“", "it is called “Water”"),
        ("(so “called“)", "(so “called”)"),
    ],
)
def test_an_opening_quote_that_closes_becomes_a_closing_one(text, expected):
    n_wrong = text.count("“") - expected.count("“")
    assert mended(text) == ([expected], [(1, "“", QUOTE, "”")] * n_wrong)


@pytest.mark.parametrize("text", ["He said “go” and left", "“ alone", "a “ b", "“Go “home”", 'He said "go"', "so “"])
def test_a_quote_that_may_open_stays(text):
    assert mended(text) == ([text], [])


# Whatever the text is.


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["W A T E R", "4.5%4.5%", "1919", "New nets New nets", "“no“", "baske t", ""])
        | st.text(alphabet="aB1é %“” .,", max_size=10),
        max_size=8,
    )
)
def test_each_line_is_its_own_characters_less_what_was_left_out_of_it(lines):
    source = split_lines("\n".join(lines))
    found, dropped = mend(source, ENGLISH)
    assert [(line.number, line.starts_page) for line in found] == [(line.number, line.starts_page) for line in source]
    for before, after in zip(source, found, strict=True):
        own = [gone for gone in dropped if gone.line == before.number]
        expected = characters(before.text) + characters("".join(gone.instead for gone in own))
        assert characters(after.text) + characters("".join(gone.text for gone in own)) == expected


def characters(text):
    return Counter("".join(text.split()))
