"""Other systems: what programs ask of the house and do in it with a key, and what the house tells them by itself."""
