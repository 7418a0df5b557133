"""The registers of the enterprise itself: people, units and roles, as an office's workbook writes them."""

from collections.abc import Iterator, Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from luoshi.base.actor import Actor
from luoshi.base.sheets.register import Column, Register, register
from luoshi.kernel.org.models import Holding, Person, Unit
from luoshi.kernel.org.roles import ROLES
from luoshi.kernel.org.selectors import in_force
from luoshi.kernel.org.taking_in import check_people, may_take_in, may_take_roles_in, take_people
from luoshi.kernel.org.taking_in_roles import check_holdings, open_or_coming, take_holdings
from luoshi.kernel.org.taking_in_units import check_units, take_units
from luoshi.kernel.org.tree import tree

STAFF_NO = Column(
    "staff_no", _("Staff number"), "code", ("工号", "员工号", "职工号", "员工编号", "职工编号", "人员编号", "工作证号"), True, longest=20
)
UNIT = ("单位", "部门", "所在单位", "所属单位", "所在部门", "单位编码", "单位代码", "单位名称", "车间", "班组")

PEOPLE = (
    STAFF_NO,
    Column("name", _("Full name"), "text", ("姓名", "人员姓名", "员工姓名", "职工姓名"), True, longest=40, width=12),
    Column("unit", _("Unit"), "text", UNIT, True, longest=80, width=24),
    Column("post", _("Post"), "text", ("岗位", "职务", "工种", "岗位名称"), longest=40),
    Column("party", _("Outside party"), "text", ("外部单位", "外协单位", "承包商", "所属承包商", "劳务单位"), longest=80, width=18),
    Column("since", _("Here since"), "day", ("入职日期", "入厂日期", "入职时间", "入厂时间", "参加工作日期")),
    Column("until", _("Leaves on"), "day", ("离职日期", "离厂日期", "离职时间", "退休日期", "调出日期")),
)
UNITS = (
    Column("code", _("Unit code"), "code", ("单位编码", "单位代码", "编码", "代码", "部门编码"), True, longest=30),
    Column("name", _("Unit name"), "text", ("单位名称", "名称", "单位", "部门名称", "部门"), True, longest=80, width=26),
    Column("short_name", _("Short name"), "text", ("简称", "单位简称"), longest=20, width=12),
    Column("parent", _("Unit above"), "text", ("上级单位", "上级", "上级编码", "上级单位编码", "隶属单位"), longest=80, width=18),
    Column("receives_for", _("Receives for"), "text", ("受理单位", "代收单位", "为哪个单位受理"), longest=80, width=18),
    Column("since", _("Since"), "day", ("启用日期", "成立日期", "起始日期", "生效日期")),
)
HOLDINGS = (
    STAFF_NO,
    Column("name", _("Full name"), "text", ("姓名",), longest=40, width=12),
    Column("role", _("Role"), "choice", ("角色", "职责", "担任角色"), True, {role.name: role.label for role in ROLES.values()}, width=16),
    Column("unit", _("Unit"), "text", UNIT, True, longest=80, width=24),
    Column("since", _("Since"), "day", ("起始日期", "开始日期", "任职日期", "生效日期")),
    Column("until", _("Until"), "day", ("截止日期", "结束日期", "免职日期", "到期日期")),
)


def declare() -> None:
    """Lay the registers of the enterprise on the shelf."""
    register(Register("people", _("People list"), PEOPLE, check_people, take_people, may_take_in, people_rows, key=_("by staff number")))
    register(Register("units", _("Unit list"), UNITS, check_units, take_units, may_take_in, unit_rows, key=_("by unit code")))
    register(
        Register(
            "holdings",
            _("Role list"),
            HOLDINGS,
            check_holdings,
            take_holdings,
            may_take_roles_in,
            holding_rows,
            key=_("by staff number, role and unit"),
        )
    )


def people_rows(_actor: Actor, unit: int | None, on: date) -> Iterator[Mapping[str, object]]:
    """Who is here or will be, by staff number; below `unit` where one is given."""
    rows = Person.objects.filter(open_or_coming(on))
    if unit is not None:
        rows = rows.filter(unit__in=tree(on).below([unit]))
    fields = ("staff_no", "name", "unit__code", "post", "party__code", "since", "until")
    for values in rows.order_by("staff_no").values(*fields).iterator(chunk_size=2000):
        yield {**values, "unit": values["unit__code"], "party": values["party__code"] or ""}


def unit_rows(_actor: Actor, unit: int | None, on: date) -> Iterator[Mapping[str, object]]:
    """The units of this day, those above before those below."""
    of = tree(on)
    todo = [unit] if unit is not None else list(of.children.get(None, ()))
    wanted = Unit.objects.filter(in_force(on)).select_related("receives_for").in_bulk()
    while todo:
        one = wanted.get(todo.pop(0))
        if one is None:
            continue
        todo.extend(of.children.get(one.pk, ()))
        above = of.parent.get(one.pk)
        yield {
            "code": one.code,
            "name": one.name,
            "short_name": one.short_name,
            "parent": of.units[above].code if above else "",
            "receives_for": one.receives_for.code if one.receives_for else "",
            "since": one.since,
        }


def holding_rows(_actor: Actor, unit: int | None, on: date) -> Iterator[Mapping[str, object]]:
    """Who holds which role, by staff number, role and unit; worker, which everybody is, stands in the list of people."""
    rows = Holding.objects.filter(open_or_coming(on)).exclude(role="worker")
    if unit is not None:
        rows = rows.filter(unit__in=tree(on).below([unit]))
    fields = ("person__staff_no", "person__name", "role", "unit__code", "since", "until")
    for values in rows.order_by("person__staff_no", "role", "unit__code").values(*fields).iterator(chunk_size=2000):
        yield {**values, "staff_no": values["person__staff_no"], "name": values["person__name"], "unit": values["unit__code"]}
