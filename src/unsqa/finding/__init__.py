"""A query -> ranked passages."""
