"""Ratings for whoever looks after the corpus: what was asked, what came of it, what was shown, what was thought of it.

Who rated is not told. Not here: the ratings themselves (conversations.py).
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from unsqa.answering.citing import reference, shown_citations, shown_sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unsqa.keeping.conversations import Rated
    from unsqa.types import Turn

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # with these a spreadsheet begins to compute (OWASP, CSV Injection)
COLUMNS = ("rated", "thumb", "comment", "question", "outcome", "answer", "places")


def feedback_to_json(rated: Sequence[Rated]) -> list[dict[str, Any]]:
    """Return a record a rating, with COLUMNS as keys: `rated` in ISO 8601, `places` a line each for what was shown.

    `outcome` is as in `unsqa ask --json`, or null for an answer that cannot be read any more. `answer` holds the
    sentences that were shown, those that do not quite answer included.
    """
    return [
        {
            "rated": one.at.isoformat(timespec="seconds"),
            "thumb": one.rating.thumb,
            "comment": one.rating.comment,
            "question": one.turn.question,
            "outcome": _outcome(one.turn),
            "answer": say_shown(one.turn),
            "places": list_places(one.turn),
        }
        for one in rated
    ]


def feedback_to_csv(rated: Sequence[Rated]) -> str:
    """Return the ratings as a table with a header, places a line each within their cell.

    A cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(COLUMNS)
    for record in feedback_to_json(rated):
        record["places"] = "\n".join(record["places"])
        writer.writerow([guard_formula(record[column] or "") for column in COLUMNS])
    return table.getvalue()


def feedback_to_text(rated: Sequence[Rated]) -> str:
    """Return the ratings as paragraphs for a terminal."""
    return "\n\n".join(
        "\n".join(
            (
                f"{record['rated']}  {record['thumb']}  {record['outcome'] or 'not readable'}",
                record["question"],
                *([f"“{record['comment']}”"] if record["comment"] else ()),
                *(f"  {place}" for place in record["places"]),
            )
        )
        for record in feedback_to_json(rated)
    )


def guard_formula(cell: str) -> str:
    """Return a cell's text so that no spreadsheet computes it.

    >>> guard_formula("=1+1"), guard_formula("1+1")
    ("'=1+1", '1+1')
    """
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def say_shown(turn: Turn) -> str:
    """Return what was shown for a question: the sentences, else the words of the refusal."""
    if turn.answer is None:
        return ""
    shown = " ".join(sentence.text for sentence in shown_sentences(turn.answer))
    return shown or (turn.answer.refusal.text if turn.answer.refusal else "")


def list_places(turn: Turn) -> list[str]:
    """Return the references of an answer, or of what stands nearest, a line each."""
    if turn.answer is None:
        return []
    return [reference(citation, turn.answer.query.language) for citation in shown_citations(turn.answer)]


def _outcome(turn: Turn) -> str | None:
    if turn.answer is None:
        return None
    return turn.answer.refusal.reason if turn.answer.refusal else "answered"
