"""A person says where to be reached, an administrator sees what failed, a leader prints slips, a calendar reads due dates."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from luoshi.adapters.messages.models import Address, Feed, Message, Unwanted
from luoshi.adapters.messages.outbox import sweep
from luoshi.adapters.messages.sending import send_ready
from luoshi.adapters.messages.tests.receivers import Receiver
from luoshi.web.tests.house import NOW, Caller
from tests.cast import Plant, at

pytestmark = pytest.mark.django_db
MINE, ADMIN, SLIPS = "/w/messages/mine", "/w/admin/messages/", "/w/messages/slips"


def sent(caller: Caller, form: str, /, **values: Any) -> Any:
    return caller.post(form, {"command": str(uuid.uuid4()), **values})


def code_in(receiver: Receiver) -> str:
    found = re.search(r"\d{6}", receiver.sent("message/send")[-1].body["textcard"]["title"])
    assert found
    return found[0]


def test_a_new_address_is_used_once_its_code_came_back(calls: Callable[[str], Caller], receiver: Receiver, told: Any) -> None:
    li = calls("li")
    assert sent(li, f"{MINE}/address", channel="wecom", address="20102").status_code == 302
    told("li", NOW)
    assert send_ready(NOW) == 1, "the code alone"
    code = code_in(receiver)
    assert code not in "".join(str(row.__dict__) for row in (*Message.objects.all(), *Address.objects.all()))
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    assert sent(li, f"{MINE}/confirm", channel="wecom", code=wrong).status_code == 422
    assert sent(li, f"{MINE}/confirm", channel="wecom", code=f" {code[:3]} {code[3:]}").status_code == 302
    assert sent(li, f"{MINE}/test", channel="wecom").status_code == 302
    told("li", NOW, "又一件")
    assert send_ready(NOW) == 2
    assert sent(li, f"{MINE}/remove", channel="wecom").status_code == 302
    assert not Address.objects.exists()
    assert "20102" not in li.text(MINE).partition("<h2>")[2]


def test_a_code_is_tried_five_times_and_holds_half_an_hour(
    calls: Callable[[str], Caller], receiver: Receiver, clock: Callable[[str], None]
) -> None:
    li = calls("li")
    sent(li, f"{MINE}/address", channel="wecom", address="20102")
    send_ready(NOW)
    code = code_in(receiver)
    for _n in range(5):
        assert sent(li, f"{MINE}/confirm", channel="wecom", code="nonsense").status_code == 422
    assert sent(li, f"{MINE}/confirm", channel="wecom", code=code).status_code == 422
    sent(li, f"{MINE}/address", channel="wecom", address="20102")
    send_ready(NOW)
    fresh = code_in(receiver)
    clock("2026-11-02 09:31")
    assert sent(li, f"{MINE}/confirm", channel="wecom", code=fresh).status_code == 422


@pytest.mark.parametrize("address", ["@all", "20102|20110", "20102,20110", "", "a b", "x" * 65])
def test_an_address_that_would_reach_others_is_refused_at_its_field(
    address: str, calls: Callable[[str], Caller], receiver: Receiver
) -> None:
    answer = sent(calls("li"), f"{MINE}/address", channel="wecom", address=address)
    assert answer.status_code == 422 and 'aria-invalid="true"' in answer.content.decode()


def test_a_fourth_code_within_half_an_hour_is_refused(calls: Callable[[str], Caller], receiver: Receiver) -> None:
    li = calls("li")
    answers = [sent(li, f"{MINE}/address", channel="wecom", address=f"2010{n}").status_code for n in range(4)]
    assert answers == [302, 302, 302, 422]


def test_kinds_can_be_switched_off_but_not_what_is_overdue(calls: Callable[[str], Caller], reach: Any, told: Any, plant: Plant) -> None:
    reach("li")
    assert sent(calls("li"), f"{MINE}/kinds", wanted=["to_you"]).status_code == 302
    assert "late" not in Unwanted.objects.values_list("what", flat=True)
    for what in ("to_you", "copied", "late"):
        told("li", NOW, what, what=what)
    assert sorted(Message.objects.values_list("what", flat=True)) == ["late", "to_you"]


def test_an_administrator_sees_what_failed_and_why_but_no_title_and_sends_it_again(
    calls: Callable[[str], Caller], receiver: Receiver, reach: Any, told: Any
) -> None:
    reach("li")
    told("li", NOW, "只给他看的题目")
    receiver.say("message/send", {"errcode": 81013})
    send_ready(NOW)
    gao = calls("gao")
    text = gao.text(ADMIN)
    assert "81013" in text and "20102" in text and "只给他看的题目" not in text and "wecom-secret" not in text
    failed = Message.objects.get(channel="wecom")
    assert sent(gao, f"{ADMIN}again", message=failed.pk).status_code == 302
    assert send_ready(NOW) == 1
    assert sent(gao, f"{ADMIN}again", message=failed.pk).status_code == 404


def test_bots_are_entered_by_name_and_never_by_key(calls: Callable[[str], Caller], receiver: Receiver) -> None:
    gao = calls("gao")
    key = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc"
    assert sent(gao, f"{ADMIN}bot", unit="WATER", channel="wecom", name=key).status_code == 422
    assert sent(gao, f"{ADMIN}bot", unit="WATER", channel="mail", name="WATER").status_code == 422
    assert sent(gao, f"{ADMIN}bot", unit="NONE", channel="wecom", name="WATER").status_code == 422
    assert sent(gao, f"{ADMIN}bot", unit="WATER", channel="wecom", name="WATER").status_code == 302
    assert sent(gao, f"{ADMIN}bot", unit="WATER", channel="wecom", name="WATER").status_code == 422
    bot = re.search(r'name="bot" value="(\d+)"', gao.text(ADMIN))
    assert bot and sent(gao, f"{ADMIN}bot-test", bot=bot[1]).status_code == 302
    assert send_ready(NOW) == 1 and len(receiver.sent("webhook")) == 1
    assert sent(gao, f"{ADMIN}bot-end", bot=bot[1]).status_code == 302
    assert sent(gao, f"{ADMIN}bot-end", bot="x").status_code == 404


@pytest.mark.parametrize("who", ["wang", "qiu", "chen"])
def test_for_others_the_administrators_page_is_not_there(who: str, calls: Callable[[str], Caller]) -> None:
    assert calls(who).get(ADMIN).status_code == 404
    assert sent(calls(who), f"{ADMIN}bot", unit="WATER", channel="wecom", name="X").status_code == 404


def test_a_leader_prints_what_waits_for_people_without_an_address_and_the_next_print_has_only_new_things(
    calls: Callable[[str], Caller], plant: Plant, told: Any, reach: Any
) -> None:
    matter = plant.report("wang", at("2026-11-01 09:00"))
    plant.carry(matter, until="answered")
    Message.objects.all().delete()
    told("wang", NOW, "蝶阀卡住", what="answered", url=f"/w/matters/{matter}")
    told("liu", NOW, "一件小事", url="/w/inbox")
    liu = calls("liu")
    text = liu.text(f"{SLIPS}?unit=WATER-C")
    assert "王海生" in text and "蝶阀卡住" in text and "水处理-2611-0001" in text and "一件小事" in text
    chosen = [plant.people["wang"].pk, plant.people["li"].pk]
    answer = sent(liu, SLIPS, unit="WATER-C", person=chosen)
    assert answer.status_code == 302
    assert "蝶阀卡住" in liu.text(answer.headers["Location"])
    text = liu.text(f"{SLIPS}?unit=WATER-C")
    assert "蝶阀卡住" not in text and "一件小事" in text, "what was not chosen waits on"
    told("wang", NOW, "另一件", url="/w/inbox")
    assert "另一件" in liu.text(f"{SLIPS}?unit=WATER-C")


def test_a_slip_says_nothing_of_a_matter_that_its_leader_may_not_read_or_that_is_confidential(
    calls: Callable[[str], Caller], plant: Plant, told: Any
) -> None:
    from luoshi.kernel.matters.models import Matter

    other = plant.report("zeng", at("2026-11-01 09:00"), "外厂的事情", place="lance platform")
    own = plant.report("wang", at("2026-11-01 09:00"), "不便署名")
    Matter.objects.filter(pk=own).update(confidential=True)
    Message.objects.all().delete()
    told("wang", NOW, "外厂的事情", what="copied", url=f"/w/matters/{other}")
    told("wang", NOW, "不便署名", what="asked", url=f"/w/matters/{own}")
    text = calls("liu").text(f"{SLIPS}?unit=WATER-C")
    assert "王海生" in text and "外厂的事情" not in text and "不便署名" not in text


def test_slips_are_for_leaders_of_that_unit_alone(calls: Callable[[str], Caller]) -> None:
    assert calls("wang").get(SLIPS).status_code == 404
    assert calls("liu").get(f"{SLIPS}?unit=GAS-A").status_code == 404
    assert calls("liu").get(f"{SLIPS}?unit=NONE").status_code == 404
    assert calls("liu").get(SLIPS).status_code == 200
    assert calls("").get(SLIPS).status_code == 302


def test_a_calendar_reads_due_dates_at_a_secret_address_until_it_is_ended(calls: Callable[[str], Caller], plant: Plant) -> None:
    matter = plant.report("wang", at("2026-11-01 09:00"))
    plant.carry(matter, until="assigned")
    li, nobody = calls("li"), Caller()
    answer = sent(li, f"{MINE}/feed").content.decode()
    token = re.search(r"/feed/([\w-]{43})\.ics", answer)
    assert token and token[1] not in str(Feed.objects.get().__dict__)
    got = nobody.get(f"/feed/{token[1]}.ics")
    text = got.content.decode().replace("\r\n ", "")
    assert got.headers["Content-Type"].startswith("text/calendar") and "no-store" in got.headers["Cache-Control"]
    assert "水处理-2611-0001" in text and "DTSTART;VALUE=DATE:20261105" in text and f"/w/matters/{matter}" in text
    assert "蝶阀" not in text and "王海生" not in text and "李国栋" not in text
    assert all(len(line.encode()) <= 75 for line in got.content.decode().split("\r\n"))
    sent(li, f"{MINE}/feed")
    assert nobody.get(f"/feed/{token[1]}.ics").status_code == 404
    assert sent(li, f"{MINE}/feed-end").status_code == 302
    assert not Feed.objects.exists() and nobody.get("/feed/x.ics").status_code == 404


def test_what_went_out_is_deleted_after_its_days(reach: Any, told: Any, receiver: Receiver) -> None:
    reach("li")
    told("li", NOW)
    told("chen", NOW)
    send_ready(NOW)
    assert sweep(at("2026-11-15 09:00")) == 0
    assert sweep(at("2026-11-16 10:00")) == 1, "the slip nobody printed"
    assert sweep(at("2026-12-03 10:00")) == 1


def test_without_any_way_out_the_page_says_so(calls: Callable[[str], Caller]) -> None:
    text = calls("wang").text(MINE)
    assert 'name="address"' not in text and 'name="wanted"' in text


def test_who_leaves_is_forgotten(plant: Plant, reach: Any, told: Any, calls: Callable[[str], Caller]) -> None:
    from luoshi.base.actor import HOUSE
    from luoshi.kernel.org.leaving import leave

    reach("li")
    told("li", NOW)
    sent(calls("li"), f"{MINE}/feed")
    leave(actor=HOUSE, at=NOW, command=uuid.uuid4(), person=plant.people["li"], until=NOW.date())
    assert not Address.objects.exists() and not Feed.objects.exists()
    assert list(Message.objects.filter(person=plant.people["li"], channel="wecom").values_list("dropped_at", flat=True)) == [NOW]


def test_from_the_report_to_the_answer_each_is_told_what_is_theirs_and_never_who_raised_it(
    plant: Plant, receiver: Receiver, reach: Any
) -> None:
    for who in ("wang", "chen", "li", "qiu"):
        reach(who)
    matter = plant.report("wang", at("2026-11-02 09:00"), "蝶阀卡住，手轮打不动。")
    assert send_ready(at("2026-11-02 09:01")) == 1
    (got,) = receiver.sent("message/send")
    assert got.body["touser"] == "20110" and f"/w/matters/{matter}" in got.body["textcard"]["url"]
    assert "王海生" not in str(got.body) and "20416" not in str(got.body)
    plant.carry(matter, until="answered")
    receiver.got.clear()
    assert send_ready(at("2026-11-02 17:00")) == 1, "who has done their part is not told of it afterwards"
    assert [got.body["touser"] for got in receiver.sent("message/send")] == ["20416"]


def test_the_outbox_is_read_by_its_index(plant: Plant, reach: Any, told: Any) -> None:
    from django.db import connection

    from luoshi.adapters.messages.outbox import OPEN

    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL plans small tables without an index")
    found = Message.objects.filter(OPEN, next_try_at__lte=NOW, channel__in=["wecom", "mail"]).order_by("next_try_at")
    assert "message_waiting" in found.explain()
