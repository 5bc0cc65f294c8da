"""What is kept on the person's own machine: conversations and ratings, in one SQLite file."""
