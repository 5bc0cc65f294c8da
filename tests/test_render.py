"""An answer as HTML: nothing unescaped, every number leads to its quote, and the marked words are the quote.

The HTML is read back with html.parser and compared with what was put in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from html.parser import HTMLParser

import pytest

from unsqa.browsing.addresses import address_of, question_address
from unsqa.exporting.plain import answer_as_text
from unsqa.exporting.references import STYLES, reference
from unsqa.types import (
    Answer,
    Citation,
    Document,
    Figure,
    FigureRow,
    Hit,
    Page,
    Passage,
    Query,
    Quote,
    Refusal,
    Report,
    Section,
    Sentence,
    Unmet,
)
from unsqa.types.answer import Filters
from unsqa.web.render import answer_html, notice_html, question_html, related_html
from unsqa.web.strings import tell
from unsqa.web.why import why_html

NASTY = (
    "</p></div></details></mark><script>alert('x')</script><img src=x onerror=alert(1)> "
    "**bold** [link](javascript:alert(1)) `code` # $\\frac{1}{2}$ \"double\" 'single' & &amp; &lt;b&gt; {0} {name} %s"
)
TITLE, HEADING, AGENCY = (f"{name} {NASTY}" for name in ("Title", "Heading", "Agency"))
FIRST, SECOND, THIRD = (f"{name} {NASTY}." for name in ("First", "Second", "Third"))


@dataclass
class Element:
    """An element as it was read: its text is all within it but tooltips, `language` the one in force."""

    tag: str
    attributes: dict[str, str]
    language: str
    text: str = ""


class Elements(HTMLParser):
    """Reads HTML into its elements, in order; HTML that is not well nested fails."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.spoken: list[tuple[str, str]] = []  # (language in force, text) of each run of text
        self._open: list[Element] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        above = self._open[-1].language if self._open else ""
        self._open.append(Element(tag, dict(attrs), dict(attrs).get("lang", above)))
        self.elements.append(self._open[-1])

    def handle_endtag(self, tag):
        assert self._open.pop().tag == tag

    def handle_data(self, data):
        self.spoken.append((self._open[-1].language, data))
        for element in reversed(self._open):
            element.text += data
            if element.attributes.get("class") == "unsqa-tip":
                break

    def handle_comment(self, data):
        pytest.fail(f"a comment: {data}")

    @property
    def tags(self):
        return {element.tag for element in self.elements}

    @property
    def attributes(self):
        return {name for element in self.elements for name in element.attributes}

    def texts(self, name):
        """Return the texts of the elements with this tag or class, in order."""
        return [e.text for e in self.elements if name in (e.tag, e.attributes.get("class"))]

    @property
    def numbers(self):
        """The links in the sentences, not those into the report."""
        return [e for e in self.elements if e.tag == "a" and e.attributes["href"].startswith("#")]

    def values(self, tag, attribute):
        return [e.attributes[attribute] for e in self.elements if e.tag == tag and attribute in e.attributes]


def make_passage(texts, *, document="r", headings=(), agencies=()):
    """Return a passage of these sentences, starting at offset 100 of its document."""
    spans, at = [], 100
    for text in texts:
        spans.append((at, at + len(text)))
        at += len(text) + 1
    whole = " ".join(texts)
    section = Section(headings, 100, 100 + len(whole), agencies)
    return Passage(f"{document}/1", document, section, 100, 100 + len(whole), whole, tuple(spans))


def make_document(identity="r", language="en", title=TITLE):
    page = Page("7", printed=True, first_line=1, last_line=9999)
    return Document(Report(identity, title, language), "", ((0, 3),), (page,), (), ())


def cite(number, passage, rows, title=TITLE):
    """Return a citation of the passage's sentences from the first row to the last."""
    quote = Quote(passage, passage.sentences[rows[0]][0], passage.sentences[rows[-1]][1], 0.5)
    return Citation(number, quote, title, Page("7", printed=True, first_line=1, last_line=9999), (3, 5))


def make_answer(citations=(), sentences=(), hits=(), refusal=None, query=None):
    return Answer("Who?", query or Query("Who?", "en"), tuple(sentences), tuple(citations), hits, refusal, 1, 5)


NASTY_PASSAGE = make_passage([FIRST, SECOND, THIRD], headings=("Outer", HEADING), agencies=(AGENCY, "FAO"))
DOCUMENTS = {"r": make_document()}
HITS = (Hit(NASTY_PASSAGE, 1.0, (), 0.5, (0.1, 0.2, 0.3)),)
ANSWER = make_answer(
    [cite(1, NASTY_PASSAGE, [1]), cite(2, NASTY_PASSAGE, [2])],
    [Sentence(SECOND, 1), Sentence(THIRD, 2)],
    query=Query(NASTY, "en", from_history=True),
)
REFUSED = make_answer(hits=HITS, refusal=Refusal("not found", NASTY), query=Query(NASTY, "en", from_history=True))
MARKED = {**DOCUMENTS, "r": make_document(language='"><script>')}


def test_a_question_is_shown_as_it_was_typed():
    expected = [Element("p", {"class": "unsqa-question"}, "", NASTY)]
    assert Elements(question_html(NASTY)).elements == expected


def test_a_notice_is_shown_as_it_is_and_read_out_at_once():
    expected = [Element("p", {"class": "unsqa-notice", "role": "alert"}, "", NASTY)]
    assert Elements(notice_html(NASTY)).elements == expected


@pytest.mark.parametrize("documents", [DOCUMENTS, MARKED], ids=["plain language", "markup as language"])
def test_no_text_of_an_answer_becomes_a_tag_or_an_attribute(documents):
    found = Elements(answer_html(ANSWER, documents, "0"))
    assert found.tags == {"div", "p", "sup", "a", "q", "details", "summary", "span", "mark", "button"}
    assert found.attributes == {
        *("class", "lang", "href", "aria-label", "aria-hidden", "aria-describedby", "id", "role", "type"),
        *("data-copy", "data-copy-address", "target", "rel"),
    }
    assert {element.attributes["lang"] for element in found.elements if "lang" in element.attributes} == {
        documents["r"].report.language,
        "en",
    }


def test_every_text_of_an_answer_reads_as_it_was_given():
    found = Elements(answer_html(ANSWER, DOCUMENTS, "0"))
    names = ("sentences", "title", "place", "path", "passage", "agencies", "query")
    assert {name: found.texts(f"unsqa-{name}") for name in names} == {
        "sentences": [f"{SECOND}1 {THIRD}2"],
        "title": [HEADING] * 2,
        "place": ["p. 7, lines 3-5"] * 2,
        "path": [f"{TITLE} › Outer › {HEADING}"] * 2,
        "passage": [f"{FIRST} {SECOND} {THIRD}"] * 2,
        "agencies": [f"Agencies named in this section: {AGENCY}, FAO"] * 2,
        "query": [f"Searched for: {NASTY}"],
    }


def test_a_refusal_reads_as_it_was_given_and_cites_nothing():
    found = Elements(answer_html(REFUSED, DOCUMENTS, "0"))
    assert found.texts("sup") == found.texts("mark") == []
    names = ("reason", "searched", "nearest", "title", "place", "passage", "query")
    assert {name: found.texts(f"unsqa-{name}") for name in names} == {
        "reason": [NASTY],
        "searched": ["Searched: all 5 passages of the report."],
        "nearest": ["The nearest sections (they do not answer the question):"],
        "title": [HEADING],
        "place": ["p. 7, line 3"],
        "passage": [f"{FIRST} {SECOND} {THIRD}"],
        "query": [f"Searched for: {NASTY}"],
    }


def test_a_refusal_shows_at_most_three_sections_and_none_without_hits():
    for n_hits, n_shown in ((0, 0), (2, 2), (5, 3)):
        found = Elements(answer_html(replace(REFUSED, hits=HITS * n_hits), DOCUMENTS, "0"))
        assert len(found.texts("unsqa-near")) == n_shown
        assert len(found.texts("unsqa-nearest")) == (1 if n_shown else 0)


def test_every_number_leads_to_the_mark_of_its_own_quote():
    found = Elements(answer_html(ANSWER, DOCUMENTS, "0"))
    targets = dict(zip(found.values("mark", "id"), found.texts("mark"), strict=True))
    links = [(link.attributes["href"], link.text) for link in found.numbers]
    assert [(targets[href.removeprefix("#")], text) for href, text in links] == [(SECOND, "1"), (THIRD, "2")]
    assert found.texts("sup") == found.texts("unsqa-number") == ["1", "2"]


def test_every_number_is_described_by_its_quote_and_place():
    found = Elements(answer_html(ANSWER, DOCUMENTS, "0"))
    tips = {e.attributes["id"]: e.text for e in found.elements if e.attributes.get("role") == "tooltip"}
    where = f"{HEADING}, p. 7, lines 3-5"
    assert [tips[link.attributes["aria-describedby"]] for link in found.numbers] == [
        f"{SECOND} {where}",
        f"{THIRD} {where}",
    ]


def test_every_source_can_be_opened_in_the_report_and_cited_in_each_style():
    found = Elements(answer_html(ANSWER, DOCUMENTS, "0"))
    links = [(e.attributes["href"], e.attributes["target"]) for e in found.elements if "target" in e.attributes]
    assert links == [(address_of("r", (3, 5), text), "_blank") for text in (SECOND, THIRD)]
    copied = [e.attributes["data-copy"] for e in found.elements if "data-copy" in e.attributes]
    references = [
        reference(citation, DOCUMENTS["r"].report, style, "en") for citation in ANSWER.citations for style in STYLES
    ]
    assert copied == [*references, answer_as_text(ANSWER, DOCUMENTS, "en")]
    assert found.values("button", "data-copy-address") == [question_address(NASTY)]


def test_sentences_of_one_quote_lead_to_one_mark():
    answer = make_answer([cite(1, NASTY_PASSAGE, [0, 1])], [Sentence(FIRST, 1), Sentence(SECOND, 1)])
    found = Elements(answer_html(answer, DOCUMENTS, "0"))
    assert [link.attributes["href"] for link in found.numbers] == ["#" + found.values("mark", "id")[0]] * 2
    assert found.texts("mark") == [f"{FIRST} {SECOND}"]


@pytest.mark.parametrize(("rows", "marked"), [([0], FIRST), ([2], THIRD), ([0, 2], f"{FIRST} {SECOND} {THIRD}")])
def test_the_marked_words_are_exactly_the_quote(rows, marked):
    answer = make_answer([cite(1, NASTY_PASSAGE, rows)], [Sentence(marked, 1)])
    found = Elements(answer_html(answer, DOCUMENTS, "0"))
    assert found.texts("mark") == [marked]
    assert found.texts("unsqa-passage") == [f"{FIRST} {SECOND} {THIRD}"]


def test_the_lines_of_a_passage_stay_apart():
    passage = make_passage(["One\n\ntwo. ", "  Three\nfour."])
    answer = make_answer([cite(1, passage, [0])], [Sentence("One\n\ntwo. ", 1)])
    assert Elements(answer_html(answer, DOCUMENTS, "0")).texts("unsqa-passage") == ["One\n\ntwo.    Three\nfour."]


def test_anchors_of_one_turn_are_not_those_of_another():
    answer = make_answer([cite(number, NASTY_PASSAGE, [0]) for number in range(1, 12)], [Sentence(FIRST, 11)])
    anchors = [Elements(answer_html(answer, DOCUMENTS, key)).values("mark", "id") for key in ("0", "1", "11")]
    together = [anchor for of_turn in anchors for anchor in of_turn]
    assert (len(together), len(set(together))) == (33, 33)


def test_a_passage_without_headings_is_titled_by_its_report():
    answer = make_answer([cite(1, make_passage([FIRST]), [0])], [Sentence(FIRST, 1)])
    found = Elements(answer_html(answer, DOCUMENTS, "0"))
    assert (found.texts("unsqa-title"), found.texts("unsqa-path")) == ([TITLE], [TITLE])


def test_agencies_that_the_passage_names_itself_are_not_repeated():
    passage = make_passage(["Wells were dug.", "FAO, ILO"], agencies=("FAO", "ILO"))
    answer = make_answer([cite(1, passage, [0])], [Sentence("Wells were dug.", 1)])
    assert Elements(answer_html(answer, DOCUMENTS, "0")).texts("unsqa-agencies") == []


def test_what_was_searched_is_said_only_when_it_is_not_what_was_asked():
    answer = replace(ANSWER, query=Query("Who?", "en"))
    assert Elements(answer_html(answer, DOCUMENTS, "0")).texts("unsqa-query") == []


def test_filters_and_preferences_are_said_with_answer_and_refusal():
    query = Query(NASTY, "en", preferences=(AGENCY, "SDG 5"))
    filters = Filters(agencies=(AGENCY,), kinds=("story", "box"))
    for answer in (replace(ANSWER, query=query, filters=filters), replace(REFUSED, query=query, filters=filters)):
        found = Elements(answer_html(answer, DOCUMENTS, "0"))
        assert found.texts("unsqa-query") == [
            f"Only: agency {AGENCY}; kind story or box",
            f"Preferred: {AGENCY}, SDG 5",
        ]


def test_what_was_searched_is_left_out_where_filters_left_nothing():
    answer = replace(REFUSED, hits=(), filters=Filters(kinds=("box",)), n_passages=0)
    found = Elements(answer_html(answer, DOCUMENTS, "0"))
    assert (found.texts("unsqa-reason"), found.texts("unsqa-searched")) == ([NASTY], [])


def test_a_spanish_question_gets_spanish_words_around_the_quotes():
    spanish = Query("¿Quién? ¿Y cuándo?", "es", from_history=True)
    found = Elements(answer_html(replace(ANSWER, query=spanish), DOCUMENTS, "0"))
    assert found.texts("unsqa-place") == ["p. 7, líneas 3-5"] * 2
    assert found.texts("unsqa-query") == ["Se buscó: ¿Quién? ¿Y cuándo?"]
    assert found.texts("unsqa-agencies") == [f"Agencias nombradas en esta sección: {AGENCY}, FAO"] * 2


def test_each_sentence_is_marked_with_the_language_of_its_own_report():
    documents = {"r": make_document("r", "en"), "s": make_document("s", "es")}
    english, spanish = make_passage(["Wells were dug."]), make_passage(["Se cavaron pozos."], document="s")
    citations = [cite(1, english, [0]), cite(2, spanish, [0])]
    answer = make_answer(citations, [Sentence("Wells were dug.", 1), Sentence("Se cavaron pozos.", 2)])
    spoken = Elements(answer_html(answer, documents, "0")).spoken
    found = [(language, text.strip()) for language, text in spoken if text.strip() in (english.text, spanish.text)]
    # each once among the sentences, once in the tooltip of its number and once in the passage below
    assert sorted(found) == [("en", "Wells were dug.")] * 3 + [("es", "Se cavaron pozos.")] * 3


def test_a_spanish_question_gets_its_numbers_read_out_in_spanish():
    found = Elements(answer_html(replace(ANSWER, query=Query("¿Quién?", "es")), DOCUMENTS, "0"))
    assert [link.attributes["aria-label"] for link in found.numbers] == ["Fuente 1", "Fuente 2"]


# The words that answer, and the line over them


def test_the_words_that_answer_are_bold_and_nothing_else_is():
    passage = make_passage(["The <b>crew</b> mended 31 boats & nets."])
    sentence = Sentence(passage.text, 1, keys=((23, 38), (4, 15)))
    found = Elements(answer_html(make_answer([cite(1, passage, [0])], [sentence]), DOCUMENTS, "0"))
    assert found.texts("strong") == ["<b>crew</b>", "31 boats & nets"]
    assert found.texts("unsqa-sentences") == [f"{passage.text}1"]


def test_the_line_over_an_answer_names_the_language_of_the_quotes_and_is_in_the_persons():
    found = Elements(answer_html(replace(ANSWER, query=Query("¿Quién?", "es")), DOCUMENTS, "0"))
    assert [(e.text, e.language) for e in found.elements if e.attributes.get("class") == "unsqa-says"] == [
        ("El informe lo dice así (original en inglés):", "es")
    ]
    assert Elements(answer_html(ANSWER, DOCUMENTS, "0")).texts("unsqa-says") == ["The report says:"]


# What is not quite answered

NOT_QUITE = make_answer(
    hits=HITS,
    refusal=Refusal(
        "not quite", NASTY, (Unmet(NASTY, "year"),), (cite(1, NASTY_PASSAGE, [0]), cite(2, NASTY_PASSAGE, [1, 2]))
    ),
)


def test_what_is_not_quite_answered_looks_like_neither_an_answer_nor_a_refusal():
    found = Elements(answer_html(NOT_QUITE, DOCUMENTS, "0"))
    assert found.elements[0].attributes == {"class": "unsqa-notquite", "lang": "en"}
    names = ("verdict", "reason", "says", "sentences", "searched", "title", "nearest")
    assert {name: found.texts(f"unsqa-{name}") for name in names} == {
        "verdict": ["Not quite."],
        "reason": [f"Not quite. {NASTY}"],
        "says": ["What the report does say:"],
        "sentences": [f"{FIRST}1", f"{SECOND} {THIRD}2"],
        "searched": ["Searched: all 5 passages of the report."],
        "title": [HEADING] * 2,
        "nearest": [],
    }


def test_every_number_of_what_is_not_quite_answered_leads_to_the_mark_of_its_quote():
    found = Elements(answer_html(NOT_QUITE, DOCUMENTS, "4"))
    assert [link.attributes["href"] for link in found.numbers] == ["#source-4-1", "#source-4-2"]
    targets = list(zip(found.values("mark", "id"), found.texts("mark"), strict=True))
    assert targets == [("source-4-1", FIRST), ("source-4-2", f"{SECOND} {THIRD}")]


def test_what_is_not_quite_answered_and_has_no_quote_shows_the_nearest_sections():
    found = Elements(answer_html(replace(NOT_QUITE, refusal=Refusal("not quite", NASTY)), DOCUMENTS, "0"))
    assert (found.texts("unsqa-says"), len(found.texts("unsqa-near"))) == ([], 1)


# Small talk and related questions


def test_small_talk_is_one_line_and_nothing_else():
    answer = replace(REFUSED, refusal=Refusal("small talk", NASTY))
    found = [(e.tag, e.attributes, e.text) for e in Elements(answer_html(answer, DOCUMENTS, "0")).elements]
    assert found == [("div", {"class": "unsqa-talk", "lang": "en"}, NASTY), ("p", {"class": "unsqa-line"}, NASTY)]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (ANSWER, Element("p", {"class": "unsqa-related", "lang": "en"}, "en", "Related:")),
        (REFUSED, Element("p", {"class": "unsqa-related", "lang": "en"}, "en", "You could ask:")),
    ],
)
def test_the_line_over_related_questions_says_what_they_are(answer, expected):
    assert Elements(related_html(replace(answer, related=("Who?",)))).elements == [expected]


# Why

ASKED = make_answer(
    ANSWER.citations,
    ANSWER.sentences,
    (
        Hit(NASTY_PASSAGE, 21.26, (("passage", 3), ("words", 1)), 0.876, (0.1, 0.2, 0.3)),
        Hit(make_passage([FIRST], document="s"), 4.0, (("words", 12),), 0.5, (0.1,)),
    ),
    query=Query(NASTY, "es", parts=(FIRST, SECOND), kind="money"),
)


def test_why_an_answer_came_up_is_told_with_the_ranks_and_scores_of_its_hits():
    documents = {"r": make_document(), "s": make_document("s", "es", "Otro")}
    found = Elements(why_html(ASKED, documents, "en"))
    assert found.texts("p") == [
        f"Searched for: “{NASTY}” (Spanish); asked for: an amount of money.",
        f"Searched in parts: {FIRST} · {SECOND}.",
        tell("chat.why_lead", "en"),
    ]
    assert found.texts("th") == ["#", "Passage", "Score", "Passage", "Words", "Likeness"]
    cells = found.texts("td")
    assert [cells[:6], cells[6:]] == [
        ["1", f"{HEADING}, p. 7, line 3 (cited)", "21.3", "3", "1", "0.88"],
        ["2", "Otro, p. 7, line 3", "4.0", "–", "12", "0.50"],
    ]
    assert why_html(replace(ASKED, hits=()), documents, "en") == ""


# Figures

SHARES = FigureRow("Roads", (NASTY, "9%"), ((100, 110), (120, 122)))
FIGURE = Figure("Figure 1", "", ("a", "b"), (SHARES,), "% of roads", "2018", f"Council {NASTY}", "layout", (), 100, 300)


def card(quote, reading="Roads: 9%.", figure=FIGURE, language="en"):
    """Return the terms and values of the card of a quoted figure."""
    passage = make_passage(["x" * 200])
    citation = Citation(1, Quote(passage, *quote, 0.5, reading), TITLE, Page("7", True, 1, 9), (3, 5))
    documents = {"r": replace(make_document(), figures=(figure,))}
    answer = make_answer([citation], [Sentence(reading, 1, is_reading=True)], query=Query("?", language))
    found = Elements(answer_html(answer, documents, "0"))
    return list(zip(found.texts("dt"), found.texts("dd"), strict=True))


def test_a_value_of_a_figure_has_a_card_with_its_unit_period_and_source():
    given = [("% of roads", "2018", f"Council {NASTY}"), ("Unit", "Period", "Source")]
    rest = list(zip(given[1], given[0], strict=True))
    assert card((120, 122)) == [("Value", "9%"), *rest]
    assert card((100, 112)) == [("Value", NASTY), *rest]
    assert card((100, 130)) == rest  # two values: which of them is not known
    assert card((120, 122), language="es")[0] == ("Valor", "9%")


def test_what_a_figure_does_not_give_is_left_out_and_text_has_no_card():
    assert card((120, 122), figure=replace(FIGURE, unit="", year="", source="")) == [("Value", "9%")]
    assert card((120, 122), reading="") == []
    assert card((120, 122), figure=replace(FIGURE, start=150)) == []
