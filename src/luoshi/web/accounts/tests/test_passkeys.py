"""Passkeys: made, shown instead of a password, shown as second step, ended; and every way in which they are not taken."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from luoshi.web.accounts.models import Passkey
from luoshi.web.accounts.second import with_second
from luoshi.web.tests.house import Caller
from tests.cast import Plant, key

from .authenticator import PRESENT, Device
from .second import MINE, form, put, sign_in, typing, verbs, with_phone

Calls = Callable[[str], Caller]
Clock = Callable[[str], None]
IN = "/w/sign-in/passkey"


@pytest.fixture(autouse=True)
def address(settings: Any) -> None:
    settings.SIGN_IN = {"LUOSHI_ADDRESS": "https://testserver"}


def asked(caller: Caller, where: str) -> dict[str, Any]:
    answer = caller.post(f"/w/passkeys/{where}")
    assert answer.status_code == 200, answer.status_code
    found: dict[str, Any] = answer.json()
    return found


def with_passkey(caller: Caller, name: str = "my phone", **more: Any) -> Device:
    device = Device(**more)
    assert form(caller, "passkey", name=name, answer=device.make(asked(caller, "new"))).status_code == 302
    return device


def test_a_passkey_alone_opens_the_house(calls: Calls, plant: Plant) -> None:
    device = with_passkey(typing(plant))
    guest = calls("")
    question = asked(guest, "sign-in")
    assert question["publicKey"]["userVerification"] == "required"
    assert "allowCredentials" not in question["publicKey"], "nobody is named before somebody has shown who it is"
    answer = guest.post(IN, {"answer": device.answer(question), "next": "/w/mine"})
    assert answer["Location"] == "/w/mine"
    assert guest.get("/w/mine").status_code == 200
    assert verbs()[-1] == "account.signed_in"
    assert "account.passkey_added" in verbs()


def test_after_the_password_the_passkey_is_the_second_step(calls: Calls, plant: Plant, clock: Clock) -> None:
    device, other = with_passkey(typing(plant)), with_passkey(typing(plant, "li"))
    guest = calls("")
    assert sign_in(guest)["Location"] == "/w/second"
    question = asked(guest, "second")
    assert len(question["publicKey"]["allowCredentials"]) == 1
    assert guest.post("/w/second", {"answer": other.answer(question)}).status_code == 422, "another's key is none"
    assert guest.post("/w/second", {"answer": device.answer(question)})["Location"] == "/w/mine"


def test_what_was_asked_is_answered_once_within_five_minutes_and_where_it_was_asked(calls: Calls, plant: Plant, clock: Clock) -> None:
    wang = typing(plant)
    device = with_passkey(wang)
    guest = calls("")
    question = asked(guest, "sign-in")
    answer = device.answer(question)
    assert guest.post(IN, {"answer": answer}).status_code == 302
    assert calls("").post(IN, {"answer": answer}).status_code == 422, "the same answer again"
    assert calls("").post(IN, {"answer": device.answer(question)}).status_code == 422, "another answer to the same question"
    for_second = calls("")
    sign_in(for_second)
    assert calls("").post(IN, {"answer": device.answer(asked(for_second, "second"))}).status_code == 422, "asked for something else"
    late = asked(guest, "sign-in")
    clock("2026-11-02 09:05")
    assert calls("").post(IN, {"answer": device.answer(late)}).status_code == 422


@pytest.mark.parametrize("lie", ["origin", "house", "unverified", "signature", "another key", "handle", "no handle", "unknown"])
def test_a_lie_opens_nothing(calls: Calls, plant: Plant, lie: str) -> None:
    device, more = with_passkey(typing(plant)), {}
    if lie == "origin":
        device.origin = "https://testserver.evil.example"
    elif lie == "house":
        device.house = "evil.example"
    elif lie == "unverified":
        device.flags = PRESENT
    elif lie == "signature":
        more = {"signature": b"x" * 70}
    elif lie == "another key":
        device.key = ec.generate_private_key(ec.SECP256R1())
    elif lie == "unknown":
        device.credential = b"y" * 32
    else:
        more = {"handle": "AAAA" if lie == "handle" else ""}
    guest = calls("")
    answer = guest.post(IN, {"answer": device.answer(asked(guest, "sign-in"), **more)})
    assert answer.status_code == 422
    assert "luoshi" not in guest.cookies
    assert guest.get("/w/").status_code == 302


def test_a_counter_that_went_back_is_refused_and_stands_in_the_ledger(calls: Calls, plant: Plant) -> None:
    device = with_passkey(typing(plant), counter=7)
    guest = calls("")
    assert guest.post(IN, {"answer": device.answer(asked(guest, "sign-in"))}).status_code == 302
    assert Passkey.objects.get().signs == 8
    for counter in (8, 3, 0):
        copied = calls("").post(IN, {"answer": device.answer(asked(guest, "sign-in"), counter=counter)})
        assert copied.status_code == 422
    assert verbs().count("account.passkey_copied") == 3
    assert Passkey.objects.get().signs == 8


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "{}",
        "[]",
        "null",
        "x",
        '{"note": 1, "answer": {}}',
        '{"note": "x", "answer": []}',
        "[" * 5000,
        '{"answer":' * 3000,
        "9" * 30_000,
    ],
)
def test_rubbish_is_answered_with_a_sentence(calls: Calls, plant: Plant, sent: str) -> None:
    assert calls("").post(IN, {"answer": sent}).status_code == 422
    wang = typing(plant)
    assert form(wang, "passkey", name="x", answer=sent).status_code == 422


@pytest.mark.parametrize("rubbish", [None, 5, "", "AA", {"clientDataJSON": "AA"}, {"clientDataJSON": None}, []])
def test_rubbish_under_a_good_note_is_answered_with_a_sentence(calls: Calls, plant: Plant, rubbish: Any) -> None:
    wang = typing(plant)
    device = with_passkey(wang)
    good = json.loads(device.answer(asked(wang, "sign-in")))
    for broken in ({**good["answer"], "response": rubbish}, {**good["answer"], "rawId": rubbish}, {**good["answer"], "id": rubbish}):
        assert calls("").post(IN, {"answer": json.dumps({**good, "answer": broken})}).status_code in (302, 422)
    made = json.loads(Device().make(asked(wang, "new")))
    answer = json.dumps({**made, "answer": {**made["answer"], "response": rubbish}})
    assert form(wang, "passkey", name="x", answer=answer).status_code == 422


def test_several_have_names_and_each_can_be_ended_by_its_own_person_alone(calls: Calls, plant: Plant) -> None:
    wang = typing(plant)
    phone, desk = with_passkey(wang), with_passkey(wang, "the computer in the team room")
    page = wang.text(MINE)
    assert "my phone" in page and "the computer in the team room" in page
    first = Passkey.objects.order_by("id")[0]
    li = typing(plant, "li")
    assert li.post(f"{MINE}/passkey-end", {"command": str(key()), "passkey": first.pk}).status_code == 404
    assert wang.post(f"{MINE}/passkey-end", {"command": str(key()), "passkey": first.pk}).status_code == 302
    guest = calls("")
    assert guest.post(IN, {"answer": phone.answer(asked(guest, "sign-in"))}).status_code == 422
    assert guest.post(IN, {"answer": desk.answer(asked(guest, "sign-in"))}).status_code == 302


def test_a_passkey_needs_a_name_and_is_kept_once(calls: Calls, plant: Plant) -> None:
    wang = typing(plant)
    question = asked(wang, "new")
    device = Device()
    assert form(wang, "passkey", name=" ", answer=device.make(question)).status_code == 422
    assert form(wang, "passkey", name="x", answer=device.make(question)).status_code == 302
    assert form(wang, "passkey", name="x", answer=device.make(question)).status_code == 422
    assert form(wang, "passkey", name="x", answer=device.make(asked(wang, "new"))).status_code == 422
    li = typing(plant, "li")
    assert form(li, "passkey", name="x", answer=Device().make(asked(wang, "new"))).status_code == 422, "asked for somebody else"
    assert len(asked(wang, "new")["publicKey"]["excludeCredentials"]) == 1


def test_one_is_made_only_after_a_fresh_proof(calls: Calls, plant: Plant, clock: Clock) -> None:
    wang = typing(plant)
    device, question = Device(), asked(wang, "new")
    clock("2026-11-02 09:11")
    question = asked(wang, "new")
    assert form(wang, "passkey", name="x", answer=device.make(question)).status_code == 403
    assert not Passkey.objects.exists()


def test_the_last_second_step_of_a_role_that_asks_for_one_stays(calls: Calls, plant: Plant) -> None:
    put("accounts.second_for", "unit_leader")
    qiu = typing(plant, "qiu")
    with_passkey(qiu)
    assert qiu.get("/w/").status_code == 200
    passkey = Passkey.objects.get().pk
    end = {"passkey": passkey, "command": str(key())}
    assert qiu.post(f"{MINE}/passkey-end", end).status_code == 422
    with_phone(qiu)
    assert qiu.post(f"{MINE}/passkey-end", end).status_code == 302
    assert plant.people["qiu"].pk in with_second()


def test_nobody_comes_in_with_the_passkey_of_whoever_has_left(calls: Calls, plant: Plant, clock: Clock) -> None:
    device = with_passkey(typing(plant))
    guest = calls("")
    clock("2026-11-03 09:00")
    plant.people["wang"].until = "2026-11-03"
    plant.people["wang"].save()
    assert guest.post(IN, {"answer": device.answer(asked(guest, "sign-in"))}).status_code == 422
    assert guest.get("/w/").status_code == 302


@pytest.mark.parametrize("where", ["https://10.3.4.5", "http://luoshi.example", "https://[fd00::1]"])
def test_where_browsers_allow_none_the_page_offers_none(calls: Calls, plant: Plant, settings: Any, where: str) -> None:
    settings.SIGN_IN = {"LUOSHI_ADDRESS": where}
    assert "data-passkey" not in calls("").text("/w/sign-in")
    assert calls("").post("/w/passkeys/sign-in").status_code == 404
    assert "data-passkey" not in typing(plant).text(MINE)
