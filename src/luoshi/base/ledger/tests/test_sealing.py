"""The sealer: what is written unchained is chained in its order, once; many at once are tried in tests/test_at_once.py."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from luoshi.base.actor import HOUSE
from luoshi.base.ledger import sealing
from luoshi.base.ledger.models import LedgerEntry
from luoshi.base.ledger.sealing import seal_all, seal_some, waiting_since
from luoshi.base.ledger.services import record
from luoshi.base.ledger.verification import head_row, verify
from tests.cast import at

NOON, TODAY = at("2026-11-02 12:00"), date(2026, 11, 2)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Writers leave the chain to the sealer, on either database; a test's own transaction, which never ends, is no bound to it."""
    monkeypatch.setattr("luoshi.base.ledger.services.chains_later", lambda: True)
    monkeypatch.setattr(sealing, "_ended", sealing.unchained)


def entry(name: str = "2号净环泵房") -> int:
    with transaction.atomic():
        return record(actor=HOUSE, at=NOON, verb="place.added", subject=("place", 7), on=TODAY, payload={"name": name})


def test_what_is_written_waits_and_is_chained_in_its_order() -> None:
    written = [entry(str(number)) for number in range(7)]
    assert (head_row()[0], waiting_since()) == (0, NOON)
    assert seal_some(most=5) == 5
    assert seal_all() == 2
    assert list(LedgerEntry.objects.order_by("seq").values_list("pk", flat=True)) == written
    assert (head_row()[0], waiting_since(), verify().ok) == (7, None, True)
    assert seal_all() == 0


def test_verifying_chains_what_waits_first() -> None:
    entry()
    assert (verify().entries, verify().ok, head_row()[0]) == (1, True, 1)


def test_what_is_chained_can_be_changed_no_more_and_what_waits_cannot_be_deleted() -> None:
    pk = entry()
    with pytest.raises(DatabaseError, match="never"), transaction.atomic():
        LedgerEntry.objects.filter(pk=pk)._raw_delete("default")
    seal_all()
    with pytest.raises(DatabaseError, match="never"), transaction.atomic():
        LedgerEntry.objects.filter(pk=pk).update(verb="place.ended")


def test_an_act_that_is_taken_back_leaves_no_gap() -> None:
    entry("first")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(actor=HOUSE, at=NOON, verb="place.added", subject=("place", 8), on=TODAY, payload={})
        raise ZeroDivisionError
    entry("second")
    assert (seal_all(), verify().entries, verify().ok) == (2, 2, True)


def test_entries_that_came_back_from_a_copy_are_chained_before_new_ones() -> None:
    """The numbers of transactions do not outlive a restore: what has none comes first."""
    new = entry("written here")
    LedgerEntry.objects.filter(pk=new).update(transaction=1)
    old = entry("from the copy")
    LedgerEntry.objects.filter(pk=old).update(transaction=None)
    assert seal_all() == 2
    assert list(LedgerEntry.objects.order_by("seq").values_list("pk", flat=True)) == [old, new]


def test_what_is_changed_before_it_is_chained_is_found_by_its_payload() -> None:
    """The second in which an entry waits is no hole: its digest of the payload is written with it."""
    entry()
    pk = entry("3号泵房")
    LedgerEntry.objects.filter(pk=pk).update(payload_digest="0" * 64)
    assert verify().first_bad == 2
