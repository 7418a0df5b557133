"""Nobody opens what the table does not give them, and no door of the house is missing in the table."""

import os
from collections.abc import Callable

import pytest

from luoshi.kernel.org.roles import ROLES as HELD
from luoshi.web.tests.house import Caller
from tests.permissions import matrix
from tests.permissions.addresses import asks, routes
from tests.permissions.world import ROLES, World

pytestmark = pytest.mark.django_db
Callers = Callable[[str], Caller]
WRITING = os.environ.get("LUOSHI_WRITE_EXPECTED") == "yes"
AT_A_DESK = 6
READ = [role for role in ROLES if all(cells[role] != "?" for cells in matrix.expected().values())]  # the columns that were read and kept


def test_every_role_has_its_column() -> None:
    assert set(READ) == set(ROLES)


def test_every_route_stands_in_the_table_and_nothing_else_does(world: World) -> None:
    listed = {route for route, _method, _lies in matrix.expected()}
    assert set(routes()) - listed == set(), "a door without its lines in tests/permissions/expected.txt: say who opens it"
    assert listed - set(routes()) == set(), "lines for a door that is no more"
    assert {(ask.route, ask.lies) for ask in asks(world, "worker")} == {(route, lies) for route, _method, lies in matrix.expected()}
    assert {held[0] for held in ROLES.values() if held} | {"worker"} == set(HELD), "a role without its column"


@pytest.mark.skipif(WRITING, reason="the table is being written")
@pytest.mark.parametrize("third", range(3))
def test_a_part_of_the_table_at_a_desk(world: World, callers: Callers, third: int) -> None:
    """Each route by some roles, near and far; the sweep tries them all."""
    wrong = []
    for n, role in enumerate(READ):
        near = [ask for ask in asks(world, role) if ask.lies.split(":")[0] in ("-", "own", "branch", "plant")]
        wrong += matrix.differences([ask for m, ask in enumerate(near) if (m + n) % (3 * AT_A_DESK) == third], role, callers)
    assert wrong == []


@pytest.mark.sweep
@pytest.mark.skipif(WRITING, reason="the table is being written")
@pytest.mark.parametrize("role", READ)
def test_everything_is_open_to_whom_the_table_says(world: World, callers: Callers, role: str) -> None:
    assert matrix.differences(list(asks(world, role)), role, callers) == []


@pytest.mark.sweep
@pytest.mark.parametrize("role", ["guest", "worker", "leader", "sysadmin"])
def test_a_head_is_as_its_page_and_no_other_method_is_there(world: World, callers: Callers, role: str) -> None:
    wrong, tried = [], set()
    for ask in asks(world, role):
        if ask.route in tried and role != "worker":
            continue
        tried.add(ask.route)
        got, head = (matrix.outcome(matrix.send(callers(role), method, ask)) for method in ("GET", "HEAD"))
        wrong += [(ask, "HEAD", head, got)] if head not in (got, "405") else []
        for method in matrix.NEVER:
            other = matrix.outcome(matrix.send(callers(role), method, ask))
            wrong += [(ask, method, other)] if other not in ("405", "none", "sign") else []
    assert wrong == []


@pytest.mark.sweep
@pytest.mark.parametrize("role", [role for role in ROLES if role != "guest"])
def test_what_is_not_seen_answers_as_what_does_not_exist(world: World, callers: Callers, role: str) -> None:
    """Not by a word, a header or the kind of refusal: so nobody finds out by asking."""
    wrong = []
    for ask in asks(world, role):
        if not ask.absent:
            continue
        for method in ("GET", "POST"):
            seen = matrix.send(callers(role), method, ask)
            if matrix.outcome(seen) != "none":
                continue
            absent = matrix.send(callers(role), method, type(ask)(ask.route, ask.lies, ask.absent, ask.form))
            same = seen.status_code == absent.status_code and matrix.body(seen, ask.address) == matrix.body(absent, ask.absent)
            wrong += [] if same and dict(seen.headers) == dict(absent.headers) else [(method, ask.address, absent.status_code)]
    assert wrong == []


if WRITING:  # only where the table is written anew

    @pytest.mark.parametrize("role", ROLES)
    def test_the_whole_table_is_written(world: World, callers: Callers, role: str) -> None:
        cells: dict[matrix.Key, str] = {}
        for ask in asks(world, role):
            for method in ("GET", "POST"):
                cells[(ask.route, method, ask.lies)] = matrix.outcome(matrix.send(callers(role), method, ask))
        matrix.written(role, cells, list(routes()))
