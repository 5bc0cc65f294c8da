"""Conversations in a file on the person's own machine: kept, listed, given back, rated, deleted.

Each belongs to an owner, and nobody is given another's: "" is whoever sits at this machine, else it is the id of a
signed-in person. A kept conversation only grows: when what is to be kept does not continue it, because its turns were
edited or another window went on with it, it is kept as a new one, and nothing is overwritten.
Not here: how a turn becomes bytes (records.py), the file and its faults (database.py).
"""

from __future__ import annotations

import json
import logging
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from unsqa.answering.citing import shown_citations
from unsqa.errors import InputError, KeepingError
from unsqa.keeping.database import transaction
from unsqa.keeping.records import decode_turn, deflate, digest_of, encode_turn, inflate
from unsqa.types import Turn

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping, Sequence

    from unsqa.settings import Settings

Thumb = Literal["up", "down"]
FILE = "conversations.sqlite3"
MAX_COMMENT_CHARS = 2000


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation in the list: `title` is its first question, `changed` when its last turn was kept."""

    id: str
    title: str
    started: datetime
    changed: datetime
    n_turns: int


@dataclass(frozen=True, slots=True)
class Rating:
    """What a person thinks of an answer, with a word of comment, or ""."""

    thumb: Thumb
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Rated:
    """A turn that was rated, and when, for whoever looks after the corpus."""

    turn: Turn
    rating: Rating
    at: datetime


def where(settings: Settings) -> Path:
    """Return the path of the file, which need not be there."""
    if settings.data:
        return Path(settings.data).expanduser() / FILE
    from platformdirs import user_data_path

    return user_data_path("unsqa", appauthor=False) / FILE


def open_conversations(settings: Settings, signed_in_as: str = "") -> Conversations | None:
    """Return what is kept; None where nothing is: by setting, or in a public app for who is not signed in.

    Raises KeepingError when the file cannot be used.
    """
    if not settings.keep or (settings.public and not signed_in_as):
        return None
    return Conversations.open(where(settings))


class Conversations:
    """What is kept in one file, for many threads and processes at once. Every method may raise KeepingError."""

    def __init__(self, path: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.path = path
        self._clock = clock

    @classmethod
    def open(cls, path: Path) -> Conversations:
        """Return the conversations of a file, once it is sure that it can be read; create it if there is none."""
        opened = cls(path)
        with transaction(path, writing=False):
            return opened

    def list(self, owner: str) -> tuple[Kept, ...]:
        """Return the owner's conversations, that which was changed last first."""
        with transaction(self.path, writing=False) as connection:
            rows = connection.execute(
                """SELECT id, title, started, changed,
                          (SELECT count(*) FROM turns WHERE conversation = id)
                   FROM conversations WHERE owner = ? ORDER BY changed DESC, started DESC, id""",
                (owner,),
            ).fetchall()
        return tuple(
            Kept(name, title, datetime.fromisoformat(started), datetime.fromisoformat(changed), n_turns)
            for name, title, started, changed, n_turns in rows
        )

    def load(self, conversation: str, owner: str) -> tuple[Turn, ...]:
        """Return the turns of a conversation, each with the answer it had.

        An answer that another version of unsqa kept and this one cannot read is left out, its question stays; the
        reason goes to the log. Raises KeepingError when the owner has no such conversation.
        """
        with transaction(self.path, writing=False) as connection:
            rows = connection.execute(
                """SELECT number, question, record FROM turns JOIN conversations ON id = conversation
                   WHERE id = ? AND owner = ? ORDER BY number""",
                (conversation, owner),
            ).fetchall()
        if not rows:
            raise KeepingError(
                f"There is no conversation {conversation!r}, or no longer: it may have been deleted in another window. "
                "Choose one of those in the list."
            )
        return tuple(_read_turn(f"{conversation}, turn {number}", *row) for number, *row in rows)

    def save(self, owner: str, turns: Sequence[Turn], conversation: str | None = None) -> str:
        """Keep a conversation, new (None) or continued: of what is kept already nothing is written again.

        Returns its id: a new one, too, when the turns do not continue what is kept of it, or when it was deleted.
        Raises InputError when there are no turns.
        """
        if not turns:
            raise InputError("A conversation without a question cannot be kept. Ask something first.")
        records = [encode_turn(turn) for turn in turns]
        now = _to_text(self._clock())
        with transaction(self.path, writing=True) as connection:
            n_kept = _count_continued(connection, (conversation, owner), turns, records)
            if conversation is None or not n_kept:
                conversation = secrets.token_hex(8)
                row = (conversation, owner, turns[0].question, now, now)
                connection.execute("INSERT INTO conversations VALUES (?, ?, ?, ?, ?)", row)
            elif n_kept < len(turns):
                connection.execute("UPDATE conversations SET changed = ? WHERE id = ?", (now, conversation))
            for number in range(n_kept, len(turns)):
                _write_turn(connection, conversation, number, turns[number], records[number])
        return conversation

    def delete(self, conversation: str, owner: str) -> bool:
        """Delete a conversation with its ratings; return whether there was one."""
        with transaction(self.path, writing=True) as connection:
            statement = "DELETE FROM conversations WHERE id = ? AND owner = ?"
            return connection.execute(statement, (conversation, owner)).rowcount > 0

    def delete_all(self, owner: str) -> int:
        """Delete all of the owner's conversations with their ratings; return how many there were."""
        with transaction(self.path, writing=True) as connection:
            return connection.execute("DELETE FROM conversations WHERE owner = ?", (owner,)).rowcount

    def rate(self, conversation: str, owner: str, turn_number: int, thumb: Thumb | None, comment: str = "") -> None:
        """Keep what the owner thinks of an answer in place of what they thought before; None takes it back.

        Turns are numbered from 0. Raises InputError for a comment that is too long, KeepingError when there is no such
        turn.
        """
        if len(comment) > MAX_COMMENT_CHARS:
            raise InputError(
                f"The comment has {len(comment):,} characters; at most {MAX_COMMENT_CHARS:,} are kept. Shorten it."
            )
        with transaction(self.path, writing=True) as connection:
            found = connection.execute(
                """SELECT 1 FROM turns JOIN conversations ON id = conversation
                   WHERE id = ? AND owner = ? AND number = ?""",
                (conversation, owner, turn_number),
            )
            if not found.fetchone():
                raise KeepingError("This answer is not kept, or no longer, so it cannot be rated. Ask again.")
            place = (conversation, turn_number)
            connection.execute("DELETE FROM ratings WHERE conversation = ? AND number = ?", place)
            if thumb is not None:
                sound = comment.encode("utf-8", "replace").decode()  # half of a surrogate pair is no text
                row = (*place, thumb, sound, _to_text(self._clock()))
                connection.execute("INSERT INTO ratings VALUES (?, ?, ?, ?, ?)", row)

    def ratings(self, owner: str, conversation: str) -> Mapping[int, Rating]:
        """Return what the owner thinks of the answers, by the number of the turn, from 0."""
        with transaction(self.path, writing=False) as connection:
            rows = connection.execute(
                """SELECT number, thumb, comment FROM ratings JOIN conversations ON id = conversation
                   WHERE id = ? AND owner = ? ORDER BY number""",
                (conversation, owner),
            ).fetchall()
        return {number: Rating(thumb, comment) for number, thumb, comment in rows}

    def rated(self) -> tuple[Rated, ...]:
        """Return the rated turns of all owners, without who they are, in the order in which they were rated."""
        with transaction(self.path, writing=False) as connection:
            rows = connection.execute(
                """SELECT conversation, number, question, record, thumb, comment, rated
                   FROM ratings JOIN turns USING (conversation, number) ORDER BY rated, conversation, number"""
            ).fetchall()
        return tuple(
            Rated(
                _read_turn(f"{conversation}, turn {number}", question, record),
                Rating(thumb, comment),
                datetime.fromisoformat(rated),
            )
            for conversation, number, question, record, thumb, comment, rated in rows
        )

    def count_citations(self) -> Mapping[tuple[str, tuple[str, ...]], int]:
        """Return for each section, as (document, headings), how many answers showed words of it, over all owners.

        What is said beside "not quite" counts, too. A turn that stands in several of an owner's conversations, because
        a later question was edited, counts once.
        """
        with transaction(self.path, writing=False) as connection:
            rows = connection.execute(
                """SELECT document, headings, count(DISTINCT owner || ' ' || digest)
                   FROM citations JOIN turns USING (conversation, number) JOIN conversations ON id = conversation
                   GROUP BY document, headings ORDER BY document, headings"""
            ).fetchall()
        return {(document, tuple(json.loads(headings))): n_answers for document, headings, n_answers in rows}


def _to_text(time: datetime) -> str:
    """Return a time so that texts sort as times do."""
    return time.astimezone(UTC).isoformat(timespec="microseconds")


def _count_continued(
    connection: sqlite3.Connection, own: tuple[str | None, str], turns: Sequence[Turn], records: Sequence[bytes]
) -> int:
    """Return how many turns the owner's conversation has already, or 0 when it has others."""
    rows: list[tuple[str, str, bytes]] = connection.execute(
        """SELECT question, digest, record FROM turns JOIN conversations ON id = conversation
           WHERE id = ? AND owner = ? ORDER BY number""",
        own,
    ).fetchall()
    same = [
        digest == digest_of(record) or _read_turn(str(own[0]), question, written) == turn
        for (question, digest, written), turn, record in zip(rows, turns, records, strict=False)
    ]
    return len(same) if all(same) else 0


def _write_turn(connection: sqlite3.Connection, conversation: str, number: int, turn: Turn, record: bytes) -> None:
    row = (conversation, number, turn.question, digest_of(record), deflate(record))
    connection.execute("INSERT INTO turns VALUES (?, ?, ?, ?, ?)", row)
    shown = shown_citations(turn.answer) if turn.answer else ()
    places = {(citation.quote.passage.document, json.dumps(citation.headings)) for citation in shown}
    connection.executemany(
        "INSERT INTO citations VALUES (?, ?, ?, ?)", [(conversation, number, *place) for place in sorted(places)]
    )


def _read_turn(place: str, question: str, written: bytes) -> Turn:
    """Return a turn, without its answer where that cannot be read."""
    try:
        return decode_turn(inflate(written))
    except KeepingError as error:
        logging.getLogger("unsqa").warning("The answer of conversation %s is left out: %s", place, error)
        return Turn(question)
