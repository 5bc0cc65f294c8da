"""Embedding many texts: in batches, in this process, in several, or on many machines; kept until they are indexed."""
