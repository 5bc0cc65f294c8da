"""A turn becomes bytes and comes back equal, whatever it holds; what cannot be read is refused with its reason."""

from __future__ import annotations

import json
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small import BOATS_QUESTION, TREES_QUESTION, UNANSWERED_QUESTION, make_assistant

from unsqa.errors import InputError, KeepingError
from unsqa.keeping.records import FORMAT, decode_turn, deflate, digest_of, encode_turn, inflate
from unsqa.types import (
    Answer,
    Citation,
    Filters,
    Hit,
    Page,
    Passage,
    Query,
    Quote,
    Reading,
    Refusal,
    Section,
    Sentence,
    Turn,
    Unmet,
)
from unsqa.types.answer import Kind, PassageKind, RefusalReason, UnmetKind
from unsqa.types.document import SectionKind

TEXT, NUMBER, FLAG = st.text(max_size=9), st.integers(-(2**40), 2**40), st.booleans()
SCORE = st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.lists(TEXT, max_size=2).map(tuple)
SPAN = st.tuples(NUMBER, NUMBER)


def some(strategy):
    return st.lists(strategy, max_size=2).map(tuple)


def one_of(kind):
    return st.sampled_from(get_args(kind))


SECTION = st.builds(
    Section, TEXTS, NUMBER, NUMBER, TEXTS, one_of(SectionKind), some(NUMBER), tags=TEXTS, addresses=TEXTS, doubtful=FLAG
)
READING = st.builds(Reading, TEXT, NUMBER, NUMBER)
PASSAGE = st.builds(
    Passage, TEXT, TEXT, SECTION, NUMBER, NUMBER, TEXT, some(SPAN), TEXT, figures=some(SPAN), readings=some(READING)
)
HIT = st.builds(Hit, PASSAGE, SCORE, some(st.tuples(TEXT, NUMBER)), SCORE, some(SCORE), some(SCORE))
QUOTE = st.builds(Quote, PASSAGE, NUMBER, NUMBER, SCORE, TEXT)
CITATION = st.builds(Citation, NUMBER, QUOTE, TEXT, st.builds(Page, TEXT, FLAG, NUMBER, NUMBER), SPAN)
UNMET = st.builds(Unmet, TEXT, one_of(UnmetKind), TEXT, FLAG)
REFUSAL = st.builds(Refusal, one_of(RefusalReason), TEXT, some(UNMET), some(CITATION))
FILTERS = st.builds(Filters, TEXTS, some(NUMBER), TEXTS, TEXTS, some(NUMBER), some(one_of(PassageKind)), TEXTS)
QUERY = st.builds(Query, TEXT, TEXT, FLAG, TEXTS, TEXTS, one_of(Kind))
ANSWER = st.builds(
    Answer,
    TEXT,
    QUERY,
    some(st.builds(Sentence, TEXT, NUMBER, FLAG, some(SPAN))),
    citations=some(CITATION),
    hits=some(HIT),
    refusal=st.none() | REFUSAL,
    n_reports=NUMBER,
    n_passages=NUMBER,
    filters=FILTERS,
    related=TEXTS,
)


@settings(max_examples=60, deadline=None)
@given(st.builds(Turn, TEXT, st.none() | ANSWER))
def test_any_turn_comes_back_equal_and_gives_the_same_bytes_again(turn):
    record = encode_turn(turn)
    back = decode_turn(inflate(deflate(record)))
    assert (back, encode_turn(back), digest_of(encode_turn(back))) == (turn, record, digest_of(record))


def test_answers_come_back_equal_with_all_that_is_drawn_of_them(tmp_path):
    assistant = make_assistant(tmp_path)
    for question in (BOATS_QUESTION, TREES_QUESTION, UNANSWERED_QUESTION, "Who repaired 99 boats?", "Hello"):
        turn = Turn(question, assistant.ask(question))
        assert decode_turn(encode_turn(turn)) == turn


def test_a_record_from_before_a_field_with_a_default_comes_back_with_the_default():
    record = json.dumps([FORMAT, {"question": "How many?"}]).encode()
    assert decode_turn(record) == Turn("How many?", None)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (b'[2,{"question":"Why?"}]', "it has format 2; this version of unsqa reads format 1"),
        (b'["1",{"question":"Why?"}]', "it has format 1; this version of unsqa reads format 1"),
        (b"[1,{}]", "it was kept by a version of unsqa with other records: question: Field required"),
        (b"[1,7]", "it was kept by a version of unsqa with other records: the turn: Input should be"),
        (b"[1]", "it is no record of a turn: not enough values to unpack"),
        (b"7", "it is no record of a turn: cannot unpack non-iterable int object"),
        (b"", "it is no record of a turn: Expecting value"),
        (b"\xff", "it is no record of a turn: 'utf-8' codec can't decode"),
    ],
)
def test_what_is_no_record_is_refused_with_the_reason(record, reason):
    with pytest.raises(KeepingError) as caught:
        decode_turn(record)
    assert str(caught.value)[: len(reason)] == reason


def test_bytes_that_are_not_what_was_written_are_refused():
    with pytest.raises(KeepingError, match=r"^its bytes are damaged: "):
        inflate(deflate(b"[1,{}]")[:-3])


def test_half_a_letter_is_refused_before_it_is_written():
    with pytest.raises(InputError, match=r"^The question 'How \\ud83d\?' cannot be kept: .* Type it again\.$"):
        encode_turn(Turn("How \ud83d?"))
