"""Whether to answer: refuse what is off the reports' topics.

A question is supported by how like it the best sentence of the reports is, less half of how like it the nearest
everyday question is (background.py). The threshold and the half were set on benchmarks/calibration.jsonl by
benchmarks/calibrate.py.

Not here, and not to be had from similarity: questions on the reports' topics that the reports do not answer.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from unsqa.answering.wording import say
from unsqa.types import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unsqa.types import Hit, Query

MIN_SUPPORT = 0.418
EVERYDAY_WEIGHT = 0.5


def refuse(question: str, query: Query, hits: Sequence[Hit], everyday_likeness: float) -> Refusal | None:
    """Return why the question, searched as the query, is not answered; None when it is."""
    if not re.search(r"[^\W_]", question):
        return Refusal("no words", say("no_words", query.language))
    if measure_support(hits, everyday_likeness) < MIN_SUPPORT:
        return Refusal("not found", say("not_found", query.language))
    return None


def measure_support(hits: Sequence[Hit], everyday_likeness: float) -> float:
    """Return how well the reports support an answer: higher is better; -1 without hits."""
    if not hits:
        return -1.0
    return max(hit.similarity for hit in hits) - EVERYDAY_WEIGHT * everyday_likeness
