"""Files made to break the house: each is refused with a sentence, before it costs memory."""

import zipfile
from pathlib import Path

import openpyxl
import pytest

from luoshi.base.refusal import Refusal
from luoshi.base.sheets import package
from luoshi.base.sheets.reading import read_ledger
from luoshi.base.sheets.tests.books import HEAD, REGISTER, ROW, book, bytes_of, raw_book


def refused(path: Path) -> str:
    with pytest.raises(Refusal) as said:
        read_ledger(path, REGISTER)
    return str(said.value)


def test_one_cell_in_the_last_corner_is_refused_by_where_it_stands(tmp_path: Path) -> None:
    path = raw_book(tmp_path / "bomb.xlsx", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    assert path.stat().st_size < 4096
    assert "XFD" in refused(path) and "1048576" in refused(path)


@pytest.mark.parametrize("reference", ["XFE1", "AAAA1", "A1048577", "ZZZZZZZ999999999"])
def test_a_cell_outside_any_sheet_is_refused(tmp_path: Path, reference: str) -> None:
    refused(raw_book(tmp_path / "b.xlsx", f'<row r="1"><c r="{reference}"><v>1</v></c></row>'))


def test_a_ledger_longer_than_any_is_refused_by_its_row(tmp_path: Path) -> None:
    assert "200001" in refused(raw_book(tmp_path / "b.xlsx", '<row r="200001"><c r="A200001"><v>1</v></c></row>'))
    (tmp_path / "a.csv").write_bytes("留言编号,留言主题,留言时间\n".encode() + b"1,2,3\n" * 200_001)
    assert "200001" in refused(tmp_path / "a.csv")


def test_a_sheet_that_is_formatted_to_the_edge_is_read(tmp_path: Path) -> None:
    cells = "".join(
        f'<c r="{column}1" t="inlineStr"><is><t>{text}</t></is></c>' for column, text in zip("ABC", HEAD[:2] + ("留言主题",), strict=True)
    )
    cells += '<c r="D1" t="inlineStr"><is><t>留言时间</t></is></c>'
    row = "".join(f'<c r="{column}2" t="inlineStr"><is><t>{text}</t></is></c>' for column, text in zip("ABCD", ROW[:4], strict=True))
    path = raw_book(
        tmp_path / "b.xlsx", f'<row r="1">{cells}</row><row r="2">{row}<c r="XFD2" s="1"/></row><row r="1048576"><c r="XFD1048576"/></row>'
    )
    assert [entry.row for entry in read_ledger(path, REGISTER).entries] == [2]


def test_a_member_that_unpacks_to_blanks_without_end_is_refused(tmp_path: Path) -> None:
    path = raw_book(tmp_path / "b.xlsx", "", more={"xl/sharedStrings.xml": b" " * 60_000_000})
    assert path.stat().st_size < 500_000
    refused(path)


def test_what_the_list_of_contents_says_about_sizes_is_not_believed(tmp_path: Path) -> None:
    path = raw_book(tmp_path / "b.xlsx", "", more={"xl/sharedStrings.xml": b" " * 60_000_000})
    content = path.read_bytes().replace((60_000_000).to_bytes(4, "little"), (60).to_bytes(4, "little"))
    path.write_bytes(content)
    refused(path)


def test_too_many_parts_are_refused(tmp_path: Path) -> None:
    refused(raw_book(tmp_path / "b.xlsx", "", more={f"x/{n}": b"" for n in range(package.MOST_MEMBERS)}))


@pytest.mark.parametrize(
    "sheet",
    [
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet>&x;</worksheet>',
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;&l;">]><worksheet>&m;</worksheet>',
        '<?xml version="1.0"?><worksheet><sheetData>',
        "<?xml nothing of the kind",
    ],
)
def test_xml_with_entities_or_without_end_is_refused(tmp_path: Path, sheet: str) -> None:
    refused(raw_book(tmp_path / "b.xlsx", sheet))


def test_an_old_or_locked_workbook_is_refused_with_what_to_do(tmp_path: Path) -> None:
    old = tmp_path / "a.xls"
    old.write_bytes(package.OLD_OFFICE + b"\0" * 600)
    locked = tmp_path / "b.xlsx"
    locked.write_bytes(package.OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"))
    assert ".xlsx" in refused(old)
    assert refused(locked) != refused(old)


def test_macros_text_in_disguise_and_other_zips_are_refused(tmp_path: Path) -> None:
    refused(raw_book(tmp_path / "m.xlsx", "", more={"xl/vbaProject.bin": b"x"}))
    (tmp_path / "t.xlsx").write_bytes("留言编号,留言主题".encode())
    refused(tmp_path / "t.xlsx")
    with zipfile.ZipFile(tmp_path / "z.xlsx", "w") as archive:
        archive.writestr("a.txt", "a")
    refused(tmp_path / "z.xlsx")
    (tmp_path / "p.csv").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    refused(tmp_path / "p.csv")
    (tmp_path / "e.csv").write_bytes(b"")
    refused(tmp_path / "e.csv")
    (tmp_path / "n.csv").write_bytes(b"\xff\xfb\x80\x81 no text at all \xff\xff")
    refused(tmp_path / "n.csv")


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_a_cut_file_is_refused(tmp_path: Path, share: float) -> None:
    made = openpyxl.Workbook()
    for row in (HEAD, ROW):
        made.active.append(row)
    content = bytes_of(made)
    path = tmp_path / "b.xlsx"
    path.write_bytes(content[: int(len(content) * share)])
    refused(path)


def test_a_file_with_one_flipped_byte_is_read_or_refused_and_nothing_else(tmp_path: Path) -> None:
    content = bytearray(book(tmp_path / "a.xlsx", [HEAD, ROW]).read_bytes())
    path, refusals = tmp_path / "b.xlsx", 0
    for place in range(0, len(content), 37):
        content[place] ^= 0x5A
        path.write_bytes(content)
        content[place] ^= 0x5A
        try:
            read_ledger(path, REGISTER)
        except Refusal:
            refusals += 1
    assert refusals > 20
