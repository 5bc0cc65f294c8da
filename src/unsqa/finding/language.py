"""Which language a question is in (py3langid: Lui & Baldwin's langid, 2012, kept up by A. Barbaresi)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection

UN_LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
SURE = 0.6  # below it the text is a name or an acronym rather than a sentence


@cache
def load_identifier() -> Any:  # noqa: ANN401  (py3langid has no types)
    """Return what tells the languages apart; half a second the first time, better before the first question."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(UN_LANGUAGES))
    return identifier


def detect_language(text: str, corpus_languages: Collection[str]) -> str:
    """Return the language (ISO 639-1) of a question, one of UN_LANGUAGES.

    A text too short to tell ("ILO") counts as in the corpus's language, if it has but one.

    >>> detect_language("¿Cuántas personas viven ahí?", ["en"]), detect_language("ILO", ["en"])
    ('es', 'en')
    """
    if not any(letter.isalpha() for letter in text):
        return min(corpus_languages, default="en")
    language, probability = load_identifier().classify(text)
    if probability < SURE and len(set(corpus_languages)) == 1:
        return next(iter(corpus_languages))
    return str(language)
