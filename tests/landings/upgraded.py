"""`python -m tests.landings.upgraded`: brings the house in LUOSHI_HOME up, looks through it and says how it went, as one JSON document."""

import io
import json
import os
import re
import sqlite3
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

LEADER, WORKER = "10001", "20416"  # of the demonstration, in every landing
DATABASE = "luoshi.sqlite3"


def counted(home: Path) -> dict[str, int]:
    """How many rows each table has; what belongs to the words of the search is another's business."""
    with sqlite3.connect(home / DATABASE) as database:
        names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names if not name.startswith("sqlite_")}


def said(*words: str) -> tuple[int, dict[str, Any]]:
    """A command of the house and its document."""
    from luoshi.site.commands import main

    out = io.StringIO()
    with redirect_stdout(out):
        code = main([*words, "--json"])
    document: dict[str, Any] = json.loads(out.getvalue())
    return code, document


def pages() -> dict[str, int]:
    """What the leader of a works and a worker get: the status of each page, and how many problems the list names."""
    from django.test import Client

    leader, worker = Client(), Client()
    leader.post(f"/w/demo/{LEADER}")
    worker.post(f"/w/demo/{WORKER}")
    listed = leader.get("/w/list/problem?view=all")
    sheets = sorted(set(re.findall(r'href="(/w/matters/\d+)', listed.content.decode())))
    told = {address: leader.get(address).status_code for address in ("/w/", "/w/inbox", "/w/figures/", *sheets[:1])}
    told |= {f"worker {address}": worker.get(address).status_code for address in ("/w/", "/w/mine", "/w/report/")}
    return {"list": listed.status_code, **told, "listed": len(sheets)}


def main() -> int:
    home = Path(os.environ["LUOSHI_HOME"])
    before = counted(home)
    refused, _why = said("figures")
    code, upgraded = said("upgrade")
    again, nothing = said("upgrade")
    verified, chain = said("verify")
    _code, doctor = said("doctor")
    told = {
        "before": before, "after": counted(home), "refused": refused, "upgrade": code, "steps": upgraded["steps"], "again": again,
        "further": nothing["steps"], "verify": verified, "entries": chain["entries"],
        "findings": [one["setting"] for one in doctor["findings"]], "pages": pages(),
    }  # fmt: skip
    sys.stdout.write(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
