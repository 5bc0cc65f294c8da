"""LlamaIndex as its "Starter Tutorial (Using Local LLMs)" sets it up (developers.llamaindex.ai), without the LLM.

Texts that are not to be split are given as nodes, as its guide to the vector store index shows.
"""

from __future__ import annotations

from exchange import serve
from llama_index.core import Document, Settings, VectorStoreIndex
from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode
from llama_index.embeddings.huggingface import HuggingFaceEmbedding


def load(job):
    Settings.embed_model = HuggingFaceEmbedding(
        model_name=job.model,
        query_instruction=job.prompts["query"] or None,
        text_instruction=job.prompts["passage"] or None,
    )


def build(_, job):
    if job.split:
        index = VectorStoreIndex.from_documents([Document(text=text, doc_id=name) for name, text in job.texts.items()])
    else:
        source = NodeRelationship.SOURCE
        index = VectorStoreIndex(
            [
                TextNode(text=text, id_=name, relationships={source: RelatedNodeInfo(node_id=name)})
                for name, text in job.texts.items()
            ]
        )

    def search(question, k):
        found = index.as_retriever(similarity_top_k=k).retrieve(question)
        return [(hit.node.ref_doc_id, hit.node.get_content()) for hit in found]

    return search, len(index.docstore.docs)


if __name__ == "__main__":
    serve(load, build)
