"""The pages of the voice without a name."""
