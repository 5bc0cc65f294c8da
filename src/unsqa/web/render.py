"""An Answer as HTML. Pure functions: they draw what they are given and decide nothing.

Every text from a report or a person passes through `html.escape`; nothing of it is ever read as HTML or Markdown.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from unsqa.answering.citing import (
    N_NEAREST,
    place,
    place_passage,
    say_lead,
    say_related,
    say_scope,
    say_searched,
    shown_citations,
    shown_sentences,
    split_keys,
)
from unsqa.answering.wording import framed_in, say
from unsqa.web.figure_card import figure_html

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
    language = framed_in(answer.query.language)
    reason = answer.refusal.reason if answer.refusal else ""
    if answer.refusal and reason == "small talk":
        return (
            f'<div class="unsqa-talk" lang="{language}"><p class="unsqa-line">{escape(answer.refusal.text)}</p></div>'
        )
    scope = "".join(f'<p class="unsqa-query">{escape(line)}</p>' for line in say_scope(answer))
    if not answer.refusal:
        name, shown = "unsqa-answer", _quoted(answer, documents, key)
    elif reason == "not quite":
        verdict = f'<strong class="unsqa-verdict">{escape(say("not_quite", language))}</strong> '
        quoted = _quoted(answer, documents, key) or _nearest(answer, documents)
        name, shown = "unsqa-notquite", f"{_reason(answer, verdict)}{quoted}{_searched(answer)}"
    else:
        name, shown = "unsqa-refusal", f"{_reason(answer)}{_searched(answer)}{_nearest(answer, documents)}"
    return f'<div class="{name}" lang="{language}">{scope}{shown}</div>'


def related_html(answer: Answer) -> str:
    """Return the line over the related questions."""
    language = framed_in(answer.query.language)
    return f'<p class="unsqa-related" lang="{language}">{escape(say_related(answer))}</p>'


def _quoted(answer: Answer, documents: Mapping[str, Document], key: str) -> str:
    """Return the sentences with the line over them, and a card for each source; nothing without sentences.

    Those of an answer go on in one paragraph, what does not quite answer stands a quote a paragraph.
    """
    citations = {citation.number: citation for citation in shown_citations(answer)}
    language = answer.query.language
    said = []
    for sentence in shown_sentences(answer):
        citation = citations[sentence.citation]
        spoken = _language_of(citation.quote.passage, documents)
        said.append(_sentence(sentence, citation, spoken, language, key))
    if not said:
        return ""
    paragraphs = said if answer.refused else [" ".join(said)]
    shown = "".join(f'<p class="unsqa-sentences">{paragraph}</p>' for paragraph in paragraphs)
    cards = "".join(_source_card(citation, documents, language, key) for citation in citations.values())
    lead = escape(say_lead(answer, documents))
    return f'<p class="unsqa-says">{lead}</p>{shown}<div class="unsqa-sources">{cards}</div>'


def _sentence(sentence: Sentence, citation: Citation, spoken: str, language: str, key: str) -> str:
    label = escape(say("source", language, number=citation.number))
    mark = f'<em class="unsqa-reading">{escape(say("reading", language))}</em> ' if sentence.is_reading else ""
    runs = split_keys(sentence.text, sentence.keys)
    words = "".join(f"<strong>{escape(run)}</strong>" if is_key else escape(run) for run, is_key in runs)
    return (
        f'{mark}<span lang="{spoken}">{words}</span><sup><a href="#{_anchor(key, citation.number)}" '
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
        f"{figure_html(citation, documents[passage.document], language)}"
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


def _reason(answer: Answer, verdict: str = "") -> str:
    return f'<p class="unsqa-reason">{verdict}{escape(answer.refusal.text if answer.refusal else "")}</p>'


def _searched(answer: Answer) -> str:
    searched = say_searched(answer)
    return f'<p class="unsqa-searched">{escape(searched)}</p>' if searched else ""


def _nearest(answer: Answer, documents: Mapping[str, Document]) -> str:
    """Return the nearest sections, which can be opened and are no sources; nothing without hits."""
    language = answer.query.language
    near = "".join(_near(hit, documents, language) for hit in answer.hits[:N_NEAREST])
    return f'<p class="unsqa-nearest">{escape(say("nearest", language))}</p>{near}' if near else ""


def _near(hit: Hit, documents: Mapping[str, Document], language: str) -> str:
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
