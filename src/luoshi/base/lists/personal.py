"""What lists hold about people: nothing. Their words are what things are about, never who."""


def declare_personal() -> None:
    """No column of this room is about a person."""
