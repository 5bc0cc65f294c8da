"""A question and the turns before it -> what is searched and what is asked for."""
