"""The corpus folder: one folder a report, with its text and what `report.toml` says about it.

    corpus/<report>/report.pdf         the report: .pdf, .docx, .html, .md, or .txt as extracted; never edited
    corpus/<report>/report.toml        title and language; publisher, year, country, address, examples, [pages] break
    corpus/<report>/questions.jsonl    questions that it answers (bank.py), if there are any

A report that cannot be read is named and skipped; the rest goes on.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unsqa.errors import CorpusError
from unsqa.reading.bank import BANK, read_bank
from unsqa.reading.document import make_document
from unsqa.reading.sources import PAGE_BREAKS, READERS, read_lines
from unsqa.types import Example, Report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from unsqa.types import Document

MAX_LANGUAGE_LINES = 200  # enough of a file to tell its language by
_TEXT_KEYS = ("title", "language", "publisher", "country", "address")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A report, or a report's question bank, that could not be read, and why."""

    folder: str
    reason: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """The documents read, in order of their ids, and the reports skipped."""

    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...]


def read_corpus(folder: Path) -> Corpus:
    """Read every report of the corpus. Raises CorpusError when there is none that can be read."""
    corpus = read_reports(list_reports(folder))
    check_readable(corpus, folder)
    return corpus


def check_readable(corpus: Corpus, folder: Path) -> None:
    """Raise CorpusError, with the reason for each report, when none of the folder could be read."""
    if not corpus.documents:
        reasons = "".join(f"\n  {report.folder}: {report.reason}" for report in corpus.skipped)
        raise CorpusError(
            f"No report in {folder} can be read.{reasons}\n"
            f"Put each report into a folder of its own, as in {folder / 'my-report' / 'report.txt'}, "
            "with a report.toml beside it that gives title and language."
        )


def read_reports(folders: Iterable[Path]) -> Corpus:
    """Read the reports of these folders."""
    documents: list[Document] = []
    skipped: list[Skipped] = []
    for report_folder in folders:
        try:
            document = read_report(report_folder)
        except CorpusError as error:
            skipped.append(Skipped(report_folder.name, str(error)))
            continue
        try:
            document = replace(document, bank=read_bank(report_folder / BANK))
        except CorpusError as error:
            skipped.append(Skipped(f"{report_folder.name}/{BANK}", str(error)))
        documents.append(document)
    return Corpus(tuple(documents), tuple(skipped))


def list_reports(folder: Path) -> list[Path]:
    """Return the report folders, by name. Raises CorpusError when the corpus folder cannot be listed."""
    try:
        found = [path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")]
    except OSError as error:
        raise CorpusError(
            f"The corpus folder {folder} cannot be read ({error.strerror}). "
            "Run unsqa in the project's folder, or name the folder with --corpus."
        ) from error
    unnamed = next((path for path in found if not _is_text(path.name)), None)
    if unnamed:
        raise CorpusError(f"The name of the folder {unnamed.name!a} in {folder} is not UTF-8 text. Rename it.")
    return sorted(found, key=lambda path: path.name)


def _is_text(name: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in name)


def read_report(folder: Path) -> Document:
    """Read the report of one folder. Raises CorpusError, naming the file and what is wrong with it."""
    sources = [path for suffix in READERS for path in [folder / f"report{suffix}"] if _is_there(path)]
    if not sources:
        suffixes = ", ".join(READERS)
        raise CorpusError(f"{folder} holds no file named report with one of the suffixes {suffixes}.")
    if len(sources) > 1:
        names = ", ".join(path.name for path in sources)
        raise CorpusError(
            f"{folder} holds several reports: {names}. Keep one, and give the others folders of their own."
        )
    report = read_catalogue(folder)
    document = make_document(report, read_lines(sources[0], report.page_break))
    if not document.sections:
        raise CorpusError(f"{sources[0]} holds no running text, only headings, page numbers or addresses.")
    return document


def find_report(name: str, folder: Path) -> Path:
    """Return the file or the report's folder that a name means: a path, or the name of a report in the corpus.

    Raises CorpusError, naming the reports there are.
    """
    for path in (Path(name), folder / name):
        if _is_there(path) and name.strip():
            return path
    known = ", ".join(path.name for path in list_reports(folder)) or "none"
    raise CorpusError(f"There is no report {name!r}. Name a file, or a report in {folder}: {known}.")


def read_file(path: Path, language: Callable[[str], str]) -> Document:
    """Read a file that is in no corpus; `language` tells the language (ISO 639-1) of a text.

    Raises CorpusError, naming the file and what is wrong with it.
    """
    lines = read_lines(path)
    code = language(" ".join(line.text for line in lines[:MAX_LANGUAGE_LINES]))
    return make_document(Report(path.stem, path.stem, code), lines)


def read_catalogue(folder: Path) -> Report:
    """Read `report.toml`. Raises CorpusError when a key is missing, unknown or of the wrong kind."""
    path = folder / "report.toml"
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CorpusError(f"{path} cannot be read: {error}. It must be TOML that gives title and language.") from error
    pages = found.pop("pages", {})
    _check(path, found, pages)
    texts = {key: found[key] for key in _TEXT_KEYS if key in found}
    return Report(
        id=folder.name,
        year=found.get("year"),
        examples=tuple(_example(example) for example in found.get("examples", ())),
        page_break=pages.get("break", "form feed"),
        **texts,
    )


def _check(path: Path, found: dict[str, Any], pages: dict[str, Any]) -> None:
    for key in ("title", "language"):
        if not str(found.get(key, "")).strip():
            raise CorpusError(f'{path} lacks {key}; add a line such as: {key} = "..."')
    if not re.fullmatch(r"[a-z]{2}", str(found["language"])):
        raise CorpusError(f'{path}: language must be two small letters (ISO 639-1), as in: language = "en"')
    unknown = sorted(set(found) - {*_TEXT_KEYS, "year", "examples"})
    if unknown:
        raise CorpusError(
            f"{path} has the unknown key {unknown[0]!r}; known are: {', '.join(_TEXT_KEYS)}, year, examples, pages."
        )
    if not all(isinstance(found[key], str) for key in _TEXT_KEYS if key in found):
        raise CorpusError(f"{path}: {', '.join(_TEXT_KEYS)} must be texts in quotes.")
    if type(found.get("year", 0)) is not int:
        raise CorpusError(f"{path}: year must be a number, as in: year = 2020")
    examples = found.get("examples", [])
    if not isinstance(examples, list) or not all(map(_is_example, examples)):
        raise CorpusError(
            f'{path}: examples must be a list of questions in quotes, or of {{ theme = "...", question = "..." }}.'
        )
    if not isinstance(pages, dict) or set(pages) - {"break"} or pages.get("break", "form feed") not in [*PAGE_BREAKS]:
        raise CorpusError(f"{path}: [pages] may hold break alone, one of: {', '.join(map(repr, PAGE_BREAKS))}.")


def _is_example(found: object) -> bool:
    if isinstance(found, dict):
        return set(found) == {"theme", "question"} and all(isinstance(text, str) for text in found.values())
    return isinstance(found, str)


def _example(found: str | dict[str, str]) -> Example:
    return Example(found) if isinstance(found, str) else Example(found["question"], found["theme"])


def hash_corpus(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file that the reports are read from, by its path within the corpus, sorted.

    A file that cannot be opened counts as "unreadable": once it can be, the index is stale.
    """
    return hash_reports(list_reports(folder))


def hash_reports(folders: Iterable[Path]) -> dict[str, str]:
    """Return the SHA-256 of each file that the reports of these folders are read from, as `hash_corpus` does."""
    digests: dict[str, str] = {}
    for report_folder in folders:
        for name in ("report.toml", BANK, *(f"report{suffix}" for suffix in READERS)):
            path = report_folder / name
            if _is_there(path):
                digests[f"{report_folder.name}/{name}"] = _hash_file(path)
    return digests


def by_report(digests: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return the digests of each report's files.

    >>> by_report({"a/report.toml": "1", "a/report.pdf": "2"})
    {'a': {'report.toml': '1', 'report.pdf': '2'}}
    """
    found: dict[str, dict[str, str]] = {}
    for path, digest in digests.items():
        report, name = path.split("/", 1)
        found.setdefault(report, {})[name] = digest
    return found


def _is_there(path: Path) -> bool:
    """Tell whether there is such a file; one that cannot even be looked at is there, and unreadable."""
    try:
        return path.exists()
    except OSError:
        return True


def _hash_file(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return "unreadable"
