"""The words of a sentence that are of the kind that a question asks for, to be shown in bold: by rules, no model.

English and Spanish. Where the rules are not sure there is nothing: a bold word that does not answer misleads.

Not here: which sentence answers (evidence.py).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from unsqa.understanding.places import find_places, list_places
from unsqa.understanding.vocabulary import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from unsqa.types.answer import Kind

    Span = tuple[int, int]

_UNITS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    "|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|dos|tres|cuatro|cinco|seis|siete"
    "|ocho|nueve|diez|once|doce|trece|catorce|quince|veinte|treinta|cuarenta|cincuenta|cien|doscient[ao]s|mil"
)
_MAGNITUDE = r"(?:hundred|thousand|million|billion|trillion|cient[ao]s|mil|millon(?:es)?|miles)"
_FIGURES = r"\d{1,3}(?:[,. ]\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?"
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_AMOUNT = rf"(?:{_FIGURES}|\b(?:{_UNITS}|one|un)\b)(?:[ -]{_MAGNITUDE}\b|-(?:{_ONES})\b)*"
_CURRENCY = r"(?:dollars?|dolares|pesos?|euros?|pounds?|libras|yen|francs?|usd|mxn|eur|us dollars|mexican pesos)"
_MONEY = re.compile(
    rf"(?:(?:us|mx|mxn|usd|c)? ?[$€£¥] ?|\b(?:usd|mxn|eur|us) )(?:{_FIGURES})(?: {_MAGNITUDE})?(?: {_CURRENCY}\b)?"
    rf"|(?:{_AMOUNT})(?: de)?(?: (?!{_MAGNITUDE})\w+)? {_CURRENCY}\b"
)
_SHARE = re.compile(
    rf"(?:{_FIGURES}) ?%|(?:{_AMOUNT}) (?:per cent|percent|por ciento|percentage points?|puntos porcentuales)\b"
    r"|\b(?:more than |over |almost |nearly |about |mas de |casi )?(?:half|one third|a third|two thirds"
    r"|one quarter|a quarter"
    r"|three quarters|la mitad|un tercio|dos tercios|una tercera parte|un cuarto)\b(?= (?:of|de|del)\b)"
    rf"|\b(?:one|two|three|four|five|un[ao]?|dos|tres|\d+) (?:out of|in every|of every|in|de cada) (?:{_UNITS}|\d+)\b"
)
MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|enero|febrero|marzo|abril"
    "|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
)
_YEAR = r"(?<![\d.,$€-])(?:19|20)\d\d(?![\d%]|[.,]\d)"
_DATE = re.compile(
    rf"(?:\b\d{{1,2}}(?:st|nd|rd|th)?(?: (?:of|de))? )?\b(?:{MONTHS})\b(?: \d{{1,2}}(?:st|nd|rd"
    rf"|th)?\b(?!\d))?(?:,? (?:(?:of|de|del) )?{_YEAR})?"
    rf"|(?:\b(?:since|between|from|until|desde|entre|hasta) )?{_YEAR}(?:(?:-|–| to | and | y | a )(?:(?:19"
    rf"|20)?\d\d)\b)?"
)
_NUMBER = re.compile(rf"(?<![\w$€£.,/])(?<!\w-)(?:{_AMOUNT})(?![\w/]|[.,]\d| ?%| (?:per cent|percent|por ciento))")
_NO_NUMBER = re.compile(
    r"(?:\b(?:figure|figura|table|tabla|cuadro|goal|objetivo|ods|sdgs?|agenda|convention|convenio|article"
    r"|articulo|nom|axis|eje|covid|chapter"
    r"|capitulo|outcome|priority|pages?|pagina|pp?|annex|no|num|law|resolution) ?-?\.?|[°#§])$"
)
_STOP_TEXT = """
a an the of in on at to for from by with and or that which who whom were was is are be been being has have had will
would can could may as than per during through including such it they this these those not also its their he she
into over under while where when both all within across between among before after since until each only more less
up so but if out el la los las un una unos unas de del en a al para por con y e o u que se su sus fue fueron es son
era eran ha han como durante entre sin sobre hasta desde mas menos esta este estas estos pero si no lo le les cada
"""
_STOP = frozenset(_STOP_TEXT.split())
_OWN = ("UN", "UNS", "ONU", "SNU")
_BODY = (
    r"(?:Ministry|Secretariat|Department|Institute|Commission|Committee|Council|Court|Tribunal|Bank|Fund"
    r"|University|Office|Agency"
    r"|Organi[sz]ation|Union|Association|Federation|Foundation|Network|Government|Embassy|Alliance|Chamber"
    r"|Group|Programme|Centre"
    r"|Secretar[ií]a|Instituto|Comisi[oó]n|Comit[eé]|Consejo|Corte|Banco|Fondo|Universidad|Oficina|Agencia"
    r"|Organizaci[oó]n|Uni[oó]n|Sindicato"
    r"|Asociaci[oó]n|Federaci[oó]n|Fundaci[oó]n|Red|Gobierno|Embajada|Alianza|C[aá]mara|Grupo|Fiscal[ií]a)"
)
_CAPITAL = r"[A-ZÁÉÍÓÚÑÜ][\w’'&-]*"
_RUN = rf"{_CAPITAL}(?: {_CAPITAL})*"
_LINK = r" (?:of|for|on|and|the|de|del|la|las|los|el|para|en|y|of the|for the|and the|de la|de las|de los)"
_ORGANISATION = re.compile(
    rf"(?:{_CAPITAL} ){{0,4}}\b{_BODY}\b(?: {_CAPITAL})*(?:{_LINK}(?:{_LINK})? {_RUN})*(?: \([A-Z][\w/&-]+\))?"
    r"|\b(?:UN|ONU)[ -](?:Women|Habitat|HABITAT|Mujeres|H[aá]bitat|Volunteers|DESA)\b"
    r"|(?<![\w-])(?!(?:COVID|SDGs?|ODS|HIV|VIH|GDP|PIB|USD|MXN|NOM|II+|IV|VI+|LGBT\w*"
    r"|C&A)\b)[A-Z][A-Za-z]?[A-Z][A-Z]*[A-Za-z]{0,2}(?:/[A-Z]{2,})?(?![\w-])"
)
_TITLE = (
    r"(?:[Mm]inister|[Pp]resident|[Dd]irector(?:a)?|[Cc]oordinator|[Cc]oordinador(?:a)?|[Gg]overnor"
    r"|[Gg]obernador(?:a)?|[Ss]ecretary|[Mm]inistr[oa]"
    r"|[Ss]ecretari[oa]|[Pp]resident[ae]|[Rr]epresentative|[Rr]epresentante|[Cc]hief|[Hh]ead|[Mm]ayor"
    r"|[Mm]anager|[Ll]eader|[Ll][ií]der|Dr|Mr|Mrs|Ms|Sra?|Dra)"
)
_PERSON_NAME = (
    r"[A-ZÁÉÍÓÚÑ][a-záéíóúñü’'-]+(?: (?:de|del|de la|de los|van|von|bin|al)? ?[A-ZÁÉÍÓÚÑ][a-záéíóúñü’'-]+){1,3}"
)
_PERSON = re.compile(
    rf"\b{_TITLE}\.?,? (?P<a>{_PERSON_NAME})|\b(?P<b>{_PERSON_NAME})(?=, (?:\w+ ){{0,4}}{_TITLE}\b"
    rf"|,? \(?\d{{1,2}}(?: years old| años|,))"
)
_PLACE = re.compile(
    rf"(?:\b(?:in|from|to|near|at|like|such as|en|desde|hacia|hasta|(?:state|city|municipality|estado|ciudad"
    rf"|municipio) (?:of|de))|\b(?:states|cities|countries|municipalities|estados|ciudades|municipios"
    rf"|pa[ií]ses)(?: of| de|:)? ?\(?)(?: the)?(?: (?:state|states|city|cities|municipality|municipalities"
    rf"|estado|estados|ciudad|ciudades|municipio|municipios)(?: (?:of|de))?)? ?"
    rf"(?<![\w])(?P<a>{_RUN}(?: \({_RUN}\))?(?:(?:, (?:and |y )?| and | y ){_RUN}(?: \({_RUN}\))?)*)"
)
_ITEM = r"[^,;:.()]{3,60}"
_SERIES = re.compile(
    rf"(?:(?<=: )|(?<=as )|(?<=como )|(?<=including )"
    rf"|(?<=namely ))(?P<a>{_ITEM}(?:[,;] {_ITEM}){{1,12}}[,;]? (?:and|y|e|or|o) {_ITEM})|\(1\)|\b1\)"
)
_REASON = re.compile(
    r"\b(?:because|due to|owing to|as a result of|in order to|so that|so as to|given that|since it"
    r"|with the (?:aim|objective|goal) of"
    r"|aim(?:s|ed)? (?:to|at)|seeks? to|porque|debido a|a fin de|con el (?:fin|objetivo) de|para que|ya que"
    r"|puesto que|gracias a)\b[^.;:]{8,200}",
    re.IGNORECASE,
)


def find_spans(text: str, kind: Kind) -> tuple[Span, ...]:
    """Return the (start, end) of the words that are of a kind, in their order; none for kinds without a form.

    >>> [text[start:end] for text in ["Of 2.4 million domestic workers 95% are women."]
    ...  for kind in ("number", "share") for start, end in find_spans(text, kind)]
    ['2.4 million domestic workers', '95%']
    """
    finders = {
        "number": _find_numbers, "money": _find_money, "share": _find_shares, "date": _find_dates,
        "place": _find_places,
        "organisation": _find_organisations, "person": _find_people, "list": _find_series, "reason": _find_reasons,
    }  # fmt: skip
    found = sorted(finders[kind](text)) if kind in finders else []
    return tuple(span for row, span in enumerate(found) if row == 0 or span[0] >= found[row - 1][1])


def find_quantities(text: str) -> tuple[tuple[Span, Span], ...]:
    """Return the spans of the numbers of things in a text, each with the span of the words after it that it counts.

    Years, money, shares and numbers that are part of a name ("SDG 5") are none.
    """
    folded = plain(text)
    other = [m.span() for pattern in (_MONEY, _SHARE) for m in pattern.finditer(folded)]
    other += [m.span() for m in _DATE.finditer(folded) if not folded[m.start() : m.end()].isalpha()]
    found = []
    for match in _NUMBER.finditer(folded):
        taken = any(start < match.end() and match.start() < end for start, end in other)
        if not taken and not _NO_NUMBER.search(folded[: match.start()].rstrip(" ")):
            found.append((match.span(), _counted(folded, match.end())))
    return tuple(found)


def _counted(folded: str, end: int) -> Span:
    """Return the span of the (at most four) words that a number counts."""
    start = last = end
    for row, match in enumerate(re.finditer(r" (?:of |de )?([^\W\d_][\w’'&-]*)", folded[end:])):
        is_verb = row > 0 and match[1].endswith("ed")
        if row == 4 or match.start() != last - end or match[1] in _STOP or is_verb:
            break
        start = end + 1 if row == 0 else start
        last = end + match.end()
        if folded[last : last + 1] not in ("", " "):
            break
    return start, last


def _find_numbers(text: str) -> Iterator[Span]:
    for (start, end), (_, last) in find_quantities(text):
        yield start, max(end, last)


def _find_money(text: str) -> Iterator[Span]:
    yield from (_trim(match.span(), text) for match in _MONEY.finditer(plain(text)))


def _find_shares(text: str) -> Iterator[Span]:
    yield from (_trim(match.span(), text) for match in _SHARE.finditer(plain(text)))


def _find_dates(text: str) -> Iterator[Span]:
    for match in _DATE.finditer(plain(text)):
        is_verb = match[0] in ("may", "march") and not text[match.start()].isupper()
        if (
            not is_verb
            and not re.search(r"\bagenda $", plain(text)[: match.start()])
            and text[match.end() :][:7] != " Agenda"
        ):
            yield match.span()


def _find_organisations(text: str) -> Iterator[Span]:
    """Find bodies; the United Nations, of which every sentence speaks, only where there is no other."""
    found = [] if text.isupper() else [m for m in _ORGANISATION.finditer(text) if sum(map(str.isupper, m[0])) > 1]
    others = [match for match in found if match[0] not in _OWN]
    yield from (match.span() for match in others or found)


def _find_people(text: str) -> Iterator[Span]:
    for match in _PERSON.finditer(text):
        yield match.span("a" if match["a"] else "b")


def _find_places(text: str) -> Iterator[Span]:
    """Find what stands after "in", "from" and the like with a capital, and countries anywhere."""
    tokens = list(re.finditer(r"[^\W_]+", text))
    for first, last in find_places([plain(token[0]) for token in tokens], list_places("")):
        if text[tokens[first].start()].isupper():
            yield tokens[first].start(), tokens[last - 1].end()
    bodies = [match.span() for match in _ORGANISATION.finditer(text)]
    for match in _PLACE.finditer(text):
        start, end = match.span("a")
        is_month = re.match(rf"(?:{MONTHS})\b", plain(match["a"]))
        if not is_month and not any(first <= start < last for first, last in bodies):
            yield start, end


def _find_series(text: str) -> Iterator[Span]:
    yield from (match.span("a") for match in _SERIES.finditer(text) if match["a"])


def _find_reasons(text: str) -> Iterator[Span]:
    yield from (_trim(match.span(), text) for match in _REASON.finditer(text))


def _trim(span: Span, text: str) -> Span:
    words = text[slice(*span)]
    return span[0] + len(words) - len(words.lstrip()), span[1] - len(words) + len(words.rstrip())
