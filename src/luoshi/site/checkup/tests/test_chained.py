"""`luoshi doctor` sees when nobody chains the ledger, and when something holds the chain up."""

from datetime import timedelta

import pytest

from luoshi.base.actor import HOUSE
from luoshi.base.ledger import sealing
from luoshi.base.ledger.services import record
from luoshi.site.checkup import BAD, GOOD, Line
from luoshi.site.checkup.house import lines
from tests.cast import at

NOON = at("2026-11-02 12:00")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("luoshi.base.ledger.services.chains_later", lambda: True)
    monkeypatch.setattr(sealing, "_ended", sealing.unchained)
    record(actor=HOUSE, at=NOON, verb="place.added", subject=("place", 7), on=NOON.date(), payload={})


def said(minutes: int) -> Line:
    return next(one for one in lines(NOON + timedelta(minutes=minutes)) if one.name == "ledger chained")


def test_an_entry_of_a_moment_ago_is_chained_and_nothing_is_said() -> None:
    assert said(1).verdict == GOOD


def test_entries_that_waited_while_no_jobs_process_ran_are_chained_and_said() -> None:
    first = said(10)
    assert (first.verdict, "jobs process" in first.todo) == (BAD, True)
    assert said(11).verdict == GOOD


def test_entries_that_an_open_transaction_holds_up_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "_ended", lambda: sealing.unchained().none())
    assert "pg_stat_activity" in said(10).todo
