"""A report as HTML: its head, and its blocks as headings, paragraphs, lists, framed boxes, tables and notes.

Pure, as render.py: the blocks come from unsqa.browsing, their words from report_words.py.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from unsqa.answering.citing import place as say_place
from unsqa.browsing.addresses import address_of
from unsqa.browsing.blocks import split_chunks
from unsqa.reading.blocks.recognize import BULLET
from unsqa.web.copying import copy_button
from unsqa.web.report_words import PAGE
from unsqa.web.strings import tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unsqa.browsing.addresses import Place
    from unsqa.browsing.blocks import Block
    from unsqa.types import Document, Figure, FigureRow
    from unsqa.web.report_words import Words

MAX_HEADING = 6
# What article_html adds to the words of the report, by tag or class; without it they are the text.
ADDED = ("header", "figcaption", "table.unsqa-record", ".unsqa-aside", ".unsqa-copy", ".unsqa-back", "summary")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A document, its words, the place that is highlighted, and the language of the app."""

    document: Document
    words: Words
    place: Place | None
    language: str


def article_html(drawing: Drawing, blocks: Sequence[Block]) -> str:
    """Return a report, or a part of one, in the report's language."""
    spoken = escape(drawing.document.report.language)
    return (
        f'<article class="unsqa-report" lang="{spoken}" aria-labelledby="report-title">'
        f"{_head(drawing)}{_draw(blocks, drawing)}</article>"
    )


def anchor_of(offset: int) -> str:
    """Return the id of the heading that begins at an offset."""
    return f"at-{offset}"


def place_address(document: Document, start: int, end: int) -> str:
    """Return the address of a span of a report."""
    words = " ".join(document.text[start:end].split())
    return address_of(document.id, document.lines_of(start, end), words)


def _head(drawing: Drawing) -> str:
    """Return the title, who published the report, and the way to the original."""
    report, language = drawing.document.report, drawing.language
    about = " · ".join(str(fact) for fact in (report.publisher, report.country, report.year) if fact)
    original = ""
    if report.address.startswith(("https://", "http://")):
        label = escape(tell("report.original", language))
        original = f'<a href="{escape(report.address)}" target="_blank" rel="noopener">{label}</a>'
    copy = copy_button(tell("report.copy_link", language), address_of(report.id), is_address=True)
    side = escape(tell("report.open_side", language))
    return (
        f'<header><h1 id="report-title">{escape(report.title)}</h1><p class="unsqa-about">{escape(about)}</p>'
        f'<p class="unsqa-actions" lang="{language}"><button type="button" class="unsqa-copy unsqa-side" '
        f"data-open-side>{side}</button> {original} {copy}</p></header>"
    )


def _draw(blocks: Sequence[Block], drawing: Drawing) -> str:
    """Return blocks one after the other; items in a list, rows in a table."""
    written: list[str] = []
    for kind, run in groupby(blocks, key=lambda block: block.kind):
        if kind == "item":
            items = "".join(f"<li>{_here(block, drawing)}{_item(block, drawing)}</li>" for block in run)
            written.append(f"<ul>{items}</ul>")
        elif kind == "row":
            rows = list(run)
            written += [*(_here(block, drawing) for block in rows), _rows(rows, drawing)]
        else:
            written += [f"{_here(block, drawing)}{_block(block, drawing)}" for block in run]
    return "".join(written)


def _block(block: Block, drawing: Drawing) -> str:
    doubt = _aside(tell("report.doubtful", drawing.language), drawing) if block.doubtful else ""
    if block.kind == "heading":
        return _heading(block, drawing)
    if block.kind == "figure":
        return _figure(block, drawing)
    if block.kind == "note":
        return _note(block, drawing)
    if block.blocks:
        label = escape(tell(f"report.{block.kind}", drawing.language))
        inner = f"{doubt}{_draw(block.blocks, drawing)}"
        return f'<div class="unsqa-frame unsqa-{block.kind}" role="group" aria-label="{label}">{inner}</div>'
    if block.kind == "entry":
        at = drawing.words.text.index(":", block.start) + 1
        words = f"<strong>{drawing.words.write(block.start, at)}</strong>{drawing.words.write(at, block.end)}"
        return f'<p class="unsqa-entry">{words}</p>'
    name = f' class="unsqa-{block.kind}"' if block.kind != "paragraph" else ""
    return f"{doubt}<p{name}>{drawing.words.write(block.start, block.end)}</p>"


def _heading(block: Block, drawing: Drawing) -> str:
    """Return a heading with a button that copies its address; of two lines, the first stands over the second."""
    document, language = drawing.document, drawing.language
    *over, last = split_chunks(document.text, block.start, block.end)
    shown = "".join(f'<span class="unsqa-over">{drawing.words.write(*span)}</span> ' for span in over)
    level = min(block.level + 1, MAX_HEADING)
    label = escape(tell("report.copy_place", language, title=block.title))
    address = escape(place_address(document, block.start, block.end))
    return (
        f'<h{level} id="{anchor_of(block.start)}" tabindex="-1" class="unsqa-level-{min(block.level, MAX_HEADING)}" '
        f'aria-label="{escape(block.title)}">'
        f'{shown}{drawing.words.write(*last)} <button type="button" class="unsqa-copy" lang="{language}" '
        f'aria-label="{label}" data-copy-address="{address}">{escape(tell("report.copy_link", language))}</button>'
        f"</h{level}>"
    )


def _item(block: Block, drawing: Drawing) -> str:
    match = BULLET.match(drawing.words.text[block.start : block.end])
    at = block.start + (match.end() if match else 0)
    bullet = drawing.words.write(block.start, at)
    return f'<span class="unsqa-bullet" aria-hidden="true">{bullet}</span>{drawing.words.write(at, block.end)}'


def _note(block: Block, drawing: Drawing) -> str:
    """Return a footnote, its number raised, with the way back to where it is referred to."""
    notes = drawing.document.footnotes
    row = next(row for row, note in enumerate(notes) if note.start <= block.start < note.end)
    is_first = notes[row].start == block.start
    is_marked = is_first and drawing.words.text.startswith(notes[row].mark, block.start)
    at = block.start + (len(notes[row].mark) if is_marked else 0)
    name = f' id="note-{row}" tabindex="-1"' if is_first else ""
    back = ""
    if is_first and notes[row].at:
        label = escape(tell("report.back", drawing.language))
        back = f' <a class="unsqa-back" href="#ref-{row}" data-to="ref-{row}" aria-label="{label}">↩</a>'
    number = f"<sup>{drawing.words.write(block.start, at)}</sup>" if at > block.start else ""
    words = drawing.words.write(at, block.end)
    return f'<p class="unsqa-note" role="doc-footnote"{name}>{number}{words}{back}</p>'


def _rows(rows: Sequence[Block], drawing: Drawing) -> str:
    """Return rows of a table that is no figure as they stand, a cell for each tab."""
    label = escape(tell("report.table", drawing.language))
    body = ""
    for row in rows:
        at, cells = row.start, ""
        for cell in drawing.words.text[row.start : row.end].split("\t"):
            cells += f"<td>{drawing.words.write(at, at + len(cell))}</td>"
            at += len(cell) + 1
        body += f"<tr>{cells}</tr>"
    return _frame_table(f"<table>{body}</table>", label)


def _frame_table(table: str, label: str) -> str:
    """Return a table that scrolls by itself where it is wider than the page."""
    return f'<div class="unsqa-table" tabindex="0" role="region" aria-label="{label}">{table}</div>'


def _figure(block: Block, drawing: Drawing) -> str:
    """Return the records of figures as tables, and the words that they were read from."""
    words = _draw(block.blocks, replace(drawing, place=None))  # where it stands is said over the figure
    records = "".join(_record(figure, drawing) for figure in block.figures)
    if records and any(figure.rows or figure.name or figure.title for figure in block.figures):
        is_open = " open" if drawing.words.is_marked(block.start, block.end) else ""
        summary = escape(tell("report.as_printed", drawing.language))
        words = f'<details{is_open}><summary lang="{drawing.language}">{summary}</summary>{words}</details>'
    pages = drawing.words.pages_between(block.start, block.end).rpartition(f'<span class="{PAGE}"')
    page = "".join(pages[1:]) and f'<p class="unsqa-aside">{"".join(pages[1:])}</p>'
    return f"<figure>{page}{records}{words}</figure>"


def caption_of(figure: Figure) -> str:
    """Return the name and the title of a figure; either may be missing.

    >>> from unsqa.types import Figure
    >>> caption_of(Figure("Table 2", "Boats", (), (), "", "", "", "layout", (), 0, 5))
    'Table 2. Boats'
    """
    is_titled = figure.title.casefold().startswith(figure.name.casefold())
    return figure.title if is_titled else ". ".join(filter(None, (figure.name, figure.title)))


def _record(figure: Figure, drawing: Drawing) -> str:
    language = drawing.language
    caption = escape(caption_of(figure))
    shown = f"<figcaption>{caption}</figcaption>" if caption else ""
    if figure.rows:
        names = "".join(f'<th scope="col">{escape(column)}</th>' for column in figure.columns)
        head = f"<thead><tr><td></td>{names}</tr></thead>" if names else ""
        body = "".join(_row(row, drawing) for row in figure.rows)
        table = f'<table class="unsqa-record">{head}<tbody>{body}</tbody></table>'
        shown += _frame_table(table, caption or escape(tell("report.table", language)))
    facts = {"unit": figure.unit, "year": figure.year, "source": figure.source}
    facts["unlabelled"] = " · ".join(figure.unlabelled)
    said = "".join(
        f"<span>{escape(tell(f'report.{name}', language))} {escape(fact)}</span> "
        for name, fact in facts.items()
        if fact
    )
    return shown + (f'<p class="unsqa-aside unsqa-facts">{said}</p>' if said else "")


def _row(row: FigureRow, drawing: Drawing) -> str:
    cells, is_cited = "", False
    for value, span in zip(row.values, row.spans, strict=True):
        hit = drawing.words.is_cited(*span)
        is_cited = is_cited or hit
        cells += f"<td>{f'<mark>{escape(value)}</mark>' if hit else escape(value)}</td>"
    label = f"<mark>{escape(row.label)}</mark>" if is_cited else escape(row.label)
    return f'<tr><th scope="row">{label}</th>{cells}</tr>'


def _here(block: Block, drawing: Drawing) -> str:
    """Return the line over the block where the highlighted words begin: where they stand, and their address."""
    place, document, language = drawing.place, drawing.document, drawing.language
    is_frame = block.blocks and block.kind != "figure"
    if place is None or is_frame or not block.start <= place.start < block.end:
        return ""
    where = say_place(document.page_at(place.start), document.lines_of(place.start, place.end), language)
    copy = copy_button(
        tell("report.copy_link", language), place_address(document, place.start, place.end), is_address=True
    )
    said = tell(f"report.by_{place.by}", language)
    text = f"<strong>{escape(said)}</strong> {escape(where)}"
    return f'<p class="unsqa-aside unsqa-here" lang="{language}">{text} {copy}</p>'


def _aside(text: str, drawing: Drawing) -> str:
    return f'<p class="unsqa-aside" lang="{drawing.language}">{escape(text)}</p>'
