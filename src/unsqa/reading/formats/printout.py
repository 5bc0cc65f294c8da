"""What the readers of formats share: what kind of file bytes begin like, and lines as they are printed."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field

from unsqa.types import SourceLine

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KINDS = {
    b"%pdf-": "a PDF",
    b"pk\x03\x04": "a zip archive (as .docx, .xlsx and .odt files are)",
    OLD_OFFICE: "an old or encrypted Office file",
    b"{\\rtf": "an RTF document",
    b"<!doctype html": "an HTML page",
    b"<html": "an HTML page",
}
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))  # soft hyphen, zero-width blanks


def kind_of(data: bytes) -> str:
    """Name the kind of file that bytes begin like, or return "" where it is none that is known.

    >>> kind_of(b"%PDF-1.7 ..."), kind_of(b"Plain words")
    ('a PDF', '')
    """
    head = data[:200].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    return next((kind for magic, kind in _KINDS.items() if head.startswith(magic)), "")


@dataclass(slots=True)
class Printout:
    """Lines as they are printed, numbered from 1; a blank one goes in where a gap was asked for."""

    lines: list[SourceLine] = field(default_factory=list)
    gap: bool = False
    starts_page: bool = True

    def add(self, text: str, heading: int = 0) -> None:
        """Print one line, if there is anything to see in it."""
        text = text.translate(_INVISIBLE).rstrip()
        if text.strip():
            if self.gap and self.lines:
                self.lines.append(SourceLine(len(self.lines) + 1, ""))
            self.lines.append(SourceLine(len(self.lines) + 1, text, self.starts_page, heading))
            self.gap = self.starts_page = False
