"""Lines whose letters came out of the print wrongly, made as they read: spaced out, printed twice, quotes unpaired.

Only blanks are taken away without a record; each other character that goes is among the dropped. Not here: words cut
at line ends (words.py), footnote marks (footnotes.py).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from unsqa.types import Dropped, SourceLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unsqa.reading.lines.words import Words

PRINTED_TWICE, WRONG_QUOTE = "printed twice", "opening quote used as a closing one"

MIN_SPACED_LETTERS = 4
NEAR_LINES = 12  # a figure's doubled parts stand close together

_SPACED_RUN = re.compile(r"(?<!\S)[^\W_](?: [^\W_])+(?!\S)")
_TORN_WORD = re.compile(r"(?<![\w’'-])([^\W\d_]+) ([^\W\d_]+)(?![\w’'-])")
_TORN_YEAR = re.compile(r"(?<![\d.,/–-])((?:19|20)\d) (\d)(?![\d.,/%]\d|\d|%)")
_CLOSING_OPENER = re.compile(r"(?<=\S)“(?=[\s,.;:)!?]|$)")


def mend(lines: Sequence[SourceLine], words: Words) -> tuple[list[SourceLine], list[Dropped]]:
    """Return the lines as they read in print, and what was taken from them."""
    dropped: list[Dropped] = []
    twice = _printed_twice(lines)
    mended = []
    for line in lines:
        text = close_words(close_letters(line.text), words)
        if line.number in twice:
            text, second = twice[line.number]
            dropped.append(Dropped(line.number, second, PRINTED_TWICE))
        n_wrong = len(_CLOSING_OPENER.findall(text))
        if n_wrong:
            text = _CLOSING_OPENER.sub("”", text)
            dropped += [Dropped(line.number, "“", WRONG_QUOTE, instead="”")] * n_wrong
        mended.append(line if text == line.text else replace(line, text=text))
    return mended, dropped


def close_letters(text: str) -> str:
    """Close up letters that are spaced out; two blanks then part the words. Only blanks change.

    >>> close_letters("1  S U F F E R S  A  L O T IN TOWN"), close_letters("plan A B C")
    ('1 SUFFERS A LOT IN TOWN', 'plan A B C')
    """
    runs = _SPACED_RUN.findall(text)
    n_letters = sum(letter.isalpha() for run in runs for letter in run)
    n_signs = sum(letter.isalnum() for run in runs for letter in run)
    if n_letters >= 2 and n_signs >= MIN_SPACED_LETTERS and any(len(run) >= 2 * MIN_SPACED_LETTERS - 1 for run in runs):
        return " ".join(_SPACED_RUN.sub(lambda run: run[0].replace(" ", ""), text).split())
    return text


def close_words(text: str, words: Words) -> str:
    """Close up words and years that a blank tears in two, where only the two parts together are known.

    >>> from collections import Counter
    >>> from unsqa.reading.lines.words import Words
    >>> words = Counter({"wastewater": 2, "ewater": 1, "2024": 3, "202": 1})
    >>> close_words("the wast ewater of 202 4, not all of it", Words(words))
    'the wastewater of 2024, not all of it'
    """
    if "  " in text:
        return text
    joined = _TORN_YEAR.sub(lambda found: _reattach(found, words, known=1), text)
    tokens = _TORN_WORD.search(joined)
    while tokens:
        whole = _reattach(tokens, words, known=0)
        is_mended = whole != tokens[0]
        if is_mended:
            joined = joined[: tokens.start()] + whole + joined[tokens.end() :]
        tokens = _TORN_WORD.search(joined, tokens.start() if is_mended else tokens.start(2))
    return joined


def _reattach(found: re.Match[str], words: Words, known: int) -> str:
    """Join two parts if the document has the whole and knows one of them not, or nobody knows either of them."""
    left, right = found[1], found[2]
    n_unknown = sum(words.counts[part.lower()] <= 1 and not words.in_language(part) for part in (left, right))
    is_whole = words.counts[(left + right).lower()] > known or (n_unknown == 2 and words.in_language(left + right))
    one_case = (right.islower() and not left.isupper()) or (left + right).isupper() or right.isdigit()
    return left + right if is_whole and n_unknown and one_case else found[0]


def _printed_twice(lines: Sequence[SourceLine]) -> dict[int, tuple[str, str]]:
    """Return for each line that is printed over itself what stays of it, and what goes.

    A number alone ("1919") may be a year: it counts as printed twice only near a line that surely is.
    """
    halves = ((row, _read_half(line.text.strip())) for row, line in enumerate(lines))
    sure = [(row, half) for row, half in halves if "%" in half or " " in half]
    twice = {lines[row].number: (half, half) for row, half in sure}
    for row, _ in sure:
        for line in lines[max(0, row - NEAR_LINES) : row + NEAR_LINES + 1]:
            half = _read_half(line.text.strip())
            if half.isdecimal():
                twice[line.number] = (half, half)
    return twice


def _read_half(text: str) -> str:
    """Return the half of a text that is a share, a number or several words over and over again; else "".

    >>> [_read_half(text) for text in ("4.5%4.5%", "1919", "of GDP of GDP", "of of", "haha", "1920")]
    ['4.5%', '19', 'of GDP', '', '', '']
    """
    middle, is_odd = divmod(len(text), 2)
    half = text[:middle]
    if not half or text[middle + is_odd :] != half:
        return ""
    if is_odd:
        are_words = half[0].isalpha() and 1 <= half.count(" ") == len(half.split()) - 1
        return half if are_words and text[middle] == " " else ""
    is_share = "%" in half and half.split() == [half]
    return half if is_share or half.isdecimal() else ""
