"""Ways in, tried through the doors."""
