"""A model's reply -> questions. Lenient: models wrap JSON in prose and fences, break it off, and misname things.

A broken item is skipped and the rest kept. What is not asked of the reply: whether a question is any good (sifting.py).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from unsqa.finding.language import detect_language

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_QUESTION_CHARS = 300
LANGUAGES = {"en": "en", "english": "en", "inglés": "en", "es": "es", "spanish": "es", "español": "es"}
NOTHING: tuple[dict[str, object], ...] = (
    {"questions": []},
    {"questions": {}},
)  # what a model answers that finds nothing to ask about

_THINKING = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
_OPENING = re.compile(r"[\[{]")
_NUMBER = re.compile(r"\d{1,4}")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question as a model wrote it, and the rows of the passage's units that it says answer it, in order."""

    question: str
    language: str
    units: tuple[int, ...]


def read_reply(text: str, n_units: int) -> tuple[Candidate, ...] | None:
    r"""Return the questions of a reply about a passage of `n_units` units; None when it holds no list of questions.

    >>> read_reply('Sure! ```json\n[{"question": "Who fell?", "lang": "en", "sentences": [2, 9]}]\n```', 3)
    (Candidate(question='Who fell?', language='en', units=(1,)),)
    >>> read_reply('{"questions": []}', 3), read_reply("I cannot do that.", 3)
    ((), None)
    """
    values = list(_values(_THINKING.sub(" ", text)))
    items = [pair for value in values for pair in _walk(value, "")]
    found = tuple(candidate for pair in items if (candidate := _candidate(*pair, n_units)))
    return found if found or (not items and any(value in NOTHING for value in values)) else None


def _values(text: str) -> Iterator[Any]:
    """Yield the JSON objects and lists of a text, the outermost that are whole, whatever stands around them."""
    decoder = json.JSONDecoder()
    at = 0
    for match in _OPENING.finditer(text):
        if match.start() < at:
            continue
        try:
            value, at = decoder.raw_decode(text, match.start())
        except RecursionError:  # brackets without end, as a model that has lost its way writes them
            return
        except ValueError:
            continue
        yield value


def _walk(found: Any, language: str) -> Iterator[tuple[dict[str, Any], str]]:  # noqa: ANN401  (any JSON)
    if isinstance(found, dict):
        if isinstance(found.get("question"), str):
            yield found, language
            return
        for name, value in found.items():
            yield from _walk(value, LANGUAGES.get(str(name).lower(), language))
    elif isinstance(found, list):
        for value in found:
            yield from _walk(value, language)


def _candidate(item: dict[str, Any], language: str, n_units: int) -> Candidate | None:
    """Return an item's question; None when it is empty, endless, no text, or names no sentence that there is."""
    question = " ".join(item["question"].split())
    if not 0 < len(question) <= MAX_QUESTION_CHARS or not question.isprintable():
        return None
    named = item.get("sentences", item.get("sentence", item.get("numbers", item.get("answers"))))
    numbers = {int(number) for number in _NUMBER.findall(json.dumps(named))}
    units = tuple(sorted(number - 1 for number in numbers if 1 <= number <= n_units))
    if not units or not any(map(str.isalpha, question)):
        return None
    said = str(item.get("lang", item.get("language", language))).strip().lower()
    code = LANGUAGES.get(said) or LANGUAGES.get(said[:2]) or detect_language(question, ["en"])
    return Candidate(question, code, units)
