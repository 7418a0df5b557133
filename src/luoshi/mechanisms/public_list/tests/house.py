"""A plant whose office has confirmed some public texts, for the tests of the public list."""

from typing import Any

from luoshi.kernel.postings.services import post
from luoshi.mechanisms.public_list.discreet import forbidden_of
from luoshi.mechanisms.public_list.freezing import freeze
from luoshi.mechanisms.public_list.services import confirm_public
from tests.cast import Plant, at, key

RAISED = at("2026-10-26 08:00")
CONFIRMED = at("2026-11-02 08:30")


def answered(plant: Plant, who: str = "wang", words: str = "蝶阀卡住，手轮打不动。", **more: Any) -> int:
    """A problem that was raised and answered in October."""
    matter = plant.report(who, RAISED, words, **more)
    plant.carry(matter, until="answered", day="2026-10-27")
    return matter


def public(plant: Plant, matter: int, title: str = "泵房蝶阀卡住", text: str = "", answer: str = "阀已换。", **more: Any) -> int:
    """The office confirms its text."""
    given = {"at": CONFIRMED, "command": key(), "title": title, "text": text or title, "answer": answer, **more}
    return confirm_public(actor=plant.acting("chen", given["at"]), matter=matter, **given)


def posted(plant: Plant, *, who: str = "chen", when: str = "2026-11-02 08:40", unit: str = "ENERGY", **more: Any) -> int:
    """The list of October, frozen, for two weeks."""
    from datetime import date

    moment = at(when)
    actor = plant.acting(who, moment)
    frozen = freeze(actor, date(2026, 11, 2), plant.units[unit].pk, date(2026, 10, 1), date(2026, 11, 1))
    given: dict[str, Any] = {
        "command": key(), "kind": "list", "title": "十月份办理情况", "body": "现将十月份办理情况公示如下。",
        "audience": plant.units[unit], "since": moment.date(), "until": date(2026, 11, 16), "frozen": frozen,
        "forbidden": forbidden_of([row.id for row in frozen.rows]), **more,
    }  # fmt: skip
    return post(actor=actor, at=moment, **given)
