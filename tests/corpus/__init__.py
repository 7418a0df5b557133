"""Files made to break the house, and plain ones beside them: generated when a test asks, never stored."""
