"""Places that a question may name: countries, the first-level parts of the report's own country, and large regions.

Each place goes by all its names in English and Spanish, folded. The names are pycountry's (ISO 3166 and its
translations, Debian's iso-codes); short forms drop what follows
a comma or "de ..." ("Veracruz de Ignacio de la Llave").
Towns are not here: a question writes them with a capital, or the report knows them (vocabulary.py).
"""

from __future__ import annotations

import gettext
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from unsqa.finding.lexical import fold_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Name = tuple[str, ...]  # the words of a name, folded

# Names that ISO 3166 has not: regions, then everyday and short forms.
REGIONS = """
Latin America = América Latina = Latinoamérica; Central America = Centroamérica = América Central;
South America = Sudamérica = América del Sur; North America = Norteamérica = América del Norte; Caribbean = Caribe;
Europe = Europa; Africa = África; Asia; Oceania = Oceanía; Middle East = Oriente Medio = Medio Oriente
"""
REGION = (("region",), ("regional",))  # what a report calls its own after the first time
ALSO = """
European Union = Unión Europea = EU = UE; Turkey = Turquía = Türkiye; Russia = Rusia; Ivory Coast = Costa de Marfil;
United States = Estados Unidos = USA = US = EEUU = EE. UU. = U.S.; North Korea = Corea del Norte;
United Kingdom = Reino Unido = UK = Great Britain = Gran Bretaña; South Korea = Corea del Sur; Czechia = Chequia
"""
# Names of places that are everyday words too: these need a capital.
ALSO_WORDS_TEXT = """
chad china chile cuba dominica eu georgia granada guinea india jersey jordan mali man niger oman reunion turkey ue
us usa
"""
ALSO_WORDS = frozenset(ALSO_WORDS_TEXT.split())

MAX_WORDS = 6


@lru_cache(maxsize=8)
def list_places(country: str) -> Mapping[Name, tuple[Name, ...]]:
    """Return for each name of a place all its names; `country` is the report's own, whose parts are in the list.

    >>> list_places("Spain")[("germany",)][:2]
    (('germany',), ('alemania',))
    """
    regions = [[*map(_fold, group.split(" = ")), *REGION] for group in REGIONS.replace("\n", " ").split(";")]
    groups = [[*map(_fold, group.split(" = "))] for group in ALSO.replace("\n", " ").split(";")]
    groups += [_names_of(entry, "iso3166-1") for entry in _countries()]
    own = next((entry for entry in _countries() if _fold(country) in _names_of(entry, "iso3166-1")), None)
    taken = {name for group in groups for name in group}
    for entry in _parts_of(own.alpha_2) if own else ():
        names = [name for name in _names_of(entry, "iso3166-2") if name not in taken]
        stated = [(*prefix, *_fold(entry.name)) for prefix in (("state", "of"), ("estado", "de"))]
        groups.append([*names, *stated])
    found: dict[Name, dict[Name, None]] = {}
    for group in groups:
        members = dict.fromkeys(name for first in group for name in (first, *found.get(first, ())) if name)
        for name in members:
            found.setdefault(name, {}).update(members)
    listed = {name: tuple(members) for name, members in found.items()}
    return listed | {name: tuple(group) for group in regions for name in group if name not in REGION}


def find_places(words: list[str], places: Mapping[Name, tuple[Name, ...]]) -> list[tuple[int, int]]:
    """Return the (first, after last) word of each place that is named, the longest name first at each word.

    >>> find_places(["from", "costa", "rica", "to", "peru"], list_places("Peru"))
    [(1, 3), (4, 5)]
    """
    found = []
    row = 0
    while row < len(words):
        sizes = range(min(MAX_WORDS, len(words) - row), 0, -1)
        size = next((size for size in sizes if tuple(words[row : row + size]) in places), 0)
        if size:
            found.append((row, row + size))
        row += size or 1
    return found


def _names_of(entry: Any, domain: str) -> list[Name]:  # noqa: ANN401  (pycountry has no types)
    """Return the names of a country or of a part of one, in English and Spanish, whole and short."""
    spanish = _translation(domain)
    given = [getattr(entry, field, None) for field in ("name", "common_name", "official_name")]
    whole = [part for text in given if text for name in (text, spanish.gettext(text)) for part in _bracketed(name)]
    short = [name.split(",")[0].split(" (")[0] for name in whole]
    parts = [name for text in short for name in text.split("/")]
    cut = [name.split(" de ")[0] for name in parts if domain == "iso3166-2" and _may_be_cut(name)]
    turned = [f"{name.rpartition(' de ')[2]} City" for name in parts if name.startswith("Ciudad de ")]
    return list(dict.fromkeys(_fold(name) for name in (*whole, *short, *parts, *cut, *turned)))


def _bracketed(name: str) -> list[str]:
    """Return both names of "Catalunya [Cataluña]"."""
    return [part.strip() for part in name.rstrip("]").split("[")]


def _may_be_cut(name: str) -> bool:
    """Tell a name of which the first word is enough from one that begins with a common noun."""
    first, _, rest = name.partition(" de ")
    return bool(rest) and " " not in first and first.lower() not in ("ciudad", "distrito", "estado", "isla", "islas")


def _fold(text: str) -> Name:
    return tuple(fold_words(text))


@lru_cache(maxsize=1)
def _countries() -> tuple[Any, ...]:
    import pycountry

    return tuple(pycountry.countries)


def _parts_of(code: str) -> Iterable[Any]:
    import pycountry

    subdivisions: Any = pycountry.subdivisions
    return subdivisions.get(country_code=code) or ()


@lru_cache(maxsize=2)
def _translation(domain: str) -> gettext.NullTranslations:
    import pycountry

    return gettext.translation(domain, pycountry.LOCALES_DIR, languages=["es"], fallback=True)
