"""LangChain as its tutorial "Build a semantic search engine" sets it up (docs.langchain.com, knowledge-base)."""

from __future__ import annotations

from exchange import serve
from langchain_core.documents import Document
from langchain_core.vectorstores import InMemoryVectorStore
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter


def build(texts, model, prompts):
    documents = [Document(page_content=text, metadata={"source": name}) for name, text in texts.items()]
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)
    embeddings = HuggingFaceEmbeddings(
        model_name=model,
        encode_kwargs={"prompt": prompts["passage"]} if prompts["passage"] else {},
        query_encode_kwargs={"prompt": prompts["query"]} if prompts["query"] else {},
    )
    store = InMemoryVectorStore(embeddings)
    store.add_documents(splitter.split_documents(documents))

    def search(question, k):
        return [(found.metadata["source"], found.page_content) for found in store.similarity_search(question, k=k)]

    return search


if __name__ == "__main__":
    serve(build)
