"""A group is told numbers, once a day, signed as its robot asks."""

import json
from datetime import timedelta

import pytest

from luoshi.adapters.messages.groups import write_posts
from luoshi.adapters.messages.models import Bot, Message
from luoshi.adapters.messages.outbox import write
from luoshi.adapters.messages.sending import send_ready
from luoshi.adapters.messages.tests.receivers import Receiver
from luoshi.kernel.org.models import Rota
from tests.cast import Plant, at

pytestmark = pytest.mark.django_db
PATHS = {"wecom": "/cgi-bin/webhook/send", "dingtalk": "/robot/send", "feishu": "/open-apis/bot/v2/hook/bot-key"}


def bot(plant: Plant, channel: str, unit: str = "WATER") -> Bot:
    return Bot.objects.create(name="WATER", unit=plant.units[unit], channel=channel, since=at("2026-10-01 08:00"))


@pytest.mark.parametrize("channel", PATHS)
def test_a_group_gets_numbers_and_kinds_and_never_a_name_a_title_or_a_number(channel: str, plant: Plant, receiver: Receiver) -> None:
    for words in ("蝶阀卡住", "地沟盖板断了"):
        plant.report("wang", at("2026-10-12 09:00"), words)
    bot(plant, channel)
    assert write_posts(at("2026-11-02 08:29")) == 0
    assert write_posts(at("2026-11-02 08:30")) == 1
    assert write_posts(at("2026-11-02 08:35")) == 0
    assert send_ready(at("2026-11-02 08:35")) == 1, "its robot found the key and the signature right"
    (got,) = receiver.sent(PATHS[channel])
    whole = json.dumps(got.body, ensure_ascii=False)
    assert "水处理车间" in whole and "2" in whole and "/w/inbox" in whole
    for personal in ("蝶阀", "盖板", "王海生", "水处理-", "20416"):
        assert personal not in whole


@pytest.mark.parametrize("channel", ["dingtalk", "feishu"])
def test_a_robot_with_another_secret_refuses_the_signature(
    channel: str, plant: Plant, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant.report("wang", at("2026-10-12 09:00"))
    bot(plant, channel)
    monkeypatch.setenv("LUOSHI_BOT_WATER_SIGN", "SECother")
    write_posts(at("2026-11-02 08:30"))
    assert send_ready(at("2026-11-02 08:30")) == 0
    assert any(code in Message.objects.get(what="group").trouble for code in ("310000", "19021"))


def test_nothing_open_nothing_said_and_nothing_on_a_day_of_rest_or_in_the_afternoon(plant: Plant) -> None:
    bot(plant, "wecom")
    assert write_posts(at("2026-11-02 08:30")) == 0
    plant.report("wang", at("2026-10-12 09:00"))
    assert write_posts(at("2026-11-02 15:00")) == 0
    assert write_posts(at("2026-11-01 08:30")) == 0, "a Sunday"
    assert write_posts(at("2026-11-03 08:30")) == 1


def test_a_team_on_shifts_is_told_when_its_shift_begins(plant: Plant) -> None:
    plant.report("wang", at("2026-10-12 09:00"), place="team room")
    day = at("2026-11-02 12:00").date()
    Rota.objects.create(unit=plant.units["WATER-C"], cycle="中休", anchor=day, lead=0, since=at("2026-10-01 12:00").date())
    bot(plant, "wecom", "WATER-C")
    assert write_posts(at("2026-11-02 08:30")) == 0
    assert write_posts(at("2026-11-02 16:00")) == 1
    assert write_posts(at("2026-11-02 17:00")) == 0
    assert write_posts(at("2026-11-03 16:00")) == 0, "its day of rest"


def test_a_robot_is_given_twenty_posts_a_minute(plant: Plant, receiver: Receiver) -> None:
    one, when = bot(plant, "wecom"), at("2026-11-02 10:00")
    write([Message(bot=one, channel="wecom", key=f"test {n}", what="test", title="", url="/w/inbox") for n in range(25)], when)
    assert send_ready(when) == 20
    assert len(receiver.sent("webhook")) == 20
    assert send_ready(when + timedelta(seconds=30)) == 0
    assert send_ready(when + timedelta(seconds=61)) == 5


def test_a_bot_that_has_ended_says_nothing_more(plant: Plant, receiver: Receiver) -> None:
    plant.report("wang", at("2026-10-12 09:00"))
    one = bot(plant, "wecom")
    write_posts(at("2026-11-02 08:30"))
    Bot.objects.filter(pk=one.pk).update(ended_at=at("2026-11-02 08:31"))
    send_ready(at("2026-11-02 08:32"))
    assert receiver.got == []
    assert write_posts(at("2026-11-03 08:30")) == 0


def test_no_table_has_a_place_for_a_key_or_a_secret() -> None:
    from django.apps import apps

    columns = {field.name for model in apps.get_app_config("messages").get_models() for field in model._meta.concrete_fields}
    assert {"secret", "password", "token", "webhook"} & columns == set()
