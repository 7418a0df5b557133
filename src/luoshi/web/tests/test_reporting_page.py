"""Reporting, before and after sign-in, as the server sees it."""

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from luoshi.base.files.models import StoredFile
from luoshi.kernel.matters.models import Matter
from luoshi.web.accounts.services import activate, make_slip
from luoshi.web.tests.house import NOW, Caller, picture
from tests.cast import Plant

Calls = Callable[[str], Caller]
PAGE = "/w/report/7F3K9A"


def send(caller: Caller, **values: object) -> object:
    return caller.post(PAGE, {"command": caller.command(PAGE), "tile": "equipment", "text": "蝶阀卡住，手轮打不动。", **values})


def test_wang_reports_and_is_told_who_has_it_and_until_when(calls: Calls) -> None:
    wang = calls("wang")
    answer = send(wang)
    text = wang.text(answer["Location"])
    matter = Matter.objects.get()
    assert matter.number == "水处理-2611-0001"
    assert matter.number in text
    assert "设备管理室" in text
    assert "17:30" in text
    assert f"/w/matters/{matter.pk}" in text
    assert matter.raiser.name == "王海生"


def test_a_report_without_sign_in_has_no_raiser_until_somebody_proves_it(calls: Calls, plant: Plant) -> None:
    guest = calls("")
    page = send(guest)["Location"]
    matter = Matter.objects.get()
    assert (matter.raiser, matter.claim) == (None, "")
    assert f"/w/matters/{matter.pk}" not in guest.text(page)

    guest.post(f"{page}/claim", {"act": "claim", "staff_no": "20416"})
    matter.refresh_from_db()
    assert (matter.raiser, matter.claim) == (None, "20416")
    assert "未证实" in calls("chen").text(f"/w/matters/{matter.pk}")
    assert calls("wang").get(f"/w/matters/{matter.pk}").status_code == 404, "a bare number proves nothing"

    code = make_slip(actor=plant.acting("gao", NOW), at=NOW, command=uuid.uuid4(), person=plant.people["wang"])
    activate(at=NOW, code=code, password="pump house 7", again="pump house 7")
    wrong = guest.post(f"{page}/claim", {"act": "signin", "staff_no": "20416", "password": "no"})
    assert wrong.status_code == 422
    right = guest.post(f"{page}/claim", {"act": "signin", "staff_no": "20416", "password": "pump house 7"})
    assert right["Location"] == f"/w/matters/{matter.pk}"
    matter.refresh_from_db()
    assert (matter.raiser, matter.claim) == (plant.people["wang"], "")
    assert guest.get(page).status_code == 404, "the way to claim it is closed"


def test_the_key_of_somebody_elses_report_opens_nothing(calls: Calls) -> None:
    send(calls("wang"))
    assert calls("").get(f"/w/report/sent/{uuid.uuid4()}").status_code == 404


def test_the_same_form_sent_twice_makes_one_matter(calls: Calls) -> None:
    wang = calls("wang")
    values = {"command": wang.command(PAGE), "tile": "equipment", "text": "蝶阀卡住"}
    first, second = wang.post(PAGE, values), wang.post(PAGE, values)
    assert first["Location"] == second["Location"]
    assert Matter.objects.count() == 1
    other = wang.post(PAGE, {**values, "text": "别的事"})
    assert other.status_code == 409
    assert "内容不一样" in other.content.decode()


@pytest.mark.parametrize(
    "values, sentence",
    [
        ({"text": ""}, "写一句话或拍一张"),
        ({"tile": ""}, "选一选是什么事"),
        ({"tile": "nothing"}, "选一选是什么事"),
        ({"command": "x"}, "这张表不完整"),
    ],
)
def test_an_incomplete_report_is_refused_with_a_sentence_and_keeps_what_was_typed(calls: Calls, values: dict, sentence: str) -> None:
    wang = calls("wang")
    answer = wang.post(PAGE, {"command": wang.command(PAGE), "tile": "tools", "text": "手套不够", **values})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    if values.get("text", "x"):
        assert "手套不够" in answer.content.decode()
    assert Matter.objects.count() == 0


def test_a_photograph_alone_is_enough_and_loses_its_hidden_data(calls: Calls, home: Path) -> None:
    wang = calls("wang")
    send(wang, text="", photos=picture(2400))
    matter, stored = Matter.objects.get(), StoredFile.objects.get()
    assert matter.title == "2号净环泵房 · 照片"
    assert (stored.width, stored.height) == (1600, 1600)
    assert wang.get(f"/w/photos/{stored.pk}").status_code == 200
    assert calls("zhao").get(f"/w/photos/{stored.pk}").status_code == 404
    assert calls("").get(f"/w/photos/{stored.pk}").status_code == 302


def test_what_is_no_picture_is_refused_in_a_sentence(calls: Calls, home: Path) -> None:
    stream = picture()
    stream.seek(0)
    stream.write(b"<html><script>")
    stream.truncate()
    stream.seek(0)
    answer = send(calls("wang"), photos=stream)
    assert answer.status_code == 422
    assert "打不开，不像照片" in answer.content.decode()
    assert Matter.objects.count() == 0


def test_where_ordinary_phones_are_forbidden_no_photograph_is_asked_for(calls: Calls, plant: Plant) -> None:
    plant.places["pump house"].no_phone = True
    plant.places["pump house"].save()
    text = calls("").text(PAGE)
    assert 'type="file"' not in text
    assert "这里不能用普通手机" in text


def test_a_team_leader_enters_for_somebody_without_a_phone_who_stays_the_raiser(calls: Calls, plant: Plant) -> None:
    send(calls("liu"), proxy_staff_no="20416", channel="team_talk")
    matter = Matter.objects.get()
    assert (matter.raiser, matter.entered_by, matter.channel) == (plant.people["wang"], plant.people["liu"], "team_talk")
    assert "替王海生" in calls("liu").text(f"/w/matters/{matter.pk}")


def test_a_worker_cannot_enter_for_somebody_else(calls: Calls, plant: Plant) -> None:
    send(calls("wang"), proxy_staff_no="20417", channel="team_talk")
    matter = Matter.objects.get()
    assert (matter.raiser, matter.channel) == (plant.people["wang"], "phone")


def test_a_place_that_does_not_exist_is_not_there(calls: Calls) -> None:
    assert calls("").get("/w/report/NOWHERE").status_code == 404


def test_the_code_on_the_wall_is_only_a_signpost_and_no_name_leads_to_the_voice(calls: Calls) -> None:
    guest = calls("")
    assert guest.get("/r/7F3K9A")["Location"] == "/w/report/7F3K9A?from=code"
    assert 'href="/voice/"' in guest.text(PAGE)
    answer = calls("wang").get("/voice/")
    assert answer.status_code == 200
    assert "王海生" not in answer.content.decode(), "the voice knows nobody, whatever cookie is sent along"
    assert "luoshi" not in {name for name, cookie in answer.cookies.items() if cookie.value}
