"""The vectors made for a build that is not in force yet, so that a build that is stopped goes on where it was.

A file of records, each with a checksum: what was half written when a process was killed or a disk was full is dropped,
the rest is used. The file is of one model; another model's is begun anew. One process writes it (the index's lock).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from unsqa.finding.embedding import Vectors
    from unsqa.finding.vectors import Rows

NAME = ".vectors"
HEAD_BYTES = 128
KEY_BYTES, CHECK_BYTES = 32, 4


class Journal:
    """Vectors, as 16-bit floats, by the key of their text, on disk."""

    def __init__(self, path: Path, model_digest: str) -> None:
        self._path, self._digest = path, model_digest
        self.keys: list[bytes] = []
        self._places: list[int] = []
        self._n_records = self._dimension = 0
        self._read()

    def append(self, keys: Sequence[bytes], vectors: Vectors) -> None:
        """Write vectors, float (n, dim), down. Raises OSError when they cannot be."""
        if not self._dimension:
            self._dimension = vectors.shape[1]
            self._path.write_bytes(self._head())
        records = np.zeros(len(keys), self._record())
        records["key"] = np.frombuffer(b"".join(keys), np.uint8).reshape(len(keys), KEY_BYTES)
        records["vector"] = vectors
        records["check"] = [_check(record) for record in records]
        with self._path.open("ab") as file:
            file.write(records.tobytes())
        self.keys += keys
        self._places += range(self._n_records, self._n_records + len(keys))
        self._n_records += len(keys)

    def vectors(self, rows: Rows) -> Vectors:
        """Return the vectors of some of the keys, by their places in `keys`: float32 (n, dim)."""
        found = self._map()["vector"][np.asarray(self._places, np.int64)[rows]]
        return np.asarray(found, np.float32)

    def remove(self) -> None:
        """Remove the file, since its vectors are in an index."""
        self._path.unlink(missing_ok=True)

    def _read(self) -> None:
        """Take what an earlier process wrote and is whole; make the file ready to be written on."""
        try:
            with self._path.open("rb") as file:
                head = file.read(HEAD_BYTES)
        except FileNotFoundError:
            return
        magic, _, dimension = head.decode("ascii", "replace").strip().rpartition(" ")
        if len(head) < HEAD_BYTES or magic != self._magic() or not dimension.isdecimal():
            self._path.unlink()
            return
        self._dimension = int(dimension)
        self._n_records = (self._path.stat().st_size - HEAD_BYTES) // self._record().itemsize
        os.truncate(self._path, HEAD_BYTES + self._n_records * self._record().itemsize)
        for place, record in enumerate(self._map()):
            if _check(record) == record["check"]:
                self.keys.append(record["key"].tobytes())
                self._places.append(place)

    def _map(self) -> np.ndarray[Any, Any]:
        if not self._n_records:
            return np.zeros(0, self._record())
        return np.memmap(self._path, self._record(), "r", HEAD_BYTES, (self._n_records,))

    def _record(self) -> np.dtype[Any]:
        return np.dtype([("key", "u1", KEY_BYTES), ("vector", "<f2", self._dimension), ("check", "<u4")])

    def _magic(self) -> str:
        return f"unsqa vectors 1 {self._digest[:64]}"

    def _head(self) -> bytes:
        return f"{self._magic()} {self._dimension}".ljust(HEAD_BYTES - 1).encode("ascii", "replace") + b"\n"


def _check(record: Any) -> int:  # noqa: ANN401  (a record of numpy's)
    return crc32(record.tobytes()[:-CHECK_BYTES])
