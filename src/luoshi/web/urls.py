"""The addresses of the shared screens. Everything for signed-in people lies under /w/; /voice/ lies outside, where no cookie is read."""

from django.urls import path

from luoshi.web import house_urls
from luoshi.web.accounts import views as accounts
from luoshi.web.views import (
    batch,
    calendar,
    entry,
    figure,
    home,
    inbox,
    lists,
    phrases,
    report,
    search,
    sheet,
    shifts,
    team,
)

urlpatterns = [
    path("", entry.root, name="root"),
    path("r/<str:place>", entry.scanned, name="scanned"),
    path("voice/", entry.voice, name="voice"),
    path("w/", home.home, name="home"),
    path("w/language/<str:language>", entry.language, name="language"),
    path("w/theme/<str:theme>", entry.theme, name="theme"),
    path("w/sign-in", accounts.signing_in, name="sign-in"),
    path("w/sign-out", accounts.signing_out, name="sign-out"),
    path("w/activate", accounts.activating, name="activate"),
    path("w/activate/<str:code>", accounts.activating, name="activate-code"),
    path("w/demo/<str:staff_no>", accounts.demo_door, name="demo-door"),
    path("w/report/", report.choose_place, name="choose-place"),
    path("w/report/sent/<uuid:command>", report.sent, name="sent"),
    path("w/report/sent/<uuid:command>/claim", report.claimed, name="claim"),
    path("w/report/<str:place>", report.report, name="report"),
    path("w/mine", home.raised_by_me, name="mine"),
    path("w/inbox", inbox.inbox, name="inbox"),
    path("w/search", search.search, name="search"),
    path("w/list/<str:kind>", lists.matters, name="list"),
    path("w/batch/<str:kind>", batch.several, name="batch"),
    path("w/phrases/<str:kind>", phrases.stock, name="phrases"),
    path("w/matters/<int:pk>", sheet.matter, name="matter"),
    path("w/matters/<int:pk>/steps/<str:name>", sheet.step, name="step"),
    path("w/photos/<uuid:pk>", sheet.photo, name="photo"),
    path("w/team/", team.my_team, name="my-team"),
    path("w/team/<str:code>", team.team, name="team"),
    path("w/figures/", figure.all_figures, name="figures"),
    path("w/figures/<str:name>", figure.figure, name="figure"),
    path("w/calendar/", calendar.this_year, name="this-year"),
    path("w/calendar/<int:year>", calendar.year_read, name="calendar"),
    path("w/shifts/<str:code>", shifts.month, name="shifts"),
    path("w/admin/calendar/<int:year>", calendar.year_set, name="calendar-set"),
    path("w/admin/shifts", shifts.setting, name="shift-setting"),
    *house_urls.addresses,
]
