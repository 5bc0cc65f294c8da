"""A file -> its lines: one reader per suffix.

A reader only decodes: it joins, drops and judges nothing (that is repair.py's part).
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from unsqa.errors import CorpusError
from unsqa.types import SourceLine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# What tells the first line of a page, by the name that report.toml gives it.
PAGE_BREAKS: dict[str, re.Pattern[str]] = {
    "form feed": re.compile(r"\f"),
    "leading blank": re.compile(r"\f| (?=\S)(?!https?://|www\.).*[^\W\d_]"),
}


def read_lines(path: Path, page_break: str = "form feed") -> tuple[SourceLine, ...]:
    """Return the lines of a source file, in order.

    Raises CorpusError when the file cannot be opened or decoded, is empty, or has no reader for its suffix.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise CorpusError(f"{path} is of a kind that unsqa cannot read; it reads: {', '.join(READERS)}.")
    try:
        lines = reader(path, page_break)
    except OSError as error:
        raise CorpusError(f"{path} cannot be opened: {error.strerror or error}.") from error
    if not any(line.text.strip() for line in lines):
        raise CorpusError(f"{path} has no text in it.")
    return lines


def _read_text(path: Path, page_break: str) -> tuple[SourceLine, ...]:
    data = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CorpusError(
            f"{path} is not UTF-8 text: byte {data[error.start]:#04x} in line {line}. Save it as UTF-8 and index again."
        ) from error
    return split_lines(text, page_break)


def split_lines(text: str, page_break: str = "form feed") -> tuple[SourceLine, ...]:
    r"""Return the lines of a text; the first starts a page, and so does each one with the mark of a page break.

    >>> [(line.number, line.text, line.starts_page) for line in split_lines("one\n\ftwo")]
    [(1, 'one', True), (2, '\x0ctwo', True)]
    """
    starts_page = PAGE_BREAKS[page_break].match
    raw = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return tuple(
        SourceLine(number, line, starts_page=number == 1 or bool(starts_page(line)))
        for number, line in enumerate(raw, 1)
    )


READERS: dict[str, Callable[[Path, str], tuple[SourceLine, ...]]] = {".txt": _read_text}
