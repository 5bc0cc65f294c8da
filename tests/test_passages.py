"""Sections -> passages: sentences in two languages, passages of a fitting length, and ids that stay."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unsqa.reading.document import make_document
from unsqa.reading.passages import make_passages, pack, split_sentences
from unsqa.reading.sources import split_lines
from unsqa.types import Reading, Report

REPORT = Report("norvik-2021", "Results 2021", "en")


def sentences(text):
    return [text[start:end] for start, end in split_sentences(text)]


def read(text):
    return make_document(REPORT, split_lines(text))


def words(n_words, word="word"):
    """Make a sentence of that many words."""
    return " ".join([word.capitalize(), *[word] * (n_words - 1)]) + "."


def packed(*parts, agencies=(), whole=()):
    """Count the words of each sentence, passage by passage; a part is a number of words or a text.

    `whole` holds the first and the last row of each run of parts that is a figure.
    """
    text, spans = "", []
    for part in parts:
        sentence = part if isinstance(part, str) else words(part)
        spans.append((len(text), len(text) + len(sentence)))
        text += f"{sentence}\n\n"
    figures = [(spans[first][0], spans[last][1]) for first, last in whole]
    groups = pack(text, tuple(spans), frozenset(agencies), figures)
    return [[len(text[start:end].split()) for start, end in group] for group in groups]


# Sentences.


@pytest.mark.parametrize(
    "text",
    [
        "It fell.|It rose again.",
        "Why did it fall?|Nobody knows!|Then it rose…|At last.",
        "It fell?!|It rose.",
        "The market grew 8.5%.|It was 2.4 million in 2020.|99 of them stayed.",
        "The U.S. market grew (see No. 3, p. 7, Fig. 2 and para. 9).|It fell.",
        "Ms. Ana B. Ortiz and Mr. Diaz, i.e. both, met Dr. Cruz of St. John vs. Art. 7.|They left.",
        "Boats, nets, etc. Were lost in approx. 9 days.|It rained.",
        "“It is ours.”|“Why?”|He left.",
        "It is ours.’|(It was not.)|[Nor theirs.]|It is done.”|“(So) it was.”",
        'She said "We stay." and they did.|"They stayed."|All did.',
        "See www.example.org/a.html for more.|It helps.",
        "It fell. and it rose. but no more.",
        "It ended in 2020.3 Nobody knew...|Then it rose",
        "Nobody knows",
    ],
)
def test_english_sentences_end_where_a_reader_ends_them(text):
    assert sentences(text.replace("|", " ")) == text.split("|")


@pytest.mark.parametrize(
    "text",
    [
        "El agua bajó.|Subió otra vez.",
        "¿Por qué bajó?|¡Nadie sabe!|Luego subió…|Por fin.",
        "Bajó.|¿Y luego?|“¿Por qué?”|“Nadie lo sabe”.|(¿O sí?)",
        "Bajó 8.5% en 2020 y subió 1,3 millones.|Después, nada.",
        "Véase núm. 3, pág. 7 y el Art. 9 del Dr. Cruz y la Sra. Ana M. Ruiz.|Ellos salieron.",
        "Eran 640 familias.|Ésta fue la última.|Ñandúes había.|Últimos datos.",
        "“Es nuestra.”|Él lo dijo.",
    ],
)
def test_spanish_sentences_end_where_a_reader_ends_them(text):
    assert sentences(text.replace("|", " ")) == text.split("|")


def test_a_doubled_spanish_abbreviation_does_not_end_a_sentence():
    assert sentences("Los EE. UU. crecieron. Luego cayeron.") == ["Los EE. UU. crecieron.", "Luego cayeron."]


@pytest.mark.parametrize("text", ["Nadie lo sabe.|«Yo sí».", "«Nadie lo sabe.»|Luego subió."])
def test_a_sentence_in_guillemets_stands_apart(text):
    assert sentences(text.replace("|", " ")) == text.split("|")


@pytest.mark.parametrize(
    "text",
    ["Eran aprox. 640 familias.|Luego más.", "Núm. 3 del plan.|Luego más.", "Véanse págs. 7 y 8.", "Vea el párr. 9."],
)
def test_usual_spanish_abbreviations_do_not_end_a_sentence(text):
    assert sentences(text.replace("|", " ")) == text.split("|")


def test_a_small_letter_with_an_accent_starts_a_sentence_no_more_than_one_without():
    assert sentences("Dijo que sí… pero no.") == ["Dijo que sí… pero no."]
    assert sentences("Dijo que sí… él no.") == ["Dijo que sí… él no."]


@pytest.mark.parametrize("gap", ["\n\n", " \n\n ", "\n\n\n\n"])
def test_a_blank_line_ends_a_sentence(gap):
    assert sentences(f"Water and land{gap}boats and nets{gap}FAO and ILO") == [
        "Water and land",
        "boats and nets",
        "FAO and ILO",
    ]
    assert sentences(f"LIFE CYCLE.{gap}Look at every age.") == ["LIFE CYCLE.", "Look at every age."]
    assert sentences(f"No.{gap}Look at every age.") == ["No.", "Look at every age."]


def test_a_lead_in_capitals_stays_with_the_sentence_it_leads():
    assert sentences("LIFE CYCLE. Look at every age. HUMAN RIGHTS. Protect them. Then act.") == [
        "LIFE CYCLE. Look at every age.",
        "HUMAN RIGHTS. Protect them.",
        "Then act.",
    ]
    assert sentences("ENFOQUE DE GÉNERO. Hay que actuar. Ya.") == ["ENFOQUE DE GÉNERO. Hay que actuar.", "Ya."]


def test_a_long_run_of_capitals_is_a_sentence_and_no_lead():
    lead = "WATER FOR ALL OF THE PEOPLE IN THE TOWN AND THE HARBOURS"
    assert len(f"{lead}AA.") == 59
    assert sentences(f"{lead}AA. Then act.") == [f"{lead}AA. Then act."]
    assert sentences(f"{lead}AAA. Then act.") == [f"{lead}AAA.", "Then act."]


def test_spans_are_offsets_into_the_whole_text():
    text = "Before. One two. Three four. After."
    assert split_sentences(text, 8, 28) == ((8, 16), (17, 28))
    assert split_sentences(text, 7, 13) == ((8, 13),)
    assert split_sentences(text, 7, 8) == ()
    assert split_sentences("") == ()


def test_a_sentence_of_a_thousand_words_is_cut_at_blanks_and_whole_again_when_joined():
    text = " ".join(f"w{number}" for number in range(1000))
    found = sentences(f"It fell. {text}. It rose.".replace(" w0", " W0"))
    assert [len(sentence.split()) for sentence in found] == [2, 180, 180, 180, 180, 180, 100, 2]
    assert " ".join(found[1:-1]) == f"W{text[1:]}."


def test_a_list_of_a_thousand_words_without_a_full_stop_makes_passages_of_at_most_180_words():
    document = read("\n".join(f"word{row} and so and on and on and on and" for row in range(100)))
    passages = make_passages(document)
    assert [len(passage.text.split()) for passage in passages] == [180, 180, 180, 180, 180, 100]
    assert " ".join(passage.text for passage in passages) == document.text


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["One. ", "Two! ", "no. ", "“Why?” ", "EE. ", "\n\n", "Dr. ", "LEAD. ", " ", "ñ… ", "4.5"])
    )
)
def test_sentences_cover_every_word_in_order_and_carry_no_blanks(parts):
    text = "".join(parts)
    spans = split_sentences(text)
    bounds = [at for span in spans for at in span]
    assert bounds == sorted(bounds)
    assert " ".join(text[start:end] for start, end in spans).split() == text.split()
    assert [text[start:end] for start, end in spans] == [text[start:end].strip() for start, end in spans]


# Passages.


@pytest.mark.parametrize(
    ("n_words", "expected"),
    [
        ((), []),
        ((5,), [[5]]),
        ((90, 90), [[90, 90]]),
        ((90, 91), [[90], [91]]),
        ((60, 60, 60, 60), [[60, 60, 60], [60]]),
        ((100, 100, 30), [[100], [100, 30]]),
        ((60, 60, 60, 24), [[60, 60, 60, 24]]),
        ((60, 60, 60, 25), [[60, 60], [60, 25]]),
        ((40, 40, 40, 40, 30), [[40, 40, 40], [40, 30]]),
        ((60, 60, 60, 10, 20), [[60, 60], [60, 10, 20]]),
        ((150, 30, 50), [[150], [30, 50]]),
        ((180, 40), [[180], [40]]),
    ],
)
def test_sentences_are_packed_to_at_most_180_words_and_a_short_rest_is_filled_up_or_joined(n_words, expected):
    assert packed(*n_words) == expected


def test_filling_up_a_short_rest_makes_no_passage_of_more_than_180_words():
    assert packed(10, 170, 50) == [[10, 170], [50]]


@settings(deadline=None)
@given(st.lists(st.integers(1, 60), min_size=1, max_size=30))
def test_passages_of_ordinary_sentences_have_60_to_180_words_or_a_scrap_more(n_words):
    groups = packed(*n_words)
    assert [n for group in groups for n in group] == n_words
    sizes = [sum(group) for group in groups]
    assert [size for size in sizes if size > 180 + 24] == []
    assert [size for size in sizes if size < 60] == ([] if sum(n_words) >= 60 else sizes)


def test_a_line_of_agencies_closes_a_passage_that_is_long_enough():
    assert packed(70, "FAO and ILO", 70, agencies=("FAO", "ILO")) == [[70, 3], [70]]
    assert packed(57, "FAO and ILO", 60, agencies=("FAO", "ILO")) == [[57, 3], [60]]
    assert packed(56, "FAO and ILO", 60, agencies=("FAO", "ILO")) == [[56, 3, 60]]


def test_what_follows_a_line_of_agencies_stays_apart_unless_it_is_a_scrap():
    assert packed(70, "FAO and ILO", 25, agencies=("FAO", "ILO")) == [[70, 3], [25]]
    assert packed(70, "FAO and ILO", 24, agencies=("FAO", "ILO")) == [[70, 3, 24]]


def test_a_line_of_names_that_are_not_the_sections_agencies_closes_nothing():
    assert packed(70, "FAO and ILO", 70, agencies=("FAO",)) == [[70, 3, 70]]
    assert packed(70, "TOTAL", 70, agencies=("FAO",)) == [[70, 1, 70]]


def test_a_figure_stays_in_one_passage_if_it_fits_into_one():
    assert packed(100, 50, 50, 50) == [[100, 50], [50, 50]]
    assert packed(100, 50, 50, 50, whole=[(1, 3)]) == [[100], [50, 50, 50]]
    assert packed(100, 50, 50, 50, whole=[(1, 2)]) == [[100], [50, 50, 50]]
    assert packed(100, 100, 100, whole=[(1, 2)]) == [[100], [100], [100]]
    assert packed(60, 60, 60, 30, whole=[(1, 2)]) == [[60, 60, 60], [30]]


# Figures, lists and what can answer.

TABLE = "TABLE 1. Catch in 2021\nFish\t2020\t2021\nHerring\t12\t13\nCod\t1\t2"


def test_a_passage_holds_its_figures_and_says_what_they_show():
    document = read(f"FISHING\n\n{words(60)}\n\n{TABLE}\n\nNIGHT SCHOOLS\n\n{words(60)}")
    fishing, schools = make_passages(document)
    (figure,) = document.figures
    herring, cod = (document.text.index(row) for row in ("Herring\t12\t13", "Cod\t1\t2"))
    assert fishing.figures == ((figure.start, figure.end),)
    assert fishing.readings == (
        Reading("2020, Herring: 12 (Table 1).", herring, herring + len("Herring\t12\t13")),
        Reading("2021, Herring: 13 (Table 1).", herring, herring + len("Herring\t12\t13")),
        Reading("2020, Cod: 1 (Table 1).", cod, cod + len("Cod\t1\t2")),
        Reading("2021, Cod: 2 (Table 1).", cod, cod + len("Cod\t1\t2")),
    )
    assert (schools.figures, schools.readings) == ((), ())


def test_the_units_of_a_passage_are_its_sentences_and_then_its_readings():
    (passage,) = make_passages(read(f"FISHING\n\n{words(60)}\n\n{TABLE}"))
    n_sentences = len(passage.sentences)
    assert passage.units[:n_sentences] == passage.sentences
    assert passage.units[n_sentences:] == tuple((reading.start, reading.end) for reading in passage.readings)
    assert passage.unit_text(0) == words(60)
    assert passage.unit_text(n_sentences) == "2020, Herring: 12 (Table 1)."
    in_figure = [passage.unit_text(row) for row in range(len(passage.units)) if passage.in_figure(row)]
    assert in_figure == ["TABLE 1. Catch in 2021", "Fish\t2020\t2021", "Herring\t12\t13", "Cod\t1\t2"]


def test_a_cell_that_is_empty_says_nothing():
    (passage,) = make_passages(read(f"FISHING\n\n{words(60)}\n\n{TABLE}\nCrab\t\t3"))
    assert [reading.text for reading in passage.readings][4:] == ["2021, Crab: 3 (Table 1)."]


ITEMS = [f"• {words(40, word)}" for word in ("boat", "net", "radio", "engine", "lamp", "rope")]


def test_a_passage_that_begins_within_a_list_has_the_sentence_that_introduces_it_in_front():
    lead = "These are the five things that the harbour council has paid for:"
    text = "\n\n".join(["FISHING", f"{words(20)} {lead}", *ITEMS])
    passages = make_passages(read(text))
    assert [(passage.lead, passage.text.split()[1]) for passage in passages] == [("", "word"), (lead, "Engine")]
    assert passages[1].shown == f"FISHING\n{lead}\n{passages[1].text}"


@pytest.mark.parametrize("lead", ["These are five things.", "\n\n• These are five things:"])
def test_a_list_without_a_lead_in_has_none_in_front(lead):
    passages = make_passages(read("\n\n".join(["FISHING", f"{words(20)} {lead}", *ITEMS])))
    assert [passage.lead for passage in passages] == [""] * len(passages)


def test_running_text_below_a_list_has_no_lead_in():
    passages = make_passages(read("\n\n".join(["FISHING", "These are five things:", *ITEMS[:4], words(100)])))
    assert [passage.lead for passage in passages][-1] == ""


SMALL = f"""\
WATER IN THE SOUTH

{words(70, "spring")}

FAO and ILO

{words(70, "pipe")}

NIGHT SCHOOLS

{words(30, "school")}"""


def test_passages_are_the_documents_own_words_and_know_their_section_and_sentences():
    document = read(SMALL)
    passages = make_passages(document)
    assert [(passage.section.headings, passage.text) for passage in passages] == [
        (("WATER IN THE SOUTH",), f"{words(70, 'spring')}\n\nFAO and ILO"),
        (("WATER IN THE SOUTH",), words(70, "pipe")),
        (("NIGHT SCHOOLS",), words(30, "school")),
    ]
    assert [document.text[passage.start : passage.end] for passage in passages] == [
        passage.text for passage in passages
    ]
    assert [passage.document for passage in passages] == ["norvik-2021"] * 3
    first = passages[0]
    assert first.sentences == (
        (first.start, first.end - len("\n\nFAO and ILO")),
        (first.end - len("FAO and ILO"), first.end),
    )
    assert first.section == document.sections[0]


def test_an_id_is_made_of_the_document_and_the_text_alone():
    assert [passage.id for passage in make_passages(read("Nobody knows."))] == ["norvik-2021/7441c86c7a10"]
    for passage in make_passages(read(SMALL)):
        assert passage.id == f"norvik-2021/{hashlib.sha256(passage.text.encode()).hexdigest()[:12]}"


def test_ids_stay_when_another_part_of_the_text_changes():
    before = [passage.id for passage in make_passages(read(SMALL))]
    assert len(set(before)) == 3
    new_start = f"FISHING\n\n{words(80, 'boat')}\n\n{SMALL}"
    assert [passage.id for passage in make_passages(read(new_start))][1:] == before
    new_end = f"{SMALL}\n\nFISHING\n\n{words(80, 'boat')}"
    assert [passage.id for passage in make_passages(read(new_end))][:-1] == before
    new_middle = SMALL.replace("Pipe pipe", "Tube pipe")
    after = [passage.id for passage in make_passages(read(new_middle))]
    assert (after[0], after[2]) == (before[0], before[2])
    assert after[1] != before[1]


def test_equal_texts_get_different_ids_by_their_order():
    again = f"WATER\n\n{words(20)}\n\nSCHOOLS\n\n{words(20)}\n\nFISHING\n\n{words(20)}"
    ids = [passage.id for passage in make_passages(read(again))]
    assert ids == [ids[0], f"{ids[0]}-2", f"{ids[0]}-3"]


def test_the_same_text_in_two_documents_has_two_ids():
    other = make_document(Report("sierra-2021", "Informe", "es"), split_lines(SMALL))
    assert [passage.id.split("/") for passage in make_passages(other)] == [
        ["sierra-2021", passage.id.split("/")[1]] for passage in make_passages(read(SMALL))
    ]


def test_a_document_without_text_has_no_passages():
    assert make_passages(read("https://example.org")) == ()


BLOCKS = st.lists(
    st.sampled_from(
        [
            words(50),
            words(20),
            words(200),
            "No full stop here",
            "FAO and ILO",
            "ILO",
            "WATER IN THE SOUTH",
            "STORY",
            "• A bullet",
            "42%",
        ]
    ),
    max_size=12,
)


@settings(deadline=None)
@given(BLOCKS)
def test_passages_cover_each_section_in_order_without_overlap(blocks):
    document = read("\n\n".join(["Norvik", *blocks]))
    passages = make_passages(document)
    bounds = [at for passage in passages for at in (passage.start, passage.end)]
    assert bounds == sorted(set(bounds))
    assert [document.text[passage.start : passage.end] for passage in passages] == [
        passage.text for passage in passages
    ]
    for section in document.sections:
        found = [passage for passage in passages if passage.section is section]
        assert " ".join(passage.text for passage in found).split() == document.text[section.start : section.end].split()
        assert (found[0].start, found[-1].end) == (section.start, section.end)
    for passage in passages:
        spans = passage.sentences
        assert (spans[0][0], spans[-1][1]) == (passage.start, passage.end)
        assert " ".join(document.text[start:end] for start, end in spans).split() == passage.text.split()
