"""Choosing the sentences that answer, on hits made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from unsqa.answering.checks import EVERYDAY_WEIGHT, MIN_SUPPORT, measure_support, refuse
from unsqa.answering.evidence import MARGIN, MAX_WORDS, choose_quotes, make_sentences
from unsqa.answering.searching import Found
from unsqa.reading.passages import split_sentences
from unsqa.types import Citation, Hit, Page, Passage, Query, Quote, Reading, Refusal, Section, Sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from unsqa.types import Kind

BOATS = "Nine boats crossed the lake. They carried mail and flour. The crossing took two hours. Nobody was hurt."


def make_hit(text: str, similarities: list[float], *, identity: str = "d/1", score: float = 1.0) -> Hit:
    spans = tuple((start + 100, end + 100) for start, end in split_sentences(text))
    passage = Passage(identity, "d", Section(("LAKE",), 100, 100 + len(text)), 100, 100 + len(text), text, spans)
    assert len(spans) == len(similarities)
    return Hit(passage, score, (), max(similarities), tuple(similarities))


def ask(text: str, kind: Kind = "other") -> Query:
    return Query(text, "en", kind=kind)


ANY = ask("boats")


def choose(
    hits: Sequence[Hit], query: Query = ANY, is_borne_out: Callable[[Quote], bool] = lambda _: True
) -> tuple[Quote, ...]:
    return choose_quotes(hits, query, is_borne_out)


def test_the_sentence_most_like_the_question_answers() -> None:
    quotes = choose([make_hit(BOATS, [0.9, 0.5, 0.6, 0.4])])
    assert [(quote.text, quote.start) for quote in quotes] == [("Nine boats crossed the lake.", 100)]


def test_neighbours_that_score_nearly_as_well_become_one_quote() -> None:
    quotes = choose([make_hit(BOATS, [0.9, 0.895, 0.6, 0.4])])
    assert [quote.text for quote in quotes] == ["Nine boats crossed the lake. They carried mail and flour."]


def test_a_report_without_a_bank_answers_beside_one_that_has_some() -> None:
    told = make_hit(BOATS, [0.9, 0.5, 0.6, 0.4], score=9.0)
    other = make_hit("Trains were late.", [0.8], identity="other/1")
    other = replace(other, passage=replace(other.passage, document="other"), asked=(0.8,))
    assert [quote.text for quote in choose([told, other])] == ["Nine boats crossed the lake."]
    asked = replace(other, asked=(0.99,), similarities=(0.95,))
    assert [quote.text for quote in choose([told, asked])] == ["Trains were late."]
    same_report = replace(other, passage=replace(other.passage, document="d"))  # in which questions were left out
    assert [quote.text for quote in choose([told, same_report])] == ["Trains were late."]


def test_sentences_that_stand_apart_are_quotes_of_their_own_best_first() -> None:
    quotes = choose([make_hit(BOATS, [0.89, 0.5, 0.9, 0.4])])
    assert [quote.text for quote in quotes] == ["The crossing took two hours.", "Nine boats crossed the lake."]


def test_the_same_words_are_not_said_twice() -> None:
    hits = [make_hit(BOATS, [0.9, 0.5, 0.6, 0.4]), make_hit(BOATS, [0.9, 0.5, 0.6, 0.4], identity="d/2", score=0.9)]
    assert [quote.text for quote in choose(hits)] == ["Nine boats crossed the lake."]


def test_equal_scores_are_ordered_by_passage_id() -> None:
    hits = [make_hit("A b c d e.", [0.9], identity="d/2"), make_hit("F g h i j.", [0.9], identity="d/1")]
    assert [quote.text for quote in choose(hits)] == ["F g h i j.", "A b c d e."]


def test_a_label_in_capitals_answers_only_when_there_is_nothing_else() -> None:
    text = "Nine boats crossed the lake.\n\nUS$ 13,580 TOTAL SPENT IN 2020"
    assert [q.text for q in choose([make_hit(text, [0.5, 0.9])])] == ["Nine boats crossed the lake."]
    label = "US$ 13,580 TOTAL SPENT IN 2020"
    assert [q.text for q in choose([make_hit(label, [0.9])])] == [label]


def test_what_is_no_whole_sentence_may_answer_but_not_join() -> None:
    text = "Nine boats crossed the lake.\n\nPrimary sector in 2020"
    assert [q.text for q in choose([make_hit(text, [0.9, 0.899])])] == ["Nine boats crossed the lake."]
    assert [q.text for q in choose([make_hit(text, [0.5, 0.9])])] == ["Primary sector in 2020"]


def test_lines_that_say_little_answer_only_where_their_passage_has_nothing_else() -> None:
    for little in (
        "IOM, PAHO/WHO, and UNICEF",
        "1.3, 2.2, 3.1",
        "Source: it",
        "FIGURE 9. Boats by year",
        "The boats are:",
    ):
        text = f"Nine boats crossed the lake.\n\n{little}"
        assert [q.text for q in choose([make_hit(text, [0.5, 0.9])])] == ["Nine boats crossed the lake."]
        assert [q.text for q in choose([make_hit(little, [0.9])])] == [little]


def make_figure_hit(similarities: list[float], *, score: float = 1.0) -> Hit:
    """Make a hit of a sentence and a figure of one row, with the row's reading."""
    text = "Nine boats crossed the lake.\n\nFIGURE 2. Boats by year of building\n\nOld boats of wood 7"
    row = text.index("Old")
    passage = replace(
        make_hit(text, [0.0] * 3).passage,
        figures=((130, 100 + len(text)),),
        readings=(Reading("Old boats of wood: 7 (Figure 2).", 100 + row, 100 + len(text)),),
    )
    return Hit(passage, score, (), max(similarities), tuple(similarities))


def test_what_a_figure_says_answers_with_the_figures_own_words() -> None:
    (quote,) = choose([make_figure_hit([0.5, 0.5, 0.9, 0.9])])
    assert (quote.text, quote.reading) == ("Old boats of wood 7", "Old boats of wood: 7 (Figure 2).")


def test_a_reading_joins_no_neighbour() -> None:
    quotes = choose([make_figure_hit([0.9, 0.5, 0.5, 0.9])])
    assert [(quote.text, quote.reading) for quote in quotes] == [
        ("Nine boats crossed the lake.", ""),
        ("Old boats of wood 7", "Old boats of wood: 7 (Figure 2)."),
    ]


def test_the_words_of_a_figure_answer_only_where_nothing_else_was_found() -> None:
    assert [quote.text for quote in choose([make_figure_hit([0.5, 0.5, 0.9, 0.4])])] == ["Nine boats crossed the lake."]


def test_without_hits_there_is_no_quote() -> None:
    assert choose([]) == ()


def test_a_sentence_without_blanks_between_its_words_may_answer() -> None:
    text = "在云南建造了九口水井。没有人受伤。"
    assert [q.text for q in choose([make_hit(text, [0.9, 0.5])])] == ["在云南建造了九口水井。"]


def test_a_sentence_that_a_bank_question_asks_for_goes_before_its_equals() -> None:
    hit = replace(make_hit(BOATS, [0.8, 0.8, 0.8, 0.8]), asked=(0.0, 0.0, 0.9, 0.0))
    assert [quote.text for quote in choose([hit])] == ["The crossing took two hours."]


def test_what_is_cut_off_a_long_sentence_does_not_come_back_with_its_neighbour() -> None:
    long = "They bought flour, " * 16 + "and " + "then " * 60 + "left."
    (quote, neighbour) = choose([make_hit(f"{long} Nobody was hurt that day.", [0.9, 0.9])])
    assert quote.text.endswith("flour,")
    assert neighbour.text == "Nobody was hurt that day."
    assert len(quote.text.split()) + len(neighbour.text.split()) <= MAX_WORDS


def test_an_answer_has_at_most_eighty_words() -> None:
    sentence = "The " + "long " * 43 + "day ended."
    quotes = choose([make_hit(f"{sentence} {sentence.replace('day', 'night')}", [0.9, 0.9])])
    assert sum(len(quote.text.split()) for quote in quotes) == 46


def test_a_longer_sentence_is_cut_after_a_clause() -> None:
    sentence = "They bought flour, " * 20 + "and " + "then " * 40 + "left."
    (quote,) = choose([make_hit(sentence, [0.9])])
    assert sentence.startswith(quote.text)
    assert quote.text.endswith("flour,")
    assert len(quote.text.split()) == 60 <= MAX_WORDS


def test_support_is_likeness_to_the_reports_less_half_of_that_to_everyday_questions() -> None:
    hits = [make_hit(BOATS, [0.8, 0.5, 0.6, 0.4]), make_hit(BOATS, [0.9, 0.5, 0.6, 0.4], identity="d/2")]
    assert measure_support(hits, 0.6) == 0.9 - EVERYDAY_WEIGHT * 0.6
    assert measure_support([], 0.0) == -1


def found(hits: Sequence[Hit], query: Query, everyday: float) -> Found:
    return Found(query, np.zeros(3, np.float32), tuple(hits), tuple(hits), tuple(hits), everyday)


def test_too_little_support_is_refused_in_the_language_of_the_question() -> None:
    hits = [make_hit(BOATS, [0.8, 0.5, 0.6, 0.4])]
    enough, too_like = (0.8 - MIN_SUPPORT) / EVERYDAY_WEIGHT - 0.01, (0.8 - MIN_SUPPORT) / EVERYDAY_WEIGHT + 0.01
    assert refuse("boats", found(hits, Query("boats", "en"), enough)) is None
    assert refuse("boats", found(hits, Query("boats", "en"), too_like)) == Refusal(
        "not found", "The reports do not say: nothing in them is close enough to this question."
    )
    assert refuse("boats", found(hits, Query("boats", "es"), too_like)) == Refusal(
        "not found", "Los informes no lo dicen: nada en ellos se acerca lo suficiente a esta pregunta."
    )


def test_what_a_reranker_says_or_leaves_out_does_not_count_as_support() -> None:
    hits = [make_hit(BOATS, [0.8, 0.5, 0.6, 0.4])]
    reranked = replace(found(hits, ask("boats"), 0.5), hits=(), telling=())
    assert refuse("boats", reranked) is None


def test_a_question_without_a_word_is_refused() -> None:
    query = Query("How many boats? ?!…", "en", from_history=True)
    refusal = refuse("?!…", found([make_hit(BOATS, [0.99, 0.5, 0.6, 0.4])], query, 0.0))
    assert refusal == Refusal("no words", "There is no word in this question to look for.")


# What joins because it is asked for

RESULT = "The council of the harbour repaired nine boats.\n\nThe crews got nets.\n\nFAO, IFAD, and ILO"


def test_the_agencies_under_a_result_join_where_bodies_are_asked_for_and_not_otherwise() -> None:
    hits = [make_hit(RESULT, [0.9, 0.2, 0.1])]
    repaired, agencies = "The council of the harbour repaired nine boats.", "FAO, IFAD, and ILO"
    for query, expected in (
        (ask("Who repaired boats?", "organisation"), [repaired, agencies]),
        (ask("List the agencies that took part.", "list"), [repaired, agencies]),
        (ask("List what the crews got.", "list"), [repaired]),
        (ask("How many boats were repaired?", "number"), [repaired]),
    ):
        assert [quote.text for quote in choose(hits, query)] == expected


def test_agencies_before_the_sentence_that_answers_are_of_another_result() -> None:
    text = "FAO, IFAD, and ILO\n\nThe council of the harbour repaired nine boats."
    quotes = choose([make_hit(text, [0.1, 0.9])], ask("Who repaired boats?", "organisation"))
    assert [quote.text for quote in quotes] == ["The council of the harbour repaired nine boats."]


SAID = "“With lamps we read until late,” says a mother.\n\nMarta Ilves\n\nKeeper of the pump in Tolmin\n\n"
AFTER = "The lamps were bought by the port company, which gave the panels away in the spring of that year."


def test_the_name_under_what_somebody_said_joins_where_a_person_is_asked_for() -> None:
    hits = [make_hit(SAID + AFTER, [0.9, 0.1, 0.1, 0.2])]
    quotes = choose(hits, ask("Who is the mother who reads until late?", "person"))
    assert [quote.text for quote in quotes] == [SAID.strip()]
    quotes = choose(hits, ask("Until when do they read?", "date"))
    assert [quote.text for quote in quotes] == ["“With lamps we read until late,” says a mother."]


def test_a_label_answers_where_a_bank_question_like_this_one_is_about_it() -> None:
    text = "Nine boats crossed the lake.\n\nUS$ 13,580 TOTAL SPENT IN 2020"
    for asked, expected in ((0.9, "US$ 13,580 TOTAL SPENT IN 2020"), (0.89, "Nine boats crossed the lake.")):
        hit = replace(make_hit(text, [0.5, 0.5]), asked=(0.0, asked))
        assert [quote.text for quote in choose([hit])] == [expected]


# Which of sentences nearly as good


def has(word: str) -> Callable[[Quote], bool]:
    return lambda quote: word in quote.text


FIRST, HOURS = "Nine boats crossed the lake.", "The crossing took two hours."


@pytest.mark.parametrize(("similarity", "expected"), [(0.85, {FIRST, HOURS}), (0.83, {FIRST})])
def test_a_sentence_of_the_passage_nearly_as_good_that_is_borne_out_answers(
    similarity: float, expected: set[str]
) -> None:
    hits = [make_hit(BOATS, [0.9, 0.5, similarity, 0.4])]
    assert {quote.text for quote in choose(hits, is_borne_out=has("hours"))} == expected
    assert {quote.text for quote in choose(hits)} == {FIRST}


@pytest.mark.parametrize(("similarity", "expected"), [(0.885, 0.885), (0.875, 0.9)])
def test_one_of_another_passage_must_be_closer_to_be_preferred(similarity: float, expected: float) -> None:
    """Where the other one is preferred, what joins may score MARGIN less than it, not than the best."""
    third = 0.86
    hits = [
        make_hit(BOATS, [0.9, 0.5, third, 0.4]),
        make_hit("Nobody was hurt that day.", [similarity], identity="d/2"),
    ]
    joined = {quote.text for quote in choose(hits, is_borne_out=has("that day"))}
    assert (HOURS in joined) == (third >= expected - MARGIN)


def test_where_none_is_borne_out_the_best_is_quoted() -> None:
    hits = [make_hit(BOATS, [0.9, 0.5, 0.85, 0.4])]
    assert [quote.text for quote in choose(hits, is_borne_out=lambda _: False)] == ["Nine boats crossed the lake."]


# The sentences that are shown


def test_a_quote_is_shown_sentence_by_sentence_with_the_words_that_answer() -> None:
    (quote,) = choose([make_hit(BOATS, [0.9, 0.899, 0.1, 0.1])])
    citation = Citation(3, quote, "Lake", Page("4", True, 1, 9), (2, 2))
    assert make_sentences(citation, "number") == (
        Sentence("Nine boats crossed the lake.", 3, keys=((0, 10),)),
        Sentence("They carried mail and flour.", 3),
    )


def test_a_reading_is_shown_as_one() -> None:
    (quote,) = choose([make_figure_hit([0.1, 0.1, 0.1, 0.9])])
    citation = Citation(1, quote, "Lake", Page("4", True, 1, 9), (2, 2))
    assert make_sentences(citation, "other") == (Sentence("Old boats of wood: 7 (Figure 2).", 1, is_reading=True),)


def test_a_sentence_that_points_back_brings_the_one_before_it() -> None:
    text = "Nine boats crossed the lake. This journey took two hours. Nobody was hurt."
    (quote,) = choose([make_hit(text, [0.5, 0.9, 0.4])])
    assert quote.text == "Nine boats crossed the lake. This journey took two hours."
    text = "Nine boats crossed the lake. The crossing took two hours. Nobody was hurt."
    (quote,) = choose([make_hit(text, [0.5, 0.9, 0.4])])
    assert quote.text == "The crossing took two hours."
