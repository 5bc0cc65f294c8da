"""The letters of a text that a file of any format can hold."""

from __future__ import annotations

import re

# What XML 1.0 (https://www.w3.org/TR/xml/#charsets) has no letter for: most control characters, half surrogate pairs.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def one_line(text: str) -> str:
    r"""Return a text on one line, its blanks made single, what no file can hold replaced by a mark.

    >>> one_line("A  new\nplan\x00")
    'A new plan�'
    """
    return _FORBIDDEN.sub("\ufffd", " ".join(text.split()))
