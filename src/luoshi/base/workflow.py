"""The life of a matter as a declaration: states, steps, who may take them; wrong declarations stop the process at import."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

STAYS = "="
LINKS = ("raised", "taken", "done", "verified", "answered")


class WorkflowError(Exception):
    """A declaration that cannot be lived: named at import, before anybody works with it."""


@dataclass(frozen=True)
class State:
    """A station. `link` is where it stands on the chain, `due` names the dated parameter that says how long it may last.

    `asks` is what its holder is asked, where that is more than the name of one step.
    """

    name: str
    link: str
    label: object = ""
    due: str = ""
    closed: bool = False
    asks: object = ""


@dataclass(frozen=True)
class Choice:
    """One of the values of a need that is chosen."""

    value: str
    label: object


@dataclass(frozen=True)
class Need:
    """Something a step asks for; `kind` tells the step form how to draw it.

    Kinds: person, verifier, signer (a leader over the owner), office, text, longtext, workdays, day, money, choice (of `choices`), kind (another
    kind of matter), matter (by number), closed (a closed matter, by number), concern (a person or unit), parts (areas, each with what is done,
    by whom and when), photos. `default` names the dated parameter that proposes a number of working days.
    """

    name: str
    kind: str
    label: object
    hint: object = ""
    missing: object = ""
    choices: tuple[Choice, ...] = ()
    default: str = ""


@dataclass(frozen=True)
class Step:
    """A way from some states to one. `by` are the relations and roles that may go it, `never` those that may not whatever else they are.

    The target "=" leaves the matter where it stands; `also` are other states that the act may lead to. `waits` names the standing still that the step ends: it is open only then, all others
    only while nothing stands still. `batch`: it may be taken for several matters at once with the same values. `aside`: it is not the
    ordinary way on, and is offered folded away.
    """

    sources: tuple[str, ...]
    target: str
    act: str
    by: frozenset[str]
    never: frozenset[str] = frozenset()
    needs: tuple[Need, ...] = ()
    offers: tuple[Need, ...] = ()
    lapses: str = ""
    label: object = ""
    hint: object = ""
    tone: str = ""
    batch: bool = False
    aside: bool = False
    waits: str = ""
    also: frozenset[str] = frozenset()
    name: str = ""

    @property
    def stays(self) -> bool:
        """Does the matter stay in its state?"""
        return self.target == STAYS


def step(
    path: str,
    *,
    act: str,
    by: str,
    never: str = "",
    needs: Iterable[Need] = (),
    offers: Iterable[Need] = (),
    lapses: str = "",
    label: object = "",
    hint: object = "",
    tone: str = "",
    batch: bool = False,
    aside: bool = False,
    waits: str = "",
    also: str = "",
) -> Step:
    """`step("fixed -> assigned", act="refuse", by="safety raiser", never="owner", needs=(REASON,))`."""
    before, arrow, after = path.partition("->")
    if not arrow or not before.split() or len(after.split()) != 1:
        raise WorkflowError(f"a step reads 'state [state …] -> state', not {path!r}")
    return Step(
        sources=tuple(before.split()),
        target=after.strip(),
        act=act,
        by=frozenset(by.split()),
        never=frozenset(never.split()),
        needs=tuple(needs),
        offers=tuple(offers),
        lapses=lapses,
        label=label,
        hint=hint,
        tone=tone,
        batch=batch,
        aside=aside,
        waits=waits,
        also=frozenset(also.split()),
    )


@dataclass(frozen=True)
class Workflow:
    """States (the first is where a matter begins) and steps by name."""

    name: str
    states: tuple[State, ...]
    steps: Mapping[str, Step]
    _states: dict[str, State] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_states", {state.name: state for state in self.states})
        object.__setattr__(self, "steps", {name: _named(name, one) for name, one in self.steps.items()})
        self._check()

    @property
    def first(self) -> State:
        return self.states[0]

    def state(self, name: str) -> State:
        return self._states[name]

    def step(self, name: str) -> Step | None:
        return self.steps.get(name)

    def steps_from(self, state: str) -> list[Step]:
        return [one for one in self.steps.values() if state in one.sources]

    def open_states(self) -> list[str]:
        return [state.name for state in self.states if not state.closed]

    def closed_states(self) -> list[str]:
        return [state.name for state in self.states if state.closed]

    def _check(self) -> None:
        if len(self._states) != len(self.states):
            raise WorkflowError(f"{self.name}: a state is named twice")
        for state in self.states:
            if state.link not in LINKS:
                raise WorkflowError(f"{self.name}: state {state.name} stands on no link ({state.link!r}); the links are {', '.join(LINKS)}")
        for one in self.steps.values():
            for name in (*one.sources, one.target, *one.also):
                if name != STAYS and name not in self._states:
                    raise WorkflowError(f"{self.name}: step {one.name} names an unknown state {name}")
            if not one.by:
                raise WorkflowError(f"{self.name}: nobody may take step {one.name}")
            asked = [need.name for need in (*one.needs, *one.offers)]
            if len(set(asked)) != len(asked):
                raise WorkflowError(f"{self.name}: step {one.name} asks for the same thing twice")
        unreachable = set(self._states) - self._reached()
        if unreachable:
            raise WorkflowError(f"{self.name}: nothing leads to {', '.join(sorted(unreachable))}")
        for state in self.states:
            if not state.closed and all(one.stays for one in self.steps_from(state.name)):
                raise WorkflowError(f"{self.name}: {state.name} is a dead end")
        if not any(state.closed for state in self.states):
            raise WorkflowError(f"{self.name}: nothing ever closes")

    def _reached(self) -> set[str]:
        seen, todo = {self.first.name}, [self.first.name]
        while todo:
            here = todo.pop()
            for one in self.steps_from(here):
                new = {one.target, *one.also} - {STAYS} - seen
                seen |= new
                todo.extend(new)
        return seen


def _named(name: str, one: Step) -> Step:
    return Step(**{**{key: getattr(one, key) for key in one.__dataclass_fields__}, "name": name})
