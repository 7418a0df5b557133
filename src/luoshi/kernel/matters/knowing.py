"""What was known on a day: whether a matter counted as answered then, whatever happened to it afterwards."""

from datetime import date

from django.db.models import BigIntegerField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from luoshi.kernel.matters.acts import ANSWERING, TAKING_BACK
from luoshi.kernel.matters.models import Event, Matter


def answered_as_known(found: QuerySet[Matter], as_of: date | None) -> QuerySet[Matter]:
    """These matters with `known_at` and `known_on`: when they were answered as far as it was known at the end of this day; None is now."""
    if as_of is None:
        return found.annotate(known_at=F("answered_at"), known_on=F("answered_on"))
    back = Event.objects.filter(matter=OuterRef(OuterRef("pk")), on__lte=as_of, act__in=TAKING_BACK).order_by("-id").values("id")[:1]
    since = Coalesce(Subquery(back), Value(0), output_field=BigIntegerField())
    answers = Event.objects.filter(matter=OuterRef("pk"), on__lte=as_of, act__in=ANSWERING, id__gt=since).order_by("id")
    return found.annotate(known_at=Subquery(answers.values("at")[:1]), known_on=Subquery(answers.values("on")[:1]))
