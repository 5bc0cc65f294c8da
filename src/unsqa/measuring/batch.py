"""Ask many questions with one assistant: question items in, answers as JSON out, in the same order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from unsqa.answering.citing import answer_to_json
from unsqa.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from unsqa.answering.assistant import Assistant
    from unsqa.measuring.questions import Item


def answer_all(assistant: Assistant, items: Iterable[Item]) -> Iterator[dict[str, Any]]:
    """Yield the answer to each item as JSON values, its id first; a question that cannot be asked is refused."""
    for item in items:
        try:
            found = answer_to_json(assistant.ask(item.question, item.history), assistant.documents)
        except InputError as error:
            found = refuse_input(item.question, error)
        yield {"id": item.id, **found}


def refuse_input(question: str, error: InputError) -> dict[str, Any]:
    """Return the answer to a question that is blank or too long: a refusal with the error's words."""
    return {
        "question": question,
        "answer": None,
        "refused": True,
        "reason": str(error),
        "outcome": "not asked",
        "sentences": [],
        "unmet": [],
        "searched": {"query": question, "reports": 0, "passages": 0, "filters": {}, "preferred": []},
        "citations": [],
        "nearest": [],
        "related": [],
        "hits": [],
    }
