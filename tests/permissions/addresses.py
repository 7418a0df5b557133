"""Every route of the URL table with the things that are asked for through it, and what is sent to it."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.cast import PEOPLE
from tests.permissions.world import ROLES, World

NOBODYS = "3f1c6d0e-6f6c-4a3e-9f0e-6c756f736869"
UNITS = {"same": "WATER", "branch": "STEEL", "plant": "PORT"}
MATTERS = ("own", "same", "unit", "branch", "plant", "conduct", "discreet")


@dataclass(frozen=True)
class Ask:
    """One address: which route, what lies behind it, and the fields of a form that is sent there."""

    route: str
    lies: str
    address: str
    form: dict[str, str] = field(default_factory=dict)
    absent: str = ""  # the same address of a thing that does not exist


def routes() -> dict[str, str]:
    """Every route of the house by name, with its pattern."""

    def walk(patterns: Any, before: str = "") -> Iterator[tuple[str, str]]:
        for one in patterns:
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, before + str(one.pattern))
            elif isinstance(one, URLPattern):
                yield str(one.name), before + str(one.pattern)

    return dict(walk(get_resolver().url_patterns))


PLAIN = {  # nothing lies behind them but what the visitor is
    "alive": "/healthz", "ready": "/readyz", "metrics": "/metrics",  # the numbers only for who watches: see site/watching/tests
    "root": "/", "scanned": "/r/7F3K9A", "voice": "/voice/", "home": "/w/", "language": "/w/language/en", "theme": "/w/theme/dark",
    "sign-in": "/w/sign-in", "sign-out": "/w/sign-out", "activate": "/w/activate", "activate-code": "/w/activate/ABCD-EFGH-JKLM",
    "demo-door": "/w/demo/20416", "choose-place": "/w/report/", "mine": "/w/mine", "inbox": "/w/inbox", "done": "/w/done",
    "copied": "/w/copied", "leader": "/w/leader", "group": "/w/group", "drafts": "/w/drafts?form=/w/report/7F3K9A", "search": "/w/search?q=暗号",
    "my-team": "/w/team/", "repeats": "/w/repeats", "figures": "/w/figures/", "this-year": "/w/calendar/", "calendar": "/w/calendar/2026",
    "calendar-set": "/w/admin/calendar/2026", "shift-setting": "/w/admin/shifts", "away": "/w/away", "documents": "/w/documents/",
    "document-usual": "/w/documents/usual/minutes", "admin": "/w/admin/", "slips": "/w/admin/slips", "admin-units": "/w/admin/units",
    "admin-people": "/w/admin/people", "admin-holdings": "/w/admin/holdings", "admin-places": "/w/admin/places", "admin-equipment": "/w/admin/equipment",
    "admin-parties": "/w/admin/parties", "admin-skills": "/w/admin/skills", "admin-skill": "/w/admin/skills/电焊", "admin-parameters": "/w/admin/parameters",
    "admin-lists": "/w/admin/lists", "admin-list": "/w/admin/lists/opinion.topic",
    "admin-parameter": "/w/admin/parameters/problem.done", "admin-trees": "/w/admin/trees/administrative",
    "opinions-enter": "/w/opinions/enter", "symposiums": "/w/opinions/symposiums/", "symposium-new": "/w/opinions/symposiums/new",
    "consultations": "/w/consultations/", "public-list": "/w/public/", "public-unconfirmed": "/w/public/unconfirmed",
    "postings": "/w/postings/", "posting-new": "/w/postings/new", "import": "/w/import/", "messages-mine": "/w/messages/mine",
    "messages-act": "/w/messages/mine/feed", "messages-slips": "/w/messages/slips?unit=WATER", "messages-admin": "/w/admin/messages/",
    "messages-admin-act": "/w/admin/messages/bot-test", "again": "/w/again", "me-sessions": "/w/me/sessions", "me-password": "/w/me/password",
    "me-tokens": "/w/me/tokens", "api": "/api/", "api-me": "/api/me", "api-kinds": "/api/kinds", "api-mine": "/api/mine", "api-waiting": "/api/waiting",
    "api-matters": "/api/matters", "api-figures": "/api/figures", "api-imports": "/api/imports", "api-openapi": "/api/openapi.json",
    "api-matter": "/api/matters/1", "api-step": "/api/matters/1/steps/register", "api-figure": "/api/figures/problems.found",
    "api-figure-records": "/api/figures/problems.found/records", "api-file": f"/api/files/{NOBODYS}", "api-import": f"/api/imports/{NOBODYS}", "api-import-take": f"/api/imports/{NOBODYS}/take",
    "hooks": "/w/admin/hooks/", "hooks-act": "/w/admin/hooks/test", "second": "/w/second", "second-mine": "/w/me/second", "second-act": "/w/me/second/papers",
    "passkey-new": "/w/passkeys/new", "passkey-second": "/w/passkeys/second", "passkey-asked": "/w/passkeys/sign-in", "passkey-in": "/w/sign-in/passkey",
    "directory-in": "/w/sign-in/directory", "oidc": "/w/oidc/company/", "oidc-back": "/w/oidc/company/back", "admin-accounts": "/w/admin/accounts",
    "audit": "/w/audit/", "me": "/w/me", "me-copy": "/w/me/copy", "read-by": "/w/me/read-by", "corrections": "/w/corrections",
    "purposes": "/w/purposes", "purposes-workbook": "/w/purposes.xlsx", "voice-receipt": "/voice/receipt",
}  # fmt: skip
BY_UNIT = {"team": "/w/team/{}", "shifts": "/w/shifts/{}", "admin-unit": "/w/admin/units/{}", "figure": "/w/figures/problems.found?unit={}",
           "posting-new": "/w/postings/new?unit={}", "messages-slips": "/w/messages/slips?unit={}"}  # fmt: skip
BY_KIND = {"list": "/w/list/{}?view=all", "batch": "/w/batch/{}?step=register", "phrases": "/w/phrases/{}"}
CODED = {
    "report": ("/w/report/{}", {"same": "7F3K9A", "plant": "8H5R2V"}),
    "admin-person": ("/w/admin/people/{}", {"same": "20416", "plant": "30001"}),
    "second-of": ("/w/admin/second/{}", {"same": "20416", "plant": "30001"}),
    "read-by-of": ("/w/me/read-by/{}", {"same": "20416", "branch": "20903", "plant": "30001"}),
    "admin-place": ("/w/admin/places/{}", {"same": "7F3K9A", "plant": "8H5R2V"}),
    "admin-machine": ("/w/admin/equipment/{}", {"same": "PUMP-7"}),
    "admin-party": ("/w/admin/parties/{}", {"same": "SERVICE"}),
    "poster": ("/w/admin/places/{}/poster", {"same": "7F3K9A", "plant": "8H5R2V"}),
}
EXPORTS = ("opinions", "people", "units", "holdings", "places", "equipment", "parties")
STEPS = {"register": {}, "urge": {}, "inform": {"answer": "已经在查"}, "answer": {"answer": "答复"}}
CONSULTED = {"consultation": "", "consultation-dossier": "/dossier", "consultation-minutes": "/minutes", "consultation-word": "/minutes.docx",
             "consultation-item": "/items/1", "consultation-item-act": "/items/1/say", "consultation-act": "/conclude"}  # fmt: skip
POSTED = {"posting": "", "posting-say": "/say", "posting-withdraw": "/withdraw", "posting-print": "/print", "posting-word": "/notice.docx"}
IMPORTED = {"import-brought": "", "import-take": "take", "import-headings": "headings", "import-marked": "marked", "import-away": "away"}
FORMS = {"report": {"text": "阀门漏水", "topic": "equipment"}, "theme": {}, "posting-say": {"text": "看不懂"}, "demo-door": {}}
ALONE = {"sign-out", "demo-door"}  # they end or change who is asking: tried once, by themselves


def asks(world: World, role: str) -> Iterator[Ask]:
    """Everything there is to be asked for by whoever has this role."""
    for name, address in PLAIN.items():
        yield Ask(name, "-", address, FORMS.get(name, {}))
    for name, address in BY_UNIT.items():
        for lies, code in UNITS.items():
            yield Ask(name, lies, address.format(code), absent=address.format("NOWHERE"))
    for name, address in BY_KIND.items():
        for kind in ("problem", "opinion"):
            yield Ask(name, kind, address.format(kind), absent=address.format("nothing"))
    for name, (address, codes) in CODED.items():
        for lies, code in codes.items():
            yield Ask(name, lies, address.format(code), FORMS.get(name, {}), absent=address.format("NOWHERE"))
    for name in EXPORTS:
        yield Ask("export", name, f"/w/export/{name}", absent="/w/export/nothing")
    yield from _matters(world, role)
    yield from _papers(world, role)


def _matters(world: World, role: str) -> Iterator[Ask]:
    for lies in MATTERS:
        pk = world.matters[f"own:{role}" if lies == "own" else lies]
        yield Ask("matter", lies, f"/w/matters/{pk}", absent="/w/matters/999999")
        for step, filled in STEPS.items():
            yield Ask("step", f"{lies}:{step}", f"/w/matters/{pk}/steps/{step}", filled, absent=f"/w/matters/999999/steps/{step}")
        if lies in ("same", "plant"):
            yield Ask("consultation-new", lies, f"/w/consultations/new?matter={pk}", absent="/w/consultations/new?matter=999999")
            yield Ask("voice-onward", lies, f"/w/voice/{pk}/onward", absent="/w/voice/999999/onward")
        if lies in world.files:
            yield Ask("file", lies, f"/w/files/{world.files[lies]}", absent=f"/w/files/{NOBODYS}")
        if lies in world.photos:
            yield Ask("photo", lies, f"/w/photos/{world.photos[lies]}", absent=f"/w/photos/{NOBODYS}")
        sent = world.commands.get(f"own:{role}" if lies == "own" else lies)
        if sent:
            yield Ask("sent", lies, f"/w/report/sent/{sent}", absent=f"/w/report/sent/{NOBODYS}")
            yield Ask(
                "claim",
                lies,
                f"/w/report/sent/{sent}/claim",
                {"staff_no": PEOPLE["wang"][0], "act": "claim"},
                f"/w/report/sent/{NOBODYS}/claim",
            )


def _papers(world: World, role: str) -> Iterator[Ask]:
    things = world.things
    own = role if role != "guest" else "worker"
    for lies, whose in (("own", f"draft:{own}"), ("plant", "draft:other")):
        yield Ask("draft-away", lies, f"/w/drafts/{things[whose]}/away", absent="/w/drafts/999999/away")
    for lies, whose in (("own", own), ("same", "worker" if own != "worker" else "finance")):
        yield Ask("feed", lies, f"/feed/{things[f'feed:{whose}']}.ics", absent="/feed/nothing.ics")
    yield Ask("document-kept", "-", f"/w/documents/{things['template']}", absent="/w/documents/999999")
    for name, end in IMPORTED.items():
        yield Ask(name, "plant", f"/w/import/{things['import:other']}/{end}", absent=f"/w/import/{NOBODYS}/{end}")
    for lies in ("same", "branch"):
        talked, posted, public = (things[f"{one}:{lies}"] for one in ("consultation", "posting", "public"))
        yield Ask("symposium", lies, f"/w/opinions/symposiums/{things[f'symposium:{lies}']}", absent="/w/opinions/symposiums/999999")
        yield Ask("consultation-of", lies, f"/w/consultations/of/{_activity(talked)}", absent="/w/consultations/of/999999")
        for name, end in CONSULTED.items():
            yield Ask(name, lies, f"/w/consultations/{talked}{end}", {"answer": "同意"}, f"/w/consultations/999999{end}")
        for name, end in POSTED.items():
            yield Ask(name, lies, f"/w/postings/{posted}{end}", FORMS.get(name, {}), f"/w/postings/999999{end}")
        yield Ask("posting-short", lies, f"/p/{posted}", absent="/p/999999")
        yield Ask(
            "posting-answer",
            lies,
            f"/w/postings/voices/{things[f'voice:{lies}']}/answer",
            {"answer": "是这样"},
            absent="/w/postings/voices/999999/answer",
        )
        for name, end in (("public-text", ""), ("public-confirming", "/text"), ("public-off", "/off")):
            yield Ask(name, lies, f"/w/public/{public}{end}", {"why": "写错了"}, f"/w/public/999999{end}")


def _activity(consultation: int) -> int:
    from luoshi.mechanisms.consultations.models import Consultation

    return int(Consultation.objects.values_list("activity", flat=True).get(pk=consultation))


def sent_with(ask: Ask) -> dict[str, str]:
    return {"command": str(uuid.uuid4()), **ask.form}


__all__ = ["ALONE", "ROLES", "Ask", "asks", "routes", "sent_with"]
