"""The room where ledgers come in and go out as workbooks."""

from datetime import datetime, timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SpreadsheetsConfig(AppConfig):
    name = "luoshi.adapters.spreadsheets"
    label = "spreadsheets"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luoshi.adapters.spreadsheets.nightly.looking import EVERY
        from luoshi.adapters.spreadsheets.nightly.telling import count, notes, queries, todos
        from luoshi.base.jobs.schedule import schedule
        from luoshi.base.ledger.verbs import verb
        from luoshi.base.parameters import declare
        from luoshi.web.shelves import TodoSource, admin_notes, todo_sources

        schedule("spreadsheets.tidy", every=timedelta(days=1), run=_tidy, speaks=False)
        schedule("nightly.look", every=EVERY, run=_look, speaks=False)
        schedule("nightly.tell", every=EVERY, run=_tell)
        habit = _("Default; change it to your own rule.")
        declare(
            "nightly.reminder", "3", measure=_("days"), label=_("A nightly list that nobody confirms is told again after"), source=habit
        )
        declare("nightly.missed", "3", measure=_("days"), label=_("A nightly list that does not come is told after"), source=habit)
        verb("nightly.confirmed", _("A nightly list was confirmed."), personal=())
        verb("nightly.put_away", _("A nightly list was put away."), personal=())
        todo_sources.put("nightly", TodoSource("nightly", _("Lists of people and units"), todos, count, queries))
        admin_notes.put("nightly", notes)


def _tidy(at: datetime) -> int:
    from luoshi.adapters.spreadsheets.nightly import looking
    from luoshi.adapters.spreadsheets.services import tidy

    return tidy(at=at) + looking.tidy(at)


def _look(at: datetime) -> int:
    from luoshi.adapters.spreadsheets.nightly.looking import look

    return look(at)


def _tell(at: datetime) -> int:
    from luoshi.adapters.spreadsheets.nightly.telling import tell_administrators

    return tell_administrators(at)
