"""Whoever is named deputy for somebody who is away is told so."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from luoshi.kernel.matters.notices import Notice, tell
from luoshi.kernel.org.models import Deputy


def tell_deputy(named: Deputy, at: datetime) -> None:
    """One notice to the deputy: for whom, and on which days."""
    told = {"name": named.person.name, "since": named.since, "last": named.until - timedelta(days=1)}
    title = _("%(name)s, %(since)s to %(last)s") % told
    tell(Notice(f"deputy {named.pk}", "deputy", named.deputy_id, title, "/w/away", None), at)
