"""What of a question was not borne out, in words: one sentence for each Unmet, and the text of a refusal.

Not here: finding out what is not borne out, and the templates (wording.py).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from unsqa.answering.wording import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unsqa.answering.wording import Key
    from unsqa.types import RefusalReason, Unmet, UnmetKind

_BEFORE = r"(?:about|at|by|during|for|from|in|of|on|since|to|until|with|a|con|de|desde|en|hasta|para|por|sobre)"
_ASKS = re.compile(
    rf"(?:{_BEFORE} )?(?:how|wh(?:at|en|ere|ich|om?|ose|y)"
    r"|cu[aá]nt[oa]s?|cu[aá]l(?:es)?|cu[aá]ndo|c[oó]mo|d[oó]nde|qu[eé]|qui[eé]n(?:es)?)\b",
    re.IGNORECASE,
)
# What is said of each kind: where the evidence gives something else, and where it gives nothing.
_KEYS: dict[UnmetKind, tuple[Key, Key]] = {
    "year": ("unmet_other", "unmet_year"),
    "place": ("unmet_speaks", "unmet_place"),
    "body": ("unmet_names", "unmet_name"),
    "name": ("unmet_names", "unmet_name"),
    "words": ("unmet_words_given", "unmet_words"),
}


def say_refusal(reason: RefusalReason, unmet: Sequence[Unmet], language: str, n_reports: int = 1) -> str:
    """Return the text of a refusal that is "not found", "not quite" or has "no words", with what was not borne out.

    >>> from unsqa.types import Unmet
    >>> say_refusal("not quite", [Unmet("2019", "year", "2020")], "en")
    'The report gives 2020, not 2019.'
    """
    keys: dict[RefusalReason, Key] = {"not found": "not_found", "no words": "no_words"}
    said = [say(keys[reason], language)] if reason in keys else []
    return " ".join([*said, *(say_unmet(one, language, n_reports) for one in unmet)])


def say_unmet(unmet: Unmet, language: str, n_reports: int = 1) -> str:
    """Return in words what the evidence does not bear out, and what it has instead. `n_reports` were searched.

    That it is nowhere in the reports is said of names and words; of a year or number only where nothing is given.

    >>> from unsqa.types import Unmet
    >>> say_unmet(Unmet("Norvik", "place", known=True), "en")
    'The report does not speak of Norvik here.'
    >>> say_unmet(Unmet("Norvik", "place"), "es", n_reports=2)
    'En ninguna parte de los informes se menciona “Norvik”.'
    >>> say_unmet(Unmet("2018", "report"), "en")
    'There is no report of 2018 here.'
    """
    text = " ".join(unmet.text.split()).strip("¿?¡!.,;: ")
    asks = _ASKS.match(text)
    if asks and not asks[0].isupper():  # WHO is a body
        return say("unmet_asked", language, text=text[0].lower() + text[1:])
    if unmet.kind == "number":
        return _say_number(text, unmet.given, language)
    if unmet.kind == "report":
        return say("unmet_side" if unmet.known else "unmet_report", language, text=text)
    with_given, without = _KEYS[unmet.kind]
    nowhere = say("nowhere" if n_reports == 1 else "nowhere_many", language, text=text)
    if not unmet.given:
        return say(without, language, text=text) if unmet.known else nowhere
    said = say(with_given, language, text=text, given=unmet.given)
    return said if unmet.known or unmet.kind == "year" else f"{said} {nowhere}"


def _say_number(text: str, given: str, language: str) -> str:
    """Say that a number that was named is not there, or that none is there of what was asked about."""
    if re.search(r"\d", text):
        return say("unmet_other" if given else "unmet_value", language, text=text, given=given)
    return say("unmet_number_given" if given else "unmet_number", language, text=text, given=given)
