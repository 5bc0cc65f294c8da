"""Build the index: read the corpus, embed what is new, write it beside the old build, put it in force.

A build that is killed, or for which the disk is too small, leaves the old one serving: the manifest is replaced last,
in one step. One process builds at a time. Vectors of unchanged texts are taken from the build in force.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from filelock import FileLock, Timeout

import unsqa
from unsqa.errors import IndexWriteError, SearchIndexError
from unsqa.finding.background import Background
from unsqa.finding.index import (
    FORMAT,
    MANIFEST,
    check_files,
    code_digest,
    digest_manifest,
    hash_build,
    read_manifest,
)
from unsqa.finding.lexical import Lexicon
from unsqa.finding.records import document_to_json, passage_to_json, save_array
from unsqa.finding.rows import QUESTION, hash_text, make_rows
from unsqa.finding.vectors import FaissStore
from unsqa.reading.bank import tie_banks
from unsqa.reading.corpus import hash_corpus, read_corpus
from unsqa.reading.passages import make_passages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from unsqa.finding.embedding import Embedder, Vectors
    from unsqa.finding.rows import RowTable
    from unsqa.reading.corpus import Skipped
    from unsqa.types import Document, Passage


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did."""

    n_reports: int
    n_passages: int
    n_vectors: int
    n_embedded: int
    skipped: tuple[Skipped, ...]


def build_index(
    corpus_folder: Path,
    folder: Path,
    embedder: Embedder,
    *,
    model: str,
    progress: Callable[[int, int], None] | None = None,
) -> BuildReport:
    """Build the index of a corpus and put it in force; `progress` is told (texts done, texts in all).

    Raises CorpusError when no report can be read, IndexWriteError when the folder is in use or cannot be written.
    """
    with _writing(folder):
        digests = hash_corpus(corpus_folder)
        corpus = read_corpus(corpus_folder)
        passages = tuple(passage for document in corpus.documents for passage in make_passages(document))
        rows, texts = make_rows(corpus.documents, passages)
        keys = [hash_text(text, kind) for text, kind in zip(texts, rows["kind"], strict=True)]
        known = _known_vectors(folder, embedder.digest)
        new = {key: (text, kind) for key, text, kind in zip(keys, texts, rows["kind"], strict=True) if key not in known}
        vectors = known | _embed(new, embedder, progress)
        manifest = {
            "format": FORMAT,
            "version": unsqa.__version__,
            "code": code_digest(),
            "model": model,
            "model_digest": embedder.digest,
            "corpus": digests,
            "skipped": {skipped.folder: skipped.reason for skipped in corpus.skipped},
            "n_passages": len(passages),
        }
        temporary = folder / f".building-{os.getpid()}"
        temporary.mkdir()
        try:
            Background.measure(embedder).save(temporary)
            embedded = (rows, keys, np.stack([vectors[key] for key in keys]))
            _write_build(temporary, corpus.documents, passages, embedded)
            _put_in_force(folder, temporary, manifest)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    return BuildReport(len(corpus.documents), len(passages), len(rows), len(new), corpus.skipped)


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


def _known_vectors(folder: Path, model_digest: str) -> dict[bytes, Vectors]:
    """Return the vectors of the build in force by their text's key; none when it is unusable or another model's."""
    try:
        manifest = read_manifest(folder)
        if manifest["model_digest"] != model_digest:
            return {}
        build, names = folder / manifest["build"], ("keys.npy", "vectors.faiss")
        check_files(build, {name: manifest["files"][name] for name in names})
        keys, vectors = (np.load(build / names[0]), FaissStore.load(build / names[1]).vectors())
        return {key.tobytes(): vector for key, vector in zip(keys, vectors, strict=True)}
    except (SearchIndexError, OSError, KeyError, TypeError, ValueError):
        return {}


def _embed(
    texts: dict[bytes, tuple[str, int]], embedder: Embedder, progress: Callable[[int, int], None] | None
) -> dict[bytes, Vectors]:
    """Return a vector for each (text, kind), by its key; equal texts were given one key."""
    n_done = 0

    def report(n_new: int) -> None:
        nonlocal n_done
        n_done += n_new
        if progress:
            progress(n_done, len(texts))

    report(0)
    asked = {key: text for key, (text, kind) in texts.items() if kind == QUESTION}
    told = {key: text for key, (text, kind) in texts.items() if kind != QUESTION}
    passages = embedder.encode_passages(list(told.values()), report)
    queries = embedder.encode_queries(list(asked.values()))
    report(len(asked))
    return dict(zip(told, passages, strict=True)) | dict(zip(asked, queries, strict=True))


def _write_build(
    build: Path,
    documents: Sequence[Document],
    passages: Sequence[Passage],
    embedded: tuple[RowTable, Sequence[bytes], Vectors],
) -> None:
    rows, keys, vectors = embedded
    _write_jsonl(build / "documents.jsonl", [document_to_json(document) for document in documents])
    _write_jsonl(build / "passages.jsonl", [passage_to_json(passage) for passage in passages])
    save_array(build / "rows.npy", rows)
    save_array(build / "keys.npy", np.stack([np.frombuffer(key, np.uint8) for key in keys]))
    store = FaissStore(vectors.shape[1])
    store.add(vectors)
    store.save(build / "vectors.faiss")
    Lexicon.build(collect_words(documents, passages)).save(build / "lexicon")


def collect_words(documents: Sequence[Document], passages: Sequence[Passage]) -> list[list[tuple[str, str]]]:
    """Return for each passage the (text, language) pairs that BM25 searches: its own and its bank questions."""
    languages = {document.id: document.report.language for document in documents}
    found = [[(passage.shown, languages[passage.document])] for passage in passages]
    for question, row, _ in tie_banks(documents, passages):
        found[row].append((question.question, question.language))
    return found


def _write_jsonl(path: Path, records: Sequence[dict[str, Any]]) -> None:
    path.write_text("".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in records), encoding="utf-8")


def _put_in_force(folder: Path, temporary: Path, manifest: dict[str, Any]) -> None:
    """Give the build its name, replace the manifest, remove every other build."""
    manifest["files"] = hash_build(temporary)
    manifest["build"] = f"build-{digest_manifest(manifest)[:16]}"
    manifest["digest"] = digest_manifest(manifest)
    target = folder / manifest["build"]
    if not target.exists() or hash_build(target) != manifest["files"]:
        shutil.rmtree(target, ignore_errors=True)
        temporary.rename(target)
    draft = folder / f".{MANIFEST}"
    draft.write_text(json.dumps(manifest, indent=1, ensure_ascii=False), encoding="utf-8")
    draft.replace(folder / MANIFEST)
    for other in folder.glob("build-*"):
        if other != target:
            shutil.rmtree(other, ignore_errors=True)
