"""Hits -> an Answer with citations, or a refusal."""
