"""The whole assistant on other people's questions: when it should refuse, and in the midst of a conversation.

    python benchmarks/answers.py [--sets squad2 mtrag] [--n 500] [--cache FOLDER]

- squad2: SQuAD 2.0's questions over all its passages as one report, half of them written so that no passage answers
  them though one looks as if. Is the sentence that holds the answer shown; is a question that has none refused? The
  readers that are published for SQuAD are given the passage, ours has to find it.
- mtrag: the last turns of conversations (MTRAG, Katsis et al. 2025, arXiv 2501.03468): is the right passage found with
  the earlier turns as history, beside the last turn alone and beside a person's rewriting of it? "later turns" leaves
  out the turns that open a conversation.

`--n` questions of a set at most, always the same ones. "The best threshold" is the best that refusing by the support of
checks.py alone could do with these very questions; "everything" is what one gets by refusing them all.

Vectors are kept in the cache that benchmarks/retrieval.py uses, so that a run that was stopped goes on where it was.
Nothing is tuned here.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrieval import SHARED, CachedEmbedder, Task, index_texts, judge

from unsqa.answering.assistant import Assistant
from unsqa.answering.checks import measure_support
from unsqa.finding.embedding import load_embedder
from unsqa.measuring.questions import Item
from unsqa.measuring.refusals import best_refusals, score_refusals
from unsqa.measuring.scores import holds_answer
from unsqa.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from unsqa.finding.embedding import Embedder
    from unsqa.types import Answer

FILES = {"squad2": "squad2", "mtrag": "mtrag_human_any"}

Gold = dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What came of one question of squad2; all but the first two only count where there is an answer."""

    unanswerable: bool
    refused: bool
    not_quite: bool
    support: float
    found_at: int | None = None  # the rank of the right passage, from 1
    shown: bool = False  # whether the sentence is shown that holds the answer
    said: bool = False  # whether the words of an answer are


def read_set(name: str, data: Path) -> tuple[dict[str, str], list[Gold]]:
    """Return the passages of a set by id, and its questions."""
    found = []
    for kind in ("passages", "questions"):
        with gzip.open(data / f"{FILES[name]}.{kind}.jsonl.gz", "rt", encoding="utf-8") as file:
            found.append([json.loads(line) for line in file])
    return {passage["id"]: passage["text"] for passage in found[0]}, found[1]


def sample(questions: Sequence[Gold], n: int) -> list[Gold]:
    """Return n questions in the order of the digests of their ids, so that a larger sample holds a smaller one."""
    return sorted(questions, key=lambda gold: hashlib.sha256(str(gold["id"]).encode()).digest())[:n]


def open_assistant(name: str, texts: Mapping[str, str], embedder: Embedder) -> Assistant:
    """Return an assistant over the passages as they are."""
    return Assistant(index_texts(texts, lambda _: name, embedder), embedder)


def measure_squad2(texts: Mapping[str, str], questions: Sequence[Gold], n: int, embedder: Embedder) -> str:
    """Ask questions with an answer and without; return a table."""
    asked = sample(questions, n)
    assistant = open_assistant("squad2", texts, embedder)
    embedder.encode_queries([gold["question"] for gold in asked])  # in one go, so that `ask` finds them in the cache
    outcomes = []
    for number, gold in enumerate(asked, 1):
        answer = assistant.ask(gold["question"])
        outcomes.append(judge_answer(gold, answer, support_of(assistant, answer)))
        show_progress(number, len(asked))
    return f"{table_refusals(outcomes)}\n\n{table_answers(outcomes)}"


def support_of(assistant: Assistant, answer: Answer) -> float:
    """Return how well the reports support an answer: what refusing decides on."""
    vector = assistant._searcher.embedder.encode_queries([answer.query.text])[0]
    return measure_support(answer.hits, assistant._index.background.likeness(vector, answer.query.language))


def judge_answer(gold: Gold, answer: Answer, support: float) -> Outcome:
    """Compare an answer with the gold; the sentence is right when a quote covers a place of the answer's words."""
    not_quite = answer.refusal is not None and answer.refusal.reason == "not quite"
    if not gold["answerable"]:
        return Outcome(unanswerable=True, refused=answer.refused, not_quite=not_quite, support=support)
    wanted = set(gold["gold_passage_ids"])
    ranks = [rank for rank, hit in enumerate(answer.hits, 1) if hit.passage.id in wanted]
    quotes = [citation.quote for citation in answer.citations if citation.quote.passage.id in wanted]
    spans = [(quote.start - quote.passage.start, quote.end - quote.passage.start) for quote in quotes]
    return Outcome(
        unanswerable=False,
        refused=answer.refused,
        not_quite=not_quite,
        support=support,
        found_at=ranks[0] if ranks else None,
        shown=not answer.refused and any(start <= at < end for start, end in spans for at in gold["answer_start"]),
        said=not answer.refused and holds_answer([gold["answers"]], answer.text),
    )


def table_refusals(outcomes: Sequence[Outcome]) -> str:
    """Return what refusing was worth, beside the best threshold and refusing everything."""
    truths = [outcome.unanswerable for outcome in outcomes]
    threshold, best = best_refusals([outcome.support for outcome in outcomes], truths)
    name = "the best threshold" if threshold is None else f"the best threshold ({threshold:.3f})"
    rows = {
        "unsqa": score_refusals([outcome.refused for outcome in outcomes], truths),
        name: best,
        "everything": score_refusals([True] * len(truths), truths),
    }
    head = f"squad2 (n = {len(truths)}, {sum(truths)} without an answer)"
    lines = [f"| {head}: refused by | F1 | precision | recall |", "|---|---:|---:|---:|"]
    for row, figures in rows.items():
        lines.append(f"| {row} | {' | '.join(f'{100 * value:.1f}' for value in figures.values())} |")
    return "\n".join(lines)


def table_answers(outcomes: Sequence[Outcome]) -> str:
    """Return where answers are won and lost; shares of the questions that each line names."""
    with_answer = [outcome for outcome in outcomes if not outcome.unanswerable]
    without = [outcome for outcome in outcomes if outcome.unanswerable]
    answered = [outcome for outcome in outcomes if not outcome.refused]
    found = [outcome for outcome in with_answer if outcome.found_at == 1]
    rows: list[tuple[str, Sequence[Outcome], Callable[[Outcome], bool]]] = [
        ("with an answer: passage first", with_answer, lambda one: one.found_at == 1),
        ("with an answer: passage in the first ten", with_answer, lambda one: one.found_at is not None),
        ("with an answer: refused", with_answer, lambda one: one.refused),
        ("with an answer: answer sentence right", with_answer, lambda one: one.shown),
        ("with an answer, passage first: answer sentence right", found, lambda one: one.shown),
        ("with an answer: words of an answer in the first 80", with_answer, lambda one: one.said),
        ("without: refused", without, lambda one: one.refused),
        ("without: refused as not quite", without, lambda one: one.not_quite),
        ("answered: answer sentence right (answered-precision)", answered, lambda one: one.shown),
        ("all: right, refusals too (accuracy)", outcomes, lambda one: one.refused if one.unanswerable else one.shown),
    ]
    lines = ["| questions | n | share |", "|---|---:|---:|"]
    for name, group, holds in rows:
        share = f"{100 * sum(map(holds, group)) / len(group):.1f}" if group else ""
        lines.append(f"| {name} | {len(group)} | {share} |")
    return "\n".join(lines)


def measure_mtrag(texts: Mapping[str, str], questions: Sequence[Gold], n: int, embedder: Embedder) -> str:
    """Search for last turns in three ways; return a table."""
    asked = sample(questions, n)
    assistant = open_assistant("mtrag", texts, embedder)
    embedder.encode_queries([text for gold in asked for text in (gold["last_turn"], gold["rewrite"])])
    ways: dict[str, Callable[[Gold], tuple[str, list[str]]]] = {
        "last turn with history": lambda gold: (gold["last_turn"], gold["user_turns"][:-1]),
        "last turn alone": lambda gold: (gold["last_turn"], []),
        "human rewrite": lambda gold: (gold["rewrite"], []),
    }
    later = [gold for gold in asked if len(gold["user_turns"]) > 1]
    head = (
        f"| mtrag | all turns (n = {len(asked)}): nDCG@10 | hit@1 | later turns (n = {len(later)}): nDCG@10 | hit@1 |"
    )
    lines = [head, "|---|---:|---:|---:|---:|"]
    for name, way in ways.items():
        found = {}
        for number, gold in enumerate(asked, 1):
            question, history = way(gold)
            found[gold["id"]] = [(hit.passage.id, hit.passage.text) for hit in assistant.ask(question, history).hits]
            show_progress(number, len(asked))
        cells = []
        for group in filter(None, (asked, later)):
            items = [Item(str(gold["id"]), gold["last_turn"]) for gold in group]
            wanted = [frozenset(gold["gold_passage_ids"]) for gold in group]
            figures = judge(Task("mtrag", texts, items, wanted), [found[gold["id"]] for gold in group])
            cells += [f"{figures['nDCG@10']:.3f}", f"{figures['hit@1']:.3f}"]
        lines.append(f"| {' | '.join((name, *cells))} |")
    return "\n".join(lines)


def show_progress(n_done: int, n_all: int) -> None:
    print(f"\r{n_done} of {n_all} questions", end="\n" if n_done == n_all else "", file=sys.stderr, flush=True)


MEASURES = {"squad2": measure_squad2, "mtrag": measure_mtrag}


def parse_options() -> argparse.Namespace:
    from platformdirs import user_cache_path

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", nargs="+", choices=tuple(FILES), default=tuple(FILES), metavar="SET")
    parser.add_argument("--n", type=int, default=500, help="questions of a set at most (default: 500)")
    parser.add_argument("--data", type=Path, default=SHARED / "benchmarks", help="the public sets")
    parser.add_argument("--cache", type=Path, default=user_cache_path("unsqa") / "benchmarks")
    options = parser.parse_args()
    if options.n < 1:
        parser.error(f"--n must be 1 or more, not {options.n}")
    return options


def main() -> None:
    options = parse_options()
    embedder = CachedEmbedder(load_embedder(Settings()), options.cache)
    for name in options.sets:
        start = time.perf_counter()
        texts, questions = read_set(name, options.data)
        print(f"{MEASURES[name](texts, questions, options.n, embedder)}\n", flush=True)
        print(f"{name}: {time.perf_counter() - start:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
