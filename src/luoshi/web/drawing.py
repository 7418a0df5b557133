"""From a row to what is drawn: the chain, the clock, the relay strip, in words a person would say."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from luoshi.base.clock import local
from luoshi.base.workflow import LINKS, State
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.selectors import Line, Row, Stay
from luoshi.kernel.org.calendar import Calendar
from luoshi.web.shapes import Chain, Clock, Link, LinkState, Relay, Shade, Stretch

WORDS = {
    "raised": gettext_lazy("Raised"),
    "taken": gettext_lazy("Taken"),
    "done": gettext_lazy("Done"),
    "verified": gettext_lazy("Verified"),
    "answered": gettext_lazy("Answered"),
}
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def span(time: timedelta, day: timedelta = DAY) -> str:
    """A length of time in words: days and hours over a day, hours and minutes under a day, minutes under an hour."""
    days, rest = divmod(max(time, timedelta()), day)
    hours, minutes = rest // HOUR, rest % HOUR // MINUTE
    if days:
        words = ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
        return f"{words} {_('%(n)s h') % {'n': hours}}" if hours and days < 10 else words
    if hours:
        return f"{_('%(n)s h') % {'n': hours}} {_('%(n)s min') % {'n': minutes}}" if minutes else _("%(n)s h") % {"n": hours}
    return _("%(n)s min") % {"n": minutes} if minutes else _("less than a minute")


def whole_days(time: timedelta) -> str:
    """The same, in whole days for narrow columns."""
    return ngettext("%(n)s day", "%(n)s days", time.days) % {"n": time.days} if time >= DAY else _("under a day")


def moment(at: datetime) -> str:
    """A moment on the plant's clock."""
    return f"{local(at):%Y-%m-%d %H:%M}"


def short_moment(at: datetime) -> str:
    return f"{local(at):%m-%d %H:%M}"


def states_of(state: State) -> tuple[LinkState, ...]:
    """How far each of the five links is when a matter stands at this state."""
    reached = LINKS.index(state.link) + 1
    if state.closed:
        return ("done",) * len(LINKS)
    done = min(reached, len(LINKS) - 1)
    return (*("done",) * done, "now", *("todo",) * (len(LINKS) - done - 1))  # type: ignore[return-value]


def sentence_of(state: State) -> str:
    """What a screen reader says for the chain."""
    if state.closed:
        return _("All 5 links are done.")
    standing = min(LINKS.index(state.link) + 2, len(LINKS))
    return _("Link %(n)s of 5: %(words)s") % {"n": standing, "words": state.label}


def small_chain(row: Row) -> tuple[tuple[LinkState, ...], str]:
    """The links and the sentence of a list row."""
    state = kinds[row.kind].workflow.state(row.state)
    return states_of(state), sentence_of(state)


def clock_of(row: Row, at: datetime, calendar: Calendar) -> Clock:
    """The clock of a list row."""
    return clock_at(row.raised_at, row.entered_at, row.due_at, row.closed_at, at, calendar)


def clock_at(raised: datetime, entered: datetime, due: datetime | None, ended: datetime | None, at: datetime, calendar: Calendar) -> Clock:
    """Time left or time over, in working time; what has ended says how long it took."""
    if ended:
        return Clock("finished", _("took %(time)s") % {"time": span(ended - raised)}, 100, moment(ended))
    if due is None:
        return Clock("ample", _("no deadline"))
    exact = moment(due)
    if not calendar.settled(local(due).date()):
        exact += " · " + _("make-up days of this year are not announced yet, the day may move")
    day = calendar.day_length
    if at > due:
        over = calendar.working_time(due, at)
        return Clock("late", _("%(time)s late") % {"time": span(over, day)}, 100, exact)
    left, whole = calendar.working_time(at, due), calendar.working_time(entered, due)
    share = round(100 * (1 - left / whole)) if whole else 0
    words = _("%(time)s left") % {"time": span(left, day)}
    return Clock("soon" if left <= 2 * day else "ample", words, max(0, min(share, 100)), exact)


def holder_words(row: Row) -> str:
    """Who has it: a name, or the office."""
    return row.holder or row.holder_unit or ""


def spoken_clock(row: Row, at: datetime, calendar: Calendar, *, mine: bool = False) -> Clock:
    """The clock with who holds it, for people who do not read the chain."""
    clock = clock_of(row, at, calendar)
    if row.closed_at:
        words = _("Closed without your word") if row.closing == "not evaluated" and mine else clock.words
        return Clock(clock.state, words, clock.share, clock.exact)
    state = kinds[row.kind].workflow.state(row.state)
    if row.answered_at and mine:
        return Clock("soon", _("Answered. Yours to check: %(time)s") % {"time": clock.words}, clock.share, clock.exact)
    if state.link == "raised" and clock.state == "late":
        words = _("Not taken, %(time)s") % {"time": clock.words}
    else:
        words = _("With %(who)s, %(time)s") % {"who": holder_words(row), "time": clock.words}
    if row.told:
        words += _(", %(who)s told") % {"who": row.told}
    return Clock(clock.state, words, clock.share, clock.exact)


def relay_of(stays: Sequence[Stay], at: datetime, due: datetime | None, closed: datetime | None) -> Relay:
    """The strip of holders from the first day to now, or to the deadline where that is later."""
    if not stays:
        return Relay(())
    begin, now = stays[0].since, closed or at
    end = max(now, due) if due and not closed else now
    whole = max(end - begin, MINUTE)

    def place(moment_: datetime) -> float:
        return round(100 * (moment_ - begin) / whole, 2)

    drawn: list[Stretch] = []
    for number, stay in enumerate(stays):
        until = stay.until or now
        shade: Shade = "now" if stay.until is None else ("a", "b")[number % 2]  # type: ignore[assignment]
        who = stay.person or stay.unit
        drawn.append(Stretch(who, span(until - stay.since), place(stay.since), max(place(until) - place(stay.since), 0.0), shade))
    if due and not closed and now > due:
        drawn.append(Stretch("", "", place(max(due, begin)), place(now) - place(max(due, begin)), "late"))
    if end > now:
        drawn.append(Stretch("", "", place(now), 100 - place(now), "todo"))
    shown = due and begin <= due <= end
    return Relay(drawn, place(due) if due and shown else None, f"{local(due):%m-%d}" if due and shown else "")


def held_list(stays: Sequence[Stay], at: datetime, closed: datetime | None) -> list[tuple[str, str, bool]]:
    """Each holder once, with the time charged to them, in the order they first held it."""
    total: dict[str, timedelta] = {}
    current = ""
    for stay in stays:
        who = f"{stay.unit} · {stay.person}" if stay.person else stay.unit
        total[who] = total.get(who, timedelta()) + ((stay.until or closed or at) - stay.since)
        if stay.until is None:
            current = who
    return [(who, span(time), who == current) for who, time in total.items()]


def chains_of(kind: str, state: str, lines: Sequence[Line], at: datetime) -> list[Chain]:
    """One chain for each round: a round that was not passed or not fixed stays above with its broken link."""
    rounds: list[list[Line]] = [[]]
    for line in lines:
        rounds[-1].append(line)
        if line.act in ("refuse", "reopen"):
            rounds.append([])
    carried = [line for line in rounds[0] if line.act in ("raise", "assign")]
    workflow = kinds[kind].workflow
    chains = []
    for number, acts in enumerate(rounds):
        last = number == len(rounds) - 1
        own = acts if number == 0 else [*carried[:1], *(_passed_on(rounds[number - 1], carried)), *acts]
        chains.append(_chain(own, workflow.state(state) if last else None, at))
    return chains


def _passed_on(before: Sequence[Line], carried: Sequence[Line]) -> list[Line]:
    """A new round begins with the owner taking it up again, at the moment it was sent back."""
    back, owner = before[-1], next((line for line in reversed(carried) if line.act == "assign"), None)
    if owner is None:
        return []
    again = {**owner.__dict__, "at": back.at, "text": ""}
    return [Line(**again)]


FULFILS = {"raise": "raised", "assign": "taken", "reassign": "taken", "do": "done", "pass": "verified", "answer": "answered"}
BREAKS = {"refuse": "verified", "reopen": "answered"}


def _chain(lines: Sequence[Line], state: State | None, at: datetime) -> Chain:
    by_link: dict[str, Line] = {}
    broken: Line | None = None
    for line in lines:
        if line.act in FULFILS and (line.act != "reassign"):
            by_link[FULFILS[line.act]] = line
        if line.act in BREAKS:
            broken = line
    drawn: tuple[LinkState, ...] = states_of(state) if state else tuple(_ended(name, by_link, broken) for name in LINKS)
    links = []
    for number, name in enumerate(LINKS):
        line = broken if broken and BREAKS[broken.act] == name else by_link.get(name)
        following = next((by_link.get(later) for later in LINKS[number + 1 :] if later in by_link), None)
        spent = span(following.at - line.at) if line and following and following.at >= line.at else ""
        if line and drawn[number] == "done" and number + 1 < len(LINKS) and drawn[number + 1] == "now" and not spent:
            spent = _("%(time)s so far") % {"time": span(at - line.at)}
        word = str(_("Not fixed") if broken and line is broken and broken.act == "reopen" else _("Not passed") if broken and line is broken else WORDS[name])
        links.append(Link(word, drawn[number], _who(line, name), short_moment(line.at) if line else "", spent, _short(line.text) if line is broken and line else ""))
    return Chain(links, sentence_of(state) if state else _("A round that did not hold: %(word)s") % {"word": next((one.word for one in links if one.state == "broken"), "")})


def _ended(name: str, by_link: dict[str, Line], broken: Line | None) -> LinkState:
    if broken and BREAKS[broken.act] == name:
        return "broken"
    return "done" if name in by_link else "todo"


def _who(line: Line | None, name: str) -> str:
    if line is None:
        return ""
    if name == "taken" and line.detail.get("owner"):
        return str(line.detail["owner"])
    who = line.behalf or line.person
    return who or _("before sign-in")


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:29] + "…"
