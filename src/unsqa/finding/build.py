"""Build the index: read the corpus, embed what is new, write it beside the old build, put it in force.

A build that is killed, or for which the disk is too small, leaves the old one serving: the manifest is replaced last,
in one step. One process builds at a time. Unchanged reports and the vectors of unchanged texts are taken from the build
in force (earlier.py).
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
from filelock import FileLock, Timeout

import unsqa
from unsqa.errors import IndexWriteError
from unsqa.finding.background import Background
from unsqa.finding.earlier import load_earlier
from unsqa.finding.index import FORMAT, MANIFEST, code_digest, digest_manifest, hash_build
from unsqa.finding.lexical import Lexicon
from unsqa.finding.records import document_to_json, passage_to_json, save_array
from unsqa.finding.rows import QUESTION, hash_text, make_rows
from unsqa.finding.vectors import FaissStore
from unsqa.reading.bank import tie_banks
from unsqa.reading.corpus import check_readable, hash_reports, list_reports, read_reports
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
    reports: Sequence[Path] | None = None,
    settle: Callable[[], None] | None = None,
) -> BuildReport:
    """Build the index of a corpus and put it in force; `progress` is told (texts done, texts in all).

    Only new and changed reports are read, only new texts embedded; with neither, the embedder is never asked.
    `reports` are the folders to index, by name, where they are not those of the corpus as it stands; `settle` then
    makes it so: it is called when all is written, just before the build is put in force.
    Raises CorpusError when no report can be read, IndexWriteError when the folder is in use or cannot be written.
    """
    with _writing(folder):
        folders = list_reports(corpus_folder) if reports is None else reports
        digests = hash_reports(folders)
        earlier = load_earlier(folder, digests, embedder.digest)
        corpus = read_reports(folders, earlier.documents)
        check_readable(corpus, corpus_folder)
        by_report = [make_passages(document) for document in corpus.documents]
        passages = tuple(chain.from_iterable(by_report))
        rows, texts = make_rows(corpus.documents, passages)
        keys = [hash_text(text, kind) for text, kind in zip(texts, rows["kind"], strict=True)]
        known = earlier.vectors
        new = {key: (text, kind) for key, text, kind in zip(keys, texts, rows["kind"], strict=True) if key not in known}
        vectors = {**known, **_embed(new, embedder, progress)}
        manifest = {
            "model": model,
            "model_digest": embedder.digest,
            "corpus": digests,
            "skipped": {skipped.folder: skipped.reason for skipped in corpus.skipped},
            "reports": dict(map(_describe, corpus.documents, by_report)),
            "n_passages": len(passages),
            "n_vectors": len(rows),
        }
        with _drafting(folder) as draft:
            (earlier.background or Background.measure(embedder)).save(draft)
            _write_build(draft, corpus.documents, passages, (rows, keys, np.stack([vectors[key] for key in keys])))
            _put_in_force(folder, draft, manifest, settle)
    return BuildReport(len(corpus.documents), len(passages), len(rows), len(new), corpus.skipped)


def _describe(document: Document, passages: Sequence[Passage]) -> tuple[str, dict[str, Any]]:
    """Return a report's id and what a list of the reports tells of it."""
    report = document.report
    told = {"title": report.title, "year": report.year, "language": report.language}
    return document.id, {**told, "n_pages": len(document.pages), "n_passages": len(passages)}


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
    vectors: dict[bytes, Vectors] = {}
    if told:
        vectors |= zip(told, embedder.encode_passages(list(told.values()), report), strict=True)
    if asked:
        vectors |= zip(asked, embedder.encode_queries(list(asked.values())), strict=True)
        report(len(asked))
    return vectors


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


def _put_in_force(folder: Path, draft: Path, made_from: dict[str, Any], settle: Callable[[], None] | None) -> None:
    """Give the build its name, settle the corpus, replace the manifest, remove every other build."""
    manifest = {"format": FORMAT, "version": unsqa.__version__, "code": code_digest(), **made_from}
    manifest["files"] = hash_build(draft)
    manifest["build"] = f"build-{digest_manifest(manifest)[:16]}"
    manifest["digest"] = digest_manifest(manifest)
    target = folder / manifest["build"]
    if not target.exists() or hash_build(target) != manifest["files"]:
        shutil.rmtree(target, ignore_errors=True)
        draft.rename(target)
    written = folder / f".{MANIFEST}"
    written.write_text(json.dumps(manifest, indent=1, ensure_ascii=False), encoding="utf-8")
    if settle:
        settle()
    written.replace(folder / MANIFEST)
    for other in folder.glob("build-*"):
        if other != target:
            shutil.rmtree(other, ignore_errors=True)
