"""Four consultations of the demonstration plant: one split by area, one with measures, one "not now", one that is still to be held."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from luoshi.base.clock import at_local, local_date
from luoshi.base.refusal import Refusal
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.services import raise_matter, take_step
from luoshi.kernel.org.skills import add_skill
from luoshi.mechanisms.consultations import services
from luoshi.mechanisms.consultations.models import Consultation
from luoshi.mechanisms.consultations.outcome import Planned
from luoshi.mechanisms.consultations.services import Asked
from luoshi.web.plant import Plan, Plant

CHEN, TANG, QIU, SHEN, ZHANG, LI, HE, XU, FANG, SUN = (
    "20110", "10002", "10001", "10031", "10021", "20102", "20103", "20104", "20501", "20233",
)  # fmt: skip
LIU, CAI, ZHAO, WANG = "20417", "20802", "20731", "20416"
SKILLS = (
    (LI, "振动分析"), (CAI, "振动分析"), (QIU, "水力计算"), ("20105", "高压电气"), (SHEN, "高压电气"), (FANG, "备件选型"), (SUN, "停送水作业票"),
    ("20420", "水质化验"), (HE, "带压堵漏"),
)  # fmt: skip
Step = tuple[int, str, Callable[..., None], dict[str, Any]]


@dataclass(frozen=True)
class Told:
    """One hard problem: days back, time, place, topic, raiser, words, and what happened, each so many working days later."""

    back: int
    clock: str
    place: str
    topic: str
    raiser: str
    words: str
    steps: Sequence[Step]


@dataclass
class Made:
    """What has come of one so far."""

    matter: int = 0
    consultation: int = 0
    names: dict[str, Any] = field(default_factory=dict)


def took(plant: Plant, made: Made, at: datetime, *, who: str, step: str, part: int = 0, measure: int | None = None, **values: Any) -> None:
    filled = {name: plant.people[value] if name in ("owner", "verifier") else value for name, value in values.items()}
    pk = Matter.objects.filter(parent=made.matter).order_by("id")[part - 1].pk if part else made.matter
    take_step(actor=plant.acting(who, at), at=at, command=plant.command(), matter=pk, step=step, values=filled, measure=measure)


def called(plant: Plant, made: Made, at: datetime, *, title: str, after: int, people: Sequence[tuple[str, str]], reason: str,
           skills: Sequence[str] = (), on: int | None = None, place: str = "能源环保部三楼会议室") -> None:  # fmt: skip
    """`after`: held so many working days later; `on`: so many days after the end of last month."""
    day = plant.on(-on) if on is not None else plant.workdays_after(local_date(at), after)
    made.consultation = services.call(
        actor=plant.acting(CHEN, at), at=at, command=plant.command(), matters=[made.matter], title=title, chair=plant.people[TANG],
        planned_at=at_local(plant.calendar.next_workday(day), 14, 0), people=[Asked(plant.people[one], why) for one, why in people],
        reason=reason, place=place, skills=skills,
    )  # fmt: skip


def replied(plant: Plant, made: Made, at: datetime, *, who: str, reason: str = "") -> None:
    services.reply(
        actor=plant.acting(who, at), at=at, command=plant.command(), consultation=made.consultation, person=plant.people[who].pk,
        comes=not reason, reason=reason,
    )  # fmt: skip


def held(plant: Plant, made: Made, at: datetime, *, there: Sequence[str]) -> None:
    present = [plant.people[one].pk for one in there]
    services.hold(actor=plant.acting(CHEN, at), at=at, command=plant.command(), consultation=made.consultation, held_at=at, present=present)


def said(plant: Plant, made: Made, at: datetime, *, who: str, text: str, dissent: bool = False) -> None:
    services.say(
        actor=plant.acting(who, at),
        at=at,
        command=plant.command(),
        item=_item(made),
        person=plant.people[who].pk,
        text=text,
        dissent=dissent,
    )


def decided(plant: Plant, made: Made, at: datetime, *, decision: str, rows: Sequence[tuple[str, str, str, int]] = (),
            review: int = 0, **values: Any) -> None:  # fmt: skip
    planned = [Planned(text, plant.people[owner], days, area) for area, text, owner, days in rows]
    review_on = plant.calendar.next_workday(local_date(at) + timedelta(days=review)) if review else None
    services.decide(
        actor=plant.acting(CHEN, at), at=at, command=plant.command(), item=_item(made), decision=decision, planned=planned, review_on=review_on,
        **values,
    )  # fmt: skip


def concluded(plant: Plant, made: Made, at: datetime, *, note: str = "") -> None:
    services.conclude(actor=plant.acting(CHEN, at), at=at, command=plant.command(), consultation=made.consultation, missing_note=note)


def _item(made: Made) -> int:
    return Consultation.objects.get(pk=made.consultation).items.get().pk


HARD: Sequence[Told] = (
    Told(46, "09:20", "5H7J3D", "equipment", LIU, "工业水总管三口井的闸阀都关不严，中路井一直往外滋水，打过卡子、换过填料，管不到三个月。", (
        (0, "14:10", took, {"who": CHEN, "step": "assign", "action": "中路井打卡子堵漏，观察三天", "owner": HE, "workdays": 3}),
        (3, "16:00", took, {"who": HE, "step": "do", "note": "打卡子一副，当时不漏", "verifier": QIU}),
        (4, "09:30", took, {"who": QIU, "step": "refuse", "reason": "夜里压力一高卡子又滋水，井里积了半米"}),
        (5, "09:00", called, {
            "title": "工业水总管阀门井会诊", "after": 3, "skills": ("水力计算", "备件选型"),
            "people": ((QIU, "管网归水处理"), (FANG, "备件选型"), (SHEN, "停水影响空压站"), (LI, "阀门归设备室")),
            "reason": "堵漏不管用，要停总管换阀；停水影响高炉和空压站，一个科室定不了。",
        }),
        (5, "15:20", replied, {"who": QIU}), (6, "09:10", replied, {"who": FANG}), (6, "10:40", replied, {"who": SHEN}),
        (6, "11:00", replied, {"who": LI}), (7, "08:40", replied, {"who": TANG}),
        (8, "14:00", held, {"there": (TANG, QIU, FANG, SHEN, LI)}),
        (8, "14:20", said, {"who": QIU, "text": "中路井可以倒到东路供水，停四小时高炉不受影响；东、西两井没有倒路，只能跟高炉定修走。"}),
        (8, "14:30", said, {"who": FANG, "text": "DN250闸阀库里一台，另两台订货六周。"}),
        (8, "14:40", said, {"who": SHEN, "text": "停四小时空压站冷却水顶不住，最多两小时；应当先接临时水再停。", "dissent": True}),
        (8, "15:10", decided, {
            "decision": "split",
            "rows": (("中路井", "倒东路供水，换DN250闸阀一台", LI, 5), ("东路井", "随高炉定修换阀，先备阀一台", HE, 60), ("西路井", "随高炉定修换阀，井盖加高防水", XU, 80)),
            "permit": "中路停水4小时，生产调度批，空压站接临时水", "plan": "先倒水后关阀，李国栋负责", "spares": "库存一台先用，另两台已下订单",
            "answer": "会诊定了：中路井这周换阀；东路、西路两口井要跟高炉定修一起换，阀已经订了，换好一口告诉您一口。",
        }),
        (8, "15:40", concluded, {}),
        (11, "16:20", took, {"who": LI, "step": "do", "part": 1, "note": "倒东路供水，换DN250闸阀一台，开关三次到位，井内已抽干", "verifier": QIU}),
        (12, "10:10", took, {"who": QIU, "step": "verify", "part": 1}),
    )),
    Told(33, "10:30", "8B4N7V", "equipment", CAI, "3号空压机振动又大了，停机找正三次，过半个月就回来，听着轴承也不对。", (
        (1, "09:20", called, {
            "title": "3号空压机振动会诊", "after": 3, "skills": ("振动分析", "高压电气"),
            "people": ((SHEN, "设备在动力车间"), (LI, "振动分析"), (FANG, "备件选型"), (SUN, "停机作业票")),
            "reason": "找正三次不管用，要查基础、电机和联轴器，动力、设备、备件一起看。",
        }),
        (1, "14:00", replied, {"who": SHEN}), (2, "09:00", replied, {"who": LI}), (2, "09:30", replied, {"who": FANG}),
        (2, "10:00", replied, {"who": SUN, "reason": "那天在集团安全检查"}), (2, "11:00", replied, {"who": TANG}),
        (4, "14:00", held, {"there": (TANG, SHEN, LI, FANG)}),
        (4, "14:25", said, {"who": LI, "text": "频谱里两倍频高，是基础垫铁松，不是不对中；找正多少次都会回来。"}),
        (4, "14:35", said, {"who": SHEN, "text": "4号机能顶三天，停机没有问题。"}),
        (4, "15:00", decided, {
            "decision": "measures",
            "rows": (("", "停机重新灌浆，垫铁点焊", HE, 8), ("", "换联轴器弹性块和电机端轴承", XU, 8), ("", "停机前后各测一次频谱，留档", LI, 10)),
            "permit": "停机三天，4号机顶，动力车间批", "plan": "灌浆养护48小时后再找正", "spares": "轴承、弹性块库里都有",
            "answer": "会诊查出来是基础垫铁松了，不是找正的事。停机重新灌浆，轴承一起换，前后都测频谱给您看。",
        }),
        (4, "15:20", concluded, {"note": "孙梅电话里同意，作业票由安全室另办"}),
        (9, "15:00", took, {"who": HE, "step": "do", "measure": 1, "note": "重新灌浆，养护两天，垫铁点焊", "verifier": SHEN}),
        (9, "16:10", took, {"who": XU, "step": "do", "measure": 2, "note": "弹性块和电机端轴承已换", "verifier": SHEN}),
        (10, "10:20", took, {"who": LI, "step": "do", "measure": 3, "note": "振动由7.1降到1.9毫米每秒，两倍频没有了，频谱已留档", "verifier": SHEN}),
        (10, "15:00", took, {"who": SHEN, "step": "verify", "measure": 1}),
        (10, "15:05", took, {"who": SHEN, "step": "verify", "measure": 2}),
        (10, "15:10", took, {"who": SHEN, "step": "verify", "measure": 3}),
        (11, "09:20", took, {"who": CHEN, "step": "answer", "answer": "是基础垫铁松了。重新灌浆、换了轴承，振动由7.1降到1.9，频谱贴在空压站交接班台上。"}),
        (12, "08:40", took, {"who": CAI, "step": "confirm"}),
    )),
    Told(25, "08:50", "3K6P8R", "hazard", ZHAO, "加压机房东侧通道只有六十公分，两个人背着呼吸器错不开身，想把东墙往外挪。", (
        (0, "15:30", took, {"who": CHEN, "step": "register", "remark": "涉及防火间距，一个科室定不了"}),
        (1, "10:00", called, {
            "title": "加压机房东侧通道会诊", "after": 3, "people": ((ZHANG, "机房归燃气"), (SUN, "防火间距"), (LI, "土建由设备室报")),
            "reason": "挪墙涉及防火间距和煤气管线，要燃气、安全、设备一起定。",
        }),
        (1, "16:00", replied, {"who": ZHANG}), (2, "08:30", replied, {"who": SUN}), (2, "09:00", replied, {"who": LI}), (2, "09:20", replied, {"who": TANG}),
        (4, "14:00", held, {"there": (TANG, ZHANG, SUN, LI)}),
        (4, "14:20", said, {"who": SUN, "text": "东墙外三米就是煤气管线，外移后防火间距不够，要设计院出图。"}),
        (4, "14:50", decided, {
            "decision": "not_now", "review": 120,
            "reason": "东墙外移以后离煤气管线不到规定的距离，要设计院出图，列入明年改造；这之前通道改单向走，呼吸器挪到南门。",
            "answer": "现在不能挪墙：墙外就是煤气管线，间距不够。已经请设计院看，到期再议；这之前东侧通道单向走，呼吸器挪到南门口。",
        }),
        (4, "15:10", concluded, {}),
    )),
    Told(4, "09:10", "7F3K9A", "equipment", WANG, "净环泵房5号泵一个月跳闸四次，电工查了没毛病，机械也没毛病，夜里跳了要跑去合闸。", (
        (1, "10:20", called, {
            "title": "净环5号泵跳闸会诊", "after": 0, "on": 25, "skills": ("高压电气", "振动分析", "水力计算"),
            "people": ((QIU, "泵归水处理"), (SHEN, "高压电气"), (LI, "振动分析")),
            "reason": "电工、机械各查各的都没毛病，要坐到一起看：是不是水锤带的。",
        }),
        (1, "15:00", replied, {"who": QIU}),
    )),
)  # fmt: skip


def plans(plant: Plant) -> list[Plan]:
    """What some people know is written down first; then each hard problem with all that follows from it."""
    start = plant.at(HARD[0].back + 20, "09:00")
    out: list[Plan] = [(start, partial(_know, plant, start))]
    for told in HARD:
        made, raised = Made(), plant.at(told.back, told.clock)
        out.append((raised, partial(_raise, plant, made, told, raised)))
        latest = raised
        for days, clock, happens, values in told.steps:
            latest = max(_moment(plant, raised, days, clock), latest + timedelta(minutes=5))
            if local_date(latest) >= plant.until:
                break
            out.append((latest, partial(happens, plant, made, latest, **values)))
    return out


def _know(plant: Plant, at: datetime) -> None:
    for staff_no, name in SKILLS:
        try:
            add_skill(
                actor=plant.acting("90001", at),
                at=at,
                command=plant.command(),
                person=plant.people[staff_no],
                name=name,
                since=local_date(at),
            )
        except Refusal:
            continue  # written down by another part of the demonstration already


def _raise(plant: Plant, made: Made, told: Told, at: datetime) -> None:
    place = plant.places[told.place]
    made.matter = raise_matter(
        actor=plant.acting(told.raiser, at), at=at, command=plant.command(), kind="problem", unit=place.unit, place=place, text=told.words,
        topic=told.topic, channel="phone", raiser=plant.people[told.raiser],
    )  # fmt: skip


def _moment(plant: Plant, raised: datetime, days: int, clock: str) -> datetime:
    """Offices act on working days: the day of a step is that many working days after the report."""
    hour, minute = clock.split(":")
    return at_local(plant.workdays_after(plant.calendar.next_workday(local_date(raised)), days), int(hour), int(minute))
