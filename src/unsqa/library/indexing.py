"""Indexing in the background: a model that is loaded only when it is needed, and one change of the library at a time.

The change goes on whoever looks on; its state is a value that a page can draw again and again.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from unsqa.errors import InputError, UnsqaError
from unsqa.finding.embedding import load_embedder, model_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from unsqa.finding.embedding import Embedder, Vectors
    from unsqa.library.changing import Outcome
    from unsqa.settings import Settings

    Progress = Callable[[int, int], None]


class LateEmbedder:
    """The `Embedder` of the settings, loaded when there is something to encode."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.digest = model_digest(settings)

    @cached_property
    def _loaded(self) -> Embedder:
        return load_embedder(self._settings)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode what is searched for."""
        return self._loaded.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode what is searched."""
        return self._loaded.encode_passages(texts)

    def encode_bank(self, texts: Sequence[str]) -> Vectors:
        """Encode questions that are searched."""
        return self._loaded.encode_bank(texts)


@dataclass(frozen=True, slots=True)
class Work:
    """How far a change has come, in texts embedded; in the end its outcome, or the error that stopped it."""

    name: str
    n_done: int = 0
    n_texts: int = 0
    seconds: float = 0.0
    outcome: Outcome | None = None
    error: str = ""

    @property
    def is_running(self) -> bool:
        """Whether it still goes on."""
        return self.outcome is None and not self.error

    @property
    def share(self) -> float:
        """How much of the texts is done, from 0 to 1."""
        return self.n_done / self.n_texts if self.n_texts else 0.0

    @property
    def seconds_left(self) -> float | None:
        """How long the rest takes at the pace so far, which long texts begin slowly; None until there is a pace."""
        return self.seconds / self.n_done * (self.n_texts - self.n_done) if self.n_done else None


class Indexing:
    """Carries out one change at a time in a thread of its own; safe to share between threads."""

    def __init__(self) -> None:
        self._work: Work | None = None
        self._stopped = threading.Event()
        self._lock = threading.Lock()

    @property
    def work(self) -> Work | None:
        """The change that goes on, or the last one until it is dismissed."""
        return self._work

    def begin(self, name: str, change: Callable[[Progress], Outcome]) -> None:
        """Begin a change. Raises InputError while another goes on."""
        with self._lock:
            if self._work and self._work.is_running:
                raise InputError(f"{self._work.name} is being worked on. Wait until that is done.")
            self._work = Work(name)
            self._stopped.clear()
        threading.Thread(target=self._carry_out, args=(change,), name="unsqa-indexing", daemon=True).start()

    def stop(self) -> None:
        """Stop the change that goes on, at its next step; reports and index stay as they were."""
        self._stopped.set()

    def dismiss(self) -> None:
        """Forget the last change, if it is over."""
        with self._lock:
            if self._work and not self._work.is_running:
                self._work = None

    def _carry_out(self, change: Callable[[Progress], Outcome]) -> None:
        work = self._work or Work("")
        began = time.monotonic()

        def progress(n_done: int, n_texts: int) -> None:
            nonlocal work, began
            if self._stopped.is_set():
                raise InputError("It was stopped; the reports are as they were.")
            if not n_done:
                began = time.monotonic()
            work = replace(work, n_done=n_done, n_texts=n_texts, seconds=time.monotonic() - began)
            self._work = work

        try:
            outcome = change(progress)
            self._work = replace(work, outcome=outcome)
        except UnsqaError as error:
            self._work = replace(work, error=str(error))
        except Exception as error:  # nobody else would hear of it
            logging.getLogger("unsqa").exception("The change of the library failed")
            self._work = replace(work, error=f"{type(error).__name__}: {error}. The reports are as they were.")
