"""What the app says beside the answers: a TOML file a page, a table a text, a key a language.

Texts that stand within an answer, wherever it is shown, are in unsqa.answering.wording.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "es")


def tell(key: str, language: str, /, **values: object) -> str:
    """Return a text of the app, such as "chat.placeholder", in the language, or in English where there is none.

    Raises KeyError for a key that is in no file.

    >>> tell("app.language", "es")
    'Idioma'
    """
    texts = load_strings()[key]
    return texts.get(language, texts[LANGUAGES[0]]).format(**values)


@cache
def load_strings() -> dict[str, dict[str, str]]:
    """Return the texts of all pages, by "file.name", each by language."""
    return {
        f"{path.stem}.{name}": texts
        for path in sorted(Path(__file__).parent.glob("*.toml"))
        for name, texts in tomllib.loads(path.read_text(encoding="utf-8")).items()
    }
