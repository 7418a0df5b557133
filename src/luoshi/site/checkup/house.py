"""What the house keeps: the ledger whole and long enough, the jobs at work."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from luoshi.base.clock import local_date
from luoshi.base.jobs.models import Run
from luoshi.base.ledger.models import LedgerEntry
from luoshi.base.ledger.sealing import waiting_since
from luoshi.base.ledger.verification import verify
from luoshi.base.parameters.selectors import book
from luoshi.site.checkup import BAD, HINT, Line, line

LATE = timedelta(hours=26)
SOON = timedelta(minutes=2)


def lines(at: datetime) -> list[Line]:
    return [*_ledger(at), _jobs(at)]


def _ledger(at: datetime) -> Iterator[Line]:
    left = waiting_since()
    verdict = verify()
    found = f"{verdict.entries} entries, unbroken" if verdict.ok else f"entry {verdict.first_bad} is missing or wrong"
    yield line("ledger", "8.1.4.3 audit, protected", verdict.ok, found, "restore the last good copy; keep what is there for inquiry")
    held = waiting_since()
    found, todo = "everything", ""
    if held and at - held > SOON:
        found, todo = f"entries wait since {local_date(held)}", "end the transaction that stands open (pg_stat_activity)"
    elif left and at - left > SOON:
        found, todo = (
            f"entries had waited since {local_date(left)}; chained now",
            "keep the jobs process running: luoshi serve, or luoshi jobs",
        )
    yield line("ledger chained", "8.1.4.3 audit: what happened stands in the chain within seconds", not todo, found, todo)
    first = LedgerEntry.objects.order_by("seq").values_list("recorded_at", flat=True).first()
    since = f"since {local_date(first)}" if first else "nothing yet"
    yield line("ledger kept", "网络安全法: at least 6 months", True, f"{since}; nothing ever deletes an entry", "")


def _jobs(at: datetime) -> Line:
    last = Run.objects.order_by("-ran_at").values_list("ran_at", flat=True).first()
    if last is None or at - last > LATE:
        first = LedgerEntry.objects.order_by("id").values_list("recorded_at", flat=True).first()
        verdict = HINT if last is None and (first is None or at - first <= LATE or book(local_date(at)).flag("site.demo")) else BAD
        found = f"last on {local_date(last)}" if last else "never ran"
        return Line("jobs", "reminders, sweeping", found, verdict, "start luoshi serve, or luoshi jobs beside the web server")
    troubled = sorted(Run.objects.exclude(trouble="").values_list("name", flat=True))
    found = f"in trouble: {', '.join(troubled)}" if troubled else "at work"
    return line("jobs", "reminders, sweeping", not troubled, found, "read their errors with journalctl")
