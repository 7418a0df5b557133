"""The house tells other systems: signed, once, again when it failed, nothing personal, nothing back to whom it came from."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from luoshi.adapters.api.happenings import EVENTS
from luoshi.adapters.api.hooks import add_hook, end_hook, switch_on, tell_again, test_hook
from luoshi.adapters.api.models import Delivery, Hook
from luoshi.adapters.api.sending import send_ready, sweep
from luoshi.adapters.api.telling import write_down, write_down_overdue
from luoshi.adapters.api.tests.listener import Listener
from luoshi.adapters.api.tests.programs import program
from luoshi.adapters.messages.models import Message
from luoshi.base.ledger.models import LedgerPayload
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.matters.services import raise_matter
from luoshi.web.accounts.models import Token
from tests.cast import Plant, at, key, matter

pytestmark = pytest.mark.django_db
test_hook.__test__ = False  # type: ignore[attr-defined]
Clock = Callable[[str], None]
FOUNDED, MORNING = at("2026-11-02 08:00"), at("2026-11-02 09:00")
MINUTE = timedelta(minutes=1)


def hooked(plant: Plant, listener: Listener, *, events: tuple[str, ...] = tuple(EVENTS), unit: str = "ROOT", **more: Any) -> Hook:
    listener.secret = add_hook(
        actor=plant.acting("gao", FOUNDED), at=FOUNDED, command=key(), name="检修系统", address=listener.address, events=events,
        unit=plant.units[unit], **more,
    )  # fmt: skip
    return Hook.objects.get(name="检修系统")


def go(when: datetime) -> int:
    write_down(when)
    write_down_overdue(when)
    return send_ready(when)


def test_what_happens_is_told_once_signed_and_with_nothing_personal(plant: Plant, listener: Listener) -> None:
    hooked(plant, listener)
    pk = plant.report("wang", MORNING, "王海生说蝶阀卡住")
    plant.carry(pk, until="closed")
    assert go(at("2026-11-02 18:00")) == len(listener.came)
    number = matter(pk).number
    events = [event for event, _number in listener.told]
    assert events == ["matter.raised", "matter.moved", "matter.moved", "matter.moved", "matter.moved", "matter.answered", "matter.closed"]
    assert {told for _event, told in listener.told} == {number}
    assert all(one["holds"] and one["Luoshi-Event"] == one["body"]["event"] for one in listener.came)
    assert len({one["Luoshi-Delivery"] for one in listener.came}) == 7
    said = "".join(one["raw"] for one in listener.came)
    for personal in ("王海生", "蝶阀", "20416", "李国栋", "换DN300"):
        assert personal not in said
    assert set(listener.came[0]["body"]["matter"]) == {"id", "number", "kind", "state", "unit", "url", "page"}
    assert go(at("2026-11-02 18:01")) == 0, "each is told once"
    assert set(listener.paths) == {"/luoshi?from=plant"}


def test_what_is_kept_from_anybody_is_told_to_nobody(plant: Plant, listener: Listener) -> None:
    hooked(plant, listener)
    plant.report("zhao", MORNING, "甲", place="gas station", concerns=[plant.people["tang"]], conduct=True)
    plant.report("zhao", MORNING, "乙", place="gas station", concerns=[plant.people["zhang"]])
    raise_matter(
        actor=plant.acting("chen", MORNING), at=MORNING, command=key(), kind="opinion", unit=plant.units["WATER"], place=None, text="丙",
        topic="canteen", channel="symposium", raiser=plant.people["zhao"], confidential=True,
    )  # fmt: skip
    assert go(MORNING + MINUTE) == 0
    assert listener.came == []


def test_only_what_was_chosen_and_lies_in_the_unit_and_happened_since(plant: Plant, listener: Listener) -> None:
    plant.report("wang", at("2026-11-02 07:50"))
    hooked(plant, listener, events=("matter.raised",), unit="ENERGY")
    here, _far = plant.report("wang", MORNING), plant.report("zeng", MORNING, place="lance platform")
    plant.step("chen", here, "register", MORNING + MINUTE)
    go(MORNING + 2 * MINUTE)
    assert listener.told == [("matter.raised", matter(here).number)]


def test_what_a_system_did_itself_is_not_told_to_it_again(plant: Plant, listener: Listener, clock: Clock) -> None:
    own, other = program(plant, "wang"), program(plant, "liu")
    token = Token.objects.get(account__person=plant.people["wang"]).pk
    hooked(plant, listener, own_key=token)
    said = {"about": "equipment", "place": "7F3K9A", "text": "自己报的"}
    own.send("/api/matters", said, status=201)
    theirs = other.send("/api/matters", said, status=201)
    go(at("2026-11-02 09:01"))
    assert listener.told == [("matter.raised", theirs["number"])]
    assert listener.came[0]["body"]["origin"] == other.read("/api/me")["key"]


def test_what_is_overdue_is_told_once_for_each_deadline(plant: Plant, listener: Listener) -> None:
    hooked(plant, listener, events=("matter.overdue",))
    plant.report("wang", MORNING)
    go(MORNING + MINUTE)
    assert listener.told == []
    for hour in (1, 2):
        go(at(f"2026-11-04 1{hour}:00"))
    assert [event for event, _number in listener.told] == ["matter.overdue"]


def test_a_failure_is_tried_again_then_given_up_and_told_anew_when_asked(plant: Plant, listener: Listener) -> None:
    hooked(plant, listener, events=("matter.raised",))
    plant.report("wang", MORNING)
    listener.answers, when = 500, MORNING
    waits = []
    for minutes in (0, 1, 5, 30, 120, 480):
        when += timedelta(minutes=minutes)
        if minutes:
            go(when - timedelta(seconds=1))
        waits.append(len(listener.came))
        go(when)
    row = Delivery.objects.get()
    assert (waits, row.tries, row.answer, row.trouble) == ([0, 1, 2, 3, 4, 5], 6, 500, "HTTP 500")
    assert row.given_up_at == when
    assert go(when + timedelta(days=2)) == 0
    listener.answers = 204
    asked = {"actor": plant.acting("gao", when), "at": when, "command": key(), "delivery": row.key}
    tell_again(**asked)
    tell_again(**asked)
    assert go(when + MINUTE) == 1
    assert Delivery.objects.get().told_at == when + MINUTE
    assert sweep(when + timedelta(days=31)) == 1


def test_after_too_many_failures_it_is_switched_off_and_an_administrator_is_told(
    plant: Plant, listener: Listener, calls: Callable[[str], Any], clock: Clock
) -> None:
    hook = hooked(plant, listener, events=("matter.raised",))
    for n in range(25):
        plant.report("wang", MORNING, f"第{n}件")
    listener.answers = 503
    go(MORNING + MINUTE)
    assert Hook.objects.get().off_at == MORNING + MINUTE
    assert len(listener.came) == 20
    assert Delivery.objects.filter(given_up_at=None).count() == 0
    assert "检修系统" in calls("gao").text("/w/inbox")
    assert "检修系统" not in calls("wang").text("/w/inbox")
    assert [(one.person, one.what) for one in Message.objects.filter(what="hooks")] == [(plant.people["gao"], "hooks")]
    plant.report("wang", MORNING + 2 * MINUTE, "这时候的不说")
    assert go(MORNING + 3 * MINUTE) == 0
    listener.answers, later = 200, MORNING + 5 * MINUTE
    switch_on(actor=plant.acting("gao", later), at=later, command=key(), hook=hook.pk)
    plant.report("wang", later + MINUTE, "这件要说")
    assert go(later + 2 * MINUTE) == 1
    assert "检修系统" not in calls("gao").text("/w/inbox")


def test_an_answer_that_says_gone_switches_it_off_at_once(plant: Plant, listener: Listener) -> None:
    hooked(plant, listener)
    plant.report("wang", MORNING)
    listener.answers = 410
    go(MORNING + MINUTE)
    assert Hook.objects.get().off_at


def test_an_answer_that_leads_elsewhere_is_not_followed(plant: Plant, listener: Listener) -> None:
    hooked(plant, listener)
    plant.report("wang", MORNING)
    listener.answers, listener.location = 302, f"http://127.0.0.1:{listener.port}/elsewhere"
    go(MORNING + MINUTE)
    assert listener.paths == ["/luoshi?from=plant"]
    assert Delivery.objects.get().trouble == "HTTP 302"


def test_an_address_that_leads_inside_by_now_is_told_nothing(plant: Plant, listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    hooked(plant, listener)
    plant.report("wang", MORNING)
    monkeypatch.setenv("LUOSHI_HOOK_HOSTS", "")
    go(MORNING + MINUTE)
    row = Delivery.objects.get()
    assert (listener.came, row.told_at, row.answer) == ([], None, 0)
    assert row.trouble


def test_nobody_is_there(plant: Plant, listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    hook = hooked(plant, listener)
    monkeypatch.setenv("LUOSHI_HOOK_HOSTS", "http://127.0.0.1:1")
    Hook.objects.filter(pk=hook.pk).update(address="http://127.0.0.1:1/")
    plant.report("wang", MORNING)
    go(MORNING + MINUTE)
    assert Delivery.objects.get().trouble.startswith("no answer")


def test_the_secret_lies_open_nowhere_and_ends_with_its_webhook(plant: Plant, listener: Listener) -> None:
    hook = hooked(plant, listener)
    assert listener.secret.startswith("luoshi_hook_")
    assert listener.secret not in hook.sealed
    assert not LedgerPayload.objects.filter(body__contains=listener.secret).exists()
    plant.report("wang", MORNING)
    write_down(MORNING + MINUTE)
    end_hook(actor=plant.acting("gao", MORNING), at=MORNING, command=key(), hook=hook.pk)
    assert Hook.objects.get().sealed == ""
    assert send_ready(MORNING + 2 * MINUTE) == 0
    assert Delivery.objects.get().given_up_at


def test_what_is_not_complete_is_refused_and_only_an_administrator_sets_them(plant: Plant, listener: Listener) -> None:
    usual = {"at": FOUNDED, "name": "系统", "address": listener.address, "events": ("matter.raised",), "unit": plant.units["ROOT"]}
    for wrong, field in (
        ({"name": " "}, "name"), ({"name": "x" * 61}, "name"), ({"events": ()}, "events"), ({"events": ("all",)}, "events"),
        ({"address": "https://"}, "address"), ({"own_key": 9}, "own_key"),
    ):  # fmt: skip
        with pytest.raises(Refusal) as refusal:
            add_hook(actor=plant.acting("gao", FOUNDED), command=key(), **{**usual, **wrong})
        assert refusal.value.field == field
    for who in ("wang", "zheng", "chen", "han"):
        with pytest.raises(Unseen):
            add_hook(actor=plant.acting(who, FOUNDED), command=key(), **usual)
    once = key()
    add_hook(actor=plant.acting("gao", FOUNDED), command=once, **usual)
    with pytest.raises(Refusal):
        add_hook(actor=plant.acting("gao", FOUNDED), command=once, **usual)
    assert Hook.objects.count() == 1
    with pytest.raises(Unseen):
        switch_on(actor=plant.acting("gao", FOUNDED), at=FOUNDED, command=key(), hook=Hook.objects.get().pk)


def test_the_page_of_an_administrator(plant: Plant, listener: Listener, calls: Callable[[str], Any], clock: Clock) -> None:
    gao = calls("gao")
    form = {
        "command": gao.command("/w/admin/hooks/"),
        "name": "看板",
        "address": "http://10.0.0.1/",
        "unit": "ROOT",
        "events": ["matter.raised"],
    }
    refused = gao.post("/w/admin/hooks/add", form)
    assert (refused.status_code, Hook.objects.count()) == (422, 0)
    page = gao.post("/w/admin/hooks/add", {**form, "address": listener.address})
    assert page.status_code == 200
    hook = Hook.objects.get()
    listener.secret = page.content.decode().split('id="secret" readonly value="')[1].split('"')[0]
    assert listener.secret not in gao.text("/w/admin/hooks/")
    assert gao.post("/w/admin/hooks/test", {"command": str(key()), "hook": hook.pk}).status_code == 302
    assert send_ready(MORNING) == 1
    assert (listener.told, listener.came[0]["holds"]) == ([("test", "")], True)
    for _n in range(3):
        last = gao.post("/w/admin/hooks/test", {"command": str(key()), "hook": hook.pk})
    assert last.status_code == 422
    assert gao.post("/w/admin/hooks/end", {"command": str(key()), "hook": hook.pk}).status_code == 302
    assert gao.post("/w/admin/hooks/end", {"command": str(key()), "hook": hook.pk}).status_code == 404
    assert calls("zheng").get("/w/admin/hooks/").status_code == 404
