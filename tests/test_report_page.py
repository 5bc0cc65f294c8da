"""The report page: its HTML as pure functions, and the page itself driven by Streamlit's AppTest over app.py."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
import streamlit as st
from bs4 import BeautifulSoup
from conftest import PROJECT
from small import make_assistant, use_word_embedder
from streamlit.testing.v1 import AppTest
from test_browsing import DOCUMENT, TEXT, at

from unsqa.browsing.addresses import Place, address_of, resolve
from unsqa.browsing.blocks import make_blocks
from unsqa.browsing.contents import list_contents
from unsqa.browsing.finding import find_places
from unsqa.reading.corpus import read_report
from unsqa.settings import FIELDS
from unsqa.types import Figure, FigureRow
from unsqa.web.report_html import ADDED, Drawing, article_html
from unsqa.web.report_lists import contents_html, pager_html, places_html, unknown_report_html
from unsqa.web.report_words import INSERTED, prepare_words

HARM = "<script>harm()</script> *stars* & $x$"


def draw(document, place=None, typed="", language="en"):
    found = find_places(document, typed)
    drawing = Drawing(document, prepare_words(document, place, found, language), place, language)
    return BeautifulSoup(article_html(drawing, make_blocks(document)), "html.parser")


def words_of(article):
    """Return the report's own words: all that is drawn without what the page adds."""
    for added in article.select(", ".join((*ADDED, *(f".{name}" for name in INSERTED)))):
        added.decompose()
    return "".join(article.get_text().split())


@pytest.fixture(scope="module")
def real():
    return read_report(PROJECT / "corpus" / "un-mexico-2020")


def test_the_words_drawn_are_those_of_the_report_each_once(real):
    assert words_of(draw(DOCUMENT)) == "".join(TEXT.split())
    place = Place(1000, 9000, "lines")
    assert sorted(words_of(draw(real, place, "women"))) == sorted("".join(real.text.split()))


def test_headings_pages_notes_and_frames_are_drawn_as_such():
    article = draw(DOCUMENT)
    assert article.article["lang"] == "en"
    assert [(h.name, h["id"]) for h in article.find_all(["h2", "h3", "h4"])] == [
        (name, f"at-{at(words)[0]}") for name, words in (("h2", "CHAPTER"), ("h3", "HARBOURS"), ("h4", "STORY"))
    ]
    assert [li.get_text() for li in article.find_all("li")] == ["• nets", "• oars"]
    assert [(page.get_text(), page.parent.name) for page in article.select(".unsqa-page")] == [
        ("p. 7", "span"),
        ("p. 8–9", "p"),
    ]
    assert [frame["aria-label"] for frame in article.select(".unsqa-frame")] == ["Story", "At a glance"]
    reference, back = article.select_one("#ref-0"), article.select_one(".unsqa-back")
    assert (reference["href"], back["href"]) == ("#note-0", "#ref-0")
    assert article.select_one("#note-0").get_text() == "¹ In March. ↩"
    assert reference.find_parent("p").get_text() == "A storm came¹¹."


def test_a_figure_is_a_table_with_its_caption_unit_and_source_and_its_own_words_beside():
    row = FigureRow("Old", ("9",), (at("Old 9"),))
    record = Figure(
        "Table 1",
        "Boats",
        ("Sunk",),
        (row,),
        "boats",
        "2021",
        "Council",
        "layout",
        ("4", "7"),
        *at("TABLE 1. Boats\n\nOld 9"),
    )
    document = replace(DOCUMENT, figures=(record,))
    figure = draw(document).figure
    assert figure.figcaption.get_text() == "Table 1. Boats"
    assert [[cell.get_text() for cell in line.find_all(["td", "th"])] for line in figure.find_all("tr")] == [
        ["", "Sunk"],
        ["Old", "9"],
    ]
    assert figure.select_one(".unsqa-facts").get_text(" ", strip=True) == (
        "Unit: boats Year: 2021 Source: Council Values whose labels could not be told: 4 · 7"
    )
    assert "open" not in figure.details.attrs
    cited = draw(document, Place(*at("Old 9"), "words")).figure
    assert [mark.get_text() for mark in cited.table.find_all("mark")] == ["Old", "9"]
    assert "open" in cited.details.attrs


def test_the_words_a_link_leads_to_are_marked_and_what_it_leads_to_is_said_with_its_address():
    article = draw(DOCUMENT, Place(*at("boats sank. • nets".replace(" •", "\n\n•")), "moved"), language="es")
    marks = article.select("mark.unsqa-cited")
    assert [mark.get_text() for mark in marks] == ["boats sank.", "• ", "nets"]
    assert [mark.get("id") for mark in marks] == ["cited", None, None]
    here = article.select_one(".unsqa-here")
    assert here.find_next("p").get_text() == "p. 8–9Nine boats sank."
    assert here["lang"] == "es"
    assert "ahora están en otro lugar" in here.get_text()
    assert here.button["data-copy-address"] == address_of("norvik-2021", (5, 6), "boats sank. • nets")


def test_each_place_found_is_marked_and_the_list_leads_to_it():
    article = draw(DOCUMENT, Place(*at("Nine boats"), "words"), "boats")
    assert [mark.get_text() for mark in article.select("mark.unsqa-found")] == ["boats", "Boats"]
    listed = BeautifulSoup(places_html(DOCUMENT, find_places(DOCUMENT, "boats"), "boats", "en"), "html.parser")
    assert listed.p.get_text() == "“boats”: 2 times, in 2 places."
    assert [link["data-to"] for link in listed.find_all("a")] == ["found-1", "found-2"]
    assert all(article.find(id=link["data-to"]) for link in listed.find_all("a"))
    assert "no está" in places_html(DOCUMENT, (), "x", "es")


def test_the_contents_lead_to_every_heading_and_give_its_address(real):
    blocks = make_blocks(real)
    contents = BeautifulSoup(contents_html(real, list_contents(real, blocks), "en"), "html.parser")
    links = contents.find_all("a")
    drawn = {tag["id"] for tag in draw(real).select("[id]")}
    assert len(links) == 106
    assert [link["href"] for link in links if link["data-to"] not in drawn] == []
    led_to = [
        resolve(real, *(parse_qs(urlsplit(link["href"]).query)[key][0] for key in ("at", "words"))) for link in links
    ]
    assert {place.by for place in led_to} == {"words"}
    assert [f"at-{place.start}" for place in led_to] == [link["data-to"] for link in links]
    assert contents_html(real, (), "en") == ""


def test_the_pager_leads_to_the_part_before_and_after():
    blocks = [block for block in make_blocks(DOCUMENT) if block.kind == "heading"]
    pager = BeautifulSoup(pager_html(DOCUMENT, blocks, 0, "en"), "html.parser")
    assert pager.span.get_text() == "Part 1 of 2"
    assert [link["href"] for link in pager.find_all("a")] == [address_of("norvik-2021", (4, 4), "HARBOURS")]


def test_nothing_of_a_report_is_read_as_markup():
    report = replace(DOCUMENT.report, title=HARM, publisher=HARM, address="javascript:harm()", language='"><b>')
    record = Figure(
        HARM, HARM, (HARM,), (FigureRow(HARM, (HARM,), ((0, 3),)),), HARM, HARM, HARM, "layout", (HARM,), 0, 9
    )
    document = replace(DOCUMENT, report=report, text=HARM.ljust(len(TEXT), "<"), figures=(record,))
    drawn = str(draw(document, Place(0, 30, "words"), "harm")) + unknown_report_html(HARM, [report], "en")
    drawn += contents_html(document, list_contents(document, make_blocks(document)), "en")
    drawn += places_html(document, find_places(document, "harm"), HARM, "en")
    soup = BeautifulSoup(drawn, "html.parser")
    assert soup.find_all(["script", "em"]) == []
    assert [link["href"] for link in soup.find_all("a") if "javascript" in link["href"]] == []


# The page


@pytest.fixture
def page(tmp_path, monkeypatch):
    for name in FIELDS:
        monkeypatch.delenv(f"UNSQA_{name.upper()}", raising=False)
    monkeypatch.setenv("UNSQA_CORPUS", str(tmp_path / "corpus"))
    monkeypatch.setenv("UNSQA_INDEX", str(tmp_path / "index"))
    monkeypatch.chdir(tmp_path)
    use_word_embedder(monkeypatch)
    st.cache_resource.clear()
    make_assistant(tmp_path)
    script = tmp_path / "page.py"
    script.write_text("from unsqa.web.pages.report import draw\ndraw()\n", encoding="utf-8")
    yield AppTest.from_file(str(script), default_timeout=20)
    st.cache_resource.clear()


def bodies(page):
    assert not page.exception
    return "".join(element.proto.body for element in page.get("html"))


def test_without_an_address_the_first_report_opens_and_the_address_says_so(page):
    drawn = bodies(page.run())
    assert '<h1 id="report-title">United Nations in Norvik: Results 2021</h1>' in drawn
    assert page.query_params["report"] == "norvik-2021"
    assert 'id="cited"' not in drawn


def test_another_report_is_chosen_and_its_address_takes_the_place_of_the_old_one(page):
    page.query_params["report"], page.query_params["at"] = "norvik-2021", "3"
    page.run()
    page.selectbox[0].select("sierra-2021").run()
    assert '<article class="unsqa-report" lang="es"' in bodies(page)
    assert dict(page.query_params) == {"report": "sierra-2021"}


def test_an_address_marks_its_words_until_the_highlight_is_removed(page):
    page.query_params["report"], page.query_params["at"] = "norvik-2021", "4"
    page.query_params["words"] = "The harbour council"
    assert '<mark class="unsqa-cited" id="cited" tabindex="-1">The harbour council</mark>' in bodies(page.run())
    page.button[0].click().run()
    assert 'id="cited"' not in bodies(page)
    assert dict(page.query_params) == {"report": "norvik-2021"}


def test_a_report_or_a_place_that_is_not_there_is_said_with_what_to_do(page):
    page.query_params["report"] = "<b>none"
    drawn = bodies(page.run())
    assert "There is no report “&lt;b&gt;none” here." in drawn
    assert drawn.count('href="report?report=') == 2
    assert "unsqa-report" not in drawn
    page.query_params["report"], page.query_params["at"] = "norvik-2021", "9999"
    page.session_state["language"] = "es"
    assert "El lugar de este enlace no está en el informe: no tiene ni sus líneas (9999)" in bodies(page.run())


def test_a_search_lists_and_marks_what_it_finds(page):
    page.run()
    page.text_input[0].set_value("boats").run()
    drawn = bodies(page)
    assert "“boats”: 3 times, in one place." in drawn
    assert drawn.count('<mark class="unsqa-found"') == 3


def test_without_an_index_the_page_says_how_to_build_one(page, monkeypatch, tmp_path):
    monkeypatch.setenv("UNSQA_INDEX", str(tmp_path / "none"))
    assert "Build it with: unsqa index" in bodies(page.run())
