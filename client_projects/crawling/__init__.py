"""Reads an old site from outside, as a stranger would: addresses, requests, robots, pages. Knows no model."""
