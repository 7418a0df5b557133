"""The frame around every page: who is signed in, the menu, the way back, the language."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.parameters.selectors import book
from luoshi.base.refusal import Refusal
from luoshi.base.sheets.register import registers
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.metrics.figures import figures
from luoshi.kernel.org.roles import ADMINISTERING, AUDITING, BUILDING, LEADING, READING
from luoshi.kernel.org.selectors import house_name
from luoshi.kernel.org.tree import tree
from luoshi.web.request import Asked, actor, today
from luoshi.web.shelves import menu_lines, own_lines
from luoshi.web.waiting import count_waiting

NavLine = tuple[str, str, str, int, bool, bool]


@dataclass(frozen=True)
class Viewer:
    name: str
    unit: str
    url: str


@dataclass(frozen=True)
class Shell:
    """What base.html draws around a page."""

    title: str
    viewer: Viewer | None
    house: str
    nav: Sequence[tuple[str, Sequence[NavLine]]]
    bar: Sequence[tuple[str, str, str, int, bool]]
    crumbs: Sequence[tuple[str, str]]
    lang: str
    other_lang: tuple[str, str]
    theme: str
    signout_url: str
    footer: str
    back_url: str
    demo: bool
    search_url: str
    theme_links: Sequence[tuple[str, str, bool]] = field(default_factory=tuple)
    own_links: Sequence[tuple[str, str, bool]] = field(default_factory=tuple)


def page(
    request: Asked,
    template: str,
    context: dict[str, Any],
    *,
    title: str,
    here: str = "",
    crumbs: Sequence[tuple[str, str]] = (),
    back: str = "",
    status: int = 200,
    messages: Sequence[tuple[str, str]] = (),
    waiting: int | None = None,
) -> HttpResponse:
    """A page in its frame. `here` is the menu line that is current; `waiting` says how much waits, where the page has counted already."""
    shell = _shell(request, title, here, crumbs, back, waiting)
    return render(
        request,
        template,
        {**context, "shell": shell, "messages": list(messages), "title": context.get("title", title)},
        status=status,
    )


def administrators_page(
    request: Asked, template: str, context: dict[str, Any], *, title: str, here: str, refusal: Refusal | None, done: Mapping[str, str]
) -> HttpResponse:
    """An administrator's page of forms that come back to it: what was done is said once, what was refused stands at its field."""
    told = done.get(request.GET.get("done", "")) if request.method == "GET" else None
    crumbs = [(_("Home"), "/w/"), (_("Units, people, roles"), "/w/admin/"), (title, "")]
    error = str(refusal) if refusal and not refusal.field else ""
    return page(
        request, template, {**context, "key": uuid.uuid4, "error": error}, title=title, here=here, crumbs=crumbs, back="/w/admin/",
        status=refusal.status if refusal else 200, messages=[("good", told)] if told else [],
    )  # fmt: skip


def _shell(request: Asked, title: str, here: str, crumbs: Sequence[tuple[str, str]], back: str, counted: int | None) -> Shell:
    english = get_language() == "en"
    params, visitor = book(today(request)), request.visitor
    waiting = 0
    if visitor.signed_in:
        waiting = count_waiting(actor(request), today(request)) if counted is None else counted
    return Shell(
        title=title,
        viewer=Viewer(visitor.name, visitor.unit, "/w/") if visitor.signed_in else None,
        house=house_name(today(request)),
        nav=_nav(request, here, waiting) if visitor.signed_in else (),
        bar=_bar(request, here, waiting) if visitor.signed_in else (),
        crumbs=crumbs,
        lang="en" if english else "zh-Hans",
        other_lang=("中文", _switch(request, "zh-hans")) if english else ("English", _switch(request, "en")),
        theme=request.theme,
        signout_url="/w/sign-out",
        footer=_("This system must not hold state secrets.") if params.flag("site.no_secrets_line") else "",
        back_url=back,
        demo=params.flag("site.demo"),
        search_url="/w/search" if visitor.signed_in else "",
        theme_links=_themes(request) if visitor.signed_in else (),
        own_links=_own(request, here) if visitor.signed_in else (),
    )


def _own(request: Asked, here: str) -> list[tuple[str, str, bool]]:
    """What a room lets everybody set for themselves."""
    return [(str(line.label), line.url, here == line.name) for line in own_lines if line.may(actor(request))]


def _themes(request: Asked) -> list[tuple[str, str, bool]]:
    """The look that is not chosen now, as a link."""
    onward = urlencode({"next": request.get_full_path() if request.method == "GET" else "/w/"})
    label, name = (_("Light"), "light") if request.theme == "dark" else (_("Dark"), "dark")
    return [(label, f"/w/theme/{name}?{onward}", False)]


def _switch(request: Asked, language: str) -> str:
    if not request.path.startswith("/w/"):
        return f"{request.path}?{urlencode({'lang': language})}"
    here = request.get_full_path() if request.method == "GET" else "/w/"
    return f"/w/language/{language}?{urlencode({'next': here})}"


def _nav(request: Asked, here: str, waiting: int) -> list[tuple[str, list[NavLine]]]:
    who = actor(request)
    first: list[NavLine] = [
        (_("Home"), "/w/", "home", 0, False, here == "home"),
        (_("To do"), "/w/inbox", "todo", waiting, False, here == "inbox"),
        (_("What I did"), "/w/done", "check", 0, False, here == "done"),
        (_("Raised by me"), "/w/mine", "me", 0, False, here == "mine"),
        (_("Copied to me"), "/w/copied", "bell", 0, False, here == "copied"),
        (_("Report something"), "/w/report/", "plus", 0, False, here == "report"),
        (_("Find by words"), "/w/search", "search", 0, False, here == "search"),
    ]
    groups: list[tuple[str, list[NavLine]]] = [("", first)]
    if who.holds("unit_leader"):
        first.insert(0, (_("Leader's page"), "/w/leader", "grid", 0, False, here == "leader"))
    if may_see_the_group(who, today(request)):
        first.insert(1 if who.holds("unit_leader") else 0, (_("All plants"), "/w/group", "chart", 0, False, here == "group"))
    more: list[NavLine] = [(str(line.label), line.url, line.icon, 0, False, here == line.name) for line in menu_lines if line.may(who)]
    if who.holds(*READING):
        work: list[NavLine] = [
            (str(kind.plural), f"/w/list/{kind.name}", kind.icon, 0, False, here == f"list {kind.name}") for kind in kinds
        ]
        work += more
        if who.holds(*LEADING):
            work.append((_("Team"), "/w/team/", "team", 0, False, here == "team"))
        if len(figures):
            work.append((_("Figures"), "/w/figures/", "chart", 0, False, here == "figures"))
        groups.append((_("Work"), work))
    elif more:
        groups.append((_("Work"), more))
    if who.holds(*ADMINISTERING):
        word: NavLine = (_("Word templates"), "/w/documents/", "print", 0, False, here == "documents")
        building: list[NavLine] = [word] if who.holds(BUILDING) else []
        groups.append((_("Administration"), [(_("Units, people, roles"), "/w/admin/", "people", 0, False, here == "admin"), *building]))
    if who.holds(AUDITING):
        groups.append((_("Administration"), [(_("The ledger"), "/w/audit/", "search", 0, False, here == "audit")]))
    if any(one.may(who, None, today(request)) for one in registers):
        groups[-1][1].append((_("Import and export"), "/w/import/", "cloud", 0, False, here == "import"))
    own: list[NavLine] = [(str(line.label), line.url, line.icon, 0, False, here == line.name) for line in own_lines if line.may(who)]
    return [*groups, (_("About me"), own)] if own else groups


def may_see_the_group(who: Actor, on: date) -> bool:
    """Leaders and inspectors of the whole house."""
    return not set(tree(on).children.get(None, ())).isdisjoint(who.units("unit_leader", "inspector"))


def _bar(request: Asked, here: str, waiting: int) -> list[tuple[str, str, str, int, bool]]:
    who = actor(request)
    bar = [
        (_("Home"), "/w/", "home", 0, here == "home"),
        (_("To do"), "/w/inbox", "todo", waiting, here == "inbox"),
        (_("Report"), "/w/report/", "plus", 0, here == "report"),
    ]
    if who.holds("unit_leader"):
        bar.append((_("Overview"), "/w/leader", "grid", 0, here == "leader"))
    elif who.holds(*LEADING):
        bar.append((_("Team"), "/w/team/", "team", 0, here == "team"))
    elif who.holds(*ADMINISTERING):
        bar.append((_("Units"), "/w/admin/", "people", 0, here == "admin"))
    bar.append((_("Mine"), "/w/mine", "me", 0, here == "mine"))
    return bar
