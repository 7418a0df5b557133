"""Which value is in force on a day."""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import TypeVar

from django.db.models import Q

from luoshi.base.copies.kept import kept
from luoshi.base.parameters.declared import shelf
from luoshi.base.parameters.models import ParameterValue

STAMP = "parameters"
T = TypeVar("T")


@dataclass(frozen=True)
class Book:
    """All values in force on one day."""

    on: date
    overrides: dict[str, str]

    def text(self, name: str) -> str:
        return self.overrides.get(name, shelf[name].default)

    def has(self, name: str) -> bool:
        """Is there a number of this name at all?"""
        return name in shelf

    def count(self, name: str) -> int:
        return _typed(shelf[name].read(self.text(name)), int)

    def time(self, name: str) -> time:
        return _typed(shelf[name].read(self.text(name)), time)

    def flag(self, name: str) -> bool:
        return _typed(shelf[name].read(self.text(name)), bool)

    def decimal(self, name: str) -> Decimal:
        return _typed(shelf[name].read(self.text(name)), Decimal)

    def names(self, name: str) -> tuple[str, ...]:
        return _typed(shelf[name].read(self.text(name)), tuple)


def book(on: date) -> Book:
    """The values in force on this day."""
    return kept(STAMP, on, lambda: _load(on))


def _load(on: date) -> Book:
    rows = ParameterValue.objects.filter(since__lte=on).filter(Q(until__isnull=True) | Q(until__gt=on))
    return Book(on, dict(rows.order_by("since").values_list("name", "value")))


def history() -> list[tuple[str, str, date, date | None, str]]:
    """Every value ever set: name, value, since, until, source; newest first under each name."""
    return list(ParameterValue.objects.order_by("name", "-since").values_list("name", "value", "since", "until", "source"))


def _typed(value: object, kind: type[T]) -> T:
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value
