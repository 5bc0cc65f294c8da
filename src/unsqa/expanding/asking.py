"""Passages -> questions, a request each, noted in the journal as they come; and the round trip of a question.

Not here: the terminal (terminal.py), what is asked (prompts.py), what is kept of it (sifting.py).
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from unsqa.answering.assistant import Assistant
from unsqa.errors import ExpandError
from unsqa.expanding.endpoint import chat
from unsqa.expanding.journal import note_passage
from unsqa.expanding.prompts import make_messages
from unsqa.expanding.replies import read_reply
from unsqa.finding.build import build_index
from unsqa.finding.index import load_index, read_manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from unsqa.expanding.endpoint import Endpoint
    from unsqa.finding.embedding import Embedder
    from unsqa.settings import Settings
    from unsqa.types import Document, Passage

MAX_UNREADABLE = 5  # passages in a row, each asked twice, after which the model is not up to it


def ask_passages(
    endpoint: Endpoint,
    document: Document,
    passages: Sequence[Passage],
    folder: Path,
    progress: Callable[[], object],
) -> int:
    """Ask about each passage and note the questions in the folder's journal; return how many replies were unreadable.

    A reply that holds no questions in the form asked for is asked for once more; then its passage is left for another
    run. Raises ExpandError for what `chat` raises, and when MAX_UNREADABLE passages in a row got no readable reply.
    """
    n_unreadable = in_a_row = 0
    for passage in passages:
        messages = make_messages(document, passage)
        questions = read_reply(chat(endpoint, messages), len(passage.units))
        if questions is None:
            questions = read_reply(chat(endpoint, messages), len(passage.units))
        if questions is None:
            n_unreadable, in_a_row = n_unreadable + 1, in_a_row + 1
        else:
            in_a_row = 0
            note_passage(folder, passage.id, questions)
        if in_a_row == MAX_UNREADABLE:
            raise ExpandError(
                f"The model {endpoint.model!r} answered {MAX_UNREADABLE} passages in a row with no JSON that lists "
                "questions. Choose a larger one with --model-name; finished passages are kept."
            )
        progress()
    return n_unreadable


@contextmanager
def open_search(folder: Path, settings: Settings, embedder: Embedder) -> Iterator[Callable[[str, Passage], bool]]:
    """Give a function that tells whether our own search, over this report without its bank, brings a passage back.

    The vectors of an index that is there already are used; the index itself is left as it is.
    """
    with tempfile.TemporaryDirectory(prefix="unsqa-") as name:
        corpus, index = Path(name) / "corpus", Path(name) / "index"
        (corpus / folder.name).mkdir(parents=True)
        for path in folder.glob("report.*"):
            shutil.copy(path, corpus / folder.name)
        # an index that is being replaced at this moment may lack a file: then its texts are embedded anew
        with suppress(OSError, shutil.Error):
            shutil.copytree(settings.index, index, ignore=shutil.ignore_patterns(".*"))
        build_index(corpus, index, embedder, model=settings.model)
        assistant = Assistant(load_index(index, read_manifest(index)), embedder)
        yield lambda question, passage: any(hit.passage.id == passage.id for hit in assistant.ask(question).hits)
