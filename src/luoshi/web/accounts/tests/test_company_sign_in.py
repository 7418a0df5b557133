"""The company's own sign-in (OpenID Connect): who comes in, who does not, and nothing that is said unsigned is believed."""

import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest

from luoshi.kernel.org.models import Person
from luoshi.web.accounts import oidc
from luoshi.web.accounts.models import Account
from luoshi.web.tests.house import NOW, Caller
from tests.cast import Plant

from .provider import CLAIM, CLIENT, SECRET, Provider, key, served
from .second import digits, typing, with_phone

Calls = Callable[[str], Caller]
Clock = Callable[[str], None]
START = "/w/oidc/corp/"


@pytest.fixture(scope="module")
def server() -> Iterator[Provider]:
    with served() as provider:
        yield provider


@pytest.fixture
def company(server: Provider, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Provider:
    """The provider as it is on its first day, and a house that knows it."""
    fresh = Provider(address=server.address, signing=server.signing, now=NOW.timestamp)
    for name, value in vars(fresh).items():
        setattr(server, name, value)
    settings.SIGN_IN = server.settings()
    oidc.forget()
    return server


def away(caller: Caller, onward: str = "/w/mine") -> str:
    """Out of the house: where the provider sends the browser back to."""
    answer = caller.get(f"{START}?{urlencode({'next': onward})}")
    assert answer.status_code == 302, answer.content.decode()
    return sent_back(answer["Location"])


def sent_back(address: str) -> str:
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_given: Any) -> None:
            return None

    try:
        urllib.request.build_opener(Stay()).open(address)
    except urllib.error.HTTPError as answer:
        parts = urlsplit(answer.headers["Location"])
        return f"{parts.path}?{parts.query}"
    raise AssertionError


def test_whoever_the_company_names_by_staff_number_comes_in(calls: Calls, plant: Plant, company: Provider) -> None:
    guest = calls("")
    assert "澜江集团" in guest.text("/w/sign-in")
    assert guest.get(away(guest))["Location"] == "/w/mine"
    assert guest.get("/w/mine").status_code == 200
    account = Account.objects.get(person=plant.people["wang"])
    assert not account.has_usable_password(), "an account, not a password"
    assert "luoshi_way" not in {name for name, kept in guest.cookies.items() if kept.value}


@pytest.mark.parametrize("number", ["99999", "", "王海生", None, 20416, ["20416"], "20416' or 1=1"])
def test_nobody_is_made_for_a_number_that_is_not_here(calls: Calls, plant: Plant, company: Provider, number: object) -> None:
    company.number, people = number, Person.objects.count()
    guest = calls("")
    assert guest.get(away(guest)).status_code == 422
    assert guest.get("/w/").status_code == 302
    assert (Person.objects.count(), Account.objects.count()) == (people, 0)


def test_whoever_has_left_stays_outside(calls: Calls, plant: Plant, company: Provider) -> None:
    Person.objects.filter(pk=plant.people["wang"].pk).update(until="2026-11-02")
    guest = calls("")
    assert guest.get(away(guest)).status_code == 422
    assert not Account.objects.exists()


def test_whoever_has_a_second_step_takes_it_after_the_company_too(calls: Calls, plant: Plant, company: Provider, clock: Clock) -> None:
    secret, _paper = with_phone(typing(plant))
    clock("2026-11-02 09:01")
    guest = calls("")
    assert guest.get(away(guest))["Location"] == "/w/second"
    assert guest.post("/w/second", {"code": digits(secret)})["Location"] == "/w/mine"


def test_what_another_browser_began_opens_nothing_here(calls: Calls, plant: Plant, company: Provider) -> None:
    attacker, victim = calls(""), calls("")
    back = away(attacker)
    assert victim.get(back).status_code == 422, "without the note"
    away(victim)
    assert victim.get(back).status_code == 422, "with the note of another question"
    assert attacker.get(back).status_code == 302
    assert attacker.get(back).status_code == 422, "and once"


def test_the_same_answer_with_the_same_note_is_taken_once(calls: Calls, plant: Plant, company: Provider) -> None:
    guest, again = calls(""), calls("")
    back = away(guest)
    again.cookies["luoshi_way"] = guest.cookies["luoshi_way"].value
    assert [guest.get(back).status_code, again.get(back).status_code] == [302, 422]


def test_after_ten_minutes_it_is_begun_again(calls: Calls, plant: Plant, company: Provider, clock: Clock) -> None:
    guest = calls("")
    back = away(guest)
    clock("2026-11-02 09:10")
    assert guest.get(back).status_code == 422


@pytest.mark.parametrize(
    "onward", ["https://evil.example/", "//evil.example/", "/\\evil.example", "/w/../../evil", "javascript:alert(1)", "/other"]
)
def test_the_way_on_leads_into_this_house_alone(calls: Calls, plant: Plant, company: Provider, onward: str) -> None:
    guest = calls("")
    where = guest.get(away(guest, onward))["Location"]
    assert where.startswith("/w/")
    assert "evil.example" not in where


def lies() -> dict[str, Callable[[dict[str, Any]], dict[str, Any]]]:
    now = int(NOW.timestamp())
    return {
        "another issuer": lambda said: {**said, "iss": "https://evil.example"},
        "another audience": lambda said: {**said, "aud": "another"},
        "two audiences, asked by another": lambda said: {**said, "aud": [CLIENT, "another"], "azp": "another"},
        "two audiences, nobody says who asked": lambda said: {**said, "aud": [CLIENT, "another"]},
        "over": lambda said: {**said, "exp": now - 91},
        "from tomorrow": lambda said: {**said, "iat": now + 86400},
        "not yet": lambda said: {**said, "nbf": now + 600},
        "another nonce": lambda said: {**said, "nonce": "x" * 43},
        "no nonce": lambda said: {name: value for name, value in said.items() if name != "nonce"},
        "no end": lambda said: {name: value for name, value in said.items() if name != "exp"},
        "a word for an end": lambda said: {**said, "exp": "tomorrow"},
        "a list for a nonce": lambda said: {**said, "nonce": ["x"]},
    }


@pytest.mark.parametrize("lie", lies())
def test_what_was_not_signed_for_this_question_is_not_believed(calls: Calls, plant: Plant, company: Provider, lie: str) -> None:
    company.lie = lies()[lie]
    guest = calls("")
    answer = guest.get(away(guest))
    assert answer.status_code == 422
    assert guest.get("/w/").status_code == 302


def test_a_signature_is_the_companys_own_and_of_a_kind_that_holds(calls: Calls, plant: Plant, company: Provider) -> None:
    another = key()
    signs: list[Callable[[dict[str, Any]], str]] = [
        lambda said: jwt.encode(said, another, "RS256", {"kid": company.kid}),
        lambda said: jwt.encode(said, another, "RS256", {"kid": "unheard of"}),
        lambda said: jwt.encode(said, "", "none"),
        lambda said: jwt.encode(said, SECRET, "HS256"),
        lambda said: "not.a.token",
        lambda said: "",
    ]
    for sign in signs:
        company.sign = sign
        guest = calls("")
        assert guest.get(away(guest)).status_code == 422
        assert guest.get("/w/").status_code == 302


def test_a_company_that_changes_its_keys_is_believed_by_the_new_one(
    calls: Calls, plant: Plant, company: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest = calls("")
    assert guest.get(away(guest)).status_code == 302
    company.signing, company.kid = key(), "second"
    monkeypatch.setattr(oidc, "AGAIN_AFTER", -1.0)
    guest = calls("")
    assert guest.get(away(guest)).status_code == 302
    assert company.asked.count("/keys") == 2


@pytest.mark.parametrize("error", ["access_denied", "server_error", "<script>alert(1)</script>"])
def test_what_the_company_refuses_becomes_a_calm_sentence(calls: Calls, plant: Plant, company: Provider, error: str) -> None:
    company.error = error
    guest = calls("")
    answer = guest.get(away(guest))
    assert answer.status_code == 422
    assert "/w/sign-in" in answer.content.decode()
    assert "alert(1)" not in answer.content.decode()


@pytest.mark.parametrize("broken", ["500", "html", "/token", "/keys"])
def test_a_company_that_does_not_answer_as_it_should_is_a_calm_sentence(calls: Calls, plant: Plant, company: Provider, broken: str) -> None:
    company.broken = broken
    guest = calls("")
    answer = guest.get(START)
    if answer.status_code == 302:
        answer = guest.get(sent_back(answer["Location"]))
    assert answer.status_code == 422
    assert guest.get("/w/").status_code == 302


def test_nobody_listens_there(calls: Calls, plant: Plant, company: Provider, settings: Any) -> None:
    settings.SIGN_IN = {**company.settings(), "LUOSHI_OIDC_CORP_ISSUER": "http://127.0.0.1:9"}
    assert calls("").get(START).status_code == 422


@pytest.mark.parametrize(
    "about",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://evil.example/token"},
        {"jwks_uri": None},
        {"authorization_endpoint": 5},
    ],
)
def test_a_company_that_gives_another_name_or_an_open_line_is_not_asked(
    calls: Calls, plant: Plant, company: Provider, about: dict[str, Any]
) -> None:
    company.about = about
    assert calls("").get(START).status_code == 422


def test_a_provider_half_described_or_over_an_open_line_is_not_offered(
    calls: Calls, plant: Plant, company: Provider, settings: Any
) -> None:
    for broken in ({"LUOSHI_OIDC_CORP_CLAIM": ""}, {"LUOSHI_OIDC_CORP_ISSUER": "http://login.example"}, {"LUOSHI_OIDC": "co-rp"}):
        settings.SIGN_IN = {**company.settings(), **broken}
        assert "/w/oidc/" not in calls("").text("/w/sign-in")
        assert calls("").get(START).status_code == 404


def test_the_answer_goes_back_to_the_address_of_the_house(calls: Calls, plant: Plant, company: Provider, settings: Any) -> None:
    settings.SIGN_IN = {**company.settings(), "LUOSHI_ADDRESS": "https://luoshi.example"}
    asked = parse_qs(urlsplit(calls("").get(START)["Location"]).query)
    assert asked["redirect_uri"] == ["https://luoshi.example/w/oidc/corp/back"]
    assert CLAIM not in str(asked)
