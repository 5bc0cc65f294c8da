"""A Transcript as PDF, set by Typst from conversation.typ; the texts are its data, so nothing of them is markup.

Typst brings letters for Latin, Greek and Cyrillic. Other scripts take a font of the system; where there is none, their
letters show as boxes.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.resources import files
from typing import TYPE_CHECKING

from unsqa.exporting.wording import phrase

if TYPE_CHECKING:
    from unsqa.exporting.transcript import Transcript


def write_pdf(transcript: Transcript) -> bytes:
    """Return the transcript as the bytes of a tagged PDF."""
    import typst

    day = transcript.day
    data = asdict(transcript) | {
        "day": [day.year, day.month, day.day],
        "footer": phrase("of", transcript.language, page="\n", pages="\n").split("\n"),
    }
    template = files("unsqa.exporting").joinpath("conversation.typ").read_bytes()
    written = typst.compile(
        template,
        format="pdf",
        sys_inputs={"transcript": json.dumps(data)},
    )
    if not isinstance(written, bytes):
        raise TypeError("Typst gave no file.")
    return written
