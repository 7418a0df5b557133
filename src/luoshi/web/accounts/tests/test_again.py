"""Approvals, administration and lists going out ask again who it is, when that was shown longer ago than a shift."""

from collections.abc import Callable
from typing import Any

import pytest

from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.models import Matter
from luoshi.web.accounts.again import approves
from luoshi.web.accounts.tests.knocking import GOOD, account, inside
from luoshi.web.tests.house import Caller, picture
from tests.cast import Plant, at

Calls = Callable[[str], Caller]
Clock = Callable[[str], None]
QUESTION = "again-password"


def sent(browser: Caller, matter: int, step: str, **values: Any) -> Any:
    return browser.post(f"/w/matters/{matter}/steps/{step}", {"command": browser.command(f"/w/matters/{matter}"), **values})


@pytest.mark.parametrize(
    ("kind", "step", "asks"),
    [
        ("problem", "verify", True), ("problem", "refuse", True), ("problem", "answer", True), ("problem", "decide_whose", True),
        ("problem", "register", False), ("problem", "do", False), ("problem", "confirm", False), ("problem", "withdraw", False),
        ("problem", "nothing", False), ("opinion", "sign", True), ("opinion", "decline", True), ("opinion", "reply", False),
    ],
)  # fmt: skip
def test_what_is_an_approval(kind: str, step: str, asks: bool) -> None:
    assert approves(kinds[kind].workflow, step) is asks


def test_an_answer_is_kept_until_the_password_is_right(calls: Calls, plant: Plant, clock: Clock) -> None:
    account(plant, "chen")
    matter = plant.report("wang", at("2026-11-02 08:30"))
    plant.carry(matter, until="verified")
    clock("2026-11-02 15:30")
    chen = inside("20110")
    clock("2026-11-02 23:29")
    assert chen.get(f"/w/matters/{matter}").status_code == 200
    clock("2026-11-02 23:30")
    answer = sent(chen, matter, "answer", answer="阀已换，<b>都查过</b>。")
    assert answer.status_code == 403
    page = answer.content.decode()
    assert QUESTION in page
    assert "阀已换，&lt;b&gt;都查过&lt;/b&gt;。" in page, "what was typed is in the form"
    assert Matter.objects.get(pk=matter).state == "verified"
    values = {"answer": "阀已换，都查过。", "command": chen.command(f"/w/matters/{matter}")}
    wrong = chen.post(f"/w/matters/{matter}/steps/answer", {**values, QUESTION: "not mine at all"})
    assert wrong.status_code == 422
    assert Matter.objects.get(pk=matter).state == "verified"
    right = chen.post(f"/w/matters/{matter}/steps/answer", {**values, QUESTION: GOOD})
    assert right.status_code == 302
    assert Matter.objects.get(pk=matter).state == "answered"


def test_photographs_are_chosen_once_more(calls: Calls, plant: Plant, clock: Clock) -> None:
    account(plant, "qiu")
    matter = plant.report("wang", at("2026-11-02 08:30"))
    plant.carry(matter, until="done")
    clock("2026-11-02 15:00")
    qiu = inside("10001")
    clock("2026-11-03 08:00")
    answer = sent(qiu, matter, "verify", photos=picture())
    assert answer.status_code == 403
    assert "photo.jpeg" in answer.content.decode()
    assert 'type="file"' in answer.content.decode()


def test_reporting_and_looking_up_are_never_asked_again(calls: Calls, plant: Plant, clock: Clock) -> None:
    account(plant, "li")
    matter = plant.report("wang", at("2026-11-02 08:30"))
    plant.carry(matter, until="assigned")
    li = inside("20102")
    clock("2026-11-20 09:00")
    assert li.get("/w/inbox").status_code == 200
    assert sent(li, matter, "do", note="").status_code == 422, "the step itself answers"


def test_administration_asks_before_it_shows_and_leads_on(calls: Calls, plant: Plant, clock: Clock) -> None:
    account(plant, "gao")
    gao = inside("90001")
    assert gao.get("/w/admin/people").status_code == 200
    for wall in ("10:30", "12:00", "13:30", "15:00", "16:30"):
        clock(f"2026-11-02 {wall}")
        gao.get("/w/")
    clock("2026-11-02 17:00")
    asked = gao.get("/w/admin/people?q=2")
    assert asked.status_code == 403
    assert "王海生" not in asked.content.decode()
    assert 'value="/w/admin/people?q=2"' in asked.content.decode()
    assert gao.get("/w/export/people").status_code == 403
    assert gao.post("/w/again", {"next": "/w/admin/people?q=2", QUESTION: "not mine at all"}).status_code == 422
    assert gao.post("/w/again", {"next": "https://elsewhere.example/", QUESTION: GOOD}).status_code == 404
    assert gao.post("/w/again", {"next": "/w/admin/people?q=2", QUESTION: GOOD})["Location"] == "/w/admin/people?q=2"
    assert gao.get("/w/admin/people?q=2").status_code == 200


def test_guessing_there_locks_as_at_the_door(calls: Calls, plant: Plant, clock: Clock) -> None:
    account(plant, "gao")
    gao = inside("90001")
    for wall in ("10:30", "12:00", "13:30", "15:00", "16:30"):
        clock(f"2026-11-02 {wall}")
        gao.get("/w/")
    clock("2026-11-02 17:00")
    for _n in range(5):
        assert gao.post("/w/again", {"next": "/w/admin/", QUESTION: "not mine at all"}).status_code == 422
    assert gao.post("/w/again", {"next": "/w/admin/", QUESTION: GOOD}).status_code == 422


def test_a_demonstrations_click_is_never_asked(calls: Calls, plant: Plant, clock: Clock) -> None:
    gao = calls("gao")
    clock("2026-11-20 09:00")
    assert gao.get("/w/admin/people").status_code == 200
