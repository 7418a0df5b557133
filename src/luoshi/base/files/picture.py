"""A photograph made anew from its pixels: upright, bounded, and with nothing in it but the picture. Runs in the bounded process."""

import io

from PIL import Image, ImageOps

LONGEST_SIDE = 1600
LONGEST_READ = 30_000
MOST_PIXELS = {"PNG": 30_000_000, "GIF": 30_000_000, "WEBP": 15_000_000}
MOST_DRAFTED, MOST_PROGRESSIVE = 220_000_000, 60_000_000  # a JPEG is decoded at an eighth; a progressive one is held whole before that
MOVING = ("GIF", "PNG", "WEBP")
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


class Unreadable(Exception):
    """What is wrong with a file, as one of the words that the sentences outside are kept under."""


def made_anew(content: bytes) -> tuple[bytes, dict[str, object]]:
    """A JPEG of at most 1600 px a side, and what is said about it. Nothing is decoded before the head says it is bounded."""
    Image.MAX_IMAGE_PIXELS = None  # judged below, by our own figures and before a pixel is decoded
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            _bounded(picture)
            moving = picture.format in MOVING and getattr(picture, "n_frames", 1) > 1
            picture.seek(0)
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            picture.load()
            made = _flat(picture)
    except MemoryError:
        raise Unreadable("pixels") from None
    except (OSError, ValueError, SyntaxError, IndexError, KeyError, TypeError, EOFError, Image.DecompressionBombError):
        raise Unreadable("picture") from None
    out = io.BytesIO()
    made.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue(), {"width": made.width, "height": made.height, "moving": moving}


def _bounded(picture: Image.Image) -> None:
    """So many pixels as each format can be decoded from within 300 MB; a camera's largest JPEG passes."""
    drafted = MOST_PROGRESSIVE if picture.info.get("progressive") else MOST_DRAFTED
    most = MOST_PIXELS.get(picture.format or "", drafted)
    if picture.width * picture.height > most or max(picture.size) >= LONGEST_READ:
        raise Unreadable("pixels")
    if min(picture.size) < 1:
        raise Unreadable("picture")


def _flat(picture: Image.Image) -> Image.Image:
    """Small first, then upright, then on white paper that has never heard of the file it came from."""
    if picture.mode in ("P", "PA", "LA"):
        picture = _opened(picture)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    picture = ImageOps.exif_transpose(picture)
    paper = Image.new("RGB", picture.size, "white")
    if "A" in picture.getbands():
        paper.paste(picture.convert("RGB"), mask=picture.getchannel("A"))
    else:
        paper.paste(picture.convert("RGB"))
    return paper


def _opened(picture: Image.Image) -> Image.Image:
    """A palette opened to colours, with its exif kept for the turning."""
    exif = picture.getexif()
    opened = picture.convert("RGBA")
    if exif:
        opened.info["exif"] = exif.tobytes()
    return opened
