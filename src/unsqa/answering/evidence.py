"""Hits -> the sentences that answer: one to three, verbatim, MAX_WORDS words at most.

A sentence is scored by its likeness to the query, by the likeness of the query to a bank question that it answers, and
by how well its passage was found. The best one answers; other whole sentences join while they score nearly as well and
fit. Sentences that stand together become one quote.

Not here: whether anything answers at all (checks.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from unsqa.finding.lexical import fold_words
from unsqa.reading.blocks.recognize import find_agencies, in_capitals, is_label
from unsqa.types import Quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unsqa.types import Hit, Passage

MAX_SENTENCES, MAX_WORDS = 3, 80
MIN_SENTENCE_WORDS = 4
N_HITS = 5  # passages whose sentences are considered
HIT_WEIGHT = 0.01  # of a passage's score, in units of cosine
ASKED_WEIGHT = 0.7  # of the likeness to a bank question that the sentence answers
MARGIN = 0.03  # how far below the best a further sentence may score

_SENTENCE_END = re.compile(r"[.!?…。！？؟][”’\"')\]»]*$")
_CLAUSE_END = re.compile(r"[;:,)]$")
_LONG_WORD = re.compile(r"[^\W\d_]{4}")


@dataclass(frozen=True, slots=True)
class _Candidate:
    passage: Passage
    row: int  # of the unit in its passage
    start: int
    end: int
    score: float
    n_words: int
    is_cut: bool

    @property
    def reading(self) -> str:
        """What a figure says, if that is what answers."""
        return self.passage.unit_text(self.row) if self.row >= len(self.passage.sentences) else ""

    @property
    def text(self) -> str:
        offset = self.passage.start
        return self.reading or self.passage.text[self.start - offset : self.end - offset]

    @property
    def is_whole(self) -> bool:
        """Whether it is a sentence with its full stop, not a label or a number."""
        return not self.is_cut and bool(_SENTENCE_END.search(self.text))


def choose_quotes(hits: Sequence[Hit]) -> tuple[Quote, ...]:
    """Return the quotes that answer, best first; none only when there are no hits."""
    candidates = _candidates(hits[:N_HITS])
    if not candidates:
        return ()
    best = candidates[0]
    chosen = [best]
    n_words = best.n_words
    texts = {_key(best)}
    for other in candidates[1:]:
        fits = n_words + other.n_words <= MAX_WORDS and len(chosen) < MAX_SENTENCES
        if fits and other.is_whole and other.score >= best.score - MARGIN and _key(other) not in texts:
            chosen.append(other)
            n_words += other.n_words
            texts.add(_key(other))
    return _merge(chosen)


def _candidates(hits: Sequence[Hit]) -> list[_Candidate]:
    """Return the sentences and readings of the hits, best first; ties in order of passage id and place.

    A line of agencies, of numbers or in capitals is a label, and what stands beside it need not belong to it; a title,
    a lead-in or a line of three words says little. Such lines count only where a passage has nothing else, and those of
    a figure only where nothing else was found: what a figure says is in its readings.
    """
    found: list[_Candidate] = []
    labels: list[_Candidate] = []
    for hit in hits:
        own = [_candidate(hit, row, hits[0].score) for row in range(len(hit.passage.units))]
        labels += own
        telling = [candidate for candidate in own if _says_something(candidate)]
        found += telling or [candidate for candidate in own if not hit.passage.in_figure(candidate.row)]
    found = found or labels
    return sorted(found, key=lambda c: (-c.score, c.passage.id, c.start))


def _candidate(hit: Hit, row: int, best_score: float) -> _Candidate:
    start, end = hit.passage.units[row]
    asked = hit.asked[row] if hit.asked else 0.0
    score = hit.similarities[row] + ASKED_WEIGHT * asked + HIT_WEIGHT * (hit.score - best_score)
    text = hit.passage.unit_text(row)
    if row >= len(hit.passage.sentences):
        return _Candidate(hit.passage, row, start, end, round(score, 6), len(text.split()), is_cut=False)
    cut_end, n_words = _shorten(start, text)
    return _Candidate(hit.passage, row, start, cut_end, round(score, 6), n_words, cut_end < end)


def _says_something(candidate: _Candidate) -> bool:
    text = candidate.text
    if candidate.reading:
        return True
    is_scrap = candidate.n_words < MIN_SENTENCE_WORDS or candidate.passage.in_figure(candidate.row)
    if is_scrap and not candidate.is_whole:
        return False
    return bool(_LONG_WORD.search(text)) and not (in_capitals(text) or is_label(text) or find_agencies(text))


def _shorten(start: int, text: str) -> tuple[int, int]:
    """Return the end and the words of a sentence, cut after the last clause that fits when it has over MAX_WORDS."""
    words = list(re.finditer(r"\S+", text))
    if len(words) <= MAX_WORDS:
        return start + len(text), len(words)
    closing = [row for row, word in enumerate(words[:MAX_WORDS]) if _CLAUSE_END.search(word[0])]
    last = closing[-1] if closing and closing[-1] >= MAX_WORDS // 2 else MAX_WORDS - 1
    return start + words[last].end(), last + 1


def _merge(chosen: Sequence[_Candidate]) -> tuple[Quote, ...]:
    """Join sentences that follow one another in a passage; the quotes keep the order of their best sentence."""
    quotes: list[Quote] = []
    rest = sorted(chosen, key=lambda c: (c.passage.id, c.row))
    while rest:
        run = [rest.pop(0)]
        while rest and _follows(run[-1], rest[0]):
            run.append(rest.pop(0))
        score = max(candidate.score for candidate in run)
        quotes.append(Quote(run[0].passage, run[0].start, run[-1].end, score, run[0].reading))
    return tuple(sorted(quotes, key=lambda quote: (-quote.score, quote.passage.id, quote.start)))


def _follows(one: _Candidate, other: _Candidate) -> bool:
    is_next = other.passage is one.passage and other.row == one.row + 1
    return is_next and not (one.is_cut or one.reading or other.reading)


def _key(candidate: _Candidate) -> tuple[str, ...]:
    return tuple(fold_words(candidate.text)) or (candidate.text,)
