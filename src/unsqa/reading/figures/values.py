"""What a figure is made of: its cells, and the numbers and words of one printed line told apart.

A value is a number with its currency, per cent sign or "million". No values are: years, the numbers of a list ("1.3,
2.2, 3.1"), of a heading ("2.1. Aims", "PRIORITY 1") or of a measure that others are counted by ("for every 20").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from unsqa.reading.blocks.block import Block
    from unsqa.types import Proof

Span = tuple[int, int]

MAGNITUDE = r"(?:(?:hundred|thousand|million|billion|trillion)s?|mil(?: millones)?|mill(?:ón|ones))"
_CURRENCY = r"(?:US ?\$|USD ?\$?|[A-Z]{1,3}\$|EUR|[$€£¥])"
_NUMBER = (
    r"(?:\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?|\d{1,3}\.\d{3},\d+|\d+(?:[.,]\d+)?)"
)
_PER_CENT = r"(?:\s?%|\s(?:per ?cent|por ciento)\b)"
_PLAIN = rf"(?:{_CURRENCY}\s?)?[-−–+]?{_NUMBER}{_PER_CENT}?(?:\s{MAGNITUDE}\b)?"
_VALUE = re.compile(rf"(?<![\w$€£.,/’'–−-]){_PLAIN}(?![\w%/):°º])(?![.,–−-]\d|\.\s|[–−-]\w)", re.IGNORECASE)
_NIL = r"[-–−—]|\.\.+|…|n/a|N/A"
_TABLE_VALUE = re.compile(
    rf"\(?(?:{_CURRENCY}\s?)?[-−–+]?(?:\d{{1,3}}(?: \d{{3}})+(?:[.,]\d+)?|{_NUMBER}){_PER_CENT}?\)?|{_NIL}",
    re.IGNORECASE,
)
_YEAR = r"(?:19|20)\d\d"
YEARS = re.compile(rf"(?<![\w.,$/-]){_YEAR}(?:\s?[-–/]\s?(?:{_YEAR}|\d\d))?(?![\w%/])(?![.,]\d)")
_YEAR_PHRASE = re.compile(
    rf"(?:(?:in|en|during|durante|year|año)\s)?{YEARS.pattern}(?:\s{YEARS.pattern})*", re.IGNORECASE
)
_NUMBER_LIST = re.compile(r"\d+(?:\.\w+)?(?:,\s+\d+(?:\.\w+)?){2,},?(?:\s*(?:and|y)\s\d+(?:\.\w+)?)?")
_LEADERS = re.compile(r"\.{4}|(?:\. ){4}")
COUNTED_BY = re.compile(r"\b(?:every|each|out of|under the age of|age of|cada|edad de)\s*$", re.IGNORECASE)
MAX_COUNTED_BY = 20  # characters of the longest of these
_LEFT_OPEN = re.compile(
    r"(?:[,&/–-]|\b(?:a|an|the|of|in|to|and|or|for|with|by|at|on|from|as|than|que|de|del|la|el|los|las|un|una|y|o|en|con|"
    r"por|para|al))$",
    re.IGNORECASE,
)
_SMALL = re.compile(r"\d{1,3}")
WORD = re.compile(r"[^\W\d_]{2}")  # what a label has at least
_LETTER = re.compile(r"[^\W\d_]")
_DIGITS = re.compile(r"\d[\d.,\s]*")

Shape = Literal["words", "value", "value words", "words value", "words value words"]


@dataclass(frozen=True, slots=True)
class Cell:
    """Words of a block: `text` is `blocks[block].text[start:end]`."""

    text: str
    block: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A row: the label as read, the cells that it is made of, and one value cell a column."""

    label: str
    label_cells: tuple[Cell, ...]
    values: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class FoundFigure:
    """A figure, table or box of numbers; `blocks` are the ascending rows of the blocks that are the figure.

    The other fields are those of `unsqa.types.Figure`.
    """

    blocks: tuple[int, ...]
    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[FoundRow, ...]
    unit: str
    year: str
    source: str
    proof: Proof
    unlabelled: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line of a block, without the blanks around it, and the block's whole text."""

    block: int
    start: int
    text: str
    source: str


def lines_of(block: Block, row: int) -> Iterator[Line]:
    """Yield the lines of a block that have words; `row` is the block's row in the list."""
    at, source = 0, block.text
    for piece, _ in block.pieces:
        text = piece.strip()
        if text:
            yield Line(row, at + piece.index(text), text, source)
        at += len(piece)


def find_values(text: str) -> list[Span]:
    """Return the spans of the values in a line.

    >>> line = "7.4% in 2018, US$ 1,200 and -8.5 for every 20"
    >>> [line[start:end] for start, end in find_values(line)]
    ['7.4%', 'US$ 1,200', '-8.5']
    >>> [find_values(line) for line in ("1.3, 2.2, 3.1, 4.2", "2.1. Aims", "COVID-19", "2019-2020", "Aims ..... 5")]
    [[], [], [], [], []]
    """
    if _NUMBER_LIST.fullmatch(text) or _LEADERS.search(text):
        return []
    return [
        match.span()
        for match in _VALUE.finditer(text)
        if not re.fullmatch(_YEAR, match[0])
        and not COUNTED_BY.search(text[max(0, match.start() - MAX_COUNTED_BY) : match.start()])
    ]


def shape_of(text: str, *, named: bool) -> tuple[Shape, list[Span]]:
    """Tell how words and values follow one another in a line; the spans of its values, none if it is but words.

    In a box without a name a small number behind words is the number of a thing ("OUTCOME 1"), unless a colon parts
    them.

    >>> [shape_of(text, named=False)[0] for text in ("36%", "6 GROUPS", "SEEN: 12", "AREA 1", "OUR WORK 6 GROUPS")]
    ['value', 'value words', 'words value', 'words', 'words value words']
    """
    values = find_values(text)
    edges = [(0, 0), *values, (len(text), len(text))]
    rest = "".join(text[before[1] : after[0]] for before, after in pairwise(edges))
    if not values or not _LETTER.search(text):
        return ("value", values) if values else ("words", [])
    if not _LETTER.search(rest):
        return "value", values
    first, last = values[0][0], values[-1][1]
    if first == 0 and len(values) == 1:
        return "value words", values
    if last == len(text) and first and not _LETTER.search("".join(text[a[1] : b[0]] for a, b in pairwise(values))):
        lead = text[:first].rstrip()
        is_counted = named or lead.endswith(":") or not _SMALL.fullmatch(text[first:last])
        return ("words value", values) if is_counted else ("words", [])
    if len(values) == 1 and len(text.split()) <= 8 and text[last:].lstrip()[:1].isupper():
        return "words value words", values
    return "words", []


def is_table_value(text: str) -> bool:
    """Tell whether a table's cell holds a value, or the sign that there is none.

    >>> [is_table_value(text) for text in ("14 971.4", "(3 541.7)", "–", "12%", "P-5", "")]
    [True, True, True, True, False, False]
    """
    return bool(_TABLE_VALUE.fullmatch(text))


def is_measured(value: str) -> bool:
    """Tell a measured value from a bare small number, which may count or number anything.

    >>> [is_measured(value) for value in ("7.4%", "1,283", "US$ 5", "12", "2.5")]
    [True, True, True, False, True]
    """
    return not _SMALL.fullmatch(value)


def is_year_phrase(text: str) -> bool:
    """Tell whether a text names but a year, or several.

    >>> is_year_phrase("IN 2020"), is_year_phrase("2019-2020"), is_year_phrase("Executed in 2020")
    (True, True, False)
    """
    return bool(_YEAR_PHRASE.fullmatch(text))


def read_number(value: str) -> float | None:
    """Read the number of a value, None where comma and point could mean either.

    >>> [read_number(value) for value in ("$15,974,730", "-8.5", "(3 541.7)", "4,5%", "12.345,6", "–")]
    [15974730.0, -8.5, -3541.7, 4.5, 12345.6, None]
    """
    found = _DIGITS.search(value)
    if not found:
        return None
    digits = "".join(found[0].split()).rstrip(".,")
    if re.fullmatch(r"\d+,\d{1,2}|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}", digits):
        digits = digits.replace(".", "").replace(",", ".")
    digits = digits.replace(",", "")
    if digits.count(".") > 1:
        return None
    is_negative = value.startswith("(") or value[: found.start()].endswith(("-", "−", "–"))
    return -float(digits) if is_negative else float(digits)


def in_capitals(text: str) -> bool:
    """Tell whether all letters of a text are capitals."""
    return text.isupper()


def goes_on(before: str, after: str) -> bool:
    """Tell whether a label that a gap cuts goes on behind it.

    >>> goes_on("Care investment", "increase"), goes_on("DEPLETION AND", "DAMAGE"), goes_on("POSTS", "VIEWS")
    (True, True, False)
    """
    is_open = _LEFT_OPEN.search(before) or COUNTED_BY.search(before)
    return bool(is_open) or (after[:1].islower() and not in_capitals(before))
