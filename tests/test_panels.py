"""Panels: labels and values that stand apart are tied where their turns prove it, and nowhere else."""

from __future__ import annotations

import pytest

from unsqa.reading.blocks.block import Block
from unsqa.reading.blocks.panels import tie_panels
from unsqa.types import Dropped

PROSE = "Teachers opened night schools in five warehouses that the port had given away."
COLON = "stray colon"


def tie(*texts):
    """Return (text, kind, group) of each block that comes of these, and what was dropped; | parts a text's lines."""
    dropped: list[Dropped] = []
    line = 0
    blocks = []
    for text in texts:
        pieces = []
        for part in text.split("|"):
            line += 1
            pieces.append((part, line))
        blocks.append(Block(pieces))
    tied = tie_panels(blocks, dropped)
    return [(block.text, block.kind, block.group) for block in tied], dropped


def panel(*texts, group=0):
    return [(text, "panel", group) for text in texts]


def texts(*texts):
    return [(text, "text", -1) for text in texts]


PANEL = panel("Agencies: FAO, ILO", "SDGs: 1, 4", "Targets: 1.3, 4.2")


@pytest.mark.parametrize(
    "parts",
    [
        ("Agencies:", "FAO, ILO", "SDGs:", "1, 4", "Targets:", "1.3, 4.2"),
        ("FAO, ILO", "Agencies:", "1, 4", "SDGs:", "1.3, 4.2", "Targets:"),
    ],
    ids=["labels first", "values first"],
)
def test_three_labels_that_take_turns_with_values_are_a_panel(parts):
    assert tie(*parts) == (PANEL, [])
    assert tie(PROSE, *parts, PROSE) == ([*texts(PROSE), *PANEL, *texts(PROSE)], [])
    assert tie("NIGHT SCHOOLS", *parts, "NEW HOUSES", PROSE) == (
        [*texts("NIGHT SCHOOLS"), *PANEL, *texts("NEW HOUSES", PROSE)],
        [],
    )


def test_a_pair_keeps_the_lines_of_its_label_and_its_value():
    blocks = [Block([("FAO, ", 1), ("ILO", 2)]), Block([("Agencies:", 3)])]
    blocks += [Block([("x, y", row)] if row % 2 == 0 else [(f"Label {row}:", row)]) for row in range(4, 8)]
    tied = tie_panels(blocks, [])
    assert tied[0].pieces == [("Agencies: ", 3), ("FAO, ", 1), ("ILO", 2)]
    assert tied[2].pieces == [("Label 7: ", 7), ("x, y", 6)]


@pytest.mark.parametrize(
    "parts",
    [
        ("Agencies:", "FAO, ILO", "SDGs:", "1, 4"),  # two labels
        ("Agencies:", "FAO, ILO", "SDGs:", "1, 4", "Targets:"),  # a label without a value
        ("Agencies:", "FAO, ILO", "SDGs:", "Targets:", "1.3, 4.2", "Partners:", "the port"),  # two labels in a row
        ("Boats:", "12", "Nets:", "42%", "Crews:", "nine"),  # a box of numbers is a figure
        ("Agencies", "FAO, ILO", "SDGs", "1, 4", "Targets", "1.3, 4.2"),  # no colons
        ("The agencies that lead it are:", "FAO, ILO", "SDGs:", "1, 4", "Targets:", "1.3, 4.2"),  # six words
        ("Agencies:", "FAO, ILO", "SDGs:", PROSE, "Targets:", "1.3, 4.2"),  # running text is no value
    ],
)
def test_what_is_no_run_of_three_pairs_stays_as_it_came(parts):
    assert tie(*parts) == (texts(*parts), [])


def test_a_run_whose_direction_its_ends_do_not_show_stays_as_it_came():
    parts = ("Agencies:", "FAO, ILO", "SDGs:", "1, 4", "Targets:", "1.3, 4.2", "the port and the council")
    assert tie(*parts) == (texts(*parts), [])


@pytest.mark.parametrize(
    "parts",
    [
        ("Agencies:", "FAO, ILO", "the port", "SDGs:", "1, 4", "Targets:", "1.3, 4.2", "Nets:", PROSE),
        ("Year:", "2021", "Budget:", "13,580", "Place:", "Norvik", "Donor:", "the port"),
    ],
)
def test_a_run_is_tied_as_a_whole_or_not_at_all(parts):
    assert tie(*parts) == (texts(*parts), [])


def test_less_than_half_of_the_values_may_be_numbers():
    parts = ("Year:", "2021", "Nets:", "of hemp", "Place:", "Norvik", "Donor:", "the port")
    assert tie(*parts)[0] == panel("Year: 2021", "Nets: of hemp", "Place: Norvik", "Donor: the port")


def test_a_stray_colon_between_labels_and_values_is_left_out():
    assert tie("Agencies:", "FAO, ILO", ":", "SDGs:", "1, 4", "Targets:", "1.3, 4.2") == (
        PANEL,
        [Dropped(3, ":", COLON)],
    )
    assert tie(PROSE, ":", PROSE) == (texts(PROSE, ":", PROSE), [])


def test_a_label_on_the_line_of_its_value_is_parted_where_it_stands_alone_elsewhere():
    parts = ("Agencies:", "FAO, ILO", "SDGs:", "1, 4", "Agencies: IFAD,|UNDP", "the port", "Donors:", "the council")
    assert tie(*parts)[0] == texts(*[part.replace("|", "") for part in parts])
    parts = ("1, 4", "SDGs:", "1.3", "Targets:", "FAO, |ILO|Agencies:", "NEW HOUSES")
    assert tie(*parts)[0] == [*panel("SDGs: 1, 4", "Targets: 1.3", "Agencies: FAO, ILO"), *texts("NEW HOUSES")]


def test_two_panels_are_told_apart_by_their_group():
    parts = ("Agencies:", "FAO, ILO", "SDGs:", "1, 4", "Targets:", "1.3, 4.2")
    again = panel("Agencies: FAO, ILO", "SDGs: 1, 4", "Targets: 1.3, 4.2", group=1)
    assert tie(*parts, PROSE, *parts) == ([*PANEL, *texts(PROSE), *again], [])


@pytest.mark.parametrize("heading", ["NEW HOUSES FOR ALL", "NIGHT SCHOOLS"])
def test_a_heading_in_capitals_is_no_value(heading):
    parts = ("FAO, ILO", "Agencies:", "1, 4", "SDGs:", "1.3, 4.2", "Targets:")
    assert tie(*parts, heading) == ([*PANEL, *texts(heading)], [])


@pytest.mark.parametrize("heading", ["OUTCOME 3. Health for all", "Foreword by the Secretary", "HOUSING"])
@pytest.mark.parametrize(
    "parts",
    [
        ("FAO, ILO", "Agencies:", "1, 4", "SDGs:", "1.3, 4.2", "Targets:"),
        ("Agencies:", "FAO, ILO", "SDGs:", "1, 4", "Targets:", "1.3, 4.2"),
    ],
    ids=["values first", "labels first"],
)
def test_a_heading_told_by_its_wording_or_of_one_word_is_no_value(heading, parts):
    assert tie("NIGHT SCHOOLS", *parts, heading, PROSE) == (
        [*texts("NIGHT SCHOOLS"), *PANEL, *texts(heading, PROSE)],
        [],
    )


def test_rows_of_tables_notes_and_headings_by_level_are_left_alone():
    note, heading = Block([("1 The list", 1)], kind="note"), Block([("Agencies:", 2)], level=2)
    assert tie_panels([note, heading], []) == [note, heading]
