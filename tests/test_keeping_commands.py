"""`unsqa feedback` and `unsqa conversations`: what they print, what a spreadsheet makes of it, what they delete."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from small import BOATS_ANSWER, BOATS_QUESTION, UNANSWERED_QUESTION, make_assistant

from unsqa.cli import main
from unsqa.keeping.conversations import FILE, Conversations, Rated, Rating
from unsqa.keeping.feedback import feedback_to_json
from unsqa.settings import FIELDS
from unsqa.types import Turn

START = datetime(2021, 3, 4, 5, 6, 7, tzinfo=UTC)
PLACES = [
    "[1] United Nations in Norvik: Results 2021, “FISHING HARBOURS”, p. 10, line 4",
    "[2] United Nations in Norvik: Results 2021, “FISHING HARBOURS”, p. 10, line 9",
]


@pytest.fixture(scope="module")
def turns(tmp_path_factory):
    assistant = make_assistant(tmp_path_factory.mktemp("small"))
    return tuple(Turn(question, assistant.ask(question)) for question in (BOATS_QUESTION, UNANSWERED_QUESTION))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Work in an empty folder, where nothing is kept yet, with its folder of data in it."""
    monkeypatch.chdir(tmp_path)
    for name in FIELDS:
        monkeypatch.delenv(f"UNSQA_{name.upper()}", raising=False)
    monkeypatch.setenv("UNSQA_DATA", "data")
    return tmp_path


@pytest.fixture
def kept(folder):
    minutes = iter(range(1000))
    return Conversations(folder / "data" / FILE, lambda: START + timedelta(minutes=next(minutes)))


@pytest.fixture
def run(capsys):
    """Return a function that runs a command and returns (exit status, standard output, standard error)."""

    def run_command(*arguments):
        capsys.readouterr()
        try:
            status = main(arguments)
        except SystemExit as left:
            status = left.code
        said = capsys.readouterr()
        return status, said.out, said.err

    return run_command


@pytest.fixture
def one(kept, turns):
    """Keep a conversation of two turns, both rated; return its id."""
    one = kept.save("", turns)
    kept.rate(one, "", 0, "down", "=1+1, and\na \x1b[2Jline")
    kept.rate(one, "", 1, "up")
    return one


def test_feedback_as_json_tells_what_was_asked_shown_and_thought(run, one, turns):
    status, out, _ = run("feedback", "--json")
    assert (status, json.loads(out)) == (
        0,
        [
            {
                "rated": "2021-03-04T05:07:07+00:00",
                "thumb": "down",
                "comment": "=1+1, and\na \x1b[2Jline",
                "question": BOATS_QUESTION,
                "outcome": "answered",
                "answer": BOATS_ANSWER,
                "places": PLACES,
            },
            {
                "rated": "2021-03-04T05:08:07+00:00",
                "thumb": "up",
                "comment": "",
                "question": UNANSWERED_QUESTION,
                "outcome": "not found",
                "answer": turns[1].answer.refusal.text,
                "places": [],
            },
        ],
    )


def test_feedback_as_csv_holds_the_same_and_no_spreadsheet_computes_it(run, one, turns):
    status, out, _ = run("feedback", "--csv")
    assert (status, list(csv.reader(io.StringIO(out)))) == (
        0,
        [
            ["rated", "thumb", "comment", "question", "outcome", "answer", "places"],
            [
                "2021-03-04T05:07:07+00:00",
                "down",
                "'=1+1, and\na \x1b[2Jline",
                BOATS_QUESTION,
                "answered",
                BOATS_ANSWER,
                "\n".join(PLACES),
            ],
            ["2021-03-04T05:08:07+00:00", "up", "", UNANSWERED_QUESTION, "not found", turns[1].answer.refusal.text, ""],
        ],
    )


def test_feedback_for_a_terminal_cannot_steer_it(run, one):
    status, out, _ = run("feedback")
    expected = (
        f"2021-03-04T05:07:07+00:00  down  answered\n{BOATS_QUESTION}\n“=1+1, and\na \ufffd[2Jline”\n"
        f"  {PLACES[0]}\n  {PLACES[1]}\n\n2021-03-04T05:08:07+00:00  up  not found\n{UNANSWERED_QUESTION}\n"
    )
    assert (status, out) == (0, expected)


def test_a_rated_answer_that_cannot_be_read_any_more_keeps_its_question_and_comment():
    assert feedback_to_json([Rated(Turn("Why?"), Rating("down", "No reason."), START)]) == [
        {
            "rated": "2021-03-04T05:06:07+00:00",
            "thumb": "down",
            "comment": "No reason.",
            "question": "Why?",
            "outcome": None,
            "answer": "",
            "places": [],
        }
    ]


def test_where_nothing_is_kept_looking_creates_nothing(run, folder):
    assert [
        run("feedback"),
        run("feedback", "--json"),
        run("conversations", "list"),
        run("conversations", "delete", "--all"),
        run("conversations", "show", "7"),
        run("conversations", "delete", "7"),
    ] == [
        (0, "", "No answer has been rated.\n"),
        (0, "[]\n", ""),
        (0, "", "No conversations are kept.\n"),
        (0, "", "Deleted 0 conversations.\n"),
        (1, "", "unsqa: There is no conversation '7'. Those that are kept: unsqa conversations list\n"),
        (1, "", "unsqa: There is no conversation '7'. Those that are kept: unsqa conversations list\n"),
    ]
    assert list(folder.iterdir()) == []


def test_conversations_are_listed_shown_and_deleted(run, kept, one, turns):
    changed = START.astimezone()
    assert run("conversations", "list") == (0, f"{one}  {changed:%Y-%m-%d %H:%M}  2 questions  {BOATS_QUESTION}\n", "")
    shown = f"> {BOATS_QUESTION}\n{BOATS_ANSWER}\n{PLACES[0]}\n{PLACES[1]}\n\n> {UNANSWERED_QUESTION}\n"
    assert run("conversations", "show", one) == (0, f"{shown}{turns[1].answer.refusal.text}\n", "")
    assert run("conversations", "delete", one) == (0, "", f"Deleted {one}.\n")
    assert kept.list("") == ()


def test_all_are_deleted_but_those_of_people_who_signed_in(run, kept, turns):
    for owner in ("", "", "ana"):
        kept.save(owner, turns)
    assert run("conversations", "delete", "--all") == (0, "", "Deleted 2 conversations.\n")
    assert (len(kept.list("")), len(kept.list("ana"))) == (0, 1)


def test_those_of_people_who_signed_in_are_not_shown(run, kept, turns):
    one = kept.save("ana", turns)
    assert [run("conversations", "list")[1], run("conversations", "show", one)[0]] == ["", 1]
    assert run("conversations", "delete", one)[0] == 1
    assert kept.load(one, "ana") == turns


def test_what_was_kept_before_is_deleted_though_nothing_more_is_to_be_kept(run, kept, one, monkeypatch):
    monkeypatch.setenv("UNSQA_KEEP", "false")
    assert run("conversations", "delete", "--all") == (0, "", "Deleted 1 conversation.\n")


def test_the_folder_can_be_given_as_an_option(run, kept, one, monkeypatch):
    monkeypatch.delenv("UNSQA_DATA")
    assert run("conversations", "delete", one, "--data", "data") == (0, "", f"Deleted {one}.\n")


@pytest.mark.parametrize("arguments", [("delete",), ("delete", "7", "--all"), ()])
def test_what_to_delete_must_be_said_once(run, folder, arguments):
    assert run("conversations", *arguments)[0] == 2
