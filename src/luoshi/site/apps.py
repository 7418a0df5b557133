"""The last room to get ready: the demonstration's cast, backups, what each room holds about people; then it closes the shelves."""

from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps


class SiteConfig(AppConfig):
    name = "luoshi.site"
    label = "luoshi_site"

    def ready(self) -> None:
        from luoshi.base.jobs.schedule import schedule
        from luoshi.base.registry import lock_all
        from luoshi.site.backups.records import after_a_restore, declare
        from luoshi.site.cast import CAST
        from luoshi.web.shelves import demo_cast

        for one in CAST:
            demo_cast.put(one.staff_no, one.staff_no)
        declare()
        schedule("backups.restored", every=timedelta(seconds=5), run=after_a_restore, speaks=False)
        for room in apps.get_app_configs():
            if room.name.startswith("luoshi.") and find_spec(f"{room.name}.personal"):
                import_module(f"{room.name}.personal").declare_personal()
        lock_all()
