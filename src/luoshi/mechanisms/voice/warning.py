"""What in a text would tell who wrote it: looked for while it is looked over, and kept nowhere."""

import re
from datetime import date

from django.utils.translation import gettext as _

from luoshi.kernel.org.models import Equipment, Person, Place
from luoshi.kernel.org.selectors import all_units, in_force

SHIFTS = ("早班", "中班", "夜班", "白班", "甲班", "乙班", "丙班", "丁班", "班组", "倒班", "night shift", "early shift", "late shift")
NUMBERS = re.compile(r"(?<!\d)(1\d{10}|\d{17}[\dXx]|\d{15})(?!\d)")
FIRST = ("本人", "我叫", "我是", "我们班", "我的工号", "my name", "i am the")
MOST = 5


def warnings(text: str, on: date) -> list[str]:
    """Sentences to the writer, none where nothing was found."""
    said, low = [], text.lower()
    named = [name for name in Person.objects.filter(in_force(on)).values_list("name", flat=True) if len(name) > 1 and name in text]
    if named:
        said.append(
            _("It names %(names)s. If one of them is you, or it was said to you alone, take the name out.")
            % {"names": "、".join(named[:MOST])}
        )
    digits = set(re.findall(r"\d{4,}", text))
    if digits and Person.objects.filter(staff_no__in=digits).exists():
        said.append(_("It holds a staff number: take it out."))
    if NUMBERS.search(text):
        said.append(_("It holds a number like that of a phone or an identity card: take it out."))
    if any(one in low for one in FIRST):
        said.append(_("It says something of yourself (“I am”, “our team”): write what is so, not who you are."))
    if len(_narrow(text, low, on)) >= 2:
        found = "、".join(_narrow(text, low, on))
        said.append(
            _("Unit, shift and machine together (%(found)s) may leave few who can have written it: name fewer of them.") % {"found": found}
        )
    return said


def _narrow(text: str, low: str, on: date) -> list[str]:
    """The first unit, shift, and machine or place that are named."""
    units = [unit.name for unit, depth in all_units(on) if depth and unit.name in text]
    shifts = [one for one in SHIFTS if one in low]
    things = [name for name in Equipment.objects.filter(in_force(on)).values_list("name", flat=True) if name and name in text]
    things += [name for name in Place.objects.filter(in_force(on)).values_list("name", flat=True) if name and name in text]
    return [one[0] for one in (units, shifts, things) if one]
