"""What is held about me, and what becomes of my word that it is wrong."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from luoshi.base.actor import HOUSE
from luoshi.base.ledger.models import LedgerEntry
from luoshi.kernel.org.services import give_holding
from luoshi.web.privacy.correcting import MOST_OPEN, answer, ask, tell_late
from luoshi.web.privacy.models import Correction
from luoshi.web.tests.house import NOW, Caller
from tests.cast import SINCE, Plant, at, key

pytestmark = pytest.mark.django_db
Calls = Callable[[str], Caller]


def asks(caller: Caller, text: str = "入厂日期应为2019年") -> int:
    answered = caller.post("/w/me", {"command": caller.command("/w/me"), "text": text})
    assert answered.status_code == 302
    return Correction.objects.latest("pk").pk


def test_everybody_reads_the_own_row_roles_and_purposes_and_nothing_of_others(plant: Plant, calls: Calls) -> None:
    page = calls("liu").text("/w/me")
    assert "刘芳" in page and "20417" in page and "水处理丙班" in page
    assert "Team leader" in page and "So that everybody sees and does what the post asks for" in page
    assert "王海生" not in page and "argon2" not in page


def test_a_guest_is_sent_to_sign_in(plant: Plant, calls: Calls) -> None:
    for page in ("/w/me", "/w/me/copy", "/w/me/read-by", "/w/purposes", "/w/purposes.xlsx", "/w/corrections"):
        assert calls("").get(page).status_code == 302


def test_a_wrong_entry_is_said_waits_for_the_administrator_and_comes_back_answered(plant: Plant, calls: Calls) -> None:
    wang, gao = calls("wang"), calls("gao")
    one = asks(wang)
    assert "with the administrators" in wang.text("/w/me")
    assert "Personal data to be corrected" in gao.text("/w/inbox") and "王海生" in gao.text("/w/inbox")
    page = gao.text("/w/corrections")
    assert "入厂日期应为2019年" in page and "/w/admin/people/20416" in page
    sent = {"command": str(key()), "correction": one, "answer": "已改为2019年"}
    assert gao.post("/w/corrections", sent).status_code == 302
    assert "已改为2019年" in wang.text("/w/me") and "王海生" not in gao.text("/w/inbox")
    assert gao.post("/w/corrections", sent).status_code == 302
    assert LedgerEntry.objects.filter(verb__startswith="correction.").count() == 2


def test_what_is_refused_in_words(plant: Plant, calls: Calls) -> None:
    wang, gao = calls("wang"), calls("gao")
    for wrong in ("", "   ", "字" * 2001):
        assert wang.post("/w/me", {"command": str(key()), "text": wrong}).status_code == 422
    ids = [asks(wang, f"第{n}处") for n in range(MOST_OPEN)]
    assert "wait for an answer" in wang.post("/w/me", {"command": str(key()), "text": "再一处"}).content.decode()
    for wrong in ("", "字" * 2001):
        assert gao.post("/w/corrections", {"command": str(key()), "correction": ids[0], "answer": wrong}).status_code == 422
    assert gao.post("/w/corrections", {"command": str(key()), "correction": ids[0], "answer": "改了"}).status_code == 302
    assert gao.post("/w/corrections", {"command": str(key()), "correction": ids[0], "answer": "又改"}).status_code == 422


@pytest.mark.parametrize("garbage", ["", "x", "-1", "9" * 30, "0"])
def test_garbage_for_a_request_is_not_there(plant: Plant, calls: Calls, garbage: str) -> None:
    answered = calls("gao").post("/w/corrections", {"command": str(key()), "correction": garbage, "answer": "改了"})
    assert answered.status_code == 404


def test_nobody_else_reads_or_answers_it_nor_an_administrator_the_own(plant: Plant, calls: Calls) -> None:
    mine = asks(calls("gao"))
    theirs = asks(calls("wang"))
    for who in ("qiu", "zheng", "chen", "han", "liu"):
        assert calls(who).get("/w/corrections").status_code == 404
        assert calls(who).post("/w/corrections", {"command": str(key()), "correction": theirs, "answer": "改了"}).status_code == 404
    assert calls("gao").post("/w/corrections", {"command": str(key()), "correction": mine, "answer": "改了"}).status_code == 404


def test_when_nobody_answers_the_highest_leader_is_told_once_and_may_answer(plant: Plant, calls: Calls) -> None:
    one = asks(calls("wang"))
    due = Correction.objects.get(pk=one).due_at
    assert tell_late(due) == 0
    late = at("2026-12-30 09:00")
    assert tell_late(late) == 1 and tell_late(late) == 0
    assert Correction.objects.get(pk=one).told == plant.people["zheng"]
    assert "入厂日期应为2019年" in calls("zheng").text("/w/corrections")
    assert "/w/admin/people" not in calls("zheng").text("/w/corrections")
    answer(actor=plant.acting("zheng", late), at=late, command=key(), correction=one, text="人事已改")
    assert tell_late(late) == 0


def test_a_second_administrator_answers_the_first_ones(plant: Plant, calls: Calls) -> None:
    give_holding(
        actor=HOUSE, at=NOW, command=key(), person=plant.people["zeng"], role="security_admin", unit=plant.units["ROOT"], since=SINCE
    )
    mine = asks(calls("gao"))
    assert calls("zeng").post("/w/corrections", {"command": str(key()), "correction": mine, "answer": "改了"}).status_code == 302


def test_the_same_form_twice_is_one_request(plant: Plant) -> None:
    command = key()
    for _twice in range(2):
        ask(actor=plant.acting("wang", NOW), at=NOW, command=command, text="姓名写错")
    assert Correction.objects.count() == 1


def test_the_database_refuses_an_answer_without_words_and_by_oneself(plant: Plant) -> None:
    ask(actor=plant.acting("wang", NOW), at=NOW, command=key(), text="姓名写错")
    for wrong in ({"answered_at": NOW}, {"answer": "改了"}, {"answered_at": NOW, "answer": "改了", "answered_by": plant.people["wang"]}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Correction.objects.update(**wrong)


def test_nothing_leads_to_a_page_that_is_not_there_for_this_person(calls: Callable[[str], Caller]) -> None:
    wang = calls("wang")
    page = wang.text("/w/me")
    assert "/w/import/" not in page and "/w/consultations/" not in page
    assert "/w/consultations/" in calls("chen").text("/w/me")
