"""Charts and badges: nothing cut off, nothing unreadable, the cited value marked, a key on every mark."""

from __future__ import annotations

import pytest

from unsqa.types import Figure, FigureRow
from unsqa.web.charts import (
    ACCENT,
    COLOURS,
    MARK,
    QUIET,
    REST,
    SHAPES,
    Cell,
    Point,
    figure_chart,
    map_chart,
    matrix_chart,
)
from unsqa.web.sdg_badges import SDG_COLOURS, contrast, sdg_badges_html, text_colour

ROWS = (
    FigureRow("Repair of boats and of the piers that the storm of Saint Abel broke", ("$30", "$12"), ((5, 8), (9, 12))),
    FigureRow("Nets", ("$20", "$15"), ((13, 16), (17, 20))),
)
FIGURE = Figure("Figure 2", "Money for the harbour", ("Spent", "Raised"), ROWS, "US$", "", "", "layout", (), 0, 30)


def values_of(chart, layer):
    """Return the records that a layer draws."""
    spec = chart.to_dict()
    source = spec["layer"][layer].get("data", spec.get("data"))
    return spec["datasets"][source["name"]]


def test_labels_of_bars_are_broken_into_lines_and_not_cut():
    labels = [(label["group"], label["text"]) for label in values_of(figure_chart(FIGURE, "en"), 0)]
    assert labels == [(0, "Repair of boats and of the piers that the"), (0, "storm of Saint Abel broke"), (1, "Nets")]


def test_bars_are_labelled_as_printed_and_have_a_key():
    found = [(bar["text"], bar["number"], bar["key"], bar["slot"]) for bar in values_of(figure_chart(FIGURE, "en"), 1)]
    assert found == [
        ("$30", 30.0, "5", "bar Spent"),
        ("$12", 12.0, "9", "bar Raised"),
        ("$20", 20.0, "13", "bar Spent"),
        ("$15", 15.0, "17", "bar Raised"),
    ]


def test_the_cited_value_is_marked_and_each_series_named_beside_its_bar():
    chart = figure_chart(FIGURE, "en", (13, 16))
    cited = [bar["text"] for bar in values_of(chart, 1) if bar["is_cited"]]
    colour = chart.to_dict()["layer"][1]["encoding"]["color"]
    assert (cited, colour) == (
        ["$20 · Spent"],
        {"condition": {"test": "datum.is_cited", "value": ACCENT}, "value": QUIET},
    )


def test_the_small_chart_carries_its_title():
    assert figure_chart(FIGURE, "en").to_dict()["title"]["text"] == ["Figure 2. Money for the harbour"]


def test_a_figure_that_cannot_be_drawn_has_no_chart():
    figure = Figure("", "", (), ROWS[:0], "", "", "", "layout", ("5", "7"), 0, 9)
    assert figure_chart(figure, "en", (0, 1)) is None


def test_a_matrix_keeps_the_order_of_its_names_and_has_a_key_a_cell():
    cells = [Cell("FAO", "SDG 5", 2, "FAO\t5"), Cell("ILO", "SDG 1", 1, "ILO\t1")]
    chart = matrix_chart(cells, ["ILO", "FAO"], ["SDG 1", "SDG 5"], titles=("Agency", "SDG", "Passages"))
    encoding = chart.to_dict()["layer"][0]["encoding"]
    assert [encoding[axis]["scale"]["domain"] for axis in "xy"] == [["SDG 1", "SDG 5"], ["ILO", "FAO"]]
    assert [cell["key"] for cell in values_of(chart, 0)] == ["FAO\t5", "ILO\t1"]
    assert [param["name"] for param in chart.to_dict()["params"]] == [MARK]


def test_a_map_gives_the_largest_groups_a_colour_and_a_shape_and_calls_the_rest_by_one_name():
    points = [Point(0, 0, f"Chapter {n}", "", "", f"{n}-{m}") for n in range(10) for m in range(10 - n)]
    encoding = map_chart(points, "Others", titles=("Chapter", "Section", "Words")).to_dict()["encoding"]
    assert encoding["color"]["scale"] == {
        "domain": [*(f"Chapter {n}" for n in range(8)), "Others"],
        "range": [*COLOURS, REST],
    }
    assert encoding["shape"]["scale"]["range"] == [*SHAPES, "circle"]


@pytest.mark.parametrize("page", ["#ffffff", "#11181f"])
def test_every_colour_stands_off_from_a_light_and_a_dark_page(page):
    assert [colour for colour in (*COLOURS, QUIET, REST) if contrast(colour, page) < 3] == []


def test_every_badge_can_be_read():
    assert [colour for colour in SDG_COLOURS if contrast(colour, text_colour(colour)) < 4.5] == []


def badge(goal, colour, name):
    return (
        f'<span class="unsqa-sdg" role="listitem" style="background:{colour};color:#000000" title="{name}" '
        f'aria-label="{name}"><span aria-hidden="true">{goal}</span></span>'
    )


def test_badges_are_named_in_the_language_and_stand_in_order():
    assert sdg_badges_html([5, 18, 1, 5], "es") == (
        '<span class="unsqa-sdgs" role="list" aria-label="Objetivos de Desarrollo Sostenible">'
        f"{badge(1, '#e5243b', 'ODS 1: Fin de la pobreza')}{badge(5, '#ff3a21', 'ODS 5: Igualdad de género')}</span>"
    )
    assert sdg_badges_html([], "en") == ""
