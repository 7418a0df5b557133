"""A plant in which anything may be tried in any order: the real services beside the reference, compared after every act."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

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
OWNERS = ("li", "xu", "qiu", "sun", "wang", "he")
CHECKERS = ("qiu", "sun", "tang", "li", "he", "liu", "chen", "zhang")
WHERE = ("pump house", "pump house", "pump house", "team room", "workshop", "gas station")
WORDS = {"action": "换阀", "note": "换好了，试过三次", "reason": "夜里又开了", "answer": "已换好，一并查过。"}
PROVE_AFTER_ANSWER = False  # the product rewrites who held it since the answer; see test_the_raiser_holds_it_only_from_signing_in

STRAIGHT = {"reported": "register", "registered": "assign", "assigned": "do", "done": "verify", "verified": "answer", "answered": "confirm"}

anything = st.integers(0, 999)
picks = st.lists(anything, min_size=3, max_size=3)


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

    # time

    @initialize(morning=st.sampled_from(MORNINGS), clock=st.sampled_from(CLOCKS), how=st.sampled_from(("own", "guest", "nobody")),
                place=st.sampled_from(WHERE), steps=st.integers(0, 5), owner=st.sampled_from(OWNERS), picks=picks)  # fmt: skip
    def begin(self, morning: str, clock: str, how: str, place: str, steps: int, owner: str, picks: list[int]) -> None:
        """Some day, with a first problem that has come some way."""
        self.now = datetime.fromisoformat(f"{morning} {clock}")
        self._report("wang", how, place, "2号净环泵房蝶阀卡住。")
        for _step in range(steps):
            self._straight_on(0, owner, picks)

    @rule(how=st.sampled_from(("a while", "some days")), minutes=st.sampled_from((0, 1, 20, 90, 480)), days=st.integers(1, 6),
          clock=st.sampled_from(CLOCKS), strikes=st.integers(0, 2))  # fmt: skip
    def wait(self, how: str, minutes: int, days: int, clock: str, strikes: int) -> None:
        """Time goes by; now and then the jobs of the clock are done, and done again."""
        if how == "a while":
            self._wait_until(self.now + timedelta(minutes=minutes))
        else:
            self._wait_until(datetime.combine((self.now + timedelta(days=days)).date(), datetime.strptime(clock, "%H:%M").time()))
        self._strike(strikes)

    @rule(which=anything, minutes=st.sampled_from((-1, 0, 1, 1)), strikes=st.integers(1, 2))
    def a_day_is_missed(self, which: int, minutes: int, strikes: int) -> None:
        """The deadline of one of them comes, of an answered one if there is any, and is just reached or just missed."""
        answered = [one for one in self.model.problems if one.state == "answered"] or [self._choose(which)[1]]
        if due := answered[which % len(answered)].due:
            self._wait_until(due + timedelta(minutes=minutes))
        self._strike(strikes)

    def _strike(self, times: int) -> None:
        for _time in range(times):
            same("how many lapse", by_the_clock.lapse_unanswered(self._utc()), self.model.lapse(self.now))
            same("how many are told", by_the_clock.tell_leaders(self._utc()), self.model.tell(self.now))

    def _wait_until(self, moment: datetime) -> None:
        self.now = max(self.now, min(moment, LATEST))

    # acts

    @rule(who=st.sampled_from(("wang", "liu", "zhao", "he", "chen")), how=st.sampled_from(("own", "own", "own", "behalf", "guest", "nobody")),
          place=st.sampled_from(WHERE), words=st.sampled_from(("阀打不动。", "灯不亮", "盖板缺一块！", " ")))  # fmt: skip
    def report(self, who: str, how: str, place: str, words: str) -> None:
        if len(self.ids) < 4 or not words.strip():
            self._report(who, how, place, words)

    def _report(self, who: str, how: str, place: str, words: str) -> None:
        actor, entered = ("guest", None) if how == "guest" else (who, who)
        raiser = {"own": who, "behalf": "wang" if who != "wang" else "zeng"}.get(how)
        call = {"who": actor, "when": self._utc(), "words": words, "place": place, "raiser": raiser, "command": key()}
        unit = PLACES[place][2]
        made = self._attempt(self.stage.report, call, lambda: self.model.report(entered, raiser, unit, words, self.now))
        if made is not None:
            self.ids.append(made)

    @precondition(lambda self: any(not one.raiser and not one.entered_by for one in self.model.problems))
    @rule(which=anything, who=st.sampled_from(("wang", "li", "qiu")))
    def prove(self, which: int, who: str) -> None:
        pk, problem = self._choose(which)
        if problem.state == "answered" and not PROVE_AFTER_ANSWER:
            return
        call = {"actor": self.stage.acting(who, self._utc()), "at": self._utc(), "matter": pk, "command": key()}
        self._attempt(prove, call, lambda: self.model.prove(who, problem, self.now))

    @rule(which=anything, steps=st.integers(1, 4), owner=st.sampled_from(OWNERS), picks=picks)
    def carry_on(self, which: int, steps: int, owner: str, picks: list[int]) -> None:
        """It goes the straight way for a few steps, each taken by somebody who may."""
        for _step in range(steps):
            self._straight_on(which, owner, picks)

    def _straight_on(self, which: int, owner: str, picks: list[int]) -> None:
        pk, problem = self._choose(which)
        if problem.state in STRAIGHT:
            self._right(pk, problem, STRAIGHT[problem.state], picks[0], owner, picks[1] % 5, picks[2])

    @rule(which=anything, owner=st.sampled_from(OWNERS), picks=picks, step=anything)
    def go_another_way(self, which: int, owner: str, picks: list[int], step: int) -> None:
        """Somebody who may takes the step that is rarest from here."""
        pk, problem = self._choose(which)
        steps = self._open(problem)[::-1]
        self._right(pk, problem, steps[step % len(steps)], picks[0], owner, picks[1] % 5, picks[2])

    @rule(which=anything, step=st.sampled_from((*STEPS, *("open",) * 18)), pick=anything, who=st.sampled_from(CAST),
          owner=st.sampled_from(OWNERS), days=st.integers(0, 4), checker=st.sampled_from(CHECKERS))  # fmt: skip
    def meddle(self, which: int, step: str, pick: int, who: str, owner: str, days: int, checker: str) -> None:
        """Anybody tries any step, mostly one that is open from here."""
        pk, problem = self._choose(which)
        steps = self._open(problem)
        step = steps[pick % len(steps)] if step == "open" else step
        self._step(who, pk, problem, step, self._filled(step, owner, days, checker))

    @rule(which=anything, pick=anything, whom=anything, lack=anything, blank=st.sampled_from((None, "  ", -1)))
    def leave_something_out(self, which: int, pick: int, whom: int, lack: int, blank: object) -> None:
        """A form that is not complete is refused; the same form, completed, is taken under the same key."""
        pk, problem = self._choose(which)
        steps, command = self._open(problem), key()
        step = steps[pick % len(steps)]
        self._right(pk, problem, step, whom, "li", 2, 0, command=command, lack=lack, blank=blank)
        self._right(pk, problem, step, whom, "li", 2, 0, command=command)

    @rule(which=anything)
    def send_again(self, which: int) -> None:
        """The network sends the same command twice."""
        act, call, told = self.sent[-1 - which % min(len(self.sent), 6)]
        same("a replay answers the same", act(**call), told)

    @rule(which=anything)
    def send_other_content_under_the_same_key(self, which: int) -> None:
        act, call, _told = self.sent[-1 - which % min(len(self.sent), 6)]
        other = {**call, "matter": call["matter"] + 1} if act is prove else {**call, "words" if "words" in call else "remark": "别的话"}
        same("the same key with other content", self._outcome(act, other)[0], "reused")

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
        same("told", (row.told_at is not None, called(row.told_id)), (problem.told, problem.told_whom))

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
        self, pk: int, problem: Problem, step: str, whom: int, owner: str, days: int, checker: int, *,
        command: Any = None, lack: int | None = None, blank: object = None,
    ) -> None:  # fmt: skip
        who = [one for one in CAST if self.model.may(one, problem, step)]
        if not who:
            return
        actor = who[whom % len(who)]
        can_check = self.model.checkers(actor, problem)
        values = self._filled(step, owner, days, can_check[checker % len(can_check)])
        if lack is not None:
            if not values:
                return
            name = list(values)[lack % len(values)]
            values[name] = blank if isinstance(blank, type(values[name])) and name not in ("owner", "verifier") else None
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
