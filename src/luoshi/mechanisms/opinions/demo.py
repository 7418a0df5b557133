"""Half a year of opinions: seven symposiums of the refinery with 207 representatives, and what came by box, form and mailbox elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from luoshi.base.clock import at_local, local_date
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.services import take_step
from luoshi.kernel.org.models import Person
from luoshi.kernel.org.services import add_person
from luoshi.mechanisms.opinions.services import Heard, enter, hold_symposium
from luoshi.mechanisms.opinions.symposiums import OPINIONS, TITLES
from luoshi.web.plant import Plan, Plant

ADMIN, CLERK, HEAD = "90001", "30010", "30001"
OWNERS = {
    "canteen": ("30061", "30060"), "transport": ("30061", "30060"), "housing": ("30061", "30060"), "other": ("30061", "30060"),
    "pay": ("30051", "30050"), "training": ("30051", "30050"), "safety": ("30041", "30040"), "production": ("30031", "30030"),
    "management": ("30021", "30020"), "culture": ("30010", "30011"), "care": ("30010", "30011"),
}  # fmt: skip
RESULTS = {"A": "solved", "C": "explained", "D": "reference"}
RATINGS = {"s": "satisfied", "m": "mostly"}
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
GIVEN = ("海", "建", "志", "文", "玉", "春", "永", "德", "晓", "立", "国", "新", "天", "长", "金")
ENDING = ("波", "华", "强", "涛", "梅", "平", "军", "燕", "斌", "杰", "霞", "勇", "鹏", "娟")
DEPARTMENTS = 9
MOST = sum(people for _back, _title, _place, people in TITLES)


@dataclass(frozen=True)
class Line:
    """One opinion of the table."""

    topic: str
    words: str
    answer: str
    result: str
    said: str


def plans(plant: Plant) -> list[Plan]:
    """Representatives are entered first; then each symposium with all that follows from it, and the opinions of the energy department."""
    start = plant.at(TITLES[0][0] + 6, "09:00")
    people: list[Person] = []
    out: list[Plan] = [(start, partial(_elect, plant, people, start))]
    for number in range(len(TITLES)):
        out.extend(_symposium(plant, people, number))
    return [*out, *_elsewhere(plant)]


def _elect(plant: Plant, people: list[Person], at: datetime) -> None:
    """The representatives, with invented names, come into the house."""
    who, since = plant.acting(ADMIN, at), local_date(at)
    for number in range(MOST):
        department = number % DEPARTMENTS + 1
        name = SURNAMES[number * 7 % len(SURNAMES)] + GIVEN[number % len(GIVEN)] + ENDING[number // 3 % len(ENDING)]
        staff_no = str(31001 + number)
        person = add_person(
            actor=who, at=at, command=plant.command(), staff_no=staff_no, name=name, unit=plant.units[f"REF-{department}"], since=since,
            post="职工代表",
        )  # fmt: skip
        plant.people[staff_no] = person
        people.append(person)


def lines(number: int) -> list[Line]:
    """The opinions of one symposium."""
    return [Line(*line.split("|")) for line in OPINIONS[number].strip().splitlines()]


def _symposium(plant: Plant, people: list[Person], number: int) -> Iterator[Plan]:
    back, title, place, size = TITLES[number]
    first = sum(one[3] for one in TITLES[:number])
    on = plant.calendar.next_workday(plant.on(back))
    held, entered = at_local(on, 14, 30), at_local(on, 17, 0)
    made: list[int] = []

    def hold() -> None:
        there = people[first : first + size]
        rows = [Heard(one.words, one.topic, raiser=there[place_ % size]) for place_, one in enumerate(lines(number))]
        activity = hold_symposium(
            actor=plant.acting(CLERK, entered), at=entered, command=plant.command(), unit=plant.units["REFINERY"], title=title, held_at=held,
            host=plant.people[HEAD], representatives=there, rows=rows, leaders=[plant.people[HEAD]], place=place,
            minutes="厂长当面听，逐条记，按职代会提案程序办理。",
        )  # fmt: skip
        made.extend(Matter.objects.filter(activity=activity).order_by("id").values_list("id", flat=True))

    yield entered, hold
    for place_, one in enumerate(lines(number)):
        yield from _carried(plant, made, place_, one, on)


def _carried(plant: Plant, made: list[int], place: int, one: Line, on: date) -> Iterator[Plan]:
    """What becomes of one opinion, each thing on its day."""
    owner, signer = OWNERS[one.topic]
    takes = 6 + place * 5 % 9
    minute = place * 3
    if one.said.startswith("="):
        into = int(one.said[1:]) - 1
        yield _step(plant, made, place, plant.workdays_after(on, 1), 9, minute, CLERK, "merge", {"into": partial(_matter, made, into)})
        yield _step(
            plant, made, place, _signed(plant, made, on, into) + timedelta(days=1), 12, minute, _raiser, "rate", {"rating": "satisfied"}
        )
        return
    yield _step(
        plant, made, place, plant.workdays_after(on, 2), 10, minute, CLERK, "assign", {"owner": plant.people[owner], "workdays": 20}
    )
    replied = plant.workdays_after(on, takes)
    if one.result == "B":
        plan = {"reply": "已列入计划：" + one.answer, "follow_up": plant.workdays_after(replied, 10), "verifier": plant.people[signer]}
        yield _step(plant, made, place, replied, 10, minute, owner, "plan", plan)
        yield _step(plant, made, place, replied, 15, minute, signer, "sign_plan", {})
        replied = plant.workdays_after(replied, 8)
    final = {"reply": one.answer, "result": RESULTS.get(one.result, "solved"), "verifier": plant.people[signer]}
    if one.said == "n":
        early = {**final, "reply": "已安排处理。"}
        yield _step(plant, made, place, plant.workdays_after(on, 4), 9, minute, owner, "reply", early)
        yield _step(plant, made, place, plant.workdays_after(on, 4), 16, minute, signer, "sign", {})
        again = {"reason": "只说安排了，没说怎么办、什么时候办好"}
        yield _step(plant, made, place, plant.workdays_after(on, 5), 12, minute, _raiser, "not_satisfied", again)
    yield _step(plant, made, place, replied, 11, minute, owner, "reply", final)
    yield _step(plant, made, place, replied, 16, minute, signer, "sign", {})
    if one.said != "-":
        after = plant.workdays_after(replied, 1 + place % 3)
        yield _step(plant, made, place, after, 18, minute, _raiser, "rate", {"rating": RATINGS.get(one.said, "satisfied")})


def _signed(plant: Plant, made: list[int], on: date, place: int) -> date:
    """The day on which the answer of another one is signed at the latest."""
    return plant.workdays_after(on, 6 + place * 5 % 9 + 8)


def _matter(made: list[int], place: int) -> Matter:
    return Matter.objects.get(pk=made[place])


def _raiser(made: list[int], place: int) -> str:
    return Matter.objects.values_list("raiser__staff_no", flat=True).get(pk=made[place])


def _step(plant: Plant, made: list[int], place: int, on: date, hour: int, minute: int, who: Any, name: str, values: dict[str, Any]) -> Plan:
    at = at_local(on, hour, minute)

    def happen() -> None:
        filled = {key: value() if callable(value) else value for key, value in values.items()}
        staff_no = who(made, place) if callable(who) else who
        take_step(actor=plant.acting(staff_no, at), at=at, command=plant.command(), matter=made[place], step=name, values=filled)

    return at, happen


def _elsewhere(plant: Plant) -> Iterator[Plan]:
    """What came by box, form and mailbox in the energy department: some still open, one late, one confidential, one that nobody signed."""
    made: list[int] = []
    for back, clock, channel, raiser, topic, words, confidential in ELSEWHERE:
        at = plant.at(back, clock)
        yield at, partial(_enter, plant, made, at, channel, raiser, topic, words, confidential)
    yield from (plan for plan in _energy(plant, made) if local_date(plan[0]) < plant.until)


def _enter(plant: Plant, made: list[int], at: datetime, channel: str, raiser: str, topic: str, words: str, confidential: bool) -> None:
    heard = Heard(words, topic, raiser=plant.people[raiser] if raiser else None, confidential=confidential)
    unit = plant.people[raiser].unit if raiser and not confidential else plant.units["ENERGY"]
    made += enter(
        actor=plant.acting("20110", at),
        at=at,
        command=plant.command(),
        unit=unit,
        channel=channel,
        rows=[heard],
        happened_at=at - timedelta(hours=4),
    )


ELSEWHERE = (
    (120, "15:20", "box", "20418", "canteen", "夜班食堂窗口只开一个，排到了只剩凉菜。", False),
    (96, "15:40", "box", "", "management", "奖金怎么分的，班组里没人说得清，希望贴出来。", False),
    (75, "10:10", "form", "20802", "safety", "空压站噪声大，耳塞发得太少，一副要用一个月。", False),
    (58, "16:00", "mailbox", "20422", "training", "想考电工证，报名的渠道没人告诉我们。", True),
    (44, "09:30", "box", "20416", "transport", "四号线早班车座位不够，常有七八个人站着。", False),
    (30, "15:10", "box", "20419", "housing", "浴室地砖滑，已经有两个人摔过。", False),
    (16, "15:00", "form", "20104", "pay", "高温津贴发放的月份能不能提前说明。", False),
    (4, "15:30", "box", "20420", "culture", "职工书屋的书三年没换过了。", False),
)


def _energy(plant: Plant, made: list[int]) -> Iterator[Plan]:
    office = "20110"

    def on(place: int, days: int) -> date:
        return plant.workdays_after(plant.calendar.next_workday(plant.on(ELSEWHERE[place][0])), days)

    def step(place: int, days: int, hour: int, who: Any, name: str, **values: Any) -> Plan:
        filled = {key: plant.people[value] if key in ("owner", "verifier") else value for key, value in values.items()}
        return _step(plant, made, place, on(place, days), hour, 20, who, name, filled)

    yield step(0, 1, 9, office, "assign", owner="20601", workdays=10)
    yield step(0, 6, 10, "20601", "reply", reply="夜班开两个窗口，热菜保温到凌晨一点。", result="solved", verifier="10000")
    yield step(0, 7, 9, "10000", "sign")
    yield step(0, 8, 10, "20418", "rate", rating="satisfied")
    yield step(1, 2, 9, office, "assign", owner="20305", workdays=15)
    yield step(
        1, 9, 10, "20305", "reply", reply="各班组每月五日前把分配办法和结果贴在班组园地，财务科抽查。", result="solved", verifier="10000"
    )
    yield step(1, 10, 9, "10000", "sign")
    yield step(2, 2, 9, office, "assign", owner="20233", workdays=10)
    yield step(
        2, 8, 10, "20233", "plan", reply="耳塞改为每月四副，本月先发两副；降噪罩列入下季度技改。", follow_up=on(2, 60), verifier="10002"
    )
    yield step(2, 9, 9, "10002", "sign_plan")
    yield step(3, 1, 9, office, "decline", answer="报名由炼油厂以外的人事科统一办理，报名表与截止日期附后，本部不另设渠道。")
    yield step(4, 2, 9, office, "assign", owner="20602", workdays=10)
    yield step(4, 9, 10, "20602", "reply", reply="四号线换五十座车。", result="solved", verifier="10000")
    yield step(4, 10, 9, "10000", "sign")
    yield step(4, 12, 12, "20416", "not_satisfied", reason="换了一天又换回来了")
    yield step(5, 3, 9, office, "assign", owner="20601", workdays=8)
    yield step(6, 4, 9, office, "register", remark="转人事核对文件")
