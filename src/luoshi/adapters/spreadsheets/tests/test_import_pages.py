"""Bringing a ledger through the pages: choose, look at the errors, correct the head, take in; and downloading a register."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from luoshi.adapters.spreadsheets import child
from luoshi.adapters.spreadsheets.folder import Folder
from luoshi.adapters.spreadsheets.models import SheetImport
from luoshi.adapters.spreadsheets.services import tidy
from luoshi.base.sheets.tests.books import book, raw_book
from luoshi.kernel.org.models import Person
from luoshi.web.tests.house import Caller
from tests.cast import Plant, at

Calls = Callable[[str], Caller]
PEOPLE = ("工号", "姓名", "部门", "岗位", "入职日期")
GOOD, BAD = ("00123", "钱一", "WATER", "点检员", "2026.11.1"), ("00124", "孙二", "NOWHERE", "点检员", "26-11-1")


@pytest.fixture(autouse=True)
def read_here(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is read in this process: the test's database is to be seen by nobody else."""
    monkeypatch.setattr(child, "start", lambda folder: child.read(folder))


def bring(caller: Caller, path: Path, register: str = "people", **more: str) -> Any:
    with path.open("rb") as file:
        return caller.post("/w/import/", {"command": caller.command("/w/import/"), "register": register, "file": file, **more})


def brought(caller: Caller, tmp_path: Path, *rows: Any) -> str:
    """The address of the preview of these rows."""
    answer = bring(caller, book(tmp_path / "新人.xlsx", [PEOPLE, *rows]))
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def test_rows_without_errors_are_taken_and_the_others_stay_out(calls: Calls, tmp_path: Path) -> None:
    gao = calls("gao")
    address = brought(gao, tmp_path, GOOD, BAD)
    page = gao.text(address)
    assert page.count("wrong n-late") == 2 and "NOWHERE" in page and 'name="partial" value="yes"' in page
    answer = gao.post(f"{address}take", {"command": gao.command(address), "partial": "yes"})
    assert answer.status_code == 302
    assert Person.objects.filter(staff_no="00123").exists() and not Person.objects.filter(staff_no="00124").exists()
    one = SheetImport.objects.get()
    assert (one.state, one.accepted, one.rejected, one.partial, one.file_name) == ("taken", 1, 1, True, "新人.xlsx")
    again = gao.post(f"{address}take", {"command": str(one.key), "partial": "yes"})
    assert again.status_code == 302 and Person.objects.filter(staff_no="00123").count() == 1


def test_a_file_with_errors_is_not_taken_whole(calls: Calls, tmp_path: Path) -> None:
    gao = calls("gao")
    address = brought(gao, tmp_path, GOOD, BAD)
    assert gao.post(f"{address}take", {"command": gao.command(address)}).status_code == 422
    assert not Person.objects.filter(staff_no="00123").exists()


def test_each_tab_shows_its_rows_and_pages_go_on(calls: Calls, tmp_path: Path) -> None:
    gao = calls("gao")
    rows = [(f"{n:05d}", f"新人{n}", "WATER", "工", "2026-11-01") for n in range(120)]
    address = brought(gao, tmp_path, *rows[:60], BAD, *rows[60:])

    def shown(query: str) -> list[int]:
        return [int(row) for row in re.findall(r'<tr><td class="r faint">(\d+)</td>', gao.text(address + query))]

    assert shown("") == shown("?view=around") == [60, 61, 62, 63, 64]
    assert shown("?view=wrong") == [62] and shown("?view=all") == list(range(2, 52))
    assert shown("?view=all&from=100") == list(range(102, 123))
    assert shown("?view=nonsense&from=-5") and shown("?view=all&from=99999") == []


def test_a_heading_is_corrected_and_the_file_read_again(calls: Calls, tmp_path: Path) -> None:
    gao = calls("gao")
    path = book(tmp_path / "a.xlsx", [("甲", "姓名", "部门"), ("00123", "钱一", "WATER")])
    address = bring(gao, path).headers["Location"]
    page = gao.text(address)
    assert "/take" not in page and "工号" in page
    answer = gao.post(f"{address}headings", {"heading-0": "staff_no", "heading-1": "name", "heading-2": "unit"})
    assert answer.status_code == 302 and "/take" in gao.text(address)


def test_the_marked_file_shows_the_sentence_in_the_cell_and_at_the_end(calls: Calls, tmp_path: Path) -> None:
    gao = calls("gao")
    address = brought(gao, tmp_path, GOOD, BAD)
    answer = gao.get(f"{address}marked")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert sheet["C3"].value == "NOWHERE" and sheet["C3"].comment and sheet["C3"].fill.fgColor.rgb == "FFF8D3D0"
    assert sheet["C2"].comment is None and "NOWHERE" in sheet["F3"].value and sheet["F1"].value and not sheet["F2"].value


def test_a_hostile_file_ends_as_a_calm_sentence(calls: Calls, tmp_path: Path) -> None:
    gao = calls("gao")
    bomb = raw_book(tmp_path / "bomb.xlsx", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    page = gao.text(bring(gao, bomb).headers["Location"])
    assert "XFD" in page and SheetImport.objects.get().state == "failed"


def test_while_it_is_read_the_page_looks_again_by_itself(calls: Calls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "start", lambda folder: folder.say("reading"))
    gao = calls("gao")
    address = brought(gao, tmp_path, GOOD)
    answer = gao.get(address)
    assert answer.headers["Refresh"] == "2" and answer.status_code == 200
    assert gao.post(f"{address}take", {"command": str(SheetImport.objects.get().key)}).status_code == 422


def test_a_process_that_never_answers_has_failed_after_its_time(
    calls: Calls, clock: Callable[[str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "start", lambda folder: folder.say("reading"))
    gao = calls("gao")
    address = brought(gao, tmp_path, GOOD)
    clock("2026-11-02 09:20")
    assert "Refresh" not in gao.get(address).headers and SheetImport.objects.get().state == "failed"


def test_what_one_person_brought_is_not_there_for_another(calls: Calls, plant: Plant, tmp_path: Path) -> None:
    address = brought(calls("gao"), tmp_path, GOOD)
    for who in ("qiu", "wang"):
        other = calls(who)
        assert {other.get(address).status_code, other.get(f"{address}marked").status_code} == {404}
        assert other.post(f"{address}take", {"command": address.split("/")[3]}).status_code == 404
        assert other.post(f"{address}away").status_code == 404 and other.get("/w/export/people").status_code == 404
    assert calls("wang").get("/w/import/").status_code == 404
    assert "/w/import/" in calls("gao").text("/w/admin/") and calls("").get(address).status_code == 302


def test_no_file_and_an_unknown_register_are_refused(calls: Calls, tmp_path: Path) -> None:
    gao = calls("gao")
    assert gao.post("/w/import/", {"command": gao.command("/w/import/"), "register": "people"}).status_code == 422
    assert bring(gao, book(tmp_path / "a.xlsx", [PEOPLE, GOOD]), "nothing").status_code == 404


def test_a_name_with_folders_is_only_shown(calls: Calls, tmp_path: Path, home: Path) -> None:
    gao = calls("gao")
    path = book(tmp_path / "a.xlsx", [PEOPLE, GOOD])
    with path.open("rb") as file:
        file = io.BytesIO(file.read())  # type: ignore[assignment]
    file.name = "../../x/CON.xlsx"
    gao.post("/w/import/", {"command": gao.command("/w/import/"), "register": "people", "file": file})
    folder = Folder.of(SheetImport.objects.get().key)
    assert {one.name for one in folder.path.iterdir()} == {"book.xlsx", "task.json", "status.json", "report.json", "entries"}


def test_what_nobody_takes_is_put_away(calls: Calls, tmp_path: Path, django_capture_on_commit_callbacks: Any) -> None:
    gao = calls("gao")
    first = brought(gao, tmp_path, GOOD)
    folder = Folder.of(SheetImport.objects.get().key)
    with django_capture_on_commit_callbacks(execute=True):
        assert gao.post(f"{first}away").status_code == 302
    assert not folder.path.exists() and not SheetImport.objects.exists()
    brought(gao, tmp_path, GOOD)
    assert tidy(at=at("2026-11-05 09:00")) == 0 and tidy(at=at("2026-11-10 09:00")) == 1


def test_a_register_is_downloaded(calls: Calls) -> None:
    answer = calls("gao").get("/w/export/people")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert "attachment" in answer.headers["Content-Disposition"] and sheet.max_row > 16
    assert calls("gao").get("/w/export/nothing").status_code == 404
