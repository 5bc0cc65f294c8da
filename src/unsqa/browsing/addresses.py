"""Addresses of places in reports, of questions: what a link holds, and what it leads to.

A place is given by source lines, which stay when the reading of a report changes, and by the first words quoted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, urlencode

from unsqa.browsing.matching import find_words, split_words
from unsqa.reading.passages import split_sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unsqa.types import Document

MAX_WORDS = 120  # characters of the quoted words in an address: enough to find them again on their lines

Span = tuple[int, int]

_BEFORE, _AFTER = re.compile(r"[\W_]*"), re.compile(r"[\W_]*\Z")
_LINES = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9}))?")


@dataclass(frozen=True, slots=True)
class Place:
    """What an address leads to, `text[start:end]`, and what it was found by.

    "words": the words, on their lines if lines were given; "moved": the words, which stand on other lines; "lines":
    the lines, no words were given; "lost": the lines, the words are not in the report.
    """

    start: int
    end: int
    by: Literal["words", "moved", "lines", "lost"]


def address_of(report: str, lines: tuple[int, int] | None = None, words: str = "") -> str:
    """Return the address, relative to the app's, of a report or of words on its source lines.

    >>> address_of("a-report", (12, 14), "It has 89 shelters.")
    'report?report=a-report&at=12-14&words=It%20has%2089%20shelters.'
    """
    found = {"report": report}
    if lines:
        found["at"] = f"{lines[0]}-{lines[1]}"
        if words:
            found["words"] = words[:MAX_WORDS]
    return f"report?{urlencode(found, quote_via=quote)}"


def question_address(question: str) -> str:
    """Return the address, relative to the app's, that asks a question.

    >>> question_address("How many?")
    '?q=How%20many%3F'
    """
    return f"?{urlencode({'q': question}, quote_via=quote)}"


def resolve(document: Document, at: str, words: str = "") -> Place | None:
    """Return the place that an address means, or None when the report has neither its lines nor its words.

    Words are told whatever their case, blanks and punctuation. Those that an address cut short reach to the end of
    their sentence. Words that stand in several places, and on none of the lines, are not guessed at.
    """
    pieces = _pieces(document, at)
    sought = split_words(words)
    is_cut = len(words) >= MAX_WORDS
    found = find_words(document.text, sought[:-1] if is_cut else sought, whole=True)
    here = [span for span in found if any(span[0] < end and start < span[1] for start, end in pieces)]
    if here or len(found) == 1:
        by: Literal["words", "moved"] = "words" if here or not at else "moved"
        start, end = _with_edges(document.text, (here or found)[0], words)
        return Place(start, _sentence_end(document.text, start, end) if is_cut else end, by)
    if not pieces:
        return None
    start, end = max(pieces, key=lambda piece: piece[1] - piece[0])
    return Place(start, end, "lost" if sought else "lines")


def _pieces(document: Document, at: str) -> list[Span]:
    """Return the runs of text that are from the lines of an address; the lines of a report may jump back and forth."""
    match = _LINES.fullmatch(at)
    if not match:
        return []
    first, last = sorted((int(match[1]), int(match[2] or match[1])))
    ends = [*(offset for offset, _ in document.line_starts[1:]), len(document.text)]
    runs: list[Span] = []
    for (start, line), end in zip(document.line_starts, ends, strict=True):
        if not first <= line <= last:
            continue
        if runs and not document.text[runs[-1][1] : start].strip():
            runs[-1] = runs[-1][0], end
        else:
            runs.append((start, end))
    return _trim(document.text, runs)


def _trim(text: str, runs: Sequence[Span]) -> list[Span]:
    trimmed = [(end - len(text[start:end].lstrip()), start + len(text[start:end].rstrip())) for start, end in runs]
    return [(start, end) for start, end in trimmed if start < end]


def _sentence_end(text: str, start: int, end: int) -> int:
    """Return where the sentence ends that the words from `start` to `end` break off in."""
    paragraph = text.find("\n\n", end)
    sentences = split_sentences(text, start, len(text) if paragraph < 0 else paragraph)
    return next((last for _, last in sentences if last >= end), end)


def _with_edges(text: str, span: Span, words: str) -> Span:
    """Return the span of words with the signs before and after them, as far as the text has the same.

    >>> _with_edges("He said: “No.” Then", (10, 12), "“No.”")
    (9, 14)
    """
    first, last = (match.span() for match in (_BEFORE.match(words), _AFTER.search(words)) if match)
    before, after = words[slice(*first)], words[slice(*last)]
    n_before = max(n for n in range(len(before) + 1) if text[: span[0]].endswith(before[len(before) - n :]))
    n_after = max(n for n in range(len(after) + 1) if text.startswith(after[:n], span[1]))
    return span[0] - n_before, span[1] + n_after
