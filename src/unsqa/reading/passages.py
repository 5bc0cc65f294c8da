r"""Sections -> passages: runs of whole sentences, 60 to 180 words where the section has that many.

A passage never runs over a heading; it closes after a line of agencies, which ends a result. A sentence longer than
a passage may be (a list without a full stop) is cut at a blank.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING

from unsqa.reading.blocks.recognize import BULLET, find_agencies, is_pair
from unsqa.reading.figures import state
from unsqa.types import Document, Figure, Passage, Reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


MIN_WORDS, MAX_WORDS = 60, 180
SCRAP_WORDS = 25  # a tag or a source line: too little to be found by itself
MAX_LEAD_CHARS = 60

_END = re.compile(r"(?<![.!?…])[.!?…]++[”’\"')\]»]*+(?=\s+[“‘\"'(\[¿¡«]*([^\W_]))|[。！？؟]|\n\n")
_BLOCK = re.compile(r"\S(?:(?!\n\n).)*+", re.DOTALL)
_ABBREVIATION = re.compile(
    r"\b(?:[A-Z]|EE|e\.g|i\.e|vs|cf|Nos?|Art|Add|Corr|Rev|Vol|pp?|paras?|Mr|Mrs|Ms|Dr|Sra?|St|Fig|etc|approx|aprox|"
    r"[nN]úms?|[pP]ágs?|[pP]árrs?|[aA]rts?)\.$"
)

Span = tuple[int, int]


def make_passages(document: Document) -> tuple[Passage, ...]:
    """Return the passages of a document in order.

    Ids are made of the text, so they stay when another part of the file changes; a text that occurs twice is counted.
    """
    seen: Counter[str] = Counter()
    passages = []
    by_start = sorted(document.figures, key=lambda figure: figure.start)
    readings_of = {id(figure): _readings(document, figure) for figure in by_start}
    for section in document.sections:
        spans = split_sentences(document.text, section.start, section.end)
        figures = [(figure.start, figure.end) for figure in _within(by_start, section.start, section.end)]
        lists = list(_lists(document.text, section.start, section.end))
        whole = [*figures, *((lead[0], last) for lead, last in lists)]
        for sentences in pack(document.text, spans, frozenset(section.agencies), _apart(whole)):
            start, end = sentences[0][0], sentences[-1][1]
            held = [figure for figure in _within(by_start, section.start, end) if start < figure.end]
            readings = (reading for figure in held for reading in readings_of[id(figure)])
            text = document.text[start:end]
            digest = hashlib.sha256(text.encode()).hexdigest()[:12]
            seen[digest] += 1
            suffix = f"-{seen[digest]}" if seen[digest] > 1 else ""
            passages.append(
                Passage(
                    id=f"{document.id}/{digest}{suffix}",
                    document=document.id,
                    section=section,
                    start=start,
                    end=end,
                    text=text,
                    sentences=sentences,
                    lead=_lead(document.text, lists, start),
                    figures=tuple((figure.start, figure.end) for figure in held),
                    readings=tuple(reading for reading in readings if start <= reading.start and reading.end <= end),
                )
            )
    return tuple(passages)


def _within(figures: Sequence[Figure], start: int, end: int) -> Sequence[Figure]:
    """Return the figures, sorted by where they begin, that begin in a span of the text."""
    first, last = (bisect_left(figures, offset, key=lambda figure: figure.start) for offset in (start, end))
    return figures[first:last]


def _readings(document: Document, figure: Figure) -> list[Reading]:
    """Return what a figure says, value by value."""
    spans = [span for row in figure.rows for span in row.spans]
    texts = state(figure, document.page_at(figure.start).label, document.report.language)
    return [Reading(text, *span) for text, span in zip(texts, spans, strict=True) if text]


def _lists(text: str, start: int, end: int) -> Iterator[tuple[Span, int]]:
    """Yield the lists of `text[start:end]` in order: the sentence that introduces each, the end of its last item."""
    blocks = [match.span() for match in _BLOCK.finditer(text, start, end)]
    lead: Span | None = None
    last = -1
    for first, stop in [*blocks, (end, end)]:
        block = text[first:stop]
        if lead and (BULLET.match(block) or is_pair(block)):
            last = stop
            continue
        if lead and last > 0:
            yield split_sentences(text, *lead)[-1], last
        lead, last = ((first, stop) if block.endswith(":") else None), -1


def _apart(spans: Sequence[Span]) -> list[Span]:
    """Return the spans in order, of those that overlap the first one alone.

    >>> _apart([(5, 9), (0, 3), (7, 12)])
    [(0, 3), (5, 9)]
    """
    kept: list[Span] = []
    for start, end in sorted(spans):
        if not kept or kept[-1][1] <= start:
            kept.append((start, end))
    return kept


def _lead(text: str, lists: Sequence[tuple[Span, int]], start: int) -> str:
    """Return the sentence that introduces a list, if a passage begins within the list."""
    row = bisect_left(lists, start, key=lambda found: found[0][1]) - 1
    lead = text[slice(*lists[row][0])] if row >= 0 and start < lists[row][1] else ""
    return "" if BULLET.match(lead) else lead


def split_sentences(text: str, start: int = 0, end: int | None = None) -> tuple[Span, ...]:
    """Return the spans of the sentences of `text[start:end]`, without the blanks between them.

    A blank line ends a sentence too. Initials, usual abbreviations and a lead in capitals do not.

    >>> text = "The U.S. market grew 8.5%. It fell (see No. 3)! “Why?” Nobody knows"
    >>> [text[a:b] for a, b in split_sentences(text)]
    ['The U.S. market grew 8.5%.', 'It fell (see No. 3)!', '“Why?”', 'Nobody knows']
    >>> len(split_sentences("LIFE CYCLE. Look at every age. Then act."))
    2
    """
    end = len(text) if end is None else end
    spans: list[Span] = []
    at = start
    for match in _END.finditer(text, start, end):
        if not match[1] or not (match[1].islower() or _goes_on(text[at : match.end()])):
            spans += _trim(text, at, match.end())
            at = match.end()
    spans += _trim(text, at, end)
    return tuple(part for span in spans for part in _cut_long(text, span))


def _goes_on(text: str) -> bool:
    """Tell whether what looks like a sentence is but an abbreviation's end, or a lead in capitals."""
    is_lead = len(text) < MAX_LEAD_CHARS and text.strip(" .").isupper() and "\n" not in text.strip()
    return is_lead or bool(_ABBREVIATION.search(text[-12:]))


def _trim(text: str, start: int, end: int) -> list[Span]:
    stripped = text[start:end].strip()
    at = text.find(stripped, start) if stripped else start
    return [(at, at + len(stripped))] if stripped else []


def _cut_long(text: str, span: Span) -> Iterator[Span]:
    """Cut a span of more than MAX_WORDS words at blanks."""
    words = list(re.finditer(r"\S+", text[span[0] : span[1]]))
    for first in range(0, len(words), MAX_WORDS):
        last = words[min(first + MAX_WORDS, len(words)) - 1]
        yield span[0] + words[first].start(), span[0] + last.end()


def pack(
    text: str, sentences: tuple[Span, ...], agencies: frozenset[str] = frozenset(), whole: Sequence[Span] = ()
) -> list[tuple[Span, ...]]:
    """Group sentences into passages of MIN_WORDS to MAX_WORDS words; a short rest joins the passage before it.

    A line that names nothing but some of the `agencies` closes a passage. Each of `whole`, a figure or a list, stays
    in one passage if it fits into one.
    """
    groups: list[list[Span]] = []
    room = at = 0
    for start, end in sentences:
        n_words = len(text[start:end].split())
        while at < len(whole) and whole[at][1] <= start:
            at += 1
        first, last = whole[at] if at < len(whole) else (len(text), len(text))
        n_needed = len(text[start:last].split()) if first == start else n_words
        if not groups or n_words > room or room < n_needed <= MAX_WORDS:
            groups.append([])
            room = MAX_WORDS
        groups[-1].append((start, end))
        room -= n_words
        if MAX_WORDS - room >= MIN_WORDS and not first < end < last and _closes(text, (start, end), agencies):
            room = 0
    if len(groups) > 1 and _count(text, groups[-1]) < MIN_WORDS:
        _even_out(text, groups, agencies, whole)
    return [tuple(group) for group in groups]


def _closes(text: str, span: Span, agencies: frozenset[str]) -> bool:
    names = find_agencies(text[span[0] : span[1]])
    return bool(names) and agencies.issuperset(names)


def _even_out(text: str, groups: list[list[Span]], agencies: frozenset[str], whole: Sequence[Span]) -> None:
    """Fill a short last group up from the one before it, as far as it takes no more; a scrap joins that one."""
    before, last = groups[-2], groups[-1]
    if _count(text, last) < SCRAP_WORDS:
        before += groups.pop()
        return
    if _closes(text, before[-1], agencies):
        return
    while len(before) > 1 and _count(text, last) < MIN_WORDS and _count(text, [before[-1], *last]) <= MAX_WORDS:
        if any(first < before[-1][0] < end for first, end in whole):
            return
        last.insert(0, before.pop())


def _count(text: str, spans: list[Span]) -> int:
    return sum(len(text[start:end].split()) for start, end in spans)
