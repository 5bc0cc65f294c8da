"""A conversation as a file to take away: Markdown, Word, PDF. `FORMATS` is the only list of them.

Whatever the format, the conversation is first made a Transcript (transcript.py), which markdown.py, word.py and pdf.py
write. The same turns and the same day give the same file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from unsqa.types import Document, Turn


class Writer(Protocol):
    """What writes a conversation; without a day, it is today's."""

    def __call__(
        self, turns: Sequence[Turn], documents: Mapping[str, Document], language: str, day: date | None = None
    ) -> bytes:
        """Return the bytes of a file."""


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: its `name` by language, its suffix and MIME type, and what writes a conversation as one."""

    name: Mapping[str, str]
    suffix: str
    mime: str
    write: Writer


def as_markdown(
    turns: Sequence[Turn], documents: Mapping[str, Document], language: str, day: date | None = None
) -> str:
    """Return a conversation as Markdown."""
    from unsqa.exporting.markdown import write_markdown
    from unsqa.exporting.transcript import transcribe

    return write_markdown(transcribe(turns, documents, language, day or today()))


def as_word(turns: Sequence[Turn], documents: Mapping[str, Document], language: str, day: date | None = None) -> bytes:
    """Return a conversation as a Word document (.docx)."""
    from unsqa.exporting.transcript import transcribe
    from unsqa.exporting.word import write_word

    return write_word(transcribe(turns, documents, language, day or today()))


def as_pdf(turns: Sequence[Turn], documents: Mapping[str, Document], language: str, day: date | None = None) -> bytes:
    """Return a conversation as PDF."""
    from unsqa.exporting.pdf import write_pdf
    from unsqa.exporting.transcript import transcribe

    return write_pdf(transcribe(turns, documents, language, day or today()))


def today() -> date:
    """Return the day where the program runs."""
    return datetime.now().astimezone().date()


def _markdown_file(
    turns: Sequence[Turn], documents: Mapping[str, Document], language: str, day: date | None = None
) -> bytes:
    return as_markdown(turns, documents, language, day).encode()


FORMATS: dict[str, Format] = {
    "markdown": Format({"en": "Markdown", "es": "Markdown"}, ".md", "text/markdown", _markdown_file),
    "word": Format(
        {"en": "Word", "es": "Word"},
        ".docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        as_word,
    ),
    "pdf": Format({"en": "PDF", "es": "PDF"}, ".pdf", "application/pdf", as_pdf),
}
