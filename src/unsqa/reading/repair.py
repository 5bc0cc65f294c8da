r"""Lines -> blocks of text as printed, each piece still knowing its line.

A block is what a reader sees as one paragraph, heading, bullet or label. Made here: page numbers and bare addresses are
taken out of the running text; lines are joined; words cut at a line end are made whole by the evidence of the
document's own words; paragraphs cut by a blank line or a page's end go on.

Not here: what a block is (outline.py). Text that was pulled apart by boxes and figures stays in the order it came.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from unsqa.types import Dropped, SourceLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_NUMBERS = re.compile(r"\d{2,6}(?: \d{2,6}){0,3}")
BULLET = re.compile(r"[•●▪◦‣·]\s|[-–]\s(?=\w)")
_LAST_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*$")
_FIRST_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_LETTER = re.compile(r"[^\W\d_]")
Line = tuple[SourceLine, int | None]  # and the first line of the page that begins with it, if one does

MIN_PAGE_NUMBERS = 2  # a number that stands alone in the whole document may be anything

LINE_END_HYPHEN, PAGE_NUMBER, ADDRESS = "hyphen at a line end", "page number", "address"


@dataclass(slots=True)
class Block:
    """Pieces of text (string, source line) that are shown as one.

    `page_starts` holds (row of a piece, source line) for each page that begins with a piece: the line is the page's
    first, which may itself have been left out.
    """

    pieces: list[tuple[str, int]] = field(default_factory=list)
    page_starts: list[tuple[int, int]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The whole text of the block."""
        return "".join(text for text, _ in self.pieces)

    @property
    def tail(self) -> str:
        """The last pieces of the text: enough to tell how it ends, however long it is."""
        return "".join(text for text, _ in self.pieces[-3:])

    @property
    def starts_page(self) -> bool:
        """Whether a page begins with the block."""
        return bool(self.page_starts) and self.page_starts[0][0] == 0


@dataclass(frozen=True, slots=True)
class Repaired:
    """The blocks in order, what was left out, and the page numbers seen: (line, number)."""

    blocks: tuple[Block, ...]
    dropped: tuple[Dropped, ...]
    page_numbers: tuple[tuple[int, int], ...]


def repair(lines: Sequence[SourceLine]) -> Repaired:
    """Return the text of the lines as blocks; every non-blank character ends in a block or among the dropped."""
    words = count_words(lines)
    kept, dropped, page_numbers = _sift(lines)
    blocks: list[Block] = []
    for group in _group(kept):
        block = _join(group, words, dropped)
        if blocks and _goes_on(blocks[-1].tail, block.text):
            _append(blocks[-1], block, words, dropped)
        else:
            blocks.append(block)
    return Repaired(tuple(blocks), tuple(sorted(dropped, key=lambda d: d.line)), tuple(page_numbers))


def count_words(lines: Iterable[SourceLine]) -> Counter[str]:
    """Count the words of the lines, lower case, leaving out the ones that a line end cuts.

    >>> sorted(count_words([SourceLine(1, "the resour-"), SourceLine(2, "ces of resources")]).items())
    [('of', 1), ('resources', 1), ('the', 1)]
    """
    counts: Counter[str] = Counter()
    after_cut = False
    for line in lines:
        text = line.text.strip()
        if not text:
            continue
        found = [word.lower() for word in _WORD.findall(text)]
        cut = cut_word(text) is not None
        counts.update(found[after_cut : len(found) - cut])
        after_cut = cut
    return counts


def cut_word(text: str) -> str | None:
    """Return the part of a word that a line ends with and a hyphen cuts off, or None.

    >>> cut_word("in the non-repeti-"), cut_word("a dash -"), cut_word("the end")
    ('non-repeti', None, None)
    """
    found = _LAST_WORD.search(text[:-1]) if text.endswith("-") else None
    return found[0] if found else None


def join_hyphen(left: str, right: str, words: Counter[str]) -> bool:
    """Tell whether the hyphen between two parts of a word belongs to the word (True) or to the line end (False).

    The form that the document writes elsewhere decides; else two words of the document that stand alone keep their
    hyphen, as do a digit and a capital after a small letter; else it goes.

    >>> join_hyphen("resour", "ces", Counter({"resources": 1}))
    False
    >>> join_hyphen("post", "pandemic", Counter({"post-pandemic": 2}))
    True
    """
    whole, hyphened = f"{left}{right}".lower(), f"{left}-{right}".lower()
    if words[whole] or words[hyphened]:
        return words[hyphened] > words[whole]
    if left[-1].isdigit() or right[0].isdigit() or (left[-1].islower() and right[0].isupper()):
        return True
    last, first = left.rsplit("-", 1)[-1].lower(), right.split("-", 1)[0].lower()
    return min(len(last), len(first)) >= 4 and bool(words[last] and words[first])


def _sift(lines: Sequence[SourceLine]) -> tuple[list[SourceLine], list[Dropped], list[tuple[int, int]]]:
    """Part the running text from bare addresses and page numbers; a dropped line leaves a blank one."""
    seen = [(line.number, number) for line in _stand_alone(lines) for number in read_page_numbers(line.text)]
    page_numbers = [seen[row] for row in longest_rise([number for _, number in seen])]
    if len(page_numbers) < MIN_PAGE_NUMBERS:
        page_numbers = []
    numbered = {line for line, _ in page_numbers}
    kept: list[SourceLine] = []
    dropped: list[Dropped] = []
    for line in lines:
        text = line.text.strip()
        reason = PAGE_NUMBER if line.number in numbered else ADDRESS if _ADDRESS.fullmatch(text) else ""
        if reason:
            dropped.append(Dropped(line.number, text, reason))
        kept.append(SourceLine(line.number, "" if reason else line.text, line.starts_page))
    return kept, dropped, page_numbers


def _stand_alone(lines: Sequence[SourceLine]) -> list[SourceLine]:
    """Return the lines with a blank line or a page's edge right above and below them."""
    found = []
    for row, line in enumerate(lines):
        free_above = line.starts_page or not lines[row - 1].text.strip()
        below = lines[row + 1] if row + 1 < len(lines) else None
        if free_above and (below is None or below.starts_page or not below.text.strip()):
            found.append(line)
    return found


def read_page_numbers(text: str) -> list[int]:
    """Read a line that holds nothing but page numbers, alone, in pairs, printed twice or over one another.

    Years and single figures are too often something else. Whether a number is a page's is decided by `longest_rise`.

    >>> [read_page_numbers(text) for text in ("47", "2424", "30 31", "48 4948")]
    [[47], [24], [30, 31], [48, 49]]
    >>> [read_page_numbers(text) for text in ("7", "2020", "2020 2019", "1,283", "15 78", "p. 9")]
    [[], [], [], [], [], []]
    """
    if not _NUMBERS.fullmatch(text.strip()):
        return []
    numbers: set[int] = set()
    for part in text.split():
        half = len(part) // 2 if len(part) in (4, 6) else len(part)
        if len(part) == 4 and 1900 <= int(part) < 2100:
            return []
        numbers |= {int(part[:half]), int(part[half:] or part)}
    rising = sorted(numbers)
    return rising if rising[0] >= 10 and rising[-1] - rising[0] == len(rising) - 1 else []


def longest_rise(numbers: Sequence[int]) -> list[int]:
    """Return the rows of a longest non-decreasing subsequence (patience sorting; the last of equals).

    >>> longest_rise([24, 25, 77, 30, 31, 22, 39])
    [0, 1, 3, 4, 6]
    """
    tails: list[int] = []
    rows: list[int] = []
    before: list[int] = []
    for row, number in enumerate(numbers):
        at = bisect_right(tails, number)
        before.append(rows[at - 1] if at else -1)
        tails[at : at + 1] = [number]
        rows[at : at + 1] = [row]
    found = []
    row = rows[-1] if rows else -1
    while row >= 0:
        found.append(row)
        row = before[row]
    return found[::-1]


def _group(lines: Iterable[SourceLine]) -> list[list[Line]]:
    """Group lines into blocks: cut at blank lines, at page starts, at bullets, and where a heading in capitals ends."""
    groups: list[list[Line]] = []
    fresh, page_line = True, None
    for line in lines:
        if line.starts_page:
            page_line = line.number
        if not line.text.strip():
            fresh = True
            continue
        if fresh or _starts_block([before for before, _ in groups[-1][-3:]], line, page_line is not None):
            groups.append([])
        groups[-1].append((line, page_line))
        fresh, page_line = False, None
    return groups


def _starts_block(group: list[SourceLine], line: SourceLine, starts_page: bool) -> bool:
    if BULLET.match(line.text.strip()):
        return True
    capitals = all(in_capitals(before.text) for before in group)
    if capitals and in_capitals(line.text):
        return starts_page and line.text.strip()[0].isdigit()
    if capitals:
        return True
    return starts_page


def in_capitals(text: str) -> bool:
    """Tell whether a line is set in capitals, as headings are.

    >>> [in_capitals(text) for text in ("FOOD AND NUTRITION in 2020", "2.3 RESULTS OF THE UN", "UN, ILO", "8.5%")]
    [False, True, True, False]
    """
    letters = _LETTER.findall(text)
    capitals = sum(letter.isupper() for letter in letters)
    return len(letters) >= 2 and capitals >= 0.9 * len(letters)


def _join(group: Sequence[Line], words: Counter[str], dropped: list[Dropped]) -> Block:
    block = Block()
    for line, page_line in group:
        page_starts = [] if page_line is None else [(0, page_line)]
        _append(block, Block([(" ".join(line.text.split()), line.number)], page_starts), words, dropped)
    return block


def _append(block: Block, other: Block, words: Counter[str], dropped: list[Dropped]) -> None:
    """Add the pieces of another block, with a blank, or with a cut word made whole, in between."""
    if block.pieces:
        text, number = block.pieces[-1]
        block.pieces[-1] = (_close(text, other.pieces[0][0], words), number)
        if len(block.pieces[-1][0]) < len(text):
            dropped.append(Dropped(number, "-", LINE_END_HYPHEN))
    block.page_starts += [(len(block.pieces) + row, line) for row, line in other.page_starts]
    block.pieces += other.pieces


def _close(text: str, following: str, words: Counter[str]) -> str:
    """Return `text` as it ends before `following`: a blank added, or its last hyphen kept or taken off."""
    cut, right = cut_word(text), _FIRST_WORD.match(following)
    if cut and right:
        return text if join_hyphen(cut, right[0], words) else text[:-1]
    return text if text.endswith(("/", "-")) and len(text) > 1 and text[-2].isalnum() else f"{text} "


def _goes_on(before: str, after: str) -> bool:
    """Tell whether a block is the second half of the sentence that the block before it leaves open.

    >>> _goes_on("finding decent work in the labour mar-", "ket and the discrimination they face")
    True
    >>> _goes_on("It was put to work in five cities (Tijuana,", "Mexicali, Puebla, and Tapachula)")
    True
    >>> _goes_on("It all ended in that very year.", "and this is another"), _goes_on("7.4%", "of the people there")
    (False, False)
    """
    if in_capitals(before) or in_capitals(after) or BULLET.match(after) or len(before.split()) < 6:
        return False
    if cut_word(before):
        return bool(_FIRST_WORD.match(after))
    if len(after.split()) < 4:
        return False
    return before[-1] == "," or (before[-1] not in '.!?:;”"' and after[0].islower())
