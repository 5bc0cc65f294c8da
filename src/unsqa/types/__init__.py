"""What flows through unsqa: frozen records, from the line of a file to the answer on the screen.

    file -> Document -> Section -> Passage
    question + Turn* -> Query -> Hit -> Quote -> Answer

Offsets count characters of `Document.text`; line numbers count from 1 in the source file; `document` is the
document's id, the name of its folder in the corpus. The records hold no logic beyond looking themselves up.
"""

from unsqa.types.answer import (
    Answer,
    Citation,
    Filters,
    Hit,
    Kind,
    Passage,
    Query,
    Quote,
    Reading,
    Refusal,
    RefusalReason,
    Sentence,
    Turn,
    Unmet,
    UnmetKind,
)
from unsqa.types.document import (
    Acronym,
    BankQuestion,
    Document,
    Dropped,
    Example,
    Figure,
    FigureRow,
    Footnote,
    Page,
    Proof,
    Report,
    Section,
    SectionKind,
    SourceLine,
)

__all__ = [
    "Acronym",
    "Answer",
    "BankQuestion",
    "Citation",
    "Document",
    "Dropped",
    "Example",
    "Figure",
    "FigureRow",
    "Filters",
    "Footnote",
    "Hit",
    "Kind",
    "Page",
    "Passage",
    "Proof",
    "Query",
    "Quote",
    "Reading",
    "Refusal",
    "RefusalReason",
    "Report",
    "Section",
    "SectionKind",
    "Sentence",
    "SourceLine",
    "Turn",
    "Unmet",
    "UnmetKind",
]
