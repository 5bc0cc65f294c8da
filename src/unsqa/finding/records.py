"""Documents, passages and arrays in the form in which the index keeps them."""

from __future__ import annotations

import io
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from unsqa.types import (
    Acronym,
    BankQuestion,
    Document,
    Dropped,
    Example,
    Figure,
    FigureRow,
    Footnote,
    Page,
    Passage,
    Reading,
    Report,
    Section,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def document_to_json(document: Document) -> dict[str, Any]:
    """Return a document as plain values."""
    return asdict(document)


def document_from_json(found: Mapping[str, Any]) -> Document:
    """Return the document that `document_to_json` wrote."""
    return Document(
        report=_report_from_json(found["report"]),
        text=found["text"],
        line_starts=tuple((offset, line) for offset, line in found["line_starts"]),
        pages=tuple(Page(**page) for page in found["pages"]),
        sections=tuple(_section_from_json(section) for section in found["sections"]),
        dropped=tuple(Dropped(**dropped) for dropped in found["dropped"]),
        bank=tuple(BankQuestion(q["question"], q["language"], tuple(q["lines"])) for q in found["bank"]),
        footnotes=tuple(Footnote(**note) for note in found["footnotes"]),
        figures=tuple(_figure_from_json(figure) for figure in found["figures"]),
        glossary=tuple(Acronym(**{**entry, "long": tuple(entry["long"])}) for entry in found["glossary"]),
    )


def _report_from_json(found: Mapping[str, Any]) -> Report:
    return Report(**{**found, "examples": tuple(Example(**example) for example in found["examples"])})


def _figure_from_json(found: Mapping[str, Any]) -> Figure:
    rows = tuple(
        FigureRow(row["label"], tuple(row["values"]), tuple((start, end) for start, end in row["spans"]))
        for row in found["rows"]
    )
    return Figure(
        **{**found, "rows": rows, "columns": tuple(found["columns"]), "unlabelled": tuple(found["unlabelled"])}
    )


def passage_to_json(passage: Passage) -> dict[str, Any]:
    """Return a passage as plain values."""
    return asdict(passage)


def passage_from_json(found: Mapping[str, Any], documents: Mapping[str, Document]) -> Passage:
    """Return the passage that `passage_to_json` wrote, its text taken from its document."""
    document = documents[found["document"]]
    return Passage(
        id=found["id"],
        document=document.id,
        section=_section_from_json(found["section"]),
        start=found["start"],
        end=found["end"],
        text=document.text[found["start"] : found["end"]],
        sentences=tuple((start, end) for start, end in found["sentences"]),
        lead=found["lead"],
        figures=tuple((start, end) for start, end in found["figures"]),
        readings=tuple(Reading(**reading) for reading in found["readings"]),
    )


def save_array(path: Path, array: np.ndarray[Any, Any]) -> None:
    """Write an array as .npy. Raises OSError with its reason; `numpy.save` would keep that of a full disk to itself."""
    buffer = io.BytesIO()
    np.save(buffer, array)
    path.write_bytes(buffer.getvalue())


def _section_from_json(found: Mapping[str, Any]) -> Section:
    lists = ("headings", "agencies", "sdgs", "tags", "addresses")
    return Section(**{**found, **{key: tuple(found[key]) for key in lists}})
