"""What can be wrong with the file of conversations: each fault is named with its remedy, and nothing kept is lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from unsqa.errors import KeepingError
from unsqa.keeping import database
from unsqa.keeping.conversations import FILE, Conversations
from unsqa.types import Turn

TURNS = (Turn("How many boats?"), Turn("And how many nets?"))
MEND = "Set another folder with `data` in unsqa.toml (or UNSQA_DATA), or `keep = false` to keep nothing."


@pytest.fixture
def path(tmp_path):
    return tmp_path / FILE


@pytest.fixture
def kept(path):
    """Return a file with one conversation."""
    kept = Conversations.open(path)
    kept.save("", TURNS)
    return kept


def titles(kept):
    return [one.title for one in kept.list("")]


def fault(act, *arguments):
    """Return what an act that fails says."""
    with pytest.raises(KeepingError) as caught:
        act(*arguments)
    return str(caught.value)


# Damage


@pytest.mark.parametrize("damage", ["no database", "torn in the middle", "cut off"])
def test_a_damaged_file_is_set_aside_whole_and_a_new_one_begun(kept, path, damage):
    for n in range(40):
        kept.save("", (Turn(f"Question {n}? {'word ' * 400}"),))
    content = path.read_bytes()
    damaged = {
        "no database": b"These are the minutes of the harbour council.\n" * 100,
        "torn in the middle": content[:4096] + b"\xff" * 8192 + content[12288:],
        "cut off": content[: len(content) // 2],
    }[damage]
    path.write_bytes(damaged)
    said = fault(kept.list, "")
    aside = path.with_name(f"{FILE}.damaged-1")
    assert said.startswith(f"{path} is damaged (")
    assert said.endswith(
        f"). It was renamed to {aside.name} in the same folder, and nothing in it was deleted; conversations are kept "
        "in a new file from now on. SQLite's command .recover may restore it."
    )
    assert aside.read_bytes() == damaged
    kept.save("", TURNS)
    assert titles(kept) == ["How many boats?"]


def test_a_second_damaged_file_does_not_replace_the_first(kept, path):
    for text in ("One. " * 200, "Two. " * 200):
        path.write_text(text)
        fault(kept.list, "")
    assert [path.with_name(f"{FILE}.damaged-{n}").read_text()[:4] for n in (1, 2)] == ["One.", "Two."]


def test_a_damaged_file_takes_its_journal_along_which_would_spoil_the_new_one(kept, path):
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM turns")
        path.write_bytes(b"These are the minutes of the harbour council.\n" * 100)
        fault(kept.list, "")
        left = sorted(found.name for found in path.parent.iterdir() if not found.name.endswith(".lock"))
        assert left == [f"{FILE}.damaged-1", f"{FILE}.damaged-1-journal"]
    kept.save("", TURNS)
    assert titles(kept) == ["How many boats?"]


def test_a_file_that_another_process_has_begun_anew_meanwhile_is_not_set_aside(kept, path):
    error = sqlite3.DatabaseError("database disk image is malformed")
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    assert database._explain(error, path) == (
        f"{path} cannot be used: database disk image is malformed. Nothing was changed. {MEND}"
    )
    assert titles(kept) == ["How many boats?"]


def test_an_empty_file_becomes_one_of_ours(path):
    path.touch()
    assert Conversations.open(path).list("") == ()


def test_what_a_crash_left_half_written_is_undone(kept, path):
    program = (
        "import os, sys, sqlite3; file = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "file.execute('PRAGMA cache_spill = 1'); file.execute('PRAGMA cache_size = 1')\n"
        "file.execute('BEGIN IMMEDIATE'); file.execute('DELETE FROM turns')\n"
        "for n in range(200): file.execute('INSERT INTO conversations VALUES (?, ?, ?, 1, 1)', (n, '', 'x' * 999))\n"
        "os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", program, str(path)], check=False).returncode == 9
    assert path.with_name(f"{FILE}-journal").exists()
    (one,) = kept.list("")
    assert kept.load(one.id, "") == TURNS


# Not ours to write


def test_a_file_of_a_newer_version_is_left_as_it_is(kept, path):
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA user_version = 2")
    before = path.read_bytes()
    assert fault(Conversations.open, path) == fault(kept.save, "", TURNS)
    assert fault(kept.list, "") == (
        f"{path} was written by a newer version of unsqa (layout 2; this one knows 1). Nothing was changed. "
        f"Update unsqa. {MEND}"
    )
    assert path.read_bytes() == before


def test_a_database_of_another_program_is_left_as_it_is(path):
    with closing(sqlite3.connect(path)) as file:
        file.execute("CREATE TABLE recipes (name)")
    before = path.read_bytes()
    assert fault(Conversations.open, path) == f"{path} is a database of another program. Nothing was changed. {MEND}"
    assert path.read_bytes() == before


# No way to write


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "notes").write_text("A file, not a folder.")
    path = tmp_path / "notes" / FILE
    assert fault(Conversations.open, path) == f"{path} cannot be written: File exists: {path.parent}. {MEND}"


def test_a_folder_in_the_place_of_the_file_is_named(path):
    path.mkdir()
    assert fault(Conversations.open, path) == f"{path} cannot be opened. Nothing was changed. {MEND}"


@contextmanager
def as_nobody():
    """Act without the rights of the superuser, if we have them."""
    if os.geteuid() == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        if os.getuid() == 0:
            os.seteuid(0)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights otherwise")
def test_in_a_folder_that_can_only_be_read_conversations_are_still_given():
    folder = Path(tempfile.mkdtemp())  # pytest's own folders let nobody else in
    try:
        path = folder / FILE
        kept = Conversations.open(path)
        one = kept.save("", TURNS)
        path.chmod(0o444)
        folder.chmod(0o555)
        with as_nobody():
            assert kept.load(one, "") == TURNS
            assert fault(kept.save, "", TURNS) == f"{path} cannot be written. Nothing was changed. {MEND}"
            missing = folder / "new" / FILE
            assert (
                fault(Conversations.open, missing)
                == f"{missing} cannot be written: Permission denied: {missing.parent}. {MEND}"
            )
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


@pytest.mark.skipif(sys.platform != "linux", reason="limits the size of files as Linux does")
def test_when_the_disk_is_full_nothing_is_changed_and_what_was_kept_stays(kept, path):
    import resource

    long = Turn("How many? " + os.urandom(200_000).hex())
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 8192, before[1]))
    try:
        said = fault(kept.save, "", (long,))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert said == f"{path} could not be read or written: disk I/O error. Nothing was changed. {MEND}"
    (one,) = kept.list("")
    assert kept.load(one.id, "") == TURNS


def test_when_there_is_no_room_nothing_is_changed_and_what_was_kept_stays(kept, path, monkeypatch):
    connect = database._connect

    def connect_to_a_small_disk(*arguments):
        connection = connect(*arguments)
        connection.execute("PRAGMA max_page_count = 1")  # no page more than there are
        return connection

    monkeypatch.setattr(database, "_connect", connect_to_a_small_disk)
    said = fault(kept.save, "", (*TURNS, Turn("word " * 20_000)))
    assert said == f"There is no room to write to {path}. Nothing was changed. Make room on the disk. {MEND}"
    (one,) = kept.list("")
    assert kept.load(one.id, "") == TURNS


def test_a_file_that_is_locked_is_waited_for_and_then_named(kept, path, monkeypatch):
    monkeypatch.setattr(database, "TIMEOUT_SECONDS", 0.2)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        begun = time.monotonic()
        said = [fault(kept.save, "", TURNS), fault(kept.list, "")]
        waited = time.monotonic() - begun
    assert said == [f"{path} was locked by another program for 0.2 s. Nothing was changed; try again."] * 2
    assert 0.4 <= waited < 4
    assert titles(kept) == ["How many boats?"]
