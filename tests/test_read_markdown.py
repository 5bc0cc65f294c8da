"""`unsqa read` shows the document whole: every word, escaped, with headings, figures, notes and what was left out."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from unsqa.reading.document import make_document
from unsqa.reading.escaping import escape
from unsqa.reading.markdown import list_dropped, to_markdown
from unsqa.reading.sources import split_lines
from unsqa.types import (
    Acronym,
    Document,
    Dropped,
    Figure,
    FigureRow,
    Footnote,
    Page,
    Report,
    Section,
)

# Blocks of the text, with the section each belongs to; None: a heading.
BLOCKS = (
    (None, "CHAPTER 1"),
    (None, "FISHING"),
    (None, "1.1 Boats"),
    ("boats", "In 2021 the crews1 repaired 31 boats * 2."),
    ("boats", "• nets_of_hemp [new]"),
    ("boats", "• ropes & sails"),
    (None, "STORY"),
    ("story", "“I mend nets,” says Ida."),
    ("panel", "Partners: Norvik Seed Agency"),
    ("panel", "Goals: 1 and 14"),
    ("figure", "FIGURE 1. CATCH"),
    ("figure", "Herring 12 7"),
    ("figure", "Cod 5 9"),
    ("figure", "3.5"),
    ("figure", "Caught at night"),
    ("notes", "1 Crews of the state."),
    ("notes", "2. A last word."),
)
REPORT = Report(id="norvik", title="Norvik #1", language="en", publisher="UN in Norvik", year=2021)

EXPECTED = """\
# Norvik \\#1

UN in Norvik, 2021

## Contents

- CHAPTER 1 FISHING (p. 7)
  - 1.1 Boats (p. 7)
    - STORY (about p. 8)
  - Catch of the year (about p. 8)
- Annex (about p. 8)

<!-- p. 7 -->

## CHAPTER 1 FISHING

### 1.1 Boats

*(the order of this part could not be told)*

In 2021 the crews[^1] repaired 31 boats \\* 2.

- nets_of_hemp \\[new\\]
- ropes & sails

*Agencies: FAO, ILO · SDGs: 1, 14 · Part of: PILLAR 2 · See: http://example.org/nets*

<!-- about p. 8 -->

#### STORY

> “I mend nets,” says Ida.

**Partners:** Norvik Seed Agency

**Goals:** 1 and 14

### Catch of the year

**FIGURE 1. CATCH**

|  | Herring season | Cod \\| season |
| --- | --- | --- |
| Herring | 12 | 7 |
| Cod | 5 | 9 |

*Unit: tonnes · Year: 2021 · Source: Port of Norvik · Page: about 8 · Proven: the values add up to the totals*

Values without labels: 3.5

> Caught at night

## Annex

2\\. word.

[^1]: 1 Crews of the state.

- Note note, whose mark was not found: A last

## Glossary

| Short form | Stands for | Where |
| --- | --- | --- |
| NSA | Norvik Seed Agency; Agencia de Semillas | line 9 |
"""


def lay_out(
    blocks: tuple[tuple[str | None, str], ...],
) -> tuple[str, dict[str, tuple[int, int]], list[tuple[int, int]]]:
    """Return the text, the span of each section, and the span of each block."""
    text, sections, spans = "", {}, []
    for name, words in blocks:
        text += "\n\n" if text else ""
        spans.append((len(text), len(text) + len(words)))
        text += words
        if name:
            sections[name] = (sections.get(name, spans[-1])[0], len(text))
    return text, sections, spans


@pytest.fixture
def document() -> Document:
    text, at, spans = lay_out(BLOCKS)
    text = text.replace("crews1", "crews ")
    chapter = ("CHAPTER 1. FISHING",)
    rows = tuple(
        FigureRow(label, values, tuple((0, 1) for _ in values))
        for label, values in (("Herring", ("12", "7")), ("Cod", ("5", "9")))
    )
    columns = ("Herring season", "Cod | season")
    source = "Port of Norvik"
    figure = Figure(
        "Figure 1", "FIGURE 1. CATCH", columns, rows, "tonnes", "2021", source, "sums", ("3.5",), *at["figure"]
    )
    attributes = {
        "agencies": ("FAO", "ILO"),
        "sdgs": (1, 14),
        "tags": ("PILLAR 2",),
        "addresses": ("http://example.org/nets",),
    }
    last = spans[-1][0] + 3
    return Document(
        report=REPORT,
        text=text,
        line_starts=tuple((start, number) for number, (start, _) in enumerate(spans, 1)),
        pages=(Page("7", True, 1, 6), Page("8", False, 7, len(spans))),
        sections=(
            Section((*chapter, "1.1 Boats"), *at["boats"], **attributes, doubtful=True),
            Section((*chapter, "1.1 Boats", "STORY"), *at["story"], kind="story"),
            Section((*chapter, "1.1 Boats", "STORY"), *at["panel"], kind="panel"),
            Section((*chapter, "Catch of the year"), *at["figure"], kind="figure"),
            Section(("Annex",), *at["notes"]),
        ),
        dropped=(),
        footnotes=(
            Footnote("1", *spans[-2], text.index("crews ") + 6),
            Footnote("*", last, last + 6, None),
        ),
        figures=(figure,),
        glossary=(Acronym("NSA", ("Norvik Seed Agency", "Agencia de Semillas"), 9),),
    )


def words_of(markdown: str) -> Counter[str]:
    """Return the words that a reader of the rendered Markdown sees, and its marks of headings, lists and quotes."""
    return Counter(re.sub(r"\\([\W_])|\[\^[\w-]+\]:?|[*|]", r"\1", markdown).split())


def test_a_document_of_every_kind_of_part(document: Document) -> None:
    assert to_markdown(document) == EXPECTED


def test_every_word_of_the_text_is_shown(document: Document) -> None:
    bullets = Counter({"•": document.text.count("•")})
    assert Counter(document.text.split()) - bullets - words_of(to_markdown(document)) == Counter()


def test_a_heading_that_stands_after_its_text_is_shown_once_and_before_it() -> None:
    blocks = (("a", "Wells were dug."), (None, "Water"), ("b", "Roads were built."), (None, "Water"))
    text, at, _ = lay_out(blocks)
    sections = (Section(("Water",), *at["a"]), Section(("Roads",), *at["b"]))
    document = Document(REPORT, text, ((0, 1),), (), sections, ())
    body = to_markdown(document).split("## Contents")[1]
    assert body == (
        "\n\n- Water\n- Roads\n- Water\n\n## Water\n\nWells were dug.\n\n## Roads\n\nRoads were built.\n\n## Water\n"
    )


def test_a_part_of_the_whole_chapter_does_not_repeat_the_headings_after_it() -> None:
    text, at, _ = lay_out(
        ((None, "Water"), (None, "Wells"), ("a", "Dug."), ("b", "For all."), (None, "Dams"), ("c", "Built."))
    )
    paths = (("Water", "Wells"), ("Water",), ("Water", "Dams"))
    sections = tuple(Section(path, *at[name]) for path, name in zip(paths, "abc", strict=True))
    body = to_markdown(Document(REPORT, text, ((0, 1),), (), sections, ())).split("## Contents\n\n")[1]
    assert body.split("\n\n")[1:] == ["## Water", "### Wells", "Dug.", "For all.", "### Dams", "Built.\n"]


def test_a_heading_that_no_path_knows_is_shown_at_the_level_of_its_neighbours() -> None:
    text, at, _ = lay_out(((None, "Water"), (None, "Well done"), ("a", "Wells were dug."), (None, "Area #")))
    document = Document(REPORT, text, ((0, 1),), (), (Section(("Water",), *at["a"]),), ())
    body = to_markdown(document).split("## Contents\n\n")[1]
    assert body.split("\n\n")[1:] == ["## Water", "## Well done", "Wells were dug.", "## Area \\#\n"]


def test_a_mark_that_comes_again_gets_a_name_of_its_own() -> None:
    text, at, spans = lay_out((("a", "One two."), ("a", "1 First."), ("a", "1 Second.")))
    notes = (Footnote("1", *spans[1], 3), Footnote("1", *spans[2], 7))
    document = Document(REPORT, text, ((0, 1),), (), (Section((), *at["a"]),), (), footnotes=notes)
    body = to_markdown(document).split("2021\n\n")[1]
    assert body == "One[^1] two[^1-2].\n\n[^1]: 1 First.\n\n[^1-2]: 1 Second.\n"


def test_a_figure_is_shown_as_a_table_where_it_stands() -> None:
    text, at, _ = lay_out((("a", "Wells 5"),))
    rows = (FigureRow("Wells", ("5",), ((6, 7),)),)
    figure = Figure("Table 2", "Water", (), rows, "", "", "", "layout", (), 0, 7)
    document = Document(REPORT, text, ((0, 1),), (), (Section((), *at["a"]),), (), figures=(figure,))
    assert to_markdown(document).split("2021\n\n")[1] == (
        "**Table 2. Water**\n\n|  | Value |\n| --- | --- |\n| Wells | 5 |\n\n"
        "*Proven: each value stands beside its label*\n"
    )


def test_a_figure_of_values_alone_claims_no_proof(document: Document) -> None:
    figure = replace(document.figures[0], rows=(), columns=(), unlabelled=("12", "7", "5", "9"))
    shown = to_markdown(replace(document, figures=(figure,)))
    assert (
        "Values without labels: 12 · 7 · 5 · 9\n\n> Herring 12 7\n>\n> Cod 5 9\n>\n> 3.5\n>\n> Caught at night" in shown
    )
    assert "Proven" not in shown


def test_a_file_of_which_all_was_left_out_is_shown_as_its_title_and_a_list() -> None:
    title = "# Norvik \\#1\n\nUN in Norvik, 2021\n"
    for text in ("_____\n\nhttps://example.org/a", ""):
        assert to_markdown(make_document(REPORT, split_lines(text))) == title
    assert to_markdown(make_document(REPORT, [])) == title


def test_a_heading_has_no_bullet() -> None:
    prose = "In 2021 the two agencies set up a shelter for people who came to the town of Norvik."
    document = make_document(REPORT, split_lines(f"• CLEAN WATER\n\n{prose}"))
    assert [line for line in to_markdown(document).splitlines() if "CLEAN" in line] == [
        "- CLEAN WATER",
        "## CLEAN WATER",
    ]


def test_a_heading_above_a_panel_of_its_chapter_is_shown_once_at_its_own_level() -> None:
    texts = ("ONE", "TWO", "Goals: 4", "THREE", "It rained.")
    starts = [0, 5, 10, 20, 27]
    document = Document(
        REPORT,
        "\n\n".join(texts),
        ((0, 1),),
        (Page("", False, 1, 9),),
        (
            Section(("ONE",), starts[2], starts[2] + len(texts[2]), kind="panel"),
            Section(("ONE", "TWO", "THREE"), starts[4], starts[4] + len(texts[4])),
        ),
        (),
    )
    shown = [line for line in to_markdown(document).splitlines() if line.startswith("#")]
    assert shown[2:] == ["## ONE", "### TWO", "#### THREE"]


def test_what_is_known_of_a_section_opens_no_page() -> None:
    text = "It rained.\n\nIt snowed."
    pages = (Page("3", True, 1, 1), Page("4", True, 2, 2))
    sections = (Section((), 0, len(text), addresses=("https://example.org/a",)),)
    shown = to_markdown(Document(REPORT, text, ((0, 1), (12, 2)), pages, sections, ()))
    assert [line for line in shown.splitlines() if line.startswith("<!--")] == ["<!-- p. 3 -->", "<!-- p. 4 -->"]


def test_a_document_without_anything_is_its_title() -> None:
    assert to_markdown(Document(Report("x", "Empty", "en"), "", (), (), (), ())) == "# Empty\n"


# What was left out


def test_what_was_left_out_is_listed_by_reason_with_five_examples() -> None:
    numbers = [Dropped(line, f"{line}{line}", "page number") for line in range(1, 8)]
    headers = [Dropped(9, "E/2025/1\t*", "running header"), Dropped(12, "M A P", "letters spaced out", "MAP")]
    document = Document(REPORT, "", (), (), (), (headers[1], *numbers, headers[0]))
    assert list_dropped(document) == (
        "Left out: 9\n\n## page number: 7\n\n- line 1: 11\n- line 2: 22\n- line 3: 33\n- line 4: 44\n- line 5: 55\n"
        "- and 2 more\n\n## letters spaced out: 1\n\n- line 12: M A P (instead: MAP)\n\n"
        "## running header: 1\n\n- line 9: E/2025/1 \\*\n"
    )


def test_a_long_piece_is_clipped() -> None:
    document = Document(REPORT, "", (), (), (), (Dropped(3, "word " * 40, "address"),))
    assert list_dropped(document) == f"Left out: 1\n\n## address: 1\n\n- line 3: {('word ' * 20).strip()} …\n"


def test_nothing_left_out_is_said() -> None:
    assert list_dropped(Document(REPORT, "Text", (), (), (), ())) == "Nothing was left out.\n"


# Any text

ANY = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=25)
NASTY = st.lists(
    st.sampled_from(
        [
            "*",
            "_",
            "`",
            "[",
            "]",
            "<",
            ">",
            "#",
            "|",
            "\\",
            "~",
            "&",
            "-",
            "+",
            "1.",
            ")",
            "!",
            "=",
            "a",
            "b_c",
            "&amp;",
            "[^1]",
            "<b>",
            "~~~",
            "```",
            "---",
            "http://a.b/c_d",
            "$",
        ]
    ),
    max_size=8,
).map(" ".join)
WORDS = st.one_of(ANY, NASTY).map(lambda text: " ".join(text.split())).filter(bool)


@given(WORDS)
def test_escaped_text_renders_as_printed(text: str) -> None:
    rendered = MarkdownIt("gfm-like", {"linkify": False}).parse(f"{escape(text)}\n")
    assert [token.type for token in rendered] == ["paragraph_open", "inline", "paragraph_close"]
    children = rendered[1].children or []
    assert {child.type for child in children} <= {"text", "text_special"}
    assert "".join(child.content for child in children).split() == text.split()


@st.composite
def documents(draw: st.DrawFn) -> Document:
    kinds = st.sampled_from(["text", "story", "box", "panel", "figure"])
    blocks = draw(st.lists(st.tuples(st.sampled_from([None, "a", "b", "c", "d"]), WORDS), max_size=10))
    named = [
        (f"{name}{n}" if draw(st.booleans()) else name, words) if name else (None, words)
        for n, (name, words) in enumerate(blocks)
    ]
    joined: list[tuple[str | None, str]] = []
    for name, words in named:  # a section is one run of blocks
        joined.append((f"{name}/{len(joined)}" if name and (not joined or joined[-1][0] != name) else name, words))
    text, at, spans = lay_out(tuple(joined))
    titles = st.lists(st.sampled_from(["Water", "Roads", *(words for _, words in blocks)]), max_size=3)
    sections = tuple(Section(tuple(draw(titles)), start, end, kind=draw(kinds)) for start, end in sorted(at.values()))
    figures = tuple(
        Figure("Figure 1", text[start:end], (), (), "", "", "", "order", (), start, end) for start, end in spans[1:3]
    )
    note = [Footnote("1", *span, draw(st.none() | st.integers(0, len(text)))) for span in spans[-1:]]
    return Document(
        REPORT, text, ((0, 1),), (Page("3-4", False, 1, 9),), sections, (), footnotes=tuple(note), figures=figures
    )


@given(documents())
def test_no_word_of_any_document_is_lost(document: Document) -> None:
    bullets = dict.fromkeys("•◦▪‣·●○■", len(document.text))
    assert Counter(document.text.split()) - Counter(bullets) - words_of(to_markdown(document)) == Counter()
