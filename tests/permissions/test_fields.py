"""Which fields of what one sees are shown to whom: the name that was to stay unsaid, whom it is about, counts of what is not seen."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.services.raising import make_findable
from luoshi.web.accounts.services import enter, open_for_demo
from luoshi.web.tests.house import Caller
from tests.cast import Plant, at
from tests.permissions import fields
from tests.permissions.fields import NOW, SINGLY, THINGS, WHO, Seen, Shown

pytestmark = pytest.mark.django_db
EARLY = at("2026-11-01 09:00")
Calls = Callable[[str], Caller]
WRITING = os.environ.get("LUOSHI_WRITE_EXPECTED") == "yes"
VOLATILE = re.compile(r'name="(?:csrfmiddlewaretoken|command)" value="[^"]*"|nonce="[^"]*"|content="[^"]{20,}"')
NAMING = {"raiser", "staff", "post", "team"}


@pytest.fixture
def shown(tmp_path_factory: pytest.TempPathFactory, settings: Any, played: Callable[..., Any], clock: Callable[[str], None]) -> Shown:
    settings.LUOSHI_HOME = _files(tmp_path_factory)
    standing: Shown = played(fields.play).shown
    for row in Matter.objects.filter(pk__in=standing.ids.values()):
        make_findable(row)  # the index of words is not photographed
    return standing


_kept: list[Path] = []


def _files(factory: pytest.TempPathFactory) -> Path:
    """The photographs of these things, once for this worker."""
    if not _kept:
        _kept.append(factory.mktemp("fields"))
    return _kept[0]


@pytest.fixture
def callers(shown: Shown) -> Calls:
    come: dict[str, Caller] = {"": Caller()}

    def caller(who: str) -> Caller:
        if who not in come:
            come[who] = Caller()
            come[who].cookies["luoshi"] = enter(at=NOW, account=open_for_demo(at=NOW, person=shown.plant.people[who]), how="demo")
        return come[who]

    return caller


@pytest.mark.skipif(WRITING, reason="the table is being written")
@pytest.mark.parametrize("standing", ["raiser", "leader"])
def test_a_sheet_and_its_files_show_what_the_table_says(shown: Shown, callers: Calls, standing: str) -> None:
    """At a desk two of them, on the things' own pages; the sweep asks everybody everywhere."""
    wanted = {one for one in fields.expected() if one[3] == standing and one[0] in SINGLY}
    assert fields.asked(shown, standing, callers, briefly=True) == wanted


@pytest.mark.sweep
@pytest.mark.skipif(WRITING, reason="the table is being written")
@pytest.mark.parametrize("standing", WHO)
def test_everybody_is_shown_what_the_table_says_and_no_field_more(shown: Shown, callers: Calls, standing: str) -> None:
    wanted, found = {one for one in fields.expected() if one[3] == standing}, fields.asked(shown, standing, callers)
    assert sorted(found - wanted) == [], "shown, and the table does not say so"
    assert sorted(wanted - found) == [], "the table says it is shown, and it is not"


@pytest.mark.skipif(not WRITING, reason="only where the table is written anew")
def test_the_table_is_written(shown: Shown, callers: Calls) -> None:
    fields.write(set().union(*(fields.asked(shown, standing, callers) for standing in WHO)))


# what the table itself must say


def who_sees(thing: str, *names: str, pages: object = None) -> set[str]:
    return {who for page, of, name, who in fields.expected() if of == thing and name in names and (pages is None or page in pages)}  # type: ignore[operator]


def test_a_discreet_raiser_is_named_to_the_office_and_to_nobody_else() -> None:
    assert who_sees("discreet", *NAMING) == {"raiser", "office"}
    assert who_sees("discreet", "said") > {"raiser", "office"}, "what was said is read by others too"


def test_what_came_without_a_name_is_its_recipients_alone() -> None:
    assert who_sees("nameless", *fields.FIELDS, "open") == {"recipient"}
    assert who_sees("nameless", *NAMING) == set()


def test_what_is_about_conduct_is_the_raisers_the_recipients_and_its_owners() -> None:
    everywhere = {one[0] for one in fields.expected()}
    assert who_sees("conduct", *fields.FIELDS, "open", pages=everywhere - {"told"}) == {"raiser", "recipient", "owner"}
    assert who_sees("conduct", *set(fields.FIELDS) - {"number", "link"}, pages=["told"]) == set(), "a message is its number alone"
    assert who_sees("conduct", "said", pages=["sheet"]) == {"raiser", "recipient", "owner"}


def test_whom_it_is_about_is_named_to_who_handles_or_raised_it() -> None:
    assert who_sees("about", "whom") == {"raiser", "office"}
    assert who_sees("conduct", "whom") == {"raiser", "recipient"}
    assert who_sees("about", *fields.FIELDS, "open") & {"whom"} == set(), "and is shown nothing"


def test_strangers_administrators_and_guests_are_shown_nothing() -> None:
    for thing in THINGS:
        assert who_sees(thing, *fields.FIELDS, "open") & {"stranger", "admin", "guest"} == set(), thing


def test_no_list_file_or_message_tells_a_field_that_the_sheet_does_not() -> None:
    """But for one's own data, the staff number in a ledger that goes out, and the word that once went to who held it."""
    seen: Seen = fields.expected()
    more = {one[:3] for one in seen if one[0] not in SINGLY and ("sheet", *one[1:]) not in seen and one[2] != "link"}
    assert {one for one in more if one[0] not in ("own copy", "told")} <= {("export", thing, "staff") for thing in ("plain", "about")}
    assert {one[1] for one in more if one[0] == "told"} <= {"conduct"}


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
