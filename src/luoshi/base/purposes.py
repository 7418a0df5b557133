"""What the house holds about people: each field declared once, by the room that keeps it, with its purpose, basis, readers and days."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from luoshi.base.registry import Shelf

LABOUR, SAFETY, RECORDS, OWN = "labour", "safety", "records", "own"


@dataclass(frozen=True)
class Basis:
    """Why the law lets the house keep something. `rests`: it holds only with a rule of the company."""

    name: str
    label: object
    law: object
    rests: bool = False


BASES = {
    basis.name: basis
    for basis in (
        Basis(
            LABOUR,
            _("Managing staff by the company's own rules"),
            _("Personal Information Protection Law, article 13 (2): the rule must have passed the workers' congress and be published"),
            rests=True,
        ),
        Basis(
            SAFETY,
            _("Duty of law: hazards and problems are found, carried through and answered"),
            _("Personal Information Protection Law, article 13 (3), with the Work Safety Law"),
        ),
        Basis(
            RECORDS,
            _("Duty of law: who did what in the system stays on record"),
            _("Personal Information Protection Law, article 13 (3), with the Cybersecurity Law"),
        ),
        Basis(
            OWN,
            _("The person's own wish: entered by oneself, taken back at any time"),
            _("Personal Information Protection Law, articles 13 (1) and 15"),
        ),
    )
}

# Sentences that several rooms say.
HISTORY = _("As long as the house stands: what was done is not rewritten. Nothing deletes it yet.")
WHOLE_LEDGER = _("As long as the house stands: the chain may not be cut. Nothing deletes it yet.")
SEERS = _("Whoever may see the matter")
UNIT_READERS = _("Whoever reads the unit")
ONESELF = _("The person alone")
ADMINISTRATORS = _("System and security administrator")
NOBODY = _("Nobody: the program alone")


@dataclass(frozen=True)
class Personal:
    """Fields of one table that are about people. `model` is written as `org.Person`.

    `kept` says how long and what happens then; where a job deletes it, `job` names that job and `days` the parameter with its days.
    `own` is the way to the person whose rows these are: such rows are given whole to that person. `page`: where they read it themselves.
    """

    name: str
    model: str
    fields: tuple[str, ...]
    what: object
    purpose: object
    basis: str
    readers: object
    kept: object
    job: str = ""
    days: str = ""
    own: str = ""
    page: str = ""

    def __post_init__(self) -> None:
        if self.basis not in BASES:
            raise ValueError(f"{self.name}: there is no basis {self.basis!r}")
        if not self.fields:
            raise ValueError(f"{self.name} names no field")


held: Shelf[Personal] = Shelf("what the house holds about people")
_taken: set[tuple[str, str]] = set()


def personal(
    name: str,
    model: str,
    fields: tuple[str, ...],
    *,
    what: object,
    purpose: object,
    basis: str,
    readers: object,
    kept: object,
    job: str = "",
    days: str = "",
    own: str = "",
    page: str = "",
) -> Personal:
    """Lay it on the shelf; a field that is declared twice stops the process."""
    for field in fields:
        if (model, field) in _taken:
            raise ValueError(f"{model}.{field} is declared twice")
        _taken.add((model, field))
    return held.put(name, Personal(name, model, fields, what, purpose, basis, readers, kept, job, days, own, page))
