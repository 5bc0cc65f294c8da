"""Citations as text, and answers as JSON.

The JSON is the format of `unsqa batch` and `unsqa ask --json`:

    {"question", "answer" (null for a refusal), "refused", "reason", "searched",
     "citations": [{"number", "quote", "reading", "document", "title", "section", "page", "page_printed", "lines"}],
     "hits": [{"rank", "score", "text", "document", "section", "page", "page_printed", "lines"}]}

`page_printed` tells a number that stands on the page from one that was inferred; `reading` is null, or the sentence
that says what the quoted words of a figure mean.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from unsqa.answering.wording import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unsqa.answering.wording import Key
    from unsqa.types import Answer, Citation, Document, Hit, Page, Passage

N_NEAREST = 3  # sections shown with a refusal


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


def say_searched(answer: Answer) -> str:
    """Return in words what was searched."""
    key: Key = "searched_one" if answer.n_reports == 1 else "searched"
    return say(key, answer.query.language, passages=answer.n_passages, reports=answer.n_reports)


def reference(citation: Citation, language: str) -> str:
    """Return a citation as one line."""
    return cite(citation.number, citation.title, citation.headings, citation.page, citation.lines, language)


def answer_to_json(answer: Answer, documents: Mapping[str, Document]) -> dict[str, Any]:
    """Return an answer as plain values."""
    return {
        "question": answer.question,
        "answer": None if answer.refused else answer.text,
        "refused": answer.refused,
        "reason": answer.refusal.text if answer.refusal else None,
        "searched": {"query": answer.query.text, "reports": answer.n_reports, "passages": answer.n_passages},
        "citations": [_citation_to_json(citation) for citation in answer.citations],
        "hits": [_hit_to_json(rank, hit, documents) for rank, hit in enumerate(answer.hits, 1)],
    }


def _citation_to_json(citation: Citation) -> dict[str, Any]:
    return {
        "number": citation.number,
        "quote": citation.quote.text,
        "reading": citation.quote.reading or None,
        "document": citation.quote.passage.document,
        "title": citation.title,
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
