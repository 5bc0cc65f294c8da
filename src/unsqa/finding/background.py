"""What a question is compared with beside the reports: the same questions in two languages, and everyday questions.

- A multilingual model gives each language a corner of its own: a Spanish question lies nearer to any stray Spanish
  words of an English report than to its answer. Taking off the mean of one language and adding that of the other moves
  it over (Libovický et al. 2020, arXiv 2004.05160).
- A question off the reports' topics lies nearer to some everyday question than to any sentence of the reports; how
  much nearer tells it apart far better than its similarity to the reports alone (measured: docs/architecture.md).

Both lists are about nothing in particular, and were written without regard to any report.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from unsqa.finding.records import save_array

if TYPE_CHECKING:
    from pathlib import Path

    from unsqa.finding.embedding import Embedder, Vectors

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

EVERYDAY_QUESTIONS = (
    "How do I make bread dough rise?",
    "What is a good recipe for chicken soup?",
    "How long should I cook rice?",
    "Which wine goes with fish?",
    "Who won the football championship?",
    "How many goals did the striker score this season?",
    "What are the rules of basketball?",
    "Who is the fastest runner in the world?",
    "How do I write a loop in Python?",
    "Why does my code throw an error?",
    "What is the difference between a class and an object in programming?",
    "How do I install an app on my computer?",
    "My phone battery drains too fast, what should I do?",
    "How do I reset my password?",
    "What is the distance from the Earth to the Moon?",
    "How do stars form?",
    "How many planets are in the solar system?",
    "Why is the sea salty?",
    "What is the chemical formula of water?",
    "How do volcanoes erupt?",
    "Who painted the Mona Lisa?",
    "Who wrote this novel?",
    "What year did this band release its first album?",
    "Who is the lead actor in the movie?",
    "Can you recommend a good series to watch?",
    "How old is the singer and is she married?",
    "Tell me something funny.",
    "Hello!",
    "Hi there",
    "Good morning!",
    "Thank you very much!",
    "Goodbye",
    "OK, great.",
    "What can you do?",
    "How are you today?",
    "What is your name and who made you?",
    "Write me a poem about the sea.",
    "What is the meaning of life?",
    "Translate this sentence into French.",
    "What is the past tense of this verb?",
    "Solve this equation for x.",
    "What is the square root of 144?",
    "What is 15 percent of 80?",
    "What is the capital of Australia?",
    "Which is the longest river in Africa?",
    "When did the Second World War end?",
    "Who was the first emperor of Rome?",
    "Who is the president of France?",
    "What is the weather going to be tomorrow?",
    "Which hotel do you recommend near the beach?",
    "How much is a flight to London?",
    "Do I need a visa to travel there?",
    "What should I see in Paris in three days?",
    "What can I take for a headache?",
    "Is it safe to exercise with a cold?",
    "How do I lose weight quickly?",
    "How much sleep does a baby need?",
    "Which car should I buy?",
    "How do I change a tyre?",
    "What is the price of bitcoin today?",
    "How should I invest my savings?",
    "How do I fix a leaking tap?",
    "How often should I water my plants?",
    "How do I train my dog to sit?",
    "How do I look after a goldfish?",
    "What is my horoscope for this week?",
    "What should I give my mother for her birthday?",
    "How do I write a cover letter for a job?",
    "What is the best way to learn to play the guitar?",
)
EVERYDAY_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Background:
    """The vectors of the two lists: `language_means` (n_languages, dim) and `everyday` (n_questions, dim), float32."""

    language_means: Vectors
    everyday: Vectors

    @classmethod
    def measure(cls, embedder: Embedder) -> Background:
        """Encode the two lists."""
        means = [embedder.encode_bank(texts).mean(axis=0) for texts in PARALLEL_QUESTIONS.values()]
        return cls(np.stack(means), embedder.encode_bank(EVERYDAY_QUESTIONS))

    def move(self, vector: Vectors, source: str, target: str) -> Vectors:
        """Return a unit vector (dim,) moved from one language to another; as it is when one of them is not known."""
        languages = list(PARALLEL_QUESTIONS)
        if source == target or source not in languages or target not in languages:
            return vector
        moved = vector - self.language_means[languages.index(source)] + self.language_means[languages.index(target)]
        length = float(np.linalg.norm(moved))
        return (moved / length).astype(np.float32) if length > 0 else vector

    def likeness(self, vector: Vectors, language: str) -> float:
        """Return the cosine of a query's vector to the nearest everyday question."""
        return float((self.everyday @ self.move(vector, language, EVERYDAY_LANGUAGE)).max())

    def save(self, folder: Path) -> None:
        """Write the vectors into a folder."""
        save_array(folder / "languages.npy", self.language_means)
        save_array(folder / "everyday.npy", self.everyday)

    @classmethod
    def load(cls, folder: Path) -> Background:
        """Read what `save` wrote."""
        return cls(np.load(folder / "languages.npy"), np.load(folder / "everyday.npy"))
