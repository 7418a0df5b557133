"""Somebody says something without a name; it waits, is handed over with others, answered, and talked about by receipt."""

from collections.abc import Callable
from pathlib import Path

import pytest

from luoshi.adapters.messages.models import Message
from luoshi.base.ledger.models import LedgerEntry
from luoshi.base.ledger.verification import verify
from luoshi.kernel.matters.models import Event, Matter
from luoshi.mechanisms.voice.services import release
from luoshi.mechanisms.voice.tests.house import TEXT, Nobody, people, quick, recipients
from luoshi.web.tests.house import Caller
from tests.cast import Plant, at

pytestmark = pytest.mark.django_db


def test_from_the_form_to_the_word_of_whoever_sent_it(
    plant: Plant, home: Path, calls: Callable[[str], Caller], clock: Callable[[str], None]
) -> None:
    people(plant)
    recipients(plant, ("sun", "ROOT"), ("zeng", "WATER"))
    clock("2026-11-02 10:00")
    nobody = Nobody()
    receipt = nobody.send()
    assert Matter.objects.count() == 0 and not LedgerEntry.objects.filter(verb__startswith="voice").exists()
    assert "正在等待" in nobody.back(receipt) and "2026-11-02" in nobody.back(receipt)
    assert release(at("2026-11-02 10:30")) == 0
    clock("2026-11-03 09:00")
    assert release(at("2026-11-03 09:00")) == 1
    matter = Matter.objects.get()
    assert (matter.channel, matter.raiser_id, matter.entered_by_id, matter.holder_id) == ("anonymous", None, None, plant.people["zeng"].pk)
    assert matter.raised_at == at("2026-11-03 09:00") and TEXT[:8] not in matter.title
    assert [entry.verb for entry in LedgerEntry.objects.order_by("-seq")[:1]] == ["voice.released"]

    zeng = calls("zeng")
    assert matter.number in zeng.text("/w/inbox") or matter.title in zeng.text("/w/inbox")
    page = zeng.text(f"/w/matters/{matter.pk}")
    assert TEXT in page and "曾凯" in page
    assert LedgerEntry.objects.filter(verb="voice.read", person=plant.people["zeng"].pk, subject=matter.pk).count() == 1
    for who in ("gao", "zheng", "qiu", "liu", "chen", "han"):
        assert calls(who).get(f"/w/matters/{matter.pk}").status_code == 404
        assert TEXT not in calls(who).text("/w/list/opinion?view=all") if who in ("zheng", "qiu") else True
    assert zeng.step(matter.pk, "register").status_code == 302
    assert Matter.objects.get().holder_id == plant.people["zeng"].pk
    assert zeng.step(matter.pk, "undertake", action="和食堂谈夜里供饭", workdays="5").status_code == 302
    assert zeng.step(matter.pk, "write", word="哪几天最缺？").status_code == 302
    shown = nobody.back(receipt)
    assert "哪几天最缺？" in shown and "和食堂谈夜里供饭" in shown and "2026-11-10" in shown
    nobody.back(receipt, "add", told="周二和周四。")
    assert Event.objects.filter(act="add").count() == 0
    for number in (7, 8):
        quick(at("2026-11-03 09:20"), number, "另一件事")
    assert release(at("2026-11-03 09:40")) == 0
    clock("2026-11-03 10:00")
    assert release(at("2026-11-03 10:00")) == 3
    assert Event.objects.get(act="add").text == "周二和周四。"
    assert Message.objects.filter(person=plant.people["zeng"].pk).exists()
    assert not Message.objects.filter(title__contains="夜里").exists()
    assert zeng.step(matter.pk, "answer_nameless", answer="夜里十一点加一次热饭。").status_code == 302
    assert "夜里十一点加一次热饭。" in nobody.back(receipt)
    nobody.back(receipt, "not_satisfied", reason="只送了一天")
    clock("2026-11-04 09:00")
    release(at("2026-11-04 09:00"))
    again = Matter.objects.get(pk=matter.pk)
    assert (again.state, again.round, again.holder_id) == ("registered", 2, plant.people["zeng"].pk)
    assert zeng.step(matter.pk, "answer_nameless", answer="食堂签了字，天天送。").status_code == 302
    nobody.back(receipt, "rate", rating="satisfied")
    clock("2026-11-05 09:00")
    release(at("2026-11-05 09:00"))
    done = Matter.objects.get(pk=matter.pk)
    assert (done.state, done.rating, done.closing) == ("closed", "satisfied", "confirmed")
    assert "2026-11-03" in nobody.back(receipt, "proof")
    assert verify().ok
