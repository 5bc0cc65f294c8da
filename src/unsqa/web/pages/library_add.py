"""Adding a report: the file, how it was read, what is said of it, and the button that adds and indexes it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from unsqa.errors import UnsqaError
from unsqa.finding.language import UN_LANGUAGES
from unsqa.library.changing import Addition, change_library
from unsqa.library.details import MAX_TITLE_CHARS, YEARS, Details, check_details
from unsqa.library.limits import MAX_FILE_BYTES, MAX_PAGES, SUFFIXES
from unsqa.library.preview import preview
from unsqa.web.pages.library_work import indexing
from unsqa.web.reading_html import facts_html, figures_html, language_name, left_out_html, number, outline_html
from unsqa.web.render import notice_html
from unsqa.web.session import shared_embedder
from unsqa.web.strings import tell

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from unsqa.library.preview import Preview
    from unsqa.settings import Settings

PREVIEW, ROUND = "library-preview", "library-round"
MEGABYTES = MAX_FILE_BYTES // 2**20


def draw_add(settings: Settings, language: str) -> None:
    """Draw the part of the page that adds a report; nothing of it while another is worked on."""
    work = indexing().work
    if work and work.is_running:
        return
    st.header(tell("library.add", language), anchor=False)
    limits = tell("library.limits", language, megabytes=MEGABYTES, pages=number(MAX_PAGES, language))
    st.html(f'<p class="unsqa-library-facts">{escape(limits)}</p>')
    upload = st.file_uploader(
        tell("library.file", language),
        type=[suffix.removeprefix(".") for suffix in SUFFIXES],
        key=f"upload-{st.session_state.get(ROUND, 0)}",
        max_upload_size=MEGABYTES,
    )
    if upload is None:
        st.session_state.pop(PREVIEW, None)
        return
    try:
        found = _preview(upload, language)
        _draw_reading(found, language)
        _draw_form(upload, found, settings, language)
    except UnsqaError as error:
        st.html(notice_html(str(error)))


def _preview(upload: UploadedFile, language: str) -> Preview:
    """Return how the file is read, once for as long as it is chosen."""
    kept: tuple[str, Preview] | None = st.session_state.get(PREVIEW)
    if kept and kept[0] == upload.file_id:
        return kept[1]
    with st.spinner(tell("library.reading", language, name=upload.name)):
        found = preview(upload.getvalue(), upload.name)
    st.session_state[PREVIEW] = (upload.file_id, found)
    return found


def _draw_reading(found: Preview, language: str) -> None:
    """Draw how the file was read."""
    document = found.document
    st.subheader(tell("library.read_as", language), anchor=False)
    st.html(facts_html(found, language))
    if found.outline:
        with st.expander(tell("library.outline", language, n=number(len(found.outline), language))):
            st.html(outline_html(found.outline, document.report.language, language))
    else:
        st.html(f"<p>{escape(tell('library.no_outline', language))}</p>")
    if document.figures:
        with st.expander(tell("library.figures", language, n=number(len(document.figures), language))):
            st.html(figures_html(document, language))
    if found.left_out:
        n_pieces = sum(one.n for one in found.left_out)
        with st.expander(tell("library.left_out", language, n=number(n_pieces, language))):
            st.html(left_out_html(found, language))


def _draw_form(upload: UploadedFile, found: Preview, settings: Settings, language: str) -> None:
    """Draw the fields of the report, filled in as far as the file tells, and begin when they are sent."""
    guess, key = found.document.report, upload.file_id
    st.subheader(tell("library.about", language), anchor=False)
    st.html(f'<p class="unsqa-library-facts">{escape(tell("library.about_hint", language))}</p>')
    with st.form(f"about-{key}", border=False):
        title = st.text_input(
            tell("library.field_title", language), guess.title, max_chars=MAX_TITLE_CHARS, key=f"title-{key}"
        )
        year = st.number_input(
            tell("library.field_year", language),
            YEARS[0],
            YEARS[-1],
            guess.year,
            step=1,
            format="%d",
            key=f"year-{key}",
        )
        spoken = st.selectbox(
            tell("library.field_language", language),
            UN_LANGUAGES,
            index=UN_LANGUAGES.index(guess.language),
            format_func=lambda code: language_name(code, language),
            key=f"language-{key}",
        )
        publisher = st.text_input(
            tell("library.field_publisher", language), max_chars=MAX_TITLE_CHARS, key=f"publisher-{key}"
        )
        sent = st.form_submit_button(
            tell("library.submit", language), type="primary", icon=":material/library_add:", key="submit"
        )
    if sent:
        _begin(upload, check_details(Details(title, year, spoken, publisher)), settings, language)


def _begin(upload: UploadedFile, details: Details, settings: Settings, language: str) -> None:
    """Begin adding the report; the page then shows how far it has come."""
    with st.spinner(tell("library.loading", language)):
        embedder = shared_embedder(settings)
    addition = Addition(upload.getvalue(), upload.name, details)
    indexing().begin(details.title, lambda progress: change_library(settings, embedder, [addition], progress=progress))
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    st.rerun()
