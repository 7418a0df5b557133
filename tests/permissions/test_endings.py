"""Whatever ends a sign-in, a role, an account or a key ends it at the very next request, on every kind of page and for programs too."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from luoshi.adapters.messages.services import end_feed, make_feed
from luoshi.base.copies.kept import forget
from luoshi.base.documents.selectors import usual_template
from luoshi.base.files.services import take_in, take_in_document
from luoshi.kernel.matters.models import Event, EventPhoto, Matter
from luoshi.kernel.org.leaving import leave
from luoshi.kernel.org.models import Holding
from luoshi.kernel.org.services import end_holding
from luoshi.web.accounts import pace, passwords
from luoshi.web.accounts.models import Account, SignIn, Token
from luoshi.web.accounts.securing import ask_change, end_sessions
from luoshi.web.accounts.services import activate, enter, make_slip, open_for_demo
from luoshi.web.accounts.sessions import end_own
from luoshi.web.accounts.tokens import make_token, revoke_token
from luoshi.web.tests.house import Caller, picture
from tests.cast import Plant, at, key

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
NOW, ON, PASSWORD, OTHER = at("2026-11-02 09:00"), date(2026, 11, 2), "Qingjing-Beng-27", "Lanjiang-Fa-82"
SIGN, NONE, OPEN, KEY, CHANGE = "sign-in", "none", "open", "401", "new password"
OWN = ("home", "desk", "own matters", "report form", "own sessions", "own copy")
UNIT = ("list", "later page", "sheet", "step form", "search here", "figure", "records", "repeats", "team", "leader", "photograph", "document", "export", "import",
        "entering", "phrases")  # fmt: skip
SENT = ("a step", "a report")  # opened before, sent after: what takes long to write
BEHIND = (*(one for one in OWN if one != "report form"), *UNIT, "a step")  # a report is taken from everybody


@dataclass
class House:
    """Qiu, who leads the water works, signed in on a desk; what he may open, and his keys."""

    plant: Plant
    caller: Caller
    account: Account
    addresses: dict[str, str]
    matter: int
    key: str = ""
    feed: str = ""
    here: int = 0
    made: int = 0  # what the forms that were sent last have written

    def acting(self) -> dict[str, Any]:
        return {"actor": self.plant.acting("qiu", NOW), "at": NOW}

    def by_administrator(self) -> dict[str, Any]:
        return {"actor": self.plant.acting("gao", NOW), "at": NOW}

    def stand(self) -> dict[str, str]:
        """What each kind of page answers now."""
        said = {name: _word(self.caller.get(address)) for name, address in self.addresses.items()}
        self.made = 0
        said["a step"] = self._sent(f"/w/matters/{self.matter}/steps/verify", {})
        said["a report"] = self._sent("/w/report/7F3K9A", {"tile": "equipment", "text": "阀门漏水"})
        said["key"] = _word(Client().get("/api/me", headers={"Authorization": f"Bearer {self.key}"}))
        said["feed"] = _word(Client().get(f"/feed/{self.feed}.ics"))
        return said

    def _sent(self, address: str, filled: dict[str, str]) -> str:
        """What a form answers; nothing of it stays."""
        point, own = transaction.savepoint(), Event.objects.filter(person=self.plant.people["qiu"])
        before = own.count()
        said = _word(self.caller.post(address, {"command": str(key()), **filled}))
        self.made += own.count() - before
        transaction.savepoint_rollback(point)
        forget()
        return said


def _word(answer: Any) -> str:
    answer.streaming and b"".join(answer.streaming_content)
    if answer.status_code in (301, 302, 303):
        where = answer.headers["Location"].split("?")[0]
        return {"/w/sign-in": SIGN, "/w/me/password": CHANGE}.get(where, OPEN)
    return {200: OPEN, 404: NONE, 401: KEY, 422: "refused"}.get(answer.status_code, str(answer.status_code))


def play(plant: Plant) -> None:
    """Something that was done and waits to be checked by Sun, in Qiu's works; and Qiu's account."""
    shots = [take_in(stream=picture(40)), take_in_document(stream=_paper(), name="记录.docx")]
    pk = plant.report("wang", at("2026-11-01 09:00"), "蝶阀卡住", photos=shots)
    plant.carry(pk, until="done", day="2026-11-01", verifier="sun")
    passwords.keep(open_for_demo(at=NOW, person=plant.people["qiu"]), PASSWORD, NOW)


_kept: list[Path] = []


@pytest.fixture
def house(played: Callable[..., Plant], clock: Callable[[str], None], settings: Any, tmp_path_factory: pytest.TempPathFactory) -> House:
    if not _kept:
        _kept.append(tmp_path_factory.mktemp("endings"))
    settings.LUOSHI_HOME = _kept[0]
    plant = played(play)
    row = Matter.objects.get()
    pk, account = row.pk, Account.objects.get(person=plant.people["qiu"])
    kept = {bool(name): str(one) for one, name in EventPhoto.objects.filter(event__matter=pk).values_list("file_id", "file__name")}
    caller = Caller(raise_request_exception=False)
    caller.cookies["luoshi"] = enter(at=NOW, account=account, how="password")
    addresses = {
        "home": "/w/", "desk": "/w/inbox", "own matters": "/w/mine", "report form": "/w/report/7F3K9A", "own sessions": "/w/me/sessions",
        "own copy": "/w/me/copy", "list": "/w/list/problem", "later page": "/w/list/problem?view=all&before=99999", "sheet": f"/w/matters/{pk}",
        "step form": f"/w/matters/{pk}?step=refuse", "search here": "/w/list/problem?q=蝶阀", "figure": "/w/figures/",
        "records": "/w/figures/problems.found?unit=WATER&only=all", "repeats": "/w/repeats", "team": "/w/team/WATER", "leader": "/w/leader",
        "photograph": f"/w/photos/{kept[False]}", "document": f"/w/files/{kept[True]}", "export": "/w/export/opinions?unit=WATER",
        "import": "/w/import/", "entering": "/w/opinions/enter", "phrases": "/w/phrases/problem",
    }  # fmt: skip
    out = House(plant, caller, account, {name: addresses[name] for name in (*OWN, *UNIT)}, pk)
    out.key = make_token(**out.acting(), command=key(), name="看板", scopes=("own",), last=date(2026, 12, 31))
    out.feed = make_feed(**out.acting(), command=key())
    out.here = SignIn.objects.get().pk
    return out


def test_to_begin_with_all_of_it_is_open(house: House) -> None:
    assert {name: said for name, said in house.stand().items() if said != OPEN} == {}
    assert house.made == 2


def _paper() -> Any:
    return io.BytesIO(usual_template("minutes"))


def sign_out_here(house: House) -> None:
    assert house.caller.post("/w/sign-out").status_code == 302


def sign_out_from_another_browser(house: House) -> None:
    other = enter(at=NOW, account=house.account, how="password")
    end_own(**house.acting(), here=SignIn.objects.latest("pk").pk, session=None)
    assert other


def end_this_one_from_another_browser(house: House) -> None:
    end_own(**house.acting(), here=0, session=house.here)


def choose_another_password_elsewhere(house: House) -> None:
    passwords.change(**house.acting(), here=0, old=PASSWORD, password=OTHER, again=OTHER, address="")


def a_new_slip_is_used(house: House) -> None:
    code = make_slip(**house.by_administrator(), command=key(), person=house.plant.people["qiu"])
    activate(at=NOW, code=code, password=OTHER, again=OTHER)


def the_administrator_signs_out(house: House) -> None:
    assert end_sessions(**house.by_administrator(), person=house.plant.people["qiu"]) == 1


def the_session_is_too_old(house: House) -> None:
    SignIn.objects.update(until=NOW)


def the_rest_was_too_long(house: House) -> None:
    SignIn.objects.update(risk="desk", since=at("2026-11-01 08:00"), seen_at=at("2026-11-01 09:00"))


def the_row_is_gone(house: House) -> None:
    SignIn.objects.all().delete()


ENDINGS = (sign_out_here, sign_out_from_another_browser, end_this_one_from_another_browser, choose_another_password_elsewhere, a_new_slip_is_used,
           the_administrator_signs_out, the_session_is_too_old, the_rest_was_too_long, the_row_is_gone)  # fmt: skip


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda one: one.__name__)
def test_a_sign_in_that_ended_opens_nothing_at_the_next_request(house: House, ending: Callable[[House], None]) -> None:
    """Every page leads to the sign-in, and what was being written changes nothing; keys for programs are ended by themselves."""
    ending(house)
    after = house.stand()
    assert {name: after[name] for name in BEHIND if after[name] != SIGN} == {}
    assert house.made == 0
    assert (after["key"], after["feed"]) == (KEY if ending is a_new_slip_is_used else OPEN, OPEN), "a slip ends the keys as well"


def test_who_has_left_opens_nothing_from_that_day_on_with_no_key_of_any_kind(house: House) -> None:
    leave(**house.by_administrator(), command=key(), person=house.plant.people["qiu"], until=ON)
    after = house.stand()
    assert {name: after[name] for name in BEHIND if after[name] != SIGN} == {}
    assert (house.made, after["key"], after["feed"]) == (0, KEY, NONE)


def test_a_role_that_ended_is_gone_on_every_page_and_what_is_ones_own_stays(house: House) -> None:
    held = Holding.objects.get(person=house.plant.people["qiu"], role="unit_leader")
    end_holding(**house.by_administrator(), command=key(), holding=held.pk, until=ON)
    after = house.stand()
    assert {name: after[name] for name in (*UNIT, "a step") if after[name] != NONE} == {}
    assert {name: after[name] for name in (*OWN, "a report", "key", "feed") if after[name] != OPEN} == {}, (
        "they are the person's, who is still here"
    )


def test_a_moved_unit_is_gone_on_every_page_of_who_led_it_from_above(house: House) -> None:
    """Qiu led the water works; a colleague of the department above sees it no more when it hangs elsewhere."""
    from luoshi.kernel.org.services import move_unit

    tang = Caller()
    tang.cookies["luoshi"] = enter(at=NOW, account=open_for_demo(at=NOW, person=house.plant.people["tang"]), how="demo")
    assert [tang.get(house.addresses[name]).status_code for name in ("sheet", "photograph", "team")] == [200, 200, 200]
    move_unit(**house.by_administrator(), command=key(), unit=house.plant.units["WATER"], parent=house.plant.units["STEEL"], since=ON)
    assert tang.get(house.addresses["team"]).status_code == 404
    assert "蝶阀卡住" not in tang.text("/w/list/problem?view=all")


def test_whoever_must_choose_a_new_password_is_led_there_from_every_page(house: House) -> None:
    ask_change(**house.by_administrator(), person=house.plant.people["qiu"])
    after = house.stand()
    assert {name: after[name] for name in (*OWN, *UNIT, *SENT) if after[name] != CHANGE} == {}
    assert after["key"] == OPEN


def test_a_locked_account_lets_nobody_in_and_no_program_but_does_not_throw_out_who_is_in(house: House) -> None:
    """Else anybody could throw a colleague out by typing wrong passwords."""
    for _n in range(6):
        assert not passwords.proves(house.account, "wrong", NOW)
    assert pace.is_locked(house.account, NOW)
    after = house.stand()
    assert after["key"] == KEY
    assert {name: after[name] for name in (*OWN, *UNIT, *SENT) if after[name] != OPEN} == {}
    assert Client().post("/w/sign-in", {"staff_no": "10001", "password": PASSWORD}).status_code == 422, "the right one neither"


def test_a_key_taken_back_and_a_feed_ended_answer_no_more(house: House) -> None:
    revoke_token(**house.acting(), token=Token.objects.get().pk)
    end_feed(**house.acting(), command=key())
    after = house.stand()
    assert (after["key"], after["feed"]) == (KEY, NONE)
    assert {name: after[name] for name in (*OWN, *UNIT, *SENT) if after[name] != OPEN} == {}


def test_a_new_feed_address_ends_the_one_before(house: House) -> None:
    make_feed(**house.acting(), command=key())
    assert house.stand()["feed"] == NONE


def test_a_key_ends_with_its_last_day(house: House) -> None:
    Token.objects.update(until=NOW)
    assert house.stand()["key"] == KEY
