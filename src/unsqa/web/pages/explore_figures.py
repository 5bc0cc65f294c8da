"""The figures of the reports: one at a time, as a chart where its values can be drawn, with what could not be told."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from unsqa.answering.citing import place
from unsqa.exploring.figures import list_pictures
from unsqa.web.charts import bars_chart, mark_bars
from unsqa.web.pages.explore_html import address_link
from unsqa.web.pages.explore_view import draw_chart, draw_passages, draw_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from unsqa.exploring.figures import Picture
    from unsqa.types import Document
    from unsqa.web.pages.explore_view import View

Found = tuple["Document", "Picture"]


def draw_figures(view: View) -> None:
    """Draw the figure that is chosen, first that of money by priority or SDG."""
    found = list_pictures(view.documents.values())
    with_values = {_key_of(pair): pair for pair in found if pair[1].why_not != "empty"}
    if with_values:
        _draw_figure(view, *with_values[_choose(view, with_values)])
    else:
        st.html(f"<p>{escape(view.tell('figures_none'))}</p>")
    _draw_empty(view, [pair for pair in found if pair[1].why_not == "empty"])


def _choose(view: View, found: Mapping[str, Found]) -> str:
    """Draw the list of figures; the address says which is open."""
    keys = list(found)
    asked = st.query_params.get("figure", keys[0])
    chosen: str = st.selectbox(
        view.tell("figure"),
        keys,
        index=keys.index(asked) if asked in keys else 0,
        format_func=lambda key: _caption(view, found[key]),
        key=f"explore-figure-{view.build}-{len(keys)}",
    )
    if chosen != asked:
        st.query_params["figure"] = chosen
    return chosen


def _draw_figure(view: View, document: Document, found: Picture) -> None:
    caption = _caption(view, (document, found))
    st.html(_head(view, document, found, caption))
    marks = mark_bars(found.bars)
    key = f"explore-{_key_of((document, found))}"
    if marks:
        draw_chart(bars_chart(marks), f"{key}-chart", view.tell("bars_alt", title=caption), [f"{key}-mark"])
    for note in _notes(view, found):
        st.html(f'<p class="unsqa-explore-note">{escape(note)}</p>')
    header, rows = _table(view, found)
    draw_table(view, caption, header, rows, len(header) - 1, is_open=not marks)
    _draw_behind(view, document, found, f"{key}-mark", caption)


def _draw_behind(view: View, document: Document, found: Picture, field: str, caption: str) -> None:
    """Draw the choice of a bar, and the passages behind it; of the whole figure while there is none."""
    bars = {mark.key: (mark, bar) for mark, bar in zip(mark_bars(found.bars), found.bars, strict=True)}
    names = {key: ", ".join(filter(None, (mark.label, mark.series, mark.text))) for key, (mark, _) in bars.items()}
    chosen = None
    if bars:
        chosen = st.selectbox(
            view.tell("passages_of"),
            list(bars),
            index=None,
            format_func=names.__getitem__,
            placeholder=view.tell("choose"),
            key=field,
        )
    span = bars[chosen][1].span if chosen else (found.figure.start, found.figure.end)
    numbers = _passages_over(view, document, span)
    draw_passages(view, numbers, names[chosen] if chosen else caption, span if chosen else None, is_open=bool(chosen))


def _head(view: View, document: Document, found: Picture, caption: str) -> str:
    figure, spoken = found.figure, escape(document.report.language)
    where = place(document.page_at(figure.start), document.lines_of(figure.start, figure.end), view.language)
    facts = (("unit", figure.unit), ("year", figure.year), ("source", figure.source))
    told = [view.tell("page", report=document.report.title, place=where)]
    told += [view.tell(name, **{name: value}) for name, value in facts if value]
    return (
        f'<h2 class="unsqa-explore-picture" lang="{spoken}">{escape(caption)}</h2>'
        f'<p class="unsqa-explore-facts">{escape(" · ".join(told))}</p>'
    )


def _notes(view: View, found: Picture) -> list[str]:
    """Return what a reader must know of what is drawn and what is not."""
    figure, unlabelled = found.figure, ", ".join(found.figure.unlabelled)
    notes = []
    if found.why_not:
        notes.append(view.tell(f"why_{found.why_not}", n=len(figure.unlabelled)))
    if found.totals:
        notes.append(view.tell("total", labels=", ".join(found.totals)))
    if found.others:
        notes.append(view.tell("other_columns", labels=", ".join(found.others)))
    if unlabelled and found.why_not != "unlabelled":
        notes.append(view.tell("unlabelled", n=len(figure.unlabelled), values=unlabelled))
    return notes


def _table(view: View, found: Picture) -> tuple[list[str], list[list[str]]]:
    """Return all values of a figure as printed, those without a label last."""
    figure = found.figure
    n_columns = max((len(row.values) for row in figure.rows), default=1)
    columns = figure.columns or (view.tell("value"),) * n_columns
    rows = [[row.label, *row.values] for row in figure.rows]
    rows += [[view.tell("no_label"), value, *[""] * (n_columns - 1)] for value in figure.unlabelled]
    return [view.tell("label"), *columns], rows


def _draw_empty(view: View, found: Sequence[Found]) -> None:
    """Name the figures of which there is but the title, with the way to their pages."""
    if not found:
        return
    items = "".join(
        f'<li lang="{escape(document.report.language)}">'
        f"{address_link(document, (one.figure.start, one.figure.end), _caption(view, (document, one)))}</li>"
        for document, one in found
    )
    st.html(
        f'<details class="unsqa-near"><summary>{escape(view.tell("empty", n=len(found)))}</summary>'
        f"<p>{escape(view.tell('empty_why'))}</p><ul>{items}</ul></details>"
    )


def _caption(view: View, pair: Found) -> str:
    """Return what a figure is called; one without a name or label goes by the heading over it."""
    document, found = pair
    if found.caption:
        return found.caption
    over = (section for section in document.sections if section.start <= found.figure.start < section.end)
    heading = next((section.headings[-1] for section in over if section.headings), document.report.title)
    return f"{heading} ({view.tell('figure').lower()})"


def _key_of(pair: Found) -> str:
    """Return the address of a figure: its report and its first source line, which stay when the reading changes."""
    document, found = pair
    return f"{document.id}@{document.lines_of(found.figure.start, found.figure.end)[0]}"


def _passages_over(view: View, document: Document, span: tuple[int, int]) -> list[int]:
    return [
        number
        for number, passage in enumerate(view.index.passages)
        if passage.document == document.id and passage.start < span[1] and span[0] < passage.end
    ]
