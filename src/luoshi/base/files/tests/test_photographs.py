"""A photograph keeps its pixels and nothing else; what cannot be one is refused with a sentence."""

import io
from pathlib import Path

import pytest
from PIL import Image

from luoshi.base.files.bounded import opened
from luoshi.base.files.keeping import path_of
from luoshi.base.files.services import re_encoded, take_in
from luoshi.base.refusal import Refusal
from tests.corpus import pictures


def refused(data: bytes, name: str = "现场.jpg") -> str:
    with pytest.raises(Refusal) as said:
        take_in(stream=io.BytesIO(data), name=name)
    assert not list(Path(path_of("ab")).parent.parent.glob("??/*"))
    return str(said.value)


@pytest.mark.parametrize(
    "made", [pictures.from_a_phone, pictures.png_with_words, pictures.jpeg_and_zip, pictures.gif_that_holds_and_script]
)
def test_nothing_of_the_file_stays_but_the_picture(made) -> None:
    data = re_encoded(made())
    with Image.open(io.BytesIO(data)) as picture:
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert not picture.getexif()
    for sign in (pictures.SECRET, b"MAKER", b"SERIAL", b"2026:11", b"PK\x03\x04", b"alert", b"ftyp", b"Exif", b"ICC_PROFILE"):
        assert sign not in data
    assert data.endswith(b"\xff\xd9")


def test_a_picture_that_lies_on_its_side_is_put_upright() -> None:
    with Image.open(io.BytesIO(re_encoded(pictures.from_a_phone()))) as picture:
        assert picture.size == (40, 60)
        red, _green, blue = picture.getpixel((35, 30))
        assert red > blue


def test_what_is_clear_in_a_picture_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(re_encoded(out.getvalue()))) as picture:
        assert picture.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_of_a_moving_picture_the_first_frame_is_kept_and_said(kind: str, home: Path, bounded: None) -> None:
    photo = take_in(stream=io.BytesIO(pictures.moving(kind)), name=f"a.{kind.lower()}")
    assert photo.moving
    with Image.open(path_of(photo.digest)) as picture:
        red, green, _blue = picture.getpixel((10, 10))
        assert red > green


def test_a_picture_of_thirty_thousand_by_thirty_thousand_is_refused_by_its_head(home: Path, bounded: None) -> None:
    data = pictures.huge_png()
    assert len(data) < 20_000
    assert "像素太多" in refused(data, "大.png")


@pytest.mark.parametrize(
    "data, name",
    [
        (pictures.plain()[:-200], "断.jpg"),
        (pictures.plain("PNG", (300, 300))[:120], "断.png"),
        (pictures.SVG, "图.svg"),
        (pictures.SVG, "图.jpg"),
        (b"<html><script>alert(1)</script>", "x.jpg"),
        (pictures.gif_and_script(), "x.gif"),
        (b"%PDF-1.4\n", "x.jpg"),
        (b"", "x.jpg"),
        (b"MZ\x90", "x.jpg"),
        (pictures.HEIC, "IMG_1.HEIC"),
        (pictures.plain(), "x.exe"),
        (pictures.plain(), "x.html"),
        (pictures.plain(), "报告.pdf"),
    ],
)
def test_what_is_no_photograph_by_content_or_by_name_is_refused_by_its_name(data: bytes, name: str, home: Path) -> None:
    said = refused(data, name)
    assert said.startswith(name) and len(said) > len(name) + 8


@pytest.mark.parametrize("name", ["a.jpg", "a.JPEG", "a.png", "../../x.jpg", "CON.jpg", "图" * 250 + ".jpg", "无后缀", ""])
def test_a_name_never_decides_where_a_photograph_lies(name: str, home: Path) -> None:
    photo = take_in(stream=io.BytesIO(pictures.plain()), name=name)
    assert list(home.rglob("*.jpg")) == [path_of(photo.digest)]
    assert path_of(photo.digest).stat().st_mtime % 60 == 0


def test_what_lies_on_disk_says_its_day_and_not_its_hour(home: Path) -> None:
    from datetime import UTC, datetime

    from luoshi.base.clock import local

    photo = take_in(stream=io.BytesIO(pictures.plain()))
    wall = local(datetime.fromtimestamp(path_of(photo.digest).stat().st_mtime, UTC))
    assert (wall.hour, wall.minute, wall.second) == (0, 0, 0)


def test_a_process_that_ends_badly_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("luoshi.base.files.bounded.MOST_SECONDS", 0.01)
    with pytest.raises(Refusal):
        opened("picture", pictures.plain())
    monkeypatch.undo()
    with pytest.raises(Refusal):
        opened("nothing of the kind", b"x")
