"""A file -> its lines: one reader per suffix.

A reader only decodes: it joins, drops and judges nothing (that is the part of the stages in document.py). Readers that
need a library run in a process of their own (isolated.py).
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from unsqa.errors import CorpusError
from unsqa.reading.isolated import read_isolated
from unsqa.reading.limits import check_bytes, check_line_count, check_lines
from unsqa.types import SourceLine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# What tells the first line of a page, by the name that report.toml gives it.
PAGE_BREAKS = ("form feed", "leading blank")

# A leading blank may also come from an address, a footnote, a source line or a label's second line.
_LEADING_BLANK = re.compile(r" (?=\S)(?!https?://|www\.|\d+[^\W\d_]|Source:|Fuente:)(?=.*[^\W\d_])")
MAX_LABEL_WORDS = 5
_LABEL_GOES_ON = re.compile(r".*:\s*|[A-Z ]+:.*,\s*")


def read_lines(path: Path, page_break: str = "form feed") -> tuple[SourceLine, ...]:
    """Return the lines of a source file, in order.

    Raises CorpusError when the file cannot be opened or decoded, is empty, larger than a report may be (limits.py), or
    has no reader for its suffix.
    """
    suffix = path.suffix.lower()
    if suffix not in READERS:
        raise CorpusError(f"{path} is of a kind that unsqa cannot read; it reads: {', '.join(READERS)}.")
    try:
        check_bytes(path.stat().st_size, str(path))
        lines = _read_text(path, page_break) if suffix == ".txt" else read_isolated(path)
    except OSError as error:
        raise CorpusError(f"{path} cannot be opened: {error.strerror or error}.") from error
    check_lines(lines, str(path))
    if not any(line.text.strip() for line in lines):
        raise CorpusError(f"{path} has no text in it. Put the report's text there, or take the file away.")
    return lines


def _read_text(path: Path, page_break: str) -> tuple[SourceLine, ...]:
    data = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    if data.startswith((b"%PDF-", b"PK\x03\x04")):
        kind, suffix = ("a PDF", ".pdf") if data.startswith(b"%PDF-") else ("a ZIP file, as Word writes it", ".docx")
        raise CorpusError(f"{path} is {kind}, not text. Name it {path.stem}{suffix}.")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CorpusError(
            f"{path} is not UTF-8 text: byte {data[error.start]:#04x} in line {line}. Save it as UTF-8 and index again."
        ) from error
    if "\0" in text:
        raise CorpusError(f"{path} is binary or UTF-16: it has zero bytes. Save it as UTF-8 and index again.")
    check_line_count(1 + max(text.count("\n"), text.count("\r")), str(path))
    return split_lines(text, page_break)


def split_lines(text: str, page_break: str = "form feed") -> tuple[SourceLine, ...]:
    r"""Return the lines of a text; the first starts a page, and so does each one with the mark of a page break.

    >>> [(line.number, line.text, line.starts_page) for line in split_lines("one\n\ftwo")]
    [(1, 'one', True), (2, '\x0ctwo', True)]
    """
    raw = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return tuple(
        SourceLine(number, line, starts_page=number == 1 or _starts_page(line, raw[number - 2], page_break))
        for number, line in enumerate(raw, 1)
    )


def _starts_page(line: str, above: str, page_break: str) -> bool:
    if line.startswith("\f"):
        return True
    if page_break != "leading blank" or not _LEADING_BLANK.match(line):
        return False
    n_words = len(line.split())
    is_scrap = n_words <= 2 and any(letter.islower() for letter in line)
    return not is_scrap and not (n_words <= MAX_LABEL_WORDS and _LABEL_GOES_ON.fullmatch(above))


def _read_pdf(path: Path, page_break: str) -> tuple[SourceLine, ...]:  # noqa: ARG001  (a PDF has pages of its own)
    from unsqa.reading.formats.pdf import read_pdf

    return read_pdf(path)


def _read_docx(path: Path, page_break: str) -> tuple[SourceLine, ...]:  # noqa: ARG001
    from unsqa.reading.formats.docx import read_docx

    return read_docx(path)


def _read_html(path: Path, page_break: str) -> tuple[SourceLine, ...]:  # noqa: ARG001
    from unsqa.reading.formats.markup import read_html

    return read_html(path)


def _read_markdown(path: Path, page_break: str) -> tuple[SourceLine, ...]:  # noqa: ARG001
    from unsqa.reading.formats.markup import read_markdown

    return read_markdown(path)


READERS: dict[str, Callable[[Path, str], tuple[SourceLine, ...]]] = {
    ".txt": _read_text,
    ".pdf": _read_pdf,
    ".docx": _read_docx,
    ".html": _read_html,
    ".htm": _read_html,
    ".md": _read_markdown,
}
