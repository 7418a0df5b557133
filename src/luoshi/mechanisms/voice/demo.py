"""Three voices without a name in the demonstration plant: one answered and talked about, one seen to, one just handed over."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from luoshi.base.refusal import Refusal
from luoshi.kernel.matters.services import take_step
from luoshi.mechanisms.voice.reach import by_receipt
from luoshi.mechanisms.voice.receipts import digest_of
from luoshi.mechanisms.voice.services import note_reading, pass_on, release, say_more, send
from luoshi.web.plant import Plan, Plant

RECIPIENT = "10003"
RECEIPTS = ("1111122222333334444455555", "6666677777888889999900000", "1234567890123456789012345")
SENT = (
    ("opinion", "WATER", "canteen", "夜班的热饭常常送到就凉了，有时一口都没有。"),
    ("problem", "ENERGY", "hazard", "检修时常有人不办票就进受限空间，说是赶进度。"),
    ("opinion", "ENERGY", "management", "加班调休谁先谁后没有规矩，和领导熟的人先排。"),
)


def plans(plant: Plant) -> list[Plan]:
    """What happens on which day: sent, handed over in the morning, read, answered, said more, closed."""
    return [(at, happen) for at, happen in _happening(plant) if at < plant.at(0, "23:00")]


def _happening(plant: Plant) -> Iterator[Plan]:
    for number, clock in enumerate(("10:10", "13:40", "21:15")):
        at = plant.at(33, clock)
        yield at, partial(_send, at, number)
    yield _at(plant, 32, "08:00", release)
    yield _read_and(plant, 32, "09:30", 0, "register")
    yield _read_and(plant, 32, "09:40", 0, "undertake", action="和后勤科一起看夜里怎么送饭", workdays=5)
    yield _read_and(plant, 31, "10:00", 1, "undertake", action="请安全室不打招呼去查票证", workdays=10)
    at = plant.at(31, "10:20")
    yield at, partial(_onward, plant, at)
    yield _read_and(plant, 30, "15:00", 0, "write", word="是哪几天、哪个点最常凉？")
    yield _word(plant, 30, "22:10", 0, 11, "add", told="周二、周四夜里十二点以后。")
    yield _refused(plant, 30, "22:20")
    yield _at(plant, 29, "08:00", release)
    yield _read_and(plant, 27, "10:00", 0, "answer_nameless", answer="从下周起夜里十二点半由保温车送，送到签字；送晚了打后勤值班电话。")
    yield _word(plant, 20, "07:30", 0, 12, "rate", rating="mostly")
    yield _at(plant, 19, "08:00", release)


def _at(plant: Plant, back: int, clock: str, what: Callable[[datetime], object]) -> Plan:
    at = plant.at(back, clock)
    return at, lambda: (what(at), None)[1]


def _send(at: datetime, number: int) -> None:
    kind, unit, topic, text = SENT[number]
    send(at=at, key=bytes([number + 1]) * 16, receipt=RECEIPTS[number], kind=kind, unit=unit, topic=topic, text=text)


def _word(plant: Plant, back: int, clock: str, number: int, key: int, step: str, **values: str) -> Plan:
    """Somebody comes back with the receipt."""
    return _at(plant, back, clock, lambda at: say_more(at=at, key=bytes([key]) * 16, receipt=RECEIPTS[number], step=step, values=values))


def _refused(plant: Plant, back: int, clock: str) -> Plan:
    """A unit so small that it would tell who wrote is not taken."""

    def try_it(at: datetime) -> None:
        try:
            send(at=at, key=bytes([99]) * 16, receipt="9" * 25, kind="opinion", unit="SPARES", topic="pay", text="奖金")
        except Refusal:
            return
        raise AssertionError("a small team was taken")

    return _at(plant, back, clock, try_it)


def _matter(number: int) -> int:
    found = by_receipt(digest_of(RECEIPTS[number]))
    assert found is not None, "handed over before"
    return found.matter_id


def _read_and(plant: Plant, back: int, clock: str, number: int, step: str, **values: Any) -> Plan:
    """The named recipient reads it and takes a step."""

    def happen(at: datetime) -> None:
        who, matter = plant.acting(RECIPIENT, at), _matter(number)
        note_reading(actor=who, at=at, matter=matter)
        take_step(actor=who, at=at, command=plant.command(), matter=matter, step=step, values=values)

    return _at(plant, back, clock, happen)


def _onward(plant: Plant, at: datetime) -> None:
    pass_on(
        actor=plant.acting(RECIPIENT, at), at=at, command=plant.command(), matter=_matter(1), kind="problem", unit=plant.units["ENERGY"],
        text="请抽查本月受限空间作业票，现场与票面对照。",
    )  # fmt: skip
