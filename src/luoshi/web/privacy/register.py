"""The register of purposes as a workbook: its columns."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from luoshi.base.actor import Actor
from luoshi.base.sheets.register import Column, Register


def _never(*_asked: Any, **_more: Any) -> Any:
    """It is given out only: what is held is declared in the program, not taken in from a file."""
    raise NotImplementedError


def _nobody(_actor: Actor, _unit: int | None, _on: object) -> bool:
    return False


COLUMNS: Iterable[Column] = (
    Column("what", _("What is held"), "text", width=34),
    Column("purpose", _("What for"), "text", width=34),
    Column("basis", _("Basis"), "text", width=26),
    Column("readers", _("Who reads it"), "text", width=28),
    Column("kept", _("How long, and then"), "text", width=28),
    Column("fields", _("Fields"), "text", width=30),
)
PURPOSES = Register("purposes", _("Register of personal data"), tuple(COLUMNS), _never, _never, _nobody)
