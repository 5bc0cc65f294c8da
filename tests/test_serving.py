"""Public running: how often one may ask, who is asking, and what follows from it."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import streamlit.config
from conftest import PROJECT

from unsqa.errors import InputError
from unsqa.serving import limits
from unsqa.serving.limits import RateLimit
from unsqa.serving.people import asker_of, must_sign_in, person_of
from unsqa.settings import FIELDS, Settings

ANA = {"is_logged_in": True, "iss": "https://id.example.org", "sub": "7", "name": "Ana", "email": "ana@example.org"}


class Clock:
    """A clock that is set by hand."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


def ask_at(limit, clock, *times, asker="a"):
    """Return what the limit says at each second."""
    found = []
    for seconds in times:
        clock.now = 1000.0 + seconds
        found.append(limit.take(asker))
    return found


def test_in_any_minute_no_more_questions_than_the_limit_are_permitted():
    clock = Clock()
    limit = RateLimit(2, clock)
    assert ask_at(limit, clock, 0, 30, 31, 59.5, 60, 61, 90) == [0, 0, 29, 0.5, 0, 29, 0]


def test_what_was_refused_does_not_count():
    clock = Clock()
    limit = RateLimit(1, clock)
    assert ask_at(limit, clock, 0, 20, 40, 60) == [0, 40, 20, 0]


def test_one_who_asks_too_often_stops_nobody_else():
    clock = Clock()
    limit = RateLimit(1, clock)
    assert ask_at(limit, clock, 0, 0, asker="a") == [0, 60]
    assert ask_at(limit, clock, 1, 1, asker="b") == [0, 60]


def test_a_limit_of_zero_is_none():
    clock = Clock()
    assert ask_at(RateLimit(0, clock), clock, *[0] * 500) == [0] * 500


def test_no_more_askers_are_remembered_than_fit(monkeypatch):
    monkeypatch.setattr(limits, "MAX_ASKERS", 3)
    clock = Clock()
    limit = RateLimit(1, clock)
    assert [limit.take(asker) for asker in "abcda"] == [0, 0, 0, 0, 0]
    assert list(limit._asked) == ["c", "d", "a"]


def test_who_asked_nothing_for_a_minute_is_forgotten():
    clock = Clock()
    limit = RateLimit(5, clock)
    ask_at(limit, clock, 0, asker="a")
    ask_at(limit, clock, 59, asker="b")
    ask_at(limit, clock, 60, asker="c")
    assert list(limit._asked) == ["b", "c"]


def test_many_threads_at_once_get_no_more_than_the_limit():
    limit = RateLimit(100, Clock())
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda _: limit.take("a"), range(1000)))
    assert (found.count(0), found.count(60)) == (100, 900)


def test_a_person_is_told_by_issuer_and_subject_and_by_nothing_else():
    ana = person_of(ANA)
    assert re.fullmatch("[0-9a-f]{64}", ana)
    assert person_of(ANA | {"name": "Anna", "email": "anna@example.org"}) == ana
    others = [ANA | {"sub": "8"}, ANA | {"iss": "https://other.example.org"}]
    assert len({ana, *map(person_of, others)}) == 3
    assert person_of({"is_logged_in": True, "iss": "a", "sub": "bc"}) != person_of(
        {"is_logged_in": True, "iss": "ab", "sub": "c"}
    )


@pytest.mark.parametrize("claims", [{}, {"is_logged_in": False}, {"sub": "7", "iss": "https://id.example.org"}])
def test_who_is_not_signed_in_has_no_id(claims):
    assert person_of(claims) == ""


@pytest.mark.parametrize("missing", ["iss", "sub"])
def test_a_provider_that_names_no_person_is_an_error_with_the_remedy(missing):
    with pytest.raises(InputError, match=r"^The sign-in provider gives no issuer .+ \[auth\] in \.streamlit"):
        person_of({name: value for name, value in ANA.items() if name != missing})


def test_a_name_is_asked_for_first_where_the_settings_want_one_and_nobody_is_signed_in():
    wanted = Settings(public=True, sign_in=True)
    assert [must_sign_in(*case) for case in [(wanted, ""), (wanted, "ana"), (Settings(public=True), "")]] == [
        True,
        False,
        False,
    ]


def test_questions_are_counted_by_person_else_by_address_else_for_the_machine():
    assert [asker_of("ana", "192.0.2.7"), asker_of("", "192.0.2.7"), asker_of("", None)] == [
        "person ana",
        "address 192.0.2.7",
        "this machine",
    ]


# docs/deploy.md and the container file

DEPLOY, CONTAINER = PROJECT / "docs" / "deploy.md", PROJECT / "Containerfile"


def test_every_variable_that_deploying_names_is_one_that_is_read():
    named = set(re.findall(r"\b(?:UNSQA|STREAMLIT)_[A-Z_]+", DEPLOY.read_text("utf-8") + CONTAINER.read_text("utf-8")))
    options = streamlit.config.get_config_options()
    known = {f"STREAMLIT_{re.sub('[.A-Z]', lambda part: '_' + part[0].strip('.'), key).upper()}" for key in options}
    assert named - known - {f"UNSQA_{name.upper()}" for name in FIELDS} == set()
    assert {"UNSQA_PUBLIC", "UNSQA_SIGN_IN", "STREAMLIT_SERVER_ADDRESS"} <= named


def test_what_the_container_file_copies_is_there_and_not_ignored():
    copied = re.findall(r"^COPY (.+) \S+$", CONTAINER.read_text("utf-8"), re.MULTILINE)
    sources = {source for line in copied for source in line.split()}
    kept = {line[1:] for line in (PROJECT / ".containerignore").read_text("utf-8").splitlines() if line[0] == "!"}
    assert sources == kept
    assert [source for source in sources if not (PROJECT / source).exists()] == []
