r"""Blocks -> a Document: its text, its headings as a tree, and its sections with the agencies named under them.

A heading is told by its wording (CHAPTER 2, 2.1., OUTCOME 3, PRIORITY 1) or by its capitals, if running text follows;
capitals without text below are labels of a figure and stay in the text. The ranks of the headings are those of the
United Nations' results frameworks: chapter, numbered part, priority, outcome, heading.

Not here: boxes, figures and tables as records of their own.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from unsqa.reading.pages import number_pages
from unsqa.reading.repair import BULLET, in_capitals
from unsqa.types import Document, Report, Section

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from unsqa.reading.repair import Block, Repaired
    from unsqa.types import Page, SectionKind

CHAPTER, PART, PRIORITY, OUTCOME, HEADING, BOX = range(6)
MAX_HEADING_WORDS = 40
MIN_PROSE_WORDS = 12

_WORDED: tuple[tuple[int, re.Pattern[str]], ...] = (
    (CHAPTER, re.compile(r"(?:CHAPTER|PART|ANNEX|CAPÍTULO|PARTE|ANEXO) (?:\d+|[IVX]+)\b", re.IGNORECASE)),
    (PART, re.compile(r"\d+(?:\.\d+)+\.? (?=[A-ZÁÉÍÓÚÑ])")),
    (PRIORITY, re.compile(r"(?:STRATEGIC PRIORITY|PRIORITY AREA|PRIORIDAD ESTRATÉGICA) \d+\b", re.IGNORECASE)),
    (OUTCOME, re.compile(r"(?:OUTCOME|EFECTO DIRECTO) \d+[.:]", re.IGNORECASE)),
    (BOX, re.compile(r"(?:STORY|HISTORIA)$", re.IGNORECASE)),
)
_AGENCY = re.compile(r"[A-Z][A-Za-z]*[A-Z](?:[/-][A-Z]+)*|UN[ -][A-Z][a-z]+|Global Compact")
_AGENCY_GAP = re.compile(r",? (?:and|y) |, ?| \(|\)")
_LEAD = re.compile(r"[^:]{1,40}: ")
_LABEL = re.compile(r"(?:FIGURE|TABLE|GRAPH|CHART|SOURCE|FIGURA|TABLA|CUADRO|GRÁFICA|FUENTE)\b")
_PARTNERS = re.compile(r"(?:KEY |OTHER )?(?:DONOR|PARTNER(?!SHIP)|COUNTERPART|ALLI|DONANTE|SOCIO|CONTRAPARTE|ALIAD)")
_SENTENCE_END = re.compile(r"[.!?:;](?:\s|$)")
_LONG_WORD = re.compile(r"[^\W\d_]{4}")


@dataclass(frozen=True, slots=True)
class _Role:
    """What a block is: a heading of some rank, or text (rank None), which may be a list of agencies."""

    rank: int | None
    agencies: tuple[str, ...] = ()


def make_document(report: Report, repaired: Repaired) -> Document:
    """Return the document that the blocks make, its sections in order and without gaps between their blocks."""
    blocks = repaired.blocks
    text, starts, line_starts = _lay_out(blocks)
    roles = _find_roles(blocks)
    paths = _paths(blocks, roles)
    ends = [start + len(block.text) for start, block in zip(starts, blocks, strict=True)]
    sections = tuple(_sections(starts, ends, roles, paths))
    pages = _pages(repaired, starts, len(text))
    return Document(report, text, tuple(line_starts), pages, sections, repaired.dropped)


def find_agencies(text: str) -> tuple[str, ...]:
    """Return the agencies of a line that names nothing else; none for any other text.

    >>> find_agencies("FAO, ILO, and UN Women")
    ('FAO', 'ILO', 'UN Women')
    >>> find_agencies("Spotlight Initiative: OHCHR, UNDP"), find_agencies("UNICEF trained 500 teachers.")
    (('OHCHR', 'UNDP'), ())
    """
    lead = _LEAD.match(text)
    if lead and (_LABEL.match(lead[0].upper()) or _PARTNERS.match(lead[0].upper())):
        return ()
    found = [name for name in _AGENCY_GAP.split(text[lead.end() if lead else 0 :].rstrip(" .")) if name]
    are_names = len(found) > bool(lead) and all(len(name) > 2 and _AGENCY.fullmatch(name) for name in found)
    return tuple(found) if are_names else ()


def _known_agencies(blocks: Sequence[Block]) -> set[str]:
    """Collect the agencies named beside others; a lone word in capitals ("TOTAL") is one only if it is among them."""
    lists = [find_agencies(block.text) for block in blocks]
    return {name for names in lists if len(names) > 1 for name in names}


def _lay_out(blocks: Sequence[Block]) -> tuple[str, list[int], list[tuple[int, int]]]:
    """Join the blocks by blank lines; return the text, each block's offset, and where each source line begins."""
    parts: list[str] = []
    starts: list[int] = []
    line_starts: list[tuple[int, int]] = []
    at = 0
    for block in blocks:
        if parts:
            parts.append("\n\n")
            at += 2
        starts.append(at)
        for text, line in block.pieces:
            line_starts.append((at, line))
            parts.append(text)
            at += len(text)
    return "".join(parts), starts, line_starts


def _find_roles(blocks: Sequence[Block]) -> list[_Role]:
    known = _known_agencies(blocks)
    roles: list[_Role] = []
    after_bare_chapter = False
    for row, block in enumerate(blocks):
        names = find_agencies(block.text)
        if names and (len(names) > 1 or known.issuperset(names) or block.text.startswith("UN ")):
            roles.append(_Role(None, names))
            continue
        rank = _rank(blocks, row)
        if after_bare_chapter and rank in (None, HEADING) and _is_title(block.text):
            rank = CHAPTER
        roles.append(_Role(rank))
        after_bare_chapter = rank == CHAPTER and bool(_WORDED[0][1].fullmatch(block.text))
    return roles


def _rank(blocks: Sequence[Block], row: int) -> int | None:
    text = BULLET.sub("", blocks[row].text, count=1).strip()
    if len(text.split()) > MAX_HEADING_WORDS:
        return None
    worded = next((rank for rank, pattern in _WORDED if pattern.match(text)), None)
    if worded == OUTCOME or (worded == CHAPTER and _is_title(text)):
        return worded
    if worded == BOX:
        return worded
    if not _reads_as_heading(text) or not _heads_prose(blocks, row, is_worded=worded is not None):
        return None
    return HEADING if worded is None else worded


def _reads_as_heading(text: str) -> bool:
    is_label = (
        bool(_LABEL.match(text) or _PARTNERS.match(text)) or text.endswith((":", ",")) or "$" in text or "%" in text
    )
    return in_capitals(text) and bool(_LONG_WORD.search(text)) and not is_label


def _heads_prose(blocks: Sequence[Block], row: int, *, is_worded: bool) -> bool:
    """Tell whether running text or a list follows.

    In between may stand headings told by their wording, and below such a heading others in capitals too.
    """
    for block in blocks[row + 1 : row + 5]:
        text = block.text
        if is_prose(text) or BULLET.match(text):
            return True
        if not any(pattern.match(text) for _, pattern in _WORDED) and not (is_worded and in_capitals(text)):
            return False
    return False


def is_prose(text: str) -> bool:
    """Tell running text from labels: a dozen words, many in small letters; a few more without a full stop.

    >>> is_prose("SLAS RELATED TO GE: 4"), is_prose("In 2020 the two set up a shelter for people who came to town.")
    (False, True)
    """
    words = text.split()
    small = sum(word[0].islower() for word in words)
    n_needed = MIN_PROSE_WORDS if _SENTENCE_END.search(text) else MIN_PROSE_WORDS + 3
    return len(words) >= n_needed and small >= len(words) / 3


def is_label(text: str) -> bool:
    """Tell a figure's or table's title, a source line, or words that only lead up to others.

    >>> [is_label(text) for text in ("FIGURE 9. Spending by goal", "Source: INEGI.", "The groups are:", "It rained.")]
    [True, True, True, False]
    """
    return bool(_LABEL.match(text.upper())) or text.endswith(":")


def _is_title(text: str) -> bool:
    return len(text.split()) <= 20 and not text.endswith((".", ";", ","))


def _paths(blocks: Sequence[Block], roles: Sequence[_Role]) -> list[tuple[tuple[int, str], ...]]:
    """Return for each block the headings over it, outermost first, as (rank, text)."""
    path: list[tuple[int, str]] = []
    paths: list[tuple[tuple[int, str], ...]] = []
    for row, (block, role) in enumerate(zip(blocks, roles, strict=True)):
        if role.rank is not None:
            text = BULLET.sub("", block.text, count=1).strip()
            if role.rank == CHAPTER and path and path[-1][0] == CHAPTER and roles[row - 1].rank == CHAPTER:
                path[-1] = (CHAPTER, f"{path[-1][1]}. {text}")
            else:
                path = [*(pair for pair in path if pair[0] < role.rank), (role.rank, text)]
            if role.rank == PRIORITY:
                for lead in _lead_in(blocks, roles, row):
                    paths[lead] = tuple(path)
        paths.append(tuple(path))
    return paths


def _lead_in(blocks: Sequence[Block], roles: Sequence[_Role], row: int) -> range:
    """Return the rows of the text that stands between the start of the page and its title, if that is all there is."""
    first = row
    while first > 0 and row - first < 3 and not blocks[first].starts_page:
        first -= 1
        if roles[first].rank is not None:
            return range(0)
    return range(first, row) if blocks[first].starts_page and is_prose(blocks[first].text) else range(0)


def _sections(
    starts: Sequence[int], ends: Sequence[int], roles: Sequence[_Role], paths: Sequence[tuple[tuple[int, str], ...]]
) -> Iterator[Section]:
    """Yield a section for each run of text blocks under the same path."""
    rows: list[int] = []
    for row in range(len(roles) + 1):
        at_end = row == len(roles)
        if rows and (at_end or roles[row].rank is not None or paths[row] != paths[rows[0]]):
            agencies = dict.fromkeys(name for member in rows for name in roles[member].agencies)
            path = paths[rows[0]]
            kind: SectionKind = "story" if path and path[-1][0] == BOX else "text"
            headings = tuple(heading for _, heading in path)
            yield Section(headings, starts[rows[0]], ends[rows[-1]], tuple(agencies), kind)
            rows = []
        if not at_end and roles[row].rank is None:
            rows.append(row)


def _pages(repaired: Repaired, starts: Sequence[int], length: int) -> tuple[Page, ...]:
    """Return the pages: each begins at the offset of its first text and has the numbers from its first line on."""
    offsets, lines = [0], [0]
    for start, block in zip(starts, repaired.blocks, strict=True):
        for row, line in block.page_starts:
            offset = start + sum(len(text) for text, _ in block.pieces[:row])
            if offset > 0:
                offsets.append(offset)
                lines.append(line)
    numbers = [(offsets[bisect_right(lines, line) - 1], number) for line, number in repaired.page_numbers]
    return number_pages(offsets, length, numbers)
