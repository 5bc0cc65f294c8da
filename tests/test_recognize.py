"""What a text is by its wording and letters: headings, labels, running text, lines of agencies, tags."""

from __future__ import annotations

import pytest

from unsqa.reading.blocks.recognize import (
    BOX,
    CHAPTER,
    OUTCOME,
    PART,
    PRIORITY,
    find_agencies,
    has_long_word,
    in_capitals,
    is_front_title,
    is_label,
    is_open,
    is_prose,
    is_tag,
    is_title,
    known_agencies,
    leaves_word_out,
    reads_as_heading,
    worded_rank,
)

# Running text.


def test_running_text_is_a_dozen_words_of_which_a_third_are_small():
    words = "One two three four five six seven eight nine ten eleven"
    ends = ("twelve.", "twelve: a", "twelve", "", "twelve a b", "twelve a b c")
    assert [is_prose(f"{words} {end}") for end in ends] == [True, True, False, False, False, True]
    capitals = "Secretary of Agriculture Water Land Forests Fisheries Boats Harbours Piers Nets and Ships."
    assert is_prose(capitals) is False


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("finding work in the labour mar-", True),
        ("the towns of Norvik,", True),
        ("the towns of Norvik (in the south)", True),
        ("the towns of Norvik and/", True),
        ("the crews left in 2020", True),
        ("the crews left.", False),
        ("the crews left!", False),
        ("the crews left?", False),
        ("the crews are:", False),
        ("the crews left;", False),
        ("the crews “left”", False),
        ("los botes «nuevos»", False),
        ("the crews left…", False),
        ("THE CREWS OF THE", False),
    ],
)
def test_running_text_breaks_off_where_no_sentence_ends(text, expected):
    assert is_open(text) is expected


@pytest.mark.parametrize("text", ["a fall of about", "the crews of The", "los barcos de", "nets that are", "y su"])
def test_a_word_that_no_sentence_ends_with_leaves_one_out(text):
    assert leaves_word_out(text)


@pytest.mark.parametrize(
    "text", ["a fall in prices", "a fall of about.", "the drop in the", "Sol", "theatre", "a dataset", ""]
)
def test_other_words_leave_none_out(text):
    assert leaves_word_out(text) is (text == "the drop in the")


# Capitals, titles, headings.


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FOOD AND NUTRITION", True),
        ("2.3 RESULTS OF THE UN", True),
        ("UN, ILO", True),
        ("ÁREA Y NIÑEZ", True),
        ("THE BOATS OF NORVIKs", True),
        ("FOOD AND NUTRITION in 2020", False),
        ("Food", False),
        ("A", False),
        ("8.5%", False),
        ("", False),
    ],
)
def test_capitals_are_nine_letters_of_ten_and_two_at_least(text, expected):
    assert in_capitals(text) is expected


def test_a_heading_has_a_word_of_four_letters():
    assert [has_long_word(text) for text in ("THE UN", "UN 2020", "WATER", "UNO NIÑO")] == [False, False, True, True]


@pytest.mark.parametrize("text", ["NIGHT SCHOOLS", "2021 RESULTS", "WATER: A RIGHT FOR ALL", "PARTNERSHIPS FOR WATER"])
def test_capitals_that_say_something_read_as_a_heading(text):
    assert reads_as_heading(text)


@pytest.mark.parametrize(
    "text",
    [
        "Night schools",
        "THE UN",
        "FIGURE 2. BOATS",
        "TABLE 1",
        "CUADRO 1. BARCOS",
        "FUENTE: CENSO",
        "SOURCE: CENSUS",
        "KEY PARTNERS IN WATER",
        "DONORS",
        "COUNTERPARTS AND DONORS",
        "SOCIOS Y ALIADOS",
        "CLEAN WATER, NEW PIPES,",
        "AGENCIES:",
        "42% OF BOATS",
        "WATER COSTS $50",
    ],
)
def test_labels_of_figures_and_boxes_do_not(text):
    assert not reads_as_heading(text)


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("CHAPTER 2. Support", CHAPTER),
        ("Chapter IV", CHAPTER),
        ("ANEXO 1", CHAPTER),
        ("CAPÍTULO 3", CHAPTER),
        ("2.1. Results", PART),
        ("2.1.4 Results", PART),
        ("STRATEGIC PRIORITY 1. WATER", PRIORITY),
        ("Prioridad estratégica 2", PRIORITY),
        ("OUTCOME 3. Health", OUTCOME),
        ("EFECTO DIRECTO 3: Salud", OUTCOME),
        ("Foreword by the Secretary", CHAPTER),
        ("Prólogo", CHAPTER),
        ("List of acronyms", CHAPTER),
        ("SIGLAS", CHAPTER),
        ("Story", BOX),
        ("CHAPTER two", None),
        ("CHAPTERS 2 and 3", None),
        ("2. Results", None),
        ("2.1. results", None),
        ("2.1 of the boats", None),
        ("STRATEGIC PRIORITY", None),
        ("OUTCOME 3 of the plan", None),
        ("Forewords", None),
        ("Acronyms of boats", None),
        ("STORYBOOKS", None),
        ("THE STORY", None),
    ],
)
def test_headings_are_ranked_by_their_wording(text, rank):
    assert worded_rank(text) == rank


def test_a_title_is_of_twenty_words_at_most_and_ends_as_no_sentence_does():
    assert [is_title(text) for text in ("word " * 20, "word " * 21, "Water.", "Water;", "Water,", "Water?")] == [
        True,
        False,
        False,
        False,
        False,
        True,
    ]


def test_forewords_and_lists_of_acronyms_are_titles_of_front_matter():
    texts = ("Foreword", "Prefacio", "ABBREVIATIONS", "List of siglas", "Forewords", "Preface, and more.", "CHAPTER 2")
    assert [is_front_title(text) for text in texts] == [True, True, True, True, False, False, False]


# Labels and tags.


def test_titles_of_figures_sources_and_lead_ins_are_labels():
    texts = (
        "Figure 9. Boats",
        "Tabla 1",
        "Source: census",
        "fuente: censo",
        "The boats are:",
        "Figures rose.",
        "It rained.",
    )
    assert [is_label(text) for text in texts] == [True, True, True, True, True, False, False]


def test_a_tag_names_a_part_of_a_plan_in_capitals():
    texts = (
        "PILLAR 2. Protecting people",
        "PILAR 1. Salud",
        "PILLAR 2",
        "Pillar 2. Protecting",
        f"PILLAR 2. {'word ' * 11}",
    )
    assert [is_tag(text) for text in texts] == [True, True, False, False, False]


# Agencies.


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("FAO, ILO, and UN Women", ("FAO", "ILO", "UN Women")),
        ("FAO, OIT y ONUMUJERES", ("FAO", "OIT", "ONUMUJERES")),
        ("PAHO/WHO, UNESCO, UN-HABITAT", ("PAHO/WHO", "UNESCO", "UN-HABITAT")),
        ("Global Compact and UN Volunteers.", ("Global Compact", "UN Volunteers")),
        ("Spotlight Initiative: OHCHR, UNDP", ("OHCHR", "UNDP")),
        ("RCO (UNIC, UNODC)", ("RCO", "UNIC", "UNODC")),
        ("UNFPA", ("UNFPA",)),
        ("UNFPA.", ("UNFPA",)),
        ("UNICEF trained 500 teachers.", ()),
        ("FAO, the ILO and others", ()),
        ("UN, ILO", ()),
        ("FAO; ILO", ()),
        ("Fao, Ilo", ()),
        ("", ()),
    ],
)
def test_agencies_are_read_from_a_line_that_names_nothing_else(text, names):
    assert find_agencies(text) == names


@pytest.mark.parametrize(
    "text", ["Source: CONEVAL, INEGI", "Source: ILO", "DONORS: AMEXCID, USAID", "Key partners: FAO, ILO"]
)
def test_sources_donors_and_partners_are_not_read_as_agencies(text):
    assert find_agencies(text) == ()


def test_agencies_are_read_behind_the_word_agencies_in_capitals():
    assert find_agencies("AGENCIES: FAO, ILO, UN Women") == ("FAO", "ILO", "UN Women")


def test_agencies_are_known_from_lines_that_name_several():
    assert known_agencies(["FAO and IFAD", "TOTAL", "ILO", "We met FAO and UNDP."]) == {"FAO", "IFAD"}
