"""The opinion ledger as a register: its customary columns, how its rows are known again, and how they come in as history."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import override

from luoshi.base.actor import HOUSE, Actor
from luoshi.base.clock import local, local_date
from luoshi.base.sheets.register import COMPLETED, PRESENT, Column, Context, Entry, Register
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.services.history import Past, complete_history, take_in_history
from luoshi.kernel.matters.services.raising import LONGEST_TITLE
from luoshi.kernel.org.models import Person, Unit
from luoshi.kernel.org.scope import covers
from luoshi.kernel.org.selectors import in_force
from luoshi.kernel.org.tree import tree
from luoshi.mechanisms.opinions.kept import kept_rows, ledger_rows
from luoshi.mechanisms.opinions.services import ENTERING

RESULTS = {"solved": "A", "planned": "B", "explained": "C", "reference": "D", "declined": _l("Not taken up")}
RATINGS = {"satisfied": _l("Satisfied"), "mostly": _l("Mostly satisfied"), "dissatisfied": _l("Not satisfied")}
ASKED, DONE, SAID = _l("What was raised"), _l("How it was handled"), _l("What the raiser says")
COLUMNS = (
    Column("number", _l("Number"), "code", ("留言编号", "意见编号", "提案编号", "编号", "编码", "No."), longest=40, width=18),
    Column(
        "raiser",
        _l("Raised by"),
        "text",
        ("提出人", "留言用户", "提案人", "反映人", "姓名", "职工姓名", "代表姓名"),
        group=ASKED,
        longest=60,
        width=12,
    ),
    Column("staff_no", _l("Staff number"), "code", ("工号", "职工号", "员工号"), group=ASKED, longest=20, width=10),
    Column("unit", _l("Unit"), "text", ("单位", "部门", "所在单位", "所属单位", "提出单位"), group=ASKED, longest=80, width=16),
    Column("channel", _l("How it came"), "text", ("来源", "渠道", "提出方式", "征集方式"), group=ASKED, longest=30, width=10),
    Column("topic", _l("About"), "text", ("类别", "分类", "主题分类", "意见类别"), group=ASKED, longest=30, width=12),
    Column(
        "raised",
        _l("When raised"),
        "moment",
        ("提出时间", "留言时间", "提出日期", "收到时间", "登记时间", "反映时间", "日期"),
        True,
        group=ASKED,
        width=18,
    ),
    Column("title", _l("Title"), "text", ("留言主题", "标题", "主题", "案由", "事由"), group=ASKED, longest=120, width=30),
    Column(
        "text",
        _l("In words"),
        "longtext",
        ("留言详情", "内容", "意见内容", "意见建议", "意见和建议", "具体内容", "意见"),
        group=ASKED,
        width=50,
    ),
    Column("owner", _l("Owner"), "text", ("承办人", "责任人", "办理人", "主办人"), group=DONE, longest=60, width=12),
    Column("promised", _l("Promised day"), "day", ("承诺期限", "办理期限", "期限", "完成期限"), group=DONE, width=12),
    Column("result", _l("What came of it"), "choice", ("办理结果", "结果", "答复类别"), choices=RESULTS, group=DONE, width=10),
    Column("answer", _l("Answer"), "longtext", ("答复意见", "答复内容", "答复", "办理情况", "回复内容", "反馈意见"), group=DONE, width=50),
    Column("answered", _l("When answered"), "moment", ("答复时间", "答复日期", "回复时间", "反馈时间", "办结时间"), group=DONE, width=18),
    Column("answerer", _l("Answered by"), "text", ("答复人", "签发人", "回复人"), group=DONE, longest=60, width=12),
    Column("rating", _l("Satisfaction"), "choice", ("满意度", "满意情况", "评价", "测评"), choices=RATINGS, group=SAID, width=12),
)
COMPARED = tuple(column.name for column in COLUMNS if column.name not in ("number", "staff_no"))
LATER = ("owner", "promised", "result", "answer", "answered", "answerer", "rating")


def may_use(actor: Actor, unit: int | None, on: date) -> bool:
    """Whoever has a desk over the unit takes in and gives out its ledger; the house does by command."""
    if actor is HOUSE:
        return True
    return covers(actor, unit, on, ENTERING) if unit is not None else actor.holds(*ENTERING)


def check(entries: list[Entry], context: Context) -> None:
    """Every fault of every row, who and which unit is meant, and whether it is here already."""
    found = _Found.read(context)
    for entry in entries:
        _check_alone(entry, context)
        found.name(entry)
    _check_twice(entries, context)
    _check_known(entries, context)


def _check_alone(entry: Entry, context: Context) -> None:
    values = entry.values
    if not values.get("title") and ("title" in entry.headings or not values.get("text")):
        entry.wrong(
            "title" if "title" in entry.headings else "text", _("The title is missing."), _("Write in a few words what it is about.")
        )
    raised, answered = values.get("raised"), values.get("answered")
    if isinstance(raised, datetime) and raised > context.at:
        entry.wrong("raised", _("This time has not come yet."), _("Write the day it was raised."))
    if isinstance(answered, datetime):
        if answered > context.at:
            entry.wrong("answered", _("This time has not come yet."), _("Write the day it was answered, or leave it empty."))
        if isinstance(raised, datetime) and _before(entry, answered, raised):
            entry.wrong(
                "answered",
                _("It was answered before it was raised (%(raised)s).") % {"raised": _shown(entry, "raised")},
                _("Correct one of the two times."),
            )
        if not values.get("answer"):
            entry.wrong(
                "answer" if "answer" in entry.headings else "answered",
                _("There is a time of the answer, but no answer."),
                _("Write the answer, or take the time out."),
            )
    elif values.get("answer") and "answered" in entry.headings and not any(fault.name == "answered" for fault in entry.errors):
        entry.wrong("answered", _("There is an answer, but not when it was given."), _("Write the day of the answer."))
    elif values.get("rating") and not values.get("answer"):
        entry.wrong("rating", _("Somebody is satisfied with no answer."), _("Write the answer and its time, or take this out."))


def _before(entry: Entry, answered: datetime, raised: datetime) -> bool:
    """An answer whose hour is unknown can have come at any hour of its day."""
    if entry.hour_unknown & {"answered", "raised"}:
        return local_date(answered) < local_date(raised)
    return answered < raised


def _shown(entry: Entry, name: str) -> str:
    return entry.written.get(name) or str(entry.values.get(name, ""))


@dataclass
class _Found:
    """People by number and by name, units by code and by name, labels by what they read: read once for all rows."""

    context: Context
    by_number: dict[str, tuple[int, int]]
    by_name: dict[str, list[tuple[int, int]]]
    units: dict[str, list[int]]
    codes: dict[int, str]
    channels: dict[str, str]
    topics: dict[str, str]

    @classmethod
    def read(cls, context: Context) -> "_Found":
        by_number, by_name = {}, {}  # type: dict[str, tuple[int, int]], dict[str, list[tuple[int, int]]]
        for pk, staff_no, name, unit in Person.objects.filter(in_force(context.on)).values_list("id", "staff_no", "name", "unit_id"):
            by_number[staff_no] = (pk, unit)
            by_name.setdefault(name, []).append((pk, unit))
        units: dict[str, list[int]] = {}
        codes = {}
        for pk, code, name in Unit.objects.values_list("id", "code", "name"):
            codes[pk] = code
            for word in {code, name}:
                units.setdefault(word, []).append(pk)
        kind = kinds["opinion"]
        return cls(context, by_number, by_name, units, codes, _words(kind.channels), _words(kind.topics))

    def name(self, entry: Entry) -> None:
        """Say who is meant, and put the words of channel and topic into those of the house."""
        values = entry.values
        values["unit_id"] = self._unit(entry)
        raiser = self._person(values.get("staff_no"), values.get("raiser"))
        owner = self._person(None, values.get("owner"))
        values["raiser_id"], values["owner_id"] = raiser, owner
        values["channel"] = self.channels.get(str(values.get("channel") or ""), values.get("channel") or "")
        values["topic"] = self.topics.get(str(values.get("topic") or ""), values.get("topic") or "")
        number = str(values.get("number") or "")
        values["key"] = f"{self.codes.get(self.context.unit or 0, '')}#{number}" if number else f"={_print(values)}"

    def _unit(self, entry: Entry) -> int | None:
        words = str(entry.values.get("unit") or "")
        found = self.units.get(words, [])
        if len(found) == 1:
            return found[0]
        if words and self.context.unit is None:
            entry.wrong(
                "unit", _("There is no unit “%(unit)s” here.") % {"unit": words}, _("Write its code or its name as on the page of units.")
            )
        elif words:
            entry.doubtful("unit", _("There is no unit “%(unit)s” here: it is kept under the unit of this ledger.") % {"unit": words})
        return self.context.unit

    def _person(self, staff_no: object, name: object) -> int | None:
        if staff_no:
            return self.by_number.get(str(staff_no), (None, 0))[0]
        same = self.by_name.get(str(name or ""), [])
        return same[0][0] if len(same) == 1 else None


def _words(labels: Mapping[str, object]) -> dict[str, str]:
    """Each name by itself and by its label in both languages."""
    out = {name: name for name in labels}
    for language in ("zh-hans", "en"):
        with override(language):
            out |= {str(label): name for name, label in labels.items()}
    return out


def _print(values: Mapping[str, object]) -> str:
    said = "\n".join(str(values.get(name) or "") for name in ("raised", "title", "text", "raiser"))
    return hashlib.sha256(said.encode()).hexdigest()[:40]


def _check_twice(entries: Sequence[Entry], context: Context) -> None:
    """The same number with the same words is one row written twice; with other words one of them is wrong."""
    seen: dict[object, Entry] = {}
    for entry in entries:
        first = seen.setdefault(entry.values["key"], entry)
        if first is entry:
            continue
        differs = next((name for name in COMPARED if _plain(entry, name) != _plain(first, name)), None)
        if differs is None:
            entry.fate, entry.note = PRESENT, str(_("the same as row %(row)s") % {"row": first.row})
        else:
            heading = entry.headings.get(differs, differs)
            entry.wrong(
                "number",
                _("Row %(row)s has the same number with another %(column)s.") % {"row": first.row, "column": heading},
                _("Give one of the two another number."),
            )


def _check_known(entries: Sequence[Entry], context: Context) -> None:
    """What is here already: the same is present, what has only been added since completes it, anything else is said."""
    keys = {str(entry.values["key"]): entry for entry in entries if entry.fate != PRESENT}
    numbers = {str(entry.values["number"]): entry for entry in keys.values() if entry.values.get("number")}
    seen: set[int] = set()
    for pk, key, number, kept in kept_rows(keys, numbers):
        entry = keys.get(key) or numbers[number]
        if pk in seen:
            continue
        seen.add(pk)
        entry.values["matter"] = pk
        _compare(entry, kept)


def _compare(entry: Entry, kept: Mapping[str, object]) -> None:
    added, hours = [], kept.get("hour_unknown") or set()
    for name in COMPARED:
        if name not in entry.headings or entry.values.get(name) in (None, ""):
            continue
        here, there = _same_hour(entry, name, kept, hours)
        if here == there:
            continue
        if there in (None, "") and name in LATER and kept.get("untouched"):
            added.append(name)
            continue
        said = {"column": entry.headings[name], "kept": _brief(there), "now": _brief(here)}
        entry.wrong(
            name, _("%(column)s is kept as “%(kept)s”, here it reads “%(now)s”.") % said, _("Change it on its page, or take this row out.")
        )
    entry.fate = COMPLETED if added else PRESENT
    if added:
        entry.note = "、".join(entry.headings[name] for name in added)


def _same_hour(entry: Entry, name: str, kept: Mapping[str, object], hours: Any) -> tuple[object, object]:
    if name == "unit":
        same = entry.values["unit_id"] == kept["unit_id"]
        return (_plain(entry, name), _plain(entry, name)) if same else (_plain(entry, name), kept["unit"])
    here, there = _plain(entry, name), kept.get(name) or ""
    if isinstance(here, datetime) and isinstance(there, datetime) and (name in entry.hour_unknown or name in hours):
        return local_date(here), local_date(there)
    return here, there


def _plain(entry: Entry, name: str) -> object:
    value = entry.values.get(name)
    if name == "title" and not value:
        return _title(str(entry.values.get("text") or ""))
    return value if value is not None else ""


def _brief(value: object) -> str:
    text = f"{local(value):%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)
    return text if len(text) <= 20 else text[:19] + "…"


def _title(text: str) -> str:
    first = text.splitlines()[0] if text else ""
    return first if len(first) <= LONGEST_TITLE else first[: LONGEST_TITLE - 1] + "…"


def take(*, entries: Iterator[Entry], actor: Actor, at: datetime, command: UUID, unit: int | None, digest: str, partial: bool) -> int:
    """New rows as history in one short transaction, completed ones with what was added; how many."""
    new: list[Entry] = []
    completed: list[Entry] = []
    for entry in entries:
        if entry.fate == PRESENT:
            continue
        (completed if entry.fate == COMPLETED else new).append(entry)
    done = complete_history(
        actor=actor,
        at=at,
        kind="opinion",
        rows=[(int(str(entry.values["matter"])), _past(entry, unit, at)) for entry in completed],
        digest=digest,
    )
    rows = [_past(entry, unit, at) for entry in new]
    return done + (take_in_history(actor=actor, at=at, command=command, kind="opinion", rows=rows, unit=unit, digest=digest) if rows else 0)


def _past(entry: Entry, unit: int | None, at: datetime) -> Past:
    values: Mapping[str, Any] = entry.values
    home = values["unit_id"] or unit or _root(local_date(at))
    return Past(
        ledger_no=str(values.get("number") or ""),
        ledger_key=str(values["key"]),
        title=str(_plain(entry, "title")),
        text=values.get("text") or "",
        unit=home,
        raised_at=values["raised"],
        topic=values["topic"],
        channel=values["channel"],
        raiser=values["raiser_id"],
        raiser_words=values.get("raiser") or values.get("staff_no") or "",
        owner=values["owner_id"],
        owner_words=values.get("owner") or "",
        promised_on=values.get("promised"),
        result=values.get("result") or "",
        answer=values.get("answer") or "",
        answered_at=values.get("answered"),
        answerer=values.get("answerer") or "",
        rating=values.get("rating") or "",
        hour_unknown=frozenset(entry.hour_unknown),
    )


def _root(on: date) -> int:
    return tree(on).children[None][0]


def rows(actor: Actor, unit: int | None, on: date) -> Iterable[Mapping[str, object]]:
    """The ledger of a unit and all below it, in the order it was raised; a confidential raiser is not named."""
    return ledger_rows(tree(on).below([unit]) if unit is not None else None)


LEDGER = Register(
    "opinions",
    _l("Opinion ledger"),
    COLUMNS,
    check,
    take,
    may_use,
    rows,
    unit_wanted=True,
    key=_l("by number, or by time, title, words and raiser where there is none"),
)
