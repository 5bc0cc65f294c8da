"""Altair charts of what unsqa.exploring finds; pure functions of what they are given.

Bars have their label above and their printed value beside them, so that nothing is cut off at any width and no axis is
needed. Colours are told apart by people who confuse some (after Okabe & Ito 2008) and stand off from white and from
Streamlit's dark background alike; on the map shapes say the same. Text has the colour of the page's.

A click on a mark gives its `key` under the selection named MARK. Not here: what is drawn, and its tables.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from unsqa.exploring.figures import picture

if TYPE_CHECKING:
    from collections.abc import Sequence

    import altair as alt

    from unsqa.exploring.figures import Bar
    from unsqa.types import Figure

MARK = "mark"  # the name of the selection
COLOURS = ("#0072b2", "#d55e00", "#11916c", "#b0508d", "#8b6f2f", "#7a6ff0", "#c2487a", "#5f7f1f")
ACCENT, QUIET, REST = COLOURS[0], "#8a9099", "#7d7d7d"
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right", "triangle-left")
INK = "currentcolor"  # charts are SVG, so that text has the colour of the page's; the theme leaves some of it black
FONT = 13
LINE = 20  # the height of a bar, and of a line of its label
LABEL_CHARS = 42  # of a line that fits a phone
ROW_CHARS, COLUMN_CHARS = 16, 24  # of the lines of a matrix's names
CHAR = 7.5  # the width of a digit or capital, at most, in this font


@dataclass(frozen=True, slots=True)
class Mark:
    """A bar: its label, its series, if any, what is written beside it, its size, and what a click gives."""

    label: str
    series: str
    text: str
    number: float
    key: str
    group: int
    is_cited: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a matrix: the names of its row and column, how many, and what a click gives."""

    row: str
    column: str
    number: int
    key: str


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a map: its place, the group it is coloured by, what hovering tells, and what a click gives."""

    x: float
    y: float
    group: str
    title: str
    words: str
    key: str


def figure_chart(
    figure: Figure, report_language: str, highlight: tuple[int, int] | None = None
) -> alt.LayerChart | None:
    """Return the small chart of a figure with its title, the values within the span `highlight` in the accent colour.

    None where the values cannot be drawn side by side. `report_language` (ISO 639-1) says how its numbers are read.
    """
    found = picture(figure, report_language)
    if not found.bars:
        return None
    return bars_chart(mark_bars(found.bars, highlight), title=found.caption, with_cited=highlight is not None)


def mark_bars(bars: Sequence[Bar], highlight: tuple[int, int] | None = None) -> tuple[Mark, ...]:
    """Return the marks of a figure's bars; the key of each is the start of its value in the text."""
    start, end = highlight or (0, 0)
    return tuple(
        Mark(
            label=bar.label,
            series=bar.column,
            text=bar.printed,
            number=bar.number,
            key=str(bar.span[0]),
            group=bar.row,
            is_cited=start <= bar.span[0] and bar.span[1] <= end,
        )
        for bar in bars
    )


def bars_chart(marks: Sequence[Mark], *, title: str = "", with_cited: bool = False) -> alt.LayerChart:
    """Return horizontal bars, those of one group under one label, a colour a series.

    `with_cited`: the cited bars have the accent colour, the others none, and series are named beside their bars.
    """
    import altair as alt

    series = tuple(dict.fromkeys(mark.series for mark in marks))
    names_series = with_cited and len(series) > 1
    records = [asdict(mark) | {"text": f"{mark.text} · {mark.series}" if names_series else mark.text} for mark in marks]
    labels = _label_lines(marks)
    lines = [f"line {number}" for number in range(max(record["number"] for record in labels) + 1)]
    slots = [*lines, *(f"bar {name}" for name in series)]
    n_groups = len({mark.group for mark in marks})
    y = alt.Y("group:O", sort=None, axis=None, scale=alt.Scale(paddingInner=0.12, paddingOuter=0))
    offset = alt.YOffset("slot:N", sort=slots, scale=alt.Scale(domain=slots, paddingInner=0.14))
    written = alt.Chart(alt.InlineData(values=labels)).mark_text(align="left", fontWeight=600, **_text())
    bars = alt.Chart(alt.InlineData(values=[record | {"slot": f"bar {record['series']}"} for record in records]))
    x = alt.X("number:Q", axis=None, scale=_number_scale(records))
    colour: Any
    if with_cited:
        colour = alt.condition("datum.is_cited", alt.value(ACCENT), alt.value(QUIET))
    else:
        colour = _series_colour(series)
    clicked = alt.selection_point(name=MARK, fields=["key"])
    opacity = alt.condition(clicked, alt.value(1), alt.value(0.4))
    drawn = bars.mark_bar(cornerRadiusEnd=3, cursor="pointer")
    layers = [
        written.encode(x=alt.value(0), y=y, yOffset=offset, text="text:N"),
        drawn.encode(x=x, y=y, yOffset=offset, color=colour, opacity=opacity).add_params(clicked),
        *(_values(bars, is_negative=side).encode(x=x, y=y, yOffset=offset, text="text:N") for side in (False, True)),
    ]
    height = round(n_groups * (len(slots) * LINE + 6)) + (LINE * 2 if len(series) > 1 and not with_cited else 0)
    found: alt.LayerChart = _finish(alt.layer(*layers), height, title)
    return found


def matrix_chart(
    cells: Sequence[Cell], rows: Sequence[str], columns: Sequence[str], *, titles: tuple[str, str, str]
) -> alt.LayerChart:
    """Return a heat map with the number in each cell; `titles` are those of rows, columns and numbers, for hovering."""
    import altair as alt

    records = [
        asdict(cell) | {"row_label": _wrap(cell.row, ROW_CHARS), "column_label": _wrap(cell.column, COLUMN_CHARS)}
        for cell in cells
    ]
    down, across = [_wrap(name, ROW_CHARS) for name in rows], [_wrap(name, COLUMN_CHARS) for name in columns]
    axis = _legend_text() | {"labelExpr": "split(datum.label, '\\n')", "ticks": False, "domain": False}
    shift = -6 * max(name.count("\n") for name in across)  # so that names of several lines stand over their column
    upwards = alt.Axis(
        orient="top", labelAngle=-90, labelAlign="left", labelBaseline="middle", labelOffset=shift, **axis
    )
    base = alt.Chart(alt.InlineData(values=records)).encode(
        x=alt.X("column_label:N", scale=alt.Scale(domain=across, padding=0.05), axis=upwards),
        y=alt.Y("row_label:N", scale=alt.Scale(domain=down, padding=0.05), axis=alt.Axis(**axis)),
        tooltip=[
            alt.Tooltip(f"{field}:N", title=title)
            for field, title in zip(("row", "column", "number"), titles, strict=True)
        ],
    )
    clicked = alt.selection_point(name=MARK, fields=["key"], empty=False)
    boxes = base.mark_rect(color=ACCENT, cursor="pointer", cornerRadius=3).encode(
        # Never so dark that the text could not be read on it.
        fillOpacity=alt.FillOpacity("number:Q", scale=alt.Scale(domainMin=0, range=[0.08, 0.6]), legend=None),
        stroke=alt.condition(clicked, alt.value(COLOURS[1]), alt.value(None)),
        strokeWidth=alt.value(3),
    )
    numbers = base.mark_text(cursor="pointer", **_text()).encode(text="number:Q")
    header = round(max(len(line) for name in across for line in name.split("\n")) * CHAR)
    height = header + sum(max(30, (name.count("\n") + 1) * LINE) for name in down)
    found: alt.LayerChart = _finish(alt.layer(boxes.add_params(clicked), numbers), height, "")
    return found


def map_chart(points: Sequence[Point], rest: str, *, titles: tuple[str, str, str]) -> alt.Chart:
    """Return a map of points, a colour and a shape a group; `titles` are those of group, title and words, for hovering.

    Groups beyond the number of colours, the smallest ones, are grey and called `rest`.
    """
    import altair as alt

    counted = Counter(point.group for point in points)
    named = [group for group in counted if group in dict(counted.most_common(len(COLOURS)))]
    domain = [*named, *([rest] if len(named) < len(counted) else [])]
    wrapped = [_wrap(name, LABEL_CHARS - 4) for name in domain]
    colours, shapes = [*COLOURS[: len(named)], REST][: len(domain)], [*SHAPES[: len(named)], "circle"][: len(domain)]
    legend = alt.Legend(
        orient="bottom", columns=1, symbolOpacity=1, labelExpr="split(datum.label, '\\n')", **_legend_text()
    )
    clicked = alt.selection_point(name=MARK, fields=["key"])
    labels = dict(zip(domain, wrapped, strict=True))
    records = [asdict(point) | {"wrapped": labels.get(point.group, wrapped[-1])} for point in points]
    chart = (
        alt.Chart(alt.InlineData(values=records))
        .mark_point(filled=True, size=75, cursor="pointer")
        .encode(
            x=alt.X("x:Q", axis=None),
            y=alt.Y("y:Q", axis=None),
            color=alt.Color("wrapped:N", scale=alt.Scale(domain=wrapped, range=colours), legend=legend),
            shape=alt.Shape("wrapped:N", scale=alt.Scale(domain=wrapped, range=shapes), legend=legend),
            opacity=alt.condition(clicked, alt.value(0.9), alt.value(0.25)),
            tooltip=[
                alt.Tooltip("group:N", title=titles[0]),
                alt.Tooltip("title:N", title=titles[1]),
                alt.Tooltip("words:N", title=titles[2]),
            ],
        )
        .add_params(clicked)
    )
    height = 420 + LINE * sum(name.count("\n") + 1 for name in wrapped)
    found: alt.Chart = _finish(chart, height, "")
    return found


def _values(bars: alt.Chart, *, is_negative: bool) -> alt.Chart:
    """Return the texts at the ends of the bars of one sign."""
    import altair as alt

    sign = alt.datum.number < 0 if is_negative else alt.datum.number >= 0
    shift: dict[str, Any] = {"align": "right", "dx": -5} if is_negative else {"align": "left", "dx": 5}
    found: alt.Chart = bars.transform_filter(sign).mark_text(dy=3, **shift, **_text())
    return found


def _text() -> dict[str, Any]:
    return {"color": INK, "fontSize": FONT, "baseline": "middle"}


def _legend_text() -> dict[str, Any]:
    return {"labelColor": INK, "labelLimit": 0, "labelFontSize": FONT, "title": None}


def _number_scale(records: Sequence[dict[str, Any]]) -> alt.Scale:
    """Return the scale of bars from 0, with room for the texts at their ends."""
    import altair as alt

    def room(*, is_negative: bool) -> int:
        own = [len(record["text"]) for record in records if (record["number"] < 0) is is_negative]
        return round(max(own, default=0) * CHAR) + 8 if own else 0

    left, right = room(is_negative=True), room(is_negative=False)
    ends = [0, *(record["number"] for record in records)]
    return alt.Scale(
        domain=[min(ends), max(ends)], nice=False, range=[left, alt.ExprRef(f"max(width - {right}, {left} + 40)")]
    )


def _series_colour(series: Sequence[str]) -> alt.Color:
    import altair as alt

    legend = alt.Legend(orient="top", symbolType="square", offset=4, **_legend_text())
    scale = alt.Scale(domain=list(series), range=list(COLOURS[: len(series)]))
    return alt.Color("series:N", scale=scale, legend=legend if len(series) > 1 else None)


def _label_lines(marks: Sequence[Mark]) -> list[dict[str, Any]]:
    """Return the lines of each group's label, the last of each right above its bars."""
    labels = {mark.group: _wrap(mark.label, LABEL_CHARS).split("\n") for mark in marks}
    most = max(len(lines) for lines in labels.values())
    return [
        {"group": group, "slot": f"line {number}", "number": number, "text": line}
        for group, lines in labels.items()
        for number, line in enumerate(lines, most - len(lines))
    ]


def _wrap(text: str, width: int) -> str:
    r"""Break a text into lines of at most so many characters, words longer than that apart.

    >>> _wrap("Peace, justice and rule of law", 16)
    'Peace, justice\nand rule of law'
    """
    return "\n".join(textwrap.wrap(text, width, break_long_words=False)) or text


def _finish(chart: Any, height: int, title: str) -> Any:  # noqa: ANN401  (a chart or layers, as it was given)
    import altair as alt

    found = chart.properties(height=height, width="container")
    if title:
        params = alt.TitleParams(_wrap(title, LABEL_CHARS).split("\n"), anchor="start", fontSize=FONT + 1, offset=10)
        found = found.properties(title=params)
    return found.configure_view(stroke=None)
