"""BM25."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

import numpy as np
import pytest

from unsqa.finding.lexical import K1, B, Lexicon

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = [
    [("shelter shelter north", "en")],
    [("shelter south", "en"), ("school water", "en")],
    [("agua y escuelas", "es")],
    [("", "en")],
]


def bm25(frequency: int, n_words: int, n_with_word: int) -> float:
    """Work the formula of Robertson & Zaragoza (2009), eq. 3.15, with Lucene's idf, by hand."""
    n_texts = len(TEXTS)
    mean = (3 + 4 + 3 + 1) / n_texts  # the empty text counts as one empty word
    idf = log(1 + (n_texts - n_with_word + 0.5) / (n_with_word + 0.5))
    return idf * frequency / (frequency + K1 * (1 - B + B * n_words / mean))


def test_scores_are_those_of_the_published_formula() -> None:
    scores = Lexicon.build(TEXTS).score("shelters", "en")
    assert scores.tolist() == pytest.approx([bm25(2, 3, 2), bm25(1, 4, 2), 0, 0], abs=1e-5)


def test_the_words_of_a_query_add_up() -> None:
    scores = Lexicon.build(TEXTS).score("shelter water?", "en")
    assert scores.tolist() == pytest.approx([bm25(2, 3, 2), bm25(1, 4, 2) + bm25(1, 4, 1), 0, 0], abs=1e-5)


def test_words_of_few_texts_and_of_many_score_as_in_bm25s_each_time_they_are_asked_for() -> None:
    texts = [f"shelter {'water' * (row < 2)} {'school ' * (row % 3)}" for row in range(20)]
    lexicon = Lexicon.build([[(text, "en")] for text in texts])
    wanted = lexicon._index.get_scores(["shelter", "water", "school", "shelter"])
    for _ in range(2):
        assert np.array_equal(lexicon.score("shelter water school shelters", "en"), wanted)


def test_each_language_is_stemmed_by_its_own_rules() -> None:
    lexicon = Lexicon.build(TEXTS)
    assert lexicon.score("escuela", "es")[2] > 0
    assert lexicon.score("escuela", "en").tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("query", ["", "???", "unheard-of"])
def test_a_query_without_a_known_word_scores_nothing(query: str) -> None:
    assert Lexicon.build(TEXTS).score(query, "en").tolist() == [0, 0, 0, 0]


def test_saving_and_loading_changes_no_score(tmp_path: Path) -> None:
    lexicon = Lexicon.build(TEXTS)
    lexicon.save(tmp_path)
    again = Lexicon.load(tmp_path, len(TEXTS))
    assert np.array_equal(again.score("shelter in the south", "en"), lexicon.score("shelter in the south", "en"))
