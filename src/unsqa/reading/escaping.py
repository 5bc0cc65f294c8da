"""Text -> Markdown that shows it as it is: escaped characters, tables, blocks put together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_SPECIAL = re.compile(r"[\\`*\[\]<~|]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_BLOCK_START = re.compile(r"[-+#>]|\d{1,9}[.)](?=\s|$)")


def escape(text: str) -> str:
    r"""Return a line of text with Markdown's special characters escaped and its blanks made single; tabs become bars.

    >>> print(escape("2020. A *new*  plan_b [1]"))
    2020\. A \*new\* plan_b \[1\]
    """
    return finish_line(escape_words(text))


def escape_words(text: str) -> str:
    """Return words with Markdown's special characters escaped, as they may stand within a line."""
    return _SPECIAL.sub(r"\\\g<0>", text.replace("\t", " | "))


def finish_line(escaped: str) -> str:
    """Make the blanks single, and escape what would make a list, heading or quote of the line."""
    line = " ".join(escaped.split())
    match = _BLOCK_START.match(line)
    return f"{line[: match.end() - 1]}\\{line[match.end() - 1 :]}" if match else line


def escape_hash(escaped: str) -> str:
    """Escape what would end the text of a heading."""
    return re.sub(r"\\?#", r"\\#", escaped)


def write_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table, all its rows as wide as the widest."""
    width = max(len(row) for row in (head, *rows))
    cells = [[*map(escape, row), *[""] * (width - len(row))] for row in (head, *rows)]
    cells.insert(1, ["---"] * width)
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


def join_blocks(blocks: Sequence[str]) -> str:
    """Join blocks by blank lines, the items of a list by line ends, the paragraphs of a quote by marked lines."""
    joined: list[str] = []
    before = ""
    for block in filter(None, blocks):
        both = before[:2] if before[:2] == block[:2] else ""
        joined += [{"- ": "\n", "> ": "\n>\n"}.get(both, "\n\n") if joined else "", block]
        before = block
    return "".join([*joined, "\n"])
