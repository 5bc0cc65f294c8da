"""Vectors that are there already, by the key of their text: those of the build in force, and those of the journal.

All come from the journal once, which rounds them to 16 bits, so that one that was kept is the same as one made again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unsqa.finding.embedding import Vectors
    from unsqa.finding.vectors import Rows


class Source(Protocol):
    """Where vectors lie: a store, or a journal."""

    def vectors(self, rows: Rows) -> Vectors:
        """Return the vectors of some rows, float32 (n, dim)."""


@dataclass(slots=True)
class KnownVectors:
    """Vectors by the key of their text, 32 bytes, in one or more sources, whose rows are numbered through."""

    sources: list[Source] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    places: dict[bytes, int] = field(default_factory=dict)

    def __contains__(self, key: bytes) -> bool:
        return key in self.places

    def add(self, source: Source, keys: Sequence[bytes]) -> None:
        """Add a source whose rows have these keys; a key that is known already stays where it was."""
        for place, key in enumerate(keys, self.starts[-1]):
            self.places.setdefault(key, place)
        self.sources.append(source)
        self.starts.append(self.starts[-1] + len(keys))

    def gather(self, keys: Sequence[bytes]) -> Vectors:
        """Return the vectors of some keys, all known, at least one: float32 (n, dim)."""
        places = np.fromiter((self.places[key] for key in keys), np.int64, len(keys))
        owners = np.searchsorted(self.starts, places, side="right") - 1
        found: Vectors | None = None
        for number in np.unique(owners):
            mine = np.flatnonzero(owners == number)
            vectors = self.sources[number].vectors(places[mine] - self.starts[number])
            if found is None:
                found = np.empty((len(keys), vectors.shape[1]), np.float32)
            found[mine] = vectors
        if found is None:
            raise ValueError("No vector was asked for.")
        return found
