"""Screens of attendance: sheets and leaves, signing, papers."""
