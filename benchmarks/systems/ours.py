"""Our own search as the benchmarks set it up: over a corpus, as `unsqa index` builds it, or over texts as given."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from tqdm import tqdm

from unsqa.finding.background import Background
from unsqa.finding.build import build_index
from unsqa.finding.bulk.batches import InProcess, make_batches
from unsqa.finding.index import SearchIndex, load_index, read_manifest
from unsqa.finding.lexical import Lexicon
from unsqa.finding.rows import hash_text, make_rows
from unsqa.finding.vectors import FaissStore
from unsqa.reading.bank import BANK
from unsqa.reading.passages import split_sentences
from unsqa.types import Document, Page, Passage, Report, Section

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from unsqa.finding.embedding import Embedder, Vectors
    from unsqa.finding.rows import RowTable


def index_report(report: Path, embedder: Embedder, *, with_bank: bool) -> SearchIndex:
    """Return the index of one report of a corpus alone, built as `unsqa index` does."""
    with tempfile.TemporaryDirectory() as folder:
        copy, index = Path(folder, "corpus", report.name), Path(folder, "index")
        shutil.copytree(report, copy)
        if not with_bank:
            (copy / BANK).unlink(missing_ok=True)
        build_index(copy.parent, index, embedder, model="")
        return load_index(index, read_manifest(index))


def index_texts(texts: Mapping[str, str], document_of: Callable[[str], str], embedder: Embedder) -> SearchIndex:
    """Return an index whose passages are the texts as they are, each in an English document of the name it is given."""
    by_document: dict[str, list[str]] = {}
    for identity in texts:
        by_document.setdefault(document_of(identity), []).append(identity)
    documents, passages = {}, []
    for name, identities in by_document.items():
        documents[name], own = make_document(name, {identity: texts[identity] for identity in identities})
        passages += own
    rows, parts = make_rows(list(documents.values()), passages)
    vectors = encode(rows, parts, embedder)
    store = FaissStore(vectors.shape[1])
    store.add(vectors)
    store.compress()
    lexicon = Lexicon.build([[(passage.shown, "en")] for passage in passages])
    return SearchIndex(documents, tuple(passages), rows, store, Background.measure(embedder), lexicon)


def make_document(name: str, texts: Mapping[str, str]) -> tuple[Document, list[Passage]]:
    """Return a document of the texts, one after another, and a passage for each."""
    passages, sections, start = [], [], 0
    whole = "\n\n".join(texts.values())
    for identity, text in texts.items():
        section = Section((), start, start + len(text))
        sentences = split_sentences(whole, section.start, section.end) or ((section.start, section.end),)
        passages.append(Passage(identity, name, section, section.start, section.end, text, sentences))
        sections.append(section)
        start = section.end + len("\n\n")
    page = Page("", printed=False, first_line=1, last_line=1)
    return Document(Report(name, name, "en"), whole, ((0, 1),), (page,), tuple(sections), ()), passages


def encode(rows: RowTable, texts: list[str], embedder: Embedder) -> Vectors:
    """Return the vectors of the rows, made in the batches that a build makes, each text once."""
    kinds = rows["kind"].tolist()
    keys = [hash_text(text, kind) for text, kind in zip(texts, kinds, strict=True)]
    batches = make_batches({key: (text, kind) for key, text, kind in zip(keys, texts, kinds, strict=True)})
    known = {}
    for batch, vectors in tqdm(InProcess(embedder).encode(batches), total=len(batches), disable=None):
        known.update(zip(batch.keys, vectors, strict=True))
    return np.stack([known[key] for key in keys])
