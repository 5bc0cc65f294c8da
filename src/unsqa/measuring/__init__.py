"""Question files, answers to many questions, scores."""
