"""Choosing the sentences that answer, on hits made by hand."""

from __future__ import annotations

from dataclasses import replace

from unsqa.answering.checks import EVERYDAY_WEIGHT, MIN_SUPPORT, measure_support, refuse
from unsqa.answering.evidence import MAX_WORDS, choose_quotes
from unsqa.reading.passages import split_sentences
from unsqa.types import Hit, Passage, Query, Reading, Section

BOATS = "Nine boats crossed the lake. They carried mail and flour. The crossing took two hours. Nobody was hurt."


def make_hit(text: str, similarities: list[float], *, identity: str = "d/1", score: float = 1.0) -> Hit:
    spans = tuple((start + 100, end + 100) for start, end in split_sentences(text))
    passage = Passage(identity, "d", Section(("LAKE",), 100, 100 + len(text)), 100, 100 + len(text), text, spans)
    assert len(spans) == len(similarities)
    return Hit(passage, score, (), max(similarities), tuple(similarities))


def test_the_sentence_most_like_the_question_answers() -> None:
    quotes = choose_quotes([make_hit(BOATS, [0.9, 0.5, 0.6, 0.4])])
    assert [(quote.text, quote.start) for quote in quotes] == [("Nine boats crossed the lake.", 100)]


def test_neighbours_that_score_nearly_as_well_become_one_quote() -> None:
    quotes = choose_quotes([make_hit(BOATS, [0.9, 0.895, 0.6, 0.4])])
    assert [quote.text for quote in quotes] == ["Nine boats crossed the lake. They carried mail and flour."]


def test_sentences_that_stand_apart_are_quotes_of_their_own_best_first() -> None:
    quotes = choose_quotes([make_hit(BOATS, [0.89, 0.5, 0.9, 0.4])])
    assert [quote.text for quote in quotes] == ["The crossing took two hours.", "Nine boats crossed the lake."]


def test_the_same_words_are_not_said_twice() -> None:
    hits = [make_hit(BOATS, [0.9, 0.5, 0.6, 0.4]), make_hit(BOATS, [0.9, 0.5, 0.6, 0.4], identity="d/2", score=0.9)]
    assert [quote.text for quote in choose_quotes(hits)] == ["Nine boats crossed the lake."]


def test_equal_scores_are_ordered_by_passage_id() -> None:
    hits = [make_hit("A b c d e.", [0.9], identity="d/2"), make_hit("F g h i j.", [0.9], identity="d/1")]
    assert [quote.text for quote in choose_quotes(hits)] == ["F g h i j.", "A b c d e."]


def test_a_label_in_capitals_answers_only_when_there_is_nothing_else() -> None:
    text = "Nine boats crossed the lake.\n\nUS$ 13,580 TOTAL SPENT IN 2020"
    assert [q.text for q in choose_quotes([make_hit(text, [0.5, 0.9])])] == ["Nine boats crossed the lake."]
    label = "US$ 13,580 TOTAL SPENT IN 2020"
    assert [q.text for q in choose_quotes([make_hit(label, [0.9])])] == [label]


def test_what_is_no_whole_sentence_may_answer_but_not_join() -> None:
    text = "Nine boats crossed the lake.\n\nPrimary sector in 2020"
    assert [q.text for q in choose_quotes([make_hit(text, [0.9, 0.899])])] == ["Nine boats crossed the lake."]
    assert [q.text for q in choose_quotes([make_hit(text, [0.5, 0.9])])] == ["Primary sector in 2020"]


def test_lines_that_say_little_answer_only_where_their_passage_has_nothing_else() -> None:
    for little in (
        "IOM, PAHO/WHO, and UNICEF",
        "1.3, 2.2, 3.1",
        "Source: it",
        "FIGURE 9. Boats by year",
        "The boats are:",
    ):
        text = f"Nine boats crossed the lake.\n\n{little}"
        assert [q.text for q in choose_quotes([make_hit(text, [0.5, 0.9])])] == ["Nine boats crossed the lake."]
        assert [q.text for q in choose_quotes([make_hit(little, [0.9])])] == [little]


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
    (quote,) = choose_quotes([make_figure_hit([0.5, 0.5, 0.9, 0.9])])
    assert (quote.text, quote.reading) == ("Old boats of wood 7", "Old boats of wood: 7 (Figure 2).")


def test_a_reading_joins_no_neighbour() -> None:
    quotes = choose_quotes([make_figure_hit([0.9, 0.5, 0.5, 0.9])])
    assert [(quote.text, quote.reading) for quote in quotes] == [
        ("Nine boats crossed the lake.", ""),
        ("Old boats of wood 7", "Old boats of wood: 7 (Figure 2)."),
    ]


def test_the_words_of_a_figure_answer_only_where_nothing_else_was_found() -> None:
    assert [quote.text for quote in choose_quotes([make_figure_hit([0.5, 0.5, 0.9, 0.4])])] == [
        "Nine boats crossed the lake."
    ]


def test_without_hits_there_is_no_quote() -> None:
    assert choose_quotes([]) == ()


def test_a_sentence_without_blanks_between_its_words_may_answer() -> None:
    text = "在云南建造了九口水井。没有人受伤。"
    assert [q.text for q in choose_quotes([make_hit(text, [0.9, 0.5])])] == ["在云南建造了九口水井。"]


def test_a_sentence_that_a_bank_question_asks_for_goes_before_its_equals() -> None:
    hit = replace(make_hit(BOATS, [0.8, 0.8, 0.8, 0.8]), asked=(0.0, 0.0, 0.9, 0.0))
    assert [quote.text for quote in choose_quotes([hit])] == ["The crossing took two hours."]


def test_what_is_cut_off_a_long_sentence_does_not_come_back_with_its_neighbour() -> None:
    long = "They bought flour, " * 16 + "and " + "then " * 60 + "left."
    (quote, neighbour) = choose_quotes([make_hit(f"{long} Nobody was hurt that day.", [0.9, 0.9])])
    assert quote.text.endswith("flour,")
    assert neighbour.text == "Nobody was hurt that day."
    assert len(quote.text.split()) + len(neighbour.text.split()) <= MAX_WORDS


def test_an_answer_has_at_most_eighty_words() -> None:
    sentence = "The " + "long " * 43 + "day ended."
    quotes = choose_quotes([make_hit(f"{sentence} {sentence.replace('day', 'night')}", [0.9, 0.9])])
    assert sum(len(quote.text.split()) for quote in quotes) == 46


def test_a_longer_sentence_is_cut_after_a_clause() -> None:
    sentence = "They bought flour, " * 20 + "and " + "then " * 40 + "left."
    (quote,) = choose_quotes([make_hit(sentence, [0.9])])
    assert sentence.startswith(quote.text)
    assert quote.text.endswith("flour,")
    assert len(quote.text.split()) == 60 <= MAX_WORDS


def test_support_is_likeness_to_the_reports_less_half_of_that_to_everyday_questions() -> None:
    hits = [make_hit(BOATS, [0.8, 0.5, 0.6, 0.4]), make_hit(BOATS, [0.9, 0.5, 0.6, 0.4], identity="d/2")]
    assert measure_support(hits, 0.6) == 0.9 - EVERYDAY_WEIGHT * 0.6
    assert measure_support([], 0.0) == -1


def test_too_little_support_is_refused_in_the_language_of_the_question() -> None:
    hits = [make_hit(BOATS, [0.8, 0.5, 0.6, 0.4])]
    enough, too_like = (0.8 - MIN_SUPPORT) / EVERYDAY_WEIGHT - 0.01, (0.8 - MIN_SUPPORT) / EVERYDAY_WEIGHT + 0.01
    assert refuse("How many boats?", Query("How many boats?", "en"), hits, enough) is None
    english, spanish = (refuse("boats", Query("boats", language), hits, too_like) for language in ("en", "es"))
    assert english is not None
    assert spanish is not None
    assert english.reason == spanish.reason == "not found"
    assert english.text.startswith("The reports do not say")
    assert spanish.text.startswith("Los informes no lo dicen")


def test_a_question_without_a_word_is_refused() -> None:
    refusal = refuse(
        "?!…", Query("How many boats? ?!…", "en", from_history=True), [make_hit(BOATS, [0.99, 0.5, 0.6, 0.4])], 0.0
    )
    assert refusal is not None
    assert refusal.reason == "no words"
