"""What a text is by its wording and its letters: heading, label, running text, line of agencies, tag of a plan.

The wordings are those of the United Nations' results frameworks, in English and Spanish.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

CHAPTER, PART, PRIORITY, OUTCOME, HEADING, BOX = range(6)
MIN_PROSE_WORDS = 12
MAX_HEADING_WORDS = 40

WORDED: tuple[tuple[int, re.Pattern[str]], ...] = (
    (CHAPTER, re.compile(r"(?:CHAPTER|PART|ANNEX|CAPÍTULO|PARTE|ANEXO) (?:\d+|[IVX]+)\b", re.IGNORECASE)),
    (PART, re.compile(r"\d+(?:\.\d+)+\.? (?=[A-ZÁÉÍÓÚÑ])")),
    (PRIORITY, re.compile(r"(?:STRATEGIC PRIORITY|PRIORITY AREA|PRIORIDAD ESTRATÉGICA) \d+\b", re.IGNORECASE)),
    (OUTCOME, re.compile(r"(?:OUTCOME|EFECTO DIRECTO) \d+[.:]", re.IGNORECASE)),
    (CHAPTER, re.compile(r"(?:Foreword|Preface|Prólogo|Prefacio)\b", re.IGNORECASE)),
    (CHAPTER, re.compile(r"(?:List of )?(?:acronyms|abbreviations|siglas|acrónimos|abreviaturas)$", re.IGNORECASE)),
    (BOX, re.compile(r"(?:STORY|HISTORIA)$", re.IGNORECASE)),
)
BULLET = re.compile(r"\A(?:[•●▪◦‣·]\s|[-–]\s(?=\w))")
LETTERED = re.compile(r"[a-z]{1,4}\)\s")  # an item of a list, though it begins with a small letter
CONNECTIVE = re.compile(r"(?:AND|OR|OF|Y|E|O|DE|DEL) ")  # a title that begins so is the second half of one
_TAG = re.compile(r"(?:PILLAR|PILAR) \d+\. ")
_AGENCY = re.compile(r"[A-Z][A-Za-z]*[A-Z](?:[/-][A-Z]+)*|UN[ -][A-Z][a-z]+|Global Compact")
_AGENCY_GAP = re.compile(r",? (?:and|y) |, ?| \(|\)")
_LEAD = re.compile(r"[^:]{1,40}: ")
_LABEL = re.compile(r"(?:FIGURE|TABLE|GRAPH|CHART|SOURCE|FIGURA|TABLA|CUADRO|GRÁFICA|FUENTE)\b")
_PARTNERS = re.compile(r"(?:KEY |OTHER )?(?:DONOR|PARTNER(?!SHIP)|COUNTERPART|ALLI|DONANTE|SOCIO|CONTRAPARTE|ALIAD)")
_SENTENCE_END = re.compile(r"[.!?:;](?:\s|$)")
_PAIR = re.compile(r"[^:]{4,80}: \S.{0,60}(?<!\.)")
_LONG_WORD = re.compile(r"[^\W\d_]{4}")
# Words that a sentence does not end with.
_OPEN_WORD = re.compile(
    r"\b(?:a|an|the|of|in|to|and|or|for|with|by|at|on|from|as|than|that|which|is|are|was|were|about|its|their|"
    r"de|del|la|el|los|las|un|una|y|o|en|con|por|para|al|que|su|sus|como|entre|sobre)$",
    re.IGNORECASE,
)


def in_capitals(text: str) -> bool:
    """Tell whether a line is set in capitals, as headings are.

    >>> [in_capitals(text) for text in ("FOOD AND NUTRITION in 2020", "2.3 RESULTS OF THE UN", "UN, ILO", "8.5%")]
    [False, True, True, False]
    """
    n_letters = sum(map(str.isalpha, text))
    return n_letters >= 2 and sum(map(str.isupper, text)) >= 0.9 * n_letters


def has_long_word(text: str) -> bool:
    """Tell whether a text has a word of four letters or more, as every heading has.

    >>> has_long_word("UN"), has_long_word("THE WOMEN")
    (False, True)
    """
    return bool(_LONG_WORD.search(text))


def is_open(text: str) -> bool:
    """Tell whether running text breaks off in mid-sentence.

    >>> [is_open(text) for text in ("finding decent work in the labour mar-", "in Puebla,", "It ended.", "THE END OF")]
    [True, True, False, False]
    """
    return not in_capitals(text) and text[-1] not in '.!?:;”"…»'


def leaves_word_out(text: str) -> bool:
    """Tell whether a text ends with a word that no sentence ends with.

    >>> leaves_word_out("a fall of about"), leaves_word_out("a fall in prices")
    (True, False)
    """
    return bool(_OPEN_WORD.search(text))


def is_prose(text: str) -> bool:
    """Tell running text from labels: a dozen words, many in small letters; a few more without a full stop.

    >>> is_prose("SLAS RELATED TO GE: 4"), is_prose("In 2020 the two set up a shelter for people who came to town.")
    (False, True)
    """
    words = text.split()
    small = sum(word[0].islower() for word in words)
    n_needed = MIN_PROSE_WORDS if _SENTENCE_END.search(text) else MIN_PROSE_WORDS + 3
    return len(words) >= n_needed and small >= len(words) / 3


def is_label(text: str) -> bool:
    """Tell a figure's or table's title, a source line, or words that only lead up to others.

    >>> [is_label(text) for text in ("FIGURE 9. Spending by goal", "Source: INEGI.", "The groups are:", "It rained.")]
    [True, True, True, False]
    """
    return bool(_LABEL.match(text.upper())) or text.endswith(":")


def reads_as_heading(text: str) -> bool:
    """Tell a heading by its capitals; labels of figures and boxes are none.

    >>> [reads_as_heading(text) for text in ("CLEAN WATER", "Clean water", "TABLE 1. WATER", "DONORS:", "COST $5")]
    [True, False, False, False, False]
    """
    is_label = (
        bool(_LABEL.match(text) or _PARTNERS.match(text)) or text.endswith((":", ",")) or "$" in text or "%" in text
    )
    return in_capitals(text) and has_long_word(text) and not is_label


def is_title(text: str) -> bool:
    """Tell a text that is short and no sentence, as titles are.

    >>> is_title("Main trends"), is_title("It rained.")
    (True, False)
    """
    return len(text.split()) <= 20 and not text.endswith((".", ";", ","))


def find_agencies(text: str) -> tuple[str, ...]:
    """Return the agencies of a line that names nothing else; none for any other text.

    >>> find_agencies("FAO, ILO, and UN Women")
    ('FAO', 'ILO', 'UN Women')
    >>> find_agencies("Spotlight Initiative: OHCHR, UNDP"), find_agencies("UNICEF trained 500 teachers.")
    (('OHCHR', 'UNDP'), ())
    """
    lead = _LEAD.match(text)
    if lead and (_LABEL.match(lead[0].upper()) or _PARTNERS.match(lead[0].upper())):
        return ()
    found = [name for name in _AGENCY_GAP.split(text[lead.end() if lead else 0 :].rstrip(" .")) if name]
    are_names = len(found) > bool(lead) and all(len(name) > 2 and _AGENCY.fullmatch(name) for name in found)
    return tuple(found) if are_names else ()


def known_agencies(texts: Iterable[str]) -> frozenset[str]:
    """Collect the agencies named beside others; a lone word in capitals ("TOTAL") is one only if it is among them.

    >>> sorted(known_agencies(["FAO and ILO", "TOTAL"]))
    ['FAO', 'ILO']
    """
    lists = (find_agencies(text) for text in texts)
    return frozenset(name for names in lists if len(names) > 1 for name in names)


def is_tag(text: str) -> bool:
    """Tell a tag that names a part of a plan, as results carry them.

    >>> is_tag("PILLAR 2. Protecting people"), is_tag("Pillar 2. Protecting people")
    (True, False)
    """
    return bool(_TAG.match(text)) and len(text.split()) <= MIN_PROSE_WORDS


def is_pair(text: str) -> bool:
    """Tell an item of a list that names something and says what of it.

    >>> is_pair("Group for Youth: UNFPA"), is_pair("DONORS: SIDA"), is_pair("It rained: the whole day, and all night.")
    (True, False, False)
    """
    return bool(_PAIR.fullmatch(text)) and not in_capitals(text.split(":", 1)[0])


def is_front_title(text: str) -> bool:
    """Tell the title of a foreword or of a list of acronyms.

    >>> is_front_title("Foreword by the Secretary"), is_front_title("ACRONYMS"), is_front_title("Forewords are long.")
    (True, True, False)
    """
    return any(pattern.match(text) for _, pattern in WORDED[4:6]) and is_title(text)


def worded_rank(text: str) -> int | None:
    """Return the rank of a heading by its wording, or None."""
    return next((rank for rank, pattern in WORDED if pattern.match(text)), None)
