"""A figure by months as a chart: heights, axis and interval bands in per cent, so that the template only draws."""

from collections.abc import Callable, Sequence
from datetime import date
from math import ceil, floor

from django.utils.translation import gettext as _

from luoshi.kernel.metrics.figures import Amount, Answering, Part, Period
from luoshi.web.figure_words import ADDED, MONTHS, UNKNOWN, head_of, in_a_line, in_words, months_before
from luoshi.web.shapes import Chart, Point

STEPS = (2, 4, 10, 20, 40, 100, 200, 400, 1000, 10**4, 10**5, 10**6, 10**9)


def by_months(figure: Answering, parts: Sequence[Part], on: date, url: Callable[[Period], str]) -> Chart:
    """The last twelve months up to this day. A month of fewer than four records shows how many, and no share or length of time."""
    found = {part.key: part for part in parts}
    months = months_before(on, 12)
    amounts = [found.get(f"{one.since:%Y-%m}") or Amount(0 if figure.scale in ADDED else None, 0, None) for one in months]
    bottom, top, ticks = _axis(figure, [one for one in amounts if _told(figure, one)])

    def height(value: float | None) -> float | None:
        return None if value is None else round(100 * (value - bottom) / (top - bottom), 2)

    newest = max((place for place, amount in enumerate(amounts) if _told(figure, amount)), default=None)
    points: list[Point] = []
    for one, amount in zip(months, amounts, strict=True):
        told = _told(figure, amount)
        points.append(
            Point(
                str(MONTHS[one.since.month - 1]) if one.since else "",
                in_words(figure, amount) if told else UNKNOWN,
                f"{amount.value or 0:.0f}" if figure.scale in ADDED else str(amount.of or 0),
                url(one),
                height(amount.value) if told else None,
                height(amount.low) if told else None,
                height(amount.high) if told else None,
                len(points) == newest,
            )
        )
    value = head_of(figure)
    heads = (_("Month"), value) if figure.scale in ADDED else (_("Month"), value, _("Records"))
    return Chart(points, [(height(tick) or 0.0, words) for tick, words in ticks], _bands(points), heads)


def _told(figure: Answering, amount: Amount) -> bool:
    return amount.value is not None and in_a_line(figure, amount) != UNKNOWN


def _axis(figure: Answering, amounts: Sequence[Amount]) -> tuple[float, float, list[tuple[float, str]]]:
    if figure.scale == "share":
        lows = [amount.low for amount in amounts if amount.low is not None]
        bottom = floor(10 * min(lows, default=0)) * 10
        step = 10 if bottom >= 50 else 20
        bottom = bottom // step * step
        return bottom / 100, 1.0, [(tick / 100, f"{tick}%") for tick in range(bottom, 101, step)]
    most = ceil(max((amount.value or 0 for amount in amounts), default=0))
    highest = _round_up(most)
    if most > STEPS[1] and figure.scale in ADDED and most > 0.95 * highest:
        highest = _round_up(highest + 1)  # room for the number above the highest point
    ticks = sorted({0, highest // 2, highest}) if highest > 1 else [0, highest]
    return 0, highest, [(tick, str(tick)) for tick in ticks]


def _round_up(number: int) -> int:
    step = next(step for step in STEPS if number <= step)
    return step if step <= 4 else -(-number // (step // 5)) * (step // 5)


def _bands(points: Sequence[Point]) -> list[str]:
    """One polygon for each run of months with an interval; a lone month gets a narrow one."""
    runs: list[list[tuple[float, float, float]]] = [[]]
    for place, point in enumerate(points):
        if point.low is None or point.high is None:
            runs.append([])
        else:
            runs[-1].append((100 * place / (len(points) - 1), 100 - point.high, 100 - point.low))
    bands = []
    for run in runs:
        if len(run) == 1:
            (x, high, low) = run[0]
            run = [(x - 0.5, high, low), (x + 0.5, high, low)]
        edge = [(x, high) for x, high, _low in run] + [(x, low) for x, _high, low in reversed(run)]
        bands += [" ".join(f"{x:.2f},{y:.2f}" for x, y in edge)] if edge else []
    return bands
