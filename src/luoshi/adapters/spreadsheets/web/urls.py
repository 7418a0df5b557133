"""The addresses of ledgers coming in and going out."""

from django.urls import path

from luoshi.adapters.spreadsheets.web import views

urlpatterns = [
    path("w/import/", views.choose, name="import"),
    path("w/import/<uuid:key>/", views.brought, name="import-brought"),
    path("w/import/<uuid:key>/take", views.taking, name="import-take"),
    path("w/import/<uuid:key>/headings", views.headings, name="import-headings"),
    path("w/import/<uuid:key>/marked", views.marked, name="import-marked"),
    path("w/import/<uuid:key>/away", views.away, name="import-away"),
    path("w/export/<str:register>", views.export, name="export"),
]
