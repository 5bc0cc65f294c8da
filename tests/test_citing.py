"""Citations as text in two languages, and answers as JSON, compared whole."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from small import make_assistant

from unsqa.answering.citing import (
    answer_to_json,
    cite,
    place,
    reference,
    say_lead,
    say_related,
    say_scope,
    shown_sentences,
    split_keys,
)
from unsqa.types import (
    Answer,
    Citation,
    Document,
    Hit,
    Page,
    Passage,
    Query,
    Quote,
    Refusal,
    Report,
    Section,
    Sentence,
    Unmet,
)

PRINTED, INFERRED = Page("47", True, 1, 99), Page("26-27", False, 1, 99)
NO_PAGE = Page("", False, 1, 99)

TEXT = "Rain fell. The well was dug by hand. Nobody paid.\n\nGoats came."
HEADINGS = ("CHAPTER 2", "WATER", "WELLS & PUMPS")
WELLS = Passage("r/1", "r", Section(HEADINGS, 0, 49), 0, 49, TEXT[:49], ((0, 10), (11, 36), (37, 49)))
GOATS = Passage("r/2", "r", Section((), 51, 62), 51, 62, TEXT[51:], ((51, 62),))
DOCUMENT = Document(
    report=Report("r", "Report “R”", "en"),
    text=TEXT,
    line_starts=((0, 3), (20, 4), (51, 9)),
    pages=(Page("7", True, 1, 8), Page("", False, 9, 9)),
    sections=(WELLS.section, GOATS.section),
    dropped=(),
)
HITS = (Hit(WELLS, 1.5, (("words", 1),), 0.9, (0.1, 0.9, 0.2)), Hit(GOATS, -0.25, (("words", 2),), 0.3, (0.3,)))
HITS_AS_JSON = [
    {
        "rank": 1,
        "score": 1.5,
        "text": "WATER\nWELLS & PUMPS\nRain fell. The well was dug by hand. Nobody paid.",
        "document": "r",
        "section": ["CHAPTER 2", "WATER", "WELLS & PUMPS"],
        "page": "7",
        "page_printed": True,
        "lines": [3, 4],
    },
    {
        "rank": 2,
        "score": -0.25,
        "text": "Goats came.",
        "document": "r",
        "section": [],
        "page": "",
        "page_printed": False,
        "lines": [9, 9],
    },
]


def make_answer(sentences=(), citations=(), refusal=None):
    query = Query("Who paid? And dug?", "en", from_history=True)
    return Answer("And dug?", query, sentences, citations, HITS, refusal, n_reports=1, n_passages=2)


@pytest.mark.parametrize(
    ("page", "lines", "language", "expected"),
    [
        (PRINTED, (12, 14), "en", "p. 47, lines 12-14"),
        (PRINTED, (12, 14), "es", "p. 47, líneas 12-14"),
        (PRINTED, (12, 12), "en", "p. 47, line 12"),
        (PRINTED, (12, 12), "es", "p. 47, línea 12"),
        (INFERRED, (3, 5), "en", "p. 26-27 (inferred), lines 3-5"),
        (INFERRED, (3, 5), "es", "p. 26-27 (deducida), líneas 3-5"),
        (NO_PAGE, (3, 5), "en", "lines 3-5"),
        (NO_PAGE, (3, 3), "es", "línea 3"),
        (PRINTED, (12, 14), "fr", "p. 47, lines 12-14"),
    ],
)
def test_a_place_says_the_page_if_there_is_one_how_it_is_known_and_the_lines(page, lines, language, expected):
    assert place(page, lines, language) == expected


@pytest.mark.parametrize(
    ("headings", "page", "language", "expected"),
    [
        (HEADINGS, PRINTED, "en", "[2] Report, “WELLS & PUMPS”, p. 47, lines 8-9"),
        (HEADINGS, INFERRED, "es", "[2] Report, “WELLS & PUMPS”, p. 26-27 (deducida), líneas 8-9"),
        (HEADINGS, NO_PAGE, "en", "[2] Report, “WELLS & PUMPS”, lines 8-9"),
        ((), PRINTED, "es", "[2] Report, p. 47, líneas 8-9"),
    ],
)
def test_a_reference_is_number_title_innermost_heading_and_place(headings, page, language, expected):
    assert cite(2, "Report", headings, page, (8, 9), language) == expected


def test_a_citation_is_referred_to_by_its_own_parts():
    citation = Citation(3, Quote(WELLS, 11, 36, 0.9), "Report “R”", PRINTED, (3, 4))
    assert reference(citation, "en") == "[3] Report “R”, “WELLS & PUMPS”, p. 47, lines 3-4"


def test_an_answer_becomes_the_promised_json():
    citation = Citation(1, Quote(WELLS, 11, 49, 0.9), "Report “R”", DOCUMENT.pages[0], (3, 4))
    sentences = (Sentence("The well was dug by hand.", 1, keys=((17, 24),)), Sentence("Nobody paid.", 1))
    answer = replace(make_answer(sentences, (citation,)), related=("Who dug?",))
    assert answer_to_json(answer, {"r": DOCUMENT}) == {
        "question": "And dug?",
        "answer": "The well was dug by hand. Nobody paid.",
        "refused": False,
        "reason": None,
        "outcome": "answered",
        "sentences": [
            {"text": "The well was dug by hand.", "citation": 1, "reading": False, "keys": [[17, 24]]},
            {"text": "Nobody paid.", "citation": 1, "reading": False, "keys": []},
        ],
        "unmet": [],
        "searched": {"query": "Who paid? And dug?", "reports": 1, "passages": 2, "filters": {}, "preferred": []},
        "citations": [
            {
                "number": 1,
                "quote": "The well was dug by hand. Nobody paid.",
                "reading": None,
                "document": "r",
                "title": "Report “R”",
                "year": None,
                "section": ["CHAPTER 2", "WATER", "WELLS & PUMPS"],
                "page": "7",
                "page_printed": True,
                "lines": [3, 4],
            }
        ],
        "nearest": [],
        "related": ["Who dug?"],
        "hits": HITS_AS_JSON,
    }


def test_the_json_of_a_figure_has_its_own_words_and_what_they_mean():
    reading = "Goats: 9 (Figure 1, p. 7)."
    citation = Citation(1, Quote(GOATS, 51, 62, 0.9, reading), "Report “R”", DOCUMENT.pages[1], (9, 9))
    found = answer_to_json(make_answer((Sentence(reading, 1, is_reading=True),), (citation,)), {"r": DOCUMENT})
    assert found["answer"] == reading
    assert [(place["quote"], place["reading"]) for place in found["citations"]] == [("Goats came.", reading)]
    assert found["sentences"] == [{"text": reading, "citation": 1, "reading": True, "keys": []}]


def test_a_refusal_becomes_json_without_an_answer_and_with_its_reason_and_hits():
    answer = make_answer(refusal=Refusal("not found", "The report does not say."))
    assert answer_to_json(answer, {"r": DOCUMENT}) == {
        "question": "And dug?",
        "answer": None,
        "refused": True,
        "reason": "The report does not say.",
        "outcome": "not found",
        "sentences": [],
        "unmet": [],
        "searched": {"query": "Who paid? And dug?", "reports": 1, "passages": 2, "filters": {}, "preferred": []},
        "citations": [],
        "nearest": [],
        "related": [],
        "hits": HITS_AS_JSON,
    }


def test_the_json_of_what_is_not_quite_answered_has_what_is_unmet_and_what_the_report_says():
    unmet = (Unmet("2019", "year", "2020"), Unmet("Norvik", "place", known=True))
    answer = make_answer(refusal=Refusal("not quite", "The report gives 2020.", unmet, (DUG,)))
    found = answer_to_json(answer, {"r": DOCUMENT})
    names = ("answer", "refused", "reason", "outcome", "sentences", "unmet", "citations", "nearest")
    assert {name: found[name] for name in names} == {
        "answer": None,
        "refused": True,
        "reason": "The report gives 2020.",
        "outcome": "not quite",
        "sentences": [],
        "unmet": [
            {"text": "2019", "kind": "year", "given": "2020", "known": False},
            {"text": "Norvik", "kind": "place", "given": None, "known": True},
        ],
        "citations": [],
        "nearest": [
            {
                "number": 1,
                "quote": "The well was dug by hand.",
                "reading": None,
                "document": "r",
                "title": "Report “R”",
                "year": None,
                "section": ["CHAPTER 2", "WATER", "WELLS & PUMPS"],
                "page": "7",
                "page_printed": True,
                "lines": [3, 4],
            }
        ],
    }


def test_small_talk_is_refused_as_what_it_is():
    found = answer_to_json(make_answer(refusal=Refusal("small talk", "You are welcome.")), {"r": DOCUMENT})
    assert (found["refused"], found["outcome"], found["reason"]) == (True, "small talk", "You are welcome.")


# What stands over the quotes and below them

DUG = Citation(1, Quote(WELLS, 11, 36, 0.9), "Report “R”", Page("7", True, 1, 8), (3, 4))
SPANISH = replace(DOCUMENT, report=Report("s", "Informe “S”", "es"))
CAME = Citation(2, Quote(replace(GOATS, document="s"), 51, 62, 0.9), "Informe “S”", NO_PAGE, (9, 9))


def lead(language, *citations, refusal=None):
    answer = make_answer(tuple(Sentence("It says.", one.number) for one in citations), citations, refusal)
    asked = replace(answer, query=Query("Who?", language))
    return say_lead(asked, {"r": DOCUMENT, "s": SPANISH})


@pytest.mark.parametrize(
    ("language", "citations", "expected"),
    [
        ("en", [DUG], "The report says:"),
        ("es", [DUG], "El informe lo dice así (original en inglés):"),
        ("en", [CAME], "The report says (original in Spanish):"),
        ("es", [CAME], "El informe lo dice así:"),
        ("fr", [DUG], "The report says:"),  # the line itself is in English
        ("en", [DUG, CAME], "The reports say (original in English and Spanish):"),
        ("en", [], ""),
    ],
)
def test_the_line_over_an_answer_names_a_language_that_is_not_its_own(language, citations, expected):
    assert lead(language, *citations) == expected


def test_the_line_over_what_does_not_quite_answer_claims_no_more():
    unmet = (Unmet("2019", "year", "2020"),)
    assert lead("en", refusal=Refusal("not quite", "No.", unmet, (DUG,))) == "What the report does say:"
    assert lead("es", refusal=Refusal("not quite", "No.", unmet, (DUG,))) == (
        "Lo que el informe sí dice (original en inglés):"
    )
    assert lead("en", refusal=Refusal("not quite", "No.", unmet)) == ""


def test_what_does_not_quite_answer_is_shown_as_its_quotes_and_readings():
    reading = Citation(2, Quote(GOATS, 51, 62, 0.9, "Goats: 9."), "Report “R”", NO_PAGE, (9, 9))
    answer = make_answer(refusal=Refusal("not quite", "No.", (), (DUG, reading)))
    expected = (Sentence("The well was dug by hand.", 1), Sentence("Goats: 9.", 2, is_reading=True))
    assert shown_sentences(answer) == expected


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ((), [("Nine goats.", False)]),
        (((0, 4),), [("Nine", True), (" goats.", False)]),
        (((5, 10), (0, 4)), [("Nine", True), (" ", False), ("goats", True), (".", False)]),
        (((0, 6), (3, 10)), [("Nine g", True), ("oats", True), (".", False)]),
        (((5, 99),), [("Nine ", False), ("goats.", True)]),
        (((4, 4),), [("Nine goats.", False)]),
    ],
)
def test_the_words_that_answer_are_told_apart_and_none_is_lost_or_said_twice(keys, expected):
    assert split_keys("Nine goats.", keys) == expected


def test_related_questions_are_offered_otherwise_where_nothing_was_answered():
    answered = replace(make_answer((Sentence("It says.", 1),), (DUG,)), related=("Who?",))
    refused = replace(make_answer(refusal=Refusal("not found", "No.")), related=("Who?",))
    assert [say_related(one) for one in (answered, refused, replace(refused, related=()))] == [
        "Related:",
        "You could ask:",
        "",
    ]


def test_what_was_searched_for_is_said_where_earlier_questions_went_into_it():
    assert say_scope(make_answer()) == ["Searched for: Who paid? And dug?"]
    assert say_scope(replace(make_answer(), query=Query("And dug?", "en"))) == []


def test_the_json_of_a_real_answer_survives_being_written_and_read(tmp_path):
    assistant = make_assistant(tmp_path)
    found = answer_to_json(
        assistant.ask(
            "Was it a cooperative of 212 households that laid nine kilometres of new pipe along the valley road?"
        ),
        assistant.documents,
    )
    assert json.loads(json.dumps(found)) == found
    assert found["citations"] == [
        {
            "number": 1,
            "quote": "A cooperative of 212 households laid nine kilometres of new pipe along the valley road "
            "and agreed on a fee of four crowns for each cubic metre.",
            "reading": None,
            "document": "norvik-2021",
            "title": "United Nations in Norvik: Results 2021",
            "year": 2021,
            "section": ["DRINKING WATER"],
            "page": "11",
            "page_printed": False,
            "lines": [16, 17],
        }
    ]
