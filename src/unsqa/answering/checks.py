"""Whether to answer: refuse what is off the reports' topics.

The best similarity between the query and any sentence tells off-topic questions apart; it is lower across languages,
so each case has its threshold, set on benchmarks/calibration.jsonl by benchmarks/calibrate.py.

Not here, and not to be had from similarity: questions on the reports' topics that the reports do not answer.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from unsqa.answering.wording import say
from unsqa.types import Refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from unsqa.types import Hit, Query

MIN_SIMILARITY = {"same language": 0.82, "across languages": 0.80}


def refuse(query: Query, hits: Sequence[Hit], corpus_languages: Collection[str]) -> Refusal | None:
    """Return why the query is not answered, or None when it is."""
    if not re.search(r"[^\W_]", query.text):
        return Refusal("no words", say("no_words", query.language))
    if not hits or support(hits) < MIN_SIMILARITY[language_case(query, corpus_languages)]:
        return Refusal("not found", say("not_found", query.language))
    return None


def support(hits: Sequence[Hit]) -> float:
    """Return the best similarity between the query and any of the hits or their sentences."""
    return max((hit.similarity for hit in hits), default=-1.0)


def language_case(query: Query, corpus_languages: Collection[str]) -> str:
    """Return the key of MIN_SIMILARITY that holds for a query."""
    return "same language" if query.language in corpus_languages else "across languages"
