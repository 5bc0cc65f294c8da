"""A file that somebody gives -> a file named `report` in a folder, and the document that it makes.

The errors of reading name the file as its giver does, not where it was put.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from unsqa.errors import CorpusError, InputError
from unsqa.finding.language import detect_language
from unsqa.library.limits import check_file
from unsqa.reading.corpus import MAX_LANGUAGE_LINES
from unsqa.reading.document import make_document
from unsqa.reading.sources import read_lines
from unsqa.types import Report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from unsqa.types import Document


def put_file(file: bytes | Path, name: str, folder: Path) -> Path:
    """Copy a file, or write its content, into a folder as `report` with the suffix of its name; return its path.

    Raises InputError when it cannot be read or is of no kind that a report may be, CorpusError when it is too large.
    """
    if isinstance(file, Path) and not file.is_file():
        raise InputError(f"There is no file {name}. Give the path of a report.")
    path = folder / f"report{Path(name).suffix.lower()}"
    check_file(file, name)
    if isinstance(file, Path):
        try:
            shutil.copyfile(file, path)
        except PermissionError as error:
            raise InputError(f"{name} cannot be opened: {error.strerror}.") from error
    else:
        path.write_bytes(file)
    return path


def read_as_report(path: Path, name: str, language: str = "") -> Document:
    """Read a file as a report in a language, or in the one that it seems to be in.

    Raises CorpusError when it cannot be read, is too long or holds no running text.
    """
    with _naming(path, name):
        lines = read_lines(path)
        language = language or detect_language(" ".join(line.text for line in lines[:MAX_LANGUAGE_LINES]), ["en"])
        document = make_document(Report("", "", language), lines)
        if not document.sections:
            raise CorpusError(f"{name} holds no running text, only headings, page numbers or addresses.")
    return document


@contextmanager
def _naming(path: Path, name: str) -> Iterator[None]:
    try:
        yield
    except CorpusError as error:
        raise CorpusError(str(error).replace(str(path), name).replace("index again", "add it again")) from error
