"""Photographs: with all that a phone hides in them, moving, cut, far too large, and two things at once."""

import io
import struct
import zipfile
import zlib

from PIL import Image
from PIL.PngImagePlugin import PngInfo

SECRET = b"GPS-30.6586N-104.0648E"


def plain(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **more: object) -> bytes:
    """A picture with an upper half of another colour, so that turning can be seen."""
    picture = Image.new("RGB", size, "teal")
    picture.paste("orange", (0, 0, size[0], size[1] // 2))
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def from_a_phone() -> bytes:
    """Lying on its side, with place, maker's notes, thumbnail, comment, colour profile, and a film behind the picture."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x0132] = 6, "MAKER-1234", "2026:11:02 08:31:07"
    exif.get_ifd(0x8825)[29] = "2026:11:02"
    exif.get_ifd(0x8769)[0x927C] = SECRET
    exif.get_ifd(0x8769)[0xA431] = "SERIAL-99"
    body = plain(exif=exif, comment=b"COMMENT " + SECRET, icc_profile=b"\0" * 128 + SECRET)
    return body + b"ftypmp4 " + SECRET


def png_with_words() -> bytes:
    words = PngInfo()
    words.add_text("Author", SECRET.decode())
    words.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    return plain("PNG", pnginfo=words)


def moving(kind: str) -> bytes:
    frames = [Image.new("RGB", (50, 40), colour) for colour in ("red", "green", "blue")]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


def huge_png(side: int = 30_000) -> bytes:
    """A head that promises side × side pixels, and rows of nothing behind it."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    packer, rows = zlib.compressobj(9), []
    for _row in range(64):
        rows.append(packer.compress(b"\0" * (side + 1)))
    rows.append(packer.flush())
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"".join(rows)) + chunk(b"IEND", b"")


def jpeg_and_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("run.js", "alert(1)")
    return plain() + out.getvalue()


def gif_and_script() -> bytes:
    """The head of a GIF that a browser could also read as a script."""
    return b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(document.cookie);"


def gif_that_holds_and_script() -> bytes:
    return plain("GIF") + b"*/=1;alert(document.cookie)//"


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 200
