"""Who is asking, from what an OpenID Connect provider says of them, and what follows from it.

Not here: signing in itself, which is Streamlit's (`st.login`, `st.user`; docs/deploy.md).
OpenID Connect Core 1.0, section 2: the pair of issuer (`iss`) and subject (`sub`) names a person; nothing else does.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from unsqa.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unsqa.settings import Settings


def person_of(claims: Mapping[str, Any]) -> str:
    """Return the id of the signed-in person, or "" if nobody is signed in.

    The id is a digest, so that what is kept under it names nobody. Raises InputError when the provider names no person.

    >>> person_of({"is_logged_in": False})
    ''
    >>> person_of({"is_logged_in": True, "iss": "https://id.example.org", "sub": "7"})[:8]
    '87b0a2ca'
    """
    if not claims.get("is_logged_in"):
        return ""
    issuer, subject = claims.get("iss"), claims.get("sub")
    if not issuer or not subject:
        raise InputError(
            "The sign-in provider gives no issuer (iss) and subject (sub), which OpenID Connect demands, so "
            "conversations cannot be held apart. Set another provider under [auth] in .streamlit/secrets.toml."
        )
    return hashlib.sha256(json.dumps([issuer, subject]).encode()).hexdigest()


def must_sign_in(settings: Settings, person: str) -> bool:
    """Tell whether to ask for a name before anything else is shown."""
    return settings.sign_in and not person


def asker_of(person: str, address: str | None) -> str:
    """Return whom to count a question for: the signed-in person, else the address it came from.

    People behind one address share its limit; the machine itself has no address.

    >>> asker_of("", "192.0.2.7"), asker_of("87b0a2ca", "192.0.2.7"), asker_of("", None)
    ('address 192.0.2.7', 'person 87b0a2ca', 'this machine')
    """
    if person:
        return f"person {person}"
    return f"address {address}" if address else "this machine"
