"""The SQLite file: laid out, locked for as long as it takes, and what can be wrong with it put into words.

A connection is opened for each transaction, so that threads and processes share nothing but the file. Its journal is
SQLite's default, which needs no second file beside it while nobody writes, and works in network folders (a write-ahead
log does neither, and with a transaction a question is no faster). What is deleted is overwritten. A damaged file is set
aside under another name, never deleted. Not here: what the tables are for (conversations.py).
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from unsqa.errors import KeepingError

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA_VERSION = 1
APPLICATION_ID = int.from_bytes(b"unsq")  # by which the file is told from those of other programs
TIMEOUT_SECONDS = 5.0
SCHEMA = (
    """CREATE TABLE conversations (
        id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, started TEXT NOT NULL, changed TEXT NOT NULL)""",
    "CREATE INDEX conversations_of ON conversations (owner, changed)",
    """CREATE TABLE turns (
        conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE, number INTEGER NOT NULL,
        question TEXT NOT NULL, digest TEXT NOT NULL, record BLOB NOT NULL,
        PRIMARY KEY (conversation, number))""",
    """CREATE TABLE citations (
        conversation TEXT NOT NULL, number INTEGER NOT NULL, document TEXT NOT NULL, headings TEXT NOT NULL,
        PRIMARY KEY (conversation, number, document, headings),
        FOREIGN KEY (conversation, number) REFERENCES turns (conversation, number) ON DELETE CASCADE)""",
    """CREATE TABLE ratings (
        conversation TEXT NOT NULL, number INTEGER NOT NULL, thumb TEXT NOT NULL CHECK (thumb IN ('up', 'down')),
        comment TEXT NOT NULL, rated TEXT NOT NULL,
        PRIMARY KEY (conversation, number),
        FOREIGN KEY (conversation, number) REFERENCES turns (conversation, number) ON DELETE CASCADE)""",
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {SCHEMA_VERSION}",
)
MEND = "Set another folder with `data` in unsqa.toml (or UNSQA_DATA), or `keep = false` to keep nothing."
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
FAULTS = {
    sqlite3.SQLITE_FULL: "There is no room to write to {path}. Nothing was changed. Make room on the disk. " + MEND,
    sqlite3.SQLITE_IOERR: "{path} could not be read or written: {error}. Nothing was changed. " + MEND,
    sqlite3.SQLITE_BUSY: "{path} was locked by another program for {seconds:g} s. Nothing was changed; try again.",
    sqlite3.SQLITE_READONLY: "{path} cannot be written. Nothing was changed. " + MEND,
    sqlite3.SQLITE_CANTOPEN: "{path} cannot be opened. Nothing was changed. " + MEND,
}


@contextmanager
def transaction(path: Path, *, writing: bool) -> Iterator[sqlite3.Connection]:
    """Give a connection whose changes are all made at the end, or none if anything is raised.

    Raises KeepingError with the remedy for a file that is damaged (and is set aside then), locked, of another program
    or of a newer version, or cannot be written.
    """
    try:
        with closing(_connect(path)) as connection:
            connection.execute("BEGIN IMMEDIATE" if writing else "BEGIN")
            with connection:
                yield connection
    except OSError as error:
        raise KeepingError(f"{path} cannot be written: {error.strerror}: {error.filename}. {MEND}") from error
    except sqlite3.Error as error:
        raise KeepingError(_explain(error, path)) from error


def _connect(path: Path) -> sqlite3.Connection:
    """Open the file; create it, for nobody else to read, where there is none."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
    connection = sqlite3.connect(path, timeout=TIMEOUT_SECONDS, isolation_level=None)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        if not _is_laid_out(connection, path):
            connection.execute("BEGIN IMMEDIATE")
            with connection:
                if not _is_laid_out(connection, path):  # else another process was quicker
                    _lay_out(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _is_laid_out(connection: sqlite3.Connection, path: Path) -> bool:
    """Tell whether the tables are there. Raises KeepingError for those of a newer version."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application == APPLICATION_ID and version > SCHEMA_VERSION:
        raise KeepingError(
            f"{path} was written by a newer version of unsqa (layout {version}; this one knows {SCHEMA_VERSION}). "
            f"Nothing was changed. Update unsqa. {MEND}"
        )
    return bool(application == APPLICATION_ID)


def _lay_out(connection: sqlite3.Connection, path: Path) -> None:
    """Create the tables. Raises KeepingError where those of another program are."""
    if connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        raise KeepingError(f"{path} is a database of another program. Nothing was changed. {MEND}")
    for statement in SCHEMA:
        connection.execute(statement)


def _explain(error: sqlite3.Error, path: Path) -> str:
    """Say what happened and what mends it; a damaged file is set aside first."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the lowest byte is the kind, the others its variants
    if code in DAMAGED and (aside := _set_aside(path)):
        return (
            f"{path} is damaged ({error}). It was renamed to {aside.name} in the same folder, and nothing in it was "
            "deleted; conversations are kept in a new file from now on. SQLite's command .recover may restore it."
        )
    return FAULTS.get(code, "{path} cannot be used: {error}. Nothing was changed. " + MEND).format(
        path=path, error=error, seconds=TIMEOUT_SECONDS
    )


def _set_aside(path: Path) -> Path | None:
    """Rename a file that is damaged, and its journal; return its new name, or None when it is sound after all.

    One at a time: another process may have set it aside and begun a new one by now.
    """
    from filelock import FileLock, Timeout

    try:
        with FileLock(f"{path}.lock", timeout=TIMEOUT_SECONDS):
            if _is_sound(path):
                return None
            aside = next(name for n in count(1) if not (name := Path(f"{path}.damaged-{n}")).exists())
            for suffix in ("-journal", ""):
                if (part := Path(f"{path}{suffix}")).exists():
                    part.rename(f"{aside}{suffix}")
            return aside
    except (OSError, Timeout):
        return None


def _is_sound(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path)) as connection:
            return bool(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))
    except sqlite3.DatabaseError as error:
        return error.sqlite_errorcode & 0xFF not in DAMAGED
