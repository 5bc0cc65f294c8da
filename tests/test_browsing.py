"""A report to leaf through: its blocks, its contents and parts, and what a search in it finds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import PROJECT
from hypothesis import given, settings
from test_document import LINES, with_examples

from unsqa.browsing.blocks import leaves, make_blocks
from unsqa.browsing.contents import list_contents, page_of, part_at, split_parts
from unsqa.browsing.finding import find_places
from unsqa.reading.corpus import read_report
from unsqa.reading.document import make_document
from unsqa.reading.sources import split_lines
from unsqa.types import Document, Figure, Footnote, Page, Report, Section

REPORT = Report("norvik-2021", "Results 2021", "en")
PATH = ("CHAPTER 1. The coast", "HARBOURS")
TEXT = (
    "CHAPTER 1\n\nThe coast\n\nA storm came¹.\n\nHARBOURS\n\nNine boats sank.\n\n• nets\n\n• oars\n\nFAO and ILO\n\n"
    "STORY\n\nMarta rows.\n\nCosts: high\n\nTABLE 1. Boats\n\nOld 9\n\n¹ In March."
)


def at(words):
    return TEXT.index(words), TEXT.index(words) + len(words)


def section(headings, first, last, **facts):
    return Section(headings, at(first)[0], at(last)[1], **facts)


DOCUMENT = Document(
    REPORT,
    TEXT,
    tuple(
        (start, line)
        for line, start in enumerate([0, *(n + 2 for n in range(len(TEXT)) if TEXT[n : n + 2] == "\n\n")], 1)
    ),
    (Page("7", True, 1, 4), Page("8-9", False, 5, 20)),
    (
        section(PATH[:1], "A storm", "came¹."),
        section(PATH, "Nine boats", "FAO and ILO", agencies=("FAO", "ILO")),
        section((*PATH, "STORY"), "Marta", "rows.", kind="story"),
        section(PATH[:1], "Costs", "high", kind="panel"),
        section(PATH, "TABLE 1", "March.", doubtful=True),
    ),
    (),
    footnotes=(Footnote("¹", *at("¹ In March."), at("¹.")[0]),),
    figures=(Figure("Table 1", "Boats", (), (), "", "", "", "layout", (), at("TABLE 1")[0], at("Old 9")[1]),),
)


def shown(blocks, text=TEXT):
    """Return each block as (kind, words), a frame as (kind, its blocks)."""
    return [
        (block.kind, shown(block.blocks, text) if block.blocks else text[block.start : block.end]) for block in blocks
    ]


def test_a_report_is_drawn_as_headings_lists_frames_figures_and_notes_in_order():
    assert shown(make_blocks(DOCUMENT)) == [
        ("heading", "CHAPTER 1\n\nThe coast"),
        ("paragraph", "A storm came¹."),
        ("heading", "HARBOURS"),
        ("paragraph", "Nine boats sank."),
        ("item", "• nets"),
        ("item", "• oars"),
        ("agencies", "FAO and ILO"),
        ("story", [("heading", "STORY"), ("paragraph", "Marta rows.")]),
        ("panel", [("entry", "Costs: high")]),
        ("figure", [("paragraph", "TABLE 1. Boats"), ("paragraph", "Old 9")]),
        ("note", "¹ In March."),
    ]


def test_headings_have_the_level_and_title_of_their_path_and_a_doubtful_part_says_so_once():
    blocks = make_blocks(DOCUMENT)
    headings = [(block.level, block.title) for block in leaves(blocks) if block.kind == "heading"]
    assert headings == [(1, PATH[0]), (2, PATH[1]), (3, "STORY")]
    assert [block.kind for block in blocks if block.doubtful] == ["figure"]


def test_a_title_stands_above_the_lead_in_that_was_read_before_it():
    text = "Boats come first.\n\nPRIORITY ONE\n\nNine sank."
    sections = (Section(("PRIORITY ONE",), 0, 17), Section(("PRIORITY ONE",), 33, 43))
    document = replace(DOCUMENT, text=text, sections=sections, footnotes=(), figures=())
    assert shown(make_blocks(document), text) == [
        ("heading", "PRIORITY ONE"),
        ("paragraph", "Boats come first."),
        ("paragraph", "Nine sank."),
    ]


def test_the_contents_are_a_tree_with_pages_and_leave_out_the_headings_of_stories():
    (chapter,) = list_contents(DOCUMENT, make_blocks(DOCUMENT))
    assert (chapter.title, chapter.start, chapter.page.label) == (PATH[0], 0, "7")
    assert [(entry.title, entry.start, entry.entries) for entry in chapter.entries] == [
        (PATH[1], at("HARBOURS")[0], ())
    ]
    assert page_of(replace(DOCUMENT, pages=()), 0) is None


def drawn_once(document):
    """Tell whether the blocks have each character that is no blank exactly once."""
    spans = sorted((block.start, block.end) for block in leaves(make_blocks(document)))
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), len(document.text)]
    return all(end <= start and not document.text[end:start].strip() for end, start in zip(ends, starts, strict=True))


@settings(deadline=None, max_examples=200)
@with_examples
@given(LINES)
def test_every_character_of_a_text_is_drawn_exactly_once(lines):
    assert drawn_once(make_document(REPORT, split_lines("\n".join(lines))))


@pytest.fixture(scope="module")
def real():
    return read_report(PROJECT / "corpus" / "un-mexico-2020")


def test_every_character_of_the_real_report_is_drawn_exactly_once(real):
    assert drawn_once(real)


def test_the_contents_of_the_real_report_are_its_chapters_and_it_is_one_part(real):
    blocks = make_blocks(real)
    assert [entry.title for entry in list_contents(real, blocks)] == [
        "Foreword by the Resident Coordinator",
        "CHAPTER 1. Main national and regional trends",
        "CHAPTER 2. UNS support to national development priorities through the Cooperation Framework",
        "CHAPTER 3. UNS priorities for 2021",
        "ACRONYMS",
    ]
    assert split_parts(blocks) == (blocks,)


def test_a_long_report_is_cut_into_parts_that_begin_with_headings_and_lose_nothing():
    blocks = make_blocks(DOCUMENT)
    parts = split_parts(blocks, 50)
    assert [part[0].title or part[0].kind for part in parts] == [PATH[0], PATH[1], "story", "note"]
    assert sum(parts, ()) == blocks
    assert [part_at(parts, at(words)[0]) for words in ("storm", "oars", "rows", "March")] == [0, 1, 2, 3]
    assert part_at(split_parts(()), 0) == 0


# Search


def places(typed, text="Años: MUJERES y niñas.\n\nUna mujer, dos mujeres; años.\n\nCo-operation of women"):
    document = replace(DOCUMENT, text=text, sections=(), footnotes=(), figures=())
    return [[text[start:end] for start, end in found.spans] for found in find_places(document, typed)]


def test_words_are_found_whatever_their_case_and_accents_and_as_the_beginning_of_longer_ones():
    assert places("Mujér") == [["MUJER"], ["mujer", "mujer"]]
    assert places("años") == places("ANOS") == [["Años"], ["años"]]
    assert places("jeres") == places("?!") == places("") == []


def test_a_paragraph_must_have_all_the_words_and_a_phrase_as_it_stands():
    assert places("mujeres años") == [["Años", "MUJERES"], ["mujeres", "años"]]
    assert places("“dos mujeres”") == places('"dos  mujeres') or places('"dos mujeres"') == [["dos mujeres"]]
    assert places('"mujeres dos"') == []
    assert places("cooperation") == []
    assert places("co-operation") == [["Co-operation"]]


def test_what_is_found_comes_with_the_words_around_it_its_heading_and_its_page():
    (found,) = find_places(DOCUMENT, "boats sank")
    assert found.snippet == (("Nine ", False), ("boats", True), (" ", False), ("sank", True), (".", False))
    assert (found.heading, found.page) == ("HARBOURS", Page("8-9", False, 5, 20))
    long = replace(DOCUMENT, text=f"{'word ' * 40}boat{' word' * 40}", sections=(), footnotes=(), figures=())
    (found,) = find_places(long, "boat")
    assert found.snippet == (("… ", False), ("word " * 14, False), ("boat", True), (" word" * 13, False), (" …", False))
