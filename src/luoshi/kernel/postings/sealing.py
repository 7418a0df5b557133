"""What a posting is made of, and the digest over it: the same content always gives the same digest, any other another."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import TYPE_CHECKING, Any

from luoshi.base.ledger.chain import body_of

if TYPE_CHECKING:
    from luoshi.kernel.postings.models import Posting


@dataclass(frozen=True)
class Record:
    """One frozen record: its id and number, the way back to it, and its words as they stood."""

    id: int
    number: str
    url: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Value:
    """A number that is made public, in words, with the ids of the records that it was counted from."""

    words: str
    value: str
    records: tuple[int, ...]


@dataclass(frozen=True)
class Frozen:
    """What a posting freezes: the heads of its columns, its records, and what was counted from them."""

    heads: tuple[str, ...] = ()
    rows: Sequence[Record] = field(default_factory=tuple)
    values: Sequence[Value] = field(default_factory=tuple)

    def as_kept(self) -> dict[str, Any]:
        """As it is written into the table: texts and ids alone."""
        return {
            "heads": [str(one) for one in self.heads],
            "rows": [{"id": row.id, "number": row.number, "url": row.url, "words": [str(one) for one in row.words]} for row in self.rows],
            "values": [{"words": str(one.words), "value": str(one.value), "records": list(one.records)} for one in self.values],
        }


def thawed(kept: Mapping[str, Any]) -> Frozen:
    """The same read back."""
    rows = [Record(one["id"], one["number"], one["url"], tuple(one["words"])) for one in kept.get("rows", ())]
    values = [Value(one["words"], one["value"], tuple(one["records"])) for one in kept.get("values", ())]
    return Frozen(tuple(kept.get("heads", ())), rows, values)


def digest_of(posting: "Posting") -> str:
    """SHA-256 over everything that was confirmed, in one canonical writing. Withdrawing is no part of it: that comes later and is added."""
    content = {
        "number": posting.number,
        "kind": posting.kind,
        "title": posting.title,
        "body": posting.body,
        "audience": posting.audience_id,
        "issuer": posting.issuer_id,
        "board": posting.board,
        "place": posting.place_id,
        "since": posting.since.isoformat(),
        "until": posting.until.isoformat(),
        "confirmed_by": posting.confirmed_by_id,
        "confirmed_at": posting.confirmed_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "replaces": posting.replaces_id,
        "frozen": posting.frozen,
    }
    return hashlib.sha256(body_of(content).encode()).hexdigest()
