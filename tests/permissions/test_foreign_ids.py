"""A form that is sent with the ids of what its sender does not see changes nothing of it and tells nothing of it, in whichever field they stand."""

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django.forms.models import model_to_dict

from luoshi.adapters.spreadsheets.models import SheetImport
from luoshi.base.files.models import StoredFile
from luoshi.base.ledger.models import LedgerEntry
from luoshi.kernel.activities.models import Activity
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.postings.models import Posting, PostingVoice
from luoshi.mechanisms.consultations.models import Consultation
from luoshi.web.accounts.models import SignIn
from luoshi.web.drafts.models import Draft
from luoshi.web.tests.house import Caller
from tests.permissions.addresses import ALONE, asks
from tests.permissions.forms import OURS, Form, forms_of
from tests.permissions.world import SAID, World

pytestmark = pytest.mark.django_db
Callers = Callable[[str], Caller]
SENDERS = ("worker", "leader", "receiver", "sysadmin", "secadmin")
IDS = re.compile(r"^(?:m|into|again|replaces|from|with|matter|old|object|posting|voice|consultation|symposium|activity|item|draft|import|session|revoke|file|photo|"
                 r"owner|verifier|who|person|raiser|host|chair|deputy|people|representatives|concerned|staff_no|unit|audience|office|place|equipment|party|"
                 r"to|of|id|pk|key|parent|receives_for|holding|account|matters|present|asked|part|parts|measure)(?:[-_]\w+)?$")  # fmt: skip
MORE = ("m", "matter", "into", "again", "raiser", "person", "actor", "user", "owner", "account", "entered_by", "staff_no", "as", "pk", "id", "file", "posting",
        "consultation", "draft", "session", "told", "holder", "unit_id", "kept")  # fmt: skip
PEOPLE = {
    "owner",
    "verifier",
    "who",
    "person",
    "raiser",
    "host",
    "chair",
    "deputy",
    "people",
    "representatives",
    "concerned",
    "staff_no",
    "present",
    "asked",
    "to",
}
UNITS = {"unit", "audience", "office", "parent", "receives_for"}


@dataclass
class Foreign:
    """What a sender of the water works must not see: its rows, and its ids in every way that a field might take them."""

    rows: list[Model]
    numbers: list[str]
    ids: list[str]
    uuids: list[str]
    people: list[str]
    units: list[str]
    places: list[str]

    def fitting(self, name: str, value: str) -> list[str]:
        """What to send in this field: of the kind that its name and what stands in it ask for."""
        bare = re.split(r"[-_]\d", name)[0]
        if bare in PEOPLE:
            return self.people
        if bare in UNITS or (value.isupper() and "-" not in value):
            return self.units
        if bare == "place":
            return self.places
        if bare in ("file", "photo") or re.fullmatch(r"[0-9a-f-]{36}", value):
            return self.uuids
        return [*self.numbers, *self.ids] if bare in ("into", "again", "replaces", "matter", "matters", "m", "old") else self.ids


@pytest.fixture
def foreign(world: World) -> Foreign:
    things = world.things
    matters = list(Matter.objects.filter(pk__in=[world.matters["plant"], world.matters["conduct"], things["public:branch"]]))
    rows: list[Any] = [
        *matters,
        *StoredFile.objects.filter(pk__in=[world.photos["plant"], world.files["plant"]]),
        Consultation.objects.get(pk=things["consultation:branch"]),
        Posting.objects.get(pk=things["posting:branch"]),
        PostingVoice.objects.get(pk=things["voice:branch"]),
        Activity.objects.get(pk=things["symposium:branch"]),
        Draft.objects.get(pk=things["draft:other"]),
        SheetImport.objects.get(pk=things["import:other"]),
    ]
    uuids = [str(row.pk) for row in rows if isinstance(row, StoredFile | SheetImport)]
    ids = sorted({str(row.pk) for row in rows if not isinstance(row, StoredFile | SheetImport)})
    return Foreign(rows, [row.number for row in matters], ids, uuids, ["30001", str(world.plant.people["bo"].pk)], ["PORT"], ["8H5R2V"])


def kept_of(foreign: Foreign) -> list[Any]:
    """Everything that says something of these rows: themselves, and what points to them."""
    out: list[Any] = []
    for row in foreign.rows:
        out.append(model_to_dict(type(row)._default_manager.get(pk=row.pk)))
        for link in row._meta.related_objects:
            model = link.related_model
            out.append(
                (
                    str(model),
                    link.field.name,
                    sorted(map(str, model._default_manager.filter(**{link.field.name: row.pk}).values_list("pk", flat=True))),
                )
            )
    return out


class Sending:
    """One form after the other, each in a transaction of its own that is taken back."""

    def __init__(self, world: World, foreign: Foreign, role: str, caller: Caller) -> None:
        self.world, self.foreign, self.role, self.caller = world, foreign, role, caller
        self.before, self.own = kept_of(foreign), None if role == "guest" else world.person(role).pk
        self.wrong: list[tuple[Any, ...]] = []
        self.done: set[str] = set()

    def send(self, route: str, form: Form, filled: dict[str, Any], what: str) -> int:
        point = transaction.savepoint()
        last = LedgerEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        try:
            answer = self.caller.post(
                form.action,
                {**filled, **{name: value for name, value in sent_with_key().items() if name in form.fields or name == "command"}},
            )
            said = answer.getvalue().decode(errors="replace")
            if answer.status_code >= 500:
                self.wrong.append((self.role, route, what, answer.status_code))
            if f"{SAID}plant" in said or f"{SAID}conduct" in said:
                self.wrong.append((self.role, route, what, "tells of it"))
            if answer.status_code < 400:
                self.done.add(route)
                others = LedgerEntry.objects.filter(pk__gt=last).exclude(person=self.own).values_list("verb", "person")
                self.wrong += [(self.role, route, what, *other) for other in others if other[1] is not None]
                if kept_of(self.foreign) != self.before:
                    self.wrong.append((self.role, route, what, "changed it"))
            return int(answer.status_code)
        finally:
            transaction.savepoint_rollback(point)


def sent_with_key() -> dict[str, str]:
    return {"command": str(uuid.uuid4())}


def pages(world: World, role: str, caller: Caller) -> Iterator[tuple[str, Form]]:
    """Every form that this role is shown anywhere, once for each shape."""
    known: set[tuple[Any, ...]] = set()
    for ask in asks(world, role):
        if ask.route in ALONE or ask.lies.split(":")[0] not in ("-", "own", "same", "problem", "opinion") or ":" in ask.lies:
            continue
        answer = caller.get(ask.address)
        if answer.status_code != 200 or "html" not in answer.headers.get("Content-Type", ""):
            continue
        text = answer.content.decode()
        steps = sorted(set(re.findall(r'href="\?step=(\w+)', text))) if ask.route == "matter" else []
        for more in ("", *(f"?step={step}" for step in steps)):
            address = ask.address + more
            for form in forms_of(text if not more else caller.get(address).content.decode(), address):
                shape = (re.sub(r"\d+", "n", form.action.partition("?")[0]), tuple(sorted(form.fields)), tuple(form.steps[:1]))
                if shape not in known and not form.action.startswith(("/w/sign-out", "/w/demo")):
                    known.add(shape)
                    yield ask.route, form


@pytest.mark.sweep
@pytest.mark.parametrize("role", SENDERS)
def test_ids_of_what_one_does_not_see_have_no_effect_in_any_field(world: World, callers: Callers, foreign: Foreign, role: str) -> None:
    sending = Sending(world, foreign, role, callers(role))
    tried = 0
    for route, form in list(pages(world, role, sending.caller)):
        honest = form.filled()
        sending.send(route, form, honest, "as it is")
        extra = {name: [*foreign.ids[:2], foreign.people[0]] for name in MORE if name not in form.fields}
        sending.send(route, form, {**honest, **extra}, "with fields that it does not have")
        for name, one in form.fields.items():
            if (
                name in OURS
                or one.kind in ("textarea", "date", "time", "password")
                or not (one.kind in ("hidden", "select", "radio", "checkbox") or IDS.match(name))
            ):
                continue
            values = foreign.fitting(name, one.value)
            for value in (*values[:3], values):
                tried += 1
                sending.send(route, form, {**honest, name: value}, f"{name}={value}")
    assert sending.wrong == []
    assert tried > 20 and len(sending.done) > 3, (tried, sorted(sending.done))


STEPS = ("merge", "again", "involve", "inform", "assign", "concern", "consult", "transfer", "refile", "urge")


@pytest.mark.sweep
def test_a_step_that_names_another_matter_finds_none_that_is_not_seen(world: World, callers: Callers, foreign: Foreign) -> None:
    """By its number, its id, in the field that asks for it and in those that do not: 422 as for a number that nobody ever gave."""
    sending, pk = Sending(world, foreign, "receiver", callers("receiver")), world.matters["same"]
    for step in STEPS:
        for number in (*foreign.numbers, *foreign.ids):
            named = dict.fromkeys(("into", "again", "replaces", "matter", "from"), number)
            filled = {**named, "reason": "试", "answer": "试", "note": "试", "workdays": "1"}
            status = sending.send("step", Form(f"/w/matters/{pk}/steps/{step}"), filled, f"{step} {number}")
            absent = sending.send(
                "step", Form(f"/w/matters/{pk}/steps/{step}"), {**filled, **dict.fromkeys(named, "X-2026-9999")}, "nobody's"
            )
            assert status == absent, (step, number)
    assert sending.wrong == []


def test_sessions_keys_and_drafts_of_others_are_not_there(world: World, callers: Callers) -> None:
    callers("leader").get("/w/")
    theirs = SignIn.objects.get(account__person=world.person("leader"))
    caller = callers("worker")
    for address, filled in (
        ("/w/me/sessions", {"session": str(theirs.pk)}),
        ("/w/me/tokens", {"revoke": "1"}),
        (f"/w/drafts/{world.things['draft:other']}/away", {}),
        (f"/w/import/{world.things['import:other']}/take", {}),
    ):
        assert caller.post(address, {**sent_with_key(), **filled}).status_code == 404, address
    assert SignIn.objects.filter(pk=theirs.pk).exists() and Draft.objects.filter(pk=world.things["draft:other"]).exists()


def test_every_table_that_people_write_to_is_among_what_is_watched(foreign: Foreign) -> None:
    """What points to a matter is found by itself, so that a table made later is watched as well."""
    pointing = {link.related_model for row in foreign.rows if isinstance(row, Matter) for link in row._meta.related_objects}
    assert {
        apps.get_model(name) for name in ("matters.Event", "matters.Action", "matters.Involved", "matters.Custody", "consultations.Item")
    } <= pointing
