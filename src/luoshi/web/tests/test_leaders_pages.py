"""What leaders open with: who waits longest, what is late where, what to decide; all plants beside each other; and the whole team page."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.base.refusal import Unseen
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.overview import hands, load_by_unit, longest_waiting
from luoshi.kernel.matters.promises import promised, to_tell
from luoshi.web.tests.house import NOW, Caller
from luoshi.web.tests.test_statement_budgets import fill, pour
from tests.cast import PEOPLE, Plant, at, matter

pytestmark = pytest.mark.django_db
Calls = Callable[[str], Caller]


@pytest.fixture
def lived_in(played: Callable[..., Plant]) -> list[int]:
    """Late, being done, answered, closed; in two plants."""
    played(_live)
    return list(Matter.objects.order_by("pk").values_list("pk", flat=True))


def _live(plant: Plant) -> None:
    for n, until in enumerate(("registered", "assigned", "done", "answered", "closed")):
        one = plant.report("wang", at(f"2026-10-2{n} 08:00"), f"第 {n} 件")
        plant.carry(one, until=until, day="2026-10-26", verifier="qiu")
    plant.report("zeng", at("2026-10-20 08:00"), "氧枪漏水", place="lance platform")


def counted(text: str, label: str) -> list[str]:
    """The numbers in the line of a table that begins with these words."""
    row = next(one for one in re.findall(r"<tr>.*?</tr>", text, re.S) if label in one)
    return re.findall(r">(\d+)</(?:a|span)>", row)


def test_a_leaders_page_counts_what_its_lists_show(calls: Calls, plant: Plant, lived_in: list[int]) -> None:
    zheng = calls("zheng")
    text = zheng.text("/w/leader")
    assert "第 0 件" in text and "氧枪漏水" in text, "who has waited longest"
    for unit in ("能源环保部", "炼钢厂"):
        row = next(one for one in re.findall(r"<tr>.*?</tr>", text, re.S) if f">{unit}<" in one)
        doors = re.findall(r'href="(/w/list/[^"]+)">(\d+)<', row)
        assert len(doors) == 3
        for door, n in doors:
            assert zheng.text(door.replace("&amp;", "&")).count('class="door"') == int(n), (unit, door)
    assert 'href="/w/figures/problems.found?unit=ROOT&amp;since=2026-11-01&amp;until=2026-12-01"' in text


def test_a_leaders_page_stays_within_the_own_units(calls: Calls, lived_in: list[int]) -> None:
    qiu = calls("qiu").text("/w/leader")
    assert "第 0 件" in qiu and "氧枪漏水" not in qiu and "炼钢厂" not in qiu
    for who in PEOPLE:
        leads = who in ("zheng", "tang", "qiu", "zhang")
        assert calls(who).get("/w/leader").status_code == (200 if leads else 404), who
        assert calls(who).get("/w/group").status_code == (200 if who in ("zheng", "han") else 404), who
        assert ('href="/w/leader"' in calls(who).text("/w/inbox")) == leads
        assert ('href="/w/group"' in calls(who).text("/w/inbox")) == (who in ("zheng", "han"))


def test_what_a_leader_must_decide_stands_on_the_page(calls: Calls, plant: Plant, lived_in: list[int]) -> None:
    Matter.objects.filter(pk=lived_in[0]).update(state="disputed", holder=plant.people["tang"], holder_unit=plant.units["ENERGY"])
    assert 'id="decide"' in calls("tang").text("/w/leader") and 'id="decide"' not in calls("zheng").text("/w/leader")


def test_the_time_of_the_last_days_is_charged_to_its_holders_and_no_more_than_there_was(plant: Plant, lived_in: list[int]) -> None:
    zheng = plant.acting("zheng", NOW)
    root = [plant.units["ROOT"].pk]
    found = hands(zheng, root, NOW, 3, 10)
    assert {unit for unit, _time, _n in found} >= {"设备管理室", "炼钢设备室"}
    held = {unit: (time, n) for unit, time, n in found}
    assert held["炼钢设备室"] == (timedelta(days=3), 1)
    open_ = sum(1 for one in lived_in if matter(one).closed_at is None)
    assert sum((time for time, _n in held.values()), timedelta()) == open_ * timedelta(days=3)
    assert hands(plant.acting("wang", NOW), root, NOW, 3, 10) == []


def test_who_asked_not_to_be_named_is_not_named_to_leaders(plant: Plant, lived_in: list[int]) -> None:
    Matter.objects.filter(pk__in=lived_in).update(confidential=True)
    shown = longest_waiting(plant.acting("qiu", NOW), [plant.units["WATER"].pk], NOW, 5)
    assert all(row.raiser is None for row, _stays in shown) and not any(stay.person == "王海生" for _row, stays in shown for stay in stays)
    liu = plant.acting("liu", NOW)
    assert promised(liu, plant.units["WATER-C"].pk, NOW, 20) == [] and to_tell(liu, plant.units["WATER-C"].pk, NOW, 20) == []


def test_all_plants_stand_beside_each_other_and_can_be_sorted(calls: Calls, plant: Plant, lived_in: list[int]) -> None:
    han = calls("han")
    text = han.text("/w/group")
    assert counted(text, "能源环保部")[:2] == [
        "4",
        str(sum(1 for one in lived_in[:5] if (due := matter(one).due_at) and due < NOW and not matter(one).closed_at)),
    ]
    assert counted(text, "炼钢厂")[0] == "1"
    for by in ("open", "late", "oldest", "came", "gone", "in_time", "unit", "garbage", ""):
        assert "炼钢厂" in han.text(f"/w/group?by={by}")
    for kind in ("opinion", "garbage"):
        assert "能源环保部" in han.text(f"/w/group?kind={kind}&by=in_time")
    oldest = han.text("/w/group?by=oldest")
    assert oldest.index("炼钢厂") < oldest.index("动力") if "动力" in oldest else True
    door = re.search(r'href="(/w/list/problem\?view=open&amp;unit=STEEL)"', text)
    assert door and han.text(door[1].replace("&amp;", "&")).count('class="door"') == 1


def test_promises_to_the_team_are_marked_kept_or_broken(calls: Calls, plant: Plant) -> None:
    broken, coming, kept = (plant.report("wang", at("2026-10-20 08:00"), words) for words in ("扳手", "换灯", "换阀"))
    plant.carry(broken, until="assigned", day="2026-10-20", workdays=2)
    plant.carry(coming, until="assigned", day="2026-11-02", workdays=3)
    plant.carry(kept, until="answered", day="2026-10-21")
    found = promised(plant.acting("liu", NOW), plant.units["WATER-C"].pk, NOW, 20)
    told = {one.row.id: (one.done_on is not None, one.broken(NOW.date())) for one in found}
    assert told == {broken: (False, True), coming: (False, False), kept: (True, False)}
    text = calls("liu").text("/w/team/WATER-C")
    assert text.index("扳手") < text.index("换灯")


def test_what_must_be_told_names_who_and_what(calls: Calls, plant: Plant, lived_in: list[int]) -> None:
    Matter.objects.filter(pk=lived_in[1]).update(waiting="paused")
    text = calls("liu").text("/w/team/WATER-C")
    part = text[text.index('id="tell"') : text.index('id="promised"')]
    assert "阀已换，同型号一并查过。" in part and "王海生" in part
    told = to_tell(plant.acting("liu", NOW), plant.units["WATER-C"].pk, NOW, 20)
    assert {(one.row.id, one.what) for one in told} == {(lived_in[3], "answered"), (lived_in[1], "paused")}
    with pytest.raises(Unseen):
        to_tell(plant.acting("wang", NOW), plant.units["WATER-C"].pk, NOW, 20)
    assert calls("xu").get("/w/team/WATER-C").status_code == 404


def test_a_team_leader_enters_for_a_member_with_one_tap(calls: Calls, plant: Plant, home: object) -> None:
    liu = calls("liu")
    link = re.search(r'href="(/w/report/\?for=20416)"', liu.text("/w/team/WATER-C"))
    assert link
    place = re.search(r'href="(/w/report/7F3K9A\?for=20416)"', liu.text(link[1]))
    assert place
    form = liu.text(place[1])
    assert 'name="proxy_staff_no" value="20416"' in form and "<details" in form and " open>" in form
    command = liu.command(place[1])
    sent = {"command": command, "tile": "equipment", "text": "门口灯不亮", "proxy_staff_no": "20416", "channel": "phone"}
    assert liu.post("/w/report/7F3K9A", sent).status_code == 302
    assert Matter.objects.get().raiser_id == plant.people["wang"].pk
    assert "for=" not in calls("qiu").text("/w/team/GAS") if calls("qiu").get("/w/team/GAS").status_code == 200 else True


def test_the_numbers_of_each_unit_are_those_of_its_list(plant: Plant, lived_in: list[int]) -> None:
    load = load_by_unit(plant.acting("qiu", NOW), "problem", [plant.units["WATER"].pk], NOW)
    (water,) = load.values()
    assert (water.open, water.checking) == (4, 1) and water.oldest == at("2026-10-20 08:00")


def test_leaders_pages_ask_no_more_of_the_database_when_there_is_more(calls: Calls, plant: Plant, lived_in: list[int]) -> None:
    def cost(who: str, page: str) -> int:
        caller = calls(who)
        caller.text(page)
        with CaptureQueriesContext(connection) as seen:
            caller.text(page)
        return len([one for one in seen if not one["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))])

    asked = (("zheng", "/w/leader"), ("qiu", "/w/leader"), ("zheng", "/w/group"), ("liu", "/w/team/WATER-C"))
    pour(plant, 80)
    few = {one: cost(*one) for one in asked}
    more = list(fill(plant, 400))
    for n, one in enumerate(more):
        one.number = f"多-{n}"
    Matter.objects.bulk_create(more)
    many = {one: cost(*one) for one in asked}
    assert {one: n for one, n in many.items() if n > few[one]} == {}
    assert max(few.values()) <= 22, few
