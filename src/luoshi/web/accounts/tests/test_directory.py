"""The company's directory (LDAP): its password opens the house to whoever is here, and a directory that is down closes it to nobody else."""

import os
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from luoshi.kernel.org.models import Person
from luoshi.web.accounts.models import Account, Tries
from luoshi.web.tests.house import Caller
from tests.cast import Plant

from .second import PASSWORD, digits, sign_in, typing, verbs, with_password, with_phone
from .slapd import SPEAKS, Missing, Slapd, running

pytestmark = pytest.mark.sweep
Calls = Callable[[str], Caller]
Clock = Callable[[str], None]
DOOR = "/w/sign-in/directory"


@pytest.fixture(scope="module")
def slapd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slapd]:
    try:
        with running(tmp_path_factory.mktemp("directory") / "slapd") as server:
            yield server
    except Missing as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(str(missing))
        pytest.skip(str(missing))


@pytest.fixture
def company(slapd: Slapd, settings: Any) -> Slapd:
    settings.SIGN_IN = slapd.settings()
    return slapd


def knock(caller: Caller, staff_no: str, password: str) -> Any:
    return caller.post(DOOR, {"staff_no": staff_no, "password": password, "next": "/w/mine"})


@pytest.mark.parametrize("line", ["starttls", "tls", "open"])
def test_the_companys_password_opens_the_house(calls: Calls, plant: Plant, company: Slapd, settings: Any, line: str) -> None:
    other = {"tls": {"LUOSHI_LDAP": f"ldaps://127.0.0.1:{company.tls_port}"}, "open": {"LUOSHI_LDAP_STARTTLS": "no"}, "starttls": {}}
    settings.SIGN_IN = company.settings(**other[line])
    guest = calls("")
    assert DOOR in guest.text("/w/sign-in")
    assert knock(guest, "20416", SPEAKS)["Location"] == "/w/mine"
    assert guest.get("/w/mine").status_code == 200
    assert not Account.objects.get(person=plant.people["wang"]).has_usable_password()


@pytest.mark.parametrize(
    "staff_no, password",
    [
        ("20416", "wrong"), ("20416", ""), ("20416", " "), ("", SPEAKS), ("", ""), ("99999", SPEAKS), ("20102", "twice"), ("*", SPEAKS), ("2*", "starred"),
        ("2041*", SPEAKS), ("20416)(cn=*", SPEAKS), ("*)(employeeNumber=20416", SPEAKS), ("20416\\2a", SPEAKS), ("王海生", SPEAKS), ("30001", SPEAKS),
        ("20416", "x" * 500), ("2" * 500, SPEAKS),
    ],
)  # fmt: skip
def test_nobody_else_comes_in(calls: Calls, plant: Plant, company: Slapd, staff_no: str, password: str) -> None:
    guest = calls("")
    answer = knock(guest, staff_no, password)
    assert answer.status_code == 422
    assert "工号或密码不对" in answer.content.decode(), "one sentence for every reason"
    assert guest.get("/w/").status_code == 302
    assert not Account.objects.exists()


def test_whoever_has_left_or_is_locked_stays_outside(calls: Calls, plant: Plant, company: Slapd, clock: Clock) -> None:
    assert knock(calls(""), "20416", SPEAKS).status_code == 302
    for _once in range(5):
        assert knock(calls(""), "20416", "wrong").status_code == 422
    assert knock(calls(""), "20416", SPEAKS).status_code == 422
    assert verbs().count("account.locked") == 1
    clock("2026-11-02 09:16")
    assert knock(calls(""), "20416", SPEAKS).status_code == 302
    Person.objects.filter(pk=plant.people["wang"].pk).update(until="2026-11-02")
    assert knock(calls(""), "20416", SPEAKS).status_code == 422


def test_the_second_step_is_asked_here_too(calls: Calls, plant: Plant, company: Slapd, clock: Clock) -> None:
    secret, _paper = with_phone(typing(plant))
    clock("2026-11-02 09:01")
    guest = calls("")
    assert knock(guest, "20416", SPEAKS)["Location"] == "/w/second"
    assert guest.post("/w/second", {"code": digits(secret)})["Location"] == "/w/mine"


def test_a_directory_that_is_down_says_so_and_the_password_of_the_house_still_opens(
    calls: Calls, plant: Plant, settings: Any, company: Slapd
) -> None:
    with_password(plant)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        settings.SIGN_IN = company.settings(LUOSHI_LDAP=f"ldap://127.0.0.1:{nobody.getsockname()[1]}")
        for _once in range(7):
            answer = knock(calls(""), "20416", SPEAKS)
            assert answer.status_code == 422
            assert "目录" in answer.content.decode() or "directory" in answer.content.decode()
        assert not Tries.objects.filter(failed__gt=0).exists(), "nobody is locked out by it"
        assert sign_in(calls(""), password=PASSWORD)["Location"] == "/w/mine"


def test_a_directory_that_is_silent_is_left_after_a_while(
    calls: Calls, plant: Plant, settings: Any, company: Slapd, monkeypatch: Any
) -> None:
    monkeypatch.setattr("luoshi.web.accounts.directory.PATIENCE", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.SIGN_IN = company.settings(LUOSHI_LDAP=f"ldap://127.0.0.1:{silent.getsockname()[1]}", LUOSHI_LDAP_STARTTLS="no")
        assert knock(calls(""), "20416", SPEAKS).status_code == 422


@pytest.mark.parametrize(
    "broken",
    [{"LUOSHI_LDAP_CERTIFICATES": ""}, {"LUOSHI_LDAP_READER_PASSWORD": "wrong"}, {"LUOSHI_LDAP_BASE": "dc=elsewhere"}, {"LUOSHI_LDAP_FILTER": "(((" }],
)  # fmt: skip
def test_a_directory_that_cannot_be_trusted_or_read_opens_nothing(
    calls: Calls, plant: Plant, settings: Any, company: Slapd, broken: dict[str, str]
) -> None:
    settings.SIGN_IN = company.settings(**broken)
    assert knock(calls(""), "20416", SPEAKS).status_code == 422
    assert not Account.objects.exists()


def test_a_filter_narrows_who_may_come(calls: Calls, plant: Plant, settings: Any, company: Slapd) -> None:
    settings.SIGN_IN = company.settings(LUOSHI_LDAP_FILTER="(cn=Li)")
    assert knock(calls(""), "20416", SPEAKS).status_code == 422
    settings.SIGN_IN = company.settings(LUOSHI_LDAP_FILTER="(objectClass=inetOrgPerson)")
    assert knock(calls(""), "20416", SPEAKS).status_code == 302


def test_without_a_directory_that_door_is_not_there(calls: Calls, plant: Plant, settings: Any) -> None:
    settings.SIGN_IN = {}
    assert calls("").get(DOOR).status_code == 404
    assert DOOR not in calls("").text("/w/sign-in")
