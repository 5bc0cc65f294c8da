"""What the library holds, and how the index stands to it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from unsqa.errors import CorpusError, SearchIndexError, UnsqaError
from unsqa.finding.embedding import model_digest
from unsqa.finding.index import check_current, read_manifest
from unsqa.reading import corpus as reading
from unsqa.reading.corpus import by_report, hash_corpus, read_catalogue
from unsqa.reading.sources import READERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unsqa.settings import Settings

State = Literal["indexed", "new", "changed", "removed", "failed"]
STATES: tuple[State, ...] = ("indexed", "new", "changed", "removed", "failed")


@dataclass(frozen=True, slots=True)
class Entry:
    """A report of the corpus or of the index: how the index stands to it, and with "failed" why.

    Pages and passages are those of the index, None where it has none of it; "removed" is from the corpus, and still
    answered from until the index is built again.
    """

    id: str
    title: str
    year: int | None
    language: str
    state: State
    reason: str = ""
    n_bytes: int = 0
    n_pages: int | None = None
    n_passages: int | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """The library at a glance; `problem` says why the index is not current, or is ""."""

    model: str
    index: str
    n_bytes: int
    n_passages: int
    n_vectors: int
    n_reports: Mapping[State, int]
    problem: str


def list_reports(settings: Settings) -> tuple[Entry, ...]:
    """Return the reports of the corpus and those that only the index still has, by id.

    Raises CorpusError when the corpus cannot be listed.
    """
    manifest = _manifest(settings)
    corpus = Path(settings.corpus)
    digests = hash_corpus(corpus)
    indexed, present = by_report(manifest.get("corpus", {})), by_report(digests)
    entries = [_entry(path, manifest, indexed, present) for path in reading.list_reports(corpus)]
    here = {entry.id for entry in entries}
    told = manifest.get("reports", {})
    entries += [_removed(name, told.get(name, {})) for name in indexed if name not in here]
    return tuple(sorted(entries, key=lambda entry: entry.id))


def status(settings: Settings) -> Status:
    """Return how the library stands. Raises CorpusError when the corpus cannot be listed."""
    manifest = _manifest(settings)
    problem = ""
    try:
        check_current(
            read_manifest(Path(settings.index)),
            hash_corpus(Path(settings.corpus)),
            model_digest(settings),
            settings.model,
        )
    except (SearchIndexError, UnsqaError) as error:
        problem = str(error)
    counted = Counter(entry.state for entry in list_reports(settings))
    build = Path(settings.index) / manifest.get("build", "none")
    return Status(
        model=manifest.get("model", settings.model),
        index=settings.index,
        n_bytes=sum(path.stat().st_size for path in build.rglob("*") if path.is_file()),
        n_passages=manifest.get("n_passages", 0),
        n_vectors=manifest.get("n_vectors", 0),
        n_reports={state: counted[state] for state in STATES},
        problem=problem,
    )


def _manifest(settings: Settings) -> dict[str, Any]:
    try:
        return read_manifest(Path(settings.index))
    except SearchIndexError:
        return {}


def _entry(
    folder: Path,
    manifest: Mapping[str, Any],
    indexed: Mapping[str, Mapping[str, str]],
    present: Mapping[str, Mapping[str, str]],
) -> Entry:
    name = folder.name
    told = manifest.get("reports", {}).get(name, {})
    failed = manifest.get("skipped", {}).get(name, "")
    state: State = "new" if name not in indexed else "indexed"
    if state == "indexed" and indexed[name] != present.get(name, {}):
        state, failed = "changed", ""
    said: dict[str, Any] = {"title": told.get("title", name), "year": told.get("year"), "language": ""}
    try:
        report = read_catalogue(folder)
        said = {"title": report.title, "year": report.year, "language": report.language}
    except CorpusError as error:
        failed = failed or str(error)
    return Entry(
        id=name,
        **said,
        state="failed" if failed else state,
        reason=failed,
        n_bytes=_size(folder),
        n_pages=told.get("n_pages"),
        n_passages=told.get("n_passages"),
    )


def _removed(name: str, told: Mapping[str, Any]) -> Entry:
    return Entry(
        id=name,
        title=told.get("title", name),
        year=told.get("year"),
        language=told.get("language", ""),
        state="removed",
        n_pages=told.get("n_pages"),
        n_passages=told.get("n_passages"),
    )


def _size(folder: Path) -> int:
    sources = (folder / f"report{suffix}" for suffix in READERS)
    return sum(path.stat().st_size for path in sources if path.is_file())
