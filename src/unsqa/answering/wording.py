"""What unsqa itself says around the quotes, in the reader's language. Quotes are never translated."""

from __future__ import annotations

from typing import Literal

Key = Literal[
    "not_found", "no_words", "searched", "searched_one", "agencies", "searched_for", "nearest", "source",
    "page", "inferred", "lines", "line", "lead", "reading", "placeholder", "searching",
    "filter_report", "filter_year", "filter_section", "filter_agency", "filter_sdg", "filter_kind", "filter_language",
    "or", "only", "preferred", "searched_within", "nothing_left", "with_values", "nothing_alone",
    "filters", "remain", "clear", "all",
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
        "filter_report": "report",
        "filter_year": "year",
        "filter_section": "section",
        "filter_agency": "agency",
        "filter_sdg": "SDG",
        "filter_kind": "kind",
        "filter_language": "language",
        "or": " or ",
        "only": "Only: {filters}",
        "preferred": "Preferred: {names}",
        "searched_within": "Passages searched: {passages} ({filters}).",
        "nothing_left": "No passage fits all the filters ({filters}). The one that leaves nothing is {blamed}: "
        "passages left without it: {left}{values}.",
        "with_values": ", with {noun}: {values}",
        "nothing_alone": "No passage fits all the filters. Each alone leaves: {counts}.",
        "filters": "Search only in",
        "remain": "{left} of {passages} passages remain",
        "clear": "Clear",
        "all": "all",
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
        "filter_report": "informe",
        "filter_year": "año",
        "filter_section": "sección",
        "filter_agency": "agencia",
        "filter_sdg": "ODS",
        "filter_kind": "tipo",
        "filter_language": "idioma",
        "or": " o ",
        "only": "Solo: {filters}",
        "preferred": "Con preferencia: {names}",
        "searched_within": "Pasajes en que se buscó: {passages} ({filters}).",
        "nothing_left": "Ningún pasaje cumple todos los filtros ({filters}). El que no deja nada es {blamed}: "
        "pasajes que quedan sin él: {left}{values}.",
        "with_values": ", con {noun}: {values}",
        "nothing_alone": "Ningún pasaje cumple todos los filtros. Cada uno por sí solo deja: {counts}.",
        "filters": "Buscar solo en",
        "remain": "Quedan {left} de {passages} pasajes",
        "clear": "Borrar",
        "all": "todo",
    },
}
LANGUAGES = tuple(_WORDING)


def say(key: Key, language: str, **values: object) -> str:
    """Return a text in the language, or in English where there is none.

    >>> say("lines", "es", first=3, last=5), say("line", "fr", first=3)
    ('líneas 3-5', 'line 3')
    """
    return _WORDING.get(language, _WORDING["en"])[key].format(**values)
