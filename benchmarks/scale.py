"""How the stores grow from a thousand vectors to a million, each beside the raw library in the same run.

    python benchmarks/scale.py [--sizes N ...] [--stores faiss milvus rank] [--vectors FILE.npy] [--svg FILE]

Vectors: those of a file, float32 (n, dim), where one is given, else the reports' own from the index; jittered beyond
their number: normal noise of a third of a vector's length, so that a copy has cosine 0.95 to what it is a copy of.
Questions: the vectors of bank questions in the index, which none of the stores holds.

- faiss: `FaissStore` beside a flat FAISS index, and beside the same approximate index asked without us.
- milvus: `MilvusStore` on Milvus Lite (or --address) beside `pymilvus` asking the same collection. Milvus Lite is for
  tests: its figures say what our code adds, not what a cluster takes.
- rank: encoding a question and ranking it by all legs over an index of that many rows, beside encoding it and a raw
  search of the vectors. The passages are the reports' own, over and over; MB are those of the whole process.

Every size runs in a process of its own, so that its memory is its own. Medians and 95th percentiles over the questions;
recall@10 against exact search over the same vectors. A table in Markdown is printed; --svg draws it.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from unsqa.finding.embedding import load_embedder
from unsqa.finding.index import load_index, read_manifest
from unsqa.finding.lexical import Lexicon
from unsqa.finding.ranking import rank
from unsqa.finding.rows import QUESTION, ROW
from unsqa.finding.stores.labels import Labels
from unsqa.finding.stores.milvus import Collections, MilvusStore
from unsqa.finding.stores.milvus_writer import MilvusWriter
from unsqa.finding.vectors import FaissStore
from unsqa.settings import Settings
from unsqa.types import Query

SIZES = (1_000, 10_000, 100_000, 1_000_000)
K = 10
JITTER = 0.33
BLOCK = 50_000
COLUMNS = ("store", "vectors", "build s", "MB", "of raw", "recall@10", "p50 ms", "p95 ms", "of raw search")
COLORS = {"faiss": "#0072b2", "flat FAISS": "#888888", "milvus": "#d55e00", "rank": "#009e73"}


def jitter(base: np.ndarray, first: int, n: int) -> np.ndarray:
    """Return rows `first` to `first + n` of the endless list of copies of the base, the first copy as it is."""
    rng = np.random.default_rng(first)
    vectors = base[np.arange(first, first + n) % len(base)]
    moved = (np.arange(first, first + n) >= len(base))[:, None]
    noise = rng.standard_normal(vectors.shape, np.float32) * np.float32(JITTER / base.shape[1] ** 0.5)
    vectors = vectors + moved * noise
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def blocks(base: np.ndarray, n: int):
    return (jitter(base, first, min(BLOCK, n - first)) for first in range(0, n, BLOCK))


def ask(search, questions: np.ndarray) -> tuple[list[list[int]], float, float]:
    """Ask one question after the other; return the rows found and the median and 95th percentile in milliseconds."""
    search(questions[0])
    found, times = [], []
    for question in questions:
        start = time.perf_counter()
        rows = search(question)
        times.append(time.perf_counter() - start)
        found.append([int(row) for row in rows])
    return found, *(1000 * float(value) for value in np.percentile(times, [50, 95]))


def ask_in_turn(questions: np.ndarray, *searches) -> np.ndarray:
    """Return the milliseconds of each question by each search, (n_questions, n_searches).

    The searches take turns, so that noise hits all alike, each with another question, so that none warms the next up.
    """
    times = np.zeros((len(questions), len(searches)))
    for row in range(-1, len(questions)):  # the first is for warming up, and measured again as the last
        for column, search in enumerate(searches):
            question = questions[row - column * len(questions) // len(searches)]
            start = time.perf_counter()
            search(question)
            times[row, column] = 1000 * (time.perf_counter() - start)
    return times


def recall(found, wanted) -> float:
    shares = [len(set(mine) & set(theirs)) / len(theirs) for mine, theirs in zip(found, wanted, strict=True)]
    return float(np.mean(shares))


def line(store: str, n: int, **values: float | str) -> dict:
    return {"store": store, "vectors": n, **values}


def measure_flat(base: np.ndarray, questions: np.ndarray, n: int) -> tuple[list[list[int]], list[dict]]:
    import faiss

    raw, seconds = faiss.IndexFlatIP(base.shape[1]), 0.0
    for block in blocks(base, n):
        start = time.perf_counter()
        raw.add(block)
        seconds += time.perf_counter() - start
    wanted, p50, p95 = ask(lambda q: raw.search(q[None], K)[1][0], questions)
    return wanted, [line("flat FAISS", n, **_cells(seconds, n * base.shape[1] * 4, 1.0, 1.0, p50, p95, 1.0))]


def measure_faiss(base: np.ndarray, questions: np.ndarray, n: int) -> list[dict]:
    wanted, lines = measure_flat(base, questions, n)
    n_bytes = n * base.shape[1] * 4
    store, seconds = FaissStore(base.shape[1]), 0.0
    for block in blocks(base, n):
        start = time.perf_counter()
        store.add(block)
        seconds += time.perf_counter() - start
    start = time.perf_counter()
    cost = store.compress()
    print(cost or "exact", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        store.save(Path(folder) / "vectors.faiss")
        seconds += time.perf_counter() - start
        size = (Path(folder) / "vectors.faiss").stat().st_size
        start = time.perf_counter()
        store = FaissStore.load(Path(folder) / "vectors.faiss")
        opened = 1000 * (time.perf_counter() - start)
        found, _, _ = ask(lambda q: store.search(q[None], K)[0][0], questions)
        times = ask_in_turn(questions, lambda q: store.search(q[None], K), lambda q: store._index.search(q[None], K))
    print(f"{n}: opened in {opened:.1f} ms", file=sys.stderr)
    (p50, same_p50), (p95, _) = np.percentile(times, [50, 95], axis=0)
    cells = _cells(seconds, size, size / n_bytes, recall(found, wanted), p50, p95, p50 / same_p50)
    return [*lines, line("faiss", n, **cells)]


def measure_milvus(base: np.ndarray, questions: np.ndarray, n: int, address: str = "") -> list[dict]:
    with tempfile.TemporaryDirectory() as folder:
        vectors = np.concatenate(list(blocks(base, n)))
        wanted = ask(lambda q: np.argsort(-(vectors @ q), kind="stable")[:K], questions)[0]
        n_reports = max(1, n // 2000)
        owner = np.arange(n) * n_reports // n
        parts = {f"report-{number}": np.flatnonzero(owner == number) for number in range(n_reports)}
        scalars = {name: {"report": name, "year": 2020, "language": "en"} for name in parts}
        labels = Labels(parts, {name: rows[:1] for name, rows in parts.items()}, scalars, [("text",)] * n, np.arange(n))
        collections = Collections.open(address or f"{folder}/library.db", "", "scale", {name: name for name in parts})
        start = time.perf_counter()
        MilvusWriter(collections, labels).write(vectors, ["en"] * n, [[("words", "en")]] * n)
        seconds = time.perf_counter() - start
        store = MilvusStore(collections, labels)
        found, p50, p95 = ask(lambda q: store.search(q[None], K)[0][0], questions)
        client = collections.connection._connect()

        def ask_raw(question: np.ndarray) -> list[int]:
            parameters = {"metric_type": "IP", "params": {"ef": 256}}
            client.search(collections.vectors, [question.tolist()], limit=K, search_params=parameters)
            return [0]

        _, raw_p50, _ = ask(ask_raw, questions)
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file()) or float("nan")
        n_bytes = vectors.nbytes
    return [line("milvus", n, **_cells(seconds, size, size / n_bytes, recall(found, wanted), p50, p95, p50 / raw_p50))]


def measure_rank(base: np.ndarray, questions: np.ndarray, n: int, folder: Path) -> list[dict]:
    index = load_index(folder, read_manifest(folder))
    told = index.rows[index.rows["kind"] != QUESTION]
    n_copies = -(-n // len(told))
    rows = np.tile(told.astype(ROW), n_copies)[:n]
    rows["passage"] += np.repeat(np.arange(n_copies), len(told))[:n] * len(index.passages)
    passages = [replace(p, id=f"{p.id}-{copy}") for copy in range(n_copies) for p in index.passages]
    passages = passages[: int(rows["passage"].max()) + 1]
    store = FaissStore(base.shape[1])
    for block in blocks(base, n):
        store.add(block)
    start = time.perf_counter()
    store.compress()
    lexicon = Lexicon.build([[(passage.shown, "en")] for passage in passages])
    index = replace(index, passages=tuple(passages), rows=rows, store=store, lexicon=lexicon)
    seconds = time.perf_counter() - start
    query = Query("What was done for schools and for migrants in the south of the country?", "en")

    embedder = load_embedder(Settings())
    times = ask_in_turn(
        questions,
        lambda _: embedder.encode_queries([query.text]),
        lambda q: rank(index, query, q, 30),
        lambda q: store._index.search(q[None], K),
    )
    (encode, ranking, raw), p95s = np.percentile(times, [50, 95], axis=0)
    told = "encoding {:.1f} ({:.1f}), ranking {:.1f} ({:.1f}), raw search {:.1f} ({:.1f}) ms"
    print(f"{n}, median (p95):", told.format(*np.ravel([(encode, ranking, raw), p95s], "F")), file=sys.stderr)
    ours, theirs = times[:, 0] + times[:, 1], times[:, 0] + times[:, 2]
    p50, p95, ratio = *np.percentile(ours, [50, 95]), np.median(ours) / np.median(theirs)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return [line("rank", n, **_cells(seconds, memory, float("nan"), float("nan"), p50, p95, ratio))]


def _cells(*values: float) -> dict[str, float]:
    build, size, of_raw, recalled, p50, p95, ratio = values
    return dict(zip(COLUMNS[2:], (build, size / 1e6, of_raw, recalled, p50, p95, ratio), strict=True))


def make_table(lines: list[dict]) -> str:
    forms = ("", ",", ".1f", ",.0f", ".2f", ".3f", ".2f", ".2f", ".2f")

    def show(value: float | str, form: str) -> str:
        return "" if value != value else f"{value:{form}}"  # noqa: PLR0124  (not a number)

    table = [f"| {' | '.join(COLUMNS)} |", f"|---|{'---:|' * (len(COLUMNS) - 1)}"]
    table += [f"| {' | '.join(show(one[c], f) for c, f in zip(COLUMNS, forms, strict=True))} |" for one in lines]
    return "\n".join(table)


def make_plot(lines: list[dict]) -> str:
    """Return the median latency over the number of vectors, both logarithmic, as SVG."""

    def x(n: float) -> float:
        return 60 + 150 * (np.log10(n) - 3)

    def y(ms: float) -> float:
        return 260 - 60 * (np.log10(max(ms, 0.01)) + 2)

    parts = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 310" font-family="sans-serif" font-size="12">']
    parts.append('<rect width="640" height="310" fill="white"/>')
    for power in range(3, 7):
        at = x(10**power)
        parts.append(
            f'<path d="M{at} 20V260" stroke="#ddd"/><text x="{at}" y="278" text-anchor="middle">{10**power:,}</text>'
        )
    for power in range(-2, 3):
        at = y(10**power)
        parts.append(
            f'<path d="M60 {at}H520" stroke="#ddd"/><text x="52" y="{at + 4}" text-anchor="end">{10**power:g}</text>'
        )
    for name in dict.fromkeys(one["store"] for one in lines):
        points = [(x(one["vectors"]), y(one["p50 ms"])) for one in lines if one["store"] == name]
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
        color = COLORS[name]
        parts.append(f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2"/>')
        parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{color}"/>' for a, b in points]
        parts.append(f'<text x="{points[-1][0] + 8:.1f}" y="{points[-1][1] + 4:.1f}" fill="{color}">{name}</text>')
    parts.append('<text x="290" y="300" text-anchor="middle">vectors</text>')
    parts.append(
        '<text x="14" y="140" transform="rotate(-90 14 140)" text-anchor="middle">median ms a search</text></svg>'
    )
    return "\n".join(parts) + "\n"


def measure(store: str, n: int, options: argparse.Namespace) -> list[dict]:
    """Measure one store at one size."""
    index = load_index(options.index, read_manifest(options.index))
    kinds, held = index.rows["kind"], index.store.vectors()
    asked = held[kinds == QUESTION]
    questions = asked[np.random.default_rng(0).permutation(len(asked))[: options.questions]]
    base = held[kinds != QUESTION] if options.vectors is None else np.load(options.vectors, mmap_mode="r")
    if store == "rank":
        return measure_rank(base, questions, n, options.index)
    return (
        measure_milvus(base, questions, n, options.address) if store == "milvus" else measure_faiss(base, questions, n)
    )


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES)
    parser.add_argument("--stores", nargs="+", choices=("faiss", "milvus", "rank"), default=("faiss", "milvus", "rank"))
    parser.add_argument("--index", type=Path, default=Path(os.environ.get("UNSQA_INDEX", "index")))
    parser.add_argument("--vectors", type=Path, help="a .npy file of vectors to use in place of the index's")
    parser.add_argument("--questions", type=int, default=200, help="how many are asked")
    parser.add_argument("--address", default="", help="of a Milvus server; without one, Milvus Lite in a folder")
    parser.add_argument("--max-milvus", type=int, default=100_000, help="vectors beyond which Milvus Lite is not tried")
    parser.add_argument("--svg", type=Path, help="where to draw the latencies")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    options = read_options()
    if options.one:
        print(json.dumps(measure(options.stores[0], options.sizes[0], options)))
        return
    lines: list[dict] = []
    for store in options.stores:
        for n in options.sizes:
            if store == "milvus" and not options.address and n > options.max_milvus:
                continue
            command = [sys.executable, __file__, *sys.argv[1:], "--one", "--stores", store, "--sizes", str(n)]
            lines += json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
            print(make_table(lines[-1:]).splitlines()[-1], file=sys.stderr)
    print(make_table(lines))
    if options.svg:
        options.svg.write_text(make_plot(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
