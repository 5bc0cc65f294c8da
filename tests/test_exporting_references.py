"""References in every style: what they say, in both languages, and that other programs read them back unchanged."""

from __future__ import annotations

import json
from dataclasses import replace

import bibtexparser
import pytest
import rispy
from exported import REPORT, cite
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from unsqa.exporting.references import STYLES, Source, reference
from unsqa.types import Page, Report

PLAIN = Report("norvik 2021", "Results 2021", "en")
QUOTED = "“Boats & nets cost 5% of $90_000 {net} in Año “Uno”.”"
INFERRED, SPAN, NONE = Page("xii", False, 1, 9), Page("26-29", False, 1, 9), Page("", False, 1, 9)


@pytest.mark.parametrize(
    ("style", "language", "expected"),
    [
        ("text", "en", "Islas & Mares: 100% {del} Año, “Pesca & mar”, p. 47, lines 3-4"),
        ("text", "es", "Islas & Mares: 100% {del} Año, “Pesca & mar”, p. 47, líneas 3-4"),
        (
            "footnote",
            "en",
            (
                "Naciones Unidas en Las Islas, Islas & Mares: 100% {del} Año (Las Islas, 2021), “Pesca & mar”, p. 47, "
                "https://example.org/a_b%20c."
            ),
        ),
    ],
)
def test_a_reference_of_one_line_names_work_heading_and_page(style, language, expected):
    assert reference(cite(), REPORT, style, language) == expected


@pytest.mark.parametrize(
    ("page", "language", "expected"),
    [
        (INFERRED, "en", "Results 2021, “Pesca & mar”, p. xii (inferred)."),
        (INFERRED, "es", "Results 2021, “Pesca & mar”, p. xii (deducida)."),
        (SPAN, "en", "Results 2021, “Pesca & mar”, pp. 26-29 (inferred)."),
        (SPAN, "es", "Results 2021, “Pesca & mar”, pp. 26-29 (deducidas)."),
        (NONE, "en", "Results 2021, “Pesca & mar”, lines 3-4."),
        (NONE, "es", "Results 2021, “Pesca & mar”, líneas 3-4."),
        (Page("A-3", True, 1, 9), "en", "Results 2021, “Pesca & mar”, p. A-3."),
    ],
)
def test_a_page_that_is_inferred_is_marked_and_one_that_is_not_known_gives_way_to_lines(page, language, expected):
    assert reference(cite(page=page), PLAIN, "footnote", language) == expected


def test_a_report_of_which_little_is_known_has_no_empty_brackets():
    assert reference(cite(headings=()), PLAIN, "footnote", "en") == "Results 2021, p. 47."


def test_bibtex_is_as_latex_wants_it():
    assert reference(cite(page=SPAN), REPORT, "bibtex", "es") == (
        "@techreport{las-islas-0-51,\n"
        "\tauthor = {{Naciones Unidas en Las Islas}},\n"
        "\ttitle = {{Islas \\& Mares: 100\\% {\\textbraceleft}del{\\textbraceright} A\\~no}},\n"
        "\tinstitution = {{Naciones Unidas en Las Islas}},\n"
        "\tyear = {2021},\n"
        "\taddress = {Las Islas},\n"
        "\tpages = {26--29},\n"
        "\tnote = {{\\textquotedblleft}Pesca \\& mar{\\textquotedblright}, pp. 26-29 (deducidas)},\n"
        "\turl = {https://example.org/a_b%20c},\n"
        "\tlanguage = {spanish},\n"
        "\tannote = {{\\textquotedblleft}Boats \\& nets cost 5\\% of \\$90\\_000 "
        "{\\textbraceleft}net{\\textbraceright} in A\\~no {\\textquotedblleft}Uno{\\textquotedblright}."
        "{\\textquotedblright}}\n"
        "}\n"
    )


@pytest.mark.parametrize(
    "title", ["A {", "} B", "100% \\sure & $5_000 #1 ~x^2", "Año, niñez y 'agüero'", "Отчёт 2021", "报告 & تقرير"]
)
def test_bibtex_reads_back_as_it_was(title):
    library = bibtexparser.parse_string(reference(cite(), replace(REPORT, title=title), "bibtex", "en"))
    context = get_default_latex_context_db()
    braces = [MacroTextSpec("textbraceleft", "{"), MacroTextSpec("textbraceright", "}")]
    context.add_context_category("braces", prepend=True, macros=[*braces, MacroTextSpec("textasciicircum", "^")])
    assert library.failed_blocks == []
    assert LatexNodes2Text(latex_context=context).latex_to_text(library.entries[0]["title"]) == title


def test_letters_of_other_scripts_stay_letters_in_bibtex():
    assert "\ttitle = {{Отчёт}},\n" in reference(cite(), replace(REPORT, title="Отчёт"), "bibtex", "en")


def test_an_address_cannot_close_the_braces_it_stands_in():
    report = replace(REPORT, address="https://example.org/{a}\\ b")
    library = bibtexparser.parse_string(reference(cite(), report, "bibtex", "en"))
    assert library.entries[0]["url"] == "https://example.org/%7Ba%7D%5C%20b"


def test_ris_reads_back_as_it_was():
    assert rispy.loads(reference(cite(page=SPAN), REPORT, "ris", "en")) == [
        {
            "type_of_reference": "RPRT",
            "authors": ["Naciones Unidas en Las Islas"],
            "title": "Islas & Mares: 100% {del} Año",
            "publisher": "Naciones Unidas en Las Islas",
            "place_published": "Las Islas",
            "year": "2021",
            "section": "Pesca & mar",
            "start_page": "26",
            "end_page": "29",
            "language": "es",
            "urls": ["https://example.org/a_b%20c"],
            "notes": [QUOTED, "“Pesca & mar”, pp. 26-29 (inferred)"],
        }
    ]


def test_ris_takes_no_body_for_a_person_and_no_line_for_a_field():
    report = replace(REPORT, publisher="UNICEF, UNFPA", title="A\nER  - \nTY  - BOOK")
    (record,) = rispy.loads(reference(cite(), report, "ris", "en"))
    assert (record.get("authors"), record["publisher"], record["title"]) == (None, "UNICEF, UNFPA", "A ER - TY - BOOK")


def test_csl_json_is_an_array_of_items_of_the_schema():
    assert json.loads(reference(cite(page=INFERRED), REPORT, "csl-json", "es")) == [
        {
            "id": "las-islas-0-51",
            "type": "report",
            "title": "Islas & Mares: 100% {del} Año",
            "author": [{"literal": "Naciones Unidas en Las Islas"}],
            "publisher": "Naciones Unidas en Las Islas",
            "publisher-place": "Las Islas",
            "issued": {"date-parts": [[2021]]},
            "section": "Pesca & mar",
            "page": "xii",
            "language": "es",
            "URL": "https://example.org/a_b%20c",
            "note": f"“Pesca & mar”, p. xii (deducida): {QUOTED}",
        }
    ]


def test_what_is_read_from_a_figure_is_told_from_its_words():
    found = reference(cite(1, 59, 61, "Crews in 2021: 12."), REPORT, "ris", "es")
    assert rispy.loads(found)[0]["notes"][0] == "Según se lee en una figura: Crews in 2021: 12. “12”"


def test_several_references_make_one_file_that_its_readers_read():
    sources = [Source(cite(), REPORT), Source(cite(2, 52, 62), REPORT)]
    written = {name: style.write(sources, "en") for name, style in STYLES.items()}
    keys = ["las-islas-0-51", "las-islas-52-62"]
    assert [entry.key for entry in bibtexparser.parse_string(written["bibtex"]).entries] == keys
    assert [item["id"] for item in json.loads(written["csl-json"])] == keys
    assert len(rispy.loads(written["ris"])) == 2
    assert written["text"].count("\n") == written["footnote"].count("\n") == 1


def test_a_key_has_no_letter_that_a_format_forbids():
    assert Source(cite(), replace(PLAIN, id="Año, {2021} ñ")).key == "A-o-2021-0-51"
    assert Source(cite(), replace(PLAIN, id="ñ")).key == "report-0-51"


def test_every_style_has_a_name_in_both_languages():
    assert list(STYLES) == ["text", "footnote", "bibtex", "ris", "csl-json"]
    assert {tuple(sorted(style.name)) for style in STYLES.values()} == {("en", "es")}
