"""Refusing as a decision: figures that can be counted on fingers."""

from __future__ import annotations

import pytest

from unsqa.measuring.refusals import best_refusals, score_refusals


@pytest.mark.parametrize(
    ("refused", "unanswerable", "expected"),
    [
        ([1, 1, 0, 0], [1, 1, 0, 0], (1, 1, 1)),
        ([1, 1, 1, 1], [1, 0, 0, 0], (0.4, 0.25, 1)),
        ([1, 0, 0, 0], [1, 1, 1, 1], (0.4, 1, 0.25)),
        ([0, 0], [1, 0], (0, 0, 0)),
        ([1, 0], [0, 0], (0, 0, 0)),
        ([], [], (0, 0, 0)),
    ],
)
def test_precision_is_of_what_was_refused_and_recall_of_what_should_have_been(refused, unanswerable, expected):
    found = score_refusals([bool(said) for said in refused], [bool(true) for true in unanswerable])
    assert found == dict(zip(("F1", "precision", "recall"), expected, strict=True))


def test_the_best_threshold_refuses_what_lies_under_it_and_nothing_else():
    supports, unanswerable = [0.7, 0.2, 0.9, 0.3], [False, True, False, True]
    threshold, figures = best_refusals(supports, unanswerable)
    assert (threshold, figures) == (0.7, {"F1": 1.0, "precision": 1.0, "recall": 1.0})
    assert score_refusals([support < threshold for support in supports], unanswerable) == figures


def test_questions_that_are_supported_alike_are_refused_together():
    assert best_refusals([0.5, 0.5, 0.8], [True, False, False]) == (
        0.8,
        {"F1": 2 / 3, "precision": 0.5, "recall": 1.0},
    )


def test_there_is_no_threshold_where_refusing_everything_does_best():
    assert best_refusals([0.1, 0.9], [False, True]) == (None, {"F1": 2 / 3, "precision": 0.5, "recall": 1.0})


def test_where_nothing_should_be_refused_the_lowest_threshold_refuses_nothing():
    assert best_refusals([0.4, 0.3], [False, False]) == (0.3, {"F1": 0.0, "precision": 0.0, "recall": 0.0})
    assert best_refusals([], []) == (None, {"F1": 0.0, "precision": 0.0, "recall": 0.0})
