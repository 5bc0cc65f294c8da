"""What the rest of a document proves about a figure: sentences that state its numbers, words, names, currency."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from unsqa.reading.figures.values import find_values, read_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_a-z])")
_WORD = re.compile(r"[^\W\d_]+")
_ACRONYM = r"(?:[A-Z][A-Za-z]{0,14}[A-Z](?:[/-][A-Z]{1,15}){0,3}|UN[ -][A-Z][a-z]+)"
_ACRONYM_LIST = re.compile(rf"{_ACRONYM}(?:(?:, | and | y |, and ){_ACRONYM})+")
_IN_PARENTHESES = re.compile(rf"\(({_ACRONYM})\)")
_NAMES_GAP = re.compile(r",? (?:and|y) |, ?")
_DOLLARS = re.compile(r"(?<![\w$])([A-Z]{1,3}) ?\$ ?\d")
MAX_SENTENCES = 20  # a number that more sentences state proves nothing


class Evidence:
    """What the running text of a document states, asked by the readers of its figures."""

    def __init__(self, prose: Sequence[str], others: Sequence[str] = ()) -> None:
        """Take in the running text and the other blocks, which state nothing but names: one pass over them."""
        self._stating: dict[float, list[tuple[set[float | None], set[str]]]] = {}  # a sentence's numbers and words
        self._words: set[str] = set()
        self._names: set[str] = set()
        self._marks: set[str] = set()
        for text in others:
            self._take_names(text)
        for text in prose:
            self._take_names(text)
            self._words.update(_WORD.findall(text))
            self._take_sentences(text)

    def _take_names(self, text: str) -> None:
        self._names.update(_IN_PARENTHESES.findall(text))
        for found in _ACRONYM_LIST.findall(text):
            self._names.update(_NAMES_GAP.split(found))
        self._marks.update("US$" if land.startswith("US") else f"{land}$" for land in _DOLLARS.findall(text))

    def _take_sentences(self, text: str) -> None:
        for sentence in _SENTENCE_END.split(text):
            numbers = [read_number(sentence[start:end]) for start, end in find_values(sentence)]
            stated = (set(numbers), _content_words(sentence)) if numbers else (set(), set())
            for number in numbers:
                if number is not None and len(self._stating.setdefault(number, [])) < MAX_SENTENCES:
                    self._stating[number].append(stated)

    def states(self, values: Sequence[str], label: str) -> bool:
        """Tell whether one sentence holds all the values and the label's words, three of them for several values.

        >>> seen = Evidence(["Losses of forest grew from 36 to 45% in the dry north."])
        >>> seen.states(("36%", "45%"), "FOREST LOSSES IN THE NORTH"), seen.states(("45%",), "Fires")
        (True, False)
        """
        label_words = _content_words(label)
        numbers = [read_number(value) for value in values]
        if not label_words or None in numbers:
            return False
        for stated, words in self._stating.get(numbers[0] or 0.0, []):
            shared = label_words & words
            n_needed = 3 if len(values) > 1 else max(2, len(label_words))
            if stated.issuperset(numbers) and len(shared) >= n_needed:
                return True
        return False

    def unglue(self, label: str) -> list[str]:
        """Part names that were printed without a blank, if the document writes each of them elsewhere.

        >>> Evidence(["From Aland to New Bethel"]).unglue("AlandNew Bethel")
        ['Aland', 'New Bethel']
        """
        cuts = [at for at in range(1, len(label)) if label[at - 1].islower() and label[at].isupper()]
        parts = [label[start:end] for start, end in pairwise([0, *cuts, len(label)])]
        return parts if all(word in self._words for part in parts for word in _WORD.findall(part)) else [label]

    def are_names(self, text: str) -> bool:
        """Tell whether a text is but a list of short names, such as those of agencies.

        >>> seen = Evidence(["The Fund for Dunes (FFD) met DUNA, ABC and XYZ."])
        >>> [seen.are_names(text) for text in ("ABC, XYZ, and DUNA", "FFD", "WOMEN")]
        [True, True, False]
        """
        parts = [part for part in _NAMES_GAP.split(text.strip()) if part]
        n_names = sum(part in self._names for part in parts)
        return bool(parts) and 2 * n_names >= len(parts) and all(re.fullmatch(_ACRONYM, part) for part in parts)

    def currency(self, mark: str) -> str:
        """Return the dollar that a bare sign stands for if the document names but one, the mark itself otherwise.

        >>> Evidence(["US$ 5,000 were spent, in all $20,000."]).currency("$")
        'US$'
        """
        return next(iter(self._marks)) if mark == "$" and len(self._marks) == 1 else mark


def _content_words(text: str) -> set[str]:
    return {word.lower()[:6] for word in _WORD.findall(text) if len(word) > 3}


def joined(texts: Iterable[str]) -> str:
    """Join texts by blanks, each run of blanks made one."""
    return " ".join(" ".join(texts).split())
