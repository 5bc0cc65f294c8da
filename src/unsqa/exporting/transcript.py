"""A conversation -> a Transcript: what was asked and said, its references numbered through, for any kind of file.

What was said stays in the language it was said in, quotes in that of their report; only what the transcript adds is
worded in the reader's language. What leads to the same place has one number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from unsqa.answering.citing import (
    N_NEAREST,
    place_passage,
    say_lead,
    say_missing,
    say_scope,
    say_searched,
    shown_citations,
    shown_paragraphs,
    split_keys,
)
from unsqa.answering.wording import framed_in, say
from unsqa.exporting.letters import one_line
from unsqa.exporting.references import Source, footnote
from unsqa.exporting.wording import phrase, phrase_date
from unsqa.types import Document, Report

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from unsqa.types import Answer, Sentence, Turn


@dataclass(frozen=True, slots=True)
class Run:
    """Words that look alike, in one language; the `number` of a reference is a run of its own, whose text it is."""

    text: str
    language: str
    bold: bool = False
    number: int = 0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: `said` by unsqa, a `quote`, an `item` of a list, or `aside`, such as what was searched for."""

    kind: Literal["said", "quote", "item", "aside"]
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question, its language, and what was said."""

    question: str
    language: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Transcript:
    """A conversation as it is written into a file: `about` names the reports and the date, `note` how to read it.

    The references stand in the order of their numbers, from 1, under `heading`.
    """

    title: str
    about: str
    note: str
    language: str
    day: date
    exchanges: tuple[Exchange, ...]
    heading: str
    references: tuple[str, ...]


def transcribe(turns: Sequence[Turn], documents: Mapping[str, Document], language: str, day: date) -> Transcript:
    """Return the transcript of a conversation that was exported on a day.

    A report that is no longer at hand is named as it was in the answer.
    """
    language = framed_in(language)
    sources = [source for turn in turns if turn.answer for source in sources_of(turn.answer, documents)]
    titles = dict.fromkeys(one_line(source.report.title) for source in sources)
    references = tuple(dict.fromkeys(_reference(source, language) for source in sources))
    return Transcript(
        title=phrase("title", language),
        about=" · ".join([*titles, phrase_date(day, language)]),
        note=phrase("note", language) if sources else "",
        language=language,
        day=day,
        exchanges=tuple(_exchange(turn, documents, references, language) for turn in turns),
        heading=phrase("references", language),
        references=references,
    )


def sources_of(answer: Answer, documents: Mapping[str, Document]) -> list[Source]:
    """Return what an answer quotes, in the order of its numbers."""
    at_hand = _complete(answer, documents)
    return [Source(citation, at_hand[citation.quote.passage.document].report) for citation in shown_citations(answer)]


def say_answer(answer: Answer, documents: Mapping[str, Document], numbers: Mapping[int, int]) -> tuple[Paragraph, ...]:
    """Return what an answer says; `numbers` has for each of its citations the number to show."""
    language = framed_in(answer.query.language)
    refusal = answer.refusal
    if refusal and refusal.reason == "small talk":
        return (_plain("said", refusal.text, language),)
    found = [_plain("aside", line, language) for line in say_scope(answer)]
    if refusal:
        mark = say("not_quite", language) if refusal.reason == "not quite" else ""
        text = " ".join(filter(None, (mark, refusal.text, say_searched(answer))))
        found.append(_plain("said", text, language))
    if answer.unmet:
        found.append(_plain("said", say_missing(answer), language))
    quotes = _quotes(answer, _complete(answer, documents), numbers)
    return (*found, *(quotes or _nearest(answer, documents)))


def _exchange(turn: Turn, documents: Mapping[str, Document], references: Sequence[str], language: str) -> Exchange:
    question, answer = one_line(turn.question), turn.answer
    if answer is None:
        return Exchange(question, language, ())
    numbers = {
        source.citation.number: references.index(_reference(source, language)) + 1
        for source in sources_of(answer, documents)
    }
    return Exchange(question, framed_in(answer.query.language), say_answer(answer, documents, numbers))


def _quotes(answer: Answer, documents: Mapping[str, Document], numbers: Mapping[int, int]) -> list[Paragraph]:
    """Return the line over the quotes, then they, as they are shown: with the report above, where there are several."""
    paragraphs = shown_paragraphs(answer)
    if not paragraphs:
        return []
    spoken = {
        citation.number: documents[citation.quote.passage.document].report.language
        for citation in shown_citations(answer)
    }
    language = framed_in(answer.query.language)
    said = [_plain("said", say_lead(answer, documents), language)]
    for report, sentences in paragraphs:
        if report:
            said.append(_plain("said", f"{report}:", language))
        runs = [_sentence(one, language, spoken[one.citation], numbers[one.citation]) for one in sentences]
        said.append(Paragraph("quote", sum(runs, ())[:-1]))
    return said


def _sentence(sentence: Sentence, language: str, spoken: str, number: int) -> tuple[Run, ...]:
    """Return a sentence as runs, its number last; a blank parts it from the next."""
    mark = (Run(f"{say('reading', language)} ", language),) if sentence.is_reading else ()
    words = (Run(_keep_ends(text), spoken, is_key) for text, is_key in split_keys(sentence.text, sentence.keys))
    return (*mark, *words, Run(str(number), language, number=number), Run(" ", spoken))


def _keep_ends(text: str) -> str:
    """Return words on one line, with a blank at either end where there was one."""
    first, last = (" " if text[:1].isspace() else ""), (" " if text[-1:].isspace() else "")
    return f"{first}{one_line(text)}{last}" if text.strip() else " "


def _nearest(answer: Answer, documents: Mapping[str, Document]) -> list[Paragraph]:
    """Return the sections that are nearest to a question without answering it."""
    language = framed_in(answer.query.language)
    hits = [hit for hit in answer.hits[:N_NEAREST] if hit.passage.document in documents]
    found = []
    for hit in hits:
        document = documents[hit.passage.document]
        headings = " › ".join(hit.passage.section.headings[-2:]) or document.report.title
        where = place_passage(hit.passage, document, language)
        found.append(
            Paragraph("item", (Run(one_line(headings), document.report.language), Run(f", {where}", language)))
        )
    return [_plain("said", say("nearest", language), language), *found] if found else []


def _plain(kind: Literal["said", "aside"], text: str, language: str) -> Paragraph:
    return Paragraph(kind, (Run(one_line(text), language),))


def _reference(source: Source, language: str) -> str:
    """Return a footnote; for a value of a figure with its own words, since the answer has but a reading of them."""
    text, quote = footnote(source, language), source.citation.quote
    return f"{text} {phrase('quote', language, text=one_line(quote.text))}" if quote.reading else text


def _complete(answer: Answer, documents: Mapping[str, Document]) -> Mapping[str, Document]:
    """Return the documents, with a stand-in of the title alone for each that is cited and no longer at hand."""
    missing = {
        citation.quote.passage.document: citation.title
        for citation in shown_citations(answer)
        if citation.quote.passage.document not in documents
    }
    language = framed_in(answer.query.language)
    stand_ins = {
        name: Document(Report(name, title, language), text="", line_starts=(), pages=(), sections=(), dropped=())
        for name, title in missing.items()
    }
    return {**documents, **stand_ins}
