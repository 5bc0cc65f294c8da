"""HTML and Markdown -> the lines that a reader of the page sees.

HTML is laid out as a browser without scripts and style sheets prints it: a blank line between blocks, "• " or "1. "
before list items, a table's row as one line with tabs. What is not shown is no text: scripts, styles, templates,
comments, `title`, words that stand for a picture, elements hidden on the spot (`hidden`, `display: none`). Navigation,
headers and footers are shown. From a heading or table in a cell on, a row only places blocks on the page.

Markdown is CommonMark with tables. Words stay and marks go: of a link the address, of a picture everything, HTML tags.
Footnotes, no part of CommonMark, stay as typed. A quotation right below a paragraph is not parted from it: there is no
source line for the gap. This module judges nothing: running headers, words cut in two and the like stay as they are.
"""

from __future__ import annotations

import codecs
import html
import re
from functools import partial
from typing import TYPE_CHECKING

from unsqa.errors import CorpusError
from unsqa.reading.formats.printout import Printout, kind_of
from unsqa.types import SourceLine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from bs4 import BeautifulSoup, Tag
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_BLANKS = re.compile(r"[ \t\n\r\f]+")
_BROWSERS_TAKE = {"iso-8859-1": "windows-1252", "us-ascii": "windows-1252", "utf-16": "utf-8"}
_REFERENCE = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[a-zA-Z][a-zA-Z0-9]*;?)")
_VOID = re.compile(r"<(area|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)\b([^<>]*?)/?>", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all", re.IGNORECASE)
_UNSHOWN = {"script", "style", "template", "title", "rp", "datalist", "iframe", "noembed", "noframes", "audio", "video"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_LISTS = {"ul", "ol", "menu", "dir"}
_PROSE = {"p", "dl", "pre", "blockquote", "table", *_LISTS}  # what cannot stand in a heading
_BLOCKS = _HEADINGS | _PROSE | {"address", "article", "aside", "body", "center", "dd", "details", "dialog", "div", "dt"}
_BLOCKS |= {"fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "html", "legend", "main"}
_BLOCKS |= {"nav", "search", "section", "summary", "td", "th"}
_OWN_LINE = {"li", "caption", "thead", "tbody", "tfoot", "tr", "option", "optgroup"}
_TAGS = re.compile(r"<!--(?:.*?-->|.*)|<(script|style)\b(?:.*?</\1\s*>|.*)|</?[a-z][^<>]*>", re.DOTALL | re.IGNORECASE)
_YAML_LINE = r"(?>[ \t]*#.*|[\w-]+[ \t]*:(?:[ \t].*)?|[ \t]+\S.*|-[ \t].*|[ \t]*)\n"
_YAML = re.compile(rf"\A---[ \t]*\n(?=[\w-]+[ \t]*:){_YAML_LINE}(?:{_YAML_LINE})*?(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_MAX_DEPTH = 100  # of lists and quotations in Markdown; the parser leaves out what is deeper


def read_html(path: Path) -> tuple[SourceLine, ...]:
    """Return the lines of an HTML file, numbered as unsqa prints them (`unsqa read` shows them), not as in the file.

    Raises CorpusError when the file is binary or not in the encoding that it names (UTF-8 where it names none).
    """
    from bs4.element import NavigableString, PreformattedString, Tag

    root: Tag = _parse_html(path)
    page, open_tags = _HtmlPage(), [(root, iter(root.contents))]
    while open_tags:
        tag, children = open_tags[-1]
        for node in children:
            if isinstance(node, Tag) and not _is_hidden(node):
                page.begin(node)
                open_tags.append((node, iter(node.contents)))
                break
            if isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
                page.say(node)
        else:
            open_tags.pop()
            page.end(tag)
    return tuple(page.out.lines)


def _decode(path: Path, data: bytes, encoding: str, expected: str) -> str:
    kind = kind_of(data)
    if kind and not kind.endswith(f"{expected} page"):
        raise CorpusError(f"{path} is {kind}, not {expected}. Give it the suffix of what it is and index again.")
    try:
        text = data.decode(encoding)
    except (UnicodeError, LookupError) as error:
        wrong = "unsqa does not know this encoding"
        if isinstance(error, UnicodeDecodeError):
            wrong = f"byte {data[error.start]:#04x} in line {data[: error.start].count(10) + 1}"
        wrong = f"{path} is not {encoding.upper()} text: {wrong}."
        raise CorpusError(f"{wrong} Save it as UTF-8 and index again.") from error
    if "\0" in text:
        raise CorpusError(f"{path} is binary, not {expected}: it has zero bytes. Save it as UTF-8 and index again.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _parse_html(path: Path) -> BeautifulSoup:
    from bs4 import BeautifulSoup
    from bs4.dammit import EncodingDetector

    data, encoding = EncodingDetector.strip_byte_order_mark(path.read_bytes())
    if not encoding:
        encoding = EncodingDetector.find_declared_encoding(data, is_html=True) or "utf-8"
        encoding = _BROWSERS_TAKE.get(encoding, encoding)
    text = _decode(path, data, encoding, "HTML")
    # What html.parser gets wrong: it loses the semicolon of "R&D;", stumbles over "<![", and searches a growing list of
    # all <br> at every end tag. An <html> in front tells Beautiful Soup that this is neither a file name nor XML.
    text = _REFERENCE.sub(lambda match: html.escape(html.unescape(match[0])), text).replace("<![", "<?[")
    return BeautifulSoup("<html>" + _VOID.sub(r"<\1\2 />", text), "html.parser")


def _is_hidden(tag: Tag) -> bool:
    shut = tag.name in _UNSHOWN or tag.has_attr("hidden") or (tag.name == "dialog" and not tag.has_attr("open"))
    return shut or bool(_HIDDEN.search(str(tag.get("style", ""))))


def _number(tag: Tag, name: str, default: int) -> int:
    value = str(tag.get(name, "")).strip()
    return int(value) if re.fullmatch(r"-?[0-9]{1,4}", value) else default


class _HtmlPage:
    """Prints the tags and words of an HTML file as they come, whether or not the tags are nested as they should be."""

    def __init__(self) -> None:
        self.out = Printout()
        self.words: list[str] = []  # of the line that is being filled
        self.level, self.level_used = 0, False  # of the heading
        self.bullet = ""
        self.preformatted = 0
        self.lists: list[list[int]] = []  # the number last given; none in a list of bullets
        self.row: list[list[str]] | None = None  # the lines of each cell
        self.cell: list[str] = []
        self.reach: list[dict[int, int]] = []  # by table and column: the rows that a cell above still takes

    def say(self, text: str) -> None:
        for nth, line in enumerate(text.split("\n") if self.preformatted else [text]):
            if nth:
                self._break_line()
            self.words.append(line)

    def begin(self, tag: Tag) -> None:
        self._part(tag.name)
        if tag.name in _HEADINGS:
            self.level, self.level_used = int(tag.name[1]), False
        elif tag.name in _PROSE and self.level_used:
            self.level = 0  # the heading's end tag is missing
        if tag.name in _LISTS:
            self.lists.append([_number(tag, "start", 1) - 1] if tag.name == "ol" else [])
        elif tag.name == "li":
            self.bullet = "• "
            if self.lists and self.lists[-1]:
                self.lists[-1][0] = _number(tag, "value", self.lists[-1][0] + 1)
                self.bullet = f"{self.lists[-1][0]}. "
        elif tag.name == "br":
            self._break_line()
        elif tag.name in {"table", "tr", "td", "th"}:
            self._begin_cells(tag)
        self.preformatted += tag.name == "pre"

    def _begin_cells(self, tag: Tag) -> None:
        if tag.name == "table":
            self.reach.append({})
        elif tag.name == "tr":
            self.row, self.cell = [] if self.reach else None, []
        elif self.row is not None:
            reach = self.reach[-1]
            while reach.get(len(self.row), 0) > 0:
                reach[len(self.row)] -= 1
                self.row.append([])
            width = min(_number(tag, "colspan", 1), 100)
            reach.update(dict.fromkeys(range(len(self.row), len(self.row) + width), _number(tag, "rowspan", 1) - 1))
            self.cell = []
            self.row += [self.cell, *([] for _ in range(width - 1))]

    def end(self, tag: Tag) -> None:
        if tag.name in _LISTS:
            self.lists.pop()
        self._part(tag.name)
        if tag.name == "table":
            self.reach.pop()
        elif tag.name in _HEADINGS:
            self.level = 0
        elif tag.name == "li":
            self.bullet = ""
        self.preformatted -= tag.name == "pre"

    def _part(self, name: str) -> None:
        """Part what comes from what came, where an element of this name begins or ends."""
        if name in _BLOCKS or name in _OWN_LINE:
            self._end_line()
            if self.row is not None and (name in _HEADINGS or name in {"tr", "table"}):
                self._end_row(self.row)
            self.out.gap |= self.row is None and name in _BLOCKS and not (name in _LISTS and bool(self.lists))

    def _break_line(self) -> None:
        self.out.gap |= self.row is None and not "".join(self.words).strip()
        self._end_line()

    def _end_line(self) -> None:
        text = "".join(self.words)
        self.words.clear()
        text = text.expandtabs(4) if self.preformatted and self.row is None else _BLANKS.sub(" ", text).strip()
        if not text.strip():
            return
        if self.row is None:
            self.out.add(self.bullet + text, self.level)
        else:
            self.row = self.row or [self.cell]
            self.cell.append(self.bullet + text)
        self.bullet, self.level_used = "", True

    def _end_row(self, row: list[list[str]]) -> None:
        self.row = None
        for column, rows in self.reach[-1].items():
            self.reach[-1][column] = rows - (column >= len(row))
        lines = row[0] if len(row) == 1 else ["\t".join(" ".join(cell) for cell in row)]
        for line in lines:
            self.out.gap |= len(lines) > 1
            self.out.add(line)
        self.out.gap |= len(lines) > 1


def read_markdown(path: Path) -> tuple[SourceLine, ...]:
    """Return the lines of a Markdown file under the numbers that they have in it; YAML in front gives blank lines.

    A table's rule, and lines that a picture or comment within a paragraph takes up, are left out. Raises CorpusError
    when the file is not UTF-8 text, or nests lists or quotations too deep to be parsed.
    """
    text = _decode(path, path.read_bytes().removeprefix(codecs.BOM_UTF8), "utf-8", "Markdown")
    raw = text.split("\n") if text else []
    tokens = _parse_markdown(_YAML.sub(lambda front: "\n" * front[0].count("\n"), text).replace("\f", " "))
    deep = next((token for token in tokens if token.level >= _MAX_DEPTH - 1 and token.nesting > 0), None)
    if deep:
        where = f"over {_MAX_DEPTH} deep in line {(deep.map or [0])[0] + 1}"
        raise CorpusError(f"{path} nests lists or quotations {where}. Write them less deep and index again.")
    shown: dict[int, tuple[str, int]] = {}
    for number, words, level in _markdown_lines(tokens):
        shown[number] = (f"{shown[number][0]}\t{words}" if number in shown else words, level)  # cells share their line
    shown = {number: (words.rstrip(), level) for number, (words, level) in shown.items() if words.strip()}
    runs = [token.map for token in tokens if token.map and token.type in {"inline", "table_open"}]
    inner = {line + 1 for run in runs for line in range(*run)}
    kept = [number for number in range(1, len(raw) + 1) if number in shown or number not in inner]
    starts = {number for number in kept if number == kept[0] or raw[number - 1].startswith("\f")}
    return tuple(SourceLine(n, words, n in starts, level) for n in kept for words, level in [shown.get(n, ("", 0))])


def _parse_markdown(text: str) -> list[Token]:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import reference
    from markdown_it.rules_inline import escape, newline

    def link_target(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        is_note = state.src.startswith("[^", state.bMarks[start] + state.tShift[start])
        return not is_note and reference(state, start, end, silent)

    def noting_its_end(rule: Callable[[StateInline, bool], bool], state: StateInline, silent: bool) -> bool:
        done = rule(state, silent)
        if done and not silent:
            state.tokens[-1].meta["end"] = state.pos
        return done

    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_DEPTH}).enable("table")
    parser.block.ruler.at("reference", link_target)
    parser.inline.ruler.at("newline", partial(noting_its_end, newline))
    parser.inline.ruler.at("escape", partial(noting_its_end, escape))
    return parser.parse(text)


def _markdown_lines(tokens: Sequence[Token]) -> Iterator[tuple[int, str, int]]:
    level, bullet = 0, ""
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type in {"heading_close", "list_item_close"}:
            level, bullet = 0, ""
        elif token.type == "list_item_open":
            bullet = f"{token.info}{token.markup} " if token.info else "• "
        for number, words in _token_lines(token) if token.map else ():
            yield number, (bullet if words.strip() and not level else "") + words, level
            bullet = "" if words.strip() else bullet


def _token_lines(token: Token) -> Iterator[tuple[int, str]]:
    number, place, words = (token.map or [0])[0] + 1, 0, ""
    for child in token.children or ():
        if child.type in {"softbreak", "hardbreak"}:
            yield number, _BLANKS.sub(" ", words).strip()
            number += token.content.count("\n", place, child.meta["end"])
            place, words = child.meta["end"], ""
        elif child.type == "html_inline":
            words += " " if child.content.lower().startswith("<br") else ""
        elif child.type != "image":
            words += child.content
    if token.type == "inline":
        yield number, _BLANKS.sub(" ", words).strip()
    elif token.type in {"fence", "code_block", "html_block"}:
        content = token.content.rstrip("\n").expandtabs(4)
        if token.type == "html_block":
            content = html.unescape(_TAGS.sub(lambda tag: "\n" * tag[0].count("\n"), content))
        for place, line in enumerate(content.split("\n"), token.type == "fence"):
            yield number + place, line.strip() if token.type == "html_block" else line.rstrip()
