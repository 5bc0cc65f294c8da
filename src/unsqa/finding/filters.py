"""What a search is confined to by filters, and what it prefers because the question names it.

Both go by the same facets of a passage: its report, year, headings, agencies, goals (SDGs), kinds and language. A
filter is a wall; a preference adds BONUS to the score of what fits, for each facet that the question names.

An agency goes by all its names: how the reports write it, the parts of "PAHO/WHO", its names in other languages and its
long forms in the glossaries. A name that is also a word ("WHO") must be written in capitals.

Not here: the words in which a filter is told (answering/citing.py).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import numpy as np

from unsqa.errors import InputError
from unsqa.finding.names import BODIES
from unsqa.reading.blocks.recognize import PRIORITY, worded_rank
from unsqa.types.answer import EVERYTHING, Filters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from unsqa.types import Document, Passage

BONUS = 0.75  # set on the calibration questions, where none costs evidence, and the bank's that name something
FIELDS = tuple(field.name for field in fields(Filters))
NOUNS = dict(zip(FIELDS, ("report", "year", "section", "agency", "SDG", "kind", "language"), strict=True))
NAMED = ("reports", "headings", "agencies")  # fields of many values; of the others an error names them all

# Bodies whose names have more than one word; the others are in names.py.
NAMED_BODIES = """
UN Women = ONU Mujeres = ONU Femmes; UN-Habitat = ONU-Hábitat; Global Compact = Pacto Mundial = Pacto Global;
UN Volunteers = UNV = VNU = Voluntarios de las Naciones Unidas = Voluntarios de la ONU
"""
ALSO_WORDS = frozenset(("who", "ops", "pam"))  # in a language that the reports need not be in

_WORD = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d,%]|\.\d)")
_GOALS = re.compile(
    r"\b(?:(?:SDG|goal|objetivo|objectif)s?|ODS|ODD)(?: de desarrollo sostenible| de développement durable)?\s*"
    r"(\d{1,2}(?![\d%]|,\d{3})(?:\s*(?:,|and|y|e|&|et)\s*\d{1,2}(?![\d%]))*)",
    re.IGNORECASE,
)

Value = str | int
Name = tuple[str, ...]  # the words of a name, folded
Rows = np.ndarray[Any, np.dtype[np.int64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]
Scores = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Scope:
    """For each passage whether it may be found, bool (n_passages,), and what is added to its score, float64.

    `filters` are those that leave the passages allowed, for a store that filters by itself.
    """

    allowed: Mask
    bonus: Scores
    filters: Filters = EVERYTHING


@dataclass(frozen=True, slots=True)
class Facets:
    """For each field of Filters the values there are, each with the rows of the passages that have it.

    Headings stand in the order of the reports, the rest sorted. `names` leads from the names of agencies to the
    agencies, each as the reports write it most; `chapters` are the headings to choose from; `words` are the names that
    are words too.
    """

    n_passages: int
    rows: Mapping[str, Mapping[Value, Rows]]
    chapters: tuple[str, ...]
    names: Mapping[Name, tuple[str, ...]]
    words: frozenset[str]


def find_facets(documents: Mapping[str, Document], passages: Sequence[Passage]) -> Facets:
    """Return what the passages can be told apart by."""
    names = _name_agencies(documents, passages)
    small = {word for document in documents.values() for word in _WORD.findall(document.text) if (word,) in names}
    words = frozenset(small | ALSO_WORDS)
    found: dict[str, dict[Value, list[int]]] = {field: {} for field in FIELDS}
    for row, passage in enumerate(passages):
        for field, values in _values_of(passage, documents[passage.document], names, words).items():
            for value in dict.fromkeys(values):
                found[field].setdefault(value, []).append(row)
    ordered = {field: own if field == "headings" else sorted(own, key=_order) for field, own in found.items()}
    rows = {field: {value: np.array(found[field][value]) for value in values} for field, values in ordered.items()}
    outermost = {passage.section.headings[0] for passage in passages if passage.section.headings}
    ranks = {heading: worded_rank(heading) for heading in map(str, rows["headings"])}
    chapters = (name for name, rank in ranks.items() if name in outermost or (rank is not None and rank <= PRIORITY))
    return Facets(len(passages), rows, tuple(chapters), names, words)


def _order(value: Value) -> tuple[int, str]:
    """Return what numbers are sorted by, and texts: size, and the alphabet."""
    return (value, "") if isinstance(value, int) else (0, _key(value))


def _values_of(
    passage: Passage, document: Document, names: Mapping[Name, tuple[str, ...]], words: frozenset[str]
) -> dict[str, list[Value]]:
    section = passage.section
    named = [agency for name in section.agencies for agency in names[_fold(name)][:1]]
    is_all_figure = all(passage.in_figure(row) for row in range(len(passage.sentences)))
    return {
        "reports": [document.id],
        "years": [year for year in [document.report.year] if year],
        "headings": list(section.headings),
        "agencies": [*named, *_find_agencies(passage.text, names, words)],
        "sdgs": [*section.sdgs, *_find_goals(passage.text)],
        "kinds": ["figure"] if is_all_figure else [section.kind, *(["figure"] if passage.figures else [])],
        "languages": [document.report.language],
    }


def _plain(text: str) -> list[str]:
    """Return the words of a text without accents, in the letters they were written in."""
    text = unicodedata.normalize("NFKD", text)
    return _WORD.findall("".join(letter for letter in text if not unicodedata.combining(letter)))


def _fold(text: str) -> Name:
    return tuple(word.lower() for word in _plain(text))


def _key(text: str) -> str:
    return " ".join(_fold(text))


def _name_agencies(documents: Mapping[str, Document], passages: Sequence[Passage]) -> dict[Name, tuple[str, ...]]:
    """Return for each name of an agency, folded, the agencies it means, the one that is called so itself first.

    Of several ways of writing one agency the most frequent counts, then the first in the alphabet.
    """
    counted = Counter(name for passage in passages for name in passage.section.agencies)
    longs: dict[Name, list[str]] = {}
    for entry in (entry for document in documents.values() for entry in document.glossary):
        longs.setdefault(_fold(entry.short), []).extend(part for long in entry.long for part in long.split(" / "))
    shown: dict[Name, str] = {}
    means: dict[Name, set[str]] = {}
    for agency in sorted(counted, key=lambda name: (-counted[name], name)):
        own = [agency, *_same_body(agency)]
        first = next((shown[_fold(name)] for name in own if _fold(name) in shown), agency)
        shown |= {_fold(name): first for name in own}
        parts = agency.split("/") if "/" in agency else []
        shorts = {_fold(name) for name in (*own, *parts, *(name for part in parts for name in _same_body(part)))}
        for name in shorts | {_fold(long) for short in shorts for long in longs.get(short, ())}:
            means.setdefault(name, set()).add(first)
    return {
        name: tuple(sorted(found, key=lambda agency: (agency != shown.get(name), agency)))
        for name, found in means.items()
        if name
    }


def _same_body(agency: str) -> tuple[str, ...]:
    """Return all names of a body in the tables, if the agency is one of them."""
    groups = [group.split() for group in BODIES.split(";")] + [group.split(" = ") for group in NAMED_BODIES.split(";")]
    return next((tuple(group) for group in groups if _fold(agency) in map(_fold, group)), ())


def _find_agencies(text: str, names: Mapping[Name, tuple[str, ...]], words: frozenset[str]) -> Iterator[str]:
    """Yield the agencies that a text names, the longest name first at each place."""
    written = _plain(text)
    folded = [word.lower() for word in written]
    starts = {name[0] for name in names}
    longest = max(map(len, names), default=0)
    shouted = text.isupper() and len(written) > 1
    row = 0
    while row < len(folded):
        sizes = range(min(longest, len(folded) - row), 0, -1) if folded[row] in starts else ()
        size = next((size for size in sizes if tuple(folded[row : row + size]) in names), 0)
        if size and not (size == 1 and folded[row] in words and (shouted or not written[row].isupper())):
            yield from names[tuple(folded[row : row + size])]
        row += size or 1


def _find_goals(text: str) -> Iterator[int]:
    for match in _GOALS.finditer(text):
        yield from (int(number) for number in re.findall(r"\d+", match[1]) if int(number) in range(1, 18))


def list_choices(facets: Facets) -> Filters:
    """Return the values that leave some passages and not all, in order; of headings the chapters and priorities."""
    n_all = facets.n_passages
    found = {field: tuple(v for v, own in rows.items() if len(own) < n_all) for field, rows in facets.rows.items()}
    found["headings"] = tuple(heading for heading in facets.chapters if heading in found["headings"])
    return Filters(**found)  # type: ignore[arg-type]


def settle(facets: Facets, filters: Filters) -> Filters:
    """Return the filters with each value as the reports write it: "unicef" as UNICEF, "OIT" as ILO.

    Raises InputError for a value that no passage has, naming the nearest that there are.
    """
    found: dict[str, tuple[Value, ...]] = {}
    for field in FIELDS:
        values = getattr(filters, field)
        if not isinstance(values, tuple | list):
            raise InputError(f"The filter {field} is {values!r}; a tuple was expected, as in {field}=({values!r},).")
        settled = [value for given in values for value in _settle_value(facets, field, given)]
        found[field] = tuple(dict.fromkeys(settled))
    return Filters(**found)  # type: ignore[arg-type]


def _settle_value(facets: Facets, field: str, given: Value) -> tuple[Value, ...]:
    known = {_key(str(value)): value for value in facets.rows[field]}
    key = _key(str(given))
    if key in known:
        return (known[key],)
    if field == "agencies" and tuple(key.split()) in facets.names:
        return facets.names[tuple(key.split())]
    if field == "headings" and _under(facets, given):
        return (given,)
    raise InputError(_say_unknown(facets, field, str(given)))


def _say_unknown(facets: Facets, field: str, given: str) -> str:
    known = facets.chapters if field == "headings" else facets.rows[field]
    shown = {_key(str(value)): str(value) for value in known}
    if field == "agencies":
        shown |= {" ".join(name): agencies[0] for name, agencies in facets.names.items()}
    if field == "headings":
        shown |= {word: word for heading in facets.rows[field] for word in _fold(str(heading)) if len(word) > 3}
    near = list(dict.fromkeys(shown[key] for key in get_close_matches(_key(given), shown))) if field in NAMED else []
    there = f"Nearest to it: {'; '.join(near)}." if near else f"There are: {'; '.join(map(str, known)) or 'none'}."
    return f"No passage has the {NOUNS[field]} {given!r}. {there}"


def _under(facets: Facets, value: Value) -> list[Rows]:
    """Return the rows under each heading that is meant: the one so called, else those that have all the words."""
    rows = facets.rows["headings"]
    if value in rows:
        return [rows[value]]
    words = set(_fold(str(value)))
    return [own for heading, own in rows.items() if words and words.issubset(_fold(str(heading)))]


def allow(facets: Facets, filters: Filters) -> Mask:
    """Tell for each passage whether the filters, settled, let it through: bool (n_passages,)."""
    allowed = np.ones(facets.n_passages, bool)
    for field in FIELDS:
        if getattr(filters, field):
            allowed &= _fit(facets, field, getattr(filters, field))
    return allowed


def _fit(facets: Facets, field: str, values: Sequence[Value]) -> Mask:
    fits = np.zeros(facets.n_passages, bool)
    for value in values:
        for rows in _under(facets, value) if field == "headings" else [facets.rows[field][value]]:
            fits[rows] = True
    return fits


def find_values(facets: Facets, field: str, allowed: Mask) -> tuple[Value, ...]:
    """Return the values of a field that some of the passages have, in order; of headings the chapters alone."""
    known = facets.chapters if field == "headings" else facets.rows[field]
    return tuple(known if allowed.all() else (value for value in known if allowed[facets.rows[field][value]].any()))


def read_preferences(facets: Facets, text: str) -> Filters:
    """Return what a question names: agencies, goals, and years where the reports are of several."""
    years = facets.rows["years"]
    named = [int(match[0]) for match in _YEAR.finditer(text) if int(match[0]) in years] if len(years) > 1 else []
    return Filters(
        years=tuple(dict.fromkeys(named)),
        agencies=tuple(dict.fromkeys(_find_agencies(text, facets.names, facets.words))),
        sdgs=tuple(dict.fromkeys(goal for goal in _find_goals(text) if goal in facets.rows["sdgs"])),
    )


def name_preferences(preferred: Filters) -> tuple[str, ...]:
    """Return what is preferred as a reader knows it.

    >>> name_preferences(Filters(agencies=("UNICEF",), sdgs=(5,), years=(2020,)))
    ('UNICEF', 'SDG 5', '2020')
    """
    return (*preferred.agencies, *(f"SDG {goal}" for goal in preferred.sdgs), *map(str, preferred.years))


def weigh(facets: Facets, preferred: Filters) -> Scores:
    """Return what is added to the score of each passage: BONUS for each field in which it fits."""
    bonus = np.zeros(facets.n_passages)
    for field in FIELDS:
        if getattr(preferred, field):
            bonus += BONUS * _fit(facets, field, getattr(preferred, field))
    return bonus
