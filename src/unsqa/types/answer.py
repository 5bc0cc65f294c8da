"""From a Passage to an Answer: what flows while a question is answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from unsqa.types.document import Page, Section

RefusalReason = Literal["not found", "not quite", "no words", "small talk"]
# What a question asks for; "other" where its form does not tell.
Kind = Literal[
    "number", "money", "share", "date", "place", "organisation", "person", "list", "reason", "definition", "other"
]
UnmetKind = Literal["year", "place", "body", "name", "number", "words", "report"]
PassageKind = Literal["text", "figure", "story", "box", "panel"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A plain sentence that says what a figure shows, and the (start, end) of the figure's own words for it."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """The retrieved unit: `document.text[start:end]`, within one section.

    `sentences` are (start, end) offsets into the document, in order, covering every word of the passage. `lead` is the
    sentence that introduces a list which the passage goes on with. `figures` are the spans of the figures it holds, and
    `readings` word what they show.
    """

    id: str
    document: str
    section: Section
    start: int
    end: int
    text: str
    sentences: tuple[tuple[int, int], ...]
    lead: str = ""
    figures: tuple[tuple[int, int], ...] = ()
    readings: tuple[Reading, ...] = ()

    @property
    def shown(self) -> str:
        """The passage as a reader sees it: its two innermost headings and its lead-in, a line each, then the text."""
        return "\n".join((*self.section.headings[-2:], *([self.lead] if self.lead else ()), self.text))

    @property
    def units(self) -> tuple[tuple[int, int], ...]:
        """What can answer: the sentences, then the words of the figure behind each reading."""
        return (*self.sentences, *((reading.start, reading.end) for reading in self.readings))

    def in_figure(self, row: int) -> bool:
        """Tell whether a sentence is part of a figure, whose words need not belong together as they stand."""
        start, end = self.units[row]
        return row < len(self.sentences) and any(first < end and start < last for first, last in self.figures)

    def unit_text(self, row: int) -> str:
        """Return a sentence, or a reading."""
        n_sentences = len(self.sentences)
        if row >= n_sentences:
            return self.readings[row - n_sentences].text
        start, end = self.sentences[row]
        return self.text[start - self.start : end - self.start]


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is confined to. Any value of a field will do, all fields must fit; an empty field fits everything.

    `reports` are ids, `years` those of the reports, `headings` any words of a chapter, priority or other heading,
    `languages` (ISO 639-1) those of the reports. A passage has the agencies and goals that are named for its section or
    in its words; it is of the kind of its section, and a "figure" when it holds one.
    """

    reports: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    headings: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    sdgs: tuple[int, ...] = ()
    kinds: tuple[PassageKind, ...] = ()
    languages: tuple[str, ...] = ()


EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the conversation, and what was answered if that is known."""

    question: str
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched: the text, its language (ISO 639-1), and whether earlier questions went into it.

    `preferences` are what it names ("UNICEF", "SDG 5", "2020") and passages are preferred for. `parts` are the
    questions that it consists of, each searched by itself, where it asks more than one thing. `kind` is what it asks
    for.
    """

    text: str
    language: str
    from_history: bool = False
    preferences: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    kind: Kind = "other"


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found. Higher scores are better.

    `ranks` holds the passage's rank (from 1) in each leg of the search it took part in.
    `similarity` is the query's cosine to the passage or to the best part of it; `similarities` holds the cosine to each
    unit of the passage, in order, of the query or, for a follow-up, of its new part; `asked` the best cosine to a bank
    question that the unit answers, or 0.
    """

    passage: Passage
    score: float
    ranks: tuple[tuple[str, int], ...]
    similarity: float
    similarities: tuple[float, ...]
    asked: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """Verbatim words: `document.text[start:end]`, all within `passage`; with what they say, if they are a figure's."""

    passage: Passage
    start: int
    end: int
    score: float
    reading: str = ""

    @property
    def text(self) -> str:
        """The quoted words."""
        offset = self.passage.start
        return self.passage.text[self.start - offset : self.end - offset]


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered reference: where the quoted words stand, in which report, and of which year that is, if known."""

    number: int
    quote: Quote
    title: str
    page: Page
    lines: tuple[int, int]
    year: int | None = None

    @property
    def headings(self) -> tuple[str, ...]:
        """The path of headings over the quote, outermost first."""
        return self.quote.passage.section.headings


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer, with the number of its citation: verbatim, or marked as the reading of a figure.

    `keys` are the (start, end) of the words within `text` that answer.
    """

    text: str
    citation: int
    is_reading: bool = False
    keys: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Unmet:
    """Words of a question that the evidence does not bear out, and what it gives in their place, if anything.

    `known` tells whether the reports that were searched have those words somewhere else. The text of the kind "report"
    is a year or a name that reports are compared by: there is none of it, or (`known`) those of it do not say.
    """

    text: str
    kind: UnmetKind
    given: str = ""
    known: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing is answered: a reason to branch on, and the sentence to show.

    A question that is "not quite" answered has its `unmet` parts, and in `nearest` what the reports do say, cited.
    """

    reason: RefusalReason
    text: str
    unmet: tuple[Unmet, ...] = ()
    nearest: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Either sentences with their citations, or a refusal; the hits either way, best first.

    `related` are other questions that the reports answer, from their question banks; where nothing was found, examples.

    `n_reports` and `n_passages` count what the filters let through: none where it is they that leave nothing.
    `n_library` counts all the reports that there are: from two on each sentence is shown with its report. `unmet` is
    what an answer leaves open, of a question that compares reports.
    """

    question: str
    query: Query
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...]
    refusal: Refusal | None
    n_reports: int
    n_passages: int
    filters: Filters = EVERYTHING
    related: tuple[str, ...] = ()
    n_library: int = 1
    unmet: tuple[Unmet, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether the reports do not say."""
        return self.refusal is not None

    @property
    def text(self) -> str:
        """The sentences joined by blanks; empty for a refusal."""
        return " ".join(sentence.text for sentence in self.sentences)
