"""The room where ledgers come in and go out as workbooks."""

from datetime import datetime, timedelta

from django.apps import AppConfig


class SpreadsheetsConfig(AppConfig):
    name = "luoshi.adapters.spreadsheets"
    label = "spreadsheets"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luoshi.base.jobs.schedule import schedule

        schedule("spreadsheets.tidy", every=timedelta(days=1), run=_tidy, speaks=False)


def _tidy(at: datetime) -> int:
    from luoshi.adapters.spreadsheets.services import tidy

    return tidy(at=at)
