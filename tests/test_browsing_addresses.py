"""Addresses of places: what a citation links to is what the link leads to, also after the reading has changed."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import PROJECT
from hypothesis import given
from hypothesis import strategies as st

from unsqa.browsing.addresses import MAX_WORDS, Place, address_of, resolve
from unsqa.reading.corpus import read_report
from unsqa.reading.passages import make_passages
from unsqa.types import Document, Page, Report

LONG = (
    "The harbour council and the fund for rural credit repaired thirty-one fishing boats, and nine piers, "
    "before the herring season of that year began."
)
# In the order of the print: line 3 was read before line 2.
TEXT = f"Nine boats sank.\n\nIt was “cold”. Nine boats sank.\n\n{LONG} It rained."
LINES = ((0, 1), (18, 3), (33, 2), (51, 5))
DOCUMENT = Document(Report("a-report", "A report", "en"), TEXT, LINES, (Page("1", True, 1, 9),), (), ())


def led_to(at, words=""):
    """Return the words that an address leads to, and by what."""
    place = resolve(DOCUMENT, at, words)
    return place and (TEXT[place.start : place.end], place.by)


def test_words_are_found_on_their_lines_and_not_where_else_they_stand():
    assert resolve(DOCUMENT, "1", "Nine boats sank.") == Place(0, 16, "words")
    assert resolve(DOCUMENT, "2-3", "Nine boats sank.") == Place(33, 49, "words")
    assert led_to("3", "“cold”") == ("“cold”", "words")


def test_words_that_the_address_cut_short_reach_to_the_end_of_their_sentence():
    query = parse_qs(urlsplit(address_of("a-report", (5, 5), LONG)).query)
    assert len(query["words"][0]) == MAX_WORDS
    assert led_to("5", query["words"][0]) == (LONG, "words")


def test_words_are_told_whatever_their_blanks_case_and_punctuation():
    assert led_to("1", "NINE  boats-sank") == ("Nine boats sank", "words")


def test_words_on_other_lines_are_found_if_they_stand_in_one_place_only():
    assert led_to("1", "It rained.") == ("It rained.", "moved")
    assert led_to("99", "It rained.") == ("It rained.", "moved")
    assert led_to("", "It rained.") == ("It rained.", "words")
    assert led_to("99", "Nine boats sank.") is None


def test_without_the_words_the_lines_themselves_are_shown_the_longest_run_of_them():
    assert led_to("3") == ("It was “cold”.", "lines")
    assert led_to("1", "It snowed.") == ("Nine boats sank.", "lost")
    assert led_to("3-2") == ("It was “cold”. Nine boats sank.", "lines")
    assert led_to("1-2") == ("Nine boats sank.", "lines")


@pytest.mark.parametrize("at", ["", "0", "99", "-1", "1-", "1-2-3", "x", "٣", "9" * 5000])
def test_an_address_that_fits_nothing_leads_nowhere(at):
    assert resolve(DOCUMENT, at) is None


@given(st.text(), st.text())
def test_whatever_an_address_says_it_leads_into_the_text_or_nowhere(at, words):
    place = resolve(DOCUMENT, at, words)
    assert place is None or 0 <= place.start < place.end <= len(TEXT)


def test_every_sentence_of_the_real_report_is_led_to_by_its_own_address():
    document = read_report(PROJECT / "corpus" / "un-mexico-2020")
    wrong = []
    for passage in make_passages(document)[::4]:
        for start, end in passage.sentences:
            query = parse_qs(urlsplit(address_of("r", document.lines_of(start, end), document.text[start:end])).query)
            if resolve(document, query["at"][0], query["words"][0]) != Place(start, end, "words"):
                wrong.append(document.text[start:end])
    assert wrong == []


def test_an_address_survives_another_reading_of_the_same_lines():
    joined = replace(
        DOCUMENT, text=TEXT.replace("boats sank.\n\nIt", "boats   sank; It"), line_starts=((0, 1), (50, 5))
    )
    place = resolve(joined, "2-3", "It was “cold”.")
    assert place
    assert (joined.text[place.start : place.end], place.by) == ("It was “cold”.", "moved")
