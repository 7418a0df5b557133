"""The four words of every desk: to do, what I did, raised by me, copied to me. What is counted is what is listed."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.base.actor import HOUSE
from luoshi.base.clock import local_date
from luoshi.base.registry import Shelf
from luoshi.kernel.matters.desk import Task, beside_todo, count_todo, done_by, todo
from luoshi.kernel.matters.models import Action, Involved, Matter
from luoshi.kernel.matters.recusal import set_concern
from luoshi.kernel.org.deputies import name_deputy
from luoshi.web.shelves import Todo, TodoSource, todo_sources
from luoshi.web.tests.house import NOW, Caller
from luoshi.web.tests.test_statement_budgets import pour
from luoshi.web.waiting import count_each
from tests.cast import PEOPLE, Plant, at, key

pytestmark = pytest.mark.django_db
Calls = Callable[[str], Caller]


def badge(text: str) -> int:
    """The number beside the to-do line of the menu, or of the bar at the foot of a phone page."""
    nav = re.search(r'<nav class="(?:menu|bar)".*', text, re.S)
    assert nav
    found = re.search(r'href="/w/inbox"[^>]*>.*?</a>', nav[0], re.S)
    assert found
    number = re.search(r'<em>(\d+)</em>|<span class="count[^"]*">(\d+)', found[0])
    return int(number[1] or number[2]) if number else 0


def tab(text: str, page: str) -> str:
    found = re.search(rf'<a href="/w/{page}"[^>]*>([^<]*?) (\d+\+?)</a>', text)
    assert found, page
    return found[2]


def listed(text: str) -> int:
    """The rows under the clock groups, without what is told or given out."""
    groups = re.split(r'<tbody><tr class="group">', text)[1:]
    mine = [one for one in groups if "#told" not in one[:300] and "#given" not in one[:300]]
    return sum(one.count('class="c-title"') for one in mine)


def listed_for(plant: Plant, who: str) -> list[Task]:
    actor = plant.acting(who, NOW)
    return todo(actor, NOW, 1000, count_each(actor, local_date(NOW)))


@pytest.fixture
def busy(played: Callable[..., Plant]) -> Plant:
    """Matters in every state, measures, co-answering, copies, effects to be looked at and somebody away."""
    return played(_fill)


def _fill(plant: Plant) -> None:
    for n, until in enumerate(("registered", "assigned", "done", "verified", "answered", "closed", "assigned", "answered")):
        one = plant.report("wang", at("2026-10-26 08:00"), f"第 {n} 件")
        plant.carry(one, until=until, day="2026-10-26", verifier="qiu" if n % 2 else "tang")
    last = list(Matter.objects.order_by("id"))
    plant.report("zhao", at("2026-10-30 08:00"), place="gas station")
    plant.report("zeng", at("2026-10-30 08:00"), place="lance platform")
    people = plant.people
    # a measure of somebody else in what li holds, and one in what the measure's owner holds already
    for ordinal, (matter, owner) in enumerate(((last[1], "he"), (last[1], "li"), (last[6], "xu")), start=7):
        Action.objects.create(
            matter=matter,
            ordinal=ordinal,
            measure=2,
            text="加临时护栏",
            owner=people[owner],
            due_at=NOW + timedelta(days=1),
            assigned_at=NOW,
        )
    for matter, who, part in (
        (last[1], "he", "co_responsible"),
        (last[6], "sun", "co_responsible"),
        (last[6], "li", "co_responsible"),
        (last[1], "zhang", "copied"),
        (last[5], "zhang", "copied"),
    ):
        Involved.objects.create(matter=matter, person=people[who], part=part, since=NOW)
    Matter.objects.filter(pk=last[5].pk).update(effect_on=date(2026, 11, 2))
    name_deputy(
        actor=HOUSE, at=NOW, command=key(), person=people["li"], deputy=people["xu"], since=date(2026, 11, 2), until=date(2026, 11, 7)
    )


def test_the_number_beside_to_do_is_what_the_page_lists_for_everybody(calls: Calls, busy: Plant) -> None:
    seen = set()
    for who in PEOPLE:
        caller = calls(who)
        text = caller.text("/w/inbox")
        assert badge(text) == listed(text) == int(tab(text, "inbox")), who
        assert badge(caller.text("/w/search")) == badge(text), "the same on a page that counts for itself"
        actor = busy.acting(who, NOW)
        tasks = listed_for(busy, who)
        assert len({task.row.id for task in tasks}) == len(tasks) == count_todo(actor, local_date(NOW)), who
        seen |= {task.why for task in tasks}
        for page in ("done", "mine", "copied"):
            other = caller.text(f"/w/{page}")
            rows = other.count('class="door"') if page != "mine" else other.count('<a class="row"')
            assert int(tab(other, page)) == rows and badge(other) == badge(text), (who, page)
    assert seen == {"held", "desk", "stead", "measure", "shared", "effect"}, "every reason was tried"


def test_why_it_waits_is_said_where_another_holds_it(calls: Calls, busy: Plant) -> None:
    he, xu, sun, chen = (listed_for(busy, who) for who in ("he", "xu", "sun", "chen"))
    assert [(task.why, task.about) for task in he if task.why == "measure"] == [("measure", "加临时护栏")]
    assert not [task for task in he if task.why == "shared"], "one matter stands once, by its first reason"
    assert {task.about for task in xu if task.why == "stead"} == {"李国栋"}
    assert [task.why for task in sun] == ["shared"]
    assert [task.why for task in chen].count("effect") == 1
    assert "加临时护栏" in calls("he").text("/w/inbox") and "李国栋" in calls("xu").text("/w/inbox")


def test_an_effect_that_was_looked_at_or_lies_ahead_waits_for_nobody(busy: Plant) -> None:
    def waits(who: str) -> bool:
        return any(task.why == "effect" for task in listed_for(busy, who))

    assert waits("chen") and waits("qiu"), "the office, and who checked it last"
    assert not waits("li")
    Matter.objects.filter(effect_on__isnull=False).update(effect_on=date(2026, 11, 3))
    assert not waits("chen")
    Matter.objects.filter(effect_on__isnull=False).update(effect_on=date(2026, 11, 1), effect="holds")
    assert not waits("chen")


def test_whoever_did_a_part_is_not_asked_whether_it_holds(busy: Plant) -> None:
    """Who would be refused finds it nowhere: who did what stands of it, who answers for it too, who did a part of it."""
    closed = Matter.objects.get(effect_on__isnull=False)

    def waits() -> bool:
        return any(task.why == "effect" for task in listed_for(busy, "chen"))

    last = Action.objects.filter(matter=closed).order_by("-ordinal")[:1]
    assert waits() and len(last) == 1
    Action.objects.filter(pk=last[0].pk).update(done_by=busy.people["chen"])
    assert not waits()
    Action.objects.filter(pk=last[0].pk).update(done_by=busy.people["li"])
    beside = Involved.objects.create(matter=closed, person=busy.people["chen"], part="co_responsible", since=NOW)
    assert not waits()
    beside.delete()
    part = Matter.objects.filter(state="answered").first()
    assert part and waits()
    Matter.objects.filter(pk=part.pk).update(parent=closed)
    Action.objects.filter(matter=part).update(done_for=busy.people["chen"])
    assert not waits()


def test_what_stands_still_is_offered_to_go_on(calls: Calls, plant: Plant) -> None:
    one = plant.report("wang", at("2026-10-26 08:00"))
    plant.carry(one, until="registered", day="2026-10-26")
    plant.step("chen", one, "pause", at("2026-10-30 10:00"), reason="等停机", until=date(2026, 11, 20))
    row = re.search(rf'<tr>(?:(?!</tr>).)*/w/matters/{one}"(?:(?!</tr>).)*</tr>', calls("chen").text("/w/inbox"), re.S)
    assert row and re.search(rf'<a class="btn" href="/w/matters/{one}#step">现在继续<', row[0])


def test_what_i_did_is_told_in_words_newest_first_and_turned_by_key(calls: Calls, plant: Plant) -> None:
    for n in range(60):
        plant.step("chen", plant.report("wang", at("2026-11-02 08:00"), f"第 {n} 件"), "register", at("2026-11-02 08:30"))
    chen, wang = calls("chen"), calls("wang")
    first = chen.text("/w/done")
    assert tab(first, "done") == "60" and first.count('class="door"') == 50
    assert "11-02 08:30 接手" in first or "took it" in first
    assert first.index("第 59 件") < first.index("第 58 件")
    older = re.search(r'rel="next" href="([^"]+)"', first)[1]
    assert chen.text(older).count('class="door"') == 10
    assert tab(wang.text("/w/done"), "done") == "0", "what I raised myself is told under its own word"
    for page in ("/w/done?before=x", "/w/done?before=9999999999999999999999", "/w/copied?before=-1", "/w/copied?before=٣"):
        assert chen.get(page).status_code == 200


def test_entering_for_somebody_else_is_something_i_did(plant: Plant) -> None:
    one = plant.report("liu", at("2026-11-02 08:00"), raiser="wang")
    told, _older = done_by(plant.acting("liu", NOW), local_date(NOW))
    assert [row.row.id for row in told] == [one] and told[0].lines[0].act == "raise"


@pytest.fixture
def laid_out(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[Todo]], None]:
    """Lays things of another kind on the shelf, for one test."""

    def lay(things: list[Todo]) -> None:
        shelf: Shelf[TodoSource] = Shelf("what waits, in a test")
        shelf.put("toy", TodoSource("toy", "会诊", lambda _who, _at, limit: things[:limit], lambda _who, _on: len(things)))
        monkeypatch.setattr("luoshi.web.waiting.todo_sources", shelf)

    return lay


def test_what_mechanisms_lay_on_the_shelf_stands_in_its_place_by_the_clock(calls: Calls, plant: Plant, laid_out: Callable) -> None:
    plant.carry(plant.report("wang", at("2026-10-26 08:00"), "阀漏"), until="assigned", day="2026-10-26")
    before = badge(calls("li").text("/w/inbox"))
    laid_out([Todo("/w/somewhere", "去会诊", "2号泵会诊", at("2026-11-02 17:00")), Todo("/w/elsewhere", "看看", "没有期限", None)])
    text = calls("li").text("/w/inbox")
    assert badge(text) == listed(text) == before + 2
    assert text.index("阀漏") < text.index("2号泵会诊") < text.index("没有期限")
    assert 'href="/w/somewhere"' in text and "去会诊" in text
    assert "2号泵会诊" in calls("li").text("/w/")
    assert len(todo_sources) >= 0


def test_the_number_costs_one_statement_and_the_pages_a_bounded_few(calls: Calls, busy: Plant) -> None:
    def cost(who: str, page: str) -> int:
        caller = calls(who)
        caller.text(page)
        with CaptureQueriesContext(connection) as seen:
            caller.text(page)
        return len([one for one in seen if not one["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))])

    pages = ("/w/", "/w/inbox", "/w/done", "/w/mine", "/w/copied")
    few = {(who, page): cost(who, page) for who in ("he", "chen", "qiu", "li", "zheng") for page in pages}
    pour(busy, 300)
    many = {asked: cost(*asked) for asked in few}
    assert {asked: n for asked, n in many.items() if n > few[asked]} == {}
    beside = 2 * len(todo_sources)
    assert max(few.values()) <= 12 + beside and max(n for (_who, page), n in few.items() if page not in ("/w/", "/w/inbox")) <= 6 + beside
    assert beside_todo(busy.acting("li", NOW), local_date(NOW)).done > 0


def test_what_is_about_somebody_is_in_none_of_their_four_lists(calls: Calls, plant: Plant) -> None:
    one = plant.report("wang", at("2026-10-26 08:00"), "关于李国栋的事")
    plant.carry(one, until="done", day="2026-10-26")
    for part in ("copied", "co_responsible"):
        Involved.objects.create(matter_id=one, person=plant.people["li"], part=part, since=NOW)
    pages = ("/w/", "/w/inbox", "/w/done", "/w/mine", "/w/copied")
    assert sum("关于李国栋的事" in calls("li").text(page) for page in pages) >= 3
    set_concern(row := Matter.objects.get(pk=one), plant.people["li"])
    row.save()
    li = calls("li")
    assert not any("关于李国栋的事" in li.text(page) for page in pages)
    text = li.text("/w/inbox")
    assert (tab(text, "inbox"), tab(text, "done"), tab(text, "copied"), badge(text)) == ("0", "0", "0", 0)
    assert "关于李国栋的事" in calls("chen").text("/w/done")
