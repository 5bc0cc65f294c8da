"""Replies of models: what is read out of them, however they wrap and break it."""

from __future__ import annotations

import json

import pytest

from unsqa.expanding.replies import Candidate, read_reply

BOATS = {"question": "Who mended the boats?", "lang": "en", "sentences": [2]}
NETS = {"question": "¿Quién recibió redes nuevas?", "lang": "es", "sentences": [3, 1]}
BOTH = (Candidate("Who mended the boats?", "en", (1,)), Candidate("¿Quién recibió redes nuevas?", "es", (0, 2)))
GOOD = json.dumps({"questions": [BOATS, NETS]}, ensure_ascii=False)


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        f"```json\n{GOOD}\n```",
        f"Here are the questions [as you asked]:\n\n{GOOD}\n\nShall I write {{more}}?",
        f"<think>Maybe {{'question': 1}} or {json.dumps(BOATS)}</think>\n{GOOD}",
        json.dumps([BOATS, NETS]),
        f"{json.dumps(BOATS)}\n{json.dumps(NETS)}",
        json.dumps({"en": [{**BOATS, "lang": ""}], "spanish": [{**NETS, "lang": "??"}]}),
        f"{GOOD[:-2]}, {{'question': 'broken'}}, {{\"question\": \"Where w",
        json.dumps({"questions": [{**BOATS, "lang": "English"}, {**NETS, "lang": "es-MX", "sentences": "[1], [3]"}]}),
        json.dumps({"questions": [{"question": " Who mended\nthe boats? ", "language": "en", "sentence": 2}, NETS]}),
    ],
    ids=[
        "as asked",
        "fence",
        "prose",
        "thinking",
        "list",
        "lines",
        "by language",
        "broken off",
        "misnamed",
        "singular",
    ],
)
def test_the_questions_are_read_whatever_stands_around_them(text):
    assert read_reply(text, 3) == BOTH


@pytest.mark.parametrize(
    "item",
    [
        {"question": "", "sentences": [1]},
        {"question": "???", "sentences": [1]},
        {"question": 7, "sentences": [1]},
        {"question": "Who?", "sentences": []},
        {"question": "Who?", "sentences": [4]},
        {"question": "Who?", "sentences": [0]},
        {"question": "Who?"},
        {"question": "x" * 301, "sentences": [1]},
        {"question": "Who \ud83d?", "sentences": [1]},
        {"question": "Who \x1b[2J fell?", "sentences": [1]},
        "Who?",
        None,
    ],
)
def test_an_item_that_is_no_question_with_a_sentence_is_skipped_and_the_rest_kept(item):
    assert read_reply(json.dumps({"questions": [BOATS, item, NETS]}), 3) == BOTH
    assert read_reply(json.dumps({"questions": [item]}), 3) is None


def test_a_language_that_is_not_said_is_told_by_the_words():
    items = [{**BOATS, "lang": None}, {**NETS, "lang": "xx"}]
    assert read_reply(json.dumps(items), 3) == BOTH


@pytest.mark.parametrize("text", ["", "I cannot do that.", "{", "[1, 2]", '{"questions": ["Who?"]}', "[" * 100_000])
def test_a_reply_without_questions_is_told_from_one_that_finds_nothing_to_ask(text):
    assert read_reply(text, 3) is None
    assert read_reply('```json\n{"questions": []}\n```', 3) == ()
