"""The rules of a problem's life, told a second time and from the rules alone; what the product does is held against this.

Plain Python: people and units go by name, moments are the plant's wall clock. Nothing here is taken from the product.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

DAY, EVENING = timedelta(days=1), time(17, 30)
OFF = ("01-01 01-03", "02-15 02-23", "04-04 04-06", "05-01 05-05", "06-19 06-21", "09-25 09-27", "10-01 10-07")
WORKED = ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")  # days of rest that are worked instead: State Council notice for 2026

DAYS = {"reported": 0, "registered": 1, "done": 2, "verified": 1, "answered": 5}  # working days a state may last
STEPS = {  # step: the states it starts from, the state it leads to, what it asks for
    "register": ("reported", "registered", ""),
    "assign": ("reported registered", "assigned", "action owner workdays"),
    "do": ("assigned", "done", "note verifier"),
    "reassign": ("assigned", "assigned", "owner workdays reason"),
    "verify": ("done", "verified", ""),
    "refuse": ("done", "assigned", "reason"),
    "answer": ("verified", "answered", "answer"),
    "confirm": ("answered", "closed", ""),
    "not_fixed": ("answered closed", "assigned", "reason"),
}
LEADS = ("team_leader", "unit_leader")
CHECKS = (*LEADS, "safety_officer")
READS = (*CHECKS, "handler", "inspector")

Holder = tuple[str, str | None]  # a unit, and a person of it or nobody by name


class Refused(Exception):
    """The rules do not allow it."""


class Invisible(Exception):
    """For this person it is not there."""


def works(day: date) -> bool:
    name = f"{day:%m-%d}"
    if name in WORKED:
        return True
    return day.weekday() < 5 and not any(first <= name <= last for first, last in (span.split() for span in OFF))


def deadline(now: datetime, days: int) -> datetime:
    """The end of work on the n-th working day after today; 0 is today's, or the next when today's is over."""
    day, left = now.date(), days
    if days == 0 and not (works(day) and now.time() < EVENING):
        left = 1
    while left:
        day += DAY
        left -= works(day)
    return datetime.combine(day, EVENING)


@dataclass
class House:
    """Who works where, who holds what, what hangs below what, and which office takes what is found."""

    above: dict[str, str]
    home: dict[str, str]
    held: dict[str, list[tuple[str, str]]]
    short: dict[str, str]
    serves: dict[str, str]

    def line(self, unit: str) -> list[str]:
        return [unit, *self.line(self.above[unit])] if self.above.get(unit) else [unit]

    def reaches(self, who: str, roles: tuple[str, ...], unit: str) -> bool:
        """A role held on a unit reaches everything below it; a handler also reads what the office receives for."""
        roots = {on for role, on in self.held.get(who, ()) if role in roles}
        if "inspector" in roles:
            roots |= {self.serves[on] for role, on in self.held.get(who, ()) if role == "handler" and on in self.serves}
        return not roots.isdisjoint(self.line(unit))

    def office(self, unit: str) -> str:
        """Going up from where it was found: the office that receives for the unit, or the unit itself when it has a handler."""
        for one in self.line(unit):
            for office, serves in self.serves.items():
                if serves == one:
                    return office
            if any(("handler", one) in held for held in self.held.values()):
                return one
        raise LookupError(unit)

    def leaders(self, unit: str, never: str | None) -> list[str]:
        """Who leads this unit, from itself upwards, passing over whoever holds the matter."""
        found = (who for one in self.line(unit) for who, held in self.held.items() if any((role, one) in held for role in LEADS))
        return [who for who in dict.fromkeys(found) if who != never]


@dataclass
class Try:
    owner: str
    due: datetime
    done_by: str | None = None
    done_for: str | None = None
    verifier: str | None = None
    verified_by: str | None = None
    verdict: str = ""

    @property
    def doers(self) -> set[str | None]:
        return {self.owner, self.done_by, self.done_for}


@dataclass
class Problem:
    number: str
    unit: str
    office: str
    raised: datetime
    raiser: str | None
    entered_by: str | None
    due: datetime | None
    state: str = "reported"
    round: int = 1
    answered: datetime | None = None
    closed: datetime | None = None
    closing: str = ""
    told: int = 0
    told_at: datetime | None = None
    told_whom: str | None = None
    tries: list[Try] = field(default_factory=list)
    stays: list[tuple[datetime, Holder | None]] = field(default_factory=list)
    acts: list[str] = field(default_factory=lambda: ["raise"])

    @property
    def last(self) -> Try | None:
        return self.tries[-1] if self.tries else None

    @property
    def holder(self) -> Holder | None:
        return self.stays[-1][1]


@dataclass
class Reference:
    """Every problem of the plant, and how the rules move it."""

    house: House
    problems: list[Problem] = field(default_factory=list)
    serials: dict[tuple[str, str], int] = field(default_factory=dict)

    def report(self, actor: str | None, raiser: str | None, unit: str, words: str, now: datetime) -> Problem:
        if not words.strip():
            raise Refused("words")
        named = next(one for one in self.house.line(unit) if self.house.short.get(one))
        serial = self.serials[named, f"{now:%y%m}"] = self.serials.get((named, f"{now:%y%m}"), 0) + 1
        number, office = f"{self.house.short[named]}-{now:%y%m}-{serial:04d}", self.house.office(unit)
        problem = Problem(number, unit, office, now, raiser, actor, deadline(now, DAYS["reported"]), stays=[(now, (office, None))])
        self.problems.append(problem)
        return problem

    def prove(self, who: str, problem: Problem, now: datetime) -> None:
        """Who sent it before sign-in has signed in: the raiser from now on, and holds what is answered from now on."""
        if problem.raiser or problem.entered_by:
            raise Invisible
        problem.raiser = who
        problem.acts.append("prove")
        if problem.state == "answered":
            problem.stays.append((now, (self.house.home[who], who)))

    def sees(self, who: str, problem: Problem) -> bool:
        """Own matters, what one ever owned a try at, matters held or told, and what was found, raised, handled or done in the units one reads."""
        units, last = {problem.unit, problem.office}, problem.last
        mine = {
            *(one.owner for one in problem.tries),
            problem.raiser,
            problem.entered_by,
            problem.told_whom,
            problem.holder and problem.holder[1],
        }
        if problem.raiser:
            units.add(self.house.home[problem.raiser])
        if last:
            mine |= {*last.doers, last.verifier, last.verified_by}
            units.add(self.house.home[last.owner])
        return who in mine or any(self.house.reaches(who, READS, unit) for unit in units)

    def may(self, who: str, problem: Problem, step: str) -> bool:
        last = problem.last
        if step in ("register", "assign", "reassign", "answer"):
            return self.house.reaches(who, ("handler",), problem.office)
        if step == "do":
            return last is not None and (who == last.owner or self.house.reaches(who, LEADS, self.house.home[last.owner]))
        if step in ("verify", "refuse"):
            named = last is not None and who == last.verifier
            return last is not None and who not in last.doers and (named or self.house.reaches(who, CHECKS, problem.unit))
        if problem.raiser:
            return who == problem.raiser
        return self.house.reaches(who, LEADS, problem.unit) and (last is None or who not in last.doers)

    def checkers(self, who: str, problem: Problem) -> list[str]:
        """Who can be named to check what `who` says is done: leads or guards where it was found, and did not do it."""
        barred = {who, *(problem.last.doers if problem.last else ())}
        return [one for one in self.house.held if one not in barred and self.house.reaches(one, CHECKS, problem.unit)]

    def step(self, who: str | None, problem: Problem, step: str, now: datetime, values: dict[str, Any]) -> None:
        """`who` None is the clock, which may only close what was left without a word."""
        sources, target, asks = STEPS[step]
        if who and not self.sees(who, problem):
            raise Invisible
        if problem.state not in sources.split() or (who and not self.may(who, problem, step)):
            raise Refused("not now, or not this person's")
        for name in asks.split():
            value = values.get(name)
            if value is None or (isinstance(value, str) and not value.strip()) or (name == "workdays" and value < 0):
                raise Refused(f"{name} is missing")
        if "verifier" in asks and values["verifier"] not in self.checkers(who or "", problem):
            raise Refused("the checker cannot be the doer")
        self._do(who, problem, step, now, values)
        problem.state, problem.told, problem.told_at, problem.told_whom = target, 0, None, None
        if target != "assigned":
            problem.due = deadline(now, DAYS[target]) if target in DAYS else None
        elif problem.last:
            problem.due = problem.last.due
        problem.acts.append(step)

    def _do(self, who: str | None, problem: Problem, step: str, now: datetime, values: dict[str, Any]) -> None:
        last, holder = problem.last, (problem.office, None)
        if step == "assign":
            problem.tries.append(Try(values["owner"], deadline(now, values["workdays"])))
        elif step == "not_fixed":
            problem.stays = [stay for stay in problem.stays if stay[0] < problem.answered] + [(problem.answered, holder)]
            problem.round, problem.answered, problem.closed, problem.closing = problem.round + 1, None, None, ""
            problem.tries.append(Try(last.owner, last.due))
        elif step == "reassign":
            last.owner, last.due = values["owner"], deadline(now, values["workdays"])
        elif step == "do":
            last.done_by, last.done_for, last.verifier = who, last.owner, values["verifier"]
            holder = self._with(last.verifier)
        elif step in ("verify", "refuse"):
            last.verified_by, last.verdict = who, {"verify": "passed", "refuse": "refused"}[step]
            if step == "refuse":
                problem.tries.append(Try(last.owner, last.due))
        elif step == "answer":
            problem.answered = now
            holder = self._with(problem.raiser) if problem.raiser else (problem.unit, None)
        elif step == "confirm":
            problem.closed, problem.closing, holder = now, "confirmed" if who else "not evaluated", None
        if STEPS[step][1] == "assigned":
            holder = self._with(problem.last.owner)
        problem.stays.append((now, holder))

    def _with(self, who: str) -> Holder:
        return self.house.home[who], who

    def lapse(self, now: datetime) -> int:
        """What was answered and has had no word for its working days is closed as not evaluated."""
        silent = [one for one in self.problems if one.state == "answered" and one.due < now]
        for problem in silent:
            self.step(None, problem, "confirm", now, {})
        return len(silent)

    def tell(self, now: datetime) -> int:
        """What is overdue is told to the nearest leader above its holder, every three working days to the next one up, three at most.

        Silence after the answer is no delay.
        """
        late = [one for one in self.problems if one.due and one.due < now and one.state != "answered" and one.told < 3]
        again = [one for one in late if one.told_at is None or deadline(one.told_at, 3) < now]
        return sum(self._tell(one, now) for one in again)

    def _tell(self, problem: Problem, now: datetime) -> int:
        line = self.house.leaders(*problem.holder)
        problem.told, problem.told_at = problem.told + 1, now
        if problem.told > max(len(line), 1):
            problem.told = 3
            return 0
        problem.told_whom = line[problem.told - 1] if line else None
        problem.acts.append("tell")
        return 1

    def charged(self, problem: Problem) -> list[tuple[Holder, datetime, datetime | None]]:
        """Who held it from when to when: one stretch a holder, nothing of no length, the present one open."""
        return stretches(
            [(holder, since, until) for (since, holder), until in zip(problem.stays, self._ends(problem), strict=True) if holder]
        )

    @staticmethod
    def _ends(problem: Problem) -> list[datetime | None]:
        return [*(since for since, _holder in problem.stays[1:]), None]


def stretches(stays: list[tuple[Holder, datetime, datetime | None]]) -> list[tuple[Holder, datetime, datetime | None]]:
    """Neighbouring stretches of one holder joined, those of no length left out."""
    out: list[tuple[Holder, datetime, datetime | None]] = []
    for holder, since, until in stays:
        if since == until:
            continue
        if out and out[-1][0] == holder and out[-1][2] == since:
            out[-1] = (holder, out[-1][1], until)
        else:
            out.append((holder, since, until))
    return out
