"""How a file would be read as a report: its outline, its figures, what is left out. Writes nothing that stays."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from unsqa.library.details import MAX_TITLE_CHARS
from unsqa.library.files import put_file, read_as_report
from unsqa.reading.passages import make_passages
from unsqa.types import Report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from unsqa.types import Document

MAX_GUESS_CHARS = 3_000  # of a text: where its year is looked for
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NUMBERED = re.compile(r"(?:[IVXLC]+|\d+(?:\.\d+)*|[A-Z])[.)]\s")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as found, its level from 1, and the label of the page that it stands on, or ""."""

    level: int
    text: str
    page: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was left out for one reason: how often, how many characters, and the first of them."""

    reason: str
    n: int
    n_chars: int
    example: str


@dataclass(frozen=True, slots=True)
class Preview:
    """A file as it would be read. Title and year in `document.report` are guesses, its language is detected."""

    file_name: str
    document: Document
    n_passages: int
    n_words: int
    outline: tuple[Heading, ...]
    left_out: tuple[LeftOut, ...]


def preview(file: bytes | Path, name: str) -> Preview:
    """Read a file, or its content, as it would be if it were added.

    Raises InputError when it is too large or of no known kind, CorpusError when it cannot be read; both say what to do.
    """
    with tempfile.TemporaryDirectory(prefix="unsqa-") as folder:
        document = read_as_report(put_file(file, name, Path(folder)), name)
    report = Report("", guess_title(document, name), document.report.language, year=guess_year(document.text))
    return Preview(
        file_name=name,
        document=replace(document, report=report),
        n_passages=len(make_passages(document)),
        n_words=len(document.text.split()),
        outline=tuple(_outline(document)),
        left_out=_left_out(document),
    )


def guess_title(document: Document, name: str) -> str:
    """Return the longest heading of the first page that stands under no other and has no number, else the file's name.

    The longest, since a document of the United Nations has its session and its body for headings, too.
    """
    found = [
        section.headings[0]
        for section in document.sections
        if section.headings and document.page_at(section.start) == document.pages[0]
    ]
    titles = [heading for heading in found if not _NUMBERED.match(heading)]
    if document.pages[0].last_line == document.pages[-1].last_line:  # a file without pages: its first heading
        titles = titles[:1]
    named = " ".join(re.split(r"[\W_]+", Path(name).stem)).strip()
    return max(titles, key=len, default=named)[:MAX_TITLE_CHARS].strip()


def guess_year(text: str) -> int | None:
    """Return the year that the beginning of a text names most often, of equals the latest; None where there is none.

    >>> guess_year("Results 2019. In 2019 and 2018 ...")
    2019
    """
    counted = Counter(map(int, _YEAR.findall(text[:MAX_GUESS_CHARS])))
    return max(counted, key=lambda year: (counted[year], year), default=None)


def _outline(document: Document) -> Iterator[Heading]:
    """Yield each heading once, where it first stands over text."""
    above: tuple[str, ...] = ()
    for section in document.sections:
        same = next(
            (n for n, pair in enumerate(zip(above, section.headings, strict=False)) if pair[0] != pair[1]),
            min(len(above), len(section.headings)),
        )
        page = document.page_at(section.start).label
        for level in range(same, len(section.headings)):
            yield Heading(level + 1, section.headings[level], page)
        above = section.headings


def _left_out(document: Document) -> tuple[LeftOut, ...]:
    """Return what was left out by reason, the most frequent first."""
    counted = Counter(piece.reason for piece in document.dropped)
    found = []
    for reason, n in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])):
        texts = [" ".join(piece.text.split()) for piece in document.dropped if piece.reason == reason]
        found.append(LeftOut(reason, n, sum(map(len, texts)), texts[0]))
    return tuple(found)
