"""A consultation from the call to the minutes, through the pages, as the people of the plant would do it."""

import io
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from docx import Document

from luoshi.base.actor import HOUSE
from luoshi.base.documents.kinds import documents
from luoshi.base.documents.services import set_template
from luoshi.kernel.matters.models import Matter
from luoshi.mechanisms.consultations.models import Consultation
from luoshi.mechanisms.consultations.tests.house import knows
from luoshi.web.tests.house import Caller, calls, clock
from tests.cast import Plant, at, key, matter

__all__ = ["calls", "clock"]
pytestmark = pytest.mark.django_db
HOME = "/w/consultations/"


def send(who: Caller, address: str, page: str = "", **values: Any) -> Any:
    return who.post(address, {"command": who.command(page or re.sub(r"/[a-z]+$", "", address)), **values})


def call(who: Caller, pk: int, **more: Any) -> Any:
    sent = {
        "matter": pk, "title": "蝶阀会诊", "planned_on": "2026-11-05", "planned_clock": "14:00", "chair": "唐立新", "place": "三楼",
        "reason": "换过两次还漏", "people": "水处理车间\n张敬", **more,
    }  # fmt: skip
    return send(who, f"{HOME}new", f"{HOME}new?matter={pk}", **sent)


def paragraphs(word: bytes) -> str:
    return "\n".join(one.text for one in Document(io.BytesIO(word)).paragraphs)


def rows(*typed: tuple[str, str, str, str], **more: str) -> dict[str, str]:
    sent = dict(more)
    for n, (area, action, owner, days) in enumerate(typed, start=1):
        sent |= {f"area-{n}": area, f"action-{n}": action, f"owner-{n}": owner, f"days-{n}": days, f"contingency-{n}": ""}
    return sent


def test_a_hard_problem_goes_to_several_offices_and_is_split_by_area(
    plant: Plant, calls: Callable[[str], Caller], clock: Callable[[str], None]
) -> None:
    for who in ("zhang", "he"):
        knows(plant, who, "振动分析")
    valve = plant.report("wang", at("2026-11-02 08:30"), "2号净环泵房蝶阀又卡住")
    plant.report("liu", at("2026-11-01 08:30"), "净环泵房蝶阀漏水")
    clock("2026-11-02 10:00")
    chen, qiu, zhang = calls("chen"), calls("qiu"), calls("zhang")
    offered = send(chen, f"{HOME}new", f"{HOME}new?matter={valve}", matter=valve, suggest="1", skills="振动分析", title="蝶阀会诊")
    assert "何勇" in offered.content.decode() and "蝶阀会诊" in offered.content.decode()
    answer = call(chen, valve, skills="振动分析")
    one = Consultation.objects.get()
    assert answer["Location"] == f"{HOME}{one.pk}?done=called"
    assert matter(valve).state == "consulted"

    inbox = zhang.text("/w/inbox")
    assert "蝶阀会诊" in inbox
    page = zhang.text(f"{HOME}{one.pk}")
    assert "2号净环泵房蝶阀又卡住" in page and '/hold"' not in page
    assert send(zhang, f"{HOME}{one.pk}/reply", person=plant.people["zhang"].pk, comes="yes").status_code == 302
    assert send(qiu, f"{HOME}{one.pk}/reply", person=plant.people["qiu"].pk, comes="no", reason="").status_code == 422
    assert send(qiu, f"{HOME}{one.pk}/reply", person=plant.people["qiu"].pk, comes="no", reason="出差", instead="刘芳").status_code == 302
    assert calls("xie").get(f"{HOME}{one.pk}").status_code == 404

    clock("2026-11-05 14:02")
    there = [plant.people[who].pk for who in ("tang", "zhang", "liu")]
    when = {"held_on": "2026-11-05", "held_clock": "14:02"}
    assert send(chen, f"{HOME}{one.pk}/hold", **when).status_code == 422
    assert send(chen, f"{HOME}{one.pk}/hold", present=there, **when).status_code == 302
    item = f"{HOME}{one.pk}/items/1"
    liu = calls("liu")
    assert send(liu, f"{item}/say", person=plant.people["liu"].pk, text="先停1号泵，2号泵等备件", dissent="on").status_code == 302

    split = {"decision": "split", "permit": "停水4小时，调度批", "answer": "会诊定了：分两处换阀，先1号泵。"}
    wrong = send(chen, f"{item}/decide", item, **rows(("1号泵", "换阀", "李国栋", "3"), ("2号泵", "换阀", "", "20"), **split))
    assert wrong.status_code == 422 and 'name="owner-2"' in wrong.content.decode()
    assert re.search(r'name="owner-2"[^>]*aria-invalid', wrong.content.decode()) and "停水4小时" in wrong.content.decode()
    more = send(chen, f"{item}/decide", item, more="1", **rows(("1号泵", "换阀", "李国栋", "3"), **split))
    assert more.status_code == 200 and 'name="action-8"' in more.content.decode()
    assert send(chen, f"{HOME}{one.pk}/conclude").status_code == 422
    good = rows(("1号泵", "换阀", "李国栋", "3"), ("2号泵", "换阀", "20104", "20"), ("", "", "", ""), **split)
    assert send(chen, f"{item}/decide", item, **good).status_code == 302
    parts = list(Matter.objects.filter(parent=valve).order_by("id"))
    assert [part.owner for part in parts] == [plant.people["li"], plant.people["xu"]]

    clock("2026-11-05 15:00")
    assert send(chen, f"{HOME}{one.pk}/conclude").status_code == 302
    page = liu.text(f"{HOME}{one.pk}")
    assert "先停1号泵" in page and parts[0].number in page
    minutes = liu.text(f"{HOME}{one.pk}/minutes")
    assert "刘芳" in minutes and "停水4小时" in minutes
    word = chen.get(f"{HOME}{one.pk}/minutes.docx")
    assert word.status_code == 200 and word.content[:2] == b"PK"
    assert "2026-11-05 14:02" in paragraphs(word.content)
    assert "净环泵房蝶阀漏水" in chen.text(f"{HOME}{one.pk}/dossier")
    assert chen.get(f"{HOME}of/{Consultation.objects.get().activity_id}")["Location"] == f"{HOME}{one.pk}"
    assert "蝶阀会诊" not in chen.text(HOME) and "蝶阀会诊" in chen.text(f"{HOME}?view=concluded")


def test_minutes_stay_in_the_word_template_of_the_day_of_the_meeting(
    plant: Plant, calls: Callable[[str], Caller], clock: Callable[[str], None]
) -> None:
    valve = plant.report("wang", at("2026-11-02 08:30"))
    chen = calls("chen")
    call(chen, valve)
    one = Consultation.objects.get()
    clock("2026-11-05 14:02")
    there = [row.person_id for row in one.invitations.all()]
    assert send(chen, f"{HOME}{one.pk}/hold", present=there, held_on="2026-11-05", held_clock="14:02").status_code == 302
    item = f"{HOME}{one.pk}/items/1"
    assert send(chen, f"{item}/decide", item, **rows(("", "换阀", "李国栋", "3"), decision="measures", answer="换阀。")).status_code == 302
    assert send(chen, f"{HOME}{one.pk}/conclude").status_code == 302
    clock("2026-12-01 09:00")
    template = Document(io.BytesIO(documents["minutes"].usual()))
    template.add_paragraph("新版纪要")
    template.save(saved := io.BytesIO())
    set_template(
        actor=HOUSE, at=at("2026-12-01 09:00"), command=key(), name="minutes", since=date(2026, 12, 1), content=saved.getvalue(),
        file_name="新.docx", source="办公室通知",
    )  # fmt: skip
    said = paragraphs(calls("chen").get(f"{HOME}{one.pk}/minutes.docx").content)
    assert "2026-11-05 14:02" in said and "2026-12" not in said and "新版纪要" not in said


def test_a_refused_call_keeps_everything_and_says_where(plant: Plant, calls: Callable[[str], Caller]) -> None:
    valve = plant.report("wang", at("2026-11-02 08:30"))
    chen = calls("chen")
    for wrong, field in (
        ({"chair": "没这人"}, "chair"), ({"people": "火星分厂"}, "people"), ({"people": "陈立"}, "people"), ({"planned_on": "改天"}, "planned_on"),
        ({"others": "水处理-9999"}, "others"), ({"title": "长" * 121}, "title"), ({"place": "长" * 61}, "place"),
    ):  # fmt: skip
        answer = call(chen, valve, **wrong)
        page = answer.content.decode()
        assert answer.status_code == 422 and re.search(rf'name="{field}"[^>]*aria-invalid', page), (wrong, answer.status_code)
        assert "换过两次还漏" in page
    assert not Consultation.objects.exists()


@pytest.mark.parametrize("who", ["wang", "qiu", "xie", "gao"])
def test_who_does_not_handle_it_finds_no_form(plant: Plant, calls: Callable[[str], Caller], who: str) -> None:
    valve = plant.report("wang", at("2026-11-02 08:30"))
    caller = calls(who)
    assert caller.get(f"{HOME}new?matter={valve}").status_code == 404
    assert caller.post(f"{HOME}new", {"matter": valve}).status_code == 404
    assert caller.get(f"{HOME}new?matter=x").status_code == 404


def test_a_worker_sees_no_menu_line_and_no_list(plant: Plant, calls: Callable[[str], Caller]) -> None:
    wang = calls("wang")
    assert HOME not in wang.text("/w/")
    assert wang.get(HOME).status_code == 404
    assert HOME in calls("chen").text("/w/inbox")


def test_garbage_is_answered_calmly(plant: Plant, calls: Callable[[str], Caller]) -> None:
    valve = plant.report("wang", at("2026-11-02 08:30"))
    chen = calls("chen")
    call(chen, valve)
    pk = Consultation.objects.get().pk
    assert chen.get(f"{HOME}{pk}/items/7").status_code == 404
    assert chen.get(f"{HOME}{pk}/minutes").status_code == 404
    assert chen.get(f"{HOME}999999").status_code == 404
    assert send(chen, f"{HOME}{pk}/burn").status_code == 404
    assert send(chen, f"{HOME}{pk}/items/1/say", f"{HOME}{pk}", person="x", text="话").status_code == 404
    assert send(chen, f"{HOME}{pk}/move", planned_on="2026-13-40", planned_clock="99", reason="x").status_code == 422
    assert send(chen, f"{HOME}{pk}/hold", held_on="", held_clock="").status_code == 422
    assert send(chen, f"{HOME}{pk}/invite", people="").status_code == 422
    assert chen.get(f"{HOME}?before=x").status_code == 200


def test_the_sheet_part_offers_the_call_and_says_what_was_decided(plant: Plant, calls: Callable[[str], Caller]) -> None:
    from django.template.loader import render_to_string

    from luoshi.mechanisms.consultations.web.sheet_part import draw

    valve = plant.report("wang", at("2026-11-02 08:30"))
    now = at("2026-11-02 09:00")
    template, context = draw(plant.acting("chen", now), valve, now) or ("", {})
    assert f"{HOME}new?matter={valve}" in render_to_string(template, context)
    assert draw(plant.acting("wang", now), valve, now) is None
    call(calls("chen"), valve)
    template, context = draw(plant.acting("chen", now), valve, now) or ("", {})
    assert "蝶阀会诊" in render_to_string(template, context) and not context["call_url"]
