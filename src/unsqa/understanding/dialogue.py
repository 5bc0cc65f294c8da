"""A follow-up and the turns before it -> what to search.

A question that leans on earlier ones is searched with what it leans on:

- "and in Oaxaca?", "no, I meant 2020": words of the same kind in the earlier question give way to the new ones;
- "back to the hotels: how many?": the turn that shares most words with what is named, in its question or its quotes;
- any other ("who paid for it?"): the last question that stands alone.

A question that does not is searched as it is, so that a change of topic is not dragged back. Whether one does is told
from its form, by no model and no parser; a place from a body or a person by capitals and the preposition before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from unsqa.finding.language import detect_language
from unsqa.finding.lexical import stem_words
from unsqa.types import Query
from unsqa.understanding.small_talk import answer_small_talk

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from unsqa.types import Turn

MAX_ELLIPTIC_WORDS = 2
MAX_WORDS_BEFORE_POINTER = 4  # a pointer after more of them points at one of them
MIN_WORDS_OF_OWNER = 2  # "How many towns finished their plans?"
MIN_OWN_WORDS = 4  # with as many and a name, "And what did UNICEF do for schools?" stands alone
ASKED_WEIGHT = 3  # of a word shared with what was asked, beside one shared with what was quoted

_ASIDE = r"\W*(?:(?:ok(?:ay)?|so|well|now|right|and|but|y|bueno|bien|entonces|pero|ahora)\b[\s,]*)*"
_ASKING = r"what|who|how|which|where|when|why|whose|qué|qui[eé]n(?:es)?|cu[aá](?:l|les|ndo|nt[oa]s?)|d[oó]nde|cómo"
_ASKS = re.compile(rf"\b(?:{_ASKING})\b", re.IGNORECASE)
_BACK = re.compile(
    rf"(?is){_ASIDE}(?:(?:let(?:'|’)?s )?(?:going |go |coming |come |getting |get )?back to|returning to|to return to|"
    r"volviendo al?|volvamos al?|vuelvo al?|regresando al?|regresemos al?|regreso al?|de (?:vuelta|regreso) al?|"
    r"retomando)\b(?: (?:the (?:topic|subject) of|(?:el )?tema del?|lo del?))? *(?P<topic>[^:,.;?¿]+?)"
    rf"(?:\s*[:,.;?¿]+\s*|\s+(?=(?:{_ASKING})\b)|$)(?P<rest>.*)"
)
_CORRECTION = re.compile(
    r"(?is)\W*(?:(?:oh|ah|no|nope|sorry|wait|actually|perd[oó]n|perdona|disculp[ae]|espera|mejor dicho|en realidad)\b"
    r"[\s,.!¡:]*)*(?:\bI(?: mean|(?:(?:'|’)m| am| was)? (?:meant|said|asking about|talking about))\b|\bquise decir\b|"
    r"\b(?:(?:me (?:refiero|refer[ií]a?)|hablo|hablaba|estaba hablando|pregunt(?:o|aba)) (?:al?|del?|por|sobre)"
    r"|quer[ií]a decir|(?:yo )?dig[oa]|dije)\b|\bnot (?:in |for )?[^\s,]+,? (?:but )?(?=\S))[\s,:]*(?P<rest>.+)"
    r"|\W*(?:no|nope|sorry|wait|actually|perd[oó]n|perdona)\b[\s,.!¡]+(?P<bare>.+)"
)
_INSTEAD = re.compile(r",? *\b(?:not|no|instead of|rather than|en vez de|en lugar de) [^,?]+(?=\W*$)", re.IGNORECASE)
_OPENING = re.compile(
    r"(?i)\W*(?:and|but|or|also|then|so(?! far)|plus|what about|how about|what of|y|e|pero|o|también|además|entonces|"
    r"qué hay de|qué tal|qué pasa con)(?=[\s,])[\s,]*(?:(?:what|how) about )?"
)
_EXPLETIVE = re.compile(  # "it", "there" and "that" that point at nothing before the question
    r"(?i)\b(?:there (?:is|are|was|were|be|been)|(?:is|are|was|were|been) there|th(?:is|e) (?:year|report)|"
    r"(?:is|was|be|does|did|would|will|has) it (?=(?:(?:so|more|less|a|an|be|still) )*(?!expected|supposed|meant|"
    r"used|going|due|planned|likely|able)\w+ (?:that|to|for|like|when|if)\b)|(?:is|was) it (?=true|possible|worse)|"
    r"does it (?:take|mean|matter)|it (?:is|was|takes|means)|did it (?:take|cost) to|(?:mak(?:es?|ing)|made|find|found|"
    r"thinks?) it(?= \w)|what(?:'|’)?s in it|(?:cost|take) it to|est[ea] (?:año|informe)|es[ao]s? (?:de|mism[oa]))\b|"
    r"(?<!is )(?<!was )(?<!did )(?<!does )\b(?:that|this|these|those) (?=\w+\W)(?=(?:\w+ ){3})"
)
_INVERTED = r"(?:do|does|did|is|are|was|were|has|have|had|will|would|can|could|should|might)"
_POINTER = re.compile(
    rf"(?i)\b(?P<subject>{_INVERTED} (?:it|he|she|they))\b|\b(?P<possessive>its|their|his|her|sus?)\b|"
    r"\b(?P<personal>it|he|she|they|them|him|theirs|ell[oa]s|él|ella)\b|"
    r"\b(?P<other>that|those|these|this|the same|there|eso|esos|esas|ésa|ése|allí|ahí|allá|lo mismo|else|"
    r"(?:behind|detrás)(?=\W*$))\b|"
    r"\b(?P<noun>(?:es[ea]|aquel(?:la)?|dich[oa])s? \w+)|"
    r"\b(?P<one>(?:the|that|this|other|which|last) (?:\w+ ){0,2}(?:ones|one(?! (?:of|in|hundred|million)\b)))\b"
)
_VERB_FOLLOWS = re.compile(r" (?!in\b|on\b|for\b|at\b|by\b|with\b|as\b|to\b|and\b|or\b|from\b|up\b|all\b)\w")
_DATIVE = re.compile(r"\bles?\b(?!.*\b(?:al?|para|quien(?:es)?)\b)", re.IGNORECASE)
_DOUBLE = re.compile(r"\bal? (?:l[oa]s?|cu[aá]nt|qu|un)", re.IGNORECASE)
_CLITIC = re.compile(  # "promoverlo", "¿quién la organizó?", "¿a quién se las entregaron?"
    r"(?i)\b\w{2,}(?:ar|er|ir|ándo|iéndo)(l[oa]s?)\b|"
    r"\b(?:se|no|ya|qui[eé]n(?:es)?|cu[aá]ndo|c[oó]mo|d[oó]nde|por qué|(?:qu[eé]|cu[aá]nt[oa]s?) \w+) "
    r"(l[oa]s?) (?:\w+(?:ó|aron|ieron|jeron|aba|aban)|dio|dan?|hizo|hacen?|puso|vio|ha|han|había)\b|"
    r"\b(?<!por )(?<!a )lo (?!que|m[aá]s|mejor|peor|mismo|largo|menos|cual|suficiente|de\b)\w+(?:ó|ron|n|a|e)\b"
)
_ARTICLES = {"lo": "el|un|del|al", "la": "la|una", "los": "los|unos", "las": "las|unas"}
_CLAUSE_END = re.compile(rf"(?i)[,;:?]|\b(?:and|or|once|if|because|since|after|before|y|o|si|porque|{_ASKING})\b")
_GENERIC = re.compile(  # a noun that only an earlier question tells what it is, with nothing after it but a verb
    r"(?i)\b(?:the|el|la|los|las) (?:projects?|program(?:me|a)?s?|initiatives?|surveys?|study|campaigns?|plans?|"
    r"platforms?|proyectos?|iniciativas?|encuestas?|estudios?|campañas?|plataformas?)(?=\W*$|(?: so far| \w+)\W*$)"
)
_DEFINITION = re.compile(
    r"(?i)\W*(?:what(?:'|’)?s?(?: is| does)?(?: an?\b.*| .* (?:mean|stand for))|qu[eé] (?:es|son) (?:una?|el|la|los|"
    r"las) \S+|(?:siglas|abbreviation|acronym|meaning|significado) .*|.* (?:meaning|significado))\W*$"
)
_NO_OBJECT = re.compile(  # "which company helped?", "¿en qué lenguas está?"
    r"(?i)\W*(?:(?:in|for|to|by|en|de|a|con|por|para) )?(?:which|what|who|qu[eé]|cu[aá]l(?:es)?|qui[eé]n(?:es)?|"
    r"d[oó]nde|cu[aá]nt[oa]s?)\b.*\b(?:\w{3,}ed|took part|involved|in charge|responsible|est[aá]n?|son|fue(?:ron)?|"
    r"eran?|\w{2,}[ai](?:e)?ron)\W*$"
)
_WORD = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NAME = r"(?:the |el |la |los |las )?[A-ZÁÉÍÓÚÑ][\w'’-]*(?:(?: (?:de|del|of|the|la|and|y))* [A-ZÁÉÍÓÚÑ][\w'’-]*)*"
_PLACED = re.compile(rf"(?:\b(?P<in>in|en|from|at|across|within|desde) +)?(?P<name>{_NAME})")
_ABOUT = re.compile(r"(?P<about>on|about|sobre) (?P<rest>[^,]+)", re.IGNORECASE)
_FUNCTION_WORDS = frozenset(
    _WORD.findall(
        "a an the of in on at to for from by with as is are was were be been do does did has have had will would can "
        "could how many much what which who whom when whose where why and or not any some all more most other about "
        "until since so far you me tell ok yet el la los las un una unos unas de del en al por para con como es son "
        "fue fueron era ser hay ha han le les que qué cuál cuáles quién quiénes cuándo cuánto cuánta cuántos cuántas "
        "dónde cómo y o no más otro otra se lo sobre hasta desde va van dime"
    )
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """An earlier turn as it was understood: the question that stands alone, and all that was searched."""

    turn: Turn
    base: str
    text: str


def make_query(question: str, history: Sequence[Turn], corpus_languages: Collection[str]) -> Query:
    """Return what to search for a question; its language is that of the question itself."""
    language = detect_language(question, corpus_languages)
    if not history or not needs_context(question) or not _WORD.search(question):
        return Query(question, language)
    earlier: list[_Asked] = []
    for turn in history:
        if answer_small_talk(turn.question) is None:
            earlier.append(_Asked(turn, *_understand(turn.question, earlier)))
    if not earlier:
        return Query(question, language)
    return Query(_understand(question, earlier)[1], language, from_history=True)


def _understand(question: str, earlier: Sequence[_Asked]) -> tuple[str, str]:
    """Return the question that later follow-ups build on, and what to search."""
    if not earlier or not needs_context(question):
        return question, question
    if back := _BACK.match(question):
        piece = f"{back['topic'].strip()}: {back['rest']}" if back["rest"] else back["topic"]
        found = _find_topic(back["topic"], earlier)
        return found or piece, _join(found, piece)
    last = earlier[-1]
    if corrected := _corrected(question):
        piece = _INSTEAD.sub("", corrected)
        base = _substitute(last.base, piece)
        return base or last.base, _substitute(last.text, piece) or base or _join(last.base, piece)
    opening = _OPENING.match(question)
    piece = question[opening.end() :] if opening else question
    if opening and "¿" in opening[0] and "¿" not in piece:
        piece = f"¿{piece}"
    replaced = _substitute(last.base, piece)
    return replaced or last.base, replaced or _join(last.base, piece)


def _corrected(question: str) -> str:
    """Return what is meant instead ("no, I meant 2020"); empty for a question that is no correction."""
    found = _CORRECTION.match(question)
    bare = (found["bare"] or "") if found else ""
    if _ASKS.search(bare) or len(_content(bare)) > MAX_WORDS_BEFORE_POINTER:
        bare = ""
    return found["rest"] or bare if found else ""


def _find_topic(topic: str, earlier: Sequence[_Asked]) -> str:
    """Return the question of the turn that shares most with the words named, the earliest of equals; or nothing."""
    named, base, most = _stems(topic), "", 0
    for asked in earlier:
        quoted = " ".join(cited.quote.text for cited in asked.turn.answer.citations) if asked.turn.answer else ""
        shared = ASKED_WEIGHT * len(named & _stems(asked.turn.question)) + len(named & _stems(quoted))
        if shared > most:
            base, most = asked.base, shared
    return base


def _stems(text: str) -> set[str]:
    """Return the stems of a text's words in English and in Spanish, since either may be spoken."""
    content = " ".join(_content(text))
    return {*stem_words(content, "en"), *stem_words(content, "es")}


def _join(base: str, piece: str) -> str:
    """Put a follow-up after its question, as two sentences.

    >>> _join("how many hotels took part", "who paid?")
    'how many hotels took part? Who paid?'
    """
    base, piece = base.strip(), piece.strip(" ,")
    if not piece:
        return base
    stop = "" if not base or base.endswith(("?", ".", "!")) else "?"
    return f"{base}{stop} {_WORD.sub(lambda word: word[0][0].upper() + word[0][1:], piece, count=1)}".lstrip()


def _substitute(base: str, piece: str) -> str | None:
    """Return the earlier question with words of the same kind replaced; None where it has none, or more than one.

    >>> _substitute("How many shelters are there in Chiapas?", "in Oaxaca?")
    'How many shelters are there in Oaxaca?'
    >>> _substitute("What did FAO do in 2019?", "2020"), _substitute("What did FAO do?", "who paid?")
    ('What did FAO do in 2020?', None)
    """
    piece = piece.strip(" ?¿!¡.,")
    year = re.fullmatch(rf"(?i:(?:in|for|en|de|del|para) )?({_YEAR.pattern})", piece)
    if year:
        return _YEAR.sub(year[1], base) if len(set(_YEAR.findall(base))) == 1 else None
    about = _ABOUT.fullmatch(piece)
    if about:
        old = re.compile(rf"(?i)\b{about['about']} .+?(?=,|\?|$| (?:in|en|by|during|since|between|durante) )")
        return old.sub(lambda _: piece, base) if len(old.findall(base)) == 1 else None
    named = _PLACED.fullmatch(re.sub(r"^(?:(?:for|by|with|de|por|con|para|a) )", "", piece))
    if not named:
        return None
    names = [old for old in _PLACED.finditer(base) if re.search(r"[\w,)] $", base[: old.start("name")])]
    if any(word.isupper() for word in named["name"].split()):
        names = [old for old in names if old["name"].isupper()]
    else:
        names = [old for old in names if not old["name"].isupper() and bool(old["in"]) >= bool(named["in"])]
    if len(names) != 1:
        return None
    start, end = names[0].span("name")
    return base[:start] + named["name"] + base[end:]


def needs_context(question: str) -> bool:
    """Tell whether a question leans on the ones before it.

    >>> [needs_context(text) for text in ("and in Oaxaca?", "Who paid for it?", "¿Y cuántas eran mujeres?")]
    [True, True, True]
    >>> [needs_context(text) for text in ("Who supports the Tren Maya?", "¿Qué hizo la FAO en Tabasco?", "UNICEF")]
    [False, False, False]
    """
    text = question.strip()
    if _BACK.match(text) or _corrected(text):
        return True
    opening = _OPENING.match(text)
    own = _content(text[opening.end() :] if opening else text)
    if opening and not (len(own) >= MIN_OWN_WORDS and _names(text[opening.end() :])):
        return True
    if _points_back(_EXPLETIVE.sub(" ", text)) or _has_clitic(text):
        return True
    if _names(text) or _DEFINITION.match(text):
        return False
    return len(own) <= MAX_ELLIPTIC_WORDS + bool(_NO_OBJECT.match(text) or _GENERIC.search(text))


def _points_back(text: str) -> bool:
    """Tell whether a pronoun points out of the question, and not at something in it."""
    return any(
        pointer[0] != "IT"
        and len(_content(text[: pointer.start()])) <= MAX_WORDS_BEFORE_POINTER
        and not _has_own_clause(text[: pointer.start()])
        and not _points_within(pointer, text[: pointer.start()], text[pointer.end() :])
        for pointer in _POINTER.finditer(text)
    )


def _points_within(pointer: re.Match[str], before: str, after: str) -> bool:
    """Tell whether what stands before a pronoun, or right after it, is what it points at."""
    word, n_before, named = pointer[0].lower(), len(_content(before)), bool(_names(before))
    if pointer["possessive"]:
        return named or n_before >= MIN_WORDS_OF_OWNER
    if word in {"he", "she", "they"} or (word == "it" and pointer["personal"] and _VERB_FOLLOWS.match(after)):
        return named or n_before >= MIN_WORDS_OF_OWNER
    if word == "that":  # "the team that runs it", "proud that people came"
        joins = bool(re.search(r"\w$", before.rstrip())) and _content(before)[-1:] == before.split()[-1:]
        joins = joins and not re.match(r" (?:or|and|in|by)\b", after)
        return joins and len(after.split()) > 1 and (named or n_before > 1)
    if word == "the same":
        return named or n_before > 1
    return word == "else" and len(_content(after)) > MAX_ELLIPTIC_WORDS


def _has_own_clause(before: str) -> bool:
    """Tell whether a clause that ended before the pointer has something to point at."""
    ends = [end.start() for end in _CLAUSE_END.finditer(before)]
    return bool(ends) and (len(_content(before[: ends[-1]])) >= MAX_ELLIPTIC_WORDS or bool(_names(before[: ends[-1]])))


def _has_clitic(text: str) -> bool:
    """Tell whether a Spanish object pronoun has no noun of its form before it."""
    dative = _DATIVE.search(text)
    if dative and not _has_own_clause(text[: dative.start()]) and not _DOUBLE.search(text):
        return True
    return any(
        not re.search(rf"\b(?i:{_ARTICLES[(clitic[1] or clitic[2] or 'lo').lower()]}) [a-záéíóúñ]", before)
        and not _has_own_clause(before)
        for clitic in _CLITIC.finditer(text)
        for before in (text[: clitic.start()],)
    )


def _content(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if word.lower() not in _FUNCTION_WORDS]


def _names(text: str) -> list[str]:
    words = _WORD.findall(text)
    return [word for row, word in enumerate(words) if word.isupper() or (row > 0 and word[0].isupper())]
