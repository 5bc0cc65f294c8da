"""`unsqa expand` in a terminal: what it will cost, the question whether to go on, progress, and what came of it.

Everything it says goes to standard error; the findings of `--check` go to standard output.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from unsqa.errors import ExpandError, InputError
from unsqa.expanding.endpoint import make_endpoint
from unsqa.expanding.journal import JOURNAL, read_journal, read_kept, write_bank
from unsqa.expanding.prompts import estimate_tokens, is_worth_asking
from unsqa.expanding.sifting import DEAD, LEANS, TWICE, check_bank, sift
from unsqa.reading.bank import BANK, read_bank
from unsqa.reading.corpus import find_report, read_report
from unsqa.reading.passages import make_passages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from unsqa.expanding.endpoint import Endpoint
    from unsqa.expanding.sifting import Sifted
    from unsqa.settings import Settings
    from unsqa.types import Document, Passage

SINGULAR = {TWICE: "stands twice", DEAD: "has dead lines", LEANS: "does not stand alone"}


def find_folder(name: str, corpus: Path) -> Path:
    """Return the folder of a report, named by itself, by its path or by that of its text.

    Raises CorpusError when there is none, InputError for a file that is no report of a corpus.
    """
    path = find_report(name, corpus)
    if path.is_dir():
        return path if path.name not in ("", "..") else path.resolve()  # "." has no name to call the report by
    if path.stem == "report" and (path.parent / "report.toml").is_file():
        return path.parent
    raise InputError(
        f"{path} is in no report's folder, so there is no place for its questions. Put it into one, as in "
        f"{corpus / path.stem / f'report{path.suffix}'}, with a report.toml beside it that gives title and language."
    )


def run_check(name: str, settings: Settings) -> int:
    """Print what is wrong with a report's question bank; return 1 if anything is.

    Raises InputError when the report has no bank.
    """
    folder = find_folder(name, Path(settings.corpus))
    document = replace(read_report(folder), bank=read_bank(folder / BANK))
    if not document.bank:
        raise InputError(f"{folder} has no question bank to check. Write {BANK} there, or run: unsqa expand {name}")
    findings = check_bank(document, make_passages(document))
    lines = _line_numbers(folder / BANK)
    for found in findings:
        detail = found.detail or f"as line {lines[found.twin]}"
        line = f"{folder / BANK}, line {lines[found.row]}: {SINGULAR[found.reason]} ({detail}): "
        sys.stdout.write(f"{_plain(line + document.bank[found.row].question)}\n")
    n_wrong = len({found.row for found in findings})
    _note(
        f"{len(document.bank):,} questions checked; {f'{n_wrong:,} are to be mended' if n_wrong else 'all are sound'}."
    )
    return 1 if findings else 0


def _plain(text: str) -> str:
    """Return a text without control characters, which could steer the terminal, and without half surrogates."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def _line_numbers(path: Path) -> list[int]:
    """Return the number of each line of a file that is not blank."""
    lines = path.read_text(encoding="utf-8").split("\n")
    return [number for number, line in enumerate(lines, 1) if line.strip()]


def run_expand(name: str, settings: Settings, *, yes: bool, force: bool) -> int:
    """Write a question bank for a report, after saying what it will cost; return the exit status.

    Raises InputError for what must be set or said before, ExpandError when the endpoint fails.
    """
    folder = find_folder(name, Path(settings.corpus))
    document = read_report(folder)
    passages = make_passages(document)
    read_bank(folder / BANK)  # to fail before anything is spent
    own, models = read_kept(folder)
    if (own or models) and not force:
        raise InputError(
            f"{folder / BANK} is there already, with {len(own):,} questions by people and {len(models):,} by a model. "
            "With --force those by a model are replaced; those by people stay."
        )
    wanted = [passage for passage in passages if is_worth_asking(passage)]
    finished = read_journal(folder)
    left = [passage for passage in wanted if passage.id not in finished]
    _note(_cost(document, wanted, left))
    endpoint = make_endpoint(settings)
    if not _agreed(endpoint, yes=yes or not left):
        _note("Nothing was sent.")
        return 0
    return _expand((document, passages), left, folder, endpoint, settings)


def _cost(document: Document, wanted: list[Passage], left: list[Passage]) -> str:
    n_prompt, n_reply = estimate_tokens(document, left)
    n_done = len(wanted) - len(left)
    done = f" ({n_done:,} were finished before)" if n_done else ""
    return (
        f"{document.id}: {len(wanted):,} passages{done}, {len(left):,} requests, "
        f"about {n_prompt:,} prompt tokens and {n_reply:,} completion tokens."
    )


def _agreed(endpoint: Endpoint, *, yes: bool) -> bool:
    """Ask whether to send the requests. Raises InputError where there is no terminal to ask on."""
    if yes:
        return True
    if not sys.stdin.isatty():
        raise InputError(f"Nothing was sent to {endpoint.url}: there is no terminal to ask on. Go ahead with --yes.")
    sys.stderr.write(f"Send them to {endpoint.model} at {endpoint.url}? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _expand(
    read: tuple[Document, tuple[Passage, ...]],
    left: list[Passage],
    folder: Path,
    endpoint: Endpoint,
    settings: Settings,
) -> int:
    from tqdm import tqdm

    from unsqa.expanding.asking import ask_passages, open_search
    from unsqa.finding.embedding import load_embedder

    _note("Opening the search that must bring back the passage of every question ...")
    with _keeping(folder), open_search(folder, settings, load_embedder(settings)) as brings_back:
        with tqdm(total=len(left), desc="Asking", unit=" passages", file=sys.stderr) as bar:
            n_unreadable = ask_passages(endpoint, read[0], left, folder, bar.update)
        own, _ = read_kept(folder)
        with tqdm(desc="Searching", unit=" questions", file=sys.stderr) as bar:

            def search(question: str, passage: Passage) -> bool:
                bar.update()
                return brings_back(question, passage)

            known = [json.loads(line)["question"] for line in own]
            sifted = sift(*read, read_journal(folder), known=known, brings_back=search)
    if not sifted.kept:
        raise ExpandError(
            f"None of the questions can be used{_counts(sifted)}. Remove {folder / JOURNAL} and choose a larger model "
            "with --model-name."
        )
    write_bank(folder, own, sifted.kept, endpoint.model)
    _note(_result(folder, sifted, own))
    if n_unreadable:
        _note(f"{n_unreadable:,} passages got no readable reply; the same command with --force asks for those again.")
    else:
        (folder / JOURNAL).unlink(missing_ok=True)
    return 0


@contextmanager
def _keeping(folder: Path) -> Iterator[None]:
    """Say on a break that what was asked for so far is kept, if anything was."""
    try:
        yield
    except (KeyboardInterrupt, ExpandError):
        if (folder / JOURNAL).is_file():
            _note(f"Finished passages are kept in {folder / JOURNAL}; the same command goes on from there.")
        raise


def _result(folder: Path, sifted: Sifted, own: list[str]) -> str:
    languages = Counter(question.language for question in sifted.kept)
    by_language = ", ".join(f"{n:,} {language}" for language, n in sorted(languages.items()))
    kept = f" beside {len(own):,} by people" if own else ""
    return (
        f"Wrote {len(sifted.kept):,} questions ({by_language}){kept} to {folder / BANK}{_counts(sifted)}. "
        "To search with them: unsqa index"
    )


def _counts(sifted: Sifted) -> str:
    """Say how many questions were left out, by reason."""
    counts = ", ".join(f"{n:,} that {reason}" for reason, n in sorted(sifted.left_out.items()))
    return f"; left out: {counts}" if counts else ""


def _note(text: str) -> None:
    sys.stderr.write(f"{text}\n")
