r"""Blocks -> headings as a tree, and sections with what is known of them.

A heading is told by its level where the file's format gives one; else by its wording (CHAPTER 2, 2.1., OUTCOME 3,
PRIORITY 1) or by its capitals, if running text follows: capitals without text below are labels and stay in the text.
The ranks of the headings are those of the United Nations' results frameworks: chapter, numbered part, priority,
outcome, heading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from unsqa.reading.blocks.order import begins_within, breaks_off
from unsqa.reading.blocks.recognize import (
    BOX,
    BULLET,
    CHAPTER,
    HEADING,
    MAX_HEADING_WORDS,
    OUTCOME,
    PRIORITY,
    WORDED,
    find_agencies,
    in_capitals,
    is_prose,
    is_tag,
    is_title,
    known_agencies,
    reads_as_heading,
    worded_rank,
)
from unsqa.types import Section

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from unsqa.reading.blocks.block import Block
    from unsqa.types import SectionKind

Path = tuple[tuple[int, str], ...]

_ENTRY = re.compile(r"[A-Z][A-Z ]+: ")  # of a box: "DONOR: ..."
_GOALS = re.compile(r"(?:SDG|ODS)s?\b", re.IGNORECASE)
_NUMBER = re.compile(r"\b(?:1[0-7]|[1-9])\b(?!\.\d)")


@dataclass(frozen=True, slots=True)
class Role:
    """What a block is: a heading of some rank, or text (rank None), which may be a list of agencies."""

    rank: int | None
    agencies: tuple[str, ...] = ()


def find_roles(blocks: Sequence[Block]) -> list[Role]:
    """Return the role of each block, in order."""
    known = known_agencies(block.text for block in blocks)
    has_levels = any(block.level for block in blocks)
    roles: list[Role] = []
    after_bare_chapter = False
    for row, block in enumerate(blocks):
        if block.kind != "text":
            roles.append(Role(None, _agencies_of_panel(block) if block.kind == "panel" else ()))
            continue
        if is_tag(block.text):
            roles.append(Role(None))
            continue
        names = find_agencies(block.text)
        if not block.level and names and (len(names) > 1 or known.issuperset(names) or block.text.startswith("UN ")):
            roles.append(Role(None, names))
            continue
        rank = min(block.level - 1, HEADING) if block.level else _rank(blocks, row, by_capitals=not has_levels)
        if after_bare_chapter and rank in (None, HEADING) and is_title(block.text):
            rank = CHAPTER
        roles.append(Role(rank))
        after_bare_chapter = rank == CHAPTER and bool(WORDED[0][1].fullmatch(block.text))
    return roles


def _agencies_of_panel(block: Block) -> tuple[str, ...]:
    return find_agencies(block.text.split(": ", 1)[-1])


def _rank(blocks: Sequence[Block], row: int, *, by_capitals: bool) -> int | None:
    text = BULLET.sub("", blocks[row].text, count=1).strip()
    if len(text.split()) > MAX_HEADING_WORDS:
        return None
    worded = worded_rank(text)
    if worded in (OUTCOME, BOX) or (worded == CHAPTER and is_title(text)):
        return worded
    if not reads_as_heading(text) or not _heads_prose(blocks, row, is_worded=worded is not None):
        return None
    return (HEADING if by_capitals else None) if worded is None else worded


def _heads_prose(blocks: Sequence[Block], row: int, *, is_worded: bool) -> bool:
    """Tell whether running text or a list follows.

    In between may stand panels, headings told by their wording, and below such a heading others in capitals too.
    """
    below = [block for block in blocks[row + 1 : row + 17] if block.kind in ("text", "figure")]
    for block in below[:4]:
        text = block.text
        if block.kind == "figure":
            return False
        if is_prose(text) or BULLET.match(text) or _ENTRY.match(text):
            return True
        if worded_rank(text) is None and not (is_worded and in_capitals(text)):
            return False
    return False


def find_paths(blocks: Sequence[Block], roles: Sequence[Role]) -> list[Path]:
    """Return for each block the headings over it, outermost first, as (rank, text)."""
    path: Path = ()
    paths: list[Path] = []
    title: Block | None = None
    for row, (block, role) in enumerate(zip(blocks, roles, strict=True)):
        if title and title.heads_page and block.page != title.page:
            path, title = path[:-1], None
        if role.rank is not None:
            title = block
            text = BULLET.sub("", block.text, count=1).strip()
            if role.rank == CHAPTER and path and path[-1][0] == CHAPTER and roles[row - 1].rank == CHAPTER:
                path = (*path[:-1], (CHAPTER, f"{path[-1][1]}. {text}"))
            else:
                path = (*(pair for pair in path if pair[0] < role.rank), (role.rank, text))
            if role.rank == PRIORITY:
                for lead in _lead_in(blocks, roles, row):
                    paths[lead] = path
        elif is_tag(block.text):
            path = tuple(pair for pair in path if pair[0] != BOX)
        paths.append(tuple(pair for pair in path if pair[0] <= PRIORITY) if block.kind == "panel" else path)
    return paths


def _lead_in(blocks: Sequence[Block], roles: Sequence[Role], row: int) -> range:
    """Return the rows of the text that stands between the start of the page and its title, if that is all there is."""
    first = row
    while first > 0 and row - first < 3 and not blocks[first].starts_page:
        first -= 1
        if roles[first].rank is not None:
            return range(0)
    return range(first, row) if blocks[first].starts_page and is_prose(blocks[first].text) else range(0)


def make_sections(
    blocks: Sequence[Block], starts: Sequence[int], addresses: Sequence[tuple[str, ...]]
) -> tuple[Section, ...]:
    """Return a section for each run of blocks of one kind under the same headings.

    `starts` holds each block's offset in the text, `addresses` those printed on each page.
    """
    roles = find_roles(blocks)
    paths = find_paths(blocks, roles)
    goals: dict[Path, tuple[int, ...]] = {}
    for block, path in zip(blocks, paths, strict=True):
        if block.kind == "panel" and _GOALS.match(block.text):
            goals[path] = tuple(dict.fromkeys(int(number) for number in _NUMBER.findall(block.text)))
    sections = []
    for rows in _runs(blocks, roles, paths):
        members = [blocks[row] for row in rows]
        path = paths[rows[0]]
        priority = tuple(pair for pair in path if pair[0] <= PRIORITY)
        pages = sorted({member.page for member in members})
        sections.append(
            Section(
                headings=tuple(heading for _, heading in path),
                start=starts[rows[0]] + len(members[0].text) - len(members[0].text.lstrip()),
                end=starts[rows[-1]] + len(members[-1].text.rstrip()),
                agencies=tuple(dict.fromkeys(name for row in rows for name in roles[row].agencies)),
                kind=_kind(members, path),
                sdgs=goals.get(priority, ()),
                tags=tuple(member.text for member in members if is_tag(member.text)),
                addresses=tuple(dict.fromkeys(address for page in pages for address in addresses[page])),
                doubtful=any(breaks_off(member) or begins_within(member) for member in members),
            )
        )
    return tuple(sections)


def _runs(blocks: Sequence[Block], roles: Sequence[Role], paths: Sequence[Path]) -> Iterator[list[int]]:
    """Yield the rows of the text blocks that stand together under one path; panels and boxes stand alone."""
    rows: list[int] = []
    for row, (block, role) in enumerate(zip(blocks, roles, strict=True)):
        if rows and (role.rank is not None or _part_of(block, paths[row]) != _part_of(blocks[rows[0]], paths[rows[0]])):
            yield rows
            rows = []
        if role.rank is None:
            rows.append(row)
    if rows:
        yield rows


def _part_of(block: Block, path: Path) -> tuple[Path, str, int]:
    is_running = block.kind in ("text", "note", "figure")
    return path, "text" if is_running else block.kind, -1 if is_running else block.group


def _kind(members: Sequence[Block], path: Path) -> SectionKind:
    if members[0].kind in ("panel", "box"):
        return members[0].kind
    if all(member.kind == "figure" for member in members):
        return "figure"
    if path and path[-1][0] == BOX:
        return "story"
    return "box" if sum(bool(_ENTRY.match(member.text)) for member in members) >= 2 else "text"
