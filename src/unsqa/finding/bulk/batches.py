"""New texts -> batches to encode, and the simplest way to encode them: one after the other, in this process.

Texts of like length go together, the longest first: little is spent on padding, and time left is not underestimated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from unsqa.finding.rows import QUESTION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from unsqa.finding.embedding import Embedder, Vectors

N_TEXTS = 512  # a batch: a build that is killed does so many again for each process; with 256 a tenth more is padding


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts that are encoded together, all as questions or all as passages, and their keys (rows.hash_text)."""

    keys: tuple[bytes, ...]
    texts: tuple[str, ...]
    are_questions: bool


class Encoder(Protocol):
    """Encodes batches, wherever it does that."""

    def encode(self, batches: Sequence[Batch]) -> Iterator[tuple[Batch, Vectors]]:
        """Yield each batch with its vectors, float32 (n, dim), in any order."""


@dataclass(frozen=True, slots=True)
class InProcess:
    """An `Encoder` that asks an embedder here."""

    embedder: Embedder

    def encode(self, batches: Sequence[Batch]) -> Iterator[tuple[Batch, Vectors]]:
        """Yield each batch with its vectors, in the order given."""
        for batch in batches:
            yield batch, encode_batch(self.embedder, batch)


def make_batches(texts: Mapping[bytes, tuple[str, int]]) -> list[Batch]:
    """Return batches of the texts, given with their kind of row by their key; passages first."""
    batches = []
    for are_questions in (False, True):
        mine = [key for key, (_, kind) in texts.items() if (kind == QUESTION) is are_questions]
        mine.sort(key=lambda key: -len(texts[key][0]))
        for first in range(0, len(mine), N_TEXTS):
            keys = tuple(mine[first : first + N_TEXTS])
            batches.append(Batch(keys, tuple(texts[key][0] for key in keys), are_questions))
    return batches


def encode_batch(embedder: Embedder, batch: Batch) -> Vectors:
    """Return the vectors of a batch, float32 (n, dim)."""
    encode = embedder.encode_bank if batch.are_questions else embedder.encode_passages
    return encode(batch.texts)
