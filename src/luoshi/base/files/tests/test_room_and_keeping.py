"""What may be sent, what is left when the disk is full, and whether rows and files agree."""

import errno
import io
import os
from datetime import timedelta
from pathlib import Path

import pytest

from luoshi.base.actor import GUEST, Actor
from luoshi.base.files import keeping, room
from luoshi.base.files.by_the_clock import FilesGone, tidy
from luoshi.base.files.keeping import compared, path_of, sweep
from luoshi.base.files.models import SentOnDay, StoredFile
from luoshi.base.files.room import MB, make_room
from luoshi.base.files.services import Photo, keep, take_in
from luoshi.base.refusal import Refusal
from tests.cast import Plant, at
from tests.corpus import pictures

pytestmark = pytest.mark.django_db
DAY = at("2026-11-02 09:00")


@pytest.fixture
def wang(plant: Plant) -> Actor:
    return plant.acting("wang", DAY)


def refused(actor: Actor, *sizes: int) -> str:
    with pytest.raises(Refusal) as said:
        make_room(actor=actor, at=DAY, sizes=sizes, field="photos")
    assert said.value.field == "photos"
    return str(said.value)


def test_a_file_a_form_and_a_day_have_a_measure(wang: Actor, plant: Plant) -> None:
    assert "20" in refused(wang, 21 * MB)
    assert "60" in refused(wang, *[19 * MB] * 4)
    for _time in range(5):
        make_room(actor=wang, at=DAY, sizes=[20 * MB] * 3, field="photos")
    assert "300" in refused(wang, 1)
    make_room(actor=plant.acting("li", DAY), at=DAY, sizes=[1], field="photos")
    make_room(actor=wang, at=DAY + timedelta(days=1), sizes=[1], field="photos")
    assert SentOnDay.objects.get(person=wang.person, on=DAY.date()).bytes_sent == 300 * MB


def test_who_has_not_signed_in_shares_one_measure(plant: Plant) -> None:
    SentOnDay.objects.create(person=0, on=DAY.date(), bytes_sent=1000 * MB - 5)
    make_room(actor=GUEST, at=DAY, sizes=[5], field="photos")
    refused(GUEST, 1)


def test_a_disk_that_is_nearly_full_is_said_before_anything_is_opened(wang: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "free", lambda: 500 * MB)
    refused(wang, 1)
    assert not SentOnDay.objects.exists()


@pytest.mark.parametrize("broken", ["fsync", "replace"])
def test_a_disk_full_in_the_middle_leaves_nothing_and_is_a_sentence(broken: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_about: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(keeping.os if broken == "fsync" else Path, broken, full)
        with pytest.raises(Refusal) as said:
            take_in(stream=io.BytesIO(pictures.plain()))
        assert said.value.field == "photos"
    assert [one for one in home.rglob("*") if one.is_file() and one.name != ".lock"] == []
    photo = take_in(stream=io.BytesIO(pictures.plain()))
    assert path_of(photo.digest).exists()


def test_what_no_row_names_goes_after_two_days_and_what_is_named_stays(home: Path, plant: Plant) -> None:
    named, lost = take_in(stream=io.BytesIO(pictures.plain())), take_in(stream=io.BytesIO(pictures.plain(size=(90, 30))))
    row = keep(photo=named, at=DAY)
    (path_of(lost.digest).parent / "new-cut").write_bytes(b"half")
    assert {one.name for one in compared().unnamed} == {path_of(lost.digest).name, "new-cut"}
    now = at("2026-12-01 09:00")
    for path in home.glob("files/??/*"):
        os.utime(path, (now.timestamp() - 3600, now.timestamp() - 3600))
    assert sweep(now) == 0
    assert sweep(now + timedelta(days=2)) == 2
    assert [one.name for one in home.glob("files/??/*")] == [path_of(named.digest).name]
    assert compared().unnamed == compared().gone == []
    path_of(named.digest).unlink()
    assert compared().gone == [str(row.pk)]
    with pytest.raises(FilesGone):
        tidy(now)


def test_days_long_over_are_forgotten(home: Path, plant: Plant) -> None:
    SentOnDay.objects.create(person=1, on=DAY.date() - timedelta(days=8), bytes_sent=1)
    SentOnDay.objects.create(person=1, on=DAY.date(), bytes_sent=1)
    assert tidy(DAY) == 1
    assert SentOnDay.objects.count() == 1


def test_the_same_picture_sent_again_is_kept_once_and_waits_anew(home: Path) -> None:
    first = take_in(stream=io.BytesIO(pictures.plain()))
    os.utime(path_of(first.digest), (0, 0))
    second = take_in(stream=io.BytesIO(pictures.plain()))
    assert first == second
    assert path_of(first.digest).stat().st_mtime > 1_700_000_000


def test_the_database_keeps_no_photograph_with_a_name_and_no_document_without(plant: Plant) -> None:
    from django.db import IntegrityError, transaction

    for photo in (Photo("a" * 64, 1, 1, 1, "jpeg", "x"), Photo("a" * 64, 1, 0, 0, "pdf"), Photo("a" * 64, 1, 0, 0, "svg", "x.svg")):
        with pytest.raises(IntegrityError), transaction.atomic():
            keep(photo=photo, at=DAY)
    assert not StoredFile.objects.exists()
