"""Who acts: a person with today's holdings, a guest before sign-in, or the house itself."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Grant:
    """One holding in force: a role on a unit."""

    role: str
    unit: int


@dataclass(frozen=True)
class Actor:
    """`person` is None for guests and for the house; `grants` are the holdings in force at the time of asking.

    `stands_for`: whose deputy this person is today; what they hold is then among the grants.
    """

    person: int | None
    name: str
    grants: tuple[Grant, ...] = ()
    unit: int | None = None
    stands_for: tuple[int, ...] = ()

    @property
    def selves(self) -> frozenset[int]:
        """The person, and those this person stands in for."""
        return frozenset(one for one in (self.person, *self.stands_for) if one is not None)

    @property
    def key(self) -> str:
        """The name under which command keys are kept: unique per person, shared by all guests."""
        return f"p{self.person}" if self.person else self.name

    def units(self, *roles: str) -> tuple[int, ...]:
        """The units on which any of these roles is held."""
        return tuple(grant.unit for grant in self.grants if grant.role in roles)

    def holds(self, *roles: str) -> bool:
        return any(grant.role in roles for grant in self.grants)


GUEST = Actor(person=None, name="guest")
HOUSE = Actor(person=None, name="house")
NAMELESS = Actor(person=None, name="nameless")  # whoever holds the receipt of what was said without a name
