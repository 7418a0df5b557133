"""Asking for personal data to be corrected, answering that, telling of what is late; and the company rules that the keeping rests on."""

import uuid
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.actor import HOUSE, Actor
from luoshi.base.clock import local_date
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.lengths import fits
from luoshi.base.parameters.selectors import book
from luoshi.base.purposes import BASES
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.matters.notices import Notice, tell
from luoshi.kernel.org.calendar import office_calendar
from luoshi.kernel.org.models import Person
from luoshi.kernel.org.rights import must_administer
from luoshi.kernel.org.selectors import leaders
from luoshi.web.privacy.models import CompanyRule, Correction
from luoshi.web.privacy.waiting import answerable

MOST_OPEN = 5
MOST_SIGNS = 2000


@transaction.atomic
def ask(*, actor: Actor, at: datetime, command: uuid.UUID, text: str) -> None:
    """Somebody says what is wrong about the own data; the administrators have it among what waits for them.

    Refused: nothing said, more than two thousand signs, a sixth while five are unanswered.
    """
    if actor.person is None:
        raise Unseen
    said = text.strip()
    if commands.begin(actor=actor, at=at, command=command, fields=(said,), outcome=("person", actor.person)):
        return
    if not said:
        raise Refusal(_("Write what is wrong and how it should read."), field="text")
    if len(said) > MOST_SIGNS:
        raise Refusal(_("At most %(n)s signs fit here.") % {"n": MOST_SIGNS}, field="text")
    if Correction.objects.filter(person=actor.person, answered_at__isnull=True).count() >= MOST_OPEN:
        raise Refusal(_("%(n)s of your requests wait for an answer: wait for one of them.") % {"n": MOST_OPEN}, field="text")
    on = local_date(at)
    due = office_calendar(on).due(at, book(on).count("privacy.answer"))
    made = Correction.objects.create(person_id=actor.person, text=said, at=at, due_at=due)
    subject = ("correction", made.pk)
    record(actor=actor, at=at, verb="correction.asked", subject=subject, on=on, unit=actor.unit, payload={"text": said})


@transaction.atomic
def answer(*, actor: Actor, at: datetime, command: uuid.UUID, correction: int, text: str) -> None:
    """An administrator, or the leader who was told of it late, says what was corrected or why not; the person is told.

    Unseen: no such request, the own one, somebody else's business. Refused: no words, answered already.
    """
    said = text.strip()
    row = Correction.objects.select_for_update(of=("self",)).filter(answerable(actor), pk=correction).first()
    if row is None:
        raise Unseen
    if commands.begin(actor=actor, at=at, command=command, fields=(correction, said), outcome=("correction", correction)):
        return
    if row.answered_at is not None:
        raise Refusal(_("This request is answered already."))
    if not said:
        raise Refusal(_("Write what was corrected, or why not."), field="answer")
    if len(said) > MOST_SIGNS:
        raise Refusal(_("At most %(n)s signs fit here.") % {"n": MOST_SIGNS}, field="answer")
    row.answer, row.answered_at, row.answered_by_id = said, at, actor.person
    row.save(update_fields=["answer", "answered_at", "answered_by"])
    tell(
        Notice(f"correction {row.pk}", "informed", row.person_id, _("Your request to correct personal data is answered"), "/w/me", None), at
    )
    record(
        actor=actor, at=at, verb="correction.answered", subject=("correction", row.pk), on=local_date(at), unit=actor.unit,
        payload={"answer": said},
    )  # fmt: skip


def tell_late(at: datetime) -> int:
    """Each request that was not answered in time is told once to the highest leader above the person; how many."""
    late = Correction.objects.filter(answered_at__isnull=True, told_at__isnull=True, due_at__lt=at)
    return sum(_tell(one, at) for one in late.order_by("id").values_list("id", flat=True))


@transaction.atomic
def _tell(correction: int, at: datetime) -> int:
    found = Correction.objects.select_for_update(of=("self",)).select_related("person")
    row = found.filter(pk=correction, answered_at__isnull=True, told_at__isnull=True).first()
    if row is None:
        return 0
    above = [one for one in leaders(row.person.unit_id, local_date(at)) if one.pk != row.person_id]
    leader: Person | None = above[-1] if above else None
    row.told, row.told_at = leader, at
    row.save(update_fields=["told", "told_at"])
    if leader:
        title = _("A request to correct personal data is not answered")
        tell(Notice(f"correction late {row.pk}", "late", leader.pk, title, "/w/corrections", row.due_at), at)
    payload = {"leader": leader and leader.pk}
    record(actor=HOUSE, at=at, verb="correction.told", subject=("correction", row.pk), on=local_date(at), payload=payload)
    return 1


def may_set_rules(actor: Actor) -> bool:
    """Is this an administrator who may enter rules?"""
    try:
        must_administer(actor)
    except Unseen:
        return False
    return True


@transaction.atomic
def set_rule(
    *, actor: Actor, at: datetime, command: uuid.UUID, basis: str, name: str, version: str, congress_on: date, published_on: date,
    published_where: str, since: date,
) -> None:  # fmt: skip
    """From `since` on the basis rests on this rule of the company.

    Refused: a basis that needs no rule, an empty field, a rule published before the congress passed it or counting before it was published,
    a day that is over or from which one stands already.
    """
    must_administer(actor)
    if actor.person is None:
        raise Unseen
    fields = (basis, name, version, congress_on, published_on, published_where, since)
    if commands.begin(actor=actor, at=at, command=command, fields=fields, outcome=("rule", 0)):
        return
    if basis not in BASES or not BASES[basis].rests:
        raise Refusal(_("Choose what rests on this rule."), field="basis")
    typed = {"name": name.strip(), "version": version.strip(), "published_where": published_where.strip()}
    for field, value in typed.items():
        if not value:
            raise Refusal(_("This must be filled in."), field=field)
    fits(CompanyRule, **typed)
    if published_on < congress_on:
        raise Refusal(_("A rule is published after the workers' congress has passed it."), field="published_on")
    if since < published_on:
        raise Refusal(_("A rule counts from its publication on, not before."), field="since")
    if CompanyRule.objects.filter(basis=basis, since__gte=since).exists():
        raise Refusal(_("A rule from this day on, or later, is already entered."), field="since")
    made = CompanyRule.objects.create(
        basis=basis, congress_on=congress_on, published_on=published_on, since=since, set_by_id=actor.person, set_at=at, **typed
    )
    payload = {"basis": basis, **typed, "congress_on": str(congress_on), "published_on": str(published_on), "since": str(since)}
    record(actor=actor, at=at, verb="privacy.rule_set", subject=("rule", made.pk), on=local_date(at), payload=payload)
