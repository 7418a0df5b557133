"""Every door of the house: the shared screens, those who watch, and each mechanism and adapter that has a `web/urls.py`."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.urls import path

from luoshi.site.watching import views as watching
from luoshi.web import urls as web

__all__ = ["handler400", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    *web.urlpatterns,
    path("healthz", watching.alive, name="alive"),
    path("readyz", watching.readiness, name="ready"),
    path("metrics", watching.metrics, name="metrics"),
]
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
