"""Footnotes: a mark is lifted only where a note begins with it, and near misses stay in their words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from unsqa.reading.blocks.repair import LiftedMark, repair
from unsqa.reading.lines.footnotes import Mark, Notes, find_notes, lift_marks
from unsqa.reading.sources import split_lines
from unsqa.types import Dropped

NOTHING = Notes((), {})
NOTE = "\n\n1 The list of crews."


def find(text):
    """Find the notes of a text whose ruled lines are underscores."""
    lines = split_lines(text)
    ruled = {line.number for line in lines if set(line.text.strip()) == {"_"}}
    return find_notes([replace(line, text="") if line.number in ruled else line for line in lines], ruled)


# Marks.


@pytest.mark.parametrize(
    ("line", "lifted"),
    [
        ("We met many people1 here.", "We met many people here."),
        ("They left the town.1", "They left the town."),
        ("They left the town,1 and came back.", "They left the town, and came back."),
        ("It is “home”1 to them.", "It is “home” to them."),
        ("It grew (in the south)1 at last.", "It grew (in the south) at last."),
        ("the people (of the hills1) came", "the people (of the hills) came"),
        ("It is the plan1", "It is the plan"),
        ("what they caught1—and sold", "what they caught—and sold"),
        ("los años1 de lluvia", "los años de lluvia"),
        ("They left in 20211 at last", "They left in 2021 at last"),
        ("in the years 2020–20211", "in the years 2020–2021"),
        ("They left in 2021.1 Then they came back", "They left in 2021. Then they came back"),
    ],
)
def test_a_mark_glued_to_its_word_is_lifted_off(line, lifted):
    found = find(line + NOTE)
    assert (found.lines, [mark.note for mark in found.marks]) == ({3: 3}, [3])
    assert lift_marks(line, found.marks) == lifted


SPACED = [
    ("They left the town 1.", "They left the town."),
    ("They left the town 1, and came back", "They left the town, and came back"),
    ("They left the town. 1 Then they came back", "They left the town. Then they came back"),
    ("They left “the town” 1 at last", "They left “the town” at last"),
]


@pytest.mark.parametrize(("line", "lifted"), SPACED)
def test_a_mark_after_a_blank_is_lifted_where_its_note_is_at_the_foot_of_its_page(line, lifted):
    found = find(f"{line}{NOTE}\n\fThe next page")
    assert found.lines == {3: 3}
    assert lift_marks(line, found.marks) == lifted
    far = "\n".join("abcdefgh")
    assert find(f"{line}{NOTE}\n\n{far}\n\fThe next page") == NOTHING


@pytest.mark.parametrize(("line", "lifted"), SPACED)
def test_a_mark_after_a_blank_is_lifted_between_the_marks_of_the_notes_around_its_own(line, lifted):
    found = find(f"{line}\nand the boats2 too{NOTE}\n2 The boats.")
    assert found.lines == {4: 4, 5: 5}
    assert lift_marks(line, [mark for mark in found.marks if mark.line == 1]) == lifted
    assert [mark.mark for mark in find(f"and the boats2 too\n{line}{NOTE}\n2 The boats.").marks] == ["2"]


@pytest.mark.parametrize(("line", "lifted"), SPACED)
def test_a_mark_after_a_blank_stays_where_nothing_else_speaks_for_it(line, lifted):
    assert find(line + NOTE) == NOTHING


@pytest.mark.parametrize(
    "line",
    [
        "the gas CO1 rose",  # a capital before the digit
        "in G1 and WATER1 alone",
        "people12 came",
        "people1st came",
        "people 1 came",
        "the town 1 is here.",
        "it rose 3.1 per cent",
        "in 2021 they came",
        "people2 came",
        "1",
        "see www.example.org/a1b",
    ],
)
def test_a_number_that_no_note_begins_with_or_that_stands_otherwise_stays(line):
    assert find(line + NOTE) == NOTHING


@pytest.mark.parametrize(
    "note",
    [
        "1The list",
        "1 The list",
        "1    The list",
        "1 “The list”",
        "1 (The list)",
        "1 https://example.org/a",
        "1 ibid., p. 7",
    ],
)
def test_a_note_begins_with_its_number_and_a_word(note):
    assert find(f"many people1 here\n\n{note}") == Notes((Mark(1, 11, "1", 3),), {3: 3})


@pytest.mark.parametrize(
    "note",
    ["1 the list", "1. The list", "1) The list", "1", "1,283 boats", "1 2 3", "1     The list", "No. 1 The list"],
)
def test_what_begins_otherwise_is_no_note(note):
    assert find(f"many people1 here\n\n{note}") == NOTHING


def test_a_note_without_a_mark_is_text():
    assert find("many people here\n\n1 The list") == NOTHING


def test_a_mark_is_tied_to_the_note_of_its_page_or_the_page_beside_it_and_no_further():
    tied = Notes((Mark(1, 11, "1", 2),), {2: 2})
    assert find("many people1 here\n\f1 The list") == tied
    assert find("many people1 here\n\fand\n\f1 The list") == NOTHING
    assert find("1 The list\n\fmany people1 here") == Notes((Mark(2, 12, "1", 1),), {1: 1})


def test_of_two_marks_the_nearer_one_on_the_notes_own_page_is_lifted():
    assert find("the boats1 left\nthe crews1 left\n\n1 The list") == Notes((Mark(2, 9, "1", 4),), {4: 4})
    assert find("the boats1 left\na\nb\nc\n\n1 The list\n\fthe crews1") == Notes((Mark(1, 9, "1", 6),), {6: 6})


def test_a_mark_after_a_blank_counts_only_where_none_is_glued():
    assert find("the town 1.\nthe boats1 left\n\n1 The list").marks == (Mark(2, 9, "1", 4),)


def test_pages_may_number_their_notes_anew():
    text = "the boats1 left\n\n1 The boats\n\fthe crews1 left\n\n1 The crews"
    assert find(text) == Notes((Mark(1, 9, "1", 3), Mark(4, 10, "1", 6)), {3: 3, 6: 6})


# Notes.


def test_a_note_goes_on_to_a_blank_line_a_page_or_the_next_note():
    text = "the boats1 of the crews2 left\n\n1 The list\nof boats\n2 The list\nof crews\n\nThe next."
    assert find(text).lines == {3: 3, 4: 3, 5: 5, 6: 5}
    assert find("the boats1 left\n\n1 The list\n\fof boats").lines == {3: 3}


def test_a_line_in_a_note_that_begins_with_a_number_is_part_of_it():
    assert find("the boats1 left\n\n1 The list\n3 boats and more").lines == {3: 3, 4: 3}


def test_several_marks_of_a_line_are_lifted_each_at_its_place():
    marks = (Mark(1, 9, "1", 8), Mark(1, 20, "12", 9))
    assert lift_marks("the boats1 and nets.12 They left.", marks) == "the boats and nets. They left."


@pytest.mark.parametrize("end", [").1", "”.1", "”,1"])
def test_a_mark_behind_the_full_stop_of_a_parenthesis_is_lifted(end):
    line = f"the boats (or “nets{end} They left"
    assert find(line + NOTE).marks == (Mark(1, line.index("1"), "1", 3),)


def test_a_mark_belongs_to_one_note_alone():
    repaired = repair(split_lines("the boats1 left\n\n1 The list\n\n1 The other list"))
    assert repaired.blocks[0].text == "the boats left"
    assert repaired.dropped == (Dropped(1, "1", "footnote mark"),)


def test_a_mark_within_a_note_is_left_in_it():
    found = find("the boats1 left\n\n1 The list\nof the crews2 left\n\n2 The other list")
    assert found == Notes((Mark(1, 9, "1", 3),), {3: 3, 4: 3, 6: 6})


# Below a ruled line.

RULE = "\n\n__________\n\n"


def test_a_note_below_a_ruled_line_needs_no_mark():
    assert find(f"many people here{RULE}1 The list\nof crews") == Notes((), {5: 5, 6: 5})


def test_a_note_below_a_ruled_line_goes_on_over_blank_lines_to_the_next_note_or_page():
    text = f"many people here{RULE}1 The list\n\nof crews\n2 The boats\n\fThe next page"
    assert find(text).lines == {5: 5, 6: 5, 7: 5, 8: 8}


def test_a_rule_holds_to_the_end_of_its_page():
    assert find("many people here\n\n__________\n\n\f1 The list").lines == {}
    assert find("1 The list\n\n__________\n\nmany people here").lines == {}


def test_a_mark_between_two_words_is_lifted_where_its_note_is_below_a_rule_and_it_is_the_only_one():
    text = "nine crews of the town 1 have left the boats"
    assert find(f"{text}{RULE}1 The list").marks == (Mark(1, 23, "1", 5),)
    assert find(f"{text} in 1 year{RULE}1 The list").marks == ()
    assert find(f"{text}\n\n1 The list").marks == ()


# Repaired text.


def test_a_lifted_mark_is_left_out_with_its_line_and_its_note_is_a_block_of_its_own():
    repaired = repair(split_lines("The harbour has many people1 who\nmend nets.\n1 The list\nof crews."))
    assert [(block.text, block.kind) for block in repaired.blocks] == [
        ("The harbour has many people who mend nets.", "text"),
        ("1 The list of crews.", "note"),
    ]
    assert repaired.dropped == (Dropped(1, "1", "footnote mark"),)
    assert repaired.marks == (LiftedMark(line=1, n_chars_before=23, mark="1", note=3),)


def test_a_sentence_goes_on_over_a_note():
    text = "The harbour has many people1 who mend the\n\n1 The list of crews.\n\nnets of the boats in winter."
    assert [(block.text, block.kind) for block in repair(split_lines(text)).blocks] == [
        ("The harbour has many people who mend the nets of the boats in winter.", "text"),
        ("1 The list of crews.", "note"),
    ]
