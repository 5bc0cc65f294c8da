"""Names: whether a question is nothing but one, and the other forms of the same name.

A name has other forms by the glossaries of the reports ("ILO": "International Labour Organization") and by a table of
the United Nations' bodies in English, Spanish and French, so that "OIT" finds what the report says of the ILO.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from unsqa.finding.lexical import fold_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from unsqa.types import Document

# The short forms of bodies and terms of the United Nations: English, Spanish, French.
BODIES = """
ECLAC CEPAL CEPALC; FAO ONUAA; IAEA OIEA AIEA; ICAO OACI; IFAD FIDA; ILO OIT; IMF FMI; IMO OMI; IOM OIM; ITU UIT;
OHCHR ACNUDH HCDH; OCHA OCAH; PAHO OPS; UN ONU; UNAIDS ONUSIDA; UNDP PNUD; UNEP PNUMA PNUE; UNESCO; UNFPA FNUAP;
UNHCR ACNUR HCR; UNICEF; UNIDO ONUDI; UNODC ONUDC; UNOPS; UNV VNU; UNWTO OMT; UPU; WFP PMA PAM; WHO OMS; WIPO OMPI;
WMO OMM; WTO OMC; GDP PIB; NGO ONG; SDG ODS ODD; SDGs ODS ODD; HIV VIH; IADB IDB BID; OECD OCDE; CSO OSC
"""
MAX_NAME_WORDS = 4

_TOKEN = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:[&/-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Names:
    """For each short form, folded, all forms of the same name; for each long form, folded, its short form.

    `openings` are the first words of the long forms, with how many words the longest of each has.
    """

    forms: Mapping[str, tuple[str, ...]]
    short_of: Mapping[str, str]
    openings: Mapping[str, int]

    @classmethod
    def of(cls, documents: Iterable[Document]) -> Names:
        """Tie the forms that the table and the reports' glossaries give.

        >>> Names.of([]).forms["oit"]
        ('ILO', 'OIT')
        """
        groups = [tuple(group.split()) for group in BODIES.replace("\n", " ").split(";")]
        shorts_of: dict[str, list[str]] = {}
        for document in documents:
            for entry in document.glossary:
                for long in entry.long:
                    shorts_of.setdefault(" ".join(fold_words(long)), []).append(entry.short)
        groups += [tuple(dict.fromkeys(shorts)) for shorts in shorts_of.values()]
        forms: dict[str, tuple[str, ...]] = {}
        for group in groups:
            for short in group:
                forms[_key(short)] = tuple(dict.fromkeys((*forms.get(_key(short), ()), *group)))
        short_of = {long: shorts[0] for long, shorts in shorts_of.items() if " " in long}
        openings: dict[str, int] = {}
        for long in short_of:
            first, *rest = long.split(" ")
            openings[first] = max(openings.get(first, 0), 1 + len(rest))
        return cls(forms, short_of, openings)

    def others(self, text: str) -> tuple[str, ...]:
        """Return the other short forms of the names in a text, those alone that are not in it.

        >>> Names.of([]).others("What does the OIT say?")
        ('ILO',)
        """
        words = _TOKEN.findall(text)
        found = [form for word in words if _is_acronym(word) for form in self.forms.get(_key(word), ())]
        found += [self.short_of[run] for run in self._runs(fold_words(text)) if run in self.short_of]
        if not found:
            return ()
        own = {_key(word) for word in words}
        return tuple(dict.fromkeys(form for form in found if _key(form) not in own))

    def _runs(self, words: Sequence[str]) -> Iterator[str]:
        """Yield the runs of words that may be a long form."""
        for start, word in enumerate(words):
            for end in range(start + 2, min(start + self.openings.get(word, 0), len(words)) + 1):
                yield " ".join(words[start:end])

    def find(self, question: str, texts: Iterable[str]) -> list[bool]:
        """Tell which texts hold the name that a question is nothing but, or another form of it.

        Of a question that is no name the list is empty, and the texts, if they are yet to be made, are not made.
        """
        name = question.strip(" ?!.¿¡\"“”'")
        if not is_name(name):
            return []
        spelled = "|".join(re.escape(form) for form in sorted({name, *self.others(name)}, key=len, reverse=True))
        pattern = re.compile(rf"(?<!\w)(?:{spelled})(?!\w)")
        return [bool(pattern.search(text)) for text in texts]


def is_name(text: str) -> bool:
    """Tell a text that is nothing but a proper name or an acronym.

    >>> [is_name(text) for text in ("SINACTRAHO", "Tren Maya", "Who is he", "refugees", "2020")]
    [True, True, False, False, False]
    """
    words = _TOKEN.findall(text)
    return 0 < len(words) <= MAX_NAME_WORDS and all(word[0].isupper() for word in words)


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and sum(map(str.isupper, word)) > 1


def _key(short: str) -> str:
    return "".join(fold_words(short))
