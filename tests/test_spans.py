"""The words of each kind in a sentence, on invented sentences."""

from __future__ import annotations

import pytest

from unsqa.understanding.spans import find_quantities, find_spans


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        (
            "number",
            "Of 2.4 million domestic workers, 300 were trained in 2020.",
            ["2.4 million domestic workers", "300"],
        ),
        ("number", "In line with SDG 5 and COVID-19 rules, twelve boats sailed.", ["twelve boats"]),
        ("money", "It cost US$ 12 million, or $123.22 pesos a day.", ["US$ 12 million", "$123.22 pesos"]),
        ("money", "They raised six million additional dollars.", ["six million additional dollars"]),
        ("share", "Of them 95% are women and half of the rest, 12 por ciento.", ["95%", "half", "12 por ciento"]),
        ("date", "Open since 2019, it closed on 12 March 2021.", ["since 2019", "12 March 2021"]),
        ("date", "They may go on.", []),
        ("organisation", "The UN and the Ministry of Public Works met FAO.", ["Ministry of Public Works", "FAO"]),
        ("organisation", "The UN mended it.", ["UN"]),
        ("person", "It was signed by Ada Brook, Director of the port.", ["Ada Brook"]),
        ("person", "The Black Sea is wide.", []),
        ("place", "Boats were mended in Tolmin and Ravne.", ["Tolmin and Ravne"]),
        ("list", "They gave out: nets, ropes, lamps and bells.", ["nets, ropes, lamps and bells"]),
        ("reason", "It closed because the road was flooded.", ["because the road was flooded"]),
        ("other", "In 2020 12 boats sank.", []),
    ],
)
def test_only_the_words_of_the_kind_are_found(kind: str, text: str, words: list[str]) -> None:
    assert [text[start:end] for start, end in find_spans(text, kind)] == words


def test_a_number_comes_with_the_words_that_it_counts_and_years_are_none() -> None:
    text = "In 2020 the 31 fishing boats of 4 towns were mended."
    found = [(text[slice(*number)], text[slice(*noun)]) for number, noun in find_quantities(text)]
    assert found == [("31", "fishing boats"), ("4", "towns")]
