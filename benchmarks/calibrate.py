"""Set the weights of the search and the threshold of refusal on benchmarks/questions/calibration.jsonl.

    python benchmarks/calibrate.py             the settings in force, and what others would give
    python benchmarks/calibrate.py --ablate    what each decision of the search is worth (embeds everything again)
    python benchmarks/calibrate.py --library   what a passage's report tells, in un_docs (embeds it: an hour)

The questions of calibration.jsonl were written from the report for this purpose alone: `answerable` ones with the
source lines that answer them, `far` ones that are off its topics, `near` ones that are on its topics but not answered
in it. A passage counts as found when it holds half of the lines, an answer as right when its quotes do.

Of a library sentences are asked from the beginning of documents of un_docs, of those alone that none of its questions
is about; the passage that holds the sentence is left out, and another of its document is to be found.
"""

from __future__ import annotations

import json
import random
import sys
from dataclasses import replace
from functools import partial
from itertools import product
from pathlib import Path

import numpy as np
from platformdirs import user_cache_path
from retrieval import CachedEmbedder
from systems.ours import index_texts
from systems.tasks import SHARED, document_of, read_public_task

from unsqa import Assistant
from unsqa.answering import checks
from unsqa.finding import ranking
from unsqa.finding.background import Background
from unsqa.finding.embedding import load_embedder
from unsqa.finding.filters import Scope
from unsqa.finding.lexical import Lexicon
from unsqa.finding.parts import collect_words
from unsqa.finding.rows import PART, QUESTION, make_rows
from unsqa.finding.vectors import FaissStore
from unsqa.settings import Settings
from unsqa.types import Query
from unsqa.understanding.dialogue import make_query

QUESTIONS = Path(__file__).with_name("questions") / "calibration.jsonl"
SWEEP = {"passage": (0.0, 0.5, 1.0), "sentence": (1.0,), "question": (1.0, 2.0, 3.0), "words": (0.0, 0.25, 0.5, 1.0)}
N_SENTENCES, MIN_PASSAGES, WORDS = 400, 12, range(12, 41)
NO_REPORT = 10**9  # best passages of a report, of which the mean is then 0
CACHE = user_cache_path("unsqa") / "benchmarks"  # where benchmarks/retrieval.py keeps its vectors
EVERYDAY_WEIGHTS = (0.0, 0.3, 0.5, 0.7, 1.0)


def overlap(lines, held) -> bool:
    """Tell whether the line numbers held are half of the gold lines."""
    wanted = {number for first, last in lines for number in range(first, last + 1)}
    return len(wanted.intersection(held)) >= len(wanted) / 2


def find(index, vectors, questions):
    """Return for each answerable question the rank (from 1) of the first passage that holds its lines, or None."""
    ranks = []
    for item, vector in zip(questions, vectors, strict=True):
        hits = ranking.rank(index, make_query(item["question"], [], ["en"]), vector, 10)
        held = [lines_of(index.documents, hit.passage) for hit in hits]
        ranks.append(next((row for row, lines in enumerate(held, 1) if overlap(item["lines"], lines)), None))
    return ranks


def lines_of(documents, part) -> tuple[int, ...]:
    """Return the source lines of a passage or a quote."""
    passage = getattr(part, "passage", part)
    return documents[passage.document].line_numbers(part.start, part.end)


def share(values) -> float:
    return round(100 * float(np.mean(list(values))), 1)


def show(name, ranks, questions) -> None:
    cells = []
    for language in ("en", "es"):
        mine = [rank for rank, item in zip(ranks, questions, strict=True) if item["lang"] == language]
        at = [share(rank is not None and rank <= k for rank in mine) for k in (1, 5)]
        cells.append(f"{language} @1 {at[0]:5} @5 {at[1]:5} mrr {share(1 / rank if rank else 0 for rank in mine):5}")
    print(f"{name:56} " + "  ".join(cells), flush=True)


def report_ablations(assistant, vectors, questions) -> None:
    """Take one decision back at a time, with the question bank and without it."""
    bare = without_bank(assistant._index)
    for name, index in (("with the bank", assistant._index), ("without", bare)):
        show(f"{name}: as it is", find(index, vectors, questions), questions)
        still = Background(np.zeros_like(index.background.language_means), index.background.everyday)
        show("  query not moved", find(replace(index, background=still), vectors, questions), questions)
        unstemmed = Lexicon.build([[(text, "") for text, _ in parts] for parts in words_of(index)])
        unstemmed.score = lambda query, _language, lexicon=unstemmed: Lexicon.score(lexicon, query, "")
        show("  words not stemmed", find(replace(index, lexicon=unstemmed), vectors, questions), questions)
    parts = bare.rows["kind"] == PART
    _, texts = make_rows(tuple(without_questions(bare)), bare.passages)
    headed = [
        "\n".join((*bare.passages[row["passage"]].section.headings[-2:], text)) if is_part else text
        for text, row, is_part in zip(texts, bare.rows, parts, strict=True)
    ]
    store = FaissStore(vectors.shape[1])
    store.add(assistant._searcher.embedder.encode_passages(headed))
    show("  sentences with their headings", find(replace(bare, store=store), vectors, questions), questions)


def without_questions(index):
    return [replace(document, bank=()) for document in index.documents.values()]


def words_of(index):
    has_bank = bool((index.rows["kind"] == QUESTION).any())
    documents = list(index.documents.values()) if has_bank else without_questions(index)
    return collect_words(documents, index.passages)


def without_bank(index):
    """Return the index as it would be if no report had a question bank."""
    kept = index.rows["kind"] != QUESTION
    store = FaissStore(index.store.vectors().shape[1])
    store.add(index.store.vectors()[kept])
    lexicon = Lexicon.build(collect_words(without_questions(index), index.passages))
    return replace(index, rows=index.rows[kept], store=store, lexicon=lexicon)


def report_search(assistant, vectors, questions) -> None:
    for name, index, weights in (
        ("with the bank", assistant._index, ranking.WEIGHTS),
        ("without", without_bank(assistant._index), ranking.WEIGHTS_WITHOUT_BANK),
    ):
        print(f"\n{name}, in force: {weights}")
        chosen = dict(weights)
        sweep = {leg: SWEEP[leg] for leg in weights if leg in SWEEP}
        for values in product(*sweep.values()):
            weights.update(zip(sweep, values, strict=True))
            show(
                "  " + ", ".join(f"{leg} {v}" for leg, v in weights.items()), find(index, vectors, questions), questions
            )
        weights.update(chosen)


def auc(positive, negative) -> float:
    pairs = [(p > n) + 0.5 * (p == n) for p in positive for n in negative]
    return round(float(np.mean(pairs)), 3)


def report_refusal(assistant, vectors, questions) -> None:
    for name, index in (("with the bank", assistant._index), ("without", without_bank(assistant._index))):
        rows = []
        for item, vector in zip(questions, vectors, strict=True):
            query = make_query(item["question"], [], ["en"])
            hits = ranking.rank(index, query, vector, 10)
            rows.append((item["kind"], item["lang"], hits, index.background.likeness(vector, query.language)))
        print(f"\n{name}: AUC of answerable against far; at 2% of the answerable refused the threshold and the others")
        chosen = checks.EVERYDAY_WEIGHT
        for weight in EVERYDAY_WEIGHTS:
            checks.EVERYDAY_WEIGHT = weight
            support = {
                kind: [checks.measure_support(hits, likeness) for k, _, hits, likeness in rows if k == kind]
                for kind in ("answerable", "far", "near")
            }
            threshold = float(np.quantile(support["answerable"], 0.02))
            refused = {kind: share(value < threshold for value in values) for kind, values in support.items()}
            print(f"everyday weight {weight}: {auc(support['answerable'], support['far'])}  {threshold:.4f}  {refused}")
        checks.EVERYDAY_WEIGHT = chosen
        refused = {
            f"{kind} {language}": share(
                checks.measure_support(hits, likeness) < checks.min_support(hits)
                for k, spoken, hits, likeness in rows
                if (k, spoken) == (kind, language)
            )
            for kind in ("answerable", "far", "near")
            for language in ("en", "es")
        }
        print(f"in force: weight {chosen}, threshold {checks.min_support(rows[0][2])}, refused {refused}")


def report_answers(assistant, questions) -> None:
    right, n_words = {"en": [], "es": []}, []
    for item in questions:
        answer = assistant.ask(item["question"])
        held = [line for citation in answer.citations for line in lines_of(assistant.documents, citation.quote)]
        right[item["lang"]].append(overlap(item["lines"], held))
        n_words.append(len(answer.text.split()))
    shares = {language: share(found) for language, found in right.items()}
    print(f"\nanswers that quote the lines: {shares}, median words {np.median(n_words)}")


def draw_sentences(index, wanted) -> list[tuple[str, int]]:
    """Return sentences from the first sixth of documents that no question wants, each with the row of its passage."""
    rng = random.Random(5)
    rows: dict[str, list[int]] = {}
    for row, passage in enumerate(index.passages):
        rows.setdefault(passage.document, []).append(row)
    open_to_use = [own for name, own in rows.items() if name not in wanted and len(own) >= MIN_PASSAGES]
    drawn: list[tuple[str, int]] = []
    while len(drawn) < N_SENTENCES:
        own = rng.choice(open_to_use)
        row = rng.choice(own[: max(2, len(own) // 6)])
        passage = index.passages[row]
        texts = [passage.unit_text(unit).strip() for unit in range(len(passage.sentences))]
        whole = [text for text in texts if text[:1].isupper() and text.endswith(".") and len(text.split()) in WORDS]
        drawn += [(rng.choice(whole), row)] if whole else []
    return drawn


def report_library() -> None:
    task = read_public_task("un_docs", SHARED / "benchmarks")
    embedder = CachedEmbedder(load_embedder(Settings()), CACHE)
    index = index_texts(task.texts, partial(document_of, task), embedder)
    drawn = draw_sentences(index, frozenset().union(*task.wanted))
    vectors = embedder.encode_queries([sentence for sentence, _ in drawn])
    weights, n_told = dict(ranking.WEIGHTS_WITHOUT_BANK), ranking.N_TOLD
    for words, ranking.N_TOLD in product(SWEEP["words"], (NO_REPORT, 3, 5, 10)):
        ranking.WEIGHTS_WITHOUT_BANK["words"] = words
        places = []
        for (sentence, row), vector in zip(drawn, vectors, strict=True):
            scope = Scope(np.arange(len(index.passages)) != row, np.zeros(len(index.passages)))
            hits = ranking.rank(index, Query(sentence, "en"), vector, 40, None, scope)
            names = list(dict.fromkeys(hit.passage.document for hit in hits))
            own = index.passages[row].document
            places.append(names.index(own) + 1 if own in names else np.inf)
        at = "  ".join(f"@{k} {share(place <= k for place in places):5}" for k in (1, 5, 10))
        print(f"words {words}, best passages of a report {ranking.N_TOLD % NO_REPORT:2}: {at}", flush=True)
    ranking.WEIGHTS_WITHOUT_BANK.update(weights)
    ranking.N_TOLD = n_told


def main() -> None:
    if "--library" in sys.argv[1:]:
        report_library()
        return
    questions = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    assistant = Assistant.open()
    vectors = assistant._searcher.embedder.encode_queries([item["question"] for item in questions])
    answerable = [row for row, item in enumerate(questions) if item["kind"] == "answerable"]
    answered = [questions[row] for row in answerable]
    if "--ablate" in sys.argv[1:]:
        report_ablations(assistant, vectors[answerable], answered)
        return
    report_search(assistant, vectors[answerable], answered)
    report_refusal(assistant, vectors, questions)
    report_answers(assistant, answered)


if __name__ == "__main__":
    main()
