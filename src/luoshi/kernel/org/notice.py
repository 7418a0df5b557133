"""Reading the holiday notice of the State Council as it is customarily worded, or one line a day; what is not understood is handed back.

A weekday in brackets and a number of days that contradict the calendar of the year count as not understood: the notice is another year's.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

HOLIDAY, MAKEUP = "holiday", "makeup"
LETTERS = {HOLIDAY: "休", MAKEUP: "班"}
KINDS = {letter: kind for kind, letter in LETTERS.items()}
WEEKDAYS = "一二三四五六日"

_NUMBERED = re.compile(r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d+[.、．])")
_NAMED = re.compile(r"^([^：:，,\d]{1,20})[：:]")
_DATE = r"(?:(?P<y{0}>\d{{4}})年)?(?:(?P<m{0}>\d{{1,2}})月)?(?P<d{0}>\d{{1,2}})日(?:[（(](?P<w{0}>[^（）()]*)[）)])?"
_SPAN = re.compile(_DATE.format(1) + r"(?:(?:至|到|—|－|-|~)" + _DATE.format(2) + r")?")
_REST = re.compile(r"^放假(?:调休)?(?:(?P<days>\d+)天)?(?:[，,](?:不调休|与周末连休))?(?:[，,]?共(?P<all>\d+)天)?$")
_WORK = re.compile(r"^(?:均|都|照常|正常)*上班$")
_LINE = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})\s+([休班])(?:\s+(.*))?$")
_WEEKDAY = re.compile(r"(?:星期|周)([一二三四五六日天])")


@dataclass(frozen=True, order=True)
class Day:
    """A day that differs from Monday to Friday: `holiday` or `makeup`, and the festival it belongs to."""

    on: date
    kind: str
    name: str = ""


@dataclass(frozen=True)
class Notice:
    """What was understood, in the order of the days; the sentences that were not; the days of other years that were left out."""

    days: tuple[Day, ...]
    unread: tuple[str, ...]
    elsewhere: tuple[Day, ...] = ()

    @property
    def lines(self) -> str:
        """The understood days, one a line, as they can be read again."""
        return "\n".join(f"{day.on} {LETTERS[day.kind]} {day.name}".strip() for day in self.days)


class _Puzzled(Exception):
    """This sentence is not in the customary form, or contradicts the year."""


def read_notice(text: str, year: int) -> Notice:
    """The days this text names for the year. Nothing is guessed: a sentence is understood as a whole or handed back as it stands."""
    found: dict[tuple[date, str], Day] = {}
    unread: list[str] = []
    for line in text.splitlines():
        match, name = _LINE.match(line.strip()), ""
        for sentence in [line.strip()] if match else _sentences(line):
            try:
                name, days = _dated(match) if match else _read(sentence, name, year)
            except (_Puzzled, ValueError):
                unread.append(sentence)
            else:
                found.update({(day.on, day.kind): day for day in days})
    days_ = sorted(found.values())
    inside = tuple(day for day in days_ if day.on.year == year)
    return Notice(inside, tuple(unread), tuple(day for day in days_ if day.on.year != year))


def _sentences(line: str) -> list[str]:
    return [part.strip() for part in re.split(r"[。；;]", line) if part.strip()]


def _dated(match: re.Match[str]) -> tuple[str, list[Day]]:
    year, month, day, letter, name = match.groups()
    return "", [Day(date(int(year), int(month), int(day)), KINDS[letter], (name or "").strip())]


def _read(sentence: str, name: str, year: int) -> tuple[str, list[Day]]:
    rest = _NUMBERED.sub("", "".join(sentence.split()))
    named = _NAMED.match(rest)
    if named:
        name, rest = named[1], rest[named.end() :]
    spans, rest = _spans(rest, year)
    if _WORK.match(rest) and all(len(span) == 1 for span in spans):
        return name, [Day(span[0], MAKEUP, name) for span in spans]
    freed = _REST.match(rest)
    days = [on for span in spans for on in span]
    if not freed or any(int(said) != len(days) for said in freed.groups() if said):
        raise _Puzzled
    return name, [Day(on, HOLIDAY, name) for on in days]


def _spans(text: str, year: int) -> tuple[list[list[date]], str]:
    """The dates a sentence begins with, spans written out, and the words after them."""
    found, month = [], 0
    while match := _SPAN.match(text):
        first = _date(match, "1", year, month)
        last = _date(match, "2", first.year, first.month) if match["d2"] else first
        if not 0 <= (last - first).days < 31:
            raise _Puzzled
        found.append([first + timedelta(days=n) for n in range((last - first).days + 1)])
        month, text = last.month, text[match.end() :]
        if not text.startswith(("、", "和", "及")):
            break
        text = text[1:]
    if not found:
        raise _Puzzled
    return found, text


def _date(match: re.Match[str], which: str, year: int, month: int) -> date:
    on = date(int(match["y" + which] or year), int(match["m" + which] or month), int(match["d" + which]))
    said = _WEEKDAY.search(match["w" + which] or "")
    if said and WEEKDAYS.index(said[1].replace("天", "日")) != on.weekday():
        raise _Puzzled
    return on
