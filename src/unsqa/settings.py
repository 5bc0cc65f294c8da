"""Settings: where the corpus and the index lie, which model embeds, what is kept, and who may ask how often.

Read from `unsqa.toml` in the working folder (if there is one), then from the environment (`UNSQA_MODEL` ...), then
from command-line options; the later wins. A table's keys are settings of its name: `url` under `[expand]` is
`expand_url`. `FIELDS` is the only list of them. Nothing is read on import.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unsqa.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_MODEL = "multilingual-e5-small"


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default. An empty prefix means: the prompts that the model brings; no reranker: none.

    `processes` embed when the index is built (0: one, by threads), or the workers of the Ray cluster at `ray_address`.
    `store` is where vectors are kept: "faiss", in the index folder, or "milvus", on a server (docs/scale.md).
    `data` is the folder of what is kept of conversations (empty: the user's own, as the system has it), and `keep`
    whether any is. A `public` app serves people who do not know each other: it keeps only what signed-in people ask,
    adds no reports, and lets each ask `questions_per_minute` (0: as many as they like). `sign_in` asks for a name
    first (docs/deploy.md).
    """

    corpus: str = "corpus"
    index: str = "index"
    model: str = DEFAULT_MODEL
    query_prefix: str = ""
    passage_prefix: str = ""
    reranker: str = ""
    processes: int = 0
    ray_address: str = ""
    store: str = "faiss"
    milvus_address: str = ""
    milvus_token: str = field(default="", repr=False)
    milvus_collection: str = "unsqa"
    expand_url: str = ""
    expand_model: str = ""
    expand_key: str = field(default="", repr=False)
    data: str = ""
    keep: bool = True
    public: bool = False
    sign_in: bool = False
    questions_per_minute: int = 30


FIELDS = tuple(setting.name for setting in fields(Settings))
SECRETS = tuple(setting.name for setting in fields(Settings) if not setting.repr)
TABLES = ("expand",)
# What is wanted of a value of each type, and an example of it.
WANTED: dict[type, tuple[str, str]] = {
    str: ("a text in quotes", '"..."'),
    bool: ("true or false", "true"),
    int: ("a whole number, 0 or more,", "30"),
}
YES, NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


def load_settings(
    folder: Path | None = None, environment: Mapping[str, str] | None = None, **options: str | bool | int | None
) -> Settings:
    """Return the settings in force; an option that is None counts as not given.

    Raises InputError for a file that is not TOML, and for a name or a value that is not known.
    """
    path = (folder or Path()) / "unsqa.toml"
    environment = os.environ if environment is None else environment
    found = _read_file(path) if path.is_file() else {}
    for name in FIELDS:
        variable = f"UNSQA_{name.upper()}"
        if given := environment.get(variable):
            found[name] = _from_text(name, given)
            _check(name, found[name], f"{variable} is")
    for name, value in options.items():
        if value is not None:
            _check(name, value, f"{name} is")
            found[name] = value
    return replace(Settings(), **found)


def _type_of(name: str) -> type:
    return type(getattr(Settings(), name))


def _from_text(name: str, given: str) -> str | bool | int:
    """Return what the text of an environment variable means, or the text where it means nothing of the type."""
    kind = _type_of(name)
    if kind is bool and given.lower() in YES + NO:
        return given.lower() in YES
    return int(given) if kind is int and given.isascii() and given.isdecimal() else given


def _check(name: str, value: object, source: str) -> None:
    """Raise InputError when the value is not of the setting's type, or is a number below 0."""
    kind = _type_of(name)
    if type(value) is kind and not (isinstance(value, int) and value < 0):
        return
    wanted, example = WANTED[kind]
    shown = "what is no text" if name in SECRETS else repr(value)
    raise InputError(f"{source} {shown}; {wanted} was expected, as in {name} = {example}.")


def _read_file(path: Path) -> dict[str, Any]:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"The settings in {path} cannot be read: {error}. Mend the file or remove it.") from error
    for table in TABLES:
        if isinstance(found.get(table), dict):
            found |= {f"{table}_{name}": value for name, value in found.pop(table).items()}
    for name, value in found.items():
        if name not in FIELDS:
            raise InputError(f"{path} sets {name!r}, which is not a setting. The settings are: {', '.join(FIELDS)}.")
        _check(name, value, f"{path} sets {name} to")
    return found
