"""Settings: where the corpus and the index lie, and which model embeds.

Read from `unsqa.toml` in the working folder (if there is one), then from the environment (`UNSQA_MODEL` ...), then
from command-line options; the later wins. A table's keys are settings of its name: `url` under `[expand]` is
`expand_url`. `FIELDS` is the only list of them. Nothing is read on import.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from unsqa.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_MODEL = "multilingual-e5-small"


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default. An empty prefix means: the prompts that the model brings; no reranker: none."""

    corpus: str = "corpus"
    index: str = "index"
    model: str = DEFAULT_MODEL
    query_prefix: str = ""
    passage_prefix: str = ""
    reranker: str = ""
    expand_url: str = ""
    expand_model: str = ""
    expand_key: str = field(default="", repr=False)


FIELDS = tuple(setting.name for setting in fields(Settings))
TABLES = ("expand",)


def load_settings(
    folder: Path | None = None, environment: Mapping[str, str] | None = None, **options: str | None
) -> Settings:
    """Return the settings in force; an option that is None counts as not given.

    Raises InputError for a file that is not TOML, and for a name or a type that is not known.
    """
    path = (folder or Path()) / "unsqa.toml"
    environment = os.environ if environment is None else environment
    found = _read_file(path) if path.is_file() else {}
    found |= {name: environment[f"UNSQA_{name.upper()}"] for name in FIELDS if environment.get(f"UNSQA_{name.upper()}")}
    found |= {name: value for name, value in options.items() if value is not None}
    return replace(Settings(), **found)


def _read_file(path: Path) -> dict[str, str]:
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
        if not isinstance(value, str):
            shown = "what is no text" if name == "expand_key" else repr(value)
            raise InputError(f'{path} sets {name} to {shown}; a text in quotes was expected, as in {name} = "...".')
    return dict(found)
