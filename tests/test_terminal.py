"""An Answer as a terminal shows it, compared whole: each of the outcomes, bold, folding, and what could steer it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from unsqa.terminal import format_answer
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

TEXT = "The crew of the Saint Abel\nmended 31 boats. Nobody  paid for the nets."
PAGE = Page("7", printed=True, first_line=1, last_line=99)
PASSAGE = Passage("r/1", "r", Section(("WATER", "BOATS"), 0, 71), 0, 71, TEXT, ((0, 43), (44, 71)))
DOCUMENT = Document(Report("r", "Results", "en"), TEXT, ((0, 3), (27, 4)), (PAGE,), (PASSAGE.section,), ())
BOATS = Citation(1, Quote(PASSAGE, 0, 43, 0.9), "Results", PAGE, (3, 4))
NETS = Citation(2, Quote(PASSAGE, 44, 71, 0.9, "Nets: 9 (Figure 1)."), "Results", PAGE, (4, 4))
HITS = (Hit(PASSAGE, 1.0, (), 0.5, (0.1, 0.2)),)
BOLD, PLAIN = "\x1b[1m", "\x1b[0m"


def make_answer(sentences=(), citations=(), refusal=None, **others):
    query = others.pop("query", Query("How many?", "en"))
    return Answer("How many?", query, sentences, citations, HITS, refusal, 1, 5, **others)


ANSWER = make_answer(
    (Sentence(TEXT[:43], 1, keys=((34, 42),)), Sentence("Nets: 9 (Figure 1).", 2, is_reading=True)), (BOATS, NETS)
)


def shown(answer, *, bold=False):
    return format_answer(answer, {"r": DOCUMENT}, bold=bold)


def test_an_answer_has_its_lead_its_sentences_its_sources_and_related_questions():
    assert shown(replace(ANSWER, related=("Who paid?", "When?", "Why?", "Where?"))) == (
        "The report says:\n"
        "The crew of the Saint Abel mended 31 boats. [1] As read from a figure: Nets: 9 (Figure 1). [2]\n"
        "\n"
        "[1] Results, “BOATS”, p. 7, lines 3-4\n"
        "[2] Results, “BOATS”, p. 7, line 4\n"
        "\n"
        "Related:\n"
        "- Who paid?\n"
        "- When?\n"
        "- Why?"
    )


def test_a_spanish_question_gets_a_spanish_frame_that_names_the_language_of_the_quotes():
    query = Query("¿Y cuántos?", "es", from_history=True)
    assert shown(replace(ANSWER, query=query, sentences=ANSWER.sentences[:1], citations=(BOATS,))) == (
        "El informe lo dice así (original en inglés):\n"
        "The crew of the Saint Abel mended 31 boats. [1]\n"
        "\n"
        "[1] Results, “BOATS”, p. 7, líneas 3-4\n"
        "\n"
        "Se buscó: ¿Y cuántos?"
    )


def test_the_words_that_answer_are_bold_where_a_terminal_shows_bold():
    said = (
        f"The crew of the Saint Abel mended {BOLD}31 boats{PLAIN}. [1] As read from a figure: Nets: 9 (Figure 1). [2]"
    )
    assert shown(ANSWER, bold=True).splitlines()[1] == said


def test_bold_ends_with_the_line_and_goes_on_in_the_next_without_changing_where_lines_break():
    text = " ".join(["harbour"] * 30)
    answer = replace(ANSWER, sentences=(Sentence(text, 1, keys=((80, 120),)),), citations=(BOATS,))
    plain, bold = shown(answer), shown(answer, bold=True)
    assert bold.replace(BOLD, "").replace(PLAIN, "") == plain
    words = ["harbour"] * 12
    assert bold.splitlines()[1:3] == [
        f"{' '.join(words[:10])} {BOLD}{' '.join(words[:2])}{PLAIN}",
        f"{BOLD}{' '.join(words[:3])}{PLAIN} {' '.join(words[:9])}",
    ]


@pytest.mark.parametrize("bold", [False, True])
def test_nothing_of_a_report_or_a_question_steers_the_terminal(bold):
    nasty = "a\x1b[2Jb\x07c\u202ed"
    citation = replace(BOATS, title=nasty)
    answer = replace(ANSWER, sentences=(Sentence(nasty, 1),), citations=(citation,), related=(nasty,))
    safe = "a\ufffd[2Jb\ufffdc\ufffdd"
    assert shown(answer, bold=bold) == (
        f"The report says:\n{safe} [1]\n\n[1] {safe}, “BOATS”, p. 7, lines 3-4\n\nRelated:\n- {safe}"
    )


def test_what_is_not_quite_answered_says_what_is_missing_then_what_the_report_does_say():
    refusal = Refusal("not quite", "The report gives 2020, not 2019.", (Unmet("2019", "year", "2020"),), (BOATS, NETS))
    assert shown(make_answer(refusal=refusal, related=("Who paid?",))) == (
        "Not quite. The report gives 2020, not 2019. Searched: all 5 passages of the report.\n"
        "\n"
        "What the report does say:\n"
        "The crew of the Saint Abel mended 31 boats. [1]\n"
        "As read from a figure: Nets: 9 (Figure 1). [2]\n"
        "\n"
        "[1] Results, “BOATS”, p. 7, lines 3-4\n"
        "[2] Results, “BOATS”, p. 7, line 4\n"
        "\n"
        "You could ask:\n"
        "- Who paid?"
    )


def test_what_is_not_quite_answered_and_has_no_quote_names_the_nearest_sections():
    assert shown(make_answer(refusal=Refusal("not quite", "The report gives 2020, not 2019."))) == (
        "Not quite. The report gives 2020, not 2019. Searched: all 5 passages of the report.\n"
        "\n"
        "The nearest sections (they do not answer the question):\n"
        "- WATER > BOATS, p. 7, lines 3-4"
    )


def test_what_is_not_in_the_report_names_the_nearest_sections_and_what_could_be_asked():
    assert shown(make_answer(refusal=Refusal("not found", "No."), related=("Who paid?",))) == (
        "No. Searched: all 5 passages of the report.\n"
        "\n"
        "The nearest sections (they do not answer the question):\n"
        "- WATER > BOATS, p. 7, lines 3-4\n"
        "\n"
        "You could ask:\n"
        "- Who paid?"
    )


def test_small_talk_is_one_line_without_searches_or_sources():
    query = Query("Thanks!", "en", from_history=True)
    assert shown(make_answer(refusal=Refusal("small talk", "You are welcome."), query=query)) == "You are welcome."
