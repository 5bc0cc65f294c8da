"""Titles and lead-ins that stand apart from what they introduce, put in front of it.

Moved are: the second half of a title to its first; a title below the paragraph of its tag; titles below their lists,
where the last title of a part has nothing below it; the title of a foreword at the foot of its page; a list that has
no lead-in to the lead-in on its page that has no list. Everything else stays as it came.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from unsqa.reading.blocks.block import Block
from unsqa.reading.blocks.order import is_bare_title
from unsqa.reading.blocks.recognize import (
    BULLET,
    CONNECTIVE,
    find_agencies,
    in_capitals,
    is_front_title,
    is_pair,
    is_prose,
    is_tag,
    worded_rank,
)
from unsqa.reading.blocks.repair import append

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unsqa.reading.lines.words import Words
    from unsqa.types import Dropped

MIN_ITEMS = 3
MAX_PAGES_APART, MAX_BLOCKS_APART = 2, 200

_STRANDED = re.compile(r"(?:ACRONYMS|ABBREVIATIONS|SIGLAS|ACRÓNIMOS|ABREVIATURAS) (?=[A-Z0-9])")
_ANAPHORA = re.compile(r"(?:This|These|Such|Est[ae]s?|Dich[ao]s?) ")
_ITEM = re.compile(r"(?:[IVX]{1,4}|\d{1,2}|\(?[a-z])[.)]\s")


def put_titles_above(blocks: Sequence[Block], words: Words, dropped: list[Dropped]) -> list[Block]:
    """Return the blocks with each title and lead-in that stands apart above what it introduces."""
    moved = list(blocks)
    _join_halves(moved, words, dropped)
    _raise_titles_of_tags(moved)
    _raise_titles_of_lists(moved)
    _raise_front_titles(moved)
    _raise_title_of_acronyms(moved)
    _reunite_results(moved)
    _lower_lists(moved)
    return moved


def _join_halves(blocks: list[Block], words: Words, dropped: list[Dropped]) -> None:
    """Put the first half of a title, which heads nothing, before the second, which begins with a connective."""
    for row in range(len(blocks) - 1, 0, -1):
        if not (is_bare_title(blocks[row]) and CONNECTIVE.match(blocks[row].text)):
            continue
        for above in range(row - 1, max(row - MAX_BLOCKS_APART, 0) - 1, -1):
            if blocks[row].page - blocks[above].page > MAX_PAGES_APART:
                break
            if is_bare_title(blocks[above]) and not _heads(blocks, above):
                title, half = blocks[above], blocks[row]
                append(title, half, words, dropped)
                title.page, title.starts_page = half.page, half.starts_page
                blocks[row] = title
                del blocks[above]
                break


def _heads(blocks: Sequence[Block], row: int) -> bool:
    """Tell whether text or another title's text stands right below a title."""
    below = next((block for block in blocks[row + 1 :] if block.kind == "text"), None)
    return below is not None and not is_bare_title(below) and worded_rank(below.text) is None


def _raise_titles_of_tags(blocks: list[Block]) -> None:
    """Put a title above the one paragraph that stands between it and the tag before."""
    for row in range(2, len(blocks)):
        tag, paragraph, title = blocks[row - 2 : row + 1]
        is_parted = is_tag(tag.text) and is_prose(paragraph.text) and worded_rank(paragraph.text) is None
        if is_parted and paragraph.kind == "text" and is_bare_title(title) and paragraph.page == title.page == tag.page:
            blocks[row - 1], blocks[row] = title, paragraph


def _raise_titles_of_lists(blocks: list[Block]) -> None:
    """Put titles above the lists before them, in a part whose first list has no title and whose last title no text."""
    bounds = [row for row, block in enumerate(blocks) if worded_rank(block.text) is not None]
    for start, end in zip([-1, *bounds], [*bounds, len(blocks)], strict=True):
        rows = [row for row in range(start + 1, end) if blocks[row].kind == "text"]
        titles = [row for row in rows if is_bare_title(blocks[row])]
        lists = [row for row in rows if BULLET.match(blocks[row].text)]
        if len(titles) < 2 or not lists or titles[-1] != rows[-1] or lists[0] > titles[0]:
            continue
        for title in reversed(titles):
            first = title
            while first > start + 1 and BULLET.match(blocks[first - 1].text):
                first -= 1
            blocks.insert(first, blocks.pop(title))


def _raise_front_titles(blocks: list[Block]) -> None:
    """Put the title of a foreword, printed at the foot of a page without headings, at the head of that page."""
    for row, block in enumerate(blocks):
        is_last = row + 1 == len(blocks) or blocks[row + 1].page > block.page
        if not (is_last and block.kind == "text" and is_front_title(block.text)):
            continue
        first = row
        while first > 0 and blocks[first - 1].page == block.page and not is_bare_title(blocks[first - 1]):
            first -= 1
        if first < row and blocks[first].starts_page:
            block.heads_page, block.starts_page, blocks[first].starts_page = True, True, False
            blocks.insert(first, blocks.pop(row))


def _raise_title_of_acronyms(blocks: list[Block]) -> None:
    """Part the title of a list of acronyms from the entry on its line, and put it above the list."""
    titles: dict[int, Block] = {}  # by the row that each goes above
    floor = 0  # no title goes above an earlier one
    for row, block in enumerate(blocks):
        found = _STRANDED.match(block.text)
        if block.kind != "text" or not found or found.end() >= len(block.pieces[0][0]):
            continue
        text, line = block.pieces[0]
        block.pieces[0] = (text[found.end() :], line)
        first = row
        while first > floor and blocks[first - 1].kind == "text" and not blocks[first - 1].tail.endswith((".", ":")):
            first -= 1
        titles[first] = Block([(found[0].strip(), line)], blocks[first].page, blocks[first].starts_page)
        floor = row + 1
    blocks[:] = [
        member for row, block in enumerate(blocks) for member in ([titles[row], block] if row in titles else [block])
    ]


def _reunite_results(blocks: list[Block]) -> None:
    """Put a paragraph that begins "This ..." below the result that it goes on with.

    In a report whose results end with lines of agencies, such a paragraph right below a tag begins nothing of its own;
    it belongs to the result on its page that has no such line yet, if there is one alone.
    """
    for row in range(1, len(blocks) - 1):
        tag, rest, agencies = blocks[row - 1 : row + 2]
        is_rest = rest.kind == "text" and bool(_ANAPHORA.match(rest.text)) and is_prose(rest.text)
        if not (is_rest and is_tag(tag.text) and find_agencies(agencies.text) and agencies.kind == "text"):
            continue
        open_ends = _unclosed_results(blocks, row)
        if len(open_ends) == 1:
            del blocks[row : row + 2]
            blocks[open_ends[0] + 1 : open_ends[0] + 1] = [rest, agencies]


def _unclosed_results(blocks: Sequence[Block], end: int) -> list[int]:
    """Return the rows of the last paragraphs of titled results without agencies above a row, on its page or before."""
    page = blocks[end].page
    found = []
    title = last = None
    for row in range(max(end - MAX_BLOCKS_APART, 0), end):
        block = blocks[row]
        if is_bare_title(block) or worded_rank(block.text) is not None:
            if title is not None and last is not None:
                found.append(last)
            title = row if is_bare_title(block) and page - block.page <= 1 else None
            last = None
        elif block.kind == "text" and find_agencies(block.text):
            title = None
        elif block.kind == "text" and is_prose(block.text) and not is_tag(block.text):
            last = row
    return [*found, last] if title is not None and last is not None else found


def _lower_lists(blocks: list[Block]) -> None:
    """Put a list that has no lead-in behind the one lead-in of its page that has no list."""
    spans: dict[int, tuple[int, int]] = {}  # of each page's rows
    leads: dict[int, list[int]] = {}
    for row, block in enumerate(blocks):
        spans[block.page] = (spans.get(block.page, (row, row))[0], row + 1)
        if _wants_list(blocks, row):
            leads.setdefault(block.page, []).append(row)
    for page, rows in leads.items():
        found = _free_list(blocks, spans[page]) if len(rows) == 1 else range(0)
        if found and rows[0] not in found:
            lead, items = blocks[rows[0]], blocks[found.start : found.stop]
            del blocks[found.start : found.stop]
            at = next(row for row in range(*spans[page]) if blocks[row] is lead)
            blocks[at + 1 : at + 1] = items


def _wants_list(blocks: Sequence[Block], row: int) -> bool:
    """Tell whether a lead-in ("These are:") is followed by something that is no list."""
    block = blocks[row]
    is_lead = block.kind == "text" and block.text.endswith(":") and is_prose(block.text) and not in_capitals(block.text)
    if not is_lead:
        return False
    below = blocks[row + 1] if row + 1 < len(blocks) else None
    if below is None or below.page != block.page or below.kind != "text" or is_tag(below.text):
        return True
    return below.text[0].isupper() and not _ITEM.match(below.text) and not is_pair(below.text)


def _free_list(blocks: Sequence[Block], span: tuple[int, int]) -> range:
    """Return the rows of the one list of a page that has no lead-in, with the line of agencies that closes it."""
    found: list[range] = []
    row, last = span
    page = blocks[row].page
    while row < last:
        end = row
        while end < last and _is_item(blocks[end], page, inside=end > row):
            end += 1
        n_items = sum(block.kind == "text" for block in blocks[row:end])
        above = blocks[row - 1] if row else None
        is_led = above is not None and above.text.endswith(":") and above.page == page
        if n_items >= MIN_ITEMS and not is_led:
            has_agencies = end < last and blocks[end].page == page and bool(find_agencies(blocks[end].text))
            found.append(range(row, end + has_agencies))
        row = max(end, row + 1)
    return found[0] if len(found) == 1 else range(0)


def _is_item(block: Block, page: int, *, inside: bool) -> bool:
    if block.page != page:
        return False
    if block.kind == "figure":
        return inside
    return block.kind == "text" and (bool(BULLET.match(block.text)) or is_pair(block.text))
