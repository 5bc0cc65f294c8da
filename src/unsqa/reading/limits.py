"""How large a report may be, and what reading its file may take; the same for `unsqa add` and for `unsqa index`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unsqa.errors import CorpusError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unsqa.types import SourceLine

MAX_FILE_BYTES = 50 * 2**20
MAX_UNPACKED_BYTES = 500 * 2**20  # of a Word file, which is a ZIP archive
MAX_PAGES = 1_500
MAX_LINES = 500_000
MAX_WORDS = 1_000_000
MAX_CHARS = 10_000_000
MAX_SECONDS = 300  # of a reader that needs a library: six times what 1,500 pages take
MAX_MEMORY_BYTES = 2 * 2**30


def check_bytes(n_bytes: int, name: str) -> None:
    """Raise CorpusError when a file is too large."""
    if n_bytes > MAX_FILE_BYTES:
        raise CorpusError(
            f"{name} has {n_bytes / 2**20:,.1f} MB; a report may have {MAX_FILE_BYTES / 2**20:,.0f}. "
            "Save it with smaller pictures, or in parts."
        )


def check_unpacked(n_bytes: int, name: str) -> None:
    """Raise CorpusError when what an archive says it holds is too large."""
    if n_bytes > MAX_UNPACKED_BYTES:
        raise CorpusError(
            f"{name} would unpack to {n_bytes / 2**20:,.0f} MB; a report may to {MAX_UNPACKED_BYTES / 2**20:,.0f}. "
            "Save it again in Word, or in parts."
        )


def check_pages(n_pages: int, name: str) -> None:
    """Raise CorpusError when a file has too many pages."""
    _check(n_pages, MAX_PAGES, "pages", name)


def check_lines(lines: Sequence[SourceLine], name: str) -> None:
    """Raise CorpusError when the lines of a file are too many, or have too many pages, words or characters."""
    check_line_count(len(lines), name)
    check_pages(sum(line.starts_page for line in lines), name)
    _check(sum(len(line.text) for line in lines), MAX_CHARS, "characters", name)
    _check(sum(len(line.text.split()) for line in lines), MAX_WORDS, "words", name)


def check_line_count(n_lines: int, name: str) -> None:
    """Raise CorpusError when a file has too many lines."""
    _check(n_lines, MAX_LINES, "lines", name)


def _check(n: int, limit: int, what: str, name: str) -> None:
    if n > limit:
        raise CorpusError(f"{name} has {n:,} {what}; a report may have {limit:,}. Save it in parts, each a report.")
