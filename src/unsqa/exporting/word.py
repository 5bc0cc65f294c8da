"""A Transcript as a Word document: headings, quotes, numbers that lead to the references at the end.

The same transcript gives the same bytes: the dates within are the transcript's.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.text.paragraph import Paragraph as WordParagraph

    from unsqa.exporting.transcript import Paragraph, Run, Transcript

FONT = "Calibri"
INK, GREY, BLUE = "1A1A1A", "595959", "0B5A8A"  # as in the PDF
_STYLES = {"said": "Normal", "quote": "Quote", "item": "List Bullet", "aside": "Caption"}


def write_word(transcript: Transcript) -> bytes:
    """Return the transcript as the bytes of a .docx file."""
    import docx

    document = docx.Document()
    _set_styles(document, transcript.language)
    _set_properties(document, transcript)
    document.add_paragraph(transcript.title, "Title")
    for line in filter(None, (transcript.about, transcript.note)):
        document.add_paragraph(line, "Caption")
    for exchange in transcript.exchanges:
        heading = document.add_heading(level=1)
        _add_run(heading, exchange.question, exchange.language)
        for paragraph in exchange.paragraphs:
            _add_paragraph(document, paragraph)
    if transcript.references:
        document.add_heading(transcript.heading, level=1)
    for number, text in enumerate(transcript.references, 1):
        _add_reference(document, number, text)
    return _pack(document, transcript)


def _set_properties(document: WordDocument, transcript: Transcript) -> None:
    properties, moment = document.core_properties, datetime.combine(transcript.day, time(), UTC)
    properties.title, properties.subject = transcript.title, transcript.about[:255]
    properties.language, properties.author, properties.comments = transcript.language, "unsqa", ""
    properties.last_modified_by, properties.created, properties.modified = "unsqa", moment, moment


def _set_styles(document: WordDocument, language: str) -> None:
    """Set paper, language and the look of the styles that are used."""
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(25)
    for tag in document.styles.element.iter(qn("w:lang")):
        tag.set(qn("w:val"), language)
    looks = {"Title": (24, INK), "Heading 1": (14, BLUE), "Normal": (11, INK), "Quote": (11, INK), "Caption": (9, GREY)}
    for name, (size, colour) in looks.items():
        style = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.color.rgb = RGBColor.from_string(colour)
        style.font.italic, style.font.bold = False, name == "Heading 1"
    document.styles["Quote"].paragraph_format.left_indent = Mm(8)
    document.styles["Heading 1"].paragraph_format.space_before = Pt(18)
    document.styles["Heading 1"].paragraph_format.space_after = Pt(4)


def _add_paragraph(document: WordDocument, paragraph: Paragraph) -> None:
    added = document.add_paragraph(style=_STYLES[paragraph.kind])
    added.paragraph_format.keep_with_next = paragraph.kind == "said" or None
    for run in paragraph.runs:
        if run.number:
            _add_number(added, run)
        else:
            _add_run(added, run.text, run.language, bold=run.bold)


def _add_run(paragraph: WordParagraph, text: str, language: str, *, bold: bool = False) -> None:
    """Add words in their language, so that no spelling check of another marks them."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    run = paragraph.add_run(text)
    run.bold = bold or None
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), language)
    run.element.get_or_add_rPr().append(spoken)


def _add_number(paragraph: WordParagraph, run: Run) -> None:
    """Add a number that leads to its reference."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    added = paragraph.add_run(run.text)
    added.font.superscript = True
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), f"reference-{run.number}")
    link.append(added.element)
    paragraph.paragraph_format.element.append(link)


def _add_reference(document: WordDocument, number: int, text: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm

    paragraph = document.add_paragraph(f"{number}.\t{text}")
    paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Mm(8), Mm(-8)
    for place, tag in enumerate(("w:bookmarkStart", "w:bookmarkEnd")):
        mark = OxmlElement(tag)
        mark.set(qn("w:id"), str(number))
        if not place:
            mark.set(qn("w:name"), f"reference-{number}")
        paragraph.paragraph_format.element.append(mark)


def _pack(document: WordDocument, transcript: Transcript) -> bytes:
    """Return the bytes of the file, each of its parts dated as the transcript, where python-docx puts the hour."""
    drafted, packed = BytesIO(), BytesIO()
    document.save(drafted)
    day = transcript.day
    with ZipFile(drafted) as draft, ZipFile(packed, "w", ZIP_DEFLATED) as file:
        for name in draft.namelist():
            info = ZipInfo(name, (max(day.year, 1980), day.month, day.day, 0, 0, 0))
            file.writestr(info, draft.read(name), ZIP_DEFLATED)
    return packed.getvalue()
