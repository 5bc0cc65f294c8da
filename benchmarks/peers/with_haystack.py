"""Haystack as its tutorial "Preprocessing Different File Types" sets it up (haystack.deepset.ai)."""

from __future__ import annotations

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


def build(texts, model, prompts):
    store = InMemoryDocumentStore()
    indexing = Pipeline()
    indexing.add_component("cleaner", DocumentCleaner())
    indexing.add_component("splitter", DocumentSplitter(split_by="word", split_length=150, split_overlap=50))
    embedder = SentenceTransformersDocumentEmbedder(model=model, prefix=prompts["passage"], progress_bar=False)
    indexing.add_component("embedder", embedder)
    indexing.add_component("writer", DocumentWriter(store))
    for sender, receiver in (("cleaner", "splitter"), ("splitter", "embedder"), ("embedder", "writer")):
        indexing.connect(sender, receiver)
    documents = [Document(content=text, meta={"name": name}) for name, text in texts.items()]
    indexing.run({"cleaner": {"documents": documents}})

    querying = Pipeline()
    asker = SentenceTransformersTextEmbedder(model=model, prefix=prompts["query"], progress_bar=False)
    querying.add_component("embedder", asker)
    querying.add_component("retriever", InMemoryEmbeddingRetriever(document_store=store))
    querying.connect("embedder.embedding", "retriever.query_embedding")

    def search(question, k):
        found = querying.run({"embedder": {"text": question}, "retriever": {"top_k": k}})
        return [(document.meta["name"], document.content) for document in found["retriever"]["documents"]]

    return search


if __name__ == "__main__":
    serve(build)
