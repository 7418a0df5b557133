"""Holding the lease and working off what is due."""

import logging
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from luoshi.base.jobs.models import Lease, Run
from luoshi.base.jobs.schedule import Scheduled, shelf

log = logging.getLogger("luoshi.jobs")
LEASE = timedelta(seconds=30)


def hold_lease(*, name: str, holder: str, at: datetime, length: timedelta = LEASE) -> bool:
    """Take or prolong the lease; False while another holds it."""
    mine_or_over = Q(holder=holder) | Q(until__lte=at)
    if Lease.objects.filter(mine_or_over, name=name).update(holder=holder, until=at + length):
        return True
    try:
        with transaction.atomic():
            Lease.objects.create(name=name, holder=holder, until=at + length)
    except IntegrityError:
        return False
    return True


def give_up_lease(*, name: str, holder: str) -> None:
    """Leave the lease to the next, at an orderly stop."""
    Lease.objects.filter(name=name, holder=holder).delete()


def run_due(*, at: datetime, silent: bool) -> int:
    """Run every job whose rhythm is over. A job that fails is written down and tried again next time; the others go on."""
    last = dict(Run.objects.values_list("name", "ran_at"))
    due = [job for job in shelf if job.name not in last or last[job.name] + job.every <= at]
    return sum(_run(job, at) for job in due if not (silent and job.speaks))


def _run(job: Scheduled, at: datetime) -> int:
    done, trouble = 0, ""
    try:
        done = job.run(at)
    except Exception as error:
        log.exception("job %s failed", job.name)
        trouble = f"{type(error).__name__}: {error}"
        if connection.in_atomic_block:
            raise
    Run.objects.update_or_create(name=job.name, defaults={"ran_at": at, "done": done, "trouble": trouble})
    return done
