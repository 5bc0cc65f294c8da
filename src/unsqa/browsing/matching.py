"""Words -> the places in a text that read the same: whatever the case, the accents, the blanks and the punctuation.

The text itself is searched, by a regular expression that names every form of each letter the text has, so the spans
found need no mapping back.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Span = tuple[int, int]

_WORD = re.compile(r"[^\W_]+")
_MARKS = "[\\u0300-\\u036f]*"  # an accent that stands as a character of its own
_BETWEEN = r"[\W_]+"
_BEGINS, _ENDS = r"(?<![^\W_])", r"(?![^\W_])"


def fold(text: str) -> str:
    """Return a text without case and accents.

    >>> fold("CAFÉ Núñez")
    'cafe nunez'
    """
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def split_words(text: str) -> list[str]:
    """Return the words of a text, folded; what is neither letter nor digit parts them.

    >>> split_words("Co-operation: 8.5%")
    ['co', 'operation', '8', '5']
    """
    return _WORD.findall(fold(text))


def find_words(text: str, words: Sequence[str], start: int = 0, end: int | None = None, *, whole: bool) -> list[Span]:
    """Return where folded words stand one after the other in `text[start:end]`, in order; nothing without words.

    The first begins a word of the text. Unless they are to be `whole`, the last may be the beginning of one.

    >>> text = "Cafés and a CAFÉ."
    >>> [text[a:b] for a, b in find_words(text, ["cafe"], whole=False)]
    ['Café', 'CAFÉ']
    >>> find_words(text, ["cafe"], whole=True)
    [(12, 16)]
    """
    if not words:
        return []
    forms = _forms(frozenset(text))
    spelt = _BETWEEN.join("".join(forms.get(letter, re.escape(letter)) + _MARKS for letter in word) for word in words)
    pattern = re.compile(_BEGINS + spelt + (_ENDS if whole else ""))
    return [match.span() for match in pattern.finditer(text, start, len(text) if end is None else end)]


@lru_cache(maxsize=16)
def _forms(letters: frozenset[str]) -> dict[str, str]:
    """Return for each folded letter a class of the letters that fold to it."""
    forms: dict[str, str] = {}
    for letter in sorted(letters):
        folded = fold(letter)
        if len(folded) == 1:
            forms[folded] = forms.get(folded, "") + re.escape(letter)
    return {folded: f"[{found}]" for folded, found in forms.items()}
