"""A share and how sure it is: so many of so many, with the interval that holds the true share in 95 of 100 cases."""

from collections.abc import Callable
from dataclasses import dataclass
from math import comb, sqrt

LEAST = 4
EXACT_BELOW = 10
Z = 1.959963984540054
TAIL = 0.025


@dataclass(frozen=True)
class Share:
    """A fraction 0..1 with its 95 % interval; all None below 4 records, where one record is worth more than a percentage can say."""

    value: float | None
    low: float | None
    high: float | None


NO_SHARE = Share(None, None, None)


def share(part: int, whole: int) -> Share:
    """`part` of `whole`: exact (Clopper-Pearson) below 10 records, Wilson from 10 on, nothing below 4.

    ValueError when the part is not within the whole.
    """
    if not 0 <= part <= whole:
        raise ValueError(f"{part} of {whole} is no share")
    if whole < LEAST:
        return NO_SHARE
    low, high = exact(part, whole) if whole < EXACT_BELOW else wilson(part, whole)
    return Share(part / whole, low, high)


def wilson(part: int, whole: int) -> tuple[float, float]:
    """The score interval; its ends are 0 and 1 exactly where none or all hold."""
    found, square = part / whole, Z * Z
    middle = (found + square / (2 * whole)) / (1 + square / whole)
    reach = Z * sqrt(found * (1 - found) / whole + square / (4 * whole * whole)) / (1 + square / whole)
    return (0.0 if part == 0 else middle - reach), (1.0 if part == whole else middle + reach)


def exact(part: int, whole: int) -> tuple[float, float]:
    """The interval from the binomial itself: the shares under which so many, or so few, would be rarer than 2.5 %."""
    low = 0.0 if part == 0 else _where(lambda p: _at_least(part, whole, p) - TAIL)
    high = 1.0 if part == whole else _where(lambda p: TAIL - (1 - _at_least(part + 1, whole, p)))
    return low, high


def _at_least(least: int, whole: int, p: float) -> float:
    return sum(comb(whole, k) * p**k * (1 - p) ** (whole - k) for k in range(least, whole + 1))


def _where(rising: Callable[[float], float]) -> float:
    """Where a rising function of a share passes zero, by halving."""
    low, high = 0.0, 1.0
    for _step in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2
