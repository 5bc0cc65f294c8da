"""Expected readings: what a reader of the print sees at hundreds of places of the first report and of UN documents.

Each line of readings/*.jsonl is a case, written from the print: words that must stand in one paragraph (`reads`), words
that must stand in none (`never`), a heading over a paragraph, a row of a figure, the printed number of a page.
"""

from __future__ import annotations

import json
import os
import re
from bisect import bisect_right
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import PROJECT

from unsqa.reading.document import make_document
from unsqa.reading.formats.pdf import read_pdf
from unsqa.reading.sources import read_lines
from unsqa.types import Report

if TYPE_CHECKING:
    from unsqa.types import Document, SourceLine

READINGS = PROJECT / "tests" / "readings"
UN_PDFS = Path(os.environ.get("UNSQA_UN_PDFS", PROJECT.parent / "shared" / "benchmarks" / "un-pdfs"))
MEXICO = "un-mexico-2020"
LANGUAGES = {"A_78_354.en.pdf": "es", "E_2024_1.en.pdf": "es", "S_2024_216.en.pdf": "ru"}  # all others: English

# Cases whose words run from a heading to the line of its own below it.
OVER_PARAGRAPHS = (
    "over paragraphs",
    "heading over two lines, then a line of its own",
    "heading with a span of years parted at a dash",
)

# What does not come out as printed yet, and why: "what/lines" or "file/page/what".
KNOWN = {
    "stray blank in the last word of a title: BASKE T/285-287": (
        "the label of a figure stands in two blocks, parted by a blank line in the file"
    ),
    "joint operations: introduction stands after its items; over paragraphs/3276-3313": (
        "the title and the first value of the box share a line"
    ),
    "heading and first item share a line/3276-3276": "the title and the first value of the box share a line",
    "letter-spaced title over its text/87-89": (
        "a title in capitals and small letters right above its paragraph is not told from it"
    ),
    "heading in the line of the first item, before its introduction/3275-3313": (
        "the title and the first value of the box share a line"
    ),
    "lessons learned: title two groups after its bullets/3379-3476": (
        "the last item of the list belongs to a title two groups further down, and nothing tells it apart"
    ),
    "Figure 3: labels glued together, values in the other order/315-319": (
        "no sentence proves which of the two labels has which value"
    ),
    "Figure 3: labels glued together, values in the other order/315-319 (2)": (
        "no sentence proves which of the two labels has which value"
    ),
    "DP_2025_14.en.pdf/16/label over five lines, values beside its first line": (
        "the first line of the label has no values and the others no cells"
    ),
    "DP_2025_14.en.pdf/17/table of words": "tables without numbers are no records",
    "DP_2025_23.en.pdf/10/footnote mark glued to a year in a table title": (
        "its note begins with 1a/, and after a number only a capital begins one"
    ),
    "DP_2025_23.en.pdf/10/row with two labels run together in the file": (
        "a row without values parts the table from its title and header"
    ),
    "DP_2025_23.en.pdf/10/total whose label the file stores far from its values": (
        "a row without values parts the table from its title and header"
    ),
    "DP_2025_23.en.pdf/10/total with percentages, label far from its values in the file": (
        "a row without values parts the table from its title and header"
    ),
    "DP_2025_23.en.pdf/10/grand total with percentages": (
        "a row without values parts the table from its title and header"
    ),
    "DP_2025_23.en.pdf/15/row of a table with pairs of columns": (
        "a header that spans two columns names neither, so that no row is sure"
    ),
    "DP_2025_23.en.pdf/15/row of a table that stands apart from the others": (
        "a header that spans two columns names neither, so that no row is sure"
    ),
    "E_2025_57.en.pdf/20/stray blank in a number": "two figures parted by a blank may be two numbers",
    "E_2025_61.en.pdf/10/stray blank in a word": "both halves are words themselves",
}


def name_case(case):
    where = "-".join(map(str, case["lines"])) if "lines" in case else f"{case['page']}"
    return f"{case['what']}/{where}" if "lines" in case else f"{case['file']}/{where}/{case['what']}"


def load_cases(name):
    """Return the cases of a file, named; a name that comes again is counted."""
    seen: dict[str, int] = {}
    cases = []
    for line in (READINGS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        named = name_case(case)
        seen[named] = seen.get(named, 0) + 1
        named += f" ({seen[named]})" if seen[named] > 1 else ""
        marks = [pytest.mark.xfail(strict=True, reason=KNOWN[named])] if named in KNOWN else []
        cases.append(pytest.param(case, id=named, marks=marks))
    return cases


@cache
def read_report() -> Document:
    lines = read_lines(PROJECT / "corpus" / MEXICO / "report.txt", "leading blank")
    return make_document(Report(MEXICO, "Mexico", "en"), lines)


@cache
def read_lines_of(name: str) -> tuple[SourceLine, ...]:
    return read_pdf(UN_PDFS / name)


@cache
def read_un_pdf(name: str) -> Document:
    return make_document(Report(name, name, LANGUAGES.get(name, "en")), read_lines_of(name))


@cache
def find_paragraphs(document: Document) -> list[tuple[str, frozenset[int]]]:
    """Return each paragraph with the pages (from 1) that it stands on."""
    found = []
    at = 0
    firsts = [page.first_line for page in document.pages]
    for text in document.text.split("\n\n"):
        lines = document.line_numbers(at, at + len(text))
        found.append((normalise(text), frozenset(bisect_right(firsts, line) for line in lines)))
        at += len(text) + 2
    return found


@cache
def find_headings(document: Document) -> list[tuple[str, tuple[str, ...]]]:
    """Return each paragraph of a section with the headings over it."""
    return [
        (normalise(text), tuple(normalise(heading) for heading in section.headings))
        for section in document.sections
        for text in document.text[section.start : section.end].split("\n\n")
    ]


def normalise(text):
    return " ".join(text.replace("•", " ").split())


def fold(text):
    return normalise(text).lower().rstrip(":")


def check(case, document, page=None):
    """Hold a document against a case."""
    paragraphs = [text for text, pages in find_paragraphs(document) if page is None or page in pages]
    if "reads" in case:
        runs_over = any(what in case["what"] for what in OVER_PARAGRAPHS)
        texts = [" ".join(paragraphs)] if runs_over else paragraphs
        assert [case["reads"] for text in texts if normalise(case["reads"]) in text][:1] == [case["reads"]]
    elif "never" in case:
        assert [text for text, _ in find_paragraphs(document) if normalise(case["never"]) in text] == []
    elif "heading" in case:
        over = [headings for text, headings in find_headings(document) if text.startswith(normalise(case["over"]))]
        assert [heading for headings in over for heading in headings if case["heading"] in heading], over
    elif "figure" in case:
        check_figure(document, **case["figure"])
    else:
        assert find_labels(document, case["of"], page) == [case["printed_page"]]


def check_figure(document, name, row, values):
    named = [figure for figure in document.figures if not name or fold(figure.name) == fold(name)]
    rows = [found for figure in named for found in figure.rows if fold(found.label) == fold(row)]
    wanted = [normalise(value) for value in values]
    read = [[normalise(value) for value in found.values if value.strip()] for found in rows]
    assert wanted in read, [[found.label for found in figure.rows] for figure in named]


def find_labels(document, words, page):
    """Return the printed numbers of the page where the words stand."""
    found = re.finditer(r"\s+".join(map(re.escape, words.split())), document.text)
    pages = {document.page_at(match.start()) for match in found}
    return [place.label for place in pages if document.pages.index(place) + 1 == page]


@pytest.mark.parametrize("case", load_cases(MEXICO))
def test_the_first_report_reads_as_printed(case):
    check(case, read_report())


un_pdfs = pytest.mark.skipif(not UN_PDFS.is_dir(), reason="the UN PDFs are not here; UNSQA_UN_PDFS names their folder")


@un_pdfs
@pytest.mark.parametrize("case", load_cases("un-pdfs"))
def test_a_un_pdf_reads_as_printed(case):
    check(case, read_un_pdf(case["file"]), case["page"])


@un_pdfs
@pytest.mark.parametrize("name", sorted({case.values[0]["file"] for case in load_cases("un-pdfs")}))
def test_every_character_of_a_un_pdf_is_in_the_text_or_among_those_left_out(name):
    lines, document = read_lines_of(name), read_un_pdf(name)
    expected = {line.number: count(line.text) for line in lines}
    found = {number: Counter() for number in expected}
    ends = [*(start for start, _ in document.line_starts[1:]), len(document.text)]
    for (start, line), end in zip(document.line_starts, ends, strict=True):
        found[line] = found[line] + count(document.text[start:end])
    for gone in document.dropped:
        found[gone.line] = found[gone.line] + count(gone.text)
        expected[gone.line] = expected[gone.line] + count(gone.instead)
    assert found == expected


def count(text):
    """Count the characters of a text that are no blanks."""
    return Counter("".join(text.split()))


def test_every_known_failure_is_a_case():
    named = {case.id for name in (MEXICO, "un-pdfs") for case in load_cases(name)}
    assert set(KNOWN) - named == set()
