"""How often a key may ask: counted in the database by the minute, so that two servers agree."""

from datetime import datetime, timedelta

from django.db.models import F
from django.utils.translation import gettext as _

from luoshi.adapters.api.models import Pace
from luoshi.base.clock import local_date
from luoshi.base.parameters.selectors import book
from luoshi.base.refusal import Refusal

MINUTE = timedelta(minutes=1)


class TooOften(Refusal):
    """This key has asked often enough within this minute; `seconds` says when the next begins."""

    status = 429

    def __init__(self, sentence: object, seconds: int) -> None:
        super().__init__(sentence)
        self.seconds = seconds


def count(token: int, at: datetime) -> None:
    """Count one request of this key. TooOften beyond `api.pace` within one minute of the clock."""
    most, minute = book(local_date(at)).count("api.pace"), at.replace(second=0, microsecond=0)
    if not Pace.objects.filter(token=token, minute=minute).update(asked=F("asked") + 1):
        Pace.objects.update_or_create(token_id=token, defaults={"minute": minute, "asked": 1})
        return
    if Pace.objects.filter(token=token, minute=minute, asked__gt=most).exists():
        seconds = max(1, round((minute + MINUTE - at).total_seconds()))
        raise TooOften(_("This key asks more than %(n)s times a minute: wait, and ask more slowly.") % {"n": most}, seconds)
