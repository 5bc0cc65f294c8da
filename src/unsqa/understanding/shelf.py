"""The reports of a library by year and by name, and which of them a question names.

A report goes by its year, by the names of its country, by the names in its title and by that of its folder. What other
reports are called, too, tells none apart.

Not here: what is compared (comparing.py); years and names within the text of a report (asking.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from unsqa.finding.lexical import fold_words
from unsqa.understanding.asking import OWN
from unsqa.understanding.places import ALSO_WORDS, MAX_WORDS, list_places
from unsqa.understanding.vocabulary import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from unsqa.types import Document, Report

    Name = tuple[str, ...]

_YEAR = re.compile(
    r"(?<![\d.,$/–-])(?:19|20)\d\d(?![\d%/–-]|[.,]\d| ?(?:people|persons|personas|agenda))", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_]+")
_LONG_WORD = re.compile(r"[^\W\d_]{4}")
_PREPOSITION = re.compile(
    r"\b(?:in|for|of|from|since|during|by|en|para|de|del|desde|durante)\s+(?:the\s+|el\s+|la\s+)?(?:year\s+|año\s+)?$",
    re.IGNORECASE,
)
# Around what is to be looked for: "How did ... change?", "¿Qué dice el informe sobre ...?"
_FRAMES = tuple(
    re.compile(frame, re.IGNORECASE)
    for frame in (
        r"how (?:did|does|do|has|have) (.+?) (?:chang|differ|compar|develop|evolv)\w*( .*)?\W*$",
        r"what (?:is|are|was|were) the (?:difference|change)s? (?:in|of|with) (.+?)\W*$",
        r"what (?:does|do|did) (?:the|these|each)? ?reports? (?:of )?say (?:about|on|of) (.+?)\W*$",
        r"¿?c[oó]mo (?:ha |han |se )*(?:cambi|evolucion|vari|diferenci|compar)\w+ (.+?)\W*$",
        r"¿?en qu[eé] se diferencian? (.+?)\W*$",
        r"¿?qu[eé] dicen? (?:el|los|cada) informes? (?:de )?(?:sobre|acerca de) (.+?)\W*$",
    )
)
# What titles of reports have in common: alone they name none.
_GENERAL_TEXT = """
report reports results annual progress country common analysis summary review informe informes resultados anual avance
avances pais analisis resumen examen note nota
"""
_GENERAL = frozenset(_GENERAL_TEXT.split()) | OWN


@dataclass(frozen=True, slots=True)
class Shelf:
    """The reports of a library, by year and by name: the country and the words of the title that tell them apart.

    `others` are the names of countries that no report is of. A shelf of one report has nothing to tell apart.
    """

    years: Mapping[int, frozenset[str]]
    names: Mapping[Name, frozenset[str]]
    countries: frozenset[Name]
    others: frozenset[Name]

    @classmethod
    def of(cls, documents: Mapping[str, Document]) -> Shelf:
        """Sort the documents in."""
        if len(documents) < 2:
            return NO_SHELF
        places = list_places("")
        years: dict[int, set[str]] = {}
        names: dict[Name, set[str]] = {}
        countries: set[Name] = set()
        for name, document in documents.items():
            report = document.report
            own = places.get(tuple(fold_words(report.country)), ()) if report.country else ()
            countries |= set(own)
            if report.year:
                years.setdefault(report.year, set()).add(name)
            for form in {*own, *_title_names(report), tuple(fold_words(name))}:
                names.setdefault(form, set()).add(name)
        telling = {form: frozenset(own) for form, own in names.items() if form and len(own) < len(documents)}
        return cls(
            {year: frozenset(own) for year, own in years.items()},
            telling,
            frozenset(countries),
            frozenset(places) - frozenset(names),
        )


NO_SHELF = Shelf({}, {}, frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class Side:
    """What a question names, as it stands there, the reports that it means, and what is asked of these."""

    name: str
    reports: frozenset[str]
    question: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A year or a name in a question, `question[start:end]`, and the reports that it means, if there are any."""

    kind: Literal["year", "name"]
    text: str
    start: int
    end: int
    reports: frozenset[str]


def find_named(question: str, shelf: Shelf) -> Side | None:
    """Return the reports that a question names by one year, one name or both; None where it names none or several."""
    own = [one for one in find_mentions(question, shelf) if one.reports]
    names = distinct([one for one in own if one.kind == "name"])
    years = distinct([one for one in own if one.kind == "year"])
    if not own or len(names) > 1 or len(years) > 1:
        return None
    reports = frozenset.intersection(*(one.reports for one in (*names, *years)))
    return Side(" ".join(one.text for one in (*names, *years)), reports, question) if reports else None


def stands_in(name: str, texts: Iterable[str]) -> bool:
    """Tell whether all the words of a side's name stand in one of some texts.

    >>> stands_in("2015", ["The well of 2015 is dry."]), stands_in("Norvik 2015", ["The well of 2015 is dry."])
    (True, False)
    """
    words = set(fold_words(name))
    return any(words <= set(fold_words(text)) for text in texts)


def leave_out(question: str, shelf: Shelf) -> str:
    """Return what to look for within the reports that a question names: the question as it is, if nothing else is left.

    Their names go, and words that only ask how they differ or what they say.

    >>> from unsqa.types import Document, Report
    >>> reports = [Report("a", "Results in Norvik", "en", year=2019), Report("b", "Results in Solem", "en", year=2020)]
    >>> shelf = Shelf.of({report.id: Document(report, "", (), (), (), ()) for report in reports})
    >>> leave_out("How many boats sank in 2019?", shelf), leave_out("What does the Solem report say about rain?", shelf)
    ('How many boats sank?', 'rain')
    """
    left = question
    for one in reversed([one for one in find_mentions(question, shelf) if one.reports]):
        before = _PREPOSITION.sub("", left[: one.start])
        left = before + re.sub(r"^['’]s\b", "", left[one.end :])
    left = re.sub(r" (?=[?!])", "", " ".join(left.split()).strip(" :,;"))
    framed = next(filter(None, (frame.match(left) for frame in _FRAMES)), None)
    left = "".join(filter(None, framed.groups())).strip(" ?") if framed else left
    return left if _LONG_WORD.search(left) else question


def find_mentions(question: str, shelf: Shelf) -> list[Mention]:
    """Return the years and names in a question, in order; years only where the library has reports of several."""
    names = _find_names(question, shelf)
    years = [
        Mention("year", match[0], *match.span(), shelf.years.get(int(match[0]), frozenset()))
        for match in (_YEAR.finditer(question) if len(shelf.years) > 1 else ())
        if all(match.end() <= one.start or one.end <= match.start() for one in names)
    ]
    return sorted([*names, *years], key=lambda one: one.start)


def distinct(mentions: Sequence[Mention]) -> list[Mention]:
    """Return the first of the mentions that mean the same reports; of those that mean none, of the same words."""
    return list({one.reports or plain(one.text): one for one in reversed(mentions)}.values())[::-1]


def _title_names(report: Report) -> set[tuple[str, ...]]:
    """Return the runs of words of a title that begin and end with a name's capital; a lone everyday word is no name."""
    words = _WORD.findall(report.title)
    folded = [plain(word) for word in words]
    names = [word[0].isupper() and key not in _GENERAL for word, key in zip(words, folded, strict=True)]
    runs = {
        tuple(folded[first:last])
        for first in range(len(words))
        for last in range(first + 1, min(first + MAX_WORDS, len(words)) + 1)
        if names[first] and names[last - 1]
    }
    return {run for run in runs if len(run) > 1 or not _is_everyday(run[0])}


def _find_names(question: str, shelf: Shelf) -> list[Mention]:
    """Return the names of reports and countries, the longest at each word."""
    tokens = list(_WORD.finditer(question)) if shelf.names else []
    words = [plain(token[0]) for token in tokens]
    found, row = [], 0
    while row < len(words):
        sizes = range(min(MAX_WORDS, len(words) - row), 0, -1)
        size = next((size for size in sizes if _is_named(question, tokens[row : row + size], shelf)), 0)
        if size:
            start, end = tokens[row].start(), tokens[row + size - 1].end()
            reports = shelf.names.get(tuple(words[row : row + size]), frozenset())
            found.append(Mention("name", question[start:end], start, end, reports))
        row += size or 1
    return found


def _is_named(question: str, tokens: Sequence[re.Match[str]], shelf: Shelf) -> bool:
    """Tell whether words are the name of a report or a country; everyday words are only with their capitals."""
    name = tuple(plain(token[0]) for token in tokens)
    if name not in shelf.names and name not in shelf.others:
        return False
    has_capital = tokens[0][0][0].isupper()
    if name in shelf.countries or name in shelf.others:
        return has_capital or not (len(name) == 1 and name[0] in ALSO_WORDS)
    begins = not question[: tokens[0].start()].strip(" \"“«¿¡('")
    if has_capital and not (begins and len(name) == 1):
        return True
    return not any(map(_is_everyday, name))


def _is_everyday(word: str) -> bool:
    from unsqa.reading.lines.words import Words

    return len(word) < 5 or any(Words(language=language).in_language(word) for language in ("en", "es"))
