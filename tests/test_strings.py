"""What the app says: every text in both languages, every text there that the code asks for, none that it does not."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import get_args

import pytest

import unsqa.web
from unsqa.types import Kind
from unsqa.web.strings import LANGUAGES, load_strings, tell

WEB = Path(unsqa.web.__file__).parent
LEGS = ("passage", "sentence", "question", "words", "name", "reranker")
# Keys put together by the code, as f"chat.kind_{...}": what they begin with, and what they end with.
ENDINGS = {"chat.kind_": get_args(Kind), "chat.leg_": LEGS}


def keys_in_code() -> tuple[set[str], set[str]]:
    """Return the keys that stand whole in the code of the app, and the beginnings of those put together."""
    whole: set[str] = set()
    begun: set[str] = set()
    names = {path.stem for path in (WEB / "strings").glob("*.toml")}
    for path in WEB.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            found = re.fullmatch(r"([a-z]+)\.[a-z_]*", str(node.value)) if isinstance(node, ast.Constant) else None
            if found and found[1] in names:
                (begun if found[0][-1] in "._" else whole).add(found[0])
    return whole, begun


@pytest.mark.parametrize("key", sorted(load_strings()))
def test_a_text_is_there_in_every_language_with_the_same_places_to_fill(key):
    texts = load_strings()[key]
    assert set(texts) == set(LANGUAGES)
    assert all(text.strip() for text in texts.values())
    places = [sorted(re.findall(r"{(\w+)", text)) for text in texts.values()]
    assert places == [places[0]] * len(LANGUAGES)


def test_every_text_that_the_code_asks_for_is_there_and_none_is_left_over():
    whole, begun = keys_in_code()
    texts = set(load_strings())
    put_together = {key for key in texts if any(key.startswith(start) for start in begun)}
    stray = {start for start in begun if not any(key.startswith(start) for key in texts)}
    assert (whole - put_together - texts, stray, texts - whole - put_together) == (set(), set(), set())


@pytest.mark.parametrize(("start", "endings"), ENDINGS.items())
def test_keys_put_together_have_a_text_for_every_ending(start, endings):
    assert {key for key in load_strings() if key.startswith(start)} == {f"{start}{ending}" for ending in endings}


def test_a_language_without_texts_gets_english():
    assert tell("app.language", "fr") == "Language"
    with pytest.raises(KeyError):
        tell("app.nothing", "en")
