"""A personnel system brings its list through a key: the file, what is wrong in it, its rows."""

from collections.abc import Callable
from pathlib import Path

import pytest

from luoshi.adapters.api.tests.programs import program
from luoshi.adapters.spreadsheets import child
from luoshi.adapters.spreadsheets.models import SheetImport
from luoshi.kernel.org.models import Person
from tests.cast import Plant, key

pytestmark = pytest.mark.django_db
CSV = "text/csv"
HEAD, GOOD, BAD = "工号,姓名,部门,岗位,入职日期", "00123,钱一,WATER,点检员,2026.11.1", "00124,孙二,NOWHERE,点检员,26-11-1"


@pytest.fixture(autouse=True)
def read_here(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is read in this process: the test's database is to be seen by nobody else."""
    monkeypatch.setattr(child, "start", lambda folder: child.read(folder))


def test_a_list_is_brought_looked_at_and_taken(plant: Plant, clock: Callable[[str], None]) -> None:
    gao, once, file = program(plant, "gao"), key(), "\n".join((HEAD, GOOD, BAD)).encode()
    answer = gao.send("/api/imports?register=people&name=新人.csv", file, once=once, kind=CSV)
    assert (answer.status_code, answer["Location"]) == (202, f"/api/imports/{once}")
    assert gao.send("/api/imports?register=people&name=新人.csv", file, once=once, kind=CSV).status_code == 202
    assert gao.send("/api/imports?register=people", file + b"\n", once=once, kind=CSV).status_code == 409
    assert gao.send("/api/imports?register=units", file, once=once, kind=CSV).status_code == 409
    looked = gao.read(answer["Location"])
    assert (looked["state"], looked["rows"], looked["rejected"], looked["name"]) == ("read", 2, 1, "新人.csv")
    assert {fault["row"] for fault in looked["faults"]} == {3} and all(fault["problem"] for fault in looked["faults"])
    take = f"/api/imports/{once}/take"
    assert gao.send(take, {}).status_code == 422
    for _n in range(2):
        assert gao.send(take, {"partial": True}, once=once, status=200)["accepted"] == 1
    assert Person.objects.filter(staff_no="00123").count() == 1
    assert not Person.objects.filter(staff_no="00124").exists()


def test_who_may_not_on_the_page_may_not_here(plant: Plant, clock: Callable[[str], None]) -> None:
    gao, once = program(plant, "gao"), key()
    file = "\n".join((HEAD, GOOD)).encode()
    gao.send("/api/imports?register=people", file, once=once, kind=CSV)
    for who in ("wang", "chen"):
        other = program(plant, who)
        assert other.send("/api/imports?register=people", file, kind=CSV).status_code == 404
        for ask in (other.get(f"/api/imports/{once}"), other.send(f"/api/imports/{once}/take", {})):
            absent = other.get(f"/api/imports/{key()}")
            assert (ask.status_code, ask.content) == (404, absent.content)
    assert SheetImport.objects.count() == 1


def test_what_is_no_ledger_is_refused(plant: Plant, clock: Callable[[str], None]) -> None:
    gao = program(plant, "gao")
    for asked, body, kind, status in (
        ("register=people", b"", CSV, 415), ("register=nothing", b"x", CSV, 422), ("register=people", b"x", "application/pdf", 415),
        ("register=people&unit=NOWHERE", b"x", CSV, 422), ("", b"x", CSV, 422),
    ):  # fmt: skip
        assert gao.send(f"/api/imports?{asked}", body, kind=kind).status_code == status, (asked, kind)
    brought = gao.send("/api/imports?register=people", b"\x00\xff" * 50, kind=CSV)
    assert gao.read(brought["Location"])["state"] in ("failed", "read")
