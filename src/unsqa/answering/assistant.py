"""The one door: `Assistant.ask`. Browser, command line and Python all come in here and get the same Answer."""

from __future__ import annotations

import time
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unsqa.answering.checks import doubt, refuse
from unsqa.answering.citing import explain_nothing
from unsqa.answering.comparing import Verdict, compare, judge_question, put_together, state
from unsqa.answering.evidence import choose_quotes
from unsqa.answering.grounds import Grounds
from unsqa.answering.related import N_RELATED, collect_bank, example_questions, find_related
from unsqa.answering.searching import Searcher
from unsqa.answering.wording import say
from unsqa.errors import DamagedIndexError, InputError, StaleIndexError
from unsqa.finding.diversity import find_acronym_lists, find_told_names
from unsqa.finding.embedding import load_embedder, model_digest
from unsqa.finding.filters import allow, find_facets, find_values, list_choices, settle
from unsqa.finding.index import check_current, load_index, read_manifest
from unsqa.finding.language import detect_language, load_identifier
from unsqa.finding.reranking import load_reranker
from unsqa.finding.stores.choosing import StoreChoice
from unsqa.reading.corpus import hash_corpus
from unsqa.settings import Settings, load_settings
from unsqa.types import Answer, Citation, Example, Query, Refusal, Turn
from unsqa.types.answer import EVERYTHING
from unsqa.understanding.asking import ask_for
from unsqa.understanding.comparing import find_sides
from unsqa.understanding.dialogue import make_query
from unsqa.understanding.parts import split_question
from unsqa.understanding.shelf import Shelf
from unsqa.understanding.small_talk import answer_small_talk, small_talk_language

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from unsqa.answering.searching import Found
    from unsqa.finding.embedding import Embedder
    from unsqa.finding.filters import Mask
    from unsqa.finding.index import SearchIndex
    from unsqa.finding.reranking import Reranker
    from unsqa.types import Document, Quote
    from unsqa.types.answer import Filters
    from unsqa.understanding.shelf import Side

MAX_QUESTION_CHARS = 2000
SETTLING_SECONDS = 0.2


class Assistant:
    """Answers questions over an index. Safe to share between threads; asking writes nothing."""

    def __init__(
        self,
        index: SearchIndex,
        embedder: Embedder,
        reranker: Reranker | None = None,
    ) -> None:
        load_identifier()
        self._index = index
        self._facets = find_facets(index.documents, index.passages)
        lists = find_acronym_lists(index.documents, index.passages)
        told = find_told_names(index.passages, lists)
        self._shelf = Shelf.of(index.documents)
        self._searcher = Searcher(index, embedder, self._facets, lists, told, reranker, self._shelf)
        self._bank = collect_bank(index)
        self._grounds = Grounds.of(index, self._bank)
        self._filters = EVERYTHING
        self._languages = tuple(sorted({document.report.language for document in index.documents.values()}))

    @classmethod
    def open(cls, settings: Settings | None = None, load: Callable[[Settings], Embedder] | None = None) -> Assistant:
        """Load the index and the model of the settings; without any, those of the working folder.

        `load` gives the model of the settings, where it is at hand already.
        Raises MissingIndexError, StaleIndexError, DamagedIndexError, CorpusError or ModelError, each with its remedy.
        """
        settings = settings or load_settings()
        index = load_current_index(settings)
        return cls(index, (load or load_embedder)(settings), load_reranker(settings))

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents that are searched, by id."""
        return self._index.documents

    @property
    def index(self) -> SearchIndex:
        """What is searched, to be looked at: documents, passages, their vectors."""
        return self._index

    @property
    def choices(self) -> Filters:
        """What there is to filter by: of each field the values that leave some of the passages."""
        return list_choices(self._facets)

    def examples(self, language: str) -> tuple[Example, ...]:
        """Return questions in a language to begin with, from the reports' catalogue, else from their banks.

        Without any in the language, those of the catalogue in another.
        """
        found = dict.fromkeys(example for document in self.documents.values() for example in document.report.examples)
        own = tuple(example for example in found if detect_language(example.question, [language]) == language)
        return own or tuple(map(Example, example_questions(self._bank, language))) or tuple(found)

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
        """Answer a question, or refuse; `history` holds the earlier turns or questions, oldest first.

        Earlier questions that come without their answer are answered again, since a follow-up may lean on what was.
        Raises InputError for a blank question, here or in the history, for one of more than MAX_QUESTION_CHARS
        characters, and for a filter's value that no passage has.
        """
        if isinstance(history, str):
            raise InputError("The history must be a list of earlier questions, not one text.")
        turns = [Turn(turn) if isinstance(turn, str) else turn for turn in history]
        for asked in (*(turn.question for turn in turns), question):
            check_question(asked)
        filters = self._filters if filters == EVERYTHING else settle(self._facets, filters)
        answered: list[Turn] = []
        for turn in turns:
            answer = turn.answer or self._answer(turn.question, answered, filters)
            answered.append(Turn(turn.question, answer))
        return self._answer(question, answered, filters)

    def _answer(self, question: str, turns: Sequence[Turn], filters: Filters) -> Answer:
        talk = answer_small_talk(question)
        query = Query(question, small_talk_language(question)) if talk else make_query(question, turns, self._languages)
        query = replace(query, kind=ask_for(question))
        allowed = allow(self._facets, filters)
        answer = Answer(
            question=question,
            query=query,
            sentences=(),
            citations=(),
            hits=(),
            refusal=None,
            n_reports=len(find_values(self._facets, "reports", allowed)),
            n_passages=int(allowed.sum()),
            filters=filters,
            n_library=len(self.documents),
        )
        if talk:
            return replace(answer, refusal=Refusal("small talk", say(talk, query.language)))
        if not allowed.any() and filters != EVERYTHING:
            found = self._searcher.find(query, question, allowed, filters)
            nothing = Refusal("not found", explain_nothing(self._facets, filters, query.language))
            answer = replace(answer, query=found.query, hits=found.hits, refusal=nothing)
            return replace(answer, related=self._relate(answer, turns, found))

        def judge(query: Query, question: str, reports: frozenset[str] | None) -> Verdict:
            within = filters if reports is None else replace(filters, reports=tuple(sorted(reports)))
            return self._judge(query, question, allow(self._facets, within), within, answer.n_reports)

        sides = self._find_sides(query, allowed)
        verdicts = compare(query, question, sides, self._shelf, judge) if sides else None
        if verdicts:
            answer, found = put_together(answer, verdicts), verdicts[0][1].found
        else:
            verdict = judge_question(query, question, self._shelf, judge)
            answer, found = state(answer, verdict), verdict.found
        return replace(answer, related=self._relate(answer, turns, found))

    def _find_sides(self, query: Query, allowed: Mask) -> tuple[Side, ...]:
        """Return what a query compares, with the reports of each side that the filters leave."""
        parts = () if query.from_history else split_question(query.text, query.language)
        left = frozenset(map(str, find_values(self._facets, "reports", allowed)))
        sides = find_sides(query.text, self._shelf, query.language, parts)
        return tuple(replace(side, reports=side.reports & left) for side in sides)

    def _judge(self, query: Query, question: str, allowed: Mask, filters: Filters, n_reports: int) -> Verdict:
        """Search for a query, and hold what was found against the question."""
        found = self._searcher.find(query, question, allowed, filters)
        refusal = refuse(question, found)
        if refusal:
            return Verdict(found, (), refusal)
        find_unmet = self._grounds.hold(question)
        quotes = choose_quotes(found.telling, found.query, lambda quote: not find_unmet([quote]))
        citations = self._cite(quotes)
        refusal = doubt(find_unmet(quotes), citations, query.language, n_reports)
        return Verdict(found, () if refusal else citations, refusal)

    def _relate(self, answer: Answer, turns: Sequence[Turn], found: Found) -> tuple[str, ...]:
        """Return what to ask next: near what was cited; examples where nothing was."""
        cited = answer.citations or (answer.refusal.nearest if answer.refusal else ())
        earlier = [citation for turn in reversed(turns) if turn.answer for citation in turn.answer.citations]
        asked = [*(turn.question for turn in turns), answer.question]
        if not cited:
            return tuple(example.question for example in self.examples(answer.query.language)[:N_RELATED])
        return find_related(self._bank, asked, found.vector, answer.query.language, [*cited, *earlier])

    def _cite(self, quotes: Sequence[Quote]) -> tuple[Citation, ...]:
        citations = []
        for number, quote in enumerate(quotes, 1):
            document = self._index.documents[quote.passage.document]
            lines = document.lines_of(quote.start, quote.end)
            page, report = document.page_at(quote.start), document.report
            citations.append(Citation(number, quote, report.title, page, lines, report.year))
        return tuple(citations)


def load_current_index(settings: Settings) -> SearchIndex:
    """Load the index, if it fits the corpus and the model of the settings.

    Retries once when another process puts a new build in force while the files are read.
    """
    folder = Path(settings.index)
    store = StoreChoice.of(settings)
    manifest = _read_current(settings, model_digest(settings))
    try:
        return load_index(folder, manifest, store)
    except (DamagedIndexError, FileNotFoundError):
        again = read_manifest(folder)
        if again["build"] == manifest["build"]:
            raise
        return load_index(folder, again, store)


def check_corpus(settings: Settings) -> None:
    """Raise StaleIndexError when the corpus has changed since the index on disk was built.

    Quick enough for every question; the model, which may be large, is checked when the index is loaded.
    """
    _read_current(settings)


def _read_current(settings: Settings, model: str = "") -> dict[str, Any]:
    """Return the manifest, checked against the corpus, and against the digest of a model if one is given.

    A report and its index are put in force one after the other; who looks in between looks again.
    """
    for patience in (SETTLING_SECONDS, 0.0):
        manifest = read_manifest(Path(settings.index))
        try:
            check_current(
                manifest, hash_corpus(Path(settings.corpus)), model or manifest["model_digest"], settings.model
            )
            break
        except StaleIndexError:
            if not patience:
                raise
            time.sleep(patience)
    return manifest


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
