"""What of a question the evidence does not bear out, on invented evidence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_asking import vocabulary

from unsqa.answering.guards import Evidence, find_unmet
from unsqa.types import Unmet
from unsqa.understanding.asking import ask_for, find_constraints
from unsqa.understanding.counting import find_counted, find_groups

BOATS = "In 2021 the harbour council repaired 31 fishing boats in Piura, of which 12% belong to women."
EVIDENCE = Evidence(
    sentences=(BOATS,),
    passage=f"{BOATS} Each crew received nets and two days of training by the Blue River Programme.",
    headings=("Fisheries",),
    agencies=("FAO", "PAHO/WHO"),
    asked=("How many vessels did the port mend?",),
    year=2021,
    country="Peru",
)


def unmet(question: str) -> tuple[Unmet, ...]:
    known = vocabulary("Peru")
    return find_unmet(question, find_constraints(question, known), ask_for(question), EVIDENCE, known)


@pytest.mark.parametrize(
    "question",
    [
        "how many boats were repaired in 2021",
        "how many vessels were mended in Peru?",
        "¿Cuántos barcos se repararon en Piura?",
        "What share of the boats belongs to women?",
        "What did the ONUAA do for crews?",
        "what did the OPS do there",
        "Who ran the Blue River Programme?",
        "What did Peruvians get?",
    ],
)
def test_what_the_evidence_bears_out_in_any_form_is_not_named(question: str) -> None:
    assert unmet(question) == ()


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("How many boats were repaired in 2019?", Unmet("2019", "year", given="2021")),
        ("How many boats were repaired in cusco?", Unmet("cusco", "place", given="Piura")),
        ("What did UNICEF do for the crews?", Unmet("UNICEF", "body", given="FAO, PAHO/WHO")),
        ("Who ran the Green Hill Programme?", Unmet("Green Hill Programme", "name")),
        ("how many trees were planted?", Unmet("how many trees", "number")),
        ("How much did it cost?", Unmet("How much did it cost", "number")),
        ("How old is the council?", Unmet("How old", "number")),
        ("Of the boats, how many have indigenous crews?", Unmet("indigenous", "words", known=True)),
    ],
)
def test_what_it_does_not_bear_out_is_named_with_what_it_gives_instead(question: str, missing: Unmet) -> None:
    assert unmet(question) == (missing,)


def test_a_year_yet_to_come_is_not_given_for_another() -> None:
    goals = replace(EVIDENCE, sentences=("Fishing fits the 2030 Agenda.",))
    known = vocabulary("Peru")
    question = "How did fishing fare in 2018?"
    for sentences, given in ((goals.sentences, ""), ((*goals.sentences, BOATS), "2021")):
        found = find_unmet(
            question, find_constraints(question, known), "other", replace(goals, sentences=sentences), known
        )
        assert found == (Unmet("2018", "year", given=given),)


def test_the_noun_that_is_counted_is_told_unless_it_could_be_anything() -> None:
    assert find_counted("number of new fishing boats") == ("boats", "number of new fishing boats")
    assert find_counted("how many people came") == ("", "")


def test_groups_that_something_is_for_are_not_what_is_counted() -> None:
    assert find_groups("how many guides for teachers, and how many women") == ("women",)
