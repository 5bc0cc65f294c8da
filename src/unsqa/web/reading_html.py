"""How a file was read, and what a report of the library is, as HTML. Pure, as render.py."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from unsqa.browsing.addresses import address_of
from unsqa.web.strings import load_strings, tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from unsqa.library.listing import Entry
    from unsqa.library.preview import Heading, Preview
    from unsqa.types import Document

MAX_HEADINGS = 300
MAX_FIGURES = 100
MAX_EXAMPLE_CHARS = 80


def number(n: int, language: str) -> str:
    r"""Return a number with its thousands parted, as the language has it.

    >>> number(13666, "en"), number(13666, "es")
    ('13,666', '13\xa0666')
    """
    return f"{n:,}" if language == "en" else f"{n:,}".replace(",", "\u00a0")


def language_name(code: str, language: str) -> str:
    """Return the name of a language, or its code where it has none here."""
    return tell(f"library.language_{code}", language) if f"library.language_{code}" in load_strings() else code


def entry_html(entry: Entry, language: str) -> str:
    """Return a report of the library: title, what is known of it, how the index stands to it."""
    counts = (("pages", entry.n_pages), ("passages", entry.n_passages))
    facts = [
        str(entry.year or ""),
        language_name(entry.language, language),
        *(tell(f"library.{name}", language, n=number(n, language)) for name, n in counts if n is not None),
    ]
    state = tell(f"library.state_{entry.state}", language)
    reason = f'<p class="unsqa-library-reason" lang="en">{escape(entry.reason)}</p>' if entry.reason else ""
    return (
        f'<h3 class="unsqa-library-title" lang="{escape(entry.language)}">{escape(entry.title)}</h3>'
        f'<p class="unsqa-library-facts">{escape(" · ".join(filter(None, facts)))}</p>'
        f'<p class="unsqa-library-state" data-state="{entry.state}">{escape(state)}</p>{reason}'
    )


def link_html(address: str, label: str, title: str, language: str) -> str:
    """Return a link that opens in a tab of its own; `title` tells a screen reader what it leads to."""
    hint = tell("chat.new_tab", language)
    return (
        f'<a class="unsqa-open" href="{escape(address)}" target="_blank" rel="noopener">{escape(label)}'
        f'<span class="unsqa-hint"> {escape(f"{title} {hint}".strip())}</span></a>'
    )


def read_link_html(entry: Entry, language: str) -> str:
    """Return the link that opens a report."""
    return link_html(address_of(entry.id), tell("library.read", language), entry.title, language)


def facts_html(found: Preview, language: str) -> str:
    """Return how much a file holds."""
    counts = {"pages": len(found.document.pages), "passages": found.n_passages, "words": found.n_words}
    shown = {name: number(n, language) for name, n in counts.items()}
    text = tell("library.read_facts", language, name=found.file_name, **shown)
    return f'<p class="unsqa-library-facts" role="status">{escape(text)}</p>'


def outline_html(outline: Sequence[Heading], spoken: str, language: str) -> str:
    """Return the headings as a nested list, each with its page."""
    lines, level = [], 0
    for heading in outline[:MAX_HEADINGS]:
        deeper = min(heading.level, level + 1)
        lines.append("<ul><li>" if deeper > level else f"{'</li></ul>' * (level - deeper)}</li><li>")
        level = deeper
        page = tell("library.page", language, page=heading.page) if heading.page else ""
        lines.append(f'<span lang="{escape(spoken)}">{escape(heading.text)}</span>')
        lines.append(f' <span class="unsqa-library-page">{escape(page)}</span>' if page else "")
    more = len(outline) - MAX_HEADINGS
    rest = f"<p>{escape(tell('library.and_more', language, n=number(more, language)))}</p>" if more > 0 else ""
    return f'<div class="unsqa-outline">{"".join(lines)}{"</li></ul>" * level}{rest}</div>'


def figures_html(document: Document, language: str) -> str:
    """Return the figures and tables that were found: name and title, values, those that no label is known of, page."""
    rows = [
        (
            " ".join(filter(None, (figure.name, figure.title))) or document.text[figure.start : figure.end][:60],
            number(sum(len(row.values) for row in figure.rows) + len(figure.unlabelled), language),
            number(len(figure.unlabelled), language),
            document.page_at(figure.start).label,
        )
        for figure in document.figures[:MAX_FIGURES]
    ]
    return table_html([tell(f"library.{name}", language) for name in ("figure", "values", "unlabelled", "where")], rows)


def left_out_html(found: Preview, language: str) -> str:
    """Return what was left out, by reason: how often, how much, and one of them."""
    rows = [
        (
            reason_name(one.reason, language),
            number(one.n, language),
            number(one.n_chars, language),
            one.example if len(one.example) <= MAX_EXAMPLE_CHARS else f"{one.example[:MAX_EXAMPLE_CHARS]}…",
        )
        for one in found.left_out
    ]
    return table_html([tell(f"library.{name}", language) for name in ("why", "times", "characters", "example")], rows)


def reason_name(reason: str, language: str) -> str:
    """Return why something was left out, in a language; as reading says it where that has no text here."""
    key = f"library.reason_{reason.replace(' ', '_')}"
    return tell(key, language) if key in load_strings() else reason


def table_html(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; it scrolls within itself where it is wider than the page."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return (
        f'<div class="unsqa-library-table" tabindex="0" role="region" aria-label="{escape(columns[0])}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
