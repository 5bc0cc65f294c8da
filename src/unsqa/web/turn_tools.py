"""What one can do with a turn of the conversation beside reading it: edit the question, look at charts, rate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import streamlit as st

from unsqa.answering.assistant import MAX_QUESTION_CHARS
from unsqa.answering.citing import shown_citations
from unsqa.errors import UnsqaError
from unsqa.web.charts import figure_chart
from unsqa.web.conversation import attempt
from unsqa.web.render import notice_html
from unsqa.web.strings import tell

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from unsqa.keeping.conversations import Conversations
    from unsqa.types import Answer, Document

THUMBS: tuple[Literal["down", "up"], ...] = ("down", "up")  # as st.feedback numbers them


def draw_edit(question: str, number: int, language: str, ask_again: Callable[[int, str], None]) -> None:
    """Draw the button that opens a question for editing; `ask_again` is given the turn's number and the new words."""
    key = f"edited-{st.session_state.get('conversation')}-{number}"  # another conversation has a field of its own

    def submit() -> None:
        ask_again(number, st.session_state[key])

    with (
        st.container(key=f"edit-{number}"),
        st.popover(tell("chat.edit", language), icon=":material/edit:", type="tertiary"),
        st.form(f"edit-form-{number}", border=False),
    ):
        label = tell("chat.edit_label", language)
        st.text_area(label, question, key=key, max_chars=MAX_QUESTION_CHARS)
        st.caption(tell("chat.edit_hint", language))
        st.form_submit_button(tell("chat.ask_again", language), on_click=submit)


def draw_charts(answer: Answer, documents: Mapping[str, Document]) -> None:
    """Draw each figure that an answer cites as a chart, the cited value marked."""
    drawn = set()
    for citation in shown_citations(answer):
        quote = citation.quote
        document = documents[quote.passage.document]
        for figure in document.figures if quote.reading else ():
            if figure.start <= quote.start and quote.end <= figure.end and (document.id, figure.start) not in drawn:
                drawn.add((document.id, figure.start))
                chart = figure_chart(figure, document.report.language, (quote.start, quote.end))
                if chart is not None:
                    st.altair_chart(chart, width="stretch")


def draw_tools(number: int, kept: Conversations | None, person: str, language: str) -> None:
    """Draw the thumbs under an answer, and the field for a word of comment once one is chosen; if anything is kept."""
    conversation = st.session_state.get("conversation")
    if kept is None or conversation is None:
        return
    thumb_key, comment_key = f"thumb-{conversation}-{number}", f"comment-{conversation}-{number}"

    def rate() -> None:
        thumb = st.session_state[thumb_key]
        comment = st.session_state.get(comment_key, "")
        attempt(kept.rate, conversation, person, number, None if thumb is None else THUMBS[thumb], comment)

    try:
        earlier = kept.ratings(person, conversation).get(number)
    except UnsqaError as error:
        st.html(notice_html(str(error)))
        return
    with st.container(horizontal=True, key=f"tools-{number}", vertical_alignment="center"):
        st.caption(tell("chat.rate", language), width="content")
        default = THUMBS.index(earlier.thumb) if earlier else None
        thumb = st.feedback("thumbs", key=thumb_key, default=default, on_change=rate)
    if thumb is not None:
        st.text_input(
            tell("chat.comment", language), earlier.comment if earlier else "", key=comment_key, on_change=rate
        )
        st.caption(tell("chat.rated", language))
