"""Every door of the house."""

from luoshi.adapters.spreadsheets.web import urls as spreadsheets
from luoshi.web import urls as web

__all__ = ["handler404", "handler500", "urlpatterns"]

urlpatterns = [*web.urlpatterns, *spreadsheets.urlpatterns]

handler404 = "luoshi.web.views.entry.not_here"
handler500 = "luoshi.web.views.entry.broken"
