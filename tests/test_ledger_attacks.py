"""Eight ways to forge the ledger with the rights of the database itself, on both databases: each is found by `luoshi verify` with an anchor."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests import postgres
from tests.commanded import luoshi

ROOT = Path(__file__).resolve().parent.parent
NO_TRIGGERS = ("ledger_entry_no_update", "ledger_entry_no_delete")
WRITTEN = """
import django; django.setup()
from django.db import transaction
from luoshi.base.actor import HOUSE
from luoshi.base.clock import local_date, now
from luoshi.base.ledger.sealing import seal_all
from luoshi.base.ledger.services import record
for number in range(6):
    with transaction.atomic():
        record(actor=HOUSE, at=now(), verb="place.added", subject=("place", number), on=local_date(now()), payload={"name": f"{number}号泵房"})
seal_all()
"""
CHAINED_ANEW = """
import django; django.setup()
from luoshi.base.ledger.chain import START, Fact, link
from luoshi.base.ledger.models import LedgerEntry, LedgerHead
head = START
for row in LedgerEntry.objects.order_by("seq"):
    head = link(head, row.seq, Fact(**{name: getattr(row, name) for name in Fact.__dataclass_fields__}))
    LedgerEntry.objects.filter(pk=row.pk).update(digest=head)
LedgerHead.objects.update(entries=row.seq, digest=head)
"""


@dataclass(frozen=True)
class House:
    """A house somebody attacks: its home, and its database where that is PostgreSQL."""

    home: Path
    url: str = ""

    def sql(self, *statements: str) -> None:
        """With the rights of the database's owner; the triggers are dropped first."""
        on = " ON ledger_entry" if self.url else ""
        drops = [f"DROP TRIGGER IF EXISTS {name}{on}" for name in NO_TRIGGERS]
        with self._connected() as connection:
            for statement in (*drops, *statements):
                connection.execute(statement)

    def python(self, code: str) -> None:
        environment = {
            **os.environ,
            "LUOSHI_HOME": str(self.home),
            "DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "luoshi.site.settings",
        }
        subprocess.run([sys.executable, "-c", code], env=environment, check=True, cwd=ROOT)

    def verified(self, *anchors: str) -> dict[str, Any]:
        words = [word for anchor in anchors for word in ("--anchor", anchor)]
        return luoshi(self.home, "verify", *words, database=self.url)[1]

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        if not self.url:
            with closing(sqlite3.connect(self.home / "luoshi.sqlite3")) as connection, connection:
                yield connection
            return
        import psycopg

        with psycopg.connect(self.url) as connection:
            yield connection


def gone(where: str) -> tuple[str, str]:
    """Entries deleted with what they say."""
    return (
        f"DELETE FROM ledger_payload WHERE entry_id IN (SELECT id FROM ledger_entry WHERE {where})",
        f"DELETE FROM ledger_entry WHERE {where}",
    )


def played(house: Callable[[], House], middle: str, end: str, older: Callable[[], House]) -> None:
    """Each attack on a house of its own. `middle` and `end` were printed: after the sixth last entry, and at the end."""
    last = int(end.partition(":")[0])
    k = last // 2

    def attacked(*statements: str, anew: bool = False) -> dict[str, Any]:
        one = house()
        one.sql(*statements)
        if anew:
            one.python(CHAINED_ANEW)
            assert one.verified()["ok"], "without a witness it looks whole"
        return one.verified(middle, end)

    edit, redate = (
        f"UPDATE ledger_entry SET person = 99 WHERE seq = {k}",
        f"UPDATE ledger_entry SET recorded_at = happened_at, happened_at = recorded_at, on_day = '2020-01-01' WHERE seq = {k}",
    )
    assert attacked(edit)["first_bad"] == k, "edited"
    assert attacked(*gone(f"seq = {k}"))["first_bad"] == k, "deleted"
    swap = [f"UPDATE ledger_entry SET seq = {new} WHERE seq = {old}" for old, new in ((k, -1), (k + 3, k), (-1, k + 3))]
    assert attacked(*swap)["first_bad"] == k, "reordered"
    head = f"UPDATE ledger_head SET entries = {last - 4}, digest = (SELECT digest FROM ledger_entry WHERE seq = {last - 4})"
    cut = attacked(*gone(f"seq > {last - 4}"), head)
    assert (cut["first_bad"], cut["witnessed"]) == (last - 3, last - 6), "truncated, with a head that fits"
    whole = attacked(edit, anew=True)
    assert (whole["first_bad"], whole["witnessed"]) == (last - 6, 0), "all written anew: not what the first paper says"
    late = attacked(f"UPDATE ledger_entry SET person = 99 WHERE seq = {last - 2}", anew=True)
    assert (late["first_bad"], late["witnessed"]) == (last, last - 6), "written anew after the first paper"
    assert attacked(redate)["first_bad"] == k, "dated otherwise"
    payload = attacked(f"DELETE FROM ledger_payload WHERE entry_id = (SELECT id FROM ledger_entry WHERE seq = {k})")
    assert payload["first_bad"] == k, "its words taken away without a word"
    back = older()
    assert back.verified(middle)["ok"]
    found = back.verified(middle, end)
    assert (found["ok"], found["first_bad"], found["witnessed"]) == (False, last - 5, last - 6), "an older backup put back"


def line(told: dict[str, Any]) -> str:
    assert told["ok"]
    return f"{told['entries']}:{told['head']}"


@pytest.mark.sweep
def test_on_the_embedded_database(demo_home: Path, tmp_path: Path) -> None:
    first = House(demo_home)
    middle = line(first.verified())
    shutil.copytree(demo_home, tmp_path / "older")
    first.python(WRITTEN)
    end, copies = line(first.verified(middle)), iter(range(99))

    def house() -> House:
        return House(Path(shutil.copytree(demo_home, tmp_path / f"attacked-{next(copies)}")))

    played(house, middle, end, lambda: House(tmp_path / "older"))


@pytest.mark.sweep
def test_on_postgresql(demo_home: Path, tmp_path: Path) -> None:
    try:
        postgres.binaries()
    except postgres.Missing as missing:
        pytest.skip(str(missing))
    with postgres.cluster() as cluster:
        backup = tmp_path / "first.backup"
        assert luoshi(demo_home, "backup", "--out", str(backup))[0] == 0
        first = House(tmp_path / "there", cluster.create("forged"))
        assert luoshi(first.home, "restore", str(backup), database=first.url)[0] == 0
        middle = line(first.verified())
        cluster.create("older", template="forged")
        first.python(WRITTEN)
        end, copies = line(first.verified(middle)), iter(range(99))

        def house() -> House:
            return House(first.home, cluster.create(f"attacked_{next(copies)}", template="forged"))

        played(house, middle, end, lambda: House(first.home, cluster.url("older")))
