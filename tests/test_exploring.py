"""What the pictures show: the figures that can be drawn, counts of passages, their map, what was cited."""

from __future__ import annotations

import numpy as np
import pytest
from small import make_assistant

from unsqa.exploring.asked import AskedSection, rank_sections
from unsqa.exploring.figures import Bar, list_pictures, picture
from unsqa.exploring.labels import Labels, label_passages
from unsqa.exploring.map import map_passages, place_vectors
from unsqa.exploring.matrix import OTHERS, Matrix, cross
from unsqa.exploring.numbers import read_numbers
from unsqa.exploring.places import name_places
from unsqa.types import Document, Figure, FigureRow, Report


def figure(rows, columns=(), *, unit="", proof="layout", unlabelled=(), title="", start=0):
    """Return a figure of (label, values) rows; the spans count the values."""
    at = iter(range(start, start + 100))
    found = tuple(
        FigureRow(label, values, tuple((n, n + 1) for n in (next(at) for _ in values))) for label, values in rows
    )
    return Figure("", title, columns, found, unit, "", "", proof, unlabelled, start, start + 100)


def document(name, *figures, language="en"):
    return Document(Report(name, name.title(), language), "", ((0, 1),), (), (), (), figures=figures)


# Numbers


@pytest.mark.parametrize(
    ("values", "language", "numbers"),
    [
        (["1,234", "12%", "USD 3 million", "US$ 2.5 billion"], "en", (1234.0, 12.0, 3e6, 2.5e9)),
        (["3,5 mil millones", "2 millones", "4 mil"], "es", (3.5e9, 2e6, 4000.0)),
        (["1.234", "22.500"], "es", (1234.0, 22500.0)),
        (["1.234", "22.5"], "es", (1.234, 22.5)),
        (["1.234", "0,5"], "en", (1.234, 0.5)),
        (["–", "n/a", "-8.5"], "en", (None, None, -8.5)),
    ],
)
def test_values_are_read_as_their_report_writes_numbers(values, language, numbers):
    assert read_numbers(values, language) == numbers


# Figures


def test_a_total_is_told_and_not_drawn():
    rows = (("Boats", ("$30", "$10")), ("Nets", ("$20", "$50")), ("TOTAL", ("$50", "$60")))
    found = picture(figure(rows, ("Spent", "Raised"), unit="US$", proof="sums"), "en")
    bars = (
        Bar(0, "Boats", "Spent", "$30", 30.0, (0, 1)),
        Bar(0, "Boats", "Raised", "$10", 10.0, (1, 2)),
        Bar(1, "Nets", "Spent", "$20", 20.0, (2, 3)),
        Bar(1, "Nets", "Raised", "$50", 50.0, (3, 4)),
    )
    assert (found.bars, found.totals, found.why_not) == (bars, ("TOTAL",), None)


def test_a_row_that_happens_to_be_the_sum_of_the_others_is_drawn_unless_it_is_said_to_be_a_total():
    found = picture(figure((("Wells", ("5",)), ("Pumps", ("3",)), ("Taps", ("2",)))), "en")
    assert ([bar.label for bar in found.bars], found.totals) == (["Wells", "Pumps", "Taps"], ())


def test_columns_of_another_kind_are_told_and_not_drawn():
    rows = (("Boats", ("$30", "60%")), ("Nets", ("$20", "40%")))
    found = picture(figure(rows, ("Spent", "Share")), "en")
    assert ([bar.printed for bar in found.bars], found.others) == (["$30", "$20"], ("Share",))


@pytest.mark.parametrize(
    ("rows", "unlabelled", "why_not"),
    [
        ((), (), "empty"),
        ((), ("5", "7"), "unlabelled"),
        ((("Wells", ("5",)),), ("7",), "single"),
        ((("Wells", ("5",)), ("Spent", ("$7",))), (), "mixed"),
        ((("Views", ("26,728,153",)), ("Videos", ("22",))), (), "spread"),
        (tuple((f"Well {n}", (str(n + 1),)) for n in range(61)), (), "large"),
    ],
)
def test_what_cannot_be_drawn_has_a_reason(rows, unlabelled, why_not):
    found = picture(figure(rows, unlabelled=unlabelled), "en")
    assert (found.bars, found.why_not) == ((), why_not)


def test_money_by_priority_or_goal_comes_first_then_other_money_and_figures_without_values_last():
    empty = figure((), title="Index")
    counts = figure((("Wells", ("5",)), ("Taps", ("2",))), title="Water")
    money = figure((("Boats", ("$30",)), ("Nets", ("$20",))), title="Harbour")
    by_goal = figure((), unlabelled=("$5", "$7"), title="Spent per SDG")
    by_priority = figure((("Work", ("$3",)), ("Peace", ("$2",))), title="Spent per strategic priority")
    found = list_pictures([document("norvik", empty, counts, money, by_goal, by_priority)])
    titles = ["Spent per strategic priority", "Spent per SDG", "Harbour", "Water", "Index"]
    assert [one.figure.title for _, one in found] == titles


# Counts


def test_places_are_parts_of_the_reports_country_written_with_a_capital():
    text = "Oaxaca, the State of Mexico and Mexico City; puebla is small, Peru another country. Coahuila, Oaxaca."
    assert name_places(text, "Mexico") == ("Oaxaca", "México", "Ciudad de México", "Coahuila de Zaragoza")
    assert name_places(text, "") == ()


def test_passages_are_labelled_by_what_the_reports_name(tmp_path):
    index = make_assistant(tmp_path).index
    labels = label_passages(index.documents, index.passages)
    assert labels.facets == ("agency", "chapter", "kind")
    assert labels.of["agency"][0] == ("FAO", "IFAD", "ILO")
    assert labels.parts == labels.values["chapter"]
    assert labels.values["chapter"][:2] == ("FISHING HARBOURS", "DRINKING WATER")


def made_labels(agencies, goals):
    return Labels(
        of={"agency": agencies, "sdg": goals},
        values={"agency": ("FAO", "ILO", "WFP", "UNEP"), "sdg": ("1", "5")},
        parts=("",) * len(agencies),
    )


LABELS = made_labels((("FAO", "ILO"), ("FAO",), (), ("WFP",), ("UNEP",)), (("1", "5"), ("5",), ("1",), ("5",), ("5",)))


def test_a_cell_holds_the_passages_that_have_both_values():
    cells = {
        ("FAO", "1"): (0,),
        ("FAO", "5"): (0, 1),
        ("ILO", "1"): (0,),
        ("ILO", "5"): (0,),
        ("WFP", "5"): (3,),
        ("UNEP", "5"): (4,),
    }
    found = cross(LABELS, "agency", "sdg", among=range(5))
    assert found == Matrix(("FAO", "ILO", "WFP", "UNEP"), ("1", "5"), cells)
    assert (found.passages("FAO", None), found.passages(None, "5"), found.passages("WFP", "1")) == (
        (0, 1),
        (0, 1, 3, 4),
        (),
    )


def test_values_beyond_the_most_frequent_are_counted_together():
    found = cross(LABELS, "agency", "sdg", among=range(5), max_rows=2)
    assert (found.rows, found.cells[(OTHERS, "5")]) == (("FAO", "ILO", OTHERS), (3, 4))


def test_only_the_passages_asked_for_are_counted():
    assert cross(LABELS, "agency", "sdg", among=[3]) == Matrix(("WFP",), ("5",), {("WFP", "5"): (3,)})


# The map


def test_the_map_puts_like_beside_like_and_is_the_same_every_time():
    random = np.random.default_rng(7)
    vectors = np.concatenate([np.eye(2, 8)[[side] * 20] + random.normal(0, 0.05, (20, 8)) for side in (0, 1)])
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    places = place_vectors(vectors)
    near = np.linalg.norm(places[:, None] - places[None], axis=2) + np.eye(40) * 9
    assert (near.argmin(axis=1) // 20).tolist() == [0] * 20 + [1] * 20
    assert (place_vectors(vectors) == places).all()
    assert (places.min(axis=0).tolist(), places.max(axis=0).tolist()) == ([0, 0], [1, 1])


@pytest.mark.parametrize("n_vectors", [0, 1, 2, 3, 9, 10])
def test_a_map_of_few_passages_has_a_place_for_each(n_vectors):
    assert place_vectors(np.eye(n_vectors, 12, dtype=np.float32)).shape == (n_vectors, 2)


def test_equal_passages_do_not_break_the_map():
    places = place_vectors(np.tile(np.eye(1, 4, dtype=np.float32), (5, 1)))
    assert np.isfinite(places).all()


def test_the_map_has_one_place_a_passage(tmp_path):
    index = make_assistant(tmp_path).index
    assert map_passages(index).shape == (len(index.passages), 2)


# What was asked


def test_sections_are_ranked_by_how_often_they_were_cited(tmp_path):
    passages = make_assistant(tmp_path).index.passages
    cited = {
        ("norvik-2021", ("DRINKING WATER",)): 2,
        ("sierra-2021", ("RADIO COMUNITARIA",)): 5,
        ("norvik-2021", ("A SECTION NO LONGER THERE",)): 9,
    }
    assert rank_sections(cited, passages) == (
        AskedSection("sierra-2021", ("RADIO COMUNITARIA",), 5, (4,)),
        AskedSection("norvik-2021", ("DRINKING WATER",), 2, (1,)),
    )
