"""`luoshi doctor` on the command line."""

from pathlib import Path

import pytest

from tests.commanded import luoshi


@pytest.mark.sweep
def test_doctor_says_what_is_to_be_mended_and_sets_a_profile_only_when_told(empty_home: Path) -> None:
    code, first = luoshi(empty_home, "doctor", "--profile", "dengbao-2")
    lines = {one["name"]: one for one in first["lines"]}
    assert code == 1
    assert not first["ok"]
    assert lines["secret"]["verdict"] == lines["debug"]["verdict"] == lines["ledger"]["verdict"] == "good"
    assert lines["https"]["verdict"] == lines["accounts.password_days"]["verdict"] == lines["audit_admin"]["verdict"] == "bad"
    assert all(one["todo"] for one in first["lines"] if one["verdict"] != "good")
    assert first["set"] == {}
    code, done = luoshi(empty_home, "doctor", "--profile", "dengbao-2", "--apply")
    assert done["set"]["accounts.desk_idle"] == "30"
    assert {one["name"]: one for one in done["lines"]}["accounts.desk_idle"]["verdict"] == "good"
    assert luoshi(empty_home, "doctor", "--profile", "dengbao-2", "--apply")[1]["set"] == {}
    assert luoshi(empty_home, "verify")[0] == 0


@pytest.mark.sweep
def test_doctor_refuses_what_would_lock_everybody_out(empty_home: Path) -> None:
    code, refused = luoshi(empty_home, "doctor", "--profile", "dengbao-3", "--apply")
    assert code == 2
    assert "security_admin" in refused["error"]
    assert luoshi(empty_home, "doctor", "--apply")[0] == 2
