"""PDFs are read as printed: pages, columns, tables, headings, gaps; files that cannot be read are named."""

from __future__ import annotations

import os
import shutil
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unsqa.errors import CorpusError
from unsqa.reading.corpus import read_corpus
from unsqa.reading.formats.pdf import read_pdf
from unsqa.reading.lines.running import find_page_labels, find_running_lines
from unsqa.types import SourceLine

REPOSITORY = Path(__file__).parent.parent
UN_PDFS = Path(os.environ.get("UNSQA_UN_PDFS", REPOSITORY.parent / "shared/benchmarks/un-pdfs"))
SCANS = {"A_45_696_Add.1.en.pdf"}
un_pdfs = pytest.mark.skipif(not UN_PDFS.is_dir(), reason="the UN PDFs are not here; UNSQA_UN_PDFS names their folder")


def put(x, y, text, size=10, font="F1"):
    """Print a text with its first baseline point at (x, y), in points from the lower left."""
    data = text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    return b"BT /%s %d Tf %d %d Td (%s) Tj ET\n" % (font.encode(), size, x, y, data)


def stack(x, y, texts, size=10, font="F1", pitch=12):
    """Print lines under each other."""
    return b"".join(put(x, y - row * pitch, text, size, font) for row, text in enumerate(texts))


def make_pdf(path, *pages, trailer=b"", rotate=0):
    """Write a PDF of these content streams; F1 is Helvetica, F2 Helvetica-Bold, I a picture."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>"
        % (b" ".join(b"%d 0 R" % (6 + 2 * row) for row in range(len(pages))), len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        b"<< /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 >> stream\n0\nendstream",
    ]
    for row, content in enumerate(pages):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Rotate %d /Contents %d 0 R /Resources "
            b"<< /Font << /F1 3 0 R /F2 4 0 R >> /XObject << /I 5 0 R >> >> >>" % (rotate, 7 + 2 * row)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    data += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    path.write_bytes(data)
    return path


@pytest.fixture
def read(tmp_path):
    """Read a PDF of these pages; give the text of its lines."""

    def read_texts(*pages, **options):
        return [line.text for line in read_pdf(make_pdf(tmp_path / "made.pdf", *pages, **options))]

    return read_texts


PROSE = [
    "The council met in March and looked at the",
    "state of the wells, which had been dug in the",
    "spring. Most of them gave water. Two of them",
    "did not, and were closed by the engineers in",
    "the autumn after a second test of the pumps.",
]
OTHER = [
    "Schools opened again in September. The new",
    "roof of the hall was paid for by the town and",
    "by the parents, who gave a tenth of the whole",
    "sum. A library of two hundred books was left",
    "to the teachers, who lend them out on Fridays.",
]


def test_lines_are_numbered_through_all_pages_and_a_page_without_text_is_one_blank_line(tmp_path):
    path = make_pdf(tmp_path / "three.pdf", stack(50, 700, ["One.", "Two."]), b"", put(50, 700, "Three."))
    assert read_pdf(path) == (
        SourceLine(1, "One.", starts_page=True),
        SourceLine(2, "Two."),
        SourceLine(3, "", starts_page=True),
        SourceLine(4, "Three.", starts_page=True),
    )


def test_a_blank_line_stands_where_the_print_leaves_a_gap(read):
    page = stack(50, 700, PROSE) + stack(50, 700 - 4 * 12 - 18, OTHER)
    assert read(page) == [*PROSE, "", *OTHER]


def test_wide_set_lines_have_no_gaps_between_them(read):
    page = stack(50, 700, PROSE, pitch=18) + stack(50, 700 - 5 * 18 - 9, OTHER, pitch=18)
    assert read(page) == [*PROSE, "", *OTHER]


@pytest.mark.parametrize("by_column", [True, False])
def test_two_columns_are_read_one_after_the_other_whatever_their_order_in_the_file(read, by_column):
    rows = [(put(50, 700 - 12 * row, PROSE[row]), put(320, 700 - 12 * row, OTHER[row])) for row in range(5)]
    parts = zip(*rows, strict=True) if by_column else rows
    page = put(50, 760, "Bulletin of the district") + b"".join(b"".join(part) for part in parts) + put(290, 40, "7")
    assert read(page) == ["Bulletin of the district", "", *PROSE, *OTHER, "", "7"]


def test_a_title_over_both_columns_parts_what_stands_over_it_from_what_stands_under_it(read):
    title = "A title of the second half that runs across both of the columns of this page of the paper"
    upper = stack(50, 700, PROSE) + stack(320, 700, OTHER)
    lower = stack(50, 600, OTHER) + stack(320, 600, PROSE)
    assert read(upper + put(50, 625, title) + lower) == [*PROSE, *OTHER, "", title, "", *OTHER, *PROSE]


def test_prose_in_the_cells_of_a_table_is_not_taken_for_columns(read):
    page = b""
    for row, text in enumerate(
        ["Wells dug in the first year", "Schools built in the first year", "Roads mended so far"]
    ):
        top = 700 - 40 * row
        page += stack(50, top, [text, "and kept in good order"]) + stack(
            320, top, ["Paid by the town itself", "in full"]
        )
    assert read(page) == [
        "Wells dug in the first year and kept in good order\tPaid by the town itself in full",
        "Schools built in the first year and kept in good order\tPaid by the town itself in full",
        "Roads mended so far and kept in good order\tPaid by the town itself in full",
    ]


def table(rows, xs=(50, 250, 350), y=700):
    """Print rows of cells at these left edges."""
    return b"".join(
        put(x, y - 15 * row, text) for row, cells in enumerate(rows) for x, text in zip(xs, cells, strict=True) if text
    )


def test_cells_of_a_table_are_parted_by_tabs_and_empty_ones_keep_their_place(read):
    rows = [
        ("Donor", "2023", "2024"),
        ("Northland", "218.8", ""),
        ("Southland", "", "50.0"),
        ("Total", "218.8", "50.0"),
    ]
    assert read(put(50, 730, "Table 3") + table(rows)) == ["Table 3", "", *("\t".join(row) for row in rows)]


def test_a_cell_of_several_lines_is_one_cell(read):
    page = table([("Output", "Baseline", "Target")])
    page += stack(50, 685, ["Number of wells kept in good", "order"]) + put(250, 685, "10") + put(350, 685, "20")
    page += stack(50, 655, ["Schools"]) + put(250, 655, "1") + put(350, 655, "2")
    assert read(page) == [
        "Output\tBaseline\tTarget",
        "Number of wells kept in good order\t10\t20",
        "Schools\t1\t2",
    ]


def test_a_dash_beside_figures_set_to_the_right_is_in_their_column(read):
    page = table([("Donor", "2023", "2024")], xs=(50, 240, 340))
    for row, (name, first, second) in enumerate(
        [("A", "1,234.5", "9.5"), ("B", "-", "10,000.0"), ("C", "7.0", "-")], 1
    ):
        y = 700 - 15 * row
        page += put(50, y, name)
        page += put(262 - 5 * len(first), y, first) + put(362 - 5 * len(second), y, second)
    assert read(page) == ["Donor\t2023\t2024", "A\t1,234.5\t9.5", "B\t-\t10,000.0", "C\t7.0\t-"]


def test_two_tables_under_each_other_stay_two(read):
    rows = [("Item", "2023", "2024"), ("Posts", "1.0", "2.0"), ("Total", "1.0", "2.0")]
    page = table(rows) + put(50, 645, "Table 2") + table(rows, y=630)
    shown = ["\t".join(row) for row in rows]
    assert [line for line in read(page) if line] == [*shown, "Table 2", *shown]


def test_prose_gets_no_tabs(read):
    page = put(50, 724, "1.") + put(80, 724, "Wells were dug.") + put(50, 712, "The next line is a full one of words.")
    page += put(50, 690, "(a)") + put(80, 690, "Schools were built;") + put(50, 678, "(b)") + put(80, 678, "Roads too;")
    page += put(50, 666, "•") + put(80, 666, "Bridges;") + put(50, 654, "•") + put(80, 654, "Ferries.")
    page += put(50, 40, "25-00001") + put(500, 40, "3/9")
    assert read(page) == [
        "1. Wells were dug.",
        "The next line is a full one of words.",
        "",
        "(a) Schools were built;",
        "(b) Roads too;",
        "• Bridges;",
        "• Ferries.",
        "",
        "25-00001 3/9",
    ]


def test_dot_leaders_of_a_table_of_contents_are_kept(read):
    page = b"".join(
        put(50, 700 - 12 * row, title) + put(150, 700 - 12 * row, "." * 40) + put(400, 700 - 12 * row, str(row + 3))
        for row, title in enumerate(["Wells", "Schools", "Roads"])
    )
    assert read(page) == [f"{title} {'.' * 40} {row}" for row, title in enumerate(["Wells", "Schools", "Roads"], 3)]


def test_the_head_of_a_letter_is_read_column_by_column_without_tabs(read):
    page = stack(
        50, 760, ["Council of the", "Northern Towns", "and Villages", "Second Chamber"], size=12, font="F2", pitch=14
    )
    page += stack(400, 760, ["Distr.: General", "7 May 2025", "Original: English"], pitch=14) + stack(50, 660, PROSE)
    head = ["Council of the", "Northern Towns", "and Villages", "Second Chamber"]
    assert [line for line in read(page) if line] == [
        *head,
        "Distr.: General",
        "7 May 2025",
        "Original: English",
        *PROSE,
    ]


def test_headings_are_told_by_size_and_weight(tmp_path):
    page = put(50, 760, "Report of the council", size=18) + stack(50, 730, ["I. Wells and", "pumps"], size=14, pitch=16)
    page += put(50, 690, "A. Wells", font="F2") + stack(50, 670, PROSE)
    page += put(50, 600, "Table 1. Wells by year", font="F2") + stack(50, 580, OTHER)
    page += put(50, 500, "(a) Bold item", font="F2") + stack(50, 480, PROSE)
    lines = read_pdf(make_pdf(tmp_path / "headings.pdf", page))
    assert [(line.text, line.heading) for line in lines if line.heading] == [
        ("Report of the council", 1),
        ("I. Wells and", 2),
        ("pumps", 2),
        ("A. Wells", 3),
    ]


def test_bold_words_that_begin_a_paragraph_are_no_heading(tmp_path):
    page = put(50, 700, "All of this first line of the paragraph is bold,", font="F2")
    page += put(50, 688, "and so is this", font="F2") + put(130, 688, "but not the rest.") + stack(50, 660, PROSE)
    lines = read_pdf(make_pdf(tmp_path / "bold.pdf", page))
    assert [line.heading for line in lines] == [0] * len(lines)


def test_a_running_header_is_no_heading(tmp_path):
    pages = [put(50, 780, "Annual report", font="F2") + stack(50, 700, PROSE) for _ in range(4)]
    lines = read_pdf(make_pdf(tmp_path / "running.pdf", *pages))
    assert {line.text: line.heading for line in lines if line.text == "Annual report"} == {"Annual report": 0}


def test_a_hyphen_at_a_line_end_stays_as_it_is_printed(read):
    assert read(stack(50, 700, ["They were inter-", "national and self-", "governing."])) == [
        "They were inter-",
        "national and self-",
        "governing.",
    ]


def test_a_footnote_mark_stays_glued_to_its_word(read):
    page = put(50, 700, "resolution 70/1") + put(116, 704, "1", size=6) + put(126, 700, "the council")
    assert read(page) == ["resolution 70/11 the council"]


def test_a_page_set_sideways_is_read_as_an_upright_one(read):
    page = b"".join(
        b"BT /F1 10 Tf 0 1 -1 0 %d 50 Tm (%s) Tj ET\n" % (100 + 12 * row, text.encode())
        for row, text in enumerate(PROSE)
    )
    assert read(page, rotate=90) == PROSE


def test_words_up_the_margin_come_after_the_rest_of_the_page(read):
    margin = b"BT /F1 10 Tf 0 1 -1 0 30 300 Tm (Number of wells) Tj ET\n"
    assert read(margin + stack(50, 700, PROSE)) == [*PROSE, "", "Number of wells"]


def test_accents_and_typographic_marks_are_read(read):
    text = "El año 2020 fue difícil – “muy difícil”, según el informe…"
    assert read(put(50, 700, text)) == [text]


words = st.text("abcXYZ019.,-()ñé•", min_size=1, max_size=6)
scraps = st.tuples(
    st.integers(0, 590), st.integers(0, 790), st.lists(words, min_size=1, max_size=6).map(" ".join), st.integers(4, 20)
)


@settings(max_examples=60, deadline=None)
@given(pages=st.lists(st.lists(scraps, max_size=25), min_size=1, max_size=3))
def test_words_anywhere_on_a_page_are_read_once_each(tmp_path_factory, pages):
    path = make_pdf(
        tmp_path_factory.mktemp("scraps") / "scraps.pdf", *(b"".join(put(*scrap) for scrap in page) for page in pages)
    )
    if not any(pages):
        assert "no text layer" in refusal(path)
        return
    assert list(map(signs, split_pages(read_pdf(path)))) == list(map(signs, pdfium_pages(path)))


def refusal(path):
    with pytest.raises(CorpusError) as error:
        read_pdf(path)
    return str(error.value).replace(str(path), "FILE")


def test_a_scan_is_refused_with_what_to_do(tmp_path):
    path = make_pdf(tmp_path / "scan.pdf", b"q 500 0 0 700 50 50 cm /I Do Q", b"q 500 0 0 700 50 50 cm /I Do Q")
    assert refusal(path) == (
        "FILE has no text layer: its 2 pages are pictures, as of a scan. "
        "Run it through OCR (such as `ocrmypdf in.pdf out.pdf`) and index again."
    )


def test_a_locked_file_is_refused_with_what_to_do(tmp_path):
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> /ID [<00> <00>]" % (
        b"11" * 32,
        b"22" * 32,
    )
    path = make_pdf(tmp_path / "locked.pdf", put(50, 700, "Secret."), trailer=lock)
    assert refusal(path) == (
        "FILE is locked with a password. Save a copy without one (such as `qpdf --decrypt`) and index again."
    )


def test_a_file_of_another_kind_is_refused_whatever_its_suffix(tmp_path):
    path = tmp_path / "page.pdf"
    path.write_text("<html>not found</html>", encoding="utf-8")
    assert (
        refusal(path) == "FILE is not a PDF, whatever its name says. Give it the suffix of what it is, or replace it."
    )


@pytest.mark.parametrize("content", [b"%PDF-1.4\n", b"%PDF-1.7\n1 0 obj << /Type /Catalog >>\nxref nonsense"])
def test_a_broken_file_is_refused(tmp_path, content):
    path = tmp_path / "broken.pdf"
    path.write_bytes(content)
    assert refusal(path).startswith("FILE is damaged: pdfium cannot read it (")


def test_a_file_cut_short_is_read_in_part_or_refused_but_never_fails_otherwise(tmp_path):
    whole = make_pdf(tmp_path / "whole.pdf", stack(50, 700, PROSE), stack(50, 700, OTHER)).read_bytes()
    path = tmp_path / "cut.pdf"
    for length in range(0, len(whole), 97):
        path.write_bytes(whole[:length])
        try:
            read = {line.text for line in read_pdf(path)}
        except CorpusError as error:
            assert str(error).startswith(f"{path} ")  # noqa: PT017 - either is right
        else:
            assert read <= {"", *PROSE, *OTHER}


def test_a_file_that_is_not_there_is_an_error_of_the_system(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_pdf(tmp_path / "none.pdf")


def test_the_library_says_nothing_on_its_own(tmp_path, capfd):
    read_pdf(make_pdf(tmp_path / "quiet.pdf", put(50, 700, "Quiet.")))
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4\n")
    refusal(tmp_path / "broken.pdf")
    assert capfd.readouterr() == ("", "")


def readable():
    return sorted(path.name for path in UN_PDFS.glob("*.pdf") if path.name not in SCANS) if UN_PDFS.is_dir() else []


def signs(text):
    """Count what is printed: blanks and control characters apart, every kind of line-end hyphen as a hyphen."""
    for hyphen in "\x02\xad\ufffe":
        text = text.replace(hyphen, "-")
    return Counter(char for char in text if not char.isspace() and unicodedata.category(char) != "Cc")


def pdfium_pages(path):
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    texts = []
    for row in range(len(document)):
        page = document[row]
        textpage = page.get_textpage()
        texts.append(textpage.get_text_range())
        textpage.close()
        page.close()
    document.close()
    return texts


def split_pages(lines):
    pages = []
    for line in lines:
        if line.starts_page:
            pages.append([])
        pages[-1].append(line.text)
    return ["\n".join(page) for page in pages]


@un_pdfs
@pytest.mark.parametrize("name", readable())
def test_every_character_of_a_un_pdf_is_read_on_its_page(name):
    lines = read_pdf(UN_PDFS / name)
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    assert list(map(signs, split_pages(lines))) == list(map(signs, pdfium_pages(UN_PDFS / name)))


@un_pdfs
@pytest.mark.parametrize("name", sorted(SCANS))
def test_a_scanned_un_pdf_is_refused_by_name(name):
    assert refusal(UN_PDFS / name).startswith("FILE has no text layer: its 22 pages are pictures")


@un_pdfs
def test_a_library_of_the_un_pdfs_is_read_but_for_the_scan_which_is_named(tmp_path):
    for path in UN_PDFS.glob("*.pdf"):
        (tmp_path / path.name).mkdir()
        shutil.copy(path, tmp_path / path.name / "report.pdf")
        (tmp_path / path.name / "report.toml").write_text('title = "A document"\nlanguage = "en"\n', encoding="utf-8")
    corpus = read_corpus(tmp_path)
    assert [document.id for document in corpus.documents] == readable()
    assert {skipped.folder for skipped in corpus.skipped} == SCANS
    assert corpus.skipped[0].reason.endswith("Run it through OCR (such as `ocrmypdf in.pdf out.pdf`) and index again.")


@un_pdfs
def test_running_lines_and_page_numbers_of_un_pdfs_are_all_found():
    lines = read_pdf(UN_PDFS / "E_2025_19.en.pdf")
    running = find_running_lines(lines)
    assert [line.text for line in lines if line.number in running] == [
        text
        for page in range(2, 16)
        for text in ("E/2025/19", f"{page}/15 25-07241" if page % 2 == 0 else f"25-07241 {page}/15")
    ]
    assert [label for _, label in find_page_labels(lines, running)] == list(range(2, 16))

    lines = read_pdf(UN_PDFS / "DP_2025_23.en.pdf")
    running = find_running_lines(lines)
    assert [line.text for line in lines if line.number in running] == [
        text
        for page in range(2, 19)
        for text in ("DP/2025/23", f"{page} 25-10740" if page % 2 == 0 else f"25-10740 {page}")
    ]
    assert [label for _, label in find_page_labels(lines, running)] == list(range(2, 19))


@un_pdfs
def test_tables_of_un_pdfs_keep_their_rows():
    texts = {line.text for line in read_pdf(UN_PDFS / "E_2025_57.en.pdf")}
    assert {
        "Donor/entity\t2023\t2024\t2024 in-kind",
        "Executive Office of the Secretary-General\t\t499.9\t",
        "Office of the United Nations High Commissioner for Refugees\t\t\t20.0",
        "Total\t571.8\t1 538.0\t80.6",
        "2\tValue-for-money assessment of the Spotlight Initiative\tCompleted\t\tn/a\t",
    } <= texts
    texts = {line.text for line in read_pdf(UN_PDFS / "DP_2025_23.en.pdf")}
    assert {
        "Contributions\t2,281.0\t17,208.4\t-\t19,489.4\t\t1,898.3\t16,046.7\t-\t17,945.0\t",
        "Country window\t1,798.9\t81.9%\t1,392.7\t86.1%\t997.8\t80.5%",
    } <= texts


@un_pdfs
def test_headings_of_a_un_pdf_are_those_of_its_contents():
    lines = read_pdf(UN_PDFS / "S_2025_194.en.pdf")
    headings = [(line.heading, line.text) for line in lines if line.heading]
    assert headings[1:6] == [
        (1, "I. Introduction"),
        (1, "II. Key developments"),
        (2, "A. National developments"),
        (2, "B. Security developments"),
        (2, "C. Economic developments"),
    ]
