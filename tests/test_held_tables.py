"""An upgrade on PostgreSQL never makes people queue for long behind a table that somebody holds; what stays held it names."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from luoshi.site.commands import Refused, upgrade
from tests import postgres
from tests.browser.conftest import absent
from tests.browser.house import ROOT, make


@pytest.mark.sweep
def test_a_table_that_somebody_holds_is_not_queued_for_and_the_upgrade_goes_on_when_it_is_free(tmp_path: Path) -> None:
    """A write that stands open holds the upgrade up; a writer that comes meanwhile waits two seconds at most."""
    try:
        with postgres.cluster() as made:
            url = made.create("house")
            make(tmp_path / "home", demo=False, database_url=url)
            _held(url, tmp_path / "home")
    except postgres.Missing as missing:
        absent(str(missing))


def _held(url: str, home: Path) -> None:
    import psycopg

    environment = {**os.environ, "LUOSHI_HOME": str(home), "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "luoshi.site.settings"}

    def ran(*words: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", *words], cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    back = ran("django", "migrate", "accounts", "0002")  # a house one step older
    assert back.wait(60) == 0, back.communicate()
    with psycopg.connect(url) as reader, psycopg.connect(url, autocommit=True) as writer:
        reader.execute("LOCK TABLE account IN ROW EXCLUSIVE MODE")  # as whoever has written there and not ended
        writer.execute("SET statement_timeout = '8s'")  # where it queues behind an upgrade that waits without end, this fails
        running = ran("luoshi", "upgrade", "--json")
        longest, until, freed = 0.0, time.monotonic() + 60, 0.0
        while running.poll() is None and time.monotonic() < until:
            began = time.monotonic()
            writer.execute("UPDATE account SET must_change = must_change")
            longest = max(longest, time.monotonic() - began)
            if longest > 1 and not freed:
                freed = time.monotonic() + 3.5
            if freed and time.monotonic() > freed:
                reader.rollback()
            time.sleep(0.05)
        assert running.returncode == 0, running.communicate()
        assert 1 < longest < 3, f"somebody waited {longest:.1f} s"
        assert json.loads(running.communicate()[0])["steps"]


class Held(Exception):
    """As the driver says that a lock was not to be had."""

    sqlstate = upgrade.LOCKED


def tries(monkeypatch: pytest.MonkeyPatch, cause: Exception, succeeds_at: int) -> list[int]:
    """How often it was tried, where each try but the given one fails."""
    asked: list[int] = []

    def migrate(*_words: Any, **_named: Any) -> None:
        asked.append(1)
        if len(asked) != succeeds_at:
            raise OperationalError("canceling statement due to lock timeout") from cause

    monkeypatch.setattr("django.core.management.call_command", migrate)
    monkeypatch.setattr("django.utils.connection.BaseConnectionHandler.__delitem__", lambda *_names: None)
    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.close", lambda _connection: None)
    monkeypatch.setattr(upgrade, "behind", lambda: ["matters.0042_wide", "org.0009"])
    monkeypatch.setattr(upgrade.time, "sleep", lambda _seconds: None)
    return asked


@pytest.mark.django_db
def test_a_table_that_stays_held_is_said_with_what_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = tries(monkeypatch, Held(), 0)
    with pytest.raises(Refused, match=r"matters\.0042_wide waits .* 2 steps are left"):
        upgrade._migrate()
    assert len(asked) == 5


@pytest.mark.django_db
def test_it_goes_on_as_soon_as_the_table_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = tries(monkeypatch, Held(), 3)
    upgrade._migrate()
    assert len(asked) == 3


@pytest.mark.django_db
def test_another_trouble_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = tries(monkeypatch, ConnectionError(), 0)
    with pytest.raises(OperationalError):
        upgrade._migrate()
    assert len(asked) == 1
