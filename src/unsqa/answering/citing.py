"""Citations as text, and answers as JSON.

The JSON is the format of `unsqa batch` and `unsqa ask --json`:

    {"question", "answer" (null for a refusal), "refused", "reason",
     "outcome": "answered", "not quite", "not found", "no words" or "small talk",
     "sentences": [{"text", "citation", "reading", "keys": [[start, end] ...]}],
     "unmet": [{"text", "kind", "given", "known"}],
     "searched": {"query", "reports", "passages", "filters": {"agencies": [...] ...}, "preferred": [...]},
     "citations": [{"number", "quote", "reading", "document", "title", "year", "section", "page", "page_printed",
                    "lines"}],
     "nearest": [...],
     "related": [...],
     "hits": [{"rank", "score", "text", "document", "section", "page", "page_printed", "lines"}]}

`unsqa batch` has the outcome "not asked" for a question that is blank or too long. `page_printed` tells a number that
stands on the page from one that was inferred; a citation's `reading` is null, or the sentence that says what the quoted
words of a figure mean, and a sentence's tells whether it is one; `keys` are the places in a sentence's text of the
words that answer; `filters` holds those in force. Where a question is not quite answered, `unmet` has what was not
borne out (`given`, or null, in its place; `known` if it stands elsewhere) and `nearest`, as citations, what the reports
do say. Of a question that compares reports `unmet` has what an answer leaves open. `related` are other questions that
they answer.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from unsqa.answering.unmet_wording import say_unmet
from unsqa.answering.wording import framed_in, name_language, say
from unsqa.finding.filters import FIELDS, allow, find_values
from unsqa.types import Sentence
from unsqa.types.answer import EVERYTHING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from unsqa.answering.wording import Key
    from unsqa.finding.filters import Facets
    from unsqa.types import Answer, Citation, Document, Hit, Page, Passage, Unmet
    from unsqa.types.answer import Filters

N_NEAREST = 3  # sections shown with a refusal
MAX_VALUES = 12  # named where filters leave nothing
FILTER_NAMES: dict[str, Key] = {
    "reports": "filter_report",
    "years": "filter_year",
    "headings": "filter_section",
    "agencies": "filter_agency",
    "sdgs": "filter_sdg",
    "kinds": "filter_kind",
    "languages": "filter_language",
}


def name_report(title: str, year: int | None) -> str:
    """Return a report's title with its year, unless it says that itself.

    >>> name_report("Annual Report", 2020), name_report("Results 2020", 2020), name_report("Note", None)
    ('Annual Report (2020)', 'Results 2020', 'Note')
    """
    return title if year is None or str(year) in title else f"{title} ({year})"


def cite(number: int, title: str, headings: tuple[str, ...], page: Page, lines: tuple[int, int], language: str) -> str:
    """Return a reference as one line.

    >>> from unsqa.types import Page
    >>> cite(1, "Annual Report", ("CHAPTER 2", "HEALTH"), Page("47", True, 0, 9), (12, 14), "en")
    '[1] Annual Report, “HEALTH”, p. 47, lines 12-14'
    """
    section = f", “{headings[-1]}”" if headings else ""
    return f"[{number}] {title}{section}, {place(page, lines, language)}"


def place(page: Page, lines: tuple[int, int], language: str) -> str:
    """Return page and lines in words: 'p. 47, lines 12-14'."""
    first, last = lines
    found = say("line" if first == last else "lines", language, first=first, last=last)
    if not page.label:
        return found
    return f"{say('page' if page.printed else 'inferred', language, label=page.label)}, {found}"


def place_passage(passage: Passage, document: Document, language: str) -> str:
    """Return where a whole passage stands, in words."""
    return place(document.page_at(passage.start), document.lines_of(passage.start, passage.end), language)


def say_lead(answer: Answer, documents: Mapping[str, Document]) -> str:
    """Return the line over the quotes, which says whether they answer and in what language they are; "" without any.

    The language is named where it is not that of the line.
    """
    citations = shown_citations(answer)
    if not citations:
        return ""
    language = framed_in(answer.query.language)
    cited = {citation.quote.passage.document for citation in citations}
    spoken = sorted({documents[name].report.language for name in cited})
    names = say("and", language).join(name_language(code, language) for code in spoken)
    original = "" if spoken == [language] else say("original", language, languages=names)
    key: Key = "does_say" if answer.refused else "says" if len(cited) == 1 else "say_many"
    return say(key, language, original=original)


def shown_citations(answer: Answer) -> tuple[Citation, ...]:
    """Return what is quoted: the citations of an answer, or what the reports say nearest to a question."""
    return answer.refusal.nearest if answer.refusal else answer.citations


def shown_sentences(answer: Answer) -> tuple[Sentence, ...]:
    """Return the sentences of an answer, or each quote of what the reports say nearest to a question."""
    if not answer.refusal:
        return answer.sentences
    quotes = [(citation.number, citation.quote) for citation in answer.refusal.nearest]
    return tuple(Sentence(quote.reading or quote.text, number, bool(quote.reading)) for number, quote in quotes)


def shown_paragraphs(answer: Answer) -> list[tuple[str, list[Sentence]]]:
    """Return what is quoted in paragraphs, each with the report it is from; "" where that was said or there is but one.

    The sentences of an answer go on in one paragraph a report; what does not quite answer stands a quote a paragraph.
    """
    cited = {citation.number: citation for citation in shown_citations(answer)}
    found: list[tuple[str, list[Sentence]]] = []
    last = None
    for sentence in shown_sentences(answer):
        citation = cited[sentence.citation]
        report = citation.quote.passage.document if answer.n_library > 1 else ""
        if found and not answer.refused and report == last:
            found[-1][1].append(sentence)
        else:
            is_said = not report or report == last
            found.append(("" if is_said else name_report(citation.title, citation.year), [sentence]))
        last = report
    return found


def say_missing(answer: Answer) -> str:
    """Return in words what an answer leaves open; "" for nothing."""
    return " ".join(say_unmet(unmet, answer.query.language, answer.n_reports) for unmet in answer.unmet)


def split_keys(text: str, keys: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    """Split a sentence into runs, each with whether it is one of the words that answer.

    >>> split_keys("It paid 9 crowns.", [(8, 16)])
    [('It paid ', False), ('9 crowns', True), ('.', False)]
    """
    runs, at = [], 0
    for start, end in sorted(keys):
        first = max(start, at)
        if first < end:
            runs += [(text[at:first], False), (text[first:end], True)]
            at = end
    return [run for run in (*runs, (text[at:], False)) if run[0]]


def say_related(answer: Answer) -> str:
    """Return the line over the related questions; "" without any."""
    if not answer.related:
        return ""
    return say("could_ask" if answer.refused else "related", answer.query.language)


def say_searched(answer: Answer) -> str:
    """Return in words what was searched; nothing where the filters left nothing to search."""
    if answer.filters != EVERYTHING:
        told = say_filters(answer.filters, answer.query.language)
        found = say("searched_within", answer.query.language, passages=answer.n_passages, filters=told)
        return found if answer.n_passages else ""
    key: Key = "searched_one" if answer.n_reports == 1 else "searched"
    return say(key, answer.query.language, passages=answer.n_passages, reports=answer.n_reports)


def say_scope(answer: Answer) -> list[str]:
    """Return in words, a line each: what was searched for if not the question alone, the filters, the preferences."""
    language = answer.query.language
    lines = []
    if answer.query.from_history:
        lines.append(say("searched_for", language, query=answer.query.text))
    if answer.filters != EVERYTHING:
        lines.append(say("only", language, filters=say_filters(answer.filters, language)))
    if answer.query.preferences:
        lines.append(say("preferred", language, names=", ".join(answer.query.preferences)))
    return lines


def say_filters(filters: Filters, language: str) -> str:
    """Return filters in words.

    >>> from unsqa.types.answer import Filters
    >>> say_filters(Filters(agencies=("FAO", "ILO"), sdgs=(5,)), "en")
    'agency FAO or ILO; SDG 5'
    """
    return "; ".join(_say_filter(field, filters, language) for field in FIELDS if getattr(filters, field))


def _say_filter(field: str, filters: Filters, language: str) -> str:
    values = say("or", language).join(map(str, getattr(filters, field)))
    return f"{say(FILTER_NAMES[field], language)} {values}"


def explain_nothing(facets: Facets, filters: Filters, language: str) -> str:
    """Return in words which filter leaves nothing, and what there is without it.

    It is the one without which most is left; where no single one is to blame, what each leaves alone is told.
    """
    set_fields = [field for field in FIELDS if getattr(filters, field)]
    without = {field: allow(facets, replace(filters, **{field: ()})) for field in set_fields}
    blamed = max(set_fields, key=lambda field: int(without[field].sum()))
    told = say_filters(filters, language)
    if not without[blamed].any():
        alone = {field: replace(EVERYTHING, **{field: getattr(filters, field)}) for field in set_fields}
        counts = (f"{say_filters(own, language)}: {allow(facets, own).sum()}" for own in alone.values())
        return say("nothing_alone", language, filters=told, counts="; ".join(counts))
    values = [str(value) for value in find_values(facets, blamed, without[blamed])]
    shown = ", ".join(values[:MAX_VALUES]) + (" …" if len(values) > MAX_VALUES else "")
    listed = say("with_values", language, noun=say(FILTER_NAMES[blamed], language), values=shown) if shown else ""
    name, n_left = _say_filter(blamed, filters, language), without[blamed].sum()
    return say("nothing_left", language, filters=told, blamed=name, left=n_left, values=listed)


def reference(citation: Citation, language: str, *, with_year: bool = False) -> str:
    """Return a citation as one line."""
    title = name_report(citation.title, citation.year) if with_year else citation.title
    return cite(citation.number, title, citation.headings, citation.page, citation.lines, language)


def answer_to_json(answer: Answer, documents: Mapping[str, Document]) -> dict[str, Any]:
    """Return an answer as plain values."""
    refusal = answer.refusal
    return {
        "question": answer.question,
        "answer": None if answer.refused else answer.text,
        "refused": answer.refused,
        "reason": refusal.text if refusal else None,
        "outcome": refusal.reason if refusal else "answered",
        "sentences": [_sentence_to_json(sentence) for sentence in answer.sentences],
        "unmet": [_unmet_to_json(unmet) for unmet in (refusal.unmet if refusal else answer.unmet)],
        "searched": {
            "query": answer.query.text,
            "reports": answer.n_reports,
            "passages": answer.n_passages,
            "filters": {field: list(values) for field in FIELDS if (values := getattr(answer.filters, field))},
            "preferred": list(answer.query.preferences),
        },
        "citations": [_citation_to_json(citation) for citation in answer.citations],
        "nearest": [_citation_to_json(citation) for citation in refusal.nearest] if refusal else [],
        "related": list(answer.related),
        "hits": [_hit_to_json(rank, hit, documents) for rank, hit in enumerate(answer.hits, 1)],
    }


def _sentence_to_json(sentence: Sentence) -> dict[str, Any]:
    keys = [list(key) for key in sentence.keys]
    return {"text": sentence.text, "citation": sentence.citation, "reading": sentence.is_reading, "keys": keys}


def _unmet_to_json(unmet: Unmet) -> dict[str, Any]:
    return {"text": unmet.text, "kind": unmet.kind, "given": unmet.given or None, "known": unmet.known}


def _citation_to_json(citation: Citation) -> dict[str, Any]:
    return {
        "number": citation.number,
        "quote": citation.quote.text,
        "reading": citation.quote.reading or None,
        "document": citation.quote.passage.document,
        "title": citation.title,
        "year": citation.year,
        "section": list(citation.headings),
        "page": citation.page.label,
        "page_printed": citation.page.printed,
        "lines": list(citation.lines),
    }


def _hit_to_json(rank: int, hit: Hit, documents: Mapping[str, Document]) -> dict[str, Any]:
    passage = hit.passage
    document = documents[passage.document]
    page = document.page_at(passage.start)
    return {
        "rank": rank,
        "score": hit.score,
        "text": passage.shown,
        "document": passage.document,
        "section": list(passage.section.headings),
        "page": page.label,
        "page_printed": page.printed,
        "lines": list(document.lines_of(passage.start, passage.end)),
    }
