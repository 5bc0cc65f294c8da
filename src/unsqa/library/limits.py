"""How large a report may be, and which files can be one; told before, and checked before the costly steps."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from unsqa.errors import InputError
from unsqa.reading.sources import READERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unsqa.types import SourceLine

MAX_FILE_BYTES = 50 * 2**20
MAX_PAGES = 1_500
MAX_WORDS = 1_000_000  # for files without pages
MAX_UNPACKED_BYTES = 500 * 2**20  # of a Word file, which is a ZIP archive
SUFFIXES = tuple(READERS)


def check_file(file: Path | bytes, name: str) -> None:
    """Raise InputError, naming the file by `name`, when it is of no kind that is read, or too large.

    Of pages only those of a PDF are counted; a file that is damaged passes, for its reader to say so.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        kind = f"of the kind {suffix}" if suffix else "without a suffix"
        raise InputError(f"{name} is a file {kind}, which cannot be read. Reports may be: {', '.join(SUFFIXES)}.")
    n_bytes = len(file) if isinstance(file, bytes) else file.stat().st_size
    if n_bytes > MAX_FILE_BYTES:
        raise InputError(
            f"{name} has {n_bytes / 2**20:,.1f} MB; a report may have {MAX_FILE_BYTES / 2**20:,.0f}. "
            "Save it with smaller pictures, or in parts."
        )
    if suffix == ".docx" and _unpacked_bytes(file) > MAX_UNPACKED_BYTES:
        raise InputError(
            f"{name} would unpack to more than {MAX_UNPACKED_BYTES / 2**20:,.0f} MB. "
            "Save it again in Word, or in parts."
        )
    if suffix == ".pdf":
        _check_pages(_pdf_pages(file), name)


def check_lines(lines: Sequence[SourceLine], name: str) -> None:
    """Raise InputError when the lines of a file have too many pages or words."""
    _check_pages(sum(line.starts_page for line in lines), name)
    n_words = sum(len(line.text.split()) for line in lines)
    if n_words > MAX_WORDS:
        raise InputError(f"{name} has {n_words:,} words; a report may have {MAX_WORDS:,}. Add it in parts.")


def _check_pages(n_pages: int, name: str) -> None:
    if n_pages > MAX_PAGES:
        raise InputError(f"{name} has {n_pages:,} pages; a report may have {MAX_PAGES:,}. Add it in parts.")


def _unpacked_bytes(file: Path | bytes) -> int:
    try:
        with zipfile.ZipFile(BytesIO(file) if isinstance(file, bytes) else file) as archive:
            return sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, OSError):
        return 0


def _pdf_pages(file: Path | bytes) -> int:
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(file) as document:
            return len(document)
    except (pypdfium2.PdfiumError, OSError):
        return 0
