"""A file -> its lines: encodings, line ends, page breaks, and files that cannot be read."""

from __future__ import annotations

import re

import pytest

from unsqa.errors import CorpusError
from unsqa.reading.limits import MAX_FILE_BYTES
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
        (" PLAN", True),
        (" THE HARBOUR COUNCIL", True),
        (" of the harbour", True),
        ("\fform feed", True),
        ("\f", True),
        ("no blank", False),
        ("  two blanks", False),
        ("\ttab", False),
        (" 56", False),
        (" 47 48", False),
        (" 2a", False),
        (" año", False),
        (" the year", False),
        (" 3The list of crews in 2021", False),
        (" https://example.org/a and more of it", False),
        (" www.example.org/a and more of it", False),
        (" Source: census of boats in 2021", False),
        (" Fuente: censo de barcos de 2021", False),
        (" 8.5%", False),
        (" ___", False),
        (" ", False),
        ("", False),
    ],
)
def test_a_leading_blank_starts_a_page_unless_the_line_is_a_scrap_a_note_an_address_or_a_source(line, starts_page):
    assert starts(f"first\n{line}\nlast", "leading blank") == ([1, 2] if starts_page else [1])


@pytest.mark.parametrize(
    ("above", "line", "starts_page"),
    [
        ("Agencies: ", " FAO, ILO and UN Women", False),
        ("Agencies:", " FAO, ILO and UN Women", False),
        ("WAGES: NETS,", " RADIOS and boats", False),
        ("Agencies:", " FAO, ILO, UN Women, UNICEF and the harbour", True),
        ("The agencies", " FAO, ILO and UN Women", True),
        ("Wages: nets,", " radios and some boats", True),
    ],
)
def test_a_leading_blank_below_a_label_that_goes_on_starts_no_page(above, line, starts_page):
    assert starts(f"first\n{above}\n{line}", "leading blank") == ([1, 3] if starts_page else [1])


def test_leading_blanks_start_no_page_where_form_feeds_do():
    assert starts("first\n CHAPTER 1\n\fthird", "form feed") == [1, 3]


def test_the_first_line_starts_a_page_whatever_it_holds():
    assert [starts(text, "leading blank") for text in ("first\nsecond", "56\nsecond", "\nsecond")] == [[1], [1], [1]]


def test_the_page_break_asked_for_is_the_one_used(tmp_path):
    path = write(tmp_path, b"first\n the second page\n\fthird")
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
    with raises_corpus_error(f"{path} has no text in it. Put the report's text there, or take the file away."):
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


@pytest.mark.parametrize("name", ["report.odt", "report", "report.txt.gz"])
def test_a_kind_of_file_without_a_reader_is_named_with_those_that_have_one(tmp_path, name):
    path = write(tmp_path, b"one", name)
    with raises_corpus_error(
        f"{path} is of a kind that unsqa cannot read; it reads: .txt, .pdf, .docx, .html, .htm, .md."
    ):
        read_lines(path)


@pytest.mark.parametrize(
    ("data", "kind", "suffix"),
    [(b"%PDF-1.7\n", "a PDF", ".pdf"), (b"PK\x03\x04\x14", "a ZIP file, as Word writes it", ".docx")],
)
def test_a_text_file_that_is_of_another_kind_is_named_with_its_right_suffix(tmp_path, data, kind, suffix):
    path = write(tmp_path, data)
    with raises_corpus_error(f"{path} is {kind}, not text. Name it report{suffix}."):
        read_lines(path)


@pytest.mark.parametrize("name", ["report.md", "report.html", "report.HTM"])
def test_markup_is_read_by_the_reader_of_its_suffix(tmp_path, name):
    text = "# Water\n\nRain fell.\n" if name.endswith("md") else "<h1>Water</h1><p>Rain fell.</p>"
    lines = read_lines(write(tmp_path, text.encode(), name))
    assert [(line.text, line.heading) for line in lines if line.text] == [("Water", 1), ("Rain fell.", 0)]


def test_the_case_of_the_suffix_does_not_matter(tmp_path):
    path = write(tmp_path, "one\ndos años\n".encode(), "REPORT.TXT")
    assert read_lines(path) == ONE_TWO


def test_a_text_with_zero_bytes_is_refused_as_binary(tmp_path):
    path = write(tmp_path, "one".encode("utf-16-le"))
    with raises_corpus_error(f"{path} is binary or UTF-16: it has zero bytes. Save it as UTF-8 and index again."):
        read_lines(path)


def test_a_file_larger_than_a_report_may_be_is_refused_before_it_is_read(tmp_path):
    path = write(tmp_path, b"", "report.pdf")
    with path.open("r+b") as file:
        file.truncate(MAX_FILE_BYTES + 2**20)
    reason = "has 51.0 MB; a report may have 50. Save it with smaller pictures, or in parts."
    with raises_corpus_error(f"{path} {reason}"):
        read_lines(path)


def test_a_file_that_is_read_in_a_process_of_its_own_may_have_any_name(tmp_path):
    path = write(tmp_path, "# Año de lluvia".encode(), "-m informe “año”\udcff \n.md")
    assert read_lines(path) == (SourceLine(1, "Año de lluvia", starts_page=True, heading=1),)
