"""The real model on the real report: what a person gets, in both languages, the same by every way in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from unsqa import Assistant, InputError, Settings
from unsqa.answering.citing import answer_to_json
from unsqa.cli import main
from unsqa.errors import StaleIndexError
from unsqa.measuring.scores import contains, fold

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.model

# Asked in the report's own words, so that a change of ranking which loses them is a defect and not a matter of taste.
ENGLISH = "How many civil society shelters did the UNS help keep open?"
SPANISH = "¿Cuántos refugios de la sociedad civil ayudó a mantener abiertos el SNU?"
SHELTERS = "In response to this problem, the UNS helped keep 89 civil society shelters open"
OFF_TOPIC = ["Which strings should I put on my violin?", "¿Cuál es la receta del gazpacho andaluz?"]


@pytest.mark.parametrize("question", [ENGLISH, SPANISH])
def test_a_question_in_either_language_is_answered_by_the_same_sentence(
    real_assistant: Assistant, question: str
) -> None:
    answer = real_assistant.ask(question)
    assert not answer.refused
    assert contains(SHELTERS, fold(answer.text))
    assert answer.citations[0].headings[-1] == "PRIMARY CARE IN SHELTERS DURING COVID-19"
    assert answer.citations[0].lines[0] <= 1154 <= answer.citations[0].lines[1]


@pytest.mark.parametrize("question", OFF_TOPIC)
def test_a_question_off_the_reports_topics_is_refused_with_the_nearest_sections(
    real_assistant: Assistant, question: str
) -> None:
    answer = real_assistant.ask(question)
    assert answer.refusal is not None
    assert answer.refusal.reason == "not found"
    assert (answer.sentences, answer.citations) == ((), ())
    assert len(answer.hits) == 10


def test_a_follow_up_is_searched_with_the_question_before_it(real_assistant: Assistant) -> None:
    answer = real_assistant.ask("and how many rooms were outfitted?", [ENGLISH])
    assert answer.query.from_history
    assert contains("the UNS outfitted 102 rooms in filter hotels", fold(answer.text))


@pytest.mark.parametrize("text", ["Thanks!", "gracias", "hello", "Bread recipe?"])
def test_small_talk_is_not_dragged_back_to_the_last_question(real_assistant: Assistant, text: str) -> None:
    assert not real_assistant.ask(text, [ENGLISH]).query.from_history


@pytest.mark.parametrize("text", ["Thanks!", "hello", "Bread recipe?"])
def test_small_talk_is_refused(real_assistant: Assistant, text: str) -> None:
    assert real_assistant.ask(text, [ENGLISH]).refused


def test_every_quote_is_the_report_s_own_text(real_assistant: Assistant) -> None:
    for question in (ENGLISH, SPANISH, "Who coordinates the gender group?", "budget", "FAO", "¿Y los jóvenes?"):
        answer = real_assistant.ask(question)
        for citation in answer.citations:
            document = real_assistant.documents[citation.quote.passage.document]
            assert citation.quote.text == document.text[citation.quote.start : citation.quote.end]
            assert citation.lines == document.lines_of(citation.quote.start, citation.quote.end)
        numbers = [citation.number for citation in answer.citations]
        assert numbers == list(range(1, len(numbers) + 1))
        assert {sentence.citation for sentence in answer.sentences} == set(numbers)
        assert answer.refused == (answer.sentences == ())
        assert len(answer.text.split()) <= 80
        assert [(-hit.score, hit.passage.id) for hit in answer.hits] == sorted(
            (-hit.score, hit.passage.id) for hit in answer.hits
        )


@pytest.mark.parametrize(
    "question",
    [
        "<script>alert(1)</script>",
        "**Who** _did_ `what`?",
        "$\\frac{1}{2}$",
        "谁帮助了移民？",
        "مَن ساعد المهاجرين؟",
        "?!",
        "a",
    ],
)
def test_any_text_gets_an_answer_or_a_refusal(real_assistant: Assistant, question: str) -> None:
    answer = real_assistant.ask(question)
    assert answer.question == question
    assert answer.refused == (answer.sentences == ())


@pytest.mark.parametrize("question", ["", "  \n ", "why? " * 2000])
def test_blank_and_endless_questions_are_errors(real_assistant: Assistant, question: str) -> None:
    with pytest.raises(InputError, match=r"The question (is empty|has 10,000 characters)"):
        real_assistant.ask(question)


def test_python_command_line_and_batch_give_the_same_answer(
    real_assistant: Assistant, real_settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = ["--corpus", real_settings.corpus, "--index", real_settings.index]
    expected = json.loads(json.dumps(answer_to_json(real_assistant.ask(ENGLISH), real_assistant.documents)))
    assert main(["ask", ENGLISH, "--json", *folders]) == 0
    assert json.loads(capsys.readouterr().out) == expected
    questions = tmp_path / "questions.jsonl"
    questions.write_text(json.dumps({"id": "q1", "question": ENGLISH}) + "\n", encoding="utf-8")
    assert main(["batch", str(questions), *folders]) == 0
    assert json.loads(capsys.readouterr().out) == {"id": "q1", **expected}


def test_an_index_of_another_model_is_not_used(real_settings: Settings) -> None:
    other = Settings(corpus=real_settings.corpus, index=real_settings.index, query_prefix="find: ")
    with pytest.raises(StaleIndexError, match="The index was built with other prefixes or weights"):
        Assistant.open(other)
