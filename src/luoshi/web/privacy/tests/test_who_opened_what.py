"""Whoever opens what is kept about somebody is noted, and that person reads it; nobody else does but those who oversee."""

import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from luoshi.base.actor import HOUSE
from luoshi.base.ledger.models import LedgerEntry
from luoshi.kernel.org.services import give_holding
from luoshi.web.privacy.models import Opening
from luoshi.web.privacy.openings import forget_old, note_given_out, note_openings
from luoshi.web.tests.house import NOW, Caller
from tests.cast import SINCE, Plant, at, key

pytestmark = pytest.mark.django_db
Calls = Callable[[str], Caller]
WANG = "/w/admin/people/20416"


def entries() -> int:
    return LedgerEntry.objects.filter(verb="person.opened").count()


def test_the_administrator_opens_a_file_and_its_subject_reads_who_and_when(plant: Plant, calls: Calls) -> None:
    assert "Nobody opened it" in calls("wang").text("/w/me/read-by")
    assert "This is noted, and the person can read it." in calls("gao").text(WANG)
    read = calls("wang").text("/w/me/read-by")
    assert "高军" in read and "澜江钢铁" in read and "2026-11-02 09:00" in read
    assert "Page in administration" in read and "What for: Keeping people and roles in order" in read


def test_a_day_of_looking_is_one_line_and_the_next_day_another(plant: Plant, calls: Calls, clock: Callable[[str], None]) -> None:
    gao = calls("gao")
    for _again in range(3):
        gao.text(WANG)
    assert Opening.objects.count() == entries() == 1
    clock("2026-11-03 07:00")
    gao.text(WANG)
    assert Opening.objects.count() == entries() == 2


def test_the_own_page_is_no_opening(plant: Plant, calls: Calls) -> None:
    calls("gao").text("/w/admin/people/90001")
    calls("wang").text("/w/me")
    assert not Opening.objects.exists() and not entries()


def test_a_list_as_a_file_is_noted_for_everybody_in_it_in_one_entry(plant: Plant, calls: Calls) -> None:
    answer = calls("gao").get("/w/export/people")
    assert answer.status_code == 200
    assert Opening.objects.filter(what="export").count() == len(plant.people) - 1
    assert entries() == 1
    assert "A list in which the name stands, as a file" in calls("xie").text("/w/me/read-by")


def test_at_the_machine_itself_it_is_noted_without_a_name(plant: Plant, calls: Calls) -> None:
    for _twice in range(2):
        note_given_out(actor=HOUSE, at=NOW, staff_nos={"20416", "no such number"})
    assert Opening.objects.get().reader is None
    assert "Somebody at the server itself" in calls("wang").text("/w/me/read-by")


def test_absences_and_skills_are_noted_too(plant: Plant, calls: Calls) -> None:
    wang = calls("wang")
    form = {"deputy": "20102", "since": "2026-11-02", "until": "2026-11-04", "why": "体检"}
    assert wang.post("/w/away", {"command": wang.command("/w/away"), **form}).status_code == 302
    wang.text("/w/away")
    assert "体检" in calls("qiu").text("/w/away")
    assert "Absences and who stands in" in wang.text("/w/me/read-by") and "邱建平" in wang.text("/w/me/read-by")
    calls("gao").post(WANG, {"act": "learn", "command": str(key()), "skill": "振动分析"})
    calls("gao").text("/w/admin/skills/振动分析")
    assert {row.what for row in Opening.objects.filter(subject=plant.people["wang"])} == {"absences", "file", "skills"}


@pytest.mark.parametrize("who", ["liu", "qiu", "zheng", "gao", "chen"])
def test_nobody_else_reads_it_neither_a_leader_nor_the_administrator(plant: Plant, calls: Calls, who: str) -> None:
    calls("gao").text(WANG)
    assert calls(who).get("/w/me/read-by/20416").status_code == 404
    assert calls(who).get("/w/me/read-by/nobody").status_code == 404


def test_an_inspector_reads_it_in_scope_and_that_is_noted(plant: Plant, calls: Calls) -> None:
    calls("gao").text(WANG)
    assert "高军" in calls("han").text("/w/me/read-by/20416")
    assert "韩雪" in calls("wang").text("/w/me/read-by")


def test_the_audit_administrator_reads_it_only_below_the_own_unit(plant: Plant, calls: Calls) -> None:
    give_holding(
        actor=HOUSE, at=NOW, command=key(), person=plant.people["zeng"], role="audit_admin", unit=plant.units["STEEL"], since=SINCE
    )
    assert calls("zeng").get("/w/me/read-by/20416").status_code == 404
    assert calls("zeng").get("/w/me/read-by/20903").status_code == 200


def test_the_own_number_in_the_address_is_the_own_page(plant: Plant, calls: Calls) -> None:
    assert calls("wang").get("/w/me/read-by/20416").status_code == 200
    assert not Opening.objects.exists()


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "0", ""])
def test_garbage_in_the_address_of_a_page_is_the_first_page(plant: Plant, calls: Calls, before: str) -> None:
    assert calls("wang").get("/w/me/read-by", {"before": before}).status_code == 200


def test_later_posts_do_not_change_what_was_noted(plant: Plant, calls: Calls) -> None:
    note_openings(actor=plant.acting("gao", NOW), at=NOW, people=[plant.people["wang"].pk], what="file")
    type(plant.people["gao"]).objects.filter(pk=plant.people["gao"].pk).update(post="已调走")
    assert "已调走" not in calls("wang").text("/w/me/read-by")


def test_after_its_days_it_goes_and_not_before(plant: Plant) -> None:
    note_openings(actor=plant.acting("gao", NOW), at=NOW, people=[plant.people["wang"].pk], what="file")
    assert forget_old(NOW + timedelta(days=1096)) == 0
    assert forget_old(NOW + timedelta(days=1097)) == 1
    assert entries() == 1


def test_the_database_keeps_one_line_a_day_and_none_about_oneself(plant: Plant) -> None:
    wang, gao = plant.people["wang"], plant.people["gao"]
    line = {"subject": wang, "what": "file", "on": SINCE, "at": at("2026-11-02 09:00"), "reader_words": ""}
    Opening.objects.create(reader=gao, **line)
    for wrong in ({"reader": gao}, {"reader": wang}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Opening.objects.create(**wrong, **line)
    Opening.objects.create(reader=None, **line)
    with pytest.raises(IntegrityError), transaction.atomic():
        Opening.objects.create(reader=None, **line)


def test_looking_at_a_file_twice_a_day_asks_little(
    plant: Plant, calls: Calls, django_assert_max_num_queries: Callable[..., object]
) -> None:
    gao = calls("gao")
    gao.text(WANG)
    with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
        gao.text(WANG)


def test_a_copy_holds_what_is_kept_and_no_secret(plant: Plant, calls: Calls) -> None:
    calls("gao").text(WANG)
    answer = calls("wang").get("/w/me/copy")
    assert answer.headers["Content-Disposition"].startswith("attachment") and answer.headers["Cache-Control"] == "no-store"
    found = answer.json()
    assert found["held"]["people"][0]["name"] == "王海生" and found["held"]["roles"][0]["role"] == "worker"
    assert found["held"]["openings"][0]["reader"] == "高军"
    said = io.StringIO(answer.content.decode()).getvalue()
    assert not re.search(r"digest|password|argon2", said)
    assert LedgerEntry.objects.filter(verb="person.copied").count() == 1
