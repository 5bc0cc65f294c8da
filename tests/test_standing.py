"""Questions that stand alone, and those that lean on a text or a question that is not there."""

from __future__ import annotations

import pytest

from unsqa.expanding.standing import why_leaning

LEANING = {
    "What did they do about water?": "they",
    "Who paid for it?": "it",
    "How many of them were girls?": "them",
    "In what year did it open?": "it",
    "How many people did it help?": "it",
    "What was its goal?": "its",
    "When was it launched?": "it",
    "How did she become a nurse?": "she",
    "What is the purpose of this programme?": "this",
    "Which agencies worked on this project?": "this",
    "Which of these was the largest?": "these",
    "What does that mean?": "does that",
    "Who works there?": "there",
    "What was the aim of it?": "it",
    "What does the passage say about food?": "the passage",
    "According to the text, how many boats sank?": "to the text",
    "What does the text say about water?": "does the text say",
    "What does this figure show?": "this figure",
    "Which agencies worked on the project mentioned above?": "mentioned above",
    "What about the boats?": "What about",
    "And the night schools?": "And",
    "How much was paid?": "How much was paid?",
    "¿Y cuántas eran mujeres?": "¿Y",
    "¿Cuántos de ellos eran niños?": "ellos",
    "¿Cuál es su objetivo?": "su",
    "¿Dónde vive ella?": "ella",
    "¿Qué lograron con eso?": "eso",
    "¿Qué les dieron?": "les",
    "¿Qué agencias apoyaron este programa?": "este",
    "¿Cuál fue el objetivo de dicho programa?": "dicho",
    "¿Qué dice el texto sobre el agua?": "dice el texto",
    "¿Qué muestra la figura anterior?": "figura anterior",
    "¿Qué dice este informe del agua?": "este informe",
    "¿Cuánto costó?": "¿Cuánto costó?",
    "?": "?",
}
STANDING = [
    "How did the storm change the lives of those who fish?",
    "Did the council pay the crews that lost their boats?",
    "How many pupils passed, and how many of them were girls?",
    "Does the UN say what it plans to do on the coast?",
    "What does FAO stand for?",
    "What is an infodemic?",
    "Is it safe to drink the water in Tolmin?",
    "Is it now mandatory to mark the nets?",
    "Why should it be clear who pays for the bus?",
    "How long does it take to learn to weld?",
    "Who said it makes them proud to teach?",
    "Is there a bus that takes pupils home?",
    "Who should have their boats repaired first?",
    "How do towns prepare for this storm and future ones?",
    "¿Qué les dieron a los pescadores después de la tormenta?",
    "¿A quién se le llama patrona?",
    "¿Por qué cerraron sus puertas las escuelas?",
    "¿Qué empresa pagó la electricidad y cuánto valió ese apoyo?",
    "en cuantas lenguas indigenas esta la radio",
    "herring",
    "31 boats",
]


@pytest.mark.parametrize(("question", "words"), LEANING.items(), ids=list(LEANING))
def test_a_question_that_leans_is_told_by_the_words_that_do(question, words):
    assert why_leaning(question) == words


@pytest.mark.parametrize("question", STANDING)
def test_a_question_that_names_its_subject_stands_alone(question):
    assert why_leaning(question) == ""
