"""A plant in which anything may be tried in any order: the real services beside the reference, compared after every act."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from luoshi.base.clock import PLANT_ZONE
from luoshi.base.ledger.verification import head_row, verify
from luoshi.base.refusal import Refusal, Reused, Unseen
from luoshi.kernel.matters.models import Action, Custody, Event, Matter
from luoshi.kernel.matters.services import by_the_clock, prove
from luoshi.kernel.metrics.figures import EVER, figures
from tests.cast import PEOPLE, PLACES, UNITS, Plant, key
from tests.reference import STEPS, House, Invisible, Problem, Reference, Refused, stretches

HOUSE = House(
    above={code: above for code, (_name, _short, above, _serves) in UNITS.items()},
    home={who: home for who, (_no, _name, home, _roles) in PEOPLE.items()},
    held={who: list(roles) for who, (_no, _name, _home, roles) in PEOPLE.items()},
    short={code: short for code, (_name, short, _above, _serves) in UNITS.items() if short},
    serves={code: serves for code, (_name, _short, _above, serves) in UNITS.items() if serves},
)
MORNINGS = ("2026-02-10", "2026-02-13", "2026-04-02", "2026-04-29", "2026-06-17", "2026-09-16", "2026-09-23", "2026-09-29", "2026-10-09")
CLOCKS = ("00:10", "07:59", "09:00", "14:20", "17:29", "17:30", "23:50")
LATEST = datetime(2026, 12, 20)
CAST = ("wang", "li", "zhao", "chen", "qiu", "liu", "he", "xu", "sun", "tang")
OWNERS = ("li", "xu", "qiu", "qiu", "sun", "wang", "he")
CHECKERS = ("qiu", "sun", "tang", "li", "he", "liu", "chen", "zhang")
WHERE = ("pump house", "pump house", "pump house", "team room", "workshop", "gas station")
WORDS = {"action": "换阀", "note": "换好了，试过三次", "reason": "夜里又开了", "answer": "已换好，一并查过。"}

STRAIGHT = {"reported": "register", "registered": "assign", "assigned": "do", "done": "verify", "verified": "answer", "answered": "confirm"}

HAPPENS = (
    *("wait",) * 2, *("deadline comes",) * 3, *("report",) * 2, "prove", *("carry on",) * 5, *("another way",) * 3, *("come back",) * 3,
    *("own work",) * 3, *("meddle",) * 4, "leave out", *("send again",) * 2, "send other",
)  # fmt: skip

anything = st.integers(0, 999)
picks = st.lists(anything, min_size=4, max_size=4)


class Difference(AssertionError):
    """Product and rules disagree; named after the check that noticed."""

    def __init__(self, check: str, product: object, rules: object) -> None:
        super().__init__(f"{check}: the product says {product!r}, the rules say {rules!r}")
        self.check = check


def same(check: str, product: object, rules: object) -> None:
    if product != rules:
        raise Difference(check, product, rules)


def wall(moment: datetime | None) -> datetime | None:
    return moment and moment.astimezone(PLANT_ZONE).replace(tzinfo=None)


class Life(RuleBasedStateMachine):
    """`stage` is the plant, put up before the machine runs; each example plays in a savepoint that is rolled back."""

    stage: ClassVar[Plant]

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.model = Reference(HOUSE)
        self.ids: list[int] = []
        self.sent: list[tuple[Callable[..., Any], dict[str, Any], Any]] = []
        self.entries = head_row()[0]

    def teardown(self) -> None:
        try:
            if hasattr(self, "now"):
                same("the first bad entry of the ledger", verify().first_bad, None)
        finally:
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    # what happens

    @initialize(morning=st.sampled_from(MORNINGS), clock=st.sampled_from(CLOCKS), how=st.sampled_from(("own", "own", "guest", "nobody")),
                place=st.sampled_from(WHERE), steps=st.integers(0, 5), owner=st.sampled_from(OWNERS), picks=picks)  # fmt: skip
    def begin(self, morning: str, clock: str, how: str, place: str, steps: int, owner: str, picks: list[int]) -> None:
        """Some day, with a first problem that has come some way."""
        self.now = datetime.fromisoformat(f"{morning} {clock}")
        self._report("wang", how, place, "2号净环泵房蝶阀卡住。")
        for _step in range(steps):
            self._straight_on(0, owner, picks)

    @rule(what=st.sampled_from(HAPPENS), which=anything, who=st.sampled_from(CAST), owner=st.sampled_from(OWNERS), picks=picks)
    def happens(self, what: str, which: int, who: str, owner: str, picks: list[int]) -> None:
        """One of the things below, as often as the table above says: a single rule, so that no example goes without any of them."""
        getattr(self, what.replace(" ", "_"))(which, who, owner, picks)

    def wait(self, which: int, who: str, owner: str, picks: list[int]) -> None:
        """Time goes by; now and then the jobs of the clock are done, and done again."""
        if picks[0] % 2:
            self._wait_until(self.now + timedelta(minutes=(0, 1, 20, 90, 480)[picks[1] % 5]))
        else:
            clock = datetime.strptime(CLOCKS[picks[1] % len(CLOCKS)], "%H:%M").time()
            self._wait_until(datetime.combine((self.now + timedelta(days=1 + which % 6)).date(), clock))
        self._strike(picks[2] % 3)

    def deadline_comes(self, which: int, who: str, owner: str, picks: list[int]) -> None:
        """The deadline of one of them, of an answered one if there is any, is just reached or just missed."""
        problems = [one for one in self.model.problems if one.state == "answered"] or self.model.problems
        if due := problems[which % len(problems)].due:
            self._wait_until(due + timedelta(minutes=(-1, 0, 1, 1)[picks[0] % 4]))
        self._strike(1 + picks[1] % 2)

    def report(self, which: int, who: str, owner: str, picks: list[int]) -> None:
        how = ("own", "own", "own", "behalf", "guest", "nobody")[which % 6]
        words = ("阀打不动。", "灯不亮", "盖板缺一块！", " ")[picks[0] % 4]
        if len(self.ids) < 3 or not words.strip():
            self._report(who, how, WHERE[picks[1] % len(WHERE)], words)

    def prove(self, which: int, who: str, owner: str, picks: list[int]) -> None:
        """Whoever sent it before sign-in signs in; for any other matter there is nothing to prove."""
        unproved = [place for place, one in enumerate(self.model.problems) if not one.raiser and not one.entered_by]
        pk, problem = self._choose(unproved[which % len(unproved)] if unproved else which)
        call = {"actor": self.stage.acting(who, self._utc()), "at": self._utc(), "matter": pk, "command": key()}
        self._attempt(prove, call, lambda: self.model.prove(who, problem, self.now))

    def carry_on(self, which: int, who: str, owner: str, picks: list[int]) -> None:
        """It goes the straight way for a few steps, each taken by somebody who may."""
        for _step in range(1 + picks[3] % 4):
            self._straight_on(which, owner, picks)

    def another_way(self, which: int, who: str, owner: str, picks: list[int]) -> None:
        """Somebody who may takes any step that is open from here."""
        pk, problem = self._choose(which)
        steps = self._open(problem)
        self._right(pk, problem, steps[picks[3] % len(steps)], owner, picks)

    def come_back(self, which: int, who: str, owner: str, picks: list[int]) -> None:
        """Some time after the answer, or after it was closed, it is said that it is not fixed."""
        told = [place for place, one in enumerate(self.model.problems) if one.answered]
        if told:
            self.wait(which, who, owner, picks)
            pk, problem = self._choose(told[which % len(told)])
            self._right(pk, problem, "not_fixed", owner, picks)

    def own_work(self, which: int, who: str, owner: str, picks: list[int]) -> None:
        """Who owned it or did it tries to check it; where it is not done yet, somebody says so for the owner first, if there is anybody."""
        done = [place for place, one in enumerate(self.model.problems) if one.state in ("assigned", "done")]
        if not done:
            return
        pk, problem = self._choose(done[which % len(done)])
        if problem.state == "assigned":
            deputies = [one for one in CAST if one != problem.last.owner and self.model.may(one, problem, "do")]
            for deputy in deputies[:1]:
                self._step(deputy, pk, problem, "do", self._filled("do", owner, 0, self.model.checkers(deputy, problem)[0]))
        who = (problem.last.owner, problem.last.done_by or problem.last.owner)[picks[0] % 2]
        self._step(who, pk, problem, ("verify", "refuse")[picks[1] % 2], WORDS)

    def meddle(self, which: int, who: str, owner: str, picks: list[int]) -> None:
        """Anybody tries any step, mostly one that is open from here."""
        pk, problem = self._choose(which)
        steps = self._open(problem) if picks[0] % 4 else list(STEPS)
        step = steps[picks[1] % len(steps)]
        self._step(who, pk, problem, step, self._filled(step, owner, picks[2] % 5, CHECKERS[picks[3] % len(CHECKERS)]))

    def leave_out(self, which: int, who: str, owner: str, picks: list[int]) -> None:
        """A form that is not complete is refused; the same form, completed, is taken under the same key."""
        pk, problem = self._choose(which)
        steps, command = [step for step in self._open(problem) if STEPS[step][2]], key()
        for lacking in (True, False) if steps else ():
            self._right(pk, problem, steps[picks[3] % len(steps)], owner, picks, command=command, lacking=lacking)

    def send_again(self, which: int, who: str, owner: str, picks: list[int]) -> None:
        """The network sends the same command twice."""
        act, call, told = self._sent(which)
        same("a replay answers the same", self._outcome(act, call), ("done", told))

    def send_other(self, which: int, who: str, owner: str, picks: list[int]) -> None:
        """The same key comes with other content."""
        act, call, _told = self._sent(which)
        other = {**call, "matter": call["matter"] + 1} if act is prove else {**call, "words" if "words" in call else "remark": "别的话"}
        same("the same key with other content", self._outcome(act, other)[0], "reused")

    def _wait_until(self, moment: datetime) -> None:
        self.now = max(self.now, min(moment, LATEST))

    def _strike(self, times: int) -> None:
        for _time in range(times):
            same("how many lapse", by_the_clock.lapse_unanswered(self._utc()), self.model.lapse(self.now))
            same("how many are told", by_the_clock.tell_leaders(self._utc()), self.model.tell(self.now))

    def _report(self, who: str, how: str, place: str, words: str) -> None:
        actor, entered = ("guest", None) if how == "guest" else (who, who)
        raiser = {"own": who, "behalf": "wang" if who != "wang" else "zeng"}.get(how)
        call = {"who": actor, "when": self._utc(), "words": words, "place": place, "raiser": raiser, "command": key()}
        unit = PLACES[place][2]
        made = self._attempt(self.stage.report, call, lambda: self.model.report(entered, raiser, unit, words, self.now))
        if made is not None:
            self.ids.append(made)

    def _straight_on(self, which: int, owner: str, picks: list[int]) -> None:
        pk, problem = self._choose(which)
        if problem.state in STRAIGHT:
            self._right(pk, problem, STRAIGHT[problem.state], owner, picks)

    def _sent(self, which: int) -> tuple[Callable[..., Any], dict[str, Any], Any]:
        return self.sent[-1 - which % min(len(self.sent), 6)]

    # what holds after every act

    @invariant()
    def it_stands_as_the_rules_say(self) -> None:
        by_id = Matter.objects.in_bulk(self.ids)
        same("how many there are", Matter.objects.count(), len(self.ids))
        actions, custodies = Action.objects.order_by("ordinal"), Custody.objects.order_by("since", "id")
        all_tries, all_stays = list(actions.filter(matter__in=self.ids)), list(custodies.filter(matter__in=self.ids))
        for pk, problem in zip(self.ids, self.model.problems, strict=True):
            self._compare_matter(by_id[pk], problem)
            self._compare_tries([row for row in all_tries if row.matter_id == pk], problem)
            self._compare_stays([row for row in all_stays if row.matter_id == pk], problem)

    @invariant()
    def every_act_leaves_one_line_and_one_entry(self) -> None:
        acts = sum(len(problem.acts) for problem in self.model.problems)
        same("events", Event.objects.count(), acts)
        same("ledger entries", head_row()[0] - self.entries, acts)

    @invariant()
    def the_figures_are_the_counts(self) -> None:
        problems = self.model.problems
        same("figure found", figures["problems.found"].value(None, EVER), len(problems))
        same("figure closed", figures["problems.closed"].value(None, EVER), sum(bool(one.closed) for one in problems))
        same("figure reopened", figures["problems.reopened"].value(None, EVER), sum(one.acts.count("not_fixed") for one in problems))

    def _compare_matter(self, row: Matter, problem: Problem) -> None:
        called, code = self.stage.called, self.stage.code
        same("number", row.number, problem.number)
        same("state", row.state, problem.state)
        same("round", row.round, problem.round)
        same("raiser", called(row.raiser_id), problem.raiser)
        same("owner", called(row.owner_id), problem.last and problem.last.owner)
        same("raised at", wall(row.raised_at), problem.raised)
        same("raised on", row.raised_on, problem.raised.date())
        same("deadline", wall(row.due_at), problem.due)
        same("answered at", wall(row.answered_at), problem.answered)
        same("closed at", wall(row.closed_at), problem.closed)
        same("closing", row.closing, problem.closing)
        same("answered before closed", bool(row.closed_at and not row.answered_at), False)
        same("holder", row.holder_unit_id and (code(row.holder_unit_id), called(row.holder_id)), problem.holder)
        same("told", (row.told_at is not None, called(row.told_id)), (problem.told_at is not None, problem.told_whom))

    def _compare_tries(self, rows: list[Action], problem: Problem) -> None:
        called = self.stage.called
        columns = ("owner_id", "done_by_id", "done_for_id", "verifier_id", "verified_by_id")
        product = [(*(called(getattr(row, column)) for column in columns), wall(row.due_at), row.verdict) for row in rows]
        rules = [(one.owner, one.done_by, one.done_for, one.verifier, one.verified_by, one.due, one.verdict) for one in problem.tries]
        same("actions", product, rules)
        for row in rows:
            doers = {row.owner_id, row.done_by_id, row.done_for_id}
            same("the checker is no doer", row.verified_by_id is not None and row.verified_by_id in doers, False)

    def _compare_stays(self, rows: list[Custody], problem: Problem) -> None:
        ends = [row.until for row in rows]
        same("somebody holds it from the first moment", wall(rows[0].since), problem.raised)
        same("no gap and no overlap", ends[:-1], [row.since for row in rows[1:]])
        same("held until now or until closed", wall(ends[-1]), problem.closed)
        held = [((self.stage.code(row.unit_id), self.stage.called(row.person_id)), wall(row.since), wall(row.until)) for row in rows]
        same("who is charged for the time", stretches(held), self.model.charged(problem))

    # how an act is tried

    def _choose(self, which: int) -> tuple[int, Problem]:
        place = which % len(self.ids)
        return self.ids[place], self.model.problems[place]

    def _open(self, problem: Problem) -> list[str]:
        return [step for step, (sources, _target, _asks) in STEPS.items() if problem.state in sources.split()]

    def _right(
        self, pk: int, problem: Problem, step: str, owner: str, picks: list[int], *, command: Any = None, lacking: bool = False
    ) -> None:
        """Somebody who may takes the step with a form that is right, or lacks one thing."""
        who = [one for one in CAST if self.model.may(one, problem, step)]
        if not who:
            return
        actor = who[picks[0] % len(who)]
        can_check = self.model.checkers(actor, problem)
        values = self._filled(step, owner, picks[1] % 5, can_check[picks[2] % len(can_check)])
        if lacking:
            name = list(values)[picks[1] % len(values)]
            values[name] = None if name in ("owner", "verifier") or picks[2] % 2 else -1 if name == "workdays" else "  "
        self._step(actor, pk, problem, step, values, command)

    def _filled(self, step: str, owner: str, days: int, checker: str) -> dict[str, Any]:
        filled = {**WORDS, "owner": owner, "workdays": days, "verifier": checker}
        return {name: filled[name] for name in STEPS[step][2].split()}

    def _step(self, who: str, pk: int, problem: Problem, step: str, values: dict[str, Any], command: Any = None) -> None:
        call = {"who": who, "matter": pk, "step": step, "when": self._utc(), "command": command or key(), **values}
        self._attempt(self.stage.step, call, lambda: self.model.step(who, problem, step, self.now, values))

    def _attempt(self, act: Callable[..., Any], call: dict[str, Any], by_the_rules: Callable[[], Any]) -> Any:
        """Do it in the product and by the rules: both take it, or both refuse it, or it is there for neither."""
        try:
            by_the_rules()
            expected = "done"
        except Refused:
            expected = "refused"
        except Invisible:
            expected = "unseen"
        outcome, told = self._outcome(act, call)
        tried = " ".join(str(call.get(name, "")) for name in ("who", "step", "place"))
        same(f"whether {tried.strip() or 'it'} is let through", outcome, expected)
        if outcome == "done":
            self.sent.append((act, call, told))
        return told

    @staticmethod
    def _outcome(act: Callable[..., Any], call: dict[str, Any]) -> tuple[str, Any]:
        try:
            return "done", act(**call)
        except Reused:
            return "reused", None
        except Refusal:
            return "refused", None
        except Unseen:
            return "unseen", None

    def _utc(self) -> datetime:
        return self.now.replace(tzinfo=PLANT_ZONE).astimezone(UTC)
