"""The page of pictures: which one is open, and of which reports.

What they show is found by unsqa.exploring; they are drawn by explore_figures.py and explore_pictures.py.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from unsqa.errors import UnsqaError
from unsqa.exploring.labels import Labels, label_passages
from unsqa.finding.index import read_manifest
from unsqa.keeping.conversations import open_conversations
from unsqa.settings import load_settings
from unsqa.web.pages.explore_figures import draw_figures
from unsqa.web.pages.explore_pictures import draw_asked, draw_map, draw_matrix
from unsqa.web.pages.explore_view import View
from unsqa.web.render import notice_html
from unsqa.web.session import interface_language, open_assistant
from unsqa.web.strings import tell
from unsqa.web.visitor import person_asking

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unsqa.exploring.asked import Cited
    from unsqa.finding.index import SearchIndex

PICTURES = ("figures", "matrix", "map", "asked")


def draw() -> None:
    """Draw the page."""
    language = interface_language()
    st.title(tell("explore.title", language))
    try:
        index = open_assistant().index
        st.html(f'<p class="unsqa-lead">{escape(tell("explore.lead", language))}</p>')
        shown = _choose_picture(language)
        view = _view(index, language)
        if shown == "asked":
            draw_asked(view, _count_citations())
        else:
            {"figures": draw_figures, "matrix": draw_matrix, "map": draw_map}[shown](view)
    except UnsqaError as error:
        st.html(notice_html(str(error)))


def _choose_picture(language: str) -> str:
    """Draw the switch of the pictures; the address says which is open."""
    asked = st.query_params.get("show", PICTURES[0])
    shown: str = st.segmented_control(
        tell("explore.show", language),
        PICTURES,
        default=asked if asked in PICTURES else PICTURES[0],
        required=True,
        format_func=lambda name: tell(f"explore.{name}", language),
        key="explore-show",
        label_visibility="collapsed",
    )
    if shown != asked:
        st.query_params.from_dict({"show": shown})
    return shown


def _view(index: SearchIndex, language: str) -> View:
    """Draw the choice of a report where there are several; return what the pictures are of."""
    build = read_manifest(Path(load_settings().index))["build"]
    documents = dict(index.documents)
    if len(documents) > 1:
        chosen = st.selectbox(
            tell("explore.report", language),
            [None, *documents],
            format_func=lambda name: documents[name].report.title if name else tell("explore.all_reports", language),
            key="explore-report",
            persist_state="page",
        )
        documents = {chosen: documents[chosen]} if chosen else documents
    numbers = tuple(number for number, passage in enumerate(index.passages) if passage.document in documents)
    return View(language, index, build, _load_labels(build, index), documents, numbers)


@st.cache_resource(max_entries=2, show_spinner=False)
def _load_labels(build: str, _index: SearchIndex) -> Labels:  # noqa: ARG001  (a new build is labelled anew)
    return label_passages(_index.documents, _index.passages)


def _count_citations() -> Mapping[Cited, int]:
    kept = open_conversations(load_settings(), person_asking())
    return kept.count_citations() if kept else {}
