"""The addresses of the house itself: who is away, and the pages on which administrators build the enterprise."""

from django.urls import path

from luoshi.web.views import administration, away

addresses = [
    path("w/away", away.away, name="away"),
    path("w/admin/", administration.administration, name="admin"),
    path("w/admin/slips", administration.slips, name="slips"),
    path("w/admin/places/<str:code>", administration.poster, name="poster"),
    path("w/admin/<str:name>", administration.act, name="admin-act"),
]
