"""How much may still be sent: a file, a form, a person a day, and by what is left on the disk. Asked before a file is opened."""

import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.files.models import SentOnDay
from luoshi.base.parameters.selectors import book
from luoshi.base.refusal import Refusal

MB = 1024 * 1024
KEPT_DAYS = 7


def make_room(*, actor: Actor, at: datetime, sizes: Sequence[int], field: str) -> None:
    """Count what is sent towards the day. Refused: one file or the form too large, the day's measure full, the disk nearly full.

    What is counted stays counted when the form is refused afterwards: the measure is the work, not what is kept.
    """
    if not sizes:
        return
    values = book(local_date(at))
    most, form = values.count("files.one"), values.count("files.form")
    if max(sizes) > most * MB:
        raise Refusal(_("One file may have at most %(n)s MB: make it smaller, or send it in parts.") % {"n": most}, field=field)
    if sum(sizes) > form * MB:
        raise Refusal(_("All files of a form together may have at most %(n)s MB: send some of them later.") % {"n": form}, field=field)
    if free() < values.count("files.free") * MB + 2 * sum(sizes):
        raise Refusal(_("There is no room left for files on the server. Send it without files, and tell the administrator."), field=field)
    _count(actor, at, sum(sizes), values.count("files.day" if actor.person else "files.guests"), field)


@transaction.atomic
def _count(actor: Actor, at: datetime, sent: int, most: int, field: str) -> None:
    row, _made = SentOnDay.objects.get_or_create(person=actor.person or 0, on=local_date(at), defaults={"bytes_sent": 0})
    free_ = most * MB - sent
    if free_ < 0 or not SentOnDay.objects.filter(pk=row.pk, bytes_sent__lte=free_).update(bytes_sent=F("bytes_sent") + sent):
        raise Refusal(_full(actor, most), field=field)


def _full(actor: Actor, most: int) -> str:
    if actor.person:
        return _("You have sent %(n)s MB of files today, that is the measure of a day. Send it without files, or tomorrow.") % {"n": most}
    return _("Before sign-in no more files can be sent today. Sign in, or send it without files.")


def free() -> int:
    """The bytes left where files are kept."""
    home = Path(settings.LUOSHI_HOME)
    return shutil.disk_usage(next(one for one in (home, *home.parents) if one.exists())).free


def forget_days(at: datetime) -> int:
    """Days that are over for a week count no more."""
    return SentOnDay.objects.filter(on__lt=local_date(at) - timedelta(days=KEPT_DAYS)).delete()[0]
