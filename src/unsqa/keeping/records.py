"""A turn of a conversation as bytes and back, without loss: JSON by pydantic from the records' own types, deflated.

Not here: where the bytes lie (conversations.py). A record is as large as its hits, each with its whole passage. What it
holds is all of the answer, so that it is drawn again as it was, though the index has changed since.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from functools import cache
from typing import TYPE_CHECKING

from unsqa import types
from unsqa.errors import InputError, KeepingError
from unsqa.types import Turn

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FORMAT = 1  # counted up when a record means something else than before; a new field with a default needs no new format


def encode_turn(turn: Turn) -> bytes:
    """Return the turn as JSON: [format, turn]. The same turn gives the same bytes.

    Raises InputError for a text that is none: half of a surrogate pair.
    """
    from pydantic_core import PydanticSerializationError

    try:
        return b"[%d,%b]" % (FORMAT, _adapter().dump_json(turn))
    except PydanticSerializationError as error:
        raise InputError(f"The question {turn.question!r} cannot be kept: {error}. Type it again.") from error


def decode_turn(record: bytes) -> Turn:
    """Return the turn of a record. Raises KeepingError, which names the reason, when it cannot be read."""
    from pydantic import ValidationError

    try:
        found, turn = json.loads(record)
        if found != FORMAT:
            raise KeepingError(f"it has format {found}; this version of unsqa reads format {FORMAT}")
        return _adapter().validate_python(turn)
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(map(str, fault["loc"])) or "the turn"
        raise KeepingError(f"it was kept by a version of unsqa with other records: {place}: {fault['msg']}") from error
    except (ValueError, TypeError) as error:
        raise KeepingError(f"it is no record of a turn: {error}") from error


def deflate(record: bytes) -> bytes:
    """Return the record as it is written: a third of its size."""
    return zlib.compress(record)


def inflate(written: bytes) -> bytes:
    """Return the record that was written. Raises KeepingError when its bytes are not what was written."""
    try:
        return zlib.decompress(written)
    except zlib.error as error:
        raise KeepingError(f"its bytes are damaged: {error}") from error


def digest_of(record: bytes) -> str:
    """Return what tells records apart: equal for equal turns, with the answers they had."""
    return hashlib.blake2b(record, digest_size=16).hexdigest()


@cache
def _adapter() -> TypeAdapter[Turn]:
    """Return what checks and converts, made once: in the types' modules some names are there for type checkers only."""
    from pydantic import TypeAdapter

    adapter = TypeAdapter(Turn)
    adapter.rebuild(force=True, raise_errors=True, _types_namespace=vars(types))
    return adapter
