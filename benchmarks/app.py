"""The app as people meet it: a server of its own, a Chromium, the corpus and index that the settings name.

    python benchmarks/app.py [--only opening together memory] [--pages 20] [--people 10] [--rounds 5] [--questions 1000]

- opening: fresh browsers one after another: from the navigation to the first paint and to a field one can type in, and
  from Enter to the answer of the first question. Medians, and the slowest.
- together: people in browsers of their own press Enter at once. Each answer must be the one given to that question
  alone. Beside it, the same questions one after another, and `Assistant.ask` in threads, without any page.
- memory: the server's resident memory over many questions in conversations of five, and its slope.

Times are taken within the page. Browsers and server share the machine, so the figures include both, and the processor
time of the server is told beside them; nothing else should run.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
PROJECT = Path(__file__).parents[1]
QUESTIONS = Path(__file__).with_name("questions") / "calibration.jsonl"
N_TURNS = 5  # questions in a conversation, where memory is measured
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
FIELD = '[data-testid="stChatInputTextArea"]'
SETTLED = '.stApp[data-test-script-state="notRunning"]'
OUTCOMES = ".unsqa-answer, .unsqa-refusal, .unsqa-notquite, .unsqa-talk"
# Notes when the field for questions is there: seconds since the navigation.
WATCH_FIELD = f"""new MutationObserver((_, observer) => {{
  if (!document.querySelector('{FIELD}:enabled')) return;
  window.usable = performance.now() / 1000;
  observer.disconnect();
}}).observe(document, {{childList: true, subtree: true, attributes: true}})"""
# Promises the seconds from Enter to one more outcome on the page than there is now.
WATCH_ANSWER = f"""() => {{
  const shown = () => document.querySelectorAll('{OUTCOMES}').length;
  const before = shown();
  let start;
  addEventListener('keydown', event => {{ if (event.key === 'Enter') start ??= performance.now() }}, {{capture: true}});
  window.answered = new Promise(resolve => new MutationObserver((_, observer) => {{
    if (shown() <= before) return;
    observer.disconnect();
    resolve((performance.now() - start) / 1000);
  }}).observe(document, {{childList: true, subtree: true}}));
}}"""


def read_questions(n: int) -> list[str]:
    """Return n questions, those of the file again and again."""
    found = [json.loads(line)["question"] for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    return [found[number % len(found)] for number in range(n)]


def show(name: str, seconds: list[float]) -> None:
    p95 = float(np.percentile(seconds, 95))
    figures = f"median {statistics.median(seconds):6.2f} s   p95 {p95:6.2f} s   slowest {max(seconds):6.2f} s"
    print(f"{name:28} {figures}   (n = {len(seconds)})", flush=True)


@contextmanager
def server():
    """Start the app; give its process and address once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--server.headless=true", f"--server.port={port}", "--server.address=127.0.0.1"]
    with tempfile.TemporaryDirectory() as data:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(PROJECT / "app.py"), *options],
            cwd=PROJECT, env=os.environ | {"UNSQA_DATA": data}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        address = f"http://127.0.0.1:{port}"
        try:
            while not answers(address):
                time.sleep(0.2)
            yield process, address
        finally:
            process.terminate()
            process.wait()


def answers(address: str) -> bool:
    try:
        urllib.request.urlopen(f"{address}/_stcore/health", timeout=5).close()
    except OSError:
        return False
    return True


def open_page(browser, address: str):
    """Return a page of a browser of its own, once one can type."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.set_default_timeout(120_000)
    page.add_init_script(WATCH_FIELD)
    page.goto(address)
    page.wait_for_function("window.usable")
    return page


def type_question(page, question: str) -> None:
    page.locator(SETTLED).wait_for()
    page.evaluate(WATCH_ANSWER)
    page.locator(FIELD).fill(question)


def ask(page, question: str) -> float:
    """Return the seconds from Enter to the answer."""
    type_question(page, question)
    page.locator(FIELD).press("Enter")
    return page.evaluate("window.answered")


def last_answer(page) -> str:
    """Return the sentences of the last answer, or the refusal, without what each turn numbers for itself."""
    page.locator(SETTLED).wait_for()
    outcome = page.locator(OUTCOMES).last
    said = outcome.locator(".unsqa-sentences, .unsqa-reason")
    return "\n".join(said.all_inner_texts()) or outcome.inner_text()


def measure_opening(browser, address: str, options: argparse.Namespace) -> None:
    paints, usable, first_answers = [], [], []
    for question in read_questions(options.pages):
        page = open_page(browser, address)
        paint = "performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000"
        paints.append(page.evaluate(paint))
        usable.append(page.evaluate("window.usable"))
        first_answers.append(ask(page, question))
        page.context.close()
    show("first paint", paints)
    show("a field to type in", usable)
    show("Enter to the first answer", first_answers)


def measure_together(browser, address: str, pid: int, options: argparse.Namespace) -> None:
    questions = read_questions(options.people * options.rounds)
    pages = [open_page(browser, address) for _ in range(options.people)]
    alone, at_once, wrong, busy = [], [], [], 0.0
    for first in range(0, len(questions), options.people):
        expected = {}
        for page, question in zip(pages, questions[first:], strict=False):
            page.goto(address)
            page.wait_for_function("window.usable")
            alone.append(ask(page, question))
            expected[question] = last_answer(page)
        for page, question in zip(pages, questions[first:], strict=False):
            page.goto(address)
            page.wait_for_function("window.usable")
            type_question(page, question)
        busy -= processor_seconds(pid)
        for page in pages:
            page.locator(FIELD).press("Enter", no_wait_after=True)
        at_once += [page.evaluate("window.answered") for page in pages]
        wrong += [q for p, q in zip(pages, questions[first:], strict=False) if last_answer(p) != expected[q]]
        busy += processor_seconds(pid)
    show("one after another", alone)
    show(f"{options.people} at once", at_once)
    print(f"{'server, of its processors':28} {busy / len(at_once):6.2f} s a question")
    print(f"{'right':28} {len(at_once) - len(wrong)} of {len(at_once)}", *wrong, sep="\n  ")
    for page in pages:
        page.context.close()


def measure_threads(options: argparse.Namespace) -> None:
    """Measure `Assistant.ask` in threads, as the sessions of the app call it."""
    from unsqa import Assistant

    assistant = Assistant.open()
    questions = read_questions(options.people * options.rounds)

    def timed(question: str) -> float:
        start = time.perf_counter()
        assistant.ask(question)
        return time.perf_counter() - start

    timed(questions[0])
    show("ask, one after another", [timed(question) for question in questions])
    with ThreadPoolExecutor(options.people) as pool:
        start = time.perf_counter()
        show(f"ask, {options.people} threads at once", list(pool.map(timed, questions)))
    print(f"{'questions a second':28} {len(questions) / (time.perf_counter() - start):6.1f}")


def measure_memory(browser, address: str, pid: int, options: argparse.Namespace) -> None:
    resident, page = [], None
    step = max(options.questions // 10, 1)
    for number, question in enumerate(read_questions(options.questions)):
        if number % N_TURNS == 0:
            if page:
                page.context.close()
            page = open_page(browser, address)
        ask(page, question)
        if (number + 1) % step == 0:
            resident.append(resident_mib(pid))
            print(f"after {number + 1:5} questions      {resident[-1]:7.1f} MiB", flush=True)
    half = resident[len(resident) // 2 :]
    if len(half) > 1:
        slope = float(np.polyfit(np.arange(len(half)) * step, half, 1)[0])
        print(f"{'slope of the second half':28} {1000 * slope:6.1f} MiB per 1,000 questions")


def processor_seconds(pid: int) -> float:
    """Return the processor time that a process has used."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def resident_mib(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 2**10


def main() -> None:
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = ("opening", "together", "memory")
    parser.add_argument("--only", nargs="+", choices=parts, default=parts)
    parser.add_argument("--pages", type=int, default=20)
    parser.add_argument("--people", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--questions", type=int, default=1000)
    options = parser.parse_args()
    if "together" in options.only:
        measure_threads(options)
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with server() as (process, address), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        warm = open_page(browser, address)
        ask(warm, read_questions(1)[0])
        warm.context.close()
        if "opening" in options.only:
            measure_opening(browser, address, options)
        if "together" in options.only:
            measure_together(browser, address, process.pid, options)
        if "memory" in options.only:
            measure_memory(browser, address, process.pid, options)
        browser.close()


if __name__ == "__main__":
    main()
