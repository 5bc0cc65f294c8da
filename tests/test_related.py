"""Questions to go on with are answered by the reports, near the answer, and not asked yet."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
from doubles import WordEmbedder
from small import write_small_corpus

from unsqa.answering.related import collect_bank, example_questions, find_related
from unsqa.finding.build import build_index
from unsqa.finding.index import load_index, read_manifest
from unsqa.types import Citation, Page, Quote

if TYPE_CHECKING:
    from pathlib import Path

    from unsqa.finding.index import SearchIndex

REPAIRED = "Who repaired boats in the harbour of Norvik?"
SAME = "Who repaired all the boats in the harbour of Norvik?"
NETS = "What did each crew of the harbour receive?"
WAITING = "Are any boats of the harbour still waiting for an engine?"
PIPES = "How many kilometres of new pipe did the cooperative lay?"
SCRAP = "pupils night schools norvik"
SCHOOLS = "Who opened night schools in the warehouses of Norvik?"
SPANISH = "¿Cuántos alumnos aprobaron el examen de junio?"
BANK = [
    (REPAIRED, "en", [4, 4]),
    (NETS, "en", [5, 5]),
    (WAITING, "en", [7, 7]),
    (PIPES, "en", [16, 16]),
    (SCRAP, "en", [25, 25]),
    (SCHOOLS, "en", [25, 25]),
    (SPANISH, "es", [26, 26]),
]


@pytest.fixture
def index(tmp_path: Path) -> SearchIndex:
    corpus = write_small_corpus(tmp_path)
    lines = [json.dumps({"question": text, "lang": language, "lines": lines}) for text, language, lines in BANK]
    (corpus / "norvik-2021" / "questions.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    build_index(corpus, tmp_path / "index", WordEmbedder(), model="words")
    return load_index(tmp_path / "index", read_manifest(tmp_path / "index"))


def cite(index: SearchIndex, words: str) -> Citation:
    for passage in index.passages:
        for start, end in passage.sentences:
            if words in passage.text[start - passage.start : end - passage.start]:
                return Citation(1, Quote(passage, start, end, 1.0), "Norvik", Page("10", True, 1, 9), (1, 1))
    raise LookupError(words)


def test_each_question_keeps_its_own_vector(index: SearchIndex) -> None:
    bank = collect_bank(index)
    assert [question.question for question in bank.questions] == [text for text, _, _ in BANK]
    expected = WordEmbedder().encode_queries([text for text, _, _ in BANK])
    assert bank.vectors.tolist() == expected.astype(np.float16).tolist()  # as the index keeps them


def test_each_question_keeps_its_own_vector_where_several_reports_have_some(tmp_path: Path) -> None:
    corpus = write_small_corpus(tmp_path)
    told = [json.dumps({"question": text, "lang": "en", "lines": [4, 4]}) for text in (NETS, PIPES)]
    for report, line in zip(("norvik-2021", "sierra-2021"), told, strict=True):
        (corpus / report / "questions.jsonl").write_text(line, encoding="utf-8")
    build_index(corpus, tmp_path / "index", WordEmbedder(), model="words")
    bank = collect_bank(load_index(tmp_path / "index", read_manifest(tmp_path / "index")))
    assert [question.question for question in bank.questions] == [NETS, PIPES]
    assert bank.vectors.tolist() == WordEmbedder().encode_queries([NETS, PIPES]).astype(np.float16).tolist()


def test_what_stands_by_the_answer_comes_first_and_nothing_shown_is_asked_again(index: SearchIndex) -> None:
    bank = collect_bank(index)
    vector = WordEmbedder().encode_queries([SAME])[0]
    citations = [cite(index, "repaired 31 fishing boats")]
    assert find_related(bank, [SAME], vector, "en", citations) == (WAITING, NETS)
    shown = [*citations, cite(index, "set of nets")]
    assert find_related(bank, [SAME], vector, "en", shown) == (WAITING,)
    assert find_related(bank, [SAME, WAITING], vector, "en", shown) == ()
    assert find_related(bank, [SAME], vector, "en", citations, k=1) == (WAITING,)


def test_what_is_not_written_as_a_question_is_not_shown(index: SearchIndex) -> None:
    bank = collect_bank(index)
    vector = WordEmbedder().encode_queries(["What brings the pupils home?"])[0]
    assert find_related(bank, ["What brings the pupils home?"], vector, "en", [cite(index, "A bus brings")]) == (
        SCHOOLS,
    )


def test_without_an_answer_nothing_is_related(index: SearchIndex) -> None:
    bank = collect_bank(index)
    assert find_related(bank, [SAME], WordEmbedder().encode_queries([SAME])[0], "en", []) == ()


def test_examples_are_of_different_chapters_in_the_language_and_well_written(index: SearchIndex) -> None:
    bank = collect_bank(index)
    assert example_questions(bank, "es") == (SPANISH,)
    english = example_questions(bank, "en")
    assert english[1:] == (PIPES, SCHOOLS)
    assert english[0] in {REPAIRED, NETS, WAITING}
    assert example_questions(bank, "fr") == ()


def test_a_report_without_a_bank_has_nothing_to_offer(tmp_path: Path) -> None:
    corpus = write_small_corpus(tmp_path)
    (corpus / "norvik-2021" / "questions.jsonl").unlink()
    build_index(corpus, tmp_path / "index", WordEmbedder(), model="words")
    index = load_index(tmp_path / "index", read_manifest(tmp_path / "index"))
    bank = collect_bank(index)
    vector = WordEmbedder().encode_queries([SAME])[0]
    assert bank.questions == ()
    assert example_questions(bank, "en") == ()
    assert find_related(bank, [SAME], vector, "en", [cite(index, "repaired 31 fishing boats")]) == ()
