"""Who takes which step, as a table that a person reads: what a workflow says otherwise fails here, and so does a step without its line.

    LUOSHI_WRITE_EXPECTED=yes python -m pytest tests/permissions/test_steps.py -k written

writes steps.txt from the workflows. What it writes is read line by line by somebody before it is kept.
"""

import os
from pathlib import Path

import pytest

from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.relations import WORDS, Standing, knows_raiser
from luoshi.kernel.org.roles import LEADING, NOT_OWNING, NOT_PASSED, READING, VERIFYING

FILE = Path(__file__).with_name("steps.txt")
WRITING = os.environ.get("LUOSHI_WRITE_EXPECTED") == "yes"
HEAD = """\
# Who takes which step. One line for each kind and step: who may, and after "never" who may not whatever else they are.
# Who handles, leads, guards or is named is so by the place where it was found (handler: by the office that has it); the house acts by its clock.
"""
JUDGING = {"pass", "refuse", "sign", "sign_plan"}


def lines() -> list[str]:
    out = []
    for kind in kinds:
        for name, step in kind.workflow.steps.items():
            never = f"  never {' '.join(sorted(step.never))}" if step.never else ""
            out.append(f"{kind.name:<9}{name:<17}{' '.join(sorted(step.by))}{never}".rstrip())
    return out


def kept() -> list[str]:
    return [line for line in FILE.read_text().splitlines() if line and not line.startswith("#")] if FILE.exists() else []


@pytest.mark.skipif(WRITING, reason="the table is being written")
def test_every_step_is_taken_by_whom_the_table_says() -> None:
    assert lines() == kept()


@pytest.mark.skipif(not WRITING, reason="only where the table is written anew")
def test_the_table_is_written() -> None:
    FILE.write_text(HEAD + "\n".join(lines()) + "\n")


def test_who_takes_a_step_is_what_a_person_can_be_to_a_matter() -> None:
    said = {who for kind in kinds for step in kind.workflow.steps.values() for who in step.by | step.never}
    assert said <= {*WORDS, "doer", "house"}


def test_no_judgement_is_open_to_who_did_it() -> None:
    judging = [step for kind in kinds for step in kind.workflow.steps.values() if step.act in JUDGING and "handler" not in step.by]
    assert judging and all({"owner", "doer"} <= step.never for step in judging)


@pytest.mark.parametrize("are, may", [({"verifier"}, True), ({"verifier", "doer"}, False), ({"raiser"}, False), (set(), False)])
def test_one_of_those_who_may_and_none_of_those_who_never_do(are: set[str], may: bool) -> None:
    step = kinds["problem"].workflow.steps["verify"]
    standing = Standing(frozenset(are))
    assert (standing.may(step), standing.barred_from(step)) == (may, "doer" in are)


@pytest.mark.parametrize(
    "are, knows", [({"raiser"}, True), ({"handler"}, True), ({"owner", "unit_leader", "verifier"}, False), (set(), False)]
)
def test_a_raiser_who_is_not_to_be_named_is_known_to_the_raiser_and_the_office(are: set[str], knows: bool) -> None:
    assert knows_raiser(Standing(frozenset(are))) == knows


def test_the_roles_are_what_the_rules_of_the_house_say() -> None:
    """Who reads what lies below, who stands in the line that climbs, who checks, who is given no work, what no deputy gets."""
    assert set(READING) == {"team_leader", "handler", "unit_leader", "branch_secretary", "safety_officer", "inspector", "receiving"}
    assert set(LEADING) == {"team_leader", "unit_leader"}
    assert set(VERIFYING) == {"team_leader", "unit_leader", "safety_officer"}
    assert set(NOT_OWNING) == {"inspector", "system_admin", "security_admin", "audit_admin"}
    assert set(NOT_PASSED) == {"worker", "outsider", "inspector", "named_recipient", "system_admin", "security_admin", "audit_admin"}
