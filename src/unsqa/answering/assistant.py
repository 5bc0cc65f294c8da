"""The one door: `Assistant.ask`. Browser, command line and Python all come in here and get the same Answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from unsqa.answering.checks import refuse
from unsqa.answering.dialogue import make_query
from unsqa.answering.evidence import choose_quotes
from unsqa.errors import DamagedIndexError, InputError
from unsqa.finding.embedding import load_embedder, model_digest
from unsqa.finding.index import check_current, load_index, read_manifest
from unsqa.finding.ranking import rank
from unsqa.reading.corpus import hash_corpus
from unsqa.reading.passages import split_sentences
from unsqa.settings import Settings, load_settings
from unsqa.types import Answer, Citation, Query, Sentence, Turn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from unsqa.finding.embedding import Embedder, Vectors
    from unsqa.finding.index import SearchIndex
    from unsqa.types import Document, Quote

N_HITS = 10
MAX_QUESTION_CHARS = 2000
SMALL_TALK = 0.885  # likeness to an everyday question from which on a text is no follow-up


class Assistant:
    """Answers questions over an index. Safe to share between threads; asking writes nothing."""

    def __init__(self, index: SearchIndex, embedder: Embedder) -> None:
        self._index = index
        self._embedder = embedder
        self._languages = tuple(sorted({document.report.language for document in index.documents.values()}))

    @classmethod
    def open(cls, settings: Settings | None = None) -> Assistant:
        """Load the index and the model of the settings; without any, those of the working folder.

        Raises MissingIndexError, StaleIndexError, DamagedIndexError, CorpusError or ModelError, each with its remedy.
        """
        settings = settings or load_settings()
        index = load_current_index(settings)
        return cls(index, load_embedder(settings))

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents that are searched, by id."""
        return self._index.documents

    def ask(self, question: str, history: Sequence[Turn | str] = ()) -> Answer:
        """Answer a question, or refuse; `history` holds the earlier questions of the conversation, oldest first.

        Raises InputError for a blank question, here or in the history, and for one of more than MAX_QUESTION_CHARS
        characters.
        """
        if isinstance(history, str):
            raise InputError("The history must be a list of earlier questions, not one text.")
        turns = [Turn(turn) if isinstance(turn, str) else turn for turn in history]
        for asked in (*(turn.question for turn in turns), question):
            check_question(asked)
        query = make_query(question, turns, self._languages)
        query, vector, focus = self._encode(query, question)
        hits = rank(self._index, query, vector, N_HITS, focus)
        refusal = refuse(question, query, hits, self._index.background.likeness(vector, query.language))
        quotes = () if refusal else choose_quotes(hits)
        citations = tuple(self._cite(number, quote) for number, quote in enumerate(quotes, 1))
        return Answer(
            question=question,
            query=query,
            sentences=tuple(sentence for citation in citations for sentence in _sentences(citation)),
            citations=citations,
            hits=hits,
            refusal=refusal,
            n_reports=len(self._index.documents),
            n_passages=len(self._index.passages),
        )

    def _encode(self, query: Query, question: str) -> tuple[Query, Vectors, Vectors | None]:
        """Return the query, its vector and, for a follow-up, the vector half way from it to the question alone.

        What looks like a follow-up and is an everyday phrase ("Thanks!") is searched alone.
        """
        if not query.from_history:
            return query, self._embedder.encode_queries([query.text])[0], None
        vector, alone = self._embedder.encode_queries([query.text, question])
        if self._index.background.likeness(alone, query.language) >= SMALL_TALK:
            return Query(question, query.language), alone, None
        middle = vector + alone
        return query, vector, middle / float(np.linalg.norm(middle))

    def _cite(self, number: int, quote: Quote) -> Citation:
        document = self._index.documents[quote.passage.document]
        lines = document.lines_of(quote.start, quote.end)
        return Citation(number, quote, document.report.title, document.page_at(quote.start), lines)


def load_current_index(settings: Settings) -> SearchIndex:
    """Load the index, if it fits the corpus and the model of the settings.

    Retries once when another process puts a new build in force while the files are read.
    """
    folder = Path(settings.index)
    manifest = read_manifest(folder)
    check_current(manifest, hash_corpus(Path(settings.corpus)), model_digest(settings), settings.model)
    try:
        return load_index(folder, manifest)
    except (DamagedIndexError, FileNotFoundError):
        again = read_manifest(folder)
        if again["build"] == manifest["build"]:
            raise
        return load_index(folder, again)


def check_corpus(settings: Settings) -> None:
    """Raise StaleIndexError when the corpus has changed since the index on disk was built.

    Quick enough for every question; the model, which may be large, is checked when the index is loaded.
    """
    manifest = read_manifest(Path(settings.index))
    check_current(manifest, hash_corpus(Path(settings.corpus)), manifest["model_digest"], settings.model)


def check_question(question: str) -> None:
    """Raise InputError for a question that is blank, too long, or not text that can be written down."""
    if not question.strip():
        raise InputError("The question is empty. Type a question, such as: What was done for refugees?")
    if any("\ud800" <= letter <= "\udfff" for letter in question):
        raise InputError("The question holds bytes that are not UTF-8 text. Type it again in a UTF-8 terminal or file.")
    if len(question) > MAX_QUESTION_CHARS:
        raise InputError(
            f"The question has {len(question):,} characters; at most {MAX_QUESTION_CHARS:,} can be searched. "
            "Shorten it."
        )


def _sentences(citation: Citation) -> list[Sentence]:
    quote = citation.quote
    if quote.reading:
        return [Sentence(quote.reading, citation.number, is_reading=True)]
    text = quote.text
    return [Sentence(text[start:end], citation.number) for start, end in split_sentences(text)]
