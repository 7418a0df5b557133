"""A house of every earlier landing is brought up to the present tables: nothing of it is lost, its ledger stands, its pages open."""

import json
import lzma
import os
import secrets
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests import postgres
from tests.browser.conftest import absent

HOUSE = Path(__file__).parent.parent
KEPT = sorted((Path(__file__).parent / "landings").glob("*.xz"))
DATABASE = "luoshi.sqlite3"
MOST_STEPS = 12  # a landing that brings more is kept: python tools/landing.py
RENEWED = ("search", "django_migrations")  # made anew on the way


def unpacked(path: Path, home: Path) -> Path:
    home.mkdir(mode=0o700)
    (home / DATABASE).write_bytes(lzma.decompress(path.read_bytes()))
    (home / DATABASE).chmod(0o600)
    (home / "secret").write_text(secrets.token_urlsafe(48))
    (home / "secret").chmod(0o600)
    return home


def asked(home: Path, *words: str, database_url: str = "") -> str:
    """What a program of its own says about the house in this home, or at this address."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LUOSHI_", "DATABASE_"))}
    environment = {**kept, "LUOSHI_HOME": str(home), "DJANGO_SETTINGS_MODULE": "luoshi.site.settings", "DATABASE_URL": database_url}
    done = subprocess.run([sys.executable, "-m", *words], cwd=HOUSE, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def lost(told: dict[str, Any]) -> dict[str, tuple[int, int]]:
    """Tables that have another number of rows than before, or are gone."""
    before, after = told["before"], told["after"]
    return {
        name: (many, after.get(name, -1)) for name, many in before.items() if after.get(name, -1) != many and not name.startswith(RENEWED)
    }


@cache
def newest_lacks() -> int:
    """How many steps the newest kept house is behind, by the names of the files."""
    import sqlite3
    import tempfile

    with tempfile.TemporaryDirectory() as folder, sqlite3.connect(unpacked(KEPT[-1], Path(folder) / "home") / DATABASE) as database:
        there = {f"{app}.{name}" for app, name in database.execute("SELECT app, name FROM django_migrations")}
    source = Path(__file__).parent.parent / "src" / "luoshi"
    rooms = {path for path in source.glob("**/migrations/0*.py") if "tests" not in path.parts}
    return len([path for path in rooms if f"{path.parent.parent.name}.{path.stem}" not in there])


def test_the_newest_landing_is_kept() -> None:
    assert len(KEPT) >= 6
    assert newest_lacks() <= MOST_STEPS, "keep the house of the last landing: python tools/landing.py, and commit what it writes"


@pytest.mark.sweep
@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_a_house_of_an_earlier_landing_goes_on_under_this_version(path: Path, tmp_path: Path) -> None:
    goes_on(json.loads(asked(unpacked(path, tmp_path / "home"), "tests.landings.upgraded")))


@pytest.mark.sweep
@pytest.mark.parametrize("path", [KEPT[1], KEPT[4]], ids=lambda path: path.stem)
def test_and_on_postgresql(path: Path, tmp_path: Path) -> None:
    """Its rows are laid into the tables as its own steps made them there."""
    home = unpacked(path, tmp_path / "home")
    kept = home / DATABASE
    kept = kept.rename(tmp_path / DATABASE)
    try:
        with postgres.cluster() as made:
            url = made.create("house")
            asked(home, "tests.landings.onto_postgresql", str(kept), database_url=url)
            goes_on(json.loads(asked(home, "tests.landings.upgraded", database_url=url)))
    except postgres.Missing as missing:
        absent(str(missing))


def goes_on(told: dict[str, Any]) -> None:
    """Nothing is lost, the ledger stands, nothing is to be mended, the pages open."""
    assert told["refused"] == (2 if told["steps"] else 0), "older tables are refused by name before the upgrade"
    assert (told["upgrade"], told["again"], told["further"], told["verify"]) == (0, 0, [], 0)
    assert told["entries"] == told["before"]["ledger_entry"] > 200
    assert lost(told) == {}
    assert told["findings"] == []
    listed = told["pages"].pop("listed")
    assert listed > 5 and len(told["pages"]) == 8 and set(told["pages"].values()) == {200}


def test_a_row_that_is_lost_on_the_way_is_found(tmp_path: Path) -> None:
    """The comparison itself is tried: a house from which a row went is told apart."""
    told = {"before": {"matter": 25, "search_word": 9, "gone": 1}, "after": {"matter": 24, "search_word": 12}}
    assert lost(told) == {"matter": (25, 24), "gone": (1, -1)}
