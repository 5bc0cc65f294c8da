"""What a question names: years, places, bodies, other names, quoted words and numbers.

By rules over its words, in English and Spanish. Names are known by their capitals; in a question all in small letters
by a list of places (places.py), by the short forms of bodies and by the words that the reports write with a capital.

Not here: what kind of answer it asks for (kinds.py), whether the evidence bears any of it out (guards.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from unsqa.finding.filters import NAMED_BODIES
from unsqa.finding.lexical import fold_words
from unsqa.understanding.kinds import ask_for, asking_words
from unsqa.understanding.places import ALSO_WORDS, find_places
from unsqa.understanding.vocabulary import plain

__all__ = ["Constraint", "ask_for", "asking_words", "find_constraints"]

if TYPE_CHECKING:
    from unsqa.types.answer import UnmetKind
    from unsqa.understanding.vocabulary import Vocabulary

    Name = tuple[str, ...]

MAX_CAPITALS = 0.75  # share of words with a capital, from which on capitals tell no name
_MONTHS = (
    ("january", "enero"), ("february", "febrero"), ("march", "marzo"), ("april", "abril"), ("may", "mayo"),
    ("june", "junio"), ("july", "julio"), ("august", "agosto"), ("september", "septiembre"), ("october", "octubre"),
    ("november", "noviembre"), ("december", "diciembre"),
)  # fmt: skip
_ALSO_VERBS = frozenset(("may", "march"))  # months only with a year or after "in"
_ALSO_WORDS_TEXT = """
who ops pam bid it us es un no he she eso rg bos omt gef
"""
_ALSO_WORDS = frozenset(_ALSO_WORDS_TEXT.split())
OWN = frozenset(("un", "onu", "uns", "snu", "united", "nations", "naciones", "unidas"))  # whoever writes the reports
_PLAIN_CAPITALS_TEXT = """
i ngo ngos ong ongs cso csos osc gdp pib ceo ceos hiv vih tv pdf faq covid sars sdg sdgs ods goal goals objetivo
objetivos covid19
"""
_PLAIN_CAPITALS = frozenset(_PLAIN_CAPITALS_TEXT.split())

_TOKEN = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:[&/.-][^\W_]+)*")
_YEAR = re.compile(r"(?<![\d.,$-])(?:19|20)\d\d(?![\d%-]|[.,]\d| ?(?:people|persons|personas|agenda))", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“«]([^\"”»]{2,80})[\"”»]")
_SHORT = re.compile(r"[A-ZÁÉÍÓÚÑ]{2}|[A-ZÁÉÍÓÚÑ][a-záéíóúñ][A-ZÁÉÍÓÚÑ]")
_ORDINALS = ("", "st", "nd", "rd", "th")
_NUMBER = re.compile(r"(?<![\w.,-])\d[\d.,]*\d(?![\w-])(?! ?%)|(?<![\w.,-])\d(?![\w-])")


@dataclass(frozen=True, slots=True)
class Constraint:
    """Something that a question names, as it stands there, and in folded words each of its forms: any will do.

    A form counts as found when all its words are; `in_order` says that they must follow one another.
    """

    text: str
    kind: UnmetKind
    forms: tuple[Name, ...]
    in_order: bool = True


def find_constraints(question: str, vocabulary: Vocabulary) -> tuple[Constraint, ...]:
    """Return what a question names, in its order; of two that share words the first found counts.

    Quoted words first, then years and months, places, bodies, other names, and numbers of two digits or more.
    """
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, Constraint]] = []
    for finder in (_quoted, _dates, _places, _named_bodies, _bodies, _names, _numbers):
        for start, end, constraint in finder(question, vocabulary):
            if all(end <= first or last <= start for first, last in taken):
                taken.append((start, end))
                found.append((start, constraint))
    return tuple(constraint for _, constraint in sorted(found, key=lambda pair: pair[0]))


Found = list[tuple[int, int, Constraint]]


def _quoted(question: str, _: Vocabulary) -> Found:
    return [
        (match.start(), match.end(), Constraint(match[1], "name", (tuple(fold_words(match[1])),), in_order=False))
        for match in _QUOTED.finditer(question)
        if fold_words(match[1])
    ]


def _dates(question: str, _: Vocabulary) -> Found:
    found = [(m.start(), m.end(), Constraint(m[0], "year", ((m[0],),))) for m in _YEAR.finditer(question)]
    text = plain(question)
    for month in _MONTHS:
        for match in re.finditer(rf"\b(?:{'|'.join(month)})\b", text):
            before, after = text[: match.start()], text[match.end() :]
            is_verb = (
                match[0] in _ALSO_VERBS and not re.search(r"\bin $", before) and not re.match(r" (?:19|20)\d\d", after)
            )
            if not is_verb:
                forms = tuple((name,) for name in month)
                found.append((match.start(), match.end(), Constraint(question[slice(*match.span())], "year", forms)))
    return found


def _places(question: str, vocabulary: Vocabulary) -> Found:
    tokens = list(re.finditer(r"[^\W_]+", question))
    words = [plain(token[0]) for token in tokens]
    found: Found = []
    for first, last in find_places(words, vocabulary.places):
        if words[first] in ("state", "estado") and words[max(first - 1, 0)] in ("que", "cual", "what", "which"):
            continue
        start, end = tokens[first].start(), tokens[last - 1].end()
        needs_capital = last - first == 1 and words[first] in ALSO_WORDS
        if not (needs_capital and question[start].islower()):
            forms = _place_forms(tuple(words[first:last]), vocabulary)
            found.append((start, end, Constraint(question[start:end], "place", forms)))
    return found


def _place_forms(name: Name, vocabulary: Vocabulary) -> tuple[Name, ...]:
    """Return the names of a place, and the short form that the reports explain ("CDMX") for any of them."""
    names = vocabulary.places[name]
    shorts = [vocabulary.names.short_of[" ".join(one)] for one in names if " ".join(one) in vocabulary.names.short_of]
    return (*names, *(tuple(fold_words(short)) for short in dict.fromkeys(shorts)))


def _named_bodies(question: str, _: Vocabulary) -> Found:
    """Find bodies of the United Nations whose names have more than one word."""
    found: Found = []
    for group in NAMED_BODIES.replace("\n", " ").split(";"):
        names = [name.strip() for name in group.split("=")]
        for match in re.finditer(rf"\b(?:{'|'.join(map(plain, names))})\b", plain(question)):
            forms = tuple(tuple(fold_words(name)) for name in names)
            found.append((*match.span(), Constraint(question[slice(*match.span())], "body", forms)))
    return found


def _bodies(question: str, vocabulary: Vocabulary) -> Found:
    """Find short forms in capitals, those that the reports explain in small letters too, and long forms."""
    found: Found = []
    shouted = question.isupper()
    for match in _TOKEN.finditer(question):
        word = match[0]
        key = "".join(fold_words(word))
        in_capitals = all(map(_SHORT.search, word.split("-"))) and not shouted
        is_known = key in vocabulary.names.forms or key in vocabulary.longs
        is_small_name = is_known and len(key) > 2 and key not in vocabulary.small and key not in _ALSO_WORDS
        if (in_capitals or is_small_name) and key not in OWN | _PLAIN_CAPITALS and not key.startswith("covid"):
            found.append((match.start(), match.end(), Constraint(word, "body", _forms(word, vocabulary))))
    text = plain(question)
    longs = [long for long in vocabulary.names.short_of if len(long) > 12 and long in text]
    for long in sorted(longs, key=len, reverse=True):
        if vocabulary.names.short_of[long].lower() in OWN:
            continue
        match_long = re.search(rf"\b{re.escape(long)}\b", text)
        if match_long:
            forms = _forms(vocabulary.names.short_of[long], vocabulary)
            found.append((*match_long.span(), Constraint(question[slice(*match_long.span())], "body", forms)))
    return found


def _forms(short: str, vocabulary: Vocabulary) -> tuple[Name, ...]:
    singular = [short[:-1]] if short.endswith("s") and short[:-1].isupper() else []
    shorts = (short, *singular, *vocabulary.names.forms.get("".join(fold_words(short)), ()))
    forms = [tuple(fold_words(form)) for form in shorts]
    longs = [long for form in shorts for long in vocabulary.longs.get("".join(fold_words(form)), ())]
    return tuple(dict.fromkeys((*forms, *longs)))


def _names(question: str, vocabulary: Vocabulary) -> Found:
    """Find runs of words with a capital that do not begin a sentence, and lone words that the reports know as names."""
    tokens = list(_TOKEN.finditer(question))
    capitals = [token[0][0].isupper() and token[0].lower() != "i" for token in tokens]
    if sum(capitals) > MAX_CAPITALS * len(tokens) and len(tokens) > 3:
        return []
    found: Found = []
    row = 0
    while row < len(tokens):
        last = row
        while last < len(tokens) and capitals[last] and (last == row or question[tokens[last - 1].end()] in " -"):
            last += 1
        first = row + 1 if last > row and _begins(question, tokens[row], vocabulary) else row
        if last > first:
            start, end = tokens[first].start(), tokens[last - 1].end()
            found.append((start, end, _name(question[start:end])))
        elif last == row and _is_small_name(tokens[row][0], vocabulary):
            found.append((*tokens[row].span(), _name(tokens[row][0])))
        row = max(last, row + 1)
    telling = [item for item in found if item[1] - item[0] > 1 and not set(item[2].forms[0]) <= OWN | _PLAIN_CAPITALS]
    return [item for item in telling if not vocabulary.is_own(item[2].text)]


def _name(text: str) -> Constraint:
    return Constraint(text, "name", (tuple(fold_words(text)),), in_order=False)


def _begins(question: str, token: re.Match[str], vocabulary: Vocabulary) -> bool:
    """Tell a word that has its capital because a sentence begins."""
    before = question[: token.start()].rstrip(" \"“«¿¡('")
    return (not before or before[-1] in ".?!:") and plain(token[0]) not in vocabulary.proper


def _is_small_name(word: str, vocabulary: Vocabulary) -> bool:
    from unsqa.reading.lines.words import Words

    key = plain(word)
    is_known = key in vocabulary.proper and key not in vocabulary.small and word.isalpha() and len(word) > 4
    return is_known and not any(Words(language=language).in_language(word) for language in ("en", "es"))


def _numbers(question: str, _: Vocabulary) -> Found:
    return [
        (match.start(), match.end(), Constraint(match[0], "number", _number_forms(match[0])))
        for match in _NUMBER.finditer(question)
        if len(match[0]) > 1
    ]


def _number_forms(number: str) -> tuple[Name, ...]:
    """Return a number as it may be written: with and without ordinal."""
    return tuple((number.replace(",", "") + ending,) for ending in _ORDINALS)
