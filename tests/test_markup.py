"""HTML and Markdown -> the lines that a reader of the page sees."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unsqa.errors import CorpusError
from unsqa.reading.formats.markup import read_html, read_markdown
from unsqa.reading.formats.printout import kind_of
from unsqa.types import SourceLine

# What no page shows: soft hyphens and blanks of no width.
UNSEEN = "\u00ad\u200b\u2060\ufeff"
TAGS = ["p", "ul", "ol", "li", "table", "tr", "td", "th", "h1", "h2", "pre", "br", "div", "caption", "dl", "dt", "b"]
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t&<>*_`#[]|-+.1)\\~!"))
SHARED_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def write(folder, data, name):
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def raises_corpus_error(text):
    return pytest.raises(CorpusError, match=f"^{re.escape(text)}$")


def visible(text):
    return "".join(character for character in text if not character.isspace() and character not in UNSEEN)


def printed(lines):
    """Return the lines as (level, text) where they are headings, else as text alone."""
    return [(line.heading, line.text) if line.heading else line.text for line in lines]


@pytest.fixture
def page(tmp_path):
    return lambda data: printed(read_html(write(tmp_path, data, "report.html")))


@pytest.fixture
def note(tmp_path):
    return lambda data: read_markdown(write(tmp_path, data, "report.md"))


@pytest.fixture
def marked(note):
    """Return the lines of a Markdown text that have words, by number."""
    return lambda data: {line.number: printed([line])[0] for line in note(data) if line.text}


# HTML: blocks


def test_blocks_are_numbered_as_printed_with_a_blank_line_between_and_one_page(tmp_path):
    text = "<title>Sin leer</title>\n\n<h1>Informe  de\n2021</h1><p>La población creció.</p>"
    assert read_html(write(tmp_path, text, "report.html")) == (
        SourceLine(1, "Informe de 2021", starts_page=True, heading=1),
        SourceLine(2, ""),
        SourceLine(3, "La población creció."),
    )


def test_headings_have_their_levels_over_several_lines_too(page):
    assert page("<h2>Salud<br>y <em>bienestar</em></h2><h6>Notas</h6>") == [
        (2, "Salud"),
        (2, "y bienestar"),
        "",
        (6, "Notas"),
    ]


def test_a_line_break_starts_a_line_and_two_leave_one_blank(page):
    assert page("<p>Calle 5<br>Mérida<br><br/>Yucatán<br></p><p>fin") == [
        "Calle 5",
        "Mérida",
        "",
        "Yucatán",
        "",
        "fin",
    ]


def test_preformatted_text_keeps_its_lines_and_blanks_but_has_no_tabs(page):
    assert page("<pre>\nAño   2020\n  total\t7\n\nfin</pre>x") == ["Año   2020", "  total 7", "", "fin", "", "x"]


def test_what_is_not_shown_is_no_text(page):
    hidden = (
        "<style>p {color: red}</style><script>if (1 < 2) document.write('<p>no</p>')</script><template><p>no</p>"
        "</template><!-- no <p>no</p> --><p hidden>no</p><div style='Display : NONE'>no<p>no</p></div>"
        "<dialog>no</dialog><img alt='no' src=no><?no no?><video>no</video><svg><title>no</title></svg>"
    )
    assert page(f"<p>sí{hidden}</p><dialog open>también</dialog>") == ["sí", "", "también"]


def test_navigation_headers_and_footers_are_shown(page):
    text = "<nav>Inicio</nav><header>ONU</header><main>Texto</main><footer>Pie</footer><noscript>Sin guiones</noscript>"
    assert page(text) == ["Inicio", "", "ONU", "", "Texto", "", "Pie", "", "Sin guiones"]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("ni&ntilde;os y ni&#241;as, 5&#xA0;%", "niños y niñas, 5\u00a0%"),
        ("R&D; AT&T & Cía &amp;amp; &unknown; &", "R&D; AT&T & Cía &amp; &unknown; &"),
        ("a &lt;b&gt; c < d &lt1", "a <b> c < d <1"),
        ("inter&shy;na\u200bcional", "internacional"),
        ("&#150; &copy 2020 &notit;", "– © 2020 ¬it;"),
        ("El <b>90</b><sup>1</sup> <a href='?a=1&copy=2'>por ciento</a>", "El 901 por ciento"),
    ],
)
def test_references_and_marks_within_a_line_are_read_as_a_browser_reads_them(page, source, shown):
    assert page(f"<p>{source}</p>") == [shown]


# HTML: lists


def test_list_items_have_the_bullets_and_numbers_that_a_browser_prints(page):
    text = (
        "<p>Logros:</p><ul><li>salud<ol start='3'><li>clínicas</li><li value=7>camas</li><li>médicos</li></ol></li>"
        "<li><p>educación</p></li><li></li></ul><p>fin</p>"
    )
    assert page(text) == [
        "Logros:",
        "",
        "• salud",
        "3. clínicas",
        "7. camas",
        "8. médicos",
        "",
        "• educación",
        "",
        "fin",
    ]


def test_list_items_without_end_tags_and_without_a_list_are_items_all_the_same(page):
    assert page("<li>cero<ul><li>uno<li>dos</ul><ol><li>tres<li>cuatro</ol>") == [
        "• cero",
        "",
        "• uno",
        "• dos",
        "",
        "1. tres",
        "2. cuatro",
    ]


# HTML: tables


def test_a_table_has_its_caption_then_a_line_a_row_with_tabs_between_cells(page):
    text = (
        "<p>Antes</p><table><caption>Tabla 1. Gasto por año</caption><thead><tr><th>Año</th><th>Monto\n(US$)</th></tr>"
        "</thead><tr><td>2019</td><td>1,200<br>est.</td></tr><tr><td></td><td><p>7</p><p>8</p></td></tr></table>Después"
    )
    assert page(text) == [
        "Antes",
        "",
        "Tabla 1. Gasto por año",
        "Año\tMonto (US$)",
        "2019\t1,200 est.",
        "\t7 8",
        "",
        "Después",
    ]


def test_merged_cells_are_printed_once_and_the_others_keep_their_columns(page):
    text = (
        "<table><tr><th rowspan=2>País<th colspan=2>2020<th>Total<tr><td>a<td>b<td>c"
        "<tr><td>Perú<td rowspan=2>1<td>2<td>3<tr><td>Cuba<td>5<td>6<tr><td>7<td>8<td>9<td>10</table>"
    )
    assert page(text) == [
        "País\t2020\t\tTotal",
        "\ta\tb\tc",
        "Perú\t1\t2\t3",
        "Cuba\t\t5\t6",
        "7\t8\t9\t10",
    ]
    assert page("<table><tr><td>a<td rowspan=2>b<tr><td>c<tr><td>d<td>e</table>") == ["a\tb", "c", "d\te"]


def test_cells_and_rows_without_end_tags_are_cells_and_rows(page):
    assert page("<table><tr><td>a<td>b<tr><td>c<td>d<ul><li>e<li>f</ul></table>g") == ["a\tb", "c\td • e • f", "", "g"]


def test_rows_that_place_blocks_on_the_page_give_blocks(page):
    text = (
        "<table><tr><td>Menú</td><td><h2>Título</h2><p>uno</p><p>dos</p>"
        "<table><tr><td>x</td><td>1</td></tr></table></td></tr><tr><td>y</td><td>2</td></tr></table>"
        "<table><tr><td><p>recuadro</p><p>entero</p></td></tr><tr><td>fin</td></tr></table>"
    )
    assert page(text) == [
        "Menú",
        "",
        (2, "Título"),
        "",
        "uno",
        "",
        "dos",
        "",
        "x\t1",
        "",
        "y\t2",
        "",
        "recuadro",
        "",
        "entero",
        "",
        "fin",
    ]


def test_huge_spans_and_numbers_do_no_harm(page):
    text = (
        "<table><tr><td colspan=9999>a<td colspan=0>b<td colspan=99999999 rowspan=65534>c<td>d</table>"
        "<ol start=999999999999><li>e</ol>"
    )
    assert page(text) == ["a" + 100 * "\t" + "b\tc\td", "", "1. e"]


# HTML: files that are not as they should be


def test_malformed_html_loses_no_words(page):
    text = "</div>uno <b><i>dos</b> tres</i><td>cuatro<![if !vml]>cinco<![x y]><h3>seis<p>siete</h4><p>ocho<h3>nueve"
    assert page(text) == ["uno dos tres", "", "cuatrocinco", "", (3, "seis"), "", "siete", "", "ocho", "", (3, "nueve")]


def test_text_without_any_tag_is_a_page_too(page):
    assert page("https://example.org/informe\nfin") == ["https://example.org/informe fin"]


def test_xhtml_is_read_as_html(page):
    assert page(
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>sí<br/>no</p></body></html>'
    ) == [
        "sí",
        "no",
    ]


def test_tags_nested_ten_thousand_deep_are_read(page):
    assert page("<div>" * 10_000 + "hondo") == ["hondo"]


@pytest.mark.parametrize(
    "data",
    [
        "<p>Año “uno”</p>".encode(),
        "<p>Año “uno”</p>".encode("utf-8-sig"),
        b"\xff\xfe" + "<p>Año “uno”</p>".encode("utf-16-le"),
        b"\xfe\xff" + "<p>Año “uno”</p>".encode("utf-16-be"),
        "<meta charset=windows-1252><p>Año “uno”</p>".encode("windows-1252"),
        "<meta http-equiv=Content-Type content='text/html; charset=ISO-8859-1'><p>Año “uno”".encode("windows-1252"),
        "<meta charset='utf-16'><p>Año “uno”</p>".encode(),
        '<?xml version="1.0" encoding="utf-8"?><p>Año “uno”</p>'.encode(),
    ],
)
def test_the_encoding_is_the_one_that_the_file_names_or_utf_8(page, data):
    assert page(data) == ["Año “uno”"]


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ("<p>uno</p>\n<p>año".encode("latin-1"), "is not UTF-8 text: byte 0xf1 in line 2. Save it as UTF-8"),
        (b"<meta charset=us-ascii>\n\x81", "is not WINDOWS-1252 text: byte 0x81 in line 2. Save it as UTF-8"),
        (b"<meta charset=klingon>x", "is not KLINGON text: unsqa does not know this encoding. Save it as UTF-8"),
        (b"<p>uno\0dos", "is binary, not HTML: it has zero bytes. Save it as UTF-8"),
        (b"%PDF-1.7\n", "is a PDF, not HTML. Give it the suffix of what it is"),
        (
            b"PK\3\4",
            "is a zip archive (as .docx, .xlsx and .odt files are), not HTML. Give it the suffix of what it is",
        ),
        (b"{\\rtf1 x}", "is an RTF document, not HTML. Give it the suffix of what it is"),
    ],
)
def test_a_file_that_is_no_html_text_is_named_with_the_reason(tmp_path, data, wrong):
    path = write(tmp_path, data, "report.html")
    with raises_corpus_error(f"{path} {wrong} and index again."):
        read_html(path)


@pytest.mark.parametrize("data", [b"", b" \n ", b"<p>&nbsp;</p>", b"<html><head><title>x</title></head></html>"])
def test_a_page_that_shows_nothing_has_no_lines(page, data):
    assert page(data) == []


@SHARED_FOLDER
@given(st.lists(WORDS))
def test_paragraphs_of_any_words_come_back_whole(tmp_path, paragraphs):
    text = "".join(f"<p>{html.escape(words)}</p>\n" for words in paragraphs)
    lines = read_html(write(tmp_path, text, "report.html"))
    assert visible("".join(line.text for line in lines)) == visible("".join(paragraphs))
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))


@SHARED_FOLDER
@given(st.lists(st.sampled_from([*TAGS, "/"]), max_size=40))
def test_no_order_of_tags_fails_or_loses_a_word(tmp_path, names):
    words = [f"w{nth}w" for nth in range(len(names))]
    opened: list[str] = []
    tags = []
    for name in names:
        tags.append(f"</{opened.pop()}>" if name == "/" and opened else "" if name == "/" else f"<{name}>")
        opened += [name] if name != "/" else []
    text = "".join(tag + word for tag, word in zip(tags, words, strict=True))
    lines = read_html(write(tmp_path, text, "report.html"))
    assert re.findall(r"w\d+w", "\n".join(line.text for line in lines)) == words
    assert [line.starts_page for line in lines] == [nth == 0 for nth in range(len(lines))]


@SHARED_FOLDER
@given(WORDS)
def test_any_text_is_read_as_html_without_an_error(tmp_path, text):
    read_html(write(tmp_path, f"x{text}", "report.html"))


# Markdown


def test_markdown_lines_keep_their_numbers_and_blank_lines(note):
    assert note("# Informe *anual*\n\nLa **población**\ncreció\n") == (
        SourceLine(1, "Informe anual", starts_page=True, heading=1),
        SourceLine(2, ""),
        SourceLine(3, "La población"),
        SourceLine(4, "creció"),
        SourceLine(5, ""),
    )


def test_headings_of_both_kinds_have_their_levels(marked):
    assert marked("### Tres ###\nUno\nlargo\n===\nDos\n---\n- # En lista") == {
        1: (3, "Tres"),
        2: (1, "Uno"),
        3: (1, "largo"),
        5: (2, "Dos"),
        7: (1, "En lista"),
    }


def test_marks_and_addresses_go_and_words_stay(marked):
    text = (
        "Véase [el *informe*](https://example.org/a_b 'título'), [aquí][r] y <https://example.org>.\n"
        "![mapa](mapa.png)_Uno_ `a*b` \\*dos\\* 3 \\\\ 4 &amp; 5&nbsp;% R&D; a<b>c</b><br>d <!-- no -->~~e~~\n\n"
        "[r]: https://example.org/r 'x'\n"
    )
    assert marked(text) == {
        1: "Véase el informe, aquí y https://example.org.",
        2: "Uno a*b *dos* 3 \\ 4 & 5\u00a0% R&D; ac d ~~e~~",
    }


def test_lists_have_their_bullets_and_numbers_as_typed(marked):
    text = "Logros:\n\n- salud\n  * camas\n\n    y más\n+ agua\n-\n\nfin\n\n7. siete\n9. nueve\n\n3) tres\n"
    assert marked(text) == {
        1: "Logros:",
        3: "• salud",
        4: "• camas",
        6: "y más",
        7: "• agua",
        10: "fin",
        12: "7. siete",
        13: "9. nueve",
        15: "3) tres",
    }


def test_a_table_has_a_line_a_row_with_tabs_and_no_gap_below_its_head(note):
    lines = note("Tabla 1\n\n| Año | Monto |\n|:--|--:|\n| 2019 | **1\\|2** |\n|  | 3<br>4 |\n| 2021 |\n\nfin")
    assert [(line.number, line.text) for line in lines] == [
        (1, "Tabla 1"),
        (2, ""),
        (3, "Año\tMonto"),
        (5, "2019\t1|2"),
        (6, "\t3 4"),
        (7, "2021"),
        (8, ""),
        (9, "fin"),
    ]


def test_code_stays_as_it_is_but_for_its_tabs(note):
    lines = note("a\n\n```text\n# x\n\n  *y*\tz\n```\n\n    cuatro\n      seis\n")
    assert [line.text for line in lines] == ["a", "", "", "# x", "", "  *y*   z", "", "", "cuatro", "  seis", ""]
    assert {line.heading for line in lines} == {0}


def test_html_within_markdown_gives_its_words_line_by_line(marked):
    text = "<div align='center'>\n  <b>uno</b> &amp; dos\n</div>\n\n<!-- no\n\nno -->\n\n<script>\nno\n</script>\nfin"
    assert marked(text) == {2: "uno & dos", 12: "fin"}


def test_lines_behind_a_mark_that_runs_over_a_line_end_keep_their_numbers(note):
    lines = note("uno `a\nb` dos\ntres [x](y\n'z') <i\nid='q'>cuatro</i>\\\ncinco  \nseis\n\nsiete")
    assert [(line.number, line.text) for line in lines] == [
        (1, "uno a b dos"),
        (3, "tres x cuatro"),
        (6, "cinco"),
        (7, "seis"),
        (8, ""),
        (9, "siete"),
    ]


def test_footnotes_stay_as_typed(marked):
    assert marked("Hubo avances[^1].\n\n[^1]: https://example.org\n\n[^2]: Véase *arriba*.") == {
        1: "Hubo avances[^1].",
        3: "[^1]: https://example.org",
        5: "[^2]: Véase arriba.",
    }


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("---\ntitle: Informe\ntags:\n  - uno\n# nota\n\n- dos\n---\nTexto", 9),
        ("---\ntitle: Informe\n...\nTexto", 4),
        ("---\r\ntitle: Informe\r\n---\r\nTexto", 4),
        ("\ufeff---\ntitle: Informe\n---\nTexto", 4),
    ],
)
def test_yaml_in_front_is_skipped_and_the_lines_keep_their_numbers(marked, text, first):
    assert marked(text) == {first: "Texto"}


def test_rules_are_not_taken_for_yaml(marked):
    assert marked("---\n\nuno\n\n---\n\ndos: tres") == {3: "uno", 7: "dos: tres"}
    assert marked("---\n- uno\n- dos\n---\n\ntres") == {2: "• uno", 3: "• dos", 6: "tres"}
    assert marked("---\nuno: dos\ntres, cuatro\n") == {2: "uno: dos", 3: "tres, cuatro"}


def test_a_form_feed_starts_a_page(note):
    assert [(line.number, line.text, line.starts_page) for line in note("uno\n\n\f# dos\n")] == [
        (1, "uno", True),
        (2, "", False),
        (3, "dos", True),
        (4, "", False),
    ]


def test_the_first_line_starts_a_page_where_the_file_begins_with_a_picture(note):
    assert note("![x](y)\nuno") == (SourceLine(2, "uno", starts_page=True),)


def test_an_empty_markdown_file_has_no_lines(note):
    assert note("") == ()


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ("uno\ndos\naños".encode("latin-1"), "is not UTF-8 text: byte 0xf1 in line 3. Save it as UTF-8"),
        (b"\xff\xfe#\0", "is not UTF-8 text: byte 0xff in line 1. Save it as UTF-8"),
        (b"uno\0", "is binary, not Markdown: it has zero bytes. Save it as UTF-8"),
        (b"<!DOCTYPE html><p>x", "is an HTML page, not Markdown. Give it the suffix of what it is"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "is an old or encrypted Office file, not Markdown. Give it the suffix of what it is",
        ),
        (b"x\n\n" + b"> " * 200 + b"x", "nests lists or quotations over 100 deep in line 3. Write them less deep"),
    ],
)
def test_a_file_that_is_no_markdown_text_is_named_with_the_reason(tmp_path, data, wrong):
    path = write(tmp_path, data, "report.md")
    with raises_corpus_error(f"{path} {wrong} and index again."):
        read_markdown(path)


def test_lists_nested_thirty_deep_lose_nothing(marked):
    text = "".join("  " * depth + f"- item {depth}\n" for depth in range(30)) + "\nfin"
    assert list(marked(text).values()) == [*(f"• item {depth}" for depth in range(30)), "fin"]


def escaped(words):
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(words.split()))


@SHARED_FOLDER
@given(st.lists(WORDS.filter(visible)))
def test_markdown_paragraphs_of_any_words_come_back_whole(tmp_path, paragraphs):
    # A number and a full stop at the head of a line would be a list's: the bar in front keeps them words.
    text = "\n\n".join(f"\\|{escaped(words)}" for words in paragraphs)
    lines = read_markdown(write(tmp_path, text, "report.md"))
    assert visible("".join(line.text for line in lines)) == visible("".join(f"|{words}" for words in paragraphs))


@SHARED_FOLDER
@given(WORDS.filter(lambda text: not kind_of(text.encode())))
def test_any_text_is_read_as_markdown_and_numbers_rise_within_the_file(tmp_path, text):
    lines = read_markdown(write(tmp_path, text, "report.md"))
    numbers = [line.number for line in lines]
    assert numbers == sorted(set(numbers))
    assert set(numbers) <= set(range(1, text.count("\n") + 2))
    assert [line.starts_page for line in lines[:1]] == [True] * bool(lines)
