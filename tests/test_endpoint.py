"""The chat endpoint: what is sent, what is tried again, and what every error says - without the key."""

from __future__ import annotations

import re
import socket

import pytest
from chat_server import KEY, completion, serving

from unsqa.errors import ExpandError, InputError
from unsqa.expanding.endpoint import MAX_ATTEMPTS, Endpoint, chat, make_endpoint
from unsqa.settings import Settings

ASK = [{"role": "user", "content": "Who repaired the boats?"}]


def talk(server, waits=None, *, key=KEY, timeout_seconds=5.0):
    wait = (waits if waits is not None else []).append
    return chat(Endpoint(server.url, "tiny", key, timeout_seconds, wait), ASK)


def failure(server, waits=None, **options):
    with pytest.raises(ExpandError) as caught:
        talk(server, waits, **options)
    assert KEY not in str(caught.value)
    return str(caught.value).replace(server.url, "URL")


def test_a_request_is_the_model_and_the_messages_with_the_key_in_its_header():
    with serving(lambda n, body: completion("The council.")) as server:
        assert talk(server) == "The council."
    assert server.asked == [{"model": "tiny", "messages": ASK, "stream": False}]
    assert (server.keys, server.paths) == ([f"Bearer {KEY}"], ["/v1/chat/completions"])


def test_without_a_key_no_header_is_sent():
    with serving(lambda n, body: completion("Yes.")) as server:
        talk(server, key="")
    assert server.keys == [None]


@pytest.mark.parametrize(
    ("content", "text"), [(None, ""), ([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}], "ab"), (3, "")]
)
def test_content_in_parts_is_joined_and_none_is_no_words(content, text):
    with serving(lambda n, body: completion(content)) as server:
        assert talk(server) == text


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_server_is_asked_again_after_a_wait(status):
    waits = []
    with serving(lambda n, body: (status, {}, "busy") if n < 3 else completion("Yes.")) as server:
        assert talk(server, waits) == "Yes."
    assert (len(server.asked), waits) == (3, [2.0, 4.0])


def test_the_wait_that_a_server_asks_for_is_kept():
    waits = []
    with serving(lambda n, body: (429, {"Retry-After": "7"}, "") if n == 1 else completion("Yes.")) as server:
        talk(server, waits)
    assert waits == [7.0]


def test_a_server_that_stays_busy_is_given_up_with_its_own_words():
    waits = []
    with serving(lambda n, body: (429, {}, f"quota of {KEY} used\nup")) as server:
        said = failure(server, waits)
    assert said == (
        "URL answers with status 429 (quota of *** used up). It was tried 6 times. "
        "Wait a while, then run the same command again."
    )
    assert (len(server.asked), waits) == (MAX_ATTEMPTS, [2.0, 4.0, 8.0, 16.0, 32.0])


def test_a_connection_that_is_cut_is_tried_again():
    with serving(lambda n, body: (0, {}, "") if n == 1 else completion("Yes.")) as server:
        assert talk(server) == "Yes."
    assert len(server.asked) == 2


def test_an_answer_that_breaks_off_is_tried_again():
    with serving(lambda n, body: (200, {"Content-Length": "999"}, "{") if n == 1 else completion("Yes.")) as server:
        assert talk(server) == "Yes."


def test_silence_is_tried_again_and_then_said():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/v1"
        with pytest.raises(ExpandError, match=r"did not answer within 0\.05 seconds\. It was tried 6 times\."):
            chat(Endpoint(url, "tiny", KEY, 0.05, lambda seconds: None), ASK)


PLACE_OF_KEY = "UNSQA_EXPAND_KEY, or key under [expand] in unsqa.toml"
PLACE_OF_URL = "UNSQA_EXPAND_URL, or url under [expand] in unsqa.toml"


@pytest.mark.parametrize(
    ("answer", "key", "said"),
    [
        ((401, {}, f"bad {KEY}"), KEY, f"URL refuses the key (status 401). Set {PLACE_OF_KEY}."),
        ((401, {}, ""), "", f"URL wants a key, and none is set (status 401). Set {PLACE_OF_KEY}."),
        ((403, {}, ""), KEY, f"URL refuses the key (status 403). Set {PLACE_OF_KEY}."),
        (
            (404, {}, "no such model"),
            KEY,
            (
                "URL knows no /chat/completions, or no model 'tiny' (status 404: no such model). "
                f"Set {PLACE_OF_URL} (it often ends in /v1), or --model-name to a model that it has."
            ),
        ),
        (
            (302, {"Location": f"http://elsewhere/?key={KEY}"}, ""),
            KEY,
            f"URL sends its callers to http://elsewhere/?key=*** (status 302). Set {PLACE_OF_URL}, to where it leads.",
        ),
        (
            (400, {}, "x" * 400),
            KEY,
            f"URL refuses the request (status 400): {'x' * 300} .... Look at url and model.",
        ),
        (
            (200, {}, f"<p>{KEY}\x1b[2J</p>"),
            KEY,
            (
                "URL answers, but not as a chat endpoint does: <p>*** [2J</p>. "
                f"Set {PLACE_OF_URL}, to the address that /chat/completions belongs to; it often ends in /v1."
            ),
        ),
    ],
    ids=["401", "401 without a key", "403", "404", "redirect", "400", "no chat"],
)
def test_what_another_attempt_would_not_mend_is_said_at_once_without_the_key(answer, key, said):
    with serving(lambda n, body: answer) as server:
        assert failure(server, key=key) == said
    assert len(server.asked) == 1


def test_an_address_where_nothing_listens_says_what_to_set():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    waits = []
    with pytest.raises(ExpandError) as caught:
        chat(Endpoint(f"http://127.0.0.1:{port}/v1", "tiny", KEY, 5.0, waits.append), ASK)
    assert str(caught.value) == (
        f"http://127.0.0.1:{port}/v1 cannot be reached (Connection refused). Start the server there, or set another "
        f"address: {PLACE_OF_URL}, or --url."
    )
    assert waits == []


# The settings.


def test_the_settings_name_the_endpoint_in_either_form_of_its_address():
    expected = Endpoint("http://localhost:11434/v1", "tiny", KEY)
    for url in ("http://localhost:11434/v1", " http://localhost:11434/v1/chat/completions/ "):
        found = make_endpoint(Settings(expand_url=url, expand_model="tiny", expand_key=f"{KEY}\n"))
        assert found == expected
    assert KEY not in repr(expected)


@pytest.mark.parametrize(
    ("url", "model", "key", "said"),
    [
        ("", "tiny", "", f"No chat endpoint is set. Set {PLACE_OF_URL}, or give --url, as in: --url http://localhost:"),
        ("http://a/v1", "", "", "No chat model is set. Set UNSQA_EXPAND_MODEL, or model under [expand] in unsqa.toml"),
        ("localhost:11434", "tiny", "", "The chat endpoint 'localhost:11434' is no address. Give one such as http://"),
        ("ftp://a/v1", "tiny", "", "The chat endpoint 'ftp://a/v1' is no address."),
        ("http://a:x/v1", "tiny", "", "The chat endpoint 'http://a:x/v1' is no address."),
        ("http://a b/v1", "tiny", "", "The chat endpoint 'http://a b/v1' is no address."),
        (
            f"http://me:{KEY}@a/v1",
            "tiny",
            "",
            "The chat endpoint's address must be without '@', '?' and '#'. A key bel",
        ),
        (f"http://a/v1?key={KEY}", "tiny", "", "The chat endpoint's address must be without '@', '?' and '#'."),
        ("http://a/v1", "tiny", f"{KEY}\nX: y", f"The key has blanks or letters that no key has. Set {PLACE_OF_KEY}"),
        ("http://a/v1", "tiny", f"{KEY}ñ", "The key has blanks or letters that no key has."),
    ],
)
def test_a_setting_that_cannot_be_used_is_said_without_the_key(url, model, key, said):
    with pytest.raises(InputError, match=f"^{re.escape(said)}") as caught:
        make_endpoint(Settings(expand_url=url, expand_model=model, expand_key=key))
    assert KEY not in str(caught.value)
