"""What is kept on disk: replies while they come in, the bank when all are there.

    corpus/<report>/questions.partial.jsonl    a line a finished passage, by its id: its questions, none of them checked
    corpus/<report>/questions.jsonl            the bank (reading/bank.py), replaced in one step

A passage's id is made of its text, so an entry holds as long as the text of its passage does. A question that a model
wrote carries the model's name (`"by"`); one without it was written by a person and is kept whatever happens.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from unsqa.errors import ExpandError
from unsqa.expanding.replies import Candidate
from unsqa.reading.bank import BANK

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from unsqa.types import BankQuestion

JOURNAL = "questions.partial.jsonl"
DRAFT = ".questions.draft.jsonl"


def read_journal(folder: Path) -> dict[str, tuple[Candidate, ...]]:
    """Return the finished passages' questions by passage id; a line that a break cut short is as if it were not there.

    Raises ExpandError when the journal is there and cannot be read.
    """
    path = folder / JOURNAL
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ExpandError(f"{path} cannot be read: {error.strerror}. Make it readable, or remove it.") from error
    found: dict[str, tuple[Candidate, ...]] = {}
    for line in lines:
        try:
            entry: dict[str, Any] = json.loads(line)
            questions = tuple(
                Candidate(str(question), str(language), tuple(int(unit) for unit in units))
                for question, language, units in entry["questions"]
            )
            found[str(entry["passage"])] = questions
        except (ValueError, LookupError, TypeError):
            continue
    return found


def note_passage(folder: Path, passage_id: str, questions: Sequence[Candidate]) -> None:
    """Add a finished passage to the journal and see it onto the disk. Raises ExpandError when that fails."""
    entry = {"passage": passage_id, "questions": [[asked.question, asked.language, asked.units] for asked in questions]}
    path = folder / JOURNAL
    try:
        with path.open("ab+") as file:
            if file.tell():
                file.seek(-1, os.SEEK_END)
                is_cut_short = file.read(1) != b"\n"
                file.write(b"\n" * is_cut_short)
            file.write(f"{json.dumps(entry, ensure_ascii=False)}\n".encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise _unwritable(path, error) from error


def read_kept(folder: Path) -> tuple[list[str], list[str]]:
    """Return the bank's lines that a person wrote, as they stand, and those that a model wrote.

    The bank must be one that `read_bank` reads.
    """
    path = folder / BANK
    lines = path.read_text(encoding="utf-8").split("\n") if path.is_file() else []
    own: list[str] = []
    models: list[str] = []
    for line in filter(str.strip, lines):
        (models if "by" in json.loads(line) else own).append(line)
    return own, models


def write_bank(folder: Path, kept: Sequence[str], questions: Sequence[BankQuestion], model: str) -> None:
    """Write a bank, the kept lines first, in one step. Raises ExpandError; the bank before is then untouched."""
    made = [
        json.dumps(
            {"question": asked.question, "lang": asked.language, "lines": list(asked.lines), "by": model},
            ensure_ascii=False,
        )
        for asked in questions
    ]
    draft = folder / DRAFT
    try:
        with draft.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in (*kept, *made))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(folder / BANK)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise _unwritable(folder / BANK, error) from error


def _unwritable(path: Path, error: OSError) -> ExpandError:
    return ExpandError(
        f"{path} cannot be written: {error.strerror or error}. Free some space or make its folder writable, then run "
        "the same command again; finished passages are kept."
    )
