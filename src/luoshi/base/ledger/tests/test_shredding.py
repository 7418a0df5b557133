"""What the ledger says about somebody can be destroyed for good; that it was said, and that it was destroyed, stays."""

import uuid
from collections.abc import Iterator
from datetime import date

import pytest
from django.utils.translation import override

from luoshi.base.actor import HOUSE
from luoshi.base.ledger.models import LedgerEntry, LedgerPayload
from luoshi.base.ledger.services import record
from luoshi.base.ledger.shredding import shred
from luoshi.base.ledger.verification import verify
from luoshi.base.refusal import Refusal, Reused
from tests.cast import at

pytestmark = pytest.mark.django_db
NOON, TODAY = at("2026-11-02 12:00"), date(2026, 11, 2)


def entry(verb: str, subject: tuple[str, int], **payload: object) -> int:
    pk = record(actor=HOUSE, at=NOON, verb=verb, subject=subject, on=TODAY, payload=payload)
    return LedgerEntry.objects.get(pk=pk).seq or 0


def gone(subject: tuple[str, int] = ("matter", 7), reason: str = "本人要求，法务同意", command: uuid.UUID | None = None) -> int:
    return shred(actor=HOUSE, at=NOON, command=command or uuid.uuid4(), subject=subject, reason=reason)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def written() -> dict[str, int]:
    return {
        "said": entry("matter.raised", ("matter", 7), title="王海生喝酒上岗", text="昨晚看见的"),
        "of another": entry("matter.raised", ("matter", 8), title="阀门漏水", text="地上有水"),
        "told": entry("matter.stepped", ("matter", 7), text="已谈话"),
        "nobody": entry("matter.proved", ("matter", 7)),
    }


def test_what_was_said_is_gone_and_the_chain_is_whole(written: dict[str, int]) -> None:
    chain = list(LedgerEntry.objects.order_by("seq").values_list("digest", flat=True))
    LedgerEntry.objects.get(pk=gone())
    last = LedgerEntry.objects.order_by("seq").last()
    assert last and (last.verb, last.subject_kind, last.subject) == ("ledger.shredded", "matter", 7)
    left = " ".join(LedgerPayload.objects.values_list("body", flat=True))
    assert "王海生" not in left and "已谈话" not in left and "阀门漏水" in left
    assert set(LedgerPayload.objects.values_list("entry__seq", flat=True)) == {written["of another"], written["nobody"], last.seq}
    assert list(LedgerEntry.objects.order_by("seq").values_list("digest", flat=True))[:-1] == chain
    assert verify().ok


def test_one_more_payload_gone_beside_it_is_named(written: dict[str, int]) -> None:
    gone()
    LedgerPayload.objects.filter(entry__seq=written["of another"]).delete()
    assert verify().first_bad == written["of another"]


def test_the_word_that_it_was_destroyed_is_never_destroyed(written: dict[str, int]) -> None:
    gone()
    with pytest.raises(Refusal, match="destroyed before"):
        gone()
    entry("matter.stepped", ("matter", 7), text="又一句")
    gone()
    assert LedgerPayload.objects.filter(entry__verb="ledger.shredded").count() == 2
    assert verify().ok


def test_it_needs_a_reason_and_is_done_once(written: dict[str, int]) -> None:
    for reason in ("", "  ", "长" * 301):
        with pytest.raises(Refusal, match="Say why"):
            gone(reason=reason)
    same = uuid.uuid4()
    assert gone(command=same) == gone(command=same)
    with pytest.raises(Reused):
        gone(command=same, reason="别的")
    assert LedgerEntry.objects.filter(verb="ledger.shredded").count() == 1


def test_what_is_not_chained_yet_must_be_first(written: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("luoshi.base.ledger.services.chains_later", lambda: True)
    record(actor=HOUSE, at=NOON, verb="matter.stepped", subject=("matter", 7), on=TODAY, payload={"text": "刚才"})
    with pytest.raises(Refusal, match="not chained yet"):
        gone()
    assert LedgerPayload.objects.filter(entry__seq=written["said"]).exists()
