"""Every list of matters: whoever it is for finds it there, a colleague of the same rank elsewhere does not, and nobody whom it is about."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import pytest

from luoshi.base.actor import GUEST, HOUSE, Actor
from luoshi.base.refusal import Unseen
from luoshi.kernel.activities.services import hold
from luoshi.kernel.matters.counts import view_counts
from luoshi.kernel.matters.desk import beside_todo, copied_to, count_todo, done_by, todo, waiting_for
from luoshi.kernel.matters.finding import find_in_list, find_matters
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.numbers import matter_by_number
from luoshi.kernel.matters.overview import effects_failed, hands, load_by_unit, longest_waiting, to_decide
from luoshi.kernel.matters.promises import promised, to_tell
from luoshi.kernel.matters.recusal import set_concern
from luoshi.kernel.matters.repeats import repeated_at, repeats
from luoshi.kernel.matters.selectors import (
    Filters,
    count_mine,
    count_open_in,
    given_out,
    given_rise,
    held_by,
    held_by_office,
    in_list,
    kept_from,
    mine,
    next_waiting,
    open_in,
    rows_by_id,
    sent_by,
    sent_by_guest,
    told_to,
)
from luoshi.kernel.matters.selectors import longest_waiting as waited_longest
from luoshi.kernel.matters.services import raise_matter, take_step
from luoshi.kernel.matters.services.involving import involve
from luoshi.kernel.matters.services.splitting import Part, split
from luoshi.kernel.matters.sheet import kind_of, sheet
from luoshi.kernel.org.deputies import name_deputy
from luoshi.kernel.org.services import give_holding
from tests.cast import PEOPLE, SINCE, Plant, at, key

pytestmark = pytest.mark.django_db
MORNING, NOON, EVENING = at("2026-11-02 09:00"), at("2026-11-02 12:00"), at("2026-11-02 19:00")
ON, LONG_AGO = date(2026, 11, 2), date(2026, 1, 1)
ASSIGN: dict[str, Any] = {"owner": "li", "action": "换阀", "workdays": 3}
Ids = Iterable[int]


def ids(rows: Any) -> set[int]:
    return {getattr(row, "row", row).id for row in rows}


def units(plant: Plant, *codes: str) -> list[int]:
    return [plant.units[code].pk for code in codes]


# how each list is made, and for whom


def reported(plant: Plant) -> int:
    return plant.report("wang", MORNING)


def assigned(plant: Plant) -> int:
    pk = reported(plant)
    plant.carry(pk, until="assigned")
    return pk


def told(plant: Plant) -> int:
    pk = reported(plant)
    Matter.objects.filter(pk=pk).update(told=plant.people["qiu"])
    return pk


def copied(plant: Plant) -> int:
    pk = assigned(plant)
    involve(actor=plant.acting("chen", NOON), at=NOON, command=key(), matter=pk, person=plant.people["qiu"], part="copied")
    return pk


def shared(plant: Plant) -> int:
    pk = assigned(plant)
    involve(actor=plant.acting("chen", NOON), at=NOON, command=key(), matter=pk, person=plant.people["qiu"], part="co_responsible")
    return pk


def measured(plant: Plant) -> int:
    """Li has the first measure, Qiu the second; the first one stands in front."""
    pk = assigned(plant)
    plant.step("chen", pk, "measure", NOON, **{**ASSIGN, "owner": "qiu", "workdays": 9})
    return pk


def checked_second(plant: Plant) -> int:
    """Of two measures the second is done and waits for Qiu; the matter itself is with Li."""
    pk = assigned(plant)
    plant.step("chen", pk, "measure", NOON, **{**ASSIGN, "owner": "xu", "workdays": 9})
    values = {"note": "换好了", "verifier": plant.people["qiu"]}
    take_step(actor=plant.acting("xu", NOON), at=at("2026-11-02 13:00"), command=key(), matter=pk, step="do", values=values, measure=2)
    return pk


def done(plant: Plant) -> int:
    pk = reported(plant)
    plant.carry(pk, until="done")
    return pk


def answered(plant: Plant) -> int:
    pk = reported(plant)
    plant.carry(pk, until="answered")
    return pk


def to_look_at(plant: Plant) -> int:
    """Qiu checked it last; it is time to look whether it holds."""
    pk = reported(plant)
    plant.carry(pk, until="closed")
    Matter.objects.filter(pk=pk).update(effect_on=ON)
    return pk


def failed(plant: Plant) -> int:
    pk = to_look_at(plant)
    plant.step("qiu", pk, "effect_fails", EVENING, reason="又漏了")
    return pk


def disputed(plant: Plant) -> int:
    give_holding(actor=HOUSE, at=MORNING, command=key(), person=plant.people["zhao"], role="handler", unit=plant.units["GAS"], since=SINCE)
    pk = reported(plant)
    plant.step("chen", pk, "not_ours", at("2026-11-02 10:00"), office=plant.units["GAS"], reason="归燃气")
    plant.step("zhao", pk, "hand_on", at("2026-11-02 11:00"), office=plant.units["EQUIP"], reason="归设备")
    plant.step("chen", pk, "not_ours", at("2026-11-02 13:00"), office=plant.units["GAS"], reason="不归我")
    return pk


def in_the_stead(plant: Plant) -> int:
    """Zhang stands in for Qiu, who holds it to be checked."""
    stands_in(plant)
    return done(plant)


def stands_in(plant: Plant) -> None:
    name_deputy(
        actor=plant.acting("qiu", MORNING), at=MORNING, command=key(), person=plant.people["qiu"], deputy=plant.people["zhang"],
        since=ON, until=date(2026, 11, 20), why="休假",
    )  # fmt: skip


def given_by_a_visit(plant: Plant) -> int:
    activity = hold(
        actor=plant.acting("chen", MORNING), at=MORNING, command=key(), kind="symposium", unit=plant.units["WATER"], title="座谈", held_at=MORNING,
        host=plant.people["zheng"], people=[(plant.people["wang"], "representative")],
    )  # fmt: skip
    pk = reported(plant)
    Matter.objects.filter(pk=pk).update(activity=activity)
    return pk


def again(plant: Plant) -> int:
    reported(plant)
    return plant.report("zeng", MORNING)


def waited(why: str) -> Callable[[Plant, Actor], Ids]:
    return lambda plant, who: ids_of(waiting_for(who, ON).get(why))


def ids_of(found: Any) -> set[int]:
    return set(found().values_list("pk", flat=True)) if found else set()


# the name of a list: how a matter gets there, for whom, and the list itself
LISTS: dict[str, tuple[Callable[[Plant], int], str, Callable[[Plant, Actor], Ids]]] = {
    "list": (reported, "qiu", lambda plant, who: in_list(who, Filters("problem", "all"), EVENING).values_list("pk", flat=True)),
    "list of a unit": (reported, "tang", lambda plant, who: in_list(who, Filters("problem", units=units(plant, "WATER")), EVENING).values_list("pk", flat=True)),
    "found": (reported, "qiu", lambda plant, who: ids(find_matters(who, "蝶阀", EVENING).rows)),
    "found of a kind": (reported, "qiu", lambda plant, who: ids(find_matters(who, "蝶阀", EVENING, "problem").rows)),
    "found in the list": (reported, "qiu", lambda plant, who: ids(find_in_list(who, Filters("problem"), "蝶阀", EVENING).rows)),
    "by its number": (reported, "qiu", lambda plant, who: [one.pk for one in Matter.objects.all() if matter_by_number(who, one.number, ON)]),
    "held": (assigned, "li", lambda plant, who: ids(held_by(who, ON, 99))),
    "held by the office": (reported, "chen", lambda plant, who: ids(held_by_office(who, ON, 99))),
    "next": (reported, "chen", lambda plant, who: ids(filter(None, [next_waiting(who, ON, 0)]))),
    "told": (told, "qiu", lambda plant, who: ids(told_to(who, ON, 99))),
    "given out": (assigned, "chen", lambda plant, who: ids(given_out(who, ON, 99))),
    "open in a unit": (reported, "qiu", lambda plant, who: ids(open_in(who, plant.units["WATER"].pk, EVENING, 99))),
    "waited longest in a unit": (reported, "qiu", lambda plant, who: ids(filter(None, [waited_longest(who, plant.units["WATER"].pk, EVENING)]))),
    "of a meeting": (given_by_a_visit, "qiu", lambda plant, who: ids(given_rise(who, Matter.objects.latest("pk").activity_id or 0, ON))),
    "waits: held": (assigned, "li", waited("held")),
    "waits: desk": (reported, "chen", waited("desk")),
    "waits: in the stead": (in_the_stead, "zhang", waited("stead")),
    "waits: a measure": (measured, "qiu", waited("measure")),
    "waits: to be checked": (checked_second, "qiu", waited("check")),
    "waits: shared": (shared, "qiu", waited("shared")),
    "waits: the effect, by who checked": (to_look_at, "qiu", waited("effect")),
    "waits: the effect, by the office": (to_look_at, "chen", waited("effect")),
    "to do": (assigned, "li", lambda plant, who: ids(todo(who, EVENING, 99, dict.fromkeys(waiting_for(who, ON), 1)))),
    "what one did": (done, "li", lambda plant, who: ids(done_by(who, ON)[0])),
    "copied": (copied, "qiu", lambda plant, who: ids(copied_to(who, ON)[0])),
    "waiting for an answer": (reported, "qiu", lambda plant, who: [row.id for row, _stays in longest_waiting(who, units(plant, "ROOT"), EVENING, 99)]),
    "to be decided": (disputed, "tang", lambda plant, who: ids(to_decide(who, ON, 99))),
    "did not hold": (failed, "qiu", lambda plant, who: ids(effects_failed(who, units(plant, "ROOT"), EVENING, 90, 99))),
    "again and again": (again, "qiu", lambda plant, who: ids(repeated_at(who, "place", "7F3K9A", LONG_AGO, ON))),
    "promised": (assigned, "liu", lambda plant, who: ids(promised(who, plant.units["WATER-C"].pk, EVENING, 99))),
    "to be told": (answered, "liu", lambda plant, who: ids(to_tell(who, plant.units["WATER-C"].pk, EVENING, 99))),
}  # fmt: skip
ELSEWHERE = ("xie", "zhang", "zeng", "gao", "xu", "guest")  # an office, a chief, workers of other units, an administrator


def listed(plant: Plant, who: str, name: str) -> set[int]:
    try:
        return set(LISTS[name][2](plant, plant.acting(who, EVENING)))
    except Unseen:
        return set()


@pytest.mark.parametrize("name", LISTS)
def test_it_is_there_for_whom_it_is_meant_and_for_nobody_elsewhere(plant: Plant, name: str) -> None:
    making, reader, _list = LISTS[name]
    pk = making(plant)
    assert pk in listed(plant, reader, name)
    assert [who for who in ELSEWHERE if who != reader and pk in listed(plant, who, name)] == []


@pytest.mark.parametrize("name", LISTS)
def test_it_is_there_no_more_for_whom_it_is_about(plant: Plant, name: str) -> None:
    """Even where that is said after they had it in their hands."""
    making, reader, _list = LISTS[name]
    pk = making(plant)
    row = Matter.objects.get(pk=pk)
    set_concern(row, plant.people[reader])
    row.save()
    assert pk not in listed(plant, reader, name)


NUMBERS: dict[str, tuple[Callable[[Plant], int], str, Callable[[Plant, Actor], int]]] = {
    "of the list": (reported, "qiu", lambda plant, who: view_counts(who, Filters("problem"), EVENING)["open"]),
    "to do": (assigned, "li", lambda plant, who: count_todo(who, ON)),
    "done": (done, "li", lambda plant, who: beside_todo(who, ON).done),
    "copied": (copied, "qiu", lambda plant, who: beside_todo(who, ON).copied),
    "open in a unit": (reported, "qiu", lambda plant, who: count_open_in(who, plant.units["WATER"].pk, EVENING)),
    "of a leader's table": (reported, "qiu", lambda plant, who: sum(one.open for one in load_by_unit(who, "problem", units(plant, "ROOT"), EVENING).values())),
    "again and again": (again, "qiu", lambda plant, who: sum(one.times for one in repeats(who, "place", LONG_AGO, ON))),
}  # fmt: skip


def number(plant: Plant, who: str, name: str) -> int:
    try:
        return NUMBERS[name][2](plant, plant.acting(who, EVENING))
    except Unseen:
        return 0


@pytest.mark.parametrize("name", NUMBERS)
def test_numbers_count_what_their_reader_finds_in_the_list(plant: Plant, name: str) -> None:
    making, reader, _number = NUMBERS[name]
    pk = making(plant)
    before = number(plant, reader, name)
    assert before > 0 and [number(plant, who, name) for who in ELSEWHERE] == [0] * len(ELSEWHERE)
    row = Matter.objects.get(pk=pk)
    set_concern(row, plant.people[reader])
    row.save()
    assert number(plant, reader, name) < before


# one's own


def test_what_one_raised_is_ones_own_list_and_a_guest_has_none(plant: Plant) -> None:
    own, other = reported(plant), plant.report("zhao", MORNING, place="gas station")
    assert (ids(mine(plant.acting("wang", EVENING), 99)), count_mine(plant.acting("wang", EVENING))) == ({own}, 1)
    assert (ids(mine(plant.acting("zhao", EVENING), 99)), count_mine(plant.acting("zhao", EVENING))) == ({other}, 1)
    assert beside_todo(plant.acting("wang", EVENING), ON).raised == 1
    plant.report("guest", MORNING)
    assert (mine(GUEST, 99), count_mine(GUEST), held_by(GUEST, ON, 99), told_to(GUEST, ON, 99), to_decide(GUEST, ON, 99)) == (
        [],
        0,
        [],
        [],
        [],
    )
    assert (waiting_for(GUEST, ON), copied_to(GUEST, ON)[0], done_by(GUEST, ON)[0]) == ({}, [], [])


def test_what_is_ones_own_turn_stands_first(plant: Plant) -> None:
    turn, open_ = answered(plant), reported(plant)
    assert [row.id for row in mine(plant.acting("wang", EVENING), 99)] == [turn, open_]


def test_a_worker_finds_the_own_words_only(plant: Plant) -> None:
    own = reported(plant)
    plant.report("zeng", MORNING)
    plant.report("guest", MORNING)
    assert ids(find_matters(plant.acting("wang", EVENING), "蝶阀", EVENING).rows) == {own}
    assert ids(find_matters(GUEST, "蝶阀", EVENING).rows) == set()


def test_whoever_stands_in_does_not_judge_what_the_absent_one_raised(plant: Plant) -> None:
    """Qiu raised it and is asked whether it is fixed: that stays with Qiu."""
    stands_in(plant)
    pk = plant.report("qiu", MORNING)
    plant.carry(pk, until="answered", verifier="tang")
    assert pk in listed(plant, "qiu", "held") and pk not in listed(plant, "zhang", "held")
    assert pk not in ids_of(waiting_for(plant.acting("zhang", EVENING), ON)["stead"])


def test_what_is_kept_from_somebody_is_said_of_those_asked_for_alone(plant: Plant) -> None:
    pk, other = reported(plant), reported(plant)
    for one in (pk, other):
        row = Matter.objects.get(pk=one)
        set_concern(row, plant.people["qiu"])
        row.save()
    open_ = reported(plant)
    assert kept_from(plant.acting("qiu", EVENING), [pk, open_], ON) == {pk}
    assert kept_from(plant.acting("tang", EVENING), [pk, other, open_], ON) == set()


def test_what_one_wrote_down_about_oneself_is_read_on_its_day_alone(plant: Plant) -> None:
    command = key()
    pk = plant.report("wang", MORNING, command=command, raiser="zhao", concerns=[plant.people["wang"]])
    wang = plant.acting("wang", EVENING)
    assert (sent_by(wang, command, ON) or Matter()).pk == pk
    assert sent_by(wang, command, date(2026, 11, 3)) is None
    assert sent_by(plant.acting("zhao", EVENING), command, ON) is None
    about = key()
    own = plant.report("wang", MORNING, command=about, concerns=[plant.people["liu"]])
    assert (sent_by(wang, about, date(2026, 11, 3)) or Matter()).pk == own, "what one raised oneself one goes on reading"
    open_ = key()
    again_ = plant.report("wang", MORNING, command=open_)
    assert (sent_by(wang, open_, date(2026, 11, 3)) or Matter()).pk == again_


def test_a_discreet_raisers_leader_finds_it_in_no_list_of_the_own_people(plant: Plant) -> None:
    zhang, gas = plant.acting("zhang", EVENING), plant.units["GAS"].pk
    pk = raise_matter(
        actor=plant.acting("chen", MORNING), at=MORNING, command=key(), kind="opinion", unit=plant.units["WATER"], place=None, text="不具名",
        channel="symposium", topic="equipment", raiser=plant.people["zhao"], confidential=True,
    )  # fmt: skip
    assert pk not in ids(open_in(zhang, gas, EVENING, 99)) and ids(promised(zhang, gas, EVENING, 99)) == set()
    named = plant.report("zhao", MORNING)
    assert ids(open_in(zhang, gas, EVENING, 99)) == {named}, "under a name it is found, wherever it was raised"
    row, other = rows_by_id([pk])[pk], rows_by_id([named])[named]
    assert (row.raiser, row.raiser_unit, row.raiser_words) == (None, None, "")
    assert (other.raiser, other.raiser_unit) == ("赵永清", "燃气甲班")


def test_the_hands_of_a_discreet_raiser_are_not_pointed_at_nor_those_of_what_one_must_not_see(plant: Plant) -> None:
    """While the raiser has the word, the time counts where it was found: else the raiser's team stands on the leader's page."""
    tang, root = plant.acting("tang", EVENING), units(plant, "ROOT")
    pk = raise_matter(
        actor=plant.acting("chen", MORNING), at=MORNING, command=key(), kind="opinion", unit=plant.units["WATER"], place=None, text="不具名",
        channel="symposium", topic="equipment", raiser=plant.people["zhao"], confidential=True,
    )  # fmt: skip
    plant.step("chen", pk, "assign", NOON, owner="li", workdays=3)
    plant.step("li", pk, "reply", at("2026-11-02 13:00"), reply="换好了", result="solved", verifier="he")
    plant.step("he", pk, "sign", at("2026-11-02 14:00"))

    assert hands(plant.acting("zhang", EVENING), root, EVENING, 9, 99) == [], "of what lies in other works nothing"

    def where() -> set[str]:
        return {unit for unit, _time, _n in hands(tang, root, EVENING, 9, 99)}

    assert "燃气甲班" not in where() and "水处理车间" in where()
    row = Matter.objects.get(pk=pk)
    set_concern(row, plant.people["tang"])
    row.save()
    assert where() == set()
    assert plant.report("zhao", MORNING, concerns=[plant.people["liu"]]) and where() == {"设备管理室"}, "what is about others counts"


@pytest.mark.parametrize("doer", ["chen", "he"])
def test_who_did_it_or_for_whom_it_was_done_is_not_asked_whether_it_holds(plant: Plant, doer: str) -> None:
    """Chen of the office owned it; a colleague of the office is asked."""
    give_holding(actor=HOUSE, at=MORNING, command=key(), person=plant.people["xu"], role="handler", unit=plant.units["EQUIP"], since=SINCE)
    pk = reported(plant)
    plant.carry(pk, until="assigned", owner="chen")
    plant.step(doer, pk, "do", NOON, note="换好了", verifier="qiu")
    for who, step, values in (("qiu", "verify", {}), ("xu", "answer", {"answer": "换好了"}), ("wang", "confirm", {})):
        plant.step(who, pk, step, at("2026-11-02 15:00"), **values)
    Matter.objects.filter(pk=pk).update(effect_on=ON)
    asked = {who for who in PEOPLE if pk in ids_of(waiting_for(plant.acting(who, EVENING), ON).get("effect"))}
    assert asked == {"xu", "qiu"}


def test_what_one_wrote_down_for_another_is_something_one_did_and_the_own_report_is_not(plant: Plant) -> None:
    own, other = plant.report("chen", MORNING), plant.report("chen", MORNING, raiser="wang")
    assert ids(done_by(plant.acting("chen", EVENING), ON)[0]) == {other}
    assert ids(mine(plant.acting("chen", EVENING), 99)) == {own}


def test_what_is_to_be_decided_at_a_desk_is_for_who_leads_there_while_nobody_holds_it_by_name(plant: Plant) -> None:
    pk = disputed(plant)
    Matter.objects.filter(pk=pk).update(holder=None, holder_unit=plant.units["GAS"])
    assert {who for who in PEOPLE if pk in ids(to_decide(plant.acting(who, EVENING), ON, 9))} == {"zhang", "zhao"}
    assert to_decide(GUEST, ON, 9) == []
    Matter.objects.filter(pk=pk).update(holder=plant.people["tang"])
    assert {who for who in PEOPLE if pk in ids(to_decide(plant.acting(who, EVENING), ON, 9))} == {"tang"}


def test_promises_are_those_to_the_own_people_under_their_names(plant: Plant) -> None:
    zhang, gas = plant.acting("zhang", EVENING), plant.units["GAS"].pk
    own, other = plant.report("zhao", MORNING), assigned(plant)
    plant.carry(own, until="answered")
    hid = raise_matter(
        actor=plant.acting("chen", MORNING), at=MORNING, command=key(), kind="opinion", unit=plant.units["WATER"], place=None, text="不具名",
        channel="symposium", topic="equipment", raiser=plant.people["zhao"], confidential=True,
    )  # fmt: skip
    plant.step("chen", hid, "assign", NOON, owner="li", workdays=3)
    assert Matter.objects.get(pk=hid).promised_on and Matter.objects.get(pk=other).promised_on
    assert ids(promised(zhang, gas, EVENING, 9)) == {own} == ids(to_tell(zhang, gas, EVENING, 9))
    for listing in (promised, to_tell, open_in):
        with pytest.raises(Unseen):
            listing(plant.acting("zeng", EVENING), gas, EVENING, 9)


def test_who_held_it_is_named_to_a_leader_but_for_a_raiser_who_is_not_to_be_named(plant: Plant) -> None:
    pk = reported(plant)
    plant.step("chen", pk, "ask", NOON, question="哪一台？")
    stays = {row.id: found for row, found in longest_waiting(plant.acting("tang", EVENING), units(plant, "ROOT"), EVENING, 9)}
    assert "王海生" in {stay.person for stay in stays[pk]}
    Matter.objects.filter(pk=pk).update(confidential=True)
    stays = {row.id: found for row, found in longest_waiting(plant.acting("tang", EVENING), units(plant, "ROOT"), EVENING, 9)}
    assert "王海生" not in {stay.person for stay in stays[pk]}


def test_again_and_again_names_no_earlier_one_that_must_not_be_seen_and_nothing_about_conduct(plant: Plant) -> None:
    give_holding(
        actor=HOUSE, at=MORNING, command=key(), person=plant.people["sun"], role="named_recipient", unit=plant.units["ROOT"], since=SINCE
    )
    first, second = reported(plant), reported(plant)
    bad = plant.report("wang", MORNING, concerns=[plant.people["liu"]], conduct=True)
    Matter.objects.filter(pk=second).update(again_of=first)
    row = Matter.objects.get(pk=first)
    set_concern(row, plant.people["qiu"])
    row.save()

    def named(who: str) -> dict[int, str]:
        return {one.row.id: one.of for one in repeated_at(plant.acting(who, EVENING), "place", "7F3K9A", LONG_AGO, ON)}

    assert named("qiu") == {second: ""}
    assert named("tang") == {first: "", second: row.number} == named("sun")
    assert bad not in named("sun")
    with pytest.raises(Unseen):
        named("zeng")


def test_what_is_open_with_a_unit_is_what_was_found_there_whoever_raised_it(plant: Plant) -> None:
    found, raised, far = (
        plant.report("zhao", MORNING),
        plant.report("wang", MORNING, place="gas station"),
        plant.report("zeng", MORNING, place="lance platform"),
    )
    assert ids(open_in(plant.acting("qiu", EVENING), plant.units["WATER"].pk, EVENING, 9)) == {found, raised}
    assert far not in ids(open_in(plant.acting("zheng", EVENING), plant.units["ENERGY"].pk, EVENING, 9))


def test_given_out_is_what_others_hold_by_name(plant: Plant) -> None:
    plant.step("chen", reported(plant), "assign", NOON, **{**ASSIGN, "owner": "chen"})
    other = assigned(plant)
    assert ids(given_out(plant.acting("chen", EVENING), ON, 9)) == {other}


def test_a_report_before_sign_in_is_found_by_its_key_alone(plant: Plant) -> None:
    command = key()
    pk = plant.report("guest", MORNING, command=command)
    assert sent_by_guest(command).pk == pk
    with pytest.raises(Unseen):
        sent_by_guest(key())
    with pytest.raises(Unseen):
        kind_of(pk + 999)


def test_a_sheet_names_its_raiser_but_for_one_who_asked_not_to_be_named(plant: Plant) -> None:
    open_ = plant.report("zhao", MORNING)
    hid = plant.report("zhao", MORNING)
    Matter.objects.filter(pk=hid).update(confidential=True)

    def raiser(who: str, pk: int) -> str | None:
        found = sheet(plant.acting(who, EVENING), pk, ON)
        return next((line.person for line in found.lines), None) if found.matter.raiser else None

    assert [raiser(who, open_) for who in ("tang", "chen", "zhao")] == ["赵永清"] * 3
    assert [raiser(who, hid) for who in ("tang", "qiu", "chen", "zhao")] == [None, None, "赵永清", "赵永清"]
    assert {line.person for line in sheet(plant.acting("tang", EVENING), hid, ON).lines} == {None}
    with pytest.raises(Unseen):
        sheet(plant.acting("tang", EVENING), hid + 999, ON)


def test_a_whole_names_no_part_that_must_not_be_seen_nor_the_number_it_was_merged_with(plant: Plant) -> None:
    whole = reported(plant)
    plant.step("chen", whole, "register", MORNING)
    parts = [Part("东区", "查", plant.people["li"], 5), Part("西区", "查", plant.people["xu"], 5)]
    east, west = split(actor=plant.acting("chen", MORNING), at=MORNING, command=key(), matter=whole, parts=parts)
    into, away_ = reported(plant), reported(plant)
    plant.step("chen", away_, "merge", NOON, into=Matter.objects.get(pk=into))
    for pk in (east, away_):
        row = Matter.objects.get(pk=pk)
        set_concern(row, plant.people["qiu"])
        row.save()

    def parts_of(who: str) -> set[int]:
        return ids(sheet(plant.acting(who, EVENING), whole, ON).parts)

    def said(who: str) -> str:
        return " ".join(str(line.detail) for line in sheet(plant.acting(who, EVENING), into, ON).lines)

    assert sheet(plant.acting("chen", EVENING), east, ON).concerned == ["邱建平"], "the office is told whom it is about"
    assert sheet(plant.acting("sun", EVENING), east, ON).concerned == [] == sheet(plant.acting("chen", EVENING), west, ON).concerned
    assert (parts_of("qiu"), parts_of("tang")) == ({west}, {east, west})
    number = Matter.objects.get(pk=away_).number
    assert number in said("tang") and number not in said("qiu")
