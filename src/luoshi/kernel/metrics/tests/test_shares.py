"""A percentage says how sure it is, and says nothing of three records."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.metrics.shares import NO_SHARE, exact, share, wilson

COUNTS = st.integers(0, 60).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


def test_below_four_records_no_percentage_is_told() -> None:
    assert [share(part, whole) for part, whole in ((0, 0), (1, 1), (2, 3))] == [NO_SHARE] * 3


def test_known_intervals() -> None:
    found = share(69, 78)  # Wilson: (0.8846 + 0.0246) / 1.0493 +- 1.96 * sqrt(...) / 1.0493
    assert (found.value, found.low, found.high) == pytest.approx((0.884615, 0.795017, 0.938068), abs=1e-4)
    few = share(5, 6)  # Clopper-Pearson, as printed in tables: 35.9 % to 99.6 %
    assert (few.value, few.low, few.high) == pytest.approx((0.833333, 0.358765, 0.995789), abs=1e-6)
    assert exact(0, 5) == (0.0, pytest.approx(1 - 0.025 ** (1 / 5)))
    assert exact(5, 5) == (pytest.approx(0.025 ** (1 / 5)), 1.0)


def test_exact_below_ten_and_wilson_from_ten_on() -> None:
    assert (share(4, 9).low, share(4, 9).high) == exact(4, 9)
    assert (share(4, 10).low, share(4, 10).high) == wilson(4, 10)


@given(COUNTS)
def test_the_interval_holds_the_share_and_mirrors_itself(counts: tuple[int, int]) -> None:
    part, whole = counts
    found, other = share(part, whole), share(whole - part, whole)
    if whole < 4:
        assert found == other == NO_SHARE
        return
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert (other.low, other.high) == pytest.approx((1 - found.high, 1 - found.low))


@given(st.integers(4, 9), st.floats(0.02, 0.98))
def test_the_exact_interval_misses_the_truth_in_at_most_five_of_a_hundred(whole: int, truth: float) -> None:
    missed = sum(
        comb(whole, part) * truth**part * (1 - truth) ** (whole - part)
        for part in range(whole + 1)
        if not exact(part, whole)[0] - 1e-9 <= truth <= exact(part, whole)[1] + 1e-9
    )
    assert missed <= 0.05 + 1e-9


def test_what_is_no_part_is_refused() -> None:
    with pytest.raises(ValueError):
        share(5, 4)
