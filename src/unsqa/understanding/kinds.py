"""What kind of answer a question asks for: a number, money, a share, a date, a place, ... By its first question word.

English and Spanish, over the question in small letters without accents, so that hasty typing is understood too.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from unsqa.understanding.vocabulary import plain

if TYPE_CHECKING:
    from unsqa.types.answer import Kind

_MONEY_EN = (
    r"money|cash|funding|dollars?|pesos?|euros?|budget|salary|salaries|wages?|price|cost|costs|pay|paid|spent|spend"
)
_MONEY_ES = (
    r"dinero|dolares|pesos|euros|presupuesto|salario|sueldo|precio|costo|coste|cuesta|costaron?|gast\w+|pag\w+"
    r"|inv[ie]+rt\w+"
)
_PLACES_EN = r"states?|cit(?:y|ies)|countr(?:y|ies)|towns?|municipalit(?:y|ies)|regions?|places?|districts?|villages?"
_PLACES_ES = r"estados?|ciudad(?:es)?|pais(?:es)?|municipios?|region(?:es)?|lugar(?:es)?|alcaldias?|pueblos?|zonas?"
_BODIES_EN = (
    r"agenc(?:y|ies)|organi[sz]ations?|bod(?:y|ies)|ministr(?:y|ies)|institutions?|compan(?:y|ies)|firms?"
    r"|unions?|banks?"
    r"|funds?|donors?|governments?|ngos?|courts?|universit(?:y|ies)|airlines?|committees?|councils?|entit(?:y"
    r"|ies)|offices?"
)
_BODIES_ES = (
    r"agencias?|organizaci(?:on|ones)|organismos?|secretarias?|instituci(?:on|ones)|empresas?|sindicatos?"
    r"|bancos?|fondos?"
    r"|donantes?|gobiernos?|ongs?|tribunal(?:es)?|universidad(?:es)?|aerolineas?|comites?|consejos?"
    r"|entidad(?:es)?|oficinas?"
)
_AGENCIES = r"agenc(?:y|ies)|agencias?|organi[sz]ations?|organizaci(?:on|ones)|organismos?|bodies|un offices?"
# Where a clause begins: "who" and "when" within one only relate.
_HERE = (
    r"(?:^|[,.;:?!¿—-] ?|\b(?:and|y|e|o|or|since|until|till|by|from|to|in|at|with|of|for|desde|hasta|de|a|en"
    r"|con|por|para"
    r"|exactly|tell me|dime|contra|about|sobre) )"
)
# Of those that begin first the first counts; over the question in small letters without accents.
_KINDS: tuple[tuple[Kind, str], ...] = (
    (
        "money",
        (rf"\bhow (?:much|many) (?:\w+ ){{0,3}}(?:{_MONEY_EN})\b|\b(?:what|which) (?:\w+ ){{0,3}}(?:budget"
        rf"|price|wage|cost|salary)\b"),
    ),
    (
        "money",
        (r"\bhow much (?:did|does|do|will|would|was|is|were|has|have|had) .{0,60}\b(?:cost|pay|spen[dt]|give"
        r"|lend|donate|contribute|invest|charge|earn\b|worth)"),
    ),
    (
        "money",
        (rf"\bcuant[oa]s? (?:\w+ ){{0,2}}(?:{_MONEY_ES})\b|\b(?:que|cual es el|cual fue el) (?:presupuesto"
        rf"|salario|sueldo|precio|costo|monto)\b"),
    ),
    (
        "share",
        (r"(?<!from )(?<!in )\b(?:what|which|by what|how big a|how large a) (?:\w+ )?(?:share|percent"
        r"|percentage|proportion|part of|fraction|per cent)\b|\b(?:what|by what|how much) ?%|\bpercentage\b"),
    ),
    ("share", r"\b(?:que|cual es el|cual es la) (?:porcentaje|proporcion|parte|%|por ciento)(?!\w)|\bporcentaje\b"),
    (
        "date",
        (rf"{_HERE}when\b(?![^?.]*, (?:what|how|which|who|where|why)\b)|\b(?:what|which|in what"
        rf"|since what) (?:year|date|month|day)s?\b|\bhow long ago\b|\bwhat dates?\b"),
    ),
    (
        "date",
        (rf"{_HERE}cuando\b(?![^?.]*, ¿?(?:que|cual|quien|como|cuant|donde|por que))|\b(?:que|cual) (?:ano"
        rf"|fecha|mes|dia)s?\b"),
    ),
    (
        "number",
        (r"\bhow (?:many|much|old|long|far|big|large|tall|high|fast|deep|wide)\b|\b(?:number|count|total) of\b"
        r"|\bwhat (?:number|score|total|rate|age)\b|, number\b"),
    ),
    ("number", r"\bcuant[oa]s?\b|\bnumero de\b|\bque (?:puntaje|puntuacion|calificacion|tasa|edad|numero|cantidad)\b"),
    ("place", rf"{_HERE}where\b|\b(?:what|which) (?:\w+ ){{0,2}}(?:{_PLACES_EN})\b"),
    ("place", rf"{_HERE}donde\b|\b(?:que|cual|cuales) (?:de los |de las |son los |son las )?(?:{_PLACES_ES})\b"),
    ("organisation", rf"\b(?:what|which|whose) (?:[\w'-]+ ){{0,3}}(?:{_BODIES_EN})\b"),
    (
        "organisation",
        rf"\b(?:que|cual|cuales) (?:es la |son las |es el |son los |otr[oa]s? |dos |tres )?(?:{_BODIES_ES})\b",
    ),
    (
        "person",
        (rf"{_HERE}who (?:is|was|signed|said|are)\b|\bnames? of the (?:\w+ ){{0,3}}(?:woman|man|girl|boy|person"
        rf"|director|head|minister)\b"),
    ),
    (
        "person",
        (rf"{_HERE}quien(?:es)? (?:es|era|fue|firmo|dijo|son)\b|\bcomo se llama (?:la"
        rf"|el) (?:\w+ ){{0,2}}(?:mujer|hombre|nina|nino|persona|director|directora)\b"),
    ),
    ("organisation", rf"{_HERE}(?:who|whom|whose|quien(?:es)?)\b"),
    (
        "reason",
        (r"\bwhy\b|\bhow come\b|\bwhat for\b|\bwhat (?:was|is|were|are) the (?:reason|purpose|aim|cause)s?\b"
        r"|\bpor que\b|\bpara que\b|\bcon que fin\b|\ba que se debe\b"),
    ),
    (
        "definition",
        (r"\bstands? for\b|\bshort for\b|\bfull (?:name|form)\b|\bmeaning of\b|\bwhat does .{1,40} mean\b"
        r"|\bwhat (?:is|are) (?:an? )?[\w& -]{2,30}\?*$|\bdefin"),
    ),
    (
        "definition",
        (r"\bsignifica|\bsiglas\b|\bque (?:es|son) (?:un |una |el |la |los |las )?[\w& -]{2,30}\?*$"
        r"|\bquiere decir\b"),
    ),
    (
        "list",
        (r"\bname (?:the|all|some)\b|\blist\b|\bwhich\b|\bwhat (?:\w+ )?(?:are|were|kinds?|types?|sorts?"
        r"|things)\b|\bwhat (?!does|is|was|has)\w+s\b"),
    ),
    ("list", r"\bcuales\b|\benumer|\bque (?:\w+ )?(?:tipos?|clases?|cosas|temas|medidas|acciones)\b|\bque \w+[oae]s\b"),
)  # fmt: skip


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(pattern)) for kind, pattern in _KINDS)


def ask_for(question: str) -> Kind:
    """Return the kind of answer that a question in English or Spanish asks for.

    >>> [ask_for(text) for text in ("how many midwives?", "¿Quién pagó el puente?", "Which towns?", "ILO")]
    ['number', 'organisation', 'place', 'other']
    """
    text = plain(question)
    found = [(match.start(), row) for row, (_, pattern) in enumerate(_patterns()) if (match := pattern.search(text))]
    return _KINDS[min(found)[1]][0] if found else "other"


def asking_words(question: str) -> str:
    """Return the words of a question that say what kind of answer it asks for; "" where none do.

    >>> asking_words("How long is it, and since what year?")
    'How long'
    """
    found = [
        (match.start(), row, match.end())
        for row, (_, pattern) in enumerate(_patterns())
        if (match := pattern.search(plain(question)))
    ]
    if not found:
        return ""
    start, _, end = min(found)
    whole = re.match(r"\w*", question[end:])
    return question[start : end + (whole.end() if whole else 0)].strip(" ,.;:?!¿—-")


def asks_for_agencies(question: str, kind: Kind) -> bool:
    """Tell whether a question of a kind asks which bodies did something.

    >>> [asks_for_agencies(text, "list") for text in ("Which agencies took part?", "Which laws were changed?")]
    [True, False]
    """
    if kind == "list":
        return bool(re.search(rf"\b(?:{_AGENCIES})\b", plain(question)))
    return kind == "organisation"
