"""The chain of a matter: five links, the same in every mechanism, and one chain more for each round that did not hold."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.base.workflow import LINKS, State
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.selectors import Row
from luoshi.kernel.matters.sheet import Line
from luoshi.web.shapes import Chain, Link, LinkState
from luoshi.web.times import short_moment, span

WORDS = {
    "raised": gettext_lazy("Raised"),
    "taken": gettext_lazy("Taken"),
    "done": gettext_lazy("Done"),
    "verified": gettext_lazy("Verified"),
    "answered": gettext_lazy("Answered"),
}


def states_of(state: State) -> tuple[LinkState, ...]:
    """How far each of the five links is when a matter stands at this state."""
    if state.closed and state.link != LINKS[-1]:
        return tuple("done" if number <= LINKS.index(state.link) else "skipped" for number in range(len(LINKS)))
    done = min(LINKS.index(state.link) + 1, len(LINKS) - 1)
    states: list[LinkState] = ["todo"] * len(LINKS)
    states[:done] = ["done"] * done
    states[done] = "done" if state.closed else "now"
    return tuple(states)


def sentence_of(state: State) -> str:
    """What a screen reader says for the chain."""
    if state.closed:
        return _("All 5 links are done.") if state.link == LINKS[-1] else str(state.label)
    standing = min(LINKS.index(state.link) + 2, len(LINKS))
    return _("Link %(n)s of 5: %(words)s") % {"n": standing, "words": state.label}


def small_chain(row: Row) -> tuple[tuple[LinkState, ...], str]:
    """The links and the sentence of a list row."""
    state = kinds[row.kind].workflow.state(row.state)
    return states_of(state), sentence_of(state)


def chains_of(kind: str, state: str, lines: Sequence[Line], at: datetime, holder: str = "") -> list[Chain]:
    """One chain for each round: a round that was not passed or not fixed stays above with its broken link."""
    rounds: list[list[Line]] = [[]]
    for line in lines:
        rounds[-1].append(line)
        if line.act in BREAKS:
            rounds.append(_carried_over(rounds[-1]))
    standing = kinds[kind].workflow.state(state)
    return [_chain(own, None if number < len(rounds) else standing, at, holder) for number, own in enumerate(rounds, start=1)]


def _carried_over(ended: Sequence[Line]) -> list[Line]:
    """A new round begins with the same report, taken up again by the owner at the moment it was sent back."""
    raised = [line for line in ended if line.act == "raise"]
    taken = [line for line in ended if line.act == "assign"]  # nobody to take it up again where it was never assigned
    return raised + [replace(line, at=ended[-1].at, text="") for line in taken[-1:]]


FULFILS = {
    "raise": ("raised",),
    "assign": ("taken",),
    "undertake": ("taken",),
    "merge": ("taken",),
    "split": ("taken",),
    "parts_done": ("done", "verified"),
    "do": ("done",),
    "reply": ("done",),
    "plan": ("done",),
    "pass": ("verified",),
    "answer": ("answered",),
    "sign": ("verified", "answered"),
    "decline": ("answered",),
}
BREAKS = {"refuse": "verified", "reopen": "answered", "handle_again": "answered", "effect_fails": "answered"}
BROKEN = {
    "refuse": gettext_lazy("Not passed"),
    "reopen": gettext_lazy("Not fixed"),
    "handle_again": gettext_lazy("Not satisfied"),
    "effect_fails": gettext_lazy("Did not hold"),
}


def _chain(lines: Sequence[Line], standing: State | None, at: datetime, holder: str) -> Chain:
    """The five links of one round; `standing` is None for a round that ended broken. The link being made names its holder."""
    on_link = {link: line for line in lines for link in FULFILS.get(line.act, ())}
    broken = next((line for line in lines if line.act in BREAKS), None)
    if broken:
        on_link[BREAKS[broken.act]] = broken
    states = states_of(standing) if standing else tuple(_ended(name, on_link, broken) for name in LINKS)
    if "answered" in on_link:
        states = tuple("skipped" if name not in on_link else state for name, state in zip(LINKS, states, strict=True))
    links = [_link(name, states[number], on_link, at, holder) for number, name in enumerate(LINKS)]
    if standing:
        return Chain(links, sentence_of(standing))
    return Chain(links, _("A round that did not hold: %(word)s") % {"word": BROKEN[broken.act] if broken else ""})


def _link(name: str, state: LinkState, on_link: dict[str, Line], at: datetime, holder: str) -> Link:
    line = on_link.get(name)
    if state == "skipped":
        return Link(str(WORDS[name]), state, _("skipped"))
    if line is None or state == "todo":
        return Link(str(WORDS[name]), state, holder if state == "now" else "")
    word = BROKEN.get(line.act, WORDS[name])
    note = _short(line.text) if line.act in BREAKS else ""
    return Link(str(word), state, _who(line, name), short_moment(line.at), _spent(name, line, on_link, at, state), note)


def _spent(name: str, line: Line, on_link: dict[str, Line], at: datetime, state: LinkState) -> str:
    """The time between this link and the next, or up to now where the next is being made."""
    later = LINKS[LINKS.index(name) + 1 :]
    if not later or state != "done":
        return ""
    following = next((on_link[one] for one in later if one in on_link), None)
    if following is line:
        return ""
    if following:
        return span(following.at - line.at)
    return _("%(time)s so far") % {"time": span(at - line.at)}


def _ended(name: str, on_link: dict[str, Line], broken: Line | None) -> LinkState:
    if broken and BREAKS[broken.act] == name:
        return "broken"
    return "done" if name in on_link else "todo"


def _who(line: Line, name: str) -> str:
    if name == "taken" and line.detail.get("owner"):
        return line.detail["owner"]
    if name == "raised" and line.detail.get("unsigned"):
        return _("nobody signed it")
    if name == "raised" and line.detail.get("unnamed"):
        return _("asked not to be named")
    if line.detail.get("nameless"):
        return _("without a name")
    if line.act == "parts_done":
        return _("part by part")
    return line.behalf or line.person or line.detail.get("as_written") or _("before sign-in")


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:29] + "…"
