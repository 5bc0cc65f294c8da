"""Lines -> blocks, one a paragraph, heading or label, in the order of the print."""
