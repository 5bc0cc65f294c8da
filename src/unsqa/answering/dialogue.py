"""A follow-up and the turns before it -> what to search.

A question that cannot stand alone ("and in Oaxaca?", "who paid for it?") is searched together with the last earlier
question that can. Any other is searched as it is, so that a change of topic is not dragged back.

Not here: what was answered and cited takes no part yet; corrections and going back are not understood.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from unsqa.finding.language import detect_language
from unsqa.types import Query

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from unsqa.types import Turn

MAX_ELLIPTIC_WORDS = 2
MAX_WORDS_BEFORE_POINTER = 4  # a pointer after more of them points at one of them

_OPENING = re.compile(
    r"\W*(?:and|but|or|also|then|what about|how about|y|e|pero|o|también|entonces|qué hay de)(?=\s|$)", re.IGNORECASE
)
_POINTER = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|she|his|her|him|that|those|these|this|the same|there|"
    r"ellos|ellas|él|ella|eso|esos|esas|ése|ésa|su|sus|les|allí|ahí|allá|lo mismo)\b",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"its|their|his|her|su|sus", re.IGNORECASE)
_NO_POINTER = re.compile(
    r"\b(?:there (?:is|are|was|were|be)|(?:is|are|was|were) there|th(?:is|at|e) (?:year|report)|"
    r"is it|was it|does it take|it is|it was)\b|\b(?:that|this|these|those) (?=\w+\W)(?=(?:\w+ ){3})",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]")
_FUNCTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        a an the of in on at to for from by with as is are was were be been do does did has have had will would can
        could how many much what which who whom when whose where why and or not any some all more most other
        el la los las un una unos unas de del en a al por para con como es son fue fueron era ser hay ha han
        que qué cuál cuáles quién quiénes cuándo cuánto cuánta cuántos cuántas dónde cómo y o no más otro otra se lo
        """,
    )
)


def make_query(question: str, history: Sequence[Turn], corpus_languages: Collection[str]) -> Query:
    """Return what to search for a question; its language is that of the question itself."""
    language = detect_language(question, corpus_languages)
    base = next((turn.question for turn in reversed(history) if not needs_context(turn.question)), None)
    if base is None and history:
        base = history[0].question
    if base is None or not needs_context(question) or not _WORD.search(question):
        return Query(question, language)
    return Query(f"{base} {question}", language, from_history=True)


def _content(text: str) -> list[str]:
    return [word for word in re.findall(r"[^\W_]+", text) if word.lower() not in _FUNCTION_WORDS]


def needs_context(question: str) -> bool:
    """Tell whether a question leans on the ones before it.

    >>> [needs_context(text) for text in ("and in Oaxaca?", "Who paid for it?", "¿Y cuántas eran mujeres?")]
    [True, True, True]
    >>> [needs_context(text) for text in ("Who supports the Tren Maya?", "¿Qué hizo la FAO en Tabasco?", "UNICEF")]
    [False, False, False]
    """
    text = question.strip()
    if _OPENING.match(text) or _points_back(_NO_POINTER.sub(" ", text)):
        return True
    return len(_content(text)) <= MAX_ELLIPTIC_WORDS and not _names(text)


def _points_back(text: str) -> bool:
    """Tell whether a pronoun points out of the question: few words, and for "its" no name, stand before it."""
    for pointer in _POINTER.finditer(text):
        before = text[: pointer.start()]
        if pointer[0] == "IT":
            continue
        owner_is_named = _POSSESSIVE.fullmatch(pointer[0]) and _names(before)
        if not owner_is_named and len(_content(before)) <= MAX_WORDS_BEFORE_POINTER:
            return True
    return False


def _names(text: str) -> list[str]:
    words = re.findall(r"[^\W_]+", text)
    return [word for row, word in enumerate(words) if word.isupper() or (row > 0 and word[0].isupper())]
