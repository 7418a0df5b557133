"""The last room to get ready: it names the demonstration's cast and closes the shelves."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "luoshi.site"
    label = "luoshi_site"

    def ready(self) -> None:
        from luoshi.base.registry import lock_all
        from luoshi.site.cast import CAST
        from luoshi.web.shelves import demo_cast

        for one in CAST:
            demo_cast.put(one.staff_no, one.staff_no)
        lock_all()
