"""I am away: naming a deputy, seeing it, ending it."""

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.kernel.org.models import Deputy
from luoshi.web.tests.house import Caller
from tests.cast import Plant

Calls = Callable[[str], Caller]


def english(caller: Caller) -> Caller:
    caller.get("/w/language/en")
    return caller


def name(caller: Caller, **values: str) -> object:
    form = {"deputy": "刘芳", "since": "2026-11-02", "until": "2026-11-06", **values}
    return caller.post("/w/away", {"command": caller.command("/w/away"), **form})


def test_a_leader_goes_away_the_deputy_leads_meanwhile_and_it_is_ended_early(
    calls: Calls, plant: Plant, clock: Callable[[str], None]
) -> None:
    qiu, liu = english(calls("qiu")), english(calls("liu"))
    assert liu.get("/w/list/problem?unit=WATER").status_code == 200
    assert name(qiu, why="培训").status_code == 302
    assert "刘芳" in qiu.text("/w/away") and "培训" in qiu.text("/w/away")
    theirs = liu.text("/w/away")
    assert "For whom I stand in" in theirs and "邱建平" in theirs and "培训" not in theirs
    assert plant.units["WATER"].name in liu.text("/w/list/problem")
    clock("2026-11-07 09:00")
    assert "邱建平" not in liu.text("/w/away")
    clock("2026-11-03 09:00")
    row = Deputy.objects.get()
    assert qiu.post("/w/away", {"command": qiu.command("/w/away"), "end": row.pk}).status_code == 302
    assert "邱建平" not in liu.text("/w/away")


def test_what_is_refused_stands_at_its_field(calls: Calls, plant: Plant) -> None:
    wang = english(calls("wang"))
    for values, sentence in (
        ({"deputy": ""}, "Write a staff number or a name."),
        ({"deputy": "没有的人"}, "Nobody here has"),
        ({"until": "soon"}, "Write the day as"),
        ({"until": "0001-01-01"}, "Write the day as"),
        ({"until": "2026-11-01"}, "lies before the first"),
        ({"deputy": "20416"}, "Nobody stands in for oneself"),
    ):
        answer = name(wang, **values)
        assert answer.status_code == 422 and sentence in answer.content.decode(), values
    assert 'aria-invalid="true"' in answer.content.decode() and not Deputy.objects.exists()


def test_a_leader_names_for_a_member_and_a_worker_for_nobody_else(calls: Calls, plant: Plant) -> None:
    liu, wang = english(calls("liu")), english(calls("wang"))
    assert "Who is away" not in wang.text("/w/away")
    assert name(wang, person="20417", deputy="李国栋").status_code == 404
    assert name(liu, person="王海生", deputy="李国栋").status_code == 302
    assert "王海生" in liu.text("/w/away")
    assert "Who stands in for me" in wang.text("/w/away") and "李国栋" in wang.text("/w/away")
    assert wang.post("/w/away", {"command": wang.command("/w/away"), "end": "77"}).status_code == 404
    assert wang.post("/w/away", {"command": wang.command("/w/away"), "end": "x" * 30}).status_code == 404
    assert calls("").get("/w/away").status_code == 302


def test_no_page_asks_more_of_the_database_because_somebody_stands_in(calls: Calls, plant: Plant) -> None:
    def asked(caller: Caller) -> int:
        caller.text("/w/list/problem")
        with CaptureQueriesContext(connection) as seen:
            caller.text("/w/list/problem")
        return len(seen)

    liu = calls("liu")
    before = asked(liu)
    name(calls("qiu"))
    assert asked(liu) == before
