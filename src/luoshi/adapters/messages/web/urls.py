"""The addresses of messages. The feed lies outside /w/: a calendar carries no cookie, its address is the secret."""

from django.urls import path

from luoshi.adapters.messages.web import administration, mine, slips

urlpatterns = [
    path("w/messages/mine", mine.mine, name="messages-mine"),
    path("w/messages/mine/<str:name>", mine.act, name="messages-act"),
    path("w/messages/slips", slips.slips, name="messages-slips"),
    path("w/admin/messages/", administration.messages, name="messages-admin"),
    path("w/admin/messages/<str:name>", administration.act, name="messages-admin-act"),
    path("feed/<str:token>.ics", mine.feed, name="feed"),
]
