"""Hits that say something each: of several questions merged, without near-duplicates, lists of acronyms in their place.

- A question of several parts is searched as a whole and by part. The best hit of the whole comes first, then the best
  of each part, then the rest by what they are worth to the whole and to the part that they fit best.
- Two passages are near-duplicates when most of their runs of three words are the same (shingles; Broder 1997) and so
  are all their numbers: a table of another year is no duplicate.
- A list of acronyms holds a little of everything, and so lies near to many questions that it does not answer. It is
  told by what it consists of: lines that the document's glossary was read from.

Not here: which questions have parts (understanding/parts.py), how passages are scored (ranking.py).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from unsqa.finding.lexical import fold_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from unsqa.types import Document, Hit, Passage

N_SEARCHED = 30  # hits of the whole and of each part that are merged
N_SHINGLE_WORDS = 3
SAME_SHINGLES = 0.7
MIN_ENTRIES = 3
ENTRY_SHARE = 0.4  # of a list's lines, since a long form may run over two or three
MIN_TOLD = 2
ACRONYM_LIST_MALUS = 3.0  # taken off the score of a list of acronyms where no meaning is asked for

Mask = np.ndarray[Any, np.dtype[np.bool_]]
Shingles = frozenset[tuple[str, ...]]


def merge_hits(whole: Sequence[Hit], parts: Sequence[Sequence[Hit]], k: int) -> tuple[Hit, ...]:
    """Return the k best hits of a question and of its parts, each list ranked from the best N_SEARCHED or so.

    The best hit of a part is the one found for that part, so that its similarities are those to it; the others are
    those found for the whole, if it found them. No score is higher than the one before it, or than its own was.
    """
    firsts = [hits[0] for hits in parts if hits]
    to_whole = _scores(whole)
    firsts.sort(key=lambda hit: (-to_whole.get(hit.passage.id, -np.inf), -hit.score, hit.passage.id))
    found = {hit.passage.id: hit for hits in (*reversed(parts), whole) for hit in hits}
    worth = _worth(whole, parts)
    rest = sorted(found.values(), key=lambda hit: (-worth[hit.passage.id], hit.passage.id))
    merged: dict[str, Hit] = {}
    for hit in (*whole[:1], *firsts, *rest):
        merged.setdefault(hit.passage.id, hit)
    if not merged:
        return ()
    least = np.minimum.accumulate([hit.score for hit in merged.values()]).tolist()
    return tuple(replace(hit, score=score) for hit, score in zip(merged.values(), least, strict=True))[:k]


def drop_duplicates(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return the hits in their order without those that are nearly the same as one before them.

    Rank more than are shown, so that enough are left.
    """
    kept: list[Hit] = []
    for hit in hits:
        if not any(_nearly_same(hit.passage.text, other.passage.text) for other in kept):
            kept.append(hit)
    return tuple(kept)


def is_acronym_list(passage: Passage, document: Document) -> bool:
    """Tell whether a passage consists of entries of the document's list of acronyms."""
    lines = frozenset(document.line_numbers(passage.start, passage.end))
    entries = lines.intersection(entry.line for entry in document.glossary)
    return len(entries) >= max(MIN_ENTRIES, ENTRY_SHARE * len(lines))


def find_acronym_lists(documents: Mapping[str, Document], passages: Sequence[Passage]) -> Mask:
    """Tell for each passage whether it is part of a list of acronyms: bool (n_passages,)."""
    return np.array([is_acronym_list(passage, documents[passage.document]) for passage in passages], bool)


def find_capitals(text: str) -> frozenset[str]:
    """Return the words of a text that have more than one capital.

    >>> sorted(find_capitals("What does the FAO do, and UN-HABITAT?"))
    ['FAO', 'HABITAT', 'UN']
    """
    return frozenset(word for word in re.findall(r"[^\W_]+", text) if sum(map(str.isupper, word)) > 1)


def find_told_names(passages: Sequence[Passage], acronym_lists: Mask) -> frozenset[str]:
    """Return the names in capitals that stand in at least MIN_TOLD passages which are no lists of acronyms."""
    told = [passage for passage, is_list in zip(passages, acronym_lists, strict=True) if not is_list]
    counted = Counter(name for passage in told for name in find_capitals(passage.text))
    return frozenset(name for name, count in counted.items() if count >= MIN_TOLD)


def _scores(hits: Iterable[Hit]) -> dict[str, float]:
    return {hit.passage.id: hit.score for hit in hits}


def _worth(whole: Sequence[Hit], parts: Sequence[Sequence[Hit]]) -> dict[str, float]:
    """Return for each passage its score for the whole plus its best for a part; where it was not found, the least."""
    tables = [(_scores(hits), min((hit.score for hit in hits), default=0.0)) for hits in (whole, *parts)]
    ids = dict.fromkeys(passage for table, _ in tables for passage in table)
    by_list = {passage: [table.get(passage, least) for table, least in tables] for passage in ids}
    return {passage: values[0] + max(values[1:], default=0.0) for passage, values in by_list.items()}


def _nearly_same(one: str, other: str) -> bool:
    return _numbers(one) == _numbers(other) and _overlap(_shingles(one), _shingles(other)) >= SAME_SHINGLES


@lru_cache(maxsize=4096)
def _numbers(text: str) -> tuple[str, ...]:
    return tuple(sorted(word for word in fold_words(text) if any(map(str.isdigit, word))))


@lru_cache(maxsize=512)
def _shingles(text: str) -> Shingles:
    words = fold_words(text)
    runs = zip(*(words[start:] for start in range(N_SHINGLE_WORDS)), strict=False)
    return frozenset(runs) or frozenset({tuple(words)})


def _overlap(one: Shingles, other: Shingles) -> float:
    """Return what share of the shingles of both they have in common (Jaccard)."""
    return len(one & other) / len(one | other)
