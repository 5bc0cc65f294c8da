"""Badges of the Sustainable Development Goals: a number in the goal's colour, with its name.

The colours are those of the United Nations' guidelines for the use of the SDG colour wheel and icons; they are used
nowhere else in the app. Each number is in white or black, whichever the goal's colour sets off better (WCAG 2.2).
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from unsqa.web.strings import tell

if TYPE_CHECKING:
    from collections.abc import Sequence

SDG_COLOURS = (
    "#e5243b",
    "#dda63a",
    "#4c9f38",
    "#c5192d",
    "#ff3a21",
    "#26bde2",
    "#fcc30b",
    "#a21942",
    "#fd6925",
    "#dd1367",
    "#fd9d24",
    "#bf8b2e",
    "#3f7e44",
    "#0a97d9",
    "#56c02b",
    "#00689d",
    "#19486a",
)
WHITE, BLACK = "#ffffff", "#000000"


def sdg_badges_html(sdgs: Sequence[int], language: str) -> str:
    """Return the badges of goals, in order; nothing without any. A number that is no goal has none."""
    known = sorted(goal for goal in set(sdgs) if 1 <= goal <= len(SDG_COLOURS))
    badges = "".join(_badge(goal, language) for goal in known)
    label = escape(tell("explore.sdgs", language))
    return f'<span class="unsqa-sdgs" role="list" aria-label="{label}">{badges}</span>' if badges else ""


def sdg_name(goal: int, language: str) -> str:
    """Return the number and name of a goal.

    >>> sdg_name(5, "en"), sdg_name(5, "es")
    ('SDG 5: Gender equality', 'ODS 5: Igualdad de género')
    """
    return f"{tell('explore.sdg', language)} {goal}: {tell(f'explore.sdg_{goal}', language)}"


def text_colour(background: str) -> str:
    """Return white or black, whichever has the higher contrast.

    >>> text_colour("#fcc30b"), text_colour("#19486a")
    ('#000000', '#ffffff')
    """
    return max((WHITE, BLACK), key=lambda colour: contrast(colour, background))


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2).

    >>> contrast("#000000", "#ffffff")
    21.0
    """
    low, high = sorted((_luminance(first), _luminance(second)))
    return round((high + 0.05) / (low + 0.05), 2)


def _badge(goal: int, language: str) -> str:
    colour, name = SDG_COLOURS[goal - 1], escape(sdg_name(goal, language))
    style = f"background:{colour};color:{text_colour(colour)}"
    return (
        f'<span class="unsqa-sdg" role="listitem" style="{style}" title="{name}" aria-label="{name}">'
        f'<span aria-hidden="true">{goal}</span></span>'
    )


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour given as "#rrggbb"."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
