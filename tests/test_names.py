"""Names: other forms of the same body, and questions that are nothing but a name."""

from __future__ import annotations

import pytest

from unsqa.finding.names import Names, is_name
from unsqa.types import Acronym, Document, Report

GLOSSARY = (
    Acronym("HBN", ("Harbour Board of Norvik", "Junta del Puerto de Norvik"), 3),
    Acronym("JPN", ("Junta del Puerto de Norvik",), 9),
    Acronym("MEI", ("maintenance",), 12),
)
DOCUMENT = Document(Report("norvik-2021", "Results 2021", "en"), "", (), (), (), (), glossary=GLOSSARY)
NAMES = Names.of([DOCUMENT])


@pytest.mark.parametrize(
    ("question", "others"),
    [
        ("¿Qué hizo la OIT?", ("ILO",)),
        ("What did the ILO do?", ("OIT",)),
        ("What did PNUMA and UNICEF do?", ("UNEP", "PNUE")),
        ("Who sits on the Harbour Board of Norvik?", ("HBN",)),
        ("¿Quién está en la junta del puerto de Norvik?", ("HBN",)),
        ("What did the HBN do?", ("JPN",)),
        ("What did the HBN and the JPN do?", ()),
        ("How much maintenance was there?", ()),
        ("Who paid?", ()),
    ],
)
def test_the_other_forms_of_the_names_in_a_question_are_those_of_the_table_and_of_the_glossaries(question, others):
    assert NAMES.others(question) == others


@pytest.mark.parametrize("text", ["HBN", "HBN?", "“HBN”", "¿HBN?"])
def test_a_question_that_is_but_a_name_is_found_where_the_name_stands_in_any_of_its_forms(text):
    passages = ["The HBN met twice.", "The hbn met.", "The JPN met once.", "HBNX met."]
    assert NAMES.find(text, passages) == [True, False, True, False]


def test_a_question_that_says_more_than_a_name_is_none():
    assert NAMES.find("What did the HBN do?", ["The HBN met twice."]) == []
    assert NAMES.find("", ["The HBN met twice."]) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [("UN Women", True), ("C&A", True), ("PAHO/WHO", True), ("boats", False), ("2020", False), ("A B C D E", False)],
)
def test_a_name_is_of_four_words_at_most_that_all_begin_with_a_capital(text, expected):
    assert is_name(text) is expected
