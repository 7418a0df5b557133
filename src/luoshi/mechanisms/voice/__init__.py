"""The voice without a name."""
