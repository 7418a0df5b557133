"""How the house says no: a sentence to the person who asked, raised where the reason is known."""


class Refusal(Exception):
    """An act that is not allowed or not complete. `field` names the input to mend, `status` is the answer on the wire."""

    status = 422

    def __init__(self, sentence: object, *, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field

    def __str__(self) -> str:
        return str(self.sentence)


class Reused(Refusal):
    """The same command key came with other content."""

    status = 409


class Unseen(Exception):
    """Not there, or not for this person: the two are told apart to nobody."""
