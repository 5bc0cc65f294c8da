"""The pages of the app: each draws what the other parts of unsqa give it."""
