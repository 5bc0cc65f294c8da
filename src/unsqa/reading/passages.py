r"""Sections -> passages: runs of whole sentences, 60 to 180 words where the section has that many.

A passage never runs over a heading; it closes after a line of agencies, which ends a result. A sentence longer than
a passage may be (a list without a full stop) is cut at a blank.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from typing import TYPE_CHECKING

from unsqa.reading.outline import find_agencies
from unsqa.types import Document, Passage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from unsqa.types import Section

MIN_WORDS, MAX_WORDS = 60, 180
SCRAP_WORDS = 25  # a tag or a source line: too little to be found by itself
MAX_LEAD_CHARS = 60

_END = re.compile(r"(?<![.!?…])[.!?…]++[”’\"')\]»]*+(?=\s+[“‘\"'(\[¿¡«]*([^\W_]))|[。！？؟]|\n\n")
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
    for section in document.sections:
        spans = split_sentences(document.text, section.start, section.end)
        for sentences in pack(document.text, spans, frozenset(section.agencies)):
            start, end = sentences[0][0], sentences[-1][1]
            text = document.text[start:end]
            digest = hashlib.sha256(text.encode()).hexdigest()[:12]
            seen[digest] += 1
            suffix = f"-{seen[digest]}" if seen[digest] > 1 else ""
            passages.append(_passage(document, section, f"{digest}{suffix}", sentences))
    return tuple(passages)


def _passage(document: Document, section: Section, key: str, sentences: tuple[Span, ...]) -> Passage:
    start, end = sentences[0][0], sentences[-1][1]
    return Passage(f"{document.id}/{key}", document.id, section, start, end, document.text[start:end], sentences)


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


def pack(text: str, sentences: tuple[Span, ...], agencies: frozenset[str] = frozenset()) -> list[tuple[Span, ...]]:
    """Group sentences into passages of MIN_WORDS to MAX_WORDS words; a short rest joins the passage before it.

    A line that names nothing but some of the `agencies` closes a passage.
    """
    groups: list[list[Span]] = []
    room = 0
    for start, end in sentences:
        n_words = len(text[start:end].split())
        if not groups or n_words > room:
            groups.append([])
            room = MAX_WORDS
        groups[-1].append((start, end))
        room -= n_words
        if MAX_WORDS - room >= MIN_WORDS and _closes(text, (start, end), agencies):
            room = 0
    if len(groups) > 1 and _count(text, groups[-1]) < MIN_WORDS:
        _even_out(text, groups, agencies)
    return [tuple(group) for group in groups]


def _closes(text: str, span: Span, agencies: frozenset[str]) -> bool:
    names = find_agencies(text[span[0] : span[1]])
    return bool(names) and agencies.issuperset(names)


def _even_out(text: str, groups: list[list[Span]], agencies: frozenset[str]) -> None:
    """Fill a short last group up from the one before it, as far as it takes no more; a scrap joins that one."""
    before, last = groups[-2], groups[-1]
    if _count(text, last) < SCRAP_WORDS:
        before += groups.pop()
        return
    if _closes(text, before[-1], agencies):
        return
    while len(before) > 1 and _count(text, last) < MIN_WORDS and _count(text, [before[-1], *last]) <= MAX_WORDS:
        last.insert(0, before.pop())


def _count(text: str, spans: list[Span]) -> int:
    return sum(len(text[start:end].split()) for start, end in spans)
