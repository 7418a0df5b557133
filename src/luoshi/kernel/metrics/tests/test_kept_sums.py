"""What the kept sums tell is what counting tells: before and after folding, when something is taken back, moved or made anew."""

import contextlib
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from luoshi.base.copies.kept import forget
from luoshi.kernel.matters.models import Custody, Event, Matter
from luoshi.kernel.matters.summing import NAMES
from luoshi.kernel.metrics.answering import EVER, Answering, Period
from luoshi.kernel.metrics.cohorts import Cohort, Rate
from luoshi.kernel.metrics.figures import figures, units_of
from luoshi.kernel.metrics.folding import differences, fold, recount
from luoshi.kernel.metrics.lines import lines_of
from luoshi.kernel.metrics.models import Change, Sum
from luoshi.kernel.metrics.recounting import recount_where_wrong
from luoshi.kernel.org import services
from luoshi.kernel.org.models import Unit
from tests.cast import Plant, at, key

PERIODS = (EVER, Period(date(2026, 11, 1), date(2026, 12, 1)), Period(date(2026, 1, 1), None), Period(None, date(2026, 11, 1)))
KEPT = ("problems.found", "problems.closed", "opinions.raised", "opinions.answered", "opinions.answer_rate")


def live(figure: Answering) -> Answering:
    """The same figure without its sums."""
    if isinstance(figure, Rate):
        part = replace(figure.part, kept="")
        return replace(figure, part=part)
    return replace(figure, kept="") if isinstance(figure, Cohort) else replace(figure, kept=None)  # type: ignore[type-var]


def must_agree() -> None:
    """Every figure with sums, in every unit and the whole house, for every period and in every line."""
    for figure in (figures[name] for name in KEPT):
        counted = live(figure)
        assert not counted.summed() and figure.summed()
        for where in (None, *(units_of(code)[1] for code in ("ROOT", "ENERGY", "WATER", "STEEL"))):
            lines = lines_of(figure, where)
            for period in PERIODS:
                assert figure.amount(where, period, None, None, lines) == counted.amount(where, period), (figure.name, where, period)
                for way in ("unit", "month"):
                    assert figure.by(way, where, period, None, None, lines) == counted.by(way, where, period), (figure.name, way, period)


def _live(plant: Plant) -> None:
    for who, when, where in (
        ("wang", "2026-10-30 08:00", "pump house"),
        ("zhao", "2026-11-03 08:00", "gas station"),
        ("li", "2026-11-04 08:00", "workshop"),
    ):
        plant.report(who, at(when), place=where)
    plant.carry(plant.report("wang", at("2026-11-02 08:00")), until="closed", day="2026-11-02")


@pytest.fixture
def lived(played: Callable[..., Plant]) -> Plant:
    return played(_live)


@contextlib.contextmanager
def untouched() -> Iterator[None]:
    """Whatever happens inside is taken back."""
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        try:
            yield
        finally:
            forget()
        raise ZeroDivisionError


def test_which_figures_keep_sums() -> None:
    assert tuple(figure.name for figure in figures if figure.summed()) == KEPT


def test_before_and_after_folding_the_sums_say_what_counting_says(lived: Plant) -> None:
    must_agree()
    assert fold() > 0
    assert (Change.objects.count(), fold(), differences()) == (0, 0, [])
    must_agree()
    plant, one = lived, lived.report("wang", at("2026-11-20 08:00"))
    assert Change.objects.count() == 1
    must_agree()
    plant.carry(one, until="closed", day="2026-11-20")
    must_agree()
    plant.step("wang", one, "not_fixed", at("2026-11-25 09:00"), reason="又漏了")
    must_agree()
    assert differences() == []


def test_what_is_taken_back_leaves_nothing(lived: Plant) -> None:
    fold()
    with untouched():
        lived.report("wang", at("2026-11-20 08:00"))
        assert Change.objects.count() == 1
    assert Change.objects.count() == 0
    must_agree()


def test_a_fold_that_dies_halfway_has_folded_nothing(lived: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = Change.objects.count()
    with untouched():
        assert fold() == waiting
    assert (Change.objects.count(), Sum.objects.count()) == (waiting, 0)
    must_agree()


def test_a_unit_that_moves_within_a_month_is_counted_by_the_day(lived: Plant) -> None:
    gao: dict[str, Any] = {"actor": lived.acting("gao", at("2026-11-01 09:00")), "at": at("2026-11-01 09:00")}
    services.move_unit(**gao, command=key(), unit=lived.units["GAS"], parent=lived.units["STEEL"], since=date(2026, 11, 3))
    fold()
    must_agree()
    services.move_unit(**gao, command=key(), unit=lived.units["WATER-C"], parent=lived.units["GAS"], since=date(2026, 12, 1))
    must_agree()


def test_parts_are_not_counted_and_what_is_merged_is(lived: Plant) -> None:
    into, one = lived.report("wang", at("2026-11-05 08:00")), lived.report("liu", at("2026-11-05 09:00"))
    before = figures["problems.found"].amount(None, EVER).value
    fold()
    Event.objects.create(matter_id=one, act="merge", after="merged", round=1, at=at("2026-11-05 10:00"), on=date(2026, 11, 5))
    Matter.objects.filter(pk=one).update(parent_id=into, state="merged")
    assert figures["problems.found"].amount(None, EVER).value == before
    must_agree()
    Event.objects.filter(matter_id=one, act="merge").update(act="inform")
    assert figures["problems.found"].amount(None, EVER).value == before - 1, "now it is a part"
    must_agree()


def test_sums_that_were_tampered_with_are_found_and_counted_anew(lived: Plant, caplog: pytest.LogCaptureFixture) -> None:
    fold()
    assert recount_where_wrong() == 0
    Sum.objects.filter(what="raised").update(m11=77)
    wrong = differences()
    assert {(one.kind, one.what, one.year) for one in wrong} == {("problem", "raised", 2026)} and all(one.months[10] > 0 for one in wrong)
    assert recount_where_wrong() == len(wrong)
    assert "counted anew" in caplog.text
    assert differences() == []
    must_agree()


def test_the_triggers_are_there_after_all_migrations(db: None) -> None:
    with connection.cursor() as cursor:
        sqlite = connection.vendor == "sqlite"
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'" if sqlite else "SELECT tgname FROM pg_trigger")
        assert set(NAMES) <= {name for (name,) in cursor.fetchall()}


DAY = date(2025, 11, 15)


def _change(dice: random.Random, units: list[int]) -> None:
    """Something happens to a row, as a service, an import or somebody with a database tool could do it."""
    rows = Matter.objects.filter(imported__isnull=True).order_by("pk")
    one = dice.choice([None, *rows])
    on = DAY + timedelta(days=dice.randrange(500))
    if one is None or dice.random() < 0.2:
        old = rows[0]
        old.pk, old.number, old.raised_on, old.unit_id = None, f"随机-{dice.random()}", on, dice.choice(units)
        old.kind, old.parent, old.reserved = dice.choice(("problem", "opinion")), None, dice.random() < 0.1
        old.save(force_insert=True)
        return
    what = dice.choice(("unit", "kind", "day", "answer", "close", "withdraw", "open", "parent", "remove"))
    row = Matter.objects.filter(pk=one.pk)
    at_noon = at(f"{on} 12:00")
    answered = {"answered_at": at_noon, "answered_on": on}
    ended = {"closed_at": at_noon, "closed_on": on, "holder": None, "holder_unit": None}
    changes: dict[str, dict[str, Any]] = {
        "unit": {"unit_id": dice.choice(units)},
        "kind": {"kind": dice.choice(("problem", "opinion"))},
        "day": {"raised_on": on},
        "answer": answered,
        "close": {**answered, **ended, "closing": "confirmed"},
        "withdraw": {**ended, "closing": "withdrawn"},
        "open": {"closed_at": None, "closed_on": None, "closing": "", "answered_at": None, "answered_on": None},
        "parent": {"parent": dice.choice([None, *rows.exclude(pk=one.pk)])},
    }
    if what == "remove":
        Matter.objects.filter(parent=one.pk).update(parent=None)
        if not Event.objects.filter(matter=one.pk).exists() and not Custody.objects.filter(matter=one.pk).exists():
            row.delete()
        return
    row.update(**changes[what])


@pytest.mark.sweep
@given(seed=st.integers(0, 2**32))
def test_whatever_happens_to_rows_the_sums_follow(lived: Plant, seed: int) -> None:
    dice = random.Random(seed)
    units = list(Unit.objects.order_by("pk").values_list("pk", flat=True))
    with untouched():
        for _turn in range(dice.randrange(5, 25)):
            if dice.random() < 0.2:
                with untouched():
                    _change(dice, units)
                    fold()
            elif dice.random() < 0.3:
                fold()
            elif dice.random() < 0.05:
                recount()
            else:
                _change(dice, units)
            assert differences() == []
        must_agree()
