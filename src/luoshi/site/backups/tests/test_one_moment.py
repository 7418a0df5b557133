"""What a backup holds of a small plant, and what two copies are compared by; on whichever database the tests run."""

import base64
import hashlib
import json
import os
import zipfile
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection

from luoshi.base.actor import HOUSE
from luoshi.base.documents.models import WordTemplate
from luoshi.base.files.keeping import path_of, put
from luoshi.base.files.services import Photo, keep
from luoshi.base.jobs.models import Run
from luoshi.base.ledger.models import LedgerEntry
from luoshi.base.ledger.verification import head_row
from luoshi.kernel.matters.models import Action
from luoshi.mechanisms.voice import spool
from luoshi.site.backups.checking import Looked, listed_files, looked_through
from luoshi.site.backups.filling import differing
from luoshi.site.backups.making import make_backup
from luoshi.site.backups.records import Drill, after_a_restore, last_backup, last_drill, record_drill, remember
from luoshi.site.backups.restoring import RESTORED
from luoshi.site.backups.tables import LEFT_OUT
from luoshi.site.checkup import BAD, GOOD, HINT
from luoshi.site.checkup.keeping import lines
from luoshi.web.accounts.models import Slip
from luoshi.web.accounts.services import enter, make_slip, open_for_demo
from tests.cast import SINCE, Plant, at, key

NOON, SINCE_MORNING = at("2026-11-02 12:00"), at(f"{SINCE} 09:00")
pytestmark = pytest.mark.django_db


def cells(found: Looked, table: str, column: str) -> list[object]:
    place = found.tables[table].columns.index(column)
    return [row[place] for row, _line in found.rows_of(table)]


def test_a_backup_holds_every_row_and_says_which_table_has_changed_since(plant: Plant, home: Path) -> None:
    one = plant.report("wang", at("2026-11-02 09:00"), "蝶阀卡住")
    plant.carry(one, until="verified")
    make_backup(home / "backup", NOON)
    found = looked_through(home / "backup")
    assert cells(found, "matter", "id") == [one]
    assert found.manifest["ledger"] == dict(zip(("entries", "head"), head_row(), strict=True))
    assert sorted(cells(found, "ledger_entry", "seq")) == list(range(1, LedgerEntry.objects.count() + 1))  # type: ignore[type-var]
    assert differing(found) == []
    plant.report("liu", at("2026-11-02 13:00"))
    assert {"matter", "matter_event", "ledger_entry", "ledger_payload", "ledger_head", "search_doc"} <= set(differing(found))


def test_every_table_of_the_database_is_in_it_or_named_as_left_out(plant: Plant, home: Path) -> None:
    make_backup(home / "backup", NOON)
    found = looked_through(home / "backup")
    made_anew = {"django_migrations"} | {name for name in connection.introspection.table_names() if name.startswith("search_gram")}
    assert set(connection.introspection.table_names()) == set(found.tables) | set(LEFT_OUT) | made_anew
    assert set(found.manifest["left_out"]) == set(LEFT_OUT)


def test_what_is_unlike_on_the_two_databases_is_written_alike(plant: Plant, home: Path) -> None:
    """Moments with fractions, yes and no, decimals, ids by chance, bytes, and texts with every sign."""
    words = "第一行\n第二行\t“引号”\\ 反斜杠 😀 'x' 𠮷 \\N"
    one = plant.report("wang", NOON + timedelta(microseconds=120), words)
    plant.carry(one, until="done", day="2026-11-03")
    Action.objects.update(money=Decimal("12.5"))
    content = bytes(range(256))
    WordTemplate.objects.create(
        name="minutes", since=date(2026, 1, 1), content=content, digest="0" * 64, file_name="记录.docx", source="样板", set_at=NOON
    )
    make_backup(home / "backup", NOON)
    found = looked_through(home / "backup")
    assert cells(found, "matter", "raised_at") == ["2026-11-02 04:00:00.000120"]
    assert words in cells(found, "matter_event", "said")
    assert cells(found, "matter", "confidential") == [False]
    assert cells(found, "matter_action", "money") == ["12.50"]
    assert cells(found, "word_template", "since") == ["2026-01-01"]
    assert base64.b64decode(str(cells(found, "word_template", "content")[0])) == content
    assert {len(str(value)) for value in cells(found, "ledger_command", "command")} == {32}
    assert all(isinstance(json.loads(str(value)), dict) for value in cells(found, "matter_event", "detail"))
    assert differing(found) == []


def test_what_is_nobodys_yet_and_who_is_signed_in_are_in_no_backup(plant: Plant, home: Path) -> None:
    spool.lay_in(spool.Waiting(b"1" * 16, b"2" * 16, NOON.date(), "report", {"text": "夜里没有热饭"}), NOON)
    token = enter(at=NOON, account=open_for_demo(at=NOON, person=plant.people["wang"]))
    (home / "secret").write_text("x" * 64)
    make_backup(home / "backup", NOON)
    with zipfile.ZipFile(home / "backup") as archive:
        held = b"".join(archive.read(name) for name in archive.namelist())
    assert "夜里没有热饭".encode() not in held
    assert hashlib.sha256(token.encode()).hexdigest().encode() not in held
    assert b"x" * 64 not in held
    assert not {"tables/account_sign_in.ndjson", "tables/jobs_lease.ndjson"} & set(archive.namelist())


def test_a_file_that_is_gone_or_spoiled_is_named_and_the_rest_is_kept(plant: Plant, home: Path) -> None:
    digests = []
    for content in (b"one", b"two", b"three"):
        digests.append(put(content, "jpeg", ""))
        keep(photo=Photo(digests[-1], len(content), 1, 1), at=NOON)
    path_of(digests[0]).unlink()
    path_of(digests[1]).write_bytes(b"twp")
    (path_of(digests[2]).parent / "nobody-names-this.jpg").write_bytes(b"x")
    made = make_backup(home / "backup", NOON)
    assert [Path(one).stem for one in made.manifest["files"]["gone"]] == [digests[0]]
    assert [Path(one).stem for one in made.manifest["files"]["spoiled"]] == [digests[1]]
    found = looked_through(home / "backup")
    assert sorted(Path(name).stem for name, *_more in listed_files(found.reader)) == sorted(digests[1:])


def test_what_a_killed_backup_has_left_is_put_away_a_day_later(plant: Plant, home: Path) -> None:
    left, mine = home / ".luoshi-backup-abc", home / "notes.part"
    for one in (left, mine):
        one.write_bytes(b"x")
        os.utime(one, ((NOON - timedelta(hours=20)).timestamp(),) * 2)
    make_backup(home / "backup", NOON)
    assert left.exists()
    make_backup(home / "backup", NOON + timedelta(hours=5))
    assert not left.exists() and mine.exists()


def test_doctor_finds_a_house_without_a_backup_and_without_a_drill(plant: Plant, home: Path) -> None:
    """A young one is only reminded; one that had one long ago is to be mended, and so is one whose drill went wrong."""

    def verdicts(moment: datetime) -> tuple[str, str]:
        found = {one.name: one.verdict for one in lines(moment, integrity=False)}
        return found["last backup"], found["last drill"]

    assert verdicts(SINCE_MORNING + timedelta(days=1)) == (HINT, HINT)
    assert verdicts(NOON) == (BAD, BAD)
    made = make_backup(home / "backup", NOON)
    remember(made, home / "backup", NOON)
    record_drill(at=NOON, command=key(), said={"ok": True, "trouble": "", "entries": 1})
    assert (last_backup() or {})["entries"] == made.manifest["ledger"]["entries"]
    assert verdicts(NOON + timedelta(days=6)) == (GOOD, GOOD)
    assert verdicts(NOON + timedelta(days=20)) == (BAD, GOOD)
    record_drill(at=NOON + timedelta(days=1), command=key(), said={"ok": False, "trouble": "no room"})
    assert (last_drill() or Drill(NOON, None, {})).said["trouble"] == "no room"
    assert verdicts(NOON + timedelta(days=2)) == (GOOD, BAD)


def test_the_clock_is_held_against_the_ledger(plant: Plant, home: Path) -> None:
    record_drill(at=NOON, command=key(), said={"ok": True})
    for moment, verdict in ((NOON, GOOD), (NOON - timedelta(hours=1), BAD)):
        assert {one.name: one.verdict for one in lines(moment, integrity=False)}["clock"] == verdict


def test_what_the_disk_spoiled_is_found_when_everything_is_read(plant: Plant, home: Path) -> None:
    digest = put(b"one", "jpeg", "")
    keep(photo=Photo(digest, 3, 1, 1), at=NOON)
    assert {one.name: one.verdict for one in lines(NOON, integrity=True)} | {"integrity": GOOD, "files": GOOD} == {
        one.name: one.verdict for one in lines(NOON, integrity=True)
    }
    path_of(digest).write_bytes(b"onf")
    assert {one.name: one.verdict for one in lines(NOON, integrity=True)}["files"] == BAD


def test_after_a_restore_it_is_said_once_and_every_job_is_due(plant: Plant, home: Path) -> None:
    make_slip(actor=HOUSE, at=NOON, command=key(), person=plant.people["wang"])
    Run.objects.create(name="voice.shred", ran_at=NOON)
    (home / RESTORED).write_text(json.dumps({"made_at": "2026-11-01", "entries": 1, "head": "0" * 64}))
    before = LedgerEntry.objects.count()
    assert [after_a_restore(NOON), after_a_restore(NOON)] == [1, 0]
    assert LedgerEntry.objects.count() == before + 1
    assert not Run.objects.exists() and not Slip.objects.filter(revoked_at=None).exists()
