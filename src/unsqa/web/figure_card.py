"""The card of a value from a figure: the value, its unit, the period it holds for, and who reports it.

Pure, as render.py: what the figure does not give is left out, and nothing is read as HTML.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from unsqa.answering.wording import say

if TYPE_CHECKING:
    from unsqa.answering.wording import Key
    from unsqa.types import Citation, Document, Figure


def figure_html(citation: Citation, document: Document, language: str) -> str:
    """Return the card of the value that a citation quotes; nothing where it quotes no reading of a figure."""
    quote = citation.quote
    if not quote.reading:
        return ""
    found = next((one for one in document.figures if one.start <= quote.start and quote.end <= one.end), None)
    if found is None:
        return ""
    rows: list[tuple[Key, str]] = [
        ("figure_value", _value_in(found, quote.start, quote.end)),
        ("figure_unit", found.unit),
        ("figure_period", found.year),
        ("figure_source", found.source),
    ]
    spoken = escape(document.report.language)
    cells = "".join(
        f'<dt>{escape(say(name, language))}</dt><dd lang="{spoken}">{escape(value)}</dd>'
        for name, value in rows
        if value
    )
    return f'<dl class="unsqa-figure">{cells}</dl>' if cells else ""


def _value_in(figure: Figure, start: int, end: int) -> str:
    """Return the only value of the figure that stands within the span, or "" where there are several."""
    found = [
        value
        for row in figure.rows
        for value, (first, last) in zip(row.values, row.spans, strict=True)
        if value and start <= first and last <= end
    ]
    return found[0] if len(found) == 1 else ""
