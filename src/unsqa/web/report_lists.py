"""What leads into a report, as HTML: its contents as a tree, and the places that a search found. Pure, as render.py.

Each link has the address of its place, and in `data-to` the id of what it leads to if that is drawn already.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from unsqa.browsing.addresses import address_of
from unsqa.web.report_html import anchor_of, place_address
from unsqa.web.report_words import found_id, page_html
from unsqa.web.strings import tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unsqa.browsing.blocks import Block
    from unsqa.browsing.contents import Entry
    from unsqa.browsing.finding import Found
    from unsqa.types import Document, Report

MAX_LISTED = 100
OPEN_LEVELS = 1  # of the contents, shown open


def contents_html(document: Document, entries: Sequence[Entry], language: str) -> str:
    """Return the contents, the chapters open; nothing for a report without headings."""
    if not entries:
        return ""
    title = escape(tell("report.contents", language))
    tree = _tree(document, entries, language, 1)
    return (
        f'<nav class="unsqa-contents" aria-labelledby="contents-title"><h2 id="contents-title">{title}</h2>'
        f'<div lang="{escape(document.report.language)}">{tree}</div></nav>'
    )


def _tree(document: Document, entries: Sequence[Entry], language: str, level: int) -> str:
    items = ""
    for entry in entries:
        link = _link(document, entry, language)
        if entry.entries:
            is_open = " open" if level <= OPEN_LEVELS else ""
            below = _tree(document, entry.entries, language, level + 1)
            label = escape(tell("report.below", language, title=entry.title))
            link = f'{link}<details{is_open}><summary aria-label="{label}"></summary>{below}</details>'
        items += f"<li>{link}</li>"
    return f"<ul>{items}</ul>"


def _link(document: Document, entry: Entry, language: str) -> str:
    address = escape(place_address(document, entry.start, entry.end))
    page = f" {page_html(entry.page, language)}" if entry.page else ""
    return (
        f'<a href="{address}" target="_self" data-to="{anchor_of(entry.start)}">'
        f"<span>{escape(entry.title)}</span>{page}</a>"
    )


def places_html(document: Document, found: Sequence[Found], typed: str, language: str) -> str:
    """Return how often and where words were found, each place with the text around them."""
    n_times = sum(len(one.spans) for one in found)
    key = ("found_none", "found_once" if n_times == 1 else "found_here", "found")[min(len(found), 2)]
    said = tell(f"report.{key}", language, times=n_times, places=len(found), typed=typed)
    if len(found) > MAX_LISTED:
        said = f"{said} {tell('report.found_first', language, shown=MAX_LISTED)}"
    items = "".join(_place(document, one, row, language) for row, one in enumerate(found[:MAX_LISTED]))
    items = items and f'<ol lang="{escape(document.report.language)}">{items}</ol>'
    return f'<div class="unsqa-places"><p role="status">{escape(said)}</p>{items}</div>'


def _place(document: Document, found: Found, row: int, language: str) -> str:
    address = escape(place_address(document, *found.spans[0]))
    snippet = "".join(f"<b>{escape(run)}</b>" if is_found else escape(run) for run, is_found in found.snippet)
    page = f" {page_html(found.page, language)}" if found.page else ""
    return (
        f'<li><a href="{address}" target="_self" data-to="{found_id(row)}"><span class="unsqa-snippet">{snippet}</span>'
        f'<span class="unsqa-under">{escape(found.heading)}{page}</span></a></li>'
    )


def pager_html(document: Document, firsts: Sequence[Block], row: int, language: str) -> str:
    """Return the ways to the part before and the part after, given the first block of each part."""
    links = ""
    for name, to in (("previous", row - 1), ("next", row + 1)):
        if 0 <= to < len(firsts):
            address = escape(place_address(document, firsts[to].start, firsts[to].end))
            label = escape(tell(f"report.{name}", language))
            links += f'<a href="{address}" target="_self" data-to="">{label}</a>'
    here = escape(tell("report.part", language, part=row + 1, n=len(firsts)))
    return f'<nav class="unsqa-pager" aria-label="{here}"><span>{here}</span>{links}</nav>'


def unknown_report_html(asked: str, reports: Sequence[Report], language: str) -> str:
    """Return a notice that there is no such report, and links to those there are."""
    links = "".join(
        f'<li lang="{escape(report.language)}"><a href="{escape(address_of(report.id))}" target="_self">'
        f"{escape(report.title)}</a></li>"
        for report in reports
    )
    said = escape(tell("report.unknown_report", language, report=asked))
    return f'<div class="unsqa-notice" role="alert"><p>{said}</p><ul>{links}</ul></div>'
