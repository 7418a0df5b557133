"""The registers of what the enterprise has and deals with: places, machines, outside parties."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from luoshi.base.actor import Actor
from luoshi.base.sheets.register import Column, Register, register
from luoshi.kernel.org.models import Equipment, Party, Place
from luoshi.kernel.org.parties import KINDS
from luoshi.kernel.org.registers import UNIT
from luoshi.kernel.org.taking_in import may_take_in
from luoshi.kernel.org.taking_in_roles import open_or_coming
from luoshi.kernel.org.taking_in_things import MACHINES, PARTIES, PLACES, checker, taker
from luoshi.kernel.org.tree import tree

CODE = ("编码", "编号", "代码")
SINCE = Column("since", _("Since"), "day", ("启用日期", "起始日期", "开始日期", "投用日期", "生效日期"))
PHONES = {"allowed": _("allowed"), "forbidden": _("forbidden")}
PLACE_COLUMNS = (
    Column("code", _("Code"), "code", (*CODE, "地点编码", "地点编号", "地点代码", "位置编码"), True, longest=12),
    Column("name", _("Name"), "text", ("名称", "地点名称", "地点", "位置", "位置名称"), True, longest=60, width=26),
    Column("unit", _("Unit"), "text", UNIT, True, longest=80, width=24),
    Column("parent", _("Lies in (code)"), "code", ("上级地点", "上级编码", "所属地点", "上级位置"), longest=12),
    Column("no_phone", _("Phones"), "choice", ("手机", "能否用手机", "手机使用"), choices=PHONES),
    SINCE,
)
MACHINE_COLUMNS = (
    Column("code", _("Code"), "code", (*CODE, "设备编码", "设备编号", "设备代码", "位号", "设备位号"), True, longest=30),
    Column("name", _("Name"), "text", ("名称", "设备名称", "设备"), True, longest=60, width=26),
    Column("unit", _("Unit"), "text", (*UNIT, "管理单位", "使用单位"), True, longest=80, width=24),
    Column("place", _("Place (code)"), "code", ("地点编码", "安装地点", "所在地点", "位置编码"), longest=12),
    Column("parent", _("Part of (code)"), "code", ("上级设备", "所属设备", "上级编码", "主机编码"), longest=30),
    Column("grade", _("Grade"), "text", ("等级", "设备等级", "分级", "ABC分类"), longest=10),
    SINCE,
)
PARTY_COLUMNS = (
    Column("code", _("Code"), "code", (*CODE, "单位编码", "供方编码", "客户编码", "承包商编码"), True, longest=30),
    Column("name", _("Name"), "text", ("名称", "单位名称", "承包商名称", "客户名称", "供方名称"), True, longest=80, width=26),
    Column("kind", _("Kind"), "choice", ("类别", "类型", "性质"), True, KINDS),
    Column("unit", _("Unit that answers for it"), "text", ("归口单位", "归口部门", "管理单位", "对接单位"), True, longest=80, width=24),
    SINCE,
)


def declare() -> None:
    """Lay the registers of places, machines and outside parties on the shelf."""
    for thing, label, columns, rows, key in (
        (PLACES, _("Place list"), PLACE_COLUMNS, place_rows, _("by the code on the wall")),
        (MACHINES, _("Machine list"), MACHINE_COLUMNS, machine_rows, _("by the code on the plate")),
        (PARTIES, _("List of outside parties"), PARTY_COLUMNS, party_rows, _("by code")),
    ):
        register(Register(thing.name, label, columns, checker(thing), taker(thing), may_take_in, rows, key=key))


def place_rows(_actor: Actor, unit: int | None, on: date) -> Iterator[Mapping[str, object]]:
    """The places in use or to come, by code."""
    fields = ("code", "name", "unit__code", "parent__code", "no_phone", "since")
    for values in _things(Place.objects.filter(open_or_coming(on)), unit, on, fields):
        yield {**values, "no_phone": "forbidden" if values["no_phone"] else "allowed"}


def machine_rows(_actor: Actor, unit: int | None, on: date) -> Iterator[Mapping[str, object]]:
    """The machines in use or to come, by code."""
    fields = ("code", "name", "unit__code", "place__code", "parent__code", "grade", "since")
    yield from _things(Equipment.objects.filter(open_or_coming(on)), unit, on, fields)


def party_rows(_actor: Actor, unit: int | None, on: date) -> Iterator[Mapping[str, object]]:
    """The outside parties of today or to come, by code."""
    yield from _things(Party.objects.filter(open_or_coming(on)), unit, on, ("code", "name", "kind", "unit__code", "since"))


def _things(rows: QuerySet[Any], unit: int | None, on: date, fields: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    if unit is not None:
        rows = rows.filter(unit__in=tree(on).below([unit]))
    for values in rows.order_by("code").values(*fields).iterator(chunk_size=2000):
        yield {name.removesuffix("__code"): "" if value is None else value for name, value in values.items()}
