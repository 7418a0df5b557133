"""A large house is backed up and brought back on both databases: how long each takes, how large the file is, how much memory each needs.

    python tools/backups.py --rows 100000 --files 2000 --megabytes 1000

The matters come in as an old ledger, the files are put in straight. Without PostgreSQL on this machine its half is left out.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests import postgres
from tools.ledgers import ledger

LONGEST, MOST_MEMORY = 15 * 60.0, 400  # seconds for 100,000 matters and 5 GB; MiB whatever the house


def luoshi(home: Path, *words: str, database: str = "") -> tuple[float, int]:
    """Run a command in this home: its seconds, and the most memory it held, in MiB."""
    began = time.monotonic()
    environment = {**os.environ, "LUOSHI_HOME": str(home), "DATABASE_URL": database}
    running = subprocess.Popen([sys.executable, "-m", "luoshi", *words], env=environment, stdout=subprocess.DEVNULL)
    _pid, status, used = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise SystemExit(f"luoshi {words[0]} ended with {running.returncode}")
    return time.monotonic() - began, used.ru_maxrss // 1024


def put_files(home: Path, many: int, megabytes: int) -> None:
    """So many files of random content that rows name."""
    code = (
        "import os, sys, django; django.setup()\n"
        "from luoshi.base.clock import now\n"
        "from luoshi.base.files.keeping import put\n"
        "from luoshi.base.files.services import Photo, keep\n"
        "many, size = int(sys.argv[1]), int(sys.argv[2])\n"
        "for one in range(many):\n"
        "    content = os.urandom(size)\n"
        "    keep(photo=Photo(put(content, 'jpeg', ''), size, 10, 10), at=now())\n"
    )
    environment = {**os.environ, "LUOSHI_HOME": str(home), "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "luoshi.site.settings"}
    subprocess.run([sys.executable, "-c", code, str(many), str(megabytes * 1024 * 1024 // many)], env=environment, check=True)


def tell(what: str, took: tuple[float, int]) -> bool:
    sys.stdout.write(f"{what}: {took[0]:.1f} s, at most {took[1]} MiB of memory\n")
    sys.stdout.flush()
    return took[0] <= LONGEST and took[1] <= MOST_MEMORY


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--files", type=int, default=2_000)
    parser.add_argument("--megabytes", type=int, default=1_000)
    parser.add_argument("--keep", type=Path, help="make the house here, or take the one that is there")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = arguments.keep or Path(folder) / "home"
        if not home.exists():
            luoshi(home, "init", "--demo")
            luoshi(home, "import", "opinions", str(ledger(Path(folder) / "ledger.xlsx", arguments.rows)), "--unit", "ROOT")
            put_files(home, arguments.files, arguments.megabytes)
        file = Path(folder) / "backup"
        well = [tell("backup on SQLite", luoshi(home, "backup", "--out", str(file)))]
        sys.stdout.write(f"{file.stat().st_size / 2**20:.0f} MiB in one file\n")
        well.append(tell("restore on SQLite", luoshi(Path(folder) / "lite", "restore", str(file))))
        try:
            with postgres.cluster() as made:
                url = made.create("house")
                well.append(tell("restore on PostgreSQL", luoshi(Path(folder) / "pg", "restore", str(file), database=url)))
                well.append(tell("backup on PostgreSQL", luoshi(Path(folder) / "pg", "backup", "--out", str(file), database=url)))
        except postgres.Missing as missing:
            sys.stdout.write(f"{missing}\n")
    return 0 if all(well) else 1


if __name__ == "__main__":
    sys.exit(main())
