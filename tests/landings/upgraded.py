"""`python -m tests.landings.upgraded`: brings the house of LUOSHI_HOME and DATABASE_URL up, looks through it and says how it went, as one JSON document."""

import io
import json
import re
import sys
from contextlib import redirect_stdout
from typing import Any

import django

LEADER, WORKER = "10001", "20416"  # of the demonstration, in every landing


def counted() -> dict[str, int]:
    """How many rows each table has."""
    from django.db import connection

    with connection.cursor() as cursor:
        counts = {}
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{name}"')
            counts[name] = cursor.fetchone()[0]
    return counts


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
    django.setup()
    before = counted()
    refused, _why = said("figures")
    code, upgraded = said("upgrade")
    again, nothing = said("upgrade")
    verified, chain = said("verify")
    _code, doctor = said("doctor")
    told = {
        "before": before, "after": counted(), "refused": refused, "upgrade": code, "steps": upgraded["steps"], "again": again,
        "further": nothing["steps"], "verify": verified, "entries": chain["entries"],
        "findings": [one["setting"] for one in doctor["findings"]], "pages": pages(),
    }  # fmt: skip
    sys.stdout.write(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
