"""The page of the reports: those that are there, how the index stands to each, removing one, adding one.

What is said of a report and what a change does is of unsqa.library; a public app only lists.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from unsqa.errors import UnsqaError
from unsqa.library.changing import change_library
from unsqa.library.indexing import LateEmbedder
from unsqa.library.listing import list_reports
from unsqa.settings import load_settings
from unsqa.web.pages.library_add import draw_add
from unsqa.web.pages.library_work import draw_work, indexing
from unsqa.web.reading_html import entry_html, read_link_html
from unsqa.web.render import notice_html
from unsqa.web.session import interface_language
from unsqa.web.strings import tell

if TYPE_CHECKING:
    from unsqa.library.listing import Entry
    from unsqa.settings import Settings


def draw() -> None:
    """Draw the page."""
    language = interface_language()
    st.title(tell("library.title", language), anchor=False)
    st.html(f'<p class="unsqa-lead">{escape(tell("library.lead", language))}</p>')
    try:
        settings = load_settings()
        if not settings.public:
            draw_work(language)
            draw_add(settings, language)
            st.header(tell("library.at_hand", language), anchor=False)
        _draw_reports(settings, language)
    except UnsqaError as error:
        st.html(notice_html(str(error)))


def _draw_reports(settings: Settings, language: str) -> None:
    entries = list_reports(settings)
    if not entries:
        st.html(f"<p>{escape(tell('library.none', language))}</p>")
    work = indexing().work
    is_busy = bool(work and work.is_running)
    for entry in entries:
        with st.container(border=True, key=f"report-{entry.id}", gap="small"):
            st.html(entry_html(entry, language))
            with st.container(horizontal=True, key=f"report-actions-{entry.id}", gap="medium"):
                if entry.state == "indexed":
                    st.html(read_link_html(entry, language), width="content")
                if not settings.public and entry.state != "removed":
                    _draw_remove(entry, settings, language, is_busy=is_busy)


def _draw_remove(entry: Entry, settings: Settings, language: str, *, is_busy: bool) -> None:
    clicked = st.button(
        tell("library.remove", language),
        key=f"remove-{entry.id}",
        icon=":material/delete:",
        type="tertiary",
        help=tell("library.remove_help", language, title=entry.title),
        disabled=is_busy,
    )
    if clicked:
        st.dialog(tell("library.remove_title", language))(_draw_sure)(entry, settings, language)


def _draw_sure(entry: Entry, settings: Settings, language: str) -> None:
    """Draw the question whether a report is to go."""
    st.html(
        f'<p><b lang="{escape(entry.language)}">{escape(entry.title)}</b></p>'
        f"<p>{escape(tell('library.remove_text', language))}</p>"
    )
    with st.container(horizontal=True):
        if st.button(tell("library.remove_sure", language), key="remove-sure", type="primary"):
            try:
                embedder = LateEmbedder(settings)
                indexing().begin(
                    entry.title,
                    lambda progress: change_library(settings, embedder, removals=[entry.id], progress=progress),
                )
            except UnsqaError as error:
                st.html(notice_html(str(error)))
                return
            st.rerun()
        if st.button(tell("library.cancel", language), key="remove-cancel"):
            st.rerun()
