"""A block: what a reader sees as one paragraph, heading, bullet, label or row of a table, and the lines it is from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

BlockKind = Literal["text", "note", "box", "panel", "figure"]


@dataclass(slots=True)
class Block:
    """Pieces of text (string, source line) that are shown as one.

    A piece is what one source line gives; joined they are the text. `page` counts the pages from 0, `starts_page` says
    whether the page begins with this block. `level` is that of a heading (from 1) where the file's format gives it,
    else 0. A row of a table has tabs between its cells. `group` tells the blocks of one figure, panel or box
    from another's. `heads_page` marks a title that heads its own page and no more.
    """

    pieces: list[tuple[str, int]] = field(default_factory=list)
    page: int = 0
    starts_page: bool = False
    level: int = 0
    kind: BlockKind = "text"
    group: int = -1
    heads_page: bool = False

    @property
    def text(self) -> str:
        """The whole text of the block."""
        return "".join(text for text, _ in self.pieces)

    @property
    def tail(self) -> str:
        """The last pieces of the text: enough to tell how it ends, however long it is."""
        return "".join(text for text, _ in self.pieces[-3:])

    @property
    def first_line(self) -> int:
        """The source line that the block begins on."""
        return self.pieces[0][1]
