"""Backups: everything a school could not write again, encrypted, elsewhere, and proved by bringing it back.

A backup is a snapshot of one folder: the database as one file, the uploaded files, the repositories of the client
projects, the key that signs, and an inventory that says how many rows and which files there were. Restic encrypts,
deduplicates and carries it; a check brings the newest one back beside the platform and compares it with its
inventory.
"""
