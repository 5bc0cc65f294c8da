"""A question of several parts is cut into questions that stand alone; one that is not stays whole."""

from __future__ import annotations

import pytest

from unsqa.understanding.parts import asks_for_meaning, split_question


@pytest.mark.parametrize(
    ("question", "language", "parts"),
    [
        (
            "Since when has the prize been given, and which offices are involved in it?",
            "en",
            ("Since when has the prize been given?", "Which offices are involved in the prize?"),
        ),
        (
            "Who built the pier because of the storm, and who measured it?",
            "en",
            ("Who built the pier because of the storm?", "Who measured it (built the pier because of the storm)?"),
        ),
        (
            "How many boats were mended in Norvik? And by whom?",
            "en",
            ("How many boats were mended in Norvik?", "By whom (boats were mended in Norvik)?"),
        ),
        (
            "After the storm, who mended the boats and who paid the crews?",
            "en",
            ("After the storm, who mended the boats?", "After the storm, who paid the crews?"),
        ),
        (
            "After the storm, who mended the boats and who took them out?",
            "en",
            ("After the storm, who mended the boats?", "After the storm, who took them out (mended the boats)?"),
        ),
        (
            "¿Quién abrió la emisora y en cuántas lenguas transmite?",
            "es",
            ("¿Quién abrió la emisora?", "¿En cuántas lenguas transmite (abrió la emisora)?"),
        ),
        (
            "¿Qué es el vivero comunal? ¿Qué familias plantaron castaños en las laderas de la sierra?",
            "es",
            ("¿Qué es el vivero comunal?", "¿Qué familias plantaron castaños en las laderas de la sierra?"),
        ),
    ],
)
def test_each_part_stands_alone(question: str, language: str, parts: tuple[str, ...]) -> None:
    assert split_question(question, language) == parts


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("How many shelters and hotels took part?", "en"),
        ("How many men and how many women came to the fair?", "en"),
        ("What share of men and what share of women were poor?", "en"),
        ("Where and when was the meeting?", "en"),
        ("How many teachers were trained on dirty air and what it does to us?", "en"),
        ("Did they say who came and when they left?", "en"),
        ("I'm a farmer. What kinds of storms does it tell?", "en"),
        ("¿Desde cuándo y hasta cuándo se hizo el censo de los pozos?", "es"),
        ("¿Qué temas y libros cambiaron?", "es"),
        ("¿Cuántos hombres y cuántas mujeres llegaron?", "es"),
        ("Qui a payé et quand ?", "fr"),
    ],
)
def test_one_question_stays_whole(question: str, language: str) -> None:
    assert split_question(question, language) == ()


def test_what_asks_for_a_meaning_is_told_from_what_asks_for_facts() -> None:
    asking = ["What does NHC stand for?", "NHC meaning", "¿Qué significa NHC?", "¿Qué es la NHC?", "NHC", "siglas NHC"]
    telling = ["What did the NHC do for the boats?", "¿Qué hizo la NHC por los barcos?", "Who pays for the nets?"]
    assert [asks_for_meaning(text) for text in (*asking, *telling)] == [True] * 6 + [False] * 3
