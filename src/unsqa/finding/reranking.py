"""An optional second look: a cross-encoder reads the query and each of the first hits together, and reorders them.

Any sentence-transformers CrossEncoder by name or folder, such as those of Nogueira & Cho (2019, arXiv 1901.04085); off
by default, since none is packaged. It takes no part in the index, whose manifest knows nothing of it.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from unsqa.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unsqa.settings import Settings
    from unsqa.types import Hit

BATCH = 16
DECIMALS = 5  # as in ranking.py
MEND = "Set reranker to a sentence-transformers CrossEncoder, a folder or a name; or leave it out."

Scores = np.ndarray[Any, np.dtype[np.float64]]


class Reranker(Protocol):
    """Tells how well each text answers a query: a score a text, higher is better."""

    def score(self, query: str, texts: Sequence[str]) -> Scores:
        """Return float64 (n_texts,), in the order given."""


class CrossEncoderReranker:
    """A `Reranker` over a sentence-transformers CrossEncoder on the CPU. Raises ModelError when it cannot be loaded."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._model = _load(name)
        self._lock = threading.Lock()

    def score(self, query: str, texts: Sequence[str]) -> Scores:
        """Return float64 (n_texts,), in the order given. Raises ModelError when some are no numbers."""
        if not texts:
            return np.zeros(0)
        with self._lock:  # a fast tokenizer cannot be used by two threads at once
            found = self._model.predict([(query, text) for text in texts], batch_size=BATCH, show_progress_bar=False)
        scores = np.asarray(found, np.float64)
        if not np.isfinite(scores).all():
            raise ModelError(f"The reranker {self._name} gives scores that are no numbers. {MEND}")
        return scores


def load_reranker(settings: Settings) -> Reranker | None:
    """Return the reranker that the settings name; None when they name none."""
    return CrossEncoderReranker(settings.reranker) if settings.reranker else None


def rerank(reranker: Reranker, query: str, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return the hits by the reranker's scores, which become theirs; equal ones keep their order."""
    scores = np.round(reranker.score(query, [hit.passage.shown for hit in hits]), DECIMALS)
    order = np.argsort(-scores, kind="stable")
    return tuple(
        replace(hits[row], score=float(scores[row]), ranks=(*hits[row].ranks, ("reranker", place)))
        for place, row in enumerate(order.tolist(), 1)
    )


def _load(name: str) -> Any:  # noqa: ANN401  (sentence-transformers has no types)
    if name.startswith((".", "/", "~")) and not Path(name).expanduser().is_dir():
        raise ModelError(f"The reranker's folder {name} does not exist. {MEND}")
    from sentence_transformers import CrossEncoder
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    folder = Path(name).expanduser()
    try:
        model = CrossEncoder(str(folder) if folder.is_dir() else name, device="cpu")
    except Exception as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
        raise ModelError(f"The reranker {name!r} cannot be loaded: {reason}. {MEND}") from error
    kinds = model.config.architectures or ["none"]
    # What has no head for it gets one of random weights, and the order would be at random too.
    if not all(kind.endswith(("ForSequenceClassification", "ForCausalLM")) for kind in kinds):
        raise ModelError(f"The reranker {name!r} is no CrossEncoder but a {', '.join(kinds)}. {MEND}")
    if model.num_labels != 1:
        raise ModelError(f"The reranker {name!r} gives {model.num_labels} scores a pair; one was expected. {MEND}")
    return model
