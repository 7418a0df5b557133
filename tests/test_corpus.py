"""Bad input comes through the doors that take files: each file is refused with what to do, in Chinese and in English, or taken with what is
noticed; and nothing stays half done."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from luoshi.adapters.spreadsheets import child
from luoshi.adapters.spreadsheets.models import SheetImport
from luoshi.base.documents.models import WordTemplate
from luoshi.base.files import services
from luoshi.base.files.models import StoredFile
from luoshi.base.sheets.register import registers
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.org.models import Person, Place, Unit
from luoshi.mechanisms.opinions.services import submit
from luoshi.web.tests.house import Caller, calls, clock
from tests.cast import Plant, at, key
from tests.corpus import books, papers, pictures
from tests.corpus.here import here

__all__ = ["calls", "clock"]
Calls = Callable[[str], Caller]
Made = Callable[[Path], Path]
pytestmark = pytest.mark.django_db
CHINESE = re.compile(r"([\u4e00-\u9fff][^<]*){6}")

SHEETS: dict[str, Made] = {
    "the last corner": books.last_corner,
    "entities": lambda path: books.entities(path, "xxe"),
    "a type from elsewhere": lambda path: books.entities(path, "dtd"),
    "a billion laughs": lambda path: books.entities(path, "laughs"),
    "an xlsm renamed": books.macros,
    "macros by type": books.macros_by_type,
    "a password": books.locked,
    "a name that climbs": lambda path: books.strange_names(path, "../../etc/cron.d/x"),
    "an absolute name": lambda path: books.strange_names(path, "/etc/passwd"),
    "a device": lambda path: books.strange_names(path, "xl/CON"),
    "a name of 255 characters": lambda path: books.strange_names(path, "图" * 255),
    "a page behind": books.and_script,
    "no workbook": lambda path: (path.write_bytes(pictures.plain()), path)[1],
}
PHOTOGRAPHS: dict[str, tuple[str, bytes | Callable[[], bytes]]] = {
    "30,000 × 30,000": ("大.png", pictures.huge_png),
    "cut": ("断.jpg", lambda: pictures.plain()[:-200]),
    "SVG with script": ("图.svg", pictures.SVG),
    "SVG called a photograph": ("图.jpg", pictures.SVG),
    "GIF and script": ("图.gif", pictures.gif_and_script),
    "HEIC": ("IMG_1.HEIC", pictures.HEIC),
    "a PDF called a photograph": ("图.jpg", papers.pdf),
}
DOCUMENTS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "PDF and page": ("方案.pdf", papers.pdf_and_html),
    "PDF with script": ("方案.pdf", papers.pdf_with_script),
    "PDF with a file": ("方案.pdf", papers.pdf_with_file),
    "locked PDF": ("方案.pdf", papers.pdf_locked),
    "Word with macros": ("方案.docx", lambda: papers.changed(papers.word(), {"word/vbaProject.bin": b"x"})),
    "Word with DDE": ("方案.docx", papers.fetching),
    "Word with entities": ("方案.docx", lambda: papers.entities("laughs")),
    "Word that fetches a template": ("方案.docx", lambda: papers.linked("http://127.0.0.1:9/a.dotm", "attachedTemplate")),
    "a page": ("方案.html", lambda: b"<html><script>alert(1)</script>"),
    "a zip": ("方案.zip", lambda: papers.zip_of({"a": b"a"})),
}


@pytest.fixture(autouse=True)
def read_here(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ledger is read in this process: the test's database is to be seen by nobody else. So is a file, for the time a process costs."""
    monkeypatch.setattr(child, "start", lambda folder: child.read(folder))
    monkeypatch.setattr(services, "opened", here)


def kept(home: Path) -> tuple[Any, ...]:
    """What there is: rows of every table that a file could have left, and files on disk."""
    files = sorted(str(one) for one in (home / "files").glob("??/*")) if (home / "files").exists() else []
    return (Matter.objects.count(), StoredFile.objects.count(), Person.objects.count(), WordTemplate.objects.count(), files)


def file(name: str, content: bytes | Callable[[], bytes]) -> io.BytesIO:
    stream = io.BytesIO(content if isinstance(content, bytes) else content())
    stream.name = name
    return stream


def brought(caller: Caller, path: Path, name: str = "新人.xlsx") -> str:
    with path.open("rb") as stream:
        sent = {"command": caller.command("/w/import/"), "register": "people", "file": file(name, stream.read())}
        answer = caller.post("/w/import/", sent)
    assert answer.status_code == 302
    return str(answer.headers["Location"])


@pytest.mark.parametrize("case", SHEETS)
def test_a_hostile_ledger_is_refused_with_what_to_do_and_nothing_is_taken(case: str, calls: Calls, home: Path, tmp_path: Path) -> None:
    gao, before = calls("gao"), kept(home)
    path = SHEETS[case](tmp_path / "book.xlsx")
    address = brought(gao, path)
    assert SheetImport.objects.get().state in ("reading", "failed")
    page = gao.text(address)
    assert "新人.xlsx" in page and CHINESE.search(page)
    gao.cookies["luoshi_lang"] = "en"
    assert re.search(r"\.(xlsx|XLSX)|Delete it|new (work)?book", gao.text(brought(gao, path)))
    assert kept(home) == before


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("case", PHOTOGRAPHS)
def test_a_hostile_photograph_is_refused_at_its_field_by_name(case: str, language: str, calls: Calls, home: Path) -> None:
    name, content = PHOTOGRAPHS[case]
    wang, before = calls("wang"), kept(home)
    wang.cookies["luoshi_lang"] = language
    answer = wang.post(
        "/w/report/7F3K9A",
        {"command": wang.command("/w/report/7F3K9A"), "tile": "equipment", "text": "阀", "photos": file(name, content)},
    )
    assert answer.status_code == 422
    said = re.search(r'id="e-photos">([^<]+)', answer.content.decode())
    assert said and name in said[1] and len(said[1]) > len(name) + 10
    assert kept(home) == before


@pytest.mark.parametrize("case", DOCUMENTS)
def test_a_hostile_document_is_refused_at_its_field_by_name(case: str, calls: Calls, home: Path) -> None:
    name, content = DOCUMENTS[case]
    wang, before = calls("wang"), kept(home)
    sent = {"command": wang.command("/w/report/7F3K9A"), "tile": "equipment", "text": "阀", "files": file(name, content)}
    answer = wang.post("/w/report/7F3K9A", sent)
    assert answer.status_code == 422
    said = re.search(r'id="e-files">([^<]+)', answer.content.decode())
    assert said and said[1].startswith(name) and len(said[1]) > len(name) + 10
    assert kept(home) == before


@pytest.mark.parametrize(
    "content",
    [
        lambda: papers.changed(papers.word(), {"word/vbaProject.bin": b"x"}),
        papers.fetching,
        lambda: papers.entities("xxe"),
        lambda: papers.linked("http://127.0.0.1:9/a.png", "image"),
        lambda: papers.changed(papers.word(), {"word/a.xml": b" " * 50_000_000}),
        lambda: papers.changed(papers.word(), {f"x/{n}": b"" for n in range(2100)}),
        papers.pdf,
        pictures.jpeg_and_zip,
    ],
)
def test_a_hostile_template_is_refused_at_its_field(content: Callable[[], bytes], calls: Calls, home: Path) -> None:
    gao, before = calls("gao"), kept(home)
    sent = {"name": "minutes", "since": "2026-11-02", "source": "通知", "template": file("会诊纪要.docx", content)}
    answer = gao.post("/w/documents/", {"command": gao.command("/w/documents/"), **sent})
    assert answer.status_code == 422 and CHINESE.search(answer.content.decode().partition('id="f-template-e">')[2][:80])
    assert kept(home) == before


def test_cells_that_look_like_formulas_come_in_as_words_and_go_out_as_words(calls: Calls, plant: Plant, tmp_path: Path) -> None:
    gao = calls("gao")
    words = ["=1+1", "+86 138", "-5 度", "@SUM(A1)", "=cmd|'/c calc'!A0", "\t=1", '=HYPERLINK("http://x","y")']
    lines = [books.PEOPLE, *((f"9{n:04d}", f"钱{n}", "WATER", word, "2026-11-01") for n, word in enumerate(words))]
    path = tmp_path / "book.xlsx"
    book = openpyxl.Workbook()
    for row, line in enumerate(lines, start=1):
        for column, value in enumerate(line, start=1):
            cell = book.active.cell(row, column, value)
            cell.data_type = "s"
    book.save(path)
    address = brought(gao, path)
    assert gao.post(f"{address}take", {"command": gao.command(address), "partial": "yes"}).status_code == 302
    assert list(Person.objects.filter(staff_no__startswith="90").order_by("staff_no").values_list("post", flat=True)) == [
        one.strip() for one in words
    ]
    out = openpyxl.load_workbook(io.BytesIO(gao.get("/w/export/people").content))
    assert not [cell.coordinate for line in out.active for cell in line if cell.data_type == "f"]


def test_merged_cells_and_dates_as_text_come_in_and_what_is_wrong_is_named_by_row_and_column(calls: Calls, tmp_path: Path) -> None:
    gao = calls("gao")
    lines = [
        ("新进人员名单",),
        books.PEOPLE,
        ("90001", "钱一", "WATER", "工", "20261101"),
        ("90002", "孙二", "WATER", "工", "2026年11月1日"),
        ("90003", "李三", "WATER", "工", "2026.13.45"),
    ]
    address = brought(gao, books.rows(tmp_path / "book.xlsx", lines, ["A1:E1"]))
    page = gao.text(address)
    assert "2026.13.45" in page and page.count("wrong n-late") == 1
    assert gao.post(f"{address}take", {"command": gao.command(address)}).status_code == 422
    assert not Person.objects.filter(staff_no__in=["90001", "90002", "90003"]).exclude(name="高军").exists()


def test_no_export_carries_a_formula_and_numbers_stay_numbers(calls: Calls, plant: Plant, tmp_path: Path) -> None:
    """Every register that is given out, by every door, with names that begin like formulas; and the marked copy of a wrong ledger."""
    nasty = "=cmd|'/c calc'!A0"
    for number, row in enumerate((*Person.objects.all(), *Unit.objects.all(), *Place.objects.all())):
        row.name = f"{'=+-@'[number % 4]}{number}"
        row.save(update_fields=["name"])
    opinion = plant_opinion(plant, nasty)
    seen: dict[str, int] = {}
    for who in ("gao", "tang", "chen"):
        caller = calls(who)
        for one in (one for one in registers if one.rows):
            answer = caller.get(f"/w/export/{one.name}" + ("?unit=ENERGY" if one.unit_wanted else ""))
            if answer.status_code == 200:
                seen[one.name] = seen.get(one.name, 0) + words_only(answer.content)
    assert set(seen) >= {"people", "units", "places", "holdings", "opinions"} and all(seen[one] for one in ("people", "units", "opinions"))
    assert opinion
    gao = calls("gao")
    wrong = books.rows(tmp_path / "b.xlsx", [books.PEOPLE, ("1", "'=1+1", "NOWHERE", "+1", "x"), ("2", "-5", "NOWHERE", "@x", "x")])
    marked = gao.get(f"{brought(gao, wrong)}marked")
    assert words_only(b"".join(marked.streaming_content)) >= 3


def plant_opinion(plant: Plant, text: str) -> int:
    when = at("2026-11-02 08:00")
    return submit(
        actor=plant.acting("wang", when), at=when, command=key(), place=plant.places["pump house"], topic="", text=text,
        raiser=plant.people["wang"],
    )  # fmt: skip


def words_only(content: bytes) -> int:
    """How many cells of the workbook look like formulas and are words; not one is a formula or a link, and numbers are numbers."""
    cells = [cell for sheet in openpyxl.load_workbook(io.BytesIO(content)) for line in sheet.iter_rows() for cell in line]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink]
    bare = [cell.value for cell in cells if isinstance(cell.value, str) and re.match(r"[=+\-@\t\r]", cell.value)]
    assert not bare, bare
    return len([cell for cell in cells if isinstance(cell.value, str) and re.match(r"'[=+\-@]", cell.value)])
