"""What can stand in the ledger: each verb says which of its payload's fields are about a person, so that they can be shredded."""

from dataclasses import dataclass

from luoshi.base.registry import Shelf


@dataclass(frozen=True)
class Verb:
    """A verb of the ledger, the sentence it is read with, and the payload fields with personal data (may be empty, never unsaid)."""

    name: str
    sentence: object
    personal: tuple[str, ...]


verbs: Shelf[Verb] = Shelf("ledger verbs")


def verb(name: str, sentence: object, *, personal: tuple[str, ...]) -> Verb:
    """Lay a verb on the shelf. `personal` is compulsory: nobody adds an entry without deciding how its personal data dies."""
    return verbs.put(name, Verb(name, sentence, personal))
