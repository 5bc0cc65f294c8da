"""Blocks -> the figures, tables and boxes of numbers among them, as small records.

A figure is found by its title ("FIGURE 7.", "Cuadro 2") or by short blocks that hold values; what ties its values to
labels is decided in boxes.py. Looked at are runs of short blocks, each once, so that time grows with their number.

Not here: tables with tabs between their cells (tables.py); how a row is worded (wording.py).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from unsqa.reading.figures.evidence import Evidence
from unsqa.reading.figures.kinds import kind_of, read_source
from unsqa.reading.figures.repeated import find_repeated
from unsqa.reading.figures.tables import find_tables
from unsqa.reading.figures.units import find_year
from unsqa.reading.figures.values import FoundFigure, is_year_phrase, shape_of
from unsqa.reading.figures.windows import Overview, read_window, windows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unsqa.reading.blocks.block import Block

MAX_BRIDGES = 3  # paragraphs of running text that stand between the values of one figure
MAX_BRIDGED = 40  # blocks of a figure before such a paragraph


def find_figures(blocks: Sequence[Block]) -> tuple[FoundFigure, ...]:
    """Return the figures in order of their first blocks; no block is in two of them.

    >>> from unsqa.reading.blocks.block import Block
    >>> texts = ("TABLE 1. Crops in 2020", "Maize 2.5%", "Beans 1.5%", "Source: Farm census.")
    >>> figure = find_figures([Block([(text, line)]) for line, text in enumerate(texts)])[0]
    >>> figure.name, figure.year, figure.source, [(row.label, row.values[0].text) for row in figure.rows]
    ('Table 1', '2020', 'Farm census', [('Maize', '2.5%'), ('Beans', '1.5%')])
    """
    overview = _look_over(blocks)
    figures = list(find_tables(overview.texts, overview.kinds, overview.evidence))
    taken = {row for figure in figures for row in figure.blocks}
    for run in _runs(overview, taken):
        figures += _read_run(overview, run)
    figures = _without_twins(_adopt_sources(overview, figures))
    return tuple(sorted(figures, key=lambda figure: figure.blocks))


def _look_over(blocks: Sequence[Block]) -> Overview:
    texts = [block.text for block in blocks]
    names = Evidence([], texts)
    kinds = [kind_of(block, text, names) for block, text in zip(blocks, texts, strict=True)]
    prose = [text for text, kind in zip(texts, kinds, strict=True) if kind == "prose"]
    overview = Overview(blocks, texts, kinds, Evidence(prose, texts))
    overview.find_values()
    return overview


def _runs(overview: Overview, taken: set[int]) -> list[list[int]]:
    """Return runs of titles, sources and short blocks; running text between two values of a figure parts no run."""
    runs: list[list[int]] = [[]]
    n_bridges = 0
    for row, kind in enumerate(overview.kinds):
        if kind in ("title", "source", "short") and row not in taken:
            runs[-1].append(row)
        elif kind == "prose" and n_bridges < MAX_BRIDGES and _is_bridge(overview, runs[-1], row):
            n_bridges += 1
        elif kind != "note":
            runs.append([])
            n_bridges = 0
    return [run for run in runs if run]


def _is_bridge(overview: Overview, run: Sequence[int], row: int) -> bool:
    """Tell whether a paragraph stands between bare values with the same sign, below a figure's title."""
    if not run or row + 1 >= len(overview.texts) or not any(overview.kinds[at] == "title" for at in run[-MAX_BRIDGED:]):
        return False
    around = (overview.texts[run[-1]].strip(), overview.texts[row + 1].strip())
    signs = {text.strip("-−–+0123456789., ") for text in around}
    return len(signs) == 1 and "" not in signs and all(shape_of(text, named=True)[0] == "value" for text in around)


def _read_run(overview: Overview, run: list[int]) -> list[FoundFigure]:
    figures = list(find_repeated(overview.blocks, [row for row in run if overview.kinds[row] == "short"]))
    taken = {row for figure in figures for row in figure.blocks}
    for is_taken, part in groupby(run, key=taken.__contains__):
        if not is_taken:
            for window in windows_of(overview, list(part)):
                figure = read_window(overview, window)
                if figure:
                    figures.append(figure)
    return figures


def _adopt_sources(overview: Overview, figures: list[FoundFigure]) -> list[FoundFigure]:
    """Give a source that stands apart to the one figure of its page that has none, if it is the only such source.

    The year that stands alone below it goes with it.
    """
    taken = {row for figure in figures for row in figure.blocks}
    sources: dict[int, list[int]] = {}
    for row, kind in enumerate(overview.kinds):
        if kind == "source" and row not in taken:
            sources.setdefault(overview.blocks[row].page, []).append(row)
    wanting: dict[int, list[int]] = {}
    for at, figure in enumerate(figures):
        if not figure.source:
            for page in {overview.blocks[row].page for row in figure.blocks}:
                wanting.setdefault(page, []).append(at)
    adopted = list(figures)
    for page, rows in sources.items():
        if len(rows) == 1 and len(wanting.get(page, ())) == 1:
            at = wanting[page][0]
            adopted[at] = _with_source(overview, adopted[at], rows[0], taken)
    return adopted


def _with_source(overview: Overview, figure: FoundFigure, row: int, taken: set[int]) -> FoundFigure:
    source, own, year = read_source(overview.texts[row]), [*figure.blocks, row], figure.year
    below = row + 1
    is_free = below < len(overview.texts) and below not in taken
    if not year and is_free and is_year_phrase(overview.texts[below].strip()):
        own.append(below)
        year = find_year(overview.texts[below])
    return replace(figure, blocks=tuple(sorted(own)), source=source, year=year or find_year(source))


def _without_twins(figures: list[FoundFigure]) -> list[FoundFigure]:
    """Leave without rows those boxes that nothing names, where another such box has the same labels.

    Which of them a value is from, no reader could tell.
    """
    labels = Counter(row.label for figure in figures if _is_nameless(figure) for row in {*figure.rows})
    return [
        replace(figure, rows=(), unlabelled=(*(c.text for row in figure.rows for c in row.values), *figure.unlabelled))
        if _is_nameless(figure) and any(labels[row.label] > 1 for row in figure.rows)
        else figure
        for figure in figures
    ]


def _is_nameless(figure: FoundFigure) -> bool:
    return not (figure.name or figure.title or figure.columns)
