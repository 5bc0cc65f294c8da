"""The conversation on the page: its turns, and where they are kept if the person wants that.

Streamlit keeps what is here for one browser tab (`st.session_state`); the file of unsqa.keeping outlasts it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from unsqa.errors import UnsqaError
from unsqa.keeping.conversations import open_conversations
from unsqa.types import Turn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from unsqa.keeping.conversations import Conversations
    from unsqa.settings import Settings
    from unsqa.types import Answer, Document


@dataclass(frozen=True, slots=True)
class Shown:
    """A turn on the page with the documents it was answered from, which a later build of the index may lack."""

    turn: Turn
    documents: Mapping[str, Document]

    @property
    def is_whole(self) -> bool:
        """Whether every document that the answer speaks of is there."""
        answer = self.turn.answer
        return answer is None or all(hit.passage.document in self.documents for hit in answer.hits)


def shown_turns() -> list[Shown]:
    """Return the turns of the conversation on the page, oldest first."""
    shown: list[Shown] = st.session_state.setdefault("shown", [])
    return shown


def conversations_of(settings: Settings, person: str) -> Conversations | None:
    """Return where conversations are kept; None where nothing is kept, by setting or because the person said so.

    Raises KeepingError when the file cannot be used.
    """
    return open_conversations(settings, person) if st.session_state.get("keep", True) else None


def begin() -> None:
    """Begin a new conversation, without the question that the address may hold."""
    st.query_params.clear()
    st.session_state["shown"] = []
    st.session_state["conversation"] = None


def go_back_to(conversation: str, kept: Conversations, person: str, documents: Mapping[str, Document]) -> None:
    """Show an earlier conversation again."""
    st.session_state["shown"] = [Shown(turn, documents) for turn in kept.load(conversation, person)]
    st.query_params.clear()
    st.session_state["conversation"] = conversation


def attempt(act: Callable[..., object], *arguments: object) -> None:
    """Do what a person clicked; what stands in the way is said on the page that is drawn next (`take_notice`)."""
    try:
        act(*arguments)
    except UnsqaError as error:
        st.session_state["notice"] = str(error)


def take_notice() -> str:
    """Return what stood in the way of the last click, once; "" for nothing."""
    return str(st.session_state.pop("notice", ""))


def cut(number: int) -> None:
    """Leave out the turn of this number and all after it, if any; what was kept of them stays as it is."""
    if number < len(shown_turns()):
        st.session_state["shown"] = shown_turns()[:number]
        st.session_state["conversation"] = None


def add(question: str, answer: Answer, documents: Mapping[str, Document]) -> Shown:
    """Add a turn to the conversation on the page."""
    shown = Shown(Turn(question, answer), documents)
    shown_turns().append(shown)
    return shown


def keep(kept: Conversations, person: str) -> None:
    """Write the conversation on the page into the file. Raises KeepingError when that fails."""
    turns = [shown.turn for shown in shown_turns()]
    st.session_state["conversation"] = kept.save(person, turns, st.session_state.get("conversation"))
