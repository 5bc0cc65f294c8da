"""The app: its pages, the language switch, the style sheets. `app.py` at the top calls `main`."""

from __future__ import annotations

import streamlit as st

from unsqa.errors import UnsqaError
from unsqa.web.pages import chat, explore, library, report
from unsqa.web.render import notice_html
from unsqa.web.session import STYLES, draw_language_switch, interface_language
from unsqa.web.strings import tell
from unsqa.web.visitor import draw_sign_in


def main() -> None:
    """Draw the page that the address names."""
    st.set_page_config(page_title="unsqa", page_icon="📖", layout="centered")
    for style in sorted(STYLES.glob("*.css")):
        st.html(style)
    language = interface_language()
    pages = [
        st.Page(chat.draw, title=tell("app.chat", language), icon=":material/forum:", url_path="ask", default=True),
        st.Page(report.draw, title=tell("app.report", language), icon=":material/menu_book:", url_path="report"),
        st.Page(explore.draw, title=tell("app.explore", language), icon=":material/insights:", url_path="explore"),
        st.Page(library.draw, title=tell("app.library", language), icon=":material/library_books:", url_path="library"),
    ]
    page = st.navigation(pages, position="top")
    with st.sidebar:
        draw_language_switch()
    try:
        may_go_on = draw_sign_in(language)
    except UnsqaError as error:
        st.html(notice_html(str(error)))
        return
    if may_go_on:
        page.run()
