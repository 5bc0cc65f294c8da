"""Which files can be a report, and how large; told before, and checked before a file is copied and read."""

from __future__ import annotations

from pathlib import Path

from unsqa.errors import InputError
from unsqa.reading.limits import MAX_FILE_BYTES, MAX_PAGES, MAX_WORDS, check_bytes
from unsqa.reading.sources import READERS

__all__ = ["MAX_FILE_BYTES", "MAX_PAGES", "MAX_WORDS", "SUFFIXES", "check_file"]

SUFFIXES = tuple(READERS)


def check_file(file: Path | bytes, name: str) -> None:
    """Raise InputError, naming the file, when it is of no kind that is read; CorpusError when it is too large.

    Pages and words are counted where it is read.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        kind = f"of the kind {suffix}" if suffix else "without a suffix"
        raise InputError(f"{name} is a file {kind}, which cannot be read. Reports may be: {', '.join(SUFFIXES)}.")
    check_bytes(len(file) if isinstance(file, bytes) else file.stat().st_size, name)
