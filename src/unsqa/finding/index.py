"""The index: everything that is searched, in memory and on disk.

On disk a build is a folder of its own, named in `manifest.json`; replacing that one file puts a build in force:

    index/manifest.json            format, model, settings, digests of the corpus files and of the build's files
    index/build-<digest>/
        documents.jsonl            the documents as read: text, source lines, pages
        passages.jsonl             the passages, a line each
        stems.txt                  the words of each passage and its questions, stemmed
        rows.npy                   what each vector is of (rows.py)
        vectors.faiss              the vectors of the rows
        keys.npy                   uint8 (n_rows, 32): the SHA-256 of each row's text
        languages.npy, everyday.npy    what questions are compared with beside the reports (background.py)
        lexicon/                   BM25 over the passages
        milvus.json                in place of the two above: where on a Milvus server they are (stores/)

Not here: reading the corpus into passages (unsqa.reading), building and refreshing (build.py), ranking (ranking.py).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

import unsqa
from unsqa.errors import DamagedIndexError, MissingIndexError, StaleIndexError
from unsqa.finding.background import Background
from unsqa.finding.names import Names
from unsqa.finding.narrowing import Layout
from unsqa.finding.records import document_from_json, passage_from_json
from unsqa.finding.stores.choosing import StoreChoice, open_store

if TYPE_CHECKING:
    from unsqa.finding.lexical import Scores
    from unsqa.finding.rows import RowTable
    from unsqa.finding.vectors import VectorStore
    from unsqa.types import Document, Passage

FORMAT = 3
MANIFEST = "manifest.json"
CODE = (
    "background.py",
    "lexical.py",
    "parts.py",
    "records.py",
    "rows.py",
)  # beside unsqa.reading, what an index is made by
LARGE = 1 << 26  # bytes from which a file is mapped rather than read, and checked in parts when it is opened
N_PARTS, PART_BYTES = 64, 1 << 16
REBUILD = "Build it again with: unsqa index"


class Words(Protocol):
    """BM25 over the passages."""

    def score(self, query: str, language: str) -> Scores:
        """Return the score of each passage, float32 (n_passages,); 0 without a word of the query."""


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """A build in memory. `rows` ties each vector of `store` to a passage; see rows.py.

    `layout` is of use to an index that is narrowed before it is ranked (narrowing.py), and empty for a smaller one.
    """

    documents: dict[str, Document]
    passages: tuple[Passage, ...]
    rows: RowTable
    store: VectorStore
    background: Background
    lexicon: Words
    names: Names = field(default_factory=lambda: Names.of(()))
    layout: Layout = field(init=False, repr=False)

    def __post_init__(self) -> None:
        is_large = len(self.store) > self.store.reach
        layout = Layout.of(self.rows, self.passages, self.store) if is_large else Layout.empty()
        object.__setattr__(self, "layout", layout)


def code_digest() -> str:
    """Return the digest of the code that makes passages and rows, so that an index of other code counts as stale."""
    package = Path(unsqa.__file__).parent
    digest = hashlib.sha256()
    for path in sorted([*package.glob("reading/**/*.py"), *(package / "finding" / name for name in CODE)]):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest. Raises MissingIndexError when there is none, DamagedIndexError when it was changed."""
    path = folder / MANIFEST
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise MissingIndexError(f"There is no index in {folder}. Build it with: unsqa index") from None
    except OSError as error:
        raise DamagedIndexError(f"{path} cannot be opened ({error.strerror}). {REBUILD}") from error
    try:
        manifest: dict[str, Any] = json.loads(data)
        intact = manifest.pop("digest") == digest_manifest(manifest)
    except (ValueError, KeyError, TypeError, AttributeError):
        intact = False
    if not intact:
        raise DamagedIndexError(f"{path} is not as unsqa wrote it. {REBUILD}")
    return manifest


def digest_manifest(manifest: dict[str, Any]) -> str:
    """Return the digest of a manifest without its own `digest`."""
    return hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()


def check_current(manifest: dict[str, Any], corpus: dict[str, str], model_digest: str, model: str) -> None:
    """Raise StaleIndexError, with what changed, unless the manifest fits this corpus, model and code."""
    if manifest.get("format") != FORMAT or manifest.get("code") != code_digest():
        raise StaleIndexError(f"The index was built by other code (unsqa {manifest.get('version')}). {REBUILD}")
    if manifest["model_digest"] != model_digest:
        other = "other prefixes or weights" if manifest["model"] == model else f"the model {manifest['model']}"
        raise StaleIndexError(f"The index was built with {other}, not as {model} is set now. {REBUILD}")
    indexed = manifest["corpus"]
    changed = sorted(name for name in {*indexed, *corpus} if indexed.get(name) != corpus.get(name))
    if changed:
        what = "was removed" if changed[0] not in corpus else "is new" if changed[0] not in indexed else "has changed"
        more = f" (and {len(changed) - 1} more)" if len(changed) > 1 else ""
        raise StaleIndexError(f"The index is older than the corpus: {changed[0]} {what}{more}. {REBUILD}")


def load_index(folder: Path, manifest: dict[str, Any], choice: StoreChoice | None = None) -> SearchIndex:
    """Load the build that the manifest names, each file checked against its digest; without a choice it is FAISS's.

    Raises DamagedIndexError, naming the file that is missing or not as it was written.
    """
    build = folder / manifest["build"]
    check_files(build, manifest["files"], wholly=False)
    by_id, passages = load_texts(build)
    rows = np.load(build / "rows.npy")
    store, words = open_store(build, by_id, passages, rows, choice or StoreChoice())
    return SearchIndex(
        documents=by_id,
        passages=passages,
        rows=rows,
        store=store,
        background=Background.load(build),
        lexicon=words,
        names=Names.of(tuple(by_id.values())),
    )


def load_texts(build: Path) -> tuple[dict[str, Document], tuple[Passage, ...]]:
    """Return the documents of a build, by id, and its passages."""
    documents = [document_from_json(line) for line in _read_jsonl(build / "documents.jsonl")]
    by_id = {document.id: document for document in documents}
    return by_id, tuple(passage_from_json(line, by_id) for line in _read_jsonl(build / "passages.jsonl"))


def check_files(build: Path, digests: dict[str, str], *, wholly: bool = True) -> None:
    """Raise DamagedIndexError, naming the file, when one is missing or not as it was written.

    Of a large file only parts are looked at, unless it is to be checked wholly.
    """
    for name, digest in digests.items():
        whole, _, parts = digest.partition(":")
        if (_hash_parts(build / name) != parts) if parts and not wholly else (_hash_file(build / name) != whole):
            raise DamagedIndexError(f"{build / name} is not as unsqa wrote it. {REBUILD}")


def hash_build(build: Path) -> dict[str, str]:
    """Return the SHA-256 of each file of a build, by its path within it, sorted; of a large one that of parts, too."""
    digests = {}
    for path in sorted(path for path in build.rglob("*") if path.is_file()):
        is_large = path.stat().st_size > LARGE
        digests[path.relative_to(build).as_posix()] = _hash_file(path) + (f":{_hash_parts(path)}" if is_large else "")
    return digests


def _hash_file(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return "missing"


def _hash_parts(path: Path) -> str:
    """Return the SHA-256 of a file's size and of N_PARTS parts of it, the first and the last among them."""
    try:
        size = path.stat().st_size
        digest = hashlib.sha256(str(size).encode())
        with path.open("rb") as file:
            for number in range(N_PARTS):
                file.seek(max(0, size - PART_BYTES) * number // (N_PARTS - 1))
                digest.update(file.read(PART_BYTES))
        return digest.hexdigest()
    except OSError:
        return "missing"


def _read_jsonl(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
