"""Encoding in several processes, each with a model and a processor of its own.

Two batches wait for each process, so that memory stays what it is however many there are. A process ends with the one
that started it, even if that was killed.
"""

from __future__ import annotations

import os
import threading
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from itertools import islice
from multiprocessing import get_context, parent_process
from typing import TYPE_CHECKING

from unsqa.errors import ModelError
from unsqa.finding.bulk.batches import InProcess, encode_batch
from unsqa.finding.embedding import load_embedder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from unsqa.finding.bulk.batches import Batch
    from unsqa.finding.embedding import Embedder, Vectors
    from unsqa.settings import Settings

    Load = Callable[[Settings], Embedder]

N_WAITING = 2  # batches for each process
FEW = 6  # batches, up to which it takes longer to start processes than to encode them here


@dataclass(frozen=True, slots=True)
class InProcesses:
    """An `Encoder` over so many processes; each loads the model of the settings when it gets its first batch.

    A few batches, and all where there is but one process, are given to the embedder here.
    """

    settings: Settings
    n_processes: int
    here: Embedder
    load: Load = load_embedder

    def encode(self, batches: Sequence[Batch]) -> Iterator[tuple[Batch, Vectors]]:
        """Yield each batch with its vectors as soon as they are there.

        Raises ModelError when a process ends before its time.
        """
        if self.n_processes < 2 or len(batches) <= FEW:
            yield from InProcess(self.here).encode(batches)
        else:
            yield from self._share_out(batches)

    def _share_out(self, batches: Sequence[Batch]) -> Iterator[tuple[Batch, Vectors]]:
        remaining = iter(batches)
        running: dict[Future[Vectors], Batch] = {}
        with ProcessPoolExecutor(self.n_processes, get_context("spawn"), _end_with_parent) as pool:
            try:
                for batch in islice(remaining, self.n_processes * N_WAITING):
                    running[pool.submit(_encode, self.load, self.settings, batch)] = batch
                while running:
                    for done in wait(running, return_when=FIRST_COMPLETED).done:
                        batch = running.pop(done)
                        for following in islice(remaining, 1):
                            running[pool.submit(_encode, self.load, self.settings, following)] = following
                        yield batch, done.result()
            except BrokenProcessPool as error:
                raise ModelError(
                    "A process that encoded texts was ended, perhaps for want of memory. What is encoded is kept: "
                    "run unsqa index again, with a smaller number of processes."
                ) from error
            finally:
                pool.shutdown(wait=True, cancel_futures=True)


def _end_with_parent() -> None:
    """End this process when the one that started it does."""

    def watch() -> None:
        if parent := parent_process():
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _encode(load: Load, settings: Settings, batch: Batch) -> Vectors:
    return encode_batch(_load(load, settings), batch)


@cache
def _load(load: Load, settings: Settings) -> Embedder:
    return load(settings)
