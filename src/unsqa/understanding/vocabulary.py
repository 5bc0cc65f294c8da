"""The words of the reports: how telling each is, which are nearly always names, and which forms names have.

Made once for an index; questions and evidence are held against it. Words are compared by their stems in the language
of their text and, across languages, by what they have in common (`alike`: "programa" and "program").

Not here: the constraints of a question (asking.py).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING

from unsqa.finding.lexical import fold_words, stem_words
from unsqa.finding.names import Names
from unsqa.understanding.places import list_places

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from unsqa.types import Document, Passage

    Name = tuple[str, ...]

MIN_COGNATE = 5  # letters that two words must share at their beginning
LIKENESS = 0.75  # of the letters of two words, from which on they are one word in two languages
MIN_CAPITALS = 0.9  # share of a name's occurrences that have a capital

_WORD = re.compile(r"[^\W\d_]{3,}")
_SENTENCE_START = re.compile(r"(?:^|[.!?:•]\s+|\n\s*)[\"“«(]*$")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What is known of the words of the reports.

    `weights` holds the inverse document frequency (over passages) of each stem, `unknown` that of a word that the
    reports have not. `proper` are folded words that the reports write with a capital. `places` lead from each name of a
    place to all its names, `longs` from a folded short form to the folded long ones. `everyday` are words that the bank
    questions write small, in whatever language.
    """

    language: str
    weights: Mapping[str, float]
    unknown: float
    proper: frozenset[str]
    small: frozenset[str]
    names: Names
    longs: Mapping[str, tuple[Name, ...]]
    places: Mapping[Name, tuple[Name, ...]]
    countries: tuple[str, ...]
    everyday: frozenset[str]

    @classmethod
    def of(
        cls, documents: Mapping[str, Document], passages: Sequence[Passage], names: Names | None = None
    ) -> Vocabulary:
        """Count the words of the passages; where the reports have several languages, that of the most counts."""
        languages = Counter(documents[passage.document].report.language for passage in passages)
        language = languages.most_common(1)[0][0] if languages else "en"
        n_with = Counter(
            stem
            for passage in passages
            for stem in set(stem_words(passage.shown, documents[passage.document].report.language))
        )
        proper, small = _split_by_capitals(passage.text for passage in passages)
        asked = [entry.question for document in documents.values() for entry in document.bank]
        asked_proper, asked_small = _split_by_capitals(asked)
        everyday = asked_small - asked_proper - proper
        proper -= asked_small - asked_proper
        entries = [entry for document in documents.values() for entry in document.glossary]
        proper -= {word for entry in entries for long in entry.long for word in fold_words(long)}
        longs: dict[str, list[Name]] = {}
        for entry in entries:
            longs.setdefault("".join(fold_words(entry.short)), []).extend(tuple(fold_words(one)) for one in entry.long)
        places: dict[Name, tuple[Name, ...]] = {}
        countries = tuple(sorted({document.report.country for document in documents.values()})) or ("",)
        for country in countries:
            places |= list_places(country)
        return cls(
            language=language,
            weights={stem: _weigh(count, len(passages)) for stem, count in n_with.items()},
            unknown=_weigh(0, len(passages)),
            proper=frozenset(proper),
            small=frozenset(small),
            names=names or Names.of(documents.values()),
            longs={short: tuple(dict.fromkeys(forms)) for short, forms in longs.items()},
            places=places,
            countries=countries,
            everyday=frozenset(everyday),
        )

    def may_be_translated(self, word: str, language: str) -> bool:
        """Tell a folded word of everyday use in another language than the evidence's, or in the bank questions."""
        others = [other for other in ("en", "es") if other != language]
        is_foreign = any(word in _everyday(other) and word not in _everyday(language) for other in others)
        return word in self.everyday or is_foreign

    def is_own(self, text: str) -> bool:
        """Tell a name that is nothing but a report's own country or its people ("Kenyans")."""
        key = plain(text)
        return any(
            key.startswith(plain(name)[: max(len(name) - 1, 4)]) and len(key) < len(name) + 6
            for name in self.countries
            if name
        )

    def weigh(self, stem: str) -> float:
        """Return how telling a stem is."""
        return self.weights.get(stem, self.unknown)


def alike(one: str, other: str) -> bool:
    """Tell two folded words that are one in two languages, or two spellings.

    >>> alike("programa", "program"), alike("municipios", "municipalities"), alike("madera", "madrid")
    (True, True, False)
    """
    if one == other:
        return True
    if min(len(one), len(other)) < MIN_COGNATE or one[0] != other[0]:
        return False
    if one[:6] == other[:6] and len(one) > 6:
        return True
    shorter = min(len(one), len(other)) - 2
    return one[:3] == other[:3] and SequenceMatcher(None, one, other).ratio() >= LIKENESS and shorter > 2


def plain(text: str) -> str:
    """Return a text in small letters without accents; it has the same length.

    >>> plain("¿Cuántos Niños?")
    '¿cuantos ninos?'
    """
    return text.lower() if text.isascii() else "".join(map(_plain_letter, text))


@lru_cache(maxsize=4096)
def _plain_letter(letter: str) -> str:
    return unicodedata.normalize("NFKD", letter.lower())[0]


@lru_cache(maxsize=4)
def _everyday(language: str) -> frozenset[str]:
    """Return the words of a language, folded."""
    from spellchecker import SpellChecker

    try:
        return frozenset(map(plain, SpellChecker(language=language).word_frequency.words()))
    except ValueError:  # there is no list for this language
        return frozenset()


def _split_by_capitals(texts: Iterable[str]) -> tuple[set[str], set[str]]:
    """Return the folded words written nearly always with a capital, and those also written small.

    A word that begins a sentence, and one in a line of capitals, tells nothing.
    """
    capital: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for text in texts:
        for match in _WORD.finditer(text):
            word = plain(match[0])
            if match[0].islower():
                small[word] += 1
            elif match[0][1:].islower() and not _SENTENCE_START.search(text, max(0, match.start() - 6), match.start()):
                capital[word] += 1
    proper = {word for word, count in capital.items() if count >= MIN_CAPITALS * (count + small[word])}
    return proper, set(small)


def _weigh(n_with: int, n_all: int) -> float:
    return math.log(1 + (n_all - n_with + 0.5) / (n_with + 0.5))
