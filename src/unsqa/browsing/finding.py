"""What a person types -> the places of a report that have it. Plain text search; no model, no index.

Words are found whatever their case and accents, and as the beginning of longer ones; words in quotes as a phrase.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from unsqa.browsing.blocks import split_chunks
from unsqa.browsing.contents import page_of
from unsqa.browsing.matching import find_words, split_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unsqa.types import Document, Page

MAX_SIDE_CHARS = 70  # of a snippet, before and after the words found
MAX_TYPED_CHARS = 200

Span = tuple[int, int]

_QUOTED = re.compile(r"[\"“«]([^\"”»]*)[\"”»]")
_PHRASE = re.compile(r"[\"“«][^\"”»]*[\"”»]|\S+")


@dataclass(frozen=True, slots=True)
class Found:
    """A paragraph that has all that was looked for: where each stands, the heading over it, and its page.

    `snippet` is the text around the first, in runs, each with whether it was looked for.
    """

    spans: tuple[Span, ...]
    snippet: tuple[tuple[str, bool], ...]
    heading: str
    page: Page | None


def find_places(document: Document, typed: str) -> tuple[Found, ...]:
    """Return the paragraphs that have all the words, or the phrase, in the order of the text; none without words."""
    phrases = [words for part in _PHRASE.findall(typed[:MAX_TYPED_CHARS]) for words in _read(part)]
    if not phrases:
        return ()
    text = document.text
    chunks = split_chunks(text, 0, len(text))
    kept: dict[int, list[Span]] | None = None
    for words in phrases:
        found: dict[int, list[Span]] = {}
        row = 0
        for span in find_words(text, words, whole=False):
            while chunks[row][1] <= span[0]:
                row += 1
            if span[1] <= chunks[row][1]:
                found.setdefault(row, []).append(span)
        kept = found if kept is None else {row: kept[row] + found[row] for row in kept if row in found}
    return tuple(_describe(document, _merge(spans), chunks[row]) for row, spans in sorted((kept or {}).items()))


def _read(part: str) -> list[list[str]]:
    """Return what a part of what was typed looks for: a phrase, the words of which stand together.

    A word with a hyphen is such a phrase, too.
    """
    quoted = _QUOTED.fullmatch(part)
    words = split_words(quoted[1] if quoted else part)
    return [words] if words else []


def _merge(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return spans in order, those that overlap as one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return tuple(merged)


def _describe(document: Document, spans: tuple[Span, ...], chunk: Span) -> Found:
    row = bisect_right(document.sections, spans[0][0], key=lambda section: section.end)  # they are in order
    heading = document.sections[row].headings if row < len(document.sections) else ()
    snippet = _cut(document.text, spans, chunk)
    return Found(spans, snippet, heading[-1] if heading else "", page_of(document, spans[0][0]))


def _cut(text: str, spans: Sequence[Span], chunk: Span) -> tuple[tuple[str, bool], ...]:
    """Return the words found with those around them, cut at blanks."""
    start = max(chunk[0], spans[0][0] - MAX_SIDE_CHARS)
    end = min(chunk[1], spans[0][1] + MAX_SIDE_CHARS)
    if start > chunk[0]:
        start = text.find(" ", start - 1, spans[0][0]) + 1 or spans[0][0]
    if end < chunk[1]:
        end = max(text.rfind(" ", spans[0][1], end), spans[0][1])
    runs: list[tuple[str, bool]] = [("… ", False)] if start > chunk[0] else []
    for first, last in spans:
        if last <= end:
            runs += [(text[start:first], False), (text[first:last], True)]
            start = last
    runs += [(text[start:end], False), (" …" if end < chunk[1] else "", False)]
    return tuple(run for run in runs if run[0])
