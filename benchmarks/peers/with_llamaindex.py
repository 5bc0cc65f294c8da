"""LlamaIndex as its "Starter Tutorial (Using Local LLMs)" sets it up (developers.llamaindex.ai), without the LLM."""

from __future__ import annotations

from exchange import serve
from llama_index.core import Document, Settings, VectorStoreIndex
from llama_index.embeddings.huggingface import HuggingFaceEmbedding


def build(texts, model, prompts):
    Settings.embed_model = HuggingFaceEmbedding(
        model_name=model, query_instruction=prompts["query"] or None, text_instruction=prompts["passage"] or None
    )
    index = VectorStoreIndex.from_documents([Document(text=text, doc_id=name) for name, text in texts.items()])

    def search(question, k):
        found = index.as_retriever(similarity_top_k=k).retrieve(question)
        return [(hit.node.ref_doc_id, hit.node.get_content()) for hit in found]

    return search


if __name__ == "__main__":
    serve(build)
