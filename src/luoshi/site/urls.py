"""Every door of the house: those of the shared screens, and of each mechanism and adapter that has a `web/urls.py`."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from luoshi.web import urls as web

__all__ = ["handler400", "handler404", "handler500", "urlpatterns"]

urlpatterns = [*web.urlpatterns]
for room in apps.get_app_configs():
    if (
        room.name.startswith(("luoshi.mechanisms.", "luoshi.adapters."))
        and find_spec(f"{room.name}.web")
        and find_spec(f"{room.name}.web.urls")
    ):
        urlpatterns += import_module(f"{room.name}.web.urls").urlpatterns

handler400 = "luoshi.web.views.entry.not_readable"
handler404 = "luoshi.web.views.entry.not_here"
handler500 = "luoshi.web.views.entry.broken"
