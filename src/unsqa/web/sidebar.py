"""The sidebar of the chat page: conversations kept, taking one away, and what the search is confined to."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from unsqa.answering.citing import FILTER_NAMES
from unsqa.answering.wording import say
from unsqa.errors import UnsqaError
from unsqa.exporting.conversation import FORMATS
from unsqa.settings import load_settings
from unsqa.types.answer import EVERYTHING, Filters
from unsqa.web import conversation
from unsqa.web.labels import escape_label
from unsqa.web.render import notice_html
from unsqa.web.strings import tell

if TYPE_CHECKING:
    from unsqa.answering.assistant import Assistant
    from unsqa.keeping.conversations import Conversations

MAX_EARLIER = 30  # conversations listed
MAX_TITLE = 80  # characters of their first question


def draw_sidebar(assistant: Assistant, kept: Conversations | None, person: str, language: str) -> None:
    """Draw the sidebar, after the conversation, so that it knows what was just asked."""
    with st.sidebar:
        if notice := conversation.take_notice():
            st.html(notice_html(notice))
        if conversation.shown_turns():
            begin = tell("chat.new", language)
            st.button(begin, icon=":material/add:", on_click=conversation.begin, key="new", width="stretch")
            _draw_take_away(language)
        _draw_filters(assistant, language)
        try:
            _draw_earlier(assistant, kept, person, language)
        except UnsqaError as error:
            st.html(notice_html(str(error)))


def chosen_filters(assistant: Assistant) -> Filters:
    """Return what the search is confined to, of what the reports offer."""
    choices = assistant.choices
    chosen = {field: st.session_state.get(f"filter-{field}", ()) for field in FILTER_NAMES}
    return Filters(**{field: tuple(filter(getattr(choices, field).__contains__, chosen[field])) for field in chosen})


def _clear_filters() -> None:
    for field in FILTER_NAMES:
        st.session_state[f"filter-{field}"] = []


def _draw_filters(assistant: Assistant, language: str) -> None:
    """Draw what the reports can be confined to, and how much that leaves."""
    filters = chosen_filters(assistant)
    st.subheader(tell("chat.filters", language))
    for field, name in FILTER_NAMES.items():
        offered = getattr(assistant.choices, field)
        st.session_state[f"filter-{field}"] = list(getattr(filters, field))  # a new build may lack what was chosen
        if offered:
            label = say(name, language)
            st.multiselect(
                label[0].upper() + label[1:],
                offered,
                key=f"filter-{field}",
                placeholder=tell("chat.all", language),
                persist_state="session",
            )
    remain = tell("chat.remain", language, left=assistant.count(filters), passages=assistant.count(EVERYTHING))
    st.html(f'<p class="unsqa-remain" role="status">{remain}</p>')
    if filters != EVERYTHING:
        st.button(tell("chat.clear", language), on_click=_clear_filters, key="clear-filters")


def _draw_take_away(language: str) -> None:
    """Draw the button that offers the conversation as a file in each format, made when it is asked for."""
    shown = conversation.shown_turns()
    documents = {name: document for one in shown for name, document in one.documents.items()}
    turns = [one.turn for one in shown]
    with st.popover(tell("chat.take_away", language), icon=":material/download:", width="stretch"):
        for name, form in FORMATS.items():
            st.download_button(
                form.name[language],
                partial(form.write, turns, documents, language),
                f"unsqa{form.suffix}",
                form.mime,
                key=f"take-away-{name}",
                on_click="ignore",
                width="stretch",
            )


def _draw_earlier(assistant: Assistant, kept: Conversations | None, person: str, language: str) -> None:
    """Draw the conversations that are kept, and the switch to keep none."""
    settings = load_settings()
    if not settings.keep or (settings.public and not person):
        st.caption(tell("serving.kept_nowhere", language))
        return
    st.subheader(tell("chat.earlier", language))
    if kept:
        _draw_kept(assistant, kept, person, language)
    # A conversation is kept as a whole or not at all, so one that goes on after the switch is a new one.
    st.toggle(
        tell("chat.keep", language),
        value=True,
        key="keep",
        help=tell("chat.keep_help", language),
        on_change=conversation.begin,
        persist_state="session",
    )


def _draw_kept(assistant: Assistant, kept: Conversations, person: str, language: str) -> None:
    """Draw each conversation, to go back to or to delete."""
    found = kept.list(person)
    if not found:
        st.caption(tell("chat.none_earlier", language))
    for one in found[:MAX_EARLIER]:
        title = one.title if len(one.title) <= MAX_TITLE else f"{one.title[: MAX_TITLE - 1]}…"
        with st.container(horizontal=True, key=f"earlier-{one.id}", gap="small", wrap=False):
            st.button(
                escape_label(title),
                key=f"open-{one.id}",
                type="tertiary",
                on_click=conversation.attempt,
                args=(conversation.go_back_to, one.id, kept, person, assistant.documents),
                width="stretch",
            )
            st.button(
                "",
                icon=":material/delete:",
                key=f"delete-{one.id}",
                type="tertiary",
                help=tell("chat.delete", language, title=title),
                on_click=conversation.attempt,
                args=(_delete, kept, one.id, person),
            )
    if len(found) > 1:
        with st.popover(tell("chat.delete_all", language), type="tertiary"):
            sure = tell("chat.delete_sure", language, n=len(found))
            st.button(sure, key="delete-all", on_click=conversation.attempt, args=(_delete, kept, None, person))


def _delete(kept: Conversations, one: str | None, person: str) -> None:
    """Delete a conversation, or all; that on the page goes on as a new one if it was among them."""
    if one is None:
        kept.delete_all(person)
    else:
        kept.delete(one, person)
    if one is None or st.session_state.get("conversation") == one:
        conversation.begin()
