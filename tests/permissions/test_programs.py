"""A key opens what its person's pages open, and nothing else: matters, lists, figures, by every role."""

import re
from collections.abc import Callable

import pytest

from luoshi.adapters.api.tests.programs import Program, program
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.nameless import CHANNEL
from luoshi.web.tests.house import Caller
from tests.permissions.addresses import MATTERS, UNITS
from tests.permissions.world import ROLES, World

pytestmark = pytest.mark.django_db
SIGNED_IN = [role for role in ROLES if role != "guest"]


def opened(status: int) -> str:
    return {200: "open", 404: "none"}[status]


@pytest.mark.parametrize("role", SIGNED_IN)
def test_a_key_opens_the_matters_and_figures_that_the_pages_open(world: World, callers: Callable[[str], Caller], role: str) -> None:
    page, key = callers(role), program(world.plant, f"the {role}")
    for lies in MATTERS:
        pk = world.matters[f"own:{role}" if lies == "own" else lies]
        assert opened(key.get(f"/api/matters/{pk}").status_code) == opened(page.get(f"/w/matters/{pk}").status_code), lies
    for code in (*UNITS.values(), "NOWHERE"):
        said = page.get(f"/w/figures/problems.found?unit={code}").status_code
        for address in (f"/api/figures/problems.found?unit={code}", f"/api/figures/problems.found/records?unit={code}"):
            assert opened(key.get(address).status_code) == opened(said), address


@pytest.mark.parametrize("role", SIGNED_IN)
def test_a_list_holds_what_the_page_holds(world: World, callers: Callable[[str], Caller], role: str) -> None:
    page, key = callers(role), program(world.plant, f"the {role}")
    for kind in ("problem", "opinion"):
        answer = page.get(f"/w/list/{kind}?view=all")
        drawn = (
            {int(one) for one in re.findall(r'href="/w/matters/(\d+)"', answer.content.decode())} if answer.status_code == 200 else set()
        )
        listed = key.get(f"/api/matters?kind={kind}&view=all")
        assert opened(listed.status_code) == opened(answer.status_code)
        assert {one["id"] for one in listed.json().get("items", ())} == drawn


def test_what_came_without_a_name_is_there_for_no_key(world: World) -> None:
    pk = world.matters["conduct"]
    key: Program = program(world.plant, "the recipient")
    assert key.get(f"/api/matters/{pk}").status_code == 200
    Matter.objects.filter(pk=pk).update(channel=CHANNEL)
    for answer in (key.get(f"/api/matters/{pk}"), key.send(f"/api/matters/{pk}/steps/undertake", {"fields": {}})):
        assert (answer.status_code, answer.content) == (404, key.get("/api/matters/999999").content)
    assert pk not in [one["id"] for one in key.read("/api/waiting")["items"]]
