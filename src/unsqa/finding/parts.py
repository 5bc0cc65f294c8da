"""What a report comes to in the index: made of its document, or taken from the build in force as it was written.

The files of an index are those of its reports, one report after the other, so that one that did not change is neither
read nor worked out again. Not here: vectors, which are known by the keys of their texts (bulk/known.py).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from unsqa.finding.lexical import stem_words
from unsqa.finding.records import document_to_json, passage_to_json, save_array
from unsqa.finding.rows import hash_text, make_rows
from unsqa.reading.bank import tie_banks
from unsqa.reading.passages import make_passages

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from unsqa.finding.rows import RowTable
    from unsqa.types import Document, Passage

FILES = ("documents.jsonl", "passages.jsonl", "stems.txt", "rows.npy", "keys.npy")
Keys = np.ndarray[Any, np.dtype[np.uint8]]


@dataclass(frozen=True, slots=True)
class Part:
    """A report in an index.

    `document` and `passages` are lines of JSON, `stems` the words that BM25 searches, a line a passage; `rows` number
    the passages within the report, from 0, and `keys`, uint8 (n_rows, 32), are those of the rows' texts. `texts` are
    there in a new part alone. `told` is what a list of the reports says.
    """

    told: dict[str, Any]
    document: str
    passages: Sequence[str]
    stems: Sequence[str]
    rows: RowTable
    keys: Keys
    texts: Sequence[str] = ()


def make_part(document: Document) -> Part:
    """Work out what a document comes to."""
    passages = make_passages(document)
    rows, texts = make_rows([document], passages)
    keys = b"".join(hash_text(text, kind) for text, kind in zip(texts, rows["kind"].tolist(), strict=True))
    report = document.report
    told = {"title": report.title, "year": report.year, "language": report.language}
    return Part(
        told={**told, "n_pages": len(document.pages), "n_passages": len(passages)},
        document=_to_line(document_to_json(document)),
        passages=[_to_line(passage_to_json(passage)) for passage in passages],
        stems=[_to_stems(words) for words in collect_words([document], passages)],
        rows=rows,
        keys=np.frombuffer(keys, np.uint8).reshape(len(rows), -1),
        texts=texts,
    )


def collect_words(documents: Sequence[Document], passages: Sequence[Passage]) -> list[list[tuple[str, str]]]:
    """Return for each passage the (text, language) pairs that BM25 searches: its own and its bank questions."""
    languages = {document.id: document.report.language for document in documents}
    found = [[(passage.shown, languages[passage.document])] for passage in passages]
    for question, row, _ in tie_banks(documents, passages):
        found[row].append((question.question, question.language))
    return found


def join_rows(parts: Iterable[Part]) -> RowTable:
    """Return the row table of an index: the parts' rows, their passages numbered through."""
    tables, n_passages = [], 0
    for part in parts:
        table = part.rows.copy()
        table["passage"] += n_passages
        n_passages += len(part.passages)
        tables.append(table)
    return np.concatenate(tables)


def write_parts(build: Path, parts: Sequence[Part]) -> None:
    """Write the FILES of a build."""
    _write_lines(build / "documents.jsonl", [part.document for part in parts])
    _write_lines(build / "passages.jsonl", [line for part in parts for line in part.passages])
    _write_lines(build / "stems.txt", [line for part in parts for line in part.stems])
    save_array(build / "rows.npy", join_rows(parts))
    save_array(build / "keys.npy", np.concatenate([part.keys for part in parts]))


def read_parts(build: Path, reports: Mapping[str, dict[str, Any]]) -> dict[str, Part]:
    """Return the parts of a build that `write_parts` wrote, by report; `reports` is what was told of each, in order."""
    documents, passages, stems = (_read_lines(build / name) for name in FILES[:3])
    rows, keys = np.load(build / "rows.npy"), np.load(build / "keys.npy")
    starts = np.cumsum([0, *(told["n_passages"] for told in reports.values())])
    row_starts = np.cumsum([0, *np.bincount(rows["passage"], minlength=len(passages))])[starts]
    spans = zip(pairwise(starts.tolist()), pairwise(row_starts.tolist()), strict=True)
    found = {}
    for (name, told), document, (of_passages, of_rows) in zip(reports.items(), documents, spans, strict=True):
        mine, own = slice(*of_passages), rows[slice(*of_rows)].copy()
        own["passage"] -= of_passages[0]
        found[name] = Part(told, document, passages[mine], stems[mine], own, keys[slice(*of_rows)])
    return found


def _to_stems(words: Sequence[tuple[str, str]]) -> str:
    return " ".join(stem for text, language in words for stem in stem_words(text, language))


def _to_line(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False)


def _write_lines(path: Path, lines: Sequence[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _read_lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n")[:-1]
