"""Our search beside BM25, the plain model and other people's libraries: the same model, machine and questions.

    python benchmarks/retrieval.py [--sets ...] [--systems ...] [--cache FOLDER] [--peers-python PYTHON]

- report_en, report_es: questions on the first report, in English and in Spanish: is the evidence in the first passage,
  in the first five, in the first 300 words (unsqa.measuring.scores)?
- xquad_en, xquad_es, squad2 (its answerable questions), scifact: passages as given; is the right one first (hit@1),
  how high is it (nDCG@10)? un_docs, 26,990 passages of 608 documents: is the right document first? It is run only when
  it is named.

The systems: `ours` is Assistant.ask on an index of the passages, with the report's question bank and without it; `bm25`
is BM25 alone, `plain` has one vector a passage, `rrf` fuses these two; on the report they search chunks of 1,000
characters that overlap by 200 (benchmarks/systems/baselines.py). The peers are set up as their tutorials say, splitter
included, and run in a Python of their own; `_prompted` gives them the prompts of the model's card too, of which the
tutorials do not speak.

Vectors are kept in the cache under the digest of model and text, what the peers found under that of their job.
Nothing is tuned here: the weights come from benchmarks/calibrate.py.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from systems.baselines import BASELINES, cut_into_chunks, search_baseline
from systems.exchange import NO_PROMPTS, Job, find_once
from systems.ours import index_report, index_texts
from systems.tasks import (
    LARGE_SETS,
    PUBLIC_SETS,
    REPORT,
    SHARED,
    document_of,
    name_of,
    read_public_task,
    read_report_task,
)

from unsqa.answering.assistant import Assistant
from unsqa.finding.embedding import load_embedder, locate_model
from unsqa.finding.rows import QUESTION, WHOLE, hash_text
from unsqa.measuring.scores import score
from unsqa.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from systems.exchange import Hits
    from systems.tasks import Task

    from unsqa.finding.embedding import Embedder, Vectors

REPORT_SETS = {"report_en": "english.jsonl", "report_es": "spanish.jsonl"}
OURS = ("ours", "ours_without_bank")
TUTORIALS = ("langchain", "llamaindex", "haystack", "txtai")
PEERS = (*TUTORIALS, *(f"{peer}_prompted" for peer in TUTORIALS if peer != "txtai"))  # txtai finds them by itself
PROMPTS = {"query": "query: ", "passage": "passage: "}  # those of the model's card
REPORT_FIGURES = ("evidence@1", "evidence@5", "evidence in 300 words")
PUBLIC_FIGURES = ("hit@1", "nDCG@10")
N_HITS, N_CHUNKS = 10, 40  # several chunks of a peer may be of one passage
BLOCK = 256  # texts encoded between two writes to the cache


class CachedEmbedder:
    """An `Embedder` that keeps its vectors in a file, (key, vector) records one after another."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        self._embedder = embedder
        dimension = embedder.encode_queries([]).shape[1]
        self._record = np.dtype([("key", "u1", 32), ("vector", "f4", dimension)])
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / f"{embedder.digest[:16]}.vectors"
        self._known: dict[bytes, Vectors] = {}
        if self._path.exists():
            whole, rest = divmod(self._path.stat().st_size, self._record.itemsize)
            if rest:  # a run was killed while it wrote
                os.truncate(self._path, whole * self._record.itemsize)
            records = np.fromfile(self._path, self._record, whole)
            self._known = {record["key"].tobytes(): record["vector"] for record in records}

    @property
    def digest(self) -> str:
        """The digest of the model."""
        return self._embedder.digest

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode what is searched for, or take it from the file."""
        return self._encode(texts, QUESTION, self._embedder.encode_queries)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode what is searched, or take it from the file."""
        return self._encode(texts, WHOLE, self._embedder.encode_passages)

    def encode_bank(self, texts: Sequence[str]) -> Vectors:
        """Encode questions that are searched, or take them from the file."""
        return self._encode(texts, QUESTION, self._embedder.encode_bank)

    def _encode(self, texts: Sequence[str], kind: int, encode: Callable[[Sequence[str]], Vectors]) -> Vectors:
        keys = [hash_text(text, kind) for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        order = sorted(new, key=lambda key: -len(new[key]))
        for first in range(0, len(order), BLOCK):
            block = order[first : first + BLOCK]
            records = np.zeros(len(block), self._record)
            records["key"] = [np.frombuffer(key, np.uint8) for key in block]
            records["vector"] = encode([new[key] for key in block])
            with self._path.open("ab") as file:
                file.write(records.tobytes())
            self._known.update(zip(block, records["vector"], strict=True))
        dimension = self._record["vector"].shape[0]
        return np.array([self._known[key] for key in keys], np.float32).reshape(len(keys), dimension)


def search_ours(task: Task, embedder: Embedder, *, with_bank: bool) -> list[Hits]:
    """Return what the assistant finds."""
    if task.wanted:
        index = index_texts(task.texts, partial(document_of, task), embedder)
    else:
        index = index_report(REPORT, embedder, with_bank=with_bank)
    embedder.encode_queries(task.questions)  # in one go, so that `ask` finds them in the cache
    assistant = Assistant(index, embedder)
    answers = (assistant.ask(question) for question in task.questions)
    return [[(hit.passage.id, hit.passage.shown) for hit in answer.hits] for answer in answers]


def judge(task: Task, found: Sequence[Hits]) -> dict[str, float]:
    """Return the figures of a system on a set, in percent for the report and as shares for the public sets."""
    if not task.wanted:
        hits = [[{"text": text} for _, text in best[:N_HITS]] for best in found]
        answers = [{"id": item.id, "hits": best} for item, best in zip(task.items, hits, strict=True)]
        figures = score(task.items, answers)[task.items[0].gold["lang"]]
        return {name: figures[name] for name in REPORT_FIGURES}
    ranked = [list(dict.fromkeys(name_of(task, identity) for identity, _ in best))[:N_HITS] for best in found]
    gains = [[name in wanted for name in names] for names, wanted in zip(ranked, task.wanted, strict=True)]
    figures = {"hit@1": float(np.mean([gain[:1] == [True] for gain in gains]))}
    if task.name not in LARGE_SETS:
        shares = [ndcg(gain, len(wanted)) for gain, wanted in zip(gains, task.wanted, strict=True)]
        figures["nDCG@10"] = float(np.mean(shares))
    return figures


def ndcg(gains: Sequence[bool], n_wanted: int) -> float:
    """Return the discounted gain of a ranking as a share of the best possible in ten places."""
    best = sum(1 / math.log2(place + 2) for place in range(min(n_wanted, N_HITS)))
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains)) / best


def search(task: Task, system: str, embedder: Embedder, options: argparse.Namespace) -> list[Hits]:
    """Return what a system finds for each question of a set, best first."""
    if system in OURS:
        return search_ours(task, embedder, with_bank=system == "ours")
    if system in BASELINES:
        texts = task.texts
        if not task.wanted:
            texts = {str(row): chunk for row, chunk in enumerate(cut_into_chunks(texts["report"]))}
        return search_baseline(system, texts, task.questions, embedder, N_HITS)
    peer, _, prompted = system.partition("_")
    model = locate_model(Settings().model).location
    job = Job(model, dict(task.texts), task.questions, N_CHUNKS, PROMPTS if prompted else NO_PROMPTS)
    return find_once(peer, job, options.peers_python, options.cache)


def make_table(rows: Sequence[tuple[str, str, dict[str, float]]], names: Sequence[str], form: str) -> str:
    """Return a Markdown table, the best of each set first."""
    lines = [f"| set | system | {' | '.join(names)} |", "|---|---|" + "---:|" * len(names)]
    sets = list(dict.fromkeys(name for name, _, _ in rows))
    for name, system, figures in sorted(rows, key=lambda row: (sets.index(row[0]), -row[2][names[0]])):
        cells = [format(figures[figure], form) if figure in figures else "" for figure in names]
        lines.append(f"| {' | '.join((name, system.replace('_', ' '), *cells))} |")
    return "\n".join(lines)


def parse_options() -> argparse.Namespace:
    from platformdirs import user_cache_path

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sets, systems = (*REPORT_SETS, *PUBLIC_SETS), (*OURS, *BASELINES)
    parser.add_argument("--sets", nargs="+", choices=(*sets, *LARGE_SETS), default=sets, metavar="SET")
    parser.add_argument("--systems", nargs="+", choices=(*systems, *PEERS), default=systems, metavar="SYSTEM")
    parser.add_argument("--questions", type=Path, default=SHARED / "questions", help="the report's question files")
    parser.add_argument("--data", type=Path, default=SHARED / "benchmarks", help="the public sets")
    parser.add_argument("--cache", type=Path, default=user_cache_path("unsqa") / "benchmarks")
    parser.add_argument("--peers-python", type=Path, help="the Python that has benchmarks/systems/requirements.txt")
    options = parser.parse_args()
    if options.peers_python is None and any(system in PEERS for system in options.systems):
        parser.error("the peers need --peers-python; see benchmarks/systems/requirements.txt")
    return options


def main() -> None:
    options = parse_options()
    embedder = CachedEmbedder(load_embedder(Settings()), options.cache)
    rows = []
    for name in options.sets:
        if name in REPORT_SETS:
            task = read_report_task(name, options.questions / REPORT_SETS[name])
        else:
            task = read_public_task(name, options.data)
        for system in options.systems:
            if system == "ours" and task.wanted and "ours_without_bank" in options.systems:
                continue  # there is no bank for the public sets
            start = time.perf_counter()
            figures = judge(task, search(task, system, embedder, options))
            rows.append((name, system, figures))
            print(f"{name} {system} {figures} {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    for names, form in ((REPORT_FIGURES, ".1f"), (PUBLIC_FIGURES, ".3f")):
        if mine := [row for row in rows if names[0] in row[2]]:
            print(f"\n{make_table(mine, names, form)}")


if __name__ == "__main__":
    main()
