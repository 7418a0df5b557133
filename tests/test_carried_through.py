"""Worker Wang's valve, from the pump house to the last word: one story through the services, every person in turn."""

from luoshi.base.ledger.verification import verify
from luoshi.kernel.matters.selectors import Filters, held_by, held_by_office, in_list, mine, told_to
from luoshi.kernel.matters.services import prove
from luoshi.kernel.matters.services.by_the_clock import lapse_unanswered, tell_leaders
from luoshi.kernel.matters.sheet import sheet
from luoshi.kernel.metrics.figures import EVER, figures
from tests.cast import Plant, at, key, matter, stays, story, tries


def test_a_valve_is_reported_done_twice_and_confirmed(plant: Plant) -> None:
    before = verify().entries

    # Wang stands in the pump house on a Friday, types a sentence and sends it before any sign-in; then he signs in.
    friday = at("2026-10-09 16:50")
    one = plant.report("guest", friday, "2号净环泵房DN300蝶阀卡住。手轮打不动，关不到位。", place="pump house")
    prove(actor=plant.acting("wang", friday), at=at("2026-10-09 16:52"), command=key(), matter=one)
    assert (matter(one).number, matter(one).title) == ("水处理-2610-0001", "2号净环泵房DN300蝶阀卡住")
    assert [row.id for row in mine(plant.acting("wang", friday), 10)] == [one]
    assert [row.id for row in held_by_office(plant.acting("chen", friday), friday.date(), 10)] == [one]

    # Nobody takes it that evening: the nearest leader above the office is told, once. The Saturday is worked.
    assert tell_leaders(at("2026-10-09 17:31")) == 1
    assert [row.id for row in told_to(plant.acting("he", friday), friday.date(), 10)] == [one]
    saturday = at("2026-10-10 08:20")
    plant.step("chen", one, "register", saturday, remark="转钳工班核对型号")
    assert matter(one).told is None
    assert matter(one).due_at == at("2026-10-12 17:30")

    # Chen gives it to Li for three working days; Li needs one more and gets it in the open.
    plant.step("chen", one, "assign", at("2026-10-10 09:00"), owner="li", action="更换DN300蝶阀，同型号一并检查", workdays=3)
    assert matter(one).due_at == at("2026-10-14 17:30")
    plant.step("chen", one, "reassign", at("2026-10-13 15:00"), owner="li", workdays=2, reason="闸阀到货推迟，供货商书面改期")
    assert matter(one).due_at == at("2026-10-15 17:30")

    # Li is on site, his leader says it is done for him. Chief Qiu looks and sends it back; the deadline stays.
    plant.step("he", one, "do", at("2026-10-14 10:00"), note="换DN300蝶阀一台", verifier="qiu")
    assert [row.id for row in held_by(plant.acting("qiu", friday), friday.date(), 10)] == [one]
    plant.step("qiu", one, "refuse", at("2026-10-14 14:00"), reason="手动能关，电动还差两圈")
    assert (matter(one).due_at, plant.called(matter(one).holder_id)) == (at("2026-10-15 17:30"), "li")
    plant.step("li", one, "do", at("2026-10-15 11:00"), note="限位已调，手动电动各开关三次到位", verifier="qiu")
    plant.step("qiu", one, "verify", at("2026-10-15 13:00"))
    plant.step("chen", one, "answer", at("2026-10-15 16:00"), answer="阀板轴套锈死，已换；同型号6台列入下月检修。")
    assert matter(one).due_at == at("2026-10-22 17:30")
    assert [row.id for row in held_by(plant.acting("wang", friday), friday.date(), 10)] == [one]

    # Wang is on leave; his silence is written as what it is.
    assert lapse_unanswered(at("2026-10-22 17:30")) == 0
    assert lapse_unanswered(at("2026-10-23 08:00")) == 1
    assert matter(one).closing == "not evaluated"

    # He comes back, looks, and says that it is not fixed. His clock never stopped; the wait is the office's.
    plant.step("wang", one, "not_fixed", at("2026-10-26 08:30"), reason="夜里又卡住，电动关到一半跳闸")
    assert (matter(one).round, matter(one).raised_at, matter(one).due_at) == (2, friday, at("2026-10-15 17:30"))
    assert tell_leaders(at("2026-10-26 08:31")) == 1, "the old deadline is over: it is late the moment it comes back"
    plant.step("li", one, "do", at("2026-10-27 10:00"), note="电动头力矩开关换新", verifier="qiu")
    plant.step("qiu", one, "verify", at("2026-10-27 11:00"))
    plant.step("chen", one, "answer", at("2026-10-27 14:00"), answer="根子在力矩开关，已换。给您带来的麻烦是我们没试够。")
    plant.step("wang", one, "confirm", at("2026-10-28 08:10"))

    # What stands in the end.
    end = matter(one)
    assert (end.state, end.closing, end.round, end.raised_at, end.holder) == ("closed", "confirmed", 2, friday, None)
    assert [(row.ordinal, plant.called(row.done_by_id), plant.called(row.done_for_id), row.verdict) for row in tries(one)] == [
        (1, "he", "li", "refused"),
        (2, "li", "li", "passed"),
        (3, "li", "li", "passed"),
    ]
    assert [row.step or row.act for row in story(one)] == [
        "raise", "prove", "tell", "register", "assign", "reassign", "do", "refuse", "do", "verify", "answer", "confirm",
        "not_fixed", "tell", "do", "verify", "answer", "confirm",
    ]  # fmt: skip
    held = stays(one)
    assert (held[0].since, held[-1].until) == (friday, end.closed_at)
    assert all(row.until == following.since for row, following in zip(held, held[1:], strict=False))
    waited = [row for row in held if row.why == "not fixed"]
    assert (waited[0].since, waited[-1].until) == (at("2026-10-15 16:00"), at("2026-10-26 08:30"))
    assert all(plant.code(row.unit_id) == "EQUIP" and row.person is None for row in waited)

    # Every act is one entry of the ledger; the figures are the counts; Stranger Zhao sees nothing of it, Chief Qiu all.
    assert (verify().ok, verify().entries - before) == (True, len(story(one)))
    assert [figures[f"problems.{name}"].value(None, EVER) for name in ("found", "closed", "reopened")] == [1, 1, 1]
    today = end.closed_at
    assert today
    assert not in_list(plant.acting("zhao", today), Filters("problem", "all"), today).exists()
    assert len(sheet(plant.acting("qiu", today), one, today.date()).lines) == len(story(one))
