"""The chat page: draws a conversation and passes each question on to `Assistant.ask`.

Not here: anything that decides what is answered, and the HTML of an answer (render.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from unsqa.answering.assistant import MAX_QUESTION_CHARS, Assistant, check_corpus
from unsqa.answering.citing import FILTER_NAMES
from unsqa.answering.related import N_RELATED
from unsqa.answering.wording import say
from unsqa.errors import UnsqaError
from unsqa.finding.index import read_manifest
from unsqa.settings import load_settings
from unsqa.types import Turn
from unsqa.types.answer import EVERYTHING, Filters
from unsqa.web.render import answer_html, notice_html, question_html, related_html

if TYPE_CHECKING:
    from collections.abc import Mapping

    from streamlit.delta_generator import DeltaGenerator

    from unsqa.settings import Settings
    from unsqa.types import Document

STYLE = Path(__file__).with_name("style.css")
MAX_EXAMPLES = 6
# Streamlit follows the conversation only while the page is scrolled to its end; who has followed a citation up is not.
SCROLL = (
    "<script>document.querySelectorAll('.unsqa-question')[{number}]?.scrollIntoView({{behavior: 'smooth'}})</script>"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A turn on the page with the documents it was answered from, which a later build of the index may lack."""

    turn: Turn
    documents: Mapping[str, Document]


def main() -> None:
    """Draw the page."""
    st.set_page_config(page_title="unsqa", page_icon="📖", layout="centered")
    st.html(STYLE)
    st.title("unsqa")
    _keep_filters()
    try:
        assistant = _open_assistant()
    except UnsqaError as error:
        st.html(notice_html(str(error)))
        return
    filters = _draw_filters(assistant)
    _draw_lead(assistant)
    shown: list[Shown] = st.session_state.setdefault("shown", [])
    place = st.empty()  # above the turns, which then keep their places on the page from one run to the next
    slots = [_draw_turn(earlier, str(number)) for number, earlier in enumerate(shown)]
    if shown:
        place = slots[-1]
        clicked = _draw_related(shown[-1].turn, str(len(shown) - 1), place)
    else:
        clicked = _draw_examples(assistant, place)
    typed = st.chat_input(say("placeholder", "en"), max_chars=MAX_QUESTION_CHARS)
    question = typed or clicked
    if question:
        place.empty()
        _ask(question, shown, assistant, filters)


def _open_assistant() -> Assistant:
    settings = load_settings()
    check_corpus(settings)  # at every run: the corpus may have changed since the index was loaded
    return _load_assistant(settings, read_manifest(Path(settings.index))["build"])


@st.cache_resource(max_entries=1, show_spinner="Loading the report and the model …")
def _load_assistant(settings: Settings, build: str) -> Assistant:  # noqa: ARG001  (a new build is loaded anew)
    assistant = Assistant.open(settings)
    assistant.ask("warm")  # the first question sets much up; that is done while the person still reads and types
    return assistant


def _keep_filters() -> None:
    """Hold on to the filters: Streamlit forgets what belongs to a field that it does not draw, as beside an error."""
    for field in FILTER_NAMES:
        st.session_state[f"filter-{field}"] = st.session_state.get(f"filter-{field}", [])


def _clear_filters() -> None:
    for field in FILTER_NAMES:
        st.session_state[f"filter-{field}"] = []


def _draw_filters(assistant: Assistant) -> Filters:
    """Draw the sidebar: what the reports can be confined to, how much that leaves; return what is chosen."""
    choices = assistant.choices
    chosen: dict[str, tuple[str | int, ...]] = {}
    with st.sidebar:
        st.subheader(say("filters", "en"))
        for field, name in FILTER_NAMES.items():
            offered = getattr(choices, field)
            key = f"filter-{field}"
            # A new build of the index may lack what was chosen before.
            st.session_state[key] = [value for value in st.session_state[key] if value in offered]
            if offered:
                label = say(name, "en")
                label = label[0].upper() + label[1:]
                chosen[field] = tuple(st.multiselect(label, offered, key=key, placeholder=say("all", "en")))
        filters = Filters(**chosen)  # type: ignore[arg-type]
        n_passages = assistant.count(EVERYTHING)
        left = assistant.count(filters)
        st.html(f'<p class="unsqa-remain" role="status">{say("remain", "en", left=left, passages=n_passages)}</p>')
        if filters != EVERYTHING:
            st.button(say("clear", "en"), on_click=_clear_filters, key="clear-filters")
    return filters


def _draw_lead(assistant: Assistant) -> None:
    titles = ", ".join(escape(document.report.title) for document in assistant.documents.values())
    st.html(f'<p class="unsqa-lead">{escape(say("lead", "en"))} <b>{titles}</b></p>')


def _draw_examples(assistant: Assistant, place: DeltaGenerator) -> str | None:
    """Draw example questions as buttons; return the one that was clicked."""
    examples = assistant.examples("en")[:MAX_EXAMPLES]
    with place.container():
        clicked = [example for example in examples if st.button(_plain(example), key=f"example-{example}")]
    return clicked[0] if clicked else None


def _plain(text: str) -> str:
    """Escape what Streamlit's labels would read as Markdown."""
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]()<>#+-.!|~$:&" else letter for letter in text)


def _draw_related(turn: Turn, key: str, place: DeltaGenerator) -> str | None:
    """Draw the questions related to an answer as buttons; return the one that was clicked."""
    if turn.answer is None or not turn.answer.related:
        return None
    with place.container(key=f"related-{key}"):
        st.html(related_html(turn.answer))
        clicked = [
            question
            for number, question in enumerate(turn.answer.related[:N_RELATED])
            if st.button(_plain(question), key=f"related-{key}-{number}")
        ]
    return clicked[0] if clicked else None


def _ask(question: str, shown: list[Shown], assistant: Assistant, filters: Filters) -> None:
    key = str(len(shown))
    with st.chat_message("user", avatar=":material/person:"):
        st.html(question_html(question))
    with st.chat_message("assistant", avatar=":material/menu_book:"):
        slot = st.empty()
        try:
            with slot, st.spinner(say("searching", "en")):
                answer = assistant.ask(question, [earlier.turn for earlier in shown], filters)
        except UnsqaError as error:
            slot.html(notice_html(str(error)))
            return
        slot.html(answer_html(answer, assistant.documents, key))
        turn = Turn(question, answer)
        _draw_related(turn, key, st.empty())
    st.html(SCROLL.format(number=key), unsafe_allow_javascript=True)
    shown.append(Shown(turn, assistant.documents))


def _draw_turn(shown: Shown, key: str) -> DeltaGenerator:
    """Draw a question and its answer; return the place below it, for the related questions of the last turn."""
    turn = shown.turn
    with st.chat_message("user", avatar=":material/person:"):
        st.html(question_html(turn.question))
    with st.chat_message("assistant", avatar=":material/menu_book:"):
        if turn.answer is not None:
            st.html(answer_html(turn.answer, shown.documents, key))
        return st.empty()
