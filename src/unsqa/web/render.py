"""An Answer as HTML. Pure functions: they draw what they are given and decide nothing.

Every text from a report or a person passes through `html.escape`; nothing of it is ever read as HTML or Markdown.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from unsqa.answering.citing import N_NEAREST, place, place_passage, say_scope, say_searched
from unsqa.answering.wording import LANGUAGES, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from unsqa.types import Answer, Citation, Document, Hit, Passage, Sentence


def question_html(question: str) -> str:
    """Return what a person typed, as they typed it."""
    return f'<p class="unsqa-question">{escape(question)}</p>'


def notice_html(text: str) -> str:
    """Return an error or a warning, read out at once by a screen reader."""
    return f'<p class="unsqa-notice" role="alert">{escape(text)}</p>'


def answer_html(answer: Answer, documents: Mapping[str, Document], key: str) -> str:
    """Return an answer or a refusal. `key` tells this answer's anchors from those of others on the page."""
    searched = _searched_for(answer)
    language = answer.query.language if answer.query.language in LANGUAGES else LANGUAGES[0]
    if answer.refusal:
        return f'<div class="unsqa-refusal" lang="{language}">{searched}{_refusal(answer, documents)}</div>'
    sentences = " ".join(_sentence(sentence, answer, documents, key) for sentence in answer.sentences)
    cards = "".join(_source_card(citation, documents, answer.query.language, key) for citation in answer.citations)
    return (
        f'<div class="unsqa-answer" lang="{language}">{searched}<p class="unsqa-sentences">{sentences}</p>'
        f'<div class="unsqa-sources">{cards}</div></div>'
    )


def _sentence(sentence: Sentence, answer: Answer, documents: Mapping[str, Document], key: str) -> str:
    citation = answer.citations[sentence.citation - 1]
    language = _language_of(citation.quote.passage, documents)
    label = escape(say("source", answer.query.language, number=citation.number))
    mark = say("reading", answer.query.language)
    shown = f'<em class="unsqa-reading">{escape(mark)}</em> ' if sentence.is_reading else ""
    return (
        f'{shown}<span lang="{language}">{escape(sentence.text)}</span><sup><a href="#{_anchor(key, citation.number)}" '
        f'title="{escape(citation.quote.text)}" aria-label="{label}">{citation.number}</a></sup>'
    )


def _anchor(key: str, number: int) -> str:
    return f"source-{key}-{number}"


def _source_card(citation: Citation, documents: Mapping[str, Document], language: str, key: str) -> str:
    passage = citation.quote.passage
    where = place(citation.page, citation.lines, language)
    spoken = _language_of(passage, documents)
    title = escape(passage.section.headings[-1] if passage.section.headings else citation.title)
    return (
        f'<details class="unsqa-source"><summary><span class="unsqa-number">{citation.number}</span> '
        f'<span class="unsqa-title" lang="{spoken}">{title}</span> '
        f'<span class="unsqa-place">{escape(where)}</span></summary>'
        f'<p class="unsqa-path" lang="{spoken}">{_path(citation.title, passage)}</p>'
        f"{_passage(passage, documents, (citation.quote.start, citation.quote.end), _anchor(key, citation.number))}"
        f"{_agencies(passage, language)}</details>"
    )


def _passage(passage: Passage, documents: Mapping[str, Document], quote: tuple[int, int], anchor: str) -> str:
    start, end = quote[0] - passage.start, quote[1] - passage.start
    before, quoted, after = passage.text[:start], passage.text[start:end], passage.text[end:]
    lead = f"{escape(passage.lead)}\n" if passage.lead else ""
    return (
        f'<div class="unsqa-passage" lang="{_language_of(passage, documents)}">{lead}{escape(before)}'
        f'<mark id="{anchor}">{escape(quoted)}</mark>{escape(after)}</div>'
    )


def _refusal(answer: Answer, documents: Mapping[str, Document]) -> str:
    language = answer.query.language
    text = answer.refusal.text if answer.refusal else ""
    searched = say_searched(answer)
    nearest = "".join(_nearest(hit, documents, language) for hit in answer.hits[:N_NEAREST])
    listed = f'<p class="unsqa-nearest">{escape(say("nearest", language))}</p>{nearest}' if nearest else ""
    told = f'<p class="unsqa-searched">{escape(searched)}</p>' if searched else ""
    return f'<p class="unsqa-reason">{escape(text)}</p>{told}{listed}'


def _nearest(hit: Hit, documents: Mapping[str, Document], language: str) -> str:
    passage = hit.passage
    document = documents[passage.document]
    where = place_passage(passage, document, language)
    title = escape(passage.section.headings[-1] if passage.section.headings else document.report.title)
    spoken = _language_of(passage, documents)
    return (
        f'<details class="unsqa-near"><summary><span class="unsqa-title" lang="{spoken}">{title}</span> '
        f'<span class="unsqa-place">{escape(where)}</span></summary>'
        f'<div class="unsqa-passage" lang="{spoken}">{escape(passage.text)}</div></details>'
    )


def _searched_for(answer: Answer) -> str:
    """Say what was searched for where it is not the question alone, under which filters, and what was preferred."""
    lines = say_scope(answer)
    if answer.query.from_history:
        lines.insert(0, say("searched_for", answer.query.language, query=answer.query.text))
    return "".join(f'<p class="unsqa-query">{escape(line)}</p>' for line in lines)


def _path(title: str, passage: Passage) -> str:
    parts: Sequence[str] = (title, *passage.section.headings)
    return " <span aria-hidden='true'>›</span> ".join(escape(part) for part in parts)


def _agencies(passage: Passage, language: str) -> str:
    """Name the agencies of the section, unless the passage names them all itself."""
    missing = [name for name in passage.section.agencies if name not in passage.text]
    if not missing:
        return ""
    text = say("agencies", language, names=", ".join(passage.section.agencies))
    return f'<p class="unsqa-agencies">{escape(text)}</p>'


def _language_of(passage: Passage, documents: Mapping[str, Document]) -> str:
    return escape(documents[passage.document].report.language)
