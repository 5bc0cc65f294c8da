"""A large index is ranked among a few passages: those that an exhaustive ranking would put first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from doubles import WordEmbedder
from small import BOATS_QUESTION, write_small_corpus

from unsqa.finding import narrowing
from unsqa.finding.build import build_index
from unsqa.finding.filters import Scope
from unsqa.finding.index import load_index, read_manifest
from unsqa.finding.lexical import Lexicon
from unsqa.finding.ranking import rank
from unsqa.finding.vectors import FaissStore
from unsqa.types import Hit, Query

if TYPE_CHECKING:
    from pathlib import Path

    from unsqa.finding.index import SearchIndex

QUESTIONS = [(BOATS_QUESTION, "en"), ("night schools", "en"), ("¿Quién reparó los barcos?", "es"), ("FAO", "en")]
N_COPIES = 40


class NarrowStore(FaissStore):
    """A store that is too large to score every passage, whatever it holds."""

    reach = 0


@pytest.fixture
def small(tmp_path: Path) -> SearchIndex:
    write_small_corpus(tmp_path)
    build_index(tmp_path / "corpus", tmp_path / "index", WordEmbedder(), model="words")
    return load_index(tmp_path / "index", read_manifest(tmp_path / "index"))


@pytest.fixture
def many(small: SearchIndex) -> SearchIndex:
    """Return the small index forty times over, each copy a little further from what the words say."""
    rng = np.random.default_rng(0)
    passages, rows, store = [], [], FaissStore(512)
    for copy in range(N_COPIES):
        passages += [replace(passage, id=f"{passage.id}-{copy:02}") for passage in small.passages]
        table = small.rows.copy()
        table["passage"] += copy * len(small.passages)
        rows.append(table)
        vectors = small.store.vectors() + 0.02 * copy / N_COPIES * rng.normal(size=(len(table), 512))
        store.add((vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32))
    lexicon = Lexicon.build([[(passage.shown, "en")] for passage in passages])
    return replace(small, passages=tuple(passages), rows=np.concatenate(rows), store=store, lexicon=lexicon)


def narrowed(index: SearchIndex) -> SearchIndex:
    store = NarrowStore(512)
    store.add(index.store.vectors())
    return replace(index, store=store)


def search(index: SearchIndex, text: str, language: str, scope: Scope | None = None) -> tuple[Hit, ...]:
    return rank(index, Query(text, language), WordEmbedder().encode_queries([text])[0], 10, None, scope)


@pytest.mark.parametrize(("text", "language"), QUESTIONS)
def test_where_the_sample_is_everything_hits_are_those_of_an_exhaustive_ranking(
    small: SearchIndex, text: str, language: str
) -> None:
    for mine, theirs in zip(search(narrowed(small), text, language), search(small, text, language), strict=True):
        assert mine.passage == theirs.passage
        assert mine.score == pytest.approx(theirs.score, abs=1e-4)
        assert mine.ranks == theirs.ranks
        assert (*mine.similarities, *mine.asked) == pytest.approx((*theirs.similarities, *theirs.asked), abs=1e-5)


@pytest.mark.parametrize(("text", "language"), QUESTIONS)
def test_among_candidates_and_a_sample_the_best_come_first(
    many: SearchIndex, text: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(narrowing, "N_SAMPLED", 50)
    monkeypatch.setattr(narrowing, "N_FEW", 10)
    wanted, found = search(many, text, language), search(narrowed(many), text, language)
    assert found[0].passage in [hit.passage for hit in wanted[:5]]
    assert len({hit.passage.id for hit in found} & {hit.passage.id for hit in wanted}) >= 7


@pytest.mark.parametrize("n_few", [10, 1000], ids=["candidates", "all that is left"])
def test_a_filter_is_a_wall(many: SearchIndex, n_few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(narrowing, "N_SAMPLED", 50)
    monkeypatch.setattr(narrowing, "N_FEW", n_few)
    allowed = np.arange(len(many.passages)) % 10 == 7
    scope = Scope(allowed, np.zeros(len(allowed)))
    ids = {many.passages[row].id for row in np.flatnonzero(allowed)}
    wanted, found = search(many, BOATS_QUESTION, "en", scope), search(narrowed(many), BOATS_QUESTION, "en", scope)
    assert {hit.passage.id for hit in found} <= ids
    assert [hit.passage.id for hit in found][:3] == [hit.passage.id for hit in wanted][:3]


def test_a_passage_that_only_its_words_tell_is_a_candidate(many: SearchIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(narrowing, "N_SAMPLED", 50)
    monkeypatch.setattr(narrowing, "N_FEW", 10)
    monkeypatch.setattr(narrowing, "N_NEAREST", 1)
    words = np.zeros(len(many.passages), np.float32)
    words[126] = 5
    index = replace(narrowed(many), lexicon=narrowing.KnownScores(words))
    assert search(index, "zebra", "en")[0].passage == many.passages[126]


def test_of_all_that_is_found_the_candidates_are_what_is_near_has_the_words_or_is_preferred(
    many: SearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(narrowing, "N_SAMPLED", 50)
    monkeypatch.setattr(narrowing, "N_FEW", 10)
    monkeypatch.setattr(narrowing, "N_CANDIDATES", 3)
    index, bonus = narrowed(many), np.zeros(len(many.passages))
    assert len(search(index, BOATS_QUESTION, "en")) == 3
    first = search(many, BOATS_QUESTION, "en")[0].passage
    preferred = next(row for row, one in enumerate(many.passages) if one.id == f"{first.id[:-3]}-39")
    bonus[preferred] = 50
    hits = search(index, BOATS_QUESTION, "en", Scope(np.ones(len(bonus), bool), bonus))
    assert hits[0].passage == many.passages[preferred]
