"""While somebody is away another stands in: who may say so, what is handed on, and when it ends."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.base.copies.kept import asked_once
from luoshi.base.ledger.models import LedgerEntry
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.org import services
from luoshi.kernel.org.deputies import end_deputy, name_deputy, now_without
from luoshi.kernel.org.leaving import leave
from luoshi.kernel.org.models import Deputy
from luoshi.kernel.org.standing_in import absences, away, deputies_of, deputy_of, stood_in_for
from tests.cast import Plant, at, key

MORNING = at("2026-07-01 08:00")
FIRST, LAST = date(2026, 7, 6), date(2026, 7, 11)  # the day after the last


def stands(plant: Plant, who: str, person: str, deputy: str, **more: Any) -> Deputy:
    given = {"since": FIRST, "until": LAST, "why": "出差", "command": key(), **more}
    return name_deputy(actor=plant.acting(who, MORNING), at=MORNING, person=plant.people[person], deputy=plant.people[deputy], **given)


def test_a_deputy_holds_what_the_absent_one_holds_on_those_days_and_no_others(plant: Plant) -> None:
    water = plant.units["WATER"].pk
    stands(plant, "qiu", "qiu", "liu")
    for day, is_one in ((FIRST - timedelta(days=1), False), (FIRST, True), (LAST - timedelta(days=1), True), (LAST, False)):
        liu = plant.acting("liu", at(f"{day} 09:00"))
        assert (water in liu.units("unit_leader")) is is_one
        assert liu.stands_for == ((plant.people["qiu"].pk,) if is_one else ())
    assert deputy_of(plant.people["qiu"].pk, FIRST) == plant.people["liu"]
    assert deputy_of(plant.people["qiu"].pk, LAST) is None
    assert away(FIRST) == {plant.people["qiu"].pk: plant.people["liu"].pk}


def test_an_office_is_handed_on_with_what_it_receives_for(plant: Plant) -> None:
    stands(plant, "chen", "chen", "li")
    li = plant.acting("li", at(f"{FIRST} 09:00"))
    assert plant.units["ENERGY"].pk in li.units("receiving") and plant.units["EQUIP"].pk in li.units("handler")


@pytest.mark.parametrize("role", ["inspector", "named_recipient", "system_admin", "security_admin", "audit_admin", "outsider"])
def test_what_is_given_to_a_person_alone_is_not_handed_on(plant: Plant, role: str) -> None:
    gao = plant.acting("gao", MORNING)
    services.give_holding(
        actor=gao, at=MORNING, command=key(), person=plant.people["zhao"], role=role, unit=plant.units["ROOT"], since=date(2026, 7, 1)
    )
    stands(plant, "zhao", "zhao", "xu")
    assert {grant.role for grant in plant.acting("xu", at(f"{FIRST} 09:00")).grants} == {"worker"}


@pytest.mark.parametrize("deputy", ["gao", "han"])
def test_who_administers_or_inspects_stands_in_for_nobody(plant: Plant, deputy: str) -> None:
    with pytest.raises(Refusal) as refused:
        stands(plant, "qiu", "qiu", deputy)
    assert refused.value.field == "deputy"


def test_a_role_of_inspector_given_later_takes_the_standing_in_away(plant: Plant) -> None:
    stands(plant, "qiu", "qiu", "liu")
    gao = plant.acting("gao", MORNING)
    services.give_holding(
        actor=gao, at=MORNING, command=key(), person=plant.people["liu"], role="inspector", unit=plant.units["ROOT"], since=FIRST
    )
    assert plant.acting("liu", at(f"{FIRST} 09:00")).stands_for == ()


# who may say so


@pytest.mark.parametrize("who", ["wang", "liu", "qiu", "tang", "zheng", "gao"])
def test_the_person_the_leaders_above_and_an_administrator_may_name(plant: Plant, who: str) -> None:
    assert stands(plant, who, "wang", "zeng").deputy == plant.people["zeng"]


@pytest.mark.parametrize("who", ["li", "chen", "sun", "han", "zhang"])
def test_nobody_else_may(plant: Plant, who: str) -> None:
    with pytest.raises(Unseen):
        stands(plant, who, "wang", "zeng")


def test_a_leader_does_not_hand_on_what_reaches_further_than_the_own_units(plant: Plant) -> None:
    gao = plant.acting("gao", MORNING)
    services.give_holding(
        actor=gao, at=MORNING, command=key(), person=plant.people["wang"], role="safety_officer", unit=plant.units["ROOT"],
        since=date(2026, 7, 1),
    )  # fmt: skip
    with pytest.raises(Refusal) as refused:
        stands(plant, "liu", "wang", "liu")
    assert refused.value.field == "person"
    assert stands(plant, "wang", "wang", "liu")


# what is refused


@pytest.mark.parametrize(
    "deputy, more, field",
    [
        ("qiu", {}, "deputy"),
        ("liu", {"until": FIRST}, "until"),
        ("liu", {"since": date(2026, 6, 30)}, "since"),
        ("liu", {"until": FIRST + timedelta(days=93)}, "until"),
        ("liu", {"why": "因" * 61}, "why"),
    ],
)
def test_days_and_words_that_do_not_fit_are_refused(plant: Plant, deputy: str, more: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        stands(plant, "qiu", "qiu", deputy, **more)
    assert refused.value.field == field
    assert not Deputy.objects.exists()


def test_two_deputies_for_the_same_days_two_for_each_other_and_one_who_is_away_are_refused(plant: Plant) -> None:
    stands(plant, "qiu", "qiu", "liu")
    for who, person, deputy, field in (("qiu", "qiu", "tang", "since"), ("liu", "liu", "qiu", "deputy"), ("tang", "tang", "qiu", "deputy")):
        with pytest.raises(Refusal) as refused:
            stands(plant, who, person, deputy, since=LAST - timedelta(days=1), until=LAST + timedelta(days=5))
        assert refused.value.field == field
    assert stands(plant, "tang", "tang", "qiu", since=LAST, until=LAST + timedelta(days=1))


def test_a_deputy_names_no_further_one_but_may_hand_it_back(plant: Plant) -> None:
    row, monday = stands(plant, "qiu", "qiu", "liu"), at(f"{FIRST} 09:00")
    about = {"actor": plant.acting("liu", monday), "at": monday, "person": plant.people["qiu"], "deputy": plant.people["wang"]}
    with pytest.raises(Unseen):
        name_deputy(**about, command=key(), since=LAST, until=LAST + timedelta(days=2))
    end_deputy(actor=plant.acting("liu", monday), at=monday, command=key(), deputy=row.pk, until=FIRST)
    assert plant.acting("liu", monday).stands_for == () and not away(FIRST)


def test_somebody_who_leaves_meanwhile_is_refused_and_leaving_ends_it(plant: Plant) -> None:
    gao = plant.acting("gao", MORNING)
    leave(actor=gao, at=MORNING, command=key(), person=plant.people["li"], until=date(2026, 7, 8))
    plant.people["li"].refresh_from_db()
    with pytest.raises(Refusal) as refused:
        stands(plant, "he", "he", "li")
    assert refused.value.field == "deputy"
    stands(plant, "qiu", "qiu", "liu")
    stands(plant, "zhao", "zhao", "liu", since=date(2026, 7, 20), until=date(2026, 7, 21))
    leave(actor=gao, at=MORNING, command=key(), person=plant.people["liu"], until=date(2026, 7, 8))
    assert [(row.since, row.until) for row in Deputy.objects.all()] == [(FIRST, date(2026, 7, 8))]


# the end


def test_it_is_ended_early_or_before_it_begins_and_stands_in_the_ledger(plant: Plant) -> None:
    row = stands(plant, "qiu", "qiu", "liu")
    tuesday, command = at(f"{FIRST + timedelta(days=1)} 09:00"), key()
    for _twice in range(2):
        end_deputy(actor=plant.acting("qiu", tuesday), at=tuesday, command=command, deputy=row.pk, until=FIRST + timedelta(days=1))
    assert plant.acting("liu", tuesday).stands_for == ()
    with pytest.raises(Refusal):
        end_deputy(actor=plant.acting("qiu", tuesday), at=tuesday, command=key(), deputy=row.pk, until=FIRST + timedelta(days=2))
    coming = stands(plant, "zhao", "zhao", "xu")
    with pytest.raises(Unseen):
        end_deputy(actor=plant.acting("wang", MORNING), at=MORNING, command=key(), deputy=coming.pk, until=date(2026, 7, 1))
    command = key()
    for _twice in range(2):
        end_deputy(actor=plant.acting("zhao", MORNING), at=MORNING, command=command, deputy=coming.pk, until=date(2026, 7, 1))
    assert not Deputy.objects.filter(pk=coming.pk).exists()
    assert list(LedgerEntry.objects.filter(verb__startswith="deputy").order_by("seq").values_list("verb", flat=True)) == [
        "deputy.named", "deputy.ended", "deputy.named", "deputy.ended",
    ]  # fmt: skip


def test_who_stands_in_and_goes_away_too_is_said(plant: Plant) -> None:
    stands(plant, "qiu", "qiu", "liu")
    assert now_without(plant.people["liu"].pk, FIRST, LAST) == [plant.people["qiu"]]
    assert now_without(plant.people["liu"].pk, LAST, LAST + timedelta(days=9)) == []


def test_a_deputy_signs_with_the_own_name(plant: Plant) -> None:
    stands(plant, "chen", "chen", "li")
    monday = at(f"{FIRST} 09:00")
    matter = plant.report("wang", monday)
    plant.step("li", matter, "register", monday)
    assert LedgerEntry.objects.filter(verb="matter.stepped").latest("seq").person == plant.people["li"].pk


def test_the_deputies_of_a_day_are_asked_once(plant: Plant) -> None:
    stands(plant, "qiu", "qiu", "liu")
    with asked_once():
        away(FIRST)
        with CaptureQueriesContext(connection) as seen:
            assert away(FIRST) and away(FIRST)
        assert len(seen) == 0


def test_absences_are_listed_for_the_person_for_the_deputy_and_for_who_leads_the_unit_while_they_last(plant: Plant) -> None:
    for who, deputy, since, until in (
        ("qiu", "zhang", date(2026, 7, 1), date(2026, 7, 10)),
        ("tang", "he", date(2026, 7, 5), date(2026, 7, 20)),
    ):
        name_deputy(
            actor=plant.acting("gao", MORNING), at=MORNING, command=key(), person=plant.people[who], deputy=plant.people[deputy], since=since,
            until=until, why="休假",
        )  # fmt: skip
    water, last, over = {plant.units["WATER"].pk}, date(2026, 7, 9), date(2026, 7, 10)
    for day, many in ((last, 1), (over, 0)):
        assert (
            len(deputies_of(plant.people["qiu"].pk, day))
            == len(stood_in_for(plant.people["zhang"].pk, day))
            == len(absences(water, day, 9))
            == many
        )
    assert [one.person_id for one in deputies_of(plant.people["tang"].pk, over)] == [plant.people["tang"].pk]
    assert [one.person_id for one in stood_in_for(plant.people["he"].pk, over)] == [plant.people["tang"].pk]
    assert [one.person_id for one in absences({plant.units["ENERGY"].pk}, last, 9)] == [plant.people["tang"].pk]
