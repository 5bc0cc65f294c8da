"""Question banks: the file, how its questions are tied to passages, and the bank of the first report."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from conftest import PROJECT
from small import write_small_corpus

from unsqa.errors import CorpusError
from unsqa.finding.lexical import fold_words
from unsqa.reading.bank import read_bank, tie_questions
from unsqa.reading.corpus import read_corpus
from unsqa.reading.document import make_document
from unsqa.reading.passages import make_passages
from unsqa.reading.sources import split_lines
from unsqa.types import BankQuestion, Report

if TYPE_CHECKING:
    from pathlib import Path

GOOD = '{"question": "Who?", "lang": "en", "lines": [3, 4]}'


def test_a_bank_is_read_in_its_order_without_blank_lines(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(f'{GOOD}\n\n{{"question": "¿Quién?", "lang": "es", "lines": [3, 3]}}\n', encoding="utf-8")
    assert read_bank(path) == (BankQuestion("Who?", "en", (3, 4)), BankQuestion("¿Quién?", "es", (3, 3)))


def test_a_report_needs_no_bank(tmp_path: Path) -> None:
    assert read_bank(tmp_path / "questions.jsonl") == ()


@pytest.mark.parametrize(
    "line",
    [
        "not JSON",
        "[]",
        '{"question": "Who?", "lang": "en"}',
        '{"question": "Who?", "lang": "en", "lines": [3]}',
        '{"question": "Who?", "lang": "en", "lines": [4, 3]}',
        '{"question": "Who?", "lang": "en", "lines": [0, 3]}',
        '{"question": "Who?", "lang": "en", "lines": [true, 3]}',
        '{"question": " ", "lang": "en", "lines": [3, 4]}',
        '{"question": "Who?", "lang": 1, "lines": [3, 4]}',
    ],
)
def test_a_bad_line_is_named_by_its_number(tmp_path: Path, line: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(f"{GOOD}\n{line}\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"questions\.jsonl, line 2"):
        read_bank(path)


def test_a_bad_bank_is_named_and_its_report_read_without_it(tmp_path: Path) -> None:
    corpus = write_small_corpus(tmp_path)
    (corpus / "norvik-2021" / "questions.jsonl").write_text("not JSON", encoding="utf-8")
    found = read_corpus(corpus)
    assert [(skipped.folder, "line 1" in skipped.reason) for skipped in found.skipped] == [
        ("norvik-2021/questions.jsonl", True)
    ]
    assert [document.bank for document in found.documents] == [(), ()]


def test_a_question_is_tied_to_the_sentences_that_hold_its_lines(tmp_path: Path) -> None:
    corpus = write_small_corpus(tmp_path)
    questions = [("a", [4, 4]), ("b", [5, 5]), ("c", [9000, 9001])]
    lines = [json.dumps({"question": name, "lang": "en", "lines": span}) for name, span in questions]
    (corpus / "norvik-2021" / "questions.jsonl").write_text("\n".join(lines), encoding="utf-8")
    document = read_corpus(corpus).documents[0]
    passages = make_passages(document)
    tied = tie_questions(document, passages)
    assert tied[2] == (-1, ())
    texts = [
        [document.text[slice(*passages[row].sentences[sentence])] for sentence in sentences]
        for row, sentences in tied[:2]
    ]
    assert texts[0] == [
        "The harbour council and the fund for rural credit repaired 31 fishing boats before the herring season began."
    ]
    assert [text.split()[0] for text in texts[1]] == ["Each", "The"]


def test_a_question_is_tied_to_the_readings_of_a_figure_too() -> None:
    table = "TABLE 1. Catch in 2021\nFish\t2020\t2021\nHerring\t12\t13\nCod\t1\t2"
    lines = split_lines(f"FISHING\n\nThe boats of Norvik came home in the spring of that year.\n\n{table}")
    document = replace(
        make_document(Report("norvik-2021", "Results", "en"), lines),
        bank=(BankQuestion("How much cod?", "en", (8, 8)), BankQuestion("Who came home?", "en", (3, 3))),
    )
    (passage,) = make_passages(document)
    tied = tie_questions(document, [passage])
    assert [[passage.unit_text(row) for row in units] for _, units in tied] == [
        ["Cod\t1\t2", "2020, Cod: 1 (Table 1).", "2021, Cod: 2 (Table 1)."],
        ["The boats of Norvik came home in the spring of that year."],
    ]


def test_a_question_is_tied_by_its_own_lines_where_the_text_is_in_another_order_than_the_file() -> None:
    half, rest = (
        "The council paid for the nets and engines of nine old boats of the town and for",
        "all of the crews that had lost theirs in the storm of the winter.",
    )
    text = f"FISHING\n\n{half}\n\nFIGURE 2. Boats by year\n\n{rest}"
    document = replace(
        make_document(Report("norvik-2021", "Results", "en"), split_lines(text)),
        bank=(BankQuestion("Which figure?", "en", (5, 5)), BankQuestion("Which crews?", "en", (7, 7))),
    )
    (passage,) = make_passages(document)
    tied = tie_questions(document, [passage])
    assert [[passage.unit_text(row)[:8] for row in units] for _, units in tied] == [["FIGURE 2"], ["The coun"]]


# The bank of the first report.

REPORT = next(document for document in read_corpus(PROJECT / "corpus").documents if document.bank)


def test_no_question_of_the_bank_stands_twice() -> None:
    folded = [" ".join(fold_words(question.question)) for question in REPORT.bank]
    assert sorted(folded) == sorted(set(folded))


def test_every_question_of_the_bank_has_a_passage() -> None:
    tied = tie_questions(REPORT, make_passages(REPORT))
    assert [question.question for question, (row, _) in zip(REPORT.bank, tied, strict=True) if row < 0] == []


def test_no_question_of_the_bank_begins_as_a_follow_up() -> None:
    openings = ("and ", "but ", "then ", "y ", "¿y ", "pero ", "what about ")
    assert [q.question for q in REPORT.bank if q.question.lower().startswith(openings)] == []


def test_every_passage_with_running_text_has_questions_in_both_languages() -> None:
    passages = make_passages(REPORT)
    asked = {language: set() for language in ("en", "es")}
    for question, (row, _) in zip(REPORT.bank, tie_questions(REPORT, passages), strict=True):
        asked[question.language].add(row)
    long = {row for row, passage in enumerate(passages) if len(passage.text.split()) >= 60}
    assert (long - asked["en"], long - asked["es"]) == (set(), set())
