"""What the benchmarks ask of each system: sets of texts with questions and what is right."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from unsqa.measuring.questions import Item, read_questions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).parents[2]
REPORT = ROOT / "corpus" / "un-mexico-2020"
SHARED = ROOT.parent / "shared"
PUBLIC_SETS = ("xquad_en", "xquad_es", "squad2", "scifact")
LARGE_SETS = ("un_docs",)


@dataclass(frozen=True)
class Task:
    """What is searched, text by id, and what is asked; `wanted` holds the right ids where passages are given."""

    name: str
    texts: Mapping[str, str]
    items: Sequence[Item]
    wanted: Sequence[frozenset[str]] = ()

    @property
    def questions(self) -> list[str]:
        """What is asked."""
        return [item.question for item in self.items]


def read_report_task(name: str, questions: Path) -> Task:
    """Return questions on the first report, whose text as extracted is searched."""
    text = (REPORT / "report.txt").read_text(encoding="utf-8")
    return Task(name, {"report": text}, read_questions(questions))


def read_public_task(name: str, data: Path) -> Task:
    """Return a public set by its name."""
    with gzip.open(data / f"{name}.passages.jsonl.gz", "rt", encoding="utf-8") as file:
        texts = {passage["id"]: passage["text"] for passage in map(json.loads, file)}
    with gzip.open(data / f"{name}.questions.jsonl.gz", "rt", encoding="utf-8") as file:
        gold = [json.loads(line) for line in file]
    if name == "squad2":
        gold = [item for item in gold if item["answerable"]]
    items = [Item(str(item["id"]), item["question"], gold=item) for item in gold]
    key = "gold_docs" if name in LARGE_SETS else "gold_passage_ids"
    return Task(name, texts, items, [frozenset(item[key]) for item in gold])


def document_of(task: Task, identity: str) -> str:
    """Return the document that a text is of; all are of one where the set does not say."""
    return identity.partition("|")[0] if task.name in LARGE_SETS else task.name


def name_of(task: Task, identity: str) -> str:
    """Return what a passage counts as: itself, or its document where the right answer is a document."""
    return document_of(task, identity) if task.name in LARGE_SETS else identity
