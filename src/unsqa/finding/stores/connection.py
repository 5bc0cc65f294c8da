"""The way to a Milvus server: one client, made when it is first needed and again after it was lost.

An address is that of a server (`http://host:19530`) or, for trying things out, a file of Milvus Lite (`library.db`).
"""

from __future__ import annotations

from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, Any

from unsqa.errors import InputError, SearchIndexError

if TYPE_CHECKING:
    from collections.abc import Sequence

SECONDS = 10.0  # that a call may take
# a channel shared with a client that was lost would wait longer and longer before it tries the server again
OWN: dict[str, Any] = {"dedicated": True, "grpc_options": {"grpc.use_local_subchannel_pool": 1}}


class StoreUnavailableError(SearchIndexError):
    """The server that holds the vectors does not answer; nothing is lost."""


class Connection:
    """Calls a Milvus server. Safe to share between threads. `loads` are the collections that are searched."""

    def __init__(self, address: str, token: str = "", loads: Sequence[str] = ()) -> None:
        if not address:
            raise InputError('The store is "milvus", but milvus_address is empty; set it to http://HOST:19530.')
        self.address = address
        self._token = token
        self._loads = loads
        self._client: Any = None
        self._lock = Lock()

    def call(self, method: str, **arguments: Any) -> Any:  # noqa: ANN401  (pymilvus has its own types for each)
        """Return what a method of `pymilvus.MilvusClient` gives; a server that was gone meanwhile is tried again once.

        Raises StoreUnavailableError when it does not answer; the next call tries anew.
        """
        try:
            return self._call(method, arguments)
        except StoreUnavailableError:
            return self._call(method, arguments)

    def _call(self, method: str, arguments: dict[str, Any]) -> Any:  # noqa: ANN401
        client = self._connect()
        try:
            return getattr(client, method)(timeout=SECONDS, **arguments)
        except Exception as error:
            self._lose(client)
            raise self._explain(error) from error

    def close(self) -> None:
        """Let go of the server."""
        self._lose(self._client)

    def _connect(self) -> Any:  # noqa: ANN401
        with self._lock:
            if self._client is None:
                pymilvus = load_pymilvus()
                try:
                    client = pymilvus.MilvusClient(uri=self.address, token=self._token, timeout=SECONDS, **OWN)
                    for name in self._loads:  # a server that was started again has them on its disk alone
                        if client.has_collection(name, timeout=SECONDS):
                            client.load_collection(name, timeout=SECONDS)
                except Exception as error:
                    raise self._explain(error) from error
                self._client = client
            return self._client

    def _lose(self, client: Any) -> None:  # noqa: ANN401
        with self._lock:
            if client is not None and self._client is client:
                self._client = None
                client.close()

    def _explain(self, error: Exception) -> SearchIndexError:
        if not is_milvus_error(error):
            raise error
        text = f"The Milvus server at {self.address} does not answer as it should ({_first_line(error)}). "
        return StoreUnavailableError(f"{text}The index is untouched; start the server or mend milvus_address.")


def load_pymilvus() -> Any:  # noqa: ANN401
    """Import pymilvus. Raises InputError, with what installs it, where there is none."""
    try:
        return import_module("pymilvus")
    except ImportError:
        raise InputError('The store "milvus" needs pymilvus. Install it with: pip install "unsqa[milvus]"') from None


def is_milvus_error(error: Exception) -> bool:
    """Tell whether an error comes from the server or the way to it."""
    failures = (load_pymilvus().exceptions.MilvusException, import_module("grpc").RpcError, OSError)
    return isinstance(error, failures)


def _first_line(error: Exception) -> str:
    text = str(getattr(error, "message", error))
    return (text.splitlines() or [type(error).__name__])[0][:200]
