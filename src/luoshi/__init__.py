"""Luoshi (落实): every matter raised is carried through, and every number shown answers for itself."""

__version__ = "0.1.0"
