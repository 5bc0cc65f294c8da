"""Which sections were asked about: how often each was cited in the conversations that are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from unsqa.types import Passage

Cited = tuple[str, tuple[str, ...]]  # a report, and the path of headings over what was cited


@dataclass(frozen=True, slots=True)
class AskedSection:
    """A section, how often it was cited, and the numbers of its passages."""

    document: str
    headings: tuple[str, ...]
    n_cited: int
    passages: tuple[int, ...]


def rank_sections(cited: Mapping[Cited, int], passages: Sequence[Passage]) -> tuple[AskedSection, ...]:
    """Return the sections that were cited, the most cited first, ties in the order of the passages.

    A section that is no longer in the index is left out.
    """
    numbers: dict[Cited, list[int]] = {}
    for number, passage in enumerate(passages):
        numbers.setdefault((passage.document, passage.section.headings), []).append(number)
    found = [
        AskedSection(*section, cited[section], tuple(own)) for section, own in numbers.items() if cited.get(section)
    ]
    return tuple(sorted(found, key=lambda section: -section.n_cited))
