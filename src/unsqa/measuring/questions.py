"""Question files: JSON Lines, one question or one conversation a line.

{"id", "question", "history": ["earlier question", ...]}                       what `unsqa batch` reads
{..., "lang", "type", "must_contain", "evidence", "evidence_any"}              a gold question
{..., "lang", "kind"}                                                          one that the reports do not answer
{"id", "lang", "turns": [{"question", "needs_context", ...}, ...]}             a conversation
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from unsqa.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Item:
    """One question to ask, with the earlier ones of its conversation, and whatever gold came with it."""

    id: str
    question: str
    history: tuple[str, ...] = ()
    gold: dict[str, Any] = field(default_factory=dict)


def read_questions(path: Path) -> list[Item]:
    """Read a question file; the turns of a conversation become items with ids such as "cv-001/2".

    Raises InputError, naming the line, when the file cannot be read or a line is not as it should be.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"The question file {path} cannot be read: {error}. Name a UTF-8 file of JSON Lines."
        ) from error
    return list(parse_questions(text.split("\n"), str(path)))


def parse_questions(lines: Iterable[str], name: str) -> Iterator[Item]:
    """Yield the items of the lines; blank lines are passed over. `name` is the file's, for errors."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(
                f"{name}, line {number} is not JSON: {error}. Each line must be one JSON object."
            ) from error
        if not isinstance(found, dict):
            raise InputError(f"{name}, line {number} is not a JSON object but {type(found).__name__}.")
        yield from _items(found, f"{name}, line {number}", str(number))


def _items(found: dict[str, Any], where: str, number: str) -> Iterator[Item]:
    identity = number if found.get("id") is None else str(found["id"])
    if "turns" not in found:
        yield _item(found, identity, where)
        return
    turns = found["turns"]
    if not isinstance(turns, list) or not all(isinstance(turn, dict) for turn in turns):
        raise InputError(f'{where}: "turns" must be a list of objects, each with a "question".')
    earlier: list[str] = []
    for number_of_turn, turn in enumerate(turns, 1):
        gold = {**turn, "lang": found.get("lang", ""), "turn": number_of_turn, "history": list(earlier)}
        item = _item(gold, f"{identity}/{number_of_turn}", where)
        earlier.append(item.question)
        yield item


def _item(found: dict[str, Any], identity: str, where: str) -> Item:
    question, history = found.get("question"), found.get("history", [])
    if not isinstance(question, str):
        raise InputError(f'{where} has no text under "question".')
    if not isinstance(history, list) or not all(isinstance(earlier, str) for earlier in history):
        raise InputError(f'{where}: "history" must be a list of the earlier questions, oldest first.')
    return Item(identity, question, tuple(history), found)
