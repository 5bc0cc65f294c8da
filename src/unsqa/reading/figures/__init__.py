"""Figures, tables and boxes of numbers -> small records. `find_figures` is the door, `state` words what they say."""

from unsqa.reading.figures.find import find_figures
from unsqa.reading.figures.values import Cell, FoundFigure, FoundRow
from unsqa.reading.figures.wording import state

__all__ = ["Cell", "FoundFigure", "FoundRow", "find_figures", "state"]
