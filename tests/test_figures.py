"""Figures, tables and boxes of numbers: a value gets a label only where something proves it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unsqa.reading.blocks.block import Block
from unsqa.reading.figures import FoundFigure, find_figures, state
from unsqa.types import Figure, FigureRow

REPORT = Path(__file__).parents[1] / "corpus" / "un-mexico-2020" / "report.txt"
PAGES_THAT_GO_ON = {
    200,
    201,
    451,
    492,
    859,
    1000,
    1011,
    1143,
    1390,
    1762,
    2592,
    3044,
    3256,
    3257,
    3260,
    3264,
    3643,
    3751,
}
PROSE = "The people of the valley were asked in every season how they live, and most of them gave an answer."

_SPACED = re.compile(r"(?<!\S)[^\W_](?: [^\W_])+(?!\S)")
_DROPPED = re.compile(r"https?://\S+|\d\d\d\d|\d\d(?: \d\d)+|47|48 4948")


def blocks_of(text: str) -> list[Block]:
    """Group the lines of the report as the stages before this one do, in short."""
    blocks: list[Block] = []
    page, fresh = -1, True
    for number, raw in enumerate(text.split("\n"), 1):
        line = _mend(raw.strip())
        starts_page = number == 1 or (raw.startswith(" ") and bool(line) and number not in PAGES_THAT_GO_ON)
        page += starts_page
        if not line or (_DROPPED.fullmatch(line) and line not in ("2020", "2019")):
            fresh = True
            continue
        if fresh or starts_page or line.startswith("• "):
            note = re.match(r"\d ?[A-Z].{60}", line)
            blocks.append(Block([], page, starts_page, kind="note" if note else "text"))
        pieces = blocks[-1].pieces
        if pieces:
            before, at = pieces[-1]
            is_cut = before.endswith("-") and line[0].islower()
            pieces[-1] = (before[:-1] if is_cut else f"{before} ", at)
        pieces.append((line, number))
        fresh = False
    return blocks


def _mend(line: str) -> str:
    if any(len(run) >= 7 for run in _SPACED.findall(line)):
        line = " ".join(_SPACED.sub(lambda run: run[0].replace(" ", ""), line).split())
    line = re.sub(r"(?<=BASKE) (?=T$)", "", line)
    twice = re.fullmatch(r"(\S*%)\1|(19)19|(7)7", line)
    return next(half for half in twice.groups() if half) if twice else line


def make(*texts: str, page: int = 0) -> list[Block]:
    """Make a block of each text; its lines become the pieces."""
    blocks = []
    for row, text in enumerate(texts):
        lines = text.split("\n")
        pieces = [(f"{line} ", 10 * row + at) for at, line in enumerate(lines[:-1])]
        blocks.append(Block([*pieces, (lines[-1], 10 * row + len(lines))], page))
    return blocks


def rows_of(figure: FoundFigure) -> dict[str, tuple[str, ...]]:
    return {row.label: tuple(cell.text for cell in row.values) for row in figure.rows}


def read_one(*texts: str) -> FoundFigure:
    figures = find_figures(make(*texts))
    assert len(figures) == 1, figures
    return figures[0]


# Figures and tables with a title


def test_value_and_label_on_one_line_under_a_title() -> None:
    figure = read_one(
        "CUADRO 3. Hogares por tipo de techo, 2019",
        "61.5% Techo de teja",
        "38.5% Techo de palma",
        "Fuente: Censo local.",
    )
    assert (figure.name, figure.title, figure.unit, figure.year, figure.source, figure.proof, figure.blocks) == (
        *("Cuadro 3", "Hogares por tipo de techo, 2019", "%", "2019", "Censo local", "layout"),
        (0, 1, 2, 3),
    )
    assert rows_of(figure) == {"Techo de teja": ("61.5%",), "Techo de palma": ("38.5%",)}


def test_a_title_may_stand_below_its_figure_and_the_ends_of_an_axis_are_no_values() -> None:
    figure = read_one(
        "Source: Harvest office, 2017.", "12.5% Fields of rye", "100%", "0%", "87.5% Fields of oats", "FIGURE 9."
    )
    assert (figure.name, figure.year, figure.source) == ("Figure 9", "2017", "Harvest office, 2017")
    assert rows_of(figure) == {"Fields of rye": ("12.5%",), "Fields of oats": ("87.5%",)}
    assert figure.unlabelled == ()


def test_the_lines_above_the_first_row_name_the_column_and_the_unit() -> None:
    figure = read_one(
        "TABLE 4. Growth of trades in 2018",
        "DESCRIPTION % CHANGE",
        "SINCE 2017",
        "ALL TRADES -3.5\nBakers 1.0",
        "Potters 0.5",
    )
    assert (figure.columns, figure.unit, figure.year) == (("% CHANGE SINCE 2017",), "%", "2018")
    assert rows_of(figure) == {"ALL TRADES": ("-3.5",), "Bakers": ("1.0",), "Potters": ("0.5",)}


def test_rows_of_several_values_take_the_years_above_as_columns() -> None:
    figure = read_one("Table 2. Boats", "2016 2017 2018", "Large boats 12 14 15\nSmall boats 31 32 40", "Rafts 7 9")
    assert figure.columns == ("2016", "2017", "2018")
    assert rows_of(figure) == {"Large boats": ("12", "14", "15"), "Small boats": ("31", "32", "40")}
    assert figure.unlabelled == ("7", "9")


SUMS = ("$1,250", "$310", "$2,500", "$90", "$4,000", "$50", "$7,750", "$450")
LABELS = ("Roads\nand bridges", "Schools", "Wells", "FIGURE 5. Money paid and promised in 2021")


def test_labels_before_the_title_are_tied_when_the_columns_add_up_to_their_totals() -> None:
    figure = read_one(*LABELS, *SUMS, "Paid in 2021", "Promised in 2021", "TOTAL")
    assert (figure.name, figure.columns, figure.proof) == ("Figure 5", ("Paid in 2021", "Promised in 2021"), "sums")
    assert rows_of(figure) == {
        "Roads and bridges": ("$1,250", "$310"),
        "Schools": ("$2,500", "$90"),
        "Wells": ("$4,000", "$50"),
        "TOTAL": ("$7,750", "$450"),
    }
    assert figure.blocks == tuple(range(15))


def test_running_text_and_notes_between_the_values_of_a_figure_are_no_part_of_it() -> None:
    blocks = make(*LABELS, "1 Of two offices", *SUMS[:2], PROSE, *SUMS[2:], "Paid in 2021", "Promised in 2021", "TOTAL")
    blocks[4].kind = "note"
    (figure,) = find_figures(blocks)
    assert figure.blocks == (0, 1, 2, 3, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16)
    assert rows_of(figure)["Schools"] == ("$2,500", "$90")


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ((*SUMS[:-1], "$451"), ("Paid in 2021", "Promised in 2021", "TOTAL")),
        (SUMS, ("Paid in 2021", "Promised in 2021", "Lent in 2021", "TOTAL")),
        (SUMS, ("TOTAL",)),
        (SUMS, ("Paid in 2021", "Promised in 2021", "Lent in 2021")),
    ],
    ids=["sums are wrong", "a label too many", "labels are wanting", "labels for other columns"],
)
def test_values_that_do_not_add_up_or_want_labels_stay_unlabelled(
    values: tuple[str, ...], labels: tuple[str, ...]
) -> None:
    figure = read_one(*LABELS, *values, *labels)
    assert (figure.rows, figure.unlabelled) == ((), values)


def test_as_many_labels_before_as_behind_leave_rows_and_columns_undecided() -> None:
    figure = read_one(
        "Roads", "Wells", "FIGURE 1. Money", "10", "200", "30", "400", "40", "600", "2016", "Paid", "Lent"
    )
    assert (figure.rows, figure.unlabelled) == ((), ("10", "200", "30", "400", "40", "600"))


def test_order_alone_ties_nothing() -> None:
    figure = read_one("FIGURE 2. Rain by valley", "North valley", "South valley", "14.5%", "76.5%")
    assert (figure.rows, figure.unlabelled) == ((), ("14.5%", "76.5%"))


def test_names_printed_without_a_blank_count_as_two_labels() -> None:
    told = PROSE.replace("the valley", "Oldtown and New Port")
    drawing = ("GRAPH 1. Rain", "OldtownNew Port", "14.5%", "76.5%", "41.5%\nMEAN OF\nALL")
    figure = find_figures(make(told, *drawing))[0]
    assert (rows_of(figure), figure.unlabelled) == ({"MEAN OF ALL": ("41.5%",)}, ("14.5%", "76.5%"))
    assert find_figures(make(*drawing))[0].unlabelled == ("14.5%", "76.5%", "41.5%")


def test_a_sentence_of_the_text_ties_a_value_to_its_label() -> None:
    told = "In the dry season almost everybody, or 76.5%, lived from fishing in the lagoon, as they did of old."
    figure = find_figures(make(told, "FIGURE 2. Work", "Fishing lagoon", "Weaving baskets", "12.5%", "76.5%"))[0]
    assert (rows_of(figure), figure.proof, figure.unlabelled) == (
        {"Fishing lagoon": ("76.5%",)},
        "sentence",
        ("12.5%",),
    )


def test_a_figure_whose_picture_left_no_values_keeps_its_title_and_source() -> None:
    figure = read_one("FIGURE 4. Index of wells in 2016", "Source: Wells office.", "Deep\nwells")
    assert (figure.title, figure.source, figure.rows, figure.unlabelled) == (
        *("Index of wells in 2016", "Wells office"),
        (),
        (),
    )
    assert figure.blocks == (0, 1)


# Tables with tabs


def test_a_table_with_tabs_takes_columns_and_unit_from_its_header_and_title() -> None:
    figure = read_one(
        "Table 7",
        "Costs by purpose",
        "(Thousands of shells)",
        "Purpose\t2015 budget\t2015 spent",
        "Nets\t1 250.5\t1 100.0",
        "Ropes and",
        "sails\t40.0\t–",
        "Total\t1 290.5\t1 100.0",
        "Source: Guild of fishers.",
    )
    assert (figure.name, figure.title, figure.unit, figure.columns, figure.source) == (
        *("Table 7", "Costs by purpose", "thousands of shells"),
        ("2015 budget", "2015 spent"),
        "Guild of fishers",
    )
    assert rows_of(figure) == {
        "Nets": ("1 250.5", "1 100.0"),
        "Ropes and sails": ("40.0", "–"),
        "Total": ("1 290.5", "1 100.0"),
    }
    assert figure.blocks == tuple(range(9))


def test_a_row_that_lacks_a_cell_gives_no_row() -> None:
    figure = read_one("Cuadro 2. Cosechas", "Cultivo\t2015\t2016", "Trigo\t12\t14", "Avena\t9", "Centeno\t3\t4")
    assert rows_of(figure) == {"Trigo": ("12", "14"), "Centeno": ("3", "4")}
    assert figure.unlabelled == ("9",)


@pytest.mark.parametrize(
    "rows",
    [
        ("Wheat\t12\t14", "Oats\t9\t8"),
        ("Crop\tNorth\tNorth", "Wheat\t12\t14", "Oats\t9\t8"),
        ("112 120\t99 88", "71\t70", "46\t35"),
    ],
    ids=["no header", "columns of one name", "a drawing"],
)
def test_a_table_whose_columns_have_no_names_gives_no_row(rows: tuple[str, ...]) -> None:
    figure = read_one("Table 1. Crops", *rows)
    assert figure.rows == ()


def test_a_row_that_runs_over_two_lines_of_values_gives_no_row() -> None:
    header = ("Table 3. Savings", "Aim\tTarget\tResult")
    figure = read_one(*header, "Saved by all\t$90\t$310", "the guilds\tmillion\tmillion", "Lent\t$5\t$7")
    assert (rows_of(figure), figure.unlabelled) == ({"Lent": ("$5", "$7")}, ("$90", "$310"))


def test_a_label_in_small_letters_before_its_value_is_the_rest_of_another() -> None:
    assert [figure.rows for figure in find_figures(make("target", "56%", "results", "100%"))] == [()]


def test_a_table_of_words_is_no_figure() -> None:
    assert find_figures(make("Table 1. Offices", "Region\tTown", "North\tOldtown", "South\tNew Port")) == ()


def test_boxes_that_nothing_names_but_with_the_same_labels_give_no_rows() -> None:
    figures = find_figures(make("Bread\t66%", "Salt\t58%", PROSE, "Bread\t71%", "Salt\t55%"))
    assert [(figure.rows, figure.unlabelled) for figure in figures] == [((), ("66%", "58%")), ((), ("71%", "55%"))]


# Boxes without a title


def test_labels_and_values_by_turns_are_tied_and_a_cut_label_is_joined() -> None:
    figure = read_one("Water\nuse", "reduced", "2.25%", "Share of the\nsecond field", "4.75%", "Crops sold", "8.5%")
    assert rows_of(figure) == {
        "Water use reduced": ("2.25%",),
        "Share of the second field": ("4.75%",),
        "Crops sold": ("8.5%",),
    }
    assert (figure.unit, figure.proof) == ("%", "layout")


def test_a_heading_in_capitals_behind_the_last_value_is_no_label() -> None:
    figure = read_one("Water used", "2.25%", "Crops sold", "8.5%", "SHELTER FOR\nTRAVELLERS", PROSE)
    assert (rows_of(figure), figure.blocks) == ({"Water used": ("2.25%",), "Crops sold": ("8.5%",)}, (0, 1, 2, 3))


def test_what_begins_a_page_behind_the_last_value_is_no_label() -> None:
    blocks = make("WATER USED", "2.25%", "CROPS SOLD", "8.5%", "A VISIT", PROSE)
    blocks[4].starts_page = True
    assert rows_of(find_figures(blocks)[0]) == {"WATER USED": ("2.25%",), "CROPS SOLD": ("8.5%",)}


def test_a_title_over_labels_with_colons_is_kept_apart() -> None:
    figure = read_one("OUR RADIO:\nWAVES AND TOWERS", "SHOWS:\n1,204", "CALLS:\n33,018", "SONGS\nWRITTEN:", "95")
    assert (figure.title, rows_of(figure)) == (
        "OUR RADIO: WAVES AND TOWERS",
        {"SHOWS": ("1,204",), "CALLS": ("33,018",), "SONGS WRITTEN": ("95",)},
    )


def test_the_first_label_is_the_one_that_begins_as_the_others_do() -> None:
    figure = read_one("TOTAL RAISED IN 2014-2015", "VILLAGE\nFUNDS", "US$ 7,500\nTOTAL RAISED IN 2015", "US$ 2,250")
    assert (figure.title, figure.unit, figure.year) == ("VILLAGE FUNDS", "US$", "")
    assert rows_of(figure) == {"TOTAL RAISED IN 2014-2015": ("US$ 7,500",), "TOTAL RAISED IN 2015": ("US$ 2,250",)}


def test_million_goes_with_the_bare_value_beside_it() -> None:
    figure = read_one(
        "THE SHARE OF YOUNG\nFISHERS STOOD AT", "IN 2013", "31.5%\nTHAT IS", "MILLION\nMORE\nTHAN IN 2012", "2.4"
    )
    assert figure.year == "2013"
    assert rows_of(figure) == {"THE SHARE OF YOUNG FISHERS STOOD AT": ("31.5%",), "MILLION MORE THAN IN 2012": ("2.4",)}


def test_two_values_between_two_labels_that_begin_alike_have_one_neighbour_each() -> None:
    figure = read_one("FOREST\nLOSSES AND", "DAMAGE", "6.5%\nIN 2011", "0.25%", "FOREST\nCARE", "of income of income")
    assert (figure.unit, figure.year) == ("% of income", "2011")
    assert rows_of(figure) == {"FOREST LOSSES AND DAMAGE": ("6.5%",), "FOREST CARE": ("0.25%",)}


def test_values_before_their_labels_share_the_lead_in_that_counts_by_a_number() -> None:
    figure = read_one(
        "1 NEEDS IN OLDTOWN,", "A PAIR OF\nSHOES\n3.5 NEED\nA COAT", "OF EVERY", "30 BOYS", "UNDER THE\nAGE OF 9:"
    )
    assert figure.title == "IN OLDTOWN, OF EVERY 30 BOYS UNDER THE AGE OF 9"
    assert rows_of(figure) == {"NEEDS A PAIR OF SHOES": ("1",), "NEED A COAT": ("3.5",)}


def test_a_value_with_its_detail_below_and_a_title_on_the_first_line() -> None:
    figure = read_one(
        "COMMON\nKITCHENS 4 LARGE STOVES",
        "Bread, soup,\nand tea",
        "9 COOKS\nTo be trained in\n2016 and 2017",
        "2 GARDENS",
        "US$ 1,500\nEstimated gain",
        PROSE,
    )
    assert figure.title == "COMMON KITCHENS"
    assert rows_of(figure) == {
        "LARGE STOVES Bread, soup, and tea": ("4",),
        "COOKS To be trained in 2016 and 2017": ("9",),
        "GARDENS": ("2",),
        "Estimated gain": ("US$ 1,500",),
    }


def test_one_value_needs_a_source_to_be_a_box() -> None:
    figure = read_one("IN 2012", "EVERY 6 HOURS IN OLDTOWN", "15 LAMPS\nWERE LOST", "Source: Lamp office, 2013.")
    assert (figure.title, figure.year, rows_of(figure)) == (
        *("EVERY 6 HOURS IN OLDTOWN", "2012"),
        {"LAMPS WERE LOST": ("15",)},
    )
    assert find_figures(make("15 LAMPS\nWERE LOST", PROSE)) == ()


def test_lines_that_say_their_label_for_each_column_are_a_table() -> None:
    figure = read_one(
        "GOAL 1: CLEAN WELLS\nAIM 1 AIM 2", "Wells for all", "WELLS DUG: 8 WELLS DUG: 14\nLEFT: 0 LEFT: 2"
    )
    assert (figure.title, figure.columns) == ("GOAL 1: CLEAN WELLS", ("AIM 1", "AIM 2"))
    assert rows_of(figure) == {"WELLS DUG": ("8", "14"), "LEFT": ("0", "2")}


CHANGE = (
    "SHARE OF FAMILIES WHOSE WINTER\nSTORES ARE TOO",
    "SMALL",
    "22%",
    "31% between the second\nand fourth quarters of",
)


def test_a_change_that_the_text_states_has_a_column_for_each_time() -> None:
    told = "It is feared that the share of families with small winter stores rose from 22 to 31% in that year."
    figure = find_figures(make(told, PROSE, *CHANGE, PROSE))[0]
    assert (figure.columns, figure.proof) == (("second quarter", "fourth quarter"), "sentence")
    assert rows_of(figure) == {"SHARE OF FAMILIES WHOSE WINTER STORES ARE TOO SMALL": ("22%", "31%")}
    untold = read_one(*CHANGE, PROSE)
    assert (untold.rows, untold.columns, untold.unlabelled) == ((), (), ("22%", "31%"))


def test_a_source_that_stands_apart_goes_to_the_one_figure_of_its_page_that_has_none() -> None:
    box = ("Water used", "2.25%", "Crops sold", "8.5%", PROSE)
    apart = ("Source: Crop office.", "2014")
    figure = find_figures(make(*box, *apart))[0]
    assert (figure.source, figure.year, figure.blocks) == ("Crop office", "2014", (0, 1, 2, 3, 5, 6))
    two = find_figures(make(*box, "Wells dug", "US$ 10", "Wells lost", "US$ 5", PROSE, *apart))
    assert [figure.source for figure in two] == ["", ""]


@pytest.mark.parametrize(
    "texts",
    [
        ("VILLAGES", "55%\nHOUSES", "17\nFISHERS", "9", "BOATS", "PORTS", PROSE),
        ("OLD PORT", "20.5%", "18.5%", PROSE),
        ("Total 1,300,500", PROSE),
        ("OUR RADIO", "OUR SHOP", "1,300,500\n1,650,900", "7,\n73\n56", "4", PROSE),
    ],
    ids=["a label too many", "labels lost", "total of nothing", "drawing"],
)
def test_a_box_whose_labels_are_lost_gives_no_rows(texts: tuple[str, ...]) -> None:
    assert [figure.rows for figure in find_figures(make(*texts))] == [()]


def test_a_label_of_a_share_takes_the_one_share_there_is() -> None:
    figure = read_one("62%\nHOUSES", "17\nCOOKS", "9", "STOVES", "OF COOKS COME FROM", "THE NORTH", PROSE)
    assert (rows_of(figure), figure.unlabelled) == ({"OF COOKS COME FROM THE NORTH": ("62%",)}, ("17", "9"))


@pytest.mark.parametrize(
    "texts",
    [
        ("1, 2, 3, 4, 10, and 17", "GOALS\nTOUCHED:", "1.3, 2.2, 3.1, 4.2,\n5.1, 17.6", "Targets:"),
        ("• Nets were mended in 12 ports.", "• 45% of the boats were painted."),
        ("DUNA, ABC, XYZ, and QRS", "ABC"),
        ("1\n2\n3\n4", "5"),
        ("1 Opening of the session", "2 Report of the fishers", "3 Any other business"),
        ("2.3 THE NETS", "2.4 THE BOATS", PROSE),
        ("AREA 1\nHARBOURS", "AREA 2\nFIELDS", "GOAL 4"),
        ("24-01234 (E) 120324", "*2401234*", "Mr. Able, Secretary (+1 212) 555 0134\nable@example.org"),
        ("I. Nets and boats ........ 12", "II. Fields ........ 19"),
        (PROSE, "In 2020 the port had 1,500 boats, of which 45% were painted again by the people of the town."),
        ("3 Including the nets, boats, ropes and sails of 12 harbours in the whole north of the land",),
        ("Table 2 provides a view of the boats and nets.", PROSE),
    ],
    ids=[
        *("targets", "bullets", "names", "counting", "agenda", "headings", "ordinals", "front matter", "contents"),
        *("running text", "note", "mention of a table"),
    ],
)
def test_what_is_no_figure(texts: tuple[str, ...]) -> None:
    assert find_figures(make(*texts)) == ()


def test_titles_and_panels_and_headings_are_never_run_over() -> None:
    blocks = make("Water used", "2.25%", "A new chapter", "Crops sold", "8.5%")
    blocks[2].level = 1
    assert [figure.rows for figure in find_figures(blocks)] == [(), ()]


# Wording


def _figure(title: str, label: str, value: str, **other: str) -> Figure:
    columns = (other["column"],) if "column" in other else ()
    row = FigureRow(label, (value,), ((0, 1),))
    return Figure(
        other.get("name", ""),
        title,
        columns,
        (row,),
        other.get("unit", ""),
        other.get("year", ""),
        other.get("source", ""),
        "layout",
        (),
        0,
        1,
    )


@pytest.mark.parametrize(
    ("figure", "page", "language", "said"),
    [
        (
            _figure(
                "Money paid in 2021", "Roads", "$1,250", name="Figure 5", column="Paid in 2021", unit="US$", year="2021"
            ),
            *("74", "en", "Paid in 2021, Roads: US$ 1,250 (Figure 5, p. 74)."),
        ),
        (
            _figure(
                "", "Fields of rye", "12.5%", name="Figure 9", unit="%", year="2017", source="Harvest office, 2017"
            ),
            *("8", "en", "Fields of rye: 12.5% (Figure 9, source: Harvest office, 2017, p. 8)."),
        ),
        (
            _figure("Cosechas", "Trigo", "1.5", name="Cuadro 2", unit="%", year="2015", source="Censo"),
            *("3-4", "es", "Trigo: 1.5% (Cuadro 2, Cosechas, fuente: Censo, 2015, p. 3-4)."),
        ),
        (_figure("", "FOREST CARE", "0.25%", unit="% of income"), "", "en", "FOREST CARE: 0.25% of income."),
        (_figure("", "MILLION MORE THAN IN 2012", "2.4"), "9", "en", "2.4 MILLION MORE THAN IN 2012 (p. 9)."),
        (
            _figure("OF EVERY 30 BOYS", "NEED A COAT", "3.5", source="Guild"),
            *("9", "en", "OF EVERY 30 BOYS: 3.5 NEED A COAT (source: Guild, p. 9)."),
        ),
        (_figure("", "Nets", "", name="Table 7"), "9", "en", ""),
    ],
)
def test_a_reading_is_one_plain_sentence(figure: Figure, page: str, language: str, said: str) -> None:
    assert state(figure, page, language) == (said,)


def test_sentences_follow_the_rows_and_their_columns() -> None:
    rows = (FigureRow("Nets", ("1", "2"), ((0, 1), (2, 3))), FigureRow("Sails", ("3", "4"), ((4, 5), (6, 7))))
    figure = Figure("Table 1", "", ("2015", "2016"), rows, "", "", "", "layout", (), 0, 9)
    assert state(figure, "", "en") == tuple(
        f"{year}, {label}: {value} (Table 1)."
        for label, year, value in (("Nets", 2015, 1), ("Nets", 2016, 2), ("Sails", 2015, 3), ("Sails", 2016, 4))
    )


# The first report


@cache
def read_report() -> tuple[list[Block], tuple[FoundFigure, ...]]:
    blocks = blocks_of(REPORT.read_text(encoding="utf-8"))
    return blocks, find_figures(blocks)


def at_line(line: int) -> FoundFigure:
    blocks, figures = read_report()
    found = [f for f in figures if any(blocks[row].first_line <= line <= blocks[row].pieces[-1][1] for row in f.blocks)]
    assert len(found) == 1, (line, found)
    return found[0]


REAL = {
    246: {
        "Population in extreme poverty": ("7.4%",),
        "Population in moderate poverty": ("34.5%",),
        "Vulnerable population due to social deprivations": ("29.3%",),
        "Vulnerable population due to income": ("6.9%",),
        "Population not in poverty and not vulnerable": ("21.9%",),
    },
    289: {
        "PERCENTAGE OF PERSONS WHOSE LABOUR INCOME IS LOWER THAN THE COST OF A BASIC FOOD BASKET": ("36%", "45%"),
    },
    313: {"NATIONAL AVERAGE": ("41.9%",)},
    342: {
        "TOTAL GDP": ("-8.5",),
        "Primary sector": ("2.0",),
        "Secondary sector": ("-10.2",),
        "Tertiary sector": ("-7.9",),
    },
    851: {
        "NUMBER OF SLAS": ("8", "14"),
        "SLAS RELATED TO GE": ("4", "5"),
        "SLAS RELATED TO MR": ("1", "2"),
    },
    909: {
        "NUMBER OF SLAS": ("7", "8", "11"),
        "SLAS RELATED TO GE": ("6", "8", "4"),
        "SLAS RELATED TO MR": ("3", "0", "4"),
    },
    1015: {
        "Care investment increase": ("1.16%",),
        "Total increase in the gross value of production": ("1.77%",),
        "Total increase in employment": ("3.9%",),
    },
    1239: {"SUFFERS CHRONIC MALNUTRITION": ("1",), "SUFFER OVERWEIGHT OR OBESITY": ("2.5",)},
    1505: {"THE ECONOMIC PARTICIPATION OF WOMEN STOOD AT": ("42.4%",), "MILLION LESS THAN IN 2019": ("1.3",)},
    1883: {
        "ENVIRONMENTAL DEPLETION AND DEGRADATION COST": ("4.5%",),
        "ENVIRONMENTAL PROTECTION EXPENDITURE": ("0.5%",),
    },
    2132: {"WOMEN WERE MURDERED": ("10",)},
    2415: {
        "POSTS": ("1,283",),
        "VIEWS": ("26,728,153",),
        "INTERACTIONS": ("543,289",),
        "CARDS DESIGNED": ("182",),
        "VIDEOS PRODUCED": ("22",),
        "VISITS TO THE WEBSITE": ("830,000",),
        "UNIQUE USERS": ("600,000",),
    },
    2530: {"TOTAL MOBILIZED IN 2019-2020": ("US$ 13,580,811",), "TOTAL MOBILIZED IN 2020": ("US$ 6,081,446",)},
    3113: {"OF VOLUNTEERS IDENTIFY AS WOMEN": ("83%",)},
    3276: {
        "WORKING GROUPS Procurement, Finance, Logistics, Administration, Human Resources, and IT": ("6",),
        "DELIVERABLES Inventory of common services, needs assessment, and cost-benefit analysis": ("3",),
        "SERVICES To be implemented in 2021 and 2022": ("12",),
        "Estimation of savings": ("US$ 500,000",),
    },
    3503: {
        "Equality and inclusion": ("$15,974,730", "$12,176,438"),
        "Prosperity and innovation": ("$17,990,433", "$19,480,390"),
        "Green economy and climate change": ("$10,085,495", "$4,891,528"),
        "Peace, justice, and rule of law": ("$14,695,054", "$6,188,074"),
        "TOTAL": ("$58,745,712", "$42,736,430"),
    },
}


@pytest.mark.parametrize("line", REAL)
def test_the_first_report_s_figures_come_out_with_their_labels(line: int) -> None:
    assert rows_of(at_line(line)) == REAL[line]


def test_what_the_first_report_s_figures_are_about() -> None:
    told = {
        line: (f.name, f.title, f.columns, f.unit, f.year, f.source, f.proof)
        for line in (246, 289, 342, 851, 1239, 1505, 1883, 2132, 3503)
        for f in [at_line(line)]
    }
    assert told == {
        246: ("Figure 2", "", (), "%", "2018", "CONEVAL, 2018 multidimensional poverty measurement", "layout"),
        289: (
            *("", "", ("first quarter", "third quarter"), "%", "2020"),
            *("CONEVAL, preliminary estimations from COVID-19", "sentence"),
        ),
        342: (
            *("Table 1", "Timely estimates of GDP for 2020", ("REAL % VARIATION WITH RESPECT TO 2019",), "%", "2020"),
            *("INEGI", "layout"),
        ),
        851: ("", "STRATEGIC PRIORITY 1: EQUALITY AND INCLUSION", ("OUTCOME 1", "OUTCOME 2"), "", "", "", "layout"),
        1239: ("", "IN MEXICO, FOR EVERY 20 GIRLS AND BOYS UNDER THE AGE OF 5", (), "", "", "UNICEF", "layout"),
        1505: ("", "", (), "", "2020", "", "layout"),
        1883: ("", "", (), "% of GDP", "2019", "", "layout"),
        2132: ("", "EVERY 24 HOURS IN MEXICO", (), "", "2020", "SESNSP, 2020", "layout"),
        3503: (
            "Figure 7",
            "Additional resources executed and mobilized in 2020 per strategic priority of the Cooperation Framework",
            *(("Executed in 2020", "Mobilized in 2020"), "US$", "2020", "", "sums"),
        ),
    }


def test_the_first_report_s_lost_labels_are_never_made_up() -> None:
    blocks, figures = read_report()
    lost = {figure.name: (figure.rows, figure.unlabelled) for figure in figures if figure.name and not figure.rows}
    assert sorted(lost) == ["Figure 1", "Figure 10", "Figure 4", "Figure 5", "Figure 6", "Figure 8", "Figure 9"]
    assert len(lost["Figure 8"][1]) == 17
    assert [name for name, (_, values) in lost.items() if values] == ["Figure 8"]
    assert at_line(313).unlabelled == ("14.5%", "76.4%")
    assert at_line(599).rows == at_line(3248).rows == at_line(421).rows == ()
    assert len([figure for figure in figures if figure.rows]) == len(REAL) + 2  # and two more tables of lines of action
    assert {row for figure in figures for row in figure.blocks if blocks[row].kind == "note"} == set()


# Any blocks


WORDS = st.sampled_from(
    [
        "FIGURE 1.",
        "Table 2",
        "Source: x.",
        "12",
        "7.4%",
        "$1,200",
        "US$ 5",
        "2020",
        "TOTAL",
        "Paid in 2020",
        "of GDP",
        "OF A",
        "EVERY 3",
        "between the first and third quarters of",
        "A 1 A 2",
        "X: 1 X: 2",
        "a\tb",
        "n\t1\t2",
        "MILLION",
        "and",
        ",",
        PROSE,
        "• x",
        "ABC, XYZ",
        "",
        " ",
        "\t",
        "\x1c",
        "１２",
    ],
)
PIECES = st.lists(st.one_of(WORDS, st.text(max_size=12)), min_size=1, max_size=4)
BLOCKS = st.builds(
    lambda pieces, page, starts, level, kind: Block(
        [(piece, at) for at, piece in enumerate(pieces, 1)], page, starts, level, kind
    ),
    PIECES,
    st.integers(0, 2),
    st.booleans(),
    st.sampled_from([0, 0, 0, 1]),
    st.sampled_from(["text", "text", "note", "panel"]),
)


@given(st.lists(BLOCKS, max_size=25))
@settings(max_examples=300, deadline=None)
def test_any_blocks_are_read_and_each_value_counts_once(blocks: list[Block]) -> None:
    figures = find_figures(blocks)
    rows = [row for figure in figures for row in figure.blocks]
    assert len(rows) == len(set(rows))
    for figure in figures:
        assert figure.blocks == tuple(sorted(figure.blocks)) != ()
        values = [cell for row in figure.rows for cell in row.values]
        for cell in (*values, *(cell for row in figure.rows for cell in row.label_cells)):
            assert cell.block in figure.blocks
            assert cell.text == blocks[cell.block].text[cell.start : cell.end]
        assert all(len(row.values) == max(1, len(figure.columns)) for row in figure.rows)
        own = " ".join(blocks[row].text for row in figure.blocks)
        for value in {*figure.unlabelled, *(cell.text for cell in values)} - {""}:
            n_times = sum(cell.text == value for cell in values) + figure.unlabelled.count(value)
            assert n_times <= own.count(value)
        assert len({(cell.block, cell.start, cell.end) for cell in values if cell.text}) == len(
            [c for c in values if c.text]
        )
