"""What a Milvus server is told of each row and passage of an index: its name there, and what filters go by.

A report is kept in editions, named by the digest of what is in it. A new edition is written beside the old one, which
is removed when the build that names the new one is in force; rows of an edition that the index does not name are not
found. So a report that did not change is never written again, and one half written is not seen.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from unsqa.finding.filters import find_facets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from unsqa.finding.rows import RowTable
    from unsqa.types import Document, Passage
    from unsqa.types.answer import Filters

Places = np.ndarray[Any, np.dtype[np.int64]]
PUSHED_DOWN = {"reports": "report", "years": "year", "languages": "language"}


@dataclass(frozen=True, slots=True)
class Labels:
    """For each report, by id, the places of its rows and of its passages, ascending, and what filters go by.

    `scalars` are the fields of all its rows, `kinds` those of each passage, `passage_of` is the passage of each row.
    """

    rows: Mapping[str, Places]
    passages: Mapping[str, Places]
    scalars: Mapping[str, dict[str, Any]]
    kinds: Sequence[tuple[str, ...]]
    passage_of: Places

    @classmethod
    def of(cls, documents: Mapping[str, Document], passages: Sequence[Passage], rows: RowTable) -> Labels:
        """Label the rows and passages of an index."""
        places = {name: number for number, name in enumerate(documents)}
        owner = np.array([places[passage.document] for passage in passages], np.int64)
        of_row = owner[rows["passage"]]
        reports = {name: document.report for name, document in documents.items()}
        kinds: list[tuple[str, ...]] = [()] * len(passages)
        for kind, having in find_facets(documents, passages).rows["kinds"].items():
            for row in having:
                kinds[row] = (*kinds[row], str(kind))
        return cls(
            rows=_group(of_row, list(documents)),
            passages=_group(owner, list(documents)),
            scalars={n: {"report": n, "year": r.year or 0, "language": r.language} for n, r in reports.items()},
            kinds=kinds,
            passage_of=rows["passage"].astype(np.int64),
        )


def _group(owner: Places, names: Sequence[str]) -> dict[str, Places]:
    order = np.argsort(owner, kind="stable")
    parts = np.split(order, np.cumsum(np.bincount(owner, minlength=len(names)))[:-1])
    return dict(zip(names, parts, strict=True))


def name_edition(report: str, *contents: bytes) -> str:
    """Return the name of an edition of a report with these contents.

    >>> name_edition("delta-2021", b"vectors", b"words")
    '5353fbf3559733d5'
    """
    digest = hashlib.sha256(report.encode())
    for content in contents:
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()[:16]


def word_filters(filters: Filters, spoken: str = "") -> str:
    """Return filters as an expression of Milvus; those that it is not told of are left out.

    >>> from unsqa.types.answer import Filters
    >>> word_filters(Filters(years=(2019, 2020), kinds=("figure",)), "en")
    'spoken == "en" and year in [2019, 2020] and array_contains_any(kinds, ["figure"])'
    """
    terms = [f"spoken == {json.dumps(spoken)}"] if spoken else []
    for name, field in PUSHED_DOWN.items():
        if values := getattr(filters, name):
            terms.append(f"{field} in {json.dumps(list(values), ensure_ascii=False)}")
    if filters.kinds:
        terms.append(f"array_contains_any(kinds, {json.dumps(list(filters.kinds))})")
    return " and ".join(terms)


def is_pushed_down(filters: Filters) -> bool:
    """Tell whether Milvus is told of all these filters."""
    return not (filters.headings or filters.agencies or filters.sdgs)
