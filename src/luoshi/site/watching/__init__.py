"""What whoever watches the house is told: that it lives, that it is ready, and its numbers. Never anything about a person."""
