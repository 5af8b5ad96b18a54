"""The screens of the book."""
