"""Which messages are small talk, and which are questions."""

from __future__ import annotations

import pytest

from unsqa.understanding.small_talk import answer_small_talk, small_talk_language


@pytest.mark.parametrize(
    ("message", "key"),
    [
        ("Hello!", "greeting"), ("good morning", "greeting"), ("¡Hola, buenos días!", "greeting"),
        ("thanks", "thanks"), ("OK, great, thank you so much.", "thanks"), ("ok", "thanks"),
        ("¡Muchas gracias por tu ayuda!", "thanks"), ("that’s all, thanks", "thanks"), ("vale", "thanks"),
        ("Bye!", "goodbye"), ("thanks and goodbye", "goodbye"), ("Adiós", "goodbye"), ("hasta mañana", "goodbye"),
        ("What can you do?", "abilities"), ("who are you", "abilities"), ("hi, what can you do?", "abilities"),
        ("¿Qué puedes hacer?", "abilities"), ("¿Quién eres?", "abilities"), ("¿cómo funcionas?", "abilities"),
    ],
)  # fmt: skip
def test_a_message_that_asks_the_reports_nothing_is_small_talk(message: str, key: str) -> None:
    assert answer_small_talk(message) == key


@pytest.mark.parametrize(
    "message",
    [
        "thanks, and in the south?", "hello, how many shelters are there?", "ok, back to the shelters",
        "gracias, ¿y allí?", "who are they?", "what did you do for refugees?", "help for refugees", "FAO", "no", "???",
        "¿qué hace la FAO?",
    ],
)  # fmt: skip
def test_a_message_that_asks_something_is_a_question(message: str) -> None:
    assert answer_small_talk(message) is None


@pytest.mark.parametrize(
    ("message", "language"), [("Hola", "es"), ("¡Muchas gracias!", "es"), ("Hello!", "en"), ("ok thanks", "en")]
)
def test_small_talk_is_answered_in_its_own_language(message: str, language: str) -> None:
    assert small_talk_language(message) == language
