"""Twelve guesses at the same moment, in a process and a database of its own: prints how many were let try (`python -m …guessing`)."""

import json
import os
import sys


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.site.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from luoshi.web.accounts.pace import may_try
    from tests.at_once import at_once
    from tests.cast import at

    call_command("migrate", verbosity=0, interactive=False)
    now = at("2026-11-02 09:00")
    let = at_once([lambda: may_try(at=now, staff_no="20416", address="10.0.0.9", account=None)] * 12)
    sys.stdout.write(json.dumps(let))
    return 0


if __name__ == "__main__":
    sys.exit(main())
