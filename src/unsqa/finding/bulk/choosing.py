"""Which encoder the settings ask for: a Ray cluster, so many processes, or as many as this machine has use for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from unsqa.finding.bulk.processes import InProcesses
from unsqa.finding.bulk.ray_data import OnRay

if TYPE_CHECKING:
    from unsqa.finding.bulk.batches import Encoder
    from unsqa.finding.embedding import Embedder
    from unsqa.settings import Settings

MOST_PROCESSES = 4  # unless more are asked for: each holds a model in memory
FEW_PROCESSORS = 2  # which the threads of one process use as well, without loading the model again


def choose_encoder(settings: Settings, embedder: Embedder) -> Encoder:
    """Return the encoder for a build from the command line; it asks the embedder itself where that is as quick."""
    if settings.ray_address:
        return OnRay(settings, settings.ray_address, settings.processes)
    n_processors = os.cpu_count() or 1
    own = min(MOST_PROCESSES, n_processors) if n_processors > FEW_PROCESSORS else 1
    return InProcesses(settings, settings.processes or own, embedder)
