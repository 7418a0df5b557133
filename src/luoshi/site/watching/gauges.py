"""The numbers of the house at the moment they are asked for. A database that is away is said as such; the rest is told all the same."""

import shutil
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count, Min
from prometheus_client.core import GaugeMetricFamily as Gauge
from prometheus_client.registry import Collector

from luoshi import __version__
from luoshi.adapters.api.models import Hook
from luoshi.adapters.messages.models import Message
from luoshi.adapters.messages.outbox import OPEN
from luoshi.base.clock import local_date
from luoshi.base.jobs.models import Lease, Run
from luoshi.base.jobs.schedule import shelf
from luoshi.base.ledger.sealing import unchained, waiting_since
from luoshi.base.parameters.selectors import book
from luoshi.site.backups.records import last_backup, last_drill

GRACE = timedelta(minutes=5)


class House(Collector):
    """What is counted when it is asked for, at this moment."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def collect(self) -> Iterator[Gauge]:
        info = Gauge("luoshi_info", "Always 1; what runs.", labels=("version", "database"))
        info.add_metric((__version__, connection.vendor), 1)
        yield info
        yield from _disk()
        yield from _backup()
        try:
            told = [*_ledger(self.at), *_jobs(self.at), *_messages(self.at), *_hooks(), *_drill()]
        except DatabaseError:
            told = []
        yield Gauge("luoshi_database_up", "1 where the database answers.", value=bool(told))
        yield from told


def _each(name: str, words: str, label: str, values: Mapping[str, float]) -> Gauge:
    gauge = Gauge(name, words, labels=(label,))
    for key, value in values.items():
        gauge.add_metric((key,), value)
    return gauge


def _disk() -> Iterator[Gauge]:
    usage = shutil.disk_usage(settings.LUOSHI_HOME)
    yield Gauge("luoshi_disk_free_bytes", "Free on the disk of LUOSHI_HOME.", value=usage.free)
    yield Gauge("luoshi_disk_size_bytes", "Size of the disk of LUOSHI_HOME.", value=usage.total)


def _backup() -> Iterator[Gauge]:
    said = last_backup()
    if said:
        when = datetime.fromisoformat(said["at"]).timestamp()
        yield Gauge("luoshi_backup_last_timestamp_seconds", "When the last backup was taken from here; absent where none was.", value=when)
        yield Gauge("luoshi_backup_last_bytes", "How large it was.", value=said["bytes"])


def _drill() -> Iterator[Gauge]:
    last = last_drill()
    if last:
        words = "When the last drill was; absent where none was."
        yield Gauge("luoshi_drill_last_timestamp_seconds", words, value=last.at.timestamp())
        yield Gauge("luoshi_drill_last_ok", "1 where everything came back equal.", value=last.ok is not False)


def _ledger(at: datetime) -> Iterator[Gauge]:
    since = waiting_since()
    age = max(0.0, (at - since).total_seconds()) if since else 0
    yield Gauge("luoshi_ledger_unchained_entries", "Entries that are not chained yet.", value=unchained().count() if since else 0)
    yield Gauge("luoshi_ledger_unchained_seconds", "Age of the oldest of them.", value=age)


def _jobs(at: datetime) -> Iterator[Gauge]:
    """A demonstration is silent: what would speak does not run there, and is not missed."""
    alive = Lease.objects.filter(name="clock", until__gt=at).exists()
    yield Gauge("luoshi_jobs_alive", "1 where a jobs process holds the lease.", value=alive)
    runs = {name: (ran_at, trouble) for name, ran_at, trouble in Run.objects.values_list("name", "ran_at", "trouble")}
    silent = book(local_date(at)).flag("site.demo")
    due = [job for job in shelf if not (silent and job.speaks)]
    late = [job.name for job in due if job.name not in runs or runs[job.name][0] + job.every + GRACE < at]
    yield Gauge("luoshi_jobs_behind", "Jobs that should have run more than five minutes ago.", value=len(late))
    ran = {job.name: runs[job.name][0].timestamp() for job in due if job.name in runs}
    yield _each("luoshi_job_last_run_timestamp_seconds", "When a job last ran.", "job", ran)
    failed = {job.name: float(bool(runs[job.name][1])) for job in due if job.name in runs}
    yield _each("luoshi_job_failed", "1 where its last run ended in an error.", "job", failed)


def _messages(at: datetime) -> Iterator[Gauge]:
    """Those whose time has come; what is said later, or on paper, does not wait."""
    ready = Message.objects.filter(OPEN, next_try_at__lte=at).exclude(channel="slip")
    rows = {one: (many, since) for one, many, since in ready.values_list("channel").annotate(Count("pk"), Min("ready_at"))}
    many = {one: float(count) for one, (count, _since) in rows.items()}
    yield _each("luoshi_messages_waiting", "Messages whose time has come and that are not out yet.", "channel", many)
    oldest = {one: max(0.0, (at - since).total_seconds()) for one, (_many, since) in rows.items()}
    yield _each("luoshi_messages_waiting_seconds", "Age of the oldest of them.", "channel", oldest)
    given_up = Message.objects.filter(given_up_at__gt=at - timedelta(days=1)).count()
    yield Gauge("luoshi_messages_given_up", "Messages given up within the last day.", value=given_up)


def _hooks() -> Iterator[Gauge]:
    states = {"working": 0.0, "failing": 0.0, "off": 0.0}
    for off_at, failing in Hook.objects.filter(ended_at=None).values_list("off_at", "failing"):
        states["off" if off_at else "failing" if failing else "working"] += 1
    yield _each("luoshi_webhooks", "Webhooks that are told, that fail, that were switched off for that.", "state", states)
