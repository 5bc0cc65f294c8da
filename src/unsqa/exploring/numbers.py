"""The numbers of values as printed, so that they can be drawn.

Comma and point mean different things in different languages, and three digits behind a point may be either: the other
values of the figure decide, then the language. Not here: telling values from words (reading/figures/values.py).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from unsqa.reading.figures.values import MAGNITUDE, read_number

if TYPE_CHECKING:
    from collections.abc import Sequence

# Languages that write 1.234,5 (Unicode CLDR); of the others 1,234.5 is taken.
DECIMAL_COMMA_TEXT = "bg ca cs da de el es fi fr hr hu id it nl no pl pt ro ru sl sr sv tr uk vi"
DECIMAL_COMMA = frozenset(DECIMAL_COMMA_TEXT.split())
TIMES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "mil": 1e3,
    "mil millones": 1e9,
    "millón": 1e6,
    "millones": 1e6,
}

_MAGNITUDE = re.compile(rf"\s({MAGNITUDE})\b", re.IGNORECASE)
_POINT_DECIMALS = re.compile(r"\.\d{1,2}(?!\d)|\.\d{4}|,\d{3}\.\d|(?<!\d)0\.\d")
_THOUSANDS_POINT = re.compile(r"(?<=\d)\.(?=\d{3}(?!\d))")
_ZERO_COMMA = re.compile(r"(?<!\d)0,(?=\d)")


def read_numbers(values: Sequence[str], language: str) -> tuple[float | None, ...]:
    """Return the number of each value of a figure, None for what is none; `language` (ISO 639-1) is the report's.

    >>> read_numbers(["US$ 3 million", "1,234.5", "(12)%", "–"], "en")
    (3000000.0, 1234.5, -12.0, None)
    >>> read_numbers(["1.234", "12,5"], "es"), read_numbers(["1.234", "12.5"], "es")
    ((1234.0, 12.5), (1.234, 12.5))
    """
    with_points = language in DECIMAL_COMMA and not any(_POINT_DECIMALS.search(value) for value in values)
    return tuple(_read(value, with_points=with_points) for value in values)


def _read(value: str, *, with_points: bool) -> float | None:
    """Return a number; `with_points`: a point before three digits parts thousands."""
    plain = _ZERO_COMMA.sub("0.", _THOUSANDS_POINT.sub("", value) if with_points else value)
    number = read_number(plain)
    magnitude = _MAGNITUDE.search(value)
    if number is None or not magnitude:
        return number
    word = magnitude[1].lower()
    return number * TIMES.get(word, TIMES.get(word.removesuffix("s"), 1))
