"""What is searched for a follow-up."""

from __future__ import annotations

import pytest

from unsqa.finding.language import detect_language
from unsqa.types import Query, Turn
from unsqa.understanding.dialogue import make_query, needs_context


def searched(question: str, *earlier: str) -> str:
    return make_query(question, [Turn(asked) for asked in earlier], ["en"]).text


@pytest.mark.parametrize(
    "question",
    [
        "and in the south?", "What about the schools?", "Who paid for it?", "How many of them are women?",
        "Which agencies?", "why?", "¿Y en Valverde?", "¿Cuántos de ellos trabajan?", "¿y eso cuánto costó?",
        "who else took part?", "which radio company helped?", "how much is it expected to save?",
        "how many people came to the smaller ones?", "How long did the project last?", "and does it rain there?",
        "¿cuándo se hizo esa encuesta?", "¿quién la organizó?", "¿a quién se las entregaron?",
        "¿con quién se alió la FAO para promoverlo?", "¿qué agencias de la FAO estuvieron detrás?",
        "¿en qué lenguas costeras está?", "¿Qué empresas privadas participaron?", "¿a cuántas personas les ayudó?",
    ],
)  # fmt: skip
def test_a_question_with_a_pointer_or_without_a_subject_leans_on_the_earlier_ones(question: str) -> None:
    assert needs_context(question)


@pytest.mark.parametrize(
    "question",
    [
        "How many shelters are there in the north?", "What did UNICEF do for schools?", "FAO",
        "¿Cuántas escuelas se abrieron en el norte?", "¿Qué hizo la FAO en Valverde?",
        "How many towns finished their plans?", "Is it true that prices rose in the valley?", "What is a geopark?",
        "What did FAO and ILO say when they met the farmers?", "What does UNICEF say it needs in Norvik?",
        "How did the crews prepare for the storms that they face?", "SINACO what is it?",
        "And what did UNICEF do for the burnt schools of Norvik?", "Sorry, how many shelters are there in Norvik?",
        "¿A los agricultores les dieron semillas?", "¿Cuántas mujeres perdieron su empleo en la crisis?",
        "¿Qué es el CECO y quién lo inauguró?", "¿Qué hicieron por los albergues para mantenerlos abiertos?",
    ],
)  # fmt: skip
def test_a_question_with_a_subject_of_its_own_stands_alone(question: str) -> None:
    assert not needs_context(question)


def test_a_follow_up_is_searched_with_the_last_question_that_stands_alone() -> None:
    history = [Turn("How many boats crossed the lake?"), Turn("What did FAO do for farmers?"), Turn("and when?")]
    query = make_query("Who paid for it?", history, ["en"])
    assert query == Query("What did FAO do for farmers? Who paid for it?", "en", from_history=True)


@pytest.mark.parametrize(
    ("question", "earlier", "text"),
    [
        ("and in Tolmin?", "How many boats are there in Norvik?", "How many boats are there in Tolmin?"),
        ("¿y en Tolmin?", "How many boats are there in Norvik?", "How many boats are there in Tolmin?"),
        ("What about ILO?", "What did FAO do in Norvik in 2019?", "What did ILO do in Norvik in 2019?"),
        ("and in 2020?", "What did FAO do in Norvik in 2019?", "What did FAO do in Norvik in 2020?"),
        ("and on water?", "How much did FAO spend on boats in 2019?", "How much did FAO spend on water in 2019?"),
    ],
)
def test_what_a_follow_up_names_takes_the_place_of_what_is_of_its_kind(question: str, earlier: str, text: str) -> None:
    assert searched(question, earlier) == text


@pytest.mark.parametrize(
    ("question", "earlier", "text"),
    [
        ("no, I meant 2020", "What did FAO do in 2019?", "What did FAO do in 2020?"),
        ("not 2019, 2020", "What did FAO do in 2019?", "What did FAO do in 2020?"),
        ("I meant Tolmin, not Norvik", "How many boats in Norvik sank?", "How many boats in Tolmin sank?"),
        ("perdón, hablo de Tolmin", "¿Cuántos barcos hay en Norvik?", "¿Cuántos barcos hay en Tolmin?"),
        ("no, I meant the small ones", "How many boats sank?", "How many boats sank? The small ones"),
    ],
)
def test_a_correction_takes_the_place_of_what_it_corrects(question: str, earlier: str, text: str) -> None:
    assert searched(question, earlier) == text


def test_a_correction_of_a_follow_up_corrects_what_was_searched_for_it() -> None:
    text = searched("no, I meant 2020", "What did FAO do in 2019?", "who paid for it?")
    assert text == "What did FAO do in 2020? Who paid for it?"


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("and Tolmin?", "What did Norvik buy in Arlen? Tolmin?"),
        ("and in 2021?", "What did Norvik buy in Arlen? In 2021?"),
        ("and since 2014?", "What did Norvik buy in Arlen? Since 2014?"),
    ],
)
def test_nothing_is_replaced_where_it_is_unclear_what(question: str, text: str) -> None:
    assert searched(question, "What did Norvik buy in Arlen?") == text


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("back to the boats: who paid?", "How many boats sank in the harbour? The boats: who paid?"),
        ("ok, going back to the boat who paid?", "How many boats sank in the harbour? The boat: who paid?"),
        ("volviendo al harbour, ¿quién pagó?", "How many boats sank in the harbour? Harbour: ¿quién pagó?"),
        ("back to the windmills: who paid?", "The windmills: who paid?"),
    ],
)
def test_going_back_finds_the_turn_with_what_is_named(question: str, text: str) -> None:
    assert searched(question, "How many boats sank in the harbour?", "What did FAO do for farmers?") == text


def test_a_change_of_topic_is_searched_alone() -> None:
    history = [Turn("How many boats crossed the lake?")]
    assert make_query("What did FAO do for farmers?", history, ["en"]) == Query("What did FAO do for farmers?", "en")


def test_without_history_even_a_follow_up_is_searched_as_it_is() -> None:
    assert make_query("Who paid for it?", [], ["en"]) == Query("Who paid for it?", "en")


def test_small_talk_is_no_turn_to_follow_up() -> None:
    assert searched("Who paid for it?", "Hello!") == "Who paid for it?"
    assert searched("and when?", "How many boats sank?", "Thanks!") == "How many boats sank? When?"


def test_when_no_earlier_question_stands_alone_the_first_is_taken() -> None:
    assert searched("and when?", "and why?") == "and why? When?"


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
