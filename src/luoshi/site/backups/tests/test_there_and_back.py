"""A house that was brought back is the house that was backed up: all tables, all files, the head of the chain; on either database."""

import json
import os
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from luoshi.site.backups.tests.looking import looked
from tests import postgres
from tests.commanded import luoshi

ROOT = Path(__file__).resolve().parents[5]
pytestmark = [pytest.mark.sweep, pytest.mark.skipif("DATABASE_URL" in os.environ, reason="brings its own databases")]


@pytest.fixture(scope="module")
def cluster() -> Iterator[postgres.Cluster]:
    try:
        binaries = postgres.binaries()
    except postgres.Missing as missing:
        pytest.skip(str(missing))
    assert binaries
    with postgres.cluster() as made:
        yield made


def with_files(home: Path) -> Path:
    """The demonstration with what it has none of: kept files, a document, a word that waits without a name, a signed-in browser."""
    code = """
import io, django
django.setup()
from PIL import Image
from datetime import timedelta
from luoshi.base.clock import now, local_date
from luoshi.base.files.models import StoredFile
from luoshi.base.files.services import Photo, keep, take_in
from luoshi.base.files.keeping import put
from luoshi.mechanisms.voice import spool
from luoshi.kernel.org.models import Person
from luoshi.web.accounts.services import enter, open_for_demo
at = now()
for number in range(5):
    made = io.BytesIO()
    Image.new("RGB", (40, 30 + number), (number, 90, 20)).save(made, "JPEG")
    made.seek(0)
    keep(photo=take_in(stream=made), at=at)
paper = b"%PDF-1.4 nothing in it"
keep(photo=Photo(put(paper, "pdf", "files"), len(paper), 0, 0, "pdf", "说明.pdf"), at=at)
spool.lay_in(spool.Waiting(b"1" * 16, b"2" * 16, local_date(at), "report", {"text": "夜里没有热饭"}), at)
enter(at=at, account=open_for_demo(at=at, person=Person.objects.order_by("pk").first()))
"""
    environment = {**os.environ, "LUOSHI_HOME": str(home), "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "luoshi.site.settings"}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, cwd=ROOT)
    return home


def test_it_comes_back_whole_from_one_database_to_the_other_and_back(demo_home: Path, tmp_path: Path, cluster: postgres.Cluster) -> None:
    with_files(demo_home)
    first, second, third = tmp_path / "first.backup", tmp_path / "second.backup", tmp_path / "third.backup"
    url = cluster.create("there")
    (_ok, head), was = luoshi(demo_home, "verify"), looked(demo_home)
    assert len(was["files"]) == 6
    assert luoshi(demo_home, "backup", "--out", str(first))[0] == 0
    assert looked(demo_home) == was, "taking a backup changes nothing"

    code, there = luoshi(tmp_path / "pg", "restore", str(first), database=url)
    assert (code, there["restored"], there["same_key"]) == (0, True, False)
    assert looked(tmp_path / "pg", url) == was
    assert luoshi(tmp_path / "pg", "verify", database=url) == (0, head)
    assert luoshi(tmp_path / "pg", "backup", "--out", str(second), database=url)[0] == 0

    code, back = luoshi(tmp_path / "back", "restore", str(second))
    assert (code, back["ledger"]) == (0, {"entries": head["entries"], "head": head["head"]})
    assert looked(tmp_path / "back") == was
    assert luoshi(tmp_path / "back", "verify", "--anchor", f"{head['entries']}:{head['head']}") == (0, head)
    assert luoshi(tmp_path / "back", "backup", "--out", str(third))[0] == 0
    assert [contents(one) for one in (second, third)] == [contents(first)] * 2
    assert luoshi(tmp_path / "back", "figures") == luoshi(demo_home, "figures")
    assert not (tmp_path / "back" / "voice.sqlite3").exists()
    assert b"\\u591c\\u91cc" not in first.read_bytes() and "夜里没有热饭".encode() not in first.read_bytes()


def contents(path: Path) -> dict[str, object]:
    """What the manifest says of the tables, however their rows are written."""
    import zipfile

    with zipfile.ZipFile(path) as archive:
        told = json.loads(archive.read("manifest.json"))
    return {
        **{one["name"]: (one["rows"], one["content"]) for one in told["tables"]},
        "files": told["files"]["count"],
        "ledger": told["ledger"],
    }


def test_new_rows_take_new_numbers_on_either_database(demo_home: Path, tmp_path: Path, cluster: postgres.Cluster) -> None:
    """Also where the last rows were deleted before the backup: their numbers stand in the ledger."""
    with closing(sqlite3.connect(demo_home / "luoshi.sqlite3")) as lite, lite:
        lite.execute("UPDATE sqlite_sequence SET seq = 9000 WHERE name = 'matter'")
    backup, url = tmp_path / "backup", cluster.create("numbers")
    assert luoshi(demo_home, "backup", "--out", str(backup))[0] == 0
    for home, database in ((tmp_path / "pg", url), (tmp_path / "lite", "")):
        assert luoshi(home, "restore", str(backup), database=database)[0] == 0
        with reporting(home, tmp_path / f"stop-{home.name}", database) as reporter:
            assert reporter.stdout is not None
            assert int(reporter.stdout.readline()) == 9001
        assert luoshi(home, "verify", database=database)[0] == 0


class reporting:  # noqa: N801 — used as a sentence
    """Somebody reports one problem after another meanwhile."""

    def __init__(self, home: Path, stop: Path, database: str = "") -> None:
        self.stop, self.home, self.database = stop, home, database

    def __enter__(self) -> "subprocess.Popen[str]":
        environment = {**os.environ, "LUOSHI_HOME": str(self.home), "DATABASE_URL": self.database}
        command = [sys.executable, "-m", "luoshi.site.backups.tests.reporting", str(self.stop)]
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        return self.process

    def __exit__(self, *_error: object) -> None:
        self.stop.touch()
        self.rest = self.process.communicate(timeout=60)[0].split()
        assert self.process.returncode == 0


@pytest.mark.parametrize("on", ["SQLite", "PostgreSQL"])
def test_a_backup_taken_while_people_report_is_of_one_moment(
    demo_home: Path, tmp_path: Path, request: pytest.FixtureRequest, on: str
) -> None:
    home, url = demo_home, ""
    if on == "PostgreSQL":
        url = request.getfixturevalue("cluster").create("load")
        assert luoshi(demo_home, "backup", "--out", str(tmp_path / "first"))[0] == 0
        home = tmp_path / "pg"
        assert luoshi(home, "restore", str(tmp_path / "first"), database=url)[0] == 0
    taken: list[int] = []
    reporter = reporting(home, tmp_path / "stop", url)
    with reporter as process:
        assert process.stdout is not None
        taken = [int(process.stdout.readline()) for _report in range(20)]
        for number in range(3):
            assert luoshi(home, "backup", "--out", str(tmp_path / f"under-load-{number}"), database=url)[0] == 0
    assert len(reporter.rest) > 20, "nobody waited for the backup"
    held = [0]
    for number in range(3):
        new = tmp_path / f"new-{number}"
        assert luoshi(new, "restore", str(tmp_path / f"under-load-{number}"))[0] == 0
        assert luoshi(new, "verify")[0] == 0
        with closing(sqlite3.connect(new / "luoshi.sqlite3")) as lite:
            matters = {pk for (pk,) in lite.execute("SELECT id FROM matter")}
            entered = {pk for (pk,) in lite.execute("SELECT subject_id FROM ledger_entry WHERE subject_kind = 'matter'")}
            told = {pk for (pk,) in lite.execute("SELECT matter_id FROM matter_event WHERE act = 'raise'")}
            found = {pk for (pk,) in lite.execute("SELECT id FROM search_doc")}
        assert matters <= entered and matters == told and {pk for pk in taken if pk in found} == set(taken)
        assert set(taken) <= matters, "what was acknowledged before is in it"
        held.append(len(matters))
    assert held == sorted(held) and held[1] < held[3]


def test_into_what_is_not_empty_nothing_is_brought_back(backup: Path, demo_home: Path, tmp_path: Path, cluster: postgres.Cluster) -> None:
    was = looked(demo_home)
    code, refused = luoshi(demo_home, "restore", str(backup))
    assert code == 2
    assert "is not empty (luoshi.sqlite3" in refused["error"]
    assert looked(demo_home) == was
    url = cluster.create("full")
    assert luoshi(tmp_path / "one", "restore", str(backup), database=url)[0] == 0
    code, refused = luoshi(tmp_path / "two", "restore", str(backup), database=url)
    assert code == 2
    assert "DATABASE_URL is not empty" in refused["error"]
    for left in ("voice.sqlite3", "files/ab/cd.jpg"):
        home = tmp_path / left.replace("/", "-")
        (home / left).parent.mkdir(parents=True)
        (home / left).write_bytes(b"x")
        assert luoshi(home, "restore", str(backup))[0] == 2
        assert not (home / "luoshi.sqlite3").exists()


def test_a_restore_that_was_cut_off_leaves_nothing_that_stands_in_the_way(backup: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    environment = {**os.environ, "LUOSHI_HOME": str(home), "DATABASE_URL": ""}
    for seconds in (0.9, 1.2, 1.6, 2.2):
        cut = subprocess.Popen([sys.executable, "-m", "luoshi", "restore", str(backup)], env=environment, stdout=subprocess.DEVNULL)
        time.sleep(seconds)
        cut.kill()
        cut.wait()
        if (home / "luoshi.sqlite3").exists():
            break
        assert luoshi(home, "figures")[0] == 2
    else:
        assert luoshi(home, "restore", str(backup))[0] == 0
    assert luoshi(home, "verify")[0] == 0
    assert not [one.name for one in home.iterdir() if "restoring" in one.name]


def test_tables_of_an_earlier_version_are_brought_back_as_they_were_and_then_brought_up(empty_home: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "LUOSHI_HOME": str(empty_home), "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "luoshi.site.settings"}
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0", "drafts", "zero"], env=environment, check=True)
    assert luoshi(empty_home, "figures")[0] == 2
    code, made = luoshi(empty_home, "backup", "--out", str(tmp_path / "old"))
    assert code == 0, made
    code, back = luoshi(tmp_path / "new", "restore", str(tmp_path / "old"))
    assert code == 0, back
    assert back["steps"] == ["drafts.0001_drafts"]
    assert luoshi(tmp_path / "new", "figures")[0] == 0
    assert luoshi(tmp_path / "new", "verify") == luoshi(
        tmp_path / "new", "verify", "--anchor", f"{made['ledger']['entries']}:{made['ledger']['head']}"
    )


def test_a_drill_brings_everything_back_and_stands_in_the_ledger(demo_home: Path, tmp_path: Path, cluster: postgres.Cluster) -> None:
    with_files(demo_home)
    before, names = luoshi(demo_home, "verify")[1]["entries"], set(demo_home.iterdir())
    code, said = luoshi(demo_home, "drill")
    assert (code, said["ok"], said["database"], said["files"]) == (0, True, "SQLite", 6), said
    assert set(demo_home.iterdir()) == names, "nothing of the drill is left"
    assert luoshi(demo_home, "verify")[1]["entries"] == before + 1
    assert "all came back" in luoshi(demo_home, "doctor")[1]["in_order"]["last drill"]
    url, home = cluster.create("drilled"), tmp_path / "pg"
    assert luoshi(demo_home, "backup", "--out", str(tmp_path / "backup"))[0] == 0
    assert luoshi(home, "restore", str(tmp_path / "backup"), database=url)[0] == 0
    code, said = luoshi(home, "drill", database=url)
    assert (code, said["database"]) == (0, "PostgreSQL"), said
    next(home.glob("files/*/*.jpg")).unlink()
    code, said = luoshi(home, "drill", database=url)
    assert code == 1
    assert "1 files are named and not there" in said["trouble"]
    findings = {one["setting"]: one for one in luoshi(home, "doctor", "--integrity", database=url)[1]["findings"]}
    assert "failed" in findings["last drill"]["found"]
    assert findings["files"]["found"] == "1 gone, 0 not what they were"


def test_once_it_works_again_the_house_says_that_it_was_brought_back(backup: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert luoshi(home, "restore", str(backup))[0] == 0
    before = luoshi(home, "verify")[1]["entries"]
    environment = {**os.environ, "LUOSHI_HOME": str(home), "DATABASE_URL": ""}
    for _time in range(2):
        subprocess.run([sys.executable, "-m", "luoshi", "jobs", "--once"], env=environment, check=True)
    with closing(sqlite3.connect(home / "luoshi.sqlite3")) as lite:
        entries = lite.execute("SELECT count(*) FROM ledger_entry WHERE verb = 'backup.restored'").fetchone()
        slips = lite.execute("SELECT count(*) FROM account_slip WHERE used_at IS NULL AND revoked_at IS NULL").fetchone()
    assert (entries, slips) == ((1,), (0,))
    assert luoshi(home, "verify")[1]["entries"] > before
    assert not (home / "restored.json").exists()


def test_the_file_is_its_owners_alone_and_takes_its_name_when_it_is_whole(demo_home: Path, tmp_path: Path) -> None:
    out = tmp_path / "backup"
    assert luoshi(demo_home, "backup", "--out", str(out))[0] == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert luoshi(demo_home, "backup", "--out", str(out))[0] == 0, "a newer one takes the place of an older one"
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["backup"]
    (tmp_path / "wages.xlsx").write_bytes(b"PK\x03\x04 something else")
    for path, word in ((tmp_path / "wages.xlsx", "is no backup"), (tmp_path / "no" / "folder", "no folder"), (tmp_path, "is no backup")):
        code, refused = luoshi(demo_home, "backup", "--out", str(path))
        assert code == 2
        assert word in refused["error"]
    assert (tmp_path / "wages.xlsx").read_bytes() == b"PK\x03\x04 something else"


def test_a_full_disk_leaves_the_last_backup_and_nothing_half_written(demo_home: Path, tmp_path: Path) -> None:
    out = tmp_path / "backup"
    assert luoshi(demo_home, "backup", "--out", str(out))[0] == 0
    was = out.read_bytes()
    environment = {**os.environ, "LUOSHI_HOME": str(demo_home), "DATABASE_URL": ""}
    command = f"ulimit -f 64; exec {sys.executable} -m luoshi backup --out {out} --json"
    done = subprocess.run(["bash", "-c", command], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert out.read_bytes() == was
    with suppress(FileNotFoundError):
        assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".luoshi")] == []
