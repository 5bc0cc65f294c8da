"""Citations as text in two languages, and answers as JSON, compared whole."""

from __future__ import annotations

import json

import pytest
from small import make_assistant

from unsqa.answering.citing import answer_to_json, cite, place, reference
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
    answer = make_answer((Sentence("The well was dug by hand.", 1), Sentence("Nobody paid.", 1)), (citation,))
    assert answer_to_json(answer, {"r": DOCUMENT}) == {
        "question": "And dug?",
        "answer": "The well was dug by hand. Nobody paid.",
        "refused": False,
        "reason": None,
        "searched": {"query": "Who paid? And dug?", "reports": 1, "passages": 2, "filters": {}, "preferred": []},
        "citations": [
            {
                "number": 1,
                "quote": "The well was dug by hand. Nobody paid.",
                "reading": None,
                "document": "r",
                "title": "Report “R”",
                "section": ["CHAPTER 2", "WATER", "WELLS & PUMPS"],
                "page": "7",
                "page_printed": True,
                "lines": [3, 4],
            }
        ],
        "hits": HITS_AS_JSON,
    }


def test_the_json_of_a_figure_has_its_own_words_and_what_they_mean():
    reading = "Goats: 9 (Figure 1, p. 7)."
    citation = Citation(1, Quote(GOATS, 51, 62, 0.9, reading), "Report “R”", DOCUMENT.pages[1], (9, 9))
    found = answer_to_json(make_answer((Sentence(reading, 1, is_reading=True),), (citation,)), {"r": DOCUMENT})
    assert found["answer"] == reading
    assert [(place["quote"], place["reading"]) for place in found["citations"]] == [("Goats came.", reading)]


def test_a_refusal_becomes_json_without_an_answer_and_with_its_reason_and_hits():
    answer = make_answer(refusal=Refusal("not found", "The report does not say."))
    assert answer_to_json(answer, {"r": DOCUMENT}) == {
        "question": "And dug?",
        "answer": None,
        "refused": True,
        "reason": "The report does not say.",
        "searched": {"query": "Who paid? And dug?", "reports": 1, "passages": 2, "filters": {}, "preferred": []},
        "citations": [],
        "hits": HITS_AS_JSON,
    }


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
            "section": ["DRINKING WATER"],
            "page": "11",
            "page_printed": False,
            "lines": [16, 17],
        }
    ]
