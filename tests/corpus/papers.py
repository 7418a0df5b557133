"""PDFs and office documents: plain, and with everything inside that must not come in."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import docx
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _page() -> PdfWriter:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    return writer


def pdf() -> bytes:
    return _written(_page())


def pdf_with_script() -> bytes:
    writer = _page()
    writer._root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    )
    return _written(writer)


def pdf_that_launches() -> bytes:
    writer = _page()
    writer._root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd.exe")}
    )
    return _written(writer)


def pdf_with_file() -> bytes:
    writer = _page()
    writer.add_attachment("inside.exe", b"MZ...")
    return _written(writer)


def pdf_locked() -> bytes:
    writer = _page()
    writer.encrypt("geheim", algorithm="RC4-128")
    return _written(writer)


def pdf_with_hidden_script() -> bytes:
    """The name of the action written with escapes, as those do who want it unseen."""
    return pdf_with_script().replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS ", b"/J#53 ")


def pdf_with_packed_script() -> bytes:
    """The action lies in a packed object stream: no name of it stands in the open."""
    import zlib

    inner = b"4 0 5 40 << /Type /Catalog /Pages 2 0 R /OpenAction 5 0 R >>"
    catalog, action = b"<</Type/Catalog/Pages 2 0 R/OpenAction 5 0 R>>", b"<</S/JavaScript/JS(app.alert(1))>>"
    head = b"4 0 5 %d " % (len(catalog) + 1)
    inner = zlib.compress(head + catalog + b" " + action)
    objects = {
        1: b"<</Type/ObjStm/N 2/First %d/Filter/FlateDecode/Length %d>>\nstream\n" % (len(head), len(inner)) + inner + b"\nendstream",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
    }
    out, places = b"%PDF-1.5\n", {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    table = [(0, 0, 65535), *((1, places[n], 0) for n in (1, 2, 3)), (2, 1, 0), (2, 1, 1), (1, start, 0)]
    rows = zlib.compress(b"".join(bytes([kind]) + place.to_bytes(4, "big") + more.to_bytes(2, "big") for kind, place, more in table))
    out += b"6 0 obj\n<</Type/XRef/Size 7/W[1 4 2]/Root 4 0 R/Filter/FlateDecode/Length %d>>\nstream\n" % len(rows) + rows
    return out + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start


def pdf_and_html() -> bytes:
    whole = pdf()
    return whole[:9] + b"%<html><script>alert(1)</script></html>\n" + whole[9:]


def pdf_and_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "a")
    return pdf() + out.getvalue()


def pdf_later() -> bytes:
    """A head that stands behind other bytes, as lenient programs still open it."""
    return b"#!/bin/sh\n" + pdf()


def pdf_with_form() -> bytes:
    writer = _page()
    writer._root_object[NameObject("/AcroForm")] = DictionaryObject(
        {NameObject("/Fields"): ArrayObject(), NameObject("/XFA"): TextStringObject("x")}
    )
    return _written(writer)


def word(text: str = "会议材料") -> bytes:
    made, out = docx.Document(), io.BytesIO()
    made.add_paragraph(text)
    made.save(out)
    return out.getvalue()


def changed(package: bytes, more: Mapping[str, Any] = {}, swap: Mapping[str, tuple[bytes, bytes]] = {}) -> bytes:
    """A package with parts added, or with words in a part exchanged."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            content = old.read(one)
            before, after = swap.get(one.filename, (b"", b""))
            if before:
                assert before in content, (one.filename, before)
                content = content.replace(before, after, 1)
            new.writestr(one.filename, content)
        for name, content in more.items():
            new.writestr(name, content)
    return out.getvalue()


def linked(target: str, kind: str) -> bytes:
    """A Word document that reaches to a place outside."""
    link = f'<Relationship Id="x9" Type="{RELATIONS}/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    return changed(word(), swap={"word/_rels/document.xml.rels": (b"</Relationships>", link.encode())})


def fetching() -> bytes:
    """A field that starts a program, in pieces."""
    field = b'<w:r><w:instrText>D</w:instrText></w:r><w:r><w:instrText>DE c:\\\\windows\\\\cmd.exe "/c calc"</w:instrText></w:r></w:p>'
    return changed(word(), swap={"word/document.xml": (b"</w:p>", field)})


def entities(kind: str) -> bytes:
    declared = {
        "xxe": b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        "dtd": b'<!DOCTYPE w SYSTEM "http://127.0.0.1:9/x.dtd">',
        "laughs": b'<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>',
    }[kind]
    return changed(word(), swap={"word/document.xml": (b"<w:document", declared + b"<w:document")})


def zip_of(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()
