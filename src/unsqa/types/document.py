"""From the line of a file to a Document: what reading a report gives."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

SectionKind = Literal["text", "story", "box", "panel", "figure"]
Proof = Literal["layout", "order", "sums", "sentence"]


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line as it stands in the source file, without its line end.

    `heading` is the level of a heading (from 1) where the file's format says so, else 0. Tabs within the text part the
    cells of a table's row.
    """

    number: int
    text: str
    starts_page: bool = False
    heading: int = 0


@dataclass(frozen=True, slots=True)
class Dropped:
    """Source characters that are not part of the document's text, why, and what stands there `instead` if anything."""

    line: int
    text: str
    reason: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: `label` as printed ("47"), a span ("26-29") where several share it, or "" when nothing is known.

    It holds the source lines from `first_line` to `last_line`.
    """

    label: str
    printed: bool
    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True)
class Section:
    """A run of text under one path of headings, outermost first.

    `agencies` are those named under its results, `sdgs` the numbers of the goals named for it, `tags` the parts of a
    plan that it belongs to, `addresses` those printed on its pages. `doubtful` says that its text stands as it came,
    because the order in print could not be told.
    """

    headings: tuple[str, ...]
    start: int
    end: int
    agencies: tuple[str, ...] = ()
    kind: SectionKind = "text"
    sdgs: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note `text[start:end]`, and the offset of the place in the text that its mark stood at (None: not found)."""

    mark: str
    start: int
    end: int
    at: int | None


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A row of a figure or table: its label and its values as printed, one a column.

    `spans` holds for each value its (start, end) in the text.
    """

    label: str
    values: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure or table as a record; its own words are `text[start:end]`.

    `name` is what the report calls it ("Figure 7"), or "". `columns` has one name a value of each row, or is empty
    where the rows have but one value that needs none. `proof` is what ties the values to their labels; `unlabelled`
    holds the values for which there is none.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[FigureRow, ...]
    unit: str
    year: str
    source: str
    proof: Proof
    unlabelled: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Acronym:
    """A short form and its long forms, as the report's list of acronyms or its running text gives them."""

    short: str
    long: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Example:
    """A question to begin with, and a word or two for its theme, or ""."""

    question: str
    theme: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What `report.toml` says about a report."""

    id: str
    title: str
    language: str
    publisher: str = ""
    year: int | None = None
    country: str = ""
    address: str = ""
    examples: tuple[Example, ...] = ()
    page_break: str = "form feed"


@dataclass(frozen=True, slots=True)
class BankQuestion:
    """A question that a report answers, its language, and the first and last source line that answer it."""

    question: str
    language: str
    lines: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Document:
    """A report as read: its text, and for each character the line of the source file and the page it is from.

    `line_starts` holds (offset, source line) pairs in order of offset: the line holds from that offset on. The text is
    in the order of the print, so its lines may jump back and forth.
    """

    report: Report
    text: str
    line_starts: tuple[tuple[int, int], ...]
    pages: tuple[Page, ...]
    sections: tuple[Section, ...]
    dropped: tuple[Dropped, ...]
    bank: tuple[BankQuestion, ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    figures: tuple[Figure, ...] = ()
    glossary: tuple[Acronym, ...] = ()

    @property
    def id(self) -> str:
        """The name of the report's folder in the corpus."""
        return self.report.id

    def line_at(self, offset: int) -> int:
        """Return the source line (from 1) that the character at `offset` is from."""
        row = bisect_right(self.line_starts, offset, key=lambda pair: pair[0]) - 1
        return self.line_starts[max(row, 0)][1]

    def lines_of(self, start: int, end: int) -> tuple[int, int]:
        """Return the first and last source line of `text[start:end]`, whatever the order they are read in."""
        lines = self.line_numbers(start, end)
        return min(lines), max(lines)

    def line_numbers(self, start: int, end: int) -> tuple[int, ...]:
        """Return the source lines that `text[start:end]` is from, in reading order."""
        first = max(bisect_right(self.line_starts, start, key=lambda pair: pair[0]) - 1, 0)
        last = bisect_right(self.line_starts, max(start, end - 1), key=lambda pair: pair[0])
        return tuple(line for _, line in self.line_starts[first:last])

    def page_at(self, offset: int) -> Page:
        """Return the page that the character at `offset` stands on."""
        row = bisect_right(self.pages, self.line_at(offset), key=lambda page: page.first_line) - 1
        return self.pages[max(row, 0)]
