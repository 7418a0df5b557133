"""Who is kept from what is about somebody, and who has it instead: the line, the roles, the deputies, the offices, each by itself."""

from datetime import date

import pytest

from luoshi.base.actor import GUEST, HOUSE, NAMELESS
from luoshi.kernel.matters.models import Concern, Event, Matter
from luoshi.kernel.matters.nameless import CHANNEL
from luoshi.kernel.matters.offices import elsewhere, handlers, handlers_of, is_office, office_of, offices
from luoshi.kernel.matters.recusal import addressed, hidden, not_recused, recipients, recused
from luoshi.kernel.matters.services import raise_matter
from luoshi.kernel.matters.services.splitting import Part, split
from luoshi.kernel.matters.unlisted import conduct as about_conduct
from luoshi.kernel.matters.unlisted import hidden_from, not_read_by
from luoshi.kernel.org.deputies import name_deputy
from luoshi.kernel.org.models import Holding, Person
from luoshi.kernel.org.services import end_holding, give_holding
from tests.cast import PEOPLE, SINCE, Plant, at, key

pytestmark = pytest.mark.django_db
EARLY, MORNING, ON = at("2026-11-02 07:00"), at("2026-11-02 09:00"), date(2026, 11, 2)


def given(plant: Plant, who: str, role: str, unit: str) -> None:
    give_holding(actor=HOUSE, at=EARLY, command=key(), person=plant.people[who], role=role, unit=plant.units[unit], since=SINCE)


def about(plant: Plant, *whom: str, conduct: bool = False, entered: str = "zhao", unit: str = "WATER") -> Matter:
    named = [plant.people[one] if one in plant.people else plant.units[one] for one in whom]
    pk = raise_matter(
        actor=plant.acting(entered, MORNING), at=MORNING, command=key(), kind="problem", unit=plant.units[unit], place=None, text="记录是补写的",
        topic="equipment", channel="phone", raiser=plant.people["zhao"], concerns=named, conduct=conduct,
    )  # fmt: skip
    return Matter.objects.get(pk=pk)


def nameless(plant: Plant) -> Matter:
    pk = raise_matter(
        actor=NAMELESS,
        at=MORNING,
        command=key(),
        kind="problem",
        unit=plant.units["WATER"],
        place=None,
        text="没人听",
        channel=CHANNEL,
        conduct=True,
    )
    return Matter.objects.get(pk=pk)


def kept_from(plant: Plant, one: Matter) -> set[str]:
    """From whom of the cast it is hidden."""
    return {who for who in PEOPLE if Matter.objects.filter(hidden(plant.acting(who, MORNING), ON), pk=one.pk).exists()}


def barred(plant: Plant, one: Matter) -> set[str]:
    """Who of the cast may be given nothing to do with it."""
    return {who for who in PEOPLE if recused(one, plant.people[who], ON)}


BELOW_WATER = {"qiu", "liu", "wang"}
BELOW_ENERGY = {*BELOW_WATER, "tang", "li", "zhao", "chen", "he", "xu", "sun", "zhang"}


@pytest.mark.parametrize(
    "whom, those",
    [
        ("liu", {"liu", "wang"}),  # a team leader: the team
        ("qiu", BELOW_WATER),
        ("tang", BELOW_ENERGY),
        ("chen", {"chen"}),  # who handles stands above nobody
        ("wang", {"wang"}),
        ("sun", {"sun"}),
        ("WATER", BELOW_WATER),
        ("EQUIP", {"chen", "li", "he", "xu"}),
        ("STEEL", {"xie", "zeng"}),
    ],
)
def test_about_whom_it_is_and_those_below_are_kept_from_it(plant: Plant, whom: str, those: set[str]) -> None:
    one = about(plant, whom)
    assert barred(plant, one) == those
    assert kept_from(plant, one) == those - {"zhao"}, "who raised it goes on reading it"
    assert not_recused(one, plant.people.values(), ON) == [person for who, person in plant.people.items() if who not in those]


def test_what_is_about_nobody_is_kept_from_nobody(plant: Plant) -> None:
    about(plant, "liu")
    open_ = Matter.objects.get(pk=plant.report("wang", MORNING))
    assert (kept_from(plant, open_), barred(plant, open_)) == (set(), set())
    assert not_recused(open_, [plant.people["liu"]], ON) == [plant.people["liu"]]


def test_from_a_guest_everything_that_is_about_somebody_is_kept_and_from_the_house_nothing(plant: Plant) -> None:
    one, open_ = about(plant, "liu"), plant.report("wang", MORNING)
    assert set(Matter.objects.filter(hidden(GUEST, ON)).values_list("pk", flat=True)) == {one.pk}
    assert not Matter.objects.filter(hidden(HOUSE, ON)).exists()
    assert not Matter.objects.filter(hidden(plant.acting("liu", MORNING), ON), pk=open_).exists()


def test_a_role_in_the_unit_bars_but_not_to_inspect_it_to_be_named_for_it_or_to_receive_for_it(plant: Plant) -> None:
    for who, role in (("zeng", "safety_officer"), ("xie", "inspector"), ("xu", "named_recipient"), ("zhang", "finance_verifier")):
        given(plant, who, role, "STEEL" if who in ("xu", "zhang") else "WATER")
    assert barred(plant, about(plant, "WATER")) == {*BELOW_WATER, "zeng"}
    assert barred(plant, about(plant, "STEEL")) == {"xie", "zeng", "zhang"}


def test_an_office_that_receives_for_a_unit_beside_it_is_not_of_that_unit(plant: Plant) -> None:
    type(plant.units["STEEL-OFFICE"]).objects.filter(code="STEEL-OFFICE").update(receives_for=plant.units["GAS"])
    assert "xie" not in barred(plant, about(plant, "GAS"))


def test_who_led_once_stands_above_nobody_any_more(plant: Plant) -> None:
    held = Holding.objects.get(person=plant.people["liu"], role="team_leader")
    end_holding(actor=HOUSE, at=EARLY, command=key(), holding=held.pk, until=ON)
    assert barred(plant, about(plant, "liu")) == {"liu"}


def test_a_deputy_is_kept_from_it_as_whom_it_is_about(plant: Plant) -> None:
    stands_in(plant, "qiu", "zeng")
    one = about(plant, "qiu")
    assert "zeng" in kept_from(plant, one) and "zeng" in barred(plant, one)


def stands_in(plant: Plant, who: str, deputy: str) -> None:
    name_deputy(
        actor=plant.acting("gao", EARLY), at=EARLY, command=key(), person=plant.people[who], deputy=plant.people[deputy], since=ON,
        until=date(2026, 11, 20), why="休假",
    )  # fmt: skip


# about conduct


def readers(plant: Plant, one: Matter) -> set[str]:
    return set(PEOPLE) - kept_from(plant, one)


def test_conduct_is_its_raisers_and_its_recipients_and_whose_hands_it_was_put_in_by_name(plant: Plant) -> None:
    given(plant, "sun", "named_recipient", "ROOT")
    one = about(plant, "qiu", conduct=True, entered="tang")
    assert readers(plant, one) == {"zhao", "tang", "sun"}, "Tang wrote it down for Zhao"
    Matter.objects.filter(pk=one.pk).update(owner=plant.people["li"])
    assert readers(plant, one) == {"zhao", "tang", "sun", "li"}
    Matter.objects.filter(pk=one.pk).update(owner=None, holder=plant.people["li"], holder_unit=plant.units["EQUIP"])
    assert readers(plant, one) == {"zhao", "tang", "sun", "li"}


def test_a_recipient_answers_to_no_line_but_not_about_the_own_person_or_the_own_unit(plant: Plant) -> None:
    given(plant, "sun", "named_recipient", "ROOT")
    given(plant, "xu", "named_recipient", "ROOT")
    given(plant, "zhang", "named_recipient", "ROOT")
    for whom, those in (
        ("tang", {"sun", "xu", "zhang"}),
        ("sun", {"xu", "zhang"}),
        ("GAS", {"sun", "xu"}),
        ("EQUIP", {"sun", "xu", "zhang"}),
    ):
        one = about(plant, whom, conduct=True)
        assert readers(plant, one) == {"zhao", *those}, whom
        assert {who for who in ("sun", "xu", "zhang") if not recused(one, plant.people[who], ON)} == those, whom


def test_a_recipient_who_handles_for_the_office_or_stands_in_for_whom_it_is_about_has_it_not(plant: Plant) -> None:
    given(plant, "chen", "named_recipient", "ROOT")
    given(plant, "sun", "named_recipient", "ROOT")
    given(plant, "zeng", "named_recipient", "ROOT")
    stands_in(plant, "qiu", "zeng")
    assert readers(plant, about(plant, "EQUIP", conduct=True)) == {"zhao", "sun", "zeng"}
    one = about(plant, "qiu", conduct=True)
    assert readers(plant, one) == {"zhao", "sun", "chen"}
    assert recused(one, plant.people["zeng"], ON)


def test_a_recipient_of_another_unit_is_a_stranger_to_it(plant: Plant) -> None:
    given(plant, "xie", "named_recipient", "STEEL")
    given(plant, "sun", "named_recipient", "ENERGY")
    one = about(plant, "wang", conduct=True)
    assert readers(plant, one) == {"zhao", "sun"}
    assert not Matter.objects.filter(addressed(plant.acting("xie", MORNING), ON)).exists()
    assert not Matter.objects.filter(addressed(plant.acting("tang", MORNING), ON)).exists()
    plant.report("wang", MORNING)
    assert list(Matter.objects.filter(addressed(plant.acting("sun", MORNING), ON))) == [one]


def test_a_recipient_is_barred_by_the_line_from_what_is_not_about_conduct(plant: Plant) -> None:
    given(plant, "sun", "named_recipient", "ROOT")
    one = about(plant, "tang")
    assert recused(one, plant.people["sun"], ON) and "sun" in kept_from(plant, one)
    other = about(plant, "tang", conduct=True)
    assert recused(other, plant.people["qiu"], ON), "nor is anybody else freed"


def test_what_came_without_a_name_is_read_by_a_recipient_alone_even_by_who_held_it(plant: Plant) -> None:
    given(plant, "sun", "named_recipient", "ROOT")
    one = nameless(plant)
    assert readers(plant, one) == {"sun"}
    Matter.objects.filter(pk=one.pk).update(holder=plant.people["li"], holder_unit=plant.units["EQUIP"])
    assert readers(plant, one) == {"sun"}


def test_recipients_are_asked_nearest_first_while_they_hold_the_role_and_are_here(plant: Plant) -> None:
    for who, unit in (("sun", "ROOT"), ("han", "ENERGY"), ("xu", "WATER"), ("xie", "STEEL"), ("he", "WATER")):
        given(plant, who, "named_recipient", unit)
    water = plant.units["WATER"].pk
    assert [plant.called(one.pk) for one in recipients(water, ON)] == ["xu", "he", "han", "sun"]
    Person.objects.filter(pk=plant.people["xu"].pk).update(until=ON)
    held = Holding.objects.get(person=plant.people["he"], role="named_recipient")
    end_holding(actor=HOUSE, at=EARLY, command=key(), holding=held.pk, until=ON)
    assert [plant.called(one.pk) for one in recipients(water, ON)] == ["han", "sun"]
    assert recipients(water, date(2025, 12, 31)) == []


def test_parts_are_about_whom_the_whole_is_about(plant: Plant) -> None:
    whole, other = about(plant, "liu", "STEEL"), about(plant, "qiu")
    plant.step("chen", whole.pk, "register", MORNING)
    parts = [Part("东区", "查", plant.people["li"], 5), Part("西区", "查", plant.people["xu"], 5)]
    made = split(actor=plant.acting("chen", MORNING), at=MORNING, command=key(), matter=whole.pk, parts=parts)
    for one in made:
        named = set(Concern.objects.filter(matter=one).values_list("person__name", "unit__code"))
        assert named == {(plant.people["liu"].name, None), (None, "STEEL")}
        assert Matter.objects.get(pk=one).reserved
    assert Concern.objects.filter(matter=other).count() == 1


# whose it is


def test_offices_are_units_where_somebody_handles_who_is_here(plant: Plant) -> None:
    assert [unit.code for unit in offices(ON)] == ["EQUIP", "STEEL-OFFICE"]
    assert [plant.called(one.pk) for one in handlers(plant.units["EQUIP"].pk, ON)] == ["chen"]
    assert is_office(plant.units["EQUIP"].pk, ON) and not is_office(plant.units["WATER"].pk, ON)
    given(plant, "li", "handler", "WATER")
    Person.objects.filter(pk=plant.people["li"].pk).update(until=ON)
    assert not is_office(plant.units["WATER"].pk, ON)
    held = Holding.objects.get(person=plant.people["xie"], role="handler")
    end_holding(actor=HOUSE, at=EARLY, command=key(), holding=held.pk, until=ON)
    assert [unit.code for unit in offices(ON)] == ["EQUIP"]


def test_it_goes_to_the_nearest_office_with_somebody_whom_it_is_not_about(plant: Plant) -> None:
    given(plant, "zeng", "handler", "ROOT")
    assert plant.code(office_of(about(plant, "chen"), ON)) == "ROOT"
    assert plant.code(office_of(about(plant, "liu"), ON)) == "EQUIP"
    assert plant.code(office_of(about(plant, "EQUIP"), ON)) == "ROOT"
    given(plant, "xu", "handler", "EQUIP")
    assert plant.code(office_of(about(plant, "chen"), ON)) == "EQUIP", "a colleague may have it"
    one = about(plant, "chen")
    assert [plant.called(who.pk) for who in handlers_of(one, plant.units["EQUIP"].pk, ON)] == ["xu"]
    open_ = Matter.objects.get(pk=plant.report("wang", MORNING))
    assert [plant.called(who.pk) for who in handlers_of(open_, plant.units["EQUIP"].pk, ON)] == ["xu", "chen"], "by staff number"


def test_what_is_about_conduct_is_handled_by_its_recipients(plant: Plant) -> None:
    given(plant, "sun", "named_recipient", "ROOT")
    given(plant, "han", "named_recipient", "ROOT")
    one = about(plant, "sun", conduct=True)
    assert [plant.called(who.pk) for who in handlers_of(one, plant.units["EQUIP"].pk, ON)] == ["han"]
    assert elsewhere(one, ON) == (plant.people["han"].unit_id, plant.people["han"].pk)


def test_when_whoever_held_it_must_not_it_goes_back_to_the_office_or_to_another(plant: Plant) -> None:
    given(plant, "zeng", "handler", "ROOT")
    one = about(plant, "liu")
    assert (plant.code(elsewhere(one, ON)[0]), plant.code(one.office_id)) == ("EQUIP", "EQUIP")
    two = about(plant, "liu")
    Concern.objects.create(matter=two, unit=plant.units["EQUIP"])
    assert (plant.code(elsewhere(two, ON)[0]), plant.code(two.office_id)) == ("ROOT", "ROOT")
    three = about(plant, "qiu", conduct=True)
    assert elsewhere(three, ON) == (three.office_id, None), "nobody is named for it"


# what counts and is not listed


def test_what_counts_and_is_not_listed_to_a_person(plant: Plant) -> None:
    far = Matter.objects.get(pk=plant.report("zeng", MORNING, place="lance platform"))
    near, hid, bad = Matter.objects.get(pk=plant.report("wang", MORNING)), about(plant, "qiu"), about(plant, "wang", conduct=True)
    qiu = plant.acting("qiu", MORNING)
    every = {one.pk for one in (far, near, hid, bad)}
    assert set(Matter.objects.filter(hidden_from()(qiu, ON)).values_list("pk", flat=True)) == {hid.pk, bad.pk}
    assert set(Matter.objects.filter(about_conduct()()).values_list("pk", flat=True)) == {bad.pk}
    unread = set(Concern.objects.filter(hidden_from("matter__")(qiu, ON)).values_list("matter", flat=True))
    assert unread == {hid.pk, bad.pk}

    def strangers() -> set[int]:
        """Of which of them Qiu is shown no line of the story, as one line of each tells."""
        return set(Event.objects.filter(not_read_by("matter__")(qiu, ON), matter__in=every, act="raise").values_list("matter", flat=True))

    assert strangers() == {far.pk, hid.pk, bad.pk}
    Matter.objects.filter(pk=far.pk).update(office=plant.units["WATER"])
    assert strangers() == {hid.pk, bad.pk}, "handled in the own works"
    Matter.objects.filter(pk=far.pk).update(office=plant.units["STEEL-OFFICE"], owner=plant.people["liu"])
    assert strangers() == {hid.pk, bad.pk}, "done by the own people"
