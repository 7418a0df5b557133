"""Does the chain still say what it said: walked from the first entry, against an anchor from outside where one is given."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateField, DateTimeField, Func, TextField
from django.db.models.sql.compiler import SQLCompiler

from luoshi.base.ledger.chain import START, in_words, joined, seal
from luoshi.base.ledger.models import LedgerEntry, LedgerHead
from luoshi.base.ledger.sealing import seal_all

SHREDDED = "ledger.shredded"
Row = tuple[str, str, str, int, str, str | None, str]  # words, verb, digest of the payload; place, digest; salt and body, where they are


@dataclass(frozen=True)
class Verdict:
    """`entries` chained rows found, `head` the digest of the last, `first_bad` the first place that is missing or wrong.

    `witnessed`: up to this entry, the last anchor that holds before it, the chain is the one that was printed. A chain written anew looks
    right in itself: then the fault lies after that entry and not after `first_bad`.
    """

    entries: int
    head: str
    first_bad: int | None
    witnessed: int = field(default=0, compare=False)

    @property
    def ok(self) -> bool:
        return self.first_bad is None


@dataclass(frozen=True)
class Walked:
    """How far a chain was unbroken, the digest there, and every place that is missing or wrong."""

    entries: int
    head: str
    bad: list[int]
    witnessed: int = 0


def verify(*anchors: tuple[int, str]) -> Verdict:
    """Walk the whole chain, once what waits is chained; what is chained meanwhile is left to the next time.

    An anchor is (N, digest of entry N) as it was printed outside; with it a cut or rewritten chain is found too, the more of them the
    closer to where it was rewritten.
    """
    seal_all()
    kept = head_row()
    chain = walked(_rows(kept[0]), kept, anchors)
    beyond = LedgerEntry.objects.filter(seq__gt=head_row()[0]).order_by("seq").values_list("seq", flat=True).first()
    bad = min([*chain.bad, *([beyond] if beyond else [])], default=None)
    return Verdict(LedgerEntry.objects.filter(seq__isnull=False).count(), _last_digest(), bad, chain.witnessed)


def walked(rows: Iterable[Row], kept: tuple[int, str], anchors: Iterable[tuple[int, str]] = ()) -> Walked:
    """Walk these rows, wherever they lie; `kept` is the length and the last digest as they were written down beside the chain."""
    entries, head, bad, witnessed = 0, START, [], 0
    printed = {place: {digest for one, digest in anchors if one == place} for place, _digest in anchors}
    shredded: set[int] = set()
    unsaid: list[int] = []
    for words, verb, sealed, seq, digest, salt, body in rows:
        if seq != entries + 1 or joined(head, seq, words) != digest:
            bad.append(entries + 1)
            break
        entries, head = seq, digest
        if salt is None:
            unsaid.append(seq)
        elif seal(salt, body) != sealed:
            bad.append(seq)
        elif verb == SHREDDED:
            shredded.update(one for one in json.loads(body)["entries"] if one < seq)
        if seq in printed:
            if printed[seq] != {digest}:
                bad.append(seq)
            elif not bad:
                witnessed = seq
    bad.extend(seq for seq in unsaid if seq not in shredded)
    if not bad:
        bad.extend(_tail(entries, head, kept, max(printed, default=0)))
    return Walked(entries, head, bad, min(witnessed, min(bad) - 1) if bad else witnessed)


def _tail(entries: int, head: str, kept: tuple[int, str], printed: int) -> Iterator[int]:
    if printed > entries:
        yield entries + 1
    length, digest = kept
    if (length, digest) != (entries, head):
        yield max(min(length, entries) + (length != entries), 1)


def _last_digest() -> str:
    return LedgerEntry.objects.filter(seq__isnull=False).order_by("-seq").values_list("digest", flat=True).first() or START


def _rows(last: int) -> Iterator[Row]:
    """The chained rows in their order. Moments are read as texts: making moments of them costs more than all digests."""
    entries = LedgerEntry.objects.filter(seq__lte=last).order_by("seq")
    rows = entries.values_list(
        _Text("recorded_at"), _Text("happened_at"), _Text("on"), "person", "behalf", "verb", "subject_kind", "subject", "unit",
        "payload_digest", "seq", "digest", "ledgerpayload__salt", "ledgerpayload__body",
    )  # fmt: skip
    for recorded, happened, on, *later in rows.iterator(chunk_size=5000):
        person, behalf, verb, kind, subject, unit, sealed, seq, digest, salt, body = later
        heard = _whole(recorded)
        words = in_words(heard, heard if recorded == happened else _whole(happened), on, person, behalf, verb, kind, subject, unit, sealed)
        yield words, verb, sealed, seq, digest, salt, body


class _Text(Func):
    """A moment or a day as the text that is digested, or on SQLite as it lies in the table."""

    template = "+%(expressions)s"  # the sign takes the column's type away
    arity = 1
    output_field = TextField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> tuple[str, Any]:
        utc = """to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')"""
        day = isinstance(self.source_expressions[0].output_field, DateField) and not isinstance(
            self.source_expressions[0].output_field, DateTimeField
        )
        return self.as_sql(compiler, connection, template="to_char(%(expressions)s, 'YYYY-MM-DD')" if day else utc, **more)


def _whole(text: str) -> str:
    """A moment as SQLite holds it in the text that is digested; whatever else lies there stays as it is, and is found."""
    if len(text) == 19 and text[10] == " ":
        return f"{text[:10]}T{text[11:]}.000000+00:00"
    return f"{text[:10]}T{text[11:]}+00:00" if len(text) == 26 and text[10] == " " else text


def head_row() -> tuple[int, str]:
    """The length of the chain and its last digest as kept, for printing on postings and backups."""
    kept = LedgerHead.objects.filter(pk=1).first()
    return (kept.entries, kept.digest) if kept else (0, START)
