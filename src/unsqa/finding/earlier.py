"""What the build in force gives to the next one, so that only what is new is read, worked out and embedded.

A report counts as unchanged when all its files are, and the code that reads them is. Whatever is damaged, of another
model or of other code gives nothing; it is made anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from unsqa.errors import SearchIndexError
from unsqa.finding.background import Background
from unsqa.finding.bulk.known import KnownVectors
from unsqa.finding.index import FORMAT, check_files, code_digest, load_index, read_manifest
from unsqa.finding.parts import FILES, read_parts
from unsqa.finding.vectors import FaissStore
from unsqa.reading.corpus import by_report

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from unsqa.finding.parts import Part
    from unsqa.finding.stores.choosing import StoreChoice
    from unsqa.finding.vectors import VectorStore


@dataclass(frozen=True, slots=True)
class Earlier:
    """Vectors by the key of their text, the store they are in, parts of unchanged reports by id, and the background."""

    vectors: KnownVectors = field(default_factory=KnownVectors)
    store: VectorStore | None = None
    parts: Mapping[str, Part] = field(default_factory=dict)
    background: Background | None = None


def load_earlier(folder: Path, digests: Mapping[str, str], model_digest: str, store: StoreChoice) -> Earlier:
    """Load what may be used again for reports with these files and this model."""
    try:
        manifest = read_manifest(folder)
    except SearchIndexError:
        return Earlier()
    if manifest.get("format") != FORMAT or manifest.get("model_digest") != model_digest:
        return Earlier()
    vectors = _load_vectors(folder, manifest, store)
    if manifest.get("code") != code_digest():
        return Earlier(vectors, _store_of(vectors))
    build = folder / manifest["build"]
    parts = _load_parts(build, manifest, digests) if vectors.places else {}
    return Earlier(vectors, _store_of(vectors), parts, _load_background(build, manifest))


def _store_of(vectors: KnownVectors) -> FaissStore | None:
    return next((source for source in vectors.sources if isinstance(source, FaissStore)), None)


def _load_vectors(folder: Path, manifest: dict[str, Any], store: StoreChoice) -> KnownVectors:
    """Return the vectors of the build in force, which may be in the other store; none where that cannot be had."""
    known, build = KnownVectors(), folder / manifest["build"]
    names = ("keys.npy", "vectors.faiss") if "vectors.faiss" in manifest["files"] else ("keys.npy",)
    if not _are_intact(build, manifest, *names):
        return known
    try:
        if "vectors.faiss" in names:
            source: VectorStore = FaissStore.load(build / "vectors.faiss")
        else:
            source = load_index(folder, manifest, replace(store, store="milvus")).store
    except SearchIndexError:  # of a format that is no more, or on a server that is no more
        return known
    known.add(source, [key.tobytes() for key in np.load(build / "keys.npy")])
    return known


def _load_parts(build: Path, manifest: Mapping[str, Any], digests: Mapping[str, str]) -> dict[str, Part]:
    """Return the reports whose files are as they were; not those of which something could not be read."""
    if not _are_intact(build, manifest, *FILES):
        return {}
    files_now, files_then = by_report(digests), by_report(manifest["corpus"])
    failed = {skipped.split("/")[0] for skipped in manifest["skipped"]}
    same = {name for name, files in files_now.items() if files_then.get(name) == files} - failed
    return {name: part for name, part in read_parts(build, manifest["reports"]).items() if name in same}


def _load_background(build: Path, manifest: Mapping[str, Any]) -> Background | None:
    return Background.load(build) if _are_intact(build, manifest, "languages.npy", "everyday.npy") else None


def _are_intact(build: Path, manifest: Mapping[str, Any], *names: str) -> bool:
    try:
        check_files(build, {name: manifest["files"][name] for name in names})
    except (SearchIndexError, KeyError):
        return False
    return True
