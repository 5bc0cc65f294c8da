"""The question bank of a report: questions that it answers, each tied to the source lines that answer it.

Indexed beside the passages, such questions let a person's own words find a passage that uses others (doc2query;
Nogueira et al. 2019, arXiv 1904.08375). They are tied to lines rather than to passages, so that they survive another
way of cutting. The file is `questions.jsonl` in the report's folder:

    {"question": "How many shelters stayed open?", "lang": "en", "lines": [1153, 1155]}
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from unsqa.errors import CorpusError
from unsqa.types import BankQuestion

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from unsqa.types import Document, Passage

BANK = "questions.jsonl"


def read_bank(path: Path) -> tuple[BankQuestion, ...]:
    """Read a question bank; none where there is no file.

    Raises CorpusError, naming the line, when one is not as it should be.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path} cannot be read: {error}. Save it as UTF-8, or remove it.") from error
    return tuple(_parse(line, f"{path}, line {number}") for number, line in enumerate(lines, 1) if line.strip())


def _parse(line: str, where: str) -> BankQuestion:
    try:
        found: dict[str, Any] = json.loads(line)
        question, language, (first, last) = found["question"], found["lang"], found["lines"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise CorpusError(f'{where} is not {{"question": ..., "lang": ..., "lines": [first, last]}}.') from error
    if not (isinstance(question, str) and question.strip() and isinstance(language, str)):
        raise CorpusError(f"{where}: question and lang must be texts.")
    if not (type(first) is int and type(last) is int and 1 <= first <= last):
        raise CorpusError(f"{where}: lines must be the numbers of the first and the last line, from 1.")
    return BankQuestion(question, language, (first, last))


def tie_banks(
    documents: Sequence[Document], passages: Sequence[Passage]
) -> Iterator[tuple[BankQuestion, int, tuple[int, ...]]]:
    """Yield each bank question that has a passage, with the rows of the passage and of its units that answer."""
    for document in documents:
        own = [row for row, passage in enumerate(passages) if passage.document == document.id]
        tied = tie_questions(document, [passages[row] for row in own])
        for question, (row, units) in zip(document.bank, tied, strict=True):
            if units:
                yield question, own[row], units


def tie_questions(document: Document, passages: Sequence[Passage]) -> list[tuple[int, tuple[int, ...]]]:
    """Return for each bank question the row of the passage that answers it, and the rows of its units that do.

    The passage is the one whose sentences hold most of the question's lines, the first of equals; (-1, ()) when none
    does.
    """
    lines = [[frozenset(document.line_numbers(start, end)) for start, end in passage.units] for passage in passages]
    passages_of: dict[int, list[int]] = {}
    for row, passage in enumerate(passages):
        for line in frozenset().union(*lines[row][: len(passage.sentences)]):
            passages_of.setdefault(line, []).append(row)
    tied: list[tuple[int, tuple[int, ...]]] = []
    for question in document.bank:
        asked = range(question.lines[0], question.lines[1] + 1)
        near = {row for line in asked for row in passages_of.get(line, ())}
        held = {row: _count(asked, lines[row][: len(passages[row].sentences)]) for row in near}
        best = max(held, key=lambda row: (held[row], -row), default=-1)
        units = tuple(row for row, own in enumerate(lines[best]) if not own.isdisjoint(asked)) if held else ()
        tied.append((best, units) if units else (-1, ()))
    return tied


def _count(asked: range, sentences: Sequence[frozenset[int]]) -> int:
    return sum(line in own for own in sentences for line in asked)
