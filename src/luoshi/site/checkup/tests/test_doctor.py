"""`luoshi doctor` on the command line, and that nothing starts on a database that may lose what it acknowledged."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests import postgres
from tests.commanded import luoshi

KEYS = {"setting", "found", "needed", "why"}


def by_setting(said: dict[str, Any], of: str = "findings") -> dict[str, dict[str, str]]:
    return {one["setting"]: one for one in said[of]}


@pytest.mark.sweep
def test_doctor_says_what_is_to_be_mended_and_sets_a_profile_only_when_told(empty_home: Path) -> None:
    empty_home.chmod(0o700)
    code, first = luoshi(empty_home, "doctor", "--profile", "dengbao-2")
    found = by_setting(first)
    assert code == 1
    assert not first["ok"]
    assert {"secret", "debug", "ledger", "journal_mode", "synchronous", "foreign_keys", "clock"} <= set(first["in_order"])
    assert {"https", "accounts.password_days", "audit_admin"} <= set(found)
    assert all(set(one) == KEYS and all(one.values()) for one in [*first["findings"], *first["hints"]])
    assert first["set"] == {}
    code, done = luoshi(empty_home, "doctor", "--profile", "dengbao-2", "--apply")
    assert done["set"]["accounts.desk_idle"] == "30"
    assert done["in_order"]["accounts.desk_idle"] == "30"
    assert luoshi(empty_home, "doctor", "--profile", "dengbao-2", "--apply")[1]["set"] == {}
    assert luoshi(empty_home, "verify")[0] == 0


@pytest.mark.sweep
def test_doctor_refuses_what_would_lock_everybody_out(empty_home: Path) -> None:
    code, refused = luoshi(empty_home, "doctor", "--profile", "dengbao-3", "--apply")
    assert code == 2
    assert "security_admin" in refused["error"]
    assert luoshi(empty_home, "doctor", "--apply")[0] == 2


@pytest.mark.sweep
def test_a_house_that_was_just_made_has_nothing_to_mend_but_is_reminded(empty_home: Path) -> None:
    empty_home.chmod(0o700)
    _code, said = luoshi(empty_home, "doctor", "--integrity")
    assert set(by_setting(said)) <= {"fonts", "disk"}, "what the machine lacks, and nothing of the house"
    assert {"last backup", "last drill", "https", "jobs"} <= set(by_setting(said, "hints"))
    assert said["in_order"] | {"synchronous": "FULL", "journal_mode": "wal", "foreign_keys": "on", "integrity": "ok"} == said["in_order"]
    empty_home.chmod(0o755)
    assert "755" in by_setting(luoshi(empty_home, "doctor")[1])["home folder"]["found"]


@contextmanager
def settings_of_a_trial(folder: Path, lines: str) -> Iterator[dict[str, str]]:
    """A settings module beside the house."""
    (folder / "trial.py").write_text(f"from luoshi.site.settings import *\n{lines}\n")
    yield {**os.environ, "PYTHONPATH": str(folder), "DJANGO_SETTINGS_MODULE": "trial", "DATABASE_URL": ""}


@pytest.mark.sweep
@pytest.mark.parametrize("level", ["NORMAL", "OFF"])
def test_nothing_starts_on_an_embedded_database_that_syncs_too_little(empty_home: Path, tmp_path: Path, level: str) -> None:
    weaker = f'DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous={level};"'
    with settings_of_a_trial(tmp_path, weaker) as environment:
        environment["LUOSHI_HOME"] = str(empty_home)
        for words in (("serve", "--port", "8219"), ("jobs", "--once"), ("figures",)):
            done = subprocess.run(
                [sys.executable, "-m", "luoshi", *words], env=environment, capture_output=True, text=True, timeout=60, check=False
            )
            assert done.returncode == 2
            assert f"synchronous is {level}, needed is FULL" in done.stderr
        by_hand = [sys.executable, "-c", "import luoshi.site.wsgi"]
        done = subprocess.run(by_hand, env=environment, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 1
        assert "does not keep what it acknowledges" in done.stderr
        looked = subprocess.run([sys.executable, "-m", "luoshi", "doctor"], env=environment, capture_output=True, text=True, check=False)
        assert looked.returncode == 1
        assert (
            f"MEND synchronous (each commit is on disk before it is acknowledged; else what was acknowledged would be lost when the power fails): {level} → FULL"
            in looked.stdout
        )
        saved = [sys.executable, "-m", "luoshi", "backup", "--out", str(tmp_path / "backup")]
        assert subprocess.run(saved, env=environment, capture_output=True, check=False).returncode == 0, "what is there can be saved"


@pytest.mark.sweep
@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="brings its own databases")
def test_nothing_starts_on_a_server_that_syncs_too_little(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        postgres.binaries()
    except postgres.Missing as missing:
        pytest.skip(str(missing))
    with postgres.cluster() as made:
        sound = made.create("sound")
        assert luoshi(tmp_path, "init", database=sound)[0] == 0
        said = luoshi(tmp_path, "doctor", database=sound)[1]
        assert {"fsync", "synchronous_commit", "full_page_writes", "data_checksums", "PostgreSQL", "server_encoding"} <= set(
            said["in_order"]
        )
        for name, value in (("synchronous_commit", "off"), ("synchronous_commit", "local")):
            import psycopg

            with psycopg.connect(made.url("postgres"), autocommit=True) as connection:
                connection.execute(f"ALTER DATABASE sound SET {name} = {value}".encode())
            code, refused = luoshi(tmp_path, "figures", database=sound)
            if value == "local":
                assert code == 0, "on this machine's disk before it is acknowledged"
                continue
            assert code == 2
            assert "synchronous_commit is off, needed is on" in refused["error"]
            assert luoshi(tmp_path, "init", database=made.create("weak_too") + "?options=-csynchronous_commit%3Doff")[0] == 2
            finding = by_setting(luoshi(tmp_path, "doctor", database=sound)[1])["synchronous_commit"]
            assert (finding["found"], finding["needed"]) == ("off", "on")
            assert "lost when the power fails" in finding["why"]
    for name in ("fsync", "full_page_writes"):
        monkeypatch.setitem(postgres.SETTINGS, name, "off")
        with postgres.cluster() as made:
            home = tmp_path / name
            code, refused = luoshi(home, "init", database=made.create("weak"))
            assert code == 2
            assert f"{name} is off, needed is on" in refused["error"]
        monkeypatch.delitem(postgres.SETTINGS, name)
