"""What is found for a query: both parts of a double question, and lists of acronyms only for who asks for a meaning."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from doubles import WordEmbedder
from small import make_assistant

from unsqa.answering.searching import Found, Searcher
from unsqa.finding.build import build_index
from unsqa.finding.diversity import ACRONYM_LIST_MALUS, find_acronym_lists, find_told_names
from unsqa.finding.filters import find_facets
from unsqa.finding.index import load_index, read_manifest
from unsqa.types import Query

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from unsqa.types import Hit

TOML = 'title = "Results in Delta"\nlanguage = "en"\nyear = 2021\n'
TEXT = """\
ACRONYMS

ALF Arid Lands Fund

BCH Bank of Common Hope

DUN Desert Union

HWP Highland Water Partnership

RNS River Nursing School

SVF Salt Valley Fund

WATER FOR THE HIGHLANDS

The Arid Lands Fund and the HWP paid for wells in nine villages of the plateau, where the ALF had measured the rain
for a generation. A partnership of the HWP with the river towns keeps the pumps in repair, and the ALF pays the
keepers. Each well is covered with a lid of cedar, and a guard opens it at dawn. Nobody has to walk for an hour to
drink any more, and the herds of the plateau have their own troughs beside the road to the salt market.

THE SCHOOL FOR NURSES

Twelve nurses finished the school in the river towns and went back to the villages that had sent them. Their teachers
came from the hospital of the port on two days of every week. Each nurse received a bicycle of the HWP and a box of
medicines, and meets the others at the end of every month to talk about the hardest cases that they had to treat.
"""
ACRONYMS, WATER, SCHOOL = "ACRONYMS", "WATER FOR THE HIGHLANDS", "THE SCHOOL FOR NURSES"


@pytest.fixture
def searcher(tmp_path: Path) -> Searcher:
    corpus = tmp_path / "corpus" / "delta-2021"
    corpus.mkdir(parents=True)
    (corpus / "report.toml").write_text(TOML, encoding="utf-8")
    (corpus / "report.txt").write_text(TEXT, encoding="utf-8")
    build_index(tmp_path / "corpus", tmp_path / "index", WordEmbedder(), model="words")
    index = load_index(tmp_path / "index", read_manifest(tmp_path / "index"))
    lists = find_acronym_lists(index.documents, index.passages)
    facets = find_facets(index.documents, index.passages)
    return Searcher(index, WordEmbedder(), facets, lists, find_told_names(index.passages, lists))


def find(searcher: Searcher, question: str) -> Found:
    return searcher.find(Query(question, "en"), question, np.ones(len(searcher.index.passages), bool))


def headings(hits: Sequence[Hit]) -> list[str]:
    return [hit.passage.section.headings[-1] for hit in hits]


def list_score(hits: Sequence[Hit]) -> float:
    return next(hit.score for hit in hits if headings([hit]) == [ACRONYMS])


@pytest.mark.parametrize(
    "question",
    ["What does HWP stand for?", "¿Qué significa HWP?", "HWP", "Which villages does the SVF work in?"],
    ids=["meaning", "significado", "name", "told nowhere else"],
)
def test_a_list_of_acronyms_answers_who_asks_for_a_meaning_or_for_what_only_it_names(
    searcher: Searcher, question: str
) -> None:
    found = find(searcher, question)
    plain = find(replace(searcher, acronym_lists=np.zeros(3, bool)), question)
    assert found.telling == found.hits == plain.hits
    assert ACRONYMS in headings(found.telling)


def test_a_list_of_acronyms_is_lowered_and_does_not_answer_what_asks_for_no_meaning(searcher: Searcher) -> None:
    question = "Whose Arid Lands Fund, Desert Union, Salt Valley Fund, or Bank of Common Hope does the HWP help?"
    found = find(searcher, question)
    plain = find(replace(searcher, acronym_lists=np.zeros(3, bool)), question)
    assert headings(plain.hits)[0] == ACRONYMS
    assert list_score(found.hits) == pytest.approx(list_score(plain.hits) - ACRONYM_LIST_MALUS)
    assert sorted(headings(found.hits)) == sorted([ACRONYMS, WATER, SCHOOL])
    assert found.telling == tuple(hit for hit in found.hits if headings([hit]) != [ACRONYMS])


def test_where_there_is_nothing_else_a_list_of_acronyms_may_answer(searcher: Searcher) -> None:
    question = "Whose Arid Lands Fund, Desert Union, Salt Valley Fund, or Bank of Common Hope does the HWP help?"
    found = searcher.find(Query(question, "en"), question, searcher.acronym_lists)
    assert headings(found.telling) == headings(found.hits) == [ACRONYMS]


DOUBLE = (
    "Who repaired 31 fishing boats before the pupils passed the examination in June, "
    "and who will publish the accounts of the cooperative?"
)


def test_the_evidence_of_both_parts_of_a_question_comes_first(tmp_path: Path) -> None:
    make_assistant(tmp_path)
    index = load_index(tmp_path / "index", read_manifest(tmp_path / "index"))
    facets = find_facets(index.documents, index.passages)
    found = find(Searcher(index, WordEmbedder(), facets, np.zeros(5, bool), frozenset()), DOUBLE)
    assert found.query.parts == (
        "Who repaired 31 fishing boats before the pupils passed the examination in June?",
        "Who will publish the accounts of the cooperative?",
    )
    assert headings(found.ranked)[:2] == ["FISHING HARBOURS", "NIGHT SCHOOLS"]
    assert headings(found.hits)[:2] == ["FISHING HARBOURS", "DRINKING WATER"]
    assert sorted(headings(found.hits)) == sorted(headings(found.ranked))
