"""How long `luoshi verify` takes for many entries: a ledger of invented entries is chained in a house of its own, then walked.

    python tools/walking.py --entries 1000000

With DATABASE_URL it lies in PostgreSQL: python -m tests.postgres run -- python tools/walking.py
"""

import argparse
import os
import secrets
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta

AT_ONCE = 5_000
BEGUN = datetime(2026, 1, 1, tzinfo=UTC)


def fill(upto: int) -> None:
    """Chain entries as steps leave them, put into the tables straight."""
    from django.db import transaction

    from luoshi.base.ledger.chain import Fact, body_of, link, seal
    from luoshi.base.ledger.models import LedgerEntry, LedgerHead, LedgerPayload
    from luoshi.base.ledger.services import locked_head
    from luoshi.base.ledger.verification import head_row

    have, digest = head_row()
    for first in range(have + 1, upto + 1, AT_ONCE):
        rows, said = [], []
        for seq in range(first, min(first + AT_ONCE, upto + 1)):
            salt, body, at = (
                secrets.token_hex(16),
                body_of({"step": "assign", "text": "换阀，试压", "owner": "20102"}),
                BEGUN + timedelta(seconds=seq),
            )
            fact = Fact(at, at, at.date(), seq % 300, None, "matter.stepped", "matter", seq, seq % 30, seal(salt, body))
            digest = link(digest, seq, fact)
            rows.append(LedgerEntry(seq=seq, digest=digest, **vars(fact)))
            said.append((salt, body))
        with transaction.atomic():
            head = locked_head()
            made = LedgerEntry.objects.bulk_create(rows)
            LedgerPayload.objects.bulk_create(
                LedgerPayload(entry=entry, salt=salt, body=body) for entry, (salt, body) in zip(made, said, strict=True)
            )
            LedgerHead.objects.filter(pk=head.pk).update(entries=rows[-1].seq, digest=digest)


def calibrated() -> float:
    """Seconds of a fixed piece of work: what the machine gives at this moment."""
    begun = time.process_time()
    sum(one * one for one in range(2_000_000))
    return time.process_time() - begun


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=1_000_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["LUOSHI_HOME"] = home
        from luoshi.site.commands import main as luoshi

        luoshi(["init", "--json"])
        from django.db import connection

        from luoshi.base.ledger.verification import head_row, verify

        fill(arguments.entries)
        plain, cpu, wall = calibrated(), time.process_time(), time.monotonic()
        verdict = verify(head_row())
        cpu, wall = time.process_time() - cpu, time.monotonic() - wall
        per, machine = 1_000_000 / verdict.entries, (plain + calibrated()) / 2
        spent = f"per million {wall * per:.1f} s, of it {cpu * per:.1f} s of this process"
        sys.stdout.write(f"{verdict.entries} entries on {connection.vendor}, whole: {verdict.ok}; {spent}; ")
        sys.stdout.write(f"the fixed piece of work beside it took {machine:.3f} s\n")
    return 0 if verdict.ok else 1


if __name__ == "__main__":
    sys.exit(main())
