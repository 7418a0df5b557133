"""The parameters that the graded protection asks for, checked and set: GB/T 22239-2019, second and third grade."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from luoshi.base.actor import HOUSE
from luoshi.base.clock import local_date
from luoshi.base.parameters.selectors import Book, book
from luoshi.base.parameters.services import set_parameter
from luoshi.base.refusal import Refusal
from luoshi.kernel.org.roles import ADMINISTRATORS, AUDITING, BUILDING, SECURING
from luoshi.site.checkup import Line, line
from luoshi.site.checkup.people import doubles, holders

SECOND, THIRD = "dengbao-2", "dengbao-3"


@dataclass(frozen=True)
class Wanted:
    """A parameter: `value` is set, and what is `most` that much, or just so, is in order."""

    name: str
    value: str
    clause: str
    most: bool = True

    def holds(self, params: Book) -> bool:
        now = params.text(self.name).strip()
        if self.name == "accounts.second_for":
            return set(self.value.replace(",", " ").split()) <= set(now.replace(",", " ").replace("、", " ").split())
        return 0 < int(now) <= int(self.value) if self.most else now == self.value


BOTH = (
    Wanted("accounts.failures", "5", "8.1.4.1 b"),
    Wanted("accounts.lock_minutes", "15", "8.1.4.1 b", most=False),
    Wanted("accounts.password_days", "90", "8.1.4.1 a"),
    Wanted("accounts.desk_idle", "30", "8.1.4.1 b"),
    Wanted("accounts.desk_days", "1", "8.1.4.1 b"),
    Wanted("accounts.admin_idle", "15", "8.1.4.1 b"),
    Wanted("accounts.admin_hours", "12", "8.1.4.1 b"),
    Wanted("accounts.again_hours", "8", "8.1.4.1 b"),
)
PROFILES = {
    SECOND: BOTH,
    THIRD: (
        *BOTH,
        Wanted("org.administrators_apart", "yes", "8.1.5", most=False),
        Wanted("accounts.second_for", ", ".join(ADMINISTRATORS), "8.1.4.1 d"),
    ),
}


def lines(at: datetime, profile: str) -> list[Line]:
    """Each parameter of the profile: in force or not."""
    params = book(local_date(at))
    todo = f"luoshi doctor --apply --profile {profile}"
    return [line(one.name, one.clause, one.holds(params), params.text(one.name), f"{one.value}: {todo}") for one in PROFILES[profile]]


def apply(at: datetime, profile: str) -> list[tuple[str, str]]:
    """Set what is not in order, from today on, each in the ledger; name and value of what was set. Again sets nothing.

    Refused before anything is set: where the rule would lock everybody out, or somebody holds what must be apart.
    """
    params = book(local_date(at))
    wanted = [one for one in PROFILES[profile] if not one.holds(params)]
    if any(one.name == "org.administrators_apart" for one in wanted):
        _must_be_three(at)
    for one in wanted:
        set_parameter(
            actor=HOUSE, at=at, command=uuid.uuid4(), name=one.name, value=one.value, since=local_date(at),
            source=f"{profile}: GB/T 22239-2019, {one.clause}",
        )  # fmt: skip
    return [(one.name, one.value) for one in wanted]


def _must_be_three(at: datetime) -> None:
    held, double = holders(at), doubles(at, apart=True)
    missing = [role for role in (BUILDING, SECURING, AUDITING) if not held.get(role)]
    if missing:
        raise Refusal(f"Nobody holds {', '.join(missing)}: give these roles first, or nobody could give them afterwards.")
    if double:
        raise Refusal(f"{', '.join(double)} holds two administrators' roles: end one of them first.")
