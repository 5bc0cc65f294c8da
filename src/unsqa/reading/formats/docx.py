"""Word documents (.docx) -> the lines of their text.

The text is the document's with all changes accepted: insertions are in it, deletions and hidden text are not. A
paragraph is a line, more where it holds line or page breaks; a blank line parts it from the next, except in lists and
tables. List items have a bullet, whatever numbers Word gives them. A table's row is a line with tabs between its cells;
rows with headings or tables in them only place blocks on the page. Text boxes come after the paragraph that holds them,
footnotes and endnotes after the body, each with its mark. A page starts at a page break, set by hand or noted by Word.

Headers and footers are not read, nor comments, alternative texts, charts, diagrams, and documents within the document.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from unsqa.errors import CorpusError
from unsqa.reading.formats.printout import OLD_OFFICE, Printout, kind_of
from unsqa.reading.limits import check_unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from docx.oxml.xmlchemy import BaseOxmlElement as Element

    from unsqa.types import SourceLine

MAX_PART_BYTES = 100_000_000  # of XML, which takes up to 1.9 GB of memory
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_P, _TABLE, _ROW, _CELL, _RUN, _BOX = (_W + name for name in ("p", "tbl", "tr", "tc", "r", "txbxContent"))
_TEXT, _BREAK, _SYMBOL = (_W + name for name in ("t", "br", "sym"))
_NOTES = {_W + "footnoteReference": "footnotes", _W + "endnoteReference": "endnotes"}
_SIGNS = {_W + "tab": " ", _W + "ptab": " ", _W + "cr": "\n", _W + "noBreakHyphen": "-"}
_SIGNS[_W + "lastRenderedPageBreak"] = "\f"
_SEEN = {_P, _TABLE, _ROW, _CELL, _RUN, _BOX, _TEXT, _M_TEXT, _BREAK, _SYMBOL, *_NOTES, *_SIGNS}
_UNSEEN = {_W + name for name in ("del", "moveFrom", "pPr", "rPr", "sdtPr", "sectPr", "tblPr", "trPr", "tcPr")}
_HEADING = re.compile(
    r"(?:heading|t[íi]?tulo|titre|titolo|[üu]?berschrift|kop|rubrik|заголовок) ?([1-9])", re.IGNORECASE
)


def read_docx(path: Path) -> tuple[SourceLine, ...]:
    """Return the lines of a Word document, numbered as unsqa prints them (`unsqa read` shows them).

    Raises CorpusError when the file is no .docx, is damaged or encrypted, or unpacks to more than `MAX_PART_BYTES`.
    """
    data = path.read_bytes()
    if not data:
        return ()
    _check_container(path, data)
    return _WordDocument(_load(path, data)).lines()


def _check_container(path: Path, data: bytes) -> None:
    advice = "Save it as a Word document (.docx) and index again."
    if data.startswith(OLD_OFFICE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise CorpusError(f"{path} is encrypted: it asks for a password. Save it without one and index again.")
        raise CorpusError(f"{path} is an Office document of the old kind (.doc), not a .docx. {advice}")
    try:
        entries = ZipFile(BytesIO(data)).infolist()
    except (BadZipFile, ValueError, NotImplementedError) as error:
        kind = "cut short or damaged" if data.startswith(b"PK") else kind_of(data) or "no zip archive"
        raise CorpusError(f"{path} is {kind}, not a whole Word document (.docx). {advice}") from error
    check_unpacked(sum(entry.file_size for entry in entries), str(path))
    size, name = max(((entry.file_size, entry.filename) for entry in entries), default=(0, ""))
    if size > MAX_PART_BYTES:
        found = f"{name} unpacks to {size // 1_000_000} MB, and unsqa opens up to {MAX_PART_BYTES // 1_000_000} MB"
        raise CorpusError(f"{path} is too large: {found}. Split it into smaller documents and index again.")


def _load(path: Path, data: bytes) -> dict[str, Element]:
    """Return the XML of the parts that are read, by their kind."""
    from docx import Document
    from docx.oxml.parser import parse_xml

    try:
        part = Document(BytesIO(data)).part
        parts = {"document": part.element}
        for relation in part.rels.values():
            kind = relation.reltype.rsplit("/", 1)[-1]
            if kind in {"styles", "footnotes", "endnotes"} and not relation.is_external:
                parts[kind] = parse_xml(relation.target_part.blob)
    except Exception as error:  # python-docx raises whatever the damage happens to lead to
        reason = " ".join(str(error).split()) or type(error).__name__
        raise CorpusError(f"{path} is no whole Word document: {reason}. Save it as .docx and index again.") from error
    return parts


def _shown(parent: Element) -> Iterator[Element]:
    """Walk the nearest elements that are known, through whatever wraps them, without those that are not shown."""
    for child in parent.iterchildren("*"):
        if child.tag in _SEEN:
            yield child
        elif child.tag == _ALTERNATIVES and len(child):
            yield from _shown(child[0])  # the others say the same for older programs
        elif child.tag not in _UNSEEN:
            yield from _shown(child)


def _find(element: Element, path: str) -> Element | None:
    found: Element | None = element.find(path, {"w": _W[1:-1]})
    return found


def _value(element: Element | None, name: str = "val") -> str:
    return "" if element is None else str(element.get(_W + name, ""))


def _integer(element: Element | None, default: int) -> int:
    value = _value(element)
    return int(value) if re.fullmatch(r"[0-9]{1,2}", value) else default


def _is_on(element: Element | None) -> bool:
    return element is not None and _value(element) not in {"0", "false", "off"}


class _WordDocument:
    """Prints a Word document block by block."""

    def __init__(self, parts: dict[str, Element]) -> None:
        self.out = Printout()
        self.parts = parts
        self.styles = {_value(style, "styleId"): style for style in parts.get("styles", ())}
        self.styled = cache(self._style_setting)
        self.named_level = cache(self._named_level)
        self.notes: dict[str, list[tuple[str, str]]] = {"footnotes": [], "endnotes": []}  # ids and marks as they come
        self.mark, self.in_list = "", False  # the mark is that of the note that is being printed
        self.titles: set[int] = set()  # the lines of the document's title, which stands over all headings

    def lines(self) -> tuple[SourceLine, ...]:
        self._blocks(self.parts["document"])
        for kind, notes in self.notes.items():
            texts = {_value(note, "id"): note for note in self.parts.get(kind, ())}
            for note_id, mark in [note for note in notes if note[0] in texts]:
                self.mark = f"{mark} " if mark else ""
                self._blocks(texts[note_id])
        return tuple(
            replace(line, heading=line.heading + (line.number not in self.titles))
            if self.titles and line.heading
            else line
            for line in self.out.lines
        )

    def _blocks(self, parent: Element) -> None:
        self.out.gap, self.in_list = True, False
        for node in _shown(parent):
            if node.tag == _P:
                self._paragraph(node)
            elif node.tag == _TABLE:
                self._table(node)
        self.out.gap, self.in_list = True, False

    def _paragraph(self, paragraph: Element) -> None:
        boxes: list[Element] = []
        page_break = "\f" if _is_on(self._setting(paragraph, "w:pPr/w:pageBreakBefore")) else ""
        level, bullet = self._level(paragraph), self._bullet(paragraph)
        self.out.gap |= not (bullet and self.in_list)
        self.in_list = bool(bullet)
        for line in re.split(r"([\n\f])", page_break + self._words(paragraph, boxes)):
            self.out.starts_page |= line == "\f"
            if line.strip():
                self.out.add(self.mark + ("" if level else bullet) + line.strip(), level)
                self.titles |= {self.out.lines[-1].number} if level and self._is_title(paragraph) else set()
                self.mark = bullet = ""
        for box in boxes:
            self._blocks(box)

    def _words(self, parent: Element, boxes: list[Element]) -> str:
        """Return the words of a paragraph or run, with its line ends and form feeds; collect its text boxes."""
        words = []
        for node in () if _is_on(self._setting(parent, "w:rPr/w:vanish")) else _shown(parent):
            if node.tag in {_TEXT, _M_TEXT}:
                words.append(re.sub(r"[\t\n\r]", " ", node.text or ""))
            elif node.tag == _RUN:
                words.append(self._words(node, boxes))
            elif node.tag == _BREAK:
                words.append("\f" if _value(node, "type") == "page" else "\n")
            elif node.tag == _BOX:
                boxes.append(node)
            elif node.tag in _NOTES:
                words.append(self._note_mark(node, self.notes[_NOTES[node.tag]]))
            elif node.tag == _SYMBOL and re.fullmatch(r"[0-9A-CEF][0-9A-F]{3}", _value(node, "char").upper()):
                words.append(chr(int(_value(node, "char"), 16)))
            else:
                words.append(_SIGNS.get(node.tag, ""))
        return "".join(words)

    def _note_mark(self, reference: Element, notes: list[tuple[str, str]]) -> str:
        own_mark = _value(reference, "customMarkFollows") in {"1", "true", "on"}  # it stands in the text
        mark = "" if own_mark else str(1 + next((int(mark) for _, mark in reversed(notes) if mark), 0))
        notes.append((_value(reference, "id"), mark))
        return mark

    def _chain(self, style: str) -> Iterator[Element]:
        passed = set()
        while style in self.styles and style not in passed:
            passed.add(style)
            yield self.styles[style]
            style = _value(_find(self.styles[style], "w:basedOn"))

    def _style_setting(self, style: str, path: str) -> Element | None:
        found = (_find(one, path) for one in self._chain(style))
        return next((setting for setting in found if setting is not None), None)

    def _setting(self, element: Element, path: str) -> Element | None:
        """Return a property of a paragraph or run, its own or the nearest of its style and the styles under that."""
        own = _find(element, path)
        return (
            own
            if own is not None
            else self.styled(_value(_find(element, "w:pPr/w:pStyle" if element.tag == _P else "w:rPr/w:rStyle")), path)
        )

    def _bullet(self, paragraph: Element) -> str:
        numbering = self._setting(paragraph, "w:pPr/w:numPr/w:numId")
        return "" if numbering is None or _value(numbering) == "0" else "• "

    def _level(self, paragraph: Element) -> int:
        outline = self._setting(paragraph, "w:pPr/w:outlineLvl")
        if outline is not None:
            return (_integer(outline, 9) + 1) % 10  # 9 is body text
        return self.named_level(_value(_find(paragraph, "w:pPr/w:pStyle")))

    def _is_title(self, paragraph: Element) -> bool:
        names = (_value(_find(one, "w:name")) for one in self._chain(_value(_find(paragraph, "w:pPr/w:pStyle"))))
        return any(name.lower() == "title" for name in names)

    def _named_level(self, style: str) -> int:
        names = (name for one in self._chain(style) for name in (_value(_find(one, "w:name")), _value(one, "styleId")))
        found = (1 if name.lower() == "title" else int((_HEADING.fullmatch(name) or "00")[1]) for name in names)
        return next(filter(None, found), 0)

    def _table(self, table: Element) -> None:
        self.out.gap, self.in_list = True, False
        for row in _shown(table):
            if row.tag != _ROW or _find(row, "w:trPr/w:del") is not None:
                continue
            cells = [cell for cell in _shown(row) if cell.tag == _CELL]
            within = [block for cell in cells for block in _shown(cell)]
            placed = any(block.tag == _TABLE or (block.tag == _P and self._level(block)) for block in within)
            if placed or (len(cells) == 1 and len(within) > 1):
                for cell in cells:
                    self._blocks(cell)
            else:
                self._row(row, cells)

    def _row(self, row: Element, cells: list[Element]) -> None:
        texts = [""] * _integer(_find(row, "w:trPr/w:gridBefore"), 0)
        for cell in cells:
            merged = _find(cell, "w:tcPr/w:vMerge")
            above = merged is not None and _value(merged) != "restart"
            span = _integer(_find(cell, "w:tcPr/w:gridSpan"), 1)
            texts += ["" if above else self._cell(cell), *[""] * (span - 1)]
        marked = "".join(texts).lstrip(" \n")
        self.out.starts_page |= marked.startswith("\f")
        self.out.add("\t".join(re.sub(r"[ \n\f]+", " ", text).strip() for text in texts))
        self.out.starts_page |= "\f" in marked.lstrip(" \n\f")

    def _cell(self, parent: Element) -> str:
        """Return all text within a cell, or within a text box and its tables, as one piece."""
        texts = []
        for node in _shown(parent):
            boxes: list[Element] = []
            text = self._words(node, boxes) if node.tag == _P else self._cell(node)
            texts.append(self._bullet(node) + text if text.strip() else text)
            texts += [self._cell(box) for box in boxes]
        return " ".join(texts)
