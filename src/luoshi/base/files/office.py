"""Looking through a .docx or .xlsx: sane in size while unpacking, without macros, doors to elsewhere or other packages inside."""

import io
import re
import zipfile
import zlib
from xml.parsers import expat

from luoshi.base.files.picture import Unreadable

MOST_MEMBERS = 2000
MOST_MEMBER = 80 * 1024**2
MOST_TOTAL = 250 * 1024**2
MOST_RATIO, RATIO_FROM = 200, 8 * 1024**2
MOST_DEPTH = 256
STEP = 1024**2
MAIN = {
    "docx": ("word/document.xml", b"wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", b"spreadsheetml.sheet.main+xml"),
}
MACROS = ("vbaproject", "vbadata", "/activex/", "macrosheets/", "/ctrlprops/")
INSIDE = ("/embeddings/", "oleobject")
PACKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"MZ\x90", b"%PDF")
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
REACHING = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT|DATABASE|MACROBUTTON)\b")
WEB = re.compile(r"(https?://|mailto:|tel:|#)", re.IGNORECASE)
BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    NotImplementedError,
    EOFError,
    RuntimeError,
    ValueError,
    OSError,
    zlib.error,
    expat.ExpatError,
)


def look_at(content: bytes, kind: str) -> int:
    """How many bytes it unpacks to. Raises what is wrong, with the part of the package in which it was found."""
    if content.rfind(b"PK\x05\x06") != len(content) - 22:
        raise Unreadable("two things" if b"PK\x05\x06" in content else "office cut")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _list(members, kind)
            total = 0
            for member in members:
                total += _part(archive, member, kind, total)
            return total
    except BROKEN:
        raise Unreadable("office cut") from None


def _list(members: list[zipfile.ZipInfo], kind: str) -> None:
    names = [member.filename.lower() for member in members]
    if len(members) > MOST_MEMBERS:
        raise Unreadable("members", str(len(members)))
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable("locked")
    if MAIN[kind][0] not in names or "[content_types].xml" not in names:
        raise Unreadable("office")
    for name in names:
        parts = name.split("/")
        if (
            name.startswith("/") or "\\" in name or ":" in name or ".." in parts or len(name) > 200
            or not name.isprintable() or any(DEVICES.match(part) for part in parts) or names.count(name) > 1
        ):  # fmt: skip
            raise Unreadable("name inside", name[:60])
        if any(sign in f"/{name}" for sign in MACROS):
            raise Unreadable("macros", name)
        if any(sign in f"/{name}" for sign in INSIDE):
            raise Unreadable("inside", name)


def _part(archive: zipfile.ZipFile, member: zipfile.ZipInfo, kind: str, before: int) -> int:
    """One part, its size counted while it unpacks: what the list of contents says about it may be a lie."""
    name = member.filename
    written = _Xml(name, kind) if name.lower().endswith((".xml", ".rels", ".vml")) else None
    size, start = 0, b""
    with archive.open(member) as part:
        while piece := part.read(STEP):
            start = start or piece[:8]
            size += len(piece)
            burst = size > RATIO_FROM and size > MOST_RATIO * max(member.compress_size, 1)
            if burst or size > MOST_MEMBER or before + size > MOST_TOTAL:
                raise Unreadable("bursts", name)
            if written:
                written.parser.Parse(piece, False)
    if written:
        written.parser.Parse(b"", True)
        written.judge()
    elif start.startswith(PACKED) or name.lower().endswith((".bin", ".exe", ".zip")) and not _printer(name):
        raise Unreadable("inside", name)
    return size


def _printer(name: str) -> bool:
    """What Excel writes beside a sheet for its printer, and the order in which it calculates."""
    return bool(re.fullmatch(r"xl/(printersettings/printersettings\d+|calcchain)\.bin", name.lower()))


class _Xml:
    """Hears the elements of one part; stops where a type is declared, where a link leads out, where a field fetches."""

    def __init__(self, name: str, kind: str) -> None:
        self.name, self.main = name, MAIN[kind][1]
        self.types = name.lower() == "[content_types].xml"
        self.links = name.lower().endswith(".rels")
        self.told: list[str] = []
        self.text: list[str] | None = None
        self.right, self.depth = False, 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self.declared
        self.parser.XmlDeclHandler = self.opens
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.said

    def declared(self, *_about: object) -> None:
        raise Unreadable("declares", self.name)

    def opens(self, _version: str, coding: str | None, _alone: int) -> None:
        if (coding or "utf-8").lower() not in ("utf-8", "us-ascii"):
            raise Unreadable("declares", self.name)

    def start(self, name: str, has: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise Unreadable("bursts", self.name)
        bare = name.rpartition(":")[2]
        if self.types and "ContentType" in has:
            self.right |= has["ContentType"].encode().endswith(self.main)
            if "macroenabled" in has["ContentType"].lower() or "vbaproject" in has["ContentType"].lower():
                raise Unreadable("macros", self.name)
        elif self.links and bare == "Relationship":
            self.link(has)
        elif bare in ("ddeLink", "oleLink"):
            raise Unreadable("fetches", bare)
        elif bare == "fldSimple":
            self.told.append(next((value for key, value in has.items() if key.endswith("instr")), ""))
        self.text = [] if bare in ("instrText", "f") else None

    def said(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)

    def end(self, name: str) -> None:
        self.depth -= 1
        if self.text is None:
            return
        text, self.text = "".join(self.text), None
        if name.rpartition(":")[2] == "instrText":
            self.told.append(text)
        elif re.search(r"\|.*!", text):
            raise Unreadable("fetches", text[:60])

    def link(self, has: dict[str, str]) -> None:
        """A link a reader may click is allowed to the web; what the program itself would fetch is not."""
        if has.get("TargetMode", "").lower() != "external":
            return
        target = has.get("Target", "")
        if not has.get("Type", "").endswith("/hyperlink") or not (
            WEB.match(target) or not re.match(r"[a-z]+:|\\|//", target, re.IGNORECASE)
        ):
            raise Unreadable("reaches", target[:60])

    def judge(self) -> None:
        if self.types and not self.right:
            raise Unreadable("office")
        for said in ("".join(self.told).upper(), " ".join(self.told).upper()):
            if found := REACHING.search(said):
                raise Unreadable("fetches", found[0])
