"""A document -> Markdown, so that anybody can see what unsqa sees; and what was left out of it, by reason.

Every word of the text is in it, escaped so that it shows as printed. Footnotes are GitHub's, pages are comments.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from operator import add
from typing import TYPE_CHECKING, NamedTuple

from unsqa.reading.escaping import escape, escape_hash, escape_words, finish_line, join_blocks, write_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from unsqa.types import Document, Dropped, Figure, Section

MAX_LEVEL = 6
MAX_EXAMPLES = 5
MAX_EXAMPLE_CHARS = 100

PROOFS = {
    "layout": "each value stands beside its label",
    "order": "labels and values stand in the same order",
    "sums": "the values add up to the totals",
    "sentence": "a sentence of the text says the same",
}
DOUBTFUL = "*(the order of this part could not be told)*"

_BULLET = re.compile(r"[•◦▪‣·●○■]\s+(?=\S)")
_MARKUP = re.compile(r"\\(.)|[*|]")
_LABEL = re.compile(r"([^:]{1,60}:)\s+(?=\S)")


class _Part(NamedTuple):
    """A piece of Markdown, the page it begins on, and the level of the heading it is (0: it is none)."""

    text: str
    page: str
    level: int = 0


class _Reading(NamedTuple):
    """A document, the names of its notes; (offset, name) for each mark and (start, end) for each note, in order."""

    document: Document
    names: tuple[str, ...]
    marks: tuple[tuple[int, str], ...]
    spans: tuple[tuple[int, int], ...]


def to_markdown(document: Document) -> str:
    """Return the whole document: title, contents, text with its figures, footnotes, glossary."""
    report, reading = document.report, _name_notes(document)
    parts = list(_write_text(reading))
    about = ", ".join(str(fact) for fact in (report.publisher, report.year) if fact)
    blocks = [f"# {escape_hash(escape(report.title))}", escape(about), _write_contents(parts)]
    page = ""
    for part in parts:
        blocks += [f"<!-- {part.page} -->", part.text] if part.page not in {"", page} else [part.text]
        page = part.page or page
    blocks += _write_notes(reading)
    if document.glossary:
        rows = [(entry.short, "; ".join(entry.long), f"line {entry.line}") for entry in document.glossary]
        blocks += ["## Glossary", write_table(("Short form", "Stands for", "Where"), rows)]
    return join_blocks(blocks)


def _write_contents(parts: Sequence[_Part]) -> str:
    lines = ["## Contents", ""]
    for part in (part for part in parts if part.level):
        heading = re.sub(r"(?<!\\)\[\^[\w-]+\]", "", part.text.lstrip("# "))
        lines.append(f"{'  ' * (part.level - 1)}- {heading}{f' ({part.page})' if part.page else ''}")
    return "\n".join(lines) if len(lines) > 2 else ""


def list_dropped(document: Document) -> str:
    """Return what was left out of the document's text: how much for each reason, most first, with examples."""
    by_reason: dict[str, list[Dropped]] = {}
    for piece in document.dropped:
        by_reason.setdefault(piece.reason, []).append(piece)
    blocks = [f"Left out: {len(document.dropped):,}"] if document.dropped else ["Nothing was left out."]
    for reason, pieces in sorted(by_reason.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        lines = [f"- line {piece.line}: {_clip(piece.text)}" for piece in pieces[:MAX_EXAMPLES]]
        mended = [f" (instead: {_clip(piece.instead)})" if piece.instead.strip() else "" for piece in pieces]
        rest = [f"- and {len(pieces) - MAX_EXAMPLES:,} more"] if len(pieces) > MAX_EXAMPLES else []
        blocks += [f"## {escape_hash(escape(reason))}: {len(pieces):,}", *map(add, lines, mended), *rest]
    return join_blocks(blocks)


def _clip(text: str) -> str:
    text = " ".join(text.split())
    return escape(text if len(text) <= MAX_EXAMPLE_CHARS else f"{text[:MAX_EXAMPLE_CHARS].rstrip()} …")


def _name_notes(document: Document) -> _Reading:
    """Name the footnotes by their marks, counting those that come again, and find the words their marks stood at."""
    spans = tuple(sorted((note.start, note.end) for note in document.footnotes))
    seen: Counter[str] = Counter()
    names: list[str] = []
    marks: list[tuple[int, str]] = []
    for note in document.footnotes:
        base = note.mark if re.fullmatch(r"[A-Za-z0-9]+", note.mark) else "note"
        seen[base] += 1
        names.append(base if seen[base] == 1 else f"{base}-{seen[base]}")
        at = min(note.at or 0, len(document.text))
        while at and document.text[at - 1].isspace():
            at -= 1
        row = bisect_left(spans, (at, 0)) - 1
        if at and not (row >= 0 and at <= spans[row][1]):
            marks.append((at, names[-1]))
    return _Reading(document, tuple(names), tuple(sorted(marks)), spans)


def _write_notes(reading: _Reading) -> Iterator[str]:
    """Write the notes; GitHub shows none that has no mark in the text, so such a one is the item of a list."""
    placed = {name for _, name in reading.marks}
    for name, note in zip(reading.names, reading.document.footnotes, strict=True):
        text = escape(reading.document.text[note.start : note.end])
        yield f"[^{name}]: {text}" if name in placed else f"- Note {name}, whose mark was not found: {text}"


def _flow(reading: _Reading, start: int, end: int) -> str:
    """Write a block as one line, with the marks of its footnotes and without the notes themselves."""
    text, written = reading.document.text, list[str]()
    first = max(bisect_left(reading.spans, (start, 0)) - 1, 0)
    for note_start, note_end in (*reading.spans[first : bisect_left(reading.spans, (end, 0))], (end, end)):
        low, high = (bisect_left(reading.marks, (at + 1, "")) for at in (start, max(start, note_start)))
        for at, name in reading.marks[low:high]:
            written.append(f"{escape_words(text[start:at])}[^{name}]")
            start = at
        written.append(f"{escape_words(text[start:note_start])} ")
        start = max(start, note_end)
    return finish_line("".join(written))


def _label_page(document: Document, offset: int) -> str:
    page = document.page_at(offset) if document.pages and document.line_starts else None
    label = re.sub(r"-{2,}|[<>]", "-", page.label) if page else ""
    return f"{'' if page and page.printed else 'about '}p. {label}" if label else ""


def _split_blocks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for chunk in text[start:end].split("\n\n"):
        first = start + len(chunk) - len(chunk.lstrip())
        if chunk.strip():
            yield first, first + len(chunk.strip())
        start += len(chunk) + 2


def _write_text(reading: _Reading) -> Iterator[_Part]:
    """Write the sections, each after the headings that stand before it in the text or are new in its path."""
    at, path = 0, tuple[str, ...]()
    early: Counter[str] = Counter()
    sections = sorted(reading.document.sections, key=lambda section: section.start)
    opened = _paths_opened(reading.document, sections)
    for section, headings in zip(sections, opened, strict=True):
        yield from _write_headings(reading, (at, section.start), (path, headings), early)
        at = max(at, section.end)
        if headings != path[: len(headings)]:  # a panel of the whole chapter opens nothing
            path = headings
        yield from _write_section(reading, section)
    yield from _write_headings(reading, (at, len(reading.document.text)), (path, path), early)
    shown = [(section.start, section.end) for section in sections]
    for figure in reading.document.figures:
        row = bisect_left(shown, (figure.start + 1, 0)) - 1
        if row < 0 or figure.start >= shown[row][1]:
            yield from _write_figure(reading.document, figure)


def _paths_opened(document: Document, sections: Sequence[Section]) -> list[tuple[str, ...]]:
    """Return the headings over each section; over a panel of a whole chapter also those that stand right above it."""
    paths: list[tuple[str, ...]] = []
    below: tuple[str, ...] = ()  # of the next section that is no panel
    for row in range(len(sections) - 1, -1, -1):
        section, path = sections[row], sections[row].headings
        if section.kind != "panel":
            below = path
        elif below[: len(path)] == path:
            gap = sections[row - 1].end if row else 0, section.start
            above = {_plain(document.text[start:end]) for start, end in _split_blocks(document.text, *gap)}
            named = [n for n, name in enumerate(below, 1) if _plain(name) in above]
            path = below[: max([len(path), *named])]
        paths.append(path)
    return paths[::-1]


def _write_headings(
    reading: _Reading, span: tuple[int, int], paths: tuple[tuple[str, ...], tuple[str, ...]], early: Counter[str]
) -> Iterator[_Part]:
    """Write the text between two sections as headings, at the levels that the path of the second gives them.

    A heading of the path that does not stand here is written all the same and counted in `early`: should it come
    later in the text, it has been shown.
    """
    known = [_plain(heading) for heading in paths[1]]
    found: list[tuple[int, str, str]] = []  # level, words as they stand, Markdown
    for start, end in _split_blocks(reading.document.text, *span):
        plain = _plain(reading.document.text[start:end])
        shown = _BULLET.sub("", _flow(reading, start, end), count=1)
        if early[shown]:
            early[shown] -= 1
        elif shown:
            halves = (n for n, name in enumerate(known, 1) if f" {plain} " in f" {name} ")
            level = known.index(plain) + 1 if plain in known else next(halves, max(len(known), 1))
            both = f"{found[-1][1]} {plain} " if found and found[-1][0] == level else ""
            if both and f"{known[level - 1] if known else ''} ".startswith(both):  # one heading in two blocks
                plain, shown = both.rstrip(), f"{found.pop()[2]} {shown}"
            found.append((level, plain, shown))
    n_shared = next((n for n, (old, new) in enumerate(zip(*paths, strict=False)) if old != new), len(paths[0]))
    for level, plain in list(enumerate(known, 1))[n_shared:]:
        if all(plain != words for _, words, _ in found):
            early[escape(paths[1][level - 1])] += 1
            place = next((n for n, heading in enumerate(found) if heading[0] > level), len(found))
            found.insert(place, (level, plain, escape(paths[1][level - 1])))
    page = _label_page(reading.document, span[1])
    for level, _, shown in found:
        yield _Part(f"{'#' * min(level + 1, MAX_LEVEL)} {escape_hash(shown)}", page, level)


def _plain(text: str) -> str:
    """Return the words alone, since a heading in two blocks may be joined by a full stop."""
    return " ".join(re.findall(r"\w+", text.casefold())) or text


def _write_section(reading: _Reading, section: Section) -> Iterator[_Part]:
    document, page = reading.document, _label_page(reading.document, section.start)
    quote = "> " if section.kind in {"box", "story"} else ""
    if section.doubtful:
        yield _Part(f"{quote}{DOUBTFUL}", page)
    figures = [figure for figure in document.figures if section.start <= figure.start < section.end]
    unsaid, inside = Counter[str](), section.start  # the words of the figure being written that its record lacks
    for start, end in _split_blocks(document.text, section.start, section.end):
        if figures and start >= figures[0].start:
            figure = figures.pop(0)
            records = list(_write_figure(document, figure))
            said = Counter(word for part in records for word in _MARKUP.sub(r"\1", part.text).split())
            unsaid = Counter(document.text[figure.start : figure.end].split()) - said
            inside = figure.end
            yield from records
        shown = _flow(reading, start, end)
        if start >= inside:
            yield from [_Part(f"{quote}{_shape(shown, section.kind)}", _label_page(document, start))] if shown else []
        elif "[^" in shown or unsaid.keys() & set(document.text[start:end].split()):
            yield _Part(f"> {shown}", _label_page(document, start))
    named = {"Agencies": section.agencies, "SDGs": section.sdgs, "Part of": section.tags, "See": section.addresses}
    facts = [f"{name}: {', '.join(map(str, values))}" for name, values in named.items() if values]
    if facts:
        yield _Part(f"{quote}*{escape(' · '.join(facts))}*", "")


def _shape(shown: str, kind: str) -> str:
    """Give a block the Markdown of a bullet or of a panel's label and value."""
    if kind == "panel":
        return _LABEL.sub(r"**\1** ", shown, count=1)
    return _BULLET.sub("- ", shown, count=1) if _BULLET.match(shown) else shown


def _write_figure(document: Document, figure: Figure) -> Iterator[_Part]:
    page = _label_page(document, figure.start)
    titled = figure.title.casefold().startswith(figure.name.casefold())
    title = figure.title if titled else ". ".join(filter(None, (figure.name, figure.title)))
    if title.strip():
        yield _Part(f"**{escape(title)}**", page)
    if figure.rows:
        rows = [(row.label, *row.values) for row in figure.rows]
        yield _Part(write_table(("", *(figure.columns or ("Value",))), rows), page)
    facts = {"Unit": figure.unit, "Year": figure.year, "Source": figure.source, "Page": page.replace("p. ", "")}
    facts["Proven"] = PROOFS[figure.proof] if figure.rows else ""
    if any(facts.values()):
        yield _Part(f"*{escape(' · '.join(f'{name}: {fact}' for name, fact in facts.items() if fact))}*", page)
    if figure.unlabelled:
        yield _Part(f"Values without labels: {escape(' · '.join(figure.unlabelled))}", page)
