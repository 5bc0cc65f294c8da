"""One total order, worked out by hand on the word double."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from doubles import WordEmbedder
from small import BANK_QUESTION, BOATS_QUOTE, write_small_corpus

from unsqa.finding.background import Background
from unsqa.finding.build import build_index
from unsqa.finding.filters import Scope
from unsqa.finding.index import load_index, read_manifest
from unsqa.finding.ranking import N_TOLD, WEIGHTS, rank, standardise
from unsqa.finding.rows import PART, QUESTION, WHOLE
from unsqa.types import Query
from unsqa.types.answer import Filters

if TYPE_CHECKING:
    from pathlib import Path

    from unsqa.finding.index import SearchIndex


@pytest.fixture
def index(tmp_path: Path) -> SearchIndex:
    write_small_corpus(tmp_path)
    build_index(tmp_path / "corpus", tmp_path / "index", WordEmbedder(), model="words")
    return load_index(tmp_path / "index", read_manifest(tmp_path / "index"))


def search(index: SearchIndex, text: str, language: str = "en", k: int = 10) -> tuple:
    return rank(index, Query(text, language), WordEmbedder().encode_queries([text])[0], k)


SECOND_BANK_QUESTION = '{"question": "Who laid new water pipes?", "lang": "en", "lines": [15, 15]}\n'


def test_a_score_is_the_weighted_sum_of_its_legs(tmp_path: Path) -> None:
    bank = write_small_corpus(tmp_path) / "norvik-2021" / "questions.jsonl"
    bank.write_text(bank.read_text(encoding="utf-8") + SECOND_BANK_QUESTION, encoding="utf-8")
    build_index(tmp_path / "corpus", tmp_path / "index", WordEmbedder(), model="words")
    index = load_index(tmp_path / "index", read_manifest(tmp_path / "index"))
    text = "¿Quién reparó los barcos de Norvik?"
    vector = WordEmbedder().encode_queries([text])[0]
    hits = rank(index, Query(text, "es"), vector, 100)
    moved = np.stack([index.background.move(vector, "es", language) for language in index.rows["language"]])
    similarities = np.sum(index.store.vectors() * moved, axis=1)
    legs: dict[str, list[float]] = {"passage": [], "sentence": [], "question": []}
    for number in range(len(index.passages)):
        for leg, kind in (("passage", WHOLE), ("sentence", PART), ("question", QUESTION)):
            mine = (index.rows["passage"] == number) & (index.rows["kind"] == kind)
            legs[leg].append(float(similarities[mine].max()) if mine.any() else np.nan)
    asked = np.array(legs["question"])
    assert np.isnan(asked).tolist() == [False, False, True, True, True]
    # the third passage of the report with a bank is as good as the mean, those of the other go by their sentences
    instead = standardise(np.array(legs["sentence"])) * [0, 0, 0, 1, 1]
    legs["question"] = list(np.where(np.isnan(asked), np.nanmean(asked) + np.nanstd(asked) * instead, asked))
    speaks = [bool((index.rows["language"][index.rows["passage"] == n] == "es").any()) for n in range(len(asked))]
    legs["words"] = list(np.where(speaks, index.lexicon.score(text, "es"), 0).astype(float))
    expected = sum(WEIGHTS[leg] * standardise(np.array(values)) for leg, values in legs.items())
    best = np.argsort(-expected)[:2]  # of five passages the better half tells of the reports; here each of another
    assert len({index.passages[row].document for row in best}) == 2
    expected[best] += (expected[best] - expected[best].min()) / N_TOLD
    by_id = {passage.id: score for passage, score in zip(index.passages, expected, strict=True)}
    assert [hit.score for hit in hits] == pytest.approx([by_id[hit.passage.id] for hit in hits], abs=1e-4)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_bank_question_finds_its_passage_and_sentence_in_another_language(index: SearchIndex) -> None:
    best = search(index, BANK_QUESTION, "es")[0]
    assert BOATS_QUOTE in best.passage.text
    sentence = best.asked.index(max(best.asked))
    start, end = best.passage.sentences[sentence]
    assert index.documents[best.passage.document].text[start:end] == BOATS_QUOTE
    assert best.asked[sentence] == pytest.approx(1, abs=1e-3)  # vectors are kept to 16 bits


def test_words_take_no_part_across_languages(index: SearchIndex) -> None:
    without = {"passage", "sentence", "question"}
    assert {leg for hit in search(index, "school", "fr") for leg, _ in hit.ranks} == without
    assert {leg for hit in search(index, "school", "en") for leg, _ in hit.ranks} == {*without, "words"}


def test_ties_are_ordered_by_passage_id(index: SearchIndex) -> None:
    hits = search(index, "xylophone", k=100)
    tied = [(-hit.score, hit.passage.id) for hit in hits]
    assert tied == sorted(tied)


def test_a_hit_has_a_similarity_for_each_sentence(index: SearchIndex) -> None:
    for hit in search(index, "the school at the harbour"):
        assert len(hit.similarities) == len(hit.passage.sentences)
        assert hit.similarity >= max(hit.similarities)


def test_a_focus_changes_the_similarities_of_sentences_alone(index: SearchIndex) -> None:
    vector, focus = WordEmbedder().encode_queries(["night schools", "examination in June"])
    query = Query("night schools", "en")
    plain, focused = rank(index, query, vector, 3), rank(index, query, vector, 3, focus)
    assert [(hit.passage, hit.score, hit.similarity) for hit in plain] == [
        (hit.passage, hit.score, hit.similarity) for hit in focused
    ]
    assert focused[0].similarities == rank(index, query, focus, 10)[0].similarities != plain[0].similarities


def test_k_is_how_many(index: SearchIndex) -> None:
    assert len(search(index, "school", k=2)) == 2
    assert len(search(index, "school", k=1000)) == len(index.passages)
    assert search(index, "school", k=0) == ()


def test_moving_between_languages_takes_one_mean_off_and_puts_the_other_on() -> None:
    means = np.array([[0.0, 0.6, 0.8], [0.6, 0.8, 0.0]], np.float32)
    background = Background(means, np.eye(3, dtype=np.float32))
    moved = background.move(np.array([0.6, 0.8, 0.0], np.float32), "es", "en")
    assert moved.tolist() == pytest.approx([0.0, 0.6, 0.8])
    same = np.array([1.0, 0.0, 0.0], np.float32)
    assert background.move(same, "en", "en") is same
    assert background.move(same, "zh", "en") is same


def test_likeness_is_the_cosine_to_the_nearest_everyday_question() -> None:
    background = Background(np.zeros((2, 3), np.float32), np.eye(3, dtype=np.float32)[:2])
    assert background.likeness(np.array([0.6, 0.0, 0.8], np.float32), "en") == pytest.approx(0.6)


def test_of_equal_passages_that_comes_first_whose_report_says_more_of_it(tmp_path: Path) -> None:
    sections = {"mended": "Boats were mended in March.", "painted": "Boats were painted.", "sold": "Boats were sold."}
    others = {f"n{number}": f"In that year {number} wells were dug." for number in range(2, 8)}
    told = {"a-2021": {"mended": sections["mended"]} | others, "b-2021": sections | others, "c-2021": others}
    for name, texts in told.items():
        (tmp_path / "corpus" / name).mkdir(parents=True)
        toml = f'title = "{name}"\nlanguage = "en"\nyear = 2021\n'
        (tmp_path / "corpus" / name / "report.toml").write_text(toml, encoding="utf-8")
        text = "\n\n".join(f"{heading.upper()}\n\n{text}" for heading, text in texts.items())
        (tmp_path / "corpus" / name / "report.txt").write_text(text, encoding="utf-8")
    build_index(tmp_path / "corpus", tmp_path / "index", WordEmbedder(), model="words")
    index = load_index(tmp_path / "index", read_manifest(tmp_path / "index"))
    hits = search(index, "boats mended in March", k=30)
    assert [hit.passage.document for hit in hits if "March" in hit.passage.text] == ["b-2021", "a-2021"]
    assert hits[0].score > next(hit.score for hit in hits if hit.passage.document == "a-2021")
    for name in told:
        allowed = np.array([passage.document == name for passage in index.passages])
        scope = Scope(allowed, np.zeros(len(allowed)), Filters(reports=(name,)))
        alone = rank(index, Query("boats", "en"), WordEmbedder().encode_queries(["boats"])[0], 30, None, scope)
        assert {hit.passage.document for hit in alone} == {name}
