"""Build the index: read the corpus, embed what is new, write it beside the old build, put it in force.

A build that is killed, or for which the disk is too small, leaves the old one serving: the manifest is replaced last,
in one step. One process builds at a time. Unchanged reports and the vectors of unchanged texts are taken from the build
in force (earlier.py), vectors that a stopped build made from its journal (bulk/journal.py).
"""

from __future__ import annotations

import json
import logging
import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

import unsqa
from unsqa.errors import IndexWriteError
from unsqa.finding.background import Background
from unsqa.finding.bulk.batches import InProcess, make_batches
from unsqa.finding.bulk.journal import NAME as JOURNAL
from unsqa.finding.bulk.journal import Journal
from unsqa.finding.earlier import load_earlier
from unsqa.finding.index import FORMAT, MANIFEST, code_digest, digest_manifest, hash_build, load_texts
from unsqa.finding.parts import join_rows, make_part, write_parts
from unsqa.finding.stores.choosing import Searchable, StoreChoice, check_store, prune_store, write_store
from unsqa.finding.stores.connection import StoreUnavailableError
from unsqa.reading.corpus import check_readable, hash_reports, list_reports, read_reports

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from unsqa.finding.approximate import Cost
    from unsqa.finding.bulk.batches import Encoder
    from unsqa.finding.bulk.known import KnownVectors
    from unsqa.finding.earlier import Earlier
    from unsqa.finding.embedding import Embedder
    from unsqa.finding.parts import Part
    from unsqa.reading.corpus import Corpus, Skipped


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `n_resumed` vectors were made by builds that were stopped; `cost` is approximate search's."""

    n_reports: int
    n_passages: int
    n_vectors: int
    n_embedded: int
    skipped: tuple[Skipped, ...]
    n_resumed: int = 0
    cost: Cost | None = None

    def describe(self) -> list[str]:
        """Return it in words, line by line."""
        lines = [f"Skipped {skipped.folder}: {skipped.reason}" for skipped in self.skipped]
        lines.append(
            f"Indexed {self.n_reports} report(s): {self.n_passages} passages, {self.n_vectors} vectors, "
            f"{self.n_embedded} of them new."
        )
        if self.n_resumed:
            lines.append(f"{self.n_resumed} more were kept from a build that was stopped.")
        return [*lines, *([str(self.cost)] if self.cost else [])]


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the corpus that comes into force with the build.

    `reports` are the folders of the reports as they will be, by name; `settle` makes it so: it is called when all is
    written, just before the build is put in force.
    """

    reports: Sequence[Path]
    settle: Callable[[], None]


def build_index(
    corpus_folder: Path,
    folder: Path,
    embedder: Embedder,
    *,
    model: str,
    progress: Callable[[int, int], None] | None = None,
    change: Change | None = None,
    store: StoreChoice | None = None,
    encoder: Encoder | None = None,
) -> BuildReport:
    """Build the index of a corpus and put it in force; `progress` is told (texts done, texts in all).

    Only new and changed reports are read, only new texts embedded; with neither, the embedder is never asked. New
    texts are embedded by the encoder, if there is one, else by the embedder, and kept in a journal until the build is
    in force: one that is stopped goes on where it was. The index is written to the store, by default FAISS's.
    Raises CorpusError when no report can be read, IndexWriteError when the folder is in use or cannot be written,
    StoreUnavailableError when the store is on a server that does not answer.
    """
    store = store or StoreChoice()
    with _writing(folder):
        check_store(store)
        folders = change.reports if change else list_reports(corpus_folder)
        digests = hash_reports(folders)
        earlier = load_earlier(folder, digests, embedder.digest, store)
        corpus = read_reports(path for path in folders if path.name not in earlier.parts)
        if not earlier.parts:
            check_readable(corpus, corpus_folder)
        parts = {**earlier.parts} | {document.id: make_part(document) for document in corpus.documents}
        made = {path.name: parts[path.name] for path in folders if path.name in parts}
        journal = Journal(folder / JOURNAL, embedder.digest)
        n_resumed = len(set(journal.keys) - earlier.vectors.places.keys())
        n_embedded = _embed(list(made.values()), (earlier.vectors, journal), encoder or InProcess(embedder), progress)
        manifest = {"model": model, "model_digest": embedder.digest, "corpus": digests} | _describe(corpus, made)
        with _drafting(folder) as draft:
            (earlier.background or Background.measure(embedder)).save(draft)
            cost = _write_build(draft, list(made.values()), earlier, store)
            target = _put_in_force(folder, draft, manifest, change)
        journal.remove()
        _prune(target, store)
    n_passages, n_vectors = manifest["n_passages"], manifest["n_vectors"]
    return BuildReport(len(made), n_passages, n_vectors, n_embedded, corpus.skipped, n_resumed=n_resumed, cost=cost)


def _describe(corpus: Corpus, made: Mapping[str, Part]) -> dict[str, Any]:
    """Return what the manifest says of the reports, those that were read now and the parts of all."""
    return {
        "skipped": {skipped.folder: skipped.reason for skipped in corpus.skipped},
        "reports": {report: part.told for report, part in made.items()},
        "n_passages": sum(len(part.passages) for part in made.values()),
        "n_vectors": sum(len(part.rows) for part in made.values()),
    }


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Hold the folder for this process; turn a failure to write into an error that says what is left."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock", timeout=0):
            for leftover in folder.glob(".building-*"):
                shutil.rmtree(leftover, ignore_errors=True)
            yield
    except Timeout as error:
        raise IndexWriteError(f"Another process is building the index in {folder}. Wait until it is done.") from error
    except OSError as error:
        raise IndexWriteError(
            f"The index in {folder} cannot be written: {error.strerror or error}. "
            "The earlier index, if there was one, is untouched. Free some space or choose a folder with --index."
        ) from error


@contextmanager
def _drafting(folder: Path) -> Iterator[Path]:
    """Make a folder to write a build into; what is left of it in the end is removed."""
    draft = folder / f".building-{os.getpid()}"
    draft.mkdir()
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _embed(
    parts: Sequence[Part],
    kept: tuple[KnownVectors, Journal],
    encoder: Encoder,
    progress: Callable[[int, int], None] | None,
) -> int:
    """Encode the texts that no vector is known of; return how many. They are kept in the journal, and known then."""
    known, journal = kept
    there = known.places.keys() | set(journal.keys)
    new: dict[bytes, tuple[str, int]] = {}
    for part in parts:
        for key, text, kind in zip(part.keys, part.texts, part.rows["kind"].tolist(), strict=False):
            new[key.tobytes()] = (text, kind)
    batches = make_batches({key: told for key, told in new.items() if key not in there})
    n_done, n_texts = 0, sum(len(batch.keys) for batch in batches)
    if progress:
        progress(n_done, n_texts)
    for batch, vectors in encoder.encode(batches):
        journal.append(batch.keys, vectors)
        n_done += len(batch.keys)
        if progress:
            progress(n_done, n_texts)
    known.add(journal, journal.keys)
    return n_done


def _write_build(build: Path, parts: Sequence[Part], earlier: Earlier, store: StoreChoice) -> Cost | None:
    write_parts(build, parts)
    vectors = earlier.vectors.gather([key.tobytes() for part in parts for key in part.keys])
    stems = [line for part in parts for line in part.stems]
    made = Searchable(join_rows(parts), vectors, stems, lambda: load_texts(build))
    return write_store(build, made, store, earlier.store)


def _put_in_force(folder: Path, draft: Path, made_from: dict[str, Any], change: Change | None) -> Path:
    """Give the build its name, settle the corpus, replace the manifest, remove every other build; return the folder."""
    manifest = {"format": FORMAT, "version": unsqa.__version__, "code": code_digest(), **made_from}
    manifest["files"] = hash_build(draft)
    manifest["build"] = f"build-{digest_manifest(manifest)[:16]}"
    manifest["digest"] = digest_manifest(manifest)
    target: Path = folder / manifest["build"]
    if not target.exists() or hash_build(target) != manifest["files"]:
        shutil.rmtree(target, ignore_errors=True)
        draft.rename(target)
    written = folder / f".{MANIFEST}"
    written.write_text(json.dumps(manifest, indent=1, ensure_ascii=False), encoding="utf-8")
    if change:
        change.settle()
    written.replace(folder / MANIFEST)
    for other in folder.glob("build-*"):
        if other != target:
            shutil.rmtree(other, ignore_errors=True)
    return target


def _prune(build: Path, store: StoreChoice) -> None:
    """Remove from a server what the build in force does not hold; if it cannot be now, the next build does it."""
    try:
        prune_store(build, store)
    except StoreUnavailableError as error:
        logging.getLogger("unsqa").warning("What earlier builds left on the server is still there. %s", error)
