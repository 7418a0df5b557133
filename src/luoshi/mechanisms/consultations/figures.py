"""What is counted of consultations: how long from the call to the decision, and how many areas are done of those planned."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Case, DateField, DateTimeField, F, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from luoshi.base.clock import at_local
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.unlisted import hidden_from
from luoshi.kernel.metrics.cohorts import Cohort, Rate
from luoshi.kernel.metrics.figures import Figure, figure
from luoshi.kernel.metrics.waiting import Duration
from luoshi.mechanisms.consultations.models import Item, Step

FACE = {"id": "consultation_id", "number": "matter__number", "title": "matter__title", "at": "put_at"}


def topics() -> Any:
    return kinds["problem"].topics


def decided_as_known(rows: QuerySet[Any], as_of: date) -> QuerySet[Any]:
    """A decision is never taken back: it was known from its day on."""
    told = Q(decided_on__lte=as_of)
    return rows.annotate(
        known_at=Case(When(told, then=F("decided_at")), default=None, output_field=DateTimeField(null=True)),
        known_on=Case(When(told, then=F("decided_on")), default=None, output_field=DateField(null=True)),
    )


def left(rows: QuerySet[Any], as_of: date | None) -> QuerySet[Any]:
    """What went its own way ended without a decision, on the day that was noted."""
    if as_of is None:
        return rows.annotate(ended_at=F("left_at"))
    gone = Q(left_at__lt=at_local(as_of + timedelta(days=1), 0, 0))
    return rows.annotate(ended_at=Case(When(gone, then=F("left_at")), default=Value(None), output_field=DateTimeField(null=True)))


def done(as_of: date | None) -> Q:
    """The part is closed: done, and checked by another."""
    closed = Q(part__closed_on__isnull=False)
    return closed & Q(part__closed_on__lte=as_of) if as_of else closed


def declare_figures() -> None:
    """Matters put to a consultation and how long they take; areas planned and done."""
    put = Figure(
        "consultations.matters",
        _("Matters put to a consultation"),
        _("matters"),
        of=lambda: Item.objects.all(),
        on="put_on",
        unit="matter__unit_id",
        topic="matter__topic",
        person="matter__owner_id",
        topics=topics,
        face=FACE,
        url="/w/consultations/{id}",
        matters=False,
        discreet="matter__confidential",
        barred=hidden_from("matter__"),
        counted=_("every matter that was put to a consultation in the period, by the day it was called"),
        not_counted=_("nothing is left out"),
    )
    figure(put)
    figure(
        Duration(
            "consultations.days_to_decision.median",
            _("Days until half of what is put to a consultation is decided"),
            _("days"),
            of=put,
            begin="put_at",
            end="decided_at",
            quantile=0.5,
            known=decided_as_known,
            otherwise=left,
            yes=_("Decided"),
            no=_("Not decided"),
            counted=_("days from the call to the decision that half of them had by then; a reasoned “not now” is a decision"),
            not_counted=_("nothing is left out: what is not decided yet counts with the days it has waited so far"),
        )
    )
    _areas()


def _areas() -> None:
    planned = Figure(
        "consultations.areas_planned",
        _("Areas planned"),
        _("areas"),
        of=lambda: Step.objects.filter(part__isnull=False),
        on="item__decided_on",
        unit="item__matter__unit_id",
        topic="item__matter__topic",
        person="owner_id",
        topics=topics,
        face={"id": "part_id", "number": "part__number", "title": "part__title", "at": "item__decided_at"},
        discreet="part__confidential",
        barred=hidden_from("part__"),
        counted=_("every area into which a matter was split, by the day of the decision"),
        not_counted=_("measures of matters that were not split"),
    )
    figure(planned)
    finished = Cohort(
        "consultations.areas_done",
        _("Areas done"),
        _("areas"),
        of=planned,
        when=done,
        yes=_("Done and checked"),
        no=_("Planned, not done yet"),
        counted=_("of the areas planned in the period, those that are done and checked by another"),
        not_counted=_("areas that are done and wait to be checked"),
    )
    figure(finished)
    figure(
        Rate(
            "consultations.areas_done_rate",
            _("Share of areas done"),
            _("share"),
            part=finished,
            whole=planned,
            yes=_("Done and checked"),
            no=_("Planned, not done yet"),
            counted=finished.counted,
            not_counted=finished.not_counted,
        )
    )
