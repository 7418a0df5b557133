"""The addresses of second steps and of the other ways in."""

from django.urls import path

from luoshi.web.accounts import second_views as second
from luoshi.web.accounts import ways_views as ways

addresses = [
    path("w/second", second.before, name="second"),
    path("w/me/second", second.mine, name="second-mine"),
    path("w/me/second/<str:name>", second.act, name="second-act"),
    path("w/admin/second/<str:staff_no>", second.take_away, name="second-of"),
    path("w/passkeys/new", second.ask_new, name="passkey-new"),
    path("w/passkeys/second", second.ask_second, name="passkey-second"),
    path("w/passkeys/sign-in", ways.ask_passkey, name="passkey-asked"),
    path("w/sign-in/passkey", ways.by_passkey, name="passkey-in"),
    path("w/sign-in/directory", ways.by_directory, name="directory-in"),
    path("w/oidc/<str:key>/", ways.to_provider, name="oidc"),
    path("w/oidc/<str:key>/back", ways.from_provider, name="oidc-back"),
]
