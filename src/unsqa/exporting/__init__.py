"""From an Answer or a conversation to what a person takes away: references, text, Markdown, Word, PDF."""
