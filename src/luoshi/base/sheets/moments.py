"""Days and moments in every shape that offices write them in, down to the sentence for what is none."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from luoshi.base.clock import PLANT_ZONE

FIRST_SERIAL, LAST_SERIAL = 18_264, 80_000  # 1950-01-01 to 2119-01-10
BETWEEN_EPOCHS = 1462
EPOCH = datetime(1899, 12, 30)
NEAREST = timedelta(seconds=0.5)

WEEKDAY = re.compile(r"\(?(?:星期|周|礼拜)[一二三四五六日天]\)?")
DAY = re.compile(
    r"(?:(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?"
    r"|(?P<year2>\d{4})(?P<mark>[-/.])(?P<month2>\d{1,2})(?P=mark)(?P<day2>\d{1,2})日?"
    r"|(?P<packed>\d{8})"
    r"|(?P<month3>\d{1,2})月(?P<day3>\d{1,2})[日号]?)"
)
HOUR = re.compile(
    r"(?P<half>上午|下午|中午|晚上|凌晨|早上|AM|PM|am|pm)?"
    r"(?P<hour>\d{1,2})(?:[:时点](?:(?P<minute>\d{1,2})(?:[:分](?:(?P<second>\d{1,2})秒?(?P<part>\.\d+)?)?)?|(?P<half_past>半)|整)?)"
    r"(?P<half2>AM|PM|am|pm)?"
)
PACKED = re.compile(r"(\d{8})(\d{2})(\d{2})(\d{2})?")
SHORT_YEAR = re.compile(r"\d{1,2}(?:[-/.]\d{1,2}[-/.]|年\d{1,2}月)\d{1,2}日?.*|\d{1,2}[-/.]\d{1,2}[-/.]\d{2}\b.*")
FOREIGN = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}.*")
SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
AFTERNOON = ("下午", "晚上", "中午", "pm")


class Unreadable(ValueError):
    """A cell that is not what its column wants: the problem, and what the clerk can do."""

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


@dataclass(frozen=True)
class Wall:
    """A day, with the time of day where one is written."""

    on: date
    hour: time | None = None


def read_day(raw: object, *, from_1904: bool = False, years: Iterable[int] = ()) -> date:
    """The day of a cell; a time of day beside it is left out."""
    return _read(raw, from_1904, years).on


def read_moment(raw: object, *, from_1904: bool = False, years: Iterable[int] = ()) -> tuple[datetime, bool]:
    """The moment of a cell by the plant's clock, and whether its hour is known."""
    wall = _read(raw, from_1904, years)
    return datetime.combine(wall.on, wall.hour or time(), tzinfo=PLANT_ZONE), wall.hour is not None


def year_of(raw: object, *, from_1904: bool = False) -> int | None:
    """The year a cell names by itself: the context for a neighbour without one."""
    try:
        return _read(raw, from_1904, ()).on.year
    except Unreadable:
        return None


def _read(raw: object, from_1904: bool, years: Iterable[int]) -> Wall:
    if isinstance(raw, datetime):
        near = raw + NEAREST
        return _sane(Wall(near.date(), near.time().replace(microsecond=0)), raw)
    if isinstance(raw, date):
        return _sane(Wall(raw), raw)
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return _number(float(raw), from_1904)
    return _text(str(raw), from_1904, years)


def _number(number: float, from_1904: bool) -> Wall:
    """A serial number of Excel, or digits as 20260105 that lost their text."""
    if number.is_integer() and len(digits := str(int(number))) in (8, 12, 14):
        return _text(digits, from_1904, ())
    serial = number + (BETWEEN_EPOCHS if from_1904 else 0)
    if not FIRST_SERIAL <= serial <= LAST_SERIAL:
        raise _no_day(format(number, "g"))
    moment = EPOCH + timedelta(days=serial) + NEAREST
    return Wall(moment.date(), None if number.is_integer() else moment.time().replace(microsecond=0))


def _text(text: str, from_1904: bool, years: Iterable[int]) -> Wall:
    plain = unicodedata.normalize("NFKC", text).replace("\u3002", ".").strip().strip("'")
    plain = WEEKDAY.sub(" ", plain)
    if SERIAL.fullmatch(plain):
        return _number(float(plain), from_1904)
    if packed := PACKED.fullmatch(plain):
        return _sane(Wall(_day(text, *_split(packed[1])), _hour(text, packed[2], packed[3], packed[4])), text)
    dense = re.sub(r"\s*([年月])\s*|(?<=\d)\s+(?=[日号])", r"\1", plain)
    dense = re.sub(r"(?<=\d)\s*([-/.])\s*(?=\d)", r"\1", dense)
    found = DAY.match(dense)
    if not found:
        raise _wrong_shape(dense, text)
    rest = re.sub(r"\s+", "", dense[found.end() :].removeprefix("T"))
    if rest[:1].isdigit() and not dense[found.end()].isspace() and dense[found.end()] != "T" and dense[found.end() - 1] not in "日号":
        raise _wrong_shape(dense, text)
    return _sane(Wall(_found_day(found, text, years), _found_hour(rest, text) if rest else None), text)


def _split(digits: str) -> tuple[int, int, int]:
    return int(digits[:4]), int(digits[4:6]), int(digits[6:8])


def _found_day(found: re.Match[str], text: str, years: Iterable[int]) -> date:
    if found["packed"]:
        return _day(text, *_split(found["packed"]))
    if found["month3"]:
        known = set(years)
        if len(known) != 1:
            raise Unreadable(_("“%(text)s” has no year") % {"text": text.strip()[:40]}, _("write the year too, as 2026-11-30"))
        return _day(text, known.pop(), int(found["month3"]), int(found["day3"]))
    if found["year"]:
        return _day(text, int(found["year"]), int(found["month"]), int(found["day"]))
    return _day(text, int(found["year2"]), int(found["month2"]), int(found["day2"]))


def _found_hour(rest: str, text: str) -> time:
    found = HOUR.fullmatch(rest)
    if not found:
        raise Unreadable(_("the time of day in “%(text)s” cannot be read") % {"text": text.strip()[:40]}, _("write it as 2026-11-21 08:30"))
    half = (found["half"] or found["half2"] or "").lower()
    minute = "30" if found["half_past"] else found["minute"]
    hour = int(found["hour"])
    if half in AFTERNOON and hour < 12 and not (half == "中午" and hour == 11):
        hour += 12
    elif half in ("am", "凌晨") and hour == 12:
        hour = 0
    return _hour(text, str(hour), minute, found["second"])


def _hour(text: str, hour: str, minute: str | None, second: str | None) -> time:
    try:
        return time(int(hour), int(minute or 0), int(second or 0))
    except ValueError:
        raise Unreadable(_("the clock has no such time: “%(text)s”") % {"text": text.strip()[:40]}, _("correct the time of day")) from None


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreadable(
            _("the calendar has no such day: “%(text)s”") % {"text": text.strip()[:40]}, _("correct the day; write it as 2026-11-21")
        ) from None


def _sane(wall: Wall, raw: object) -> Wall:
    if not 1950 <= wall.on.year <= 2119:
        raise Unreadable(_("“%(text)s” lies outside the years 1950 to 2119") % {"text": str(raw).strip()[:40]}, _("correct the year"))
    return wall


def _wrong_shape(dense: str, text: str) -> Unreadable:
    if FOREIGN.fullmatch(dense):
        return Unreadable(
            _("in “%(text)s” day and month cannot be told apart") % {"text": text.strip()[:40]}, _("write the year first, as 2026-11-21")
        )
    if SHORT_YEAR.fullmatch(dense):
        return Unreadable(
            _("in “%(text)s” the year has only two digits") % {"text": text.strip()[:40]}, _("write all four digits, as 2026-11-21")
        )
    return _no_day(text)


def _no_day(text: str) -> Unreadable:
    return Unreadable(_("“%(text)s” is no date") % {"text": text.strip()[:40]}, _("write a date, as 2026-11-21"))
