"""The page of the reports, driven by Streamlit's AppTest: what it lists, how it shows a file, what its buttons do."""

from __future__ import annotations

import re
import threading

import pytest
import streamlit as st
from doubles import WordEmbedder
from small import NORVIK_TEXT, make_assistant, use_word_embedder
from streamlit.testing.v1 import AppTest
from test_library import FERRY, FERRY_ID, names, state

from unsqa.answering.assistant import check_corpus
from unsqa.library.indexing import Work
from unsqa.library.preview import Heading
from unsqa.reading.blocks.panels import STRAY_COLON
from unsqa.reading.blocks.repair import FOOTNOTE_MARK, LINE_END_HYPHEN
from unsqa.reading.lines.mending import PRINTED_TWICE, WRONG_QUOTE
from unsqa.reading.lines.sift import ADDRESS, JOB, PAGE_NUMBER, RULE, RUNNING
from unsqa.settings import FIELDS, load_settings
from unsqa.web.pages.library_work import progress_text
from unsqa.web.reading_html import outline_html, reason_name
from unsqa.web.strings import LANGUAGES, load_strings

REASONS = (ADDRESS, FOOTNOTE_MARK, JOB, LINE_END_HYPHEN, PAGE_NUMBER, PRINTED_TWICE, RULE, RUNNING, STRAY_COLON)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Work in a folder with the small corpus, indexed, with the double in the model's place."""
    for name in FIELDS:
        monkeypatch.delenv(f"UNSQA_{name.upper()}", raising=False)
    monkeypatch.setenv("UNSQA_CORPUS", str(tmp_path / "corpus"))
    monkeypatch.setenv("UNSQA_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("UNSQA_MODEL", "words")
    monkeypatch.chdir(tmp_path)
    use_word_embedder(monkeypatch)
    monkeypatch.setattr("unsqa.library.indexing.model_digest", lambda settings: WordEmbedder.digest)
    st.cache_resource.clear()
    make_assistant(tmp_path)
    yield tmp_path
    wait()
    st.cache_resource.clear()


def wait():
    for thread in threading.enumerate():
        if thread.name == "unsqa-indexing":
            thread.join()


def open_page(language="en"):
    def page():
        from unsqa.web.pages.library import draw

        draw()

    test = AppTest.from_function(page, default_timeout=20)
    test.session_state["language"] = language
    return test.run()


def bodies(page):
    assert list(page.exception) == []
    return [element.proto.body for element in page.get("html")]


def words(page):
    """Return the words of the page's HTML."""
    return " ".join(re.sub(r"<[^>]*>", " ", " ".join(bodies(page))).split())


def upload(page, name="ferry.md", text=FERRY):
    page.file_uploader[0].upload(name, text if isinstance(text, bytes) else text.encode())
    return page.run()


def submit(page):
    button = next(button for button in page.button if button.label in {"Add and index", "Añadir e indexar"})
    button.click().run()
    wait()
    return page


def test_the_page_lists_each_report_with_its_facts_and_a_link_to_read_it(folder):
    page = open_page()
    assert (
        "United Nations in Norvik: Results 2021 2021 · English · pages: 3 · passages: 3 Searched "
        "Read United Nations in Norvik: Results 2021 (opens a new tab)"
    ) in words(page)
    assert any('href="report?report=norvik-2021"' in body for body in bodies(page))
    spanish = open_page("es")
    assert "Naciones Unidas en Sierra Alta: Informe 2021 2021 · español · páginas: 1 · pasajes: 2" in words(spanish)
    assert [title.value for title in spanish.title] == ["Informes"]


def test_the_limits_are_told_before_anything_is_chosen(folder):
    assert "of at most 50 MB and 1,500 pages" in words(open_page())
    assert "de hasta 50 MB y 1\u00a0500 páginas" in " ".join(bodies(open_page("es")))


def test_a_public_app_only_lists(folder, monkeypatch):
    monkeypatch.setenv("UNSQA_PUBLIC", "true")
    page = open_page()
    assert "United Nations in Norvik" in words(page)
    assert (list(page.button), list(page.file_uploader)) == ([], [])


def test_a_chosen_file_is_shown_as_it_was_read_and_its_fields_are_filled_in(folder):
    page = upload(open_page())
    assert "ferry.md: pages: 1, passages: 2, words: 85." in words(page)
    assert [expander.label for expander in page.expander] == ["Outline: 2 headings"]
    assert "Ferries of Norvik 2022 Landing stages" in words(page)
    assert [field.value for field in page.text_input] == ["Ferries of Norvik 2022", ""]
    assert ([field.value for field in page.number_input], [box.value for box in page.selectbox]) == ([2022], ["en"])
    assert names(folder / "corpus") == ["norvik-2021", "sierra-2021"]


def test_what_was_left_out_is_a_table_by_reason(folder):
    page = upload(open_page("es"), "norvik.txt", NORVIK_TEXT)
    assert "Omitido: 2 fragmentos" in [expander.label for expander in page.expander]
    assert "Motivo Veces Caracteres Ejemplo número de página 2 4 10" in words(page)


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        (
            "latin.txt",
            b"caf\xe9",
            "latin.txt is not UTF-8 text: byte 0xe9 in line 1. Save it as UTF-8 and add it again.",
        ),
        ("broken.pdf", b"%PDF-1.7", "broken.pdf is damaged: pdfium cannot read it"),
        ("<b>.txt", b"", "&lt;b&gt;.txt has no text in it."),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_gets_no_form(folder, name, data, text):
    page = upload(open_page(), name, data)
    assert any(text in body for body in bodies(page))
    assert list(page.text_input) == []


def test_an_added_report_is_listed_searched_and_linked(folder):
    page = upload(open_page())
    page.text_input[0].set_value("Ferries of Norvik")
    page = submit(page).run()
    assert "“Ferries of Norvik” was added and is searched now. Ask about it" in words(page)
    assert "Ferries of Norvik 2022 · English · pages: 1 · passages: 2 Searched" in words(page)
    assert any(f'href="report?report={FERRY_ID}"' in body for body in bodies(page))
    check_corpus(load_settings())
    page.button(key="dismiss").click().run()
    assert "was added" not in words(page)


def test_what_cannot_be_added_leaves_all_as_it_was_and_says_why(folder):
    before = state(folder)
    page = submit(upload(open_page(), "copy.txt", NORVIK_TEXT)).run()
    assert "copy.txt is in the library already, as norvik-2021." in words(page)
    page = upload(page)
    page.text_input[0].set_value(" ")
    page = submit(page)
    assert "The report has no title. Give the one that citations should show." in words(page)
    assert state(folder) == before


def test_a_report_is_removed_only_when_that_is_confirmed(folder):
    before = state(folder)
    page = open_page()
    page.button(key="remove-sierra-2021").click().run()
    assert "Sus respuestas" not in words(page)
    assert "Its answers and links stop working." in words(page)
    page.button(key="remove-cancel").click().run()
    assert state(folder) == before

    def dialog():  # AppTest draws the whole page after a click, and a dialog no more
        from unsqa.library.listing import list_reports
        from unsqa.settings import load_settings
        from unsqa.web.pages.library import _draw_sure

        _draw_sure(list_reports(load_settings())[-1], load_settings(), "en")

    AppTest.from_function(dialog).run().button(key="remove-sure").click().run()
    wait()
    assert f"was removed. Its files lie in {folder}/corpus/.removed/sierra-2021-1." in words(open_page())
    assert names(folder / "corpus") == [".lock", ".removed", "norvik-2021"]
    check_corpus(load_settings())


@pytest.mark.parametrize(
    ("work", "english", "spanish"),
    [
        (Work("A"), "“A”: reading …", "«A»: leyendo …"),
        (Work("A", 0, 1200), "“A”: 0 of 1,200 texts indexed", "«A»: 0 de 1\u00a0200 textos indexados"),
        (
            Work("A", 10, 20, 30.0),
            "“A”: 10 of 20 texts indexed, 30 s left",
            "«A»: 10 de 20 textos indexados, quedan 30 s",
        ),
        (
            Work("A", 10, 70, 20.0),
            "“A”: 10 of 70 texts indexed, 2 min left",
            "«A»: 10 de 70 textos indexados, quedan 2 min",
        ),
    ],
)
def test_progress_tells_texts_and_time_left(work, english, spanish):
    assert (progress_text(work, "en"), progress_text(work, "es")) == (english, spanish)


def test_an_outline_is_a_list_within_lists(folder):
    outline = [Heading(1, "A & B", "1"), Heading(3, "Deep", ""), Heading(1, "C", "2")]
    assert outline_html(outline, "en", "en") == (
        '<div class="unsqa-outline"><ul><li><span lang="en">A &amp; B</span> '
        '<span class="unsqa-library-page">p. 1</span><ul><li><span lang="en">Deep</span></li></ul></li>'
        '<li><span lang="en">C</span> '
        '<span class="unsqa-library-page">p. 2</span></li></ul></div>'
    )


@pytest.mark.parametrize("reason", [*REASONS, WRONG_QUOTE])
def test_every_reason_for_leaving_out_has_a_text_in_each_language(reason):
    assert set(load_strings()[f"library.reason_{reason.replace(' ', '_')}"]) == set(LANGUAGES)
    assert reason_name("some new reason", "es") == "some new reason"
