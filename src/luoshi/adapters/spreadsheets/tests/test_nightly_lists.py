"""Lists that come by night: an administrator sees what is new, changed and who is not in it, confirms, and only then it is so."""

import re
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from luoshi.adapters.messages.models import Message
from luoshi.adapters.spreadsheets.models import NightlyLook, SheetImport, Staying
from luoshi.adapters.spreadsheets.nightly.telling import notes, todos
from luoshi.base.ledger.models import LedgerEntry
from luoshi.kernel.org.models import Holding, Person
from luoshi.web.tests.house import Caller
from tests.cast import Plant, at

from .nightly import NIGHT, lay, lay_units, listed, newest, night

Calls = Callable[[str], Caller]
WANG = ("20416", "王海生", "GAS-A", "巡检工")
NEW = ("30500", "新来", "WATER-C", "操作工")
NEXT = NIGHT + timedelta(days=1)


def page_of(register: str = "people") -> str:
    return f"/w/import/{newest(register).key}/"


def confirm(caller: Caller, address: str, **values: Any) -> Any:
    return caller.post(f"{address}take", {"command": caller.command(address), **values})


def anybody_ticked(page: str) -> bool:
    return bool(re.search(r'name="left" value="[^"]+" form="take" checked', page))


def verbs() -> list[str]:
    return list(LedgerEntry.objects.order_by("seq").values_list("verb", flat=True))


def first_list(folder: Path, calls: Calls) -> None:
    """The list of the first night: it names everybody, so it closes by itself; then one that is confirmed, so that later ones compare."""
    lay(folder, listed(zeng=("20902", "曾凯", "STEEL", "调度")))
    night()
    confirm(calls("gao"), page_of())


def test_a_list_is_looked_at_confirmed_and_only_then_so(
    calls: Calls, plant: Plant, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    first_list(folder, calls)
    lay(folder, listed(without=("xu",), wang=WANG, new=NEW), when=NEXT)
    night(NEXT)
    gao = calls("gao")
    assert "/w/import/" in gao.text("/w/inbox") and newest().state == "read"
    page = gao.text(page_of())
    assert "新来" in page and "20104" in page and "巡检工" in page
    assert not Person.objects.filter(staff_no="30500").exists(), "nothing is written before"
    assert re.search(r'name="left" value="20104" form="take" checked', page), "a single one missing is ticked beforehand"
    address = page_of()
    with django_capture_on_commit_callbacks(execute=True):
        assert confirm(gao, address, left=["20104"], **{"until-20104": "2026-11-02"}).status_code == 302
    assert Person.objects.get(staff_no="30500").unit.code == "WATER-C"
    assert Person.objects.get(staff_no="20416").unit.code == "GAS-A"
    assert Person.objects.get(staff_no="20104").until == date(2026, 11, 2)
    one = newest()
    assert (one.state, one.left, one.confirmed_by_id) == ("taken", 1, plant.people["gao"].pk)
    assert verbs().count("person.left") == 1 and verbs().count("nightly.confirmed") == 2 and verbs().count("people.taken") == 2
    assert calls("gao").get(address).status_code == 200 and not (folder.parent / "imports" / str(one.key)).exists()


def test_who_left_is_outside_at_the_next_request(calls: Calls, folder: Path) -> None:
    first_list(folder, calls)
    xu = calls("xu")
    lay(folder, listed(without=("xu",)), when=NEXT)
    night(NEXT)
    assert xu.get("/w/mine").status_code == 200
    confirm(calls("gao"), page_of(), left=["20104"], **{"until-20104": "2026-11-02"})
    assert xu.get("/w/mine").status_code == 302


def test_twice_and_by_two_administrators_it_is_done_once(calls: Calls, plant: Plant, folder: Path) -> None:
    lay(folder, listed(without=("xu",), new=NEW))
    night()
    Holding.objects.create(person=plant.people["sun"], role="system_admin", unit=plant.units["ROOT"], since="2026-01-01")
    gao, sun, address = calls("gao"), calls("sun"), page_of()
    mine, theirs = gao.command(address), sun.command(address)
    ended = {"left": ["20104"], "until-20104": "2026-11-02"}
    for caller, command in ((gao, mine), (gao, mine), (sun, theirs)):
        assert caller.post(f"{address}take", {"command": command, **ended}).status_code == 302
    assert verbs().count("person.left") == 1 and verbs().count("people.taken") == 1 and verbs().count("nightly.confirmed") == 1
    assert "高军" in sun.text(address), "the other sees who has done it"


def test_who_is_not_ticked_stays_and_is_not_asked_about_again(calls: Calls, plant: Plant, folder: Path) -> None:
    lay(folder, listed(without=("gao",)))
    night()
    page = calls("gao").text(page_of())
    assert 'value="90001"' not in page, "nobody ends their own days"
    confirm(calls("gao"), page_of(), settled="yes")
    assert Person.objects.get(staff_no="90001").until is None and Staying.objects.get().person == plant.people["gao"]
    lay(folder, listed(without=("gao",), wang=WANG), when=NEXT)
    night(NEXT)
    assert newest().missing == 0 and newest().accepted == 1
    waits = newest()
    lay(folder, listed(), when=NEXT + timedelta(hours=2))
    night(NEXT + timedelta(hours=2))
    waits.refresh_from_db()
    assert (waits.state, newest().state) == ("away", "closed"), "what waited is out of date"
    assert not Staying.objects.exists(), "whoever is in the list again is an ordinary one again"


def test_after_a_list_that_was_cut_short_the_others_are_asked_about_again(calls: Calls, folder: Path) -> None:
    lay(folder, listed(new=NEW)[-6:])
    night()
    gao, many = calls("gao"), newest().missing
    page = gao.text(page_of())
    assert many > 5 and re.search(r'name="settled" value="yes" form="take">', page), "where a list is in doubt it is not offered"
    confirm(gao, page_of(), left=["20104"], **{"until-20104": "2026-11-02"})
    assert not Staying.objects.exists()
    lay(folder, listed(new=NEW)[-5:], when=NEXT)
    night(NEXT)
    assert newest().missing >= many - 1


def test_the_own_days_and_those_of_strangers_are_not_ended(calls: Calls, plant: Plant, folder: Path) -> None:
    lay(folder, listed(without=("gao", "xu")))
    night()
    gao, address = calls("gao"), page_of()
    for numbers in (["90001"], ["20416"], ["nobody"]):
        assert confirm(gao, address, left=numbers).status_code == 422
    assert newest().state == "read" and not Person.objects.filter(until__isnull=False).exists()


@pytest.mark.parametrize("day", ["yesterday", "2026-01-01", "0001-01-01", "2026-13-01"])
def test_a_day_that_cannot_be_is_refused_at_its_field_and_nothing_is_written(calls: Calls, folder: Path, day: str) -> None:
    lay(folder, listed(without=("xu", "li"), new=NEW))
    night()
    gao, address = calls("gao"), page_of()
    answer = confirm(gao, address, left=["20104", "20102"], **{"until-20104": day, "until-20102": "2026-11-02"})
    page = answer.content.decode()
    assert answer.status_code == 422 and 'aria-invalid="true"' in page and f'value="{day}"' in page
    assert not Person.objects.filter(staff_no="30500").exists() and Person.objects.get(staff_no="20102").until is None
    assert confirm(gao, address, left=["20104"], **{"until-20104": "2026-11-02"}).status_code == 302


def test_a_list_that_was_cut_short_ticks_nobody_and_says_so(calls: Calls, folder: Path) -> None:
    first_list(folder, calls)
    lay(folder, listed()[:5], when=NEXT)
    night(NEXT)
    page = calls("gao").text(page_of())
    assert page.count('name="left"') >= 10 and not anybody_ticked(page) and "n-late" in page


@pytest.mark.parametrize("kind", ["errors", "first"])
def test_with_errors_and_in_the_first_list_nobody_is_ticked(calls: Calls, folder: Path, kind: str) -> None:
    if kind == "errors":
        first_list(folder, calls)
        lay(folder, listed(without=("xu",), wang=("20416", "王海生", "NOWHERE", "")), when=NEXT)
        night(NEXT)
    else:
        lay(folder, listed(without=("xu",)))
        night()
    page = calls("gao").text(page_of())
    assert 'name="left" value="20104"' in page and not anybody_ticked(page)
    assert 'value="20416"' not in page.split('id="absent"')[1].split("</section>")[0], "a row with an error names its person all the same"


def test_who_administers_or_came_lately_is_never_ticked_beforehand(calls: Calls, plant: Plant, folder: Path) -> None:
    first_list(folder, calls)
    Holding.objects.create(person=plant.people["sun"], role="audit_admin", unit=plant.units["ROOT"], since="2026-01-01")
    lay(folder, listed(without=("sun",)), when=NEXT)
    night(NEXT)
    page = calls("gao").text(page_of())
    assert 'name="left" value="20233"' in page and not anybody_ticked(page)


def test_outside_people_are_asked_about_only_where_the_list_names_their_party(calls: Calls, plant: Plant, folder: Path) -> None:
    from luoshi.base.actor import HOUSE
    from luoshi.kernel.org.parties import add_party
    from luoshi.kernel.org.services import add_person
    from tests.cast import SINCE, key

    party = add_party(
        actor=HOUSE,
        at=at("2026-01-01 09:00"),
        command=key(),
        code="SERVICE",
        name="安装公司",
        kind="contractor",
        unit=plant.units["GAS"],
        since=SINCE,
    )
    for number in ("W1", "W2"):
        add_person(
            actor=HOUSE,
            at=at("2026-01-01 09:00"),
            command=key(),
            staff_no=number,
            name="外来",
            unit=plant.units["GAS"],
            since=SINCE,
            party=party,
        )
    lay(folder, listed(new=NEW))
    night()
    assert newest().missing == 0
    head = ("工号", "姓名", "部门", "岗位", "外部单位")
    lay(folder, [*((*row, "") for row in listed()), ("W1", "外来", "GAS", "", "SERVICE")], when=NEXT, head=head)
    night(NEXT)
    assert newest().missing == 1


def test_a_list_without_a_difference_closes_by_itself(calls: Calls, folder: Path) -> None:
    lay(folder, listed())
    night()
    assert newest().state == "closed" and not Message.objects.exists()
    gao = calls("gao")
    assert "2026-11-01 02:15" in gao.text("/w/import/") and gao.get(page_of()).status_code == 200
    assert confirm_is_over(gao, page_of())


def confirm_is_over(caller: Caller, address: str) -> bool:
    return bool(caller.post(f"{address}take", {"command": str(newest().key)}).status_code in (302, 422))


def test_the_same_file_is_not_read_twice_and_a_newer_one_takes_the_place(calls: Calls, folder: Path) -> None:
    lay(folder, listed(new=NEW))
    night()
    night(NEXT)
    lay(folder, listed(new=NEW), when=NEXT)
    night(NEXT)
    assert SheetImport.objects.count() == 1, "laid anew with the same content it is the same"
    old = newest()
    lay(folder, listed(new=(*NEW[:3], "班长")), when=NEXT + timedelta(hours=1))
    night(NEXT + timedelta(hours=1))
    old.refresh_from_db()
    assert old.state == "away" and newest().state == "read" and newest().pk != old.pk
    gao = calls("gao")
    assert gao.post(f"/w/import/{old.key}/take", {"command": str(old.key)}).status_code in (404, 422)
    assert gao.get(f"/w/import/{old.key}/").status_code == 200 and not Person.objects.filter(staff_no="30500").exists()


def test_what_is_put_away_does_not_come_again_the_next_night(calls: Calls, folder: Path) -> None:
    lay(folder, listed(new=NEW))
    night()
    gao, address = calls("gao"), page_of()
    assert gao.post(f"{address}away").status_code == 302
    lay(folder, listed(new=NEW), when=NEXT)
    night(NEXT)
    assert newest().state == "away" and SheetImport.objects.count() == 1 and "nightly.put_away" in verbs()
    assert gao.post(f"{address}away").status_code == 302 and verbs().count("nightly.put_away") == 1


def test_rows_that_stayed_out_are_tried_again_and_once_known_close_by_themselves(calls: Calls, folder: Path) -> None:
    rows = listed(new=(*NEW[:2], "NOWHERE", ""), other=("30501", "另一", "WATER", ""))
    lay(folder, rows)
    night()
    confirm(calls("gao"), page_of(), partial="yes")
    lay(folder, rows, when=NEXT)
    night(NEXT)
    assert newest().state == "closed" and newest().rejected == 1, "an administrator has seen this error"


def test_units_come_first_and_people_are_compared_with_them_again(
    calls: Calls, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    lay_units(folder, ("NEW-D", "新丁班", "WATER"), without=("STEEL",))
    lay(folder, listed(new=("30500", "新来", "NEW-D", "")))
    night()
    assert newest("units").accepted == 1 and newest().rejected == 1
    gao = calls("gao")
    page = gao.text(page_of("units"))
    assert "炼钢厂" in page and 'name="left"' not in page, "a unit that is not in the list is named, nothing more"
    with django_capture_on_commit_callbacks(execute=True):
        confirm(gao, page_of("units"))
    gao.text(page_of())
    assert (newest().state, newest().accepted, newest().rejected) == ("read", 1, 0)
    assert Person.objects.filter(unit__code="STEEL").exists()


def test_nobody_else_sees_it(calls: Calls, folder: Path) -> None:
    lay(folder, listed(new=NEW))
    night()
    address = page_of()
    for who in ("qiu", "wang"):
        other = calls(who)
        assert other.get(address).status_code == 404 and str(newest().key) not in other.text("/w/inbox")
        assert other.post(f"{address}take", {"command": str(newest().key)}).status_code == 404
        assert {other.post(f"{address}{end}").status_code for end in ("away", "headings")} == {404}
    assert calls("").get(address).status_code == 302 and newest().state == "read"


def test_administrators_are_told_once_and_once_more_after_three_days(calls: Calls, plant: Plant, folder: Path) -> None:
    lay(folder, listed(without=("xu",), new=NEW))
    for days in (0, 0, 1, 2, 3, 4, 9):
        night(NIGHT + timedelta(days=days))
    rows = list(Message.objects.filter(what="lists", url=page_of()))
    assert len(rows) == 2 and {row.person_id for row in rows} == {plant.people["gao"].pk}
    assert all("新来" not in row.title and "许亮" not in row.title for row in rows)
    assert newest().state == "read", "nothing happens by itself"


def test_a_list_that_does_not_come_is_missed(plant: Plant, folder: Path) -> None:
    def waits(day: str) -> list[str]:
        when = at(f"{day} 08:00")
        return [one.title for one in todos(plant.acting("gao", when), when, 10)]

    lay(folder, listed())
    night()
    for days in (1, 3, 4, 5):
        night(NIGHT + timedelta(days=days))
    assert Message.objects.filter(what="lists").count() == 1
    assert not waits("2026-11-04") and "2026-11-01" in waits("2026-11-05")[0]
    assert notes(plant.acting("gao", NIGHT), date(2026, 11, 5)) and not notes(plant.acting("qiu", NIGHT), date(2026, 11, 5))
    lay(folder, listed(), when=at("2026-11-06 02:00"))
    night(at("2026-11-06 02:00"))
    assert not waits("2026-11-06") and Message.objects.filter(what="lists").count() == 1


def test_the_page_of_administration_says_since_when_a_list_waits(calls: Calls, folder: Path) -> None:
    lay(folder, listed(new=NEW))
    night()
    page = calls("gao").text("/w/admin/")
    assert "2026-11-01" in page and page_of() in page


def test_a_list_that_cannot_be_read_is_said(calls: Calls, folder: Path) -> None:
    (folder / "people.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    lay(folder, [])
    import os

    os.utime(folder / "people.xlsx", (NEXT.timestamp(), NEXT.timestamp()))
    night(NEXT)
    assert newest().state == "failed" and newest().trouble in calls("gao").text(page_of())
    assert page_of() in calls("gao").text("/w/inbox")
    lay(folder, listed(), when=NEXT + timedelta(hours=2))
    night(NEXT + timedelta(hours=2))
    assert not SheetImport.objects.filter(state="failed").exists() or newest().state == "closed"


def test_a_list_whose_file_is_gone_is_looked_for_anew(calls: Calls, folder: Path) -> None:
    lay(folder, listed(new=NEW))
    night()
    shutil.rmtree(folder.parent / "imports")
    gone = page_of()
    assert calls("gao").get(gone).status_code == 200
    night(NEXT)
    assert newest().state == "read" and page_of() != gone and calls("gao").get(gone).status_code == 404


def test_more_people_than_a_form_holds_are_asked_about_in_turn(
    calls: Calls, folder: Path, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    for module in ("confirming", "showing"):
        monkeypatch.setattr(f"luoshi.adapters.spreadsheets.nightly.{module}.MOST_AT_ONCE", 2)
    lay(folder, listed(without=("xu", "li", "zhao"), new=NEW))
    night()
    gao, address = calls("gao"), page_of()
    for left in (1, 0):
        assert gao.text(address).count('name="left"') == 1 + left
        with django_capture_on_commit_callbacks(execute=True):
            assert confirm(gao, address, settled="yes").status_code == 302
    assert newest().state == "taken" and Staying.objects.count() == 3 and Person.objects.filter(staff_no="30500").count() == 1


def test_without_a_folder_nothing_is_looked_for(folder: Path, settings: Any, plant: Plant) -> None:
    lay(folder, listed())
    night()
    settings.SIGN_IN = {}
    night(NEXT)
    assert not NightlyLook.objects.exists()
