"""Refusing as a yes-or-no decision: precision, recall and F1, and the best that a threshold on a score can do.

Refusing is the positive class: the questions that should be refused are those that the texts do not answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def score_refusals(refused: Sequence[bool], unanswerable: Sequence[bool]) -> dict[str, float]:
    """Return F1, precision and recall of refusing, as shares; 0 where there is nothing to divide by.

    >>> score_refusals([True, True, False, False], [True, False, True, True])
    {'F1': 0.4, 'precision': 0.5, 'recall': 0.3333333333333333}
    """
    pairs = list(zip(refused, unanswerable, strict=True))
    n_right, n_refused, n_wanted = sum(said and true for said, true in pairs), sum(refused), sum(unanswerable)
    return {
        "F1": 2 * n_right / (n_refused + n_wanted) if n_right else 0.0,
        "precision": n_right / n_refused if n_refused else 0.0,
        "recall": n_right / n_wanted if n_wanted else 0.0,
    }


def best_refusals(supports: Sequence[float], unanswerable: Sequence[bool]) -> tuple[float | None, dict[str, float]]:
    """Return the threshold with the best F1 for refusing all that is supported less, and its figures.

    Of several thresholds that do as well the lowest; None where refusing everything does best.

    >>> best_refusals([0.1, 0.5, 0.4, 0.9], [True, True, False, False])
    (0.9, {'F1': 0.8, 'precision': 0.6666666666666666, 'recall': 1.0})
    """
    tried: list[tuple[float | None, dict[str, float]]] = [
        (threshold, score_refusals([support < threshold for support in supports], unanswerable))
        for threshold in sorted(set(supports))
    ]
    tried.append((None, score_refusals([True] * len(supports), unanswerable)))
    return max(tried, key=lambda found: found[1]["F1"])
