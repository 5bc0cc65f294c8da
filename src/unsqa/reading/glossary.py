"""Blocks -> the glossary: short forms and what they stand for, as the report's list of acronyms and its text say it.

A list is known by its density: many lines in a row that begin with a short form whose letters begin the words after it.
Entries whose letters do not match are taken where the alphabet puts them, the report's own errors included. In running
text the letters must prove how far back the long form goes. What is not proven is left out; nothing is translated.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import accumulate, pairwise, takewhile
from typing import TYPE_CHECKING, NamedTuple

from unsqa.types import Acronym

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from unsqa.reading.blocks.block import Block

MIN_ENTRIES = 5  # fewer sure entries are no list
MAX_GAP = 6  # lines from one sure entry of a list to the next
MAX_WORDS = 16  # of a long form in running text
MAX_ENTRY_WORDS = 60  # of an entry of the list, with its translation

_FROM_ROMANCE = r"al|au|con|del?|des|du|el?|en|et|las?|les?|los|para|per|por|pour|y"
_FROM_ENGLISH = r"and|at|by|for|from|in|its|of|on|or|the|to|with"
_ROMANCE = re.compile(rf"\b(?:{_FROM_ROMANCE})\b|[àáãçèéêíñóôõú]")
_ENGLISH = re.compile(rf"\b(?:{_FROM_ENGLISH})\b")
_SMALL = re.compile(rf"{_FROM_ROMANCE}|{_FROM_ENGLISH}|as?")
_PREPOSITION = re.compile("del?|du|en|for|in|of|para|pour|to")
_WORD = re.compile(r"([^\W_]+)(?:[’'][^\W_]+)*")
_TOKEN = re.compile(r"(?=.{2,16}$)(?![IVX]+$)(?!.*/(?:\d+|.)(?:/|$))[^\W_]+(?:[&/-][^\W_]+)*\+?")
_CAPITALIZED = re.compile(r"[\dA-ZÀ-Þ][\w&/+’'-]*")
_PHRASE = re.compile(rf"(?=.*(?:[A-Z]\S*[A-Z]|\b\d{{4}}\b)){_CAPITALIZED.pattern}(?: {_CAPITALIZED.pattern}){{0,3}}")
_TITLE = re.compile(
    r"(?i)\s*(?:list of )?(?:acronyms|abbreviations|acrónimos|abreviaturas|siglas)(?: (?:and|y) \w+)?\b[.:]?"
)
_TRANSLATED = re.compile(r"(.+?)(?:\s*\(([^()]+)\)(?:\s*\d{4}(?:[-–]\d{4})?)?)?")
_ASIDES = (re.compile(r"\(([^()]{2,200})\)"), re.compile(r"(?<=\s)[-–—]([^\s–—-][^\s–—]{0,15})[-–—](?=[\s,.;:)])"))
_CALLED = r"(?:,? (?:referred to|called|jointly|as|the|el|las?|los)\b)*"
_HEREINAFTER = re.compile(rf"(?i)(?:herein|here)after{_CALLED}|en (?:adelante|lo sucesivo){_CALLED}")
_SENTENCE_END = re.compile(r"(?<=[.!?;:])\s|[\t\n()]")
_QUOTES = " “”\"«»‘’'"


class _Word(NamedTuple):
    """A word of a long form. A small one, or one that a hyphen joins to the word before, need not give a letter."""

    fold: str
    start: int
    capital: bool
    small: bool
    name: int  # the word that begins the name in capitals it belongs to; -1: a number or a sentence's start hides it


class _Line(NamedTuple):
    text: str
    number: int
    block: int


def find_glossary(blocks: Sequence[Block]) -> tuple[Acronym, ...]:
    """Return what the list of acronyms and the running text define, sorted by short form, in linear time.

    Long forms stand in the order in which they appear, without repeats; `line` is that of the first.
    """
    lists = list(_find_lists([line for row, block in enumerate(blocks) for line in _split_lines(block, row)]))
    listed = {line.block for lines in lists for line in lines}
    found = [entry for lines in lists for entry in _read_list(lines)]
    found += [entry for row, block in enumerate(blocks) if row not in listed for entry in _find_defined(block)]
    longs: dict[str, dict[str, str]] = {}
    numbers: dict[str, int] = {}
    for entry in sorted(found, key=lambda entry: entry.line):
        numbers.setdefault(entry.short, entry.line)
        for long in entry.long:
            longs.setdefault(entry.short, {}).setdefault(_fold(long), long)
    return tuple(Acronym(short, tuple(longs[short].values()), numbers[short]) for short in sorted(longs))


def is_short(token: str) -> bool:
    """Tell whether a token looks like a short form: two capitals or more, a third of its letters; no Roman number.

    >>> [token for token in ("SDGs", "M&E", "UN-Women", "MoH", "VII", "A/78/1", "Peru", "2030") if is_short(token)]
    ['SDGs', 'M&E', 'UN-Women', 'MoH']
    """
    capitals = sum(char.isupper() for char in token)
    return bool(_TOKEN.fullmatch(token)) and capitals >= 2 and 3 * capitals >= sum(char.isalpha() for char in token)


def _fold(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(char))


def _letters(short: str) -> str:
    return "".join(char for char in _fold(re.sub(r"(?<=[A-Z])s\b", "", short)) if char.isalnum())


def _split_words(text: str) -> list[_Word]:
    words: list[_Word] = []
    end, before = 0, ""
    for match in _WORD.finditer(text):
        fold, gap, name = _fold(match[0]), text[end : match.start()], len(words)
        if before and gap in {" ", "-"} and not match[0][0].islower():
            goes_on = before[0].isupper() and not is_short(before) and not _SMALL.fullmatch(words[-1].fold)
            name = -1 if before[0].isdigit() else (words[-1].name or -1) if goes_on else name
        small = (before and gap == "-") or _SMALL.fullmatch(fold)
        words.append(_Word(fold, match.start(), not match[0][0].islower(), bool(small), name))
        end, before = match.end(), match[1]
    return words


def _skipped(letters: str, words: Sequence[_Word], *, reach: int = 16, whole: bool = False, led: bool = False) -> int:
    """Count the words, small ones apart, passed over where the letters are sought in order; 99: they are not there.

    A word gives up to `reach` of its first letters. The first gives one unless `led`; if `whole`, the last does too.
    """
    last = max((at for at, word in enumerate(words) if not word.small), default=-1)
    chars = iter("".join(word.fold for word in words))
    costs = {0: 0} if all(letter in chars for letter in letters) else {}  # mostly they are nowhere in order
    for at, word in enumerate(words):
        steps: list[tuple[int, int]] = []
        for done, cost in costs.items():
            if (at or led) and not (whole and at == last):
                steps.append((done, cost + (not word.small and (whole or 0 < done < len(letters)))))
            pairs = zip(letters[done : done + reach], word.fold, strict=False)
            steps += [(done + n, cost) for n, _ in enumerate(takewhile(lambda pair: pair[0] == pair[1], pairs), 1)]
        costs = dict(sorted(steps, reverse=True))  # of several costs the least comes last and stays
    return costs.get(len(letters), 99)


def _fits(short: str, words: Sequence[_Word], *, bounded: bool) -> bool:
    """Tell if each word gives a letter, a place at the end apart; a `bounded` name in capitals, if it gives most."""
    letters, content = _letters(short), [word for word in words if not word.small]
    places = [at for at, word in enumerate(words) if len(letters) > 2 and _PREPOSITION.fullmatch(word.fold)]
    ends = [at for at in places if all(word.capital or word.small for word in words[at:])]
    if any(_skipped(letters, words[:end], reach=1, whole=True) == 0 for end in (len(words), *ends)):
        return True
    if not bounded or not content or content[0].fold[:1] != letters[:1] or not all(word.capital for word in content):
        return False
    skipped = _skipped(letters, words, whole=True)
    parts = {_fold(part) for part in re.split("[ -]", short) if not part.isupper() and len(part) > 3}
    same = SequenceMatcher(None, letters, [word.fold[:1] for word in content], autojunk=False).get_matching_blocks()
    shared = sum(run.size for run in same)
    most = shared >= 3 and 5 * shared >= 3 * len(letters) and 4 * shared >= 3 * len(content)
    return most or skipped <= len(content) // 4 or (skipped < 99 and bool(parts & {word.fold for word in content}))


def _split_lines(block: Block, row: int) -> Iterator[_Line]:
    """Part a block where a source line begins with a word, without a title such as ACRONYMS; each ends with a blank."""
    lines: list[tuple[str, int]] = []
    for piece, number in block.pieces:
        text = _TITLE.sub("", piece, count=1) if _TITLE.match(piece) else piece
        if lines and not lines[-1][0][-1].isspace():
            lines[-1] = (lines[-1][0] + piece, lines[-1][1])
        elif text.strip():
            lines.append((text, number))
    return (_Line(f"{text} " if (text, number) == lines[-1] else text, number, row) for text, number in lines)


def _find_lists(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    sure = [at for at, line in enumerate(lines) if is_short(line.text.split()[0].rstrip(":")) and _open(lines, at)[2]]
    cuts = [0, *(n for n in range(1, len(sure)) if sure[n] - sure[n - 1] > MAX_GAP), len(sure)]
    for group in (sure[a:b] for a, b in pairwise(cuts)):
        if len(group) >= MIN_ENTRIES and 4 * len(group) >= group[-1] - group[0]:
            blocks = range(lines[group[0]].block - 1, lines[group[-1]].block + 2)
            yield [line for line in lines[max(0, group[0] - MAX_GAP) : group[-1] + 1 + MAX_GAP] if line.block in blocks]


def _open(lines: Sequence[_Line], at: int) -> tuple[int, bool, bool]:
    """Return how many words the short form of an entry has here (0: none opens), if letters prove it, if at once."""
    near = lines[at : at + 5]
    own = "".join(line.text for line in near if line.block == near[0].block)
    if len(own.split(None, 5)) <= 4 and (at == 0 or lines[at - 1].block != near[0].block):
        # Alone in its block, it has its long form in the next.
        joined = _open_text("".join(line.text for line in near if line.block <= near[0].block + 1))
        if joined[0] == len(own.split()) and (joined[1] or joined[0] == 1):
            return joined
    return _open_text(own)


@lru_cache(maxsize=256)  # asked twice for each line; the lines of many a file are alike
def _open_text(text: str) -> tuple[int, bool, bool]:
    tokens = text.split(None, MAX_WORDS + 4)[: MAX_WORDS + 4]
    letters, words = _letters(tokens[0]), _split_words(" ".join(tokens[1:]))
    alone = is_short(tokens[0].rstrip(":")) and bool(words)
    if alone and _skipped(letters, words) <= 3:
        return 1, True, True
    again = next((n for n in (4, 3, 2) if _repeats(tokens[:n], " ".join(tokens[n:]))), 0)
    led = alone and _skipped(letters, words, led=True) <= 1
    if again or not alone or (led and len(letters) < 3 and "&" not in tokens[0]):
        return again, again > 0, False  # "UN Habitat United Nations ..." does not show where its short form ends
    return 1, led, False


def _repeats(tokens: Sequence[str], long: str) -> bool:
    """Tell whether the long form says each token again, or what its letters stand for ("SDG Fund")."""
    words = _split_words(long)
    again = [{word.fold for word in _split_words(token)} <= {word.fold for word in words} for token in tokens]
    spelt = (is_short(token) and _skipped(_letters(token), words, led=True) <= 1 for token in tokens)
    return any(again) and all(map(any, zip(again, spelt, strict=True))) and all(map(_CAPITALIZED.fullmatch, tokens))


def _read_list(lines: Sequence[_Line]) -> Iterator[Acronym]:
    """Cut a list into entries; a line that opens none goes on with the one before it, or is a title and stays out."""
    openings = [_open(lines, at) for at in range(len(lines))]
    sure = [at for at, opening in enumerate(openings) if opening[2]]
    keys = [_letters(" ".join(line.text.split()[: opening[0]])) for line, opening in zip(lines, openings, strict=True)]
    entries: list[tuple[int, list[_Line]]] = []
    for at, line in enumerate(lines):
        n_words, proven, anchored = openings[at]
        new, inside = at == 0 or lines[at - 1].block != line.block, sure[0] < at < sure[-1]
        row, rest = bisect(sure, at), " ".join(line.text.split()[n_words:])
        fits = [keys[n] for n in (*sure[max(row - 1, 0) : row], at, *sure[row : row + 1])]
        placed = n_words > 0 and fits == sorted(fits)
        named = inside and (not rest or (rest[0].isupper() and not rest.isupper()))
        finished, last = not entries or _is_finished(*entries[-1]), entries[-1][1][-1].block if entries else -1
        may_open = (placed and named) or (proven and new and (inside or placed))
        if (anchored and (new or finished)) or (finished and may_open):
            entries.append((n_words, [line]))
        elif not finished or line.block == last or (inside and line.text[0] == "("):
            entries[-1][1].append(line)
    return _word_entries(entries)


def _is_finished(n_words: int, lines: Sequence[_Line]) -> bool:
    words = "".join(line.text for line in lines[:MAX_ENTRY_WORDS]).split()
    broken = words[-1][-1] in ",-/&" or bool(_SMALL.fullmatch(_fold(words[-1])))
    broken = broken or sum(word.count("(") - word.count(")") for word in words) > 0
    return len(words) > MAX_ENTRY_WORDS or (len(words) > n_words and not broken)


def _word_entries(entries: Sequence[tuple[int, list[_Line]]]) -> Iterator[Acronym]:
    """Word the entries; a name in parentheses is another long form where in this list they usually are translations."""
    found: list[tuple[str, str, str, int]] = []
    for n, lines in entries:
        words = "".join(line.text for line in lines).split()
        match = _TRANSLATED.fullmatch(" ".join(words[n:]).strip(" –—-:."))
        if match and len(words) <= MAX_ENTRY_WORDS:
            found.append((" ".join(words[:n]).strip(":"), match[1], match[2] or "", lines[0].number))
    told = [_differ(long, other) for _, long, other, _ in found]
    usual = 9 * told.count(False) <= told.count(True) > 2
    for (short, long, other, number), differ in zip(found, told, strict=True):
        translated = usual and differ is not False and re.match(r"[^\W\da-z]\S* ", other)
        yield Acronym(short, (long, other) if translated else (long,), number)


def _differ(long: str, other: str) -> bool | None:
    """Tell whether one name is Romance and one English; None: their small words and accents do not say."""
    tongues = [(bool(_ROMANCE.search(name)), bool(_ENGLISH.search(name))) for name in (long.lower(), other.lower())]
    return tongues[0][0] != tongues[1][0] if all(map(any, tongues)) else None


def _find_defined(block: Block) -> Iterator[Acronym]:
    """Find what the running text of a block defines, in parentheses or between dashes."""
    text, ends = block.text, list(accumulate(len(piece) for piece, _ in block.pieces))
    for match in (match for pattern in _ASIDES for match in pattern.finditer(text)):
        sentence = _SENTENCE_END.split(text[max(0, match.start() - 300) : match.start()].rstrip())[-1]
        short, long = _define(" ".join(match[1].split()).strip(_QUOTES), sentence)
        long = " ".join(long.split()).strip(" ,;:–-")
        long = long if re.search(r"[“\"«]\w", long) else long.strip(_QUOTES)
        if long and _fold(long) != _fold(short):
            yield Acronym(short, (long,), block.pieces[bisect(ends, match.start())][1])


def _define(aside: str, sentence: str) -> tuple[str, str]:
    """Return the short and the long form that an aside and the sentence before it make; empty: they prove none."""
    if named := _HEREINAFTER.match(aside):
        phrase = aside[named.end() :].strip(_QUOTES)
        return phrase, _long_before(sentence, phrase) if is_short(phrase) else _long_called(sentence, phrase)
    long, _, short = aside.rpartition(", ")
    if is_short(short) and _fits(short, _split_words(long), bounded=True):
        return short, long
    if _PHRASE.fullmatch(aside):
        return aside, _long_before(sentence, aside)
    words, ends = _split_words(aside), (" ".join(sentence.split()[-n:]).strip(_QUOTES) for n in (1, 2))
    return next(((end, aside) for end in ends if _PHRASE.fullmatch(end) and _fits(end, words, bounded=True)), ("", ""))


def _long_called(sentence: str, phrase: str) -> str:
    """Return the end of a sentence from where the phrase itself stands in it, or the name in capitals that holds it."""
    words, at = _split_words(sentence), sentence.lower().rfind(phrase.lower())
    start = next((word.name for word in words if word.start == at), -1)
    long = sentence[words[start].start :] if start >= 0 else ""
    named = not long[:1].isupper() or all(word.capital or word.small for word in words[start:])
    return long if named and len(words) - start <= MAX_WORDS else ""


def _long_before(sentence: str, short: str) -> str:
    """Return the end of a sentence that the short form stands for, as far back as its letters reach."""
    words, first = _split_words(sentence), _letters(short)[:1]
    likely = (at for at in range(len(words) - 1, max(-1, len(words) - MAX_WORDS - 1), -1) if not words[at].small)
    starts = [(at, words[at].name) for at in likely if words[at].fold[:1] == first]
    strict = (start for at, start in starts if start >= 0 and _fits(short, words[at:], bounded=False))
    loose = (start for at, start in starts if start == at and _fits(short, words[at:], bounded=True))
    return next((sentence[words[start].start :] for some in (strict, loose) for start in some), "")
