"""Panels: short labels and their values that stand apart, tied again as blocks that read "label value".

    ECLAC, FAO and ILO / Agencies: / 1, 2 and 3 / Goals:   ->   Agencies: ECLAC, FAO and ILO / Goals: 1, 2 and 3

A panel is a run of at least three labels that take turns with values. Whether the values stand before their labels or
after them shows by what the run begins and ends with; where it shows neither, the run stays as it came.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from unsqa.reading.blocks.block import Block
from unsqa.reading.blocks.recognize import (
    find_agencies,
    in_capitals,
    is_prose,
    is_tag,
    known_agencies,
    reads_as_heading,
    worded_rank,
)
from unsqa.types import Dropped

if TYPE_CHECKING:
    from collections.abc import Sequence

MIN_LABELS = 3
MAX_LABEL_WORDS = 4
MAX_VALUE_WORDS = 40

STRAY_COLON = "stray colon"

_LABEL = re.compile(r"[^\W\d_][^:.,]{0,40}:")
_NUMBER = re.compile(r"\W*\d[\d.,]*+\W*")


@dataclass(frozen=True, slots=True)
class _Part:
    """Pieces of a block that are a label, a value, a stray colon or something else ("other")."""

    kind: str
    pieces: tuple[tuple[str, int], ...]
    row: int


def tie_panels(blocks: Sequence[Block], dropped: list[Dropped]) -> list[Block]:
    """Return the blocks with each panel as blocks of kind "panel", one a label with its value."""
    known = {block.text for block in blocks if _is_label(block.text)}
    agencies = known_agencies(block.text for block in blocks)
    parts = [part for row, block in enumerate(blocks) for part in _split(block, row, known, agencies)]
    tied: list[Block] = []
    at = n_panels = 0
    is_broken = False  # right above stand labels and values that make no panel
    while at < len(parts):
        run = _run_from(parts, at)
        if is_broken or not _is_panel(run, parts[at + len(run) : at + len(run) + 1]):
            is_broken = bool(run) and (is_broken or any(part.kind == "label" for part in run))
            for row in range(at, at + max(len(run), 1)):
                _add(tied, parts[row], blocks, row > 0 and parts[row - 1].row == parts[row].row)
            at += max(len(run), 1)
            continue
        members = [part for part in run if part.kind != "colon"]
        dropped += [Dropped(part.pieces[0][1], ":", STRAY_COLON) for part in run if part.kind == "colon"]
        for label, value in _pairs(members):
            tied.append(_tie(label, value, blocks[label.row], n_panels))
        n_panels += 1
        at += len(run)
    return tied


def _split(block: Block, row: int, known: set[str], agencies: frozenset[str]) -> list[_Part]:
    """Part a block into its label and the lines beside it, where its first or its last line is a label."""
    pieces = tuple(block.pieces)
    if block.kind != "text" or block.level or len(block.text.split()) > MAX_VALUE_WORDS or is_prose(block.text):
        return [_Part("other", pieces, row)]
    if block.text == ":":
        return [_Part("colon", pieces, row)]
    if _is_label(block.text):
        return [_Part("label", pieces, row)]
    text, line = pieces[0]
    label = next((name for name in sorted(known) if text.startswith(f"{name} ")), "")
    if label and in_capitals(block.text[len(label) :]):
        rest = ((text[len(label) :].lstrip(), line), *pieces[1:])
        return [_Part("label", ((label, line),), row), _Part("other", rest, row)]
    if len(pieces) > 1 and _is_label(pieces[-1][0]):
        before = (*pieces[:-2], (pieces[-2][0].rstrip(), pieces[-2][1]))
        return [_Part("value", before, row), _Part("label", pieces[-1:], row)]
    names = find_agencies(block.text)
    is_heading = reads_as_heading(block.text) and not (len(names) > 1 or (names and agencies.issuperset(names)))
    is_other = is_heading or worded_rank(block.text) is not None or is_tag(block.text)
    return [_Part("other" if is_other else "value", pieces, row)]


def _is_label(text: str) -> bool:
    return bool(_LABEL.fullmatch(text)) and len(text.split()) <= MAX_LABEL_WORDS


def _run_from(parts: Sequence[_Part], first: int) -> list[_Part]:
    """Return the labels and values that take turns from this part on, stray colons included."""
    run: list[_Part] = []
    kinds: list[str] = []
    for row in range(first, len(parts)):
        part = parts[row]
        if part.kind == "colon" and kinds:
            run.append(part)
            continue
        if part.kind not in ("label", "value") or (kinds and part.kind == kinds[-1]):
            break
        run.append(part)
        kinds.append(part.kind)
    return run


def _is_panel(run: Sequence[_Part], after: Sequence[_Part]) -> bool:
    """Tell whether a run is a panel, whole, and of other values than numbers: a box of numbers is a figure."""
    kinds = [part.kind for part in run if part.kind != "colon"]
    values = ["".join(text for text, _ in part.pieces) for part in run if part.kind == "value"]
    n_numbers = sum(bool(_NUMBER.fullmatch(value)) for value in values)
    is_whole = len(kinds) % 2 == 0 and kinds.count("label") >= MIN_LABELS
    return is_whole and 2 * n_numbers < len(values) and not (after and after[0].kind == kinds[-1])


def _pairs(members: Sequence[_Part]) -> list[tuple[_Part, _Part]]:
    pairs = zip(members[::2], members[1::2], strict=True)
    return [(first, second) if first.kind == "label" else (second, first) for first, second in pairs]


def _tie(label: _Part, value: _Part, block: Block, group: int) -> Block:
    text, line = label.pieces[-1]
    pieces = [*label.pieces[:-1], (f"{text} ", line), *value.pieces]
    return Block(pieces, block.page, kind="panel", group=group)


def _add(tied: list[Block], part: _Part, blocks: Sequence[Block], is_later: bool) -> None:
    """Put a part that is in no panel back into its block."""
    block = blocks[part.row]
    if part.pieces == tuple(block.pieces):
        tied.append(block)
    elif is_later and tied and tied[-1].kind == "text":
        text, line = tied[-1].pieces[-1]
        tied[-1].pieces[-1] = (f"{text} ", line)
        tied[-1].pieces += part.pieces
    else:
        tied.append(Block(list(part.pieces), block.page, block.starts_page and not is_later))
