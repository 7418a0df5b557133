"""Looking at an uploaded Word template from outside: is it a .docx of a sane size, without macros, links to elsewhere or hidden doors?"""

import io
import re
import zipfile
import zlib

from django.utils.translation import gettext as _

from luoshi.base.refusal import Refusal

MOST_BYTES = 5 * 1024 * 1024
MOST_MEMBERS = 400
MOST_TOTAL = 40 * 1024 * 1024
MOST_RATIO = 200
RATIO_FROM = 1024 * 1024
MOST_TEXT = 4 * 1024 * 1024
STEP = 256 * 1024
FIELD = "template"
REACHING = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT|DATABASE|MACROBUTTON)\b")
FOREIGN = ("vbaproject", "vbadata", "/activex/", "/embeddings/", "oleobject")


def look_at(content: bytes) -> None:
    """Refused by name: what is no .docx, too large, packed to burst, locked, with macros, embedded objects, or links that reach outside."""
    if len(content) > MOST_BYTES:
        raise Refusal(_("A template may have at most 5 MB: take pictures out of it."), field=FIELD)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _check_list(members)
            parts = _unpacked(archive, members)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        EOFError,
        RuntimeError,
        ValueError,
        OSError,
        zlib.error,
    ) as error:
        raise _no_word() from error
    for name, text in parts.items():
        _check_part(name, text)


def _no_word() -> Refusal:
    return Refusal(_("This is no Word document (.docx). Open it in Word or WPS, save it as .docx and choose that."), field=FIELD)


def _check_list(members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename.lower() for member in members]
    if "[content_types].xml" not in names or "word/document.xml" not in names or len(set(names)) != len(names):
        raise _no_word()
    if len(members) > MOST_MEMBERS or any(member.flag_bits & 1 for member in members):
        raise _no_word()
    if any(part in name for name in names for part in FOREIGN):
        raise Refusal(_("The template has macros or embedded objects inside. Save it as .docx without them."), field=FIELD)


def _unpacked(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> dict[str, str]:
    """The texts inside. Sizes are counted while unpacking: what the list of contents says about them may be a lie."""
    total, texts = 0, {}
    for member in members:
        content = bytearray()
        with archive.open(member) as part:
            while piece := part.read(STEP):
                content += piece
                total += len(piece)
                burst = len(content) > RATIO_FROM and len(content) > MOST_RATIO * max(member.compress_size, 1)
                if total > MOST_TOTAL or burst:
                    raise Refusal(_("The template unpacks to something far too large. Copy its text into a new document."), field=FIELD)
        if member.filename.lower().endswith((".xml", ".rels")):
            if len(content) > MOST_TEXT:
                raise Refusal(_("The template unpacks to something far too large. Copy its text into a new document."), field=FIELD)
            texts[member.filename] = _decoded(bytes(content))
    return texts


def _decoded(content: bytes) -> str:
    """XML as Word writes it, in UTF-8; another coding could hide what is looked for."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _no_word() from error


def _check_part(name: str, text: str) -> None:
    if "<!DOCTYPE" in text or "<!ENTITY" in text or re.search(r"encoding=[\"'](?!utf-?8)", text[:200], re.IGNORECASE):
        raise _no_word()
    if name == "[Content_Types].xml" and "macroenabled" in text.lower():
        raise Refusal(_("The template has macros or embedded objects inside. Save it as .docx without them."), field=FIELD)
    if name.endswith(".rels") and re.search(r"TargetMode\s*=\s*[\"']External", text, re.IGNORECASE):
        where = re.search(r"Target\s*=\s*[\"']([^\"']{1,80})", text)
        raise Refusal(
            _("The template has a link that reaches outside (%(where)s). Take links, linked pictures and the attached template out of it.")
            % {"where": where[1] if where else name},
            field=FIELD,
        )
    said = " ".join(_instructions(text))
    if REACHING.search(said):
        raise Refusal(
            _("The template has a field that fetches from elsewhere (%(field)s). Take it out.") % {"field": said.strip()[:60]}, field=FIELD
        )


def _instructions(text: str) -> list[str]:
    """What the fields of the document are told to do; one instruction may lie in pieces."""
    pieces = re.findall(r"<w:instrText[^>]*>([^<]*)", text)
    return ["".join(pieces).upper(), " ".join(pieces).upper(), *(one.upper() for one in re.findall(r"w:instr=\"([^\"]*)\"", text))]
