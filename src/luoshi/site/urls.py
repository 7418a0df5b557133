"""Every door of the house."""

from luoshi.web.urls import urlpatterns

__all__ = ["handler404", "handler500", "urlpatterns"]

handler404 = "luoshi.web.views.entry.not_here"
handler500 = "luoshi.web.views.entry.broken"
