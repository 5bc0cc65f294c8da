"""The one door: `Assistant.ask`. Browser, command line and Python all come in here and get the same Answer."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from unsqa.answering.checks import refuse
from unsqa.answering.citing import explain_nothing
from unsqa.answering.dialogue import make_query
from unsqa.answering.evidence import choose_quotes
from unsqa.errors import DamagedIndexError, InputError
from unsqa.finding.embedding import load_embedder, model_digest
from unsqa.finding.filters import (
    Scope,
    allow,
    find_facets,
    find_values,
    list_choices,
    name_preferences,
    read_preferences,
    settle,
    weigh,
)
from unsqa.finding.index import check_current, load_index, read_manifest
from unsqa.finding.ranking import rank
from unsqa.finding.reranking import N_RERANKED, load_reranker, rerank
from unsqa.reading.corpus import hash_corpus
from unsqa.reading.passages import split_sentences
from unsqa.settings import Settings, load_settings
from unsqa.types import Answer, Citation, Query, Refusal, Sentence, Turn
from unsqa.types.answer import EVERYTHING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from unsqa.finding.embedding import Embedder, Vectors
    from unsqa.finding.filters import Mask
    from unsqa.finding.index import SearchIndex
    from unsqa.finding.reranking import Reranker
    from unsqa.types import Document, Hit, Quote
    from unsqa.types.answer import Filters

N_HITS = 10
MAX_QUESTION_CHARS = 2000
SMALL_TALK = 0.885  # likeness to an everyday question from which on a text is no follow-up


class Assistant:
    """Answers questions over an index. Safe to share between threads; asking writes nothing."""

    def __init__(self, index: SearchIndex, embedder: Embedder, reranker: Reranker | None = None) -> None:
        self._index = index
        self._embedder = embedder
        self._reranker = reranker
        self._facets = find_facets(index.documents, index.passages)
        self._filters = EVERYTHING
        self._languages = tuple(sorted({document.report.language for document in index.documents.values()}))

    @classmethod
    def open(cls, settings: Settings | None = None) -> Assistant:
        """Load the index and the model of the settings; without any, those of the working folder.

        Raises MissingIndexError, StaleIndexError, DamagedIndexError, CorpusError or ModelError, each with its remedy.
        """
        settings = settings or load_settings()
        index = load_current_index(settings)
        return cls(index, load_embedder(settings), load_reranker(settings))

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents that are searched, by id."""
        return self._index.documents

    @property
    def choices(self) -> Filters:
        """What there is to filter by: of each field the values that leave some of the passages."""
        return list_choices(self._facets)

    def count(self, filters: Filters) -> int:
        """Return how many passages the filters leave. Raises InputError for a value that no passage has."""
        return int(allow(self._facets, settle(self._facets, filters)).sum())

    def within(self, filters: Filters) -> Assistant:
        """Return an assistant that asks every question under these filters, unless it is asked under others.

        Raises InputError for a value that no passage has.
        """
        confined = copy(self)
        confined._filters = settle(self._facets, filters)
        return confined

    def ask(self, question: str, history: Sequence[Turn | str] = (), filters: Filters = EVERYTHING) -> Answer:
        """Answer a question, or refuse; `history` holds the earlier questions of the conversation, oldest first.

        Raises InputError for a blank question, here or in the history, for one of more than MAX_QUESTION_CHARS
        characters, and for a filter's value that no passage has.
        """
        if isinstance(history, str):
            raise InputError("The history must be a list of earlier questions, not one text.")
        turns = [Turn(turn) if isinstance(turn, str) else turn for turn in history]
        for asked in (*(turn.question for turn in turns), question):
            check_question(asked)
        filters = self._filters if filters == EVERYTHING else settle(self._facets, filters)
        query = make_query(question, turns, self._languages)
        allowed = allow(self._facets, filters)
        query, hits, refusal = self._find(query, question, allowed)
        if not allowed.any() and filters != EVERYTHING:
            refusal = Refusal("not found", explain_nothing(self._facets, filters, query.language))
        quotes = () if refusal else choose_quotes(hits)
        citations = tuple(self._cite(number, quote) for number, quote in enumerate(quotes, 1))
        return Answer(
            question=question,
            query=query,
            sentences=tuple(sentence for citation in citations for sentence in _sentences(citation)),
            citations=citations,
            hits=hits,
            refusal=refusal,
            n_reports=len(find_values(self._facets, "reports", allowed)),
            n_passages=int(allowed.sum()),
            filters=filters,
        )

    def _find(self, query: Query, question: str, allowed: Mask) -> tuple[Query, tuple[Hit, ...], Refusal | None]:
        """Return the query with its preferences, the hits, and why they answer nothing, if so.

        Whether they do is told before they are reranked, since a reranker's scores have a scale of their own.
        """
        query, vector, focus = self._encode(query, question)
        preferred = self._read_preferences(query, question)
        query = replace(query, preferences=name_preferences(preferred))
        scope = Scope(allowed, weigh(self._facets, preferred))
        hits = rank(self._index, query, vector, N_RERANKED if self._reranker else N_HITS, focus, scope)
        likeness = self._index.background.likeness(vector, query.language)
        refusal = refuse(question, query, hits[:N_HITS], likeness)
        if self._reranker:
            hits = rerank(self._reranker, query.text, hits)[:N_HITS]
        return query, hits, refusal

    def _read_preferences(self, query: Query, question: str) -> Filters:
        """Return what the question names; of what it names nothing, what the earlier ones in the query name."""
        own, earlier = read_preferences(self._facets, question), read_preferences(self._facets, query.text)
        return replace(
            own,
            agencies=own.agencies or earlier.agencies,
            sdgs=own.sdgs or earlier.sdgs,
            years=own.years or earlier.years,
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
