"""Lists of the enterprise as an office writes them, read, checked and taken in one go."""

import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from luoshi.base.clock import local_date
from luoshi.base.sheets.reading import read_ledger
from luoshi.base.sheets.register import Context, Entry, registers
from tests.cast import Plant, at


def checked(plant: Plant, where: Path, register: str, *rows: Sequence[Any], when: str = "2026-11-02 09:00") -> list[Entry]:
    """The entries of a workbook with these rows, the head first."""
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(list(row))
    path = where / f"{register}.xlsx"
    made.save(path)
    entries = read_ledger(path, registers[register]).entries
    actor = plant.acting("gao", at(when))
    registers[register].check(entries, Context(actor, None, local_date(at(when)), at(when)))
    return entries


def taken(plant: Plant, where: Path, register: str, *rows: Sequence[Any], when: str = "2026-11-02 09:00") -> int:
    """Check and take; answers how many rows changed something."""
    entries = checked(plant, where, register, *rows, when=when)
    assert [fault for entry in entries for fault in entry.errors] == []
    return registers[register].take(
        entries=iter(entries),
        actor=plant.acting("gao", at(when)),
        at=at(when),
        command=uuid.uuid4(),
        unit=None,
        digest="d" * 64,
        partial=False,
    )
