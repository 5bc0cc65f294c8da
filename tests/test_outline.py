"""Blocks -> sections: headings as a tree, agencies, figures' labels, stories, and the pages they stand on."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unsqa.reading.blocks.block import Block
from unsqa.reading.blocks.recognize import CHAPTER, HEADING, OUTCOME, PART, PRIORITY
from unsqa.reading.document import make_document
from unsqa.reading.outline import Role, find_paths, find_roles, make_sections
from unsqa.reading.sources import split_lines
from unsqa.types import Dropped, Page, Report, Section

REPORT = Report("norvik-2021", "Results 2021", "en")

# Running text: a dozen words and a full stop.
SHELTER = "In 2021 the two agencies set up a shelter for people who came to town."
SCHOOL = "Teachers opened night schools in five warehouses that the port had given away."
WATER = "A cooperative of many households laid nine kilometres of new pipe along the road."


def read(*blocks):
    return make_document(REPORT, split_lines("\n\n".join(blocks)))


def paths(*blocks):
    """Return the headings over each section, and its text."""
    document = read(*blocks)
    return [(section.headings, document.text[section.start : section.end]) for section in document.sections]


def agencies(*blocks):
    return [section.agencies for section in read(*blocks).sections]


# The text and its sections.


def test_blocks_are_laid_out_with_a_blank_line_between_them_and_each_line_knows_its_offset():
    document = read(
        "FISHING", "In 2021 the storm sank forty boats in the har-\nbour and broke both of its piers.", "FAO"
    )
    assert (
        document.text
        == "FISHING\n\nIn 2021 the storm sank forty boats in the harbour and broke both of its piers.\n\nFAO"
    )
    assert document.line_starts == ((0, 1), (9, 3), (54, 4), (89, 6))
    assert document.dropped == (Dropped(3, "-", "hyphen at a line end"),)
    assert [document.lines_of(9, 87), document.lines_of(0, 7), document.line_at(53)] == [(3, 4), (1, 1), 3]
    assert (document.id, document.report) == ("norvik-2021", REPORT)


def test_a_heading_stands_over_its_section_and_is_no_part_of_it():
    assert paths(SHELTER, "NIGHT SCHOOLS", SCHOOL, WATER) == [
        ((), SHELTER),
        (("NIGHT SCHOOLS",), f"{SCHOOL}\n\n{WATER}"),
    ]


def test_a_text_without_headings_is_one_section_without_a_path():
    assert paths(SHELTER, SCHOOL) == [((), f"{SHELTER}\n\n{SCHOOL}")]


def test_headings_rank_as_chapter_part_priority_outcome_heading():
    assert paths(
        "CHAPTER 2\nSupport to national priorities",
        SHELTER,
        "2.2. PRIORITIES AND OUTCOMES",
        SHELTER,
        "STRATEGIC PRIORITY 1.\nEQUALITY AND INCLUSION",
        SHELTER,
        "2021 RESULTS",
        SCHOOL,
        "OUTCOME 2. Full exercise of rights to health",
        "NATIONAL CARE SYSTEM",
        WATER,
        "HOUSING",
        SCHOOL,
        "OUTCOME 3. Territorial planning",
        "URBAN PLANS",
        WATER,
        "2.3 FINANCING",
        SCHOOL,
        "CHAPTER 3\nWhat comes next",
        WATER,
    ) == [
        (("CHAPTER 2. Support to national priorities",), SHELTER),
        (("CHAPTER 2. Support to national priorities", "2.2. PRIORITIES AND OUTCOMES"), SHELTER),
        (
            (
                "CHAPTER 2. Support to national priorities",
                "2.2. PRIORITIES AND OUTCOMES",
                "STRATEGIC PRIORITY 1. EQUALITY AND INCLUSION",
            ),
            SHELTER,
        ),
        (
            (
                "CHAPTER 2. Support to national priorities",
                "2.2. PRIORITIES AND OUTCOMES",
                "STRATEGIC PRIORITY 1. EQUALITY AND INCLUSION",
                "2021 RESULTS",
            ),
            SCHOOL,
        ),
        (
            (
                "CHAPTER 2. Support to national priorities",
                "2.2. PRIORITIES AND OUTCOMES",
                "STRATEGIC PRIORITY 1. EQUALITY AND INCLUSION",
                "OUTCOME 2. Full exercise of rights to health",
                "NATIONAL CARE SYSTEM",
            ),
            WATER,
        ),
        (
            (
                "CHAPTER 2. Support to national priorities",
                "2.2. PRIORITIES AND OUTCOMES",
                "STRATEGIC PRIORITY 1. EQUALITY AND INCLUSION",
                "OUTCOME 2. Full exercise of rights to health",
                "HOUSING",
            ),
            SCHOOL,
        ),
        (
            (
                "CHAPTER 2. Support to national priorities",
                "2.2. PRIORITIES AND OUTCOMES",
                "STRATEGIC PRIORITY 1. EQUALITY AND INCLUSION",
                "OUTCOME 3. Territorial planning",
                "URBAN PLANS",
            ),
            WATER,
        ),
        (("CHAPTER 2. Support to national priorities", "2.3 FINANCING"), SCHOOL),
        (("CHAPTER 3. What comes next",), WATER),
    ]


def test_headings_are_told_by_their_wording_in_spanish_too():
    assert paths(
        "CAPÍTULO 1\nLa situación del país",
        SHELTER,
        "PRIORIDAD ESTRATÉGICA 1. IGUALDAD",
        SHELTER,
        "EFECTO DIRECTO 2. Salud para todas",
        SCHOOL,
        "HISTORIA",
        WATER,
    ) == [
        (("CAPÍTULO 1. La situación del país",), SHELTER),
        (("CAPÍTULO 1. La situación del país", "PRIORIDAD ESTRATÉGICA 1. IGUALDAD"), SHELTER),
        (
            (
                "CAPÍTULO 1. La situación del país",
                "PRIORIDAD ESTRATÉGICA 1. IGUALDAD",
                "EFECTO DIRECTO 2. Salud para todas",
            ),
            SCHOOL,
        ),
        (
            (
                "CAPÍTULO 1. La situación del país",
                "PRIORIDAD ESTRATÉGICA 1. IGUALDAD",
                "EFECTO DIRECTO 2. Salud para todas",
                "HISTORIA",
            ),
            WATER,
        ),
    ]


def test_a_chapter_has_its_title_on_the_same_line_or_on_the_next_or_none():
    assert paths("CHAPTER 1 Trends", SHELTER) == [(("CHAPTER 1 Trends",), SHELTER)]
    assert paths("PART II\nTHE REGION", SHELTER) == [(("PART II THE REGION",), SHELTER)]
    assert paths("ANNEX 4", "The list of donors", SHELTER) == [(("ANNEX 4. The list of donors",), SHELTER)]
    assert paths("ANNEX 4", SHELTER) == [(("ANNEX 4",), SHELTER)]
    assert paths("CHAPTER 1 National trends", "WATER IN THE SOUTH", WATER) == [
        (("CHAPTER 1 National trends", "WATER IN THE SOUTH"), WATER)
    ]


def test_a_chapter_title_of_two_words_does_not_swallow_the_heading_below_it():
    assert paths("CHAPTER 1\nMain trends", "WATER IN THE SOUTH", WATER) == [
        (("CHAPTER 1. Main trends", "WATER IN THE SOUTH"), WATER)
    ]


def test_a_sentence_that_begins_like_a_chapter_is_text():
    sentence = "Chapter 2 of the plan says what the two agencies have done in the town and the harbour since."
    assert paths("NIGHT SCHOOLS", SCHOOL, sentence) == [(("NIGHT SCHOOLS",), f"{SCHOOL}\n\n{sentence}")]


def test_a_bullet_before_a_heading_is_not_part_of_it():
    assert paths("• NIGHT SCHOOLS", SCHOOL) == [(("NIGHT SCHOOLS",), SCHOOL)]


def test_a_dash_within_a_heading_is_part_of_it():
    assert paths("NIGHT SCHOOLS – A SECOND WAY", SCHOOL) == [(("NIGHT SCHOOLS – A SECOND WAY",), SCHOOL)]


def test_a_heading_may_stand_over_a_list_of_bullets():
    assert paths("NIGHT SCHOOLS", "• Lamps", "• Books") == [(("NIGHT SCHOOLS",), "• Lamps\n\n• Books")]


def test_capitals_of_more_than_forty_words_are_no_heading():
    words = " ".join(f"{letter}{vowel}TER" for letter in "BCDFGHJK" for vowel in "AEIOU")
    assert paths(words, WATER) == [((words,), WATER)]
    assert paths(f"{words} WATER", WATER) == [((), f"{words} WATER\n\n{WATER}")]


# A paragraph above the title of its priority.


def test_a_lead_in_between_the_start_of_the_page_and_the_title_of_a_priority_belongs_to_the_priority():
    assert paths(
        "2.2. PRIORITIES AND OUTCOMES",
        SHELTER,
        f"\f{SCHOOL}",
        "STRATEGIC PRIORITY 2.\nPROSPERITY",
        WATER,
    ) == [
        (("2.2. PRIORITIES AND OUTCOMES",), SHELTER),
        (("2.2. PRIORITIES AND OUTCOMES", "STRATEGIC PRIORITY 2. PROSPERITY"), SCHOOL),
        (("2.2. PRIORITIES AND OUTCOMES", "STRATEGIC PRIORITY 2. PROSPERITY"), WATER),
    ]


def test_a_lead_in_is_of_three_blocks_at_most():
    part, priority = "2.2. PRIORITIES", "STRATEGIC PRIORITY 2. PROSPERITY"
    assert paths(part, SHELTER, f"\f{SCHOOL}", SHELTER, WATER, priority, WATER) == [
        ((part,), SHELTER),
        ((part, priority), f"{SCHOOL}\n\n{SHELTER}\n\n{WATER}"),
        ((part, priority), WATER),
    ]
    assert paths(part, f"\f{SCHOOL}", SHELTER, SHELTER, WATER, priority, WATER) == [
        ((part,), f"{SCHOOL}\n\n{SHELTER}\n\n{SHELTER}\n\n{WATER}"),
        ((part, priority), WATER),
    ]


@pytest.mark.parametrize(
    "between",
    [(SHELTER, SCHOOL), (f"\f{SHELTER}", "HOUSING", SCHOOL), ("\fNo running text", SCHOOL)],
    ids=["no start of a page", "a heading in between", "a label at the start of the page"],
)
def test_what_is_no_lead_in_stays_where_it_stands(between):
    found = paths("2.2. PRIORITIES", WATER, *between, "STRATEGIC PRIORITY 2. PROSPERITY", WATER)
    assert found[-1] == (("2.2. PRIORITIES", "STRATEGIC PRIORITY 2. PROSPERITY"), WATER)
    assert "STRATEGIC PRIORITY 2. PROSPERITY" not in [heading for path, _ in found[:-1] for heading in path]


# Labels of figures.


@pytest.mark.parametrize(
    "label",
    [
        "FIGURE 2. POVERTY IN NORVIK",
        "TABLE 1. PRODUCT",
        "SOURCE: STATISTICS OFFICE",
        "CUADRO 1. PRODUCTO",
        "COUNTERPARTS AND DONORS:",
        "CLEAN WATER, NEW PIPES,",
        "4.2% SHARE OF WATER",
        "WATER COSTS $50",
        "GDP PPP",
    ],
)
def test_a_label_in_capitals_stays_in_the_text(label):
    assert paths("NIGHT SCHOOLS", SCHOOL, label, WATER) == [(("NIGHT SCHOOLS",), f"{SCHOOL}\n\n{label}\n\n{WATER}")]


def test_capitals_over_a_value_stay_in_the_text():
    assert paths("NIGHT SCHOOLS", SCHOOL, "TOTAL WATER", "42%", WATER) == [
        (("NIGHT SCHOOLS",), f"{SCHOOL}\n\nTOTAL WATER\n\n42%\n\n{WATER}")
    ]


def test_capitals_without_running_text_below_stay_in_the_text():
    assert paths("NIGHT SCHOOLS", SCHOOL, "TOTAL WATER", "Many litres", WATER) == [
        (("NIGHT SCHOOLS",), f"{SCHOOL}\n\nTOTAL WATER\n\nMany litres\n\n{WATER}")
    ]
    assert paths("NIGHT SCHOOLS", SCHOOL, "VOICE MATTERS") == [(("NIGHT SCHOOLS",), f"{SCHOOL}\n\nVOICE MATTERS")]


# Agencies.


def test_the_agencies_of_a_section_are_named_once_in_their_order():
    assert agencies(
        "WATER IN THE SOUTH",
        WATER,
        "FAO, ILO, and UN Women",
        SHELTER,
        "Joint Initiative: OHCHR, FAO",
        "NIGHT SCHOOLS",
        SCHOOL,
    ) == [("FAO", "ILO", "UN Women", "OHCHR"), ()]


def test_a_line_of_agencies_is_text_and_never_a_heading():
    assert paths("WATER IN THE SOUTH", WATER, "UNESCO, UNICEF", SHELTER) == [
        (("WATER IN THE SOUTH",), f"{WATER}\n\nUNESCO, UNICEF\n\n{SHELTER}")
    ]


def test_a_single_agency_counts_where_it_is_named_beside_others_elsewhere():
    assert agencies("WATER IN THE SOUTH", WATER, "IFAD", "NIGHT SCHOOLS", SCHOOL, "FAO and IFAD") == [
        ("IFAD",),
        ("FAO", "IFAD"),
    ]
    assert agencies("WATER IN THE SOUTH", WATER, "IFAD") == [()]


def test_a_single_un_body_counts_even_if_it_is_named_nowhere_else():
    assert agencies("WATER IN THE SOUTH", WATER, "UN Volunteers") == [("UN Volunteers",)]


def test_a_lone_word_in_capitals_is_no_agency_but_a_heading_or_a_label():
    assert [(path, text) for path, text in paths(WATER, "FAO and IFAD", "TOTAL", "42%")] == [
        ((), f"{WATER}\n\nFAO and IFAD\n\nTOTAL\n\n42%")
    ]
    assert agencies(WATER, "FAO and IFAD", "TOTAL", "42%") == [("FAO", "IFAD")]
    assert paths(WATER, "HOUSING", SHELTER) == [((), WATER), (("HOUSING",), SHELTER)]


# Stories.


def test_a_story_is_a_section_of_its_own_kind_below_the_heading_it_stands_in():
    document = read("NIGHT SCHOOLS", SCHOOL, "STORY", SHELTER, "WATER IN THE SOUTH", WATER)
    assert [(section.headings, section.kind) for section in document.sections] == [
        (("NIGHT SCHOOLS",), "text"),
        (("NIGHT SCHOOLS", "STORY"), "story"),
        (("WATER IN THE SOUTH",), "text"),
    ]


def test_two_stories_in_a_row_are_two_sections():
    document = read("NIGHT SCHOOLS", SCHOOL, "STORY", SHELTER, "STORY", WATER)
    assert [
        (section.headings, section.kind, document.text[section.start : section.end]) for section in document.sections
    ] == [
        (("NIGHT SCHOOLS",), "text", SCHOOL),
        (("NIGHT SCHOOLS", "STORY"), "story", SHELTER),
        (("NIGHT SCHOOLS", "STORY"), "story", WATER),
    ]


def test_a_word_that_begins_with_story_opens_no_story():
    document = read("NIGHT SCHOOLS", SCHOOL, "STORYBOOKS", SHELTER)
    assert [(section.headings, section.kind) for section in document.sections] == [
        (("NIGHT SCHOOLS",), "text"),
        (("STORYBOOKS",), "text"),
    ]


# Boxes, tags, panels: made of blocks, whose kind earlier stages gave.


def blocks_of(*texts, kind="text"):
    return [text if isinstance(text, Block) else Block([(text, row)], kind=kind) for row, text in enumerate(texts, 1)]


def sections_of(*texts, addresses=((),)):
    """Return (headings, text, kind, agencies, sdgs, tags) of the sections that these blocks make."""
    blocks = blocks_of(*texts)
    starts, text = [], ""
    for block in blocks:
        starts.append(len(text))
        text += f"{block.text}\n\n"
    sections = make_sections(blocks, starts, addresses)
    return [(s.headings, text[s.start : s.end], s.kind, s.agencies, s.sdgs, s.tags) for s in sections]


def panel(text, line=9):
    return Block([(text, line)], kind="panel", group=0)


def test_two_entries_in_capitals_make_a_box_and_one_does_not():
    entries = ("DONOR: the port", "PARTNERS: FAO and the council")
    assert [(text, kind) for _, text, kind, *_ in sections_of("NIGHT SCHOOLS", *entries)] == [
        ("DONOR: the port\n\nPARTNERS: FAO and the council", "box")
    ]
    assert [kind for _, _, kind, *_ in sections_of("NIGHT SCHOOLS", entries[0], SCHOOL)] == ["text"]
    assert [kind for _, _, kind, *_ in sections_of("NIGHT SCHOOLS", "Donor: the port", "Nets: FAO")] == ["text"]


def test_a_tag_ends_a_story_and_is_an_attribute_of_its_section():
    tag = "PILLAR 2. Protecting people"
    found = sections_of("NIGHT SCHOOLS", SCHOOL, "STORY", SHELTER, tag, WATER)
    assert [(headings, text, kind, tags) for headings, text, kind, _, _, tags in found] == [
        (("NIGHT SCHOOLS",), SCHOOL, "text", ()),
        (("NIGHT SCHOOLS", "STORY"), SHELTER, "story", ()),
        (("NIGHT SCHOOLS",), f"{tag}\n\n{WATER}", "text", (tag,)),
    ]


def test_a_panel_is_a_section_of_its_own_and_gives_its_priority_agencies_and_goals():
    priority = "STRATEGIC PRIORITY 1. WATER"
    found = sections_of(
        priority,
        "OUTCOME 2. Wells",
        WATER,
        panel("Agencies: FAO and ILO"),
        panel("SDGs impacted: 1, 6 and 17"),
        SHELTER,
    )
    assert found == [
        ((priority, "OUTCOME 2. Wells"), WATER, "text", (), (1, 6, 17), ()),
        ((priority,), "Agencies: FAO and ILO\n\nSDGs impacted: 1, 6 and 17", "panel", ("FAO", "ILO"), (1, 6, 17), ()),
        ((priority, "OUTCOME 2. Wells"), SHELTER, "text", (), (1, 6, 17), ()),
    ]


def test_the_goals_of_a_panel_are_numbers_from_1_to_17_and_no_targets():
    found = sections_of("STRATEGIC PRIORITY 1. WATER", WATER, panel("ODS: 1, 18, 6.1, 6, 6"), panel("Targets: 3.1, 4"))
    assert [sdgs for *_, sdgs, _ in found] == [(1, 6), (1, 6)]


def test_goals_of_one_priority_are_not_those_of_another():
    found = sections_of(
        "STRATEGIC PRIORITY 1. WATER",
        WATER,
        panel("SDGs: 6"),
        "STRATEGIC PRIORITY 2. SCHOOLS",
        SCHOOL,
        panel("SDGs: 4"),
    )
    assert [(headings, sdgs) for headings, _, _, _, sdgs, _ in found] == [
        (("STRATEGIC PRIORITY 1. WATER",), (6,)),
        (("STRATEGIC PRIORITY 1. WATER",), (6,)),
        (("STRATEGIC PRIORITY 2. SCHOOLS",), (4,)),
        (("STRATEGIC PRIORITY 2. SCHOOLS",), (4,)),
    ]


def test_figures_and_notes_stand_in_the_section_around_them_and_a_figure_alone_is_its_own_kind():
    figure, note = Block([("FIGURE 2. BOATS", 3)], kind="figure", group=0), Block([("1 The crews", 4)], kind="note")
    assert [(text, kind) for _, text, kind, *_ in sections_of("NIGHT SCHOOLS", SCHOOL, figure, note, WATER)] == [
        (f"{SCHOOL}\n\nFIGURE 2. BOATS\n\n1 The crews\n\n{WATER}", "text")
    ]
    assert [(text, kind) for _, text, kind, *_ in sections_of("NIGHT SCHOOLS", SCHOOL, "FISHING", figure)] == [
        (f"{SCHOOL}\n\nFISHING\n\nFIGURE 2. BOATS", "text")
    ]
    assert [(text, kind) for _, text, kind, *_ in sections_of(figure)] == [("FIGURE 2. BOATS", "figure")]


def test_a_section_has_the_addresses_of_its_pages_once_each():
    blocks = [Block([(SCHOOL, 1)], page=0), Block([(WATER, 2)], page=2)]
    addresses = [("https://a.org", "https://b.org"), ("https://c.org",), ("https://b.org",)]
    assert make_sections(blocks, [0, 90], addresses) == (
        Section((), 0, 90 + len(WATER), addresses=("https://a.org", "https://b.org")),
    )


# Headings by the level that the file's format gives.


def leveled(text, level):
    return Block([(text, 1)], level=level)


def test_where_a_format_gives_levels_they_rank_the_headings_and_capitals_do_not():
    blocks = [leveled("Water", 1), leveled("The springs", 2), Block([("TOLMIN VALLEY", 3)]), Block([(WATER, 4)])]
    roles = find_roles(blocks)
    assert roles == [Role(CHAPTER), Role(PART), Role(None), Role(None)]
    assert find_paths(blocks, roles)[-1] == ((CHAPTER, "Water"), (PART, "The springs"))


def test_wording_ranks_a_heading_beside_levels_too():
    roles = find_roles([leveled("Water", 1), Block([("OUTCOME 2. Wells", 2)]), Block([(WATER, 3)])])
    assert roles == [Role(CHAPTER), Role(OUTCOME), Role(None)]


def test_a_level_beyond_those_known_is_the_lowest():
    assert find_roles([leveled("Water", level) for level in (1, 2, 3, 4, 5, 6, 9)]) == [
        Role(rank) for rank in (CHAPTER, PART, PRIORITY, OUTCOME, HEADING, HEADING, HEADING)
    ]


# Doubtful sections.


def test_a_section_whose_text_breaks_off_or_begins_within_is_doubtful():
    broken = "In 2021 the two agencies set up a shelter for people who came from the"
    rest = "which the port had given away to all of the people of the town."
    found = [
        [section.doubtful for section in read("NIGHT SCHOOLS", SCHOOL, "HOUSING", text, WATER).sections]
        for text in (SHELTER, broken, rest)
    ]
    assert found == [[False, False], [False, True], [False, True]]


# Pages.


def test_pages_start_at_form_feeds_and_are_named_by_the_numbers_at_their_foot():
    document = read(SHELTER, f"24\n\f{SCHOOL}", f"25\n\f{WATER}")
    first, second = len(SHELTER) + 2, len(SHELTER) + len(SCHOOL) + 4
    assert document.text == f"{SHELTER}\n\n{SCHOOL}\n\n{WATER}"
    assert document.pages == (Page("24", True, 1, 3), Page("25", True, 4, 6), Page("26", False, 7, 7))
    assert [document.page_at(at).label for at in (0, first - 1, first, second, len(document.text))] == [
        "24",
        "24",
        "25",
        "26",
        "26",
    ]


def test_pages_without_any_number_are_counted():
    assert read(SHELTER, f"\f{SCHOOL}").pages == (Page("1", False, 1, 2), Page("2", False, 3, 3))


def test_a_document_of_one_page_without_a_number_has_no_label():
    assert read(SHELTER, SCHOOL).pages == (Page("", False, 1, 3),)


def test_a_number_below_the_first_line_of_its_page_names_that_page():
    document = read(SHELTER, "\fNight schools", "24", SCHOOL, "\fWater", "25", WATER)
    assert [(page.label, page.printed) for page in document.pages] == [("23", False), ("24", True), ("25", True)]


def test_a_number_at_the_head_of_its_page_names_that_page():
    document = read(SHELTER, f"\f24\n\n{SCHOOL}", f"\f25\n\n{WATER}")
    assert [document.page_at(document.text.index(text)).label for text in (SHELTER, SCHOOL, WATER)] == [
        "23",
        "24",
        "25",
    ]


def test_a_paragraph_that_goes_on_over_a_page_break_does_not_swallow_the_break():
    first = "In 2021 the agencies went on working with the"
    document = read(f"{first}\n\fpeople of the whole country and its towns.", f"\f{SCHOOL}")
    at = document.text.index("people")
    assert document.text.startswith(f"{first} people of")
    assert [(page.label, page.first_line, page.last_line) for page in document.pages] == [
        ("1", 1, 1),
        ("2", 2, 3),
        ("3", 4, 4),
    ]
    places = (0, at - 1, at, document.text.index(SCHOOL))
    assert [document.page_at(place).label for place in places] == ["1", "1", "2", "3"]


def test_a_text_of_nothing_but_addresses_makes_a_document_without_sections():
    document = read("https://example.org")
    assert (document.text, document.sections, document.line_starts) == ("", (), ())
    assert document.pages == (Page("", False, 1, 1),)


def test_a_text_of_nothing_but_page_numbers_makes_a_document_without_sections():
    document = read("47\n\n48")
    assert (document.text, document.sections, document.line_starts) == ("", (), ())


# Whatever the text is.

BLOCKS = st.lists(
    st.sampled_from(
        [
            SHELTER,
            f"\f{SCHOOL}",
            "• A bullet",
            "FAO, ILO and UN Women",
            "ILO",
            "TOTAL",
            "42%",
            "CHAPTER 2\nSupport to the country",
            "CHAPTER 3",
            "2.1. RESULTS",
            "\f2.2. MORE RESULTS",
            "STRATEGIC PRIORITY 1. WATER",
            "OUTCOME 3. Health for all",
            "NIGHT SCHOOLS",
            "\fWATER IN",
            "STORY",
            "FIGURE 2. BOATS",
            "A short label",
        ]
    ),
    max_size=14,
)


@settings(deadline=None)
@given(BLOCKS)
def test_sections_stand_in_order_without_overlap(blocks):
    bounds = [at for section in read("Norvik", *blocks).sections for at in (section.start, section.end)]
    assert bounds == sorted(set(bounds))


@settings(deadline=None)
@given(BLOCKS)
def test_running_text_and_lines_of_agencies_are_never_taken_for_headings(blocks):
    blocks = on_two_pages(blocks)
    document = read("Norvik", *blocks)
    in_sections = "\n\n".join(document.text[section.start : section.end] for section in document.sections)
    for text in (SHELTER, SCHOOL, "FAO, ILO and UN Women"):
        assert in_sections.split("\n\n").count(text) == [block.strip() for block in blocks].count(text)


def on_two_pages(blocks):
    """Leave but the first page break: what comes again at the edge of three pages is a running header."""
    first = next((row for row, block in enumerate(blocks) if block.startswith("\f")), len(blocks))
    return [block if row == first else block.strip() for row, block in enumerate(blocks)]


@settings(deadline=None)
@given(BLOCKS)
def test_pages_follow_one_another_from_the_first_line_to_the_last(blocks):
    document = read("Norvik", *blocks)
    assert [page.first_line for page in document.pages] == [1, *(page.last_line + 1 for page in document.pages[:-1])]
    assert document.pages[-1].last_line == len(split_lines("\n\n".join(["Norvik", *blocks])))
