"""How long it takes when some still wait: quantiles of the share answered by each age, with the open ones counted as they stand."""

from collections import Counter
from collections.abc import Iterable, Sequence

SAME = 1e-12


def answered_by(done: Iterable[float], still_open: Iterable[float] = (), otherwise: Iterable[float] = ()) -> list[tuple[float, float]]:
    """The share answered by each age, as (age, share) at every age at which something was answered.

    `done`: ages at the answer; `still_open`: ages of those still waiting (they may yet be answered); `otherwise`: ages at which
    something ended without an answer (it never will be). Aalen-Johansen; Kaplan-Meier where nothing ended otherwise. At the same age an
    answer comes before those still open.
    """
    answers, others, waits = Counter(done), Counter(otherwise), Counter(still_open)
    at_risk, surviving, share, steps = sum(answers.values()) + sum(others.values()) + sum(waits.values()), 1.0, 0.0, []
    for age in sorted(answers | others | waits):
        if answers[age]:
            share += surviving * answers[age] / at_risk
            steps.append((age, share))
        surviving *= 1 - (answers[age] + others[age]) / at_risk
        at_risk -= answers[age] + others[age] + waits[age]
    return steps


def quantile(q: float, done: Sequence[float], still_open: Iterable[float] = (), otherwise: Iterable[float] = ()) -> float | None:
    """The smallest age by which a share of `q` is answered; None when so many are not answered yet.

    Where the share is met exactly, the mean of that age and the next at which something was answered: the ordinary median when
    nobody waits any more.
    """
    steps = answered_by(done, still_open, otherwise)
    for place, (age, share) in enumerate(steps):
        if abs(share - q) <= SAME:
            return (age + steps[place + 1][0]) / 2 if place + 1 < len(steps) else age
        if share > q:
            return age
    return None
