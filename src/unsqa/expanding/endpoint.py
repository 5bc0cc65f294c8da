"""One request to a chat endpoint that speaks OpenAI's interface (`POST {url}/chat/completions`).

Ollama, llama.cpp and vLLM serve it too. It is spoken by the standard library: one small POST after another needs no
connection pool and no HTTP library of our own. Redirects are not followed, since the key would go along.

Not here: what is asked (prompts.py) and what the answer means (replies.py). The key goes into one header and nowhere
else; whatever a server says is shown without it.
"""

from __future__ import annotations

import http.client
import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from unsqa.errors import ExpandError, InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from unsqa.settings import Settings

MAX_ATTEMPTS = 6
FIRST_WAIT_SECONDS, MAX_WAIT_SECONDS = 2.0, 60.0  # doubled from attempt to attempt
TIMEOUT_SECONDS = 300.0  # a model on a processor writes some hundred words in that time
MAX_SAID_CHARS = 300
PATH = "/chat/completions"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to ask, which model, and with which key; `wait` sleeps between attempts."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    timeout_seconds: float = TIMEOUT_SECONDS
    wait: Callable[[float], None] = time.sleep


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:  # noqa: ANN401  (the signature is urllib's)
        return None


def make_endpoint(settings: Settings) -> Endpoint:
    """Return the endpoint that the settings name. Raises InputError, naming the setting that is missing or wrong."""
    url, model, key = (
        settings.expand_url.strip().rstrip("/"),
        settings.expand_model.strip(),
        settings.expand_key.strip(),
    )
    if not url:
        raise InputError(
            f"No chat endpoint is set. Set {_place('url')}, or give --url, as in: --url http://localhost:11434/v1"
        )
    if any(mark in url for mark in "@?#"):  # not shown: what stands there may be a key
        raise InputError(
            f"The chat endpoint's address must be without '@', '?' and '#'. A key belongs in {_place('key')}."
        )
    if not _is_address(url):
        raise InputError(f"The chat endpoint {url!r} is no address. Give one such as http://localhost:11434/v1.")
    if not model:
        raise InputError(f"No chat model is set. Set {_place('model')}, or give --model-name: a name known at {url}.")
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise InputError(f"The key has blanks or letters that no key has. Set {_place('key')}, to the key alone.")
    return Endpoint(url.removesuffix(PATH), model, key)


def _place(name: str) -> str:
    """Return where a setting of the endpoint is set."""
    return f"UNSQA_EXPAND_{name.upper()}, or {name} under [expand] in unsqa.toml"


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and has_port and url.isascii() and " " not in url


def chat(endpoint: Endpoint, messages: Sequence[dict[str, str]]) -> str:
    """Return the model's reply to messages; "" when it wrote nothing.

    A busy or failing server (429, 5xx), a cut connection and silence are tried again, MAX_ATTEMPTS times in all, each
    time after a longer wait. Raises ExpandError, with what to set, for the last of them and for anything else.
    """
    # Neither temperature nor length is set: some models refuse either.
    body = json.dumps({"model": endpoint.model, "messages": list(messages), "stream": False}).encode()
    problem = ""
    asked: str | None = None
    for attempt in range(MAX_ATTEMPTS):
        if attempt:
            endpoint.wait(_pause(attempt, asked))
        asked = None
        try:
            return _content(_post(endpoint, body), endpoint)
        except HTTPError as error:
            problem = _refusal(error, endpoint)
            asked = error.headers.get("Retry-After")
        except (OSError, http.client.HTTPException) as error:
            problem = _break(error, endpoint)
    raise ExpandError(f"{problem} It was tried {MAX_ATTEMPTS} times. Wait a while, then run the same command again.")


def _post(endpoint: Endpoint, body: bytes) -> bytes:
    headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "unsqa"}
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    request = Request(f"{endpoint.url}{PATH}", data=body, headers=headers, method="POST")  # noqa: S310  (http or https)
    with build_opener(_NoRedirect).open(request, timeout=endpoint.timeout_seconds) as response:
        data: bytes = response.read()
    return data


def _content(data: bytes, endpoint: Endpoint) -> str:
    """Return the text of the first choice of an answer."""
    try:
        content = json.loads(data)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        raise ExpandError(
            f"{endpoint.url} answers, but not as a chat endpoint does: {_shown(data, endpoint)}. "
            f"Set {_place('url')}, to the address that {PATH} belongs to; it often ends in /v1."
        ) from None
    if isinstance(content, list):  # some servers give the text in parts
        content = "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _refusal(error: HTTPError, endpoint: Endpoint) -> str:
    """Say that the server is busy or fails; raise ExpandError for a status that another attempt does not mend."""
    status = error.code
    try:
        said = _shown(error.read(), endpoint)
    except (OSError, http.client.HTTPException):
        said = ""
    if status in (408, 425, 429) or status >= 500:
        return f"{endpoint.url} answers with status {status} ({said})."
    if status in (401, 403):
        what = "refuses the key" if endpoint.key else "wants a key, and none is set"
        raise ExpandError(f"{endpoint.url} {what} (status {status}). Set {_place('key')}.") from None
    if 300 <= status < 400:
        target = _shown(error.headers.get("Location", "another address").encode(), endpoint)
        raise ExpandError(
            f"{endpoint.url} sends its callers to {target} (status {status}). Set {_place('url')}, to where it leads."
        ) from None
    if status == 404:
        raise ExpandError(
            f"{endpoint.url} knows no {PATH}, or no model {endpoint.model!r} (status 404: {said}). "
            f"Set {_place('url')} (it often ends in /v1), or --model-name to a model that it has."
        ) from None
    raise ExpandError(f"{endpoint.url} refuses the request (status {status}): {said}. Look at url and model.") from None


def _break(error: OSError | http.client.HTTPException, endpoint: Endpoint) -> str:
    """Say what cut the answer off; raise ExpandError when nothing is there that could be tried again."""
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, TimeoutError):
        return f"{endpoint.url} did not answer within {endpoint.timeout_seconds:g} seconds."
    if isinstance(error, URLError) and not isinstance(reason, ConnectionResetError | BrokenPipeError):
        why = getattr(reason, "strerror", None) or reason
        raise ExpandError(
            f"{endpoint.url} cannot be reached ({why}). Start the server there, or set another address: "
            f"{_place('url')}, or --url."
        ) from None
    return f"{endpoint.url} broke the connection off ({type(reason).__name__})."


def _pause(attempt: int, asked: str | None) -> float:
    """Return the seconds to wait before an attempt (from 1): what the server asked for, or twice as long each time.

    >>> _pause(1, None), _pause(3, "soon"), _pause(1, "7"), _pause(9, "3600")
    (2.0, 8.0, 7.0, 60.0)
    """
    seconds = float(asked) if asked and asked.isdecimal() else FIRST_WAIT_SECONDS * 2 ** (attempt - 1)
    return min(seconds, MAX_WAIT_SECONDS)


def _shown(data: bytes, endpoint: Endpoint) -> str:
    """Return what a server said, fit for a line of a terminal: short, printable, without the key."""
    text = data.decode("utf-8", "replace")
    if endpoint.key:
        text = text.replace(endpoint.key, "***")
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    plain = " ".join(plain.split())
    return f"{plain[:MAX_SAID_CHARS]} ..." if len(plain) > MAX_SAID_CHARS else plain or "no words"
