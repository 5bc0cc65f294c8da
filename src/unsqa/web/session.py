"""What all pages share: the language of the person, and the assistant that is loaded once for everyone."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from unsqa.answering.assistant import Assistant, check_corpus
from unsqa.finding import embedding
from unsqa.finding.index import read_manifest
from unsqa.settings import load_settings
from unsqa.web.strings import LANGUAGES, tell

if TYPE_CHECKING:
    from unsqa.finding.embedding import Embedder
    from unsqa.settings import Settings

STYLES = Path(__file__).with_name("styles")
NAMES = {"en": "English", "es": "Español"}  # each in its own language


def interface_language() -> str:
    """Return the language of the app: as chosen, else the browser's, else English."""
    chosen = st.session_state.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    browser = (st.context.locale or "").split("-")[0]
    return browser if browser in LANGUAGES else LANGUAGES[0]


def draw_language_switch() -> None:
    """Draw the switch of the language; a choice holds until the session ends."""
    language = interface_language()
    st.segmented_control(
        tell("app.language", language),
        LANGUAGES,
        required=True,
        default=language,
        format_func=NAMES.__getitem__,
        key="language",
        persist_state="session",
        label_visibility="collapsed",
    )


def open_assistant() -> Assistant:
    """Return the assistant over the index in force, loaded once for all sessions.

    Raises UnsqaError, with the remedy, when there is no index or it does not fit the corpus.
    """
    settings = load_settings()
    check_corpus(settings)  # at every run: the corpus may have changed since the index was loaded
    with st.spinner(tell("app.loading", interface_language())):
        return _load_assistant(settings, read_manifest(Path(settings.index))["build"])


@st.cache_resource(max_entries=1, show_spinner=False)
def _load_assistant(settings: Settings, build: str) -> Assistant:  # noqa: ARG001  (a new build is loaded anew)
    gc.unfreeze()
    assistant = Assistant.open(settings, shared_embedder)
    assistant.ask("warm")  # the first question sets much up; that is done while the person still reads and types
    gc.collect()
    gc.freeze()  # Streamlit collects garbage after every run, which would look through all of model and index
    return assistant


@st.cache_resource(max_entries=1, show_spinner=False)
def shared_embedder(settings: Settings) -> Embedder:
    """Return the model of the settings, loaded once: for all that ask, builds that are replaced, and new reports."""
    return embedding.load_embedder(settings)
