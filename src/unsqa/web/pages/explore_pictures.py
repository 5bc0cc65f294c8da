"""The pictures of passages: counted by two of their facets, laid out by meaning, ranked by how often cited."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from unsqa.answering.citing import place_passage
from unsqa.exploring.asked import rank_sections
from unsqa.exploring.map import map_passages
from unsqa.exploring.matrix import OTHERS, cross
from unsqa.web.charts import Cell, Mark, Point, bars_chart, map_chart, matrix_chart
from unsqa.web.pages.explore_html import first_words, heading_of
from unsqa.web.pages.explore_view import draw_chart, draw_download, draw_passages, draw_table
from unsqa.web.sdg_badges import sdg_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unsqa.exploring.asked import AskedSection, Cited
    from unsqa.exploring.labels import Facet
    from unsqa.exploring.map import Points
    from unsqa.exploring.matrix import Matrix
    from unsqa.finding.index import SearchIndex
    from unsqa.web.pages.explore_view import View

MAX_ASKED = 15  # sections drawn; the table has all
FIRST_COLUMNS: tuple[Facet, ...] = ("priority", "sdg", "chapter")  # the first there is stands as columns to begin with
ROW, COLUMN = "explore-row", "explore-column"


def draw_matrix(view: View) -> None:
    """Draw the passages counted by two facets."""
    facets = view.labels.facets
    if len(facets) < 2:
        _say(view, "matrix_few")
        return
    _say(view, "matrix_lead")
    rows, columns = _choose_facets(view, facets)
    found = cross(view.labels, rows, columns, among=view.numbers)
    if not found.cells:
        _say(view, "matrix_none")
        return
    titles = (view.tell(f"facet_{rows}"), view.tell(f"facet_{columns}"), view.tell("passages"))
    cells = [
        Cell(_short(view, rows, row), _short(view, columns, column), len(numbers), f"{row}\t{column}")
        for (row, column), numbers in found.cells.items()
    ]
    chart = matrix_chart(
        cells,
        [_short(view, rows, row) for row in found.rows],
        [_short(view, columns, column) for column in found.columns],
        titles=titles,
    )
    alt_text = view.tell("matrix_alt", rows=titles[0], columns=titles[1])
    draw_chart(chart, f"explore-matrix-{rows}-{columns}", alt_text, [ROW, COLUMN])
    _draw_cell(view, found, rows, columns)
    header = [titles[0], *(_long(view, columns, column) for column in found.columns)]
    table = [
        [_long(view, rows, row), *(str(len(found.cells.get((row, column), ()))) for column in found.columns)]
        for row in found.rows
    ]
    draw_table(view, alt_text.split(".")[0], header, table, len(found.columns))


def _choose_facets(view: View, facets: tuple[Facet, ...]) -> tuple[Facet, Facet]:
    second: Facet = next((facet for facet in FIRST_COLUMNS if facet in facets[1:]), facets[1])
    left, right = st.columns(2)

    def name(facet: str) -> str:
        return view.tell(f"facet_{facet}")

    rows: Facet = left.selectbox(view.tell("rows"), facets, format_func=name, key="explore-rows", on_change=_forget)
    others = [facet for facet in facets if facet != rows]
    index = others.index(second) if second in others else 0
    columns: Facet = right.selectbox(
        view.tell("columns"), others, index=index, format_func=name, key="explore-columns", on_change=_forget
    )
    return rows, columns


def _forget() -> None:
    st.session_state[ROW] = st.session_state[COLUMN] = None


def _draw_cell(view: View, found: Matrix, rows: Facet, columns: Facet) -> None:
    """Draw the choice of a cell, a row or a column, and its passages."""
    for key, values in ((ROW, found.rows), (COLUMN, found.columns)):
        if st.session_state.get(key) not in values:
            st.session_state[key] = None
    left, right = st.columns(2)
    row = left.selectbox(
        f"{view.tell('passages_of')}: {view.tell(f'facet_{rows}')}",
        found.rows,
        index=None,
        format_func=lambda value: _long(view, rows, value),
        placeholder=view.tell("any"),
        key=ROW,
    )
    column = right.selectbox(
        view.tell(f"facet_{columns}"),
        found.columns,
        index=None,
        format_func=lambda value: _long(view, columns, value),
        placeholder=view.tell("any"),
        key=COLUMN,
    )
    if row is not None or column is not None:
        named = [_long(view, facet, value) for facet, value in ((rows, row), (columns, column)) if value is not None]
        draw_passages(view, found.passages(row, column), " · ".join(named))


def _short(view: View, facet: Facet, value: str) -> str:
    """Return a value as it stands beside a chart: of a goal the number alone."""
    return f"{view.tell('sdg')} {value}" if facet == "sdg" and value != OTHERS else _long(view, facet, value)


def _long(view: View, facet: Facet, value: str) -> str:
    if value == OTHERS:
        return view.tell("others")
    if facet == "sdg":
        return sdg_name(int(value), view.language)
    return view.tell(f"kind_{value}") if facet == "kind" else value


def draw_map(view: View) -> None:
    """Draw the passages by meaning."""
    _say(view, "map_lead")
    with st.spinner(view.tell("map_drawing")):
        places = _load_map(view.build, view.index)
    names = {number: _name(view, number) for number in view.numbers}
    points = [
        Point(
            x=round(float(places[number][0]), 4),
            y=round(float(places[number][1]), 4),
            group=view.labels.parts[number] or view.tell("no_heading"),
            title=heading_of(view.index.passages[number], view.language),
            words=first_words(view.index.passages[number].text),
            key=str(number),
        )
        for number in view.numbers
    ]
    titles = (view.tell("chapter"), view.tell("section"), view.tell("words"))
    alt_text = view.tell("map_alt", n=len(points))
    draw_chart(map_chart(points, view.tell("others"), titles=titles), "explore-map", alt_text, ["explore-point"])
    chosen = st.selectbox(
        view.tell("passages_of"),
        list(map(str, names)),
        index=None,
        format_func=lambda key: names[int(key)],
        placeholder=view.tell("choose"),
        key="explore-point",
    )
    if chosen:
        draw_passages(view, [int(chosen)], view.labels.parts[int(chosen)] or view.tell("no_heading"))
    _draw_list(view, points, titles)


@st.cache_resource(max_entries=2, show_spinner=False)
def _load_map(build: str, _index: SearchIndex) -> Points:  # noqa: ARG001  (a new build is mapped anew)
    return map_passages(_index)


def _draw_list(view: View, points: list[Point], titles: tuple[str, str, str]) -> None:
    """Draw the passages of the map as a table, which may be long and so draws only the rows in sight."""
    header = [*titles, view.tell("where")]
    rows = []
    for point in points:
        passage = view.index.passages[int(point.key)]
        where = place_passage(passage, view.documents[passage.document], view.language)
        rows.append([point.group, point.title, point.words, where])
    with st.expander(view.tell("table"), icon=":material/table:"):
        st.dataframe({name: [row[at] for row in rows] for at, name in enumerate(header)}, hide_index=True)
        draw_download(view, header, rows)


def _name(view: View, number: int) -> str:
    passage = view.index.passages[number]
    return f"{heading_of(passage, view.language)}: {first_words(passage.text)}"


def draw_asked(view: View, cited: Mapping[Cited, int]) -> None:
    """Draw how often each section was cited."""
    found = [section for section in rank_sections(cited, view.index.passages) if section.document in view.documents]
    if not found:
        _say(view, "asked_none")
        return
    _say(view, "asked_lead")
    shown = {str(at): section for at, section in enumerate(found)}
    marks = [
        Mark(_section_name(view, section), "", str(section.n_cited), section.n_cited, key, int(key))
        for key, section in list(shown.items())[:MAX_ASKED]
    ]
    draw_chart(bars_chart(marks), "explore-asked", view.tell("asked_alt"), ["explore-section"])
    if len(found) > len(marks):
        _say(view, "asked_first", shown=len(marks), n=len(found))
    chosen = st.selectbox(
        view.tell("passages_of"),
        list(shown),
        index=None,
        format_func=lambda key: f"{_section_name(view, shown[key])} ({shown[key].n_cited})",
        placeholder=view.tell("choose"),
        key="explore-section",
    )
    if chosen:
        draw_passages(view, shown[chosen].passages, _section_name(view, shown[chosen]))
    header = [view.tell("section"), view.tell("report"), view.tell("times")]
    rows = [
        [" › ".join(section.headings), view.documents[section.document].report.title, str(section.n_cited)]
        for section in found
    ]
    draw_table(view, view.tell("asked_lead"), header, rows, 1)


def _section_name(view: View, section: AskedSection) -> str:
    return section.headings[-1] if section.headings else view.tell("no_heading")


def _say(view: View, key: str, **values: object) -> None:
    st.html(f'<p class="unsqa-explore-note">{escape(view.tell(key, **values))}</p>')
