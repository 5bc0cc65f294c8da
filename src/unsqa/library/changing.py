"""Adding reports to the corpus and taking them out, with the index or without.

What comes is prepared in `corpus/.adding`, the index is built over the corpus as it will be, and then both are put in
force, the reports by renaming their folders. What goes is moved to `corpus/.removed`; nothing is deleted. A change that
fails or is killed before the last step leaves corpus and index as they were. One process changes a corpus at a time.
"""

from __future__ import annotations

import filecmp
import json
import shutil
import tomllib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from unsqa.errors import CorpusError, InputError, UnsqaError
from unsqa.finding.build import BuildReport, Change, build_index
from unsqa.finding.stores.choosing import StoreChoice
from unsqa.library.details import Details, check_details, make_id, write_catalogue
from unsqa.library.files import put_file, read_as_report
from unsqa.reading.corpus import list_reports, read_catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from unsqa.finding.bulk.batches import Encoder
    from unsqa.finding.embedding import Embedder
    from unsqa.settings import Settings

LOCK, ADDING, REMOVED = ".lock", ".adding", ".removed"
MOVES = ".moves"  # in ADDING: the moves of a change, while they are made


@dataclass(frozen=True, slots=True)
class Addition:
    """A file, or its content, that is to be a report; if `replaces`, instead of one of the same title and year."""

    file: Path | bytes
    name: str
    details: Details
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class Removal:
    """A report that was taken out, and the folder that it lies in now."""

    id: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be added, by its name, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change did: ids of reports, in the order asked for; `build` is None when there was no indexing."""

    added: tuple[str, ...]
    removed: tuple[Removal, ...]
    failed: tuple[Failure, ...]
    build: BuildReport | None = None


@dataclass(frozen=True, slots=True)
class _Plan:
    """The moves of folders that a change comes to, in their order."""

    moves: tuple[tuple[Path, Path], ...]

    def folders(self, corpus: Path) -> list[Path]:
        """Return where the folders of the reports lie before the moves, of those that are there after them; by name."""
        gone = {source for source, _ in self.moves}
        come = [source for source, target in self.moves if target.parent == corpus]
        return sorted([*(path for path in list_reports(corpus) if path not in gone), *come], key=lambda path: path.name)

    def carry_out(self, corpus: Path) -> None:
        """Make the moves, noted down before; when one fails, those before it are undone."""
        noted = corpus / ADDING / MOVES
        noted.write_text(json.dumps([[str(path.relative_to(corpus)) for path in move] for move in self.moves]), "utf-8")
        try:
            for source, target in self.moves:
                target.parent.mkdir(exist_ok=True)
                source.rename(target)
        except OSError:
            _undo_moves(corpus)
            raise
        noted.unlink()


def add_report(
    corpus: Path,
    file: Path,
    title: str,
    year: int | None,
    language: str,
    publisher: str = "",
    country: str = "",
    *,
    replace: bool = False,
) -> str:
    """Add a file to the corpus as a report, without indexing it; return its id.

    Raises InputError or CorpusError when it cannot be added, with what to do; then nothing has changed.
    """
    details = Details(title, year, language, publisher, country)
    outcome = change_corpus(corpus, [Addition(file, file.name, details, replace)])
    if outcome.failed:
        raise InputError(outcome.failed[0].reason)
    return outcome.added[0]


def remove_report(corpus: Path, report: str) -> Path:
    """Take a report out of the corpus, without indexing; return the folder that it lies in now.

    Raises InputError when there is none of that id.
    """
    return change_corpus(corpus, removals=[report]).removed[0].folder


def change_corpus(
    corpus: Path,
    additions: Sequence[Addition] = (),
    removals: Sequence[str] = (),
    build: Callable[[Sequence[Path], Callable[[], None]], BuildReport] | None = None,
) -> Outcome:
    """Add and remove reports; a file that cannot be added is named in the outcome, the others go on.

    `build` is given the folders of the reports and what settles the corpus, as `build_index` takes them. Raises
    InputError for the removal of a report that is not there, CorpusError when the corpus is in use or not to be
    written; then nothing has changed.
    """
    with _changing(corpus, may_make=bool(additions)) as adding:
        removed = tuple(Removal(name, _resting_place(corpus, name)) for name in dict.fromkeys(removals))
        moves = [(corpus / removal.id, removal.folder) for removal in removed]
        added: list[str] = []
        failed: list[Failure] = []
        for addition in additions:
            try:
                staged = _stage(addition, corpus, adding, [source for source, _ in moves])
            except (InputError, CorpusError) as error:
                failed.append(Failure(addition.name, str(error)))
                continue
            if (corpus / staged.name).exists() and (corpus / staged.name) not in [source for source, _ in moves]:
                moves.append((corpus / staged.name, _resting_place(corpus, staged.name)))
            moves.append((staged, corpus / staged.name))
            added.append(staged.name)
        plan = _Plan(tuple(moves))
        report = None
        if moves and build:
            report = build(plan.folders(corpus), lambda: plan.carry_out(corpus))
        elif moves:
            plan.carry_out(corpus)
    return Outcome(tuple(added), removed, tuple(failed), report)


def change_library(
    settings: Settings,
    embedder: Embedder,
    additions: Sequence[Addition] = (),
    removals: Sequence[str] = (),
    progress: Callable[[int, int], None] | None = None,
    encoder: Encoder | None = None,
) -> Outcome:
    """Add and remove reports and bring the index up to date, both put in force together.

    New texts are embedded by the encoder, if there is one, else by the embedder. Raises what `change_corpus` and
    `build_index` do; then corpus and index are as they were.
    """
    corpus, index = Path(settings.corpus), Path(settings.index)

    def build(folders: Sequence[Path], settle: Callable[[], None]) -> BuildReport:
        if not folders:
            raise InputError(
                f"{', '.join(removals)} is all that there is; without a report nothing can be asked. Add another first."
            )
        return build_index(
            corpus,
            index,
            embedder,
            model=settings.model,
            progress=progress,
            change=Change(folders, settle),
            store=StoreChoice.of(settings),
            encoder=encoder,
        )

    return change_corpus(corpus, additions, removals, build)


@contextmanager
def _changing(corpus: Path, *, may_make: bool) -> Iterator[Path]:
    """Hold the corpus for this process and yield an empty folder in it; what is left there in the end is removed."""
    adding = corpus / ADDING
    try:
        if may_make:
            corpus.mkdir(parents=True, exist_ok=True)
        list_reports(corpus)  # raises what says how to name it, if it is not there
        with FileLock(corpus / LOCK, timeout=0):
            _undo_moves(corpus)
            shutil.rmtree(adding, ignore_errors=True)  # left by a process that was killed
            adding.mkdir()
            try:
                yield adding
            finally:
                shutil.rmtree(adding, ignore_errors=True)
    except Timeout as error:
        raise CorpusError(f"Another process is changing the reports in {corpus}. Wait until it is done.") from error
    except OSError as error:
        raise CorpusError(
            f"The reports in {corpus} cannot be changed: {error.strerror or error}. They are as they were. "
            "Free some space, or see who may write there."
        ) from error


def undo_half_change(corpus: Path) -> None:
    """Put back the reports that a process moved and did not live to move all of; `unsqa index` does so first.

    Raises CorpusError when the corpus is in use or not to be written.
    """
    if (corpus / ADDING / MOVES).exists():
        with _changing(corpus, may_make=False):
            pass


def _undo_moves(corpus: Path) -> None:
    try:
        moves = json.loads((corpus / ADDING / MOVES).read_text("utf-8"))
    except (FileNotFoundError, ValueError):  # half a note: nothing was moved yet
        return
    for source, target in reversed(moves):
        if (corpus / target).exists() and not (corpus / source).exists():
            (corpus / target).rename(corpus / source)


def _resting_place(corpus: Path, report: str) -> Path:
    """Return a folder for a report that goes, which nothing lies in yet."""
    known = [path.name for path in list_reports(corpus)]
    if report not in known:
        raise InputError(f"There is no report {report!r} in {corpus}. There are: {', '.join(known) or 'none'}.")
    number = 1
    while (found := corpus / REMOVED / f"{report}-{number}").exists():
        number += 1
    return found


def _stage(addition: Addition, corpus: Path, adding: Path, leaving: Sequence[Path]) -> Path:
    """Write a report's folder beside the corpus and read it once; return the folder, named as it will be."""
    details = check_details(addition.details)
    staying = [path for path in list_reports(corpus) if path not in leaving]
    coming = list_reports(adding)
    name = make_id(details, () if addition.replaces else [path.name for path in (*staying, *coming)])
    if name in {path.name for path in coming}:
        raise InputError(f"Two files have the title {details.title!r} and the same year. Give each its own.")
    folder = adding / name
    folder.mkdir()
    try:
        path = put_file(addition.file, addition.name, folder)
        _check_new(path, addition.name, [one for one in (*staying, *coming) if one.name != name])
        earlier = _read_toml(corpus / name / "report.toml") if addition.replaces else {}
        (folder / "report.toml").write_text(write_catalogue(details, earlier), encoding="utf-8")
        read_catalogue(folder)
        read_as_report(path, addition.name, details.language)
    except (UnsqaError, OSError):
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def _check_new(path: Path, name: str, others: Sequence[Path]) -> None:
    """Raise InputError when one of the other reports is this very file."""
    for other in others:
        if any(filecmp.cmp(path, file, shallow=False) for file in other.glob("report.*") if file.is_file()):
            raise InputError(f"{name} is in the library already, as {other.name}. Remove that to add it otherwise.")


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}
