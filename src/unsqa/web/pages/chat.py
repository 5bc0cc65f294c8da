"""The chat page: draws a conversation and passes each question on to `Assistant.ask`.

Not here: anything that decides what is answered, the HTML of an answer (render.py), the sidebar (sidebar.py).
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from unsqa.answering.assistant import MAX_QUESTION_CHARS
from unsqa.answering.related import N_EXAMPLES, N_RELATED
from unsqa.errors import UnsqaError
from unsqa.settings import load_settings
from unsqa.types.answer import EVERYTHING
from unsqa.web import conversation
from unsqa.web.copying import let_buttons_copy
from unsqa.web.labels import escape_label
from unsqa.web.render import answer_html, notice_html, question_html, related_html
from unsqa.web.session import interface_language, open_assistant
from unsqa.web.sidebar import chosen_filters, draw_sidebar
from unsqa.web.strings import tell
from unsqa.web.turn_tools import draw_charts, draw_edit, draw_tools
from unsqa.web.visitor import person_asking, take_permit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unsqa.answering.assistant import Assistant
    from unsqa.keeping.conversations import Conversations
    from unsqa.web.conversation import Shown

# A new question is brought to the top, and held there while what is above it may still change its height.
ARRIVE = """<script>(() => {{
  const bring = () => document.querySelectorAll('.unsqa-question')[{number}]?.scrollIntoView({{block: 'start'}});
  const settling = setInterval(bring, 100);
  const leave = () => clearInterval(settling);
  bring();
  setTimeout(leave, 1000);
  for (const act of ['wheel', 'touchmove', 'pointerdown', 'keydown']) addEventListener(act, leave, {{once: true}});
}})()</script>"""


def draw() -> None:
    """Draw the page."""
    language = interface_language()
    try:
        assistant = open_assistant()
        person = person_asking()
        kept = conversation.conversations_of(load_settings(), person)
    except UnsqaError as error:
        st.html(notice_html(str(error)))
        return
    shown = conversation.shown_turns()[: st.session_state.pop("edited", None)]
    question = st.session_state.pop("question", None) or (st.query_params.get("q") if not shown else None)
    with st.empty():  # always there, so that the examples go at once when a question is asked
        if not shown and not question:
            with st.container():
                _draw_first_screen(assistant, language)
    for number, earlier in enumerate(shown):
        with st.empty().container():  # as it was drawn when it was asked, so that what is open on it stays open
            _draw_turn(earlier, number, kept, language, is_last=number == len(shown) - 1 and not question)
    if question:
        _ask(question, shown, assistant, kept, language)
    with st.container(key="ask"):  # in a container, or Streamlit would scroll the page to its end
        st.chat_input(
            tell("chat.placeholder", language), key="typed", max_chars=MAX_QUESTION_CHARS, on_submit=_take_up_typed
        )
    let_buttons_copy(language)
    draw_sidebar(assistant, kept, person, language)


def _take_up(question: str) -> None:
    st.query_params.clear()
    st.session_state["question"] = question


def _take_up_typed() -> None:
    _take_up(st.session_state["typed"])


def _take_up_edited(number: int, question: str) -> None:
    st.session_state["edited"] = number
    _take_up(question)


def _draw_first_screen(assistant: Assistant, language: str) -> None:
    """Draw what can be asked, the reports at hand, and questions to begin with."""
    st.title(tell("chat.title", language))
    titles = "".join(
        f'<li lang="{document.report.language}">{escape(document.report.title)}</li>'
        for document in assistant.documents.values()
    )
    st.html(
        f'<p class="unsqa-lead">{escape(tell("chat.lead", language))}</p>'
        f'<p class="unsqa-quiet">{escape(tell("chat.reports", language))}</p>'
        f'<ul class="unsqa-reports">{titles}</ul>'
        f'<p class="unsqa-quiet">{escape(tell("chat.examples", language))}</p>'
    )
    with st.container(key="examples"):
        for number, example in enumerate(assistant.examples(language)[:N_EXAMPLES]):
            theme = f"**{escape_label(example.theme)}**  \n" if example.theme else ""
            st.button(
                f"{theme}{escape_label(example.question)}",
                key=f"example-{number}",
                on_click=_take_up,
                args=(example.question,),
                width="stretch",
            )


def _ask(
    question: str, earlier: Sequence[Shown], assistant: Assistant, kept: Conversations | None, language: str
) -> None:
    """Answer a question below the turns that it follows; those after them go once there is an answer."""
    number = len(earlier)
    place = st.empty()
    with place.container():
        _draw_question(question)
        with st.chat_message("assistant", avatar=":material/menu_book:"):
            try:
                searching = tell("chat.searching", language, passages=assistant.count(EVERYTHING))
                with st.spinner(searching):
                    take_permit(language)
                    answer = assistant.ask(question, [one.turn for one in earlier], chosen_filters(assistant))
            except UnsqaError as error:
                st.html(notice_html(str(error)))
                return
    conversation.cut(number)
    shown = conversation.add(question, answer, assistant.documents)
    if kept:
        _keep(kept)
    with place.container():
        _draw_turn(shown, number, kept, language, is_last=True)
    st.html(ARRIVE.format(number=number), unsafe_allow_javascript=True)


def _keep(kept: Conversations) -> None:
    try:
        conversation.keep(kept, person_asking())
    except UnsqaError as error:
        st.html(notice_html(str(error)))


def _draw_turn(shown: Shown, number: int, kept: Conversations | None, language: str, *, is_last: bool) -> None:
    """Draw a question and its answer, with what one can do with each."""
    turn = shown.turn
    _draw_question(turn.question, number, language)
    if turn.answer is None:
        return
    with st.chat_message("assistant", avatar=":material/menu_book:"):
        if not shown.is_whole:
            st.html(f"{notice_html(tell('chat.gone', language))}<p>{escape(turn.answer.text)}</p>")
            return
        st.html(answer_html(turn.answer, shown.documents, str(number)))
        draw_charts(turn.answer, shown.documents)
        draw_tools(number, kept, person_asking(), language)
        if is_last:
            _draw_related(shown, number)


def _draw_question(question: str, number: int | None = None, language: str = "") -> None:
    with st.chat_message("user", avatar=":material/person:"):
        st.html(question_html(question))
        if number is not None:
            draw_edit(question, number, language, _take_up_edited)


def _draw_related(shown: Shown, number: int) -> None:
    """Draw the questions related to an answer as buttons."""
    answer = shown.turn.answer
    if answer is None or not answer.related:
        return
    with st.container(key=f"related-{number}"):
        st.html(related_html(answer))
        for row, question in enumerate(answer.related[:N_RELATED]):
            st.button(escape_label(question), key=f"related-{number}-{row}", on_click=_take_up, args=(question,))
