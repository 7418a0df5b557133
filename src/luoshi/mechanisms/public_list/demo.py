"""The public list of the demonstration plant: texts confirmed by the energy department's office, a monthly notice, and what was said to it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from luoshi.base.clock import at_local, local_date
from luoshi.kernel.matters.services import take_step
from luoshi.kernel.postings.selectors import one
from luoshi.kernel.postings.selectors import voices as heard
from luoshi.kernel.postings.services import answer_voice, ask, mark_read, object_to, post
from luoshi.mechanisms.public_list.discreet import forbidden_of
from luoshi.mechanisms.public_list.freezing import freeze
from luoshi.mechanisms.public_list.proposing import outdated, proposal, unconfirmed
from luoshi.mechanisms.public_list.services import confirm_public
from luoshi.web.plant import Plan, Plant

CHEN, LI, QIU, TANG, WANG, DING, FENG, SONG, GUO = "20110", "20102", "10001", "10002", "20416", "20418", "20422", "20419", "20420"
READERS = (WANG, DING, SONG, GUO, "20417", "20421", FENG, "20801", "20802", "20732", "20731", "20103", "20104", QIU)
MOST_TEXTS = 60
LEFT = 2  # the newest wait to be confirmed
OBJECTS, CHECKS, ABOUT = "20421", "10002", "7号泵"


@dataclass
class Kept:
    """What one step leaves for the next."""

    notice: int = 0
    question: int = 0
    objection: int = 0
    matter: int = 0


def plans(plant: Plant) -> list[Plan]:
    """Texts are confirmed in the second half of the last month; the notice follows, a question, an objection, its correction."""
    kept = Kept()
    out: list[Plan] = []

    def on(back: int, clock: str, do: Callable[[datetime], object]) -> None:
        moment = _working(plant, back, clock)
        out.append((moment, partial(_happen, do, moment)))

    on(26, "14:10", lambda at: _confirm_all(plant, at))
    on(22, "15:10", lambda at: _anew(plant, at, 0))
    on(22, "15:30", lambda at: _post(plant, kept, at))
    for place, reader in enumerate(READERS):
        moment = _working(plant, 21 - place % 4, f"{8 + place % 9:02d}:{(place * 7) % 60:02d}")
        out.append((moment, partial(_read, plant, kept, reader, moment)))
    on(20, "11:20", lambda at: _ask(plant, kept, at))
    on(19, "09:40", lambda at: _answer(plant, kept, at))
    on(18, "16:05", lambda at: _object(plant, kept, at))
    on(17, "09:00", lambda at: _step(plant, kept, at, CHEN, "assign", action="复查7号泵机封，漏了就处理", owner=LI, workdays=3))
    on(16, "10:10", lambda at: _step(plant, kept, at, LI, "do", note="压盖螺栓松了两颗，复紧后连看两班不滴", verifier=CHECKS))
    on(16, "15:20", lambda at: _step(plant, kept, at, CHECKS, "verify"))
    on(15, "09:10", lambda at: _correct(plant, kept, at))
    on(15, "09:40", lambda at: _uphold(plant, kept, at))
    on(15, "10:00", lambda at: _step(plant, kept, at, CHEN, "answer", answer="您说得对：压盖松了，已复紧；公示已更正重贴。"))
    on(14, "12:30", lambda at: _step(plant, kept, at, OBJECTS, "confirm"))
    on(14, "08:20", lambda at: _read(plant, kept, WANG, at))
    on(14, "08:50", lambda at: _read(plant, kept, DING, at))
    on(5, "09:20", lambda at: _confirm_all(plant, at))
    on(4, "16:20", lambda at: _anew(plant, at))
    return out


def _happen(do: Callable[[datetime], object], at: datetime) -> None:
    do(at)


def _working(plant: Plant, back: int, clock: str) -> datetime:
    """That many days before the month ends, or the first working day after it."""
    hour, minute = clock.split(":")
    return at_local(plant.calendar.next_workday(plant.on(back)), int(hour), int(minute))


def _confirm_all(plant: Plant, at: datetime) -> None:
    """The office goes through what nobody can read yet and confirms most of it."""
    who, on = plant.acting(CHEN, at), local_date(at)
    rows, older = unconfirmed(who, on)
    while older and len(rows) < MOST_TEXTS:
        more, older = unconfirmed(who, on, older)
        rows += more
    for pk, _number, _title, _state, _answered, _raised in rows[LEFT:]:
        _confirm(plant, at, pk)


def _confirm(plant: Plant, at: datetime, matter: int) -> None:
    who = plant.acting(CHEN, at)
    found, title, text, answer = proposal(who, matter, local_date(at))
    if found.never:
        return
    confirm_public(actor=who, at=at, command=plant.command(), matter=matter, title=title, text=text, answer=answer)


def _anew(plant: Plant, at: datetime, but: int = 1) -> None:
    """What has been answered since is confirmed anew; so many of the last wait."""
    found = outdated(plant.acting(CHEN, at), local_date(at)).order_by("answered_at", "id").values_list("id", flat=True)
    for matter in list(found)[: len(found) - but]:
        _confirm(plant, at, matter)


def _post(plant: Plant, kept: Kept, at: datetime, replaces: int | None = None, why: str = "", body: str = "") -> int:
    who, on, unit = plant.acting(CHEN, at), local_date(at), plant.units["ENERGY"]
    last = on.replace(day=1)
    first = (last - timedelta(days=1)).replace(day=1)
    frozen = freeze(who, on, unit.pk, first, last)
    kept.notice = post(
        actor=who,
        at=at,
        command=plant.command(),
        kind="list",
        title=f"{first.month}月提出和答复的问题、意见",
        body=body or "现将上月大家提出的问题、意见和办理情况公示如下。有疑问或者觉得哪里不对，公示期内都可以提。",
        audience=unit,
        since=on,
        until=on + timedelta(days=14),
        frozen=frozen,
        board="各车间公示栏",
        forbidden=forbidden_of([row.id for row in frozen.rows]),
        replaces=replaces,
        why=why,
    )
    return kept.notice


def _read(plant: Plant, kept: Kept, reader: str, at: datetime) -> None:
    mark_read(actor=plant.acting(reader, at), at=at, posting=kept.notice)


def _ask(plant: Plant, kept: Kept, at: datetime) -> None:
    words = "同型号的蝶阀什么时候一起换？我们班还有两台也开始卡了。"
    kept.question = ask(actor=plant.acting(WANG, at), at=at, command=plant.command(), posting=kept.notice, text=words)


def _answer(plant: Plant, kept: Kept, at: datetime) -> None:
    words = "排在下月检修，先换丙班反映的两台，检修计划贴在泵房门口。"
    answer_voice(actor=plant.acting(CHEN, at), at=at, command=plant.command(), voice=kept.question, answer=words)


def _object(plant: Plant, kept: Kept, at: datetime) -> None:
    who, words = plant.acting(OBJECTS, at), "公示说7号泵机封换好了，我们丁班上周夜班又看见滴漏，写成办完不对。"
    kept.objection = object_to(actor=who, at=at, command=plant.command(), posting=kept.notice, text=words)
    row = one(who, kept.notice, local_date(at))
    kept.matter = next(voice.matter or 0 for voice in heard(who, row, local_date(at)) if voice.id == kept.objection)


def _correct(plant: Plant, kept: Kept, at: datetime) -> None:
    """The text of the matter that was objected to says more now, and a new notice stands in place of the old one."""
    who = plant.acting(CHEN, at)
    row = one(who, kept.notice, local_date(at))
    for record in row.frozen["rows"]:
        if ABOUT in record["words"][0]:
            found, title, text, answer = proposal(who, record["id"], local_date(at))
            more = f"{answer}后来又有滴漏，已复紧压盖，列入每周点检。" if found.answered_at else ""
            confirm_public(actor=who, at=at, command=plant.command(), matter=record["id"], title=title, text=text, answer=more)
    why = "7号泵机封换后又有滴漏，原公示写成办完，不全。"
    _post(plant, kept, at, kept.notice, why, "本公示更正上一份：7号泵机封后来又有滴漏，已复紧，列入每周点检。其余不变。")


def _uphold(plant: Plant, kept: Kept, at: datetime) -> None:
    words = "您说得对，是我们没写清楚，已撤下原公示，重新公示。"
    answer_voice(actor=plant.acting(CHEN, at), at=at, command=plant.command(), voice=kept.objection, answer=words, upheld=True)


def _step(plant: Plant, kept: Kept, at: datetime, who: str, name: str, **values: object) -> None:
    filled = {key: plant.people[str(value)] if key in ("owner", "verifier") else value for key, value in values.items()}
    take_step(actor=plant.acting(who, at), at=at, command=plant.command(), matter=kept.matter, step=name, values=filled)
