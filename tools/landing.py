"""Keeps the house of this landing for the upgrade test: a demonstration made by the code as it stands, packed into tests/landings.

    python tools/landing.py                    of the code that lies here, whose migrations must be committed
    python tools/landing.py --commit 2be23a5   of an earlier commit, made with the parts that are installed now

One file of some 350 KB: to be committed with the landing. What is in it is invented; the installation's secret is not kept.
"""

import argparse
import lzma
import os
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from contextlib import closing
from io import BytesIO
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
KEPT = HOUSE / "tests" / "landings"
LARGEST = 500_000


def git(*words: str) -> bytes:
    return subprocess.run(["git", *words], cwd=HOUSE, check=True, capture_output=True).stdout


def made(source: Path, home: Path) -> None:
    """A demonstration, made by the code in this folder."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LUOSHI_", "DATABASE_"))}
    environment |= {"LUOSHI_HOME": str(home), "PYTHONPATH": str(source), "DJANGO_SETTINGS_MODULE": "luoshi.site.settings"}
    subprocess.run(
        [sys.executable, "-m", "luoshi", "init", "--demo"], cwd=home.parent, env=environment, check=True, stdout=subprocess.DEVNULL
    )


def packed(home: Path) -> bytes:
    """The database without its free pages."""
    with closing(sqlite3.connect(home / "luoshi.sqlite3", isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=DELETE")
        database.execute("VACUUM")
    return lzma.compress((home / "luoshi.sqlite3").read_bytes(), preset=9 | lzma.PRESET_EXTREME)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--commit", help="an earlier commit instead of what lies here")
    arguments = parser.parse_args()
    if not arguments.commit and git("status", "--porcelain", "--", "src").strip():
        sys.stderr.write("The code in src/ is not committed: commit it first, a landing is of one commit.\n")
        return 2
    commit = git("rev-parse", "--short=7", arguments.commit or "HEAD").decode().strip()
    if list(KEPT.glob(f"*-{commit}.xz")):
        sys.stdout.write(f"{commit} is kept already.\n")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        source = HOUSE / "src"
        if arguments.commit:
            with tarfile.open(fileobj=BytesIO(git("archive", commit, "src"))) as archive:
                archive.extractall(folder, filter="data")
            source = Path(folder) / "src"
        made(source, Path(folder) / "home")
        content = packed(Path(folder) / "home")
    if len(content) > LARGEST:
        sys.stderr.write(f"{len(content)} bytes: more than {LARGEST}. Make the demonstration smaller, or raise LARGEST on purpose.\n")
        return 1
    number = max((int(one.name[:2]) for one in KEPT.glob("*.xz")), default=0) + 1
    path = KEPT / f"{number:02}-{commit}.xz"
    path.write_bytes(content)
    sys.stdout.write(f"{path.relative_to(HOUSE)}: {len(content)} bytes. Commit it with the landing.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
