"""Workbooks no office program writes, and the dirty but honest ones that clerks do."""

import io
import struct
import zipfile
from collections.abc import Iterable
from pathlib import Path

import openpyxl
import xlsxwriter

from luoshi.base.sheets.tests.books import raw_book

PEOPLE = ("工号", "姓名", "部门", "岗位", "入职日期")
ENDED = {
    "xxe": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "dtd": '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd">',
    "laughs": '<!DOCTYPE a [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>",
}


def last_corner(path: Path) -> Path:
    """Four kilobytes that a fast reader answers by asking for half a terabyte."""
    return raw_book(path, '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def blanks(path: Path, size: int = 400_000_000) -> Path:
    """Four hundred kilobytes that unpack to four hundred megabytes of nothing."""
    raw_book(path, "")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as archive, archive.open("xl/sharedStrings.xml", "w") as part:
        for _piece in range(size // 1_000_000):
            part.write(b" " * 1_000_000)
    return path


def nested(path: Path, depth: int = 6) -> Path:
    """A package in a package in a package, the innermost ten megabytes of nothing."""
    content = b"\0" * 10_000_000
    for level in range(depth):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for copy in range(4 if level else 1):
                archive.writestr(f"{copy}.zip", content)
        content = out.getvalue()
    path.write_bytes(content)
    return path


def members(path: Path, count: int = 100_000) -> Path:
    raw_book(path, "")
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(count):
            archive.writestr(f"x/{number}", b"")
    return path


def entities(path: Path, how: str) -> Path:
    return raw_book(path, f'<?xml version="1.0"?>{ENDED[how]}<worksheet><sheetData><row><c><v>&x;&i;</v></c></row></sheetData></worksheet>')


def macros(path: Path) -> Path:
    """An .xlsm renamed .xlsx."""
    return raw_book(path, "", more={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"\0" * 100})


def macros_by_type(path: Path) -> Path:
    raw_book(path, "")
    return rewritten(
        path, "[Content_Types].xml", b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
    )


def rewritten(path: Path, part: str, before: bytes, after: bytes) -> Path:
    with zipfile.ZipFile(path) as old:
        parts = {one: old.read(one) for one in old.namelist()}
    assert before in parts[part]
    parts[part] = parts[part].replace(before, after)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return path


def locked(path: Path) -> Path:
    """What Excel writes for a workbook with a password: an old container that names its encrypted package."""
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 1000)
    return path


def strange_names(path: Path, name: str) -> Path:
    return raw_book(path, "", more={name: b"x"})


def and_script(path: Path) -> Path:
    """A workbook behind which a page with a script stands."""
    raw_book(path, "")
    path.write_bytes(path.read_bytes() + b"<html><script>alert(1)</script></html>")
    return path


def lying(path: Path) -> Path:
    """The list of contents says sixty bytes; it is sixty megabytes."""
    raw_book(path, "", more={"xl/sharedStrings.xml": b" " * 60_000_000})
    path.write_bytes(path.read_bytes().replace(struct.pack("<I", 60_000_000), struct.pack("<I", 60)))
    return path


def rows(path: Path, lines: Iterable[Iterable[object]], merged: Iterable[str] = ()) -> Path:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(list(line))
    for area in merged:
        book.active.merge_cells(area)
    book.save(path)
    return path


def a_million(path: Path, count: int = 1_000_000) -> Path:
    """A million rows of people, as an export of another system would give them."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, PEOPLE[:3])
        for number in range(1, count):
            sheet.write_row(number, 0, (f"{number:07d}", "钱", "WATER"))
    return path
