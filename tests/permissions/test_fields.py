"""Which fields of what one sees are shown to whom: the name that was to stay unsaid, numbers of telephones, counts of what is not seen."""

import re
from collections.abc import Callable

import pytest

from luoshi.kernel.matters.services import raise_matter
from luoshi.web.tests.house import Caller
from tests.cast import PEOPLE, Plant, at, key

pytestmark = pytest.mark.django_db
EARLY = at("2026-11-01 09:00")
Calls = Callable[[str], Caller]
KNOWS = {"chen": True, "zhao": True}  # the office that handles it, and the raiser; nobody else reads the name
READS = ("chen", "zhao", "qiu", "tang", "zheng", "sun", "han", "liu")
VOLATILE = re.compile(r'name="(?:csrfmiddlewaretoken|command)" value="[^"]*"|nonce="[^"]*"|content="[^"]{20,}"')


def discreet(plant: Plant) -> int:
    return raise_matter(
        actor=plant.acting("chen", EARLY), at=EARLY, command=key(), kind="opinion", unit=plant.units["WATER"], place=plant.places["pump house"],
        topic="equipment", text="暗号甲", channel="symposium", raiser=plant.people["zhao"], confidential=True,
    )  # fmt: skip


@pytest.mark.parametrize("who", READS)
def test_the_name_of_a_raiser_who_is_not_to_be_named_is_for_the_office_and_the_raiser(plant: Plant, calls: Calls, who: str) -> None:
    pk, name = discreet(plant), PEOPLE["zhao"][1]
    caller, said = calls(who), {}
    addresses = (f"/w/matters/{pk}", "/w/list/opinion?view=all", "/w/search?q=暗号甲", "/w/export/opinions?unit=WATER", "/w/figures/opinions.raised?unit=WATER",
                 "/w/leader?kind=opinion", "/w/team/WATER")  # fmt: skip
    for address in addresses:
        answer = caller.get(address)
        if answer.status_code == 200:
            said[address] = answer.getvalue().decode(errors="replace")
    reached = [address for address, text in said.items() if "暗号甲" in text.replace('value="暗号甲"', "")]
    assert who == "liu" or f"/w/matters/{pk}" in reached
    if not KNOWS.get(who):
        shown = [address for address in reached if name in said[address] or PEOPLE["zhao"][0] in said[address]]
        assert shown == []


@pytest.mark.parametrize("who", ["wang", "liu", "zhang", "gao", "xie"])
def test_nothing_one_is_shown_changes_with_what_one_does_not_see(plant: Plant, calls: Calls, who: str) -> None:
    """No number beside a line of the menu, no count and no list tells that there is more."""
    caller = calls(who)
    far = {"wang": "lance platform", "liu": "lance platform", "zhang": "lance platform", "gao": "lance platform", "xie": "pump house"}[who]
    addresses = ("/w/", "/w/inbox", "/w/done", "/w/mine", "/w/copied", "/w/list/problem?view=all", "/w/leader", "/w/group", "/w/team/", "/w/repeats",
                 "/w/search?q=漏水", "/w/public/", "/w/postings/", "/w/messages/mine", "/w/figures/")  # fmt: skip

    def all_said() -> dict[str, str]:
        return {one: VOLATILE.sub("", caller.get(one).content.decode()) for one in addresses}

    before = all_said()
    for _n in range(3):
        plant.report("zeng" if far == "lance platform" else "wang", EARLY, "漏水了", place=far)
    after = all_said()
    assert [one for one in addresses if before[one] != after[one]] == []
