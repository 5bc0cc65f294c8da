"""Figures of merit over answers made by hand, each small enough to work out on paper."""

from __future__ import annotations

import pytest

from unsqa.measuring.questions import Item
from unsqa.measuring.scores import contains, fold, groups, holds_answer, judge, judge_trust, score

BOATS = "The harbour council repaired 31 fishing boats before the herring season."
PIPES = "A cooperative of 212 households laid nine kilometres of new pipe."
OTHER = "Teachers opened night schools in five warehouses."


def gold(**changes):
    """Return the gold of a single question."""
    return {"lang": "en", "type": "fact", "evidence": [BOATS], "must_contain": [["31"]], **changes}


def answer(*texts, says="31 boats.", identity="a", quotes=()):
    """Return an answer whose hits have these texts; `says` None makes it a refusal."""
    return {
        "id": identity,
        "answer": says,
        "refused": says is None,
        "citations": [{"quote": quote} for quote in quotes],
        "hits": [{"text": text} for text in texts],
    }


def figure(name, gold_line, found):
    return judge(gold_line, found)[name]


def ranks(gold_line, found):
    """Return evidence@1, @3, @5 and @10."""
    return [figure(f"evidence@{k}", gold_line, found) for k in (1, 3, 5, 10)]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([BOATS], [1, 1, 1, 1]),
        ([OTHER, BOATS], [0, 1, 1, 1]),
        ([OTHER] * 2 + [BOATS], [0, 1, 1, 1]),
        ([OTHER] * 3 + [BOATS], [0, 0, 1, 1]),
        ([OTHER] * 9 + [BOATS], [0, 0, 0, 1]),
        ([OTHER] * 10 + [BOATS], [0, 0, 0, 0]),
        ([], [0, 0, 0, 0]),
    ],
)
def test_evidence_at_k_looks_at_the_first_k_hits(texts, expected):
    assert ranks(gold(), answer(*texts)) == expected


def test_all_evidence_is_needed_and_may_stand_in_several_hits():
    needs_both = gold(evidence=[PIPES, BOATS])
    assert ranks(needs_both, answer(BOATS, OTHER, OTHER, PIPES)) == [0, 0, 1, 1]
    assert ranks(needs_both, answer(BOATS, OTHER)) == [0, 0, 0, 0]


def test_any_of_the_evidence_is_enough_where_the_gold_says_so():
    either = gold(evidence=[PIPES, BOATS], evidence_any=True)
    assert ranks(either, answer(BOATS, PIPES)) == [1, 1, 1, 1]
    assert ranks(either, answer(OTHER)) == [0, 0, 0, 0]


def test_evidence_split_over_two_hits_is_not_found():
    assert ranks(gold(), answer(BOATS[:40], BOATS[40:])) == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("n_words_before", "expected"),
    # BOATS has 11 words
    [(139, [1, 1, 1]), (140, [0, 1, 1]), (289, [0, 1, 1]), (290, [0, 0, 1]), (589, [0, 0, 1]), (590, [0, 0, 0])],
)
def test_evidence_in_n_words_counts_the_words_a_reader_meets(n_words_before, expected):
    filler = "word " * n_words_before
    in_one_hit, in_two_hits = answer(filler + BOATS), answer(filler, BOATS)
    for found in (in_one_hit, in_two_hits):
        assert [figure(f"evidence in {n} words", gold(), found) for n in (150, 300, 600)] == expected


def test_mrr_is_one_over_the_rank_at_which_the_evidence_is_complete():
    needs_both = gold(evidence=[PIPES, BOATS])
    assert figure("mrr", gold(), answer(OTHER, BOATS)) == 0.5
    assert figure("mrr", needs_both, answer(PIPES, OTHER, OTHER, BOATS)) == 0.25
    assert figure("mrr", gold(), answer(OTHER)) == 0.0


def test_a_right_answer_holds_one_string_of_every_group():
    groups_wanted = [["31", "thirty-one"], ["boats"]]
    assert holds_answer(groups_wanted, "Thirty-one fishing boats.") is True
    assert holds_answer(groups_wanted, "31 ships.") is False
    assert holds_answer(groups_wanted, "Boats.") is False


def test_a_right_answer_stands_in_the_first_80_words():
    assert holds_answer([["31"]], "word " * 79 + "31") is True
    assert holds_answer([["31"]], "word " * 80 + "31") is False


def test_a_refusal_is_never_right_even_if_it_holds_the_words():
    found = {**answer(BOATS), "refused": True}
    assert (figure("answer right", gold(), found), figure("refused", gold(), found)) == (False, True)


def test_a_question_without_an_answer_line_counts_as_refused_and_failed():
    expected = {
        **{f"evidence@{k}": False for k in (1, 3, 5, 10)},
        **{f"evidence in {n} words": False for n in (150, 300, 600)},
        "mrr": 0.0,
        "refused": True,
        "not quite": False,
        "answer right": False,
        "answer words": 0,
    }
    assert judge(gold(), {}) == expected


def test_of_an_unanswerable_question_only_the_refusal_counts():
    near = {"kind": "near", "lang": "es"}
    refused = {"refused": True, "not quite": False, "false answers": False}
    assert judge(near, answer(BOATS)) == {"refused": False, "not quite": False, "false answers": True}
    assert judge(near, answer(BOATS, says=None)) == refused
    assert judge(near, {}) == refused


@pytest.mark.parametrize("is_marked_refused", [True, False])
def test_not_quite_counts_as_refused_and_is_shown_apart(is_marked_refused):
    found = {**answer(BOATS), "outcome": "not quite", "refused": is_marked_refused}
    assert judge({"kind": "near", "lang": "en"}, found) == {"refused": True, "not quite": True, "false answers": False}
    assert [figure(name, gold(), found) for name in ("refused", "not quite", "answer right")] == [True, True, False]


def test_a_question_of_the_kind_answerable_is_scored_for_its_answer():
    answerable = gold(kind="answerable")
    assert groups(answerable) == ["en", "en fact"]
    assert judge(answerable, answer(BOATS)) == judge(gold(), answer(BOATS))


@pytest.mark.parametrize(
    ("gold_line", "says", "expected"),
    [
        (gold(), "31 boats.", {"answered": True, "accuracy": True, "answered-precision": True}),
        (gold(), "Some boats.", {"answered": True, "accuracy": False, "answered-precision": False}),
        (gold(), None, {"answered": False, "accuracy": False}),
        ({"kind": "near"}, "31 boats.", {"answered": True, "accuracy": False, "answered-precision": False}),
        ({"kind": "near"}, None, {"answered": False, "accuracy": True}),
        ({"evidence": [BOATS]}, "31 boats.", {}),
    ],
)
def test_precision_is_of_what_was_answered_and_accuracy_of_all(gold_line, says, expected):
    assert judge_trust(gold_line, answer(BOATS, says=says)) == expected


def test_a_question_without_gold_has_no_figures():
    assert judge({"question": "Who?", "lang": "en"}, answer(BOATS)) == {}
    assert score([Item("a", "Who?")], [answer(BOATS, says=None)]) == {}


@pytest.mark.parametrize(
    ("gold_line", "expected"),
    [
        (gold(), ["en", "en fact"]),
        ({"lang": "es", "evidence": []}, ["es"]),
        ({"kind": "far", "lang": "es"}, ["far", "far es"]),
        ({"turn": 1, "needs_context": False, "lang": "en"}, ["opening"]),
        ({"turn": 2, "needs_context": True, "lang": "en"}, ["follow-up"]),
        ({"turn": 2, "needs_context": False, "lang": "en"}, ["topic change"]),
    ],
)
def test_a_question_counts_in_the_groups_of_its_gold(gold_line, expected):
    assert groups(gold_line) == expected


def test_shares_are_percent_with_one_decimal_and_answer_words_a_median():
    items = [Item(str(number), "Who?", (), gold()) for number in range(3)]
    answers = [
        answer(BOATS, says="31 boats.", identity="0"),
        answer(OTHER, BOATS, says="Some of the boats in the harbour.", identity="1"),
        answer(OTHER, says=None, identity="2"),
    ]
    figures = {
        "n": 3,
        "evidence@1": 33.3,
        **{f"evidence@{k}": 66.7 for k in (3, 5, 10)},
        **{f"evidence in {n} words": 66.7 for n in (150, 300, 600)},
        "mrr": 50.0,
        "refused": 33.3,
        "not quite": 0.0,
        "answer right": 33.3,
        "answered-precision": 50.0,
        "answer words": 2,
    }
    assert score(items, answers) == {
        "en": figures,
        "en fact": figures,
        "all questions": {"n": 3, "answered": 66.7, "accuracy": 33.3, "answered-precision": 50.0},
        "answers": {"n": 2, "citation recall": 0.0, "citation precision": 0.0},
    }


def test_answers_are_matched_to_questions_by_id_not_by_place():
    items = [Item("x", "?", (), {"kind": "far", "lang": "en"}), Item("y", "?", (), {"kind": "near", "lang": "en"})]
    answers = [answer(identity="y"), answer(says=None, identity="x")]
    right = {"n": 1, "refused": 100.0, "not quite": 0.0, "false answers": 0.0}
    wrong = {"n": 1, "refused": 0.0, "not quite": 0.0, "false answers": 100.0}
    found = score(items, answers)
    del found["answers"]
    assert found == {
        "far": right,
        "far en": right,
        "near": wrong,
        "near en": wrong,
        "all questions": {"n": 2, "answered": 50.0, "accuracy": 50.0, "answered-precision": 0.0},
    }


def test_right_refusals_count_for_accuracy_and_false_answers_against_precision():
    asked = [gold(), gold(), {"kind": "near", "lang": "en"}, {"kind": "near", "lang": "en"}, {"kind": "far"}]
    items = [Item(str(number), "?", (), line) for number, line in enumerate(asked)]
    says = ("31 boats.", "None.", "31 boats.", None, None)
    answers = [answer(BOATS, says=text, identity=str(number)) for number, text in enumerate(says)]
    expected = {"n": 5, "answered": 60.0, "accuracy": 60.0, "answered-precision": 33.3}
    assert score(items, answers)["all questions"] == expected


def test_quotes_are_looked_up_in_the_reports_and_each_citation_counts_once():
    items = [Item("a", "Who?"), Item("b", "Who?")]
    answers = [answer(quotes=[BOATS, "Nobody ever wrote this sentence."]), answer(identity="b", quotes=[PIPES])]
    assert score(items, answers, [BOATS, PIPES])["citations"] == {"n": 3, "quote in report": 66.7}
    assert "citations" not in score(items, answers)


def test_citation_figures_are_means_over_the_answers_that_were_given():
    items = [Item(identity, "Who?") for identity in "abc"]
    cited, half = f"{BOATS} {PIPES}", f"{BOATS} {OTHER}"
    answers = [
        answer(says=cited, identity="a", quotes=[BOATS, PIPES]),
        answer(says=half, identity="b", quotes=[BOATS]),
        answer(says=None, identity="c"),
    ]
    assert score(items, answers) == {"answers": {"n": 2, "citation recall": 75.0, "citation precision": 100.0}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Migra-\ntion", "migration"),
        ("post-pandemic", "postpandemic"),
        ("2,307 people", "2307 people"),
        ("8.5% más", "8.5% mas"),
        ("It ended. “Why?” Nobody knows.", "it ended why nobody knows"),
        ("", ""),
    ],
)
def test_texts_are_compared_folded(text, expected):
    assert fold(text) == expected


def test_a_long_snippet_may_differ_by_eight_percent_of_its_characters():
    snippet = "abcdefghij " * 9 + "k"  # 100 characters
    spoilt = {n: "z" * n + snippet[n:] for n in (8, 9)}
    assert [contains(snippet, spoilt[n]) for n in (8, 9)] == [True, False]


def test_a_short_snippet_must_stand_there_to_the_letter():
    assert contains("31 fishing boats", fold(BOATS)) is True
    assert contains("31 fishing boots", fold(BOATS)) is False


def test_gold_without_a_right_answer_is_scored_for_its_evidence_alone():
    gold = {"lang": "en", "type": "fact", "evidence": [BOATS]}
    figures = score([Item("a", "Who?", (), gold)], [answer(BOATS)])["en"]
    assert figures["evidence@1"] == 100
    assert "answer right" not in figures


def test_a_later_turn_that_does_not_say_counts_as_a_follow_up():
    assert groups({"lang": "en", "turn": 2, "evidence": [BOATS]}) == ["follow-up"]
