"""System, security and audit administrator: each sees and does their own, and none reads a matter."""

from collections.abc import Callable

import pytest

from luoshi.base.actor import HOUSE
from luoshi.base.clock import local_date
from luoshi.base.refusal import Unseen
from luoshi.kernel.org import services
from luoshi.kernel.org.models import Holding, Person
from luoshi.kernel.org.services import add_unit, give_holding
from luoshi.site.checkup.people import doubles
from luoshi.site.checkup.profiles import PROFILES, apply, lines
from luoshi.web.accounts.services import make_slip
from luoshi.web.accounts.tests.knocking import put
from luoshi.web.tests.house import NOW, Caller
from tests.cast import Plant, at, key

Calls = Callable[[str], Caller]
SINCE = local_date(NOW)


@pytest.fixture
def three(plant: Plant) -> None:
    """Three people, set apart: gao builds, zeng gives roles, xu reads the ledger."""
    for who, role in (("zeng", "security_admin"), ("xu", "audit_admin")):
        give_holding(
            actor=plant.acting("gao", NOW),
            at=NOW,
            command=key(),
            person=plant.people[who],
            role=role,
            unit=plant.units["ROOT"],
            since=SINCE,
        )
    put("org.administrators_apart", "yes")


OPEN = {  # address: whom it opens for
    "/w/admin/": ("gao", "zeng"),
    "/w/admin/people": ("gao", "zeng"),
    "/w/admin/people/20416": ("gao", "zeng"),
    "/w/admin/holdings": ("gao", "zeng"),
    "/w/admin/accounts": ("zeng",),
    "/w/admin/parameters": ("gao",),
    "/w/admin/parameters/accounts.failures": ("gao",),
    "/w/admin/trees/administrative": ("gao",),
    "/w/admin/calendar/2026": ("gao",),
    "/w/admin/messages/": ("gao",),
    "/w/documents/": ("gao",),
    "/w/export/people": ("gao",),
    "/w/export/holdings": ("zeng",),
    "/w/audit/": ("xu",),
    "/w/list/problem": (),
}


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(("address", "whom"), OPEN.items())
def test_each_page_opens_for_its_own_administrator(calls: Calls, address: str, whom: tuple[str, ...]) -> None:
    for who in ("gao", "zeng", "xu"):
        assert (calls(who).get(address).status_code == 200) is (who in whom), (who, address)


@pytest.mark.usefixtures("three")
def test_each_act_is_one_administrators(plant: Plant) -> None:
    gao, zeng, xu = (plant.acting(who, NOW) for who in ("gao", "zeng", "xu"))

    def build(actor: object) -> object:
        return add_unit(actor=actor, at=NOW, command=key(), code="NEW", name="新班", parent=plant.units["ROOT"], since=SINCE)  # type: ignore[arg-type]

    def secure(actor: object) -> object:
        return make_slip(actor=actor, at=NOW, command=key(), person=plant.people["wang"])  # type: ignore[arg-type]

    for act, refused in ((build, (zeng, xu)), (secure, (gao, xu))):
        for actor in refused:
            with pytest.raises(Unseen):
                act(actor)
    build(gao)
    secure(zeng)
    with pytest.raises(Unseen):
        give_holding(actor=gao, at=NOW, command=key(), person=plant.people["wang"], role="handler", unit=plant.units["EQUIP"], since=SINCE)


@pytest.mark.usefixtures("three")
def test_the_forms_on_a_persons_page_are_ones_own(calls: Calls) -> None:
    page = {who: calls(who).text("/w/admin/people/20416") for who in ("gao", "zeng")}
    assert 'value="leave"' in page["gao"]
    assert 'value="give"' not in page["gao"]
    assert 'value="give"' in page["zeng"]
    assert 'value="leave"' not in page["zeng"]
    for who, act in (("gao", "give"), ("zeng", "leave"), ("zeng", "change")):
        assert calls(who).post("/w/admin/people/20416", {"act": act}).status_code == 404


def test_a_small_plant_has_one_for_system_and_security(calls: Calls) -> None:
    gao = calls("gao")
    assert gao.get("/w/admin/accounts").status_code == 200
    assert gao.get("/w/admin/parameters").status_code == 200
    assert gao.get("/w/audit/").status_code == 404, "but never the ledger"


@pytest.mark.usefixtures("three")
def test_the_audit_administrator_reads_what_was_done_to_the_house_and_no_matter(calls: Calls, plant: Plant) -> None:
    plant.report("wang", NOW)
    xu = calls("xu")
    assert "高军 90001" in xu.text("/w/audit/")
    assert 'class="stack"' not in xu.text("/w/audit/?staff_no=20416"), "that wang reported something is not read here"
    assert "高军" in xu.text("/w/audit/?staff_no=90001&day=2026-11-02")
    for nobody in ("?staff_no=77777", "?day=2020-01-01", "?day=x&before=1", "?before=" + "9" * 40):
        assert xu.get(f"/w/audit/{nobody}").status_code == 200
    assert xu.post("/w/audit/").status_code == 405


def test_the_profile_is_not_set_where_it_would_lock_everybody_out(plant: Plant) -> None:
    with pytest.raises(Exception, match="security_admin, audit_admin"):
        apply(NOW, "dengbao-3")
    assert [one.verdict for one in lines(NOW, "dengbao-3")].count("bad") > 5, "nothing was set"


def test_the_profile_is_set_once_and_holds(plant: Plant) -> None:
    for who, role in (("zeng", "security_admin"), ("xu", "audit_admin")):
        give_holding(actor=HOUSE, at=NOW, command=key(), person=plant.people[who], role=role, unit=plant.units["ROOT"], since=SINCE)
    done = dict(apply(NOW, "dengbao-3"))
    assert done["accounts.password_days"] == "90"
    assert "accounts.failures" not in done, "what is in order stays"
    assert {one.verdict for one in lines(NOW, "dengbao-3")} == {"good"}
    assert apply(NOW, "dengbao-3") == []
    assert {one.name for one in PROFILES["dengbao-2"]} < {one.name for one in PROFILES["dengbao-3"]}


def test_doctor_names_who_holds_two(plant: Plant) -> None:
    gao: Person = plant.people["gao"]
    root = plant.units["ROOT"]
    services.give_holding(actor=HOUSE, at=NOW, command=key(), person=gao, role="security_admin", unit=root, since=SINCE)
    assert doubles(NOW) == {}
    assert doubles(NOW, apart=True) == {"90001": ["security_admin", "system_admin"]}
    Holding.objects.create(person=gao, role="audit_admin", unit=root, since=local_date(at("2026-12-01 08:00")))
    assert list(doubles(NOW)) == ["90001"], "one that is to come counts"
