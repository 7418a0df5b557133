"""The sheet of a matter: its story told together, one way to each thing, and the form that splits it."""

import re
from collections.abc import Callable

import pytest

from luoshi.kernel.matters.services import take_step
from luoshi.web.tests.house import Caller
from tests.cast import Plant, at, key

pytestmark = pytest.mark.django_db
Calls = Callable[[str], Caller]


@pytest.fixture
def taken(plant: Plant) -> int:
    """A problem that the office has taken."""
    one = plant.report("wang", at("2026-11-02 08:00"))
    plant.carry(one, until="registered", day="2026-11-02")
    return one


def test_who_is_kept_informed_from_one_moment_on_stands_in_one_line(plant: Plant, calls: Calls, taken: int) -> None:
    for who, minute, part in (
        ("sun", 50, "copied"),
        ("zhang", 50, "copied"),
        ("tang", 50, "copied"),
        ("he", 55, "copied"),
        ("xu", 55, "co_responsible"),
    ):
        when, values = at(f"2026-11-02 08:{minute}"), {"who": plant.people[who], "part": part}
        take_step(actor=plant.acting("chen", when), at=when, command=key(), matter=taken, step="involve", values=values)
    page = calls("chen").text(f"/w/matters/{taken}")
    story = re.sub(r"<[^>]+>", "", page[page.index('<ol class="time">') : page.index("</ol>", page.index('<ol class="time">'))])
    names = [plant.people[who].name for who in ("sun", "zhang", "tang")]
    assert "抄送" + "、".join(names) in story
    assert story.count("抄送") == 2, "another moment has a line of its own, and so has who answers for it too"


def test_one_way_leads_to_a_consultation(calls: Calls, taken: int) -> None:
    sheet, chen = f"/w/matters/{taken}", calls("chen")
    page = chen.text(sheet)
    assert f"/w/consultations/new?matter={taken}" in page
    assert "?step=consult" not in page and "steps/consult" not in chen.text(f"{sheet}?step=consult")


def test_the_form_that_splits_shows_two_areas_and_marks_the_one_that_lacks_something(calls: Calls, taken: int) -> None:
    sheet, chen = f"/w/matters/{taken}", calls("chen")
    page = chen.text(f"{sheet}?step=split")
    shown, _fold, folded = page[page.index("steps/split") :].partition("<details")
    assert (shown.count('name="part-area"'), folded.count('name="part-area"')) == (2, 2)
    rows = {
        "part-area": ["东侧井", "西侧井"],
        "part-action": ["换蝶阀", "换轴套"],
        "part-owner": ["李国栋", "没这人"],
        "part-workdays": ["3", "5"],
    }
    answer = chen.post(f"{sheet}/steps/split", {"command": chen.command(sheet), **rows})
    page = answer.content.decode()
    assert answer.status_code == 422 and "没这人" in page and "东侧井" in page
    marked = re.findall(r'<fieldset class="field wrong">.*?</fieldset>', page, re.S)
    assert len(marked) == 1 and "西侧井" in marked[0]


def test_a_part_stands_in_its_whole_by_its_area(calls: Calls, taken: int) -> None:
    sheet, chen = f"/w/matters/{taken}", calls("chen")
    rows = {
        "part-area": ["东侧井", "西侧井"],
        "part-action": ["换蝶阀", "换轴套"],
        "part-owner": ["李国栋", "许亮"],
        "part-workdays": ["3", "5"],
    }
    assert chen.post(f"{sheet}/steps/split", {"command": chen.command(sheet), **rows}).status_code == 302
    assert "<b>东侧井</b>" in chen.text(sheet)
