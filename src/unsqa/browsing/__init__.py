"""From a Document to what a reader leafs through: addresses, contents, blocks, places that a search finds."""
