"""A PDF -> its lines as printed: page by page, columns, rows of tables, headings by size, gaps between paragraphs.

The text comes from pdfium (pypdfium2). Running headers and footnote marks stay in: later stages find them. Nothing is
recognised in pictures; a PDF without a text layer is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from unsqa.errors import CorpusError
from unsqa.reading.formats.pdf_layout import lay_out
from unsqa.reading.formats.pdf_runs import read_runs
from unsqa.reading.formats.pdf_tables import CAPTION, LEADERS
from unsqa.reading.limits import check_pages
from unsqa.reading.lines.running import find_running_lines
from unsqa.types import SourceLine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pypdfium2 import PdfDocument  # type: ignore[import-untyped, unused-ignore]

    from unsqa.reading.formats.pdf_runs import Line

HEADING_WORDS = 20  # at most; in larger type twice as many
_LIST_ITEM = re.compile(r"(?:\((?:\d{1,3}|\w|[ivxlc]+)\)|[•‣▪■◦●○➢✓*·–—\ue000-\uf8ff-])\s", re.IGNORECASE)


def read_pdf(path: Path) -> tuple[SourceLine, ...]:
    """Return the lines of a PDF as printed, numbered through all pages; a page without text gives one blank line.

    A row of a table is one line even where its cells have several; tabs part its cells. A blank line stands for the gap
    between paragraphs. Raises CorpusError for a file that is no PDF, is damaged or locked, or has no text layer, and
    OSError where it cannot be opened.
    """
    pages = _read_pages(path)
    if not any(pages):
        raise CorpusError(
            f"{path} has no text layer: its {len(pages)} pages are pictures, as of a scan. "
            "Run it through OCR (such as `ocrmypdf in.pdf out.pdf`) and index again."
        )
    return _as_source_lines(pages)


def _read_pages(path: Path) -> list[list[Line]]:
    import pypdfium2

    with path.open("rb") as file:
        head = file.read(1024)
    if not head:
        raise CorpusError(f"{path} is empty, not a PDF. Fetch the file again.")
    if b"%PDF-" not in head:
        raise CorpusError(
            f"{path} is not a PDF, whatever its name says. Give it the suffix of what it is, or replace it."
        )
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise CorpusError(
                f"{path} is locked with a password. Save a copy without one (such as `qpdf --decrypt`) and index again."
            ) from error
        raise CorpusError(f"{path} is damaged: pdfium cannot read it ({error}). Fetch the file again.") from error
    try:
        check_pages(len(document), str(path))
        return [_read_page(document, row) for row in range(len(document))]
    except pypdfium2.PdfiumError as error:
        raise CorpusError(f"{path} is damaged: pdfium cannot read all its pages ({error}). Fetch it again.") from error
    finally:
        document.close()


def _read_page(document: PdfDocument, row: int) -> list[Line]:
    page = document[row]
    textpage = page.get_textpage()
    try:
        runs = read_runs(textpage)
    finally:
        textpage.close()
        page.close()
    return lay_out(runs)


def _as_source_lines(pages: list[list[Line]]) -> tuple[SourceLine, ...]:
    """Add a blank line for each gap and each page without text, number the lines, tell the headings."""
    shown: list[Line | None] = []
    starts = set()
    for page in pages:
        starts.add(len(shown))
        for line in page:
            shown += [None, line] if line.after_gap else [line]
        shown += [] if page else [None]
    lines = [SourceLine(row + 1, line.text if line else "", row in starts) for row, line in enumerate(shown)]
    running = find_running_lines(lines)
    levels = _levels([None if row + 1 in running else line for row, line in enumerate(shown)])
    return tuple(replace(line, heading=level) for line, level in zip(lines, levels, strict=True))


def _levels(lines: list[Line | None]) -> list[int]:
    """Return the level of each line: larger type counts from 1, bold type of the body's size comes last, else 0."""
    sizes: Counter[int] = Counter()
    for line in lines:
        sizes[_half_points(line)] += len(line.text) if line else 0
    body = sizes.most_common(1)[0][0]
    groups = [group for group in _groups(lines) if _is_heading(lines, group, body)]
    ranks = sorted({_half_points(lines[group[0]]) for group in groups}, reverse=True)
    levels = [0] * len(lines)
    for group in groups:
        for row in group:
            levels[row] = ranks.index(_half_points(lines[row])) + 1
    return levels


def _half_points(line: Line | None) -> int:
    return round(2 * line.size) if line else 0


def _groups(lines: list[Line | None]) -> Iterator[list[int]]:
    """Yield the rows of lines that follow each other without a gap in type of one size and weight."""
    looks = [(_half_points(line), line is not None and line.all_bold) for line in lines]
    for _, group in groupby(range(len(lines)), looks.__getitem__):
        yield list(group)


def _is_heading(lines: list[Line | None], group: list[int], body: int) -> bool:
    """Whether a group of lines is set as a heading: larger than the body, or bold and apart from what is around it."""
    shown = [line for row in group if (line := lines[row])]
    size = _half_points(lines[group[0]])
    text = " ".join(line.text for line in shown)
    n_words = len(text.split())
    if not shown or not all(line.even for line in shown) or sum(map(str.isalpha, text)) < 2:
        return False
    if LEADERS.search(text) or _LIST_ITEM.match(text) or CAPTION.match(text):
        return False
    if size > 1.08 * body:
        return n_words <= 2 * HEADING_WORDS
    before = lines[group[0] - 1] if group[0] else None
    after = lines[group[-1] + 1] if group[-1] + 1 < len(lines) else None
    apart = _half_points(before) != size and not (after and _half_points(after) == size and after.starts_bold)
    return size == body and shown[0].all_bold and apart and n_words <= HEADING_WORDS and text[-1] not in ",;"
