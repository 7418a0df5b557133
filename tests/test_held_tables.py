"""An upgrade on PostgreSQL never makes people queue for long behind a table that somebody holds."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

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
        upgrade = ran("luoshi", "upgrade", "--json")
        longest, until, freed = 0.0, time.monotonic() + 60, 0.0
        while upgrade.poll() is None and time.monotonic() < until:
            began = time.monotonic()
            writer.execute("UPDATE account SET must_change = must_change")
            longest = max(longest, time.monotonic() - began)
            if longest > 1 and not freed:
                freed = time.monotonic() + 3.5
            if freed and time.monotonic() > freed:
                reader.rollback()
            time.sleep(0.05)
        assert upgrade.returncode == 0, upgrade.communicate()
        assert 1 < longest < 3, f"somebody waited {longest:.1f} s"
        assert json.loads(upgrade.communicate()[0])["steps"]
