"""What unsqa itself says around the quotes, in the reader's language. Quotes are never translated."""

from __future__ import annotations

from typing import Literal

Key = Literal[
    "not_found", "no_words", "searched", "searched_one", "agencies", "searched_for", "nearest", "source",
    "page", "inferred", "lines", "line", "lead", "reading", "placeholder", "searching",
    "filter_report", "filter_year", "filter_section", "filter_agency", "filter_sdg", "filter_kind", "filter_language",
    "or", "only", "preferred", "searched_within", "nothing_left", "with_values", "nothing_alone",
    "filters", "remain", "clear", "all",
    "says", "say_many", "does_say", "original", "and", "not_quite", "related", "could_ask",
    "unmet_other", "unmet_year", "unmet_speaks", "unmet_place", "unmet_names", "unmet_name", "unmet_number",
    "unmet_number_given", "unmet_value", "unmet_asked", "unmet_words", "unmet_words_given", "nowhere", "nowhere_many",
    "unmet_report", "unmet_side", "greeting", "thanks", "goodbye", "abilities",
    "figure_value", "figure_unit", "figure_period", "figure_source",
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
        "says": "The report says{original}:",
        "say_many": "The reports say{original}:",
        "does_say": "What the report does say{original}:",
        "original": " (original in {languages})",
        "and": " and ",
        "not_quite": "Not quite.",
        "related": "Related:",
        "could_ask": "You could ask:",
        "unmet_other": "The report gives {given}, not {text}.",
        "unmet_year": "The report does not say this for {text}.",
        "unmet_speaks": "Here the report speaks of {given}, not of {text}.",
        "unmet_place": "The report does not speak of {text} here.",
        "unmet_names": "Here the report names {given}, not {text}.",
        "unmet_name": "The report does not name {text} here.",
        "unmet_number": "The report gives no number of {text} here.",
        "unmet_number_given": "The report gives no number of {text} here, but this: {given}.",
        "unmet_value": "The report does not give {text} here.",
        "unmet_asked": "Here the report does not say {text}.",
        "unmet_words": "What the report says here does not cover “{text}”.",
        "unmet_words_given": "What the report says here is “{given}”, not “{text}”.",
        "nowhere": "There is no mention of “{text}” anywhere in the report.",
        "nowhere_many": "There is no mention of “{text}” anywhere in the reports.",
        "unmet_report": "There is no report of {text} here.",
        "unmet_side": "No report of {text} says this.",
        "greeting": "Hello. Ask what the report says: the answer is its own sentences, each with its place.",
        "thanks": "You are welcome.",
        "goodbye": "Goodbye.",
        "abilities": "unsqa finds what the report says and answers with its own sentences, each with page and lines; "
        "where the report does not say, you are told so. Ask in English or Spanish.",
        "figure_value": "Value",
        "figure_unit": "Unit",
        "figure_period": "Period",
        "figure_source": "Source",
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
        "says": "El informe lo dice así{original}:",
        "say_many": "Los informes lo dicen así{original}:",
        "does_say": "Lo que el informe sí dice{original}:",
        "original": " (original en {languages})",
        "and": " y ",
        "not_quite": "No exactamente.",
        "related": "Preguntas relacionadas:",
        "could_ask": "Podría preguntar:",
        "unmet_other": "El informe da {given}, no {text}.",
        "unmet_year": "El informe no lo dice para {text}.",
        "unmet_speaks": "Aquí el informe habla de {given}, no de {text}.",
        "unmet_place": "El informe no habla aquí de {text}.",
        "unmet_names": "Aquí el informe nombra “{given}”, no “{text}”.",
        "unmet_name": "El informe no nombra aquí “{text}”.",
        "unmet_number": "El informe no da aquí ninguna cifra de {text}.",
        "unmet_number_given": "El informe no da aquí ninguna cifra de {text}, pero sí esto: {given}.",
        "unmet_value": "El informe no da aquí {text}.",
        "unmet_asked": "Aquí el informe no dice {text}.",
        "unmet_words": "Lo que el informe dice aquí no abarca “{text}”.",
        "unmet_words_given": "Lo que el informe dice aquí es “{given}”, no “{text}”.",
        "nowhere": "En ninguna parte del informe se menciona “{text}”.",
        "nowhere_many": "En ninguna parte de los informes se menciona “{text}”.",
        "unmet_report": "Aquí no hay ningún informe de {text}.",
        "unmet_side": "Ningún informe de {text} lo dice.",
        "greeting": "Hola. Pregunte qué dice el informe: la respuesta son sus propias frases, cada una con su lugar.",
        "thanks": "De nada.",
        "goodbye": "Hasta luego.",
        "abilities": "unsqa busca lo que dice el informe y responde con sus propias frases, cada una con página y "
        "líneas; si el informe no lo dice, se lo hace saber. Pregunte en español o en inglés.",
        "figure_value": "Valor",
        "figure_unit": "Unidad",
        "figure_period": "Período",
        "figure_source": "Fuente",
    },
}
LANGUAGES = tuple(_WORDING)
# What the languages of reports are called; one that is not here is called by its code.
_NAMES = {
    "en": {
        "ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fr": "French", "it": "Italian",
        "pt": "Portuguese", "ru": "Russian", "zh": "Chinese",
    },
    "es": {
        "ar": "árabe", "de": "alemán", "en": "inglés", "es": "español", "fr": "francés", "it": "italiano",
        "pt": "portugués", "ru": "ruso", "zh": "chino",
    },
}  # fmt: skip


def framed_in(language: str) -> str:
    """Return the language that unsqa speaks to a person of this language: theirs, or English.

    >>> framed_in("es"), framed_in("fr")
    ('es', 'en')
    """
    return language if language in LANGUAGES else LANGUAGES[0]


def say(key: Key, language: str, **values: object) -> str:
    """Return a text in the language, or in English where there is none.

    >>> say("lines", "es", first=3, last=5), say("line", "fr", first=3)
    ('líneas 3-5', 'line 3')
    """
    return _WORDING[framed_in(language)][key].format(**values)


def name_language(code: str, language: str) -> str:
    """Return what a language (ISO 639-1) is called in another.

    >>> name_language("en", "es"), name_language("sw", "en")
    ('inglés', 'sw')
    """
    return _NAMES[framed_in(language)].get(code, code)
