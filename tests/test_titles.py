"""Titles and lead-ins that stand apart from what they introduce are put in front of it; all others stay."""

from __future__ import annotations

import pytest

from unsqa.reading.blocks.block import Block
from unsqa.reading.blocks.titles import put_titles_above
from unsqa.reading.lines.words import Words

PROSE = "Teachers opened night schools in five warehouses that the port had given away."
OTHER = "A cooperative of many households laid nine kilometres of new pipe along the road."
TAG, NEXT_TAG = "PILLAR 2. Protecting people", "PILLAR 3. Social cohesion"
LEAD = "The groups that the agencies lead in the town and in the harbour of Norvik are:"
THIS = "This work was done with the council and it went on through the whole of the year."


def make_blocks(*texts):
    """Make blocks, one a line; a form feed begins a page."""
    blocks = []
    page = 0
    for line, text in enumerate(texts, 1):
        page += line > 1 and text.startswith("\f")
        kind = "figure" if text.startswith("#") else "text"
        starts_page = line == 1 or text.startswith("\f")
        blocks.append(Block([(text.removeprefix("\f"), line)], page, starts_page, kind=kind))
    return blocks


def put(*texts):
    return [block.text for block in put_titles_above(make_blocks(*texts), Words(), [])]


def stays(*texts):
    return put(*texts) == [text.removeprefix("\f") for text in texts]


# A title in two halves.


def test_the_first_half_of_a_title_joins_the_second_which_begins_with_a_connective():
    assert put("KEEPING THE SPRINGS", "WATER FOR ALL", PROSE, "AND THE WOODS", OTHER) == [
        "WATER FOR ALL",
        PROSE,
        "KEEPING THE SPRINGS AND THE WOODS",
        OTHER,
    ]
    assert put("CUIDADO DE LOS MANANTIALES", "AGUA PARA TODOS", PROSE, "Y DE LOS BOSQUES", OTHER)[2] == (
        "CUIDADO DE LOS MANANTIALES Y DE LOS BOSQUES"
    )


@pytest.mark.parametrize(
    "texts",
    [
        ("KEEPING THE SPRINGS", PROSE, "AND THE WOODS", OTHER),  # the first heads a text
        ("KEEPING THE SPRINGS", "WATER FOR ALL", PROSE, "THE WOODS", OTHER),  # no connective
        ("2.1. THE SPRINGS", "WATER FOR ALL", PROSE, "AND THE WOODS", OTHER),  # of another rank
        ("FAO, ILO", "WATER FOR ALL", PROSE, "AND THE WOODS", OTHER),
        ("KEEPING THE SPRINGS", "WATER FOR ALL", PROSE, "\fone", "\ftwo", "\fAND THE WOODS", OTHER),  # three pages on
    ],
)
def test_other_titles_stay_apart(texts):
    assert stays(*texts)


# A title below the paragraph of its tag.


def test_a_title_below_the_one_paragraph_of_its_tag_is_put_between_them():
    assert put(TAG, PROSE, "NIGHT SCHOOLS", OTHER) == [TAG, "NIGHT SCHOOLS", PROSE, OTHER]


@pytest.mark.parametrize(
    "texts",
    [
        ("A label", PROSE, "NIGHT SCHOOLS", OTHER),
        (TAG, "Few words", "NIGHT SCHOOLS", OTHER),
        (TAG, PROSE, OTHER, "NIGHT SCHOOLS"),
        (TAG, PROSE, "Night schools", OTHER),
        (TAG, PROSE, "OUTCOME 3. SCHOOLS", OTHER),
        (TAG, PROSE, "\fNIGHT SCHOOLS", OTHER),
        (TAG, "# 42% of nine boats of the old harbour in the year that ended.", "NIGHT SCHOOLS", OTHER),
    ],
)
def test_a_title_that_may_head_what_follows_stays(texts):
    assert stays(*texts)


# Titles below their lists.


def test_titles_below_their_lists_are_put_above_where_the_last_has_nothing_below():
    assert put("2.4. LESSONS", "• Boats", "• Nets", "FISHING WELL", "• Pipes", "CLEAN WATER", "2.5. PLANS") == [
        "2.4. LESSONS",
        "FISHING WELL",
        "• Boats",
        "• Nets",
        "CLEAN WATER",
        "• Pipes",
        "2.5. PLANS",
    ]


@pytest.mark.parametrize(
    "texts",
    [
        ("2.4. LESSONS", "• Boats", "FISHING WELL", "• Pipes", "CLEAN WATER", "• Wells", "2.5. PLANS"),
        ("2.4. LESSONS", "• Boats", "FISHING WELL", "2.5. PLANS"),
        ("2.4. LESSONS", "FISHING WELL", "• Boats", "CLEAN WATER", "2.5. PLANS"),
        ("2.4. LESSONS", PROSE, "FISHING WELL", OTHER, "CLEAN WATER", "2.5. PLANS"),
    ],
    ids=["a list below the last title", "one title", "the first title above its list", "no lists"],
)
def test_titles_above_their_lists_stay(texts):
    assert stays(*texts)


# Front matter.


def test_the_title_of_a_foreword_at_the_foot_of_its_page_is_put_at_its_head():
    assert put("NIGHT SCHOOLS", OTHER, f"\f{PROSE}", OTHER, "Foreword by the Secretary", f"\f{OTHER}") == [
        "NIGHT SCHOOLS",
        OTHER,
        "Foreword by the Secretary",
        PROSE,
        OTHER,
        OTHER,
    ]
    assert put(PROSE, "Prefacio") == ["Prefacio", PROSE]


def test_the_page_begins_with_the_title_that_was_put_at_its_head():
    blocks = put_titles_above(make_blocks(PROSE, "Foreword", f"\f{OTHER}"), Words(), [])
    assert [(block.text, block.starts_page) for block in blocks] == [("Foreword", True), (PROSE, False), (OTHER, True)]


@pytest.mark.parametrize(
    "texts",
    [
        (PROSE, "Foreword", OTHER),
        (PROSE, "NIGHT SCHOOLS", OTHER, "Foreword"),
        (PROSE, "Forewords are long"),
        (PROSE, "CHAPTER 2"),
    ],
    ids=["text below it", "a heading on its page", "another word", "another title"],
)
def test_another_title_or_one_with_text_below_stays(texts):
    assert stays(*texts)


def test_the_title_of_a_list_of_acronyms_is_parted_from_its_entry_and_put_above_the_list():
    texts = ("These are the names.", "COFA", "Council of Fishers", "ACRONYMS FAO Food Organization", "ILO", "Labour")
    blocks = put_titles_above(make_blocks(*texts), Words(), [])
    assert [(block.text, block.first_line) for block in blocks] == [
        ("These are the names.", 1),
        ("ACRONYMS", 4),
        ("COFA", 2),
        ("Council of Fishers", 3),
        ("FAO Food Organization", 4),
        ("ILO", 5),
        ("Labour", 6),
    ]


@pytest.mark.parametrize(
    "title", ["ACRONYMS", "ACRONYMS and other names", "Acronyms FAO Food Organization", "OUR ACRONYMS FAO"]
)
def test_a_title_of_acronyms_without_an_entry_on_its_line_stays(title):
    assert stays("COFA", "Council of Fishers", title, "ILO")


# Results and lead-ins.


def test_a_paragraph_that_begins_with_this_goes_to_the_one_result_of_its_page_without_agencies():
    assert put("NIGHT SCHOOLS", PROSE, "NEW PIPES", OTHER, "FAO and ILO", TAG, THIS, "ILO and UNDP", NEXT_TAG) == [
        "NIGHT SCHOOLS",
        PROSE,
        THIS,
        "ILO and UNDP",
        "NEW PIPES",
        OTHER,
        "FAO and ILO",
        TAG,
        NEXT_TAG,
    ]


@pytest.mark.parametrize(
    "texts",
    [
        ("NIGHT SCHOOLS", PROSE, "FAO and ILO", TAG, THIS, "ILO and UNDP", NEXT_TAG),  # no result is open
        ("NIGHT SCHOOLS", PROSE, "NEW PIPES", OTHER, "NEW HOUSES", OTHER, "FAO and ILO", TAG, THIS, "ILO"),  # two are
        ("NIGHT SCHOOLS", PROSE, "NEW PIPES", OTHER, "FAO and ILO", TAG, OTHER, "ILO and UNDP", NEXT_TAG),  # no "This"
        ("NIGHT SCHOOLS", PROSE, "NEW PIPES", OTHER, "FAO and ILO", TAG, THIS, "A label", NEXT_TAG),  # no agencies
        (
            "NIGHT SCHOOLS",
            PROSE,
            "NEW PIPES",
            OTHER,
            "FAO and ILO",
            "A label",
            THIS,
            "ILO and UNDP",
            NEXT_TAG,
        ),  # no tag
    ],
)
def test_a_paragraph_whose_result_is_not_sure_stays(texts):
    assert stays(*texts)


def test_a_paragraph_below_two_open_results_stays():
    assert stays("NIGHT SCHOOLS", PROSE, "NEW PIPES", OTHER, TAG, THIS, "ILO and UNDP", NEXT_TAG)


ITEMS = ("• Boats", "• Nets", "• Engines")
PAIRS = ("Boats of the port: FAO", "Nets of hemp: ILO", "Engines for all: UNDP")


@pytest.mark.parametrize("items", [ITEMS, PAIRS, (*ITEMS, "FAO and ILO")])
def test_a_list_without_a_lead_in_goes_behind_the_one_lead_in_of_its_page_without_a_list(items):
    assert put(LEAD, PROSE, *items, OTHER) == [LEAD, *items, PROSE, OTHER]
    assert put(OTHER, *items, PROSE, LEAD) == [OTHER, PROSE, LEAD, *items]


@pytest.mark.parametrize(
    "texts",
    [
        (LEAD, *ITEMS, OTHER),  # it has its list
        (LEAD, PROSE, *ITEMS[:2], OTHER),  # two items
        (LEAD, PROSE, LEAD.replace("groups", "boats"), *ITEMS, OTHER),  # the list has a lead-in
        (LEAD, PROSE, LEAD.replace("groups", "boats"), OTHER, *ITEMS, OTHER),  # two lead-ins
        (LEAD, PROSE, *ITEMS, OTHER, *PAIRS),  # two lists
        (LEAD, PROSE, f"\f{ITEMS[0]}", *ITEMS[1:]),  # on another page
        ("The groups are:", PROSE, *ITEMS, OTHER),  # no running text
        (LEAD, "1. Boats", *ITEMS, OTHER),  # it has another list
        (LEAD, "lower case goes on", *ITEMS, OTHER),
        (LEAD, PROSE, "BOATS OF ALL: FAO", "NETS OF ALL: ILO", "ENGINES OF ALL: UNDP", OTHER),  # a box
    ],
)
def test_a_list_whose_lead_in_is_not_sure_stays(texts):
    assert stays(*texts)


def test_a_figure_within_the_list_goes_with_it():
    assert put(LEAD, PROSE, *ITEMS[:2], "# 42%", ITEMS[2], OTHER) == [LEAD, *ITEMS[:2], "# 42%", ITEMS[2], PROSE, OTHER]
