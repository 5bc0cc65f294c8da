"""Lines -> a document: the stages together, nothing lost, nothing invented, every part in its place."""

from __future__ import annotations

from collections import Counter

from hypothesis import example, given, settings
from hypothesis import strategies as st

from unsqa.reading.blocks.block import Block
from unsqa.reading.document import lay_out, make_document
from unsqa.reading.passages import make_passages
from unsqa.reading.sources import split_lines
from unsqa.types import Dropped, Figure, FigureRow, Footnote, Page, Report

REPORT = Report("norvik-2021", "Results 2021", "en")

SHELTER = "In 2021 the two agencies set up a shelter for people who came to town."
SCHOOL = "Teachers opened night schools in five warehouses that the port had given away."
WATER = "A cooperative of many households laid nine kilometres of new pipe along the road."
HALF = "The harbour council paid for the nets and the engines of nine old boats and for"
REST = "all the crews that had lost theirs in the storm of the winter."


def read(*blocks):
    return make_document(REPORT, split_lines("\n\n".join(blocks)))


def sections(document):
    return [(section.headings, document.text[section.start : section.end]) for section in document.sections]


# Layout.


def test_blocks_are_laid_out_with_a_blank_line_between_and_each_piece_knows_its_line():
    blocks = [Block([("one ", 3), ("two", 1)]), Block([("three", 2)])]
    assert lay_out(blocks) == ("one two\n\nthree", [0, 9], [(0, 3), (4, 1), (9, 2)])
    assert lay_out([]) == ("", [], [])


def test_text_in_the_order_of_the_print_keeps_the_lines_of_the_source():
    document = read(HALF, "FIGURE 2. Boats by year", REST)
    assert document.text == f"{HALF} {REST}\n\nFIGURE 2. Boats by year"
    rest, title = len(HALF) + 1, len(HALF) + len(REST) + 3
    assert document.line_starts == ((0, 1), (rest, 5), (title, 3))
    assert [document.line_at(at) for at in (0, rest - 1, rest, title, len(document.text))] == [1, 1, 5, 3, 3]
    assert document.line_numbers(0, len(document.text)) == (1, 5, 3)
    assert document.lines_of(rest, len(document.text)) == (3, 5)


def test_what_was_left_out_stands_in_the_order_of_the_source():
    text = "https://example.org/a\n\nthe resour-\nces of “Water“\n\n24\n\nA word1 here.\n\n1 The list of it.\n\n25"
    assert [(gone.line, gone.text) for gone in make_document(REPORT, split_lines(text)).dropped] == [
        (1, "https://example.org/a"),
        (3, "-"),
        (4, "“"),
        (6, "24"),
        (8, "1"),
        (12, "25"),
    ]


def test_a_text_of_nothing_makes_a_document_of_nothing():
    document = read("")
    assert (document.text, document.line_starts, document.sections, document.dropped) == ("", (), (), ())
    assert (document.footnotes, document.figures, document.glossary) == ((), (), ())
    assert document.pages == (Page("", False, 1, 1),)


# Footnotes.


def test_a_footnote_stands_below_the_block_of_its_mark_and_knows_the_place_of_its_mark():
    document = read(SHELTER.replace("people", "people1"), SCHOOL, "1 The list of crews.", WATER)
    note = len(SHELTER) + 2
    assert document.text == f"{SHELTER}\n\n1 The list of crews.\n\n{SCHOOL}\n\n{WATER}"
    at = SHELTER.index("people") + len("people")
    assert document.footnotes == (Footnote("1", note, note + len("1 The list of crews."), at),)
    assert document.dropped == (Dropped(1, "1", "footnote mark"),)


def test_the_place_of_a_mark_is_found_in_a_line_that_goes_on_from_another():
    document = read(
        "In 2021 the two agencies set up a shel-\nter for  people1 who came\nto town.", "1 The list of crews."
    )
    (note,) = document.footnotes
    assert document.text[: note.at] == "In 2021 the two agencies set up a shelter for people"
    assert document.text[note.start : note.end] == "1 The list of crews."


def test_the_place_of_a_mark_is_found_in_a_paragraph_that_was_made_whole():
    document = read(HALF, "1 The list of crews.", "FIGURE 2. Boats by year", REST.replace("crews", "crews1"))
    (note,) = document.footnotes
    assert document.text[: note.at] == f"{HALF} all the crews"
    assert document.text.split("\n\n")[:2] == [f"{HALF} {REST}", "1 The list of crews."]


def test_two_footnotes_of_a_paragraph_stand_below_it_in_their_order():
    text = SHELTER.replace("people", "people1").replace("town", "town2")
    document = read(text, "FIGURE 2. Boats by year", "1 The crews.", "2 The harbour.")
    assert document.text.split("\n\n") == [SHELTER, "1 The crews.", "2 The harbour.", "FIGURE 2. Boats by year"]
    assert [note.mark for note in document.footnotes] == ["1", "2"]


def test_the_place_of_a_second_mark_of_a_line_is_found():
    text = SHELTER.replace("people", "people1").replace("town", "town2")
    document = read(text, "1 The crews.", "2 The harbour.")
    assert [(note.mark, document.text[: note.at].split()[-1]) for note in document.footnotes] == [
        ("1", "people"),
        ("2", "town"),
    ]


def test_a_footnote_is_part_of_the_section_of_its_mark():
    document = read("HOUSING", SHELTER.replace("people", "people1"), "NIGHT SCHOOLS", SCHOOL, "1 The list of crews.")
    assert sections(document) == [
        (("HOUSING",), f"{SHELTER}\n\n1 The list of crews."),
        (("NIGHT SCHOOLS",), SCHOOL),
    ]


def test_a_note_may_hold_a_list():
    document = make_document(REPORT, split_lines(f"{SHELTER.replace('people', 'people1')}\n\n1 The crews:\n• of boats"))
    assert [note.mark for note in document.footnotes] == ["1"]


def test_a_note_may_have_a_mark_in_it():
    document = read(SHELTER.replace("people", "people1"), "1 The crews\nof boats2 alone.", "2 The boats.")
    assert [note.mark for note in document.footnotes][:1] == ["1"]


# Figures and panels.


def test_a_figure_is_a_record_whose_values_are_spans_of_the_text():
    document = read(
        "FISHING", SHELTER, "TABLE 1. Catch in 2021", "Herring 2.5%", "Cod 1.5%", "Source: the port.", WATER
    )
    start, end = document.text.index("TABLE"), document.text.index(f"\n\n{WATER}")
    herring, cod = document.text.index("Herring"), document.text.index("Cod")
    assert document.figures == (
        Figure(
            name="Table 1",
            title=document.figures[0].title,
            columns=(),
            rows=(
                FigureRow("Herring", ("2.5%",), ((herring, herring + len("Herring 2.5%")),)),
                FigureRow("Cod", ("1.5%",), ((cod, cod + len("Cod 1.5%")),)),
            ),
            unit="%",
            year="2021",
            source="the port",
            proof="layout",
            unlabelled=(),
            start=start,
            end=end,
        ),
    )
    assert "Catch in 2021" in document.figures[0].title


def test_a_figure_that_running_text_cuts_is_gathered_where_it_begins():
    rows = ("TABLE 1. Catch in 2021", "Herring 2.5%", "Cod 1.5%", "Source: the port.")
    document = read("FISHING", SHELTER, HALF, *rows, REST, WATER)
    assert document.text.split("\n\n") == ["FISHING", SHELTER, f"{HALF} {REST}", WATER, *rows]
    assert [(figure.name, len(figure.rows)) for figure in document.figures] == [("Table 1", 2)]


def test_a_figure_stands_below_the_agencies_that_close_the_result_it_cut():
    rows = ("TABLE 1. Catch in 2021", "Herring 2.5%", "Cod 1.5%", "Source: the port.")
    document = read("FISHING", SHELTER, *rows, "FAO, ILO, and IFAD", "NIGHT SCHOOLS", SCHOOL)
    assert document.text.split("\n\n") == ["FISHING", SHELTER, "FAO, ILO, and IFAD", *rows, "NIGHT SCHOOLS", SCHOOL]


def test_agencies_that_begin_a_page_close_no_result_above_it():
    rows = ("TABLE 1. Catch in 2021", "Herring 2.5%", "Cod 1.5%", "Source: the port.")
    document = read("FISHING", SHELTER, *rows, "\fFAO, ILO, and IFAD", WATER)
    assert document.text.split("\n\n") == ["FISHING", SHELTER, *rows, "FAO, ILO, and IFAD", WATER]


def test_a_panel_is_tied_gathered_and_read_for_its_agencies_and_goals():
    document = read(
        "STRATEGIC PRIORITY 1. WATER",
        SHELTER,
        "Agencies:",
        "FAO and ILO",
        "SDGs:",
        "1, 6 and 17",
        "Targets:",
        "6.1",
        WATER,
    )
    panel = "Agencies: FAO and ILO\n\nSDGs: 1, 6 and 17\n\nTargets: 6.1"
    assert sections(document) == [
        (("STRATEGIC PRIORITY 1. WATER",), SHELTER),
        (("STRATEGIC PRIORITY 1. WATER",), panel),
        (("STRATEGIC PRIORITY 1. WATER",), WATER),
    ]
    assert [(section.kind, section.agencies, section.sdgs) for section in document.sections] == [
        ("text", (), (1, 6, 17)),
        ("panel", ("FAO", "ILO"), (1, 6, 17)),
        ("text", (), (1, 6, 17)),
    ]


def test_a_sentence_around_numbers_is_a_box_of_its_own():
    start, piece = "The catch of the nine boats of the harbour fell in that year by about", "while the wages fell by"
    document = read("FISHING", SHELTER, "LOST CATCH", "20.9%", "19.3%", start, piece, WATER)
    assert document.text.split("\n\n") == [
        "FISHING",
        SHELTER,
        "LOST CATCH",
        f"{start} 20.9% {piece} 19.3%",
        WATER,
    ]
    assert [section.kind for section in document.sections] == ["text", "box", "text"]


# Sections.


def test_a_section_knows_its_agencies_tags_and_addresses():
    tag = "PILLAR 2. Protecting people"
    document = read(
        "HOUSING",
        SHELTER,
        tag,
        "FAO and ILO",
        "https://example.org/a",
        f"\fNIGHT SCHOOLS\n\n{SCHOOL}",
        "www.example.org/b",
    )
    assert [(s.headings, s.agencies, s.tags, s.addresses, s.doubtful) for s in document.sections] == [
        (("HOUSING",), ("FAO", "ILO"), (tag,), ("https://example.org/a",), False),
        (("NIGHT SCHOOLS",), (), (), ("www.example.org/b",), False),
    ]


def test_a_section_over_two_pages_has_the_addresses_of_both():
    document = read("HOUSING", SHELTER, "https://example.org/a", f"\f{SCHOOL}", "https://example.org/b")
    assert [section.addresses for section in document.sections] == [("https://example.org/a", "https://example.org/b")]


def test_where_a_half_has_no_other_its_section_is_doubtful_and_the_text_stays_as_it_came():
    document = read("HOUSING", HALF, "NIGHT SCHOOLS", SCHOOL)
    assert [
        (text, section.doubtful) for (_, text), section in zip(sections(document), document.sections, strict=True)
    ] == [
        (HALF, True),
        (SCHOOL, False),
    ]
    assert [
        section.doubtful for section in read("HOUSING", HALF, "• Nets", REST, "NIGHT SCHOOLS", SCHOOL).sections
    ] == [
        False,
        False,
    ]


# Pages.


def test_a_place_is_on_the_page_of_its_line_wherever_it_stands_in_the_text():
    document = read(SHELTER, f"24\n\f{HALF}", f"FIGURE 2. Boats by year\n\n25\n\f{REST}", f"26\n\f{WATER}")
    assert [page.label for page in document.pages] == ["24", "25", "26", "27"]
    places = (SHELTER, HALF, "FIGURE 2", REST, WATER)
    assert [document.page_at(document.text.index(text)).label for text in places] == ["24", "25", "25", "26", "27"]
    assert document.text.index(REST) < document.text.index("FIGURE 2")


def test_pages_are_runs_of_lines_from_the_first_to_the_last():
    assert read(SHELTER, f"\f{SCHOOL}", f"\f{WATER}").pages == (
        Page("1", False, 1, 2),
        Page("2", False, 3, 4),
        Page("3", False, 5, 5),
    )


# Whatever the text is.

FRAGMENTS = st.sampled_from(
    [
        # Words, cut and spaced out; quotes; parts printed twice.
        "the resour-",
        "ces of resources and the labour mar-",
        "CO-",
        "VID-19 and more words go on here,",
        "W A T E R",
        "7  W E R E  H E R E",
        "the harbou r",
        "he said “no“ and “yes” at the end of the day.",
        "4.5%4.5%",
        "1919",
        "New York New York",
        # Sentences that are whole, that break off, that begin in their middle.
        SHELTER.replace("people", "people1"),
        f"{WATER[:-1]} of the",
        f"{HALF}",
        f"{REST}2",
        "which the port gave away, and the pupils were more than half girls.2",
        "This was the work of the two agencies and of all the people of the town.",
        "The drop in the catch of the nine boats of the harbour in that year was about",
        "while the wages of the crews shrank",
        "The groups that were led by the agencies in the harbour and the town in that year are:",
        # Notes, page numbers, addresses, edges of pages.
        "1 UNDSS, list of staff",
        "2The list of crews3",
        "3 Source: the port",
        "says towns2 here",
        "47",
        "2424",
        "48 4948",
        "2020",
        " 56",
        "\f",
        "\f25",
        "\fThe next page",
        " https://example.org/a-",
        "www.example.org",
        "25-04567 3/14",
        "\f25-04567 4/14",
        "_____________",
        # Lists, headings, tags.
        "• A bullet-",
        "- Another",
        "• Boats, nets and engines",
        "Boats: the port",
        "Nets: the fund for rural credit",
        "-",
        "and/",
        "FOOD AND NUTRITION",
        "NIGHT SCHOOLS OF THE COAST",
        "AND BIODIVERSITY",
        "2.1. RESULTS-",
        "CHAPTER 2",
        "Support to the country",
        "STRATEGIC PRIORITY 1. WATER",
        "OUTCOME 3. Health for all",
        "STORY",
        "PILLAR 2. Protecting people",
        "ACRONYMS FAO Food and Agriculture Organization",
        "Foreword",
        "DONOR: the fund",
        # Panels, figures, tables.
        "Agencies:",
        "SDGs:",
        "Targets:",
        ":",
        "FAO, ILO, and UN Women",
        "ILO",
        "1, 2, 3, 4",
        "1.3, 2.2",
        "Goals: 1, 2",
        "FIGURE 1. Boats by year",
        "TABLE 2. PRODUCT",
        "Source: census of boats, 2021",
        "42%",
        "US$ 500,000",
        "1,283",
        "7.4% Boats that were lost",
        "Nets mended",
        "TOTAL 42",
        "Crews\t2020\t2021",
        "Boats\t12\t13",
        "Nets\t1,200\t1,300",
        "Total\t1,212\t1,313",
        "\t\t",
        "\f\t9",
        "",
        "   ",
        "\u00a0x\u2028y\x1cz",
    ]
)
ANY_LINE = st.text(alphabet="aB1é -–•.,:/\f\t’“”%$\u200b\u0301", max_size=12)
LINES = st.lists(FRAGMENTS | st.just("") | ANY_LINE, max_size=30)


def characters(text):
    """Count the characters of a text that are no blanks."""
    return Counter("".join(text.split()))


# What hypothesis found, made small.
HALF_BELOW = ["TOTAL 42", REST, "\t\t", HALF]
NOTE_WITHOUT_MARK = ["1é", "’1"]
TWO_NOTES_OF_A_MARK = ["1 The crews", "1 The boats", "\t\t", "a1"]
STROKE_BEFORE_A_FIGURE = [SHELTER, "/", "1\t1", "WATER"]


def with_examples(test):
    for lines in (HALF_BELOW, NOTE_WITHOUT_MARK, TWO_NOTES_OF_A_MARK, STROKE_BEFORE_A_FIGURE):
        test = example(lines)(test)
    return test


@settings(deadline=None, max_examples=200)
@with_examples
@given(LINES)
def test_every_character_of_a_line_is_in_the_text_at_that_line_or_among_those_left_out(lines):
    source = split_lines("\n".join(lines))
    document = make_document(REPORT, source)
    found = {line.number: Counter() for line in source}
    expected = {line.number: characters(line.text) for line in source}
    ends = [*(start for start, _ in document.line_starts[1:]), len(document.text)]
    for (start, line), end in zip(document.line_starts, ends, strict=False):
        found[line] += characters(document.text[start:end])
    for gone in document.dropped:
        found[gone.line] += characters(gone.text)
        expected[gone.line] += characters(gone.instead)
    assert found == expected


@settings(deadline=None, max_examples=200)
@with_examples
@given(LINES)
def test_sections_notes_and_figures_are_spans_of_the_text_and_passages_cover_the_sections(lines):
    document = make_document(REPORT, split_lines("\n".join(lines)))
    bounds = [at for section in document.sections for at in (section.start, section.end)]
    assert bounds == sorted(set(bounds))
    for note in document.footnotes:
        assert 0 <= (note.at or 0) <= len(document.text)
        assert document.text[note.start : note.end].startswith(note.mark)
    for figure in document.figures:
        assert 0 <= figure.start < figure.end <= len(document.text)
        cells = [cell for row in figure.rows for cell in zip(row.values, row.spans, strict=True)]
        assert [value for value, (start, end) in cells if value not in document.text[start:end]] == []
        assert [span for _, span in cells if not figure.start <= span[0] < span[1] <= figure.end] == []
    passages = make_passages(document)
    for section in document.sections:
        own = [passage for passage in passages if passage.section is section]
        assert " ".join(passage.text for passage in own).split() == document.text[section.start : section.end].split()
        assert (own[0].start, own[-1].end) == (section.start, section.end)
    edges = [at for passage in passages for at in (passage.start, passage.end)]
    assert edges == sorted(set(edges))
