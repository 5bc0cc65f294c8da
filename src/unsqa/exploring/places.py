"""Places within the report's own country that passages name: its states, provinces or departments.

The names are those of ISO 3166-2, as unsqa.understanding.places has them, in English and Spanish, whole and short. A
place must be written with a capital. Not here: towns, and other countries.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from unsqa.finding.lexical import fold_words
from unsqa.understanding.places import find_places, list_places

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORD = re.compile(r"[^\W_]+")


def name_places(text: str, country: str) -> tuple[str, ...]:
    """Return the parts of a country that a text names, each once, as ISO 3166-2 writes them, in order.

    >>> name_places("From Limón to San José, and in limón trees of Peru", "Costa Rica")
    ('Limón', 'San José')
    """
    parts = _list_parts(country)
    if not parts:
        return ()
    written = _WORD.findall(text)
    folded = ["".join(fold_words(word)) for word in written]
    found = [
        parts[name]
        for first, last in find_places(folded, list_places(country))
        for name in [tuple(folded[first:last])]
        if name in parts and written[first][0].isupper()
    ]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=8)
def _list_parts(country: str) -> Mapping[tuple[str, ...], str]:
    """Return the name of each part of a country by all its names, folded."""
    import pycountry

    known = list_places(country)
    code = next((entry.alpha_2 for entry in pycountry.countries if tuple(fold_words(country)) in _names(entry)), "")
    subdivisions: Any = pycountry.subdivisions
    return {
        name: part.name
        for part in (subdivisions.get(country_code=code) or () if code else ())
        for name in known.get(("state", "of", *fold_words(part.name)), ())
        if part.parent_code is None
    }


def _names(entry: object) -> set[tuple[str, ...]]:
    given = (getattr(entry, field, None) for field in ("name", "common_name", "official_name"))
    return {tuple(fold_words(name)) for name in given if name}
