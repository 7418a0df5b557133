"""A backup that is not whole is refused with a sentence, before anything is touched, wherever it is not whole."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from luoshi.mechanisms.voice.spool import NEVER_COPIED
from luoshi.site.backups.checking import looked_through
from luoshi.site.backups.container import OPEN, SEAL, NotWhole, seal_of, written
from tests.commanded import luoshi

PLACES = (0.0, 0.001, 0.02, 0.1, 0.25, 0.4, 0.5, 0.63, 0.77, 0.9, 0.98, 0.999, 1.0)


def flipped(path: Path, to: Path, place: float) -> Path:
    """The same file with one bit turned."""
    content = bytearray(path.read_bytes())
    content[round(place * (len(content) - 1))] ^= 0x10
    to.write_bytes(content)
    return to


def rewritten(path: Path, to: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The same backup with other members, sealed anew by somebody who knows how."""
    with zipfile.ZipFile(path) as old:
        members = {name: old.read(name) for name in old.namelist()}
    change(members)
    with written(to) as writer:
        for name, content in members.items():
            if name != "LUOSHI-BACKUP.txt":
                with writer.member(name) as member:
                    member.write(content)
    seal_of(to)
    return to


def manifest(members: dict[str, bytes], **more: Any) -> None:
    members["manifest.json"] = json.dumps({**json.loads(members["manifest.json"]), **more}).encode()


def test_a_backup_as_it_was_made_is_whole(backup: Path) -> None:
    found = looked_through(backup)
    assert found.manifest["ledger"]["entries"] > 100
    assert {"matter", "matter_event", "account", "ledger_payload", "matter_event_photo"} <= set(found.tables)
    assert not {"account_sign_in", "jobs_lease"} & set(found.tables)


@pytest.mark.parametrize("place", PLACES)
def test_one_flipped_bit_is_found_wherever_it_is(backup: Path, tmp_path: Path, place: float) -> None:
    with pytest.raises(NotWhole):
        looked_through(flipped(backup, tmp_path / "bad", place))


@pytest.mark.parametrize("left", [0, 1, 30, 1000, 0.3, 0.5, 0.9, -1, -64, -100])
def test_a_file_that_ends_too_early_is_found_wherever_it_ends(backup: Path, tmp_path: Path, left: float) -> None:
    content = backup.read_bytes()
    (tmp_path / "bad").write_bytes(content[: round(left * len(content)) if isinstance(left, float) else left])
    with pytest.raises(NotWhole):
        looked_through(tmp_path / "bad")


def test_something_behind_the_end_is_found(backup: Path, tmp_path: Path) -> None:
    (tmp_path / "bad").write_bytes(backup.read_bytes() + b"\n")
    with pytest.raises(NotWhole, match="ends too early or was changed"):
        looked_through(tmp_path / "bad")


def other_files(folder: Path, home: Path) -> list[Path]:
    """What people take for a backup."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("luoshi.sqlite3", b"x" * 500)
    made = {"empty": b"", "text": "备份".encode() * 200, "archive.zip": packed.getvalue(), "seal": SEAL + OPEN}
    for name, content in made.items():
        (folder / name).write_bytes(content)
    return [*(folder / name for name in made), home / "luoshi.sqlite3"]


def test_another_kind_of_file_is_no_backup(made: Path, tmp_path: Path) -> None:
    for path in other_files(tmp_path, made):
        with pytest.raises(NotWhole, match="no backup of Luoshi"):
            looked_through(path)


def test_a_member_that_is_sealed_anew_is_still_found_by_its_manifest(backup: Path, tmp_path: Path) -> None:
    def lose_a_row(members: dict[str, bytes]) -> None:
        members["tables/matter.ndjson"] = members["tables/matter.ndjson"].split(b"\n", 1)[1]

    def add_one(members: dict[str, bytes]) -> None:
        members["files/../../etc/passwd"] = b"x"

    def lose_one(members: dict[str, bytes]) -> None:
        del members["tables/matter.ndjson"]

    for change in (lose_a_row, add_one, lose_one):
        with pytest.raises(NotWhole):
            looked_through(rewritten(backup, tmp_path / change.__name__, change))


def test_a_ledger_that_was_rewritten_is_found_by_walking_it(backup: Path, tmp_path: Path) -> None:
    """Also by somebody who makes all digests anew: only the chain itself and what was printed outside tell then."""
    from luoshi.site.backups.checking import _must_be_chained

    found = looked_through(backup)
    told = found.manifest["ledger"]
    found.manifest["ledger"] = {**told, "head": "0" * 64}
    with pytest.raises(NotWhole, match=f"broken at entry {told['entries']}"):
        _must_be_chained(found, None)
    found.manifest["ledger"] = told
    _must_be_chained(found, (told["entries"], told["head"]))
    with pytest.raises(NotWhole, match="not the one that was printed"):
        _must_be_chained(found, (1, told["head"]))
    with pytest.raises(NotWhole, match="is from before"):
        _must_be_chained(found, (told["entries"] + 1, told["head"]))


def test_a_backup_of_a_newer_version_is_refused_with_what_to_do(backup: Path, tmp_path: Path) -> None:
    def newer(members: dict[str, bytes]) -> None:
        steps = json.loads(members["manifest.json"])["migrations"]
        manifest(members, product="9.9", migrations=[*steps, ["matters", "9999_of_tomorrow"]])

    def other_format(members: dict[str, bytes]) -> None:
        manifest(members, format=2, product="9.9")

    for change in (newer, other_format):
        with pytest.raises(NotWhole, match=r"Luoshi 9\.9.*install that version"):
            looked_through(rewritten(backup, tmp_path / change.__name__, change))


def test_a_table_or_a_column_that_its_version_does_not_have_is_refused(backup: Path, tmp_path: Path) -> None:
    def another_column(members: dict[str, bytes]) -> None:
        told = json.loads(members["manifest.json"])["tables"]
        manifest(members, tables=[{**one, "columns": [*one["columns"], "salary"]} if one["name"] == "matter" else one for one in told])

    def another_table(members: dict[str, bytes]) -> None:
        told = json.loads(members["manifest.json"])["tables"]
        manifest(members, tables=[*told, {**told[0], "name": "wages"}])

    for change, word in ((another_column, "matter"), (another_table, "wages")):
        with pytest.raises(NotWhole, match=word):
            looked_through(rewritten(backup, tmp_path / change.__name__, change))


def test_what_waits_without_a_name_can_stand_in_no_backup(tmp_path: Path) -> None:
    for name in NEVER_COPIED:
        with (
            pytest.raises(ValueError, match="belongs to no backup"),
            written(tmp_path / "backup") as writer,
            writer.member(f"files/{name}"),
        ):
            pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.sweep
def test_the_command_refuses_with_2_and_touches_nothing(backup: Path, tmp_path: Path) -> None:
    bad, home = flipped(backup, tmp_path / "bad", 0.4), tmp_path / "new"
    for words in (("restore", str(bad)), ("restore", "--check", str(bad)), ("restore", str(tmp_path / "nothing"))):
        code, refused = luoshi(home, *words)
        assert code == 2
        assert refused["error"]
        assert not home.exists()
