"""BM25 over the passages' words (Robertson & Zaragoza 2009; the bm25s package, Lù 2024, arXiv 2407.03618).

Words are stemmed by Snowball in the text's language and folded (lower case, no accents), so that "shelters" meets
"shelter" and "Juarez" meets "Juárez".
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import filterfalse
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

K1, B = 0.9, 0.4  # Anserini's defaults for passages
MANY = 4  # one text in so many has a word of many
SNOWBALL = {"ar": "arabic", "en": "english", "es": "spanish", "fr": "french", "ru": "russian"}

_WORD = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:[&/][^\W_]+)*")
_MAYBE_ACCENTS = re.compile(r"[\u0300-\U0010ffff]+")  # no combining letter comes before them
Scores = np.ndarray[Any, np.dtype[np.float32]]


def fold_words(text: str) -> list[str]:
    """Return the words of a text, folded. Numbers lose their commas; a compound counts as its parts.

    >>> fold_words("Juárez: 2,307 C&A, post-pandemic")
    ['juarez', '2307', 'c&a', 'post', 'pandemic']
    """
    plain = unicodedata.normalize("NFKD", text.lower())
    plain = _MAYBE_ACCENTS.sub(lambda run: "".join(filterfalse(unicodedata.combining, run[0])), plain)
    return [word.replace(",", "") for word in _WORD.findall(plain)]


def stem_words(text: str, language: str) -> list[str]:
    """Return the folded words of a text, stemmed where Snowball knows the language.

    >>> stem_words("Shelters housing migrants", "en"), stem_words("Shelters", "zh")
    (['shelter', 'hous', 'migrant'], ['shelters'])
    """
    words = fold_words(text)
    if language not in SNOWBALL:
        return words
    stems: list[str] = _stemmer(language).stemWords(words)
    return stems


@cache
def _stemmer(language: str) -> Any:  # noqa: ANN401  (PyStemmer has no types)
    import Stemmer

    return Stemmer.Stemmer(SNOWBALL[language])


class Lexicon:
    """A BM25 index over texts, in their order."""

    def __init__(self, index: Any, n_texts: int) -> None:  # noqa: ANN401  (bm25s has no types)
        self._index = index
        self._n_texts = n_texts
        self._rows: dict[int, Scores] = {}

    @classmethod
    def build(cls, texts: Sequence[Sequence[tuple[str, str]]]) -> Lexicon:
        """Index texts, each given as (string, language) pairs."""
        return cls.of_stems([[stem for part in parts for stem in stem_words(*part)] for parts in texts])

    @classmethod
    def of_stems(cls, texts: Sequence[Sequence[str]]) -> Lexicon:
        """Index texts, each given by its stems; a text without one is never found."""
        import bm25s

        index = bm25s.BM25(k1=K1, b=B, method="lucene")
        words = [stems or [""] for stems in texts]
        # bm25s would number the words in the order of a set, which differs from process to process
        numbers = {word: number for number, word in enumerate(dict.fromkeys(word for text in words for word in text))}
        index.index(([[numbers[word] for word in text] for text in words], numbers), show_progress=False)
        return cls(index, len(texts))

    def score(self, query: str, language: str) -> Scores:
        """Return the BM25 score of each text, float32 (n_texts,); zeros when no word of the query is known."""
        scores = np.zeros(self._n_texts, np.float32)
        for word in stem_words(query, language):
            if word in self._index.vocab_dict:
                self._add(scores, self._index.vocab_dict[word])
        return scores

    def _add(self, scores: Scores, number: int) -> None:
        """Add what a word gives each text, as bm25s does, but for the scores of words of many texts, kept as a row."""
        start, end = self._index.scores["indptr"][number : number + 2]
        texts, given = (self._index.scores[name][start:end] for name in ("indices", "data"))
        if len(texts) * MANY < len(scores):
            np.add.at(scores, texts, given)
            return
        if number not in self._rows:
            row = np.zeros_like(scores)
            row[texts] = given
            self._rows[number] = row
        scores += self._rows[number]

    def save(self, folder: Path) -> None:
        """Write the index into a folder."""
        self._index.save(str(folder), show_progress=False)

    @classmethod
    def load(cls, folder: Path, n_texts: int) -> Lexicon:
        """Read the index that `save` wrote."""
        import bm25s

        return cls(bm25s.BM25.load(str(folder)), n_texts)
