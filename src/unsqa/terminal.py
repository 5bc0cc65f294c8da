"""An Answer as text for a terminal: folded to its width, the words that answer in bold where it can show them.

Nothing of a report or a question can steer the terminal: control characters become replacement marks.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from unsqa.answering.citing import (
    N_NEAREST,
    name_report,
    place_passage,
    reference,
    say_lead,
    say_missing,
    say_related,
    say_scope,
    say_searched,
    shown_citations,
    shown_paragraphs,
    split_keys,
)
from unsqa.answering.related import N_RELATED
from unsqa.answering.wording import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from unsqa.types import Answer, Document, Sentence

WIDTH = 100
BOLD, PLAIN = "\x1b[1m", "\x1b[0m"


def format_answer(answer: Answer, documents: Mapping[str, Document], *, bold: bool = False) -> str:
    """Return an answer or a refusal as lines: what is said, the quotes with their numbers, their sources, the rest."""
    language = answer.query.language
    if answer.refusal and answer.refusal.reason == "small talk":
        return "\n\n".join(filter(None, [_wrap(answer.refusal.text), _related(answer)]))
    blocks = [_refused(answer), _wrap(say_missing(answer)), _quotes(answer, documents, bold=bold)]
    several = answer.n_library > 1
    cited = (reference(citation, language, with_year=several) for citation in shown_citations(answer))
    blocks.append("\n".join(map(_wrap, cited)))
    if answer.refusal and not answer.refusal.nearest:
        blocks.append(_nearest(answer, documents))
    blocks += ["\n".join(map(_wrap, say_scope(answer))), _related(answer)]
    return "\n\n".join(filter(None, blocks))


def _refused(answer: Answer) -> str:
    if not answer.refusal:
        return ""
    mark = say("not_quite", answer.query.language) if answer.refusal.reason == "not quite" else ""
    return _wrap(" ".join(filter(None, [mark, answer.refusal.text, say_searched(answer)])))


def _quotes(answer: Answer, documents: Mapping[str, Document], *, bold: bool) -> str:
    """Return the sentences, with the line over them, and over each paragraph the report it is from."""
    lines = [_wrap(say_lead(answer, documents))]
    for report, sentences in shown_paragraphs(answer):
        lines += [_wrap(f"{report}:")] if report else []
        lines.append(_fill(_runs(sentences, answer.query.language), bold=bold))
    return "\n".join(filter(None, lines))


def _runs(sentences: Sequence[Sentence], language: str) -> list[tuple[str, bool]]:
    """Return the sentences with their numbers as runs of text, each with whether it is bold."""
    runs: list[tuple[str, bool]] = []
    for sentence in sentences:
        mark = f"{say('reading', language)} " if sentence.is_reading else ""
        runs += [(mark, False), *split_keys(sentence.text, sentence.keys), (f" [{sentence.citation}] ", False)]
    return runs


def _nearest(answer: Answer, documents: Mapping[str, Document]) -> str:
    if not answer.hits:
        return ""
    lines = [say("nearest", answer.query.language)]
    for hit in answer.hits[:N_NEAREST]:
        document = documents[hit.passage.document]
        where = place_passage(hit.passage, document, answer.query.language)
        report = name_report(document.report.title, document.report.year) if answer.n_library > 1 else ""
        headings = " > ".join(hit.passage.section.headings[-2:]) or ("" if report else document.report.title)
        lines.append(_wrap(f"- {', '.join(filter(None, (report, headings, where)))}"))
    return "\n".join(lines)


def _related(answer: Answer) -> str:
    """Return the related questions, a line each."""
    if not answer.related:
        return ""
    return "\n".join([say_related(answer), *(_wrap(f"- {question}") for question in answer.related[:N_RELATED])])


def _wrap(text: str) -> str:
    return _fill([(text, False)], bold=False)


def _fill(runs: Sequence[tuple[str, bool]], *, bold: bool) -> str:
    """Fold to the terminal's width, blanks made single; bold begins and ends within a line.

    Folding leaves all but the blanks as they are, so the marks for bold are put in afterwards, by counting letters.
    """
    letters = [(_plain(letter), is_bold) for text, is_bold in runs for letter in text]
    folded = textwrap.fill(" ".join("".join(letter for letter, _ in letters).split()), WIDTH, break_on_hyphens=False)
    if not bold:
        return folded
    marks = iter([is_bold for letter, is_bold in letters if not letter.isspace()])
    shown = [(letter, None if letter.isspace() else next(marks)) for letter in folded]
    return _embolden(shown)


def _plain(letter: str) -> str:
    return letter if letter.isprintable() or letter.isspace() else "\ufffd"


def _embolden(letters: Sequence[tuple[str, bool | None]]) -> str:
    """Return text with the marks for bold; blanks (None) are bold only between bold letters of one line."""
    said, blanks, is_on = [], "", False
    for letter, is_bold in letters:
        if is_bold is None:
            blanks += letter
            continue
        ends = is_on and (not is_bold or "\n" in blanks)
        begins = is_bold and (ends or not is_on)
        said += [PLAIN if ends else "", blanks, BOLD if begins else "", letter]
        blanks, is_on = "", is_bold
    return "".join([*said, PLAIN if is_on else "", blanks])
