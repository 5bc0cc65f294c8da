"""Files of each format -> lines: PDF, Word, HTML and Markdown."""
