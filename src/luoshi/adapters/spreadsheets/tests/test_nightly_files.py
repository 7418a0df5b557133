"""What may lie in the folder of nightly lists: files of fixed names that are whole; what else lies there is never opened."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from luoshi.adapters.spreadsheets.models import NightlyLook, SheetImport
from luoshi.adapters.spreadsheets.nightly import source
from luoshi.adapters.spreadsheets.nightly.looking import look, tidy
from luoshi.base.refusal import Refusal
from luoshi.site.checkup.lists import lines
from tests.cast import Plant

from .nightly import NIGHT, lay, listed, newest, night, written

pytestmark = pytest.mark.usefixtures("plant")


def verdicts(when: datetime) -> dict[str, str]:
    return {one.name: one.verdict for one in lines(when)}


def test_a_file_that_is_still_written_waits(folder: Path) -> None:
    lay(folder, listed(), when=NIGHT)
    look(NIGHT + timedelta(seconds=30))
    assert not SheetImport.objects.exists()
    look(NIGHT + timedelta(seconds=61))
    assert SheetImport.objects.count() == 1


def test_a_file_that_grows_while_it_is_read_waits(folder: Path) -> None:
    path = lay(folder, listed(), when=NIGHT)
    seen = source.laid("people")
    assert seen is not None
    with path.open("a") as file:
        file.write("x")
    written(path, NIGHT)
    assert source.content(seen, NIGHT + timedelta(hours=1)) is None


def link(folder: Path) -> None:
    elsewhere = lay(folder.parent, listed(), name="elsewhere.csv")
    (folder / "people.csv").symlink_to(elsewhere)


def a_folder(folder: Path) -> None:
    (folder / "people.csv").mkdir()


def pipe(folder: Path) -> None:
    import os

    os.mkfifo(folder / "people.csv")


def large(folder: Path) -> None:
    with (folder / "people.csv").open("wb") as file:
        file.truncate(50 * 1024 * 1024 + 1)
    written(folder / "people.csv", NIGHT)


def from_tomorrow(folder: Path) -> None:
    lay(folder, listed(), when=NIGHT + timedelta(days=1))


@pytest.mark.parametrize("laid", [link, a_folder, pipe, large, from_tomorrow])
def test_what_is_no_whole_file_is_refused_in_words(folder: Path, laid: Callable[[Path], None]) -> None:
    laid(folder)
    night()
    assert not SheetImport.objects.exists() and "people.csv" in NightlyLook.objects.get(register="people").trouble
    assert verdicts(NIGHT + timedelta(hours=1))["nightly people"] == "bad"


def test_a_link_that_takes_the_place_of_the_file_is_not_followed(folder: Path) -> None:
    path = lay(folder, listed())
    seen = source.laid("people")
    elsewhere = path.rename(folder.parent / "elsewhere.csv")
    path.symlink_to(elsewhere)
    assert seen is not None
    with pytest.raises(Refusal):
        source.content(seen, NIGHT + timedelta(hours=1))


def test_other_names_are_not_looked_at_and_of_two_the_newer_counts(folder: Path) -> None:
    lay(folder, listed()[:3], name="people.csv.part")
    lay(folder, listed()[:3], name="staff.csv")
    night()
    assert not SheetImport.objects.exists()
    lay(folder, listed()[:3], name="people.csv", when=NIGHT - timedelta(days=1))
    lay(folder, listed(), name="人员.csv")
    night()
    assert newest().file_name == "人员.csv" and newest().counted == len(listed())


def test_a_folder_that_is_not_there_is_said_and_nothing_more(folder: Path, settings: Any) -> None:
    settings.SIGN_IN = {"LUOSHI_NIGHTLY": str(folder / "nowhere")}
    night()
    assert not SheetImport.objects.exists() and "nowhere" in NightlyLook.objects.get(register="people").trouble


def test_doctor_says_what_came_what_waits_and_what_is_missed(folder: Path, settings: Any) -> None:
    assert verdicts(NIGHT)["nightly people"] == "bad", "nobody has looked yet"
    lay(folder, listed(new=("30500", "新来", "WATER", "")))
    night()
    assert verdicts(NIGHT + timedelta(hours=8)) == {"nightly people": "good", "nightly lists confirmed": "good"}
    assert verdicts(NIGHT + timedelta(days=4)) == {"nightly people": "bad", "nightly lists confirmed": "bad"}
    settings.SIGN_IN = {}
    assert not verdicts(NIGHT)


def test_lines_of_lists_that_ended_go_after_a_month_but_the_last(plant: Plant, folder: Path) -> None:
    for days in range(3):
        lay(folder, listed()[days:], when=NIGHT + timedelta(days=days))
        night(NIGHT + timedelta(days=days))
    assert sorted(SheetImport.objects.values_list("state", flat=True)) == ["away", "closed", "read"]
    assert tidy(NIGHT + timedelta(days=20)) == 0 and tidy(NIGHT + timedelta(days=40)) == 2
    assert newest().state == "read"
