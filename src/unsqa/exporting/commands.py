"""The commands of this part, for unsqa.cli: `unsqa export`, `unsqa cite`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from unsqa.errors import InputError
from unsqa.exporting.conversation import FORMATS
from unsqa.exporting.references import STYLES

if TYPE_CHECKING:
    import argparse

    from unsqa.settings import Settings


def add_commands(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser
) -> None:
    """Add the commands to those of the command line; each takes the `shared` options too."""
    command = commands.add_parser("export", parents=[shared], help="ask questions in turn and write what was said")
    command.add_argument("questions", metavar="QUESTION", nargs="+", help="each may lean on those before it")
    command.add_argument("--output", metavar="FILE", type=Path, required=True)
    command.add_argument("--format", choices=FORMATS, help="kind of file (default: what FILE ends in says)")
    command.add_argument("--force", action="store_true", help="replace FILE if there is one")
    command.set_defaults(run=_run_export)

    command = commands.add_parser("cite", parents=[shared], help="print the references of an answer")
    command.add_argument("question", metavar="QUESTION")
    command.add_argument("--style", choices=STYLES, default="footnote", help="default: footnote")
    command.set_defaults(run=_run_cite)


def _run_export(options: argparse.Namespace, settings: Settings) -> int:
    from unsqa.answering.assistant import Assistant, check_question
    from unsqa.types import Turn

    form = FORMATS[options.format or _format_of(options.output)]
    check_output(options.output, force=options.force)  # to fail before the model is loaded
    for question in options.questions:
        check_question(question)
    assistant = Assistant.open(settings)
    turns: list[Turn] = []
    for question in options.questions:
        turns.append(Turn(question, assistant.ask(question, turns)))
    first = turns[0].answer
    language = first.query.language if first else ""
    write_file(options.output, form.write(turns, assistant.documents, language), force=options.force)
    return 0


def _run_cite(options: argparse.Namespace, settings: Settings) -> int:
    from unsqa.answering.assistant import Assistant, check_question
    from unsqa.exporting.transcript import sources_of

    check_question(options.question)
    assistant = Assistant.open(settings)
    answer = assistant.ask(options.question)
    if answer.refusal:
        sys.stderr.write(f"{answer.refusal.text}\n")
    sources = sources_of(answer, assistant.documents)
    if sources:
        sys.stdout.write(STYLES[options.style].write(sources, answer.query.language).rstrip("\n") + "\n")
    return 0


def _format_of(path: Path) -> str:
    """Return the format that a file's suffix names. Raises InputError when it names none."""
    for name, form in FORMATS.items():
        if path.suffix.lower() == form.suffix:
            return name
    known = ", ".join(form.suffix for form in FORMATS.values())
    raise InputError(f"{path} does not end in one of {known}. Name it so, or give the kind of file with --format.")


def check_output(path: Path, *, force: bool) -> None:
    """Raise InputError if a file cannot be written to this path, or is there already and must not be replaced."""
    if path.is_dir() or not path.parent.is_dir():
        raise InputError(f"{path} cannot be written: {path.parent} must be a folder, and {path.name} a file in it.")
    if path.exists() and not force:
        raise InputError(f"{path} is there already. Name another file with --output, or replace it with --force.")


def write_file(path: Path, content: bytes, *, force: bool) -> None:
    """Write a file in one step. Raises InputError; what was there before is then untouched."""
    draft = path.with_name(f".{path.name}.part")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        check_output(path, force=force)  # it may have come while the questions were answered
        draft.replace(path)
    except OSError as error:
        mend = "Free some space, or name a file elsewhere with --output."
        raise InputError(f"{path} cannot be written: {error.strerror or error}. {mend}") from error
    finally:
        draft.unlink(missing_ok=True)
