"""Joint consultation: a hard problem goes to several offices at once, and they decide together."""
