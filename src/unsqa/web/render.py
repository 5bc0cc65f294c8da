"""An Answer as HTML. Pure functions: they draw what they are given and decide nothing.

Every text from a report or a person passes through `html.escape`; nothing of it is ever read as HTML or Markdown.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from unsqa.answering.citing import (
    N_NEAREST,
    name_report,
    place,
    say_lead,
    say_missing,
    say_related,
    say_scope,
    say_searched,
    shown_citations,
    shown_paragraphs,
    split_keys,
)
from unsqa.answering.wording import framed_in, say
from unsqa.browsing.addresses import question_address
from unsqa.exporting.plain import answer_as_text
from unsqa.web.copying import copy_button
from unsqa.web.source_card import anchor_of, language_of, near_card, source_card, title_of
from unsqa.web.strings import tell
from unsqa.web.why import why_html

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unsqa.types import Answer, Citation, Document, Sentence


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
        missing = escape(say_missing(answer))
        told = f'<p class="unsqa-reason">{missing}</p>' if missing else ""
        name, shown = "unsqa-answer", f"{told}{_quoted(answer, documents, key)}"
    elif reason == "not quite":
        verdict = f'<strong class="unsqa-verdict">{escape(say("not_quite", language))}</strong> '
        quoted = _quoted(answer, documents, key) or _nearest(answer, documents)
        name, shown = "unsqa-notquite", f"{_reason(answer, verdict)}{quoted}{_searched(answer)}"
    else:
        name, shown = "unsqa-refusal", f"{_reason(answer)}{_searched(answer)}{_nearest(answer, documents)}"
    below = f"{_actions(answer, documents, language)}{why_html(answer, documents, language)}"
    return f'<div class="{name}" lang="{language}">{scope}{shown}{below}</div>'


def related_html(answer: Answer) -> str:
    """Return the line over the related questions."""
    language = framed_in(answer.query.language)
    return f'<p class="unsqa-related" lang="{language}">{escape(say_related(answer))}</p>'


def _quoted(answer: Answer, documents: Mapping[str, Document], key: str) -> str:
    """Return the sentences with the line over them, and a card for each source; nothing without sentences.

    Where there are several reports, each is named over what is quoted of it, and on its cards.
    """
    citations = {citation.number: citation for citation in shown_citations(answer)}
    several = answer.n_library > 1
    names = {number: name_report(one.title, one.year) if several else "" for number, one in citations.items()}
    language = answer.query.language
    shown, position = "", 0
    for report, sentences in shown_paragraphs(answer):
        said = []
        for sentence in sentences:
            number = sentence.citation
            said.append(_sentence(sentence, citations[number], names[number], documents, f"{key}-{position}", language))
            position += 1
        spoken = language_of(citations[sentences[0].citation].quote.passage, documents)
        shown += f'<p class="unsqa-path" lang="{spoken}">{escape(report)}</p>' if report else ""
        shown += f'<p class="unsqa-sentences">{" ".join(said)}</p>'
    if not shown:
        return ""
    cards = "".join(source_card(one, documents, language, key, names[number]) for number, one in citations.items())
    lead = escape(say_lead(answer, documents))
    return f'<p class="unsqa-says">{lead}</p>{shown}<div class="unsqa-sources">{cards}</div>'


def _sentence(
    sentence: Sentence, citation: Citation, report: str, documents: Mapping[str, Document], key: str, language: str
) -> str:
    """Return a sentence and its number, which leads to the source and shows it while it is pointed at or in focus."""
    passage = citation.quote.passage
    spoken = language_of(passage, documents)
    label = escape(say("source", language, number=citation.number))
    mark = f'<em class="unsqa-reading">{escape(say("reading", language))}</em> ' if sentence.is_reading else ""
    runs = split_keys(sentence.text, sentence.keys)
    words = "".join(f"<strong>{escape(run)}</strong>" if is_key else escape(run) for run, is_key in runs)
    title = title_of(passage, "" if report else citation.title)
    where = ", ".join(filter(None, (report, title, place(citation.page, citation.lines, language))))
    anchor = anchor_of(key.rpartition("-")[0], citation.number)
    return (
        f'{mark}<span lang="{spoken}">{words}</span><sup><a href="#{anchor}" aria-label="{label}" '
        f'aria-describedby="tip-{key}">{citation.number}</a><span class="unsqa-tip" role="tooltip" id="tip-{key}">'
        f'<q lang="{spoken}">{escape(citation.quote.text)}</q> <span>{escape(where)}</span></span></sup>'
    )


def _actions(answer: Answer, documents: Mapping[str, Document], language: str) -> str:
    """Return what one can do with an answer: copy it with its references, copy the address that asks it again."""
    text = copy_button(tell("chat.copy_answer", language), answer_as_text(answer, documents, language))
    address = question_address(answer.query.text)
    link = copy_button(tell("chat.copy_link", language), address, is_address=True)
    return f'<p class="unsqa-actions">{text} {link}</p>'


def _reason(answer: Answer, verdict: str = "") -> str:
    return f'<p class="unsqa-reason">{verdict}{escape(answer.refusal.text if answer.refusal else "")}</p>'


def _searched(answer: Answer) -> str:
    searched = say_searched(answer)
    return f'<p class="unsqa-searched">{escape(searched)}</p>' if searched else ""


def _nearest(answer: Answer, documents: Mapping[str, Document]) -> str:
    """Return the nearest sections, which can be opened and are no sources; nothing without hits."""
    language = answer.query.language
    several = answer.n_library > 1
    near = "".join(near_card(hit, documents, language, with_report=several) for hit in answer.hits[:N_NEAREST])
    return f'<p class="unsqa-nearest">{escape(say("nearest", language))}</p>{near}' if near else ""
