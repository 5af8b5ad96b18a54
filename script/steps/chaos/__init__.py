"""A platform broken on purpose while people hand in, and what became of their work."""
