"""A chat endpoint on this machine that answers as it is told, and keeps what it was asked."""

from __future__ import annotations

import json
import re
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KEY = "sk-nobody-may-see-this"


class ChatServer(ThreadingHTTPServer):
    """Answers each POST with what `answer(request number from 1, body)` gives: (status, headers, body)."""

    def __init__(self, answer: Callable[[int, dict[str, Any]], tuple[int, dict[str, str], str]]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.paths: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class _Handler(BaseHTTPRequestHandler):
    server: ChatServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(body)
        self.server.keys.append(self.headers.get("Authorization"))
        self.server.paths.append(self.path)
        status, headers, text = self.server.answer(len(self.server.asked), body)
        if not status:  # hang up without a word
            return
        data = text.encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(data)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name is http.server's)
        pass


@contextmanager
def serving(answer: Callable[[int, dict[str, Any]], tuple[int, dict[str, str], str]]) -> Iterator[ChatServer]:
    """Serve on a free port until the end of the block."""
    server = ChatServer(answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def completion(content: object) -> tuple[int, dict[str, str], str]:
    """Return a good answer with this content, as the protocol has it."""
    message = {"role": "assistant", "content": content}
    return 200, {}, json.dumps({"id": "1", "object": "chat.completion", "choices": [{"index": 0, "message": message}]})


def units_of(body: dict[str, Any]) -> list[str]:
    """Return the numbered units of a request."""
    return re.findall(r"^\[\d+\] (.*)$", body["messages"][-1]["content"], re.MULTILINE)


def ask_each(body: dict[str, Any]) -> str:
    """Return a reply with a question for each unit, in its own words, so that the search brings its passage back."""
    questions = [
        {"question": f"{unit.rstrip('.')}?", "lang": "en", "sentences": [row]}
        for row, unit in enumerate(units_of(body), 1)
    ]
    return json.dumps({"questions": questions})
