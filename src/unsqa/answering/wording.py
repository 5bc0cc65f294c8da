"""What unsqa itself says around the quotes, in the reader's language. Quotes are never translated."""

from __future__ import annotations

from typing import Literal

Key = Literal[
    "not_found", "no_words", "searched", "searched_one", "agencies", "searched_for", "nearest", "source",
    "page", "inferred", "lines", "line", "lead", "reading", "placeholder", "searching",
]  # fmt: skip

_WORDING: dict[str, dict[Key, str]] = {
    "en": {
        "not_found": "The reports do not say: nothing in them is close enough to this question.",
        "no_words": "There is no word in this question to look for.",
        "searched": "Searched: {passages} passages of {reports} reports.",
        "searched_one": "Searched: all {passages} passages of the report.",
        "agencies": "Agencies named in this section: {names}",
        "page": "p. {label}",
        "inferred": "p. {label} (inferred)",
        "lines": "lines {first}-{last}",
        "line": "line {first}",
        "nearest": "The nearest sections (they do not answer the question):",
        "searched_for": "Searched for: {query}",
        "reading": "As read from a figure:",
        "source": "Source {number}",
        "lead": "Ask in English or Spanish. Answers are the report’s own sentences, each with its place:",
        "placeholder": "Ask the report / Pregunte al informe",
        "searching": "Searching the report …",
    },
    "es": {
        "not_found": "Los informes no lo dicen: nada en ellos se acerca lo suficiente a esta pregunta.",
        "no_words": "En esta pregunta no hay ninguna palabra que buscar.",
        "searched": "Se buscó en {passages} pasajes de {reports} informes.",
        "searched_one": "Se buscó en los {passages} pasajes del informe.",
        "agencies": "Agencias nombradas en esta sección: {names}",
        "page": "p. {label}",
        "inferred": "p. {label} (deducida)",
        "lines": "líneas {first}-{last}",
        "line": "línea {first}",
        "nearest": "Las secciones más cercanas (no responden a la pregunta):",
        "searched_for": "Se buscó: {query}",
        "reading": "Según se lee en una figura:",
        "source": "Fuente {number}",
        "lead": "Pregunte en español o en inglés. Las respuestas son frases del propio informe, cada una con su lugar:",
        "placeholder": "Pregunte al informe / Ask the report",
        "searching": "Buscando en el informe …",
    },
}
LANGUAGES = tuple(_WORDING)


def say(key: Key, language: str, **values: object) -> str:
    """Return a text in the language, or in English where there is none.

    >>> say("lines", "es", first=3, last=5), say("line", "fr", first=3)
    ('líneas 3-5', 'line 3')
    """
    return _WORDING.get(language, _WORDING["en"])[key].format(**values)
