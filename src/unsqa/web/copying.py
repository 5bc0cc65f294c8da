"""Buttons that copy a text to the clipboard, and the one script behind them."""

from __future__ import annotations

import json
from html import escape

import streamlit as st

from unsqa.web.strings import tell

# One listener for every button that copies. The text comes from the button; nothing of it is run.
_LISTEN = """<script>if (!window.unsqaCopies) {{
  window.unsqaCopies = true;
  document.addEventListener('click', async event => {{
    const button = event.target.closest('button[data-copy], button[data-copy-address]');
    if (!button) return;
    const {{copy, copyAddress}} = button.dataset;
    const text = copy ?? new URL(copyAddress, document.baseURI.split('?')[0]).href;
    await navigator.clipboard.writeText(text);
    button.dataset.label ??= button.textContent;
    button.textContent = {copied};
    setTimeout(() => {{ button.textContent = button.dataset.label }}, 1500);
  }});
}}</script>"""


def copy_button(label: str, text: str, *, is_address: bool = False) -> str:
    """Return a button that copies a text, or the full form of an address of the app, to the clipboard."""
    kind = "data-copy-address" if is_address else "data-copy"
    return f'<button type="button" class="unsqa-copy" {kind}="{escape(text)}">{escape(label)}</button>'


def let_buttons_copy(language: str) -> None:
    """Put the script on the page that the buttons need; once is enough, more do no harm."""
    copied = json.dumps(tell("chat.copied", language))
    st.html(_LISTEN.format(copied=copied), unsafe_allow_javascript=True)
