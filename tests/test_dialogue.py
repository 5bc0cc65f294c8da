"""What is searched for a follow-up."""

from __future__ import annotations

import pytest

from unsqa.answering.dialogue import make_query, needs_context
from unsqa.finding.language import detect_language
from unsqa.types import Query, Turn


@pytest.mark.parametrize(
    "question",
    [
        "and in the south?", "What about the schools?", "Who paid for it?", "How many of them are women?",
        "Which agencies?", "why?", "¿Y en Valverde?", "¿Cuántos de ellos trabajan?", "¿y eso cuánto costó?",
    ],
)  # fmt: skip
def test_a_question_with_a_pointer_or_without_a_subject_leans_on_the_earlier_ones(question: str) -> None:
    assert needs_context(question)


@pytest.mark.parametrize(
    "question",
    [
        "How many shelters are there in the north?", "What did UNICEF do for schools?", "FAO",
        "¿Cuántas escuelas se abrieron en el norte?", "¿Qué hizo la FAO en Valverde?",
    ],
)  # fmt: skip
def test_a_question_with_a_subject_of_its_own_stands_alone(question: str) -> None:
    assert not needs_context(question)


def test_a_follow_up_is_searched_with_the_last_question_that_stands_alone() -> None:
    history = [Turn("How many boats crossed the lake?"), Turn("What did FAO do for farmers?"), Turn("and when?")]
    query = make_query("Who paid for it?", history, ["en"])
    assert query == Query("What did FAO do for farmers? Who paid for it?", "en", from_history=True)


def test_a_change_of_topic_is_searched_alone() -> None:
    history = [Turn("How many boats crossed the lake?")]
    assert make_query("What did FAO do for farmers?", history, ["en"]) == Query("What did FAO do for farmers?", "en")


def test_without_history_even_a_follow_up_is_searched_as_it_is() -> None:
    assert make_query("Who paid for it?", [], ["en"]) == Query("Who paid for it?", "en")


def test_when_no_earlier_question_stands_alone_the_first_is_taken() -> None:
    assert make_query("and when?", [Turn("and why?")], ["en"]).text == "and why? and when?"


@pytest.mark.parametrize(
    ("text", "corpus", "language"),
    [
        ("How many people live in the valley?", ["en"], "en"),
        ("cuantas personas viven en el valle", ["en"], "es"),
        ("Combien de personnes vivent dans la vallée ?", ["en"], "fr"),
        ("谷里住着多少人", ["en"], "zh"),
        ("FAO", ["es"], "es"),
    ],
)
def test_languages_are_told_apart(text: str, corpus: list[str], language: str) -> None:
    assert detect_language(text, corpus) == language
