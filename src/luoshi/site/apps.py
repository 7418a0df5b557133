"""The last room to get ready: it names the demonstration's cast, asks each room what it holds about people, and closes the shelves."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps


class SiteConfig(AppConfig):
    name = "luoshi.site"
    label = "luoshi_site"

    def ready(self) -> None:
        from luoshi.base.registry import lock_all
        from luoshi.site.cast import CAST
        from luoshi.web.shelves import demo_cast

        for one in CAST:
            demo_cast.put(one.staff_no, one.staff_no)
        for room in apps.get_app_configs():
            if room.name.startswith("luoshi.") and find_spec(f"{room.name}.personal"):
                import_module(f"{room.name}.personal").declare_personal()
        lock_all()
