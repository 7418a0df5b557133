"""How the values of a field stand in a backup: the same on both databases, whatever kind of column keeps them.

A cell is what JSON knows: text, number, yes or no, nothing. Moments are written as Django writes them for SQLite (UTC, no fractions where
there are none), UUIDs as 32 hexadecimal digits, decimals with all their places, bytes as base64, JSON as its text.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, Field
from django.utils.dateparse import parse_datetime

Turn = Callable[[Any], Any] | None
NUMBERS = ("AutoField", "BigAutoField", "SmallAutoField", "IntegerField", "BigIntegerField", "SmallIntegerField")
COUNTS = ("PositiveIntegerField", "PositiveBigIntegerField", "PositiveSmallIntegerField")
TEXTS = ("CharField", "TextField", "SlugField", "URLField", "EmailField")


class Unportable(Exception):
    """A kind of column that a backup cannot hold."""


@dataclass(frozen=True)
class Cell:
    """The four ways of a value; None is as it is. From PostgreSQL and to it values travel as the texts of COPY."""

    from_sqlite: Turn = None
    to_sqlite: Turn = None
    from_postgresql: Turn = None
    to_postgresql: Turn = None
    compared: Turn = None  # how it is written for comparing, where the same may be written in two ways


def cell_of(field: "Field[Any, Any]") -> Cell:
    """The ways of a field's values; of a reference those of what it names. Unportable: nobody has said how."""
    while field.is_relation:
        field = field.target_field  # type: ignore[attr-defined]
    kind = field.get_internal_type()
    if kind in NUMBERS or kind in COUNTS:
        return Cell(from_postgresql=int)
    if kind in TEXTS:
        return Cell()
    if isinstance(field, DecimalField):
        places = Decimal(1).scaleb(-field.decimal_places)
        return Cell(from_sqlite=lambda raw: str(Decimal(str(raw)).quantize(places)))
    if kind not in KINDS:
        raise Unportable(f"{field.model._meta.db_table}.{field.column} is a {kind}")
    return KINDS[kind]


def _moment_of_sqlite(raw: str) -> str:
    if len(raw) in (19, 26) and raw[10] == " ":
        return raw
    moment = parse_datetime(raw)
    if moment is None:
        raise ValueError(f"{raw} is no moment")
    return str(moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment)


def _moment_of_postgresql(text: str) -> str:
    return _clock_of_postgresql(text.removesuffix("+00"))


def _clock_of_postgresql(text: str) -> str:
    whole, point, part = text.partition(".")
    return f"{whole}.{part:0<6}" if point else whole


def _json_of_postgresql(text: str) -> str:
    return json.dumps(json.loads(text))


def _json_compared(text: str) -> str:
    return json.dumps(json.loads(text, parse_float=_number), sort_keys=True)


def _number(text: str) -> int | float:
    """1e3, 1000.0 and 1000 are one number: PostgreSQL writes it as it likes."""
    number = float(text)
    return int(number) if number.is_integer() else number


def _bytes_of_sqlite(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


KINDS = {
    "BooleanField": Cell(from_sqlite=bool, to_sqlite=int, from_postgresql="t".__eq__),
    "UUIDField": Cell(from_postgresql=lambda text: text.replace("-", "")),
    "DateField": Cell(),
    "TimeField": Cell(from_postgresql=_clock_of_postgresql),
    "DateTimeField": Cell(from_sqlite=_moment_of_sqlite, from_postgresql=_moment_of_postgresql, to_postgresql=lambda cell: f"{cell}+00"),
    "FloatField": Cell(from_sqlite=float, from_postgresql=float),
    "JSONField": Cell(from_postgresql=_json_of_postgresql, compared=_json_compared),
    "BinaryField": Cell(
        from_sqlite=_bytes_of_sqlite,
        to_sqlite=base64.b64decode,
        from_postgresql=lambda text: base64.b64encode(bytes.fromhex(text[2:])).decode(),
        to_postgresql=lambda cell: f"\\x{base64.b64decode(cell).hex()}",
    ),
}
