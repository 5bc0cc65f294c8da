"""A Transcript as Markdown (CommonMark). Nothing of a report or a question is read as Markdown or HTML.

The numbers are superscript letters of Unicode, which need no markup.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from unsqa.reading.escaping import escape_hash, escape_words, finish_line, join_blocks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unsqa.exporting.transcript import Paragraph, Run, Transcript

_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_MARKS = {"said": "", "quote": "> ", "item": "- ", "aside": ""}


def write_markdown(transcript: Transcript) -> str:
    """Return the transcript as Markdown."""
    blocks = [f"# {_line(transcript.title)}", _line(transcript.about), _line(transcript.note)]
    for exchange in transcript.exchanges:
        blocks.append(f"## {escape_hash(_line(exchange.question))}")
        blocks += [_paragraph(paragraph) for paragraph in exchange.paragraphs]
    if transcript.references:
        blocks.append(f"## {_line(transcript.heading)}")
        blocks.append("\n".join(f"{number}. {_line(text)}" for number, text in enumerate(transcript.references, 1)))
    return join_blocks(blocks)


def _line(text: str) -> str:
    return finish_line(_words(text))


def _words(text: str) -> str:
    """Escape words; dollars too, which some readers take for mathematics."""
    return escape_words(text).replace("$", r"\$")


def _paragraph(paragraph: Paragraph) -> str:
    pieces = [(_shown(run), _is_bold(paragraph.runs, place)) for place, run in enumerate(paragraph.runs)]
    line = ""
    for is_bold, group in groupby(pieces, key=lambda piece: piece[1]):
        words = _words("".join(text for text, _ in group))
        line += f"**{words}**" if is_bold else words
    return _MARKS[paragraph.kind] + finish_line(line)


def _shown(run: Run) -> str:
    return run.text.translate(_SUPERSCRIPT) if run.number else run.text


def _is_bold(runs: Sequence[Run], place: int) -> bool:
    """Tell whether a run can be shown in bold: asterisks beside a letter mark nothing with punctuation within them."""
    run = runs[place]
    before = _shown(runs[place - 1])[-1:] if place else ""
    after = _shown(runs[place + 1])[:1] if place + 1 < len(runs) else ""
    edges = ((run.text[:1], before), (run.text[-1:], after))
    return run.bold and all(inner.isalnum() or (not inner.isspace() and outer in ("", " ")) for inner, outer in edges)
