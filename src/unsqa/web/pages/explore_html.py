"""What stands under the pictures, as HTML: the passages behind a mark, and tables. Pure functions, as render.py."""

from __future__ import annotations

import csv
import io
import re
from html import escape
from typing import TYPE_CHECKING

from unsqa.answering.citing import place_passage
from unsqa.answering.wording import say
from unsqa.browsing.addresses import address_of
from unsqa.web.sdg_badges import sdg_badges_html
from unsqa.web.strings import tell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from unsqa.types import Document, Passage

MAX_PASSAGES = 60  # listed under a mark
FIRST_WORDS = 90  # characters

Span = tuple[int, int]


def passages_html(
    passages: Sequence[Passage],
    documents: Mapping[str, Document],
    what: str,
    language: str,
    span: Span | None = None,
    *,
    is_open: bool = True,
) -> str:
    """Return the passages behind a mark as a list to open, the words of `span` marked; `what` names the mark.

    One that is alone `is_open` at once.
    """
    shown = passages[:MAX_PASSAGES]
    key = "found_none" if not passages else "found_one" if len(passages) == 1 else "found"
    key = "found_first" if len(shown) < len(passages) else key
    said = tell(f"explore.{key}", language, n=len(passages), shown=len(shown), what=what)
    cards = "".join(
        _card(passage, documents[passage.document], language, span=span, is_open=is_open and len(passages) == 1)
        for passage in shown
    )
    return (
        f'<div class="unsqa-explore-behind"><p class="unsqa-explore-told" role="status">{escape(said)}</p>{cards}</div>'
    )


def table_html(caption: str, header: Sequence[str], rows: Sequence[Sequence[str]], n_numbers: int) -> str:
    """Return a table; its first cells are the rows' headers, its last `n_numbers` columns numbers."""
    n_texts = len(header) - n_numbers
    head = "".join(f'<th scope="col"{_side(at >= n_texts)}>{escape(name)}</th>' for at, name in enumerate(header))
    body = "".join(
        "<tr>"
        + "".join(
            f'<th scope="row">{escape(cell)}</th>' if at == 0 else f"<td{_side(at >= n_texts)}>{escape(cell)}</td>"
            for at, cell in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="unsqa-explore-table" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def to_csv(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Return a table as CSV in UTF-8, with the mark by which spreadsheets know it."""
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode("utf-8-sig")


def address_link(document: Document, span: Span, label: str) -> str:
    """Return the link to words of a report, as the page of the report shows them."""
    address = address_of(document.id, document.lines_of(*span), document.text[slice(*span)])
    return f'<a class="unsqa-open" href="{escape(address)}" target="_self">{escape(label)}</a>'


def first_words(text: str) -> str:
    """Return the first words of a text in one line.

    >>> first_words("Two wells  were dug.")
    'Two wells were dug.'
    """
    line = " ".join(text.split())
    return line if len(line) <= FIRST_WORDS else f"{line[:FIRST_WORDS].rsplit(' ', 1)[0]} …"


def heading_of(passage: Passage, language: str) -> str:
    """Return the innermost heading over a passage, or the words that there is none."""
    return passage.section.headings[-1] if passage.section.headings else tell("explore.no_heading", language)


def _side(is_number: bool) -> str:
    return ' class="unsqa-explore-right"' if is_number else ""


def _card(passage: Passage, document: Document, language: str, *, span: Span | None, is_open: bool) -> str:
    spoken, within = escape(document.report.language), _within(passage, span) or (passage.start, passage.end)
    path = " <span aria-hidden='true'>›</span> ".join(
        escape(part) for part in (document.report.title, *passage.section.headings)
    )
    agencies = ", ".join(passage.section.agencies)
    named = f'<p class="unsqa-agencies">{escape(say("agencies", language, names=agencies))}</p>' if agencies else ""
    return (
        f'<details class="unsqa-near"{" open" if is_open else ""}><summary>'
        f'<span class="unsqa-title" lang="{spoken}">{escape(heading_of(passage, language))}</span> '
        f'<span class="unsqa-place">{escape(place_passage(passage, document, language))}</span>'
        f'<span class="unsqa-explore-snippet" lang="{spoken}">{escape(first_words(passage.text))}</span></summary>'
        f'<p class="unsqa-path" lang="{spoken}">{path}</p>'
        f'<div class="unsqa-passage" lang="{spoken}">{_marked(passage, span)}</div>{named}'
        f"{sdg_badges_html(passage.section.sdgs, language)}"
        f'<p class="unsqa-actions">{address_link(document, within, tell("explore.open", language))}</p></details>'
    )


def _within(passage: Passage, span: Span | None) -> Span | None:
    return span if span and passage.start <= span[0] and span[1] <= passage.end else None


def _marked(passage: Passage, span: Span | None) -> str:
    inner = _within(passage, span)
    if not inner:
        return escape(_close_up(passage.text))
    start, end = inner[0] - passage.start, inner[1] - passage.start
    before, words, after = passage.text[:start], passage.text[start:end], passage.text[end:]
    return f"{escape(_close_up(before))}<mark>{escape(words)}</mark>{escape(_close_up(after))}"


def _close_up(text: str) -> str:
    """Leave no empty lines, of which figures have one a value."""
    return re.sub(r"\n{2,}", "\n", text)
