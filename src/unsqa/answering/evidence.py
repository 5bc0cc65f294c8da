"""Hits -> the sentences that answer: one to three, verbatim, MAX_WORDS words at most.

A sentence is scored by its likeness to the query and by how well its passage was found. The best one answers; other
whole sentences join while they score nearly as well and fit. Sentences that stand together become one quote.

Not here: whether anything answers at all (checks.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from unsqa.finding.lexical import fold_words
from unsqa.reading.repair import in_capitals
from unsqa.types import Quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unsqa.types import Hit, Passage

MAX_SENTENCES, MAX_WORDS = 3, 80
MIN_SENTENCE_WORDS = 4
N_HITS = 5  # passages whose sentences are considered
HIT_WEIGHT = 0.01  # of a passage's score, in units of cosine
MARGIN = 0.02  # how far below the best a further sentence may score

_SENTENCE_END = re.compile(r"[.!?…][”’\"')\]]*\d*$")
_CLAUSE_END = re.compile(r"[;:,)]$")


@dataclass(frozen=True, slots=True)
class _Candidate:
    passage: Passage
    row: int  # of the sentence in its passage
    start: int
    end: int
    score: float
    n_words: int
    is_whole: bool  # a sentence with its full stop, not a label or a number

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end


def choose_quotes(hits: Sequence[Hit]) -> tuple[Quote, ...]:
    """Return the quotes that answer, best first; none when there are no hits with a sentence in them."""
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
    """Return the sentences of the hits, best first; ties in order of passage id and place.

    A line in capitals is the label of a figure, and what stands beside it need not belong to it: such lines count only
    where there is nothing else.
    """
    found = []
    for hit in hits:
        for row, ((start, end), similarity) in enumerate(zip(hit.passage.sentences, hit.similarities, strict=True)):
            text = _text(hit.passage, start, end)
            n_words = len(text.split())
            if n_words < MIN_SENTENCE_WORDS:
                continue
            score = similarity + HIT_WEIGHT * (hit.score - hits[0].score)
            cut_end, n_kept = _shorten(start, end, text, n_words)
            is_whole = bool(_SENTENCE_END.search(text))
            found.append(_Candidate(hit.passage, row, start, cut_end, round(score, 6), n_kept, is_whole))
    worded = [candidate for candidate in found if not in_capitals(_text(candidate.passage, *candidate.span))]
    return sorted(worded or found, key=lambda c: (-c.score, c.passage.id, c.start))


def _shorten(start: int, end: int, text: str, n_words: int) -> tuple[int, int]:
    """Cut a sentence of more than MAX_WORDS words after the last clause that fits; return its end and word count."""
    if n_words <= MAX_WORDS:
        return end, n_words
    words = list(re.finditer(r"\S+", text))[:MAX_WORDS]
    closing = [row for row, word in enumerate(words) if _CLAUSE_END.search(word[0]) and row >= MAX_WORDS // 2]
    last = closing[-1] if closing else MAX_WORDS - 1
    return start + words[last].end(), last + 1


def _merge(chosen: Sequence[_Candidate]) -> tuple[Quote, ...]:
    """Join sentences that follow one another in a passage; the quotes keep the order of their best sentence."""
    quotes: list[tuple[float, Quote]] = []
    rest = sorted(chosen, key=lambda c: (c.passage.id, c.row))
    while rest:
        run = [rest.pop(0)]
        while rest and rest[0].passage is run[-1].passage and rest[0].row == run[-1].row + 1:
            run.append(rest.pop(0))
        score = max(candidate.score for candidate in run)
        quotes.append((score, Quote(run[0].passage, run[0].start, run[-1].end, score)))
    return tuple(quote for _, quote in sorted(quotes, key=lambda pair: (-pair[0], pair[1].passage.id, pair[1].start)))


def _key(candidate: _Candidate) -> tuple[str, ...]:
    return tuple(fold_words(_text(candidate.passage, candidate.start, candidate.end)))


def _text(passage: Passage, start: int, end: int) -> str:
    return passage.text[start - passage.start : end - passage.start]
