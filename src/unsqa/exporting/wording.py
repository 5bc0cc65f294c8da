"""What an export says of its own, in the reader's language. What was asked, answered and quoted stays as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from unsqa.answering.wording import framed_in

if TYPE_CHECKING:
    from datetime import date

Key = Literal[
    "title", "note", "references", "page", "pages", "inferred", "inferred_many", "quote", "date", "months", "of"
]

_WORDING: dict[str, dict[Key, str]] = {
    "en": {
        "title": "Questions and answers",
        "note": "Sentences with a number are the report’s own words; the references say where they stand.",
        "references": "References",
        "page": "p. {label}",
        "pages": "pp. {label}",
        "inferred": "{place} (inferred)",
        "inferred_many": "{place} (inferred)",
        "quote": "“{text}”",
        "date": "{day} {month} {year}",
        "months": "January February March April May June July August September October November December",
        "of": "Page {page} of {pages}",
    },
    "es": {
        "title": "Preguntas y respuestas",
        "note": "Las frases con número son palabras del propio informe; las referencias dicen dónde están.",
        "references": "Referencias",
        "page": "p. {label}",
        "pages": "pp. {label}",
        "inferred": "{place} (deducida)",
        "inferred_many": "{place} (deducidas)",
        "quote": "“{text}”",
        "date": "{day} de {month} de {year}",
        "months": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "of": "Página {page} de {pages}",
    },
}


def phrase(key: Key, language: str, **values: object) -> str:
    """Return a text in the language, or in English where there is none.

    >>> phrase("page", "es", label="47"), phrase("references", "fr")
    ('p. 47', 'References')
    """
    return _WORDING[framed_in(language)][key].format(**values)


def phrase_date(day: date, language: str) -> str:
    """Return a date in words.

    >>> from datetime import date
    >>> phrase_date(date(2021, 3, 5), "es")
    '5 de marzo de 2021'
    """
    month = phrase("months", language).split()[day.month - 1]
    return phrase("date", language, day=day.day, month=month, year=day.year)
