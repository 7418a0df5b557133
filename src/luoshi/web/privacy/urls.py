"""The addresses of what people are told about their data."""

from django.urls import path

from luoshi.web.privacy import register_views, views

addresses = [
    path("w/me", views.me, name="me"),
    path("w/me/copy", views.copy, name="me-copy"),
    path("w/me/read-by", views.read_by, name="read-by"),
    path("w/me/read-by/<str:staff_no>", views.read_by, name="read-by-of"),
    path("w/corrections", register_views.corrections, name="corrections"),
    path("w/purposes", register_views.purposes, name="purposes"),
    path("w/purposes.xlsx", register_views.purposes_workbook, name="purposes-workbook"),
]
