"""LangChain as its tutorial "Build a semantic search engine" sets it up (docs.langchain.com, knowledge-base)."""

from __future__ import annotations

from exchange import serve
from langchain_core.documents import Document
from langchain_core.vectorstores import InMemoryVectorStore
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter


def load(job):
    query, passage = job.prompts["query"], job.prompts["passage"]
    return HuggingFaceEmbeddings(
        model_name=job.model,
        encode_kwargs={"prompt": passage} if passage else {},
        query_encode_kwargs={"prompt": query} if query else {},
    )


def build(embeddings, job):
    documents = [Document(page_content=text, metadata={"source": name}) for name, text in job.texts.items()]
    if job.split:
        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)
        documents = splitter.split_documents(documents)
    store = InMemoryVectorStore(embeddings)
    store.add_documents(documents)

    def search(question, k):
        return [(found.metadata["source"], found.page_content) for found in store.similarity_search(question, k=k)]

    return search, len(documents)


if __name__ == "__main__":
    serve(load, build)
