"""Where the vectors and the words of an index are kept: in its folder, or on a Milvus server."""
