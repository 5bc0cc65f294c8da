"""A file -> a Document whose every character knows its place in the source."""
