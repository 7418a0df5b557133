"""Who did what stands in a chain: it cannot be changed by its own means, and what is done behind its back is found and named."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction

from luoshi.base.actor import HOUSE
from luoshi.base.ledger import services
from luoshi.base.ledger.chain import START, Fact, body_of, link, seal
from luoshi.base.ledger.models import LedgerEntry, LedgerHead, LedgerPayload
from luoshi.base.ledger.services import record
from luoshi.base.ledger.triggers import NAMES
from luoshi.base.ledger.verification import head_row, verify
from tests.cast import at

pytestmark = pytest.mark.django_db
NOON, TODAY = at("2026-11-02 12:00"), date(2026, 11, 2)


def entry(verb: str = "place.added", **payload: object) -> int:
    return record(actor=HOUSE, at=NOON, verb=verb, subject=("place", 7), on=TODAY, unit=3, payload=payload or {"code": "7F3K9A"})


@pytest.fixture
def ten() -> int:
    """A chain of ten entries; its length."""
    for number in range(10):
        entry(name=f"{number}号泵房")
    return 10


@pytest.fixture
def behind_the_back(ten: int) -> Callable[[str], None]:
    """SQL as somebody with the database password can write it, after dropping the triggers."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        for name in NAMES:
            cursor.execute(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else " ON ledger_entry"))

    def run(sql: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)

    return run


def rewritten_from(first: int) -> None:
    """Every digest from here on computed anew, and the head too: what a thorough forger does."""
    rows = list(LedgerEntry.objects.order_by("seq"))
    head = rows[first - 2].digest if first > 1 else START
    for row in rows[first - 1 :]:
        head = link(head or "", row.seq or 0, Fact(**{name: getattr(row, name) for name in Fact.__dataclass_fields__}))
        LedgerEntry.objects.filter(pk=row.pk).update(digest=head)
    LedgerHead.objects.update(entries=len(rows), digest=head)


# writing


def test_an_entry_chains_a_digest_of_its_payload_and_never_the_payload() -> None:
    pk = entry(name="2号净环泵房")
    row, payload = LedgerEntry.objects.get(pk=pk), LedgerPayload.objects.get(entry=pk)
    assert payload.body == '{"name":"2号净环泵房"}'
    assert row.payload_digest == seal(payload.salt, payload.body)
    assert "泵房" not in "".join(str(value) for value in row.__dict__.values())
    assert (row.verb, row.subject_kind, row.subject, row.unit, row.on) == ("place.added", "place", 7, 3, TODAY)


def test_the_same_words_twice_have_two_digests() -> None:
    """A shredded payload cannot be guessed by trying words: each has a salt of its own."""
    entry(name="王海生")
    entry(name="王海生")
    assert LedgerEntry.objects.values("payload_digest").distinct().count() == 2


def test_each_entry_follows_the_one_before_and_the_head_says_how_many(ten: int) -> None:
    before = START
    for number, row in enumerate(LedgerEntry.objects.order_by("seq"), start=1):
        assert row.seq == number
        before = link(before, number, Fact(**{name: getattr(row, name) for name in Fact.__dataclass_fields__}))
        assert row.digest == before
    assert head_row() == (ten, before)
    assert verify() == verify((ten, before))
    assert (verify().ok, verify().entries, verify().head) == (True, ten, before)


def test_an_empty_chain_verifies() -> None:
    assert (verify().ok, verify().entries, verify().head) == (True, 0, START)


def test_a_payload_reads_the_same_in_whatever_order_it_was_filled() -> None:
    assert body_of({"b": 1, "a": date(2026, 11, 2)}) == body_of({"a": "2026-11-02", "b": 1}) == '{"a":"2026-11-02","b":1}'


def test_when_it_happened_is_kept_beside_when_we_heard() -> None:
    earlier = at("2026-11-01 22:00")
    pk = record(actor=HOUSE, at=NOON, happened_at=earlier, verb="place.added", subject=("place", 1), on=TODAY, payload={})
    row = LedgerEntry.objects.get(pk=pk)
    assert (row.recorded_at, row.happened_at) == (NOON, earlier)


def test_an_undeclared_verb_is_refused_and_leaves_nothing() -> None:
    with pytest.raises(KeyError, match=r"ledger verbs holds no 'place.stolen'"):
        entry("place.stolen")
    assert (LedgerEntry.objects.count(), LedgerPayload.objects.count()) == (0, 0)


def test_an_entry_outside_the_transaction_of_its_act_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services.transaction, "get_connection", lambda: SimpleNamespace(in_atomic_block=False))
    with pytest.raises(RuntimeError, match="belongs to the transaction of the act"):
        entry()
    assert LedgerEntry.objects.count() == 0


def test_an_act_that_is_rolled_back_takes_its_entry_with_it(ten: int) -> None:
    before = head_row()
    with transaction.atomic():
        entry()
        transaction.set_rollback(True)
    assert (head_row(), verify().ok, LedgerPayload.objects.count()) == (before, True, ten)


# the triggers


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger_entry SET verb = 'unit.moved' WHERE seq = 4",
        "UPDATE ledger_entry SET digest = 'x'",
        "UPDATE ledger_entry SET seq = NULL, digest = NULL WHERE seq = 10",
        "DELETE FROM ledger_entry WHERE seq = 10",
        "DELETE FROM ledger_entry",
    ],
)
def test_chained_rows_refuse_to_be_changed_or_deleted(ten: int, sql: str) -> None:
    connection.check_constraints()
    with pytest.raises(DatabaseError, match="ledger entries are never"), transaction.atomic(), connection.cursor() as cursor:
        if sql.startswith("DELETE"):
            cursor.execute("DELETE FROM ledger_payload")
        cursor.execute(sql)
    assert (verify().ok, verify().entries) == (True, ten)


# behind its back


def test_a_changed_row_is_named(behind_the_back: Callable[[str], None]) -> None:
    behind_the_back("UPDATE ledger_entry SET person = 99 WHERE seq = 4")
    assert verify().first_bad == 4


@pytest.mark.parametrize(
    "column, value", [("verb", "'unit.moved'"), ("unit", "NULL"), ("subject_id", "8"), ("on_day", "'2026-11-03'"), ("behalf", "1")]
)
def test_no_column_can_be_changed_unnoticed(behind_the_back: Callable[[str], None], column: str, value: str) -> None:
    behind_the_back(f"UPDATE ledger_entry SET {column} = {value} WHERE seq = 6")
    assert verify().first_bad == 6


def test_a_deleted_row_is_named(behind_the_back: Callable[[str], None]) -> None:
    behind_the_back("DELETE FROM ledger_payload WHERE entry_id = (SELECT id FROM ledger_entry WHERE seq = 5)")
    behind_the_back("DELETE FROM ledger_entry WHERE seq = 5")
    assert verify().first_bad == 5


def test_two_swapped_rows_are_named_by_the_first(behind_the_back: Callable[[str], None]) -> None:
    for before, after in ((3, -1), (8, 3), (-1, 8)):
        behind_the_back(f"UPDATE ledger_entry SET seq = {after} WHERE seq = {before}")
    assert verify().first_bad == 3


def test_a_row_put_in_between_is_named(behind_the_back: Callable[[str], None]) -> None:
    behind_the_back("UPDATE ledger_entry SET seq = seq + 100 WHERE seq > 6")
    behind_the_back("UPDATE ledger_entry SET seq = seq - 99 WHERE seq > 100")
    row = LedgerEntry.objects.get(seq=6)
    row.pk, row.seq = None, 7
    row.save(force_insert=True)
    assert verify().first_bad == 7


def test_a_changed_payload_is_named(ten: int) -> None:
    LedgerPayload.objects.filter(entry__seq=7).update(body='{"name":"别的"}')
    assert verify().first_bad == 7


def test_a_payload_gone_without_a_word_is_named(ten: int) -> None:
    LedgerPayload.objects.filter(entry__seq=7).delete()
    assert verify().first_bad == 7


def test_a_payload_that_a_later_entry_says_was_shredded_is_no_fault(ten: int) -> None:
    LedgerPayload.objects.filter(entry__seq__in=(2, 7)).delete()
    entry("ledger.shredded", entries=[2, 7])
    assert (verify().ok, verify().entries) == (True, ten + 1)


def test_shredding_one_payload_does_not_excuse_another(ten: int) -> None:
    LedgerPayload.objects.filter(entry__seq__in=(2, 7)).delete()
    entry("ledger.shredded", entries=[2])
    assert verify().first_bad == 7


def test_an_entry_cannot_be_excused_before_it_is_written(ten: int) -> None:
    entry("ledger.shredded", entries=[ten + 2])
    entry(name="说过的话")
    LedgerPayload.objects.filter(entry__seq=ten + 2).delete()
    assert verify().first_bad == ten + 2


def test_the_first_of_several_faults_is_named(behind_the_back: Callable[[str], None]) -> None:
    LedgerPayload.objects.filter(entry__seq=3).delete()
    LedgerPayload.objects.filter(entry__seq=2).update(body="{}")
    behind_the_back("UPDATE ledger_entry SET person = 99 WHERE seq = 9")
    assert verify().first_bad == 2


def test_a_cut_chain_shows_against_its_head(behind_the_back: Callable[[str], None]) -> None:
    behind_the_back("DELETE FROM ledger_payload WHERE entry_id IN (SELECT id FROM ledger_entry WHERE seq > 8)")
    behind_the_back("DELETE FROM ledger_entry WHERE seq > 8")
    assert verify().first_bad == 9


def test_a_cut_chain_with_a_forged_head_shows_only_against_an_anchor(behind_the_back: Callable[[str], None]) -> None:
    anchor = head_row()
    behind_the_back("DELETE FROM ledger_payload WHERE entry_id IN (SELECT id FROM ledger_entry WHERE seq > 8)")
    behind_the_back("DELETE FROM ledger_entry WHERE seq > 8")
    behind_the_back("UPDATE ledger_head SET entries = 8, digest = (SELECT digest FROM ledger_entry WHERE seq = 8)")
    assert verify().ok, "without a witness from outside a cut chain verifies"
    assert verify(anchor).first_bad == 9


def test_a_chain_rewritten_whole_shows_only_against_an_anchor(behind_the_back: Callable[[str], None]) -> None:
    early, late = (3, LedgerEntry.objects.get(seq=3).digest or ""), head_row()
    behind_the_back("UPDATE ledger_entry SET person = 99 WHERE seq = 4")
    rewritten_from(4)
    assert verify().ok, "without a witness from outside a rewritten chain verifies"
    assert verify(late).first_bad == 10
    assert verify(early).ok, "what was printed before the forged entry still holds"


def test_an_anchor_keeps_its_worth_while_the_chain_grows(ten: int) -> None:
    anchor = head_row()
    entry()
    assert verify(anchor).ok
    assert verify((anchor[0], "0" * 64)).first_bad == 10
