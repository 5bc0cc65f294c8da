"""Broken files: whatever bytes a report has, reading gives a document or a CorpusError, in bounded time and memory.

Valid files are made here and then broken by hypothesis. UNSQA_FUZZ=5000 tries so many broken files of each kind, others
each time; without it a few, always the same.
"""

from __future__ import annotations

import os
import re
from functools import cache
from io import BytesIO
from itertools import pairwise
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
import typst
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unsqa.errors import CorpusError
from unsqa.reading.corpus import read_corpus, read_file
from unsqa.reading.document import make_document
from unsqa.reading.isolated import read_isolated
from unsqa.reading.limits import MAX_CHARS, check_lines
from unsqa.reading.passages import make_passages
from unsqa.reading.sources import READERS, read_lines
from unsqa.types import Report

N_EXAMPLES = int(os.environ.get("UNSQA_FUZZ", "0"))
FUZZ = settings(
    max_examples=N_EXAMPLES or 60,
    derandomize=not N_EXAMPLES,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
MAX_BYTES = 200_000  # of a broken file

# What has broken readers before: nesting, giant numbers, things without an end, bytes that are no text.
TOKENS = (
    *(
        token * 300
        for token in (b"<<", b"[", b"(", b"<div>", b"<table><tr><td>", b"<ul><li>", b"> ", b"- ", b"*", b"`")
    ),
    *(token * 300 for token in (b"<w:tbl><w:tr><w:tc>", b"<w:p>", b"&a;", b"![", b"<b ", b"</", b"<![CDATA[", b"1.")),
    *(b"9" * 400, b"-1", b"1e400", b"NaN", b"2147483648", b"18446744073709551616", b"0 0 R", b"2 0 R"),
    *(
        b"\0",
        b"\xff\xfe",
        b"\xed\xa0\x80",
        b"\x0c",
        b"\r",
        b"\x85",
        b"&#x110000;",
        b"&#xD800;",
        b"&#0;",
        b"<!--",
        b"]]>",
    ),
    *(
        b"\nTable 1. Wells\n12\n30%\n",
        b"\n1 The list\n",
        b" (ABC) ",
        b"\tx\t",
        b"\n\n",
        b"-\n",
        "…\u200b\u202e".encode(),
    ),
)

TEXT = """RESULTS OF THE YEAR

In 2021 the council repaired 31 boats1 in the harbour of Norvik and paid US$ 1,200 for each of them, as a
report of the Fund for Rural Credit (FRC) says. Most of the crews went to sea again be-
fore the season began.

Figure 1: Boats by year
2019
2020
12%
45%
Source: harbour council

• Nets were given to 40 crews.
• Radios came in May.

FAO, ILO and UNDP

1 The list of crews in 2021.

12
\fNIGHT SCHOOLS

School\t2019\t2020
Salt pans\t480\t395
Port\t212\t300
"""

OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'

PDF_OBJECTS = b"""1 0 obj
<< /Type /Catalog /Pages 2 0 R >>
endobj
2 0 obj
<< /Type /Pages /Kids [3 0 R] /Count 1 >>
endobj
3 0 obj
<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>
endobj
4 0 obj
<< /Length 168 >>
stream
BT /F1 18 Tf 50 760 Td (Harbours) Tj ET
BT /F1 10 Tf 50 700 Td 12 TL (The council mended 31 boats) Tj T* (The wells gave water.) Tj ET
BT 0 1 -1 0 20 100 Tm (up) Tj ET
endstream
endobj
5 0 obj
<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>
endobj
"""


@cache
def seeds(suffix: str) -> tuple[bytes, ...]:
    """Return small valid files of a kind."""
    if suffix == ".txt":
        return (TEXT.encode(),)
    if suffix == ".md":
        table = "| School | 2020 |\n|---|---|\n| Port | 300 |\n"
        return (
            f'---\ntitle: x\n---\n# Results\n\n{TEXT}\n> quoted\n\n1. [a](b "c")\n\n```\ncode\n```\n\n{table}'.encode(),
        )
    if suffix == ".html":
        table = "<table><tr><th rowspan=2>School<td colspan=3>2020</table>"
        rows = "".join(f"<p>{line}</p>" for line in TEXT.split("\n\n"))
        return (f'<!doctype html><meta charset="utf-8"><h1>Results</h1>{rows}<ol><li>a&amp;b</ol>{table}'.encode(),)
    if suffix == ".docx":
        return (word_document(),)
    marked_up = TEXT.replace("\f", "").replace("$", "\\$")
    typeset = typst.compile(f'#set heading(numbering: "1.")\n= Results\n{marked_up}'.encode(), format="pdf")
    assert isinstance(typeset, bytes)
    return (plain_pdf(PDF_OBJECTS), typeset)


def plain_pdf(objects: bytes) -> bytes:
    """Return a PDF of these objects without a table of where they are, which pdfium makes anew."""
    return b"%PDF-1.4\n" + objects + b"trailer\n<< /Size 6 /Root 1 0 R >>\n%%EOF\n"


def word_document() -> bytes:
    document = docx.Document()
    document.add_heading("Results", 1)
    for part in TEXT.replace("\f", "").split("\n\n"):
        document.add_paragraph(part, style="List Bullet" if part.startswith("•") else None)
    table = document.add_table(2, 2)
    for row in range(2):
        table.cell(row, 0).text, table.cell(row, 1).text = "Salt pans", f"{row} schools"
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def repacked(document: bytes, changed: dict[str, bytes]) -> bytes:
    """Return a Word document with other bytes for some of its parts."""
    written = BytesIO()
    with ZipFile(BytesIO(document)) as old, ZipFile(written, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changed.get(name, old.read(name)))
    return written.getvalue()


@st.composite
def edits(draw: st.DrawFn, data: bytes) -> bytes:
    """Draw the bytes of a file, broken in one place or several."""
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        end = min(len(data), at + draw(st.sampled_from((1, 1, 2, 5, 20, 100, 1_000))))
        kind = draw(st.sampled_from(("flip", "flip", "cut", "drop", "copy", "repeat", "token", "bytes")))
        if kind == "flip":
            data = data[:at] + bytes([data[at] ^ draw(st.integers(1, 255))] if data else b"") + data[at + 1 :]
        elif kind == "cut":
            data = data[:at]
        elif kind == "drop":
            data = data[:at] + data[end:]
        elif kind == "copy":
            to = draw(st.integers(0, len(data)))
            data = data[:to] + data[at:end] + data[to:]
        elif kind == "repeat":
            data = data[:at] + data[at:end] * draw(st.sampled_from((2, 10, 100, 1_000))) + data[end:]
        else:
            new = draw(st.sampled_from(TOKENS) if kind == "token" else st.binary(max_size=20))
            data = data[:at] + new + data[at:]
        data = data[:MAX_BYTES]
    return data


@st.composite
def broken_files(draw: st.DrawFn, suffix: str) -> bytes:
    """Draw a broken file; of a Word document mostly the XML within is broken."""
    data = draw(st.sampled_from(seeds(suffix)))
    if suffix != ".docx" or draw(st.integers(0, 3)) == 0:
        return draw(edits(data))
    with ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    often = ["word/document.xml"] * 3 + ["word/styles.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"]
    name = draw(st.sampled_from(often))
    return repacked(data, {name: draw(edits(parts[name]))})


def read_whole(path):
    """Read a file down to its passages, in this process; None where it is refused."""
    try:
        lines = READERS[path.suffix](path, "form feed")
        check_lines(lines, str(path))
    except CorpusError as error:
        if path.name not in str(error):
            raise AssertionError(f"The file is not named: {error}") from error
        return None
    document = make_document(Report("broken", "Broken", "en"), lines)
    for passage in make_passages(document):
        assert document.text[passage.start : passage.end] == passage.text
    return document


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".docx", ".pdf"])
def test_a_broken_file_is_read_or_refused_by_name(tmp_path, suffix):
    @FUZZ
    @given(broken_files(suffix))
    def read(data: bytes) -> None:
        path = tmp_path / f"report{suffix}"
        path.write_bytes(data)
        read_whole(path)

    read()


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".docx", ".pdf"])
def test_the_files_that_are_broken_here_are_whole_to_begin_with(tmp_path, suffix):
    for data in seeds(suffix):
        path = tmp_path / f"report{suffix}"
        path.write_bytes(data)
        document = read_whole(path)
        assert document is not None
        assert "31 boats" in document.text


# Shapes that are known to break readers. Each is read as `unsqa index` reads it, or refused with what to do.


def with_body(xml: str, before: str = "") -> bytes:
    """Return a Word document with this body, and this before it."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f'<?xml version="1.0"?>{before}<w:document xmlns:w="{space}"><w:body>{xml}</w:body></w:document>'
    return repacked(word_document(), {"word/document.xml": body.encode()})


def nested(*tags: str, n: int) -> str:
    """Return words within tags within tags."""
    begin, end = "".join(f"<{tag}>" for tag in tags), "".join(f"</{tag}>" for tag in reversed(tags))
    return f"{begin * n}<w:p><w:r><w:t>The wells gave water.</w:t></w:r></w:p>{end * n}"


def with_entities(text: str) -> bytes:
    """Return a Word document whose entities each stand for ten of the one before."""
    names = "abcdefghijkl"
    laughs = "".join(f'<!ENTITY {two} "{f"&{one};" * 10}">' for one, two in pairwise(names))
    return with_body(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>", f'<!DOCTYPE x [<!ENTITY a "haha">{laughs}]>')


def with_pages(kids: bytes, count: int) -> bytes:
    return plain_pdf(PDF_OBJECTS.replace(b"[3 0 R] /Count 1", b"[%s] /Count %d" % (kids, count)))


REFUSED = {
    "entities.docx": (with_entities("&l;"), "no whole Word document: Maximum entity amplification factor exceeded"),
    "deep.docx": (with_body(nested("w:tbl", "w:tr", "w:tc", n=2_000)), "Excessive depth in document: 256"),
    "cyclic.pdf": (with_pages(b"2 0 R 3 0 R", 2), "damaged: pdfium cannot read all its pages"),
    "pages.pdf": (with_pages(b"3 0 R " * 1_501, 1_501), "has 1,501 pages; a report may have 1,500"),
    "deep.md": (b"> " * 5_000 + b"words", "nests lists or quotations over 100 deep in line 1"),
    "lines.txt": (b"a\n" * 600_000, "has 600,001 lines; a report may have 500,000"),
    "words.txt": (b"The wells gave water. " * 400_000, "has 1,600,000 words; a report may have 1,000,000"),
    "chars.txt": (b"a" * (MAX_CHARS + 1), "has 10,000,001 characters; a report may have 10,000,000"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_take_all_time_or_memory_is_refused_with_what_to_do(tmp_path, name):
    data, reason = REFUSED[name]
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(CorpusError, match=re.escape(reason)) as raised:
        read_file(path, lambda _: "en")
    assert str(raised.value).startswith(str(path))
    assert re.search(r"Save|Fetch|Write", str(raised.value))


READ = {
    "outside.docx": with_body("<w:p><w:r><w:t>The wells gave water.&a;</w:t></w:r></w:p>", OUTSIDE),
    "tables.docx": with_body(nested("w:tbl", "w:tr", "w:tc", n=80)),
    "controls.docx": with_body(nested("w:sdt", "w:sdtContent", n=120)),
    "boxes.docx": with_body(nested("w:p", "w:r", "w:txbxContent", n=80)),
    "count.pdf": with_pages(b"3 0 R", 2_000_000_000),
    "deep.html": b"<div>" * 20_000 + b"The wells gave water.",
    "tables.html": b"<table><tr><td>" * 3_000 + b"The wells gave water.",
    "cells.html": b"<table><tr><td colspan=9999 rowspan=9999>x<tr><td>The wells gave water.</table>",
    "brackets.md": b"[" * 3_000 + b"\n\nThe wells gave water.",
    "stars.md": b"*a " * 5_000 + b"\n\nThe wells gave water.",
}


@pytest.mark.parametrize("name", READ)
def test_what_is_only_odd_is_read(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(READ[name])
    assert "The wells gave water." in " ".join(read_file(path, lambda _: "en").text.split())


def filled(*parts: str, n_chars: int = 150_000) -> str:
    """Return a text in which each part is repeated over its share."""
    share = n_chars // len(parts)
    return "".join((part * (share // len(part) + 1))[:share] for part in parts)


@pytest.mark.parametrize(
    "text",
    [
        "1." + "," * 150_000 + '"2019',
        filled("AAB", "per cent of-\n“!½]", "ب• "),
        filled("2.5* FAO", "2019", " -"),
        filled("AB/"),
        filled("\n 1 “", "a) UN Women", "of theNote:1,000Wells!%"),
        filled("Women\n45%\n—• ", "1.1.ABC’Wellswww.ab", "\n 1 Table 1)..."),
        filled("• \n 1 بFuente:millionmillion", "1,000FAO...1\nNote:]", "Women\n45%\n\n"),
        filled("wells", "\n1.1.FAOx\n"),
    ],
)
def test_texts_that_once_took_minutes_are_read(tmp_path, text):
    path = tmp_path / "report.txt"
    path.write_text(text, encoding="utf-8")
    read_whole(path)


# A reader in a process of its own


@pytest.mark.parametrize(
    ("reader", "reason"),
    [
        ("while True: pass", "was not read within 2 seconds. It may be damaged: save it anew, or in parts."),
        ("os.kill(os.getpid(), 11)", "cannot be read: its reader broke down (exit code -11). It is damaged, or too"),
        ("bytes(3 * 2**30)", "takes more than 2 GB of memory to read. Save it with fewer pictures, or in parts."),
        ("sys.exit(5)", "cannot be read: its reader broke down (exit code 5). It is damaged, or too large"),
        ("1 / 0", "is damaged: its reader gave up (ZeroDivisionError division by zero). Save it anew and index"),
    ],
)
def test_a_reader_that_hangs_dies_or_takes_all_memory_costs_its_file_alone(tmp_path, monkeypatch, reader, reason):
    broken = tmp_path / "bs4"
    broken.mkdir()
    (broken / "__init__.py").write_text(f"import os, sys\n{reader}\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    path = tmp_path / "report.html"
    path.write_text("<p>The wells gave water.</p>", encoding="utf-8")
    with pytest.raises(CorpusError, match=f"^{re.escape(f'{path} {reason}')}"):
        read_isolated(path, max_seconds=2 if "while" in reader else 60)
    monkeypatch.delenv("PYTHONPATH")
    assert [line.text for line in read_lines(path)] == ["The wells gave water."]


def test_a_report_whose_reader_breaks_down_is_skipped_by_name_and_the_others_are_read(tmp_path):
    for name, data in (("broken", plain_pdf(PDF_OBJECTS)[:300]), ("whole", plain_pdf(PDF_OBJECTS))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "report.pdf").write_bytes(data)
        (tmp_path / name / "report.toml").write_text('title = "Wells"\nlanguage = "en"\n', encoding="utf-8")
    corpus = read_corpus(tmp_path)
    assert [document.id for document in corpus.documents] == ["whole"]
    assert [skipped.folder for skipped in corpus.skipped] == ["broken"]
    assert "damaged" in corpus.skipped[0].reason
