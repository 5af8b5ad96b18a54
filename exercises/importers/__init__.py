"""Existing exercises brought in from elsewhere: each source is read, what it holds becomes folders of ours.

Pure code: no database, no box, and nothing of what is read is ever run here.
"""
