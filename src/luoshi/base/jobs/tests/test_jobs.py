"""Working by the clock: one holder at a time, each job in its rhythm, silence on a demonstration."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from luoshi.base.jobs import schedule, services
from luoshi.base.jobs.models import Run
from luoshi.base.jobs.schedule import Scheduled
from luoshi.base.jobs.services import give_up_lease, hold_lease, run_due
from luoshi.base.registry import Shelf
from tests.cast import at

pytestmark = pytest.mark.django_db
NINE = at("2026-11-02 09:00")


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, datetime]]]:
    """Two jobs of our own on the shelf: one that speaks, one that sweeps."""
    done: list[tuple[str, datetime]] = []
    jobs: Shelf[Scheduled] = Shelf("test jobs")

    def doing(name: str) -> object:
        def run(moment: datetime) -> int:
            done.append((name, moment))
            return 1

        return run

    jobs.put("remind", Scheduled("remind", timedelta(minutes=5), doing("remind")))
    jobs.put("sweep", Scheduled("sweep", timedelta(hours=1), doing("sweep"), speaks=False))
    monkeypatch.setattr(schedule, "shelf", jobs)
    monkeypatch.setattr(services, "shelf", jobs)
    yield done
    Shelf._all.remove(jobs)


def test_a_second_server_waits_until_the_lease_has_run_out() -> None:
    assert hold_lease(name="clock", holder="one", at=NINE)
    assert hold_lease(name="clock", holder="one", at=NINE + timedelta(seconds=5))
    assert not hold_lease(name="clock", holder="two", at=NINE + timedelta(seconds=34))
    assert hold_lease(name="clock", holder="two", at=NINE + timedelta(seconds=36))
    assert not hold_lease(name="clock", holder="one", at=NINE + timedelta(seconds=37))


def test_an_orderly_stop_leaves_the_lease_to_the_next_at_once() -> None:
    assert hold_lease(name="clock", holder="one", at=NINE)
    give_up_lease(name="clock", holder="two")
    assert not hold_lease(name="clock", holder="two", at=NINE)
    give_up_lease(name="clock", holder="one")
    assert hold_lease(name="clock", holder="two", at=NINE)


def test_each_job_runs_in_its_own_rhythm(done: list) -> None:
    for minutes in (0, 4, 5, 9, 10, 60):
        run_due(at=NINE + timedelta(minutes=minutes), silent=False)
    assert [name for name, _at in done] == ["remind", "sweep", "remind", "remind", "remind", "sweep"]


def test_on_a_demonstration_nothing_speaks(done: list) -> None:
    assert run_due(at=NINE, silent=True) == 1
    assert [name for name, _at in done] == ["sweep"]


def test_a_job_that_fails_is_written_down_and_the_others_go_on(done: list, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(moment: datetime) -> int:
        raise ValueError("no")

    broken = Scheduled("remind", timedelta(minutes=5), fail)
    monkeypatch.setitem(services.shelf._things, "remind", broken)
    with pytest.raises(ValueError, match="no"):
        services._run(broken, NINE)  # inside a transaction the failure must not be swallowed
    run_due_outside = Run.objects.filter(name="remind").exists()
    assert run_due_outside is False
