"""What flows through unsqa: frozen records, from the line of a file to the answer on the screen.

    file -> Document -> Section -> Passage
    question + Turn* -> Query -> Hit -> Quote -> Answer

Offsets count characters of `Document.text`; line numbers count from 1 in the source file; `document` is the
document's id, the name of its folder in the corpus. The records hold no logic beyond looking themselves up.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

SectionKind = Literal["text", "story"]
RefusalReason = Literal["not found", "no words"]


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line as it stands in the source file, without its line end."""

    number: int
    text: str
    starts_page: bool = False


@dataclass(frozen=True, slots=True)
class Dropped:
    """Source characters that are not part of the document's text, and why."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page: `label` as printed ("47"), a span ("26-29") where several share it, or "" when nothing is known."""

    label: str
    printed: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Section:
    """A run of text under one path of headings, outermost first; `agencies` are those named under its results."""

    headings: tuple[str, ...]
    start: int
    end: int
    agencies: tuple[str, ...] = ()
    kind: SectionKind = "text"


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
    examples: tuple[str, ...] = ()
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

    `line_starts` holds (offset, source line) pairs in order of offset: the line holds from that offset on.
    """

    report: Report
    text: str
    line_starts: tuple[tuple[int, int], ...]
    pages: tuple[Page, ...]
    sections: tuple[Section, ...]
    dropped: tuple[Dropped, ...]
    bank: tuple[BankQuestion, ...] = ()

    @property
    def id(self) -> str:
        """The name of the report's folder in the corpus."""
        return self.report.id

    def line_at(self, offset: int) -> int:
        """Return the source line (from 1) that the character at `offset` is from."""
        row = bisect_right(self.line_starts, offset, key=lambda pair: pair[0]) - 1
        return self.line_starts[max(row, 0)][1]

    def lines_of(self, start: int, end: int) -> tuple[int, int]:
        """Return the first and last source line of `text[start:end]`."""
        return self.line_at(start), self.line_at(max(start, end - 1))

    def page_at(self, offset: int) -> Page:
        """Return the page that the character at `offset` stands on."""
        row = bisect_right(self.pages, offset, key=lambda page: page.start) - 1
        return self.pages[max(row, 0)]


@dataclass(frozen=True, slots=True)
class Passage:
    """The retrieved unit: `document.text[start:end]`, within one section.

    `sentences` are (start, end) offsets into the document, in order, covering every word of the passage.
    """

    id: str
    document: str
    section: Section
    start: int
    end: int
    text: str
    sentences: tuple[tuple[int, int], ...]

    @property
    def shown(self) -> str:
        """The passage as a reader sees it: its two innermost headings, a line each, then the text."""
        return "\n".join((*self.section.headings[-2:], self.text))


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the conversation, and what was answered if that is known."""

    question: str
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched: the text, its language (ISO 639-1), and whether earlier questions went into it."""

    text: str
    language: str
    from_history: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found. Higher scores are better.

    `ranks` holds the passage's rank (from 1) in each leg of the search it took part in.
    `similarity` is the query's cosine to the passage or to the best part of it; `similarities` holds the cosine to each
    sentence, in order, of the query or, for a follow-up, of its new part; `asked` the best cosine to a bank question
    that the sentence answers, or 0.
    """

    passage: Passage
    score: float
    ranks: tuple[tuple[str, int], ...]
    similarity: float
    similarities: tuple[float, ...]
    asked: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """Verbatim words: `document.text[start:end]`, all within `passage`."""

    passage: Passage
    start: int
    end: int
    score: float

    @property
    def text(self) -> str:
        """The quoted words."""
        offset = self.passage.start
        return self.passage.text[self.start - offset : self.end - offset]


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered reference: where the quoted words stand."""

    number: int
    quote: Quote
    title: str
    page: Page
    lines: tuple[int, int]

    @property
    def headings(self) -> tuple[str, ...]:
        """The path of headings over the quote, outermost first."""
        return self.quote.passage.section.headings


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer, verbatim, with the number of its citation."""

    text: str
    citation: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing is answered: a reason to branch on, and the sentence to show."""

    reason: RefusalReason
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Either sentences with their citations, or a refusal; the hits either way, best first."""

    question: str
    query: Query
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...]
    refusal: Refusal | None
    n_reports: int
    n_passages: int

    @property
    def refused(self) -> bool:
        """Whether the reports do not say."""
        return self.refusal is not None

    @property
    def text(self) -> str:
        """The sentences joined by blanks; empty for a refusal."""
        return " ".join(sentence.text for sentence in self.sentences)
