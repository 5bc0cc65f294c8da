"""A figure's readings in words: one plain sentence for each value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from unsqa.reading.figures.values import COUNTED_BY, MAGNITUDE

if TYPE_CHECKING:
    from unsqa.types import Figure

_SOURCE_WORD = {"en": "source", "es": "fuente"}
_GOES_ON = re.compile(rf"(?:{MAGNITUDE}\b|of |de |del )", re.IGNORECASE)
_COUNTS = re.compile(rf"{COUNTED_BY.pattern.removesuffix('$')}\d|\b(?:every|each|cada) \d", re.IGNORECASE)
_WORD = re.compile(r"\w{3,}")
MAX_SAID_CHARS = 2_000  # of what is said of every value; beyond that it is no figure


def state(figure: Figure, page: str, language: str) -> tuple[str, ...]:
    """Word each value of a figure as a sentence, row by row; "" for one not printed or with too long a label.

    `page` is the page's label, "" if none is known.

    >>> from unsqa.types import Figure, FigureRow
    >>> row = FigureRow("Roads", ("$1,200",), ((0, 6),))
    >>> state(Figure("Figure 2", "", ("Paid in 2020",), (row,), "US$", "2020", "", "layout", (), 0, 6), "9", "en")
    ('Paid in 2020, Roads: US$ 1,200 (Figure 2, p. 9).',)
    """
    said = []
    for row in figure.rows:
        for at, value in enumerate(row.values):
            column = figure.columns[at] if figure.columns else ""
            n_chars = sum(map(len, (figure.name, figure.title, figure.source, column, row.label)))
            is_said = value and n_chars <= MAX_SAID_CHARS
            said.append(_sentence(figure, column, row.label, value, page, language) if is_said else "")
    return tuple(said)


def _sentence(figure: Figure, column: str, label: str, value: str, page: str, language: str) -> str:
    measured = _with_unit(value, figure.unit)
    lead, title = ("", figure.title)
    if _COUNTS.search(title):
        lead, title = f"{title}: ", ""
    if lead or _GOES_ON.match(label):
        words = f"{lead}{measured} {label}"
    else:
        words = f"{f'{column}, ' if column else ''}{label}: {measured}"
    place = _place(figure, title, words, language)
    if page:
        place.append(f"p. {page}")
    return f"{words} ({', '.join(place)})." if place else f"{words}."


def _place(figure: Figure, title: str, words: str, language: str) -> list[str]:
    """Name the figure, and what of its title, source and year the words before do not say already."""
    place = [figure.name] if figure.name else []
    taken_up = any(_is_in(column, title) for column in figure.columns)
    if title and not taken_up and not _is_in(title, words):
        place.append(title)
    if figure.source:
        place.append(f"{_SOURCE_WORD.get(language, 'source')}: {figure.source}")
    if figure.year and figure.year not in f"{words} {title} {figure.source}":
        place.append(figure.year)
    return place


def _is_in(part: str, whole: str) -> bool:
    """Tell whether the words of a text all stand in another one."""
    words = set(_WORD.findall(part.lower()))
    return bool(words) and words <= set(_WORD.findall(whole.lower()))


def _with_unit(value: str, unit: str) -> str:
    """Put a value and its unit together as they are written.

    >>> _with_unit("$5", "US$"), _with_unit("-8.5", "%"), _with_unit("4.5%", "% of GDP"), _with_unit("12", "posts")
    ('US$ 5', '-8.5%', '4.5% of GDP', '12 posts')
    """
    if not unit or not any(map(str.isdigit, value)):
        return value
    if unit.endswith("$") and "$" in value:
        return re.sub(r"(?:[A-Z]{1,3} ?)?\$ ?", f"{unit} " if len(unit) > 1 else unit, value, count=1)
    if unit.startswith("%"):
        bare = re.sub(r"\s?(?:%|per ?cent|por ciento)$", "", value)
        return f"{bare}{unit}"
    return value if unit in value else f"{value} {unit}"
