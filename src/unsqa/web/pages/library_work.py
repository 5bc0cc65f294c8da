"""The change of the library that goes on, or the last one: its progress, and what came of it.

It goes on in a thread of its own, so that leaving the page does not stop it; all sessions see the same.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from unsqa.browsing.addresses import address_of
from unsqa.library.indexing import Indexing
from unsqa.web.labels import escape_label
from unsqa.web.reading_html import link_html, number
from unsqa.web.render import notice_html
from unsqa.web.strings import tell

if TYPE_CHECKING:
    from unsqa.library.changing import Outcome
    from unsqa.library.indexing import Work

REFRESH_SECONDS = 0.5


@st.cache_resource(show_spinner=False)
def indexing() -> Indexing:
    """Return what carries out the changes of the library, one for all sessions."""
    return Indexing()


def draw_work(language: str) -> None:
    """Draw how far the change has come that goes on, or what came of the last one."""
    work = indexing().work
    if work is None:
        return
    with st.container(border=True, key="work"):
        if work.is_running:
            st.fragment(_draw_progress, run_every=REFRESH_SECONDS)(language)
            st.html(f'<p class="unsqa-library-facts">{escape(tell("library.goes_on", language))}</p>')
        else:
            st.html(_outcome_html(work, language))
            dismiss = tell("library.dismiss", language)
            st.button(dismiss, key="dismiss", type="tertiary", icon=":material/close:", on_click=indexing().dismiss)


def _draw_progress(language: str) -> None:
    work = indexing().work
    if work is None or not work.is_running:
        st.rerun(scope="app")
    st.progress(work.share, escape_label(progress_text(work, language)))
    st.button(tell("library.stop", language), key="stop", icon=":material/stop:", on_click=indexing().stop)


def progress_text(work: Work, language: str) -> str:
    """Return how far a change has come, and how long the rest takes."""
    if not work.n_texts:
        return tell("library.preparing", language, name=work.name)
    done, every = number(work.n_done, language), number(work.n_texts, language)
    text = tell("library.progress", language, name=work.name, done=done, all=every)
    left = work.seconds_left
    if left is None:
        return text
    unit, n = ("seconds", left) if left < 60 else ("minutes", left / 60)
    return f"{text}, {tell(f'library.{unit}_left', language, n=max(1, round(n)))}"


def _outcome_html(work: Work, language: str) -> str:
    outcome = work.outcome
    if outcome is None:
        return notice_html(work.error)
    failed = "".join(notice_html(failure.reason) for failure in outcome.failed)
    return failed + _done_html(work.name, outcome, language)


def _done_html(name: str, outcome: Outcome, language: str) -> str:
    """Return what was done, each with where to go from there."""
    said = []
    for report in outcome.added:
        links = (
            link_html("./", tell("library.ask_it", language), "", language),
            link_html(address_of(report), tell("library.read_it", language), "", language),
        )
        said.append(f"{escape(tell('library.added', language, title=name))}<br>{' '.join(links)}")
    said += [escape(tell("library.removed", language, name=name, folder=removal.folder)) for removal in outcome.removed]
    return "".join(f'<p class="unsqa-library-done" role="status">{text}</p>' for text in said)
