"""The command line as somebody at the machine uses it: each call is a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any


def luoshi(home: Path, *words: str, database: str = "") -> tuple[int, Any]:
    """Run `luoshi … --json` in this home, on its embedded database unless another is named: the exit code and the one JSON document."""
    environment = {**os.environ, "LUOSHI_HOME": str(home), "DATABASE_URL": database}
    done = subprocess.run([sys.executable, "-m", "luoshi", *words, "--json"], capture_output=True, text=True, env=environment, check=False)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)
