"""What the pictures share: a chart that can be clicked, the passages behind a mark, the table of a chart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from unsqa.web.charts import MARK
from unsqa.web.pages.explore_html import passages_html, table_html, to_csv
from unsqa.web.strings import tell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import altair as alt

    from unsqa.exploring.labels import Labels
    from unsqa.finding.index import SearchIndex
    from unsqa.types import Document, Passage


@dataclass(frozen=True, slots=True)
class View:
    """What the pictures are of: an index, its build, and the numbers of the passages of the reports that are shown."""

    language: str
    index: SearchIndex
    build: str
    labels: Labels
    documents: Mapping[str, Document]
    numbers: tuple[int, ...]

    def tell(self, key: str, **values: object) -> str:
        """Return a text of this page."""
        return tell(f"explore.{key}", self.language, **values)

    def passages(self, numbers: Sequence[int]) -> list[Passage]:
        """Return the passages of these numbers."""
        return [self.index.passages[number] for number in numbers]


def draw_chart(chart: alt.LayerChart | alt.Chart, key: str, alt_text: str, fields: Sequence[str]) -> None:
    """Draw a chart; a click writes the key of its mark, split at tabs, into these fields of the page."""

    def take_up() -> None:
        marks = st.session_state[key].selection.get(MARK) or []
        chosen = marks[0]["key"].split("\t") if marks else [None] * len(fields)
        for field, value in zip(fields, chosen, strict=True):
            st.session_state[field] = value

    st.altair_chart(chart, width="stretch", theme="streamlit", key=key, on_select=take_up, alt=alt_text)


def draw_passages(
    view: View, numbers: Sequence[int], what: str, span: tuple[int, int] | None = None, *, is_open: bool = True
) -> None:
    """Draw the passages behind a mark, the words of `span` marked."""
    st.html(passages_html(view.passages(numbers), view.documents, what, view.language, span, is_open=is_open))


def draw_table(
    view: View,
    caption: str,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    n_numbers: int,
    *,
    is_open: bool = False,
) -> None:
    """Draw the table of a picture, folded unless it `is_open`, with its download."""
    with st.expander(view.tell("table"), expanded=is_open, icon=":material/table:"):
        st.html(table_html(caption, header, rows, n_numbers))
        draw_download(view, header, rows)


def draw_download(view: View, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Draw the button that saves a table as CSV."""
    st.download_button(
        view.tell("csv"),
        to_csv(header, rows),
        file_name="unsqa.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
    )
