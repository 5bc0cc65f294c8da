"""Which questions a bank may hold: the lines they are tied to, the order they are kept in, the banks of the corpus."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from conftest import PROJECT

from unsqa.expanding.replies import Candidate
from unsqa.expanding.sifting import DEAD, LEANS, LOST, TWICE, Finding, check_bank, sift, tie_lines
from unsqa.reading.bank import read_bank, tie_questions
from unsqa.reading.corpus import list_reports, read_report
from unsqa.reading.document import make_document
from unsqa.reading.passages import make_passages
from unsqa.reading.sources import split_lines
from unsqa.types import BankQuestion, Report

# Two passages of one section that share line 5: the first ends in it, the second begins in it.
WORDS = "the crews of the harbour mended and tarred and painted"
FIRST = [f"In the {name} week {WORDS} the boats of the {name} pier with care." for name in ("first", "second", "third")]
LONG = f"The council counted what was left: {', '.join(f'{n} nets and {n} oars' for n in range(21, 58))}"
TEXT = f"FISHING HARBOURS\n\n{FIRST[0]}\n{FIRST[1]}\n{FIRST[2]} They sang. They ate. {LONG}\nand nothing else at all."


@pytest.fixture(scope="module")
def read():
    document = make_document(Report("norvik-2021", "Results", "en"), split_lines(TEXT))
    passages = make_passages(document)
    assert [document.lines_of(passage.start, passage.end) for passage in passages] == [(3, 5), (5, 6)]
    return document, passages


def tie(read, lines):
    document = replace(read[0], bank=(BankQuestion("?", "en", lines),))
    return tie_questions(document, read[1])[0][0]


def test_questions_are_tied_by_the_lines_of_the_sentences_that_answer(read):
    assert tie_lines(*read, [(0, (0,)), (0, (0, 1)), (0, (2,))]) == [(3, 3), (3, 4), (5, 5)]


def test_a_shared_line_is_given_up_where_it_would_tie_the_question_to_the_other_passage(read):
    assert (tie(read, (5, 6)), tie(read, (5, 5)), tie(read, (6, 6))) == (0, 0, 1)
    assert tie_lines(*read, [(1, (1,)), (1, (0,))]) == [(6, 6), None]


def test_each_question_left_out_is_counted_once_by_the_first_rule_it_breaks(read):
    candidates = {
        read[1][0].id: [
            Candidate("¿Quién pintó los barcos?", "es", (0,)),
            Candidate("Who mended the boats?", "en", (0, 1)),
            Candidate("who mended the boats", "en", (1,)),
            Candidate("Who paid for it?", "en", (2,)),
            Candidate("Which guitar lasts?", "en", (1,)),
            Candidate("How many oars?", "en", (2,)),
        ],
        read[1][1].id: [Candidate("How many nets were left?", "en", (0,))],
        "norvik-2021/of-another-text": [Candidate("Who mended the piers?", "en", (0,))],
    }
    asked = []

    def search(question, passage):
        asked.append((question, passage.id))
        return "guitar" not in question

    found = sift(*read, candidates, known=["How many oars?!"], brings_back=search)
    assert found.kept == (
        BankQuestion("Who mended the boats?", "en", (3, 4)),
        BankQuestion("¿Quién pintó los barcos?", "es", (3, 3)),
    )
    assert found.left_out == Counter({TWICE: 2, LEANS: 1, LOST: 1, DEAD: 1})
    questions = ("Who mended the boats?", "Which guitar lasts?", "¿Quién pintó los barcos?")
    assert asked == [(question, read[1][0].id) for question in questions]


def test_a_question_that_was_lost_does_not_shut_out_its_twin_of_another_passage(read):
    twin = [Candidate("How many oars?", "en", (1,))]
    candidates = {passage.id: twin for passage in read[1]}
    found = sift(*read, candidates, brings_back=lambda question, passage: passage is read[1][1])
    assert (found.kept, found.left_out) == ((BankQuestion("How many oars?", "en", (6, 6)),), Counter({LOST: 1}))


def test_everything_that_is_wrong_with_a_question_is_found(read):
    bank = (
        BankQuestion("Who mended the boats?", "en", (3, 4)),
        BankQuestion("¿Who mended the BOATS?", "en", (3, 4)),
        BankQuestion("Who paid for it?", "en", (1, 2)),
    )
    assert check_bank(replace(read[0], bank=bank), read[1]) == [
        Finding(1, TWICE, twin=0),
        Finding(2, DEAD, "1-2"),
        Finding(2, LEANS, "it"),
    ]


@pytest.mark.parametrize("folder", list_reports(PROJECT / "corpus"), ids=lambda folder: folder.name)
def test_the_banks_of_the_corpus_are_sound(folder):
    document = replace(read_report(folder), bank=read_bank(folder / "questions.jsonl"))
    assert check_bank(document, make_passages(document)) == []
