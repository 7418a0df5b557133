"""Making public, and taking down again with a reason."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.lengths import fits
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.org.models import Place, Unit
from luoshi.kernel.org.selectors import number_prefix
from luoshi.kernel.postings.discretion import must_be_discreet
from luoshi.kernel.postings.kinds import posting_kinds
from luoshi.kernel.postings.models import Posting
from luoshi.kernel.postings.reach import in_charge, seen_by
from luoshi.kernel.postings.sealing import Frozen, digest_of

MARK = "公示"
NOTHING = Frozen()
MOST_ROWS = 500
MOST_SIGNS = 20_000


@transaction.atomic
def post(
    *,
    actor: Actor,
    at: datetime,
    command: uuid.UUID,
    kind: str,
    title: str,
    body: str,
    audience: Unit | None,
    since: date,
    until: date,
    frozen: Frozen = NOTHING,
    board: str = "",
    place: Place | None = None,
    forbidden: Iterable[str] = (),
    replaces: int | None = None,
    why: str = "",
) -> int:
    """A posting, confirmed by who posts it, frozen with its records and sealed; its id. The same command answers the same id.

    `until` is the first day on which it hangs no more. `replaces` is the posting that this one corrects: that one is withdrawn for the
    reason `why`. Refused: nobody to speak to, somebody who neither leads nor handles for that unit, no title or text, a term that ends
    before it begins or begins before today, a list without records, a number whose records are not among them, a word of `forbidden`
    (names and staff numbers of the raisers) anywhere in it, an old posting that is withdrawn already. KeyError for an undeclared kind.
    """
    words = sorted(forbidden)
    fields = (kind, title, body, audience and audience.pk, since, until, repr(frozen.as_kept()), board, place and place.pk, replaces, why)
    known = commands.begin(actor=actor, at=at, command=command, fields=fields, outcome=("posting", 0))
    if known:
        return known.id
    on = local_date(at)
    unit = _may_post(actor, audience, on)
    _complete(kind, title.strip(), body.strip(), board, since, until, on)
    _with_records(kind, frozen)
    for text, field in ((title, "title"), (body, "body"), (board, "board"), *((word, "body") for word in _said(frozen))):
        must_be_discreet(text, words, field=field)
    old = _corrected(actor, replaces, why, on) if replaces is not None else None
    issuer = actor.unit or unit.pk
    posting = Posting(
        number=_number(issuer, on), kind=kind, title=title.strip(), body=body.strip(), audience=unit, issuer_id=issuer, board=board.strip(),
        place=place, since=since, until=until, confirmed_by_id=actor.person or 0, confirmed_at=at, frozen=frozen.as_kept(), replaces=old,
    )  # fmt: skip
    posting.digest = digest_of(posting)
    posting.save()
    if old:
        _take_down(old, actor, at, why.strip())
    payload = {
        "number": posting.number,
        "digest": posting.digest,
        "audience": unit.code,
        "replaces": old and old.number,
        "why": why.strip(),
    }
    record(actor=actor, at=at, verb="posting.posted", subject=("posting", posting.pk), on=on, unit=unit.pk, payload=payload)
    commands.finish(actor=actor, command=command, outcome=("posting", posting.pk))
    return posting.pk


@transaction.atomic
def withdraw(*, actor: Actor, at: datetime, command: uuid.UUID, posting: int, why: str) -> None:
    """It hangs no more, for this reason; it stays readable with it. Refused: no reason, or withdrawn already. Unseen for others."""
    if commands.begin(actor=actor, at=at, command=command, fields=(posting, why), outcome=("posting", posting)):
        return
    on = local_date(at)
    row = _held(actor, posting, on)
    if not why.strip():
        raise Refusal(_("Say why it is withdrawn: the reason stays beside it."), field="why")
    _take_down(row, actor, at, why.strip())
    record(
        actor=actor, at=at, verb="posting.withdrawn", subject=("posting", row.pk), on=on, unit=row.audience_id, payload={"why": why.strip()}
    )


def _may_post(actor: Actor, audience: Unit | None, on: date) -> Unit:
    if audience is None:
        raise Refusal(_("Choose for whom it is: a unit and all below it."), field="audience")
    if actor.person is None:
        raise Unseen
    if not in_charge(actor, audience.pk, on):
        raise Refusal(_("You can post to the units that you lead or handle for: choose one of them."), field="audience")
    return audience


def _complete(kind: str, title: str, body: str, board: str, since: date, until: date, on: date) -> None:
    fits(Posting, title=title, board=board)
    if not title:
        raise Refusal(_("Write what it is called."), field="title")
    if not body and not posting_kinds[kind].with_records:
        raise Refusal(_("Write what is made public."), field="body")
    if len(body) > MOST_SIGNS:
        raise Refusal(_("At most %(n)s signs fit here.") % {"n": MOST_SIGNS}, field="body")
    if since < on:
        raise Refusal(_("It can hang from today on, not from a day that has passed."), field="since")
    if until <= since:
        raise Refusal(_("The last day lies before the first one."), field="until")


def _with_records(kind: str, frozen: Frozen) -> None:
    ids = {row.id for row in frozen.rows}
    if posting_kinds[kind].with_records and not ids:
        raise Refusal(_("There is nothing to post in this unit and time: confirm public texts first."), field="audience")
    if len(frozen.rows) > MOST_ROWS:
        raise Refusal(
            _("At most %(n)s records in one posting: choose a shorter time or a smaller unit.") % {"n": MOST_ROWS}, field="audience"
        )
    if any(not set(one.records) <= ids for one in frozen.values):
        raise Refusal(_("A number is only posted with the records it was counted from."), field="body")


def _said(frozen: Frozen) -> Iterable[str]:
    return [*(word for row in frozen.rows for word in row.words), *(one.words for one in frozen.values)]


def _corrected(actor: Actor, posting: int, why: str, on: date) -> Posting:
    row = _held(actor, posting, on)
    if not why.strip():
        raise Refusal(_("Say what is corrected: the reason stays beside the old posting."), field="why")
    return row


def _held(actor: Actor, posting: int, on: date) -> Posting:
    """A posting that hangs and is in this person's charge."""
    row = Posting.objects.select_for_update().filter(seen_by(actor, on), pk=posting).first()
    if row is None or not in_charge(actor, row.audience_id, on):
        raise Unseen
    if row.withdrawn_at:
        raise Refusal(_("%(number)s is withdrawn already.") % {"number": row.number})
    return row


def _take_down(row: Posting, actor: Actor, at: datetime, why: str) -> None:
    fits(Posting, withdrawn_why=why)
    row.withdrawn_by_id, row.withdrawn_at, row.withdrawn_why = actor.person, at, why
    row.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_why"])


def _number(issuer: int, on: date) -> str:
    """Unit, month, serial, given out to nobody twice."""
    prefix, month = number_prefix(issuer, on), f"{on:%y%m}"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO posting_serial (unit_id, in_month, last_given) VALUES (%s, %s, 1) ON CONFLICT (unit_id, in_month) "
            "DO UPDATE SET last_given = posting_serial.last_given + 1 RETURNING last_given",
            [prefix.pk, month],
        )
        (last,) = cursor.fetchone()
    return f"{prefix.short_name or prefix.code}{MARK}-{month}-{last:02d}"
