"""An answer as plain text with its references, for the clipboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unsqa.exporting.transcript import Paragraph
    from unsqa.types import Answer, Document


def answer_as_text(answer: Answer, documents: Mapping[str, Document], language: str) -> str:
    """Return what an answer says, with its numbers, and below what they refer to; the references in the language."""
    from unsqa.exporting.references import footnote
    from unsqa.exporting.transcript import say_answer, sources_of

    sources = sources_of(answer, documents)
    numbers = {source.citation.number: source.citation.number for source in sources}
    said = [_text(paragraph) for paragraph in say_answer(answer, documents, numbers)]
    references = [f"[{source.citation.number}] {footnote(source, language)}" for source in sources]
    return "\n\n".join(filter(None, ("\n".join(said), "\n".join(references))))


def _text(paragraph: Paragraph) -> str:
    mark = "- " if paragraph.kind == "item" else ""
    return mark + "".join(f" [{run.text}]" if run.number else run.text for run in paragraph.runs).strip()
