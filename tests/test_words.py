"""Words cut at a line end: made whole by the document's own words, then by a word list of its language."""

from __future__ import annotations

from collections import Counter

import pytest

from unsqa.reading.blocks.repair import repair
from unsqa.reading.lines.words import Words, close_up, count_words, cut_word, join_hyphen
from unsqa.reading.sources import split_lines
from unsqa.types import Dropped

HYPHEN = "hyphen at a line end"


def texts(text, language=""):
    return [block.text for block in repair(split_lines(text), language).blocks]


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
    ("text", "language", "expected"),
    [
        ("the over-\nflow of the over and the flow", "en", "the overflow of the over and the flow"),
        ("the over-\nflow of the over and the flow", "", "the over-flow of the over and the flow"),
        ("the over-\nflow of the over-flow", "en", "the over-flow of the over-flow"),
        ("la sobre-\nmesa de sobre y de mesa", "es", "la sobremesa de sobre y de mesa"),
        ("a harbour-\nschool is a school at the harbour", "en", "a harbour-school is a school at the harbour"),
    ],
)
def test_the_word_list_of_the_language_comes_after_the_document_and_before_two_words_that_stand_alone(
    text, language, expected
):
    assert texts(text, language) == [expected]


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
    assert join_hyphen(left, right, Words(Counter(words))) is keeps_hyphen


@pytest.mark.parametrize(
    ("left", "right", "language", "keeps_hyphen"),
    [
        ("over", "flow", "en", False),
        ("Over", "Flow", "en", True),
        ("harbour", "school", "en", True),
        ("sobre", "mesa", "es", False),
        ("sobre", "mesa", "xx", True),
    ],
)
def test_a_word_of_the_language_loses_its_hyphen_where_the_document_has_neither_form(
    left, right, language, keeps_hyphen
):
    words = Words(Counter((left.lower(), right.lower())), language)
    assert join_hyphen(left, right, words) is keeps_hyphen


def test_words_are_counted_without_the_halves_that_line_ends_cut():
    lines = split_lines("The post-pandemic resour-\n\nces of\nthe\ntown-\nships")
    assert count_words(lines) == Counter({"the": 2, "post-pandemic": 1, "of": 1})


def test_a_word_is_known_from_the_document_or_from_the_list_of_its_language():
    words = Words(Counter({"norvik": 1}), "en")
    assert [words.knows(word) for word in ("Norvik", "Water", "zzyx", "agua")] == [True, True, False, False]
    assert [words.in_language(word) for word in ("Norvik", "Water", "zzyx")] == [False, True, False]
    assert [Words(language=language).knows("agua") for language in ("es", "xx", "")] == [True, False, False]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in the mar-", "mar"),
        ("in non-repeti-", "non-repeti"),
        ("the state’s-", "state’s"),
        ("in 2020-", "2020"),
        ("a dash -", None),
        ("and (-", None),
        ("and --", None),
        ("-", None),
        ("the end", None),
        ("", None),
    ],
)
def test_only_a_hyphen_glued_to_a_word_cuts_it(text, expected):
    assert cut_word(text) == expected


@pytest.mark.parametrize(
    ("text", "following", "expected"),
    [
        ("the resour-", "ces", "the resour"),
        ("in 2020-", "2022", "in 2020-"),
        ("the end", "of it", "the end "),
        ("and/", "or", "and/"),
        ("a plant-", "“based” kind", "a plant-"),
        ("a dash -", "and", "a dash - "),
        ("a stroke /", "and", "a stroke / "),
        ("see www.example.", "org for more", "see www.example."),
        ("It ended.", "Organic food", "It ended. "),
    ],
)
def test_a_line_ends_before_the_next_with_a_blank_its_hyphen_or_nothing(text, following, expected):
    assert close_up(text, following, Words()) == expected


def test_a_hyphen_that_goes_is_left_out_with_its_line_and_one_that_stays_is_not():
    repaired = repair(split_lines("the resour-\nces of COVID-\n19 and the coun-\ntry"))
    assert [block.text for block in repaired.blocks] == ["the resources of COVID-19 and the country"]
    assert repaired.dropped == (Dropped(1, "-", HYPHEN), Dropped(3, "-", HYPHEN))


def test_only_a_hyphen_glued_to_a_word_is_a_cut():
    assert texts("help for migrants -\nand refugees") == ["help for migrants - and refugees"]
    assert texts("help for migrants and/\nor refugees") == ["help for migrants and/or refugees"]
    assert texts("the (CO-\n2) gas of a plant-\n“based” kind") == ["the (CO-2) gas of a plant-“based” kind"]
