"""What is written down is sent once, to where it may go, at hours when it may come."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from luoshi.adapters.messages.channels.tokens import forget_tokens
from luoshi.adapters.messages.models import Message
from luoshi.adapters.messages.sending import RETRIES, claim, send_ready
from luoshi.adapters.messages.tests.receivers import Receiver
from luoshi.base.clock import local
from tests.cast import Plant, at

pytestmark = pytest.mark.django_db
MORNING = at("2026-11-02 09:00")
MINUTE = timedelta(minutes=1)
PATHS = {
    "wecom": "/cgi-bin/message/send",
    "dingtalk": "/topapi/message/corpconversation/asyncsend_v2",
    "feishu": "/open-apis/im/v1/messages",
}


def rows(**more: Any) -> list[Message]:
    return list(Message.objects.filter(**more).order_by("id"))


@pytest.mark.parametrize("channel", PATHS)
def test_a_message_goes_out_with_title_and_link_and_nothing_else(channel: str, receiver: Receiver, reach: Any, told: Any) -> None:
    reach("li", channel)
    told("li", MORNING)
    assert send_ready(MORNING) == 1
    (got,) = receiver.sent(PATHS[channel])
    whole = json.dumps(got.body, ensure_ascii=False)
    assert "蝶阀卡住" in whole and "http://127.0.0.1:8000/w/matters/1" in whole and "20102" in whole
    assert "李国栋" not in whole and "王海生" not in whole
    assert rows()[0].sent_at == MORNING
    assert send_ready(MORNING + MINUTE) == 0


def test_the_same_key_is_written_once_for_each_person_and_way(reach: Any, told: Any) -> None:
    reach("li")
    reach("li", "feishu")
    told("li", MORNING, key="one")
    told("li", MORNING, key="one")
    told("chen", MORNING, key="one")
    assert [(row.channel, row.key) for row in rows()] == [("feishu", "one"), ("wecom", "one"), ("slip", "one")]


def test_a_message_is_gone_with_the_transaction_that_made_it_so(plant: Plant, told: Any) -> None:
    from django.db import transaction

    with pytest.raises(RuntimeError), transaction.atomic():
        told("li", MORNING)
        raise RuntimeError
    assert rows() == []


def test_several_for_one_person_go_as_one(receiver: Receiver, reach: Any, told: Any) -> None:
    reach("li")
    reach("chen")
    for number in range(7):
        told("li", MORNING, f"第{number}件")
    told("chen", MORNING, "另一件")
    assert send_ready(MORNING) == 8
    card = next(got.body["textcard"] for got in receiver.sent("message/send") if got.body["touser"] == "20102")
    assert "7" in card["title"] and card["url"].endswith("/w/inbox")
    assert card["description"].splitlines()[:5] == [f"第{number}件" for number in range(5)]
    assert len(card["description"].splitlines()) == 6
    assert len(receiver.sent("message/send")) == 2


def test_a_token_is_kept_until_it_is_refused_and_then_fetched_anew_once(receiver: Receiver, reach: Any, told: Any) -> None:
    reach("li")
    for number in range(3):
        told("li", MORNING + number * MINUTE, f"第{number}件")
        send_ready(MORNING + number * MINUTE)
    assert receiver.tokens == 1
    receiver.live = "changed elsewhere"
    told("li", MORNING + 5 * MINUTE, "又一件")
    assert send_ready(MORNING + 5 * MINUTE) == 1
    assert receiver.tokens == 2
    told("li", MORNING + timedelta(hours=3), "晚一点")
    assert send_ready(MORNING + timedelta(hours=3)) == 1
    assert receiver.tokens == 3, "two hours later a new one"


@pytest.mark.parametrize(
    ("channel", "answer", "status"),
    [("wecom", {"errcode": -1}, 200), ("dingtalk", {"errcode": 34}, 200), ("feishu", {"code": 230001}, 400), ("wecom", b"<html>", 502),
     ("wecom", [], 200), ("feishu", {}, 200), ("wecom", b"x" * 100_000, 200)],
)  # fmt: skip
def test_an_error_inside_an_answer_is_an_error(channel: str, answer: Any, status: int, receiver: Receiver, reach: Any, told: Any) -> None:
    reach("li", channel)
    told("li", MORNING)
    receiver.say(PATHS[channel], answer, status)
    assert send_ready(MORNING) == 0
    (row,) = rows()
    assert row.sent_at is None and row.trouble and row.next_try_at == MORNING + MINUTE
    assert "token" not in row.trouble and "蝶阀" not in row.trouble
    assert send_ready(MORNING + MINUTE) == 1


def test_it_is_tried_after_1_5_30_minutes_2_and_8_hours_and_then_becomes_a_slip(receiver: Receiver, reach: Any, told: Any) -> None:
    reach("li")
    told("li", at("2026-11-02 07:30"))
    when = at("2026-11-02 07:30")
    for wait in (*RETRIES, None):
        receiver.say("message/send", {"errcode": -1})
        send_ready(when)
        row = rows()[0]
        if wait is None:
            assert row.given_up_at == when and row.tries == 6
        else:
            assert row.next_try_at == when + wait
            assert send_ready(when + wait - timedelta(seconds=1)) == 0
            when += wait
    assert [one.channel for one in rows(sent_at=None, given_up_at=None)] == ["slip"]
    assert len(receiver.sent("message/send")) == 6


@pytest.mark.parametrize(
    ("channel", "answer"),
    [
        ("wecom", {"errcode": 81013}),
        ("wecom", {"errcode": 0, "invaliduser": "20102"}),
        ("dingtalk", {"errcode": 33012}),
        ("feishu", {"code": 230013}),
    ],
)
def test_somebody_unknown_there_is_given_up_at_once(channel: str, answer: Any, receiver: Receiver, reach: Any, told: Any) -> None:
    reach("li", channel)
    told("li", MORNING)
    receiver.say(PATHS[channel], answer)
    assert send_ready(MORNING) == 1
    assert rows()[0].given_up_at == MORNING and rows()[1].channel == "slip"


@pytest.mark.parametrize(
    ("channel", "answer", "status"),
    [
        ("wecom", {"errcode": 45009}, 200),
        ("wecom", {}, 429),
        ("dingtalk", {"errcode": 88, "sub_code": "90018"}, 200),
        ("feishu", {"code": 99991400}, 400),
    ],
)
def test_too_many_means_waiting_a_minute_and_is_no_try(
    channel: str, answer: Any, status: int, receiver: Receiver, reach: Any, told: Any
) -> None:
    reach("li", channel)
    reach("chen", channel)
    told("li", MORNING)
    told("chen", MORNING)
    receiver.say(PATHS[channel], answer, status)
    assert send_ready(MORNING) == 0
    assert len(receiver.sent(PATHS[channel])) == 1, "the others of this way wait too"
    assert {row.tries for row in rows()} == {0}
    assert send_ready(MORNING + MINUTE) == 2


def test_who_does_not_answer_is_waited_for_no_longer_than_five_seconds(
    receiver: Receiver, reach: Any, told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("luoshi.adapters.messages.channels.wire.SECONDS", 0.2)
    reach("li")
    told("li", MORNING)
    receiver.say("message/send", {"errcode": 0}, wait=1)
    assert send_ready(MORNING) == 0
    assert "TimeoutError" in rows()[0].trouble


def test_a_host_that_is_not_allowed_is_never_asked(receiver: Receiver, reach: Any, told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LUOSHI_MESSAGE_HOSTS")
    reach("li")
    told("li", MORNING)
    send_ready(MORNING)
    assert receiver.got == []
    assert "LUOSHI_MESSAGE_HOSTS" in rows()[0].trouble and rows()[0].given_up_at


@pytest.mark.parametrize(
    "base", ["http://qyapi.weixin.qq.com", "https://qyapi.weixin.qq.com@127.0.0.1", "file:///etc", "http://169.254.169.254"]
)
def test_nor_an_address_that_only_looks_allowed(
    base: str, receiver: Receiver, reach: Any, told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LUOSHI_WECOM_BASE", base)
    reach("li")
    told("li", MORNING)
    send_ready(MORNING)
    assert rows()[0].given_up_at == MORNING


def test_an_answer_that_leads_elsewhere_is_not_followed(receiver: Receiver, reach: Any, told: Any) -> None:
    reach("li")
    told("li", MORNING)
    receiver.say("message/send", {"errcode": 0}, 302, headers={"Location": f"{receiver.base}/elsewhere"})
    assert send_ready(MORNING) == 0
    assert receiver.sent("elsewhere") == [] and "302" in rows()[0].trouble


def test_without_secrets_nothing_goes_and_the_reason_names_what_is_missing(
    receiver: Receiver, reach: Any, told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LUOSHI_WECOM_SECRET")
    reach("li")
    told("li", MORNING)
    send_ready(MORNING)
    assert rows()[0].trouble == "LUOSHI_WECOM_SECRET is not set"


@pytest.mark.parametrize(
    ("when", "goes"), [("20:59", "20:59"), ("21:00", "07:00"), ("23:30", "07:00"), ("06:59", "07:00"), ("07:00", "07:00")]
)
def test_at_night_messages_wait_for_the_morning_even_what_is_late(when: str, goes: str, receiver: Receiver, reach: Any, told: Any) -> None:
    reach("li")
    moment = at(f"2026-11-02 {when}")
    told("li", moment, what="late")
    sent = send_ready(moment)
    assert sent == (1 if when == goes else 0)
    if not sent:
        row = rows()[0]
        assert f"{local(row.next_try_at):%H:%M}" == goes and row.tries == 0
        assert send_ready(row.next_try_at) == 1


def test_a_team_on_its_night_shift_is_told_at_night_and_one_at_rest_is_not(plant: Plant, receiver: Receiver, reach: Any, told: Any) -> None:
    from luoshi.kernel.org.models import Rota

    cycle = "夜休"
    for code, lead in (("WATER-C", 0), ("GAS-A", 1)):
        Rota.objects.create(
            unit=plant.units[code], cycle=cycle, anchor=at("2026-11-03 12:00").date(), lead=lead, since=at("2026-10-01 12:00").date()
        )
    night = at("2026-11-03 02:00")
    for who in ("wang", "zhao"):
        reach(who)
        told(who, night)
    assert send_ready(night) == 1
    assert [got.body["touser"] for got in receiver.sent("message/send")] == ["20416"]
    assert f"{local(rows(sent_at=None)[0].next_try_at):%H:%M}" == "07:00"


def test_what_the_person_no_longer_holds_is_dropped(plant: Plant, receiver: Receiver, reach: Any, told: Any) -> None:
    matter = plant.report("wang", at("2026-11-01 09:00"))
    plant.carry(matter, until="assigned")
    Message.objects.all().delete()
    reach("li")
    reach("qiu")
    told("li", MORNING, what="to_you", url=f"/w/matters/{matter}")
    told("qiu", MORNING, what="to_you", url=f"/w/matters/{matter}#step")
    assert send_ready(MORNING) == 1
    assert [got.body["touser"] for got in receiver.sent("message/send")] == ["20102"]
    assert len(rows(dropped_at=MORNING)) == 1


def test_what_waits_at_the_own_desk_goes_and_what_was_taken_from_it_does_not(
    plant: Plant, receiver: Receiver, reach: Any, told: Any
) -> None:
    reach("chen")
    waits, gone = plant.report("wang", at("2026-11-01 09:00")), plant.report("wang", at("2026-11-01 09:00"))
    plant.carry(gone, until="assigned")
    Message.objects.all().delete()
    told("chen", MORNING, "在台上", what="to_office", url=f"/w/matters/{waits}")
    told("chen", MORNING, "已派走", what="to_office", url=f"/w/matters/{gone}")
    assert send_ready(MORNING) == 1
    (got,) = receiver.sent("message/send")
    assert got.body["textcard"]["description"] == "在台上"


def test_somebody_who_has_left_gets_nothing(plant: Plant, receiver: Receiver, reach: Any, told: Any) -> None:
    reach("li")
    told("li", MORNING)
    person = plant.people["li"]
    person.until = MORNING.date()
    person.save()
    assert send_ready(MORNING) == 0
    assert receiver.got == []


def test_what_a_killed_sender_had_in_hand_is_sent_when_its_claim_has_run_out(receiver: Receiver, reach: Any, told: Any) -> None:
    reach("li")
    told("li", MORNING)
    assert len(claim(MORNING)) == 1, "and then it was killed"
    assert send_ready(MORNING + 4 * MINUTE) == 0
    assert send_ready(MORNING + 5 * MINUTE) == 1
    assert len(receiver.sent("message/send")) == 1
    assert rows()[0].tries == 2


def test_a_mail_goes_out_once_with_its_link(post_office: Any, reach: Any, told: Any) -> None:
    reach("li", "mail", "li@plant.example")
    told("li", MORNING, "蝶阀\r\nBcc: all@plant.example")
    assert send_ready(MORNING) == 1
    (mail,) = post_office.mails
    assert "To: li@plant.example" in mail and "Bcc:" not in mail.partition("\n\n")[0] and "Message-ID" in mail


@pytest.mark.parametrize(("said", "gave_up"), [("550 nobody here", True), ("451 later", False)])
def test_a_mail_server_that_refuses(said: str, gave_up: bool, post_office: Any, reach: Any, told: Any) -> None:
    reach("li", "mail", "li@plant.example")
    told("li", MORNING)
    post_office.refusing = said
    send_ready(MORNING)
    assert (rows()[0].given_up_at is not None) == gave_up and said[:3] in rows()[0].trouble


def test_a_password_never_travels_to_a_mail_server_in_the_clear(
    post_office: Any, reach: Any, told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LUOSHI_MAIL_USER", "luoshi")
    reach("li", "mail", "li@plant.example")
    told("li", MORNING)
    send_ready(MORNING)
    assert post_office.mails == [] and "LUOSHI_MAIL_TLS" in rows()[0].trouble


def test_tokens_are_not_kept_across_a_restart(receiver: Receiver, reach: Any, told: Callable[..., None]) -> None:
    reach("li")
    told("li", MORNING)
    send_ready(MORNING)
    forget_tokens()
    told("li", MORNING, "又一件")
    send_ready(MORNING)
    assert receiver.tokens == 2


def test_what_is_said_again_after_a_crash_carries_the_same_mark_and_other_things_another(receiver: Receiver, reach: Any, told: Any) -> None:
    reach("li", "feishu")
    told("li", MORNING)
    receiver.say("im/v1/messages", {"code": 1}, 500)
    send_ready(MORNING)
    send_ready(MORNING + MINUTE)
    told("li", MORNING + MINUTE, "又一件")
    send_ready(MORNING + 2 * MINUTE)
    marks = [got.body["uuid"] for got in receiver.sent("im/v1/messages")]
    assert marks[0] == marks[1] != marks[2]
