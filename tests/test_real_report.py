"""The invariants of docs/architecture.md over the whole of the first report."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from unsqa.reading.corpus import hash_corpus, read_corpus
from unsqa.reading.passages import make_passages

CORPUS = Path(__file__).parents[1] / "corpus"
REPORT = CORPUS / "un-mexico-2020"
DIGEST = "c8d034def9cc4d077ca35e46d462352d594040f197fe517d1750971839276d2b"

SUPPORT = "CHAPTER 2. UNS support to national development priorities through the Cooperation Framework"
PRIORITIES = "2.2. PRIORITIES, OUTCOMES AND OUTPUTS OF THE COOPERATION FRAMEWORK"
PARTNERSHIPS = "2.4. PARTNERSHIPS AND FINANCING FOR THE 2030 AGENDA"
TOGETHER = "2.5. RESULTS OF THE UNS WORKING TOGETHER MORE AND BETTER: COHERENCE, EFFECTIVENESS, AND EFFICIENCY"
EQUALITY = "STRATEGIC PRIORITY 1. EQUALITY AND INCLUSION"
PROSPERITY = "STRATEGIC PRIORITY 2. PROSPERITY AND INNOVATION"
GREEN = "STRATEGIC PRIORITY 3. GREEN ECONOMY AND CLIMATE CHANGE"
PEACE = "STRATEGIC PRIORITY 4. PEACE, JUSTICE AND RULE OF LAW"
HEALTH = (
    "OUTCOME 2. Full exercise of rights to health, education, culture, housing, food, social protection, "
    "access to universal services, and a comprehensive quality care system."
)
WORK = "OUTCOME 5. Decent-work programs to address the needs of the labour market."
RIGHTS = "OUTCOME 10. Promotion, protection and respect for full exercise of human rights, as well as access to justice"

# How a passage begins -> the headings over it and the lines it is from.
BEGINNINGS = {
    "2020 will go down in history as one": (("Foreword by the Resident Coordinator",), (1, 11)),
    "In 2020, the UNS in Mexico comprises 29 agencies": ((), (78, 105)),
    "Even before the COVID-19 pandemic struck": (
        ("CHAPTER 1. Main national and regional trends", "PROGRESS MADE TOWARDS THE SDGS"),
        (157, 169),
    ),
    "Preliminary ECLAC estimates predicted": (
        (
            "CHAPTER 1. Main national and regional trends",
            "PROSPERITY: PRODUCTIVE AND LABOUR SECTOR CHALLENGES AIMED AT BETTER RECOVERY",
        ),
        (331, 376),
    ),
    "At their 2018 General Assembly": ((SUPPORT,), (610, 624)),
    "This strategic priority seeks to end poverty": ((SUPPORT, PRIORITIES, EQUALITY), (914, 921)),
    "Investment in care policies generates": (
        (SUPPORT, PRIORITIES, EQUALITY, HEALTH, "NATIONAL CARE SYSTEM"),
        (938, 961),
    ),
    "During the pandemic, many migrant and refugee shelters": (
        (SUPPORT, PRIORITIES, EQUALITY, HEALTH, "PRIMARY CARE IN SHELTERS DURING COVID-19"),
        (1150, 1173),
    ),
    "The UNS, through the Vision Zero initiative": (
        (SUPPORT, PRIORITIES, PROSPERITY, WORK, "OCCUPATIONAL HEALTH AND SAFETY"),
        (1621, 1637),
    ),
    "This area focuses on the need to shift": ((SUPPORT, PRIORITIES, GREEN), (1698, 1703)),
    "This strategic priority seeks to promote peaceful": ((SUPPORT, PRIORITIES, PEACE), (2048, 2052)),
    "In Mexico, criminalization, threats": (
        (
            SUPPORT,
            PRIORITIES,
            PEACE,
            RIGHTS,
            "PROTECTION OF FREEDOM OF EXPRESSION AND FREEDOM OF THE PRESS",
        ),
        (2227, 2248),
    ),
    "The COVID-19 pandemic is a global health emergency": (
        (SUPPORT, "2.3 COVID-19 INSTITUTIONAL AND HUMANITARIAN ASSISTANCE"),
        (2376, 2386),
    ),
    "In September 2020, Mexico launched the first sovereign bond": (
        (SUPPORT, PARTNERSHIPS, "PARTNERSHIPS FOR CATALYZING SUSTAINABLE DEVELOPMENT FUNDING"),
        (2865, 2878),
    ),
    "“People are now listening to young people.": (
        (SUPPORT, TOGETHER, "COMMUNICATING TOGETHER", "STORY"),
        (3186, 3200),
    ),
    "2021 will be a year of challenges.": (("CHAPTER 3. UNS priorities for 2021",), (3597, 3607)),
}

# Words cut at a line end, over a blank line, before a capital, with a hyphen of their own -> the lines they are from.
CUT_WORDS = {
    "through assisting": (9, 10),
    "South-South,": (51, 52),
    "there are significant differences": (279, 280),
    "labour market": (525, 527),
    "COMAR": (567, 568),
    "GISAMAC": (1137, 1138),
    "decision-making": (1140, 1141),
    "urban-regional": (1342, 1343),
    "on-site": (1495, 1496),
    "ecosystem": (1857, 1859),
    "non-repetition": (2243, 2244),
    "2020-2022": (2540, 2541),
    "non-financial": (2689, 2690),
    "anti-corruption": (2751, 2752),
    "ECOFILM": (2794, 2795),
    "multi-sector": (3355, 3356),
    "COVID-19.": (3632, 3633),
}

PAGE_NUMBERS = {
    722: "2424",
    759: "2525",
    1030: "30 31",
    1692: "3939",
    1899: "4343",
    1926: "4343",
    2162: "47",
    2166: "48 4948",
    2238: "4949",
    2607: "5757",
    2801: "6161",
    3588: "74 75",
    3592: "76 77",
    3747: "7878",
}


@pytest.fixture(scope="module")
def document():
    corpus = read_corpus(CORPUS)
    assert corpus.skipped == ()
    return {document.id: document for document in corpus.documents}[REPORT.name]


@pytest.fixture(scope="module")
def passages(document):
    return make_passages(document)


@pytest.fixture(scope="module")
def source():
    """Read the source file's lines by their number, without unsqa."""
    return dict(enumerate((REPORT / "report.txt").read_text(encoding="utf-8").split("\n"), 1))


def characters(text):
    """Return the text without its blanks, by which the source and the document are compared."""
    return "".join(text.split())


def pieces(document):
    """Return the document's text as (source line, text), cut where a line begins."""
    bounds = [*(offset for offset, _ in document.line_starts), len(document.text)]
    return [
        (line, document.text[start:end]) for (start, line), end in zip(document.line_starts, bounds[1:], strict=True)
    ]


def test_the_report_is_as_it_was_extracted():
    assert hash_corpus(CORPUS)["un-mexico-2020/report.txt"] == DIGEST


def test_every_character_of_the_text_is_from_a_line_of_the_source(document, source):
    assert document.line_starts[0][0] == 0
    offsets = [offset for offset, _ in document.line_starts]
    assert offsets == sorted(set(offsets))
    assert {line for _, line in document.line_starts} - set(source) == set()


def test_every_character_of_the_source_is_in_the_text_or_among_what_was_left_out_and_nothing_else_is(document, source):
    found = {line: Counter() for line in source}
    for line, text in pieces(document):
        found[line] += Counter(characters(text))
    for dropped in document.dropped:
        found[dropped.line] += Counter(characters(dropped.text))
        found[dropped.line] -= Counter(characters(dropped.instead))
    assert [(line, found[line]) for line in source if found[line] != Counter(characters(source[line]))] == []


def test_what_is_left_out_is_named_with_its_reason(document):
    by_reason = {}
    for dropped in document.dropped:
        by_reason.setdefault(dropped.reason, {})[dropped.line] = dropped.text
    hyphens, addresses = by_reason.pop("hyphen at a line end"), by_reason.pop("address")
    assert set(hyphens.values()) == {"-"}
    assert [text for text in addresses.values() if not re.fullmatch(r"https?://\S+", text)] == []
    assert by_reason == {
        "page number": PAGE_NUMBERS,
        "footnote mark": dict(zip((83, 180, 504, 813, 817, 818, 2522, 2995, 3483), "123456789", strict=True)),
        "printed twice": {1883: "4.5%", 1886: "0.5%", 1892: "of GDP", 3113: "83%", 3116: "19", 3119: "7"},
        "opening quote used as a closing one": dict.fromkeys((1525, 1742, 1828, 1947, 1969, 2187, 2773, 3171), "“"),
        "stray colon": {970: ":", 982: ":"},
    }


def test_every_address_and_every_page_number_of_the_source_is_left_out(document, source):
    addresses = {line for line, text in source.items() if re.match(r"\s*(https?://|www\.)", text)}
    assert {dropped.line for dropped in document.dropped if dropped.reason == "address"} == addresses
    gone = {dropped.line for dropped in document.dropped if dropped.reason in ("address", "page number")}
    assert gone & {line for _, line in document.line_starts} == set()


def test_passages_are_verbatim_in_order_and_do_not_overlap(document, passages):
    assert [document.text[passage.start : passage.end] for passage in passages] == [
        passage.text for passage in passages
    ]
    bounds = [at for passage in passages for at in (passage.start, passage.end)]
    assert bounds == sorted(set(bounds))


def test_passages_lie_within_a_section_and_cover_all_of_it(document, passages):
    covered = {}
    for passage in passages:
        assert passage.section.start <= passage.start < passage.end <= passage.section.end
        covered.setdefault(passage.section.start, []).append(passage.text)
    assert {start: characters("".join(texts)) for start, texts in covered.items()} == {
        section.start: characters(document.text[section.start : section.end]) for section in document.sections
    }


def test_all_text_that_is_no_heading_is_in_a_passage(document, passages):
    ends = [0, *(passage.end for passage in passages)]
    starts = [*(passage.start for passage in passages), len(document.text)]
    outside = [document.text[end:start].split("\n\n") for end, start in zip(ends, starts, strict=True)]
    left_over = {block.strip(" •") for blocks in outside for block in blocks} - {""}
    headings = " / ".join(heading for passage in passages for heading in passage.section.headings)
    # One heading has no text of its own: the next one stands right below it.
    assert sorted(block for block in left_over if block not in headings) == ["MONITORING AND EVALUATION"]


def test_sentences_cover_every_word_of_their_passage_in_order(document, passages):
    for passage in passages:
        spans = passage.sentences
        assert (spans[0][0], spans[-1][1]) == (passage.start, passage.end)
        assert [at for span in spans for at in span] == sorted(at for span in spans for at in span)
        assert " ".join(document.text[start:end] for start, end in spans).split() == passage.text.split()


def test_passages_have_at_most_180_words_and_a_scrap(passages):
    assert [passage.id for passage in passages if len(passage.text.split()) > 180 + 24] == []


def test_no_address_and_no_page_number_stands_in_a_passage(document, passages):
    assert [passage.id for passage in passages if re.search(r"https?://|www\.", passage.text)] == []
    numbers = set(PAGE_NUMBERS)
    lines = {line for passage in passages for line, _ in pieces(document)}
    assert lines & numbers == set()


@pytest.mark.parametrize(("word", "lines"), CUT_WORDS.items(), ids=CUT_WORDS)
def test_a_word_cut_at_a_line_end_is_whole(document, word, lines):
    found = [document.lines_of(*match.span()) for match in re.finditer(re.escape(word), document.text)]
    assert [place for place in found if place == lines] == [lines]


def test_no_hyphen_at_a_line_end_stays_but_those_that_belong_to_a_word(document):
    stay = [line for line, text in pieces(document) if text.rstrip().endswith("-")]
    assert stay == [447, 2540, 3013]  # sub-components, 2020-2022, 2018-2021


@pytest.mark.parametrize(("words", "place"), BEGINNINGS.items(), ids=BEGINNINGS)
def test_a_passage_begins_where_its_section_does_and_knows_the_headings_over_it(document, passages, words, place):
    found = [passage for passage in passages if passage.text.startswith(words)]
    assert [(passage.section.headings, document.lines_of(passage.start, passage.end)) for passage in found] == [place]


def test_the_agencies_of_a_result_are_those_named_under_it(document):
    named = {section.headings[-1]: section.agencies for section in document.sections if section.headings}
    assert {heading: named[heading] for heading in AGENCIES} == AGENCIES


AGENCIES = {
    "SOCIAL PROTECTION FOR DOMESTIC WORKERS": ("FAO", "ILO", "UN Women"),
    "PRIMARY CARE IN SHELTERS DURING COVID-19": ("IOM", "PAHO/WHO", "UNHCR", "UNICEF"),
    "URBAN-REGIONAL PLANNING AND TERRITORIAL ADVANTAGES": ("UN-HABITAT", "UNIDO"),
    "OCCUPATIONAL HEALTH AND SAFETY": ("ILO",),
    "UNITED NATIONS VOLUNTEERS": ("UN Volunteers",),
    "2020 RESULTS": (),
}


def test_each_value_of_a_figure_stands_in_the_text_at_its_place(document):
    cells = [
        (value, document.text[start:end])
        for figure in document.figures
        for row in figure.rows
        for value, (start, end) in zip(row.values, row.spans, strict=True)
    ]
    assert [cell for cell in cells if cell[0] not in cell[1]] == []


def test_a_reading_states_no_number_that_its_figure_does_not(document, passages):
    invented = []
    for passage in passages:
        for reading in passage.readings:
            figure = next(found for found in document.figures if found.start <= reading.start < found.end)
            place = f"{figure.name} {figure.title} {figure.year} {document.page_at(figure.start).label}"
            known = set(re.findall(r"\d+", f"{document.text[figure.start : figure.end]} {place}"))
            said = set(re.findall(r"\d+", reading.text))
            invented += [(reading.text, number) for number in sorted(said - known)]
    assert invented == []


def test_sources_and_counterparts_are_not_taken_for_agencies(document):
    named = {section.headings[-1]: section.agencies for section in document.sections if section.headings}
    peace = "PEACE: A DEMOCRACY UNDERGOING CONSOLIDATION WITH STRUCTURAL CHALLENGES TO ITS RULE OF LAW"
    assert (named[peace], named["KEY PARTNERSHIPS: SPOTLIGHT"]) == (
        (),
        ("OHCHR", "UN Women", "UNDP", "UNFPA", "UNICEF", "UNODC"),
    )


def test_stories_are_told_from_the_results_around_them(document):
    stories = [
        document.lines_of(section.start, section.end) for section in document.sections if section.kind == "story"
    ]
    assert [first for first, _ in stories] == [1095, 1103, 1561, 1689, 1895, 2215, 3186, 3204]


def test_ids_are_unique_and_the_same_on_a_second_read(passages):
    ids = [passage.id for passage in passages]
    assert sorted(set(ids)) == sorted(ids)
    again = {document.id: document for document in read_corpus(CORPUS).documents}[REPORT.name]
    assert make_passages(again) == passages


def test_ids_do_not_shift_when_another_part_of_the_report_changes(passages, tmp_path):
    folder = tmp_path / REPORT.name
    folder.mkdir()
    text = (REPORT / "report.txt").read_text(encoding="utf-8")
    before = "Taking into account that"
    assert text.count(before) == 1
    (folder / "report.txt").write_text(text.replace(before, "We know, and know well, that"), encoding="utf-8")
    (folder / "report.toml").write_bytes((REPORT / "report.toml").read_bytes())
    changed = make_passages(read_corpus(tmp_path).documents[0])
    gone = {passage.id for passage in passages} - {passage.id for passage in changed}
    assert gone == {passage.id for passage in passages if passage.text.startswith(before)}
    assert len(changed) == len(passages)


def test_page_labels_never_fall(document):
    spans = [tuple(map(int, page.label.split("-"))) for page in document.pages]
    assert [span[0] for span in spans] == sorted(span[0] for span in spans)
    assert [span[-1] for span in spans] == sorted(span[-1] for span in spans)


def test_pages_follow_one_another_from_the_first_line_to_the_last(document, source):
    assert [page.first_line for page in document.pages] == [1, *(page.last_line + 1 for page in document.pages[:-1])]
    assert document.pages[-1].last_line == max(source)


@pytest.mark.parametrize(
    ("line", "label"),
    [
        (705, "24-25"),
        (1054, "30-31"),
        (1690, "39"),
        (1895, "43"),
        (2142, "47-49"),
        (2248, "47-49"),
        (2597, "57"),
        (2500, "57"),
        (2785, "61"),
        (3597, "74-77"),
        (3736, "78"),
    ],
)
def test_text_on_a_page_that_shows_its_number_is_cited_with_it(document, line, label):
    offset = next(offset for offset, number in document.line_starts if number == line)
    page = document.page_at(offset)
    assert (page.label, page.printed) == (label, True)


def test_a_page_begins_at_each_page_break_of_the_source_and_nowhere_else(document):
    # Lines with a leading blank that go on with a page: labels of figures and panels, a footnote, a source line.
    assert [page.first_line for page in document.pages] == [
        1, 78, 87, 152, 202, 261, 367, 407, 453, 500, 557, 605, 663, 760, 859, 914, 1093, 1128, 1315, 1405, 1490, 1514,
        1616, 1698, 1779, 1818, 1893, 1934, 2048, 2128, 2253, 2334, 2407, 2497, 2613, 2720, 2811, 2862, 2922, 3083,
        3182, 3219, 3323, 3467, 3477, 3572, 3689, 3748, 3864,
    ]  # fmt: skip
