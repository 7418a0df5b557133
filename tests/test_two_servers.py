"""Two servers on one database, one of them killed: each reminder, each level of telling and each lapse happens once, and each is said once.

`python -m tests.test_two_servers fill|run|tell` is what the test has done in processes of their own.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.browser.house import make
from tests.test_at_once import ROOT, own_database

pytestmark = pytest.mark.sweep

LATE, SOON, SILENT = 150, 40, 5
PATIENCE, A_FEW = 75.0, 10


@dataclass
class Plant:
    """A plant without demonstration, and the job processes that were started on it."""

    environment: Mapping[str, str]
    started: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def ask(self, what: str) -> dict[str, Any]:
        """What a process of its own does or finds there."""
        command = [sys.executable, "-m", "tests.test_two_servers", what]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr[-3000:]
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def jobs(self) -> "subprocess.Popen[bytes]":
        """One more server's jobs process."""
        one = subprocess.Popen([sys.executable, "-m", "luoshi", "jobs"], cwd=ROOT, env=self.environment, stderr=subprocess.DEVNULL)
        self.started.append(one)
        return one

    def end(self) -> None:
        for one in self.started:
            if one.poll() is None:
                one.terminate()
        for one in self.started:
            one.wait(20)

    def looked(self, sql: str) -> list[tuple[Any, ...]]:
        """A look into the database from outside."""
        url = self.environment.get("DATABASE_URL", "")
        if url:
            import psycopg

            with psycopg.connect(url) as postgres:
                return list(postgres.execute(sql.encode()))
        import sqlite3

        lite = sqlite3.connect(Path(self.environment["LUOSHI_HOME"]) / "luoshi.sqlite3", timeout=20)
        try:
            return list(lite.execute(sql))
        finally:
            lite.close()

    def told(self) -> int:
        return int(self.looked("SELECT COUNT(*) FROM matter_event WHERE act = 'tell'")[0][0])

    def holder(self) -> int:
        """The process that has the lease."""
        rows = self.looked("SELECT holder FROM jobs_lease")
        return int(str(rows[0][0]).rpartition(":")[2]) if rows else 0


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Plant]:
    with filled(tmp_path) as plant:
        yield plant


@contextmanager
def filled(home: Path) -> Iterator[Plant]:
    with own_database() as url:
        make(home / "home", demo=False, database_url=url)
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        environment = {**kept, "LUOSHI_HOME": str(home / "home"), **({"DATABASE_URL": url} if url else {})}
        plant = Plant(environment)
        plant.ask("fill")
        try:
            yield plant
        finally:
            plant.end()


def wait_for(is_so: Callable[[], bool], what: str, every: float = 0.02) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until, what
        time.sleep(every)


def once_each(found: dict[str, Any], levels: int) -> None:
    """Exactly one of each, in the story, in the outbox and in the ledger."""
    assert found["told"] == {f"{level}": LATE for level in range(1, levels + 1)}
    assert found["told twice"] == found["reminded twice"] == found["said twice"] == []
    assert (found["reminded"], found["lapsed"], found["silence closed"]) == (SOON, SILENT, SILENT)
    assert (found["said late"], found["said soon"]) == (LATE * levels, SOON)
    assert found["entries of telling"] == LATE * levels and found["entries of reminding"] == SOON
    assert found["first bad"] is None and found["troubles"] == []


def test_one_of_two_is_killed_in_the_middle_and_the_other_goes_on_where_it_was(two: Plant) -> None:
    both = {one.pid: one for one in (two.jobs(), two.jobs())}
    wait_for(lambda: two.told() >= A_FEW, "nobody began to tell")
    first = two.holder()
    both[first].send_signal(signal.SIGKILL)
    both[first].wait(10)
    begun = two.told()
    assert A_FEW <= begun < LATE, "it was killed in the middle"
    wait_for(lambda: two.told() >= LATE, "the other did not take over", 0.3)
    assert two.holder() == next(pid for pid in both if pid != first)
    once_each(two.ask("tell"), 1)

    two.ask("days later")  # nobody acted: it is the turn of the next leader up, with two servers again
    third = two.jobs()
    wait_for(lambda: two.told() >= LATE * 2, "the next level was not told", 0.3)
    assert third.poll() is None
    once_each(two.ask("tell"), 2)


def test_two_that_both_work_because_a_lease_ran_out_say_everything_once(two: Plant) -> None:
    command = [sys.executable, "-m", "tests.test_two_servers", "run"]
    pair = [subprocess.Popen(command, cwd=ROOT, env=two.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for _n in range(2)]
    for one in pair:
        _out, error = one.communicate(timeout=90)
        assert one.returncode == 0, error.decode()[-2000:]
    once_each(two.ask("tell"), 1)


def fill() -> dict[str, Any]:
    """A works, its office, two leaders; matters that are late, that fall due, and answers left without a word."""
    import uuid

    from luoshi.base.actor import HOUSE
    from luoshi.base.clock import local_date, now
    from luoshi.kernel.matters.models import Matter
    from luoshi.kernel.matters.services import raise_matter, take_step
    from luoshi.kernel.org import services
    from luoshi.kernel.org.models import Unit
    from luoshi.kernel.org.selectors import actor_of

    at, key = now(), uuid.uuid4
    on, root = local_date(at), Unit.objects.get(code="ROOT")
    given: dict[str, Any] = {"actor": HOUSE, "at": at, "since": on}
    works = services.add_unit(**given, command=key(), code="WORKS", name="净水车间", short_name="净水", parent=root)
    office = services.add_unit(**given, command=key(), code="OFFICE", name="设备室", parent=works, receives_for=works)
    people = {}
    for staff_no, name, unit, role in (
        ("1", "王一", works, ""), ("2", "李二", office, ""), ("3", "陈三", office, "handler"), ("4", "何四", office, "unit_leader"),
        ("5", "邱五", works, "unit_leader"), ("6", "郑六", root, "unit_leader"),
    ):  # fmt: skip
        people[staff_no] = services.add_person(**given, command=key(), staff_no=staff_no, name=name, unit=unit)
        if role:
            services.give_holding(**given, command=key(), person=people[staff_no], role=role, unit=unit)

    def take(who: str, pk: int, step: str, **values: Any) -> None:
        take_step(actor=actor_of(people[who], on), at=at, command=key(), matter=pk, step=step, values=values)

    ids = [
        raise_matter(
            actor=actor_of(people["1"], on),
            at=at,
            command=key(),
            kind="problem",
            unit=works,
            place=None,
            text=f"第{n}件",
            raiser=people["1"],
        )
        for n in range(LATE + SOON + SILENT)
    ]
    for pk in ids[LATE + SOON :]:
        take("3", pk, "assign", owner=people["2"], action="查", workdays=1)
        take("2", pk, "do", note="查了", verifier=people["5"])
        take("5", pk, "verify")
        take("3", pk, "answer", answer="好了")
    Matter.objects.filter(pk__in=ids[:LATE]).update(due_at=at - timedelta(hours=1))
    Matter.objects.filter(pk__in=ids[LATE : LATE + SOON]).update(due_at=at + timedelta(hours=8))
    Matter.objects.filter(pk__in=ids[LATE + SOON :]).update(due_at=at - timedelta(hours=1))
    return {"made": len(ids)}


def run() -> dict[str, Any]:
    """What is due, without asking for the lease."""
    from luoshi.base.clock import now
    from luoshi.base.jobs.services import run_due

    return {"done": run_due(at=now(), silent=False)}


def days_later() -> dict[str, Any]:
    """As if the days until the next level had gone by."""
    from luoshi.base.jobs.models import Run
    from luoshi.kernel.matters.models import Matter

    told = Matter.objects.filter(told_level=1)
    for pk, at in told.values_list("pk", "told_at"):
        Matter.objects.filter(pk=pk).update(told_at=at and at - timedelta(days=20))
    return {"moved": told.count(), "runs": Run.objects.filter(name="matters.tell").delete()[0]}


def tell() -> dict[str, Any]:
    """What became of it."""
    from luoshi.adapters.messages.models import Message
    from luoshi.base.jobs.models import Run
    from luoshi.base.ledger.models import LedgerEntry
    from luoshi.base.ledger.verification import verify
    from luoshi.kernel.matters.models import Event, Matter

    told = Counter((pk, str(detail["level"])) for pk, detail in Event.objects.filter(act="tell").values_list("matter", "detail"))
    reminded = Counter(Event.objects.filter(act="remind").values_list("matter", flat=True))
    said = Counter(Message.objects.filter(what__in=("late", "soon")).values_list("person", "what", "url", "due_at", "key"))
    entries = LedgerEntry.objects
    return {
        "told": dict(Counter(level for _pk, level in told)),
        "told twice": [pair for pair, n in told.items() if n > 1],
        "reminded": len(reminded),
        "reminded twice": [pk for pk, n in reminded.items() if n > 1],
        "lapsed": Event.objects.filter(act="confirm").count(),
        "silence closed": Matter.objects.filter(closing="not evaluated").count(),
        "said late": Message.objects.filter(what="late").count(),
        "said soon": Message.objects.filter(what="soon").count(),
        "said twice": [list(map(str, one)) for one, n in said.items() if n > 1],
        "entries of telling": entries.filter(verb="matter.told").count(),
        "entries of reminding": entries.filter(verb="matter.reminded").count(),
        "first bad": verify().first_bad,
        "troubles": list(Run.objects.exclude(trouble="").values_list("name", "trouble")),
    }


def main(what: str) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.site.settings")
    import django

    django.setup()
    acts = {"fill": fill, "run": run, "days later": days_later, "tell": tell}
    sys.stdout.write(json.dumps(acts[what](), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
