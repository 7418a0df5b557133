"""The archive for machines without a network: everything is in it, it installs by itself, and what was changed on the way is refused."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tools import archive, parts

HOUSE = Path(__file__).parent.parent
NOWHERE = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_NO_COMPILE": "1", "PYTHON": sys.executable, "LUOSHI_LOG": "logfmt"}


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive, made and taken apart."""
    out = tmp_path_factory.mktemp("archive")
    subprocess.run([sys.executable, "tools/archive.py", "--out", str(out)], cwd=HOUSE, check=True, stdout=subprocess.DEVNULL)
    (path,) = out.glob("luoshi-*.tar.gz")
    with tarfile.open(path) as made:
        assert {(one.uid, one.gid, one.uname) for one in made} == {(0, 0, "")}
        made.extractall(out, filter="data")
    return out / path.name.removesuffix(".tar.gz")


def install(folder: Path, to: Path) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON", "VIRTUAL_ENV"))}
    return subprocess.run(
        ["sh", str(folder / "install.sh"), str(to)], env=environment | NOWHERE, capture_output=True, text=True, timeout=200
    )


@pytest.mark.sweep
@pytest.mark.xdist_group("archive")
def test_it_installs_by_itself_and_the_house_it_makes_is_in_order(unpacked: Path, tmp_path: Path) -> None:
    pinned = (unpacked / "requirements.txt").read_text().splitlines()
    assert {line.split("==")[0] for line in pinned} == {"luoshi", *parts.parts()} and all(" --hash=sha256:" in line for line in pinned)
    assert (unpacked / "deploy/systemd/luoshi.service").exists() and (unpacked / "docs/operations.md").exists()
    done = install(unpacked, tmp_path / "opt")
    assert done.returncode == 0, done.stderr
    house = {"LUOSHI_HOME": str(tmp_path / "home"), "PATH": os.environ["PATH"]}
    command = str(tmp_path / "opt/bin/luoshi")
    assert json.loads(subprocess.run([command, "init", "--json"], env=house, check=True, capture_output=True, text=True).stdout)["made"]
    looked = subprocess.run([command, "doctor", "--json"], env=house, capture_output=True, text=True)
    assert looked.returncode == 0 and json.loads(looked.stdout)["findings"] == []
    inside = [str(tmp_path / "opt/bin/python"), "-c", "import luoshi; print(luoshi.__file__)"]
    assert str(tmp_path / "opt") in subprocess.run(inside, env=house, cwd=tmp_path, capture_output=True, text=True, check=True).stdout


@pytest.mark.sweep
@pytest.mark.xdist_group("archive")
def test_a_wheel_that_was_changed_on_the_way_is_refused_twice(unpacked: Path, tmp_path: Path) -> None:
    spoiled = Path(shutil.copytree(unpacked, tmp_path / "carried"))
    wheel = next(spoiled.glob("wheels/six-*.whl"))
    wheel.write_bytes(wheel.read_bytes() + b"x")
    refused = install(spoiled, tmp_path / "opt")
    assert refused.returncode == 1 and "carry the archive over again" in refused.stderr and not (tmp_path / "opt").exists()
    sums = (spoiled / "SHA256SUMS").read_text().splitlines()  # and where somebody has mended the list too, pip refuses
    (spoiled / "SHA256SUMS").write_text("".join(f"{line}\n" for line in sums if "six-" not in line))
    second = install(spoiled, tmp_path / "opt")
    assert second.returncode != 0 and "hash" in second.stderr.lower(), second.stderr


def test_wheels_for_an_older_system_are_taken_too() -> None:
    assert archive.platforms("") == [] and archive.platforms("win_amd64") == ["win_amd64"]
    asked = archive.platforms("manylinux_2_28_aarch64")
    assert asked[0] == "manylinux_2_28_aarch64" and asked[-2:] == ["manylinux_2_17_aarch64", "manylinux2014_aarch64"]
