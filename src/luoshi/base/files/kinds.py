"""What a file is by its first bytes, and what its name claims. The word of the browser is never asked."""

from pathlib import PurePosixPath

MAGIC = (
    ("jpeg", 0, b"\xff\xd8\xff"),
    ("png", 0, b"\x89PNG\r\n\x1a\n"),
    ("gif", 0, b"GIF87a"),
    ("gif", 0, b"GIF89a"),
    ("pdf", 0, b"%PDF-"),
    ("zip", 0, b"PK\x03\x04"),
    ("old office", 0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ("heic", 4, b"ftyphe"),
    ("heic", 4, b"ftypmif1"),
    ("heic", 4, b"ftypmsf1"),
    ("heic", 4, b"ftypavif"),
    ("film", 4, b"ftyp"),
    ("program", 0, b"MZ"),
    ("program", 0, b"\x7fELF"),
    ("packed", 0, b"Rar!\x1a\x07"),
    ("packed", 0, b"7z\xbc\xaf\x27\x1c"),
    ("packed", 0, b"\x1f\x8b"),
    ("bmp", 0, b"BM"),
    ("tiff", 0, b"II*\0"),
    ("tiff", 0, b"MM\0*"),
)
PICTURES = ("jpeg", "png", "webp", "gif")
ENDINGS = {
    "jpg": "jpeg",
    "jpeg": "jpeg",
    "jfif": "jpeg",
    "png": "png",
    "webp": "webp",
    "gif": "gif",
    "pdf": "pdf",
    "docx": "docx",
    "xlsx": "xlsx",
}
DOCUMENTS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
TYPES = {"jpeg": "image/jpeg", **DOCUMENTS}
DEVICES = {"con", "prn", "aux", "nul", *(f"{one}{n}" for one in ("com", "lpt") for n in range(10))}
LONGEST_STEM = 60


def kind_of(start: bytes) -> str:
    """The kind by the first bytes, or nothing."""
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "webp"
    found = next((kind for kind, place, sign in MAGIC if start.startswith(sign, place)), "")
    if found:
        return found
    words = start[:1024].lower().lstrip(b"\xef\xbb\xbf \t\r\n\0")
    return "page" if words.startswith((b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script", b"<")) else ""


def ending_of(name: str) -> str:
    """What stands behind the last dot of the name, in small letters."""
    return PurePosixPath(name.replace("\\", "/")).suffix.lower().lstrip(".")


def shown_name(name: str, kind: str) -> str:
    """The name as it is shown and given back: without folders, signs nobody sees and names of devices; it ends as its content is."""
    bald = "".join(sign for sign in name.replace("\\", "/").rsplit("/", 1)[-1] if sign.isprintable() and sign not in '<>:"|?*')
    stem = bald[: -len(ending_of(bald)) - 1] if ENDINGS.get(ending_of(bald)) == kind else bald
    stem = stem.strip(" .")[:LONGEST_STEM] or "file"
    return f"{'_' if stem.split('.')[0].lower() in DEVICES else ''}{stem}.{kind}"
