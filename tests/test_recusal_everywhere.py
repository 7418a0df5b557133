"""Matters about somebody are nowhere for them and those below: on no page, in no search, export, record list, form, calendar or message."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from django.urls import URLPattern, resolve
from django.utils.http import urlencode

from luoshi.adapters.api.models import Pace
from luoshi.adapters.messages.models import Message
from luoshi.base.refusal import Refusal
from luoshi.kernel.matters.counts import view_counts
from luoshi.kernel.matters.desk import MINE, count_todo, todo
from luoshi.kernel.matters.hanging import open_matters
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.models import EventPhoto, Matter
from luoshi.kernel.matters.offices import handlers_of
from luoshi.kernel.matters.selectors import Filters, in_list
from luoshi.kernel.matters.services.passing_on import pass_on
from luoshi.kernel.matters.services.splitting import Part
from luoshi.kernel.metrics.figures import figures
from luoshi.mechanisms.consultations.models import Consultation
from luoshi.site.urls import urlpatterns
from luoshi.web.accounts.tokens import SCOPES, make_token
from luoshi.web.tests.house import Caller, calls, clock
from tests.cast import at, key, matter
from tests.planted import (
    CONDUCT,
    LATER,
    NOW,
    ON,
    OWNER,
    VISITORS,
    WORDS,
    Planted,
    planted,
)

__all__ = ["calls", "clock", "planted"]
pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
ASIDE = {
    "sign-out",
    "language",
    "theme",
    "demo-door",
    "activate",
    "activate-code",
    "sign-in",
    "voice",
    "voice-receipt",
    "claim",
    "draft-away",
    "away",
    # the ways in, which know nobody yet
    "second",
    "passkey-asked",
    "passkey-in",
    "passkey-second",
    "directory-in",
    "oidc",
    "oidc-back",
    # by POST alone, through the same service as the page's form
    "api-import-take",
    # the documentation, the same for everybody: its examples have numbers too
    "api-openapi",
}


def addresses(on: Planted, who: str) -> list[str]:
    """Every address of the house with what is planted put in, and with every filter."""
    rows, consultations = on.of(who), list(Consultation.objects.all())
    out = ["/", "/w/", "/w/inbox", "/w/done", "/w/mine", "/w/copied", "/w/leader", "/w/group", "/w/team/", "/w/figures/", "/w/drafts", "/w/away",
           "/w/repeats", "/w/calendar/", "/w/calendar/2026", "/w/admin/calendar/2026", "/w/shifts/WATER", "/w/admin/shifts", "/w/report/", "/r/7F3K9A",
           "/w/public/", "/w/public/?view=open", "/w/public/unconfirmed", "/w/postings/", "/w/postings/?view=over", "/w/postings/new",
           "/w/consultations/", "/w/consultations/?view=concluded", "/w/consultations/new", "/w/opinions/enter", "/w/opinions/symposiums/",
           "/w/opinions/symposiums/new", "/w/opinions/symposiums/1", "/w/messages/mine", "/w/messages/mine/x", "/w/messages/slips", "/w/admin/messages/",
           "/w/admin/messages/x", "/w/documents/", "/w/documents/1", "/w/documents/usual/dossier", "/w/admin/", "/w/admin/slips", "/w/me/second", "/w/me/second/begin",
           "/w/passkeys/new", "/w/admin/second/20417", "/w/import/",
           f"/feed/{on.feeds[who]}.ics", "/p/1", "/w/postings/1", "/w/postings/1/print", "/w/postings/1/notice.docx", "/w/postings/1/say",
           "/w/postings/1/withdraw", "/w/postings/voices/1/answer", "/w/report/7F3K9A", "/w/leader?kind=opinion", "/w/group?by=problem",
           "/w/me", "/w/me/copy", "/w/me/read-by", "/w/me/read-by/20417", "/w/corrections", "/w/purposes", "/w/purposes.xlsx",
           "/w/me/sessions", "/w/me/password", "/w/me/tokens", "/w/again", "/w/audit/", "/w/admin/accounts", "/w/admin/lists", "/w/admin/lists/topics", "/w/admin/hooks/",
           "/w/admin/hooks/test"]  # fmt: skip
    out += ["/healthz", "/readyz", "/metrics"]
    out += ["/api/", *(f"/api/{end}" for end in ("me", "kinds", "mine", "waiting", "figures", "imports", "matters", "matters?q=检修记录"))]
    for page in ("units", "people", "holdings", "places", "equipment", "parties", "skills", "parameters"):
        out += [f"/w/admin/{page}"]
    out += ["/w/admin/units/WATER", "/w/admin/people/20417", "/w/admin/places/7F3K9A", "/w/admin/equipment/X", "/w/admin/parties/X", "/w/admin/skills/x",
            "/w/admin/parameters/problem.done", "/w/admin/trees/administrative", "/w/admin/places/7F3K9A/poster"]  # fmt: skip
    out += [f"/w/import/3f1c6d0e-6f6c-4a3e-9f0e-6c756f736869/{end}" for end in ("", "take", "headings", "marked", "away")]
    for code in ("ENERGY", "WATER", "WATER-C"):
        out += [f"/w/team/{code}", f"/w/messages/slips?unit={code}"]
        out += [f"/w/search?{urlencode({'q': words})}" for words in ("阀门检修", "补写的", "东区", "查清")]
    for kind in kinds:
        views = [f"view={one}" for one in ("open", "late", "checking", "closed", "all")]
        narrowed = [f"view=all&{one}" for one in ("unit=WATER", "place=7F3K9A", "q=检修记录")]
        out += [f"/w/list/{kind.name}?{one}" for one in (*views, *narrowed)] + [
            f"/w/phrases/{kind.name}",
            f"/w/search?q=检修记录&kind={kind.name}",
        ]
        chosen = "&".join(f"m={row.pk}" for row in rows[:12])
        out += [f"/w/batch/{kind.name}?step={step}&{chosen}" for step in ("register", "assign")]
        out += [f"/w/batch/{kind.name}?step=register&m={open_}&{chosen}" for open_ in on.openly[:1]]
    for by in ("place", "equipment"):
        out += [f"/w/repeats?by={by}", f"/w/repeats?{by}=7F3K9A&days=365"]
    for name in (one.name for one in figures):
        out += [f"/w/figures/{name}?unit=WATER&only=all", f"/api/figures/{name}", f"/api/figures/{name}/records"]
    out += [f"/w/export/{name}" for name in ("opinions", "people", "units", "holdings", "places", "equipment", "parties")]
    for row in rows:
        out += [f"/w/matters/{row.pk}", f"/w/voice/{row.pk}/onward", f"/api/matters/{row.pk}", f"/api/matters/{row.pk}/steps/register"]
    for row in rows[:4]:
        out += [
            f"/w/public/{row.pk}",
            f"/w/public/{row.pk}/text",
            f"/w/public/{row.pk}/off",
            f"/w/consultations/new?matter={row.pk}",
            f"/w/matters/{row.pk}?done=x",
        ]
        out += [f"/w/matters/{row.pk}/steps/register", f"/w/opinions/symposiums/{row.pk}"]
    for open_ in on.openly:
        out += [f"/w/matters/{open_}", *(f"/w/matters/{open_}?step={step}" for step in ("merge", "again", "assign", "split"))]
    for one in consultations:
        here = f"/w/consultations/{one.pk}"
        out += [
            here,
            *(f"{here}/{end}" for end in ("dossier", "minutes", "minutes.docx", "items/1", "items/1/decide", "reply")),
            f"/w/consultations/of/{one.pk}",
        ]
    out += [f"/{door}/{one}" for one in on.photos for door in ("w/photos", "w/files", "api/files")]
    out += ["/api/imports/3f1c6d0e-6f6c-4a3e-9f0e-6c756f736869"]
    out += [f"/w/report/sent/{one}" for one in on.keys]
    return out


def words_of(answer: Any) -> str:
    """What an answer says, in whatever form: a page, a calendar, a workbook, a Word document."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return "\n".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))
    return content.decode(errors="replace")


def leaks(on: Planted, rows: Sequence[Matter], said: str) -> list[str]:
    """What of these is in what was said: a mark, a number, a link or a value that names the id."""
    found = [mark for row in rows if (mark := on.marks.get(row.pk)) and mark in said]
    found += sorted({number for number in (row.number for row in rows) if re.search(rf"{re.escape(number)}(?![\d-])", said)})
    ids = {str(row.pk) for row in rows}
    linked = re.findall(r"/(?:matters|public)/(\d+)", said) + re.findall(r'name="m" value="(\d+)"', said)
    return found + [f"/{one}" for one in sorted(ids & set(linked))]


def key_of(on: Planted, who: str) -> str:
    """A program's key of this person, for everything a program may do."""
    return make_token(actor=on.plant.acting(who, at(NOW)), at=at(NOW), command=key(), name="系统", scopes=tuple(SCOPES), last=ON)


def on_pages(on: Planted, who: str, caller: Caller, visited: set[str]) -> Iterator[tuple[Any, ...]]:
    """Where an address tells this person of what must be kept from them."""
    rows = on.of(who)
    ids, shots = (
        {row.pk for row in rows},
        {str(one) for one in EventPhoto.objects.filter(event__matter__in=rows).values_list("file", flat=True)},
    )
    assert rows
    door = {"authorization": f"Bearer {key_of(on, who)}"}
    for address in addresses(on, who):
        bare = address.partition("?")[0]
        visited.add(resolve(bare).url_name or "")
        Pace.objects.all().delete()
        answer = caller.get(address, headers=door if bare.startswith("/api/") else {})
        assert answer.status_code not in (401, 403, 429) or not bare.startswith("/api/"), (address, answer.status_code)
        page = re.fullmatch(r"/(?:w|api)/(matters|photos|files)/([\w-]+)", bare)
        if page and "?" not in address and page[2] in {*map(str, ids), *shots} and answer.status_code != 404:
            yield who, address, answer.status_code
        said = words_of(answer) if answer.status_code == 200 else answer.headers.get("Location", "").replace(bare, "")
        if answer.status_code >= 500 or leaks(on, rows, said):
            yield who, address, answer.status_code, *leaks(on, rows, said)


def by_hand(on: Planted, who: str, caller: Caller) -> Iterator[tuple[Any, ...]]:
    """Every step of every kind, sent by hand to a few of them; each answers as if it were not there."""
    for row in on.of(who)[::25]:
        for step in kinds[row.kind].workflow.steps:
            filled = {
                "command": str(key()),
                "reason": "试",
                "note": "试",
                "answer": "试",
                "workdays": "1",
                "owner": "20417",
                "verifier": "10000",
            }
            answer = caller.post(f"/w/matters/{row.pk}/steps/{step}", filled)
            if answer.status_code != 404 or leaks(on, [row], words_of(answer)):
                yield who, row.pk, step, answer.status_code
        merged = {"command": str(key()), "into": row.number, "again": row.number, "replaces": row.number}
        answer = caller.post(f"/w/matters/{on.openly[0]}/steps/inform", {**merged, "answer": "试"})
        if answer.status_code == 200 and leaks(on, [row], words_of(answer).replace(row.number, "")):
            yield who, row.pk, "named by its number", answer.status_code


def in_forms(on: Planted, calls: Callable[[str], Caller]) -> Iterator[tuple[Any, ...]]:
    """Where a form of those who handle or do it offers somebody who must not have to do with it."""
    people = on.plant.people
    for pk, barred in list(on.hidden.items())[::2]:
        row = matter(pk)
        if row.closed_at or barred is CONDUCT:
            continue
        caller, names = calls(on.plant.called(row.holder_id) or on.office(pk)), [people[one].name for one in barred]
        for step in ("", "involve"):
            said = caller.get(f"/w/matters/{pk}?step={step}").content.decode()
            offered = "".join(re.findall(r'<select[^>]*name="(?:owner|verifier|who)".*?</select>', said, re.S))
            yield from ((pk, step, name) for name in names if name in offered)


def told(on: Planted) -> Iterator[tuple[Any, ...]]:
    """Messages that went to them after it was said whom it is about, and titles that say what it is."""
    called = on.plant.called
    for row in Message.objects.filter(url__startswith="/w/matters/"):
        pk = int(row.url.rpartition("/")[2])
        barred = on.hidden.get(pk, set())
        if called(row.person_id) in barred and (pk not in on.known or row.entered_at > LATER):
            yield "told", called(row.person_id), row.what, row.url
        if barred and on.marks.get(pk, WORDS) in row.title and (pk not in on.known or row.entered_at > LATER):
            yield "title", row.title


def held(on: Planted) -> Iterator[tuple[Any, ...]]:
    """In whose hands it is, and whom the clock has told of it since."""
    for pk, barred in on.hidden.items():
        row = matter(pk)
        here = {on.plant.called(row.holder_id)} | ({on.plant.called(row.told_id)} if pk not in on.known else set())
        here |= {on.plant.called(row.owner_id)} if pk not in on.known else set()
        if here & barred:
            yield pk, row.number, row.state, here & barred
        if row.holder_id is None and row.holder_unit_id and not row.closed_at and not handlers_of(row, row.holder_unit_id, ON):
            yield pk, row.number, row.state, "nobody may take it"


def counted(on: Planted, who: str) -> Iterator[tuple[Any, ...]]:
    """Numbers that are not those of the rows."""
    when = at(NOW)
    actor = on.plant.acting(who, when)
    for kind in kinds:
        for view, n in view_counts(actor, Filters(kind.name), when).items():
            if n != in_list(actor, Filters(kind.name, view), when).count():
                yield who, kind.name, view, n
    listed = todo(actor, when, 999, dict.fromkeys(MINE, 1))
    if len(listed) != count_todo(actor, ON) or {task.row.id for task in listed} & {row.pk for row in on.of(who)}:
        yield who, len(listed), count_todo(actor, ON)


def test_nowhere_in_the_house(planted: Planted, calls: Callable[[str], Caller], clock: Callable[[str], None]) -> None:
    clock(NOW)
    visited, found = set[str](), list[tuple[Any, ...]]()
    for who in VISITORS:
        caller = calls(who)
        found += [*on_pages(planted, who, caller, visited), *counted(planted, who)]
        found += by_hand(planted, who, caller) if who in ("liu", "zhang") else ()
    found += [*in_forms(planted, calls), *told(planted), *held(planted)]
    assert not found, "\n".join(map(str, found))
    assert {one.name for one in urlpatterns if isinstance(one, URLPattern)} - ASIDE <= visited, "an address that nobody tried"


def test_nobody_barred_is_given_a_part_a_role_or_an_answer(planted: Planted) -> None:
    on, people = planted, planted.plant.people
    whole = on.report(["liu"])
    on.take("chen", whole, "register")
    with pytest.raises(Refusal, match="王海生"):
        on.take("chen", whole, "split", parts=[Part("东区", "查", people["wang"], 5), Part("西区", "查", people[OWNER], 5)])
    own, about = on.report(raiser="wang", mark=False), on.report(["liu"])
    with pytest.raises(Refusal):
        on.take("chen", own, "merge", into=matter(about))
    on.assign(about)
    pass_on(people[OWNER], people["liu"], at(NOW))
    assert (matter(about).holder_id, on.plant.code(matter(about).holder_unit_id)) == (None, "EQUIP")
    said = "".join(open_matters("unit", on.plant.units["WATER"].pk, ON))
    assert "例如" in said and not any(number in said for number in Matter.objects.filter(reserved=True).values_list("number", flat=True))
