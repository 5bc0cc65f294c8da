"""A file -> its lines: encodings, line ends, page breaks, and files that cannot be read."""

from __future__ import annotations

import re

import pytest

from unsqa.errors import CorpusError
from unsqa.reading.sources import read_lines, split_lines
from unsqa.types import SourceLine

ONE_TWO = (SourceLine(1, "one", starts_page=True), SourceLine(2, "dos años"), SourceLine(3, ""))


def write(folder, data, name="report.txt"):
    path = folder / name
    path.write_bytes(data)
    return path


def raises_corpus_error(text):
    return pytest.raises(CorpusError, match=f"^{re.escape(text)}$")


def starts(text, page_break):
    return [line.number for line in split_lines(text, page_break) if line.starts_page]


@pytest.mark.parametrize(
    "data",
    [
        "one\ndos años\n".encode(),
        "one\ndos años\n".encode("utf-8-sig"),
        "one\r\ndos años\r\n".encode(),
        "one\rdos años\r".encode(),
        "one\r\ndos años\n".encode("utf-8-sig"),
    ],
    ids=["plain", "byte order mark", "CRLF", "CR", "byte order mark and CRLF"],
)
def test_byte_order_marks_and_kinds_of_line_end_leave_no_trace(tmp_path, data):
    assert read_lines(write(tmp_path, data)) == ONE_TWO


def test_lines_are_counted_as_an_editor_counts_them():
    text = "one\x0btwo\x85three\u2028four\x1cfive\n\n six \nlast"
    assert [(line.number, line.text) for line in split_lines(text)] == [
        (1, "one\x0btwo\x85three\u2028four\x1cfive"),
        (2, ""),
        (3, " six "),
        (4, "last"),
    ]


def test_a_form_feed_at_the_head_of_a_line_starts_a_page_and_stays_in_the_line():
    assert split_lines("one\n\ftwo\nthree\f\n four") == (
        SourceLine(1, "one", starts_page=True),
        SourceLine(2, "\ftwo", starts_page=True),
        SourceLine(3, "three\f"),
        SourceLine(4, " four"),
    )


@pytest.mark.parametrize(
    ("line", "starts_page"),
    [
        (" CHAPTER 1", True),
        (" in poverty and exacerbation", True),
        (" • Coverage was given", True),
        (" 1.16% of the GDP", True),
        (" 2a", True),
        (" año", True),
        ("\fform feed", True),
        ("\f", True),
        ("no blank", False),
        ("  two blanks", False),
        ("\ttab", False),
        (" 56", False),
        (" 47 48", False),
        (" 8.5%", False),
        (" ___", False),
        (" ", False),
        ("", False),
    ],
)
def test_a_leading_blank_starts_a_page_unless_the_line_holds_only_figures(line, starts_page):
    assert starts(f"first\n{line}\nlast", "leading blank") == ([1, 2] if starts_page else [1])


def test_leading_blanks_start_no_page_where_form_feeds_do():
    assert starts("first\n CHAPTER 1\n\fthird", "form feed") == [1, 3]


def test_the_first_line_starts_a_page_whatever_it_holds():
    assert [starts(text, "leading blank") for text in ("first\nsecond", "56\nsecond", "\nsecond")] == [[1], [1], [1]]


def test_the_page_break_asked_for_is_the_one_used(tmp_path):
    path = write(tmp_path, b"first\n second\n\fthird")
    assert [line.starts_page for line in read_lines(path)] == [True, False, True]
    assert [line.starts_page for line in read_lines(path, "leading blank")] == [True, True, True]


def test_a_file_that_is_not_utf_8_is_named_with_its_line_and_byte(tmp_path):
    path = write(tmp_path, "uno\ndos\naños y más".encode("latin-1"))
    with raises_corpus_error(f"{path} is not UTF-8 text: byte 0xf1 in line 3. Save it as UTF-8 and index again."):
        read_lines(path)


def test_a_utf_16_file_is_named_as_not_utf_8(tmp_path):
    path = write(tmp_path, "one".encode("utf-16-le").join([b"\xff\xfe", b""]))
    with raises_corpus_error(f"{path} is not UTF-8 text: byte 0xff in line 1. Save it as UTF-8 and index again."):
        read_lines(path)


def test_the_wrong_byte_is_named_behind_a_byte_order_mark_too(tmp_path):
    path = write(tmp_path, b"\xef\xbb\xbfone\ntwo\n\xf1\n")
    with raises_corpus_error(f"{path} is not UTF-8 text: byte 0xf1 in line 3. Save it as UTF-8 and index again."):
        read_lines(path)


@pytest.mark.parametrize("data", [b"", b"\n\n", b" \n\t\r\n\f\n", b"\xef\xbb\xbf"])
def test_a_file_without_text_is_named_as_empty(tmp_path, data):
    path = write(tmp_path, data)
    with raises_corpus_error(f"{path} has no text in it."):
        read_lines(path)


def test_a_missing_file_is_named_with_the_reason(tmp_path):
    path = tmp_path / "report.txt"
    with raises_corpus_error(f"{path} cannot be opened: No such file or directory."):
        read_lines(path)


def test_a_folder_in_the_place_of_a_file_is_named_with_the_reason(tmp_path):
    path = tmp_path / "report.txt"
    path.mkdir()
    with raises_corpus_error(f"{path} cannot be opened: Is a directory."):
        read_lines(path)


@pytest.mark.parametrize("name", ["report.docx", "report", "report.txt.gz"])
def test_a_kind_of_file_without_a_reader_is_named_with_those_that_have_one(tmp_path, name):
    path = write(tmp_path, b"one", name)
    with raises_corpus_error(f"{path} is of a kind that unsqa cannot read; it reads: .txt."):
        read_lines(path)


def test_the_case_of_the_suffix_does_not_matter(tmp_path):
    path = write(tmp_path, "one\ndos años\n".encode(), "REPORT.TXT")
    assert read_lines(path) == ONE_TWO
