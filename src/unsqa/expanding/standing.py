"""Whether a question stands alone: it must be understood by someone who has neither the text nor an earlier question.

What is looked for: a pronoun with no noun before it to lean on, a word that points at the text the question was
written for ("this report"), an opening that goes on from something ("And ..."). Without a parser a noun is whatever is
no function word and none of the verbs and measures that questions open with; so a pronoun whose noun is missing passes
where another noun stands before it.

Not here: a name that several things bear ("the hotel"). The round trip (sifting.py) notices some of those.
"""

from __future__ import annotations

import re

MIN_NOUNS_BEFORE_POINTER = 2  # "Which agencies paid for this project?" has one, and it is not the project

_POINTS_AT_TEXT = re.compile(
    r"\b(?:(?:this|the present) (?:report|passage|text|document|paragraph|section|chapter|page|figure|table|excerpt|"
    r"article|sentence)|the (?:passage|excerpt|above|following|aforementioned|text above|text below)|"
    r"(?:in|to|by|from) the (?:text|paragraph|sentence)(?=\W*$|,)|"
    r"does the (?:text|paragraph|sentence) (?:say|tell|mention|state|describe|explain|list|give|show)|"
    r"(?:mentioned|described|listed|shown|cited) (?:above|below|here)|"
    r"est[ea] (?:informe|reporte|pasaje|texto|documento|p[aá]rrafo|secci[oó]n|cap[ií]tulo|p[aá]gina|figura|tabla|"
    r"cuadro|gr[aá]fica|fragmento|oraci[oó]n)|el (?:pasaje|fragmento|p[aá]rrafo|texto anterior)|"
    r"(?:en|seg[uú]n|dice|menciona|señala|indica|explica|describe|muestra) el texto|"
    r"(?:mencionad|descrit|citad|señalad)[oa]s? (?:arriba|antes|aqu[ií]|anteriormente)|"
    r"(?:figura|tabla|cuadro|gr[aá]fica|informaci[oó]n) (?:anterior|siguiente|de arriba|de abajo))\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"\W*(?:and|but|or|also|then|what about|how about|y|e|pero|o|entonces|qué hay de|qué tal)(?=\s|$)", re.IGNORECASE
)
_EXPLETIVE = re.compile(  # "it" and "there" that stand for nothing, "that" that joins
    r"\b(?:(?:is|was|would|will|can|could|should|did|does|has) it (?=(?:(?:be|become|now|still|a|an|so|more|less) )*"
    r"\w+ (?:that|to|for|like|when|if|who|take|mean|matter)\b)|"
    r"does it (?=take|mean|matter|cost to)|is it (?=true|possible|safe|legal|hard|easy|important|necessary|like)|"
    r"(?:make|makes|made|making|find|found) it (?=\w+)|it (?=is|was|takes|makes|means|matters|comes)|"
    r"who \w+ (?:it )?makes? (?:them|him|her)\b|"
    r"there (?=is|are|was|were|be|been|will|has|have)|"
    r"(?:is|are|was|were|be|been|have|has|had) there)",
    re.IGNORECASE,
)
_SINGULAR = "it|its|itself|he|she|his|her|hers|him"
_PLURAL = "they|them|their|theirs|themselves"
_SPANISH = "ell[oa]s?|él|su|sus|suy[oa]s?"
_PRONOUN = re.compile(rf"\b(?:(?P<one>{_SINGULAR})|(?P<many>{_PLURAL}|{_SPANISH}))\b", re.IGNORECASE)
_OF_WHO = re.compile(r"\b(?:who|whose|quién(?:es)?)\b", re.IGNORECASE)  # "Who should have their rights protected?"
_OWNER = frozenset(("their", "his", "her", "its", "su", "sus"))
# "What did this change?", "Who paid for that?", "¿Para qué sirve eso?"; "that" before a subject only joins.
_POINTER = re.compile(
    r"\b(?:th(?:is|ese)\b(?! (?:day|kind|sort|type)s?\b)|(?:of|for|about|by|with|in|do|does|did|is|was|are|were) "
    r"(?:that|those)(?=\W*$| (?:mean|help|change|happen|lead|affect|work|cost|come|go|were|was|are|is|had|have|did)\b)|"
    r"(?:es[oe]s?|esas?|est[oe]s?|estas?|aquell[oa]s?|aquel|dich[oa]s?)\b|lo mismo\b)",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\b(?:there|allí|ahí|allá)\W*$", re.IGNORECASE)
_DOUBLED = re.compile(r"\b(?:les?)\b(?!.*\b(?:al?|para|quien(?:es)?)\b)", re.IGNORECASE)  # "¿Qué les dieron?"
_HEAD = re.compile(r"\b\w+ (?:of|de) *$", re.IGNORECASE)  # "the purpose of this programme": it is no purpose
_ACTION = re.compile(  # the verb after "who" is no noun either: "Who laid it along the road?"
    r"\b(?i:who|qui[eé]n(?:es)?) (?:(?:se|has|have|had|will|would|could|also) )?[a-záéíóúñ]+"
)
_TO_WHOM = re.compile(r"\ba qui[eé]n(?:es)?\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+|\d[\d.,]*")

# What opens a question and is no noun that "it" or "they" could lean on.
_NO_NOUN = frozenset(
    re.findall(
        r"\w+",
        """
        a an the of in on at to for from by with as into about after before during since until when while if that than
        is are was were am be been being do does did done has have had will would can could may might must shall should
        how many much what which who whom whose where why and not no or any some all more most other only also ever
        s t i you we me us our your there here pay pays paid happen happened happens help helped helps support
        supported supports fund funded make made get got give gave given take took work worked works start started
        begin began end ended change changed say said says tell told use used cost costs run runs ran lead led come
        came go went want wanted need needed know knew receive received benefit benefits benefited launch launched
        create created carry carried think thought find found year years month months day days week time times kind
        kinds type types way ways part parts number percentage percent share date amount long often far big large high
        old
        el la los las lo un una unos unas de del en a al por para con sin como es son fue fueron era eran ser ha han
        hay había hubo que qué cuál cuáles quién quiénes cuándo cuánto cuánta cuántos cuántas dónde cómo y o no más se
        le les si sobre desde hasta cual quien cuando donde
        hizo hicieron hace hacen pasó pasa recibió recibieron recibe reciben ayudó ayudaron ayuda ayudan apoyó
        apoyaron apoya apoyan pagó pagaron paga pagan financió financiaron dijo dijeron dice dicen sirve sirven sirvió
        sirvieron logró lograron empezó empezaron comenzó comenzaron costó cuesta cambió cambiaron dio dieron da dan
        participó participaron vive viven trabaja trabajan tiene tienen tuvo tuvieron año años mes meses día días vez
        veces tipo tipos parte partes número porcentaje manera forma cantidad
        """,
    )
)
_PLURAL_WORDS = frozenset(("people", "women", "men", "children"))


def why_leaning(question: str) -> str:
    """Return the words for which a question does not stand alone, or "" when it does.

    >>> why_leaning("How many of them were women?"), why_leaning("What does this report say about water?")
    ('them', 'this report')
    >>> why_leaning("How did people change the way they meet?"), why_leaning("What is an infodemic?")
    ('', '')
    """
    text = " ".join(question.split())
    match = _POINTS_AT_TEXT.search(text) or _GOES_ON.match(text)
    if match:
        return match[0]
    pronoun = _pronoun(_EXPLETIVE.sub(lambda expletive: " " * len(expletive[0]), text))
    return pronoun or ("" if _nouns(text, singular=False) else text)


def _pronoun(text: str) -> str:
    for match in _PRONOUN.finditer(text):
        before = _HEAD.sub("", text[: match.start()])
        leans_on_who = match[0].lower() in _OWNER and _OF_WHO.search(before)
        if match[0] != "IT" and not leans_on_who and not _nouns(before, singular=bool(match["one"])):
            return match[0]
    pointer, place, doubled = _POINTER.search(text), _PLACE.search(text), _DOUBLED.search(text)
    before = _HEAD.sub("", text[: pointer.start()]) if pointer else ""
    if pointer and len(_nouns(before, singular=False)) < MIN_NOUNS_BEFORE_POINTER and not _names(before):
        return pointer[0]
    if place and not _names(text[: place.start()]):
        return place[0].strip("?. ")
    if doubled and not _TO_WHOM.search(text) and not _nouns(text[: doubled.start()], singular=False):
        return doubled[0]
    return ""


def _nouns(text: str, *, singular: bool) -> list[str]:
    """Return the words that a pronoun could lean on."""
    words = [
        word
        for word in _WORD.findall(_ACTION.sub(" ", text))
        if (word.isupper() and len(word) > 1) or not (word.lower() in _NO_NOUN or _PRONOUN.fullmatch(word))
    ]
    return [word for word in words if not (singular and _is_plural(word))]


def _is_plural(word: str) -> bool:
    return word in _PLURAL_WORDS or (word.islower() and word.endswith("s") and not word.endswith(("ss", "us", "is")))


def _names(text: str) -> list[str]:
    words = re.findall(r"[^\W_]+", text)
    return [word for row, word in enumerate(words) if word.isupper() or (row > 0 and word[0].isupper())]
