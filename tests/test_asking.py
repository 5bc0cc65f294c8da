"""What a question asks for and what it names, on invented questions."""

from __future__ import annotations

import pytest

from unsqa.finding.names import Names
from unsqa.understanding.asking import Constraint, ask_for, find_constraints
from unsqa.understanding.vocabulary import Vocabulary


def vocabulary(country: str = "Peru", proper: tuple[str, ...] = ()) -> Vocabulary:
    from unsqa.understanding.places import list_places

    return Vocabulary(
        language="en",
        weights={},
        unknown=1.0,
        proper=frozenset(proper),
        small=frozenset(),
        names=Names.of([]),
        longs={},
        places=list_places(country),
        countries=(country,),
        everyday=frozenset(),
    )


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("how many midwives were trained", "number"),
        ("¿Cuántas parteras hay?", "number"),
        ("how much did the bridge cost?", "money"),
        ("¿cuánto dinero dio Noruega?", "money"),
        ("what share of the boats sank", "share"),
        ("¿Qué porcentaje de los barcos se hundió?", "share"),
        ("since when has the school been open", "date"),
        ("En qué año abrió la escuela", "date"),
        ("which towns have a clinic", "place"),
        ("donde está la clínica", "place"),
        ("Which ministry paid for it?", "organisation"),
        ("quién pagó el puente", "organisation"),
        ("who is the mayor?", "person"),
        ("why did they leave", "reason"),
        ("what does NCF stand for", "definition"),
        ("Name the five roads", "list"),
        ("Did the people who left come back?", "other"),
        ("When the rains came, how many fled?", "number"),
    ],
)
def test_a_question_tells_its_kind_in_both_languages(question: str, kind: str) -> None:
    assert ask_for(question) == kind


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("how many schools were there in cusco in 2019", [("cusco", "place"), ("2019", "year")]),
        ("What did the OIT do in Alemania?", [("OIT", "body"), ("Alemania", "place")]),
        ("what did unicef do", [("unicef", "body")]),
        ("Who runs the Blue River Programme?", [("Blue River Programme", "name")]),
        ("what is “open door” about", [("open door", "name")]),
        ("Of the 480 pupils, who passed in March 2021?", [("480", "number"), ("March", "year"), ("2021", "year")]),
        ("I am Peruvian: what may I use", []),
        ("qué reunión usa el comité", []),
        ("WHERE IS THE NEW SCHOOL", []),
    ],
)
def test_what_a_question_names_is_found_with_its_kind(question: str, named: list[tuple[str, str]]) -> None:
    found = find_constraints(question, vocabulary())
    assert [(constraint.text, constraint.kind) for constraint in found] == named


def test_a_body_goes_by_its_names_in_other_languages() -> None:
    assert find_constraints("what did the OIT do", vocabulary()) == (Constraint("OIT", "body", (("oit",), ("ilo",))),)


def test_a_word_that_the_reports_write_with_a_capital_is_a_name_in_small_letters_too() -> None:
    found = find_constraints("how many people live in norvikstad", vocabulary(proper=("norvikstad",)))
    assert [(one.text, one.kind) for one in found] == [("norvikstad", "name")]
