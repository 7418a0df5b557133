"""Every form of the house, filled with what nobody expects, by several roles: no trouble in the house, none slower than two seconds."""

import traceback
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from luoshi.web.tests.house import Caller
from tests.fuzz import CASES, timed
from tests.fuzz.forms import Form, forms_on
from tests.permissions.addresses import ALONE, asks
from tests.permissions.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
ROLES = ("guest", "worker", "teamlead", "handler", "leader", "safety", "recipient", "receiver", "sysadmin", "secadmin", "outsider")
NASTY = (
    "", " ", "\0", "a\0b", "\ud7ff", "\U0001f600", "9" * 5000, "-1", "0", "1e400", "NaN", "٣", "0x7f", "9223372036854775808", "2026-02-30",
    "0001-01-01", "9999-12-31", "2026-11-02", "24:00", "25:61", "<script>alert(1)</script>", "' OR 1=1 --", "%s%n%(name)s", "../../etc/passwd",
    "{{ 7*7 }}", "x" * 20_000, "20416", "WATER", "problem", "opinion", "equipment", "yes", "on", "None", "null", "[]", "{}", "=1+1", "\u202e",
    "3f1c6d0e-6f6c-4a3e-9f0e-6c756f736869", "\r\nSet-Cookie: a=b", "a,b;c、d，e", "é" * 300,
)  # fmt: skip
ODD = st.one_of(
    st.sampled_from(NASTY), st.text(max_size=60), st.integers().map(str), st.dates().map(str), st.floats().map(str), st.uuids().map(str)
)

PLAUSIBLE = st.sampled_from(
    ("20416", "20102", "WATER", "EQUIP", "3", "1", "2026-11-20", "2026", "08:30", "换阀", "已换，开关三次到位", "A-1")
)


def forms_of(world: World, role: str, caller: Caller) -> list[Form]:
    """The forms this role meets on all pages, and every address with what is asked anywhere in the house."""
    met: dict[tuple[str, frozenset[str]], Form] = {}
    bare: dict[str, Form] = {}
    for ask in asks(world, role):
        answer = caller.get(ask.address)
        if answer.status_code in (200, 403, 422) and "text/html" in answer.headers.get("Content-Type", ""):
            for form in forms_on(ask.address, answer.content.decode()):
                met.setdefault((form.action, frozenset(form.fields)), form)
        bare.setdefault(ask.route, Form(ask.address, {name: [value] for name, value in ask.form.items()}))
    names: dict[str, list[str]] = {}
    for form in met.values():
        for name, values in form.fields.items():
            names[name] = [*names.get(name, []), *values][:40]
    whole = [Form(form.action, {**names, **form.fields}, {"photos", "file"}) for route, form in bare.items() if route not in ALONE]
    return [*met.values(), *(form for form in whole if sent(caller, form, {}).status_code not in (401, 405))]


@st.composite
def filled(draw: Any, form: Form) -> dict[str, Any]:
    """The form as nobody fills it: some fields as they stand, some odd, some missing, some twice, files that are none."""
    typed: dict[str, Any] = {"command": draw(st.one_of(st.uuids().map(str), st.just(str(uuid.uuid4())), ODD))}
    names = sorted(form.fields)
    chosen = draw(st.lists(st.sampled_from(names), max_size=12, unique=True)) if len(names) > 12 else names
    for name in chosen:
        if name in ("command", "csrfmiddlewaretoken"):
            continue
        usual = st.sampled_from(form.fields[name]) if form.fields[name] else PLAUSIBLE
        value = draw(st.one_of(usual, usual, ODD, st.lists(st.one_of(usual, ODD), max_size=3), st.none()))
        if value is not None:
            typed[name] = value
    for name in sorted(form.files):
        content = draw(st.one_of(st.just(b""), st.binary(max_size=300), st.sampled_from((b"\xff\xd8\xff\xe0", b"PK\x03\x04", b"%PDF-1.4"))))
        if draw(st.booleans()):
            typed[name] = SimpleUploadedFile(
                draw(st.sampled_from(("a.jpg", "a.xlsx", "a.csv", "a.pdf", "a.docx", "x", "名单.csv"))), content
            )
    return typed


def sent(caller: Caller, form: Form, typed: dict[str, Any]) -> Any:
    """One request, of which nothing stays."""
    point, kept = transaction.savepoint(), caller.cookies.copy()
    for one in typed.values():
        if isinstance(one, SimpleUploadedFile):
            one.seek(0)
    try:
        answer = caller.post(form.action, typed)
        answer.streaming and b"".join(answer.streaming_content)
        return answer
    finally:
        transaction.savepoint_rollback(point)
        caller.cookies = kept


@pytest.mark.parametrize("role", ROLES)
def test_every_form_is_answered_calmly_whatever_stands_in_it(world: World, callers: Callable[[str], Caller], role: str) -> None:
    caller = callers(role)
    forms = forms_of(world, role, caller)
    assert len(forms) > 40, "every address of the house, and the forms on its pages"

    @settings(
        max_examples=max(CASES // len(ROLES), len(forms) if CASES >= 1000 else 1), deadline=None, database=None, derandomize=CASES <= 1000,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(data=st.data(), place=st.integers(0, len(forms) - 1))
    def fuzz(data: Any, place: int) -> None:
        form = forms[place]
        typed = data.draw(filled(form))
        answer, slow = timed(lambda: sent(caller, form, typed))
        trouble = "".join(traceback.format_exception(*answer.exc_info)) if getattr(answer, "exc_info", None) else ""
        assert answer.status_code < 500, (role, form.action, typed, trouble)
        assert not slow, (role, form.action, typed)

    fuzz()
