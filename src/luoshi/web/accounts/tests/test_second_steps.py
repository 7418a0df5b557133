"""A phone's codes and the codes on paper: set up, asked, used once, counted, taken away."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from luoshi.adapters.messages.models import Message
from luoshi.kernel.org.leaving import leave
from luoshi.web.accounts import sealing, totp
from luoshi.web.accounts.models import RecoveryCode, Totp
from luoshi.web.accounts.second import right, sweep, with_second
from luoshi.web.tests.house import NOW, Caller
from tests.cast import Plant, key

from .second import MINE, PASSWORD, digits, form, put, sign_in, typing, verbs, with_password, with_phone

Calls = Callable[[str], Caller]
Clock = Callable[[str], None]
WAITING = "/w/second"


def test_the_digits_are_those_of_the_standard() -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B, its last six digits
    shown = {59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130"}
    assert {moment: totp.code_at(secret, moment // 30) for moment in shown} == shown


def test_a_code_holds_one_half_minute_before_and_behind_and_none_further() -> None:
    secret, now = totp.new_secret(), totp.step_of(NOW)
    taken = {away: totp.matching(secret, totp.code_at(secret, now + away), NOW, 0) is not None for away in range(-3, 4)}
    assert taken == {-3: False, -2: False, -1: True, 0: True, 1: True, 2: False, 3: False}
    assert totp.matching("", totp.code_at("", now), NOW, 0) is None, "without a secret nothing is right"


def test_a_phone_is_set_up_with_one_code_and_then_asked_after_the_password(calls: Calls, plant: Plant, clock: Clock) -> None:
    with_password(plant)
    secret, paper = with_phone(calls("wang"))
    assert len(paper) == len(set(paper)) == 10
    clock("2026-11-02 09:05")
    guest = calls("")
    answer = sign_in(guest)
    assert answer["Location"] == WAITING
    assert "luoshi" not in guest.cookies, "the house is not open yet"
    assert guest.get("/w/").status_code == 302
    assert guest.post(WAITING, {"code": "000000"}).status_code == 422
    assert guest.post(WAITING, {"code": digits(secret)[:3] + " " + digits(secret)[3:]})["Location"] == "/w/mine"
    assert guest.get("/w/mine").status_code == 200


def test_a_code_is_taken_once(calls: Calls, plant: Plant, clock: Clock) -> None:
    with_password(plant)
    secret, _paper = with_phone(calls("wang"))
    set_up = digits(secret)
    first, second = calls(""), calls("")
    assert sign_in(first)["Location"] == sign_in(second)["Location"] == WAITING
    assert first.post(WAITING, {"code": set_up}).status_code == 422, "the code that set the phone up is used"
    clock("2026-11-02 09:01")
    code = digits(secret)
    assert first.post(WAITING, {"code": code}).status_code == 302
    assert second.post(WAITING, {"code": code}).status_code == 422
    assert second.post(WAITING, {"code": digits(secret, -30)}).status_code == 422, "and none from before it"


def test_a_code_on_paper_is_good_once_and_nothing_readable_is_kept(calls: Calls, plant: Plant, clock: Clock) -> None:
    with_password(plant)
    secret, paper = with_phone(calls("wang"))
    for status in (302, 422):
        guest = calls("")
        sign_in(guest)
        assert guest.post(WAITING, {"paper": paper[0].lower().replace("-", " ")}).status_code == status
    assert "account.paper_code_used" in verbs()
    kept = str(list(RecoveryCode.objects.values())) + str(list(Totp.objects.values()))
    assert secret not in kept
    assert paper[1].replace("-", "") not in kept


def test_the_codes_of_one_account_are_none_of_another(calls: Calls, plant: Plant) -> None:
    wang, li = with_password(plant), with_password(plant, "li")
    _secret, paper = with_phone(calls("wang"))
    with_phone(calls("li"))
    assert not right(at=NOW, account=li, typed=paper[0])
    Totp.objects.filter(account=li).update(sealed=Totp.objects.get(account=wang).sealed)
    assert not right(at=NOW, account=li, typed=digits(_secret, 30)), "a secret is sealed to its account"


def test_wrong_codes_lock_and_a_right_password_between_them_does_not_count_anew(calls: Calls, plant: Plant, clock: Clock) -> None:
    with_password(plant)
    secret, _paper = with_phone(calls("wang"))
    clock("2026-11-02 09:01")
    for _once in range(5):
        guest = calls("")
        assert sign_in(guest)["Location"] == WAITING
        assert guest.post(WAITING, {"code": "000000"}).status_code == 422
    assert guest.post(WAITING, {"code": digits(secret)}).status_code == 422, "locked: the right code too"
    assert sign_in(calls("")).status_code == 422
    assert verbs().count("account.locked") == 1
    clock("2026-11-02 09:17")
    guest = calls("")
    sign_in(guest)
    assert guest.post(WAITING, {"code": digits(secret)}).status_code == 302


def test_who_waits_before_the_second_step_waits_five_minutes_and_only_with_the_note(calls: Calls, plant: Plant, clock: Clock) -> None:
    with_password(plant)
    secret, _paper = with_phone(calls("wang"))
    assert calls("").post(WAITING, {"code": digits(secret, 30)})["Location"] == "/w/sign-in"
    guest = calls("")
    sign_in(guest)
    clock("2026-11-02 09:06")
    assert guest.post(WAITING, {"code": digits(secret)})["Location"] == "/w/sign-in"


def test_who_leaves_enters_no_more_and_nothing_of_the_second_step_stays(calls: Calls, plant: Plant, clock: Clock) -> None:
    with_password(plant)
    secret, _paper = with_phone(calls("wang"))
    guest = calls("")
    sign_in(guest)
    clock("2026-11-02 09:01")
    leave(actor=plant.acting("gao", NOW), at=NOW, command=key(), person=plant.people["wang"], until=date(2026, 11, 2))
    assert guest.post(WAITING, {"code": digits(secret)}).status_code in (302, 422)
    assert guest.get("/w/").status_code == 302
    assert not Totp.objects.exists() and not RecoveryCode.objects.exists()


def test_it_is_changed_only_by_who_has_shown_a_moment_ago_who_it_is(calls: Calls, plant: Plant, clock: Clock) -> None:
    wang = typing(plant)
    with_phone(wang)
    clock("2026-11-02 09:11")
    answer = form(wang, "end")
    assert answer.status_code == 403
    assert Totp.objects.exists()
    shown = {"command": str(key()), "again-password": "not it"}
    assert wang.post(f"{MINE}/end", shown).status_code == 422
    assert wang.post(f"{MINE}/end", {**shown, "again-password": PASSWORD}).status_code == 302
    assert not Totp.objects.exists() and not RecoveryCode.objects.exists()
    assert sign_in(calls(""))["Location"] == "/w/mine"


def test_new_codes_end_those_of_before(calls: Calls, plant: Plant) -> None:
    with_password(plant)
    wang = calls("wang")
    _secret, paper = with_phone(wang)
    assert form(wang, "codes").status_code == 200
    guest = calls("")
    sign_in(guest)
    assert guest.post(WAITING, {"paper": paper[0]}).status_code == 422
    assert RecoveryCode.objects.count() == 10


def test_a_role_that_asks_for_it_leads_there_before_anything_else(calls: Calls, plant: Plant, clock: Clock) -> None:
    put("accounts.second_for", "system_admin, unit_leader")
    gao, wang = typing(plant, "gao"), typing(plant)
    assert gao.get("/w/admin/")["Location"] == MINE
    assert gao.get("/w/")["Location"] == MINE
    assert wang.get("/w/").status_code == 200
    secret, _paper = with_phone(gao)
    assert gao.get("/w/admin/").status_code == 200
    assert form(gao, "end").status_code == 422, "and it cannot be ended while the role asks"
    clock("2026-11-02 09:30")
    guest = calls("")
    sign_in(guest, "90001")
    assert guest.post(WAITING, {"code": digits(secret)}).status_code == 302


def test_the_parameter_takes_roles_and_nothing_else() -> None:
    from luoshi.base.parameters import shelf

    read = shelf["accounts.second_for"].read
    assert read("none") == ()
    assert read("system_admin、audit_admin") == ("system_admin", "audit_admin")
    for wrong in ("sistem_admin", "", "none system_admin"):
        with pytest.raises(ValueError):
            read(wrong)


def test_an_administrator_takes_it_away_and_the_person_is_told(calls: Calls, plant: Plant) -> None:
    with_password(plant)
    with_phone(calls("wang"))
    gao, address = calls("gao"), "/w/admin/second/20416"
    assert calls("qiu").get(address).status_code == 404
    assert gao.post(address, {"command": gao.command(address)}).status_code == 302
    assert plant.people["wang"].pk not in with_second()
    assert "account.second_taken" in verbs()
    assert Message.objects.filter(person=plant.people["wang"], url=MINE).exists()
    assert sign_in(calls(""))["Location"] == "/w/mine"
    assert gao.post(address, {"command": str(key())}).status_code == 422, "there is none any more"


def test_with_another_key_of_the_house_no_code_is_right(calls: Calls, plant: Plant, settings: object) -> None:
    account = with_password(plant)
    secret, paper = with_phone(calls("wang"))
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]
    assert not right(at=NOW, account=account, typed=digits(secret, 30))
    assert not right(at=NOW, account=account, typed=paper[0])


def test_what_is_sealed_opens_only_for_what_it_was_sealed_for() -> None:
    sealed = sealing.seal("words", "one")
    assert sealing.unseal(sealed, "one") == "words"
    for broken, what in ((sealed, "another"), (sealed[:-6] + "AAAAA=", "one"), ("", "one"), ("x", "one")):
        with pytest.raises(sealing.Broken):
            sealing.unseal(broken, what)


@pytest.mark.django_db
def test_what_is_used_up_is_used_up_and_swept_when_it_would_be_over() -> None:
    assert sealing.spend("once", NOW + timedelta(minutes=5))
    assert not sealing.spend("once", NOW + timedelta(minutes=5))
    assert sweep(NOW) == 0
    assert sweep(NOW + timedelta(minutes=5)) == 1


def test_a_set_up_that_was_not_confirmed_asks_nobody_and_is_swept(calls: Calls, plant: Plant) -> None:
    with_password(plant)
    assert form(calls("wang"), "begin").status_code == 302
    assert sign_in(calls(""))["Location"] == "/w/mine"
    assert sweep(NOW + timedelta(minutes=31)) == 1


def test_the_sheet_of_a_person_leads_there_where_there_is_one_to_take(calls: Calls, plant: Plant) -> None:
    gao, address = calls("gao"), "/w/admin/second/20416"
    assert address not in gao.text("/w/admin/people/20416")
    with_phone(typing(plant))
    assert address in gao.text("/w/admin/people/20416")
