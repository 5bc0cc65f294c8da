"""Passages -> a question bank, through any chat endpoint; and the check of a bank, which needs none."""
