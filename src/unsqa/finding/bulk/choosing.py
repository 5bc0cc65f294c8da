"""Which encoder the settings ask for: a Ray cluster, so many processes, or this one with its threads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unsqa.finding.bulk.processes import InProcesses
from unsqa.finding.bulk.ray_data import OnRay

if TYPE_CHECKING:
    from unsqa.finding.bulk.batches import Encoder
    from unsqa.finding.embedding import Embedder
    from unsqa.settings import Settings


def choose_encoder(settings: Settings, embedder: Embedder) -> Encoder:
    """Return the encoder for a build from the command line."""
    if settings.ray_address:
        return OnRay(settings, settings.ray_address, settings.processes)
    return InProcesses(settings, settings.processes or 1, embedder)
