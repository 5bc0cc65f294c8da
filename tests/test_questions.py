"""Question files: single questions, conversations, and the line named where something is wrong."""

from __future__ import annotations

import json
import re

import pytest

from unsqa.errors import InputError
from unsqa.measuring.questions import Item, parse_questions, read_questions


def parse(*records):
    """Parse lines: texts as they are, other values as JSON."""
    lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
    return list(parse_questions(lines, "q.jsonl"))


def raises_input_error(text):
    return pytest.raises(InputError, match=f"^{re.escape(text)}$")


def test_a_question_keeps_its_id_its_words_and_all_that_came_with_it():
    record = {"id": "en-1", "question": " Who? ", "lang": "en", "type": "fact", "evidence": ["a"], "must_contain": []}
    assert parse(record) == [Item("en-1", " Who? ", (), record)]


def test_history_is_kept_oldest_first():
    record = {"id": "a", "question": "And then?", "history": ["first", "second"]}
    assert parse(record) == [Item("a", "And then?", ("first", "second"), record)]


def test_a_question_without_an_id_gets_the_number_of_its_line():
    assert [item.id for item in parse({"question": "a"}, "", {"question": "b"})] == ["1", "3"]


def test_an_id_that_is_a_number_becomes_text():
    assert parse({"id": 7, "question": "a"})[0].id == "7"


def test_the_turns_of_a_conversation_become_items_with_the_earlier_questions_as_history():
    opening = {"question": "Who came?", "evidence": ["x"], "must_contain": [["x"]]}
    follow_up = {"question": "And when?", "needs_context": True}
    change = {"question": "What is sold?", "needs_context": False}
    first = {**opening, "lang": "es", "turn": 1, "history": []}
    second = {**follow_up, "lang": "es", "turn": 2, "history": ["Who came?"]}
    third = {**change, "lang": "es", "turn": 3, "history": ["Who came?", "And when?"]}
    assert parse({"id": "cv-001", "lang": "es", "turns": [opening, follow_up, change]}) == [
        Item("cv-001/1", "Who came?", (), first),
        Item("cv-001/2", "And when?", ("Who came?",), second),
        Item("cv-001/3", "What is sold?", ("Who came?", "And when?"), third),
    ]


def test_conversations_and_questions_may_be_mixed_and_share_no_history():
    found = parse({"id": "c", "turns": [{"question": "a"}, {"question": "b"}]}, {"id": "q", "question": "d"})
    assert [(item.id, item.history) for item in found] == [("c/1", ()), ("c/2", ("a",)), ("q", ())]


def test_blank_lines_are_passed_over_and_still_counted():
    with raises_input_error('q.jsonl, line 4 has no text under "question".'):
        parse({"question": "a"}, "", " \t", "{}")


def test_a_line_that_is_not_json_is_named():
    expected = r"^q\.jsonl, line 2 is not JSON: .+\. Each line must be one JSON object\.$"
    with pytest.raises(InputError, match=expected):
        parse({"question": "a"}, "{'question': 'b'}")


@pytest.mark.parametrize(
    ("line", "kind"), [("[]", "list"), ('"Who?"', "str"), ("3", "int"), ("null", "NoneType"), ("true", "bool")]
)
def test_a_line_that_is_no_object_is_named_with_what_it_is(line, kind):
    with raises_input_error(f"q.jsonl, line 1 is not a JSON object but {kind}."):
        parse(line)


@pytest.mark.parametrize("record", [{"id": "a"}, {"question": None}, {"question": 3}, {"question": ["a"]}])
def test_a_line_without_a_question_is_named(record):
    with raises_input_error('q.jsonl, line 1 has no text under "question".'):
        parse(record)


def test_a_turn_without_a_question_is_named_by_its_line():
    with raises_input_error('q.jsonl, line 2 has no text under "question".'):
        parse({"question": "a"}, {"id": "c", "turns": [{"question": "a"}, {"needs_context": True}]})


@pytest.mark.parametrize("history", ["Who?", None, {"a": "b"}, ["Who?", 3], [["Who?"]]])
def test_a_history_that_is_no_list_of_texts_is_named(history):
    with raises_input_error('q.jsonl, line 1: "history" must be a list of the earlier questions, oldest first.'):
        parse({"question": "a", "history": history})


@pytest.mark.parametrize("turns", [None, 3, "Who?", ["Who?"], [None], [["question"]]])
def test_turns_that_are_no_list_of_objects_are_named_by_their_line(turns):
    with pytest.raises(InputError, match=r"^q\.jsonl, line 1\b"):
        parse({"id": "c", "turns": turns})


def test_a_line_nested_too_deeply_is_named():
    with pytest.raises(InputError, match=r"^q\.jsonl, line 1\b"):
        parse("[" * 100_000)


def test_a_file_is_read_as_utf8_with_any_line_end(tmp_path):
    path = tmp_path / "q.jsonl"
    path.write_bytes('{"id": "a", "question": "¿Quién?\u2028"}\r\n{"id": "b", "question": "Who?"}'.encode())
    assert [(item.id, item.question) for item in read_questions(path)] == [("a", "¿Quién?\u2028"), ("b", "Who?")]


def test_errors_in_a_file_name_the_file(tmp_path):
    path = tmp_path / "q.jsonl"
    path.write_text('{"question": "a"}\n[]\n', encoding="utf-8")
    with raises_input_error(f"{path}, line 2 is not a JSON object but list."):
        read_questions(path)


def test_a_missing_file_is_named(tmp_path):
    path = tmp_path / "none.jsonl"
    with pytest.raises(InputError, match=f"^The question file {re.escape(str(path))} cannot be read: .*No such file"):
        read_questions(path)


def test_a_file_that_is_not_utf8_is_named(tmp_path):
    path = tmp_path / "latin.jsonl"
    path.write_bytes(b'{"question": "\xe9"}')
    with pytest.raises(InputError, match=f"^The question file {re.escape(str(path))} cannot be read: .*utf-8"):
        read_questions(path)


def test_an_empty_file_holds_no_questions(tmp_path):
    path = tmp_path / "q.jsonl"
    path.write_text("\n", encoding="utf-8")
    assert read_questions(path) == []
