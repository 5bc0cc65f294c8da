"""What the quotes bear out of a question: the evidence around them, held against what the question names and asks for.

Not here: the rules (guards.py), and what is done about what is not borne out (checks.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from unsqa.answering.guards import Evidence, find_unmet
from unsqa.understanding.asking import ask_for, find_constraints
from unsqa.understanding.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from unsqa.answering.related import AskedBank
    from unsqa.finding.index import SearchIndex
    from unsqa.types import Document, Quote, Unmet


@dataclass(frozen=True, slots=True)
class Grounds:
    """What is known of the reports' words, and which bank questions each passage (by id) answers."""

    documents: Mapping[str, Document]
    vocabulary: Vocabulary
    asked: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, index: SearchIndex, bank: AskedBank) -> Grounds:
        """Collect them; to be done once, when the index is opened."""
        asked: dict[str, list[str]] = {}
        for question, passage in zip(bank.questions, bank.passages, strict=True):
            asked.setdefault(passage.id, []).append(question.question)
        vocabulary = Vocabulary.of(index.documents, index.passages, index.names)
        return cls(index.documents, vocabulary, {passage: tuple(own) for passage, own in asked.items()})

    def hold(self, question: str) -> Callable[[Sequence[Quote]], tuple[Unmet, ...]]:
        """Return what tells of quotes what they and their passages do not bear out of a question."""
        kind, constraints = ask_for(question), find_constraints(question, self.vocabulary)
        return lambda quotes: find_unmet(question, constraints, kind, self._evidence(quotes), self.vocabulary)

    def _evidence(self, quotes: Sequence[Quote]) -> Evidence:
        passages = list({quote.passage.id: quote.passage for quote in quotes}.values())
        report = self.documents[passages[0].document].report
        return Evidence(
            sentences=tuple(quote.reading or quote.text for quote in quotes),
            passage="\n".join(passage.shown for passage in passages),
            headings=tuple(heading for passage in passages for heading in passage.section.headings),
            agencies=tuple(dict.fromkeys(name for passage in passages for name in passage.section.agencies)),
            asked=tuple(question for passage in passages for question in self.asked.get(passage.id, ())),
            language=report.language,
            year=report.year,
            title=report.title if len(self.documents) > 1 else "",
            country=report.country,
        )
