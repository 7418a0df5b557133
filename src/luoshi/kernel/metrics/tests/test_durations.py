"""Whoever still waits is counted: the middle of the answered alone says 19 days where it is 30."""

import random
from fractions import Fraction
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.metrics.durations import answered_by, quantile

AGES = st.lists(st.integers(0, 12), max_size=12)


def by_hand(done: list[int], still_open: list[int], otherwise: list[int]) -> list[tuple[int, Fraction]]:
    """The definition, in whole fractions, one age after another."""
    steps, alive, share = [], Fraction(1), Fraction(0)
    for age in sorted({*done, *still_open, *otherwise}):
        at_risk = sum(other >= age for other in (*done, *still_open, *otherwise))
        answers, others = done.count(age), otherwise.count(age)
        share += alive * Fraction(answers, at_risk)
        alive *= 1 - Fraction(answers + others, at_risk)
        if answers:
            steps.append((age, share))
    return steps


def test_with_nobody_waiting_the_half_is_the_ordinary_median() -> None:
    assert quantile(0.5, [3, 1, 2]) == 2
    assert quantile(0.5, [1, 2, 3, 10]) == 2.5
    assert quantile(0.9, list(range(1, 11))) == 9.5
    assert quantile(0.9, list(range(1, 12))) == 10


def test_the_open_ones_push_the_half_outwards() -> None:
    # 1 of 5 at risk, then 1 of 4; the one open at 2.5 leaves; 1 of 2: 0.2, 0.4, 0.4 + 0.6 * 1/2 = 0.7
    assert dict(answered_by([1, 2, 3], [2.5, 9])) == pytest.approx({1: 0.2, 2: 0.4, 3: 0.7})
    assert quantile(0.5, [1, 2, 3], [2.5, 9]) == 3
    assert median([1, 2, 3]) == 2


def test_what_ended_otherwise_is_never_answered() -> None:
    # one of four ends otherwise at 1: at most three quarters are ever answered; 3/4 * 1/3 = 1/4 each
    assert dict(answered_by([2, 3, 4], [], [1])) == pytest.approx({2: 0.25, 3: 0.5, 4: 0.75})
    assert quantile(0.5, [2, 3, 4], [], [1]) == 3.5
    assert quantile(0.9, [2, 3, 4], [], [1]) is None


def test_while_fewer_than_half_are_answered_there_is_no_half() -> None:
    assert quantile(0.5, [1], [5, 5, 5]) is None
    assert quantile(0.5, [], [5]) is None
    assert quantile(0.5, []) is None
    assert quantile(0.5, [3], [9]) == 3, "exactly half, and no later answer to take the middle with"


@given(AGES, AGES, AGES)
def test_the_share_answered_is_that_of_the_definition(done: list[int], still_open: list[int], otherwise: list[int]) -> None:
    found = answered_by(done, still_open, otherwise)
    expected = by_hand(done, still_open, otherwise)
    assert [age for age, _share in found] == [age for age, _share in expected]
    assert [share for _age, share in found] == pytest.approx([float(share) for _age, share in expected], abs=1e-12)


@given(st.lists(st.floats(0, 400), min_size=1, max_size=40))
def test_the_half_of_the_finished_is_the_median(done: list[float]) -> None:
    unlike = sorted(set(done))
    assert quantile(0.5, unlike) == pytest.approx(median(unlike))


def test_waiting_at_the_same_age_is_waiting_longer() -> None:
    assert answered_by([5], [5]) == [(5, 0.5)], "the one still open at 5 could yet be answered at 5"


def test_the_answered_alone_mislead_where_many_still_wait() -> None:
    """True median 30 days; raised over 150 days and looked at on the last; 60 rounds of 250."""
    draw, naive, honest = random.Random(20261121), [], []
    for _round in range(60):
        done, still_open = [], []
        for _one in range(250):
            takes, waited = draw.weibullvariate(30 / 0.6931471805599453 ** (1 / 0.8), 0.8), draw.uniform(0, 150)
            (done if takes <= waited else still_open).append(min(takes, waited))
        naive.append(median(done))
        honest.append(quantile(0.5, done, still_open))
    assert sum(naive) / 60 < 24, "the median of the answered is far too short"
    assert sum(honest) / 60 == pytest.approx(30, rel=0.03)
