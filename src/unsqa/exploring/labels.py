"""What passages can be counted by: agency, goal, place, priority, chapter, kind.

Agencies, goals and kinds are those that filters go by (finding/filters.py). A passage may have several values, or none.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from unsqa.exploring.places import name_places
from unsqa.finding.filters import find_facets
from unsqa.reading.blocks.recognize import CHAPTER, PRIORITY, worded_rank

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from unsqa.types import Document, Passage

Facet = Literal["agency", "sdg", "place", "priority", "chapter", "kind"]
FACETS: tuple[Facet, ...] = ("agency", "sdg", "place", "priority", "chapter", "kind")
BY_COUNT: tuple[Facet, ...] = ("agency", "place", "kind")  # the others keep the order of the report, or of numbers


@dataclass(frozen=True, slots=True)
class Labels:
    """For each facet the values of each passage, in the order of the passages, and all values in order.

    `parts` has one value a passage: its priority, else its chapter, else "".
    """

    of: Mapping[Facet, tuple[tuple[str, ...], ...]]
    values: Mapping[Facet, tuple[str, ...]]
    parts: tuple[str, ...]

    @property
    def facets(self) -> tuple[Facet, ...]:
        """The facets that tell some passages from others."""
        return tuple(facet for facet in FACETS if self.values[facet])


def label_passages(documents: Mapping[str, Document], passages: Sequence[Passage]) -> Labels:
    """Return what the passages can be counted by."""
    facets = find_facets(documents, passages)
    found: dict[Facet, list[list[str]]] = {facet: [[] for _ in passages] for facet in FACETS}
    sources: tuple[tuple[Facet, str], ...] = (("agency", "agencies"), ("sdg", "sdgs"), ("kind", "kinds"))
    for facet, field in sources:
        for value, rows in facets.rows[field].items():
            for row in rows:
                found[facet][row].append(str(value))
    for row, passage in enumerate(passages):
        found["place"][row] += name_places(passage.text, documents[passage.document].report.country)
        found["priority"][row] += _ranked(passage, PRIORITY)
        found["chapter"][row] += _chapter(passage)
    of = {facet: tuple(map(tuple, own)) for facet, own in found.items()}
    values = {facet: _order(own, by_count=facet in BY_COUNT) for facet, own in of.items()}
    parts = tuple(next(iter((*of["priority"][row], *of["chapter"][row])), "") for row in range(len(passages)))
    return Labels(of, values | {"sdg": tuple(sorted(values["sdg"], key=int))}, parts)


def _ranked(passage: Passage, rank: int) -> list[str]:
    return [heading for heading in passage.section.headings if worded_rank(heading) == rank][:1]


def _chapter(passage: Passage) -> list[str]:
    """Return the chapter: the heading worded so, else the outermost."""
    return _ranked(passage, CHAPTER) or list(passage.section.headings[:1])


def _order(of: Sequence[tuple[str, ...]], *, by_count: bool) -> tuple[str, ...]:
    """Return all values: the most frequent first, ties by the alphabet; or as they first come."""
    counted = Counter(value for values in of for value in values)
    return tuple(sorted(counted, key=lambda value: (-counted[value], value))) if by_count else tuple(counted)
