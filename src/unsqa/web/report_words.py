"""The words of a report as HTML: with what is highlighted, the numbers of footnotes and where pages begin.

Pure, as render.py. What is put in between the words carries a class of INSERTED; without it the words are the text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from unsqa.browsing.contents import page_of
from unsqa.web.strings import tell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from unsqa.browsing.addresses import Place
    from unsqa.browsing.finding import Found
    from unsqa.types import Document, Page

CITED = "cited"  # the id of the words that an address leads to
PAGE, REFERENCE = "unsqa-page", "unsqa-ref"
INSERTED = (PAGE, REFERENCE)

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Highlight:
    """Words to mark, the class of the mark, and its id (""; it has none)."""

    start: int
    end: int
    name: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Inserts:
    """HTML to put in at offsets, in order: `after` the character before an offset, or `before` the one at it."""

    after: tuple[tuple[int, str], ...]
    before: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Words:
    """The text of a document, what is highlighted in it (in order, by kind), and what is put in between."""

    text: str
    cited: tuple[Highlight, ...]
    found: tuple[Highlight, ...]
    inserts: Inserts

    def write(self, start: int, end: int) -> str:
        """Return `text[start:end]` as HTML."""
        marks = [*_within(self.found, start, end), *_within(self.cited, start, end)]
        after = _between(self.inserts.after, start + 1, end + 1)
        before = _between(self.inserts.before, start, end)
        bounds = {start, end, *(offset for offset, _ in (*after, *before))}
        bounds |= {min(max(at, start), end) for mark in marks for at in (mark.start, mark.end)}
        cuts = sorted(bounds)
        written: list[str] = []
        for first, last in zip(cuts, [*cuts[1:], end], strict=True):
            written += [html for offset, html in after if offset == first]
            written += [html for offset, html in before if offset == first]
            if first < last:
                written.append(_mark(escape(self.text[first:last]), first, [m for m in marks if _holds(m, first)]))
        return "".join(written)

    def pages_between(self, start: int, end: int) -> str:
        """Return the marks of the pages that begin between two offsets."""
        return "".join(html for _, html in _between(self.inserts.before, start, end))

    def is_marked(self, start: int, end: int) -> bool:
        """Tell whether anything between two offsets is highlighted."""
        return bool(_within(self.cited, start, end) or _within(self.found, start, end))

    def is_cited(self, start: int, end: int) -> bool:
        """Tell whether any of the words that an address leads to stand between two offsets."""
        return bool(_within(self.cited, start, end))


def prepare_words(document: Document, place: Place | None, found: Sequence[Found], language: str) -> Words:
    """Return the words of a document with what an address leads to and what was found by a search highlighted."""
    cited = (Highlight(place.start, place.end, "unsqa-cited", CITED),) if place else ()
    spans = [
        Highlight(start, end, "unsqa-found", found_id(number) if row == 0 else "")
        for number, one in enumerate(found)
        for row, (start, end) in enumerate(one.spans)
    ]
    pages = tuple((offset, page_html(page, language)) for offset, page in _page_starts(document))
    return Words(
        document.text, cited, tuple(sorted(spans, key=_start)), Inserts(_references(document, language), pages)
    )


def found_id(number: int) -> str:
    """Return the id of the first word of a place that a search found, numbered from 0."""
    return f"found-{number + 1}"


def page_html(page: Page, language: str, tag: str = "span") -> str:
    """Return the label of a page, for the margin or beside a heading."""
    label = page.label.replace("-", "\u2013")
    said = tell("report.page" if page.printed else "report.page_inferred", language, label=label)
    shown = tell("report.page", language, label=label)
    return f'<{tag} class="{PAGE}" title="{escape(said)}">{escape(shown)}</{tag}>'


def _references(document: Document, language: str) -> tuple[tuple[int, str], ...]:
    """Return the numbers of the footnotes, which lead to them, each where its mark stood, before any blanks."""
    found: list[tuple[int, str]] = []
    for row, note in enumerate(document.footnotes):
        at = min(note.at or 0, len(document.text))
        while at and document.text[at - 1].isspace():
            at -= 1
        label = tell("report.note", language, mark=note.mark)
        link = (
            f'<sup class="{REFERENCE}"><a id="ref-{row}" href="#note-{row}" data-to="note-{row}" role="doc-noteref" '
            f'aria-label="{escape(label)}">{escape(note.mark or "*")}</a></sup>'
        )
        found += [(at, link)] if at else []
    return tuple(sorted(found))


def _page_starts(document: Document) -> Iterator[tuple[int, Page]]:
    """Yield where the text goes over to another page, at the first character on it that is no blank."""
    label = ""
    for offset, _ in document.line_starts:
        page = page_of(document, offset)
        if page and page.label != label:
            rest = document.text[offset : offset + 200]
            yield offset + len(rest) - len(rest.lstrip()), page
            label = page.label


def _start(mark: Highlight) -> int:
    return mark.start


def _within(marks: Sequence[Highlight], start: int, end: int) -> Sequence[Highlight]:
    """Return the highlights that overlap a span; they are in order and do not overlap one another."""
    first = bisect_right(marks, start, key=lambda mark: mark.end)
    return marks[first : max(first, bisect_left(marks, end, key=_start))]


def _between(inserts: Sequence[tuple[int, str]], start: int, end: int) -> Sequence[tuple[int, str]]:
    first, last = (bisect_left(inserts, at, key=lambda insert: insert[0]) for at in (start, end))
    return inserts[first : max(first, last)]


def _holds(mark: Highlight, offset: int) -> bool:
    return mark.start <= offset < mark.end


def _mark(words: str, start: int, marks: Sequence[Highlight]) -> str:
    for mark in marks:
        name = f' id="{mark.id}" tabindex="-1"' if mark.id and mark.start == start else ""
        words = f'<mark class="{mark.name}"{name}>{words}</mark>'
    return words
