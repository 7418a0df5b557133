"""A PDF, a Word document and a workbook come in as they are when nothing in them does, fetches or hides anything."""

import io
from pathlib import Path

import openpyxl
import pytest
from django.utils import translation

from luoshi.base.files.keeping import folder, path_of
from luoshi.base.files.kinds import shown_name
from luoshi.base.files.services import take_in_document
from luoshi.base.refusal import Refusal
from tests.corpus import papers, pictures


def workbook() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["编号", "=1+1"])
    book.active["C1"].hyperlink = "https://www.example.com/"
    book.save(out)
    return out.getvalue()


def _refused(data: bytes, name: str) -> str:
    with pytest.raises(Refusal) as said:
        take_in_document(stream=io.BytesIO(data), name=name)
    assert said.value.field == "files"
    assert not list(folder().glob("??/*"))
    return str(said.value)


@pytest.mark.parametrize("made, name", [(papers.pdf, "方案.pdf"), (papers.word, "方案.docx"), (workbook, "清单.xlsx")])
def test_a_plain_document_is_kept_as_it_came_under_its_name(made, name: str, home: Path, bounded: None) -> None:
    data = made()
    kept = take_in_document(stream=io.BytesIO(data), name=name)
    assert (kept.name, kept.kind) == (name, name.rpartition(".")[2])
    assert path_of(kept.digest, kept.kind).read_bytes() == data


@pytest.mark.parametrize(
    "target, kind", [("https://www.gov.cn/", "hyperlink"), ("mailto:a@example.cn", "hyperlink"), ("方案.docx", "hyperlink")]
)
def test_a_link_to_click_is_no_door(target: str, kind: str, home: Path) -> None:
    take_in_document(stream=io.BytesIO(papers.linked(target, kind)), name="a.docx")


PDFS = {
    "script": (papers.pdf_with_script, "/JavaScript"),
    "hidden script": (papers.pdf_with_hidden_script, "/J"),
    "packed script": (papers.pdf_with_packed_script, "/J"),
    "launch": (papers.pdf_that_launches, "/Launch"),
    "files": (papers.pdf_with_file, "/EmbeddedFile"),
    "form": (papers.pdf_with_form, "/XFA"),
    "locked": (papers.pdf_locked, "PDF"),
    "html": (papers.pdf_and_html, ""),
    "zip behind": (papers.pdf_and_zip, ""),
    "head later": (papers.pdf_later, "pdf"),
    "cut": (lambda: papers.pdf()[:-60], "PDF"),
    "bare head": (lambda: b"%PDF-1.7\n%%EOF\n", "PDF"),
}


@pytest.mark.parametrize("case", PDFS)
def test_a_pdf_that_does_or_hides_something_is_refused_by_name(case: str, home: Path) -> None:
    made, word = PDFS[case]
    said = _refused(made(), "方案.pdf")
    assert said.startswith("方案.pdf") and word.lower() in said.lower()


OFFICE = {
    "macros": lambda: papers.changed(papers.word(), {"word/vbaProject.bin": b"x"}),
    "macros by type": lambda: papers.changed(
        papers.word(), swap={"[Content_Types].xml": (b"wordprocessingml.document.main+xml", b"ms-word.document.macroEnabled.main+xml")}
    ),
    "embedded": lambda: papers.changed(papers.word(), {"word/embeddings/oleObject1.bin": b"x"}),
    "nested zip": lambda: papers.changed(papers.word(), {"word/media/image1.png": papers.zip_of({"a": b"a"})}),
    "program": lambda: papers.changed(papers.word(), {"word/media/image1.png": b"MZ\x90\0"}),
    "up": lambda: papers.changed(papers.word(), {"../../x": b"x"}),
    "absolute": lambda: papers.changed(papers.word(), {"/etc/x": b"x"}),
    "device": lambda: papers.changed(papers.word(), {"word/CON": b"x"}),
    "long name": lambda: papers.changed(papers.word(), {"图" * 255: b"x"}),
    "members": lambda: papers.changed(papers.word(), {f"x/{n}": b"" for n in range(2100)}),
    "bursts": lambda: papers.changed(papers.word(), {"word/media/a.png": b"\0" * 30_000_000}),
    "bursts in words": lambda: papers.changed(papers.word(), {"word/a.xml": b"<a>" + b" " * 30_000_000 + b"</a>"}),
    "picture outside": lambda: papers.linked("http://127.0.0.1:9/a.png", "image"),
    "template outside": lambda: papers.linked("file://server/a.dotm", "attachedTemplate"),
    "link to a share": lambda: papers.linked("file://server/share/a", "hyperlink"),
    "link to a script": lambda: papers.linked("javascript:alert(1)", "hyperlink"),
    "dde": papers.fetching,
    "xxe": lambda: papers.entities("xxe"),
    "dtd": lambda: papers.entities("dtd"),
    "laughs": lambda: papers.entities("laughs"),
    "junk behind": lambda: papers.word() + b"<script>",
    "cut": lambda: papers.word()[:-40],
    "not closed": lambda: papers.changed(papers.word(), swap={"word/document.xml": (b"</w:body>", b"")}),
    "bare zip": lambda: papers.zip_of({"a.txt": b"a"}),
    "workbook": lambda: workbook(),
}


@pytest.mark.parametrize("case", OFFICE)
def test_a_word_document_that_does_or_hides_something_is_refused_by_name(case: str, home: Path) -> None:
    data = OFFICE[case]()
    said = _refused(data, "方案.docx")
    assert said.startswith("方案.docx") and len(said) > 20
    with translation.override("en"):
        assert _refused(data, "方案.docx") != ""


def test_a_workbook_that_calls_another_program_is_refused(home: Path, bounded: None) -> None:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"] = "=cmd|'/c calc'!A0"
    book.save(out)
    assert "cmd|" in _refused(out.getvalue(), "清单.xlsx")
    linked = papers.changed(workbook(), {"xl/externalLinks/externalLink1.xml": b'<externalLink><ddeLink ddeService="cmd"/></externalLink>'})
    assert "ddeLink" in _refused(linked, "清单.xlsx")


@pytest.mark.parametrize(
    "data, name",
    [
        (papers.word(), "x.pdf"),
        (papers.pdf(), "x.docx"),
        (papers.pdf(), "x"),
        (papers.word(), "x.docm"),
        (papers.word(), "x.zip"),
        (pictures.SVG, "x.svg"),
        (b"<html>", "x.html"),
        (b"<html>", "x.pdf"),
        (pictures.plain(), "x.pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "x.doc"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "x.docx"),
        (b"", "x.pdf"),
    ],
)
def test_what_a_name_says_and_what_is_inside_must_be_one_thing(data: bytes, name: str, home: Path) -> None:
    assert _refused(data, name).startswith(name)


@pytest.mark.parametrize(
    "name, shown",
    [
        ("../../x.pdf", "x.pdf"),
        ("C:\\temp\\方案.pdf", "方案.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("图" * 255 + ".pdf", "图" * 60 + ".pdf"),
        ("a\u202efdp.exe.pdf", "afdp.exe.pdf"),
        ('a"\r\nX: y.pdf', "aX y.pdf"),
        (".pdf", "pdf.pdf"),
        ("  .pdf", "file.pdf"),
        ("方案.PDF", "方案.pdf"),
    ],
)
def test_the_name_that_is_shown_holds_nothing_that_acts(name: str, shown: str) -> None:
    assert shown_name(name, "pdf") == shown
