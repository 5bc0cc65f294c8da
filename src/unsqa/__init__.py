"""unsqa: ask a United Nations report a question; get its own sentences, each with its place in the report.

>>> from unsqa import Assistant
>>> assistant = Assistant.open()                                # doctest: +SKIP
>>> print(assistant.ask("How many shelters stayed open?").text)  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from unsqa.errors import (
    CorpusError,
    DamagedIndexError,
    ExpandError,
    IndexWriteError,
    InputError,
    KeepingError,
    MissingIndexError,
    ModelError,
    SearchIndexError,
    StaleIndexError,
    UnsqaError,
)
from unsqa.settings import Settings, load_settings
from unsqa.types import Answer, Citation, Filters, Hit, Passage, Quote, Refusal, Sentence, Turn

if TYPE_CHECKING:
    from unsqa.answering.assistant import Assistant

__version__ = "0.1.0"

__all__ = [
    "Answer",
    "Assistant",
    "Citation",
    "CorpusError",
    "DamagedIndexError",
    "ExpandError",
    "Filters",
    "Hit",
    "IndexWriteError",
    "InputError",
    "KeepingError",
    "MissingIndexError",
    "ModelError",
    "Passage",
    "Quote",
    "Refusal",
    "SearchIndexError",
    "Sentence",
    "Settings",
    "StaleIndexError",
    "Turn",
    "UnsqaError",
    "__version__",
    "load_settings",
]


def __getattr__(name: str) -> object:
    """Import Assistant on first use: it brings NumPy, which `unsqa --help` can do without."""
    if name == "Assistant":
        from unsqa.answering.assistant import Assistant

        return Assistant
    raise AttributeError(f"module 'unsqa' has no attribute {name!r}")
