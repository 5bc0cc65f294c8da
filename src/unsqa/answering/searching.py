"""A query -> what was found for it: the hits, and what decides whether they answer.

A question of several parts is searched as a whole and by part. Not here: what to search for a follow-up
(understanding/dialogue.py), what is made of the hits (evidence.py, checks.py).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from unsqa.finding.diversity import ACRONYM_LIST_MALUS, N_SEARCHED, drop_duplicates, find_capitals, merge_hits
from unsqa.finding.filters import Scope, name_preferences, read_preferences, weigh
from unsqa.finding.names import is_name
from unsqa.finding.ranking import rank
from unsqa.finding.reranking import rerank
from unsqa.types import Query
from unsqa.types.answer import EVERYTHING
from unsqa.understanding.parts import asks_for_meaning, split_question

if TYPE_CHECKING:
    from unsqa.finding.embedding import Embedder, Vectors
    from unsqa.finding.filters import Facets, Mask
    from unsqa.finding.index import SearchIndex
    from unsqa.finding.ranking import Scores
    from unsqa.finding.reranking import Reranker
    from unsqa.types import Hit
    from unsqa.types.answer import Filters

N_HITS = 10
SMALL_TALK = 0.885  # likeness to an everyday question from which on a text is no follow-up


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave: the query as it was searched, its vector (dim,), the hits, best first.

    `everyday` is the query's likeness to the nearest everyday question. `ranked` are the hits for the question as a
    whole, before any reranker, whose scores have a scale of their own; `telling` are the hits that may answer, which a
    list of acronyms does only where a meaning is asked for.
    """

    query: Query
    vector: Vectors
    hits: tuple[Hit, ...]
    ranked: tuple[Hit, ...]
    telling: tuple[Hit, ...]
    everyday: float


@dataclass(frozen=True, slots=True)
class Searcher:
    """Searches an index.

    `acronym_lists` tells which passages are parts of a list of acronyms, bool (n_passages,); `told_names` are the names
    in capitals that other passages speak of.
    """

    index: SearchIndex
    embedder: Embedder
    facets: Facets
    acronym_lists: Mask
    told_names: frozenset[str]
    reranker: Reranker | None = None

    def find(self, query: Query, question: str, allowed: Mask, filters: Filters = EVERYTHING) -> Found:
        """Search for a query, made of a question, among the passages allowed: those that the filters leave."""
        if not query.from_history:  # what a follow-up leans on is no part of what it asks
            query = replace(query, parts=split_question(query.text, query.language))
        query, vector, focus = self._encode(query, question)
        preferred = self._read_preferences(query, question)
        query = replace(query, preferences=name_preferences(preferred))
        malus = self._malus(query.text)
        scope = Scope(allowed, weigh(self.facets, preferred) - malus, filters)
        whole = rank(self.index, query, vector, N_SEARCHED, focus, scope)
        parts = [self._find_part(part, query, scope) for part in query.parts]
        ranked = drop_duplicates(merge_hits(whole, parts, N_SEARCHED) if parts else whole)
        hits = (rerank(self.reranker, query.text, ranked) if self.reranker else ranked)[:N_HITS]
        everyday = self.index.background.likeness(vector, query.language)
        lists = {self.index.passages[row].id for row in np.flatnonzero(malus)}
        telling = tuple(hit for hit in hits if hit.passage.id not in lists) or hits
        return Found(query, vector, hits, whole[:N_HITS], telling, everyday)

    def _find_part(self, part: str, query: Query, scope: Scope) -> tuple[Hit, ...]:
        vector = self.embedder.encode_queries([part])[0]
        return rank(self.index, Query(part, query.language), vector, N_SEARCHED, None, scope)

    def _malus(self, text: str) -> Scores:
        """Return what is taken off each passage's score: lists of acronyms answer only who asks for a meaning.

        So does whoever names what the reports speak of nowhere else.
        """
        asks = asks_for_meaning(text) or is_name(text) or not self.told_names.issuperset(find_capitals(text))
        return np.where(self.acronym_lists, 0.0 if asks else ACRONYM_LIST_MALUS, 0.0)

    def _read_preferences(self, query: Query, question: str) -> Filters:
        """Return what the question names; of what it names nothing, what the earlier ones in the query name."""
        own, earlier = read_preferences(self.facets, question), read_preferences(self.facets, query.text)
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
            return query, self.embedder.encode_queries([query.text])[0], None
        vector, alone = self.embedder.encode_queries([query.text, question])
        if self.index.background.likeness(alone, query.language) >= SMALL_TALK:
            return replace(query, text=question, from_history=False, parts=()), alone, None
        middle = vector + alone
        return query, vector, middle / float(np.linalg.norm(middle))
