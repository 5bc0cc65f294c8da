"""How long things take, each as a time and as a ratio to its floor in the same run; and how much memory.

    python benchmarks/speed.py [--only index question help app]

- index: `build_index` of the corpus from nothing, against encoding the same texts alone.
- question: `Assistant.ask`, against encoding the question and a raw FAISS search over the same vectors.
- help: `unsqa --help`, against `python -c pass`.
- app: from the start of the server to the first answer in a Chromium (needs one, and playwright), against loading the
  model alone; and the memory of the server after it.

Medians; the model is loaded before the clock starts where it says so. Run on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
PROJECT = Path(__file__).parents[1]
QUESTIONS = Path(__file__).with_name("questions") / "calibration.jsonl"
N_QUESTIONS, N_STARTS = 60, 5
PORT = 8571
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def seconds(function) -> float:
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def show(name: str, measured: float, floor: float, floor_name: str, unit: str = "s") -> None:
    print(f"{name:10} {measured:8.3f} {unit}   {measured / floor:6.2f} x {floor_name} ({floor:.3f} {unit})", flush=True)


def measure_index() -> None:
    from unsqa.finding.build import build_index
    from unsqa.finding.embedding import load_embedder
    from unsqa.finding.rows import QUESTION, make_rows
    from unsqa.reading.corpus import read_corpus
    from unsqa.reading.passages import make_passages
    from unsqa.settings import Settings

    settings = Settings()
    embedder = load_embedder(settings)
    embedder.encode_passages(["warm"])
    documents = read_corpus(PROJECT / "corpus").documents
    rows, texts = make_rows(documents, [passage for document in documents for passage in make_passages(document)])
    told = sorted({text for text, kind in zip(texts, rows["kind"], strict=True) if kind != QUESTION})
    asked = sorted({text for text, kind in zip(texts, rows["kind"], strict=True) if kind == QUESTION})
    floor = seconds(lambda: (embedder.encode_passages(told), embedder.encode_bank(asked)))
    with tempfile.TemporaryDirectory() as folder:
        measured = seconds(lambda: build_index(PROJECT / "corpus", Path(folder), embedder, model=settings.model))
        again = seconds(lambda: build_index(PROJECT / "corpus", Path(folder), embedder, model=settings.model))
    show("index", measured, floor, f"encoding its {len(told) + len(asked)} texts alone")
    show("unchanged", again, floor, "encoding its texts alone")


def measure_question() -> None:
    import faiss
    import numpy as np

    from unsqa import Assistant

    assistant = Assistant.open()
    vectors = assistant._index.store.vectors()
    raw = faiss.IndexFlatIP(vectors.shape[1])
    raw.add(vectors)
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()[:N_QUESTIONS]
    questions = [json.loads(line)["question"] for line in lines]
    assistant.ask(questions[0])
    times, encode, search = [], [], []
    for question in questions:
        encode.append(seconds(lambda q=question: assistant._searcher.embedder.encode_queries([q])))
        vector = np.ascontiguousarray(assistant._searcher.embedder.encode_queries([question]))
        search.append(seconds(lambda v=vector: raw.search(v, 10)))
        times.append(seconds(lambda q=question: assistant.ask(q)))
    measured, floor = statistics.median(times), statistics.median(encode)
    show("question", measured, floor, "encoding it alone")
    show("question", measured, floor + statistics.median(search), "encoding it and raw FAISS search")


def measure_help() -> None:
    def run(*command: str) -> float:
        return statistics.median(
            seconds(lambda: subprocess.run(command, check=True, capture_output=True)) for _ in range(N_STARTS)
        )

    unsqa = str(Path(sys.executable).with_name("unsqa"))
    show("--help", run(unsqa, "--help"), run(sys.executable, "-c", "pass"), "python -c pass")


def measure_app() -> None:
    from playwright.sync_api import sync_playwright

    load = "from sentence_transformers import SentenceTransformer; from unsqa.finding.embedding import *; "
    load += "from unsqa.settings import Settings; load_embedder(Settings())"
    floor = seconds(lambda: subprocess.run([sys.executable, "-c", load], check=True, capture_output=True))
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page()
        page.set_default_timeout(120_000)
        start = time.perf_counter()
        server = _start_server()
        try:
            _open(page)
            shown = time.perf_counter() - start
            answers = [_ask(page, number) for number in range(6)]
            first_answer = time.perf_counter() - start - sum(answers[1:])
            resident = _resident_gib(server.pid)
        finally:
            server.terminate()
            server.wait()
        browser.close()
    show("page", shown, floor, "importing and loading the model alone")
    show("answer", first_answer, floor, "importing and loading the model alone")
    print(f"{'in browser':10} {statistics.median(answers[1:]):8.3f} s   from Enter to the answer, warm")
    print(f"{'memory':10} {resident:8.2f} GiB resident, server")


def _start_server() -> subprocess.Popen[bytes]:
    """Do what `make run` does when all is installed: check the index, start the server."""
    subprocess.run([Path(sys.executable).with_name("unsqa"), "index"], cwd=PROJECT, check=True, capture_output=True)
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true", f"--server.port={PORT}"]
    return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _open(page) -> None:
    from playwright.sync_api import Error

    while True:
        try:
            page.goto(f"http://localhost:{PORT}")
            break
        except Error:
            time.sleep(0.1)
    page.get_by_test_id("stChatInputTextArea").wait_for()


def _ask(page, number: int) -> float:
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(f"What was done for schools in {2018 + number}?")
    start = time.perf_counter()
    box.press("Enter")
    outcomes = ".unsqa-answer, .unsqa-notquite, .unsqa-refusal"
    page.wait_for_function(  # looks at every frame; a locator would look at growing intervals
        f"number => document.querySelectorAll('{outcomes}').length > number", arg=number
    )
    return time.perf_counter() - start


def _resident_gib(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 2**20


MEASURES = {"index": measure_index, "question": measure_question, "help": measure_help, "app": measure_app}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=MEASURES, default=list(MEASURES))
    for name in parser.parse_args().only:
        MEASURES[name]()


if __name__ == "__main__":
    main()
