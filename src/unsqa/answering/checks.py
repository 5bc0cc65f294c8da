"""Whether to answer: refuse what is off the reports' topics, and what they do not quite answer.

- Off topic: a question is supported by how like it the best sentence of the reports is, less half of how like it the
  nearest everyday question is (background.py). The threshold and the half were set by benchmarks/calibrate.py.
- Not quite: similarity cannot tell a question on the reports' topics that they do not answer. What it names and asks
  for is held against the sentences that would answer it (guards.py).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from unsqa.answering.unmet_wording import say_refusal
from unsqa.types import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unsqa.answering.searching import Found
    from unsqa.types import Citation, Hit, Unmet

MIN_SUPPORT = 0.418
MIN_SUPPORT_WITH_BANK = 0.430
EVERYDAY_WEIGHT = 0.5
ASKED_SHARE = 0.3  # of the likeness to the best bank question, beside that to the best text


def refuse(question: str, found: Found) -> Refusal | None:
    """Return why a question is not answered at all; None when it may be."""
    if not re.search(r"[^\W_]", question):
        return Refusal("no words", say_refusal("no words", (), found.query.language))
    if measure_support(found.ranked, found.everyday) < min_support(found.ranked):
        return Refusal("not found", say_refusal("not found", (), found.query.language))
    return None


def doubt(unmet: tuple[Unmet, ...], citations: tuple[Citation, ...], language: str, n_reports: int) -> Refusal | None:
    """Return why what the citations do not bear out is not quite answered; None when nothing is unmet."""
    if not unmet:
        return None
    return Refusal("not quite", say_refusal("not quite", unmet, language, n_reports), unmet, citations)


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
