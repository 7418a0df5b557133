"""The arithmetic of the chain: what a digest is made of. No database, no clock."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

START = "0" * 64


@dataclass(frozen=True)
class Fact:
    """What is chained of an entry. The order of the fields is part of the format."""

    recorded_at: datetime
    happened_at: datetime
    on: date
    person: int | None
    behalf: int | None
    verb: str
    subject_kind: str
    subject: int
    unit: int | None
    payload_digest: str


def link(previous: str, seq: int, fact: Fact) -> str:
    """The digest of entry `seq` that follows an entry with digest `previous` (hex of SHA-256)."""
    parts = [
        previous,
        seq,
        fact.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
        fact.happened_at.astimezone(UTC).isoformat(timespec="microseconds"),
        fact.on.isoformat(),
        fact.person,
        fact.behalf,
        fact.verb,
        fact.subject_kind,
        fact.subject,
        fact.unit,
        fact.payload_digest,
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def seal(salt: str, body: str) -> str:
    """The digest of a payload: H(salt ‖ payload), so that a shredded payload cannot be guessed from it."""
    return hashlib.sha256(f"{salt}\n{body}".encode()).hexdigest()


def body_of(payload: Mapping[str, object]) -> str:
    """A payload as the text that is kept and digested."""
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
