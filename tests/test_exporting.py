"""What is taken away: an answer as text, a conversation as Markdown, Word, PDF; nothing is read as markup."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date

import docx
import pypdfium2
import pytest
from exported import ANSWERED, DOCUMENTS, NOT_QUITE, READ_OFF, REFUSED, TALK, TURNS, answer, cite
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from unsqa.exporting.conversation import FORMATS, as_markdown, as_pdf, as_word
from unsqa.exporting.plain import answer_as_text
from unsqa.types import Sentence, Turn

DAY = date(2021, 3, 5)
FOOTNOTE = (
    "Naciones Unidas en Las Islas, Islas & Mares: 100% {del} Año (Las Islas, 2021), “Pesca & mar”, p. 47, "
    "https://example.org/a_b%20c."
)
NETS = "Boats & nets cost 5% of $90_000 {net} in Año “Uno”."
WRITTEN = r"""# Preguntas y respuestas

Islas & Mares: 100% {del} Año · 5 de marzo de 2021

Las frases con número son palabras del propio informe; las referencias dicen dónde están.

## What do \*nets\* cost?

The report says (original in Spanish):

> Boats & nets cost **5% of \$90_000** {net} in Año “Uno”.¹

## How many crews?

The report says (original in Spanish):

> As read from a figure: Crews in 2021: 12.² Boats & nets cost 5% of \$90_000 {net} in Año “Uno”.¹

## ¿Cuánto en 2019?

No exactamente. El informe da 2021, no 2019. Se buscó en los 9 pasajes del informe.

Lo que el informe sí dice:

> Boats & nets cost 5% of \$90_000 {net} in Año “Uno”.¹

## Which strings?

The reports do not say. Searched: all 9 passages of the report.

The nearest sections (they do not answer the question):

- CAPÍTULO 1 › Pesca & mar, p. 47, line 3

## hello

Hello.

## Referencias

1. {footnote}
2. {footnote} “12”
"""
HOSTILE = "<b>x</b> **y** `z` [a](http://b) # h &amp; ~~s~~ $m$ #let x = 1; \\ | _u_ ![i](j)"
MARKUP = "ab1 é*_`~[]()<>#!&;$\\\\|.-+=\"':\n"
MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def ask(question):
    """Return a conversation of one answered question."""
    return [Turn(question, replace(ANSWERED, question=question))]


def read_pdf(content):
    pages = pypdfium2.PdfDocument(content)
    text = " ".join(page.get_textpage().get_text_range() for page in pages)
    return " ".join(text.replace("\ufffe", "-").split())


# An answer as plain text


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (ANSWERED, f"The report says (original in Spanish):\n{NETS} [1]\n\n[1] {FOOTNOTE}"),
        (
            READ_OFF,
            (
                f"The report says (original in Spanish):\nAs read from a figure: Crews in 2021: 12. [1] {NETS} [2]\n\n"
                f"[1] {FOOTNOTE}\n[2] {FOOTNOTE}"
            ),
        ),
        (
            NOT_QUITE,
            (
                "No exactamente. El informe da 2021, no 2019. Se buscó en los 9 pasajes del informe.\n"
                f"Lo que el informe sí dice:\n{NETS} [1]\n\n[1] {FOOTNOTE}"
            ),
        ),
        (
            REFUSED,
            (
                "The reports do not say. Searched: all 9 passages of the report.\n"
                "The nearest sections (they do not answer the question):\n- CAPÍTULO 1 › Pesca & mar, p. 47, line 3"
            ),
        ),
        (TALK, "Hello."),
    ],
    ids=["answered", "figure", "not quite", "refused", "small talk"],
)
def test_an_answer_as_text_has_its_numbers_and_what_they_refer_to(found, expected):
    assert answer_as_text(found, DOCUMENTS, "en") == expected


# A conversation as Markdown


def test_a_conversation_is_numbered_through_and_what_leads_to_one_place_has_one_number():
    assert as_markdown(TURNS, DOCUMENTS, "es", DAY) == WRITTEN.replace("{footnote}", FOOTNOTE)


def test_a_conversation_without_quotes_has_no_references():
    expected = "# Questions and answers\n\n5 March 2021\n\n## hello\n\nHello.\n"
    assert as_markdown(TURNS[-1:], DOCUMENTS, "en", DAY) == expected


def test_an_empty_conversation_and_a_question_without_its_answer_are_no_errors():
    head = "# Questions and answers\n\n5 March 2021\n"
    assert as_markdown([], {}, "en", DAY) == head
    assert as_markdown([Turn("Who?")], {}, "fr", DAY) == f"{head}\n## Who?\n"


def test_a_report_that_is_gone_is_named_as_the_answer_named_it():
    written = as_markdown(TURNS[:1], {}, "en", DAY)
    assert written.splitlines()[-1] == "1. Islas & Mares: 100% {del} Año, “Pesca & mar”, p. 47."
    assert "nearest" not in as_markdown([Turn("Which?", REFUSED)], {}, "en", DAY)


@example("a #", 0, 0)
@example("x(a)b", 1, 4)
@given(st.text(MARKUP, max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_no_text_is_read_as_markdown(text, one, other):
    key = (min(one, other, len(text)), min(max(one, other), len(text)))
    found = answer(text, (Sentence(text, 1, keys=(key,)),), (cite(),))
    tokens = MARKDOWN.parse(as_markdown([Turn(text, found)], DOCUMENTS, "en", DAY))
    lines = [token.children or [] for token in tokens if token.type == "inline"]
    kinds = {child.type for line in lines for child in line}
    assert {token.type for token in tokens if token.nesting == 0} == {"inline"}
    assert kinds <= {"text", "text_special", "strong_open", "strong_close"}
    shown = ["".join("".join(child.content for child in line).split()) for line in lines]
    words = "".join(text.split())
    assert (shown[3], shown[5]) == (words, f"{words}¹")


# Word


def test_a_word_document_has_real_headings_and_the_whole_conversation():
    document = docx.Document(io.BytesIO(as_word(TURNS, DOCUMENTS, "es", DAY)))
    assert [(one.style.name, one.text) for one in document.paragraphs] == [
        ("Title", "Preguntas y respuestas"),
        ("Caption", "Islas & Mares: 100% {del} Año · 5 de marzo de 2021"),
        ("Caption", "Las frases con número son palabras del propio informe; las referencias dicen dónde están."),
        ("Heading 1", "What do *nets* cost?"),
        ("Normal", "The report says (original in Spanish):"),
        ("Quote", f"{NETS}1"),
        ("Heading 1", "How many crews?"),
        ("Normal", "The report says (original in Spanish):"),
        ("Quote", f"As read from a figure: Crews in 2021: 12.2 {NETS}1"),
        ("Heading 1", "¿Cuánto en 2019?"),
        ("Normal", "No exactamente. El informe da 2021, no 2019. Se buscó en los 9 pasajes del informe."),
        ("Normal", "Lo que el informe sí dice:"),
        ("Quote", f"{NETS}1"),
        ("Heading 1", "Which strings?"),
        ("Normal", "The reports do not say. Searched: all 9 passages of the report."),
        ("Normal", "The nearest sections (they do not answer the question):"),
        ("List Bullet", "CAPÍTULO 1 › Pesca & mar, p. 47, line 3"),
        ("Heading 1", "hello"),
        ("Normal", "Hello."),
        ("Heading 1", "Referencias"),
        ("Normal", f"1.\t{FOOTNOTE}"),
        ("Normal", f"2.\t{FOOTNOTE} “12”"),
    ]


def test_a_word_document_says_what_it_is_and_marks_what_answers():
    document = docx.Document(io.BytesIO(as_word(TURNS, DOCUMENTS, "es", DAY)))
    told = document.core_properties
    assert (told.title, told.language, told.author, told.comments) == ("Preguntas y respuestas", "es", "unsqa", "")
    assert (told.created.date(), told.modified.date()) == (DAY, DAY)
    quote = document.paragraphs[5]
    assert [run.text for run in quote.runs if run.bold] == ["5% of $90_000"]
    assert [(link.fragment, link.runs[0].font.superscript) for link in quote.hyperlinks] == [("reference-1", True)]
    assert 'w:name="reference-1"' in document.paragraphs[-2].paragraph_format.element.xml
    assert '<w:lang w:val="es"/>' in quote.paragraph_format.element.xml


# PDF


def test_a_pdf_holds_the_whole_conversation_and_says_what_it_is():
    content = as_pdf(TURNS, DOCUMENTS, "es", DAY)
    told = pypdfium2.PdfDocument(content).get_metadata_dict()
    assert (told["Title"], told["Author"], told["CreationDate"]) == (
        "Preguntas y respuestas",
        "unsqa",
        "D:20210305000000Z",
    )
    assert read_pdf(content) == (
        "Preguntas y respuestas Islas & Mares: 100% {del} Año · 5 de marzo de 2021 "
        "Las frases con número son palabras del propio informe; las referencias dicen dónde están. "
        f"What do *nets* cost? The report says (original in Spanish): {NETS}1 "
        f"How many crews? The report says (original in Spanish): As read from a figure: Crews in 2021: 12.2 {NETS}1 "
        "¿Cuánto en 2019? No exactamente. El informe da 2021, no 2019. Se buscó en los 9 pasajes del informe. "
        f"Lo que el informe sí dice: {NETS}1 "
        "Which strings? The reports do not say. Searched: all 9 passages of the report. "
        "The nearest sections (they do not answer the question): • CAPÍTULO 1 › Pesca & mar, p. 47, line 3 "
        "hello Hello. "
        f"Referencias 1. {FOOTNOTE} 2. {FOOTNOTE} “12” Página 1 de 1"
    )


# What holds for all


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_conversation_gives_the_same_file(name, monkeypatch):
    write = FORMATS[name].write
    first = write(TURNS, DOCUMENTS, "en", DAY)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert write(TURNS, DOCUMENTS, "en", DAY) == first


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "question",
    [
        HOSTILE,
        "nul \x00, bell \x07, half \ud800, none \uffff, cut \x1b[1m",
        "Сколько? Πόσα;",
        "كم؟ 多少？ 😀",
        "a" * 2000,
    ],
    ids=["markup", "control", "Cyrillic", "no font", "long"],
)
def test_no_text_breaks_a_file(name, question):
    content = FORMATS[name].write(ask(question), DOCUMENTS, "en", DAY)
    assert content == FORMATS[name].write(ask(question), DOCUMENTS, "en", DAY)


def test_what_looks_like_markup_is_shown_as_it_is():
    assert HOSTILE in read_pdf(as_pdf(ask(HOSTILE), DOCUMENTS, "en", DAY))
    assert docx.Document(io.BytesIO(as_word(ask(HOSTILE), DOCUMENTS, "en", DAY))).paragraphs[3].text == HOSTILE


def test_latin_and_cyrillic_need_no_font_of_the_system():
    assert "Сколько? Πόσα; Año Łódź" in read_pdf(as_pdf(ask("Сколько? Πόσα; Año Łódź"), DOCUMENTS, "en", DAY))


def test_every_format_has_a_name_in_both_languages_and_what_a_browser_needs():
    told = {name: (form.suffix, form.mime.split("/")[0], sorted(form.name)) for name, form in FORMATS.items()}
    assert told == {
        "markdown": (".md", "text", ["en", "es"]),
        "word": (".docx", "application", ["en", "es"]),
        "pdf": (".pdf", "application", ["en", "es"]),
    }


def test_a_word_document_is_a_whole_archive():
    with zipfile.ZipFile(io.BytesIO(as_word(TURNS, DOCUMENTS, "en", DAY))) as file:
        assert file.testzip() is None
        assert {info.date_time for info in file.infolist()} == {(2021, 3, 5, 0, 0, 0)}
