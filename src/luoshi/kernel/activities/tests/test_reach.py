"""Who sees an activity: those who read its unit, its host, and who took part; to all others it is not there."""

from datetime import date

import pytest

from luoshi.base.refusal import Unseen
from luoshi.kernel.activities.selectors import activity_sheet, held
from luoshi.kernel.activities.services import hold
from tests.cast import PEOPLE, Plant, at, key

pytestmark = pytest.mark.django_db
NOW, ON = at("2026-11-02 09:00"), date(2026, 11, 2)


def visited(plant: Plant) -> int:
    """Zeng of the steel works led a talk in the gas works; Wang of the water works came."""
    return hold(
        actor=plant.acting("chen", NOW), at=NOW, command=key(), kind="symposium", unit=plant.units["GAS"], title="座谈", held_at=NOW,
        host=plant.people["zeng"], people=[(plant.people["wang"], "representative")],
    )  # fmt: skip


def test_it_is_seen_by_who_reads_the_unit_by_the_host_and_by_who_took_part(plant: Plant) -> None:
    pk, seen, listed = visited(plant), set(), set()
    for who in (*PEOPLE, "guest"):
        actor = plant.acting(who, NOW)
        if any(row.id == pk for row in held(actor, "symposium", ON)[0]):
            listed.add(who)
        try:
            seen.add(who if activity_sheet(actor, pk, "symposium", ON).activity.pk == pk else "")
        except Unseen:
            continue
    assert seen == listed == {"zeng", "wang", "zhang", "chen", "sun", "tang", "zheng", "han"}


def test_what_nobody_held_and_what_is_of_another_kind_is_not_there(plant: Plant) -> None:
    pk = visited(plant)
    for number, kind in ((pk + 999, "symposium"), (pk, "visit")):
        with pytest.raises(Unseen):
            activity_sheet(plant.acting("zhang", NOW), number, kind, ON)
