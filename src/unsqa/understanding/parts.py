"""What a question consists of: the questions in it, each able to stand alone; and whether it asks for all of something.

A question is cut between its sentences, and before a question word after "and" ("y", "e"). What stands before the first
question word ("In the north, who ... and who ...?") is said again in each part; a part that leans on the one before it
("and who paid for it?") has its subject put in, or told in brackets. Told by words alone, in English and Spanish: where
they leave a doubt, the question stays whole ("how many men and how many women came?").

Not here: how the parts are searched (finding/diversity.py), and what is meant by earlier questions (dialogue.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_PARTS = 4
MIN_WORDS_AFTER_NOUN = 3  # "how many men" is no question, "how many men came to town" is
MIN_WORDS_WHEN_ALIKE = 5  # where the next part begins alike: "what share of men and what share of women came?"
MAX_LEANING_WORDS = 2  # a part with no more words of its own leans on the one before it


@dataclass(frozen=True, slots=True)
class _Grammar:
    """The words of a language by which parts are told."""

    opening: re.Pattern[str]
    asking: re.Pattern[str]
    joint: re.Pattern[str]
    counted: re.Pattern[str]
    verb: re.Pattern[str]
    frame: re.Pattern[str]
    pointer: re.Pattern[str]
    subject: re.Pattern[str] | None  # what "it" may mean: nothing in a language that leaves such words out
    small: frozenset[str]


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE | re.VERBOSE)


_EN_ASKING = r"(?:what|which|whose|who|whom|when|where|why|how)\b"
_EN_PREPOSITION = r"(?:(?:in|on|at|by|to|for|from|with|of|since|until|under|about|during)\s+)?"
_EN_BE = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|be|been)\b"
_EN_INDIRECT = r"(?:what|how|why|when|where)\s+(?:it|they|he|she|we|you|i|the|this|these|their|its)\b"
_ES_ASKING = r"(?:qué|cuál(?:es)?|cual(?:es)?|quién(?:es)?|cuándo|cu[aá]nt[oa]s?|dónde|cómo)\b"
_ES_PREPOSITION = r"(?:(?:a|de|en|con|por|para|desde|hasta|ante|entre|hacia|sobre|según)\s+)?"
_ES_BE = r"(?:es|son|fue|fueron|era|eran|está|están|hay|ha|han|se|tiene|tienen|hizo|hicieron)\b"

_GRAMMARS = {
    "en": _Grammar(
        opening=_pattern(rf"{_EN_PREPOSITION}{_EN_ASKING}|{_EN_BE}"),
        asking=_pattern(rf"\b{_EN_ASKING}"),
        joint=_pattern(
            rf",?\s+(?:and|&)\s+(?!{_EN_INDIRECT})(?={_EN_PREPOSITION}{_EN_ASKING})"
            rf"|,\s+and\s+(?={_EN_BE}\s+(?:it|they|he|she|there)\b)"
        ),
        counted=_pattern(rf"{_EN_PREPOSITION}(?:how\s+(?:many|much)|what|which|whose)\b"),
        verb=_pattern(rf"\b{_EN_BE}|['’]s\b"),
        frame=_pattern(rf"^{_EN_PREPOSITION}{_EN_ASKING}(?:\s+(?:many|much))?(?:\s+{_EN_BE})?\s*|^{_EN_BE}\s*"),
        pointer=_pattern(r"\b(?:its|it|they|them|their|these|those|this|that|he|she|him|his|her|there)\b"),
        subject=_pattern(
            r"""\b(?:is|are|was|were|has|have|had|be)\s+((?:the|its|their|this|\w+['’]s)\s+
            (?:(?!(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|be|been|and|or|by|to|from|
            at|with|since|during|that|who|which|when|where|it|they)\b|(?!united)\w+ed\b)[\w'’-]+\s*)+)"""
        ),
        small=frozenset(
            re.findall(
                r"\w+",
                "a an the of in on at to for from by with since until under about during as and or many much more most "
                "other others part share one ones people time times way called",
            )
        ),
    ),
    "es": _Grammar(
        opening=_pattern(
            rf"¿|{_ES_PREPOSITION}(?:{_ES_ASKING}|(?:que|quien|quienes|cuando|donde|como)\b)|(?:hay|es|son|fue)\b"
        ),
        asking=_pattern(rf"\b{_ES_ASKING}"),
        joint=_pattern(rf",?\s+(?:y|e)\s+¿?(?={_ES_PREPOSITION}{_ES_ASKING})"),
        counted=_pattern(rf"¿?{_ES_PREPOSITION}(?:qué|que|cu[aá]l(?:es)?|cu[aá]nt[oa]s?)\b"),
        verb=_pattern(rf"\b{_ES_BE}"),
        frame=_pattern(rf"^{_ES_PREPOSITION}{_ES_ASKING}(?:\s+(?:es|son|fue|fueron)\b)?\s*"),
        pointer=_pattern(r"\b(?:su|sus|él|ella|ellos|ellas|ello|eso|esto|esos|esas|ahí|allí|allá|lo|les?)\b"),
        subject=None,
        small=frozenset(
            re.findall(
                r"\w+",
                "a al de del desde hasta ante entre hacia sobre según el la los las lo un una unos unas en con por "
                "para se es son fue y e o más otro otra otros otras parte gente vez veces forma año hace hizo hay no",
            )
        ),
    ),
}
_SENTENCE = re.compile(r"[^?]*[?]+|[^?]+$")
_AND = re.compile(r"^\W*(?:and|y|e)\s+", re.IGNORECASE)
_STATEMENT_END = re.compile(r"(?<=[^\W\d]{2}[.!])\s+")
_MEANING = _pattern(
    r"""\b(?:stands?|standing|short)\ for\b |
    \b(?:means?|meaning|letters|initials|acronyms?|abbreviat\w+|full\ name)\b |
    \b(?:significan?|significado|quieren?\ decir|siglas|letras|acrónimos?|abreviaturas?|nombre\ completo)\b |
    ^\W*(?:what|who|que|qué|quién|quien)(?:['’]s|\s+(?:is|are|es|son))\s+
    (?:(?:the|an?|el|la|los|las|eso\ de)\s+)?[\w&/+-]+\W*$ |
    ^\W*[\w&/-]+(?:\W+[\w&/-]+){0,2}\W*$"""
)
_EDGES = " \t\n,;:.!?¿¡…-–—"


def split_question(question: str, language: str) -> tuple[str, ...]:
    """Return the questions that a question consists of, in order, each able to stand alone; none when it is one.

    >>> split_question("Since when has the prize been given, and which offices are involved in it?", "en")
    ('Since when has the prize been given?', 'Which offices are involved in the prize?')
    >>> split_question("¿Quién abrió el albergue y en qué año?", "es")
    ('¿Quién abrió el albergue?', '¿En qué año (abrió el albergue)?')
    >>> split_question("How many shelters and hotels took part?", "en")
    ()
    """
    grammar = _GRAMMARS.get(language)
    if not grammar:
        return ()
    told, asked = _sentences(question, grammar)
    parts = [part for sentence in asked for part in _cut(sentence, grammar)]
    if not 1 < len(parts) <= MAX_PARTS:
        return ()
    parts = [part.strip(_EDGES) for part in parts]
    before = " ".join(sentence.strip(_EDGES) + "." for sentence in told)
    whole = [parts[0], *(_complete(part, parts[0], before, grammar) for part in parts[1:])]
    return tuple(_punctuate(part, language) for part in whole)


def asks_for_meaning(question: str) -> bool:
    """Tell whether a question asks what something means, or is nothing but a name, in English or Spanish.

    >>> [asks_for_meaning(text) for text in ("What does ILO stand for?", "¿Qué es la OIT?", "ILO", "Who paid for it?")]
    [True, True, True, False]
    """
    return bool(_MEANING.search(question))


def _sentences(question: str, grammar: _Grammar) -> tuple[list[str], list[str]]:
    """Return the sentences that tell and those that ask."""
    told: list[str] = []
    asked: list[str] = []
    for run in _SENTENCE.findall(question):
        for sentence in filter(None, (piece.strip() for piece in _STATEMENT_END.split(run))):
            (asked if _asks(sentence, grammar) else told).append(sentence)
    return told, asked


def _asks(sentence: str, grammar: _Grammar) -> bool:
    """Tell whether a sentence is a question: opens as one does, or has a question word after a lead."""
    plain = _AND.sub("", sentence.strip())
    return bool(grammar.opening.match(plain) or (sentence.endswith("?") and _lead(plain, grammar)))


def _lead(sentence: str, grammar: _Grammar) -> str:
    """Return what stands before the question word, closed by a comma or colon; nothing where it opens the sentence."""
    if grammar.opening.match(sentence) and not sentence.startswith("¿"):
        return ""
    found = grammar.asking.search(sentence)
    before = sentence[: found.start()] if found else ""
    lead = re.match(r".*[,:]\s*(?=\W*(?:\w+\s+)?$)", before.lstrip("¿"))
    return lead[0] if lead else ""


def _cut(sentence: str, grammar: _Grammar) -> list[str]:
    """Return the parts of one sentence, the lead repeated; the sentence alone when they cannot be told for sure."""
    sentence = _AND.sub("", sentence.strip())
    lead = _lead(sentence, grammar)
    joints = list(grammar.joint.finditer(sentence, len(lead)))
    starts = [len(lead), *(joint.end() for joint in joints)]
    ends = [*(joint.start() for joint in joints), len(sentence)]
    parts = [sentence[start:end].strip(_EDGES) for start, end in zip(starts, ends, strict=True)]
    sure = all(
        _is_whole(part, other, "," in joint[0], grammar)
        for part, other, joint in zip(parts, parts[1:], joints, strict=False)
    )
    return [lead + part for part in parts] if sure else [sentence]


def _is_whole(part: str, other: str, with_comma: bool, grammar: _Grammar) -> bool:
    """Tell whether what stands before "and" is a question by itself: not one of two objects, nor of two it embeds."""
    n_asking = len(grammar.asking.findall(part))
    opens_with_word = bool(grammar.asking.search(" ".join(part.split()[:2])))
    if n_asking > opens_with_word and not (with_comma and opens_with_word):
        return False
    counted = grammar.counted.match(part)
    if counted and not grammar.verb.search(part):
        alike = part.lower().split()[:2] == other.lower().split()[:2]
        return len(part[counted.end() :].split()) >= (MIN_WORDS_WHEN_ALIKE if alike else MIN_WORDS_AFTER_NOUN)
    return bool(_own_words(part, grammar))


def _own_words(part: str, grammar: _Grammar) -> list[str]:
    words = re.findall(r"[^\W_]+", grammar.verb.sub(" ", grammar.asking.sub(" ", part)))
    return [word for word in words if word.lower() not in grammar.small]


def _complete(part: str, first: str, told: str, grammar: _Grammar) -> str:
    """Return a part with what it leans on: in the place of "it" where that is sure, else in brackets."""
    lead = _lead(first, grammar)
    pointer = grammar.pointer.search(part, len(lead))
    if not pointer and (lead or len(_own_words(part, grammar)) > MAX_LEANING_WORDS):
        return part
    subjects = grammar.subject.findall(first) if grammar.subject else []
    if pointer and pointer[0].lower() == "it" and len(subjects) == 1:
        subject = re.sub(r"^(?:its|their)\b", "the", subjects[0].strip(), flags=re.IGNORECASE)
        return f"{part[: pointer.start()]}{subject}{part[pointer.end() :]}"
    context = f"{told} {grammar.frame.sub('', first.removeprefix(lead))}".strip(_EDGES)
    return f"{part} ({context})" if context else part


def _punctuate(part: str, language: str) -> str:
    text = part[:1].upper() + part[1:]
    return f"¿{text}?" if language == "es" else f"{text}?"
