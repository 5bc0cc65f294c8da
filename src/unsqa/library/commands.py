"""The commands of this part, for unsqa.cli: `unsqa add`, `list`, `remove`, `status`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from unsqa.errors import CorpusError, InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from unsqa.library.changing import Addition, Failure, Outcome
    from unsqa.library.listing import Entry, Status
    from unsqa.settings import Settings


def add_commands(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser
) -> None:
    """Add the commands to those of the command line; each takes the `shared` options too."""
    command = commands.add_parser("add", parents=[shared], help="add reports to the corpus, and index them")
    command.add_argument("files", metavar="FILE", type=Path, nargs="+", help="PDF, Word, HTML, Markdown or text")
    command.add_argument("--title", help="title of the report (default: as the file seems to have it)")
    command.add_argument("--year", type=int, help="year of the report (default: as the file seems to have it)")
    command.add_argument("--language", help="language, such as en (default: as the text seems to be in)")
    command.add_argument("--publisher", default="", help="who published it, for citations")
    command.add_argument("--country", default="", help="country that it is on")
    command.add_argument("--replace", action="store_true", help="instead of the report of the same title and year")
    command.add_argument("--no-index", action="store_true", help="leave the index as it is, for later")
    command.set_defaults(run=_run_add)

    command = commands.add_parser("list", parents=[shared], help="list the reports and how the index stands to each")
    command.set_defaults(run=_run_list)

    command = commands.add_parser("remove", parents=[shared], help="take reports out of the corpus and the index")
    command.add_argument(
        "reports", metavar="REPORT", nargs="+", help="a report of the corpus, as `unsqa list` names it"
    )
    command.add_argument("--no-index", action="store_true", help="leave the index as it is, for later")
    command.set_defaults(run=_run_remove)

    command = commands.add_parser(
        "status", parents=[shared], help="tell what is indexed, with what, and if it is current"
    )
    command.add_argument("--json", action="store_true", help="print it as JSON")
    command.set_defaults(run=_run_status)


def _run_add(options: argparse.Namespace, settings: Settings) -> int:
    if len(options.files) > 1 and (options.title or options.replace):
        raise InputError("--title and --replace are for one file; several were given.")
    additions, failed = _prepare(options)
    outcome = _change(settings, options, additions=additions)
    for failure in (*failed, *outcome.failed):
        _note(f"Not added: {failure.reason}")
    for report in outcome.added:
        sys.stdout.write(f"{report}\n")
    return 1 if failed or outcome.failed else 0


def _prepare(options: argparse.Namespace) -> tuple[list[Addition], list[Failure]]:
    """Read each file once, for what is not said of it; return those that can be added, and the others."""
    from unsqa.library.changing import Addition, Failure
    from unsqa.library.details import Details
    from unsqa.library.preview import preview

    additions, failed = list[Addition](), list[Failure]()
    for path in options.files:
        try:
            read = preview(path, path.name)
        except (InputError, CorpusError) as error:
            failed.append(Failure(path.name, str(error)))
            continue
        guess = read.document.report
        details = Details(
            title=options.title or guess.title,
            year=guess.year if options.year is None else options.year,
            language=options.language or guess.language,
            publisher=options.publisher,
            country=options.country,
        )
        additions.append(Addition(path, path.name, details, options.replace))
        _note(
            f"{path.name}: {details.title!r}, {details.year or 'no year'}, {details.language}, "
            f"{len(read.document.pages):,} pages, {read.n_passages:,} passages"
        )
    return additions, failed


def _run_remove(options: argparse.Namespace, settings: Settings) -> int:
    outcome = _change(settings, options, removals=options.reports)
    for removal in outcome.removed:
        _note(f"Removed {removal.id}; it lies in {removal.folder} now.")
    return 0


def _change(
    settings: Settings,
    options: argparse.Namespace,
    additions: Sequence[Addition] = (),
    removals: Sequence[str] = (),
) -> Outcome:
    """Change the corpus, and the index with it unless that is to wait."""
    from tqdm import tqdm

    from unsqa.finding.bulk.choosing import choose_encoder
    from unsqa.library.changing import Outcome, change_corpus, change_library
    from unsqa.library.indexing import LateEmbedder

    if not additions and not removals:
        return Outcome((), (), ())
    if options.no_index:
        outcome = change_corpus(Path(settings.corpus), additions, removals)
        _note("The index is as it was. Bring it up to date with: unsqa index")
        return outcome
    with tqdm(desc="Embedding", unit=" texts", file=sys.stderr, delay=0.1) as bar:

        def show(n_done: int, n_texts: int) -> None:
            bar.total = n_texts
            bar.update(n_done - bar.n)

        embedder = LateEmbedder(settings)
        outcome = change_library(
            settings, embedder, additions, removals, show, encoder=choose_encoder(settings, embedder)
        )
    for line in outcome.build.describe() if outcome.build else ():
        _note(line)
    return outcome


def _run_list(options: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001
    from unsqa.library.listing import list_reports

    entries = list_reports(settings)
    width = max((len(entry.id) for entry in entries), default=0)
    for entry in entries:
        sys.stdout.write(f"{_line(entry, width)}\n")
    if not entries:
        _note(f"There is no report in {settings.corpus}. Add one with: unsqa add FILE")
    return 0


def _line(entry: Entry, width: int) -> str:
    """Return a report's line: id, state, year, language, pages and passages as indexed, title; and why it failed."""
    counts = [f"{n:,}" if n is not None else "-" for n in (entry.n_pages, entry.n_passages)]
    line = (
        f"{entry.id:{width}}  {entry.state:7}  {entry.year or '-':>4}  {entry.language or '-':2}  "
        f"{counts[0]:>5} pages  {counts[1]:>6} passages  {entry.title}"
    )
    return f"{line}\n{'':{width}}  {entry.reason}" if entry.reason else line


def _run_status(options: argparse.Namespace, settings: Settings) -> int:
    from unsqa.library.listing import status

    found = status(settings)
    shown = json.dumps(asdict(found), ensure_ascii=False, indent=1) if options.json else _say(found)
    sys.stdout.write(f"{shown}\n")
    return 0


def _say(status: Status) -> str:
    reports = ", ".join(f"{n} {state}" for state, n in status.n_reports.items() if n) or "none"
    size = f"{status.n_bytes / 1e6:,.1f} MB, {status.n_passages:,} passages, {status.n_vectors:,} vectors"
    return (
        f"Reports: {reports}\nIndex:   {status.index}, {size}\nModel:   {status.model}\n"
        f"State:   {status.problem or 'current'}"
    )


def _note(text: str) -> None:
    sys.stderr.write(f"{text}\n")
