"""Who has power over the house: administrators, their passwords, doors that need no password."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.hashers import check_password
from django.db.models import Q

from luoshi.base.clock import local_date
from luoshi.base.parameters.selectors import book
from luoshi.kernel.org.held import administrators_apart, in_force
from luoshi.kernel.org.models import Holding
from luoshi.kernel.org.roles import ADMINISTERING, ADMINISTRATORS, AUDITING, BUILDING, SECURING
from luoshi.site.checkup import Line, line
from luoshi.web.accounts.models import Account

USUAL = ("admin", "admin123456", "Admin@123", "Admin@123456", "luoshi", "luoshi123", "password", "P@ssw0rd", "12345678", "1234567890")
MOST = 30


def lines(at: datetime, profile: str) -> list[Line]:
    demo = book(local_date(at)).flag("site.demo")
    held = holders(at)
    out = [line(
        "demonstration", "8.1.4.1 identity", not demo, "one-click sign-in for everybody" if demo else "no doors without a password",
        "a demonstration is no plant: make an empty home with luoshi init",
    )]  # fmt: skip
    double = doubles(at)
    words = ", ".join(f"{name}: {' + '.join(roles)}" for name, roles in double.items())
    out.append(
        line("one administrator, one role", "8.1.5 three administrators", not double, words or "nobody holds two", "end one of them")
    )
    for role in (BUILDING, SECURING, AUDITING) if profile else ():
        needed = role != SECURING or administrators_apart(local_date(at)) or profile == "dengbao-3"
        if needed:
            who = ", ".join(sorted(held.get(role, {}).values()))
            out.append(line(role, "8.1.5 three administrators", bool(who), who or "nobody", f"give somebody the role {role}"))
    weak = _usual_passwords({pk for people in held.values() for pk in people})
    found = ", ".join(weak) if weak else "none of the usual ones"
    out.append(
        line("default passwords", "8.1.4.2 c accounts as delivered", not weak, found, "print a new slip for each: luoshi slip STAFF_NO")
    )
    return out


def holders(at: datetime) -> dict[str, dict[int, str]]:
    """Who holds which administrator's role, now or from a later day on: person and staff number by role."""
    out: dict[str, dict[int, str]] = {}
    rows = Holding.objects.filter(in_force(local_date(at)) | _coming(at), role__in=ADMINISTRATORS)
    for role, pk, staff_no in rows.values_list("role", "person_id", "person__staff_no"):
        out.setdefault(role, {})[pk] = staff_no
    return out


def doubles(at: datetime, *, apart: bool | None = None) -> dict[str, list[str]]:
    """Staff number and roles of everybody who holds two that must be apart."""
    strict = administrators_apart(local_date(at)) if apart is None else apart
    of: dict[str, set[str]] = {}
    for role, people in holders(at).items():
        for staff_no in people.values():
            of.setdefault(staff_no, set()).add(role)
    return {staff_no: sorted(roles) for staff_no, roles in sorted(of.items()) if len(roles) > 1 and (strict or roles != set(ADMINISTERING))}


def _coming(at: datetime) -> Q:
    return Q(since__gt=local_date(at))


def _usual_passwords(people: Iterable[int]) -> list[str]:
    """The staff numbers of administrators whose password is one that everybody tries first."""
    out = []
    for account in Account.objects.filter(person__in=list(people)).select_related("person").order_by("person__staff_no")[:MOST]:
        tried = (*USUAL, account.person.staff_no)
        if account.has_usable_password() and any(check_password(one, account.password) for one in tried):
            out.append(account.person.staff_no)
    return out
