"""Questions to go on with, and to begin with: from the question banks, so that each is known to be answered.

Related questions are in the language of the one that was asked, about what stands near its answer: first in the cited
passages, then in their sections, then anywhere; the most like it first. None is answered by what was shown, and none
asks what was asked before or what another of them asks.

Examples are the most typical short questions of different chapters, in the order of the reports.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from unsqa.finding.diversity import is_acronym_list
from unsqa.finding.lexical import fold_words
from unsqa.finding.rows import QUESTION
from unsqa.reading.bank import tie_banks
from unsqa.understanding.dialogue import needs_context

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from unsqa.finding.embedding import Vectors
    from unsqa.finding.index import SearchIndex
    from unsqa.types import BankQuestion, Citation, Passage

N_RELATED = 3
N_EXAMPLES = 6
SAME_MEANING = 0.91  # likeness from which on two questions ask the same
SAME_WORDS = 0.6  # share of common words from which on they do
MIN_LIKENESS = 0.82  # to the question, of one from elsewhere in the reports
EXAMPLE_WORDS = range(5, 13)
DECIMALS = 3  # of a likeness, as far as vectors of 16 bits tell it

Rows = np.ndarray[Any, np.dtype[np.int64]]
Place = tuple[str, tuple[str, ...]]  # a document and the headings of a section of it


@dataclass(frozen=True, slots=True)
class AskedBank:
    """The questions of all banks: each with its passage and the units of it that answer; `vectors` is (n, dim).

    Those written with care can be shown: `spoken` has their rows by language, `by_section` by where their passages are.
    `examples` tells which are fit to begin with.
    """

    questions: tuple[BankQuestion, ...]
    passages: tuple[Passage, ...]
    units: tuple[tuple[int, ...], ...]
    vectors: Vectors
    spoken: dict[str, Rows]
    by_section: dict[Place, list[int]]
    examples: tuple[bool, ...]


def collect_bank(index: SearchIndex) -> AskedBank:
    """Return the questions of an index; to be done once, when it is opened."""
    rows = index.rows
    tied = list(tie_banks(tuple(index.documents.values()), index.passages))
    # A question has a row for each run of units; the first of them begins with its first unit.
    starts = [1 + sum(unit != before + 1 for before, unit in pairwise(units)) for *_, units in tied]
    first = np.cumsum([0, *starts], dtype=np.int64)[:-1]
    places = np.flatnonzero(rows["kind"] == QUESTION)[first]
    passages = tuple(index.passages[row] for _, row, _ in tied)
    lists = {p.id for p in dict.fromkeys(passages) if is_acronym_list(p, index.documents[p.document])}
    spoken: dict[str, list[int]] = {}
    by_section: dict[Place, list[int]] = {}
    for row, (question, passage) in enumerate(zip((question for question, _, _ in tied), passages, strict=True)):
        if _is_written(question.question):
            spoken.setdefault(question.language, []).append(row)
            by_section.setdefault(_section(passage), []).append(row)
    return AskedBank(
        questions=tuple(question for question, _, _ in tied),
        passages=passages,
        units=tuple(units for _, _, units in tied),
        vectors=index.store.vectors(places.astype(np.int64)),
        spoken={language: np.array(own, np.int64) for language, own in spoken.items()},
        by_section=by_section,
        examples=tuple(
            passage.id not in lists and _is_example(question.question)
            for passage, (question, _, _) in zip(passages, tied, strict=True)
        ),
    )


def find_related(
    bank: AskedBank,
    asked: Sequence[str],
    vector: Vectors,
    language: str,
    citations: Sequence[Citation],
    k: int = N_RELATED,
) -> tuple[str, ...]:
    """Return at most k bank questions to go on with; none without a citation.

    `asked` are all questions of the conversation, `vector` is that of the last, and `citations` are those of all its
    answers, the last answer's first.
    """
    if not citations:
        return ()
    shown = {(citation.quote.passage.id, unit) for citation in citations for unit in _quoted(citation)}
    likeness = np.round(bank.vectors @ vector, DECIMALS)
    chosen: list[int] = []
    for rows, least in _by_nearness(bank, [citation.quote.passage for citation in citations], language):
        for row in rows[np.argsort(-likeness[rows], kind="stable")].tolist():
            if len(chosen) == k or likeness[row] < least:
                break
            is_told = any((bank.passages[row].id, unit) in shown for unit in bank.units[row])
            if not is_told and likeness[row] < SAME_MEANING and _stands_alone(bank, row, asked, chosen):
                chosen.append(row)
    return tuple(bank.questions[row].question for row in chosen)


def example_questions(bank: AskedBank, language: str, n: int = N_EXAMPLES) -> tuple[str, ...]:
    """Return at most n questions to begin with, of different chapters, in the order of the reports."""
    rows = [row for row, fit in enumerate(bank.examples) if fit and bank.questions[row].language == language]
    themes = _themes(bank, rows, n)
    largest = sorted(themes.values(), key=lambda own: (-len(own), own[0]))[:n]
    chosen: list[int] = []
    for own in largest:
        middle = bank.vectors[own].mean(axis=0)
        typical = sorted(own, key=lambda row: (-round(float(bank.vectors[row] @ middle), 5), row))
        chosen += [row for row in typical if _stands_alone(bank, row, (), chosen)][:1]
    return tuple(bank.questions[row].question for row in sorted(chosen, key=lambda row: _place(bank.passages[row])))


def _themes(bank: AskedBank, rows: Sequence[int], n: int) -> dict[tuple[str, ...], list[int]]:
    """Return the rows by report and headings, by as many headings as it takes to have n groups."""
    deepest = max((len(bank.passages[row].section.headings) for row in rows), default=0)
    found: dict[tuple[str, ...], list[int]] = {}
    for depth in range(1, max(deepest, 1) + 1):
        found = {}
        for row in rows:
            passage = bank.passages[row]
            found.setdefault((passage.document, *passage.section.headings[:depth]), []).append(row)
        if len(found) >= n:
            break
    return found


def _place(passage: Passage) -> tuple[str, int]:
    return passage.document, passage.start


def _is_example(question: str) -> bool:
    """Tell whether a question is short, stands alone, and is written as a sentence."""
    return _is_written(question) and len(question.split()) in EXAMPLE_WORDS and not needs_context(question)


def _is_written(question: str) -> bool:
    return question.endswith("?") and (question[0] == "¿" or not question[0].islower())


def _by_nearness(bank: AskedBank, cited: Sequence[Passage], language: str) -> Iterator[tuple[Rows, float]]:
    """Yield the questions in a language, of the passages cited, then of their sections, then all others.

    With each goes how like the question that was asked they must be.
    """
    ids = {passage.id for passage in cited}
    beside = sorted(row for section in set(map(_section, cited)) for row in bank.by_section.get(section, ()))
    beside = [row for row in beside if bank.questions[row].language == language]
    is_own = np.array([bank.passages[row].id in ids for row in beside], bool)
    near = np.array(beside, np.int64)
    yield near[is_own], -np.inf
    yield near[~is_own], -np.inf
    yield np.setdiff1d(bank.spoken.get(language, near), near, assume_unique=True), MIN_LIKENESS


def _section(passage: Passage) -> Place:
    return passage.document, passage.section.headings


def _quoted(citation: Citation) -> list[int]:
    """Return the units of its passage that a citation quotes, in part or whole."""
    quote = citation.quote
    return [row for row, (start, end) in enumerate(quote.passage.units) if start < quote.end and quote.start < end]


def _stands_alone(bank: AskedBank, row: int, asked: Sequence[str], chosen: Sequence[int]) -> bool:
    """Tell whether a question asks neither what was asked nor what one that was chosen asks."""
    question = bank.questions[row].question
    others = (*asked, *(bank.questions[other].question for other in chosen))
    if any(_common_words(question, other) >= SAME_WORDS for other in others):
        return False
    by_same = any(
        bank.passages[row].id == bank.passages[other].id and set(bank.units[row]) & set(bank.units[other])
        for other in chosen
    )
    return not by_same and all(float(bank.vectors[row] @ bank.vectors[other]) < SAME_MEANING for other in chosen)


def _common_words(one: str, other: str) -> float:
    words, others = set(fold_words(one)), set(fold_words(other))
    return len(words & others) / max(len(words | others), 1)
