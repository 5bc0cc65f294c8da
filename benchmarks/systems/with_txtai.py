"""txtai as its examples "Extract text from documents" and "RAG Quick Start" set it up (neuml.github.io/txtai).

The quick start cuts files into sections; a text file without page breaks has hardly any, so it is cut into paragraphs,
the other example's way. The model's prompts are read from its folder by txtai itself.
"""

from __future__ import annotations

from exchange import serve
from txtai import Embeddings
from txtai.pipeline import Textractor


def load(job):
    return Embeddings(content=True, path=job.model)


def build(embeddings, job):
    chunks = list(job.texts.items())
    if job.split:
        textractor = Textractor(backend=None, paragraphs=True)
        chunks = [(name, chunk) for name, text in chunks for chunk in textractor(text)]
    embeddings.index([(row, chunk) for row, (_, chunk) in enumerate(chunks)])

    def search(question, k):
        return [chunks[int(found["id"])] for found in embeddings.search(question, k)]

    return search, len(chunks)


if __name__ == "__main__":
    serve(load, build)
