"""The roles that can be held on a unit for a period: a closed list, from which permissions are generated."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Role:
    """`reads` the matters of the units below it; `leads` stands in the line that overdue matters climb; `owns` may be given work.

    `tree` says below what: what hangs below the unit in this tree.
    """

    name: str
    label: object
    may: object
    reads: bool = False
    leads: bool = False
    verifies: bool = False
    owns: bool = True
    tree: str = "administrative"


ROLES = {
    role.name: role
    for role in (
        Role("worker", _("Worker"), _("own matters, own file, what is posted")),
        Role(
            "team_leader",
            _("Team leader"),
            _("the team; enters on behalf of people without a phone"),
            reads=True,
            leads=True,
            verifies=True,
        ),
        Role("handler", _("Handler"), _("what the office holds: register, assign, answer"), reads=True),
        Role(
            "unit_leader",
            _("Unit leader"),
            _("the unit and all below it: decide, verify, never own work"),
            reads=True,
            leads=True,
            verifies=True,
        ),
        Role("branch_secretary", _("Branch secretary"), _("reads the same on the party tree"), reads=True, tree="party"),
        Role(
            "safety_officer",
            _("Safety officer"),
            _("hazards and permits in scope: grade, stop, verify"),
            reads=True,
            verifies=True,
        ),
        Role("finance_verifier", _("Finance verifier"), _("savings and payouts")),
        Role(
            "inspector",
            _("Inspector"),
            _("reads everything in scope, writes findings only, never holds an action"),
            reads=True,
            owns=False,
        ),
        Role("named_recipient", _("Named recipient"), _("anonymous and conduct matters addressed to them")),
        Role("system_admin", _("System administrator"), _("configuration; no matters"), owns=False),
        Role("security_admin", _("Security administrator"), _("grants; no matters"), owns=False),
        Role("audit_admin", _("Audit administrator"), _("logs; no matters"), owns=False),
        Role("outsider", _("Outsider"), _("a contractor or visitor: own reports")),
    )
}

RECEIVING = "receiving"  # granted beside `handler`: the unit whose matters an office receives
READING = (*(role.name for role in ROLES.values() if role.reads), RECEIVING)
LEADING = tuple(role.name for role in ROLES.values() if role.leads)
VERIFYING = tuple(role.name for role in ROLES.values() if role.verifies)
NOT_OWNING = tuple(role.name for role in ROLES.values() if not role.owns)
BUILDING, SECURING, AUDITING = "system_admin", "security_admin", "audit_admin"
ADMINISTERING = (BUILDING, SECURING)
ADMINISTRATORS = (*ADMINISTERING, AUDITING)
NOT_PASSED = ("worker", "outsider", "inspector", "named_recipient", *ADMINISTRATORS)  # what no deputy gets
