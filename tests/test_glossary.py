"""The glossary is right rather than full: what the list and the text prove, and nothing that only looks like it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unsqa.reading.blocks.block import Block
from unsqa.reading.glossary import find_glossary
from unsqa.types import Acronym

REPORT = Path(__file__).parents[1] / "corpus" / "un-mexico-2020" / "report.txt"

LIST = """\
 ALF Arid Lands Fund

BEC Banco de la Esperanza Común (Bank of Common Hope)

CAPA Centro de Apoyo a la Pesca Artesanal (Support Centre for
Small Fisheries)

CDN Norvik City

DUN Desert Union

Harbour
Compact

Norvik Compact for Every Harbour 2021-2025

SIGLAS HWP Highland Water Partnership

IMAR Instituto del Mar (Institute of the Sea)

Seed Fund Joint Seed and Tools Fund

UN Rivers United Nations Rivers Programme

WRONG Highland Water Partnership

ZAP Zona de Agua Potable (Safe Water Zone) 2019-2024
"""


def blocks_of(text: str) -> list[Block]:
    """Group lines at blank lines and leading blanks; a small letter goes on with a word cut by a hyphen."""
    blocks: list[Block] = []
    opens = True
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if not line or raw.startswith(" ") or opens:
            blocks.append(Block([]))
        opens = not line
        if not line:
            continue
        pieces = blocks[-1].pieces
        if pieces:
            before, at = pieces[-1]
            whole = re.search(r"[^\W\d_]-$", before) and line[0].islower()
            pieces[-1] = (before[:-1] if whole else f"{before} ", at)
        pieces.append((line, number))
    return [block for block in blocks if block.pieces]


def define(*texts: str) -> dict[str, tuple[str, ...]]:
    found = find_glossary([Block([(text, number)]) for number, text in enumerate(texts, 1)])
    return {entry.short: entry.long for entry in found}


@pytest.fixture(scope="module")
def real() -> dict[str, Acronym]:
    return {entry.short: entry for entry in find_glossary(blocks_of(REPORT.read_text(encoding="utf-8")))}


# The list of acronyms


def test_a_list_is_read_entry_by_entry() -> None:
    assert find_glossary(blocks_of(LIST)) == (
        Acronym("ALF", ("Arid Lands Fund",), 1),
        Acronym("BEC", ("Banco de la Esperanza Común", "Bank of Common Hope"), 3),
        Acronym("CAPA", ("Centro de Apoyo a la Pesca Artesanal", "Support Centre for Small Fisheries"), 5),
        Acronym("CDN", ("Norvik City",), 8),
        Acronym("DUN", ("Desert Union",), 10),
        Acronym("HWP", ("Highland Water Partnership",), 17),
        Acronym("Harbour Compact", ("Norvik Compact for Every Harbour 2021-2025",), 12),
        Acronym("IMAR", ("Instituto del Mar", "Institute of the Sea"), 19),
        Acronym("Seed Fund", ("Joint Seed and Tools Fund",), 21),
        Acronym("UN Rivers", ("United Nations Rivers Programme",), 23),
        Acronym("WRONG", ("Highland Water Partnership",), 25),
        Acronym("ZAP", ("Zona de Agua Potable", "Safe Water Zone"), 27),
    )


def test_a_list_set_in_one_block_is_read_line_by_line() -> None:
    pieces = [
        ("ALF Arid Lands Fund ", 4),
        ("CDN Norvik City ", 5),
        ("DUN Desert Union of the ", 6),
        ("UN System ", 7),
        ("HWP Highland Water Part", 8),
        ("NERSHIP ", 9),
        ("LRT Lake and River Trust ", 10),
        ("NSA Norvik Seed Agency", 11),
    ]
    assert find_glossary([Block(pieces)]) == (
        Acronym("ALF", ("Arid Lands Fund",), 4),
        Acronym("CDN", ("Norvik City",), 5),
        Acronym("DUN", ("Desert Union of the UN System",), 6),
        Acronym("HWP", ("Highland Water PartNERSHIP",), 8),
        Acronym("LRT", ("Lake and River Trust",), 10),
        Acronym("NSA", ("Norvik Seed Agency",), 11),
    )


@pytest.mark.parametrize("between", ["\t", ": ", " – ", " "])
def test_whatever_stands_between_short_and_long_form_is_in_neither(between: str) -> None:
    entries = {
        "ALF": ("Arid Lands Fund",),
        "DUN": ("Desert Union Norvik",),
        "HWP": ("Highland Water Partnership",),
        "LRT": ("Lake and River Trust",),
        "NSA": ("Norvik Seed Agency",),
    }
    assert define(*(f"{short}{between}{long}" for short, (long,) in entries.items())) == entries


def test_short_forms_that_stand_alone_have_the_next_block() -> None:
    texts = "ALF/Arid Lands Fund/DUN/Desert Union Norvik/HWP/Highland Water Partnership/LRT/Lake and River Trust/"
    assert define(*f"{texts}NSA/Norvik Seed Agency".split("/")) == {
        "ALF": ("Arid Lands Fund",),
        "DUN": ("Desert Union Norvik",),
        "HWP": ("Highland Water Partnership",),
        "LRT": ("Lake and River Trust",),
        "NSA": ("Norvik Seed Agency",),
    }


def test_four_entries_are_no_list() -> None:
    assert (
        define("ALF Arid Lands Fund", "DUN Desert Union", "HWP Highland Water Partnership", "LRT Lake and River Trust")
        == {}
    )


def test_a_title_over_prose_makes_no_list() -> None:
    assert define("ACRONYMS", "FAO and UNDP met.", "NGOs took part.", "UNDP paid.", "WHO came.", "IOM left.") == {}


def test_a_heading_between_the_entries_is_no_entry() -> None:
    block = "HALF YEAR REPORT"
    found = find_glossary(blocks_of(LIST.replace("HWP Highland", f"{block}\n\nHWP Highland")))
    assert found == find_glossary(blocks_of(LIST.replace("HWP Highland", "X\n\nHWP Highland")))


def test_an_entry_out_of_the_order_of_the_alphabet_needs_its_letters() -> None:
    found = find_glossary(blocks_of(LIST.replace("DUN Desert Union", "DUN Desert Union\n\nXYZ Norvik City")))
    assert "XYZ" not in {entry.short for entry in found}


def test_where_the_short_form_ends_must_show() -> None:
    found = find_glossary(blocks_of(LIST.replace("UN Rivers United", "UN Lakes United")))
    assert [entry.short for entry in found if entry.short.startswith("UN")] == []


def test_a_note_in_parentheses_is_no_translation_where_the_list_has_none() -> None:
    texts = ("ALF Arid Lands Fund (Norvik City)", "DUN Desert Union", "HWP Highland Water Partnership")
    assert define(*texts, "LRT Lake and River Trust", "NSA Norvik Seed Agency")["ALF"] == ("Arid Lands Fund",)


def test_a_second_name_of_the_same_language_is_no_translation() -> None:
    texts = [f"{letter}NM {letter}anco Nacional del Mar (National Bank of the Sea)" for letter in "BCDEFGHIJ"]
    assert define(*texts, "LRT Lake and River Trust (Office of the Port)") == {
        **{f"{letter}NM": (f"{letter}anco Nacional del Mar", "National Bank of the Sea") for letter in "BCDEFGHIJ"},
        "LRT": ("Lake and River Trust",),
    }


def test_a_list_need_not_be_sorted_where_the_letters_match() -> None:
    entries = {
        "NSA": ("Norvik Seed Agency",),
        "FONAP": ("Fondo Nacional de Mejora y Medida de Puertos",),
        "DUN": ("Desert Union Norvik",),
        "ALF": ("Arid Lands Fund",),
        "LRT": ("Lake and River Trust",),
    }
    assert define(*(f"{short} {long}" for short, (long,) in entries.items())) == entries


def test_an_entry_that_comes_twice_is_one_with_all_its_long_forms() -> None:
    twice = LIST.replace("WRONG ", "HWP Highland Water Partnership (Alianza del Agua de la Sierra)\n\nWRONG ")
    found = {entry.short: entry for entry in find_glossary(blocks_of(twice))}
    assert found["HWP"] == Acronym("HWP", ("Highland Water Partnership", "Alianza del Agua de la Sierra"), 17)


# Running text


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("It joined the Arid Lands Fund (ALF) in May.", "ALF", "Arid Lands Fund"),
        ("It counts voluntary lines of action (VLAs).", "VLAs", "voluntary lines of action"),
        ("The ministry of all (see Annex) and wells, dams and canals (WDC) grew.", "WDC", "wells, dams and canals"),
        (
            "For the Lake System in Norvik (LS) and the United Lake System in Norvik (ULS).",
            "ULS",
            "United Lake System in Norvik",
        ),
        ("Paid by the Fund for Inter-Island Co-operation (FIIC).", "FIIC", "Fund for Inter-Island Co-operation"),
        ("With the United Nations Children’s Fund (UNICEF).", "UNICEF", "United Nations Children’s Fund"),
        ("The Ministry of Labour and Social Affairs (MOLAS).", "MOLAS", "Ministry of Labour and Social Affairs"),
        (
            "By the United Nations Unit for the Rights of Women (UN-Women).",
            "UN-Women",
            "United Nations Unit for the Rights of Women",
        ),
        (
            "The DROUGHT-21 Emergency Response Plan (DROUGHT-21 Plan) began.",
            "DROUGHT-21 Plan",
            "DROUGHT-21 Emergency Response Plan",
        ),
        ("Ministry of Fishing and Ports -MFP-, the Senate", "MFP", "Ministry of Fishing and Ports"),
        ("partners (Norvik Seed Agency -NSA-, the Senate)", "NSA", "Norvik Seed Agency"),
        ("the Joint Arid Lands Fund (ALF)", "ALF", "Joint Arid Lands Fund"),
        ("the ILO Arid Lands Fund (ALF)", "ALF", "Arid Lands Fund"),
        ("the “Fund for Arid Lands” (FAL)", "FAL", "Fund for Arid Lands"),
        (
            "towns made plans (Planes de Riego Solidario Municipal, PRESOM) in May",
            "PRESOM",
            "Planes de Riego Solidario Municipal",
        ),
        ("led by ILO (International Labour Organization)", "ILO", "International Labour Organization"),
        (
            "the UN DLE (United Nations Department of Lakes and Ecosystems)",
            "UN DLE",
            "United Nations Department of Lakes and Ecosystems",
        ),
        ("El Fondo de Tierras Áridas (FTA) paga.", "FTA", "Fondo de Tierras Áridas"),
        ("the Steering Committee for Lakes (hereinafter the Committee)", "Committee", "Steering Committee for Lakes"),
        ("the Steering Committee for Lakes (hereinafter “SCL”)", "SCL", "Steering Committee for Lakes"),
        ("22 funds, offices and banks (hereinafter referred to jointly as funds)", "funds", "funds, offices and banks"),
        ("el Plan de Riego 2021 (en adelante, el Plan)", "Plan", "Plan de Riego 2021"),
    ],
)
def test_a_definition_in_running_text(text: str, short: str, long: str) -> None:
    assert define(text).get(short, ("",)) == (long,)


@pytest.mark.parametrize(
    "text",
    [
        "It grew in Norvik (2021), Osland (Norvik) and the north (see Figure 2).",
        "As the Lake Institute of Norvik says (Figure 2) and the Lake Council says (LI).",
        "The National Institute of Public Wells (INPP) paid.",  # letters of another language
        "Every lake was surveyed (FAO, ILO and UN Women).",
        "The price rose (USD $5.50 at a rate of 22.36 crowns).",
        "The report of the Council (A/78/1) and its first volume (I) and second part (VII).",
        "the Water Wells Institute Public Health (WWI)",  # its last word gives no letter
        "the UN Women and Norvik Ministry (UN Women)",  # nor here
        "HALLS (Fund for Retired Fishers)",
        "In 2021 Norvik Seed Agency (NSA) paid.",  # is the year a part of the name?
        "Meanwhile Norvik Seed Agency (NSA) paid.",  # is the sentence's first word?
        "Four towns (OSL, Bergvik, Norvik Town and Havn)",
        "the Committee met (hereinafter the Board)",
        "a road of the north -south- and east",
        "the wells (hereinafter) and the Lakes Fund ( )",
    ],
)
def test_what_defines_nothing_gives_nothing(text: str) -> None:
    assert define(text) == {}


def test_long_forms_stand_in_order_of_appearance_without_repeats() -> None:
    texts = ("the Arid Lands Fund (ALF)", "the arid lands fund (ALF)", "the Arctic Lakes Fund (ALF)")
    assert define(*texts) == {"ALF": ("Arid Lands Fund", "Arctic Lakes Fund")}


def test_the_line_is_that_of_the_definition() -> None:
    block = Block([("The Seed Agency and the ", 7), ("Arid Lands ", 8), ("Fund (ALF) met.", 9)])
    assert find_glossary([block]) == (Acronym("ALF", ("Arid Lands Fund",), 9),)


# The real report


@pytest.mark.parametrize(
    "entry",
    [
        Acronym("2030 Agenda", ("2030 Agenda for Sustainable Development",), 3748),
        Acronym("CAMI", ("Casas de la Mujeres Indígenas", "Indigenous Women’s Shelters"), 3764),
        Acronym("CDMX", ("Mexico City",), 3770),
        Acronym(
            "CECOPAM",
            (
                "Centro de Entrenamiento Conjunto de Operaciones de Paz de México",
                "Mexican Joint Training Center for Peacekeeping Operations",
            ),
            3772,
        ),
        Acronym(
            "Cooperation Framework",
            ("United Nations Sustainable Development Cooperation Framework for Mexico 2020-2025",),
            3795,
        ),
        Acronym(
            "FIRA",
            ("Fideicomisos Instituidos en Relación con la Agricultura", "Trust Funds for Rural Development"),
            3808,
        ),
        Acronym("GEF", ("Global Environment Facility", "Gender Interagency Group"), 1850),
        Acronym("GIG", ("Gender Interagency Group",), 3043),
        Acronym("MSMEs", ("Multi-Partner Trust Fund",), 3864),
        Acronym("PND", ("Plan Nacional de Desarrollo", "National Development Plan"), 3896),
        Acronym("PRESEM", ("Planes de Respuesta Socioeconómica Municipal",), 1978),
        Acronym(
            "SDSN Youth",
            (
                "United Nations Sustainable Development Solutions Network-Youth",
                "Red de las Naciones Unidas de Soluciones para el Desarrollo Sostenible-Juventud",
            ),
            3908,
        ),
        Acronym("UN-HABITAT", ("United Nations Human Settlements Programme",), 3959),
        Acronym("WMO", ("World Meteorological Organization",), 3975),
    ],
)
def test_entries_of_the_real_report(real: dict[str, Acronym], entry: Acronym) -> None:
    assert real[entry.short] == entry


def test_the_counts_of_the_real_report(real: dict[str, Acronym]) -> None:
    """All 121 were compared by eye: the list has 105 entries, two of them twice; 14 are in the text as well."""
    blocks = blocks_of(REPORT.read_text(encoding="utf-8"))
    listed = {entry.short for entry in find_glossary([block for block in blocks if block.first_line >= 3748])}
    assert (len(real), len(listed)) == (121, 103)
    assert " ".join(sorted(set(real) - listed)) == (
        "BOS COE DTM ESG FLC GIG MPTFs NDC OSH PHC PRESEM RGs SERF SLAs UN DESA UNETE agencies integrated approach"
    )


def test_what_the_real_report_does_not_prove_stays_out(real: dict[str, Acronym]) -> None:
    assert {"2020", "RI", "CONANP", "IXIM", "UNDAF", "ACRONYMS", "AFORE"} & set(real) == set()


# Any blocks

WORDS = st.sampled_from(
    [
        "UN",
        "(UN)",
        "ALF",
        "(ALF)",
        "Arid",
        "Lands",
        "Fund",
        "for",
        "of",
        "-",
        "(",
        ")",
        "hereinafter",
        "-ALF-",
        "SIGLAS",
        "2030",
        "\t",
        ",",
    ]
)
TEXT = st.one_of(st.text(max_size=30), st.lists(WORDS, min_size=1, max_size=12).map(" ".join))
BLOCK = st.lists(st.tuples(TEXT, st.integers(1, 99)), min_size=1, max_size=4).map(Block)


@given(st.lists(BLOCK, max_size=12))
def test_any_blocks_are_read_and_each_short_form_comes_once_in_order(blocks: list[Block]) -> None:
    found = find_glossary(blocks)
    assert [entry.short for entry in found] == sorted({entry.short for entry in found})
    for entry in found:
        assert entry.long == tuple(dict.fromkeys(entry.long))
        assert entry.short.strip()
        assert all(long.strip() for long in entry.long)
        assert entry.line in {number for block in blocks for _, number in block.pieces}
