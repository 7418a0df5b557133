"""Six months of problems in the demonstration plant: raised, carried through, refused, not fixed, answered, by the people who would do it.

The table tells each problem as one line: how many days before the end of last month and when it was raised, where, what about,
by whom, what was said, how it came; then its steps, each some days later at a time of day by somebody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from luoshi.base.clock import at_local, local_date
from luoshi.kernel.matters.measures import standing_measures
from luoshi.kernel.matters.numbers import matter_by_id
from luoshi.kernel.matters.services import take_step
from luoshi.kernel.org.deputies import name_deputy
from luoshi.mechanisms.problems.services import report
from luoshi.web.plant import Plan, Plant

if TYPE_CHECKING:
    from luoshi.kernel.matters.models import Action

WANG, LIU, CHEN, LI, QIU, SUN, HE, XU = "20416", "20417", "20110", "20102", "10001", "20233", "20103", "20104"
DING, FENG, ZHAO, ZHANG, CAI, SHEN = "20418", "20422", "20731", "10021", "20802", "10031"
UNION, PENG = "10003", "20901"
ZENG, XIE, DONG, DENG, CAO, BOSS, DRIVE = "20902", "20903", "20904", "10041", "20601", "10000", "20602"


@dataclass(frozen=True)
class Told:
    """One problem: days back, time, place, topic, raiser, words, channel, who enters it if not the raiser, and its steps.

    `name` is what the steps of others call it; `about` is whose conduct it is about.
    """

    back: int
    clock: str
    place: str
    topic: str
    raiser: str
    words: str
    channel: str
    entered: str
    steps: Sequence[tuple[Any, ...]]
    name: str = ""
    about: str = ""


def assigned(days: int, clock: str, handler: str, action: str, owner: str, workdays: int) -> tuple[Any, ...]:
    return (days, clock, handler, "assign", {"action": action, "owner": owner, "workdays": workdays})


def done(days: int, clock: str, who: str, note: str, verifier: str) -> tuple[Any, ...]:
    return (days, clock, who, "do", {"note": note, "verifier": verifier})


def passed(days: int, clock: str, who: str) -> tuple[Any, ...]:
    return (days, clock, who, "verify", {})


def sent_back(days: int, clock: str, who: str, reason: str) -> tuple[Any, ...]:
    return (days, clock, who, "refuse", {"reason": reason})


def answered(days: int, clock: str, handler: str, answer: str) -> tuple[Any, ...]:
    return (days, clock, handler, "answer", {"answer": answer})


def fixed(days: int, clock: str, raiser: str) -> tuple[Any, ...]:
    return (days, clock, raiser, "confirm", {})


def not_fixed(days: int, clock: str, raiser: str, reason: str) -> tuple[Any, ...]:
    return (days, clock, raiser, "not_fixed", {"reason": reason})


def holds(days: int, who: str, remark: str = "现场看过，没有再发生") -> tuple[Any, ...]:
    """Looked at again after a month: it still holds."""
    return (days + 24, "10:00", who, "effect_holds", {"remark": remark})


def whole(
    action: str, owner: str, note: str, verifier: str, answer: str, raiser: str, handler: str = CHEN, days: int = 3
) -> list[tuple[Any, ...]]:
    """The ordinary good life of a problem, over `days` days of work."""
    return [
        assigned(0, "15:10", handler, action, owner, days + 2),
        done(days, "10:20", owner, note, verifier),
        passed(days, "15:30", verifier),
        answered(days + 1, "08:50", handler, answer),
        fixed(days + 1, "16:40", raiser),
        holds(days + 1, verifier),
    ]


PROBLEMS: Sequence[Told] = (
    Told(171, "09:12", "7F3K9A", "equipment", WANG, "1号净环泵出口压力表指针不回零，读数不可信。", "phone", "", whole("换压力表并检定", XU, "换0–1.6MPa压力表一块，检定标签已贴", QIU, "压力表已换新并检定，指针回零正常。", WANG)),
    Told(163, "13:40", "3K6P8R", "hazard", ZHAO, "加压机房2号探头覆灰，标定过期。", "site_inspection", CHEN, whole("清灰并重新标定", LI, "探头清灰，标定合格，记录编号已归档", ZHANG, "探头已标定合格，以后每季度由设备室清一次。", ZHAO)),
    Told(150, "10:05", "8B4N7V", "equipment", CAI, "空压站4号机冷却水温高，报警频繁。", "team_talk", CHEN, [
        assigned(0, "14:00", CHEN, "清洗冷却器，检查水量", HE, 5),
        done(4, "11:00", HE, "冷却器反冲洗，回水温度降6度", SHEN),
        sent_back(4, "16:10", SHEN, "下午负荷上来又报警两次，冷却器出水门没开足"),
        done(6, "10:30", HE, "出水门阀杆脱销，已修复开足，连续8小时未报警", SHEN),
        passed(7, "09:00", SHEN),
        answered(7, "10:10", CHEN, "阀杆脱销已修复，4号机水温恢复正常；其余3台同日检查过。"),
        fixed(7, "17:00", CAI),
        holds(7, SHEN),
    ]),
    Told(139, "19:30", "4M8T2C", "living", DING, "夜班更衣室没有热水，洗不了澡。", "phone", "", whole("修电热水器", XU, "换加热管一根，水温45度", QIU, "热水器已修好，夜班可用。", DING, days=2), name="hot water"),
    Told(128, "08:20", "6T3G8S", "hazard", ZENG, "氧枪平台三盏灯不亮，上下看不清踏步。", "handover", XIE, whole("更换平台照明", DONG, "三盏换LED，照度测过合格", DENG, "三盏灯已换，踏步贴了反光条。", ZENG, handler=XIE, days=1)),
    Told(117, "14:25", "5H7J3D", "equipment", LIU, "工业水阀门井净空只有0.9米，闸阀长期不动已卡死，检修时关不了水。", "team_talk", "", [
        assigned(1, "09:30", CHEN, "炼铁中路阀门井扩井，换DN250闸阀", LI, 20),
        (9, "10:00", CHEN, "reassign", {"owner": LI, "workdays": 20, "reason": "闸阀到货推迟，供货商书面改期"}),
        done(33, "15:00", LI, "井扩到1.6米，换DN250闸阀一台，开关三次到位", QIU),
        passed(34, "10:20", QIU),
        answered(34, "14:00", CHEN, "中路阀门井已扩井换阀；其余四处列入检修计划，由设备室跟踪。"),
        fixed(35, "08:40", LIU),
        holds(35, QIU),
    ]),
    Told(104, "11:15", "2X9C5L", "equipment", CAI, "配电室门禁刷不开，只能叫人来开。", "phone", "", whole("换门禁读头", XU, "换读头，20张卡试过", SHEN, "门禁已修好，备用机械钥匙放在班长处。", CAI, days=2)[:-1] + [
        (27, "09:30", SHEN, "effect_fails", {"reason": "雨天又刷不开，读头盒进水"}),
        done(29, "15:00", XU, "加防雨罩，读头盒打胶，淋水试过", SHEN),
        passed(30, "09:00", SHEN),
        answered(30, "10:00", CHEN, "读头盒进水已加防雨罩，下雨天再试过两次。"),
        fixed(31, "08:30", CAI),
    ]),
    Told(96, "09:50", "7F3K9A", "hazard", SUN, "检修坑盖板缺一块，坑深2.1米。", "site_inspection", "", [
        assigned(0, "10:30", CHEN, "当天补盖板，先拉警戒", HE, 1),
        done(0, "16:00", HE, "花纹钢盖板补齐并焊防滑条", QIU),
        passed(0, "17:10", QIU),
        answered(1, "08:30", CHEN, "盖板当天补齐，同类检修坑全部查过，无缺失。"),
        fixed(1, "10:00", SUN),
        holds(1, QIU),
    ]),
    Told(88, "15:35", "9Q2W6E", "equipment", FENG, "3号加药间门锁坏了，关不上。", "phone", "", [
        assigned(1, "09:00", CHEN, "换门锁", XU, 3),
        done(2, "14:00", XU, "换锁芯一副", QIU),
        passed(3, "09:20", QIU),
        answered(3, "10:00", CHEN, "锁芯已换。"),
        not_fixed(4, "07:50", FENG, "夜里风大门又自己开了，锁舌对不上锁扣"),
        done(5, "11:00", XU, "门框校正，锁扣移位8毫米，推拉20次都锁上", QIU),
        passed(5, "15:00", QIU),
        answered(5, "16:30", CHEN, "门框变形已校正，锁扣对上了；给您带来的麻烦是我们没试够。"),
        fixed(6, "08:10", FENG),
        holds(6, QIU),
    ]),
    Told(77, "10:40", "1D5F7H", "living", WANG, "班车四号线早班晚到12分钟，赶不上交接班。", "team_talk", LIU, whole("调四号线发车时间", DRIVE, "四号线提前15分钟发车，已通知司机班", BOSS, "四号线10日起6:45发车。", WANG, handler=CAO, days=2)),
    Told(69, "16:05", "8B4N7V", "environment", CAI, "空压站北侧电缆沟积水，排水泵不启动。", "phone", "", whole("修排水泵浮球", XU, "换浮球开关，试排正常", SHEN, "排水泵恢复自动，沟内已排干。", CAI)),
    Told(58, "08:55", "7F3K9A", "equipment", DING, "7号泵机械密封滴漏，每分钟40滴。", "handover", LIU, [
        assigned(0, "13:30", CHEN, "换机械密封", HE, 4),
        done(3, "16:20", HE, "换机封一套，试泵2小时无滴漏", QIU),
        passed(4, "09:10", QIU),
        answered(4, "10:30", CHEN, "机封已换，旧件留存分析。"),
    ]),
    Told(47, "14:10", "3K6P8R", "equipment", ZHAO, "3号加压机出口压力表没有检定标签。", "site_inspection", CHEN, whole("送检并贴标签", LI, "送检合格，标签有效期到明年", ZHANG, "压力表已检定贴签。", ZHAO, days=2)),
    Told(41, "09:25", "6T3G8S", "equipment", ZENG, "行车轨道压板松4处，过车有响声。", "phone", "", [
        assigned(0, "11:00", XIE, "紧固压板，补缺失螺栓", DONG, 3),
        done(2, "15:00", DONG, "4处压板紧固，补螺栓2颗，力矩记录已附", DENG),
        passed(3, "10:00", DENG),
        answered(3, "14:00", XIE, "压板全部紧固，列入月度点检。"),
        not_fixed(6, "09:40", ZENG, "二跨那一处又松了，过车还响"),
        done(8, "16:00", DONG, "二跨轨道基础灌浆松动，重新灌浆，压板换防松螺母", DENG),
        passed(9, "09:30", DENG),
        answered(9, "10:40", XIE, "根子在基础灌浆，已重做；半个月后再查一次。"),
        fixed(10, "08:30", ZENG),
    ]),
    Told(34, "20:15", "4M8T2C", "living", WANG, "夜班更换布袋没有热饭。", "phone", "", whole("夜间作业送餐", CAO, "与食堂商定22:30送餐，电话报数", QIU, "夜间检修可以报餐，22:30送到现场。", WANG)),
    Told(27, "10:30", "5H7J3D", "idea", LIU, "阀门井改用防潮灯，一年少换60只灯泡。", "team_talk", "", whole("炼铁中路先试两口井", XU, "两口井换防潮灯", QIU, "先试两口井，一个月后看效果再推开。", LIU, days=4)),
    Told(8, "12:06", "7F3K9A", "equipment", WANG, "2号净环泵房DN300蝶阀卡住，手轮打不动，关不到位。", "phone", "", [
        assigned(0, "13:26", CHEN, "更换DN300蝶阀，同型号一并检查", LI, 6),
        done(3, "16:10", LI, "阀板轴套锈死，换DN300蝶阀一台，手动电动各开关三次到位", QIU),
        passed(4, "09:40", QIU),
        answered(4, "11:20", CHEN, "阀板轴套锈死，已换DN300蝶阀一台；同型号6台列入下月检修。"),
    ]),
    Told(15, "09:00", "8B4N7V", "environment", CAI, "1号除尘灰斗振打器声音异常。", "site_inspection", CHEN, [assigned(0, "14:20", CHEN, "检查振打器，更换轴承", HE, 5), done(4, "15:40", HE, "换轴承两盘", SHEN)]),
    Told(12, "13:15", "3K6P8R", "hazard", ZHAO, "高炉煤气柜进柜口围挡松动。", "phone", "", [
        assigned(0, "15:00", CHEN, "加固围挡，挂警示牌", LI, 3),
        done(2, "10:00", LI, "围挡加斜撑6处", ZHANG),
        sent_back(2, "16:00", ZHANG, "北侧两处没挂警示牌"),
    ]),
    Told(10, "08:35", "7F3K9A", "equipment", LIU, "8号泵振动6.8毫米每秒，每两小时测一次，等停机找正。", "handover", "", [assigned(0, "10:00", CHEN, "停机找正，更换联轴器弹性块", LI, 30)]),
    Told(7, "16:20", "9Q2W6E", "tools", FENG, "加药间缺耐酸手套，库房说要等一个月。", "phone", "", [
        assigned(1, "09:30", CHEN, "从备件室调20副，月底补齐", "20501", 16),
        (3, "08:20", FENG, "urge", {"remark": "这两天加酸，只剩两副好的"}),
        (3, "10:00", CHEN, "inform", {"answer": "先从动力车间借6副，明早送到。"}),
    ]),
    Told(6, "10:10", "8B4N7V", "tools", CAI, "空压站听针断了两根，听不了轴承。", "team_talk", "", [
        assigned(0, "11:00", CHEN, "配听针4根", XU, 2),
        done(1, "15:00", XU, "领听针4根，放交接班台", SHEN),
        passed(2, "10:00", SHEN),
    ]),
    Told(5, "09:45", "2X9C5L", "hazard", CAI, "2号配电室应急灯两盏不亮。", "phone", "", [(0, "10:20", CHEN, "register", {"remark": "转电工核对型号"})]),
    Told(3, "18:40", "4M8T2C", "equipment", DING, "更衣室电热水器夜班又不出热水。", "phone", "", [(0, "20:30", CHEN, "again", {"again": "hot water"})]),
    Told(52, "09:20", "2X9C5L", "hazard", CAI, "2号配电室电缆夹层渗水，滴到低压柜上。", "phone", "", [
        (0, "10:30", CHEN, "not_ours", {"office": "LOGISTICS", "reason": "渗水是房屋防水，归后勤"}),
        (1, "09:00", CAO, "hand_on", {"office": "EQUIP", "reason": "夹层是电气设施，钥匙和台账都在设备室"}),
        (1, "14:00", CHEN, "not_ours", {"office": "LOGISTICS", "reason": "设备室没有防水施工的费用和队伍"}),
        (2, "09:30", BOSS, "decide_whose", {"office": "EQUIP", "reason": "先保配电安全，设备室牵头，后勤出防水队伍"}),
        (2, "10:00", CHEN, "assign", {"action": "柜顶加防水罩，停电擦拭检查", "owner": LI, "workdays": 2, "nature": "containment"}),
        (2, "10:10", CHEN, "measure", {"action": "夹层外墙注浆堵漏，恢复防水层", "owner": XU, "workdays": 12, "nature": "corrective", "money": "18500", "contingency": "雨前做不完先搭雨棚"}),
        done(3, "16:00", LI, "加罩三面，绝缘测过合格", SHEN),
        passed(4, "09:00", SHEN),
        done(13, "15:00", XU, "注浆26孔，淋水试验两小时不渗", SHEN),
        passed(14, "10:00", SHEN),
        answered(14, "11:00", CHEN, "夹层外墙已注浆堵漏，柜顶加了防水罩；雨季前再查一次。"),
        fixed(15, "08:40", CAI),
    ]),
    Told(40, "20:05", "4M8T2C", "equipment", WANG, "更衣室照明全灭。", "phone", "", [(0, "20:40", WANG, "withdraw", {"remark": "是跳闸，班长已合上"})]),
    Told(31, "10:15", "6T3G8S", "equipment", ZENG, "氧枪平台2号水管接头滴水，台面结垢打滑。", "phone", "", [
        assigned(0, "11:00", DONG, "换接头密封，清垢", PENG, 5),
        done(3, "15:30", PENG, "换密封两处，台面除垢，保压2小时不滴", DENG),
        passed(4, "09:20", DENG),
        answered(4, "10:00", DONG, "接头密封已换，台面防滑处理过。"),
        fixed(5, "09:00", ZENG),
    ]),
    Told(24, "14:40", "8B4N7V", "equipment", CAI, "空压站干燥器露点偏高。", "team_talk", "", [
        assigned(0, "15:30", CHEN, "查再生阀与吸附剂", HE, 4),
        (1, "09:10", HE, "ask", {"question": "是A塔还是B塔？报警是白班还是夜班？"}),
        (1, "16:20", CAI, "tell_more", {"told": "B塔，夜班3点左右"}),
        (2, "10:00", CHEN, "pause", {"reason": "吸附剂到货要一周，先并用备用塔", "until": 9}),
        done(10, "15:00", HE, "换B塔吸附剂，露点零下42度", SHEN),
        passed(11, "09:00", SHEN),
        answered(11, "10:00", CHEN, "B塔吸附剂已换，露点恢复；A塔列入年修。"),
    ]),
    Told(19, "08:30", "7F3K9A", "environment", DING, "泵房地沟返水，有油花。", "phone", "", [
        (0, "11:20", CHEN, "assign", {"action": "疏通地沟，查油从哪里来", "owner": HE, "workdays": 3}),
        done(2, "16:00", HE, "地沟疏通，3号泵油封漏油已换", QIU),
        passed(3, "09:00", QIU),
        answered(3, "10:00", CHEN, "地沟已通，油是3号泵油封漏的，油封已换。"),
    ], name="drain"),
    Told(19, "09:40", "7F3K9A", "environment", LIU, "净环泵房地沟又返水，地面一层油。", "handover", "", [(0, "11:00", CHEN, "merge", {"into": "drain"})]),
    Told(18, "15:00", "1D5F7H", "living", WANG, "食堂送来的菜过秤没人复核，单子是事后补的。", "phone", "", [
        (1, "09:00", UNION, "register", {"remark": "约本人谈过，核对入库单"}),
    ], about=CAO),
    Told(2, "11:10", "7F3K9A", "idea", WANG, "泵房备用手轮挂墙上，省得每次回库房拿。", "phone", "", [assigned(0, "15:20", CHEN, "做手轮挂架，先挂两处", XU, 25)]),
)  # fmt: skip


def plans(plant: Plant) -> list[Plan]:
    """Everything that happens to these problems, each thing at its moment."""
    leave = local_date(plant.at(30, "08:00"))
    out: list[Plan] = [(at_local(leave - timedelta(days=1), 16, 0), partial(_away, plant, leave))]
    matters: dict[int, int] = {}
    for number, told in enumerate(PROBLEMS):
        raised = plant.at(told.back, told.clock)
        out.append((raised, partial(_raise, plant, matters, number, raised)))
        latest = raised
        for step in told.steps:
            latest = max(_moment(plant, raised, step), latest + timedelta(minutes=5))
            if local_date(latest) >= plant.until:
                break
            out.append((latest, partial(_step, plant, matters, number, step, latest)))
    return out


def _raise(plant: Plant, matters: dict[int, int], number: int, at: datetime) -> None:
    told = PROBLEMS[number]
    place, raiser = plant.places[told.place], plant.people[told.raiser]
    who = plant.acting(told.entered or told.raiser, at)
    matters[number] = report(
        actor=who,
        at=at,
        command=plant.command(),
        place=place,
        topic=told.topic,
        text=told.words,
        channel=told.channel,
        raiser=raiser,
        concerns=[plant.people[told.about]] if told.about else [],
        conduct=bool(told.about),
    )


def _away(plant: Plant, since: date) -> None:
    """Who handles at the steel plant's office is on leave for some weeks; a colleague stands in."""
    at = at_local(since - timedelta(days=1), 16, 0)
    name_deputy(
        actor=plant.acting(XIE, at),
        at=at,
        command=plant.command(),
        person=plant.people[XIE],
        deputy=plant.people[DONG],
        since=since,
        until=since + timedelta(days=18),
        why="年休假",
    )


def _step(plant: Plant, matters: dict[int, int], number: int, step: tuple[Any, ...], at: datetime) -> None:
    _days, _clock, who, name, values = step
    filled = {key: _meant(plant, matters, key, value, at) for key, value in values.items()}
    measure = next((one.measure for one in _mine(plant, who, matters[number]) if name == "do"), None)
    take_step(
        actor=plant.acting(who, at), at=at, command=plant.command(), matter=matters[number], step=name, values=filled, measure=measure
    )


def _meant(plant: Plant, matters: dict[int, int], key: str, value: Any, at: datetime) -> Any:
    """What a word of the table stands for: a person, an office, another problem, a day so many days later."""
    if key in ("owner", "verifier"):
        return plant.people[value]
    if key == "office":
        return plant.units[value]
    if key in ("again", "into"):
        return matter_by_id(matters[next(place for place, one in enumerate(PROBLEMS) if one.name == value)])
    if key == "until":
        return local_date(at) + timedelta(days=value)
    return Decimal(value) if key == "money" else value


def _mine(plant: Plant, who: str, matter: int) -> list["Action"]:
    """The measures of this person in a matter that are still to be done, where it has several."""
    standing = standing_measures(matter_by_id(matter))
    own = [one for one in standing if one.owner_id == plant.people[who].pk and one.done_at is None]
    return own if len(standing) > 1 else []


def _moment(plant: Plant, raised: datetime, step: tuple[Any, ...]) -> datetime:
    """Offices act on working days: the day of a step is that many working days after the report."""
    on = plant.calendar.next_workday(local_date(raised))
    hour, minute = step[1].split(":")
    return at_local(plant.workdays_after(on, step[0]), int(hour), int(minute))
