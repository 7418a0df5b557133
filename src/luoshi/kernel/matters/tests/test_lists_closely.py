"""Lists looked at closely: whose turn it is, what one wrote oneself, who is not named, what must not be seen."""

from datetime import date

import pytest

from luoshi.base.actor import GUEST, HOUSE
from luoshi.base.refusal import Unseen
from luoshi.kernel.matters.desk import beside_todo, copied_to, done_by, waiting_for
from luoshi.kernel.matters.finding import find_matters
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.overview import hands, longest_waiting, to_decide
from luoshi.kernel.matters.promises import promised, to_tell
from luoshi.kernel.matters.recusal import set_concern
from luoshi.kernel.matters.repeats import repeated_at
from luoshi.kernel.matters.selectors import (
    count_mine,
    given_out,
    held_by,
    kept_from,
    mine,
    open_in,
    rows_by_id,
    sent_by,
    sent_by_guest,
    told_to,
)
from luoshi.kernel.matters.services import raise_matter
from luoshi.kernel.matters.services.splitting import Part, split
from luoshi.kernel.matters.sheet import kind_of, sheet
from luoshi.kernel.matters.tests.lists_made import (
    ASSIGN,
    EVENING,
    LONG_AGO,
    MORNING,
    NOON,
    ON,
    answered,
    assigned,
    disputed,
    ids,
    ids_of,
    reported,
    stands_in,
    units,
)
from luoshi.kernel.org.services import give_holding
from tests.cast import PEOPLE, SINCE, Plant, at, key

pytestmark = pytest.mark.django_db


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
    held = {who: ids(held_by(plant.acting(who, EVENING), ON, 99)) for who in ("qiu", "zhang")}
    assert pk in held["qiu"] and pk not in held["zhang"]
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
