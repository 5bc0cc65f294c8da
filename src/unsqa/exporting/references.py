"""A citation as a reference to take away: one line, a footnote, BibTeX, RIS, CSL-JSON.

The footnote is a full note as in the Chicago Manual of Style, with commas outside quotation marks as in the United
Nations Editorial Manual. The publisher is the author, as of any report that names none. A page number that is inferred
is marked as such wherever a reader sees it. BibTeX is written by bibtexparser and pylatexenc, RIS by rispy; CSL-JSON
follows https://github.com/citation-style-language/schema. Nothing here is translated but unsqa's own few words.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from unsqa.answering.wording import name_language, say
from unsqa.exporting.letters import one_line
from unsqa.exporting.wording import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from unsqa.types import Citation, Report

_SPAN = re.compile(r"(\d+|[ivxlc]+)-(\d+|[ivxlc]+)")
_OTHER_SCRIPTS = re.compile(
    "([\u0370-\u1dff\u2c00-\U0010ffff]+)"
)  # Greek and on: macros for them need fonts of their own


@dataclass(frozen=True, slots=True)
class Source:
    """A citation and the report it is from."""

    citation: Citation
    report: Report

    @property
    def key(self) -> str:
        """Return what tells this quote from all others, in letters that every format allows."""
        quote = self.citation.quote
        name = re.sub(r"[^A-Za-z0-9_-]+", "-", self.report.id).strip("-") or "report"
        return f"{name}-{quote.start}-{quote.end}"


@dataclass(frozen=True, slots=True)
class Style:
    """A way to write references: its `name` by language, the suffix and MIME type of a file of them, how to write."""

    name: Mapping[str, str]
    suffix: str
    mime: str
    write: Callable[[Sequence[Source], str], str]


def reference(citation: Citation, report: Report, style: str, language: str) -> str:
    """Return a citation in a style, by its name in STYLES, worded in a language."""
    return STYLES[style].write([Source(citation, report)], language)


def _text(source: Source, language: str) -> str:
    """Return a reference as the app shows it: title, heading, page and lines."""
    from unsqa.answering.citing import place

    heading, citation = _heading(source, language), source.citation
    found = (source.report.title, heading, place(citation.page, citation.lines, language))
    return one_line(", ".join(filter(None, found)))


def footnote(source: Source, language: str) -> str:
    """Return a full note: publisher, title, country and year, heading, page, address."""
    report = source.report
    issued = ", ".join(filter(None, (report.country, str(report.year or ""))))
    work = f"{report.title} ({issued})" if issued else report.title
    return one_line(", ".join(filter(None, (report.publisher, work, _where(source, language), report.address))) + ".")


def _where(source: Source, language: str) -> str:
    """Return heading and page in words; the lines where no page is known."""
    return ", ".join(filter(None, (_heading(source, language), _page(source, language) or _lines(source, language))))


def _heading(source: Source, language: str) -> str:
    headings = source.citation.headings
    return phrase("quote", language, text=headings[-1]) if headings else ""


def _page(source: Source, language: str) -> str:
    page = source.citation.page
    if not page.label:
        return ""
    is_span = _SPAN.fullmatch(page.label)
    found = phrase("pages" if is_span else "page", language, label=page.label)
    return found if page.printed else phrase("inferred_many" if is_span else "inferred", language, place=found)


def _lines(source: Source, language: str) -> str:
    first, last = source.citation.lines
    return say("line" if first == last else "lines", language, first=first, last=last)


def _quoted(source: Source, language: str) -> str:
    """Return the quoted words in quotation marks; of a figure, what they say before them."""
    quote = source.citation.quote
    read = (say("reading", language), quote.reading) if quote.reading else ()
    return one_line(" ".join((*read, phrase("quote", language, text=quote.text))))


def _bibtex(sources: Sequence[Source], language: str) -> str:
    return "\n".join(_bibtex_entry(source, language) for source in sources)


def _bibtex_entry(source: Source, language: str) -> str:
    """Return an entry of the type techreport, which every BibTeX style knows; the quote is an annotation."""
    from bibtexparser.entrypoint import write_string
    from bibtexparser.library import Library
    from bibtexparser.model import Entry, Field

    fields = [Field(name, text) for name, text in _bibtex_fields(source, language).items() if text]
    library = Library()
    library.add(Entry("techreport", source.key, fields))
    return write_string(library)


def _bibtex_fields(source: Source, language: str) -> dict[str, str]:
    """Return the fields as BibTeX: titles and bodies in braces, so that no style changes their letters."""
    report = source.report
    publisher, title = _to_latex(report.publisher), _to_latex(report.title)
    return {
        "author": f"{{{publisher}}}" if publisher else "",
        "title": f"{{{title}}}",
        "institution": f"{{{publisher}}}" if publisher else "",
        "year": str(report.year or ""),
        "address": _to_latex(report.country),
        "pages": _SPAN.sub(r"\1--\2", _to_latex(source.citation.page.label)),
        "note": _to_latex(_where(source, language)),
        "url": re.sub(r"[{}\\\s]", lambda found: f"%{ord(found[0]):02X}", report.address),
        "language": _to_latex(name_language(report.language, "en").lower()),
        "annote": _to_latex(_quoted(source, language)),
    }


def _to_latex(text: str) -> str:
    """Return a text as LaTeX; a brace becomes a macro, since BibTeX counts braces even behind a backslash."""
    from pylatexenc.latexencode import (
        RULE_DICT,
        RULE_REGEX,
        UnicodeToLatexConversionRule,
        UnicodeToLatexEncoder,
    )

    braces = {ord("{"): r"{\textbraceleft}", ord("}"): r"{\textbraceright}"}
    rules = [
        UnicodeToLatexConversionRule(RULE_DICT, braces),
        UnicodeToLatexConversionRule(RULE_REGEX, [(_OTHER_SCRIPTS, r"\1")]),
        "defaults",
    ]
    encoder = UnicodeToLatexEncoder(conversion_rules=rules, unknown_char_policy="keep", unknown_char_warning=False)
    return str(encoder.unicode_to_latex(one_line(text)))


def _ris(sources: Sequence[Source], language: str) -> str:
    """Return records of the type RPRT; the quote is a note."""
    import rispy

    records = [rispy.dumps([_ris_record(source, language)]) for source in sources]
    return "\n".join(record.removeprefix("1.\n") for record in records)  # a number that is not part of the format


def _ris_record(source: Source, language: str) -> dict[str, Any]:
    report, page = source.report, source.citation.page
    span = _SPAN.fullmatch(page.label)
    first, last = span.groups() if span else (page.label, "")
    found = {
        "type_of_reference": "RPRT",
        # A comma would part a family name from a given one; the body is then the publisher alone.
        "authors": [one_line(report.publisher)] if report.publisher and "," not in report.publisher else [],
        "title": one_line(report.title),
        "publisher": one_line(report.publisher),
        "place_published": one_line(report.country),
        "year": str(report.year or ""),
        "section": one_line(source.citation.headings[-1]) if source.citation.headings else "",
        "start_page": one_line(first),
        "end_page": one_line(last),
        "language": report.language,
        "urls": [one_line(report.address)] if report.address else [],
        "notes": [_quoted(source, language), one_line(_where(source, language))],
    }
    return {name: value for name, value in found.items() if value}


def _csl_json(sources: Sequence[Source], language: str) -> str:
    """Return an array of items of the type report; the place and the quote are the note."""
    return json.dumps([_csl_item(source, language) for source in sources], ensure_ascii=False, indent=2) + "\n"


def _csl_item(source: Source, language: str) -> dict[str, Any]:
    report, citation = source.report, source.citation
    publisher = one_line(report.publisher)
    found: dict[str, Any] = {
        "id": source.key,
        "type": "report",
        "title": one_line(report.title),
        "author": [{"literal": publisher}] if publisher else [],
        "publisher": publisher,
        "publisher-place": one_line(report.country),
        "issued": {"date-parts": [[report.year]]} if report.year else {},
        "section": one_line(citation.headings[-1]) if citation.headings else "",
        "page": one_line(citation.page.label),
        "language": report.language,
        "URL": one_line(report.address),
        "note": f"{one_line(_where(source, language))}: {_quoted(source, language)}",
    }
    return {name: value for name, value in found.items() if value}


def _each_line(write: Callable[[Source, str], str]) -> Callable[[Sequence[Source], str], str]:
    return lambda sources, language: "\n".join(write(source, language) for source in sources)


STYLES: dict[str, Style] = {
    "text": Style({"en": "Text", "es": "Texto"}, ".txt", "text/plain", _each_line(_text)),
    "footnote": Style({"en": "Footnote", "es": "Nota al pie"}, ".txt", "text/plain", _each_line(footnote)),
    "bibtex": Style({"en": "BibTeX", "es": "BibTeX"}, ".bib", "application/x-bibtex", _bibtex),
    "ris": Style({"en": "RIS", "es": "RIS"}, ".ris", "application/x-research-info-systems", _ris),
    "csl-json": Style(
        {"en": "CSL-JSON", "es": "CSL-JSON"}, ".json", "application/vnd.citationstyles.csl+json", _csl_json
    ),
}
