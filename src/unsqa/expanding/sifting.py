"""Which questions are good enough for a bank, and why the others are not.

A question must stand alone (standing.py), stand once, have living lines - lines that lead to the passage it was
written for - and bring that passage back: the round trip. A question that our own search, without any bank, does not
lead to its passage is mostly about something else (round-trip consistency; Alberti et al. 2019, arXiv 1906.05416).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from unsqa.expanding.standing import why_leaning
from unsqa.finding.lexical import fold_words
from unsqa.reading.bank import tie_questions
from unsqa.types import BankQuestion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from unsqa.expanding.replies import Candidate
    from unsqa.types import Document, Passage

LEANS, TWICE, DEAD, LOST = "do not stand alone", "stand twice", "have dead lines", "do not bring their passage back"
MAX_GAP_LINES = 4  # between the lines of one answer; a wider gap means that the text stands in another order


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a question of a bank: its row (from 0), which rule, and the words to blame or its `twin`."""

    row: int
    reason: str
    detail: str = ""
    twin: int = -1


@dataclass(frozen=True, slots=True)
class Sifted:
    """The questions that were kept, in order, and how many were left out for which reason."""

    kept: tuple[BankQuestion, ...]
    left_out: Counter[str]


def check_bank(document: Document, passages: Sequence[Passage]) -> list[Finding]:
    """Return what is wrong with the questions of a document's bank, in their order."""
    found: list[Finding] = []
    first_row: dict[str, int] = {}
    tied = tie_questions(document, passages)
    for row, (question, (passage, _)) in enumerate(zip(document.bank, tied, strict=True)):
        first = first_row.setdefault(fold(question.question), row)
        if first != row:
            found.append(Finding(row, TWICE, twin=first))
        if passage < 0:
            found.append(Finding(row, DEAD, f"{question.lines[0]}-{question.lines[1]}"))
        if words := why_leaning(question.question):
            found.append(Finding(row, LEANS, words))
    return found


def sift(
    document: Document,
    passages: Sequence[Passage],
    candidates: Mapping[str, Sequence[Candidate]],
    *,
    known: Iterable[str] = (),
    brings_back: Callable[[str, Passage], bool],
) -> Sifted:
    """Return the candidates that are good enough, by passage and then by language, English first.

    `candidates` are by passage id; `known` questions are in the bank already; `brings_back` tells whether a search for
    a question finds a passage, and is asked last, since it costs most.
    """
    seen = {fold(question) for question in known}
    kept: list[BankQuestion] = []
    left_out: Counter[str] = Counter()
    by_row = [
        (row, candidate)
        for row, passage in enumerate(passages)
        for candidate in sorted(candidates.get(passage.id, ()), key=lambda candidate: candidate.language)
    ]
    all_lines = tie_lines(document, passages, [(row, candidate.units) for row, candidate in by_row])
    for (row, candidate), lines in zip(by_row, all_lines, strict=True):
        folded = fold(candidate.question)
        if why_leaning(candidate.question):
            left_out[LEANS] += 1
        elif folded in seen:
            left_out[TWICE] += 1
        elif lines is None:
            left_out[DEAD] += 1
        elif not brings_back(candidate.question, passages[row]):
            left_out[LOST] += 1
        else:
            seen.add(folded)
            kept.append(BankQuestion(candidate.question, candidate.language, lines))
    return Sifted(tuple(kept), left_out)


def fold(question: str) -> str:
    """Return what two spellings of one question have in common.

    >>> fold("¿Cuántos niños?") == fold("cuantos  NIÑOS")
    True
    """
    return " ".join(fold_words(question))


def tie_lines(
    document: Document, passages: Sequence[Passage], answers: Sequence[tuple[int, Sequence[int]]]
) -> list[tuple[int, int] | None]:
    """Return for each (row of a passage, its units) the first and last source line that tie a question to the passage.

    A line that two passages share is given up where it would tie the question to the other; None where all would.
    """
    spans: list[list[tuple[int, int]]] = []
    for row, units in answers:
        offsets = [passages[row].units[unit] for unit in units if unit < len(passages[row].units)]
        first, last = longest_run({line for start, end in offsets for line in document.line_numbers(start, end)})
        shorter = ((first, last), (first + 1, last), (first, last - 1), (first + 1, last - 1))
        spans.append([span for span in shorter if 1 <= span[0] <= span[1]])
    asked = dict.fromkeys(span for choices in spans for span in choices)
    bank = tuple(BankQuestion("", "", span) for span in asked)
    tied = tie_questions(replace(document, bank=bank), passages)
    row_of = {span: found for span, (found, _) in zip(asked, tied, strict=True)}
    return [
        next((span for span in choices if row_of[span] == row), None)
        for (row, _), choices in zip(answers, spans, strict=True)
    ]


def longest_run(lines: Iterable[int]) -> tuple[int, int]:
    """Return the first and last of the largest group of lines that stand together; the first group of equals.

    >>> longest_run([40, 7, 8, 10, 41]), longest_run([])
    ((7, 10), (0, 0))
    """
    ordered = sorted(lines) or [0]
    runs = [[ordered[0]]]
    for before, line in pairwise(ordered):
        if line - before > MAX_GAP_LINES:
            runs.append([])
        runs[-1].append(line)
    best = max(runs, key=len)
    return best[0], best[-1]
