"""Words cut at a line end, made whole by evidence.

The document's own words decide first, then a word list of its language (pyspellchecker's, made from word frequencies).
Where neither knows the word, two words that stand alone elsewhere keep their hyphen, and all others lose it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from unsqa.types import SourceLine

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_LAST_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")  # the same from either end
FIRST_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_DASH_END = re.compile(r"\S—$|\d–$")
_ADDRESS_END = re.compile(r"(?:tv|com|org|net|int|edu|gov|gob|info)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Words:
    """The words that are known: how often the document has each, in small letters, and those of its language."""

    counts: Counter[str] = field(default_factory=Counter)
    language: str = ""

    def in_language(self, word: str) -> bool:
        """Tell whether the word list of the language has the word; never where there is no such list."""
        return word.lower() in _word_list(self.language)

    def knows(self, word: str) -> bool:
        """Tell whether the document or the word list has the word."""
        return bool(self.counts[word.lower()]) or self.in_language(word)


@lru_cache(maxsize=4)
def _word_list(language: str) -> frozenset[str]:
    from spellchecker import SpellChecker

    try:
        return frozenset(SpellChecker(language=language).word_frequency.words()) if language else frozenset()
    except ValueError:  # there is no list for this language
        return frozenset()


def count_words(lines: Iterable[SourceLine]) -> Counter[str]:
    """Count the words of the lines, lower case, leaving out the ones that a line end cuts.

    >>> from unsqa.types import SourceLine
    >>> sorted(count_words([SourceLine(1, "the resour-"), SourceLine(2, "ces of resources")]).items())
    [('of', 1), ('resources', 1), ('the', 1)]
    """
    counts: Counter[str] = Counter()
    after_cut = False
    for line in lines:
        text = line.text.strip()
        if not text:
            continue
        found = [word.lower() for word in _WORD.findall(text)]
        cut = cut_word(text) is not None
        counts.update(found[after_cut : len(found) - cut])
        after_cut = cut
    return counts


def cut_word(text: str) -> str | None:
    """Return the part of a word that a line ends with and a hyphen cuts off, or None.

    >>> cut_word("in the non-repeti-"), cut_word("a dash -"), cut_word("the end")
    ('non-repeti', None, None)
    """
    found = _LAST_WORD.match(text[-2::-1]) if text.endswith("-") else None
    return found[0][::-1] if found else None


def join_hyphen(left: str, right: str, words: Words) -> bool:
    """Tell whether the hyphen between two parts of a word belongs to the word (True) or to the line end (False).

    The form that the document writes elsewhere decides; then a digit, or a capital after a small letter, keeps its
    hyphen; then the word list; then two words of the document that stand alone keep it; else it goes.

    >>> join_hyphen("resour", "ces", Words(Counter({"resources": 1})))
    False
    >>> join_hyphen("post", "pandemic", Words(Counter({"post-pandemic": 2})))
    True
    """
    whole, hyphened = f"{left}{right}".lower(), f"{left}-{right}".lower()
    counts = words.counts
    if counts[whole] or counts[hyphened]:
        return counts[hyphened] > counts[whole]
    if left[-1].isdigit() or right[0].isdigit() or (left[-1].islower() and right[0].isupper()):
        return True
    if words.in_language(whole):
        return False
    last, first = left.rsplit("-", 1)[-1].lower(), right.split("-", 1)[0].lower()
    return min(len(last), len(first)) >= 4 and bool(counts[last] and counts[first])


def close_up(text: str, following: str, words: Words) -> str:
    """Return `text` as it ends before `following`: a blank added, or its last hyphen kept or taken off.

    >>> close_up("the resour-", "ces", Words()), close_up("the", "end", Words()), close_up("and/", "or", Words())
    ('the resour', 'the ', 'and/')
    """
    cut, right = cut_word(text), FIRST_WORD.match(following)
    if cut and right:
        return text if join_hyphen(cut, right[0], words) else text[:-1]
    if (text.endswith(".") and _ADDRESS_END.match(following)) or _DASH_END.search(text):
        return text
    if text.endswith("/") and "://" in text.rsplit(" ", 1)[-1]:
        return f"{text} "
    return text if text.endswith(("/", "-")) and len(text) > 1 and text[-2].isalnum() else f"{text} "
