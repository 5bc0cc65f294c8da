"""Citation recall and precision over answers made by hand."""

from __future__ import annotations

import pytest

from unsqa.measuring.support import judge_support, supports

BOATS = "The council repaired 31 boats."
SAILS = "The women of the port sewed the sails."
ROADS = "Paid in 2020, Roads: US$ 1,200 (Figure 2, Works (2019), p. 9)."


def answer(sentences, *quotes):
    """Return an answer; its sentences are (text, what it cites) or (text, what it cites, True) for a reading."""
    return {
        "refused": False,
        "sentences": [
            {"text": text, "citation": citation, "reading": bool(marks), "keys": []}
            for text, citation, *marks in sentences
        ],
        "citations": [{"number": number, "quote": quote} for number, quote in enumerate(quotes, 1)],
    }


def unlisted(text, *citations):
    """Return an answer that does not list its sentences; citations are (quote, reading or None)."""
    numbered = enumerate(citations, 1)
    return {
        "refused": False,
        "answer": text,
        "citations": [{"number": number, "quote": quote, "reading": reading} for number, (quote, reading) in numbered],
    }


def figures(found):
    """Return recall and precision."""
    judged = judge_support(found)
    assert list(judged) == ["citation recall", "citation precision"]
    return tuple(judged.values())


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (answer([(BOATS, 1), (SAILS, 1)], f"{BOATS} {SAILS}"), (1, 1)),
        (answer([(BOATS, 1), (SAILS, 2)], BOATS, SAILS), (1, 1)),
        (answer([(BOATS, 2), (SAILS, 2)], BOATS, SAILS), (0.5, 0.5)),
        (answer([(BOATS, 1), (SAILS, None)], BOATS, SAILS), (0.5, 1)),
        (answer([(BOATS, 3), (SAILS, 2)], BOATS, SAILS), (0.5, 0.5)),
        (answer([(BOATS, None)]), (0, 0)),
        (answer([("The council repaired 32 boats.", 1)], BOATS), (0, 0)),
        (answer([("", 1)], BOATS), (0, 0)),
    ],
    ids=["one for both", "each its own", "wrong one", "none", "no such one", "not any", "another word", "blank"],
)
def test_recall_is_of_sentences_and_precision_of_citations(found, expected):
    assert figures(found) == expected


def test_citations_support_a_sentence_together():
    assert figures(answer([(f"{BOATS} {SAILS}", [1, 2])], BOATS, SAILS)) == (1, 1)
    assert figures(answer([(f"{BOATS} {SAILS}", [1])], BOATS, SAILS)) == (0, 0)


def test_a_citation_is_irrelevant_when_the_others_do_without_it_and_it_does_not_alone():
    assert figures(answer([(BOATS, [1, 2])], BOATS, SAILS)) == (1, 0.5)
    assert figures(answer([(BOATS, [1, 2])], BOATS, f"{SAILS} {BOATS}")) == (1, 1)


def test_blanks_and_line_ends_may_differ():
    assert supports(["The council\nrepaired 31  boats."], BOATS) is True


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("In 2020: Roads $1,200", True),
        ("In 2020: Roads 1200", True),
        ("Roads $1,200", False),
        ("In 2020: Roads $1,2001", False),
        ("In 2020: Roads", False),
    ],
)
def test_a_reading_is_supported_by_words_that_hold_all_its_numbers_but_those_of_its_place(quote, expected):
    assert supports([quote], ROADS, is_reading=True) is expected
    assert figures(answer([(ROADS, 1, True)], quote)) == (expected, expected)


def test_a_reading_without_numbers_is_supported_by_nothing():
    assert supports(["Roads: good"], "Roads: good (Figure 2, p. 9).", is_reading=True) is False


def test_a_refusal_has_no_figures():
    assert judge_support({"refused": True, "answer": None, "sentences": [], "citations": []}) == {}
    assert judge_support({**answer([(BOATS, 1)], BOATS), "refused": True}) == {}
    assert judge_support({}) == {}


def test_an_answer_without_a_list_of_sentences_is_split():
    both = f"{BOATS} {ROADS} {SAILS}"
    assert figures(unlisted(both, (BOATS, None), ("2020 $1,200", ROADS), (SAILS, None))) == (1, 1)
    assert figures(unlisted(both, (BOATS, None), ("$1,200", ROADS))) == (1 / 3, 0.5)
