"""Of many guesses at once five are compared, whichever server they reach."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_at_once import ROOT, own_database


@pytest.mark.sweep
def test_of_twelve_guesses_at_the_same_moment_five_are_compared(tmp_path: Path) -> None:
    with own_database() as url:
        environment = {**os.environ, "LUOSHI_HOME": str(tmp_path), "DATABASE_URL": url}
        words = [sys.executable, "-m", "luoshi.web.accounts.tests.guessing"]
        done = subprocess.run(words, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    let = json.loads(done.stdout)
    assert (let.count(True), let.count(False)) == (5, 7)
