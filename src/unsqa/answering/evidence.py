"""Hits -> the sentences that answer: one to three, verbatim, MAX_WORDS words at most.

A sentence is scored by its likeness to the query, by the likeness of the query to a bank question that it answers, and
by how well its passage was found. Where some reports have a bank and others none, a sentence's own likeness stands in
these for that of its question; else the ones with a bank alone would answer. The best one answers, or one nearly as
good that bears out more of what was asked; other whole sentences join while they score nearly as well and fit.
Sentences that stand together become one quote.

A sentence that points back ("This initiative has ...") brings the one before it along, where both fit.

What is no sentence joins where it is asked for: the line of agencies under a result, the name under what somebody
said, a label that a bank question like this one is about.

Not here: whether anything answers at all (checks.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from unsqa.finding.lexical import fold_words
from unsqa.reading.blocks.recognize import find_agencies, in_capitals, is_label
from unsqa.reading.passages import split_sentences
from unsqa.types import Quote, Sentence
from unsqa.understanding.kinds import asks_for_agencies
from unsqa.understanding.spans import find_spans

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from unsqa.types import Citation, Hit, Kind, Passage, Query

MAX_SENTENCES, MAX_WORDS = 3, 80
MIN_SENTENCE_WORDS = 4
MAX_NAME_WORDS = 12  # of a line that says who spoke
N_HITS = 5  # passages whose sentences are considered
HIT_WEIGHT = 0.01  # of a passage's score, in units of cosine
ASKED_WEIGHT = 0.7  # of the likeness to a bank question that the sentence answers
MARGIN = 0.03  # how far below the best a further sentence may score
# How far below the best one may be that is borne out, where the best is not: in its passage, and elsewhere.
DOUBT_WITHIN, DOUBT_BEYOND = 0.06, 0.02
SAME_QUESTION = 0.9  # likeness to its bank question from which on a label may answer

_SENTENCE_END = re.compile(r"[.!?…。！？؟][”’\"')\]»]*$")
_POINTS_BACK = re.compile(
    r"[^\w]*(?:this|these|those|they|their|its|such|to this end|as a result|est[eao]s?|ell[oa]s?|dich[oa]s?|su|sus"
    r"|it (?!is|was|will)) ?\b",
    re.IGNORECASE,
)
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
    is_beside: bool = False  # joins the best whatever it scores
    asked: float = 0.0

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


def choose_quotes(hits: Sequence[Hit], query: Query, is_borne_out: Callable[[Quote], bool]) -> tuple[Quote, ...]:
    """Return the quotes that answer, best first; none only when there are no hits.

    `is_borne_out` tells whether a quote has what the question names and asks for.
    """
    candidates = _candidates(hits[:N_HITS])
    if not candidates:
        return ()
    best = next((one for one in _likely(candidates) if is_borne_out(_merge([one])[0])), candidates[0])
    chosen = [best]
    for other in (*_what_it_points_to(best), *_lines_asked_for(best, query), *candidates):
        is_near = other.score >= best.score - MARGIN
        if is_near and (other.is_whole or other.is_beside) and _fits(other, chosen):
            chosen.append(other)
    quotes = _merge(chosen)
    first = next(one for one in quotes if one.passage is best.passage and one.start <= best.start < one.end)
    return (first, *(one for one in quotes if one is not first))


def _likely(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Return the candidates that may be the best after all, best first."""
    first = candidates[0]
    return [
        one
        for one in candidates
        if first.score - one.score <= (DOUBT_WITHIN if one.passage is first.passage else DOUBT_BEYOND)
    ]


def _fits(other: _Candidate, chosen: Sequence[_Candidate]) -> bool:
    n_sentences = sum(not one.is_beside for one in chosen)
    n_words = sum(one.n_words for one in chosen) + other.n_words
    is_new = _key(other) not in {_key(one) for one in chosen}
    return is_new and n_words <= MAX_WORDS and (other.is_beside or n_sentences < MAX_SENTENCES)


def _what_it_points_to(best: _Candidate) -> list[_Candidate]:
    """Return the sentence before one that cannot be understood without it."""
    if not 0 < best.row < len(best.passage.sentences) or not _POINTS_BACK.match(best.text):
        return []
    before = _beside(best, best.row - 1)
    return [before] if _says_something(before) else []


def _lines_asked_for(best: _Candidate, query: Query) -> list[_Candidate]:
    """Return the lines beside the best sentence that name who did it or who said it, if that is asked."""
    passage, n_sentences = best.passage, len(best.passage.sentences)
    if best.row >= n_sentences:
        return []
    rows: list[int] = []
    if query.kind == "person":
        for row in range(best.row + 1, n_sentences):
            text = passage.unit_text(row)
            if len(text.split()) > MAX_NAME_WORDS or _SENTENCE_END.search(text):
                break
            rows.append(row)
    if asks_for_agencies(query.text, query.kind):
        rows += [row for row in range(best.row, n_sentences) if find_agencies(passage.unit_text(row))][-1:]
    return [_beside(best, row) for row in dict.fromkeys(rows)]


def _beside(best: _Candidate, row: int) -> _Candidate:
    start, end = best.passage.units[row]
    n_words = len(best.passage.unit_text(row).split())
    return _Candidate(best.passage, row, start, end, best.score, n_words, is_cut=False, is_beside=True)


def make_sentences(citation: Citation, kind: Kind) -> tuple[Sentence, ...]:
    """Return the sentences that a citation's quote shows, with the words in them that are of the kind asked for."""
    quote = citation.quote
    if quote.reading:
        keys = find_spans(quote.reading, kind)
        return (Sentence(quote.reading, citation.number, is_reading=True, keys=keys),)
    texts = [quote.text[start:end] for start, end in split_sentences(quote.text)]
    return tuple(Sentence(text, citation.number, keys=find_spans(text, kind)) for text in texts)


def _candidates(hits: Sequence[Hit]) -> list[_Candidate]:
    """Return the sentences and readings of the hits, best first; ties in order of passage id and place.

    A line of agencies, of numbers or in capitals is a label, and what stands beside it need not belong to it; a title,
    a lead-in or a line of three words says little. Such lines count only where a passage has nothing else, and those of
    a figure only where nothing else was found: what a figure says is in its readings.
    """
    found: list[_Candidate] = []
    labels: list[_Candidate] = []
    banked = {hit.passage.document for hit in hits if any(hit.asked)}
    for hit in hits:
        as_asked = hit.similarities if banked and hit.passage.document not in banked else hit.asked
        own = [_candidate(hit, row, hits[0].score, as_asked) for row in range(len(hit.passage.units))]
        labels += own
        telling = [one for one in own if _says_something(one) or _is_meant(one)]
        found += telling or [candidate for candidate in own if not hit.passage.in_figure(candidate.row)]
    found = found or labels
    return sorted(found, key=lambda c: (-c.score, c.passage.id, c.start))


def _candidate(hit: Hit, row: int, best_score: float, as_asked: Sequence[float]) -> _Candidate:
    """Return a unit of a hit; `as_asked` holds what counts as each unit's likeness to its bank question."""
    start, end = hit.passage.units[row]
    asked = hit.asked[row] if hit.asked else 0.0
    likeness = hit.similarities[row] + ASKED_WEIGHT * (as_asked[row] if as_asked else 0.0)
    score = likeness + HIT_WEIGHT * (hit.score - best_score)
    text = hit.passage.unit_text(row)
    if row >= len(hit.passage.sentences):
        return _Candidate(hit.passage, row, start, end, round(score, 6), len(text.split()), is_cut=False)
    cut_end, n_words = _shorten(start, text)
    return _Candidate(hit.passage, row, start, cut_end, round(score, 6), n_words, cut_end < end, asked=asked)


def _is_meant(candidate: _Candidate) -> bool:
    """Tell whether a label is what a bank question like this one is about; a line of agencies never answers alone."""
    is_label_of_text = not candidate.passage.in_figure(candidate.row) and not find_agencies(candidate.text)
    return candidate.asked >= SAME_QUESTION and is_label_of_text


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
