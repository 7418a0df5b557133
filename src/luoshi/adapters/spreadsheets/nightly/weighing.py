"""What a nightly list comes to once it is read: it waits for an administrator, or closes because it brings nothing new."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from luoshi.adapters.spreadsheets.folder import Folder
from luoshi.adapters.spreadsheets.models import AWAY, CLOSED, DIRECTORY, FAILED, READ, READING, TAKEN, NightlyLook, SheetImport, Staying
from luoshi.kernel.org.models import Unit

NAMED = 10


@transaction.atomic
def weigh(brought: SheetImport, ended: dict[str, Any], at: datetime) -> None:
    """Write down how the reading of a nightly list ended. Another that still waits is put away when this one takes its place.

    Failed is a file that cannot be read; a directory that gave nothing leaves no list behind, only the trouble beside its name.
    """
    lists = nightly_lists(brought.register)
    last = lists.filter(started_at__lte=brought.started_at).exclude(Q(pk=brought.pk) | Q(state=READING) | Q(digest="")).first()
    if ended["state"] == FAILED:
        ended = _failed(brought, ended, at)
    elif lists.filter(state=READ, started_at__gt=brought.started_at).exists():
        ended = {**ended, "state": AWAY, "ended_at": at}
    else:
        ended = _weighed(brought, ended, last, at)
    if ended["state"] in (READ, CLOSED, FAILED):
        put_away_open(brought.register, (FAILED,) if ended["state"] == FAILED else (READ, FAILED), at, but=brought)
    if not SheetImport.objects.filter(pk=brought.pk, state=READING).update(**ended):
        return
    if ended["state"] in (CLOSED, AWAY):
        transaction.on_commit(Folder.of(brought.key).drop)


def nightly_lists(register: str) -> QuerySet[SheetImport]:
    """The nightly lists of a register, the newest first."""
    return SheetImport.objects.filter(register=register).exclude(nightly="").order_by("-started_at", "key")


def put_away_open(register: str, states: Iterable[str], at: datetime, *, but: SheetImport | None = None) -> None:
    """Nightly lists of this register that wait in one of these states give way to a newer one."""
    for one in nightly_lists(register).filter(state__in=states):
        if but is None or one.pk != but.pk:
            SheetImport.objects.filter(pk=one.pk, state=one.state).update(state=AWAY, ended_at=at)
            transaction.on_commit(Folder.of(one.key).drop)


def undecided(keys: Iterable[str]) -> list[str]:
    """Whoever stands in no list and about whom nobody has decided yet."""
    stay = set(Staying.objects.values_list("person__staff_no", flat=True))
    return [key for key in keys if key not in stay]


def forget_staying(unlisted: Iterable[str]) -> None:
    """Who stands in a list again is an ordinary one again: asked about when a later list drops them."""
    gone = set(unlisted)
    back = [pk for pk, number in Staying.objects.values_list("pk", "person__staff_no") if number not in gone]
    Staying.objects.filter(pk__in=back).delete()


def _failed(brought: SheetImport, ended: dict[str, Any], at: datetime) -> dict[str, Any]:
    if brought.nightly != DIRECTORY or brought.digest:
        return ended
    NightlyLook.objects.filter(register=brought.register).update(trouble=ended["trouble"])
    return {**ended, "state": AWAY, "ended_at": at}


def _weighed(brought: SheetImport, ended: dict[str, Any], last: SheetImport | None, at: datetime) -> dict[str, Any]:
    report = Folder.of(brought.key).report()
    digest = str(report.get("digest") or brought.digest)
    if brought.nightly == DIRECTORY and not brought.digest:
        NightlyLook.objects.filter(register=brought.register).update(came_at=at, waited_since=at, trouble="", told=False)
    if last is not None and last.digest == digest and not worth_again(last):
        waits = last.state in (READ, AWAY)
        return {**ended, "digest": digest, "state": AWAY if waits else CLOSED, "ended_at": at}
    missing = len(undecided(report.get("unlisted", []))) if brought.register == "people" else 0
    known_errors = last is not None and last.digest == digest and last.state != FAILED
    new = report["headless"] or report["good"] or missing or (report["errors"] and not known_errors)
    ended = {**ended, "digest": digest, "missing": missing}
    if new:
        return ended
    if brought.register == "people":
        forget_staying(report["unlisted"])
    return {**ended, "state": CLOSED, "ended_at": at, "trouble": _also(brought.register, report)}


def worth_again(last: SheetImport) -> bool:
    """Is the same file worth reading again? Only where it could not be read, or rows of it stayed out that may be good by now."""
    return last.state == FAILED or (last.state in (TAKEN, CLOSED) and last.rejected > 0)


def _also(register: str, report: dict[str, Any]) -> str:
    """The units that are here and not in a list that brought nothing else: they are named, nothing more."""
    codes = report.get("unlisted", []) if register == "units" else []
    return _("Here, but not in the list: %(names)s") % {"names": names_of_units(codes)} if codes else ""


def names_of_units(codes: list[str]) -> str:
    """Some units by name, and how many more there are."""
    names = dict(Unit.objects.filter(code__in=codes[:NAMED]).values_list("code", "name"))
    words = _(", ").join(names.get(code, code) for code in codes[:NAMED])
    if len(codes) > NAMED:
        words = _("%(names)s and %(n)s more") % {"names": words, "n": len(codes) - NAMED}
    return words[:380]
