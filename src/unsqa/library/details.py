"""What is said of a report when it is added, and the name of its folder, which is made from that."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from unsqa.errors import InputError
from unsqa.finding.language import UN_LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Collection

MAX_TITLE_CHARS = 300
MAX_ID_CHARS = 60
YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True)
class Details:
    """Title, year and language (ISO 639-1) of a report, and what may be said besides."""

    title: str
    year: int | None
    language: str
    publisher: str = ""
    country: str = ""


def check_details(details: Details) -> Details:
    """Return the details with blanks made single. Raises InputError, naming what cannot be so."""
    texts = {key: " ".join(getattr(details, key).split()) for key in ("title", "publisher", "country")}
    if not texts["title"]:
        raise InputError("The report has no title. Give the one that citations should show.")
    for key, text in texts.items():
        if len(text) > MAX_TITLE_CHARS:
            raise InputError(
                f"The {key} has {len(text):,} characters; at most {MAX_TITLE_CHARS} are shown. Shorten it."
            )
        if not text.isprintable():
            raise InputError(f"The {key} {text!a} holds characters that cannot be shown. Type it again.")
    if details.year is not None and details.year not in YEARS:
        raise InputError(f"The year {details.year} is not one from {YEARS[0]} to {YEARS[-1]}, as in 2020.")
    if details.language not in known_languages():
        raise InputError(
            f"The language {details.language!r} is not known. Give two letters (ISO 639-1), "
            f"such as {', '.join(UN_LANGUAGES)}."
        )
    return Details(texts["title"], details.year, details.language, texts["publisher"], texts["country"])


def known_languages() -> frozenset[str]:
    """Return the languages that a report may be in: the codes of ISO 639-1."""
    import pycountry

    return frozenset(language.alpha_2 for language in pycountry.languages if hasattr(language, "alpha_2"))


def make_id(details: Details, taken: Collection[str] = ()) -> str:
    """Return a name for the report's folder that is none of those taken: letters, digits and hyphens.

    A title that has no Latin letters gives none.

    >>> make_id(Details("Informe de Ñorvik: año 3", 2021, "es"), ["informe-de-norvik-ano-3-2021"])
    'informe-de-norvik-ano-3-2021-2'
    """
    folded = unicodedata.normalize("NFKD", details.title).encode("ascii", "ignore").decode().lower()
    year = str(details.year) if details.year and str(details.year) not in folded else ""
    words = re.findall(r"[a-z0-9]+", folded) or ["report"]
    kept = [word for n, word in enumerate(words) if not n or len("-".join(words[: n + 1])) <= MAX_ID_CHARS]
    name = "-".join(filter(None, ["-".join(kept)[:MAX_ID_CHARS], year]))
    numbers = iter(range(2, len(taken) + 3))
    found = name
    while found in taken:
        found = f"{name}-{next(numbers)}"
    return found


def write_catalogue(details: Details, earlier: dict[str, Any]) -> str:
    """Return the `report.toml` of a report; keys of an earlier one that the details do not give are kept."""
    import tomli_w

    given = {key: value for key in Details.__slots__ if (value := getattr(details, key)) not in ("", None)}
    return tomli_w.dumps({**earlier, **given})
