"""Conversations that are kept: what comes back, what is written, whose it is, what is counted, what deletion leaves."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
import threading
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from small import BOATS_QUESTION, TREES_QUESTION, UNANSWERED_QUESTION, make_assistant

from unsqa.errors import InputError, KeepingError
from unsqa.keeping.conversations import FILE, Conversations, Kept, Rated, Rating, open_conversations, where
from unsqa.keeping.database import SCHEMA
from unsqa.keeping.records import deflate
from unsqa.settings import Settings
from unsqa.types import Turn

START = datetime(2021, 3, 4, 5, 6, 7, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def turns(tmp_path_factory):
    """Return four turns over the small corpus: answered, refused, small talk, answered in Spanish."""
    assistant = make_assistant(tmp_path_factory.mktemp("small"))
    asked = (BOATS_QUESTION, UNANSWERED_QUESTION, "Hello", TREES_QUESTION)
    return tuple(Turn(question, assistant.ask(question)) for question in asked)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / FILE


@pytest.fixture
def kept(path):
    """Return conversations whose clock goes on by a minute each time it is read."""
    minutes = iter(range(1000))
    return Conversations(path, lambda: START + next(minutes) * MINUTE)


def ids(kept, owner=""):
    return [one.id for one in kept.list(owner)]


# What comes back, and what is written


def test_a_conversation_comes_back_as_it_was(kept, turns):
    one = kept.save("", turns)
    assert (kept.load(one, ""), kept.list("")) == (turns, (Kept(one, BOATS_QUESTION, START, START, 4),))


def test_a_conversation_grows_by_what_is_new_and_nothing_else_is_written(kept, turns, path):
    one = kept.save("", turns[:2])
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("CREATE TRIGGER kept_is_kept BEFORE DELETE ON turns BEGIN SELECT RAISE(ABORT, 'deleted'); END")
        file.execute("CREATE TRIGGER unchanged BEFORE UPDATE ON turns BEGIN SELECT RAISE(ABORT, 'changed'); END")
        file.execute(
            "CREATE TRIGGER new_only BEFORE INSERT ON turns WHEN new.number < 2 BEGIN SELECT RAISE(ABORT, 'old'); END"
        )
    assert [kept.save("", turns[:n], one) for n in (2, 3, 1, 3)] == [one] * 4
    assert kept.load(one, "") == turns[:3]
    assert kept.list("") == (Kept(one, BOATS_QUESTION, START, START + 2 * MINUTE, 3),)


def test_the_conversation_that_was_changed_last_is_listed_first(kept, turns):
    first, second = kept.save("", turns[:1]), kept.save("", turns[1:2])
    assert ids(kept) == [second, first]
    kept.save("", turns[:2], first)
    assert ids(kept) == [first, second]


def test_what_does_not_continue_a_conversation_is_kept_beside_it(kept, turns):
    one = kept.save("", turns[:2])
    other_window = kept.save("", (turns[0], turns[3]), one)
    assert (kept.load(one, ""), kept.load(other_window, "")) == (turns[:2], (turns[0], turns[3]))


def test_one_that_was_deleted_meanwhile_is_kept_anew(kept, turns):
    one = kept.save("", turns[:1])
    kept.delete(one, "")
    again = kept.save("", turns[:2], one)
    assert again != one
    assert kept.load(again, "") == turns[:2]


def test_there_is_no_conversation_without_a_question(kept):
    with pytest.raises(InputError, match=r"^A conversation without a question cannot be kept\. Ask something first\.$"):
        kept.save("", ())


def test_an_answer_of_another_version_is_left_out_with_the_reason_and_stays_in_the_file(kept, turns, path, caplog):
    one = kept.save("", turns[:2])
    newer = deflate(b'[2,{"question":"?"}]')
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("UPDATE turns SET record = ?, digest = 'newer' WHERE number = 0", (newer,))
    seen = kept.load(one, "")
    assert seen == (Turn(BOATS_QUESTION), turns[1])
    assert caplog.messages == [
        f"The answer of conversation {one}, turn 0 is left out: it has format 2; this version of unsqa reads format 1"
    ]
    assert kept.save("", (*seen, turns[2]), one) == one
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("SELECT record FROM turns WHERE number = 0").fetchone() == (newer,)


# Whose it is


def test_nobody_is_given_what_is_anothers_or_changes_it(kept, turns):
    one = kept.save("ana", turns[:1])
    kept.rate(one, "ana", 0, "up", "good")
    assert (kept.list("eva"), kept.ratings("eva", one), kept.delete(one, "eva"), kept.delete_all("eva")) == (
        (),
        {},
        False,
        0,
    )
    with pytest.raises(KeepingError, match=f"^There is no conversation '{one}', or no longer: it may have been"):
        kept.load(one, "eva")
    with pytest.raises(KeepingError, match=r"^This answer is not kept, or no longer, so it cannot be rated\. Ask aga"):
        kept.rate(one, "eva", 0, "down", "mine now")
    assert kept.save("eva", turns[:2], one) != one
    assert (kept.load(one, "ana"), kept.ratings("ana", one)) == (turns[:1], {0: Rating("up", "good")})


@pytest.mark.parametrize(
    ("settings", "person", "is_kept"),
    [
        (Settings(), "", True),
        (Settings(), "ana", True),
        (Settings(keep=False), "", False),
        (Settings(keep=False), "ana", False),
        (Settings(public=True), "", False),
        (Settings(public=True), "ana", True),
        (Settings(public=True, keep=False), "ana", False),
    ],
)
def test_nothing_is_written_where_nothing_is_to_be_kept(tmp_path, settings, person, is_kept):
    settings = replace(settings, data=str(tmp_path / "data"))
    found = open_conversations(settings, person)
    assert (found is not None, where(settings).exists()) == (is_kept, is_kept)


def test_the_file_lies_where_the_settings_say_or_among_the_data_of_the_user(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert where(Settings(data="~/kept")) == tmp_path / "home" / "kept" / FILE
    if sys.platform == "linux":
        assert where(Settings()) == tmp_path / "unsqa" / FILE


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights otherwise")
def test_other_users_of_the_machine_cannot_read_the_file(kept, turns, path):
    kept.save("", turns)
    assert [stat.S_IMODE(found.stat().st_mode) for found in (path.parent, path)] == [0o700, 0o600]


# Deleting


def test_a_deleted_conversation_is_gone_with_its_ratings_and_what_was_counted(kept, turns):
    one, other = kept.save("", turns[:1]), kept.save("", turns[3:])
    kept.rate(one, "", 0, "down", "no")
    assert (kept.delete(one, ""), kept.delete(one, "")) == (True, False)
    assert (ids(kept), kept.rated(), list(kept.count_citations().values())) == ([other], (), [1])


def test_all_conversations_of_a_person_are_deleted_at_once_and_only_theirs(kept, turns):
    for owner in ("", "", "ana"):
        kept.rate(kept.save(owner, turns), owner, 0, "up")
    assert (kept.delete_all(""), ids(kept), len(ids(kept, "ana")), len(kept.rated())) == (2, [], 1, 1)


def test_deleted_words_are_not_in_the_file_any_more(kept, turns, path):
    one = kept.save("", turns)
    kept.rate(one, "", 0, "down", "a telling comment")
    words = [text.encode() for text in (BOATS_QUESTION, UNANSWERED_QUESTION, "a telling comment")]
    assert [text in path.read_bytes() for text in words] == [True] * 3
    kept.delete(one, "")
    left = b"".join(found.read_bytes() for found in path.parent.iterdir())
    assert [text in left for text in words] == [False] * 3


# Ratings


def test_a_rating_replaces_the_one_before_and_can_be_taken_back(kept, turns):
    one = kept.save("", turns)
    kept.rate(one, "", 0, "up")
    kept.rate(one, "", 0, "down", "It counts \ud83d boats twice.")
    kept.rate(one, "", 3, "up")
    assert kept.ratings("", one) == {0: Rating("down", "It counts ? boats twice."), 3: Rating("up")}
    kept.rate(one, "", 3, None)
    assert kept.ratings("", one) == {0: Rating("down", "It counts ? boats twice.")}


@pytest.mark.parametrize(("number", "thumb"), [(4, "up"), (-1, "up"), (4, None)])
def test_what_was_not_answered_cannot_be_rated(kept, turns, number, thumb):
    one = kept.save("", turns)
    with pytest.raises(KeepingError, match=r"^This answer is not kept"):
        kept.rate(one, "", number, thumb)


def test_a_comment_that_is_too_long_is_refused_and_the_one_before_stays(kept, turns):
    one = kept.save("", turns)
    kept.rate(one, "", 0, "up", "c" * 2000)
    with pytest.raises(InputError, match=r"^The comment has 2,001 characters; at most 2,000 are kept\. Shorten it\.$"):
        kept.rate(one, "", 0, "down", "c" * 2001)
    assert kept.ratings("", one) == {0: Rating("up", "c" * 2000)}


def test_the_ratings_of_all_are_given_in_the_order_they_were_given_without_names(kept, turns):
    one, other = kept.save("ana", turns[:2]), kept.save("eva", turns[3:])
    kept.rate(other, "eva", 0, "up", "yes")
    kept.rate(one, "ana", 1, "down")
    assert kept.rated() == (
        Rated(turns[3], Rating("up", "yes"), START + 2 * MINUTE),
        Rated(turns[1], Rating("down"), START + 3 * MINUTE),
    )


# Counting


def test_a_section_counts_once_for_each_answer_that_showed_words_of_it(kept, turns):
    kept.save("ana", turns)
    kept.save("eva", (turns[0], turns[0]))
    boats = ("norvik-2021", ("FISHING HARBOURS",))
    trees = ("sierra-2021", ("BOSQUES DE ALTURA",))
    assert kept.count_citations() == {boats: 2, trees: 1}


def test_a_turn_that_an_edit_left_in_two_conversations_counts_once(kept, turns):
    kept.save("", (turns[0], turns[1]))
    kept.save("", (turns[0], turns[3]))
    assert list(kept.count_citations().values()) == [1, 1]


def test_what_stands_beside_not_quite_counts_as_asked_about(kept, tmp_path):
    assistant = make_assistant(tmp_path)
    question = "Who repaired 99 fishing boats before the herring season began?"
    answer = assistant.ask(question)
    assert answer.refusal is not None
    assert answer.refusal.reason == "not quite"
    kept.save("", (Turn(question, answer),))
    assert kept.count_citations() == {("norvik-2021", ("FISHING HARBOURS",)): 1}


# At once


def test_many_threads_keep_conversations_at_once_and_none_is_lost(path, turns):
    faults = []

    def talk(owner):
        try:
            kept = Conversations.open(path)
            one = None
            for n_turns in range(1, 5):
                one = kept.save(owner, turns[:n_turns], one)
            kept.rate(one, owner, 0, "up", owner)
        except Exception as error:
            faults.append(error)

    owners = [f"person {number}" for number in range(8)]
    threads = [threading.Thread(target=talk, args=(owner,)) for owner in owners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = Conversations.open(path)
    found = {owner: [kept.load(one, owner) for one in ids(kept, owner)] for owner in owners}
    assert (faults, found) == ([], {owner: [turns] for owner in owners})
    assert sorted(one.rating.comment for one in kept.rated()) == owners


def test_two_processes_create_the_file_and_keep_conversations_at_once(path):
    program = (
        "import sys; from pathlib import Path; from unsqa.types import Turn\n"
        "from unsqa.keeping.conversations import Conversations\n"
        "for n in range(10): Conversations.open(Path(sys.argv[1])).save(sys.argv[2], [Turn(f'Question {n}?')])"
    )
    running = [subprocess.Popen([sys.executable, "-c", program, str(path), owner]) for owner in ("ana", "eva")]
    assert [one.wait(timeout=60) for one in running] == [0, 0]
    kept = Conversations.open(path)
    asked = {f"Question {n}?" for n in range(10)}
    assert [{one.title for one in kept.list(owner)} for owner in ("ana", "eva")] == [asked, asked]


def test_who_finds_no_tables_while_another_process_creates_them_waits_for_it_and_uses_those(path):
    path.parent.mkdir()
    faults = []

    def begin():
        try:
            Conversations.open(path).save("", [Turn("How many?")])
        except KeepingError as error:
            faults.append(str(error))

    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        late = threading.Thread(target=begin)
        late.start()
        time.sleep(0.3)
        for statement in SCHEMA:
            other.execute(statement)
        other.execute("COMMIT")
        late.join()
    assert (faults, [one.title for one in Conversations(path).list("")]) == ([], ["How many?"])


def test_reading_waits_for_who_writes(path, turns):
    kept = Conversations.open(path)
    one = kept.save("", turns)
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN EXCLUSIVE")
        timer = threading.Timer(0.3, other.execute, ("ROLLBACK",))
        timer.start()
        assert kept.load(one, "") == turns
        timer.join()
