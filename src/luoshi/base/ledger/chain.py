"""The arithmetic of the chain: what a digest is made of. No database, no clock."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

START = "0" * 64
LATER = ("person", "behalf", "verb", "subject_kind", "subject", "unit", "payload_digest")


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
    return joined(previous, seq, said(fact))


def joined(previous: str, seq: int, words: str) -> str:
    """The same of an entry that was put into words already."""
    return hashlib.sha256(f'["{previous}",{seq},{words}]'.encode()).hexdigest()


def said(fact: Fact) -> str:
    """An entry in the words that are digested: its fields as JSON, one after another."""
    recorded, happened = (f"{moment.astimezone(UTC).isoformat(timespec='microseconds')}" for moment in (fact.recorded_at, fact.happened_at))
    return in_words(recorded, happened, fact.on.isoformat(), *(getattr(fact, name) for name in LATER))


def in_words(recorded: str, happened: str, on: str, *later: Any) -> str:
    """The words, where moments and day are texts already: this is done for every entry when a ledger is verified."""
    person, behalf, verb, kind, subject, unit, digest = later
    who = f"{'null' if person is None else person},{'null' if behalf is None else behalf}"
    what = f"{_quoted(verb)},{_quoted(kind)},{subject},{'null' if unit is None else unit}"
    texts = f"{recorded}{happened}{on}{digest}"
    if texts.isascii() and texts.isprintable() and '"' not in texts and "\\" not in texts:  # as they always are
        return f'"{recorded}","{happened}","{on}",{who},{what},"{digest}"'
    recorded, happened, on, digest = (json.dumps(one, ensure_ascii=False) for one in (recorded, happened, on, digest))
    return f"{recorded},{happened},{on},{who},{what},{digest}"


def seal(salt: str, body: str) -> str:
    """The digest of a payload: H(salt ‖ payload), so that a shredded payload cannot be guessed from it."""
    return hashlib.sha256(f"{salt}\n{body}".encode()).hexdigest()


def body_of(payload: Mapping[str, object]) -> str:
    """A payload as the text that is kept and digested."""
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


@cache
def _quoted(word: str) -> str:
    """One of the few words that recur, as JSON writes it."""
    return json.dumps(word, ensure_ascii=False)
