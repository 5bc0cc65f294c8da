"""Encoding on many machines by Ray Data (Luan et al. 2025, arXiv 2501.12407; `pip install "unsqa[ray]"`).

Each worker loads the model once and takes batches as it can; what a machine that is lost had taken is given to another.
unsqa and its model must be installed on every machine of the cluster.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from unsqa.errors import InputError, UnsqaError
from unsqa.finding.bulk.batches import Batch, encode_batch
from unsqa.finding.embedding import load_embedder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from unsqa.finding.embedding import Embedder, Vectors
    from unsqa.settings import Settings

SECONDS = 10.0  # that the head of a cluster may take to answer


class ClusterError(UnsqaError):
    """The Ray cluster cannot be reached, or gave up; what was encoded is kept."""


@dataclass(frozen=True, slots=True)
class OnRay:
    """An `Encoder` over the workers of a Ray cluster; the address "local" is a cluster on this machine.

    `n_workers` 0 is one for each processor of the cluster; `load` gives a worker its embedder.
    """

    settings: Settings
    address: str
    n_workers: int = 0
    load: Callable[[Settings], Embedder] = load_embedder

    def encode(self, batches: Sequence[Batch]) -> Iterator[tuple[Batch, Vectors]]:
        """Yield each batch with its vectors as soon as they are there. Raises ClusterError."""
        if not batches:
            return
        ray = _load_ray()
        mine = not ray.is_initialized()
        try:
            if mine:
                _knock(self.address)
                ray.init(address=self.address, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
            for number, vectors in self._run(ray, batches):
                yield batches[number], vectors
        except (ray.exceptions.RayError, OSError, ValueError) as error:
            told = (str(error).strip().splitlines() or [type(error).__name__])[-1][:300]
            raise ClusterError(
                f"The Ray cluster at {self.address!r} does not do what is asked ({told}). "
                "What was encoded is kept; mend the cluster or ray_address, and run unsqa index again."
            ) from error
        finally:
            if mine:
                ray.shutdown()

    def _run(self, ray: Any, batches: Sequence[Batch]) -> Iterator[tuple[int, Vectors]]:  # noqa: ANN401
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        n_processors = int(ray.cluster_resources().get("CPU", 1))
        n_workers = min(len(batches), self.n_workers or n_processors)
        tasks = [{"number": number, "batch": batch} for number, batch in enumerate(batches)]
        encoded = ray.data.from_items(tasks, override_num_blocks=len(tasks)).map(
            _Encode,
            fn_constructor_args=(self.load, self.settings),
            num_cpus=1,
            compute=ray.data.ActorPoolStrategy(size=n_workers),
        )
        for found in encoded.iter_rows():
            yield found["number"], np.asarray(found["vectors"], np.float32)


class _Encode:
    """What a worker does, in a process of its own: the model is loaded once."""

    def __init__(self, load: Callable[[Settings], Embedder], settings: Settings) -> None:
        self._embedder = load(settings)

    def __call__(self, task: dict[str, Any]) -> dict[str, Any]:
        return {"number": task["number"], "vectors": encode_batch(self._embedder, task["batch"])}


def _knock(address: str) -> None:
    """Raise OSError when nobody answers at host:port, for which Ray itself would wait minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if host and port.isdecimal():
        socket.create_connection((host, int(port)), SECONDS).close()


def _load_ray() -> Any:  # noqa: ANN401  (Ray Data has no types of its own)
    try:
        import_module("ray.data")
        return import_module("ray")
    except ImportError:
        raise InputError('ray_address is set, which needs Ray. Install it with: pip install "unsqa[ray]"') from None
