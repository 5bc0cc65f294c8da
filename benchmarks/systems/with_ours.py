"""Our own search: the whole of `Assistant.ask`, which also chooses sentences, cites them and refuses."""

from __future__ import annotations

from pathlib import Path

from exchange import serve
from ours import index_report, index_texts

from unsqa.answering.assistant import Assistant
from unsqa.finding.embedding import load_embedder
from unsqa.settings import Settings


def load(_):
    return load_embedder(Settings())


def build(embedder, job):
    if job.report:
        index = index_report(Path(job.report), embedder, with_bank=job.with_bank)
    else:
        index = index_texts(job.texts, lambda _: "texts", embedder)
    assistant = Assistant(index, embedder)

    def search(question, k):
        return [(hit.passage.id, hit.passage.shown) for hit in assistant.ask(question).hits[:k]]

    return search, len(index.rows)


if __name__ == "__main__":
    serve(load, build)
