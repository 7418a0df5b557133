"""Looking through a PDF without ever drawing it: is it one, and nothing else as well, and does it want to do anything?"""

import io
import re
import zipfile
from typing import Any

from luoshi.base.files.picture import Unreadable

HEAD = re.compile(rb"%PDF-[12]\.[0-9][\r\n \t]")
NEAR = 1024
FOREIGN = (
    b"<html",
    b"<script",
    b"<!doctype",
    b"<svg",
    b"<?php",
    b"<body",
    b"pk\x03\x04",
    b"gif87a",
    b"gif89a",
    b"\x7felf",
    b"rar!\x1a\x07",
    b"7z\xbc\xaf",
)
DOING = {"/JavaScript", "/JS", "/Launch", "/SubmitForm", "/ImportData", "/RichMedia", "/XFA", "/Rendition", "/Movie", "/Sound"}
CARRYING = {"/EmbeddedFile", "/EmbeddedFiles", "/FileAttachment", "/EF", "/GoToE"}
LONG = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|FileAttachment|RichMedia|SubmitForm|ImportData)(?![A-Za-z0-9])")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
MOST_OBJECTS = 300_000


def look_at(content: bytes) -> None:
    """Raises what is wrong: no PDF, something else at the same time, locked, with scripts or with files inside."""
    _alone(content)
    _named(content)
    _parsed(content)


def _alone(content: bytes) -> None:
    """The head stands first, the end last, and nothing that another program would open hides in between."""
    if not HEAD.match(content):
        raise Unreadable("pdf")
    end = content.rfind(b"%%EOF")
    if end < 0:
        raise Unreadable("pdf cut")
    near = content[:NEAR].lower()
    if content[end + 5 :].strip(b"\r\n \t\0") or any(sign in near for sign in FOREIGN) or zipfile.is_zipfile(io.BytesIO(content)):
        raise Unreadable("two things")


def _named(content: bytes) -> None:
    """The long names wherever they stand, so that nothing is hidden from the parse below in a part nobody points to."""
    plain = ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content) if b"#" in content else content
    found = LONG.search(plain)
    if found:
        _say("/" + found[1].decode())


def _parsed(content: bytes) -> None:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted or "/Encrypt" in reader.trailer:
            raise Unreadable("pdf locked")
        if not len(reader.pages):
            raise Unreadable("pdf")
        _walk(reader)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, AssertionError, OverflowError, NotImplementedError):
        raise Unreadable("pdf") from None


def _walk(reader: Any) -> None:
    """Every object that the tables of the file point to, those in packed object streams too."""
    from pypdf.generic import IndirectObject

    places = {(number, generation) for generation, table in reader.xref.items() for number in table}
    places |= {(number, 0) for number in reader.xref_objStm}
    if len(places) > MOST_OBJECTS:
        raise Unreadable("much")
    _judge(reader.trailer)
    for number, generation in sorted(places):
        if number:
            _judge(reader.get_object(IndirectObject(number, generation, reader)))


def _judge(thing: Any) -> None:
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject

    left = [thing]
    while left:
        one = left.pop()
        if isinstance(one, DictionaryObject):
            for name, value in dict.items(one):
                _name(str(name))
                left.append(value)
        elif isinstance(one, ArrayObject):
            left.extend(list.__iter__(one))
        elif isinstance(one, NameObject):
            _name(str(one))


def _name(name: str) -> None:
    if name in DOING or name in CARRYING:
        _say(name)


def _say(name: str) -> None:
    raise Unreadable("pdf files" if name in CARRYING else "pdf scripts", name)
