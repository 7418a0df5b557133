"""Who has an account, and who stands on the sign-in page of a demonstration."""

from datetime import date, datetime

from luoshi.base.clock import local_date
from luoshi.kernel.org.models import Holding, Person
from luoshi.kernel.org.roles import ROLES
from luoshi.kernel.org.selectors import in_force
from luoshi.web.accounts.models import Account, Slip


def cast(on: date, staff_nos: list[str]) -> list[tuple[str, str, str, str, list[str]]]:
    """The people on the sign-in page of a demonstration, in the order given: staff number, name, post, unit and roles."""
    people = {person.staff_no: person for person in Person.objects.filter(in_force(on), staff_no__in=staff_nos).select_related("unit")}
    roles: dict[str, list[str]] = {}
    for staff_no, role in (
        Holding.objects.filter(in_force(on), person__staff_no__in=staff_nos).order_by("-id").values_list("person__staff_no", "role")
    ):
        roles.setdefault(staff_no, []).append(str(ROLES[role].label))
    found = [people[staff_no] for staff_no in staff_nos if staff_no in people]
    return [(person.staff_no, person.name, person.post, person.unit.name, roles.get(person.staff_no, [])) for person in found]


def accounts_of(people: list[int]) -> set[int]:
    """Which of these persons have set a password."""
    return set(Account.objects.filter(person__in=people).values_list("person_id", flat=True))


def slips_of(people: list[int], at: datetime) -> dict[int, date]:
    """Until when an unused slip of these persons holds."""
    rows = Slip.objects.filter(person__in=people, used_at__isnull=True, revoked_at__isnull=True, until__gt=at).values_list(
        "person_id", "until"
    )
    return {person: local_date(until) for person, until in rows}
