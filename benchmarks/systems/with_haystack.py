"""Haystack as its tutorial "Preprocessing Different File Types" sets it up (haystack.deepset.ai).

The pipelines load the model when they are first run; it is loaded before that here, so that loading is told apart.
"""

from __future__ import annotations

from itertools import pairwise

from exchange import serve
from haystack import Document, Pipeline
from haystack.components.preprocessors import DocumentCleaner, DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.components.writers import DocumentWriter
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)


def load(job):
    query, passage = job.prompts["query"], job.prompts["passage"]
    embedder = SentenceTransformersDocumentEmbedder(model=job.model, prefix=passage, progress_bar=False)
    asker = SentenceTransformersTextEmbedder(model=job.model, prefix=query, progress_bar=False)
    embedder.warm_up()
    asker.warm_up()
    return embedder, asker


def build(embedders, job):
    embedder, asker = embedders
    store = InMemoryDocumentStore()
    indexing = Pipeline()
    steps = {"embedder": embedder, "writer": DocumentWriter(store)}
    if job.split:
        splitter = DocumentSplitter(split_by="word", split_length=150, split_overlap=50)
        steps = {"cleaner": DocumentCleaner(), "splitter": splitter, **steps}
    for name, step in steps.items():
        indexing.add_component(name, step)
    for sender, receiver in pairwise(steps):
        indexing.connect(sender, receiver)
    documents = [Document(content=text, meta={"name": name}) for name, text in job.texts.items()]
    indexing.run({next(iter(steps)): {"documents": documents}})

    querying = Pipeline()
    querying.add_component("embedder", asker)
    querying.add_component("retriever", InMemoryEmbeddingRetriever(document_store=store))
    querying.connect("embedder.embedding", "retriever.query_embedding")

    def search(question, k):
        found = querying.run({"embedder": {"text": question}, "retriever": {"top_k": k}})
        return [(document.meta["name"], document.content) for document in found["retriever"]["documents"]]

    return search, store.count_documents()


if __name__ == "__main__":
    serve(load, build)
