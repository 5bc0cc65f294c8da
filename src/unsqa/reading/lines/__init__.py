"""Lines as they stand in a file -> lines as they were printed: what is no running text goes, words are mended."""
