"""Backups: the whole house in one file that either database can be filled from, and the proof that it can."""
