"""The sides of a question that compares reports, in English and Spanish, told by words alone.

A comparison is two years or two names with nothing but small words between them ("2019 and 2020", "de 2019 a 2020",
"Kenya or Peru"), or apart where the question says that it compares, or one in each of its parts. A year or country that
no report is of counts only beside one that a report is of.

Not here: which reports a question names (shelf.py); how the sides are searched and answered (answering/comparing.py).
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from unsqa.finding.lexical import fold_words
from unsqa.understanding.shelf import Side, distinct, find_mentions, find_named
from unsqa.understanding.vocabulary import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unsqa.understanding.shelf import Mention, Shelf

MAX_SIDES = 4

_BESIDE_TEXT = """
and y e or o u vs versus both ambos in en of de del for para the los las el la report reports informe informes year
years ano anos with con than que against those that
"""
_BESIDE = frozenset(_BESIDE_TEXT.split())
_SPAN = frozenset(("to", "a", "until", "till", "through", "hasta", "from", "desde"))  # between years alone
_BETWEEN = re.compile(r"\b(?:between|entre)\s+(?:the\s+|el\s+|la\s+)?$", re.IGNORECASE)
_LEAD = re.compile(r"\b(?:(?:both|between|from|entre|desde|de|ambos)\s+(?:the\s+|los\s+)?)$", re.IGNORECASE)
_COMPARES = re.compile(
    r"\b(?:compar\w+|contrast\w*|differ(?:s|ed|ences?|ent(?:ly)?)?|versus|vs|diferen\w+|difier\w+|frente a)\b"
    r"|\b(?:more|less|fewer|higher|lower|better|worse|mas|menos|mejor|peor|mayor|menor) (?:\w+ ){0,6}(?:than|que)\b"
)
_OPENING = re.compile(
    r"^\W*(?:(?:please|por favor),?\s+)?(?:compar(?:e|a|ar|ame|ad)|contrast(?:e|a|ar)?)\b\s*", re.IGNORECASE
)


def find_sides(question: str, shelf: Shelf, language: str, parts: Sequence[str] = ()) -> tuple[Side, ...]:
    """Return the sides of a comparison, in the order of the question; none where it compares no reports.

    `parts` are the questions that it consists of. A side with no reports is one that the library has none of.
    """
    mentions = find_mentions(question, shelf)
    compares = bool(_COMPARES.search(plain(question)))
    joined = _join(question, mentions, compares=compares)
    varying = [kind for kind in ("name", "year") if _varies(kind, mentions, joined, compares=compares)]
    if not varying:
        return _sides_of_parts(parts, shelf)
    kept = [one for one in mentions if one.reports or any(one in run for run in joined if one.kind in varying)]
    names = distinct([one for one in kept if one.kind == "name"])
    years = distinct([one for one in kept if one.kind == "year"])
    combined = _combine(names, years, varying)
    if len(combined) > MAX_SIDES:
        return ()
    return tuple(
        Side(
            " ".join(one.text for one in own),
            frozenset.intersection(*(one.reports for one in own)),
            _ask_of(question, own, kept, joined, language),
        )
        for own in combined
    )


def _join(question: str, mentions: Sequence[Mention], *, compares: bool) -> list[list[Mention]]:
    """Return the runs of two or more mentions of one kind with nothing but small words between them.

    What lies between two countries is about neither alone, unless the question compares.
    """
    runs: list[list[Mention]] = []
    for one, other in pairwise(mentions):
        if one.kind != other.kind or not _stand_beside(question[one.end : other.start], one.kind):
            continue
        if runs and runs[-1][-1] is one:
            runs[-1].append(other)
        elif one.kind == "year" or compares or not _BETWEEN.search(question[: one.start]):
            runs.append([one, other])
    return [run for run in runs if any(one.reports for one in run)]


def _stand_beside(between: str, kind: str) -> bool:
    small = _BESIDE | _SPAN if kind == "year" else _BESIDE
    return bool(between.strip()) and not re.search(r"[?.;:]", between) and set(fold_words(between)) <= small


def _varies(kind: str, mentions: Sequence[Mention], joined: Sequence[Sequence[Mention]], *, compares: bool) -> bool:
    """Tell whether a question sets years, or names, side by side."""
    side_by_side = any(run[0].kind == kind and len(distinct(run)) > 1 for run in joined)
    reported = [one for one in mentions if one.kind == kind and one.reports]
    return side_by_side or (compares and len(distinct(reported)) > 1)


def _combine(names: Sequence[Mention], years: Sequence[Mention], varying: Sequence[str]) -> list[tuple[Mention, ...]]:
    """Return each name with each year; what does not vary takes part only where there is one of it."""
    own_names = [(one,) for one in names] if "name" in varying or len(names) == 1 else [()]
    own_years = [(one,) for one in years] if "year" in varying or len(years) == 1 else [()]
    return [(*name, *year) for name in own_names for year in own_years]


def _sides_of_parts(parts: Sequence[str], shelf: Shelf) -> tuple[Side, ...]:
    """Return a side for each part of a question, where each names other reports."""
    named = [find_named(part.partition(" (")[0], shelf) for part in parts]
    sides = [Side(one.name, one.reports, _repeat(part, shelf)) for one, part in zip(named, parts, strict=True) if one]
    told_apart = len({side.reports for side in sides}) == len(parts)
    return tuple(sides) if len(parts) > 1 and told_apart else ()


def _repeat(part: str, shelf: Shelf) -> str:
    """Return a part that has in its brackets the year or name of its own, not that of the part before it."""
    own, bracket, context = part.partition(" (")
    named = {one.kind: one.text for one in find_mentions(own, shelf)}
    for one in reversed(find_mentions(context, shelf)):
        context = context[: one.start] + named.get(one.kind, one.text) + context[one.end :]
    return own + bracket + context


def _ask_of(
    question: str,
    own: Sequence[Mention],
    mentions: Sequence[Mention],
    joined: Sequence[Sequence[Mention]],
    language: str,
) -> str:
    """Return the question as it is asked of one side: in the place of all that is compared stands that side alone."""
    edits: list[tuple[int, int, str]] = []
    by_kind = {one.kind: one.text for one in own}
    for run in [list(run) for run in joined] + [[one] for one in mentions if not any(one in run for run in joined)]:
        start, end, text = run[0].start, run[-1].end, by_kind.get(run[0].kind, "")
        lead = _LEAD.search(question[:start]) if len(run) > 1 else None
        if lead:
            start, text = lead.start(), f"{'en' if language == 'es' else 'in'} {text}"
        if text:
            edits.append((start, end, text))
    for start, end, text in sorted(edits, reverse=True):
        question = question[:start] + text + question[end:]
    asked = _OPENING.sub("", question).strip()
    return asked[:1].upper() + asked[1:]
