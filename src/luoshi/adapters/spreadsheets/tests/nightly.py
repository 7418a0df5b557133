"""What the tests of nightly lists share: a folder into which lists are laid, and the jobs that look and tell."""

import csv
import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from luoshi.adapters.spreadsheets.models import SheetImport
from luoshi.adapters.spreadsheets.nightly.looking import look
from luoshi.adapters.spreadsheets.nightly.telling import tell_administrators
from tests.cast import PEOPLE, UNITS, at

NIGHT = at("2026-11-01 02:00")  # the clock of the pages stands at nine o'clock of the day after
HEAD = ("工号", "姓名", "部门", "岗位")
Row = Sequence[Any]


def listed(*, without: Sequence[str] = (), **changed: Row) -> list[Row]:
    """The whole cast as the personnel system would write it, without some, some otherwise."""
    rows: list[Row] = [(no, name, home, "") for called, (no, name, home, _roles) in PEOPLE.items() if called not in (*without, *changed)]
    return [*rows, *changed.values()]


def lay(folder: Path, rows: Sequence[Row], *, when: datetime = NIGHT, name: str = "people.csv", head: Row = HEAD) -> Path:
    """Lay a list into the folder as a file that was written at this moment."""
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    written(path, when)
    return path


def lay_units(folder: Path, *more: Row, without: Sequence[str] = (), when: datetime = NIGHT) -> Path:
    rows = [(code, name, above) for code, (name, _short, above, _serves) in UNITS.items() if code not in without]
    return lay(folder, [*rows, *more], when=when, name="单位.csv", head=("单位编码", "单位名称", "上级单位"))


def written(path: Path, when: datetime) -> None:
    os.utime(path, (when.timestamp(), when.timestamp()))


def night(when: datetime = NIGHT) -> None:
    """The job looks twice: it begins to read what is new, then settles what was read; and administrators are told."""
    look(when + timedelta(minutes=10))
    look(when + timedelta(minutes=15))
    tell_administrators(when + timedelta(minutes=20))


def newest(register: str = "people") -> SheetImport:
    return SheetImport.objects.filter(register=register).exclude(nightly="").latest("started_at")
