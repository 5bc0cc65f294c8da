"""What of a question was not borne out, in words: compared whole, in both languages."""

from __future__ import annotations

import pytest

from unsqa.answering.unmet_wording import say_refusal, say_unmet
from unsqa.types import Unmet


@pytest.mark.parametrize(
    ("unmet", "english", "spanish"),
    [
        (
            Unmet("2019", "year", "2020"),
            "The report gives 2020, not 2019.",
            "El informe da 2020, no 2019.",
        ),
        (
            Unmet("2019", "year", known=True),
            "The report does not say this for 2019.",
            "El informe no lo dice para 2019.",
        ),
        (
            Unmet("2019", "year"),
            "There is no mention of “2019” anywhere in the report.",
            "En ninguna parte del informe se menciona “2019”.",
        ),
        (
            Unmet("Norvik", "place", known=True),
            "The report does not speak of Norvik here.",
            "El informe no habla aquí de Norvik.",
        ),
        (
            Unmet("Norvik", "place"),
            "There is no mention of “Norvik” anywhere in the report.",
            "En ninguna parte del informe se menciona “Norvik”.",
        ),
        (
            Unmet("Norvik", "place", "Tolmin", known=True),
            "Here the report speaks of Tolmin, not of Norvik.",
            "Aquí el informe habla de Tolmin, no de Norvik.",
        ),
        (
            Unmet("Norvik", "place", "Tolmin"),
            "Here the report speaks of Tolmin, not of Norvik. There is no mention of “Norvik” anywhere in the report.",
            "Aquí el informe habla de Tolmin, no de Norvik. En ninguna parte del informe se menciona “Norvik”.",
        ),
        (
            Unmet("FAO", "body", "ILO", known=True),
            "Here the report names ILO, not FAO.",
            "Aquí el informe nombra “ILO”, no “FAO”.",
        ),
        (
            Unmet("Ana Ruiz", "name", known=True),
            "The report does not name Ana Ruiz here.",
            "El informe no nombra aquí “Ana Ruiz”.",
        ),
        (
            Unmet("midwives", "number"),
            "The report gives no number of midwives here.",
            "El informe no da aquí ninguna cifra de midwives.",
        ),
        (
            Unmet("midwives", "number", "11 universities", known=True),
            "The report gives no number of midwives here, but this: 11 universities.",
            "El informe no da aquí ninguna cifra de midwives, pero sí esto: 11 universities.",
        ),
        (Unmet("35", "number", "31"), "The report gives 31, not 35.", "El informe da 31, no 35."),
        (Unmet("35%", "number"), "The report does not give 35% here.", "El informe no da aquí 35%."),
        (
            Unmet("by sex", "words", known=True),
            "What the report says here does not cover “by sex”.",
            "Lo que el informe dice aquí no abarca “by sex”.",
        ),
        (
            Unmet("by sex", "words", "by age", known=True),
            "What the report says here is “by age”, not “by sex”.",
            "Lo que el informe dice aquí es “by age”, no “by sex”.",
        ),
    ],
)
def test_what_is_not_borne_out_is_said_in_both_languages(unmet, english, spanish):
    assert (say_unmet(unmet, "en"), say_unmet(unmet, "es")) == (english, spanish)


@pytest.mark.parametrize(
    ("text", "kind", "language", "expected"),
    [
        ("How many midwives?", "number", "en", "Here the report does not say how many midwives."),
        ("who paid", "words", "en", "Here the report does not say who paid."),
        ("In which boroughs", "place", "en", "Here the report does not say in which boroughs."),
        ("cuantas parteras", "number", "es", "Aquí el informe no dice cuantas parteras."),
        ("¿Desde cuándo?", "words", "es", "Aquí el informe no dice desde cuándo."),
        ("WHO", "body", "en", "The report does not name WHO here."),
        ("Howard", "name", "en", "The report does not name Howard here."),
    ],
)
def test_a_part_that_asks_is_said_as_what_the_report_does_not_say(text, kind, language, expected):
    assert say_unmet(Unmet(text, kind, known=True), language) == expected


def test_several_reports_are_not_called_one():
    expected = "There is no mention of “Norvik” anywhere in the reports."
    assert say_unmet(Unmet("Norvik", "place"), "en", n_reports=2) == expected


def test_braces_in_a_question_are_words():
    assert say_unmet(Unmet("{given}", "name", "{0}", known=True), "en") == "Here the report names {0}, not {given}."


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("not quite", "The report gives 2020, not 2019. The report does not name FAO here."),
        (
            "not found",
            (
                "The reports do not say: nothing in them is close enough to this question. "
                "The report gives 2020, not 2019. The report does not name FAO here."
            ),
        ),
    ],
)
def test_a_refusal_says_each_part_that_was_not_borne_out(reason, expected):
    unmet = (Unmet("2019", "year", "2020"), Unmet("FAO", "body", known=True))
    assert say_refusal(reason, unmet, "en") == expected
