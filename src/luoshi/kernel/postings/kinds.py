"""What can be posted, who is asked how a record stands now, and who hears of objections: laid on shelves by the mechanisms."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from luoshi.base.actor import Actor
from luoshi.base.registry import Shelf

if TYPE_CHECKING:
    from luoshi.kernel.postings.models import Posting, PostingVoice

Now = Callable[[Actor, Sequence[int], datetime], Mapping[int, tuple[str, ...]]]


@dataclass(frozen=True)
class PostingKind:
    """A kind of posting: its name in code and for people, whether it must hold records, and `now(actor, ids, at)`, which says of each
    record what its words would be today."""

    name: str
    label: object
    with_records: bool = False
    now: Now | None = None


posting_kinds: Shelf[PostingKind] = Shelf("kinds of posting")

Objected = Callable[[Actor, datetime, uuid.UUID, "Posting", str], int | None]
when_objected: Shelf[Objected] = Shelf("what an objection becomes")
"""Called as `(actor, at, command, posting, text)` inside the transaction of the objection; answers the id of the matter that it became."""

when_told: Shelf[Callable[["PostingVoice", datetime], object]] = Shelf("who hears that a leader was told")


def posting_kind(declared: PostingKind) -> PostingKind:
    """Lay a kind on the shelf."""
    return posting_kinds.put(declared.name, declared)
