"""The page of pictures, driven by Streamlit's AppTest over app.py."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st
from doubles import WordEmbedder
from small import use_word_embedder, write_small_corpus
from streamlit.testing.v1 import AppTest

from unsqa.finding.build import build_index
from unsqa.settings import FIELDS
from unsqa.web.pages import explore

FIGURE = """

HARBOUR MONEY

FIGURE 1. Money spent on the harbour by priority

Boats and nets: US$ 1,200
Piers of stone: US$ 3,400

Every crown was counted by the council and by the fund for rural credit, and the books lie open at the town hall.
"""


def draw_explore():
    from unsqa.web.pages.explore import draw

    draw()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Work in an empty folder with the small corpus, to whose first report a figure was added."""
    for name in FIELDS:
        monkeypatch.delenv(f"UNSQA_{name.upper()}", raising=False)
    monkeypatch.setenv("UNSQA_CORPUS", str(tmp_path / "corpus"))
    monkeypatch.setenv("UNSQA_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("UNSQA_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    use_word_embedder(monkeypatch)
    st.cache_resource.clear()
    path = write_small_corpus(tmp_path) / "norvik-2021" / "report.txt"
    path.write_text(path.read_text(encoding="utf-8") + FIGURE, encoding="utf-8")
    build_index(tmp_path / "corpus", tmp_path / "index", WordEmbedder(), model="words")
    yield tmp_path
    st.cache_resource.clear()


def open_page(show="", language="en"):
    page = AppTest.from_function(draw_explore, default_timeout=20)
    page.session_state["language"] = language
    if show:
        page.query_params["show"] = show
    page.run()
    assert list(page.exception) == []
    return page


def html(page):
    return [element.proto.body for element in page.main.get("html")]


def behind(page):
    """Return what is said over the passages, and their headings."""
    found = [body for body in html(page) if "unsqa-explore-behind" in body]
    return [
        (body.split('role="status">')[1].split("</p>")[0], body.count("<details"), body.count("<mark>"))
        for body in found
    ]


def select(page, label, value):
    box = next(box for box in page.selectbox if box.label == label)
    page = box.set_value(value).run()
    assert list(page.exception) == []
    return page


def options(page, label):
    return next(box for box in page.selectbox if box.label == label).options


def test_the_first_picture_is_the_figure_of_money_by_priority_with_its_table(folder):
    page = open_page()
    text = "".join(html(page))
    assert "Figure 1. Money spent on the harbour by priority</h2>" in text
    assert '<th scope="row">Boats and nets</th><td class="unsqa-explore-right">US$ 1,200</td>' in text
    assert page.query_params == {}


def test_a_bar_leads_to_its_passage_and_the_value_is_marked(folder):
    page = open_page()
    assert behind(page) == [("1 passage: Figure 1. Money spent on the harbour by priority", 1, 0)]
    key = options(page, "Show the passages of")
    assert key == ["Boats and nets, US$ 1,200", "Piers of stone, US$ 3,400"]
    page = select_index(page, "Show the passages of", 1)
    assert behind(page) == [("1 passage: Piers of stone, US$ 3,400", 1, 1)]
    assert "<mark>US$ 3,400</mark>" in "".join(html(page))
    assert "report?report=norvik-2021&amp;at=" in "".join(html(page))


def select_index(page, label, index):
    box = next(box for box in page.selectbox if box.label == label)
    page = box.select_index(index).run()
    assert list(page.exception) == []
    return page


def test_a_cell_of_the_matrix_leads_to_its_passages(folder):
    page = open_page("matrix")
    page = select(page, "Show the passages of: Agency", "FAO")
    assert behind(page) == [("1 passage: FAO", 1, 0)]
    page = select(page, "Chapter", "FISHING HARBOURS")
    assert behind(page) == [("1 passage: FAO · FISHING HARBOURS", 1, 0)]


def test_the_map_lists_its_passages_and_each_can_be_opened(folder):
    page = open_page("map")
    named = options(page, "Show the passages of")
    assert named[0].startswith("FISHING HARBOURS: In 2021 the storm of Saint Abel sank forty boats")
    assert (len(page.dataframe[0].value), len(named)) == (5, 5)
    assert behind(select_index(page, "Show the passages of", 0)) == [("1 passage: FISHING HARBOURS", 1, 0)]


def test_a_report_confines_the_map(folder):
    page = select(open_page("map"), "Report", "sierra-2021")
    assert len(options(page, "Show the passages of")) == 2


def test_what_was_cited_is_ranked_and_leads_to_its_section(folder, monkeypatch):
    cited = {("sierra-2021", ("RADIO COMUNITARIA",)): 5, ("norvik-2021", ("DRINKING WATER",)): 2}
    monkeypatch.setattr(explore, "_count_citations", lambda: cited)
    page = open_page("asked")
    assert options(page, "Show the passages of") == ["RADIO COMUNITARIA (5)", "DRINKING WATER (2)"]
    assert behind(select_index(page, "Show the passages of", 0)) == [("1 passage: RADIO COMUNITARIA", 1, 0)]


def test_where_nothing_was_asked_it_is_said(folder, monkeypatch):
    monkeypatch.setattr(explore, "_count_citations", dict)
    assert any("Nothing has been asked yet" in body for body in html(open_page("asked")))


def test_the_address_names_the_picture_that_is_open(folder):
    page = open_page("map")
    assert page.query_params["show"] in ("map", ["map"])
    page.get("button_group")[0].set_value("matrix").run()
    assert page.query_params["show"] in ("matrix", ["matrix"])


def test_an_unknown_picture_in_the_address_is_passed_over(folder):
    assert any("</h2>" in body for body in html(open_page("violin")))


def test_the_page_is_in_spanish_where_that_is_the_language(folder):
    page = open_page("map", "es")
    assert page.title[0].value == "Explorar"
    assert any("Cada punto es un pasaje" in body for body in html(page))


def test_without_an_index_the_page_says_how_to_build_one(folder):
    (folder / "index" / "manifest.json").unlink()
    (notice,) = html(open_page())
    assert f"There is no index in {folder / 'index'}. Build it with: unsqa index" in notice


def test_a_report_without_figures_or_names_says_so(folder):
    path = Path(folder) / "corpus" / "norvik-2021" / "report.txt"
    path.write_text(path.read_text(encoding="utf-8").replace(FIGURE, ""), encoding="utf-8")
    build_index(folder / "corpus", folder / "index", WordEmbedder(), model="words")
    assert any("No figures or tables with numbers" in body for body in html(open_page()))
