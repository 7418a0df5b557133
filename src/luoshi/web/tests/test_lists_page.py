"""Lists to choose from, kept by an administrator: what is added can be chosen, what is left out stays readable."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from luoshi.kernel.matters.models import Matter
from luoshi.web.tests.house import Caller
from tests.cast import Plant, key

pytestmark = pytest.mark.django_db
TOPICS, OPINIONS = "/w/admin/lists/problem.topic", "/w/admin/lists/opinion.topic"
Calls = Callable[[str], Caller]


def send(who: Caller, page: str, act: str, **fields: str) -> Any:
    return who.post(page, {"act": act, "command": str(key()), **fields})


def tiles(page: str) -> list[str]:
    """The choices of the report page."""
    return re.findall(r'id="tile-([^"]+)"', page)


def test_a_word_that_is_added_becomes_a_choice_of_the_report_and_of_the_list(
    calls: Calls, plant: Plant, clock: Callable[[str], None]
) -> None:
    gao, wang = calls("gao"), calls("wang")
    assert send(gao, TOPICS, "add", label="厂房漏雨", english="Leaking roof", since="2026-11-03").status_code == 302
    assert "厂房漏雨" not in wang.text("/w/report/7F3K9A"), "its day has not come"
    clock("2026-11-03 08:00")
    assert "厂房漏雨" in tiles(wang.text("/w/report/7F3K9A"))
    sent = wang.post("/w/report/7F3K9A", {"command": str(key()), "tile": "厂房漏雨", "text": "西侧天沟漏进泵房"})
    assert sent.status_code == 302
    raised = Matter.objects.get()
    assert (raised.topic, raised.kind) == ("厂房漏雨", "problem")
    assert send(gao, TOPICS, "end", word="厂房漏雨", until="2026-11-04").status_code == 302
    clock("2026-11-04 08:00")
    assert "厂房漏雨" not in tiles(wang.text("/w/report/7F3K9A"))
    assert "厂房漏雨" in wang.text(f"/w/matters/{raised.pk}"), "what was raised under it keeps it"
    wang.get("/w/language/en")
    assert "Leaking roof" in wang.text(f"/w/matters/{raised.pk}")
    refused = wang.post("/w/report/7F3K9A", {"command": str(key()), "tile": "厂房漏雨", "text": "又漏了"})
    assert refused.status_code == 422


def test_another_label_is_read_everywhere_at_once(calls: Calls, plant: Plant) -> None:
    gao = calls("gao")
    send(gao, OPINIONS, "change", word="canteen", label="食堂与夜餐")
    assert "食堂与夜餐" in gao.text("/w/admin/lists")
    assert "食堂与夜餐" in calls("chen").text("/w/list/opinion?view=all")
    assert "食堂与夜餐" in calls("liu").text("/w/opinions/enter")


def test_a_refusal_stands_at_its_field_and_what_was_typed_stays(calls: Calls, plant: Plant) -> None:
    answer = send(calls("gao"), TOPICS, "add", label="设备", english="Old pumps", since="2026-11-03")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Old pumps"' in page and 'aria-invalid="true"' in page


def test_lists_are_for_who_builds_the_enterprise(calls: Calls, plant: Plant) -> None:
    for who in ("wang", "qiu", "chen"):
        assert calls(who).get("/w/admin/lists").status_code == 404
        assert send(calls(who), TOPICS, "add", label="厂房漏雨", since="2026-11-03").status_code == 404
    assert calls("gao").get("/w/admin/lists/no.list").status_code == 404
