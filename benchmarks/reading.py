"""What reading costs: the first report, PDFs beside raw pypdfium2, and how it grows to 10,000 pages.

    python benchmarks/reading.py [--pdfs FOLDER] [--pages 100 1000 10000]

Times are medians of a few runs in one process; a ratio compares with the library alone in the same run. The long
documents are the report's own text, again and again.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING

from unsqa.errors import CorpusError
from unsqa.reading.corpus import read_catalogue, read_report
from unsqa.reading.document import make_document
from unsqa.reading.passages import make_passages
from unsqa.reading.sources import read_lines, split_lines
from unsqa.types import Report

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
REPORT = ROOT / "corpus" / "un-mexico-2020"
RUNS = 5


def median_seconds(work: Callable[[], object], runs: int = RUNS) -> float:
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def extract(path: Path) -> int:
    """Take the text out of a PDF with pypdfium2 alone."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as pdf:
        return sum(len(page.get_textpage().get_text_range()) for page in pdf)


def measure_report() -> None:
    start = time.perf_counter()
    document = read_report(REPORT)
    first = time.perf_counter() - start
    print(f"the first report: {first:.2f} s at first, {median_seconds(lambda: read_report(REPORT)):.2f} s again")
    print(f"  cut into passages: {median_seconds(lambda: make_passages(document)):.3f} s")


def measure_pdfs(folder: Path) -> None:
    for path in sorted(folder.glob("*.pdf")):
        try:
            lines = read_lines(path)
        except CorpusError as error:
            print(f"{path.name}: {str(error).removeprefix(str(path))[:70]}")
            continue
        report = Report(path.stem, path.stem, "en")
        read, whole = median_seconds(lambda path=path: read_lines(path), 3), 0.0
        whole = read + median_seconds(lambda report=report, lines=lines: make_document(report, lines), 3)
        raw = median_seconds(lambda path=path: extract(path), 3)
        n_pages = sum(line.starts_page for line in lines)
        print(f"{path.name}: {n_pages} pages, {whole:.2f} s, {whole / raw:.1f} times pypdfium2 alone")


def measure_growth(sizes: list[int]) -> None:
    report = read_catalogue(REPORT)
    text = (REPORT / "report.txt").read_text(encoding="utf-8")
    n_pages = sum(line.starts_page for line in split_lines(text, report.page_break))
    for size in sizes:
        lines = split_lines("\n".join([text] * max(size // n_pages, 1)), report.page_break)
        start = time.perf_counter()
        make_passages(make_document(report, lines))
        seconds = time.perf_counter() - start
        pages = sum(line.starts_page for line in lines)
        print(f"{pages:6d} pages: {seconds:7.1f} s, {1000 * seconds / pages:.1f} ms a page")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pdfs", type=Path, default=ROOT.parent / "shared" / "benchmarks" / "un-pdfs")
    parser.add_argument("--pages", type=int, nargs="*", default=[100, 1_000, 10_000])
    options = parser.parse_args()
    measure_report()
    measure_pdfs(options.pdfs)
    measure_growth(options.pages)


if __name__ == "__main__":
    main()
