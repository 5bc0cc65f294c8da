"""A query -> what was found for it: the hits, and what decides whether they answer.

A question of several parts is searched as a whole and by part. Over reports in several languages each language has a
share of the hits (sharing.py).

Not here: what to search for a follow-up (understanding/dialogue.py), what is made of the hits (evidence.py, checks.py).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from unsqa.answering.sharing import least_share, share
from unsqa.finding.diversity import ACRONYM_LIST_MALUS, N_SEARCHED, drop_duplicates, find_capitals, merge_hits
from unsqa.finding.filters import Scope, name_preferences, read_preferences, weigh
from unsqa.finding.names import is_name
from unsqa.finding.ranking import rank
from unsqa.finding.reranking import rerank
from unsqa.types import Query
from unsqa.types.answer import EVERYTHING
from unsqa.understanding.parts import asks_for_meaning, split_question
from unsqa.understanding.shelf import NO_SHELF, find_named

if TYPE_CHECKING:
    from unsqa.finding.embedding import Embedder, Vectors
    from unsqa.finding.filters import Facets, Mask
    from unsqa.finding.index import SearchIndex
    from unsqa.finding.ranking import Scores
    from unsqa.finding.reranking import Reranker
    from unsqa.types import Hit
    from unsqa.types.answer import Filters
    from unsqa.understanding.shelf import Shelf

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
    in capitals that other passages speak of; by the `shelf` reports are known that a question names.
    """

    index: SearchIndex
    embedder: Embedder
    facets: Facets
    acronym_lists: Mask
    told_names: frozenset[str]
    reranker: Reranker | None = None
    shelf: Shelf = NO_SHELF

    def find(self, query: Query, question: str, allowed: Mask, filters: Filters = EVERYTHING) -> Found:
        """Search for a query, made of a question, among the passages allowed: those that the filters leave."""
        if not query.from_history:  # what a follow-up leans on is no part of what it asks
            query = replace(query, parts=split_question(query.text, query.language))
        query, vector, focus, part_vectors = self._encode(query, question)
        preferred = self._read_preferences(query, question)
        query = replace(query, preferences=(*name_preferences(preferred), *self._named(question)))
        malus = self._malus(query.text)
        scope = Scope(allowed, weigh(self.facets, preferred) - malus, filters)
        whole = rank(self.index, query, vector, N_SEARCHED, focus, scope)
        parts = [
            rank(self.index, Query(part, query.language), own, N_SEARCHED, None, scope)
            for part, own in zip(query.parts, part_vectors, strict=True)
        ]
        ranked = drop_duplicates(merge_hits(whole, parts, N_SEARCHED) if parts else whole)
        ranked = self._add_languages(ranked, query, vector, focus, scope)
        ordered = rerank(self.reranker, query.text, ranked) if self.reranker else ranked
        least = least_share(N_HITS, len(self.facets.rows["languages"]))
        hits = share(ordered, [self._language(hit) for hit in ordered], N_HITS, least)
        everyday = self.index.background.likeness(vector, query.language)
        lists = {self.index.passages[row].id for row in np.flatnonzero(malus)}
        telling = tuple(hit for hit in hits if hit.passage.id not in lists) or hits
        return Found(query, vector, hits, whole[:N_HITS], telling, everyday)

    def _add_languages(
        self, ranked: tuple[Hit, ...], query: Query, vector: Vectors, focus: Vectors | None, scope: Scope
    ) -> tuple[Hit, ...]:
        """Return the hits, and the best in each language of the reports that has too few among them.

        Fewer than are shown are all that there are.
        """
        rows = self.facets.rows["languages"]
        if len(rows) < 2 or len(ranked) < N_HITS:
            return ranked
        least = least_share(N_HITS, len(rows))
        spoken = Counter(self._language(hit) for hit in ranked)
        found = {hit.passage.id: hit for hit in ranked}
        for language in map(str, rows):
            allowed = np.zeros(self.facets.n_passages, bool)
            allowed[rows[language]] = scope.allowed[rows[language]]
            if spoken[language] < least and np.count_nonzero(allowed) > spoken[language]:
                own = Scope(allowed, scope.bonus, replace(scope.filters, languages=(language,)))
                for hit in rank(self.index, query, vector, least, focus, own):
                    found.setdefault(hit.passage.id, hit)
        return ranked if len(found) == len(ranked) else tuple(sorted(found.values(), key=lambda hit: -hit.score))

    def _language(self, hit: Hit) -> str:
        return self.index.documents[hit.passage.document].report.language

    def _malus(self, text: str) -> Scores:
        """Return what is taken off each passage's score: lists of acronyms answer only who asks for a meaning.

        So does whoever names what the reports speak of nowhere else.
        """
        asks = asks_for_meaning(text) or is_name(text) or not self.told_names.issuperset(find_capitals(text))
        return np.where(self.acronym_lists, 0.0 if asks else ACRONYM_LIST_MALUS, 0.0)

    def _read_preferences(self, query: Query, question: str) -> Filters:
        """Return what the question names; of what it names nothing, what the earlier ones in the query name."""
        own, earlier = read_preferences(self.facets, question), read_preferences(self.facets, query.text)
        named = find_named(question, self.shelf)
        return replace(
            own,
            reports=tuple(sorted(named.reports)) if named and not named.name.isdigit() else (),
            agencies=own.agencies or earlier.agencies,
            sdgs=own.sdgs or earlier.sdgs,
            years=own.years or earlier.years,
        )

    def _named(self, question: str) -> tuple[str, ...]:
        """Return the name by which a question names reports, a year apart."""
        named = find_named(question, self.shelf)
        return () if named is None or named.name.isdigit() else (named.name,)

    def _encode(self, query: Query, question: str) -> tuple[Query, Vectors, Vectors | None, Vectors]:
        """Return the query, its vector, for a follow-up the vector half way to the question alone, those of its parts.

        What looks like a follow-up and is an everyday phrase ("Thanks!") is searched alone.
        """
        if not query.from_history:
            vectors = self.embedder.encode_queries([query.text, *query.parts])
            return query, vectors[0], None, vectors[1:]
        vectors = self.embedder.encode_queries([query.text, question])
        vector, alone = vectors
        if self.index.background.likeness(alone, query.language) >= SMALL_TALK:
            return replace(query, text=question, from_history=False, parts=()), alone, None, vectors[:0]
        middle = vector + alone
        return query, vector, middle / float(np.linalg.norm(middle)), vectors[:0]
