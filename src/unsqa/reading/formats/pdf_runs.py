"""The characters of a PDF's page -> runs: what stands on one baseline without a wide gap, and how it is set.

Where a character stands comes from pdfium's boxes, not from its line breaks. Nothing is put in order here.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from ctypes import addressof, byref, c_double, create_string_buffer
from dataclasses import dataclass
from itertools import pairwise
from math import atan2, hypot, isfinite, pi
from sys import maxunicode
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pypdfium2 import PdfTextPage  # type: ignore[import-untyped, unused-ignore]

# Lengths are in ems: multiples of the size of the type.
WIDE_GAP = 0.9  # a blank is 0.25 wide, in justified lines up to about 0.8
FIGURE_GAP = 0.5  # between two figures, which no justified line parts so far
RAISED = 0.6  # the mark of a footnote
_HYPHENS = {0x02: "-", 0xAD: "-", 0xFFFE: "-"}  # pdfium's mark for a hyphen at a line's end; the soft hyphen
_BOLD = re.compile(r"bold|black|heavy|semib|demi", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Char:
    """A character that is printed; `parted` says that a blank goes before it, `broken` that a line ends there.

    `turns` counts by how many quarters it is turned against the most of the page.
    """

    char: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    turns: int
    parted: bool
    broken: bool


@dataclass(slots=True)
class Run:
    """Characters on one baseline with no wide gap between them; `order` counts the runs in the order of the file.

    `hang` is the left edge of its words where a number or a bullet goes before them.
    """

    order: int
    left: float
    hang: float
    right: float
    base: float
    size: float
    text: str
    all_bold: bool
    starts_bold: bool
    askew: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line, or a row of a table, that begins at height `base` and ends at `foot`.

    `even` says that it may be a heading: in type of one size, no row of a table, beside nothing else.
    """

    text: str
    base: float
    foot: float
    size: float
    all_bold: bool = False
    starts_bold: bool = False
    even: bool = True
    in_table: bool = False
    askew: bool = False
    after_gap: bool = False


def read_runs(textpage: PdfTextPage) -> list[Run]:
    """Return the runs of a page in the order of the file."""
    return _as_runs(_read_chars(textpage))


def _read_chars(textpage: PdfTextPage) -> Iterator[_Char]:
    """Yield the characters of a page in the order of the file, turned so that most of its text is upright."""
    from pypdfium2 import raw

    handle = textpage.raw
    count = raw.FPDFText_CountChars(handle)
    upright = Counter(_style(textpage, index)[2] for index in range(0, count, count // 100 + 1)).most_common(1)
    box, x, y = raw.FS_RECTF(), c_double(), c_double()
    styles: dict[int, tuple[float, bool, int]] = {}
    parted = broken = False
    for index in range(count):
        code = raw.FPDFText_GetUnicode(handle, index)
        char = _HYPHENS.get(code) or chr(code if code <= maxunicode else 0xFFFD)
        if char.isspace() or char == "\uffff" or unicodedata.category(char) == "Cc":
            parted, broken = parted or char.isspace(), broken or char == "\n"
            continue
        part = raw.FPDFText_GetTextObject(handle, index)
        key = addressof(part.contents) if part else 0
        if key not in styles:
            styles[key] = _style(textpage, index)
        size, bold, turns = styles[key]
        raw.FPDFText_GetLooseCharBox(handle, index, byref(box))
        raw.FPDFText_GetCharOrigin(handle, index, byref(x), byref(y))
        main = upright[0][0]
        left, right = sorted((_turn(box.left, box.bottom, main)[0], _turn(box.right, box.top, main)[0]))
        base = _turn(x.value, y.value, main)[1]
        yield _Char(char, left, right, base, size, bold, (turns - main) % 4, parted, broken)
        parted = broken = False


def _style(textpage: PdfTextPage, index: int) -> tuple[float, bool, int]:
    """Return the size of a character in points, whether it is bold, and by how many quarters it is turned left."""
    from pypdfium2 import raw

    handle = textpage.raw
    matrix, name = raw.FS_MATRIX(), create_string_buffer(128)
    raw.FPDFText_GetMatrix(handle, index, byref(matrix))
    raw.FPDFText_GetFontInfo(handle, index, name, len(name), None)
    size = raw.FPDFText_GetFontSize(handle, index) * (hypot(matrix.c, matrix.d) or 1.0)
    bold = raw.FPDFText_GetFontWeight(handle, index) >= 600 or bool(_BOLD.search(name.value.decode(errors="replace")))
    quarters = atan2(matrix.b, matrix.a) * 2 / pi
    return max(_finite(abs(size)), 1.0), bold, round(_finite(quarters)) % 4


def _turn(x: float, y: float, quarters: int) -> tuple[float, float]:
    """Turn a point right by quarters: where it stands once text that is turned left by as many stands upright."""
    x, y = _finite(x), _finite(y)
    return ((x, y), (y, -x), (-x, -y), (-y, x))[quarters]


def _finite(number: float) -> float:
    return number if isfinite(number) else 0.0


def _as_runs(chars: Iterable[_Char]) -> list[Run]:
    runs: list[list[_Char]] = []
    for char in chars:
        if runs and _goes_on(runs[-1][-1], char):
            runs[-1].append(char)
        else:
            runs.append([char])
    return [_as_run(order, run) for order, run in enumerate(runs)]


def _goes_on(before: _Char, char: _Char) -> bool:
    """Whether a character stands beside the one before it in the file, on the same baseline or raised by a little."""
    if char.turns or before.turns:
        return char.turns == before.turns and not char.broken  # text up the margin: pdfium's own order must do
    size = max(before.size, char.size)
    gap = max(char.left - before.right, before.left - char.right)  # the second: text from right to left
    wide = FIGURE_GAP if char.char.isdigit() and before.char.isdigit() else WIDE_GAP
    return gap <= wide * size and abs(char.base - before.base) <= RAISED * size


def _is_mark(before: _Char, char: _Char) -> bool:
    """Whether a character is the raised figure of a footnote, set against the word before it."""
    raised = char.base - before.base > 0.2 * before.size and char.size < 0.85 * before.size
    return raised and char.char.isdigit() and char.left - before.right < 0.22 * before.size


def _as_run(order: int, chars: Sequence[_Char]) -> Run:
    text = chars[0].char + "".join(
        " " + char.char if char.parted and not _is_mark(before, char) else char.char for before, char in pairwise(chars)
    )
    if any("\ud800" <= char <= "\udfff" for char in text):  # halves of one character, each with a box
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    size = Counter(char.size for char in chars).most_common(1)[0][0]
    bases = [char.base for char in chars if char.size == size]
    return Run(
        order=order,
        left=(left := min(char.left for char in chars)),
        hang=left,
        right=max(char.right for char in chars),
        base=Counter(bases).most_common(1)[0][0],
        size=size,
        text=text,
        all_bold=all(char.bold for char in chars),
        starts_bold=chars[0].bold,
        askew=chars[0].turns != 0,
    )


def as_line(row: Sequence[Run], text: str) -> Line:
    """Return the line that these runs make, with this text; its size is that of the longest."""
    size = max(row, key=lambda run: len(run.text)).size
    return Line(
        text,
        row[0].base,
        row[-1].base,
        size,
        all_bold=all(run.all_bold for run in row),
        starts_bold=row[0].starts_bold,
        even=max(run.size for run in row) < 1.1 * min(run.size for run in row),
    )
