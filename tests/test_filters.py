"""Filters are walls, preferences are not; every name of an agency means it; what leaves nothing is named."""

from __future__ import annotations

import re

import numpy as np
import pytest
from doubles import WordEmbedder
from small import (
    BOATS_ANSWER,
    BOATS_QUESTION,
    TREES_QUESTION,
    TREES_QUOTE,
    UNANSWERED_QUESTION,
    make_assistant,
    write_small_corpus,
)

from unsqa.answering.assistant import Assistant
from unsqa.answering.citing import answer_to_json, explain_nothing, say_filters, say_searched
from unsqa.errors import InputError
from unsqa.finding.build import build_index
from unsqa.finding.filters import (
    BONUS,
    Scope,
    allow,
    find_facets,
    list_choices,
    name_preferences,
    read_preferences,
    settle,
    weigh,
)
from unsqa.finding.index import load_index, read_manifest
from unsqa.finding.ranking import rank
from unsqa.types import Acronym, Document, Page, Passage, Query, Report, Section, Unmet
from unsqa.types.answer import EVERYTHING, Filters

GLOSSARY = (
    Acronym("UNICEF", ("United Nations Children’s Fund",), 900),
    Acronym("PAHO/WHO", ("Pan American Health Organization / World Health Organization",), 901),
    Acronym("UN Women", ("Entity for Gender Equality",), 902),
)
# Report, headings, agencies of the section, goals, kind, text, whether it is a figure or holds one.
PASSAGES = (
    ("a", ("CHAPTER 1. Water", "WELLS"), ("UNICEF",), (6,), "text", "Wells were dug for those who asked.", ""),
    ("a", ("CHAPTER 1. Water", "PRIORITY AREA 2. Clean rivers"), ("PAHO/WHO", "ILO"), (6, 3), "story", "Rivers.", ""),
    ("a", ("CHAPTER 2. Schools",), ("UN Women", "UN-HABITAT"), (), "text", "Doors opened. 40 classes.", "holds"),
    ("a", ("CHAPTER 2. Schools",), (), (), "box", "Support came from UNICEF, for SDG 4.", ""),
    ("b", ("TRABAJO",), ("OIT", "UN-Habitat", "UN-Habitat"), (), "text", "Se abrieron talleres.", "is"),
)


def make_passage(row, place):
    report, headings, agencies, sdgs, kind, text, figure = row
    sentences = tuple(match.span() for match in re.finditer(r"\S[^.]*\.", text))
    figures = {"": (), "holds": sentences[1:], "is": sentences}[figure]
    section = Section(headings, 0, len(text), agencies, kind, sdgs)
    return Passage(f"{report}/{place}", report, section, 0, len(text), text, sentences, figures=figures)


def make_document(name, year, language, glossary=()):
    text = "those who asked" if name == "a" else "talleres"
    report = Report(name, name.upper(), language, year=year)
    return Document(
        report, text, ((0, 1),), (Page("", printed=False, first_line=1, last_line=1),), (), (), (), (), (), glossary
    )


DOCUMENTS = {"a": make_document("a", 2020, "en", GLOSSARY), "b": make_document("b", 2021, "es")}
FACETS = find_facets(DOCUMENTS, [make_passage(row, place) for place, row in enumerate(PASSAGES)])


def rows(**filters):
    """Return the rows of the passages that filters leave."""
    return np.flatnonzero(allow(FACETS, settle(FACETS, Filters(**filters)))).tolist()


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        ({}, [0, 1, 2, 3, 4]),
        ({"reports": ("b",)}, [4]),
        ({"years": (2020,)}, [0, 1, 2, 3]),
        ({"languages": ("es",)}, [4]),
        ({"headings": ("CHAPTER 2. Schools",)}, [2, 3]),
        ({"headings": ("priority 2",)}, [1]),
        ({"headings": ("rivers clean",)}, [1]),
        ({"headings": ("water",)}, [0, 1]),
        ({"headings": ("water", "trabajo")}, [0, 1, 4]),
        ({"agencies": ("UNICEF",)}, [0, 3]),  # the second for its own words
        ({"agencies": ("unicef", "ILO")}, [0, 1, 3, 4]),
        ({"sdgs": (6,)}, [0, 1]),
        ({"sdgs": (4,)}, [3]),
        ({"kinds": ("text",)}, [0, 2]),
        ({"kinds": ("figure",)}, [2, 4]),
        ({"kinds": ("story", "box")}, [1, 3]),
        ({"agencies": ("UNICEF",), "kinds": ("box",)}, [3]),
        ({"agencies": ("UNICEF",), "reports": ("b",)}, []),
    ],
)
def test_any_value_of_a_field_will_do_and_all_fields_must_fit(filters, left):
    assert rows(**filters) == left


@pytest.mark.parametrize(
    ("given", "agencies"),
    [
        ("unicef", ("UNICEF",)),
        ("United Nations Children's Fund", ("UNICEF",)),
        ("PAHO", ("PAHO/WHO",)),
        ("OMS", ("PAHO/WHO",)),
        ("world health organization", ("PAHO/WHO",)),
        ("ONU Mujeres", ("UN Women",)),
        ("ilo", ("ILO",)),
        ("OIT", ("ILO",)),  # both are written once: the first in the alphabet counts
        ("UN Habitat", ("UN-Habitat",)),
        ("ONU-Habitat", ("UN-Habitat",)),
    ],
)
def test_an_agency_goes_by_all_its_names(given, agencies):
    assert settle(FACETS, Filters(agencies=(given,))) == Filters(agencies=agencies)


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        (Filters(agencies=("UNICEFF",)), "No passage has the agency 'UNICEFF'. Nearest to it: UNICEF."),
        (
            Filters(agencies=("Rotary",)),
            "No passage has the agency 'Rotary'. There are: ILO; PAHO/WHO; UN-HABITAT; UN Women; UNICEF.",
        ),
        (Filters(sdgs=(13,)), "No passage has the SDG '13'. There are: 3; 4; 6."),
        (Filters(years=(2019,)), "No passage has the year '2019'. There are: 2020; 2021."),
        (Filters(headings=("scools",)), "No passage has the section 'scools'. Nearest to it: schools."),
        (Filters(reports=("c",)), "No passage has the report 'c'. There are: a; b."),
        (Filters(kinds=("panel",)), "No passage has the kind 'panel'. There are: box; figure; story; text."),
        (
            Filters(agencies="UNICEF"),
            "The filter agencies is 'UNICEF'; a tuple was expected, as in agencies=('UNICEF',).",
        ),
    ],
)
def test_a_value_that_no_passage_has_is_an_error_with_the_nearest_that_there_are(filters, said):
    said = said.replace("UN-HABITAT", "UN-Habitat")
    with pytest.raises(InputError, match=f"^{re.escape(said)}$"):
        settle(FACETS, filters)


def test_the_choices_are_what_leaves_some_passages_and_not_all():
    assert list_choices(FACETS) == Filters(
        reports=("a", "b"),
        years=(2020, 2021),
        headings=("CHAPTER 1. Water", "PRIORITY AREA 2. Clean rivers", "CHAPTER 2. Schools", "TRABAJO"),
        agencies=("ILO", "PAHO/WHO", "UN-Habitat", "UN Women", "UNICEF"),
        sdgs=(3, 4, 6),
        kinds=("box", "figure", "story", "text"),
        languages=("en", "es"),
    )
    alone = find_facets({"b": DOCUMENTS["b"]}, [make_passage(PASSAGES[4], 0)])
    assert list_choices(alone) == EVERYTHING


# Preferences


@pytest.mark.parametrize(
    ("question", "preferred"),
    [
        ("What did UNICEF do for children?", ("UNICEF",)),
        ("what did unicef do?", ("UNICEF",)),
        ("¿Qué hizo ONU Mujeres con la OIT?", ("UN Women", "ILO")),
        ("What does the WHO say?", ("PAHO/WHO",)),
        ("What did PAHO do?", ("PAHO/WHO",)),
        ("Who paid, and who did not?", ()),
        ("WHO PAID?", ()),
        ("WHO", ("PAHO/WHO",)),
        ("What was done for SDG 6?", ("SDG 6",)),
        ("ODS 6 y 4", ("SDG 6", "SDG 4")),
        ("goal 6, in short", ("SDG 6",)),
        ("Sustainable Development Goals 3 and 6", ("SDG 3", "SDG 6")),
        ("SDG 13 and the 17 SDGs", ()),  # no passage is about 13
        ("A goal 6,000 wells away", ()),
        ("What changed in 2021?", ("2021",)),
        ("2,021 wells and 2019", ()),
        ("UNICEF and SDG 6 in 2020", ("UNICEF", "SDG 6", "2020")),
    ],
)
def test_a_question_prefers_what_it_names(question, preferred):
    assert name_preferences(read_preferences(FACETS, question)) == preferred


def test_a_year_is_preferred_only_where_reports_are_of_several():
    alone = find_facets({"a": DOCUMENTS["a"]}, [make_passage(PASSAGES[0], 0)])
    assert read_preferences(alone, "in 2020") == EVERYTHING


def test_a_preference_adds_a_bonus_for_each_facet_that_fits():
    preferred = Filters(agencies=("UNICEF", "ILO"), sdgs=(6,))
    assert weigh(FACETS, preferred).tolist() == [2 * BONUS, 2 * BONUS, 0, BONUS, BONUS]
    assert weigh(FACETS, EVERYTHING).tolist() == [0] * 5


# In the search


@pytest.fixture
def assistant(tmp_path):
    return make_assistant(tmp_path)


def test_a_scope_keeps_the_scores_of_what_it_lets_through_and_adds_its_bonus(tmp_path):
    build_index(write_small_corpus(tmp_path), tmp_path / "index", WordEmbedder(), model="words")
    index = load_index(tmp_path / "index", read_manifest(tmp_path / "index"))
    vector = WordEmbedder().encode_queries([BOATS_QUESTION])[0]
    everything = {hit.passage.id: hit.score for hit in rank(index, Query(BOATS_QUESTION, "en"), vector, 10)}
    allowed = np.array([True, False, True, False, True])
    bonus = np.array([0.0, 0, 0, 0, 100])
    hits = rank(index, Query(BOATS_QUESTION, "en"), vector, 10, None, Scope(allowed, bonus))
    last = index.passages[4].id
    expected = {index.passages[row].id: everything[index.passages[row].id] + bonus[row] for row in (0, 2, 4)}
    assert {hit.passage.id: hit.score for hit in hits} == pytest.approx(expected)
    assert hits[0].passage.id == last
    assert len(rank(index, Query(BOATS_QUESTION, "en"), vector, 2, None, Scope(allowed, bonus))) == 2


def test_an_answer_comes_from_what_the_filters_leave_and_says_so(assistant):
    answer = assistant.ask(BOATS_QUESTION, filters=Filters(agencies=("fao",)))
    assert (answer.text, answer.filters) == (BOATS_ANSWER, Filters(agencies=("FAO",)))
    assert (answer.n_reports, answer.n_passages) == (1, 1)
    assert [hit.passage.section.headings for hit in answer.hits] == [("FISHING HARBOURS",)]
    found = answer_to_json(answer, assistant.documents)
    assert found["searched"] == {
        "query": BOATS_QUESTION,
        "reports": 1,
        "passages": 1,
        "filters": {"agencies": ["FAO"]},
        "preferred": [],
    }
    assert say_searched(answer) == "Passages searched: 1 (agency FAO)."


def test_a_question_off_topic_is_refused_under_filters_too(assistant):
    refusal = assistant.ask(UNANSWERED_QUESTION, filters=Filters(agencies=("FAO",))).refusal
    assert refusal.text == "The reports do not say: nothing in them is close enough to this question."


def test_filters_that_leave_nothing_give_an_answer_that_names_the_one(assistant):
    answer = assistant.ask(TREES_QUESTION, filters=Filters(agencies=("FAO",), languages=("es",)))
    assert answer.refusal.reason == "not found"
    assert answer.refusal.text == (
        "Ningún pasaje cumple todos los filtros (agencia FAO; idioma es). El que no deja nada es agencia FAO: "
        "pasajes que quedan sin él: 2."
    )
    assert (answer.hits, answer.n_passages, say_searched(answer)) == ((), 0, "")


def test_where_no_single_filter_is_to_blame_what_each_leaves_alone_is_told():
    filters = Filters(reports=("b",), agencies=("UNICEF",), kinds=("story",))
    assert explain_nothing(FACETS, filters, "en") == (
        "No passage fits all the filters. Each alone leaves: report b: 1; agency UNICEF: 2; kind story: 1."
    )


def test_the_values_there_are_without_the_filter_to_blame_are_told():
    filters = Filters(headings=("water",), kinds=("box",))
    assert explain_nothing(FACETS, filters, "en") == (
        "No passage fits all the filters (section water; kind box). The one that leaves nothing is kind box: "
        "passages left without it: 2, with kind: story, text."
    )


def test_filters_in_words():
    assert say_filters(Filters(sdgs=(5, 6), kinds=("story",)), "es") == "ODS 5 o 6; tipo story"


def test_a_preference_is_told_and_is_no_wall(assistant):
    answer = assistant.ask(f"FAO: {TREES_QUESTION}")
    assert answer.query.preferences == ("FAO",)
    assert answer.refusal.unmet == (Unmet("FAO", "body", known=True),)
    assert [citation.quote.text for citation in answer.refusal.nearest] == [TREES_QUOTE]


def test_a_follow_up_prefers_what_the_question_before_named_unless_it_names_another(assistant):
    history = ["What did the FAO do for the boats of Norvik?"]
    assert assistant.ask("And what did they repair?", history).query.preferences == ("FAO",)
    assert assistant.ask("And what did IFAD repair?", history).query.preferences == ("IFAD",)


def test_an_assistant_within_filters_asks_under_them(assistant):
    confined = assistant.within(Filters(reports=("sierra-2021",)))
    assert confined.ask(BOATS_QUESTION).n_passages == confined.count(Filters(reports=("sierra-2021",))) == 2
    assert confined.ask(BOATS_QUESTION, filters=Filters(agencies=("FAO",))).n_passages == 1
    assert assistant.ask(BOATS_QUESTION).n_passages == 5
    with pytest.raises(InputError, match=r"No passage has the report 'sierra'\. Nearest to it: sierra-2021\."):
        assistant.within(Filters(reports=("sierra",)))


def test_choices_and_counts_are_those_of_the_reports(assistant):
    assert assistant.choices == Filters(
        reports=("norvik-2021", "sierra-2021"),
        headings=("FISHING HARBOURS", "DRINKING WATER", "NIGHT SCHOOLS", "BOSQUES DE ALTURA", "RADIO COMUNITARIA"),
        agencies=("FAO", "IFAD", "ILO"),
        languages=("en", "es"),
    )
    assert [assistant.count(filters) for filters in (EVERYTHING, Filters(languages=("es",)))] == [5, 2]


def test_asking_under_filters_is_the_same_in_every_assistant(tmp_path, assistant):
    again = Assistant(load_index(tmp_path / "index", read_manifest(tmp_path / "index")), WordEmbedder())
    filters = Filters(agencies=("ILO", "FAO"), languages=("en",))
    assert again.ask(BOATS_QUESTION, filters=filters) == assistant.ask(BOATS_QUESTION, filters=filters)
