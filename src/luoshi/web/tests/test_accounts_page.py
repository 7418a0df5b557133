"""Slips, passwords, sessions: through the doors."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest

from luoshi.base.actor import HOUSE
from luoshi.base.parameters.services import set_parameter
from luoshi.kernel.org import services
from luoshi.web.accounts.models import Account, SignIn, Slip
from luoshi.web.accounts.services import activate, make_slip, sweep
from luoshi.web.tests.house import NOW, Caller
from tests.cast import Plant, key

Calls = Callable[[str], Caller]
GOOD = "pump house 7"


def slip(plant: Plant, who: str = "wang") -> str:
    return make_slip(actor=plant.acting("gao", NOW), at=NOW, command=uuid.uuid4(), person=plant.people[who])


def test_a_person_sets_a_password_with_the_slip_and_is_signed_in(calls: Calls, plant: Plant) -> None:
    code, guest = slip(plant), calls("")
    assert "王海生" in guest.text(f"/w/activate/{code}")
    assert "王海生" in guest.post("/w/activate", {"code": code.lower().replace("-", " ")}).content.decode()
    answer = guest.post("/w/activate", {"code": code, "password": GOOD, "again": GOOD})
    assert answer["Location"] == "/w/"
    assert "王海生" in guest.text("/w/")
    again = calls("").post("/w/activate", {"code": code, "password": GOOD, "again": GOOD})
    assert again.status_code == 422, "a slip is good once"
    assert code.replace("-", "") not in str(list(Slip.objects.values_list("code_digest", flat=True)))


@pytest.mark.parametrize(
    "password, again, sentence",
    [
        ("short", "short", "密码至少"),
        ("1234567890", "1234567890", "密码至少"),
        ("my 20416 pump", "my 20416 pump", "不能有您的工号"),
        (GOOD, GOOD + "x", "两次密码不一样"),
    ],
)
def test_a_weak_or_mistyped_password_is_refused_in_a_sentence(calls: Calls, plant: Plant, password: str, again: str, sentence: str) -> None:
    answer = calls("").post("/w/activate", {"code": slip(plant), "password": password, "again": again})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_slip_ends_after_fourteen_days_and_when_a_newer_one_is_printed(calls: Calls, plant: Plant, clock: Callable[[str], None]) -> None:
    first = slip(plant)
    second = slip(plant)
    assert "不对或已失效" in calls("").text(f"/w/activate/{first}", 422)
    clock("2026-11-16 09:01")
    assert "不对或已失效" in calls("").text(f"/w/activate/{second}", 422)


def test_a_new_password_ends_every_other_session(calls: Calls, plant: Plant) -> None:
    wang = calls("wang")
    assert wang.get("/w/").status_code == 200
    activate(at=NOW, code=slip(plant), password=GOOD, again=GOOD)
    assert wang.get("/w/").status_code == 302


def test_signing_in_leads_back_to_the_page_and_nowhere_else(calls: Calls, plant: Plant) -> None:
    activate(at=NOW, code=slip(plant), password=GOOD, again=GOOD)
    guest = calls("")
    assert guest.get("/w/mine")["Location"] == "/w/sign-in?next=%2Fw%2Fmine"
    answer = guest.post("/w/sign-in", {"staff_no": "20416", "password": GOOD, "next": "/w/mine"})
    assert answer["Location"] == "/w/mine"
    for elsewhere in ("https://elsewhere.example/w/", "//elsewhere.example/w/", "/w/../../x", "javascript:alert(1)"):
        onward = calls("").post("/w/sign-in", {"staff_no": "20416", "password": GOOD, "next": elsewhere})["Location"]
        assert onward.startswith("/w/")


def test_a_wrong_number_and_a_wrong_password_are_refused_alike(calls: Calls, plant: Plant) -> None:
    activate(at=NOW, code=slip(plant), password=GOOD, again=GOOD)
    answers = [calls("").post("/w/sign-in", {"staff_no": no, "password": "wrong password"}) for no in ("20416", "99999", "20731")]
    assert {answer.status_code for answer in answers} == {422}
    sentences = {re.sub(r'name="(csrfmiddlewaretoken|staff_no)"[^>]*>', "", answer.content.decode()) for answer in answers}
    assert len(sentences) == 1


def test_signing_out_ends_the_session_on_the_server_too(calls: Calls) -> None:
    wang = calls("wang")
    cookie = wang.cookies["luoshi"].value
    wang.post("/w/sign-out")
    wang.cookies["luoshi"] = cookie
    assert wang.get("/w/").status_code == 302


def test_the_session_ends_by_itself_and_its_row_is_swept(calls: Calls, clock: Callable[[str], None]) -> None:
    wang = calls("wang")
    clock("2026-12-02 09:01")
    assert wang.get("/w/").status_code == 302
    assert sweep(NOW + timedelta(days=31)) == 1
    assert SignIn.objects.count() == 0


def test_a_role_that_ends_is_gone_at_the_next_request(calls: Calls, plant: Plant, clock: Callable[[str], None]) -> None:
    qiu = calls("qiu")
    assert qiu.get("/w/list/problem").status_code == 200
    holding = plant.people["qiu"].holdings.get(role="unit_leader")
    services.end_holding(actor=plant.acting("gao", NOW), at=NOW, command=key(), holding=holding.pk, until=NOW.date())
    assert qiu.get("/w/list/problem").status_code == 404


def test_somebody_who_has_left_is_a_guest_from_that_day_on(calls: Calls, plant: Plant) -> None:
    wang = calls("wang")
    plant.people["wang"].until = NOW.date()
    plant.people["wang"].save()
    assert wang.get("/w/").status_code == 302


def test_the_one_click_doors_exist_on_a_demonstration_only(calls: Calls, plant: Plant) -> None:
    guest = calls("")
    assert guest.post("/w/demo/20416").status_code == 404
    assert "/w/demo/" not in guest.text("/w/sign-in")
    set_parameter(actor=HOUSE, at=NOW, command=key(), name="site.demo", value="yes", since=NOW.date(), source="test")
    assert guest.post("/w/demo/20416").status_code == 302
    assert guest.post("/w/demo/10000").status_code == 404, "only the cast"


def test_no_time_of_last_sign_in_is_kept_and_cookies_are_bound_to_the_signed_in_path(calls: Calls, plant: Plant) -> None:
    assert "last_login" not in {field.name for field in Account._meta.get_fields()}
    activate(at=NOW, code=slip(plant), password=GOOD, again=GOOD)
    answer = calls("").post("/w/sign-in", {"staff_no": "20416", "password": GOOD})
    cookie = answer.cookies["luoshi"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/w/", True, "Lax")
    assert not SignIn.objects.filter(token_digest=cookie.value).exists(), "the database holds a digest, not the cookie"
