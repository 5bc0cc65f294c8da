"""What the model is told of a passage: its place, its list's lead-in, its sentences and what its figures say."""

from __future__ import annotations

import pytest

from unsqa.expanding.prompts import estimate_tokens, is_worth_asking, make_messages
from unsqa.reading.document import make_document
from unsqa.reading.passages import make_passages
from unsqa.reading.sources import split_lines
from unsqa.types import Document, Passage, Report, Section

TABLE = "TABLE 1. Catch in 2021\nFish\t2020\t2021\nHerring\t12\t13\nCod\t1\t2"


def told(document, passage):
    return make_messages(document, passage)[1]["content"].split("\n")


def test_what_a_figure_says_is_numbered_after_the_sentences():
    text = f"FISHING\n\nThe boats of Norvik came home in the spring of that year.\n\n{TABLE}"
    report = Report("norvik-2021", "Results 2021", "en", year=2021, country="Norvik")
    document = make_document(report, split_lines(text))
    (passage,) = make_passages(document)
    assert told(document, passage) == [
        "Report: Results 2021",
        "Country: Norvik",
        "Section: FISHING",
        "",
        "[1] The boats of Norvik came home in the spring of that year.",
        "[2] TABLE 1. Catch in 2021",
        "[3] Fish 2020 2021",
        "[4] Herring 12 13",
        "[5] Cod 1 2",
        "[6] 2020, Herring: 12 (Table 1).",
        "[7] 2021, Herring: 13 (Table 1).",
        "[8] 2020, Cod: 1 (Table 1).",
        "[9] 2021, Cod: 2 (Table 1).",
    ]


def make_read(text, **kwargs):
    section = Section(("FISHING", "BOATS"), 0, len(text))
    passage = Passage("norvik/1", "norvik", section, 0, len(text), text, ((0, len(text)),), **kwargs)
    return Document(Report("norvik", "Results", "en", year=2021), text, ((0, 1),), (), (section,), ()), passage


def test_a_year_that_the_title_lacks_and_the_lead_in_of_a_list_are_told():
    assert told(*make_read("- nine\n boats", lead="The council paid for:")) == [
        "Report: Results (2021)",
        "Section: FISHING > BOATS",
        "The list is introduced by: The council paid for:",
        "",
        "[1] - nine boats",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("FAO, IFAD, ILO, PAHO/WHO, UNICEF, UNHCR and OHCHR", True), ("• Boats: - – nets and oars (see page 4)", False)],
)
def test_a_passage_of_a_few_words_is_not_asked_about(text, expected):
    assert is_worth_asking(make_read(text)[1]) is expected


def test_tokens_are_a_quarter_of_the_bytes_and_nothing_costs_nothing():
    document, passage = make_read("a")
    longer = make_read(f"a{'é' * 200}")[1]
    first, reply = estimate_tokens(document, [passage])
    assert estimate_tokens(document, [longer]) == (first + 100, reply)
    assert estimate_tokens(document, []) == (0, 0)
