"""One question, one Answer: what is small talk, what a follow-up rests on, what holds of every answer and refusal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from doubles import WordEmbedder
from small import BOATS_AGENCIES, BOATS_QUESTION, BOATS_QUOTE, TREES_QUESTION, UNANSWERED_QUESTION, write_small_corpus

from unsqa.answering.assistant import Assistant
from unsqa.finding.build import build_index
from unsqa.finding.index import load_index, read_manifest
from unsqa.types import Answer, Query, Refusal, Sentence, Turn, Unmet
from unsqa.types.answer import EVERYTHING

if TYPE_CHECKING:
    from pathlib import Path

NETS = "What did each crew of the harbour receive?"
WAITING = "Are any boats of the harbour still waiting for an engine?"
STORM = "How many boats did the storm of Saint Abel sink in the harbour of Norvik in 2019?"
STORM_QUOTE = "In 2021 the storm of Saint Abel sank forty boats in the harbour of Norvik and broke both of its piers."
NETS_QUOTE = "Each crew received a set of nets, a radio and two days of training in safety at sea."
BANK = [(NETS, [5, 5]), (WAITING, [7, 7])]
FOLLOW_UP = "And who repaired them?"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Return an assistant over the small corpus, the first report with a bank of its own."""
    folder: Path = tmp_path_factory.mktemp("assistant")
    corpus = write_small_corpus(folder)
    lines = [json.dumps({"question": question, "lang": "en", "lines": lines}) for question, lines in BANK]
    (corpus / "norvik-2021" / "questions.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    build_index(corpus, folder / "index", WordEmbedder(), model="words")
    return Assistant(load_index(folder / "index", read_manifest(folder / "index")), WordEmbedder())


# Small talk


@pytest.mark.parametrize(
    ("message", "language", "said"),
    [
        (
            "Good morning!",
            "en",
            "Hello. Ask what the report says: the answer is its own sentences, each with its place.",
        ),
        ("Thanks a lot.", "en", "You are welcome."),
        ("Muchas gracias", "es", "De nada."),
    ],
)
def test_small_talk_gets_a_line_and_nothing_is_searched(
    assistant: Assistant, message: str, language: str, said: str
) -> None:
    assert assistant.ask(message) == Answer(
        question=message,
        query=Query(message, language),
        sentences=(),
        citations=(),
        hits=(),
        refusal=Refusal("small talk", said),
        n_reports=2,
        n_library=2,
        n_passages=5,
        filters=EVERYTHING,
        related=(),
    )


def test_thanks_between_two_questions_leave_the_follow_up_what_it_rests_on(assistant: Assistant) -> None:
    before = "How many boats sank in the harbour of Norvik?"
    for history in ([before], [before, "Thanks!"]):
        assert assistant.ask(FOLLOW_UP, history).query.text == f"{before} Who repaired them?"


# History


@pytest.mark.parametrize("question", [FOLLOW_UP, "Back to the boats: which council was it?", TREES_QUESTION, "Thanks!"])
def test_earlier_questions_give_the_same_answer_with_and_without_theirs(assistant: Assistant, question: str) -> None:
    asked = [BOATS_QUESTION, "And who got the nets?", UNANSWERED_QUESTION]
    turns: list[Turn] = []
    for earlier in asked:
        turns.append(Turn(earlier, assistant.ask(earlier, turns)))
    expected = assistant.ask(question, turns)
    assert assistant.ask(question, asked) == expected
    assert assistant.ask(question, [Turn(earlier) for earlier in asked]) == expected
    assert assistant.ask(question, [*turns[:1], *asked[1:]]) == expected


# Related questions


def test_after_an_answer_come_bank_questions_that_it_does_not_answer(assistant: Assistant) -> None:
    answer = assistant.ask(BOATS_QUESTION)
    assert answer.sentences == (
        Sentence(BOATS_QUOTE, 1),
        Sentence(BOATS_AGENCIES, 2, keys=((0, 3), (5, 9), (15, 18))),
    )
    assert answer.related == (WAITING, NETS)


def test_what_was_asked_or_shown_before_is_not_offered(assistant: Assistant) -> None:
    assert assistant.ask(BOATS_QUESTION, [NETS]).related == (WAITING,)
    shown = "Who got a set of nets, a radio and two days of training in safety at sea?"
    assert NETS_QUOTE in assistant.ask(shown).text
    assert assistant.ask(BOATS_QUESTION, [shown]).related == (WAITING,)


def test_after_what_is_not_quite_answered_come_questions_near_to_what_the_reports_do_say(assistant: Assistant) -> None:
    assert set(assistant.ask(STORM).related) == {WAITING, NETS}


# What holds of every answer


def test_another_year_is_not_quite_answered_and_what_the_report_does_say_is_cited(assistant: Assistant) -> None:
    answer = assistant.ask(STORM)
    assert answer.refusal is not None
    assert (answer.refusal.reason, answer.refusal.text) == ("not quite", "The report gives 2021, not 2019.")
    assert answer.refusal.unmet == (Unmet("2019", "year", given="2021"),)
    cited = [(one.number, one.quote.text, one.lines, one.page.label) for one in answer.refusal.nearest]
    assert cited == [(1, STORM_QUOTE, (3, 3), "10")]
    assert assistant.ask(STORM.replace("2019", "2021")).text == STORM_QUOTE


@pytest.mark.parametrize("question", [STORM, UNANSWERED_QUESTION, "?!", "Hello!"])
def test_a_refusal_has_a_reason_and_neither_sentences_nor_citations(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.refusal is not None
    assert (answer.refused, answer.text, answer.sentences, answer.citations) == (True, "", (), ())
    assert bool(answer.refusal.unmet) == bool(answer.refusal.nearest) == (answer.refusal.reason == "not quite")


@pytest.mark.parametrize("question", [BOATS_QUESTION, TREES_QUESTION])
def test_every_sentence_has_its_citation_and_every_citation_its_sentence(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.refusal is None
    numbers = [sentence.citation for sentence in answer.sentences]
    assert list(dict.fromkeys(numbers)) == [citation.number for citation in answer.citations]
    for citation in answer.citations:
        own = [sentence.text for sentence in answer.sentences if sentence.citation == citation.number]
        assert " ".join(own) == " ".join(citation.quote.text.split())
