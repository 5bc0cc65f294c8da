"""The reranker: its scores order the first hits, and a name that is none is said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from doubles import WordEmbedder
from small import BOATS_ANSWER, BOATS_QUESTION, UNANSWERED_QUESTION, make_assistant

from unsqa.answering.assistant import Assistant
from unsqa.errors import ModelError
from unsqa.finding import reranking
from unsqa.finding.index import load_index, read_manifest
from unsqa.finding.reranking import CrossEncoderReranker, load_reranker, rerank
from unsqa.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Shortest:
    """The shorter a text, the better; what is asked is written down."""

    def __init__(self, scores=None):
        self.asked = []
        self.scores = scores

    def score(self, query, texts):
        self.asked.append((query, list(texts)))
        return np.array([-len(text) for text in texts] if self.scores is None else self.scores, np.float64)


def make_cross_encoder(folder: Path, n_labels: int = 1, kind: str = "BertForSequenceClassification") -> str:
    """Write a CrossEncoder of one layer with random weights, the same every time."""
    import torch
    import transformers

    transformers.utils.logging.disable_progress_bar()
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *LETTERS, *(f"##{letter}" for letter in LETTERS)]
    folder.mkdir()
    (folder / "vocab.txt").write_text("\n".join(words))
    torch.manual_seed(0)
    config = transformers.BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=64,
        num_labels=n_labels,
    )
    model = getattr(transformers, kind)(config)
    for weights in model.parameters():
        torch.nn.init.normal_(weights)
    model.save_pretrained(folder)
    transformers.BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
    return str(folder)


def with_reranker(folder, reranker):
    return Assistant(load_index(folder / "index", read_manifest(folder / "index")), WordEmbedder(), reranker)


def test_hits_are_ordered_by_the_scores_and_equal_ones_as_before(tmp_path):
    hits = make_assistant(tmp_path).ask(BOATS_QUESTION).hits
    found = rerank(Shortest([0.1, 0.5000001, 0.5000002, 0.9, 0.1]), "q", hits)
    assert [hit.passage.id for hit in found] == [hits[row].passage.id for row in (3, 1, 2, 0, 4)]
    assert [hit.score for hit in found] == [0.9, 0.5, 0.5, 0.1, 0.1]
    assert [hit.ranks[-1] for hit in found] == [("reranker", place) for place in (1, 2, 3, 4, 5)]
    assert [hit.ranks[:-1] for hit in found] == [hits[row].ranks for row in (3, 1, 2, 0, 4)]
    assert rerank(Shortest(), "q", ()) == ()


def test_an_assistant_shows_the_reranker_the_query_and_what_was_found(tmp_path, monkeypatch):
    plain = make_assistant(tmp_path)
    reranker = Shortest()
    found = with_reranker(tmp_path, reranker).ask(BOATS_QUESTION)
    hits = plain.ask(BOATS_QUESTION).hits
    assert reranker.asked == [(BOATS_QUESTION, [hit.passage.shown for hit in hits])]
    assert [hit.passage for hit in found.hits] == sorted(
        (hit.passage for hit in hits), key=lambda passage: len(passage.shown)
    )
    monkeypatch.setattr("unsqa.answering.searching.N_SEARCHED", 3)
    assert len(with_reranker(tmp_path, reranker).ask(BOATS_QUESTION).hits) == 3


def test_a_reranker_changes_nothing_about_what_is_refused(tmp_path):
    plain = make_assistant(tmp_path)
    confident = with_reranker(tmp_path, Shortest([9.0, 9, 9, 9, 9]))
    for question in (UNANSWERED_QUESTION, BOATS_QUESTION):
        assert confident.ask(question).refusal == plain.ask(question).refusal
    assert confident.ask(BOATS_QUESTION).text == BOATS_ANSWER


def test_without_the_setting_there_is_none():
    assert load_reranker(Settings()) is None


def test_a_folder_that_does_not_exist_is_named():
    expected = (
        "The reranker's folder ./none does not exist. "
        "Set reranker to a sentence-transformers CrossEncoder, a folder or a name; or leave it out."
    )
    with pytest.raises(ModelError, match=f"^{re.escape(expected)}$"):
        load_reranker(Settings(reranker="./none"))


@pytest.mark.model
def test_a_name_that_the_hub_does_not_give_is_named_with_the_remedy():
    with pytest.raises(ModelError, match=r"^The reranker 'no-such-one' cannot be loaded: .*Set reranker to a"):
        load_reranker(Settings(reranker="no-such-one"))


@pytest.mark.model
def test_a_cross_encoder_of_a_folder_gives_the_same_order_every_time(tmp_path):
    make_assistant(tmp_path)
    folder = make_cross_encoder(tmp_path / "model")
    plain = with_reranker(tmp_path, None).ask(BOATS_QUESTION)
    first, second = (with_reranker(tmp_path, CrossEncoderReranker(folder)) for _ in range(2))
    answer = first.ask(BOATS_QUESTION)
    assert answer == first.ask(BOATS_QUESTION) == second.ask(BOATS_QUESTION)
    assert {hit.passage.id for hit in answer.hits} == {hit.passage.id for hit in plain.hits}
    scores = [hit.score for hit in answer.hits]
    assert scores == sorted(scores, reverse=True) != [hit.score for hit in plain.hits]


@pytest.mark.model
def test_a_score_is_that_of_the_cross_encoder_itself(tmp_path):
    from sentence_transformers import CrossEncoder

    folder = make_cross_encoder(tmp_path / "model")
    texts = ["boats and nets", "", "a pump"]
    expected = CrossEncoder(folder, device="cpu").predict([("who", text) for text in texts])
    reranker = CrossEncoderReranker(folder)
    assert reranker.score("who", texts).tolist() == pytest.approx(expected.tolist(), abs=1e-6)
    assert len(set(np.round(expected, reranking.DECIMALS))) == 3
    assert reranker.score("who", []).tolist() == []


@pytest.mark.model
@pytest.mark.parametrize(
    ("n_labels", "kind", "said"),
    [
        (3, "BertForSequenceClassification", "gives 3 scores a pair; one was expected."),
        (1, "BertModel", "is no CrossEncoder but a BertModel."),
    ],
)
def test_a_model_that_cannot_score_pairs_is_refused(tmp_path, n_labels, kind, said):
    folder = make_cross_encoder(tmp_path / "model", n_labels, kind)
    expected = f"The reranker {folder!r} {said} {reranking.MEND}"
    with pytest.raises(ModelError, match=f"^{re.escape(expected)}$"):
        CrossEncoderReranker(folder)


@pytest.mark.model
def test_scores_that_are_no_numbers_are_said(tmp_path):
    reranker = CrossEncoderReranker(make_cross_encoder(tmp_path / "model"))
    reranker._model.predict = lambda pairs, **options: [float("nan")] * len(pairs)
    with pytest.raises(ModelError, match=r"gives scores that are no numbers\. Set reranker to"):
        reranker.score("who", ["one"])
