"""Source cards: where a quote stands, its passage with the quote marked, and how to cite it; as HTML.

Pure, as render.py. The nearest sections of a refusal have cards of their own, which are no sources.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from unsqa.answering.citing import name_report, place, place_passage
from unsqa.answering.wording import say
from unsqa.browsing.addresses import address_of
from unsqa.exporting.references import STYLES, reference
from unsqa.web.copying import copy_button
from unsqa.web.figure_card import figure_html
from unsqa.web.sdg_badges import sdg_badges_html
from unsqa.web.strings import tell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unsqa.types import Citation, Document, Hit, Passage


def anchor_of(key: str, number: int) -> str:
    """Return the id of the marked words of a citation, which its number in the text leads to."""
    return f"source-{key}-{number}"


def language_of(passage: Passage, documents: Mapping[str, Document]) -> str:
    """Return the language of a passage, for a `lang` attribute."""
    return escape(documents[passage.document].report.language)


def title_of(passage: Passage, title: str) -> str:
    """Return the innermost heading over a passage, or the report's title."""
    return passage.section.headings[-1] if passage.section.headings else title


def source_card(
    citation: Citation, documents: Mapping[str, Document], language: str, key: str, report: str = ""
) -> str:
    """Return the card of a citation, closed; `key` tells its anchor from those of other answers.

    `report` is what to call the report on the closed card, where there are several.
    """
    passage = citation.quote.passage
    document = documents[passage.document]
    spoken = language_of(passage, documents)
    return (
        f'<details class="unsqa-source"><summary><span class="unsqa-number">{citation.number}</span> '
        f'<span class="unsqa-title" lang="{spoken}">{escape(title_of(passage, citation.title))}</span> '
        f"{_report(report, spoken)}"
        f'<span class="unsqa-place">{escape(place(citation.page, citation.lines, language))}</span></summary>'
        f'<p class="unsqa-path" lang="{spoken}">{_path(report or citation.title, passage)}</p>'
        f"{figure_html(citation, document, language)}"
        f"{_passage(passage, spoken, (citation.quote.start, citation.quote.end), anchor_of(key, citation.number))}"
        f"{_named(passage, language)}{_actions(citation, document, language)}</details>"
    )


def near_card(hit: Hit, documents: Mapping[str, Document], language: str, *, with_report: bool = False) -> str:
    """Return the card of a section that is near to a question and does not answer it, closed."""
    passage = hit.passage
    document = documents[passage.document]
    spoken = language_of(passage, documents)
    lines = document.lines_of(passage.start, passage.end)
    report = name_report(document.report.title, document.report.year) if with_report else ""
    return (
        f'<details class="unsqa-near"><summary><span class="unsqa-title" lang="{spoken}">'
        f"{escape(title_of(passage, document.report.title))}</span> {_report(report, spoken)}"
        f'<span class="unsqa-place">{escape(place_passage(passage, document, language))}</span></summary>'
        f'<div class="unsqa-passage" lang="{spoken}">{escape(passage.text)}</div>'
        f'<p class="unsqa-actions">{_link(address_of(document.id, lines), language)}</p></details>'
    )


def _passage(passage: Passage, spoken: str, quote: tuple[int, int], anchor: str) -> str:
    start, end = quote[0] - passage.start, quote[1] - passage.start
    before, quoted, after = passage.text[:start], passage.text[start:end], passage.text[end:]
    lead = f"{escape(passage.lead)}\n" if passage.lead else ""
    return (
        f'<div class="unsqa-passage" lang="{spoken}">{lead}{escape(before)}'
        f'<mark id="{anchor}">{escape(quoted)}</mark>{escape(after)}</div>'
    )


def _report(report: str, spoken: str) -> str:
    return f'<span class="unsqa-path" lang="{spoken}">{escape(report)}</span> ' if report else ""


def _path(title: str, passage: Passage) -> str:
    return " <span aria-hidden='true'>›</span> ".join(escape(part) for part in (title, *passage.section.headings))


def _named(passage: Passage, language: str) -> str:
    """Name the goals of the section, and its agencies unless the passage names them all itself."""
    badges = sdg_badges_html(passage.section.sdgs, language)
    missing = [name for name in passage.section.agencies if name not in passage.text]
    agencies = say("agencies", language, names=", ".join(passage.section.agencies)) if missing else ""
    line = f'<p class="unsqa-agencies">{escape(agencies)}</p>' if agencies else ""
    return f"{badges}{line}"


def _actions(citation: Citation, document: Document, language: str) -> str:
    """Return what one can do with a source: open it in its report, copy the reference in each style."""
    address = address_of(document.id, citation.lines, citation.quote.text)
    copies = " ".join(
        copy_button(style.name[language], reference(citation, document.report, name, language))
        for name, style in STYLES.items()
    )
    label = escape(tell("chat.copy_citation", language))
    return f'<p class="unsqa-actions">{_link(address, language)} <span>{label} {copies}</span></p>'


def _link(address: str, language: str) -> str:
    label, hint = tell("chat.open", language), tell("chat.new_tab", language)
    return (
        f'<a class="unsqa-open" href="{escape(address)}" target="_blank" rel="noopener">{escape(label)}'
        f'<span class="unsqa-hint"> {escape(hint)}</span></a>'
    )
