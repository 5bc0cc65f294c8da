"""What a block can be to a figure: its title, its source, a short block that may hold labels and values, or none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from unsqa.reading.blocks.block import Block
    from unsqa.reading.figures.evidence import Evidence

Kind = Literal["title", "source", "short", "note", "prose", "cells", "other"]

_TITLE = re.compile(
    r"(FIGURE|FIG\.|TABLE|CHART|GRAPH|BOX|FIGURA|TABLA|CUADRO|GRÁFIC[AO]|RECUADRO) (\d{1,3}[a-z]?|[IVXL]+)\b(?!\))"
    r"([.:]|\s[–—-])?\s*",
    re.IGNORECASE,
)
SOURCE = re.compile(r"(?:Sources?|Fuentes?)\s?:\s*", re.IGNORECASE)
_HEADING = re.compile(
    r"(?:(?:CHAPTER|PART|ANNEX|CAPÍTULO|PARTE|ANEXO) (?:\d+|[IVX]+)\b|\d+(?:\.\d+)+\. |\d+\. (?=[^\W\d])|\(?[a-z]\) )",
    re.IGNORECASE,
)
_BULLET = re.compile(r"[•●▪◦‣·*]\s|[-–]\s(?=\w)")
_NOTE = re.compile(r"\d{1,2}\s?(?=[^\W\d_])(?:\S+\s+){7}")
_SENTENCE_END = re.compile(r"[.!?;](?:\s|$)")
_SOURCE_END = re.compile(r"(?<=[^\W_]{3})\.\s")
_ADDRESS = re.compile(r"https?://|www\.|\w@\w|\(\+\d|(?<!\S)\d\d-\d{5}(?!\S)|\*\d{5,}\*")

MAX_TITLE_WORDS, MAX_SHORT_WORDS, MAX_CAPITAL_WORDS = 45, 20, 100
MIN_PROSE_WORDS, MIN_LEAD_WORDS = 12, 8


@dataclass(frozen=True, slots=True)
class Named:
    """The name of a figure, its title, and whether a full stop or colon parts them, so that no title follows below."""

    name: str
    title: str
    is_complete: bool


def kind_of(block: Block, text: str, evidence: Evidence) -> Kind:
    """Tell what a block can be to a figure; "other" is a heading, a list, a panel: what no figure runs over."""
    if block.kind == "note" or _NOTE.match(block.pieces[0][0] if block.pieces else ""):
        return "note"
    if "\t" in text.strip():
        return "cells"
    if block.kind != "text" or not text.strip():
        return "other"
    if read_title(text):
        return "title"
    return _kind_of_words(block, text, evidence)


def _kind_of_words(block: Block, text: str, evidence: Evidence) -> Kind:
    if SOURCE.match(text):
        return "source"
    if is_prose(text):
        return "prose"
    is_apart = block.level > 0 or _HEADING.match(text) or _BULLET.match(text) or _ADDRESS.search(text)
    return "other" if is_apart or evidence.are_names(text) else "short"


def read_title(text: str) -> Named | None:
    """Read the name and title that a figure's title block gives, None for any other block.

    >>> read_title("FIGURE 7. Money spent in 2020")
    Named(name='Figure 7', title='Money spent in 2020', is_complete=True)
    >>> read_title("Table 2 provides a breakdown of the money spent.") is None
    True
    """
    found = _TITLE.match(text.strip())
    if not found or not found[1][0].isupper() or len(text.split()) > MAX_TITLE_WORDS:
        return None
    title = " ".join(text.strip()[found.end() :].split())
    if title and not found[3] and not (title[0].isupper() or title[0].isdigit() or title[0] in '(“"¿'):
        return None
    return Named(f"{found[1].capitalize()} {found[2]}", title, bool(found[3]))


def is_drawn(named: Named) -> bool:
    """Tell a figure or chart, whose picture may have left no words, from a box or a table, which is its words."""
    return named.name.startswith(("Fig", "Ch", "Gr"))


def read_source(text: str) -> str:
    """Read what a source line names, as far as its first sentence where more words stand in its block.

    >>> read_source("Source: Farm census."), read_source("Fuente: Census 2020. Fields and meadows")
    ('Farm census', 'Census 2020')
    """
    source = " ".join(SOURCE.sub("", text, count=1).split())
    return _SOURCE_END.split(source, maxsplit=1)[0].strip(" .")


def is_prose(text: str) -> bool:
    """Tell running text from labels: a dozen words with a full stop, a lead-in, or more words than any label has.

    >>> is_prose("Total increase in the gross value"), is_prose("The office now has this number of followers:")
    (False, True)
    """
    words = text.split()
    if sum(word[0].islower() for word in words) * 3 < len(words):
        return len(words) > MAX_CAPITAL_WORDS
    is_lead = len(words) >= MIN_LEAD_WORDS and text.rstrip().endswith(":")
    is_sentence = len(words) >= MIN_PROSE_WORDS and bool(_SENTENCE_END.search(text))
    return is_lead or is_sentence or len(words) > MAX_SHORT_WORDS
