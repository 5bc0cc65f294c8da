"""The unit and the year of a figure, from its values and the words around them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from unsqa.reading.figures.values import MAGNITUDE, YEARS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from unsqa.reading.figures.evidence import Evidence

_MARK = re.compile(r"\(?(US ?\$|USD|[A-Z]{1,3}\$|EUR|[$€£¥])")
_IN_WORDS = re.compile(
    rf"\(((?:in |en )?(?:{MAGNITUDE}|number|número|per ?cent|percentage|porcentaje|US ?\$|USD|\$|%|euros|dollars|"
    r"dólares)[^()]*)\)",
    re.IGNORECASE,
)
_PER_CENT = re.compile(r"%|\bper ?cent(?:age)?\b|\bporcentaje\b|\bpor ciento\b", re.IGNORECASE)


def find_unit(values: Sequence[str], words: Iterable[str], of: str, evidence: Evidence) -> str:
    """Return the unit that all values have, or that the words around them give to values without one; else "".

    `of` is what shares are of, as printed ("of GDP").

    >>> from unsqa.reading.figures.evidence import Evidence
    >>> none = Evidence([])
    >>> find_unit(["4.5%", "0.5%"], [], "of GDP", none), find_unit(["1", "2"], ["Real % change"], "", none)
    ('% of GDP', '%')
    """
    own = {unit for value in values if any(map(str.isdigit, value)) for unit in [_own_unit(value)]}
    if len(own) != 1:
        return ""
    unit = own.pop()
    if unit == "%":
        return f"% {of}".rstrip()
    if unit:
        return evidence.currency(unit)
    text = " ".join(words)
    named = _IN_WORDS.search(text)
    if named:
        words = re.sub(r"^(?:in|en|number of|número de) ", "", " ".join(named[1].split()), flags=re.IGNORECASE)
        return words if words[:2].isupper() else f"{words[:1].lower()}{words[1:]}"
    return "%" if _PER_CENT.search(text) else ""


def _own_unit(value: str) -> str:
    if re.search(r"%|per ?cent$|por ciento$", value):
        return "%"
    mark = _MARK.match(value)
    return mark[1].replace(" ", "").replace("USD", "US$") if mark else ""


def find_year(*places: str) -> str:
    """Return the year of the first place that names one; "" where that place names several.

    >>> find_year("Growth", "Spent in 2020"), find_year("2019 and 2020", "2018"), find_year("of 2019-2020")
    ('2020', '', '2019-2020')
    """
    for place in places:
        years = {match[0] for match in YEARS.finditer(place)}
        if years:
            return years.pop() if len(years) == 1 else ""
    return ""
