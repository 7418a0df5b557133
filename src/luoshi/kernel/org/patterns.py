"""The usual rotations of Chinese plants, laid into an empty table; every one is checked by the same rule as a pattern of one's own."""

from dataclasses import dataclass
from datetime import date

from luoshi.kernel.org.models import Rota, ShiftPattern
from luoshi.kernel.org.shifts import hours, read_hours

SINCE = date(2000, 1, 1)
SOURCE = "Usual rotation; the hours are examples, change them to your own rule"
EIGHT = "早 08:00 8, 中 16:00 8, 夜 00:00 8"
EIGHT_AFTER = "早 08:00 8, 中 16:00 8, 夜 24:00 8"  # the night follows the late shift by one day: it is the night after its day
TWELVE = "白 08:00 12, 夜 20:00 12"
SIX = "早 08:00 6, 中 14:00 6, 晚 20:00 6, 夜 26:00 6"


@dataclass(frozen=True)
class Usual:
    """One rotation of the table: its code, its name, the cycle, the hours, how far ahead each team stands."""

    code: str
    name: str
    cycle: str
    letters: str
    leads: str


USUAL = (
    Usual("4x3", "四班三倒", "早早中中夜夜休休", EIGHT_AFTER, "0,2,4,6"),
    Usual("4x3-reverse", "四班三倒（夜班在前）", "夜夜中中早早休休", EIGHT, "0,2,4,6"),
    Usual("5x3-5", "五班三倒（五天一轮）", "早中夜休休", EIGHT_AFTER, "0,1,2,3,4"),
    Usual("5x3-10a", "五班三倒（十天一轮，夜班前休）", "早早中中休夜夜休休休", EIGHT, "0,2,4,6,8"),
    Usual("5x3-10b", "五班三倒（十天一轮）", "早早中中夜夜休休休休", EIGHT_AFTER, "0,2,4,6,8"),
    Usual("4x2-4", "四班两倒（四天一轮）", "白夜休休", TWELVE, "0,1,2,3"),
    Usual("4x2-8a", "四班两倒（八天一轮，白夜间休）", "白白休休夜夜休休", TWELVE, "0,2,4,6"),
    Usual("4x2-8b", "四班两倒（八天一轮）", "白白夜夜休休休休", TWELVE, "0,2,4,6"),
    Usual("3x2", "三班两倒", "白白夜夜休休", TWELVE, "0,2,4"),
    Usual("5x4", "五班四倒", "早中晚夜休", SIX, "0,1,2,3,4"),
    Usual("6x3", "六班三倒", "早休中休夜休", EIGHT, "0,1,2,3,4,5"),
    Usual("dupont", "杜邦四班两倒（二十八天一轮）", "夜夜夜夜休休休白白白休夜夜夜休休休白白白白休休休休休休休", TWELVE, "0,7,14,21"),
)


def seed_patterns() -> int:
    """Lay in the rotations that are not there yet, and give older rotas of the same cycle and hours their pattern; how many are new."""
    standing = set(ShiftPattern.objects.values_list("code", flat=True))
    new = [ShiftPattern(since=SINCE, source=SOURCE, **one.__dict__) for one in USUAL if one.code not in standing]
    ShiftPattern.objects.bulk_create(new)
    for pattern in ShiftPattern.objects.order_by("id"):
        if read_hours(pattern.letters) == hours(pattern.cycle):
            Rota.objects.filter(pattern__isnull=True, cycle=pattern.cycle).update(pattern=pattern)
    return len(new)
