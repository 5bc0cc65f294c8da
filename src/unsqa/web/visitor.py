"""Who visits the app, and how often they may ask; signing in itself is Streamlit's (docs/deploy.md)."""

from __future__ import annotations

from html import escape
from math import ceil

import streamlit as st
from streamlit.errors import StreamlitAPIException

from unsqa.errors import InputError
from unsqa.serving.limits import RateLimit
from unsqa.serving.people import asker_of, must_sign_in, person_of
from unsqa.settings import load_settings
from unsqa.web.strings import tell


def person_asking() -> str:
    """Return the id of the signed-in person, or "" for whoever is not: the person at this machine."""
    return person_of(st.user.to_dict()) if load_settings().sign_in else ""


def draw_sign_in(language: str) -> bool:
    """Draw the way in or out where signing in is asked for; return whether the visitor may go on."""
    settings = load_settings()
    if not settings.sign_in:
        return True
    if must_sign_in(settings, person_asking()):
        st.write(tell("serving.sign_in_first", language))
        if st.button(tell("serving.sign_in", language), key="sign-in"):
            _sign_in(language)
        return False
    with st.sidebar:
        name = st.user.get("name") or st.user.get("email") or "?"
        st.html(f"<p>{escape(tell('serving.signed_in', language, name=name))}</p>")
        st.button(tell("serving.sign_out", language), on_click=st.logout, key="sign-out")
    return True


def _sign_in(language: str) -> None:
    try:
        st.login()
    except StreamlitAPIException as error:  # no [auth] in secrets.toml
        raise InputError(tell("serving.no_provider", language)) from error


def take_permit(language: str) -> None:
    """Count a question in a public app. Raises InputError when its asker has asked too many in the last minute."""
    settings = load_settings()
    if not settings.public:
        return
    limit = settings.questions_per_minute
    seconds = _rate_limit(limit).take(asker_of(person_asking(), st.context.ip_address))
    if seconds:
        raise InputError(tell("serving.too_many", language, limit=limit, seconds=ceil(seconds)))


@st.cache_resource
def _rate_limit(per_minute: int) -> RateLimit:
    return RateLimit(per_minute)
