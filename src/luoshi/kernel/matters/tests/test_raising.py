"""A problem is raised by anybody, at once has a number, an office and a clock, and belongs to who raised it."""

from datetime import date

import pytest

from luoshi.base.actor import GUEST
from luoshi.base.files.services import Photo
from luoshi.base.ledger.models import LedgerEntry, LedgerPayload
from luoshi.base.ledger.verification import head_row
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.matters.models import Custody, Event, Matter
from luoshi.kernel.matters.services import claim, prove, raise_matter
from tests.cast import Plant, at, key, matter, stays, story

MORNING = at("2026-11-02 09:00")


def number(plant: Plant, who: str, when: str, place: str) -> str:
    return matter(plant.report(who, at(when), place=place)).number


def test_it_has_a_number_an_office_and_a_clock_at_once(plant: Plant) -> None:
    one = matter(plant.report("wang", MORNING, "2号泵房蝶阀卡住。手轮打不动。"))
    assert (one.number, one.title, one.state, one.round) == ("水处理-2611-0001", "2号泵房蝶阀卡住", "reported", 1)
    assert (one.raiser, one.entered_by) == (plant.people["wang"], plant.people["wang"])
    assert (plant.code(one.unit_id), plant.code(one.office_id), plant.code(one.holder_unit_id), one.holder) == (
        "WATER",
        "EQUIP",
        "EQUIP",
        None,
    )
    assert (one.raised_at, one.raised_on, one.due_at) == (MORNING, date(2026, 11, 2), at("2026-11-02 17:30"))
    assert [(row.since, row.until) for row in stays(one.pk)] == [(MORNING, None)]
    assert [(row.act, row.after, row.text) for row in story(one.pk)] == [("raise", "reported", "2号泵房蝶阀卡住。手轮打不动。")]


def test_numbers_run_on_by_unit_and_month(plant: Plant) -> None:
    told = [
        number(plant, "wang", "2026-10-31 23:59", "pump house"),
        number(plant, "wang", "2026-11-01 00:00", "pump house"),
        number(plant, "zhao", "2026-11-01 00:01", "gas station"),
        number(plant, "liu", "2026-11-02 00:01", "team room"),
        number(plant, "zeng", "2026-11-02 00:02", "lance platform"),
        number(plant, "wang", "2026-12-01 00:00", "pump house"),
    ]
    assert told == ["水处理-2610-0001", "水处理-2611-0001", "能环-2611-0001", "水处理-2611-0002", "炼钢-2611-0001", "水处理-2612-0001"]


def test_a_refused_report_uses_up_no_number(plant: Plant) -> None:
    for words in ("", "   ", "\n"):
        with pytest.raises(Refusal) as refused:
            plant.report("wang", MORNING, words)
        assert refused.value.field == "text"
    assert number(plant, "wang", "2026-11-02 09:00", "pump house") == "水处理-2611-0001"


def test_the_day_is_the_plants_day_not_that_of_greenwich(plant: Plant) -> None:
    one = matter(plant.report("wang", at("2026-11-01 00:05")))
    assert (one.raised_at.date(), one.raised_on) == (date(2026, 10, 31), date(2026, 11, 1))


def test_a_photograph_without_words_is_enough(plant: Plant) -> None:
    one = matter(plant.report("wang", MORNING, "", photos=[Photo("ab" * 32, 1200, 40, 30)]))
    assert one.title.startswith("2号净环泵房")
    assert story(one.pk)[0].photos.get().ordinal == 1


@pytest.mark.parametrize(
    "words, title", [("漏水！快来人", "漏水"), ("一" * 60, "一" * 39 + "…"), ("第一行\n第二行", "第一行"), ("  阀 卡 ；漏", "阀 卡 ")]
)
def test_the_title_is_the_first_sentence(plant: Plant, words: str, title: str) -> None:
    assert matter(plant.report("wang", MORNING, words)).title == title


def test_a_leader_may_enter_it_for_somebody_who_stays_the_raiser(plant: Plant) -> None:
    one = matter(plant.report("liu", MORNING, raiser="wang"))
    assert (plant.called(one.raiser_id), plant.called(one.entered_by_id)) == ("wang", "liu")
    assert plant.called(story(one.pk)[0].behalf_id) == "wang"
    assert LedgerEntry.objects.get(seq=head_row()[0]).behalf == plant.people["wang"].pk


def test_who_says_it_for_themselves_acts_on_nobodys_behalf(plant: Plant) -> None:
    assert story(plant.report("wang", MORNING))[0].behalf is None


def test_what_happened_earlier_is_kept_beside_when_it_was_heard(plant: Plant) -> None:
    one = matter(plant.report("wang", MORNING, happened_at=at("2026-11-01 22:00")))
    assert (one.happened_at, one.raised_at) == (at("2026-11-01 22:00"), MORNING)


def test_an_undeclared_kind_is_no_matter(plant: Plant) -> None:
    with pytest.raises(KeyError):
        raise_matter(actor=GUEST, at=MORNING, command=key(), kind="riddle", unit=plant.units["WATER"], place=None, text="?")
    assert Matter.objects.count() == 0


def test_raising_leaves_one_entry_with_what_was_said(plant: Plant) -> None:
    before = head_row()[0]
    plant.report("wang", MORNING, "蝶阀卡住。")
    assert head_row()[0] == before + 1
    assert "蝶阀卡住。" in LedgerPayload.objects.get(entry__seq=before + 1).body


# before sign-in


def test_whoever_signs_in_afterwards_is_the_raiser(plant: Plant) -> None:
    one = plant.report("guest", MORNING)
    assert (matter(one).raiser, matter(one).entered_by) == (None, None)
    prove(actor=plant.acting("wang", MORNING), at=at("2026-11-02 09:05"), command=key(), matter=one)
    assert plant.called(matter(one).raiser_id) == "wang"
    assert [row.act for row in story(one)] == ["raise", "prove"]
    with pytest.raises(Unseen):
        prove(actor=plant.acting("zhao", MORNING), at=at("2026-11-02 09:06"), command=key(), matter=one)


def test_a_staff_number_left_proves_nothing(plant: Plant) -> None:
    one = plant.report("guest", MORNING)
    claim(actor=GUEST, at=MORNING, command=key(), matter=one, staff_no=" 20416 ")
    assert (matter(one).claim, matter(one).raiser) == ("20416", None)
    for number_ in ("", "  ", "1" * 21):
        with pytest.raises(Refusal):
            claim(actor=GUEST, at=MORNING, command=key(), matter=one, staff_no=number_)
    claim(actor=GUEST, at=MORNING, command=key(), matter=one, staff_no="99999")
    assert matter(one).claim == "99999", "whether the number exists is not told"


@pytest.mark.parametrize("who, raiser", [("wang", ""), ("liu", "wang"), ("chen", None)])
def test_what_somebody_entered_signed_in_is_not_there_to_be_claimed(plant: Plant, who: str, raiser: str | None) -> None:
    one = plant.report(who, MORNING, raiser=raiser)
    with pytest.raises(Unseen):
        claim(actor=GUEST, at=MORNING, command=key(), matter=one, staff_no="20416")
    with pytest.raises(Unseen):
        prove(actor=plant.acting("zhao", MORNING), at=MORNING, command=key(), matter=one)


def test_nobody_proves_without_having_signed_in(plant: Plant) -> None:
    one = plant.report("guest", MORNING)
    with pytest.raises((Unseen, Refusal)):
        prove(actor=GUEST, at=MORNING, command=key(), matter=one)


@pytest.mark.parametrize("place", ["pump house", "workshop"])
def test_the_raiser_holds_it_only_from_signing_in(plant: Plant, place: str) -> None:
    """Found in the office's own workshop, the office's stretches before and after the answer are one: neither is the raiser's."""
    one = plant.report("guest", MORNING, place=place)
    plant.carry(one, until="answered", verifier="tang")
    late = at("2026-11-04 09:00")
    prove(actor=plant.acting("wang", late), at=late, command=key(), matter=one)
    held = list(Custody.objects.filter(matter=one, person=plant.people["wang"]).values_list("since", "until"))
    assert held == [(late, None)]


def test_the_events_of_a_guest_name_nobody(plant: Plant) -> None:
    one = plant.report("guest", MORNING)
    assert Event.objects.get(matter=one).person is None
    assert LedgerEntry.objects.get(seq=head_row()[0]).person is None
