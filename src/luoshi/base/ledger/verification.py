"""Does the chain still say what it said: walked from the first entry, against an anchor from outside where one is given."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from luoshi.base.ledger.chain import START, Fact, link, seal
from luoshi.base.ledger.models import LedgerEntry, LedgerHead
from luoshi.base.ledger.sealing import seal_all

SHREDDED = "ledger.shredded"
Row = tuple[Fact, int, str, str | None, str]


@dataclass(frozen=True)
class Verdict:
    """`entries` chained rows found, `head` the digest of the last, `first_bad` the first place that is missing or wrong."""

    entries: int
    head: str
    first_bad: int | None

    @property
    def ok(self) -> bool:
        return self.first_bad is None


@dataclass(frozen=True)
class Walked:
    """How far a chain was unbroken, the digest there, and every place that is missing or wrong."""

    entries: int
    head: str
    bad: list[int]


def verify(anchor: tuple[int, str] | None = None) -> Verdict:
    """Walk the whole chain, once what waits is chained; what is chained meanwhile is left to the next time.

    `anchor` is (N, digest of entry N) as it was printed outside; with it a cut or rewritten chain is found too.
    """
    seal_all()
    kept = head_row()
    chain = walked(_rows(kept[0]), kept, anchor)
    beyond = LedgerEntry.objects.filter(seq__gt=head_row()[0]).order_by("seq").values_list("seq", flat=True).first()
    bad = min([*chain.bad, *([beyond] if beyond else [])], default=None)
    return Verdict(LedgerEntry.objects.filter(seq__isnull=False).count(), _last_digest(), bad)


def walked(rows: Iterable[Row], kept: tuple[int, str], anchor: tuple[int, str] | None = None) -> Walked:
    """Walk these rows, wherever they lie; `kept` is the length and the last digest as they were written down beside the chain."""
    entries, head, bad = 0, START, []
    shredded: set[int] = set()
    unsaid: list[int] = []
    for fact, seq, digest, salt, body in rows:
        if seq != entries + 1 or link(head, seq, fact) != digest:
            bad.append(entries + 1)
            break
        entries, head = seq, digest
        if salt is None:
            unsaid.append(seq)
        elif seal(salt, body) != fact.payload_digest:
            bad.append(seq)
        elif fact.verb == SHREDDED:
            shredded.update(one for one in json.loads(body)["entries"] if one < seq)
        if anchor and seq == anchor[0] and digest != anchor[1]:
            bad.append(seq)
    bad.extend(seq for seq in unsaid if seq not in shredded)
    if not bad:
        bad.extend(_tail(entries, head, kept, anchor))
    return Walked(entries, head, bad)


def _tail(entries: int, head: str, kept: tuple[int, str], anchor: tuple[int, str] | None) -> Iterator[int]:
    if anchor and anchor[0] > entries:
        yield entries + 1
    length, digest = kept
    if (length, digest) != (entries, head):
        yield max(min(length, entries) + (length != entries), 1)


def _last_digest() -> str:
    return LedgerEntry.objects.filter(seq__isnull=False).order_by("-seq").values_list("digest", flat=True).first() or START


def _rows(last: int) -> Iterator[Row]:
    fields = [*Fact.__dataclass_fields__, "seq", "digest", "ledgerpayload__salt", "ledgerpayload__body"]
    rows = LedgerEntry.objects.filter(seq__lte=last).order_by("seq").values_list(*fields)
    for row in rows.iterator(chunk_size=5000):
        yield Fact(*row[:-4]), *row[-4:]


def head_row() -> tuple[int, str]:
    """The length of the chain and its last digest as kept, for printing on postings and backups."""
    kept = LedgerHead.objects.filter(pk=1).first()
    return (kept.entries, kept.digest) if kept else (0, START)
