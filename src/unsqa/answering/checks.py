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
MIN_SUPPORT_WITH_BANK = 0.430
EVERYDAY_WEIGHT = 0.5
ASKED_SHARE = 0.3  # of the likeness to the best bank question, beside that to the best text


def refuse(question: str, query: Query, hits: Sequence[Hit], everyday_likeness: float) -> Refusal | None:
    """Return why the question, searched as the query, is not answered; None when it is."""
    if not re.search(r"[^\W_]", question):
        return Refusal("no words", say("no_words", query.language))
    if measure_support(hits, everyday_likeness) < min_support(hits):
        return Refusal("not found", say("not_found", query.language))
    return None


def measure_support(hits: Sequence[Hit], everyday_likeness: float) -> float:
    """Return how well the reports support an answer: higher is better; -1 without hits."""
    if not hits:
        return -1.0
    told, asked = max(hit.similarity for hit in hits), _best_asked(hits)
    likeness = (told + ASKED_SHARE * asked) / (1 + ASKED_SHARE) if asked else told
    return likeness - EVERYDAY_WEIGHT * everyday_likeness


def min_support(hits: Sequence[Hit]) -> float:
    """Return the least support with which a question is answered."""
    return MIN_SUPPORT_WITH_BANK if _best_asked(hits) else MIN_SUPPORT


def _best_asked(hits: Sequence[Hit]) -> float:
    return max((asked for hit in hits for asked in hit.asked), default=0.0)
