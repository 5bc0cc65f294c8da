r"""Lines -> blocks of text as printed, each piece still knowing its line.

Made here, with the modules of reading/lines/: what is no running text is sifted out (sift.py), letters are mended
(mending.py), footnotes set apart (footnotes.py); then lines are joined, words cut at a line end made whole (words.py),
and paragraphs cut by a blank line or a page's end go on.

Not here: what a block is (reading/outline.py); text that was pulled apart by boxes and figures (order.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from unsqa.reading.blocks.block import Block
from unsqa.reading.blocks.recognize import (
    BULLET,
    LETTERED,
    find_agencies,
    has_long_word,
    in_capitals,
    is_label,
    is_open,
    is_prose,
    known_agencies,
    leaves_word_out,
)
from unsqa.reading.lines.footnotes import find_notes, lift_marks
from unsqa.reading.lines.mending import mend
from unsqa.reading.lines.sift import RULE, sift
from unsqa.reading.lines.words import FIRST_WORD, Words, close_up, count_words, cut_word
from unsqa.types import Dropped, SourceLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from unsqa.reading.lines.footnotes import Mark

MIN_HALF_WORDS, MIN_REST_WORDS = 6, 4  # of a paragraph cut in two

_ROW = re.compile(r"\S *\t")
_ITEM = re.compile(r"(?:[IVX]{1,4}|\d{1,3}|\(?[a-z]{1,3})[.)]\s")
_ASKS_NUMBER = re.compile(r"\b(?:about|almost|nearly|approximately|around|alrededor de|casi|cerca de)$", re.IGNORECASE)
LINE_END_HYPHEN, FOOTNOTE_MARK = "hyphen at a line end", "footnote mark"


@dataclass(frozen=True, slots=True)
class LiftedMark:
    """A footnote's mark taken from its line after so many characters that are no blanks, and its note's first line."""

    line: int
    n_chars_before: int
    mark: str
    note: int


@dataclass(frozen=True, slots=True)
class Repaired:
    """The blocks in order, and what was learnt on the way.

    `page_numbers` holds (line, number) as seen, `page_starts` the first line of each page, `n_lines` the last line.
    """

    blocks: tuple[Block, ...]
    dropped: tuple[Dropped, ...]
    page_numbers: tuple[tuple[int, int], ...]
    page_starts: tuple[int, ...]
    n_lines: int
    marks: tuple[LiftedMark, ...]
    words: Words


@dataclass(frozen=True, slots=True)
class _Known:
    """What grouping goes by: the words, each note's lines, the agencies; and the list that dropped characters go to."""

    words: Words
    note_of: dict[int, int]
    agencies: frozenset[str]
    dropped: list[Dropped]


def repair(lines: Sequence[SourceLine], language: str = "") -> Repaired:
    """Return the text of the lines as blocks; every non-blank character ends in a block or among the dropped."""
    words = Words(count_words(lines), language)
    sifted = sift(lines)
    mended, changed = mend(sifted.lines, words)
    notes = find_notes(mended, {gone.line for gone in sifted.dropped if gone.reason == RULE})
    dropped = [*sifted.dropped, *changed, *(Dropped(mark.line, mark.mark, FOOTNOTE_MARK) for mark in notes.marks)]
    text_of = {line.number: line.text for line in mended}
    by_line = _by_line(notes.marks)
    marks = tuple(lifted for line, marks in by_line.items() for lifted in _lifted(text_of[line], marks))
    known = _Known(words, notes.lines, known_agencies(line.text.strip() for line in mended), dropped)
    blocks = _make_blocks(_lift(mended, by_line), known)
    page_starts = tuple(line.number for row, line in enumerate(lines) if row == 0 or line.starts_page)
    dropped.sort(key=lambda found: found.line)
    n_lines = lines[-1].number if lines else 0
    return Repaired(tuple(blocks), tuple(dropped), sifted.page_numbers, page_starts, n_lines, marks, words)


def _lifted(text: str, marks: Sequence[Mark]) -> Iterator[LiftedMark]:
    """Yield the marks of a line, in order, by the characters before them that are neither blanks nor marks."""
    at = n_chars = 0
    for mark in marks:
        n_chars += len("".join(text[at : mark.at].split()))
        at = mark.at + len(mark.mark)
        yield LiftedMark(mark.line, n_chars, mark.mark, mark.note)


def _by_line(marks: Sequence[Mark]) -> dict[int, list[Mark]]:
    by_line: dict[int, list[Mark]] = {}
    for mark in marks:
        by_line.setdefault(mark.line, []).append(mark)
    return by_line


def _lift(lines: Sequence[SourceLine], by_line: dict[int, list[Mark]]) -> list[SourceLine]:
    return [
        replace(line, text=lift_marks(line.text, by_line[line.number])) if line.number in by_line else line
        for line in lines
    ]


def _make_blocks(lines: Sequence[SourceLine], known: _Known) -> list[Block]:
    blocks: list[Block] = []
    last_text: Block | None = None
    for block in _group(lines, known):
        if block.kind == "text" and last_text and _goes_on(last_text, block):
            append(last_text, block, known.words, known.dropped)
            continue
        blocks.append(block)
        if block.kind == "text":
            last_text = block
    return blocks


def _group(lines: Iterable[SourceLine], known: _Known) -> Iterator[Block]:
    """Yield the blocks: cut at blank lines, at page starts, at bullets, at rows of tables, and where a heading ends."""
    group: list[SourceLine] = []
    block = Block(page=-1)
    page, fresh, starts_page = -1, True, False
    for line in lines:
        if line.starts_page or page < 0:
            page, starts_page = page + 1, True
        if not line.text.strip():
            fresh = True
            continue
        if group and (fresh or _starts_block(group, line, known, starts_page=starts_page)):
            yield _join(group, block, known)
            group = []
        if not group:
            block = Block(page=page, starts_page=starts_page, level=line.heading)
        group.append(line)
        fresh = starts_page = False
    if group:
        yield _join(group, block, known)


def _starts_block(group: list[SourceLine], line: SourceLine, known: _Known, *, starts_page: bool) -> bool:
    before, text = group[-1], line.text.strip()
    if known.note_of.get(line.number) != known.note_of.get(before.number):
        return True
    if line.number in known.note_of:
        return False
    if _ROW.search(line.text) or _ROW.search(before.text) or line.heading != before.heading:
        return True
    if BULLET.match(text):
        return True
    capitals = all(in_capitals(member.text) for member in group[-3:])
    if capitals and in_capitals(text):
        goes_on = known.agencies.issuperset(find_agencies(text) or ("",))
        is_agency = len(group) == 1 and before.text.strip() in known.agencies and not goes_on
        return is_agency or (starts_page and text[0].isdigit())
    return starts_page or (capitals and has_long_word(" ".join(member.text for member in group)))


def _join(group: Sequence[SourceLine], block: Block, known: _Known) -> Block:
    if group[0].number in known.note_of:
        block.kind = "note"
    for line in group:
        cells = line.text.split("\t") if _ROW.search(line.text) else [line.text]
        text = "\t".join(" ".join(cell.split()) for cell in cells)
        append(block, Block([(text, line.number)]), known.words, known.dropped)
    return block


def append(block: Block, other: Block, words: Words, dropped: list[Dropped]) -> None:
    """Add the pieces of another block, with a blank, or with a cut word made whole, in between."""
    if block.pieces:
        text, number = block.pieces[-1]
        block.pieces[-1] = (close_up(text, other.pieces[0][0], words), number)
        if len(block.pieces[-1][0]) < len(text):
            dropped.append(Dropped(number, "-", LINE_END_HYPHEN))
    block.pieces += other.pieces


def _goes_on(block: Block, following: Block) -> bool:
    """Tell whether a block is the second half of the sentence that the block right before it leaves open."""
    before, after = block.tail, following.text
    if block.level or following.level or "\t" in before or "\t" in after or len(before.split()) < MIN_HALF_WORDS:
        return False
    if in_capitals(after) or in_capitals(before) or BULLET.match(after):
        return False
    if before.endswith(":"):
        return _asks_for_more(before) and not _ITEM.match(after) and len(after.split()) >= MIN_HALF_WORDS
    if cut_word(before):
        return bool(FIRST_WORD.match(after))
    return is_open(before) and not is_label(block.text) and _completes(block, following)


def _completes(block: Block, following: Block) -> bool:
    """Tell whether a block's first words go on with a sentence that breaks off between two words."""
    before, after = block.tail, following.text
    n_words = len(after.split())
    if n_words < MIN_REST_WORDS or _leaves_number_out(before, after) or LETTERED.match(after):
        return False
    if before.endswith(",") and after[0].isalpha():
        return True
    if following.page > block.page and (after[0].isupper() or after[0].isdigit()) and not _ITEM.match(after):
        return is_prose(block.text) and n_words >= MIN_HALF_WORDS
    return after[0].islower() or (after[0].isdigit() and leaves_word_out(before))


def _asks_for_more(before: str) -> bool:
    """Tell whether a colon stands within a sentence: after a word that asks for more, or in a list with semicolons.

    >>> [_asks_for_more(text) for text in ("it helped the office with:", "two things: one; Gaps:", "Here:")]
    [True, True, False]
    """
    return leaves_word_out(before[:-1]) or (";" in before and len(before.rsplit(";", 1)[1].split()) <= MIN_REST_WORDS)


def _leaves_number_out(before: str, after: str) -> bool:
    """Tell whether a number is missing between two pieces of a sentence, as where it is printed large beside them."""
    return bool(_ASKS_NUMBER.search(before)) and after[0].islower() and is_open(after)
