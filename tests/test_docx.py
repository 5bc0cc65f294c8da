"""Word documents -> the lines of their text, as Word shows it with all changes accepted."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from docx.enum.text import WD_BREAK
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unsqa.errors import CorpusError
from unsqa.reading.formats.docx import read_docx
from unsqa.reading.formats.printout import kind_of
from unsqa.types import SourceLine

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ADVICE = "Save it as a Word document (.docx) and index again."
# What XML and Word can hold: no control characters, no halves of characters.
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))

# Each example writes a file.
FEW = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)


def raises_corpus_error(text):
    return pytest.raises(CorpusError, match=f"^{re.escape(text)}$")


def printed(lines):
    """Return the lines as (level, text) where they are headings, else as text alone."""
    return [(line.heading, line.text) if line.heading else line.text for line in lines]


def packed(path, body, **parts):
    """Write a document whose body is this XML; `parts` are further parts by the last word of their relation."""
    buffer = BytesIO()
    docx.Document().save(buffer)
    with ZipFile(buffer) as old, ZipFile(path, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name).decode() if name.endswith((".xml", ".rels")) else old.read(name)
            if name == "word/document.xml":
                data = f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
            elif name == "word/styles.xml":
                data = data.replace("</w:styles>", parts.get("styles", "") + "</w:styles>")
            elif name == "word/_rels/document.xml.rels":
                more = (
                    f'<Relationship Id="x{k}" Type="{RELATIONS}/{k}" Target="{k}.xml"/>'
                    for k in ("footnotes", "endnotes")
                )
                data = data.replace("</Relationships>", "".join(more) + "</Relationships>")
            elif name == "[Content_Types].xml":
                kinds = (
                    f'<Override PartName="/word/{k}.xml" ContentType="application/xml"/>'
                    for k in ("footnotes", "endnotes")
                )
                data = data.replace("</Types>", "".join(kinds) + "</Types>")
            new.writestr(name, data)
        for kind in ("footnotes", "endnotes"):
            new.writestr(f"word/{kind}.xml", f"<w:{kind} {NAMESPACES}>{parts.get(kind, '')}</w:{kind}>")
    return path


def run(text, settings=""):
    return f"<w:r><w:rPr>{settings}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def mixed(*pieces):
    return f"<w:p>{''.join(pieces)}</w:p>"


def paragraph(text="", settings="", style=""):
    styled = f"<w:pStyle w:val='{style}'/>" if style else ""
    return mixed(f"<w:pPr>{styled}{settings}</w:pPr>", run(text) if text else "")


def table(*rows, settings=""):
    """Return a table of rows of cells, each the XML of its paragraphs."""
    filled = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{settings}{cells}</w:tr>' for cells in filled)}</w:tbl>"


RENDERED_BREAK = "<w:r><w:lastRenderedPageBreak/></w:r>"
ITEM = "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr>"


@pytest.fixture
def lines(tmp_path):
    return lambda body, **parts: read_docx(packed(tmp_path / "report.docx", body, **parts))


@pytest.fixture
def saved(tmp_path):
    def read(document):
        document.save(tmp_path / "report.docx")
        return read_docx(tmp_path / "report.docx")

    return read


# Paragraphs


def test_paragraphs_are_numbered_as_printed_with_a_blank_line_between(saved):
    document = docx.Document()
    document.add_heading("Informe anual", 1)
    document.add_paragraph("La población creció.\tMás\nque  antes.")
    document.add_paragraph("")
    document.add_paragraph("Fin")
    assert saved(document) == (
        SourceLine(1, "Informe anual", starts_page=True, heading=1),
        SourceLine(2, ""),
        SourceLine(3, "La población creció. Más"),
        SourceLine(4, "que  antes."),
        SourceLine(5, ""),
        SourceLine(6, "Fin"),
    )


def test_words_in_several_runs_links_fields_and_controls_are_one_line(lines):
    body = mixed(
        run("Véase "),
        f"<w:hyperlink>{run('el informe')}</w:hyperlink><w:r><w:t>,</w:t></w:r>",
        f"<w:r><w:fldChar w:fldCharType='begin'/><w:instrText>PAGE</w:instrText></w:r>{run(' p. 7')}",
        f"<w:fldSimple w:instr='DATE'>{run(' de 2021')}</w:fldSimple><w:smartTag>{run(' en ')}</w:smartTag>",
        f"<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{run('Perú')}</w:sdtContent></w:sdt>",
        "<w:r><w:noBreakHyphen/><w:t>Bolivia</w:t><w:softHyphen/><w:cr/><w:t>x = </w:t></w:r>",
        "<m:oMath><m:r><m:t>y²</m:t></m:r></m:oMath>",
        "<w:r><w:sym w:font='Symbol' w:char='00B1'/><w:sym w:char='D800'/></w:r>",
    )
    body += f"<w:sdt><w:sdtContent>{paragraph('Bloque')}</w:sdtContent></w:sdt>"
    assert printed(lines(body)) == ["Véase el informe, p. 7 de 2021 en Perú-Bolivia", "x = y²±", "", "Bloque"]


def test_deleted_moved_and_hidden_text_is_not_there_and_inserted_text_is(lines):
    styles = (
        "<w:style w:type='character' w:styleId='Oculto'><w:rPr><w:vanish/></w:rPr></w:style>"
        "<w:style w:type='paragraph' w:styleId='Nota'><w:basedOn w:val='Oculto'/></w:style>"
    )
    body = mixed(
        run("uno "),
        "<w:del><w:r><w:delText>no</w:delText></w:r></w:del>",
        f"<w:ins>{run('dos ')}</w:ins><w:moveFrom>{run('no')}</w:moveFrom><w:moveTo>{run('tres ')}</w:moveTo>",
        run("no", "<w:vanish/>"),
        run("cuatro ", "<w:vanish w:val='0'/>"),
        run("no", "<w:rStyle w:val='Oculto'/>"),
        f"<w:commentRangeStart/>{run('cinco')}<w:r><w:commentReference/></w:r>",
    )
    body += f"<w:ins>{paragraph('seis')}</w:ins><w:del>{paragraph('no')}</w:del>{paragraph('no', style='Nota')}"
    body += table([paragraph("no"), paragraph("no")], settings="<w:trPr><w:del/></w:trPr>")
    assert printed(lines(body, styles=styles)) == ["uno dos tres cuatro cinco", "", "seis"]


def test_headers_and_footers_are_left_out(saved):
    document = docx.Document()
    document.add_paragraph("Texto")
    document.sections[0].header.paragraphs[0].text = "Encabezado"
    document.sections[0].footer.paragraphs[0].text = "Pie"
    assert printed(saved(document)) == ["Texto"]


# Headings and lists


@pytest.mark.parametrize(
    ("style", "level"),
    [
        ('w:styleId="x"><w:name w:val="heading 2"/>', 2),
        ('w:styleId="x"><w:name w:val="Heading 9"/>', 9),
        ('w:styleId="x"><w:name w:val="Title"/>', 1),
        ('w:styleId="Ttulo3"><w:name w:val="otro"/>', 3),
        ('w:styleId="x"><w:name w:val="Título 1"/>', 1),
        ('w:styleId="Titre4"><w:name w:val="autre"/>', 4),
        ('w:styleId="berschrift2"><w:name w:val="x"/>', 2),
        ('w:styleId="x"><w:name w:val="Capítulo"/><w:basedOn w:val="Heading2"/>', 2),
        ('w:styleId="x"><w:name w:val="Capítulo"/><w:pPr><w:outlineLvl w:val="4"/></w:pPr>', 5),
        ('w:styleId="x"><w:basedOn w:val="Heading1"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr>', 0),
        ('w:styleId="x"><w:name w:val="heading 1 char"/>', 0),
        ('w:styleId="x"><w:name w:val="Body"/><w:basedOn w:val="x"/>', 0),
    ],
)
def test_the_style_its_name_its_level_or_its_base_make_a_heading(lines, style, level):
    name = re.search(r'styleId="(\w+)"', style)[1]
    found = lines(paragraph("Salud", style=name), styles=f'<w:style w:type="paragraph" {style}</w:style>')
    assert found == (SourceLine(1, "Salud", starts_page=True, heading=level),)


def test_the_title_of_a_document_stands_over_its_headings(lines):
    body = "".join(
        paragraph(text, style=style) for text, style in (("T", "Title"), ("A", "Heading1"), ("B", "Heading2"))
    )
    assert printed(lines(body)) == [(1, "T"), "", (2, "A"), "", (3, "B")]


def test_a_level_of_its_own_makes_a_paragraph_a_heading_or_none(lines):
    body = paragraph("uno", "<w:outlineLvl w:val='2'/>") + paragraph("dos", "<w:outlineLvl w:val='9'/>", "Heading1")
    assert printed(lines(body)) == [(3, "uno"), "", "dos"]


def test_list_items_have_a_bullet_on_their_first_line_and_no_gap_between(saved):
    document = docx.Document()
    document.add_paragraph("Logros:")
    document.add_paragraph("salud\ny agua", style="List Bullet")
    document.add_paragraph("camas", style="List Bullet 2")
    document.add_paragraph("escuelas", style="List Number")
    document.add_paragraph("Fin")
    assert printed(saved(document)) == ["Logros:", "", "• salud", "y agua", "• camas", "• escuelas", "", "Fin"]


def test_a_heading_with_a_number_and_an_item_that_lost_its_own_have_no_bullet(lines):
    body = paragraph("uno", ITEM, "Heading1") + paragraph(
        "dos", "<w:numPr><w:numId w:val='0'/></w:numPr>", "ListBullet"
    )
    assert printed(lines(body + paragraph("tres", ITEM))) == [(1, "uno"), "", "dos", "", "• tres"]


# Pages


def test_page_breaks_of_every_kind_start_a_page_on_the_next_line(lines):
    body = (
        RENDERED_BREAK
        + paragraph("uno")
        + mixed(run("dos "), RENDERED_BREAK, run("tres"))
        + mixed("<w:r><w:br w:type='page'/></w:r>")
        + mixed(RENDERED_BREAK, run("cuatro"), "<w:r><w:br w:type='page'/><w:t>y medio</w:t></w:r>")
        + paragraph("cinco", "<w:pageBreakBefore/>")
        + paragraph("seis", "<w:pageBreakBefore w:val='false'/>")
        + mixed(run("siete"), "<w:r><w:br/><w:t>ocho</w:t><w:br w:type='column'/><w:t>nueve</w:t></w:r>")
    )
    assert [(line.text, line.starts_page) for line in lines(body) if line.text] == [
        ("uno", True),
        ("dos", False),
        ("tres", True),
        ("cuatro", True),
        ("y medio", True),
        ("cinco", True),
        ("seis", False),
        ("siete", False),
        ("ocho", False),
        ("nueve", False),
    ]


def test_a_page_break_in_a_row_starts_a_page_there_or_below_by_where_it_stands(lines):
    body = table(
        [paragraph("a"), mixed(run("b "), RENDERED_BREAK, run("c"))],
        [paragraph("d"), paragraph("e")],
        [mixed(RENDERED_BREAK, run("f")), paragraph("g")],
        [paragraph("h"), paragraph("i")],
    )
    assert [(line.text, line.starts_page) for line in lines(body)] == [
        ("a\tb c", True),
        ("d\te", True),
        ("f\tg", True),
        ("h\ti", False),
    ]


# Tables


def test_a_table_has_a_line_a_row_and_merged_cells_once_in_their_columns(saved):
    document = docx.Document()
    document.add_paragraph("Tabla 1. Gasto por año")
    grid = document.add_table(4, 3)
    for row, words in enumerate(["País||2020", "Perú|1|2", "|3|4", "Cuba|5|"]):
        for column, word in enumerate(words.split("|")):
            grid.cell(row, column).text = word
    grid.cell(0, 0).merge(grid.cell(0, 1)).text = "País"
    grid.cell(1, 0).merge(grid.cell(2, 0)).text = "Perú\ny otros"
    grid.cell(3, 1).add_paragraph("o seis")
    document.add_paragraph("Fin")
    assert printed(saved(document)) == [
        "Tabla 1. Gasto por año",
        "",
        "País\t\t2020",
        "Perú y otros\t1\t2",
        "\t3\t4",
        "Cuba\t5 o seis",
        "",
        "Fin",
    ]


def test_cells_left_out_at_the_head_of_a_row_keep_the_columns(lines):
    settings = "<w:trPr><w:gridBefore w:val='2'/></w:trPr>"
    assert printed(lines(table([paragraph("a"), paragraph("b")], settings=settings))) == ["\t\ta\tb"]


def test_what_a_merged_cell_covers_is_not_shown(lines):
    covered = "<w:tcPr><w:vMerge/></w:tcPr>"
    body = table(
        [f"<w:tcPr><w:vMerge w:val='restart'/></w:tcPr>{paragraph('a')}", paragraph("b")],
        [covered + paragraph("no"), paragraph("c")],
    )
    assert printed(lines(body)) == ["a\tb", "\tc"]


def test_a_list_after_a_table_that_ends_in_a_list_is_parted_from_it(lines):
    body = table([paragraph("a", ITEM) + paragraph("b", ITEM)]) + paragraph("c", ITEM)
    assert printed(lines(body)) == ["• a", "• b", "", "• c"]


def test_items_in_a_cell_have_bullets(lines):
    items = paragraph("b", ITEM) + paragraph("", ITEM) + paragraph("c", ITEM)
    assert printed(lines(table([paragraph("a"), items]))) == ["a\t• b • c"]


def test_nested_tables_and_boxes_of_one_cell_give_blocks(saved):
    document = docx.Document()
    outer = document.add_table(2, 2)
    outer.cell(0, 0).text = "Lado"
    inner = outer.cell(0, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "x", "1"
    outer.cell(1, 0).text, outer.cell(1, 1).text = "y", "2"
    box = document.add_table(2, 1)
    box.cell(0, 0).text = "Recuadro"
    box.cell(0, 0).paragraphs[0].style = "Heading 3"
    box.cell(1, 0).text = "uno"
    box.cell(1, 0).add_paragraph("dos")
    assert printed(saved(document)) == [
        "Lado",
        "",
        "x\t1",
        "",
        "y\t2",
        "",
        (3, "Recuadro"),
        "",
        "uno",
        "",
        "dos",
    ]


# Text boxes and notes


def test_a_text_box_comes_once_after_its_paragraph(lines):
    box = f"<w:txbxContent>{paragraph('caja')}{paragraph('doble')}</w:txbxContent>"
    old_shape = f"<w:pict><v:textbox>{box}</v:textbox></w:pict>"
    shape = (
        f"<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback>{old_shape}</mc:Fallback></mc:AlternateContent>"
    )
    body = mixed(run("antes "), f"<w:r>{shape}</w:r>", run("después"))
    body += table([mixed(run("a"), f"<w:r>{old_shape}</w:r>"), paragraph("b")])
    assert printed(lines(body)) == ["antes después", "", "caja", "", "doble", "", "a caja doble\tb"]


def test_notes_come_after_the_body_with_the_marks_that_stand_in_the_text(lines):
    def note(note_id, *paragraphs):
        first = mixed("<w:r><w:footnoteRef/></w:r>", run(f" {paragraphs[0]}"))
        return f"<w:footnote w:id='{note_id}'>{first}{''.join(map(paragraph, paragraphs[1:]))}</w:footnote>"

    body = mixed(
        run("Hubo avances"),
        "<w:r><w:footnoteReference w:id='3'/></w:r>",
        run(" y retos"),
        "<w:r><w:footnoteReference w:id='9' w:customMarkFollows='1'/><w:t>*</w:t></w:r>",
        "<w:r><w:endnoteReference w:id='2'/></w:r>",
        "<w:r><w:footnoteReference w:id='2'/><w:footnoteReference w:id='77'/></w:r>",
    )
    footnotes = (
        "<w:footnote w:id='0' w:type='separator'><w:p><w:r><w:separator/></w:r></w:p></w:footnote>"
        + note(2, "Segunda, de 2020.")
        + note(3, "Primera,", "en dos párrafos.")
        + note(4, "Sin mención.")
        + note(9, "* Propia.")
    )
    endnotes = f"<w:endnote w:id='2'>{paragraph('Al final.')}</w:endnote>"
    assert printed(lines(body, footnotes=footnotes, endnotes=endnotes)) == [
        "Hubo avances1 y retos*123",
        "",
        "1 Primera,",
        "",
        "en dos párrafos.",
        "",
        "* Propia.",
        "",
        "2 Segunda, de 2020.",
        "",
        "1 Al final.",
    ]


# Files that cannot be read


def test_an_empty_file_and_an_empty_document_have_no_lines(tmp_path, saved):
    (tmp_path / "empty.docx").write_bytes(b"")
    assert read_docx(tmp_path / "empty.docx") == ()
    assert saved(docx.Document()) == ()


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        (OLD_OFFICE + bytes(600), f"is an Office document of the old kind (.doc), not a .docx. {ADVICE}"),
        (
            OLD_OFFICE + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "is encrypted: it asks for a password. Save it without one and index again.",
        ),
        (b"%PDF-1.7\n", f"is a PDF, not a whole Word document (.docx). {ADVICE}"),
        (b"<!DOCTYPE html>\n<p>404", f"is an HTML page, not a whole Word document (.docx). {ADVICE}"),
        (b"{\\rtf1 x}", f"is an RTF document, not a whole Word document (.docx). {ADVICE}"),
        (b"plain words", f"is no zip archive, not a whole Word document (.docx). {ADVICE}"),
        (b"PK\3\4 cut short", f"is cut short or damaged, not a whole Word document (.docx). {ADVICE}"),
    ],
)
def test_a_file_that_is_no_docx_is_named_with_what_it_is(tmp_path, data, wrong):
    path = tmp_path / "report.docx"
    path.write_bytes(data)
    with raises_corpus_error(f"{path} {wrong}"):
        read_docx(path)


def test_a_zip_archive_that_is_no_word_document_is_named(tmp_path):
    path = tmp_path / "report.docx"
    with ZipFile(path, "w") as archive:
        archive.writestr("words.txt", "uno")
    with pytest.raises(CorpusError, match=r"report\.docx is no whole Word document: .*\. Save it as \.docx and index"):
        read_docx(path)


def test_a_document_with_broken_xml_is_named(tmp_path):
    path = packed(tmp_path / "report.docx", "<w:p>")
    with pytest.raises(
        CorpusError, match=r"report\.docx is no whole Word document: .*mismatch.* Save it as \.docx and index"
    ):
        read_docx(path)


def test_a_document_cut_short_is_named(tmp_path):
    path = packed(tmp_path / "report.docx", paragraph("uno"))
    path.write_bytes(path.read_bytes()[:-200])
    with raises_corpus_error(f"{path} is cut short or damaged, not a whole Word document (.docx). {ADVICE}"):
        read_docx(path)


def test_a_document_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr("unsqa.reading.formats.docx.MAX_PART_BYTES", 3_000_000)
    path = packed(tmp_path / "report.docx", paragraph("uno" * 2_000_000))
    size = "word/document.xml unpacks to 6 MB, and unsqa opens up to 3 MB"
    with raises_corpus_error(f"{path} is too large: {size}. Split it into smaller documents and index again."):
        read_docx(path)


def test_a_document_whose_parts_together_unpack_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("unsqa.reading.limits.MAX_UNPACKED_BYTES", 5 * 2**20)
    path = packed(tmp_path / "report.docx", paragraph("uno" * 2_000_000))
    with pytest.raises(CorpusError, match=r"would unpack to [67] MB; a report may to 5\. Save it again in Word, or in"):
        read_docx(path)


def test_a_missing_file_is_an_error_of_the_system(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_docx(tmp_path / "report.docx")


def test_kinds_of_file_are_told_by_their_first_bytes():
    starts = (b"PK\3\4x", b"\xef\xbb\xbf\n<HTML lang=es>", b"Informe", b"")
    assert [kind_of(data) for data in starts] == [
        "a zip archive (as .docx, .xlsx and .odt files are)",
        "an HTML page",
        "",
        "",
    ]


# Any document


def visible(text):
    return "".join(one for one in text if not one.isspace() and one not in "\u00ad\u200b\u2060\ufeff")


@FEW
@given(st.lists(st.tuples(WORDS, st.sampled_from(["Normal", "Heading 1", "Title", "cell", "page"])), max_size=6))
def test_any_words_in_paragraphs_headings_and_cells_come_back_whole(tmp_path, blocks):
    document = docx.Document()
    for words, kind in blocks:
        if kind == "cell":
            document.add_table(1, 2).cell(0, 1).text = words
        elif kind == "page":
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
            document.add_paragraph(words)
        else:
            document.add_paragraph(words, style=kind)
    document.save(tmp_path / "report.docx")
    lines = read_docx(tmp_path / "report.docx")
    assert visible("".join(line.text for line in lines)) == visible("".join(words for words, _ in blocks))
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))


@FEW
@given(st.integers(0, 50_000), st.binary(min_size=1, max_size=8))
def test_a_damaged_document_is_read_or_refused_and_nothing_else(tmp_path, place, damage):
    path = packed(tmp_path / "report.docx", paragraph("uno"))
    data = path.read_bytes()
    path.write_bytes(data[:place] + damage + data[place + len(damage) :])
    try:
        found = [line.starts_page for line in read_docx(path)]
    except CorpusError:
        found = []
    assert found[:1] in ([], [True])
