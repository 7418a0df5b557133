"""The rules of who sees and may what are tried: without one of them a test fails."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
QUICK = ("tests/permissions/test_steps.py", "tests/permissions/test_standing.py", "src/luoshi/kernel/matters/tests/test_kept_from.py",
         "src/luoshi/kernel/org/tests/test_units_and_roles.py", "src/luoshi/kernel/postings/tests/test_reach.py")  # fmt: skip
PARTS = ("kernel.matters.rel", "kernel.matters.rec", "kernel.matters.nameless", "kernel.matters.offices", "kernel.org.scope", "kernel.org.rights",
         "kernel.postings.reach", "problem.", "opinion.")  # fmt: skip


@pytest.mark.sweep
def test_a_sample_of_the_policy_is_noticed_when_it_is_taken_out() -> None:
    """Forty of them, always the same; `tools/mutants.py` tries them all."""
    asked = [sys.executable, "tools/mutants.py", "policy", "--sample", "40", "--at-once", "1", "--only", *PARTS, "--tests", *QUICK]
    said = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert said.returncode == 0, said.stdout[-3000:] + said.stderr[-2000:]
    assert "rules taken out: 40," in said.stdout
