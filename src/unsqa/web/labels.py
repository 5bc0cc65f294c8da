"""Texts of reports and people as labels of Streamlit's buttons, which would read them as Markdown."""

from __future__ import annotations

MARKDOWN = "\\`*_{}[]()<>#+-.!|~$:&"


def escape_label(text: str) -> str:
    r"""Escape what a label would read as Markdown.

    >>> print(escape_label("5 * 3 [a]"))
    5 \* 3 \[a\]
    """
    return "".join(f"\\{letter}" if letter in MARKDOWN else letter for letter in text)
