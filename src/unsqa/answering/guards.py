"""What a question names or asks for that the evidence does not bear out: rules over words, no model.

The constraint guard looks for every year, place, body and name of the question in the answer, its passage, headings and
agencies, in any of its forms. The number guard wants a quantity of the kind that was asked for, of the thing that was
asked for, and the groups of people that are to be counted ("how many were women") in the answer itself. Other words of
the question are not held against the evidence: people's own words differ from the report's (measured, of no use).

Not here: what a question names (asking.py); what is done about it (checks.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from unsqa.finding.lexical import fold_words, stem_words
from unsqa.types import Unmet
from unsqa.understanding.counting import counts, find_counted, find_groups, is_thing, means
from unsqa.understanding.kinds import asking_words
from unsqa.understanding.spans import MONTHS, find_spans
from unsqa.understanding.vocabulary import alike, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unsqa.types.answer import Kind, UnmetKind
    from unsqa.understanding.asking import Constraint
    from unsqa.understanding.vocabulary import Vocabulary

    Name = tuple[str, ...]


# What a sentence must have, one of, to answer what was asked for; the other kinds have no form to go by.
MUST_HAVE: dict[Kind, tuple[Kind, ...]] = {
    "number": ("number", "share", "money"), "share": ("share",), "money": ("money",), "date": ("date",),
}  # fmt: skip
_MAX_AGENCIES = 5  # of those given in place of another; with more of them it would say little
_SMALL_WORDS_TEXT = """
of the and for in on de del la el los las y en para a an un una por con sin contra to by from with against without
"""
_SMALL_WORDS = frozenset(_SMALL_WORDS_TEXT.split())
# Where what costs or is paid may be given as a share; what tells how often something happened.
_AS_SHARE = re.compile(r"\b(?:gdp|pib|percent\w*|porcentaje|part of|parte del?|share)\b")
_ORDINAL = re.compile(
    r"\b(?:\d+(?:st|nd|rd|th)|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|tercer[oa]?|cuart[oa]|quint[oa])\b"
)
# What is asked for by its number: "the number of the law" counts nothing.
_IDENTIFIER = re.compile(r"\bnumber of (?:the|this|that)\b|\bnumero (?:del|de (?:la|esta|este|esa|ese))\b")
# What some questions for a number or a date want in particular; over text in small letters without accents.
_UNITS = (
    (
        r"\bhow old\b|\bque edad\b|\bcuantos anos tiene\b",
        (
            r"\b(?:aged?|years? old|year-old|years of age"
            r"|anos|edad|aniversario|anniversary)\b|, \d{1,2},"
        ),
    ),
    (
        (
            r"\bhow long (?:did|does|do|will|was|is|has|have|had)\b|\bhow much time\b|\bcuanto (?:tiempo|dura\w*"
            r"|tard\w*)\b"
        ),
        (
            r"\b(?:years?|months?|weeks?|days?|hours?|minutes?|anos?|mes(?:es)?|semanas?|dias?|horas?|minutos?)\b"
            r"|\b(?:km|kms|kilomet(?:er|re)s?|met(?:er|re)s?|miles?|pages?|kilometros?|metros?|paginas?)\b"
            r"|\b(?:19|20)\d\d\b"
        ),
    ),
    (
        r"\b(?:what|which) (?:months?|days?|dates?)\b|\b(?:que|cual) (?:mes(?:es)?|dias?|fechas?)\b",
        rf"\b(?:{MONTHS})\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    ),
)


@dataclass(frozen=True)
class Evidence:
    """What would be shown as an answer, and what stands around it.

    `sentences` answer; `passage` is the text of the passages that they are from, with their lead-ins; `asked` are the
    bank questions that these passages answer; `year` and `country` are the report's own, and so is `title`, where
    there are others.
    """

    sentences: tuple[str, ...]
    passage: str
    headings: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    language: str = "en"
    year: int | None = None
    country: str = ""
    title: str = ""

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The folded words of sentences, passage, headings and agencies, in order."""
        text = "\n".join((*self.sentences, self.passage, *self.headings, *self.agencies))
        return tuple(fold_words(text.replace("/", " ")))

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of these words and of the bank questions, in both languages."""
        text = "\n".join((*self.sentences, self.passage, *self.headings, *self.agencies, *self.asked))
        return frozenset(stem for language in ("en", "es") for stem in stem_words(text, language))

    @cached_property
    def all_words(self) -> frozenset[str]:
        """The folded words, in no order."""
        return frozenset(self.words)

    @cached_property
    def answer_words(self) -> frozenset[str]:
        """The folded words of sentences and headings."""
        return frozenset(fold_words("\n".join((*self.sentences, *self.headings))))

    @cached_property
    def compounds(self) -> str:
        """The words in one string, parted by blanks."""
        return f" {' '.join(self.words)} "


def find_unmet(
    question: str, constraints: Sequence[Constraint], kind: Kind, evidence: Evidence, vocabulary: Vocabulary
) -> tuple[Unmet, ...]:
    """Return what the evidence does not bear out: what the question names, then the quantity it asks for, then groups.

    `constraints` and `kind` are what asking.py makes of the question.
    """
    named = [
        Unmet(constraint.text, constraint.kind, _given(constraint, evidence), _is_known(constraint, vocabulary))
        for constraint in constraints
        if not _bears_out(constraint, evidence, vocabulary)
    ]
    quantity = _miss_quantity(question, kind, evidence, vocabulary)
    asked = [Unmet(quantity, "number")] if quantity else []
    missed = _miss_groups(question, kind, evidence)
    groups = [Unmet(text, "words", known=True) for text in missed if text not in quantity]
    return (*named, *asked, *groups)


def _bears_out(constraint: Constraint, evidence: Evidence, vocabulary: Vocabulary) -> bool:
    if constraint.kind == "year" and constraint.text == str(evidence.year):
        return True
    if constraint.kind == "place" and tuple(fold_words(evidence.country)) in constraint.forms:
        return True
    if constraint.kind in ("place", "name") and tuple(fold_words(constraint.text)) in _runs(evidence.title):
        return True
    if constraint.kind == "body" and _is_spelled_out(constraint.text, evidence):
        return True
    if constraint.in_order:
        return any(_stands(form, evidence) for form in constraint.forms)
    return any(_holds_all(form, evidence, vocabulary) for form in constraint.forms)


def _runs(title: str) -> set[Name]:
    """Return all runs of a title's words, folded."""
    words = fold_words(title)
    return {tuple(words[first:last]) for first in range(len(words)) for last in range(first + 1, len(words) + 1)}


def _stands(form: Name, evidence: Evidence) -> bool:
    """Tell whether the words of a name follow one another in the evidence; a long one may be glued to its neighbour."""
    form = tuple(part for word in form for part in word.split("/"))
    glued = "".join(form)
    return f" {' '.join(form)} " in evidence.compounds or (
        len(glued) > 5 and glued in evidence.compounds.replace(" ", "")
    )


def _is_spelled_out(short: str, evidence: Evidence) -> bool:
    """Tell whether words that follow one another in the evidence begin with the letters of a short form."""
    letters = "".join(fold_words(short))
    initials = "".join(word[0] for word in evidence.words if word not in _SMALL_WORDS)
    return 2 < len(letters) < 8 and letters in initials


def _holds_all(words: Name, evidence: Evidence, vocabulary: Vocabulary) -> bool:
    """Tell whether the words of a name stand in the evidence, or may stand there in another language."""
    telling = [word for word in words if word not in _SMALL_WORDS]
    return all(_holds(word, evidence) or vocabulary.may_be_translated(word, evidence.language) for word in telling)


def _holds(word: str, evidence: Evidence) -> bool:
    if any(stem in evidence.stems for language in ("en", "es") for stem in stem_words(word, language)):
        return True
    return any(alike(word, other) for other in evidence.all_words)


def _is_known(constraint: Constraint, vocabulary: Vocabulary) -> bool:
    stems = [stem_words(" ".join(form), vocabulary.language) for form in constraint.forms]
    return any(all(stem in vocabulary.weights for stem in form) for form in stems)


def _given(constraint: Constraint, evidence: Evidence) -> str:
    """Return what the evidence has in the place of a year, a place or a body that the question names; else nothing."""
    kinds: dict[UnmetKind, Kind] = {"year": "date", "place": "place", "body": "organisation"}
    if constraint.kind not in kinds:
        return ""
    if constraint.kind == "body" and 0 < len(evidence.agencies) <= _MAX_AGENCIES:
        return ", ".join(evidence.agencies)
    for text in evidence.sentences:
        found = [text[start:end] for start, end in find_spans(text, kinds[constraint.kind])]
        other = next((one for one in found if _may_be_given(one, evidence)), "")
        if other:
            return other
    return ""


def _may_be_given(text: str, evidence: Evidence) -> bool:
    """Tell whether words say more than the report's own country does, and are not of a year that was yet to come."""
    own = set(fold_words(evidence.country))
    years = [int(year) for year in re.findall(r"\b2\d{3}\b", text)]
    is_to_come = bool(years) and min(years) > (evidence.year or max(years))  # the 2030 Agenda tells of no year
    return bool(set(fold_words(text)) - own) and not is_to_come and not text.startswith("COVID")


def _miss_quantity(question: str, kind: Kind, evidence: Evidence, vocabulary: Vocabulary) -> str:
    """Return the words of the question that ask for a quantity which the answer has not, or has not of that thing."""
    wanted = MUST_HAVE.get(kind, ())
    if not evidence.sentences:
        return ""
    asked, answer = plain(question), plain("\n".join(evidence.sentences))
    if wanted and not _has_kind(asked, answer, kind, evidence):
        return asking_words(question)
    for pattern, unit in _UNITS:
        match = re.search(pattern, asked)
        if match and not re.search(unit, answer):
            return question[slice(*match.span())]
    noun, words = find_counted(question)
    may_be_translated = words.lower().startswith(("cuá", "cua", "el n")) != (
        evidence.language == "es"
    ) and not is_thing(noun)
    if not noun or may_be_translated or vocabulary.is_own(noun):
        return ""
    return "" if counts(noun, evidence.sentences, evidence.asked) else words


def _has_kind(asked: str, answer: str, kind: Kind, evidence: Evidence) -> bool:
    """Tell whether the answer has a quantity of the kind that is asked for."""
    wanted = (*MUST_HAVE[kind], "share") if kind == "money" and _AS_SHARE.search(asked) else MUST_HAVE[kind]
    if kind == "number" and (_ORDINAL.search(answer) or (_IDENTIFIER.search(asked) and re.search(r"\d", answer))):
        return True
    return any(find_spans(text, one) for text in evidence.sentences for one in wanted)


def _miss_groups(question: str, kind: Kind, evidence: Evidence) -> tuple[str, ...]:
    """Return the groups of people that a question for a quantity names and neither answer nor headings have."""
    if kind not in ("number", "share", "money") or not evidence.sentences:
        return ()
    named = find_groups(question)
    return tuple(dict.fromkeys(word for word in named if not means(word, evidence.answer_words)))
