"""Which language a question is in, and how to move its vector to where that of the reports' language lies.

The language is identified by py3langid (Lui & Baldwin's langid, 2012, kept up by A. Barbaresi). A multilingual model
gives each language a corner of its own: a Spanish question lies nearer to any stray Spanish words of an English report
than to its answer. Taking off the mean of one language and adding that of the other moves it over (Libovický et al.
2020, arXiv 2004.05160). The means are taken over the same everyday questions in each language.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection

    from unsqa.finding.embedding import Embedder, Vectors

UN_LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
SURE = 0.6  # below it the text is a name or an acronym rather than a sentence

PARALLEL_QUESTIONS: dict[str, tuple[str, ...]] = {
    "en": (
        "How many people live here?",
        "Who paid for the bridge?",
        "What is the name of the river?",
        "When did the school open?",
        "Why did the company close?",
        "Which countries signed the treaty?",
        "Where is the hospital?",
        "What did the government do about the water?",
        "How much does the ticket cost?",
        "What is the programme for young workers?",
        "How did they help the farmers?",
        "What percentage of women vote?",
        "Tell me about the new law.",
        "What are the main causes of the problem?",
        "How many houses were built last year?",
        "Who leads the working group?",
    ),
    "es": (
        "¿Cuántas personas viven aquí?",
        "¿Quién pagó el puente?",
        "¿Cómo se llama el río?",
        "¿Cuándo abrió la escuela?",
        "¿Por qué cerró la empresa?",
        "¿Qué países firmaron el tratado?",
        "¿Dónde está el hospital?",
        "¿Qué hizo el gobierno con el agua?",
        "¿Cuánto cuesta el boleto?",
        "¿En qué consiste el programa para jóvenes trabajadores?",
        "¿Cómo ayudaron a los agricultores?",
        "¿Qué porcentaje de las mujeres vota?",
        "Háblame de la nueva ley.",
        "¿Cuáles son las principales causas del problema?",
        "¿Cuántas casas se construyeron el año pasado?",
        "¿Quién dirige el grupo de trabajo?",
    ),
}


@cache
def _identifier() -> Any:  # noqa: ANN401  (py3langid has no types)
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
    language, probability = _identifier().classify(text)
    if probability < SURE and len(set(corpus_languages)) == 1:
        return next(iter(corpus_languages))
    return str(language)


def measure_languages(embedder: Embedder) -> Vectors:
    """Return the mean vector of each language of PARALLEL_QUESTIONS, float32 (n_languages, dim), in its order."""
    return np.stack([embedder.encode_queries(texts).mean(axis=0) for texts in PARALLEL_QUESTIONS.values()])


def move_language(vector: Vectors, means: Vectors, source: str, target: str) -> Vectors:
    """Return a unit vector (dim,) moved from one language to another; as it is when one of them was not measured."""
    languages = list(PARALLEL_QUESTIONS)
    if source == target or source not in languages or target not in languages:
        return vector
    moved = vector - means[languages.index(source)] + means[languages.index(target)]
    length = float(np.linalg.norm(moved))
    return (moved / length).astype(np.float32) if length > 0 else vector
